"""Scaling: what limits first, and how far the load can grow until it does."""

from __future__ import annotations

from collections.abc import Collection
from fractions import Fraction

from sdlint.analyses.curves import Curves, Full
from sdlint.analyses.facts import Facts, word
from sdlint.analyses.limits import Limit, flows_of, high, limits, nothing, room
from sdlint.analyses.load import RESOURCES, Use, peak_rate, uses, utilization
from sdlint.analyses.machines import workers
from sdlint.analyses.sums import in_range, is_zero, total
from sdlint.analyses.topology import arrows_in
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

ZERO = Quantity.number(0)

_FLOW = Parameter("flow", ("flow", "requirement"))


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
    # What is more than full is a bottleneck, whatever isn't known of others.
    if not known or (wanting and max(map(high, known)) <= 1):
        parts = tuple(use.share.witness for use in known)
        wants = unknown(*wanting).wants or (nothing(item),)
        return Unknown(wants, Witness(what, parts=parts))
    ranked = sorted(known, key=_times)
    top = ranked[0]
    how = f"{top.share.witness.shown} used"
    first = _open_first(facts, known) if item is None else None
    if first is not None:
        top, full = first
        ranked = [top, *(use for use in ranked if use is not top)]
        how = f"{top.share.witness.shown} used"
        if full.bends:
            how = f"full at {shown(Quantity.number(full.least))} times the peak, {how}"
    if wanting:
        how += f"; others unknown, for want of {unknown(*wanting).text.removeprefix('unknown, for want of ')}"
    text = f"{top.resource} of {top.component}"
    parts = tuple(use.share.witness for use in ranked)
    return Known(text, Witness(what, text, how, parts=(*parts, *left_out)))


def _first_of(facts: Facts, item: Flow | Requirement, what: str) -> Value:
    """What a flow fills first when it grows: seldom what is busiest now, if that is busy with others."""
    found = room(facts, item)
    if isinstance(found, Unknown):
        return Unknown(found.wants, Witness(what))
    first = found.order[0]
    text = f"{first.use.resource} of {first.use.component}"
    parts = tuple(_full(limit) for limit in found.order[1:])
    how = f"full at {shown(Quantity.number(first.least))} times its peak"
    return Known(text, Witness(what, text, how, parts=(first.use.share.witness, *parts, *found.left_out)))


def _full(limit: Limit) -> Witness:
    """When one of the others is full: no more of it is told, for there are many."""
    use = limit.use
    return Witness(
        f"{use.resource} of {use.component}",
        shown(Quantity.number(limit.least)),
        f"times its peak; {use.share.witness.shown} used now",
    )


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
    growth = room(facts, item)
    if isinstance(growth, Unknown):
        return Unknown(growth.wants, Witness(what))
    first = growth.order[0]
    scale = Quantity(first.least, growth.most)
    share = first.use.share
    assert isinstance(share, Known)
    rest = max(1 - first.own * first.least, Fraction(0))
    others, own = (shown(Quantity.number(n), percent=True) for n in (rest, first.own))
    how = f"(1 − {others} by others) / {own}, {first.use.resource} of {first.use.component}"
    if first.bends:
        how = BENDS.format(f"{first.use.resource} of {first.use.component}", share.witness.shown)
    return Known(scale, _witness(facts, what, scale, how, found, (share.witness, *left_out)))


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


BENDS = "{} full, {} used now: the more is waited for workers, the longer each is open"
"""What is said of what doesn't grow in a straight line."""
NEVER = Fraction(10**30)
"""At so many times the peak nothing is ever used."""


def _open_first(facts: Facts, found: Collection[Use]) -> tuple[Use, Full] | None:
    """Whose connections are full before all else as all flows grow, and when."""
    lines = [use for use in found if use.resource != "connections"]
    least, most = (min((_times(use, end) for use in lines), default=None) for end in ("high", "low"))
    open_ = (use for use in found if use.resource == "connections")
    return Curves(facts, flows_of(facts, None)).first(open_, least, most)


def _times(use: Use, end: str = "high") -> Fraction:
    """At how many times the peak of all flows it is used up, in a straight line."""
    used: Fraction = getattr(use.share.value, end) if isinstance(use.share, Known) else Fraction(0)
    return 1 / used if used > 0 else NEVER


def _whole(facts: Facts, what: str, found: list[Use], left_out: list[Witness]) -> Value:
    if not found:
        return Unknown((nothing(None),), Witness(what))
    first = min(found, key=_times)
    least, most = (min(_times(use, end) for use in found) for end in ("high", "low"))
    opened = _open_first(facts, found)
    if opened is not None:
        # A straight line from what is open now leads past it, or short of it.
        lines = [use for use in found if use.resource != "connections"]
        first, full = opened
        least = full.least
        most = min([full.most, *(_times(use, "low") for use in lines)])
    if most >= NEVER:
        return Unknown((nothing(None),), Witness(what))
    share = first.share
    assert isinstance(share, Known)
    scale = Quantity(least, max(least, most))
    how = f"1 / {share.witness.shown}"
    if opened is not None and opened[1].bends:
        how = BENDS.format(f"{first.resource} of {first.component}", share.witness.shown)
    return Known(scale, _witness(facts, what, scale, how, found, (share.witness, *left_out)))


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
