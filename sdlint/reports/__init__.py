"""Outcome → text. Each module in this folder is a format, found by its being there.

A module's name is the format's name, its docstring's first line the help text, its
`report(outcome, look)` makes the text. `terminal/` is what the formats for people are made with.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from sdlint.reports.terminal.formats import chosen, helps_in, names_in

if TYPE_CHECKING:
    from sdlint.lint import Outcome
    from sdlint.reports.terminal.look import Look


def names() -> tuple[str, ...]:
    """The formats there are, none of them imported."""
    return names_in(__path__)


def formats() -> dict[str, str]:
    """The formats there are, each with its line of help, by name."""
    return helps_in(__name__, __path__)


def report(outcome: Outcome, format: str, look: Look) -> str:
    """The outcome in a format of `names()`; KeyError when there is none of that name."""
    return cast(str, chosen(__name__, __path__, format).report(outcome, look))
