"""Scaling: what limits first, and how far the load can grow until it does."""

from __future__ import annotations

from collections.abc import Collection
from fractions import Fraction

from sdlint.analyses.facts import Facts, word
from sdlint.analyses.load import RESOURCES, Use, highest, peak_rate, uses, utilization
from sdlint.analyses.machines import is_managed, workers
from sdlint.analyses.sums import ONE, in_range, is_zero, total
from sdlint.analyses.topology import arrows_in
from sdlint.analyses.traffic import average_rate, following
from sdlint.expression.values import (
    COUNT,
    TEXT,
    Known,
    Parameter,
    Unknown,
    Value,
    Witness,
    later,
    number,
    shown,
    unknown,
)
from sdlint.model.design import Component, Flow, Requirement
from sdlint.quantity import RATE, Quantity
from sdlint.record import Record, changed

TWO = Quantity.number(2)
ZERO = Quantity.number(0)

_FLOW = Parameter("flow", ("flow", "requirement"))


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


def _target(item: Flow | Requirement | Component | None) -> str:
    return item.name if item is not None else ""


@word(
    Parameter("element", ("flow", "requirement", "component"), optional=True),
    result=TEXT,
    example="bottleneck(redirect)",
)
@in_range
def bottleneck(facts: Facts, item: Flow | Requirement | Component | None = None) -> Value:
    """The resource that is used up first, and whose it is: when a flow grows, or everything does."""
    what = f"bottleneck({_target(item)})"
    if isinstance(item, Component):
        found, left_out = list(uses(facts, item)), list[Witness]()
    elif item is not None:
        return _first_of(facts, item, what)
    else:
        found, left_out = limits(facts, flows_of(facts, item))
    known = [use for use in found if isinstance(use.share, Known)]
    wanting = [use.share for use in found if isinstance(use.share, Unknown)]
    if wanting or not known:
        parts = tuple(use.share.witness for use in known)
        wants = unknown(*wanting).wants or (_nothing(item),)
        return Unknown(wants, Witness(what, parts=parts))
    ranked = sorted(known, key=lambda use: -_high(use))
    top = ranked[0]
    text = f"{top.resource} of {top.component}"
    how = f"{top.share.witness.shown} used"
    parts = tuple(use.share.witness for use in ranked)
    return Known(text, Witness(what, text, how, parts=(*parts, *left_out)))


def _first_of(facts: Facts, item: Flow | Requirement, what: str) -> Value:
    """What a flow fills first when it grows: seldom what is busiest now, if that is busy with others."""
    found = _growth(facts, item)
    if isinstance(found, Unknown):
        return Unknown(found.wants, Witness(what))
    first = found.order[0]
    text = f"{first.use.resource} of {first.use.component}"
    parts = tuple(_full(limit) for limit in found.order[1:])
    how = f"full at {shown(Quantity.number(first.least))} times its peak"
    return Known(text, Witness(what, text, how, parts=(first.use.share.witness, *parts, *found.left_out)))


def _full(limit: _Limit) -> Witness:
    """When one of the others is full: no more of it is told, for there are many."""
    use = limit.use
    return Witness(
        f"{use.resource} of {use.component}",
        shown(Quantity.number(limit.least)),
        f"times its peak; {use.share.witness.shown} used now",
    )


def _high(use: Use) -> Fraction:
    assert isinstance(use.share, Known)
    high: Fraction = use.share.value.high
    return high


def _nothing(item: Flow | Requirement | Component | None) -> str:
    return f"anything that limits `{item.name}`" if item is not None else "anything that limits the design"


# Headroom


@word(
    Parameter("component", ("component",)),
    Parameter("resource", options=RESOURCES, optional=True),
    result=COUNT,
    example="headroom(api)",
)
@in_range
def headroom(facts: Facts, component: Component, resource: str = "") -> Value:
    """How many times the peak it can take at its target utilisation: below 1 it has too little."""
    what = f"headroom({component.name}{', ' + resource if resource else ''})"
    used = utilization(facts, component, resource)
    if isinstance(used, Unknown):
        return Unknown(used.wants, Witness(what, parts=used.witness.parts))
    if used.value.low <= 0:
        return Unknown((f"any load on `{component.name}`",), Witness(what))
    target = target_utilization(facts, component)
    room = target.value / used.value
    how = f"{target.witness.shown} / {used.witness.shown}"
    return Known(room, Witness(what, shown(room), how, parts=(target.witness, used.witness)))


