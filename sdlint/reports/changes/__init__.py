"""Difference of two versions → text. Each module in this folder is a format, found by its being there.

A module's name is the format's name; its `report(difference, look)` makes the text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from sdlint.reports.terminal.formats import chosen, names_in

if TYPE_CHECKING:
    from sdlint.changes.difference import Difference
    from sdlint.reports.terminal.look import Look


def names() -> tuple[str, ...]:
    """The formats there are, none of them imported."""
    return names_in(__path__)


def report(difference: Difference, format: str, look: Look) -> str:
    """The difference in a format of `names()`; KeyError when there is none of that name."""
    return cast(str, chosen(__name__, __path__, format).report(difference, look))
