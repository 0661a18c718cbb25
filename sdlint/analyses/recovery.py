"""Recovery: what has waited while nobody worked on it, and how long it takes to work it off."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from sdlint.analyses.facts import Facts, word
from sdlint.analyses.limits import limits_of
from sdlint.analyses.load import Use, load, share_of_work, utilization
from sdlint.analyses.sums import in_range, is_zero, total
from sdlint.analyses.traffic import arrivals, average_rate
from sdlint.expression.values import COUNT, Known, Parameter, Unknown, Value, Witness, shown, unknown
from sdlint.model.design import Call, Component, Visit
from sdlint.quantity import NONE, RATE, Quantity


@word(Parameter("component", ("component",)), result=COUNT, example="catch_up(api)", looks_at_loss=True)
@in_range
def catch_up(facts: Facts, component: Component) -> Value:
    """How many times as long as it stood still it takes to work off what came meanwhile, at the peak: 80%
    busy, 4 times.

    While it stands still for T, λ T comes; of μ that it can do λ goes on coming, so that λ T / (μ − λ) is
    needed: u / (1 − u) times T, where u = λ / μ. What it calls has to keep up with it: where r of that is
    used by others and s by its calls, it can do no more than (1 − r) / s times its peak.
    """
    what = f"catch_up({component.name})"
    if facts.left is not None:
        there = facts.left.design.components.get(component.name)
        still = there is None or is_zero(load(facts.left, there))
        # What stands still now will have its work again, and what it calls with it.
        facts, component = (facts, component) if still or there is None else (facts.left, there)
    used = utilization(facts, component, "capacity")
    if isinstance(used, Unknown):
        return Unknown(used.wants, Witness(what))
    if used.value.high >= 1:
        return _never(component, what, component.name, used)
    if is_zero(used):
        return Known(Quantity.number(0), Witness(what, "0", parts=(used.witness,)))
    behind = _behind(facts, component)
    if isinstance(behind, Unknown):
        return Unknown(behind.wants, Witness(what))
    limits = [(component.name, 1 / used.value.high, 1 / used.value.low, used), *behind]
    first = min(limits, key=lambda limit: limit[1])
    name, least, _, share = first
    if least <= 1:
        return _never(component, what, name, share)
    value = Quantity(1 / (min(limit[2] for limit in limits) - 1), 1 / (least - 1), NONE)
    busy = shown(used.value, percent=True)
    how = f"{busy} / (1 − {busy})"
    if name != component.name:
        most = shown(Quantity.number(least))
        how = f"1 / ({most} − 1): {name} can take {most} times what comes of {component.name}"
    return Known(value, Witness(what, shown(value), how, parts=(share.witness,)))


def unread(facts: Facts, component: Component) -> Value | None:
    """How many messages a second more come to a queue, on average, than flows take that say how many they
    take. None where no flow takes any, or one takes what there is.
    """
    if component.kind != "queue":
        return None  # Of a stream each reader may want some of it alone.
    takers = [
        flow
        for flow in facts.design.flows.values()
        if flow.root is not None and flow.root.component == component.name
    ]
    if not takers or any(flow.rate is None for flow in takers):
        return None
    # What is worked on in the flow that brings it waits for nobody.
    come = [one.rate for one in arrivals(facts, component, average=True) if not one.visit.stages]
    into = total(come, f"messages that come to {component.name} on average", RATE)
    taken = total([average_rate(facts, flow) for flow in takers], "messages that are taken on average", RATE)
    if isinstance(into, Unknown) or isinstance(taken, Unknown):
        return unknown(into, taken)
    more = into.value - taken.value
    how = f"{shown(into.value)} - {shown(taken.value)}"
    return Known(
        more, Witness(f"unread of {component.name}", shown(more), how, parts=(into.witness, taken.witness))
    )


_Limit = tuple[str, Fraction, Fraction, Known]
"""What limits; how many times the peak it can take, at least and at most; and how much of it is used."""


def _never(component: Component, what: str, name: str, used: Known) -> Unknown:
    busy = shown(used.value, percent=True)
    of = f" of what `{component.name}` asks of it" if name != component.name else ""
    want = f"something that `{name}` can do beyond its peak{of}: it is {busy} busy"
    return Unknown((want,), Witness(what, parts=(used.witness,)))


def _behind(facts: Facts, component: Component) -> list[_Limit] | Unknown:
    """How many times the peak of a component what it waits for can take, while other calls stay."""
    calls: dict[int, str] = {}
    for flow in facts.design.flows.values():
        if flow.root is not None:
            calls.update((id(call), call.step.callee) for call in _below(flow.root, component.name))
    names = dict.fromkeys(name for name in calls.values() if name != component.name)
    uses: list[Use] = [use for use in limits_of(facts, names)[0] if use.resource == "capacity"]
    wanting = [use.share for use in uses if isinstance(use.share, Unknown)]
    if wanting:
        return unknown(*wanting)
    found: list[_Limit] = []
    for use in uses:
        share = share_of_work(facts, facts.design.components[use.component], calls)
        if isinstance(share, Unknown):
            return share
        assert isinstance(use.share, Known)
        least, most = (
            _times(getattr(use.share.value, end), getattr(share.value, end)) for end in ("high", "low")
        )
        if least is not None:
            found.append((use.component, least, least if most is None else most, use.share))
    return found


def _times(used: Fraction, own: Fraction) -> Fraction | None:
    return (1 - used * (1 - own)) / (used * own) if used * own > 0 else None


def _below(visit: Visit, name: str, inside: bool = False) -> Iterator[Call]:
    """The calls that a component waits for, and those that are made in turn; to a channel its messages, too.
    What takes messages has its own time for them.
    """
    inside = inside or visit.component == name
    for call in (call for stage in visit.stages for call in stage):
        if inside and not call.step.asynchronous:
            yield call
        yield from _below(call.visit, name, inside and not call.step.asynchronous)
        for other in call.otherwise:
            if inside and not other.step.asynchronous:
                yield other
            yield from _below(other.visit, name, inside and not other.step.asynchronous)
