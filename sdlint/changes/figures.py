"""The numbers of two versions, side by side: what moved, and whether that is for the better."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from sdlint.analyses.facts import Facts
from sdlint.analyses.review.figure import Figure
from sdlint.analyses.review.numbers import Numbers, figure, numbers
from sdlint.analyses.review.totals import machines, machines_behind
from sdlint.expression.values import Known
from sdlint.quantity import Quantity
from sdlint.record import Record

BETTER = {"availability": 1, "headroom": 1, "p50": -1, "p99": -1, "utilization": -1, "cost": -1}
"""Which way a number is better: 1 up, -1 down. What isn't here is only different."""
FLOATING = Fraction(1, 10**9)
"""Relative differences below this are those of floating point."""


class Moved(Record):
    """A number in both versions; None where the element isn't in that version."""

    what: str
    """`availability`, `p99`, `machines`, …"""
    kind: str
    """What it is a number of: `flow`, `component`, `estimate`, or `system`."""
    item: str
    """The element; empty for the whole system."""
    before: Figure | None
    after: Figure | None
    trend: str
    """`better`, `worse`, or `other`: neither, or that can't be told."""
    downtime: tuple[Figure, Figure] | None = None
    """Of an availability: how long a year requests go unanswered, before and after."""


class Side(Record):
    """A version's numbers, with what reviews don't count."""

    numbers: Numbers
    machines: Figure
    """All that the design itself runs; what a provider scales is none of it."""
    by_flow: Mapping[str, Figure]
    """The machines of the components that a flow goes through."""
    downtime: Mapping[str, Figure]


def side(facts: Facts) -> Side:
    """The numbers of a version."""
    found = numbers(facts)
    flows = facts.design.flows.values()
    return Side(
        found,
        machines(found),
        {flow.name: machines_behind(found, flow) for flow in flows},
        {flow.name: figure(facts, "downtime", flow) for flow in flows},
    )


ROUGH = frozenset(("p50", "p99", "headroom", "utilization"))
SLIGHT = Fraction(1, 200)
"""What these differ by and are neither better nor worse: what they are computed from isn't known so well."""


def moved(before: Side, after: Side) -> tuple[Moved, ...]:
    """Every number that differs, the system's first, then flows and components in the order of the new."""
    return tuple(one for one in _pairs(before, after) if _differs(one))


def _pairs(before: Side, after: Side) -> Iterator[Moved]:
    old, new = before.numbers, after.numbers
    yield _moved("cost", "system", "", old.cost, new.cost)
    yield _moved("machines", "system", "", before.machines, after.machines)
    flows_old = {flow.name: flow for flow in old.flows}
    flows_new = {flow.name: flow for flow in new.flows}
    for name in dict.fromkeys((*flows_new, *flows_old)):
        one, other = flows_old.get(name), flows_new.get(name)
        for what in ("rate", "peak", "availability", "p50", "p99", "headroom", "bottleneck"):
            pair = (one.figures[what] if one else None, other.figures[what] if other else None)
            down = None
            if what == "availability" and one and other:
                down = (before.downtime[name], after.downtime[name])
            yield _moved(what, "flow", name, *pair, down)
        yield _moved("machines", "flow", name, before.by_flow.get(name), after.by_flow.get(name))
    parts_old = {one.name: one for one in old.components}
    parts_new = {one.name: one for one in new.components}
    for name in dict.fromkeys((*parts_new, *parts_old)):
        first, second = parts_old.get(name), parts_new.get(name)
        for what in ("load", "utilization", "machines"):
            pair = (first.figures[what] if first else None, second.figures[what] if second else None)
            yield _moved(what, "component", name, *pair)
    stores_old, stores_new = dict(old.stores), dict(new.stores)
    for name in dict.fromkeys((*stores_new, *stores_old)):
        yield _moved("storage", "component", name, stores_old.get(name), stores_new.get(name))
    sums_old = {one.name: one.value for one in old.estimates}
    for estimate in new.estimates:
        yield _moved("value", "estimate", estimate.name, sums_old.get(estimate.name), estimate.value)


def _moved(
    what: str,
    kind: str,
    item: str,
    before: Figure | None,
    after: Figure | None,
    downtime: tuple[Figure, Figure] | None = None,
) -> Moved:
    return Moved(what, kind, item, before, after, _trend(what, before, after), downtime)


def _trend(what: str, before: Figure | None, after: Figure | None) -> str:
    """Whether it got better: of intervals both ends must not get worse."""
    way = BETTER.get(what, 0)
    if not way or before is None or after is None:
        return "other"
    one, other = quantity(before), quantity(after)
    if one is None or other is None or same(one, other) or one.dimension != other.dimension:
        return "other"
    if what in ROUGH and _alike(one, other):
        return "other"
    low, high = way * (other.low - one.low), way * (other.high - one.high)
    if low >= 0 and high >= 0:
        return "better"
    return "worse" if low <= 0 and high <= 0 else "other"


def _alike(one: Quantity, other: Quantity) -> bool:
    pairs = ((one.low, other.low), (one.high, other.high))
    return all(abs(a - b) <= SLIGHT * max(abs(a), abs(b)) for a, b in pairs)


def quantity(figure: Figure | None) -> Quantity | None:
    """The number of a figure, where it is a number and known."""
    if figure is None or not isinstance(figure.value, Known) or not isinstance(figure.value.value, Quantity):
        return None
    return figure.value.value


def same(one: Quantity, other: Quantity) -> bool:
    """Whether two numbers differ by no more than floating point does."""
    pairs = ((one.low, other.low), (one.high, other.high))
    return one.dimension == other.dimension and all(
        abs(a - b) <= FLOATING * max(abs(a), abs(b)) for a, b in pairs
    )


def _differs(one: Moved) -> bool:
    """Whether a person would see it: what is shown alike is alike."""
    before, after = one.before, one.after
    if before is None or after is None:
        return False  # An element that came or went is told as that.
    first, second = quantity(before), quantity(after)
    if first is not None and second is not None and same(first, second):
        return False  # It may be written otherwise.
    if isinstance(before.value, Known) and isinstance(after.value, Known):
        down = one.downtime is not None and one.downtime[0].text != one.downtime[1].text
        return before.text != after.text or down
    return isinstance(before.value, Known) or isinstance(after.value, Known)