def target_utilization(facts: Facts, component: Component) -> Known:
    """How busy it should be at most: 1 − 0.712 / c^0.448 for c workers at one queue, where some 30% of
    requests wait then; 80% where it works on messages alone, for which nobody waits.
    """
    what = f"target utilisation of {component.name}"
    arrows = arrows_in(facts, component)
    if component.family == "compute" and arrows and all(step.asynchronous for step in arrows):
        return Known(UNWAITED, Witness(what, "80%", origin="assumed", source=UNWAITED_WHY))
    count = workers(component)
    if isinstance(count, Unknown):
        source = f"`workers` of {component.name} isn't stated"
        return Known(Quantity.number(Fraction(7, 10)), Witness(what, "70%", origin="assumed", source=source))
    low, high = (_rule(end) for end in (count.value.low, count.value.high))
    share = Quantity(low, high)
    text = shown(share, percent=True)
    how = f"1 − 0.712 / {shown(count.value)}^0.448, Netflix's headroom rule"
    return Known(share, Witness(what, text, how, parts=(count.witness,)))


UNWAITED = Quantity.number(Fraction(4, 5))
UNWAITED_WHY = "nobody waits for messages; with a fifth of its time it works off an hour's backlog in four"


def _rule(count: Fraction) -> Fraction:
    # An irrational number; nine digits are more than the rule is worth.
    return Fraction(round(10**9 * (1 - 0.712 / float(count) ** 0.448)), 10**9)


# How far it scales


@word(
    Parameter("flow", ("flow", "requirement"), optional=True),
    result=COUNT,
    example="max_scale(redirect)",
)
@in_range
def max_scale(facts: Facts, item: Flow | Requirement | None = None) -> Value:
    """How many times its peak a flow can take while others stay, or the whole design, until a limit."""
    what = f"max_scale({_target(item)})"
    flows = flows_of(facts, item)
    if item is not None and not flows:
        return Unknown((f"a flow for `{item.name}`",), Witness(what))
    found, left_out = limits(facts, flows)
    wanting = [use.share for use in found if isinstance(use.share, Unknown)]
    if wanting:
        return Unknown(unknown(*wanting).wants, Witness(what))
    if item is None:
        return _whole(facts, what, found, left_out)
    growth = _growth(facts, item)
    if isinstance(growth, Unknown):
        return Unknown(growth.wants, Witness(what))
    first = growth.order[0]
    scale = Quantity(first.least, growth.most)
    share = first.use.share
    assert isinstance(share, Known)
    rest = max(1 - first.own * first.least, Fraction(0))
    others, own = (shown(Quantity.number(n), percent=True) for n in (rest, first.own))
    how = f"(1 − {others} by others) / {own}, {first.use.resource} of {first.use.component}"
    return Known(scale, _witness(facts, what, scale, how, found, (share.witness, *left_out)))


class _Limit(Record):
    """What a flow would use up when it grows."""

    use: Use
    """How much is used now, at the flow's peak and by others."""
    least: Fraction
    """At how many times the flow's peak it is full, at the earliest."""
    own: Fraction
    """How much of it the flow uses at its peak, at most."""


class _Growth(Record):
    """How far a flow can grow."""

    order: list[_Limit]
    """What it uses, what is full first in front."""
    most: Fraction
    """At how many times its peak the first is full, at the latest."""
    left_out: list[Witness]
    """What isn't counted, and why."""


def _growth(facts: Facts, item: Flow | Requirement) -> _Growth | Unknown:
    """What is full first when a flow, or all flows of a requirement, grow and the others stay."""
    memo: dict[str, _Growth | Unknown] = facts.memo.setdefault("growth", {})
    key = f"{type(item).__name__} {item.name}"
    if key not in memo:
        memo[key] = _grown(facts, item)
    return memo[key]


