"""Limits: what a flow uses of which resource, and at how many times its peak each is full."""

from __future__ import annotations

from collections.abc import Collection
from fractions import Fraction

from sdlint.analyses.curves import Curves, scaled
from sdlint.analyses.facts import Facts
from sdlint.analyses.load import Use, uses
from sdlint.analyses.machines import is_managed
from sdlint.analyses.traffic import following
from sdlint.expression.values import Known, Unknown, Witness, unknown
from sdlint.model.design import Component, Flow, Requirement
from sdlint.quantity import Quantity
from sdlint.record import Record


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
    curves = Curves(facts, flows)
    doubled, _ = limits(curves.twice(), flows)
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
    # What is open grows in no straight line, and may not grow at all between two loads that are too much.
    lines = [limit.least for limit in order if limit.use.resource != "connections"]
    open_ = [use for use in found if use.resource == "connections"]
    first = curves.first(open_, min(lines, default=None), min(most, default=None))
    if first is not None:
        use, full = first
        order = [limit for limit in order if limit.use is not use]
        order.append(Limit(use, full.least, _slope(use, full.least), full.bends))
        most.append(full.most)
    order.sort(key=lambda limit: limit.least)
    straight = Room(order, min(most), left_out) if order and most else None
    if any(component.each for component in facts.design.components.values()):
        straight = _bent(facts, flows, found, straight, left_out)
    return straight or Unknown((nothing(item),))


def _slope(use: Use, times: Fraction) -> Fraction:
    """How much of it the flow uses at its peak, on a straight line from there to where it is full."""
    return abs((1 - high(use)) / (times - 1)) if times != 1 else Fraction(0)


def high(use: Use) -> Fraction:
    """How much is used at most, of a use that is known."""
    assert isinstance(use.share, Known)
    most: Fraction = use.share.value.high
    return most


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
    """The facts at so many times the peak, worked out once."""
    key = ("at load", times, tuple(flow.name for flow in flows))
    found: Facts | None = facts.memo.get(key)
    if found is None:
        found = facts.memo[key] = scaled(facts, flows, times)
        limits(found, flows)  # It notes what goes where, for all that is asked afterwards.
    return found
