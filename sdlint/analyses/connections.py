"""What is open or in progress at once, by Little's law: connections, and calls."""

from __future__ import annotations

from fractions import Fraction

from sdlint.analyses.copies import copies_of
from sdlint.analyses.facts import Facts, word
from sdlint.analyses.machines import queues, service_time, serving
from sdlint.analyses.stated import stated
from sdlint.analyses.sums import ONE, given, is_zero, largest, product, total
from sdlint.analyses.topology import callees, callers
from sdlint.analyses.traffic import Arrival, arrivals, misses_of
from sdlint.analyses.trips import timeout_of
from sdlint.expression.values import COUNT, Known, Parameter, Unknown, Value, Witness, shown, unknown
from sdlint.model.design import Call, Component, Step, Visit
from sdlint.quantity import NONE, TIME, Quantity


@word(Parameter("component", ("component",)), result=COUNT, example="connections(gateway)")
def connections(facts: Facts, component: Component) -> Value:
    """The connections open to it at the peak: those that its clients say, else calls a second × mean time."""
    what = f"connections({component.name})"
    if not facts.design.flows:
        return Unknown(("any flow",), Witness(what))
    return total(_open(facts, component), what, NONE)


def open_if_answered(facts: Facts, component: Component) -> Value:
    """The same, if nothing had more to do than it can: what is open then grows as the load does."""
    return total(_open(facts, component, patient=True), f"connections({component.name})", NONE)


def least_open(facts: Facts, component: Component) -> Value:
    """The connections that are known to be open to it at the peak, whatever isn't known of the rest."""
    known = [value for value in _open(facts, component, patient=True) if isinstance(value, Known)]
    return total(known, f"known connections of {component.name}", NONE)


def at_leaders(facts: Facts, component: Component, *, patient: bool = False) -> Value | None:
    """So many connections as there would be if each copy had those of a leader, which has all writes and its
    part of the reads; None where writes have no leader, or there is one copy.
    """
    own = copies_of(facts, component)
    copies = len(own.sets[0]) if own.sets else 1
    if component.family != "store" or not own.write.leader or copies < 2 or component.each:
        return None
    held = _open(facts, component, at_leader=copies, patient=patient)
    return total(held, f"connections({component.name}), if all its copies led", NONE)


def _open(facts: Facts, component: Component, *, at_leader: int = 1, patient: bool = False) -> list[Value]:
    said = {client.name: stated(client, "connections") for client in _clients(facts, component)}
    held: list[Value] = [value for value in said.values() if isinstance(value, Known)]
    for arrival in arrivals(facts, component):
        step = arrival.step
        if step is None or step.asynchronous or is_zero(arrival.rate):
            continue
        if not isinstance(said.get(_origin(facts, arrival)), Known):
            if facts.design.components[step.caller].family != "entry":
                # Whoever calls keeps its connection while the request and the answer are on their way.
                time = _open_for(facts, step, arrival.visit, patient)
            else:
                ended = None if patient else _ended(facts, step)
                time = _held(facts, arrival.visit, queued=True, patient=patient) if ended is None else ended
            many = given(Quantity.number(at_leader), "copies, of which one leads")
            led = many if step.write and at_leader > 1 else None
            held.append(product(f"open at once, {' → '.join(arrival.path)}", arrival.rate, time, led))
    return held


@word(Parameter("component", ("component",)), result=COUNT, example="concurrency(api)")
def concurrency(facts: Facts, component: Component) -> Value:
    """The calls and messages in progress at the peak, on all its machines, while they wait for others too:
    calls a second × mean time, in which they don't wait for a worker of its own. So many workers are taken
    if each waits for the calls that it makes.
    """
    what = f"concurrency({component.name})"
    if not facts.design.flows:
        return Unknown(("any flow",), Witness(what))
    held = [
        product(f"in progress, {' → '.join(one.path)}", one.rate, _held(facts, one.visit))
        for one in arrivals(facts, component)
        if not is_zero(one.rate)
    ]
    return total(held, what, NONE)


def taken_for_free(facts: Facts, component: Component, times: Fraction | int = 1) -> Witness | None:
    """That its workers are taken to be free while they wait for what they call; None where there are enough
    of them in any case, at so many times the peak, or where nobody says. What `capacity` says was measured,
    waits and all.
    """
    workers = stated(component, "workers")
    if isinstance(workers, Unknown) or component.family != "compute" or "capacity" in component.attributes:
        return None
    pool = product("", workers, serving(component))
    held = concurrency(facts, component)
    if isinstance(held, Unknown) or isinstance(pool, Unknown) or held.value.low * times <= pool.value.high:
        return None
    taken = f"{shown(held.value)} of {shown(pool.value)} are taken at the peak"
    source = f"while it waits for what it calls; else {taken}"
    return Witness(f"a worker of {component.name}", "free", origin="assumed", source=source)


