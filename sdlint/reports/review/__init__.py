"""Review → text. Each module in this folder is a format, found by its being there.

As with the reports on findings, a module's name is the format's name, its docstring's first line the help
text; its `report(review, look)` makes the text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from sdlint.reports.terminal.formats import chosen, helps_in, names_in

if TYPE_CHECKING:
    from sdlint.analyses.review.review import Review
    from sdlint.reports.terminal.look import Look


def names() -> tuple[str, ...]:
    """The formats there are, none of them imported."""
    return names_in(__path__)


def formats() -> dict[str, str]:
    """The formats there are, each with its line of help, by name."""
    return helps_in(__name__, __path__)


def report(review: Review, format: str, look: Look) -> str:
    """The review in a format of `names()`; KeyError when there is none of that name."""
    return cast(str, chosen(__name__, __path__, format).report(review, look))
