"""The failure drill → text. Each module in this folder is a format, found by its being there.

A module's name is the format's name; its `report(told, look)` makes the text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from sdlint.record import Record
from sdlint.reports.terminal.formats import chosen, names_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sdlint.analyses.losses import Loss
    from sdlint.analyses.pairs import Cut
    from sdlint.reports.terminal.look import Look


class Told(Record):
    """What is told of a design's losses: all of them, or one that was asked for."""

    title: str
    losses: tuple[Loss, ...]
    """Those that hurt, the worst first; or the one that was asked for."""
    pairs: tuple[Loss, ...]
    more_pairs: tuple[Cut, ...]
    """Cuts of which only it is told whom they hit."""
    harmless: Mapping[str, int]
    """How many losses hurt nobody, by kind."""
    pausing: int
    """How many of them make writes wait for a leader."""
    unknown: tuple[str, ...]
    complete: bool
    """Whether all pairs were gone through."""
    asked: bool
    """Whether one loss was asked for."""
    because: Mapping[str, tuple[str, ...]]
    """By flow, what shows it; of the loss that was asked for."""
    strained: Mapping[str, tuple[str, ...]]
    """By flow, who of its components gets more than it can do; of the loss that was asked for."""
    busy: Mapping[str, float]
    """Who gets more than it can do while all is up, by how much of it is used: more than 1."""


def names() -> tuple[str, ...]:
    """The formats there are, none of them imported."""
    return names_in(__path__)


def report(told: Told, format: str, look: Look) -> str:
    """What is told in a format of `names()`; KeyError when there is none of that name."""
    return cast(str, chosen(__name__, __path__, format).report(told, look))
