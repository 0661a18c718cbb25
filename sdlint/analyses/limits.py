"""Limits: what a flow uses of which resource, and at how many times its peak each is full."""

from __future__ import annotations

from collections.abc import Collection
from fractions import Fraction

from sdlint.analyses.facts import Facts
from sdlint.analyses.load import Use, peak_rate, uses
from sdlint.analyses.machines import is_managed
from sdlint.analyses.traffic import average_rate, following
from sdlint.expression.values import Known, Unknown, Witness, unknown
from sdlint.model.design import Component, Flow, Requirement
from sdlint.quantity import Quantity
from sdlint.record import Record, changed

TWO = Quantity.number(2)


def flows_of(facts: Facts, item: Flow | Requirement | None) -> list[Flow]:
    """The flow itself, all that serve a requirement, or all that there are."""
    flows = facts.design.flows.values()
    if item is None:
        return list(flows)
    if isinstance(item, Flow):
        return [item]
    return [flow for flow in flows if item.name in flow.requirements]


def limits(facts: Facts, flows: list[Flow]) -> tuple[list[Use], list[Witness]]:
    """The resources of all that flows touch, those too that they feed; and what isn't counted. Clients
    limit nothing here, and what a provider scales limits only as far as the design says.
    """
    names: dict[str, None] = {}
    for flow in following(facts, flows):
        if flow.root:
            names.setdefault(flow.root.component)
        for step in flow.steps:
            names.setdefault(step.callee)
    return limits_of(facts, names)


def limits_of(facts: Facts, names: Collection[str]) -> tuple[list[Use], list[Witness]]:
    """The same of what has these names."""
    found: list[Use] = []
    left_out: list[Witness] = []
    for component in facts.design.components.values():
        if component.name not in names or component.family == "entry":
            continue
        if component.kind == "scheduler" and "capacity" not in component.attributes:
            left_out.append(Witness(f"{component.name} isn't counted: it only starts what others do"))
            continue
        elastic = component.kind in ("dns", "cdn") or is_managed(component)
        for use in uses(facts, component):
            silent = use.resource == "capacity" and "capacity" not in component.attributes
            if isinstance(use.share, Unknown) and silent and elastic and component.family != "outside":
                said = "its provider scales it, and the design states no capacity"
                left_out.append(Witness(f"{component.name} isn't counted", origin="assumed", source=said))
            else:
                found.append(use)
    return found, left_out


def nothing(item: Flow | Requirement | Component | None) -> str:
    """What is wanting where nothing limits."""
    return f"anything that limits `{item.name}`" if item is not None else "anything that limits the design"


class Limit(Record):
    """What a flow would use up when it grows."""

    use: Use
    """How much is used now, at the flow's peak and by others."""
    least: Fraction
    """At how many times the flow's peak it is full, at the earliest."""
    own: Fraction
    """How much of it the flow uses at its peak, at most."""
    bends: bool = False
    """Whether it is used up before a straight line would be."""


class Room(Record):
    """How far a flow can grow."""

    order: list[Limit]
    """What it uses, what is full first in front."""
    most: Fraction
    """At how many times its peak the first is full, at the latest."""
    left_out: list[Witness]
    """What isn't counted, and why."""


def room(facts: Facts, item: Flow | Requirement) -> Room | Unknown:
    """What is full first when a flow, or all flows of a requirement, grow and the others stay."""
    memo: dict[str, Room | Unknown] = facts.memo.setdefault("room", {})
    key = f"{type(item).__name__} {item.name}"
    if key not in memo:
        memo[key] = _grown(facts, item)
    return memo[key]


def _grown(facts: Facts, item: Flow | Requirement) -> Room | Unknown:
    flows = flows_of(facts, item)
    found, left_out = limits(facts, flows)
    wanting = [use.share for use in found if isinstance(use.share, Unknown)]
    if wanting:
        return Unknown(unknown(*wanting).wants)
    doubled, _ = limits(scaled(facts, flows, TWO), flows)
    if len(doubled) != len(found) or any(isinstance(use.share, Unknown) for use in doubled):
        return Unknown(("numbers of a size that can be computed with",))
    order: list[Limit] = []
    most: list[Fraction] = []
    for one, two in zip(found, doubled, strict=True):
        assert isinstance(one.share, Known) and isinstance(two.share, Known)
        # At each end utilisation is a straight line over the flow's rate.
        early = _factor(one.share.value.high, two.share.value.high)
        late = _factor(one.share.value.low, two.share.value.low)
        if early is not None:
            order.append(Limit(one, early, two.share.value.high - one.share.value.high))
        if late is not None:
            most.append(late)
    order.sort(key=lambda limit: limit.least)
    straight = Room(order, min(most), left_out) if order and most else None
    if any(component.each for component in facts.design.components.values()):
        straight = _bent(facts, flows, found, straight, left_out)
    if straight is None:
        return Unknown((nothing(item),))
    by_then = scaled(facts, flows, Quantity.number(straight.order[0].least))
    sooner = waited_full(facts, flows, found, limits(by_then, flows)[0], straight.order[0].least)
    if sooner is None:
        return straight
    use, times = sooner
    own = (1 - _high(use)) / (times - 1)
    order = [Limit(use, times, own, bends=True), *(limit for limit in straight.order if limit.use is not use)]
    return Room(order, min(times, straight.most), left_out)


HALVINGS = 14
"""How often the range is halved in which connections are full."""