def _clients(facts: Facts, component: Component) -> list[Component]:
    """The clients that call it, at once or through balancers, and those that it pushes something to: over
    connections that they have opened.
    """
    found = {one.name: one for one in callees(facts, component) if one.family == "entry"}
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


def _held(facts: Facts, visit: Visit, *, queued: bool = False, patient: bool = False) -> Value:
    """The mean time that a call takes: its own, and that of the calls that it waits for, with their round
    trips and their waiting for a free worker; where it is `queued`, with its own waiting too. What of these
    isn't known isn't counted: it is the least that it can be. `patient`: as if nothing were overloaded.
    """
    component = facts.design.components[visit.component]
    if component.family == "entry":
        return given(Quantity.of(0, TIME), f"time of {component.name}")
    own = service_time(component)
    if queued:
        own = _with(own, _waiting(facts, component), f"time in {component.name}")
    return _and_behind(facts, own, visit, patient)


def _and_behind(facts: Facts, own: Value, visit: Visit, patient: bool) -> Value:
    """A visit's own time, and that of the calls that it waits for."""
    parts = [own]
    for stage in visit.stages:
        calls = [_call_time(facts, call, patient) for call in stage if not call.step.asynchronous]
        parts.append(largest(calls, TIME) if calls else given(Quantity.of(0, TIME), "messages"))
    return total([part for part in parts if not is_zero(part)], f"mean time in {visit.component}", TIME)


def _open_for(facts: Facts, step: Step, visit: Visit, patient: bool) -> Value:
    """How long a call is open on average: there and back, with all that is waited for on the way."""
    # `load`, which it needs, asks for connections.
    from sdlint.analyses.hops import mean_alone, mean_way

    alone = mean_alone(facts, step)
    if isinstance(alone, Known):
        return _and_behind(facts, alone, visit, patient) if visit.stages else alone
    ended = None if patient else _ended(facts, step)
    if ended is not None:
        return ended
    name = f"time that a call of {visit.component} is open"
    return _with(_held(facts, visit, queued=True, patient=patient), mean_way(facts, step), name)


def _ended(facts: Facts, step: Step) -> Value | None:
    """How long a call is open to what more is asked of than it can do: until it is given up, and without a
    timeout nobody knows. None where calls are answered in the end.
    """
    from sdlint.analyses.load import utilization  # It asks for connections.
    from sdlint.analyses.queueing import FULL

    callee = facts.design.components[step.callee]
    used = utilization(facts, callee, "capacity")
    if isinstance(used, Unknown) or float(used.value.high) <= FULL:
        return None
    limit = timeout_of(facts, step)
    busy = shown(used.value, percent=True)
    if isinstance(limit, Unknown):
        return unknown(Unknown((f"a bound on the queue at `{callee.name}`, which is {busy} busy",)), limit)
    name = f"time that a call of {callee.name} is open"
    how = f"until it is given up, since {callee.name} is {busy} busy"
    return Known(limit.value, Witness(name, shown(limit.value), how, parts=(limit.witness, used.witness)))


def _with(time: Value, more: Value, name: str) -> Value:
    """A time and another, where that is known, and is anything."""
    return time if isinstance(more, Unknown) or is_zero(more) else total([time, more], name, TIME)


def _waiting(facts: Facts, component: Component) -> Value:
    """How long a call waits for a free worker on average, where it waits at all."""
    from sdlint.analyses.queueing import waiting  # `load`, which they need, asks for connections.

    found: dict[str, Value] = facts.memo.setdefault("waiting for a worker", {})
    if component.name not in found:
        nothing = given(Quantity.of(0, TIME), f"waiting at {component.name}")
        found[component.name] = waiting(facts, component) if queues(component) else nothing
    return found[component.name]


def _call_time(facts: Facts, call: Call, patient: bool) -> Value:
    step = call.step
    callee = facts.design.components[step.callee]
    time = _open_for(facts, step, call.visit, patient)
    passes = callee.kind in ("cache", "cdn")
    if passes and call.otherwise:
        later = total([_call_time(facts, other, patient) for other in call.otherwise], "when it misses", TIME)
        missed = product(f"misses of {callee.name}", misses_of(callee), later)
        time = total([time, missed], f"mean time in {callee.name} and behind", TIME)
    times = step.times if step.times is not None and not step.together else ONE
    many = given(times, f"calls of {callee.name}") if times != ONE else None
    share = given(step.share, f"share that goes to {callee.name}", percent=True) if step.share else None
    return product(f"mean time of {step.name}", time, many, share) if many or share else time
