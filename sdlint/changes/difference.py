"""The difference between two versions of a design, whole."""

from __future__ import annotations

from collections.abc import Iterator

from sdlint.analyses.review.judged import Judged
from sdlint.changes.elements import Edited, edited, flat, sides
from sdlint.changes.figures import Moved, Side, moved, side
from sdlint.changes.findings import Findings, compared, told
from sdlint.lint import Outcome
from sdlint.model.design import Design
from sdlint.record import Record


class Turned(Record):
    """A goal whose verdict differs; None where it isn't in that version."""

    asks: str
    before: Judged | None
    after: Judged | None

    @property
    def trend(self) -> str:
        """`better` where it is met now and wasn't, `worse` where it isn't met and was, else `other`."""
        one, other = self.before, self.after
        if one is None or other is None:
            return "other"
        if other.status == "met":
            return "better"
        if one.status == "met":
            return "worse"
        return "worse" if other.status == "not met" else "other"


class Difference(Record):
    """What differs between two versions of a design, and what that does."""

    system: str
    old: str
    new: str
    """What the versions are called: `shop.sd`, `git:HEAD:shop.sd`."""
    edited: tuple[Edited, ...]
    moved: tuple[Moved, ...]
    turned: tuple[Turned, ...]
    findings: Findings
    before: Side
    after: Side

    def of(self, what: str, kind: str = "") -> tuple[Moved, ...]:
        """The numbers of one sort that moved."""
        return tuple(one for one in self.moved if one.what == what and kind in ("", one.kind))

    @property
    def nothing(self) -> bool:
        """Whether the two mean the same."""
        found = self.findings
        return not (self.edited or self.moved or self.turned or found.new or found.fixed or found.accepted)


def difference(before: Outcome, after: Outcome, old: str, new: str) -> Difference:
    """What differs between the designs of two runs, which have one each."""
    one, other = side(before.facts[0]), side(after.facts[0])
    title = after.designs[0].title
    return Difference(
        title,
        old,
        new,
        edited(before.designs[0], after.designs[0]),
        moved(one, other),
        tuple(_turned(before.designs[0], after.designs[0], one, other)),
        compared(told(before, 0, title), told(after, 0, title)),
        one,
        other,
    )


def _turned(before: Design, after: Design, one: Side, other: Side) -> Iterator[Turned]:
    """Goals whose verdicts differ, by what they ask for; and goals that came or went, which have one."""
    old, new = _judged(before, one), _judged(after, other)
    for key in dict.fromkeys((*new, *old)):
        first, second = old.get(key), new.get(key)
        if first is None or second is None or first.status != second.status:
            yield Turned(key[0], first, second)


def _judged(design: Design, found: Side) -> dict[tuple[str, int], Judged]:
    seen: dict[str, int] = {}
    judged = {}
    for item, one in zip(design.goals, found.numbers.goals, strict=True):
        asks = sides(item.expression)[0] if item.expression is not None else flat(item.name)
        seen[asks] = seen.get(asks, 0) + 1
        judged[asks, seen[asks]] = one
    return judged
