"""For programs: every question with its status, and what to do next."""

from __future__ import annotations

import json

from sdlint.analyses.review.card import Card
from sdlint.reports.review.json import VERSION, card_json
from sdlint.reports.terminal.look import Look


def report(card: Card, system: str, file: str, look: Look) -> str:
    """The same `framework` as a review has."""
    content = {"version": VERSION, "system": system, "file": file, "framework": card_json(card)}
    return json.dumps(content, indent=2) + "\n"
