"""Goals and expectations of two versions: whose verdict differs, and which of them ask for less or for more.

A goal that asks for less is met more easily, and that is nothing better: what became better or worse is told
by the bound of the old version.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from sdlint.analyses.facts import Facts
from sdlint.analyses.review.judged import Judged, goal, scenario
from sdlint.analyses.scope import design_scope
from sdlint.changes.meanings import Meaning, Sides, compared_with, flat, meaning, sides, supposed, upright
from sdlint.changes.renames import NONE, Names
from sdlint.expression.evaluate import Impossible, OutOfSteps, evaluate
from sdlint.expression.tree import Expression
from sdlint.expression.values import Known, Value
from sdlint.model.design import Scenario
from sdlint.quantity import Quantity
from sdlint.record import Record, changed

LENIENT = ("loosened", "dropped")
"""The shifts after which less is asked for."""
STRICT = ("tightened", "new")
"""Those after which more is."""


class Turned(Record):
    """A goal or an expectation that differs; None where it isn't in that version."""

    asks: str
    before: Judged | None
    after: Judged | None
    shift: str = ""
    """What became of what it asks for: `loosened`, `tightened`, `dropped`, `new`, `changed` where it can't be
    told which; `supposed` of an expectation whose scenario supposes something else. Empty: it asks as before.
    """
    held: str = ""
    """Of one in both versions: whether the new number is within the old bound, as a status."""
    scenario: str = ""
    """The title of the scenario that expects it; empty of a goal."""
    keys: tuple[str, str] = ("", "")
    """What findings call its element, before and after; empty where it isn't in that version."""
    stood: str = ""
    """Of one in both versions: whether the old number is within the new bound, as a status."""

    @property
    def trend(self) -> str:
        """`better` where the old bound is kept now and wasn't, `worse` where it was and isn't, or `other`."""
        one = self.before
        if one is None or self.after is None or self.shift == "supposed":
            return "other"
        if one.status == self.held:
            return "other"
        if self.held == "met":
            return "better"
        return "worse" if one.status == "met" or self.held == "not met" else "other"

    @property
    def differs(self) -> bool:
        """Whether its verdict differs, or what it asks for."""
        statuses = [one.status if one is not None else "" for one in (self.before, self.after)]
        return bool(self.shift) or statuses[0] != statuses[1]


class _Asked(Record):
    """A goal or an expectation as it is compared."""

    mark: tuple[object, ...]
    """What it asks for, and in which scenario."""
    whole: object
    """That, and what is wanted of it."""
    key: str
    judged: Judged
    scenario: str
    supposed: object
    sides: Sides | None
    asks: str
    value: Value | None
    """What is asked for comes to; None where that can't be told."""
    bound: Value | None


def turned(before: Facts, after: Facts, names: Names) -> tuple[Turned, ...]:
    """Every goal and expectation, in the order of the new version, and then those that went."""
    return tuple(_compared(list(_asked(before, names)), list(_asked(after, NONE))))


def by_goals_alone(every: Sequence[Turned]) -> tuple[frozenset[str], frozenset[str]]:
    """The elements of which findings are settled, and those of which they are new, for no other reason than
    that less or more is asked for: as findings call them.
    """
    # Where the old number is on the other side of the new bound, it is the number that made the difference.
    settled = {
        one.keys[0] for one in every if one.shift and one.shift not in STRICT and one.stood != "not met"
    }
    brought = {one.keys[1] for one in every if one.shift and one.shift not in LENIENT and one.stood != "met"}
    settled -= {one.keys[0] for one in every if one.trend == "better"}
    brought -= {one.keys[1] for one in every if one.trend == "worse"}
    return frozenset(settled - {""}), frozenset(brought - {""})


def _asked(facts: Facts, names: Names) -> Iterator[_Asked]:
    for item in facts.design.goals:
        expression = upright(item.expression) if item.expression is not None else None
        judged = goal(facts, changed(item, expression=expression), brief=True)
        yield _one(facts, names, judged, expression, item.key, item.name)
    for played in facts.design.scenarios:
        verdicts = scenario(facts, _upright(facts, played), brief=True).expects
        under = supposed(played, names.both)
        title = names.scenarios.get(played.name, played.name)
        for expression, judged in zip(played.expects, verdicts, strict=True):
            yield _one(facts, names, judged, expression, played.key, title, title, under)


def _upright(facts: Facts, item: Scenario) -> Scenario:
    """A scenario whose expectations have their numbers behind their signs."""
    expects = tuple(upright(one) for one in item.expects)
    if expects == item.expects:
        return item
    # Worlds are kept by the identity of their scenario, so that it has to last as long.
    kept: dict[int, Scenario] = facts.memo.setdefault("upright", {})
    return kept.setdefault(id(item), changed(item, expects=expects))


