"""A figure: an answer with what was asked, so that it can be shown, marked and traced."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any

from sdlint.analyses.ask import plain
from sdlint.analyses.facts import words
from sdlint.analyses.load import show_share
from sdlint.expression.values import Known, Unknown, Value, Witness, shown
from sdlint.quantity import Quantity, show_percent, unit_name
from sdlint.record import Equal, Record

MOST_NINES = Fraction(99_999, 100_000)
"""No availability is shown higher than this: common causes are in none, and come more often."""
CAPPED = ("availability", "ceiling")
"""The words whose values are such availabilities."""
CALENDAR = ("month", "y", "year")
"""What witnesses call the lengths of the calendar. They are a convention: listed with what is assumed, but
no number is in doubt for them.
"""


class Use(Equal):
    """Where something is used: a word of the language and what it was asked of, or another line."""

    word: str
    item: str

    def __str__(self) -> str:
        call = self.word in words()
        return f"{self.word}({self.item})" if call else f"{self.word} {self.item}".strip()


class Figure(Record):
    """An answer with its witness."""

    use: Use
    value: Value
    percent: bool = False
    capped: bool = False
    """Whether it is an availability: no more nines are shown than there can be."""

    @property
    def text(self) -> str:
        """The value as people write it; `?` where it is unknown."""
        if not isinstance(self.value, Known):
            return "?"
        if self.origin == "stated" and self.value.witness.shown:
            return self.value.witness.shown  # As it is written.
        if self.capped and isinstance(self.value.value, Quantity):
            return show_availability(self.value.value)
        if self.use.word == "utilization" and isinstance(self.value.value, Quantity):
            return show_share(self.value.value)
        return shown(self.value.value, percent=self.percent)

    @property
    def plain(self) -> Any:
        """The value as JSON holds it, in seconds, bytes, 1/s or dollars; None where it is unknown."""
        return plain(self.value.value) if isinstance(self.value, Known) else None

    @property
    def unit(self) -> str | None:
        """The unit of `plain`: `s`, `B`, `1/s`; None where there is none."""
        if not isinstance(self.value, Known) or not isinstance(self.value.value, Quantity):
            return None
        return unit_name(self.value.value.dimension) or None

    @property
    def origin(self) -> str:
        """`stated`, `computed`, `assumed` where an assumption went into it, or `unknown`."""
        if isinstance(self.value, Unknown):
            return "unknown"
        witness = self.value.witness
        if any(one.what not in CALENDAR for one in assumed_in([witness])):
            return "assumed"
        # A sum that the design writes down is computed, though it stands in the design.
        return (
            "stated" if witness.origin == "stated" and not witness.how and not witness.parts else "computed"
        )

    @property
    def reason(self) -> str | None:
        """`for want of …` where it is unknown."""
        if isinstance(self.value, Known):
            return None
        return self.value.text.removeprefix("unknown, ") if self.value.wants else "unknown"


def show_availability(share: Quantity) -> str:
    """An availability as a percentage, with no more nines than there can be."""
    most = f">{show_percent(Quantity.number(MOST_NINES))}"
    if share.low > MOST_NINES:
        return most
    if share.high > MOST_NINES:
        return f"{show_percent(Quantity.number(share.low))}..{most}"
    return show_percent(share)


def assumed_in(witnesses: Iterable[Witness]) -> Iterator[Witness]:
    """What is assumed in some arguments, in their order."""
    # Arguments share parts; each part is walked through once.
    seen: set[int] = set()
    stack = list(witnesses)[::-1]
    while stack:
        witness = stack.pop()
        if id(witness) in seen:
            continue
        seen.add(id(witness))
        if witness.origin == "assumed":
            yield witness
        stack.extend(reversed(witness.parts))
