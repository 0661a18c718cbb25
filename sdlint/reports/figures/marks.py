"""What stands behind a number, so that it isn't taken for more than it is."""

from __future__ import annotations

from collections.abc import Iterable

from sdlint.analyses.review.figure import Figure
from sdlint.expression.values import Known
from sdlint.quantity import Quantity

MARKS = {"stated": "°", "assumed": "*", "computed": "", "unknown": ""}
"""`°` is stated, `*` has an assumption in it; what is computed from what is stated has no mark."""
NONE = "–"
"""Where there is nothing to tell."""
COMMON_CAUSES = "Common causes, such as a bad deploy, are in no availability."


def marked(figure: Figure) -> str:
    """The figure, with its mark if it is a number; `?` where it is unknown."""
    number = isinstance(figure.value, Known) and isinstance(figure.value.value, Quantity)
    return figure.text + (MARKS[figure.origin] if number else "")


def waited(figure: Figure) -> str:
    """A time that somebody waits; a flow that nobody waits for takes none."""
    return NONE if figure.plain == 0 else marked(figure)


def legend(
    figures: Iterable[Figure], *, elastic: bool, idle: bool, starts: bool = False, least: bool = False
) -> str:
    """What the marks mean that were used."""
    origins = {figure.origin for figure in figures}
    said = [
        text
        for origin, text in (
            ("assumed", "* rests on an assumption"),
            ("stated", "° is stated"),
            ("unknown", "? is unknown"),
        )
        if origin in origins
    ]
    if said and "computed" in origins:
        said.append("the rest is computed")
    if least:
        said.append("≥ is what is known of it")
    none = ((idle, "nobody waits"), (elastic, "a provider scales it"), (starts, "a clock starts others"))
    why = [text for used, text in none if used]
    if why:
        said.append(f"{NONE} is where {' or '.join(why)}")
    return f"{', '.join(said)}." if said else ""