def _one(
    facts: Facts,
    names: Names,
    judged: Judged,
    expression: Expression | None,
    key: str,
    name: str,
    title: str = "",
    under: object = (),
) -> _Asked:
    if expression is None:
        asks = flat(name)
        return _Asked((title, asks), (title, asks), key, judged, title, under, None, asks, None, None)
    found = sides(expression)
    mark: Meaning = (title, *meaning(found.asked, names.both))
    whole = (title, *compared_with(expression, names.both))
    bound = _value(facts, found.bound) if found.bound is not None else None
    return _Asked(mark, whole, key, judged, title, under, found, found.asks, judged.figure.value, bound)


def _value(facts: Facts, expression: Expression) -> Value | None:
    try:
        return evaluate(expression, design_scope(facts))
    except (Impossible, OutOfSteps):
        return None


def _compared(old: Sequence[_Asked], new: Sequence[_Asked]) -> Iterator[Turned]:
    pairs = _pairs(old, new)
    for one in new:
        yield _turned(pairs.get(id(one)), one)
    paired = {id(one) for one in pairs.values()}
    for one in old:
        if id(one) not in paired:
            yield Turned(one.asks, one.judged, None, "dropped", "", one.scenario, (one.key, ""))


def _pairs(old: Sequence[_Asked], new: Sequence[_Asked]) -> dict[int, _Asked]:
    """What each of the new was: first those that want the same, then the others that ask about the same."""
    pairs: dict[int, _Asked] = {}
    left = list(old)
    for same in ("whole", "mark"):
        waiting: dict[object, list[_Asked]] = {}
        for one in left:
            waiting.setdefault(getattr(one, same), []).append(one)
        for one in new:
            held = waiting.get(getattr(one, same))
            if id(one) not in pairs and held:
                pairs[id(one)] = held.pop(0)
        taken = {id(one) for one in pairs.values()}
        left = [one for one in left if id(one) not in taken]
    return pairs


def _turned(before: _Asked | None, after: _Asked) -> Turned:
    if before is None:
        return Turned(after.asks, None, after.judged, "new", "", after.scenario, ("", after.key))
    shift = _shift(before, after)
    held = _held(before, after, shift)
    stood = _met(before, after)
    if before.supposed != after.supposed:
        shift = "supposed"
    keys = (before.key, after.key)
    return Turned(after.asks, before.judged, after.judged, shift, held, after.scenario, keys, stood)


def _shift(before: _Asked, after: _Asked) -> str:
    """What became of the bound."""
    if before.sides is None or after.sides is None or before.sides.bound is None or after.sides.bound is None:
        return "" if before.whole == after.whole else "changed"
    one, other = _number(before.bound), _number(after.bound)
    was, now = before.sides.sign, after.sides.sign
    if one is None or other is None or one.dimension != other.dimension or was[:1] != now[:1]:
        return "" if before.whole == after.whole else "changed"
    if one == other:
        if was == now:
            return ""
        return "changed" if was[:1] not in ("<", ">") else "loosened" if len(now) > len(was) else "tightened"
    if was[:1] not in ("<", ">"):
        return "changed"
    way = 1 if was[0] == "<" else -1
    ends = (way * (other.low - one.low), way * (other.high - one.high))
    if min(ends) >= 0:
        return "loosened"
    return "tightened" if max(ends) <= 0 else "changed"


def _held(before: _Asked, after: _Asked, shift: str) -> str:
    """Whether what is now asked for keeps the old bound."""
    status = after.judged.status
    if not shift or (shift, status) in (("loosened", "not met"), ("tightened", "met")):
        return status
    return _met(after, before)


def _met(one: _Asked, other: _Asked) -> str:
    """Whether the number of one is within the bound of the other."""
    value, bound = _number(one.value), _number(other.bound)
    if value is None or bound is None or other.sides is None or value.dimension != bound.dimension:
        return "unknown"
    return _within(value, other.sides.sign, bound)


def _within(value: Quantity, sign: str, bound: Quantity) -> str:
    way = {"<": 1, ">": -1}.get(sign[:1])
    if way is None:
        return "unknown"
    best, worst = sorted((way * value.low, way * value.high))
    low, high = sorted((way * bound.low, way * bound.high))

    def kept(one: Fraction, most: Fraction) -> bool:
        return one <= most if sign.endswith("=") else one < most

    if kept(worst, low):
        return "met"
    return "unknown" if kept(best, high) else "not met"


def _number(value: Value | None) -> Quantity | None:
    found = value.value if isinstance(value, Known) else None
    return found if isinstance(found, Quantity) else None
