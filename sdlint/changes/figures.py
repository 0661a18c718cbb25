"""The numbers of two versions, side by side: what moved, and whether that is for the better."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from sdlint.analyses.bounds import endless
from sdlint.analyses.cost import least_cost
from sdlint.analyses.facts import Facts
from sdlint.analyses.limits import room
from sdlint.analyses.review.figure import Figure, Use
from sdlint.analyses.review.numbers import FlowNumbers, Numbers, figure, numbers
from sdlint.analyses.review.totals import least_machines, machines, machines_behind
from sdlint.changes.renames import NONE, Names
from sdlint.expression.values import Known, Unknown
from sdlint.quantity import Quantity
from sdlint.record import Record, changed
from sdlint.spelling import joined

BETTER = {
    "availability": 1,
    "loss": -1,
    "headroom": 1,
    "p50": -1,
    "p99": -1,
    "utilization": -1,
    "cost": -1,
}
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
    """The element, by its name in the new version; empty for the whole system."""
    before: Figure | None
    after: Figure | None
    trend: str
    """`better`, `worse`, or `other`: neither, or that can't be told."""
    downtime: tuple[Figure, Figure] | None = None
    """Of an availability: how long a year requests go unanswered, before and after."""
    least: tuple[Figure, Figure] | None = None
    """Of a sum that is unknown in a version: what is known of it, before and after."""

    @property
    def known(self) -> bool:
        """Whether there is something to compare: the element in both versions, and its number in one."""
        return any(
            one is not None and isinstance(one.value, Known) for one in (self.before, self.after)
        ) and (self.before is not None and self.after is not None)

    @property
    def rises(self) -> bool | None:
        """Whether the number gets larger; None where that can't be told, or where it stays."""
        one, other = quantity(self.before), quantity(self.after)
        if one is None or other is None or one.dimension != other.dimension or same(one, other):
            return None
        low, high = other.low - one.low, other.high - one.high
        return None if low * high < 0 else low + high > 0

    @property
    def differs(self) -> bool:
        """Whether a person would see it: what is shown alike is alike."""
        return _differs(self)


class Side(Record):
    """A version's numbers, with what reviews don't count."""

    numbers: Numbers
    machines: Figure
    """All that the design itself runs; what a provider scales is none of it."""
    by_flow: Mapping[str, Figure]
    """The machines of the components that a flow goes through."""
    downtime: Mapping[str, Figure]
    fullest: Mapping[str, Figure]
    """What each flow fills first; of several that are full at once all, by name."""
    endless: frozenset[tuple[str, str]]
    """The times of flows that grow without bound: the flow and which."""
    losses: Mapping[str, Figure]
    """How much of what was written each store and channel can lose."""
    cost: Figure
    least_cost: Figure
    least_machines: Figure
    """What is known of a sum, whatever isn't known of the rest."""


def side(facts: Facts, names: Names = NONE) -> Side:
    """The numbers of a version, in which what has another name in the new one is called by that."""
    found = numbers(facts)
    flows = facts.design.flows.values()
    return Side(
        found,
        _named(machines(found), names),
        {flow.name: machines_behind(found, flow) for flow in flows},
        {flow.name: figure(facts, "downtime", flow) for flow in flows},
        {one.name: _fullest(facts, one, names) for one in found.flows},
        frozenset((one.name, what) for one in flows for what in ("p50", "p99") if endless(facts, one, what)),
        {
            one.name: figure(facts, "loss", one)
            for one in facts.design.components.values()
            if one.family in ("store", "channel")
        },
        _named(found.cost, names),
        Figure(Use("cost", ""), least_cost(facts)),
        least_machines(found),
    )


def _named(figure: Figure, names: Names) -> Figure:
    """A figure; where it is unknown, what is wanting by the new names."""
    if isinstance(figure.value, Known):
        return figure
    wants = tuple(names.want(one) for one in figure.value.wants)
    return Figure(figure.use, Unknown(wants, figure.value.witness))


def _fullest(facts: Facts, flow: FlowNumbers, names: Names) -> Figure:
    """What a flow fills first. Which of several is named first hangs on the order of the design alone."""
    found = room(facts, facts.design.flows[flow.name])
    if not isinstance(flow.bottleneck.value, Known) or isinstance(found, Unknown):
        return flow.bottleneck
    first = found.order[0].least
    alike = {
        f"{one.use.resource} of {names.components.get(one.use.component, one.use.component)}"
        for one in found.order
        if one.least == first
    }
    told = joined(sorted(alike, key=lambda one: one.removeprefix("capacity of ")))
    return Figure(flow.bottleneck.use, Known(told, flow.bottleneck.value.witness))


