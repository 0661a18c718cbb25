"""Growth → text. Each module in this folder is a format, found by its being there.

A module's name is the format's name; its `report(growth, title, look)` makes the text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from sdlint.reports.terminal.formats import names_in

if TYPE_CHECKING:
    from sdlint.analyses.growth import Growth
    from sdlint.reports.terminal.look import Look


def names() -> tuple[str, ...]:
    """The formats there are, none of them imported."""
    return names_in(__path__)


def report(growth: Growth, title: str, format: str, look: Look) -> str:
    """The growth in a format of `names()`; KeyError when there is none of that name."""
    from importlib import import_module

    if format not in names():
        raise KeyError(format)
    return cast(str, import_module(f"{__name__}.{format}").report(growth, title, look))