def _grown(facts: Facts, item: Flow | Requirement) -> _Growth | Unknown:
    flows = flows_of(facts, item)
    found, left_out = limits(facts, flows)
    wanting = [use.share for use in found if isinstance(use.share, Unknown)]
    if wanting:
        return Unknown(unknown(*wanting).wants)
    doubled, _ = limits(scaled(facts, flows, TWO), flows)
    if len(doubled) != len(found) or any(isinstance(use.share, Unknown) for use in doubled):
        return Unknown(("numbers of a size that can be computed with",))
    order: list[_Limit] = []
    most: list[Fraction] = []
    for one, two in zip(found, doubled, strict=True):
        assert isinstance(one.share, Known) and isinstance(two.share, Known)
        # At each end utilisation is a straight line over the flow's rate.
        early = _factor(one.share.value.high, two.share.value.high)
        late = _factor(one.share.value.low, two.share.value.low)
        if early is not None:
            order.append(_Limit(one, early, two.share.value.high - one.share.value.high))
        if late is not None:
            most.append(late)
    order.sort(key=lambda limit: limit.least)
    straight = _Growth(order, min(most), left_out) if order and most else None
    if any(component.each for component in facts.design.components.values()):
        straight = _bent(facts, flows, found, straight, left_out)
    return straight or Unknown((_nothing(item),))


MAX_BENDS = 20
"""How often it is looked for a place that is full sooner."""
NEAR = Fraction(9, 10)
MOST_TIMES = Fraction(10**6)


def _bent(
    facts: Facts, flows: list[Flow], now: list[Use], straight: _Growth | None, left_out: list[Witness]
) -> _Growth | None:
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
        first = _Limit(use, times, own)
    if first is None or straight is None:
        return _Growth([first], times, left_out) if first is not None else None
    order = [first, *(limit for limit in straight.order if limit.use is not first.use)]
    # What is known as an interval may be full as late as it was.
    known = straight.most == straight.order[0].least
    return _Growth(order, times if known else straight.most, left_out)


def _shares(facts: Facts, flows: list[Flow]) -> list[Fraction]:
    """How much is used of each of the resources of some flows, at most."""
    found, _ = limits(facts, flows)
    return [use.share.value.high for use in found if isinstance(use.share, Known)]


def _witness(
    facts: Facts, what: str, scale: Quantity, how: str, found: list[Use], parts: tuple[Witness, ...]
) -> Witness:
    """How a scale comes about, and whose workers are taken to be free on the way there."""

    def all_parts() -> tuple[Witness, ...]:
        from sdlint.analyses.connections import taken_for_free  # It needs times, which loads don't.

        names = dict.fromkeys(use.component for use in found)
        free = (taken_for_free(facts, facts.design.components[name], scale.low) for name in names)
        return (*parts, *(one for one in free if one is not None))

    return later(what, shown(scale), all_parts, how)


def _factor(now: Fraction, doubled: Fraction) -> Fraction | None:
    """The factor at which it is 1; None where it doesn't depend on what is scaled."""
    own = doubled - now
    return max((1 - (now - own)) / own, Fraction(0)) if own > 0 else None


def _whole(facts: Facts, what: str, found: list[Use], left_out: list[Witness]) -> Value:
    top = highest(tuple(found))
    if top is None or top.value.low <= 0:
        return Unknown((_nothing(None),), Witness(what))
    scale = ONE / top.value
    how = f"1 / {top.witness.shown}"
    return Known(scale, _witness(facts, what, scale, how, found, (top.witness, *left_out)))


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


@word(_FLOW, result=number(RATE), example="throughput(redirect)")
@in_range
def throughput(facts: Facts, item: Flow | Requirement) -> Value:
    """The most requests a second that it can take: its peak × max_scale, while other flows stay."""
    what = f"throughput({item.name})"
    flows = flows_of(facts, item)
    if not flows:
        return Unknown((f"a flow for `{item.name}`",), Witness(what))
    peak = total([peak_rate(facts, flow) for flow in flows], f"peak of {item.name}", RATE)
    scale = max_scale(facts, item)
    if isinstance(peak, Unknown) or isinstance(scale, Unknown):
        return unknown(peak, scale)
    if is_zero(peak):
        return Unknown((f"any requests of `{item.name}`",), Witness(what))
    # The more come already, the less it can grow: the ends of intervals belong together crosswise.
    ends = sorted((peak.value.high * scale.value.low, peak.value.low * scale.value.high))
    most = Quantity(ends[0], ends[1], RATE)
    how = f"{peak.witness.shown} × {shown(scale.value)}"
    return Known(most, Witness(what, shown(most), how, parts=(peak.witness, scale.witness)))
