"""For a page: a table for each step."""

from __future__ import annotations

from sdlint.analyses.review.card import Card
from sdlint.reports.figures.framework import questions
from sdlint.reports.review.markdown import section_lines
from sdlint.reports.terminal.characters import visible
from sdlint.reports.terminal.look import Look
from sdlint.reports.terminal.marked_up import plain


def report(card: Card, system: str, file: str, look: Look) -> str:
    """The system as a title, the steps below it."""
    lines = [f"# {plain(system)}", "", f"`{visible(file)}`: what it answers of a design review.", ""]
    for section in questions(card):
        lines += [f"## {section.title}", "", *section_lines(section)]
    return "\n".join(lines).rstrip() + "\n"
