"""Growth: what is used up first, second, third when load grows, and what must be added to reach a load."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from sdlint.analyses.curves import Curves
from sdlint.analyses.facts import Facts
from sdlint.analyses.latency import p99
from sdlint.analyses.limits import at_times, flows_of, high, limits
from sdlint.analyses.load import Use, all_uses, peak_rate
from sdlint.analyses.remedies import FILLED, Remedy, remedy_for
from sdlint.analyses.scaling import max_scale, target_utilization
from sdlint.expression.values import Known, Unknown, Value
from sdlint.model.design import Flow, Requirement
from sdlint.quantity import Quantity
from sdlint.record import Record

MAX_TIMED = 30
"""Flows whose percentiles are told: each costs milliseconds."""
FIRST = 5
"""Limits that are told where no load is wanted."""


class Limit(Record):
    """A resource that is used up when load grows."""

    component: str
    resource: str
    factor: Fraction
    """At how many times the peak it is used up; below 1: it is by now."""
    now: float
    then: float | None
    """How much of it is used now, and at the wanted load."""
    target: float | None
    """How much of it should be used at most."""
    remedy: Remedy | None
    why: str
    """Why nothing can be added, where there is no remedy."""


class Timing(Record):
    """The 99th percentile of a flow, now and at the largest load, in seconds."""

    flow: str
    now: Value
    most: Value


class Growth(Record):
    """What becomes of a design when load grows."""

    of: str
    """The flow or requirement that grows; empty: all flows do."""
    wanted: float | None
    largest: Value
    """How many times the peak it can take."""
    reached: Fraction | None
    """The same, as far as is known: the first limit, where others aren't."""
    throughput: tuple[tuple[str, float, float | None], ...]
    """Of each flow that grows: requests a second now, and at the largest load."""
    limits: tuple[Limit, ...]
    """The first to break first; with a wanted load all that break by then."""
    more: int
    """Limits beyond those, that are known too."""
    wanting: tuple[str, ...]
    """What can't be told, and why."""
    left_out: tuple[str, ...]
    """What isn't counted as a limit, and why."""
    timings: tuple[Timing, ...]
    untimed: int
    """Flows of which no percentile is told, since they are too many."""


def growth(facts: Facts, item: Flow | Requirement | None = None, wanted: Quantity | None = None) -> Growth:
    """What becomes of a design when one flow comes more often, or all of them do."""
    flows = flows_of(facts, item)
    now, left_out = limits(facts, flows)
    now = [*now, *_kept(facts, now)]
    curves = Curves(facts, flows)
    grows = _factors(curves, now, every=item is None)
    by_then = _shares_at(facts, flows, wanted) if wanted is not None else {}
    found: list[Limit] = []
    wanting: dict[str, None] = {}
    for use in now:
        if isinstance(use.share, Unknown):
            wants = use.share.text.removeprefix("unknown, ")
            what = f"{use.resource} of {use.component}"
            itself = wants == f"for want of {use.resource} of `{use.component}`"
            wanting.setdefault(what if itself else f"{what}, {wants}")
            continue
        full = curves.full(use) if use.resource == "connections" else None
        own = grows(use)
        if full is not None:
            then = by_then.get((use.component, use.resource))
            if then is not None and then <= 1 and wanted is not None and full.least < wanted.high:
                then = None  # It is full, and how long is waited beyond what can be done isn't known.
            found.append(_limit(facts, flows, use, full.least, then, wanted))
        elif own > 0:
            # What grows takes a straight line; where others alone take too much, it is used up at once.
            factor = max(1 + (1 - high(use)) / own, Fraction(0))
            then = high(use) + (wanted.high - 1) * own if wanted is not None else None
            if use.resource == "connections":
                then = by_then.get((use.component, use.resource), then)
            found.append(_limit(facts, flows, use, factor, then, wanted))
    found.sort(key=lambda limit: (limit.factor, limit.component, limit.resource))
    told = found[:FIRST]
    if wanted is not None:
        told = [one for one in found if one.factor < wanted.high and (one.then is None or one.then > 1.0)]
    largest = max_scale(facts, item)
    rates = [(flow.name, peak_rate(facts, flow)) for flow in flows]
    reached: Fraction | None = largest.value.low if isinstance(largest, Known) else None
    loaded = [limit.factor for limit in found if limit.resource not in FILLED]
    if reached is None and loaded:
        reached = loaded[0]
    times = float(reached) if reached is not None else None
    throughput = tuple(
        (name, float(rate.value.low), float(rate.value.low) * times if times is not None else None)
        for name, rate in rates
        if isinstance(rate, Known)
    )
    return Growth(
        item.name if item is not None else "",
        float(wanted.high) if wanted is not None else None,
        largest,
        reached,
        throughput,
        tuple(told),
        len(found) - len(told),
        tuple(wanting),
        tuple(dict.fromkeys(": ".join(part for part in (one.what, one.source) if part) for one in left_out)),
        _timings(facts, flows, reached),
        max(0, len(flows) - MAX_TIMED),
    )