def waited_full(
    facts: Facts, flows: list[Flow], now: list[Use], then: list[Use], times: Fraction
) -> tuple[Use, Fraction] | None:
    """Whose connections are full before `times` the peak, when all else that is used `now` has enough, and at
    how many times: they are open longer the longer is waited for a free worker, so that they grow faster than
    the flows do. They are found by halving; `then` is what is used at `times`. None where there is no such.
    """
    from sdlint.analyses.queueing import FULL  # It asks for loads.

    # Beyond that it isn't known how long is waited.
    busiest = [
        (_high(one), _high(two))
        for one, two in zip(now, then, strict=False)
        if one.resource == "capacity" and _high(two) > FULL
    ]
    for used, later in busiest:
        if later > used:
            times = min(times, 1 + (times - 1) * (Fraction(FULL) - used) / (later - used))
    open_ = [use for use in now if use.resource == "connections" and 0 < _high(use) < 1]
    if times <= 1 or not open_:
        return None

    def full(name: str, at: Fraction) -> bool:
        there = at_times(facts, flows, Quantity.number(at))
        found = [use for use in uses(there, there.design.components[name]) if use.resource == "connections"]
        return any(_high(use) >= 1 for use in found)

    found: tuple[Use, Fraction] | None = None
    for use in open_:
        if not full(use.component, times):
            continue
        low, high = Fraction(1), times
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            low, high = (low, middle) if full(use.component, middle) else (middle, high)
        # The next is looked for before that alone.
        found, times = (use, low), low
    return found


def _high(use: Use) -> Fraction:
    """How much is used at most; nothing where that isn't known."""
    high: Fraction = use.share.value.high if isinstance(use.share, Known) else Fraction(0)
    return high


MAX_BENDS = 20
"""How often it is looked for a place that is full sooner."""
NEAR = Fraction(9, 10)
"""The second of the two points of a line: so many times the first."""
MOST_TIMES = Fraction(10**6)
"""At how many times its peak it is looked for where nothing is used more at twice its peak."""


def _bent(
    facts: Facts, flows: list[Flow], now: list[Use], straight: Room | None, left_out: list[Witness]
) -> Room | None:
    """The same where another place may become the busiest one of something as a flow grows: utilisation is a
    straight line in each place, so that the busiest one's bends upwards, and is full sooner, never later.
    """
    times, first = (straight.order[0].least, straight.order[0]) if straight else (MOST_TIMES, None)
    for _ in range(MAX_BENDS):
        shares = [_shares(scaled(facts, flows, Quantity.number(at)), flows) for at in (times * NEAR, times)]
        if times <= 1 or any(len(one) != len(now) for one in shares):
            break
        # The line through two points near by is full between here and where it really is.
        lines = [
            (
                times - (there - 1) * times * (1 - NEAR) / (there - below),
                (there - below) / (times * (1 - NEAR)),
                use,
            )
            for below, there, use in zip(*shares, now, strict=True)
            if there > 1 and there > below
        ]
        if not lines:
            break
        times, own, use = min(lines, key=lambda line: line[0])
        first = Limit(use, times, own)
    if first is None or straight is None:
        return Room([first], times, left_out) if first is not None else None
    order = [first, *(limit for limit in straight.order if limit.use is not first.use)]
    # What is known as an interval may be full as late as it was.
    known = straight.most == straight.order[0].least
    return Room(order, times if known else straight.most, left_out)


def _shares(facts: Facts, flows: list[Flow]) -> list[Fraction]:
    """How much is used of each of the resources of some flows, at most."""
    found, _ = limits(facts, flows)
    return [use.share.value.high for use in found if isinstance(use.share, Known)]


def _factor(now: Fraction, doubled: Fraction) -> Fraction | None:
    """The factor at which it is 1; None where it doesn't depend on what is scaled."""
    own = doubled - now
    return max((1 - (now - own)) / own, Fraction(0)) if own > 0 else None


def at_times(facts: Facts, flows: list[Flow], times: Quantity) -> Facts:
    """The facts at so many times the peak, worked out once. When all flows grow, so do the connections of
    clients.
    """
    key = ("at load", times, tuple(flow.name for flow in flows))
    found: Facts | None = facts.memo.get(key)
    if found is None:
        found = scaled(facts, flows, times)
        if len(flows) == len(facts.design.flows):
            components = {name: _busier(one, times) for name, one in facts.design.components.items()}
            found = Facts(changed(found.design, components=components), assumed=facts.assumed)
        facts.memo[key] = found
        limits(found, flows)  # It notes what goes where, for all that is asked afterwards.
    return found


def _busier(component: Component, wanted: Quantity) -> Component:
    said = component.attributes.get("connections")
    if component.family != "entry" or said is None or not isinstance(said.value, Quantity):
        return component
    more = changed(said, value=said.value * wanted)
    return changed(component, attributes={**component.attributes, "connections": more})


def scaled(facts: Facts, flows: list[Flow], times: Quantity) -> Facts:
    """The same design with some flows at so many times their rate."""
    flows_then = dict(facts.design.flows)
    for flow in flows:
        average = average_rate(facts, flow)
        if isinstance(average, Unknown):
            continue
        peak = flow.peak
        if flow.rate is None:
            top = peak_rate(facts, flow)
            peak = top.value / average.value if isinstance(top, Known) and average.value.low > 0 else None
        rate = Known(average.value * times, average.witness)
        flows_then[flow.name] = changed(flow, rate=rate, peak=peak)
    then = Facts(changed(facts.design, flows=flows_then), assumed=facts.assumed)
    moved = {flow.name for flow in following(facts, flows)}
    # What the other flows bring where stays as it is; arrows don't depend on rates.
    for key, noted in facts.memo.items():
        if key == "arrows" or (key[0] == "arrivals of" and key[1] not in moved):
            then.memo[key] = noted
    return then
