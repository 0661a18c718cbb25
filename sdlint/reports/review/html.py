"""For a browser: one file with the picture, findings and numbers, a failure drill and a slider for load."""

from __future__ import annotations

from sdlint.analyses.review.review import Review
from sdlint.reports.page.extras import Extras
from sdlint.reports.page.page import page
from sdlint.reports.terminal.look import Look


def report(review: Review, look: Look, extras: Extras | None = None) -> str:
    """The page; without extras it has neither a picture nor findings, and nothing can be tried."""
    return page(review, extras or Extras())