def _factors(curves: Curves, uses: list[Use], *, every: bool) -> Callable[[Use], Fraction]:
    """What says how much of a resource is used by what grows; by the rest of the load as much as now."""
    other = curves.twice()
    doubled, _ = limits(other, curves.flows)
    doubled = [*doubled, *_kept(other, doubled)]
    then = {(use.component, use.resource, at): use for at, use in enumerate(doubled)}
    place = {id(use): (use.component, use.resource, at) for at, use in enumerate(uses)}

    def own(use: Use) -> Fraction:
        if every and use.resource not in FILLED:
            return high(use)
        # Of what is kept a part may be there without any flow.
        two = then.get(place[id(use)])
        return high(two) - high(use) if two and isinstance(two.share, Known) else Fraction(0)

    return own


def _kept(facts: Facts, uses: list[Use]) -> list[Use]:
    """What fills with what is kept, of the same components: no load of a moment, and a limit all the same.
    A full cache that evicts works on.
    """
    found: list[Use] = []
    for name in dict.fromkeys(use.component for use in uses):
        component = facts.design.components[name]
        evict = component.attributes.get("evict")
        if evict is None or evict.value == "none":
            found.extend(use for use in all_uses(facts, component) if use.resource in FILLED)
    return found


def _shares_at(facts: Facts, flows: list[Flow], wanted: Quantity) -> dict[tuple[str, str], Fraction]:
    """How much of their connections components use at a load, if all else had enough there: what piles up
    before something that is full is gone when that is mended, and no straight line leads there.
    """
    found, _ = limits(at_times(facts, flows, wanted), flows)
    return {
        (use.component, use.resource): high(use)
        for use in found
        if use.resource == "connections" and isinstance(use.share, Known)
    }


def _limit(
    facts: Facts,
    flows: list[Flow],
    use: Use,
    factor: Fraction,
    then: Fraction | None,
    wanted: Quantity | None,
) -> Limit:
    """A resource that is used up at `factor` times the peak, of which so much is used `then`, at the wanted
    load; None where that isn't known.
    """
    component = facts.design.components[use.component]
    target = target_utilization(facts, component).value.low if use.resource == "capacity" else None
    remedy, why = None, ""
    if wanted is not None and factor < wanted.high and (then is None or then > 1):
        remedy, why = remedy_for(facts, flows, component, use.resource, wanted, target)
    return Limit(
        use.component,
        use.resource,
        factor,
        float(high(use)),
        float(then) if then is not None else None,
        float(target) if target is not None else None,
        remedy,
        why,
    )


def all_at(facts: Facts, times: Quantity) -> Facts:
    """The facts of the same design with all flows at so many times their rate."""
    return at_times(facts, list(facts.design.flows.values()), times)


# Percentiles


def _timings(facts: Facts, flows: list[Flow], reached: Fraction | None) -> tuple[Timing, ...]:
    """How long flows take now, and at the largest load."""
    most = at_times(facts, flows, Quantity.number(reached)) if reached is not None and reached > 0 else None
    found = []
    for flow in flows[:MAX_TIMED]:
        then: Value = Unknown(("anything that limits the design",))
        if most is not None:
            then = p99(most, most.design.flows[flow.name])
        found.append(Timing(flow.name, p99(facts, flow), then))
    return tuple(found)
