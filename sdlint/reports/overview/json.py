"""For programs: the same numbers in full precision, each with where it comes from."""

from __future__ import annotations

import json

from sdlint.analyses.review.numbers import Numbers
from sdlint.reports.figures.data import components_json, flows_json, goal_json, money_json, wanting_json
from sdlint.reports.terminal.look import Look

VERSION = 1
"""Changes when a key changes its meaning or goes; new keys may come without a new version."""


def report(numbers: Numbers, look: Look) -> str:
    """What an overview tells, under the keys that a review has; ASCII only."""
    content = {
        "version": VERSION,
        "system": numbers.system,
        "file": numbers.file,
        "goals": [goal_json(goal) for goal in numbers.goals],
        "flows": flows_json(numbers.flows),
        "components": components_json(numbers.components),
        **money_json(numbers),
        "wanting": wanting_json(numbers.wanting),
    }
    return json.dumps(content, indent=2) + "\n"