ROUGH = frozenset(("p50", "p99", "headroom", "utilization"))
SLIGHT = Fraction(1, 200)
"""What these differ by and are neither better nor worse: what they are computed from isn't known so well."""


def moved(before: Side, after: Side, names: Names = NONE) -> tuple[Moved, ...]:
    """Every number, the system's first, then those of flows and components in the order of the new; what has
    another name is the same.
    """
    return tuple(_pairs(before, after, names))


def _pairs(before: Side, after: Side, names: Names) -> Iterator[Moved]:
    old, new = before.numbers, after.numbers
    yield _sum("cost", (before.cost, after.cost), (before.least_cost, after.least_cost))
    yield _sum("machines", (before.machines, after.machines), (before.least_machines, after.least_machines))
    flows_old = {names.flows.get(flow.name, flow.name): flow for flow in old.flows}
    flows_new = {flow.name: flow for flow in new.flows}
    for name in dict.fromkeys((*flows_new, *flows_old)):
        one, other = flows_old.get(name), flows_new.get(name)
        for what in ("rate", "peak", "availability", "p50", "p99", "headroom"):
            pair = (one.figures[what] if one else None, other.figures[what] if other else None)
            down = None
            if what == "availability" and one and other:
                down = (before.downtime[one.name], after.downtime[other.name])
            found = _moved(what, "flow", name, *pair, down)
            if one and other and found.known:
                # What grows without bound is unknown, and more than any number.
                grew = ((one.name, what) in before.endless, (other.name, what) in after.endless)
                trends = {(True, False): "better", (False, True): "worse"}
                found = changed(found, trend=trends.get(grew, found.trend))
            yield found
        for what, was, now in (
            ("bottleneck", before.fullest, after.fullest),
            ("machines", before.by_flow, after.by_flow),
        ):
            pair = (was[one.name] if one else None, now[other.name] if other else None)
            yield _moved(what, "flow", name, *pair)
    parts_old = {names.components.get(one.name, one.name): one for one in old.components}
    parts_new = {one.name: one for one in new.components}
    for name in dict.fromkeys((*parts_new, *parts_old)):
        first, second = parts_old.get(name), parts_new.get(name)
        for what in ("load", "utilization", "machines"):
            pair = (first.figures[what] if first else None, second.figures[what] if second else None)
            yield _moved(what, "component", name, *pair)
    for what, stores, others in (
        ("storage", dict(old.stores), dict(new.stores)),
        ("loss", before.losses, after.losses),
    ):
        stores = {names.components.get(name, name): found for name, found in stores.items()}
        for name in dict.fromkeys((*others, *stores)):
            yield _moved(what, "component", name, stores.get(name), others.get(name))
    sums_old = {one.name: one.value for one in old.estimates}
    for estimate in new.estimates:
        yield _moved("value", "estimate", estimate.name, sums_old.get(estimate.name), estimate.value)


def _sum(what: str, whole: tuple[Figure, Figure], least: tuple[Figure, Figure]) -> Moved:
    """A sum over all of the system: where it is unknown, what is known of it."""
    if all(isinstance(one.value, Known) for one in whole):
        return _moved(what, "system", "", *whole)
    return Moved(what, "system", "", *whole, _trend_of_least(what, whole, least), least=least)


def _trend_of_least(what: str, whole: tuple[Figure, Figure], least: tuple[Figure, Figure]) -> str:
    """Whether a sum got better by what is known of it: less of it may be known because less is."""
    trend = _trend(what, *least)
    before, after = (set(one.value.wants) if isinstance(one.value, Unknown) else set() for one in whole)
    one, other = quantity(least[0]), quantity(least[1])
    if trend == "other" or one is None or other is None:
        return trend
    fell = other.high < one.high
    return trend if (after if fell else before) <= (before if fell else after) else "other"


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
    before, after = one.before, one.after
    if before is None or after is None:
        return False  # An element that came or went is told as that.
    if one.least is not None and _shown_otherwise(*one.least):
        return True
    first, second = quantity(before), quantity(after)
    if first is not None and second is not None and same(first, second):
        return False  # It may be written otherwise.
    if isinstance(before.value, Known) and isinstance(after.value, Known):
        down = one.downtime is not None and one.downtime[0].text != one.downtime[1].text
        return before.text != after.text or down
    return isinstance(before.value, Known) or isinstance(after.value, Known)


def _shown_otherwise(before: Figure, after: Figure) -> bool:
    first, second = quantity(before), quantity(after)
    alike = first is not None and second is not None and same(first, second)
    return not alike and before.text != after.text
