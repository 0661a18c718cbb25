"""What is open or in progress at once, by Little's law: connections, and calls."""

from __future__ import annotations

from sdlint.analyses.facts import Facts, word
from sdlint.analyses.machines import service_time
from sdlint.analyses.stated import stated
from sdlint.analyses.sums import ONE, given, is_zero, largest, product, total
from sdlint.analyses.topology import callers
from sdlint.analyses.traffic import Arrival, arrivals, misses_of
from sdlint.expression.values import COUNT, Known, Parameter, Unknown, Value, Witness
from sdlint.model.design import Call, Component, Visit
from sdlint.quantity import NONE, TIME, Quantity


@word(Parameter("component", ("component",)), result=COUNT, example="connections(gateway)")
def connections(facts: Facts, component: Component) -> Value:
    """The connections open to it at the peak: those that its clients say, else calls a second × mean time."""
    what = f"connections({component.name})"
    if not facts.design.flows:
        return Unknown(("any flow",), Witness(what))
    said = {client.name: stated(client, "connections") for client in _clients(facts, component)}
    held: list[Value] = [value for value in said.values() if isinstance(value, Known)]
    for arrival in arrivals(facts, component):
        step = arrival.step
        if step is None or step.asynchronous or is_zero(arrival.rate):
            continue
        if not isinstance(said.get(_origin(facts, arrival)), Known):
            time = held_time(facts, arrival.visit)
            held.append(product(f"open at once, {' → '.join(arrival.path)}", arrival.rate, time))
    return total(held, what, NONE)


@word(Parameter("component", ("component",)), result=COUNT, example="concurrency(api)")
def concurrency(facts: Facts, component: Component) -> Value:
    """The calls and messages in progress at the peak, on all its machines, while they wait for others too:
    calls a second × mean time. So many workers are taken if each waits for the calls that it makes.
    """
    what = f"concurrency({component.name})"
    if not facts.design.flows:
        return Unknown(("any flow",), Witness(what))
    held = [
        product(f"in progress, {' → '.join(one.path)}", one.rate, held_time(facts, one.visit))
        for one in arrivals(facts, component)
        if not is_zero(one.rate)
    ]
    return total(held, what, NONE)


def _clients(facts: Facts, component: Component) -> list[Component]:
    """The clients that call it, at once or through balancers."""
    found: dict[str, Component] = {}
    seen = {component.name}
    waiting = [component]
    for callee in waiting:
        for caller in callers(facts, callee):
            if caller.family == "entry":
                found.setdefault(caller.name, caller)
            elif caller.kind == "balancer" and caller.name not in seen:
                seen.add(caller.name)
                waiting.append(caller)
    return list(found.values())


def _origin(facts: Facts, arrival: Arrival) -> str:
    """The first caller before it that is no balancer."""
    for name in reversed(arrival.path[:-1]):
        if facts.design.components[name].kind != "balancer":
            return name
    return ""


def held_time(facts: Facts, visit: Visit) -> Value:
    """The mean time that a call takes: its own, and that of the calls that it waits for. Neither waiting
    for a free worker nor the network is in it, so it is the least that it can be.
    """
    component = facts.design.components[visit.component]
    if component.family == "entry":
        return given(Quantity.of(0, TIME), f"time of {component.name}")
    parts: list[Value] = [service_time(component)]
    for stage in visit.stages:
        calls = [_call_time(facts, call) for call in stage if not call.step.asynchronous]
        parts.append(largest(calls, TIME) if calls else given(Quantity.of(0, TIME), "messages"))
    return total([part for part in parts if not is_zero(part)], f"mean time in {component.name}", TIME)


def _call_time(facts: Facts, call: Call) -> Value:
    step = call.step
    callee = facts.design.components[step.callee]
    time = held_time(facts, call.visit)
    passes = callee.kind in ("cache", "cdn")
    if passes and call.otherwise:
        later = total([_call_time(facts, other) for other in call.otherwise], "when it misses", TIME)
        missed = product(f"misses of {callee.name}", misses_of(callee), later)
        time = total([time, missed], f"mean time in {callee.name} and behind", TIME)
    times = step.times if step.times is not None and not step.together else ONE
    many = given(times, f"calls of {callee.name}") if times != ONE else None
    share = given(step.share, f"share that goes to {callee.name}", percent=True) if step.share else None
    return product(f"mean time of {step.name}", time, many, share) if many or share else time
