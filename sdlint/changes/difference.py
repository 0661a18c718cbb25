"""The difference between two versions of a design, whole."""

from __future__ import annotations

from sdlint.changes.elements import Edited, edited
from sdlint.changes.figures import Moved, Side, moved, side
from sdlint.changes.findings import Findings, compared, told
from sdlint.changes.goals import Turned, by_goals_alone, turned
from sdlint.changes.meanings import compared_with
from sdlint.changes.renames import Names, renamed
from sdlint.lint import Outcome
from sdlint.model.design import Design
from sdlint.record import Record


class Difference(Record):
    """What differs between two versions of a design, and what that does."""

    system: str
    old: str
    new: str
    """What the versions are called: `shop.sd`, `git:HEAD:shop.sd`."""
    names: Names
    """What has another name."""
    edited: tuple[Edited, ...]
    numbers: tuple[Moved, ...]
    """Every number, whether it moved or not."""
    asked: tuple[Turned, ...]
    """Every goal, and every expectation of a scenario, whether it differs or not."""
    findings: Findings
    before: Side
    after: Side

    @property
    def moved(self) -> tuple[Moved, ...]:
        """The numbers that differ."""
        return tuple(one for one in self.numbers if one.differs)

    @property
    def turned(self) -> tuple[Turned, ...]:
        """Goals and expectations of scenarios that differ."""
        return tuple(one for one in self.asked if one.differs)

    @property
    def goals(self) -> tuple[Turned, ...]:
        """The goals that differ."""
        return tuple(one for one in self.turned if not one.scenario)

    @property
    def expectations(self) -> tuple[Turned, ...]:
        """The expectations of scenarios that differ."""
        return tuple(one for one in self.turned if one.scenario)

    def every(self, what: str, kind: str = "") -> tuple[Moved, ...]:
        """The numbers of one sort, whether they moved or not."""
        return tuple(one for one in self.numbers if one.what == what and kind in ("", one.kind))

    def of(self, what: str, kind: str = "") -> tuple[Moved, ...]:
        """The numbers of one sort that moved."""
        return tuple(one for one in self.every(what, kind) if one.differs)

    @property
    def nothing(self) -> bool:
        """Whether the two mean the same."""
        found = self.findings
        return not (self.edited or self.moved or self.turned or found.new or found.fixed or found.accepted)


def difference(before: Outcome, after: Outcome, old: str, new: str) -> Difference:
    """What differs between the designs of two runs, which have one each."""
    title = after.designs[0].title
    names = renamed(before.designs[0], after.designs[0])
    one, other = side(before.facts[0], names), side(after.facts[0])
    asked = turned(before.facts[0], after.facts[0], names)
    # A goal's text is its name, with what is wanted in it: of another bound it is the same goal.
    same = {one.keys[0]: one.keys[1] for one in asked if all(one.keys) and not one.scenario}
    same |= _alerts(before.designs[0], after.designs[0], names)
    was = told(before, 0, title, lambda key: same.get(key) or names.key(key))
    return Difference(
        title,
        old,
        new,
        names,
        edited(before.designs[0], after.designs[0], names),
        moved(one, other, names),
        asked,
        compared(was, told(after, 0, title), by_goals_alone(asked)),
        one,
        other,
    )


def _alerts(before: Design, after: Design, names: Names) -> dict[str, str]:
    """What findings call alerts without a title, with what they call those that ask the same now: such an
    alert is called by its text, which may be spelt otherwise.
    """
    now = {compared_with(one.expression): one.key for one in after.alerts if not one.titled}
    asked = ((one.key, compared_with(one.expression, names.both)) for one in before.alerts if not one.titled)
    return {key: now[meant] for key, meant in asked if meant in now}
