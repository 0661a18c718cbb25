"""Round trips that a request waits for, one after the other: many to the same component, or far ones."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from sdlint.analyses.copies import copies_of
from sdlint.analyses.facts import Facts
from sdlint.analyses.machines import service_time
from sdlint.analyses.placement import Domain
from sdlint.analyses.roundtrips import round_trip
from sdlint.analyses.stated import stated, stated_of_call
from sdlint.analyses.sums import ONE, in_range, largest, product, total
from sdlint.expression.values import Known, Unknown, Value, Witness, shown, unknown
from sdlint.model.design import Call, Component, Flow, Step, Visit
from sdlint.quantity import TIME, Quantity


def _waited_in(visit: Visit) -> Iterator[Call]:
    """The calls that who starts a visit waits for, those of misses and failures too."""
    for stage in visit.stages:
        for call in stage:
            yield from _waited_call(call)


def _waited_call(call: Call) -> Iterator[Call]:
    if call.step.asynchronous:
        return
    yield call
    yield from _waited_in(call.visit)
    for other in call.otherwise:
        yield from _waited_call(other)


def _waited_calls(facts: Facts, flow: Flow | None) -> dict[int, Call]:
    """The calls of a flow that its client waits for, by their steps' ids; none where nobody waits."""
    if flow is None or flow.root is None:
        return {}
    held: dict[str, dict[int, Call]] = facts.memo.setdefault("waited", {})
    if flow.name not in held:
        family = facts.design.components[flow.root.component].family
        calls = _waited_in(flow.root) if family in ("entry", "outside") else iter(())
        held[flow.name] = {id(call.step): call for call in calls}
    return held[flow.name]


def _answered_calls(facts: Facts, flow: Flow | None) -> dict[int, Call]:
    """The calls of a flow whose callers wait for an answer, those too that are made for a message."""
    if flow is None or flow.root is None:
        return {}
    held: dict[str, dict[int, Call]] = facts.memo.setdefault("answered", {})
    if flow.name not in held:
        found = held[flow.name] = {}
        waiting = [call for stage in flow.root.stages for call in stage]
        for call in waiting:
            if not call.step.asynchronous:
                found[id(call.step)] = call
            waiting += [*call.otherwise, *(inner for stage in call.visit.stages for inner in stage)]
    return held[flow.name]


def waited(facts: Facts, step: Step) -> bool:
    """Whether a client waits for a step."""
    return id(step) in _waited_calls(facts, facts.design.flows.get(step.flow))


@in_range
def in_turn(facts: Facts, step: Step) -> Value:
    """The time that a step's repetitions take one after the other, waiting for a worker not counted."""
    what = f"in_turn({step.name})"
    callee = facts.design.components[step.callee]
    time = service_time(callee, write=step.write)
    each = total([trip(facts, step), time], f"one call of {step.callee}", TIME)
    times = step.times or Quantity.number(1)
    return product(what, Known(times, Witness("", f"{shown(times)} calls")), each)


def trip(facts: Facts, step: Step) -> Value:
    """The round trip of a step to the nearest copy: its own, or by the places that are stated."""
    said = stated(step, "rtt")
    if isinstance(said, Known):
        return said
    caller, callee = (facts.design.components[name] for name in (step.caller, step.callee))
    here, there = (regions(facts, component) for component in (caller, callee))
    region = next((one for one in here if one in there), "")
    if region or not here or not there:
        return round_trip(facts, caller, callee, Domain(region, ""), Domain(region, ""))
    return round_trip(facts, caller, callee, Domain(here[0], ""), Domain(there[0], ""))


def regions(facts: Facts, component: Component) -> tuple[str, ...]:
    """The regions that a component is said to stand in; none where that isn't said, or it is everywhere."""
    design = facts.design
    if "world" in component.places:
        return ()
    names = (design.zones[p].region if p in design.zones else p for p in component.places)
    return tuple(dict.fromkeys(name for name in names if name in design.regions))


@in_range
def far_trips(facts: Facts, flow: Flow) -> Value:
    """The round trips between regions that one of its requests waits for, one after the other."""
    what = f"far_trips({flow.name})"
    if flow.root is None:
        return Unknown((f"steps of flow `{flow.name}`",), Witness(what))
    start = regions(facts, facts.design.components[flow.root.component]) or ("",)
    count, steps = max((_far_in(facts, flow.root, here) for here in start), key=_many)
    parts = tuple(_far_part(facts, step) for step in steps)
    return Known(count, Witness(what, shown(count), parts=parts))


_Far = tuple[Quantity, tuple[Step, ...]]
"""How many round trips between regions, and the steps that make them."""
_NEAR: _Far = (Quantity.number(0), ())


def _many(far: _Far) -> Fraction:
    return far[0].low


def _far_in(facts: Facts, visit: Visit, here: str) -> _Far:
    """The far calls of a visit from a region; "" is no region."""
    count, steps = _NEAR
    for stage in visit.stages:
        most = max((_far_call(facts, call, here) for call in stage), key=_many, default=_NEAR)
        count, steps = count + most[0], (*steps, *most[1])
    return count, steps


def _far_call(facts: Facts, call: Call, here: str) -> _Far:
    """The far calls of a call and of what it waits for; what is only called after a miss isn't counted."""
    step = call.step
    if step.asynchronous or (step.share is not None and step.share.high < 1):
        return _NEAR
    there = _goes_on(facts, step, here)
    # Where it isn't known from where it is called, whoever is worst off counts; else it is routed well.
    choose = min if here else max
    count, steps = choose((_far_in(facts, call.visit, one) for one in there), key=_many)
    if here and here not in there and there != ("",):
        count, steps = count + Quantity.number(1), (step, *steps)
    times = Quantity.number(1) if step.together or step.times is None else step.times
    return times * count, steps


def _goes_on(facts: Facts, step: Step, here: str) -> tuple[str, ...]:
    """The regions where a call from a region may be answered: the same one where it can be; "" where nobody
    says.
    """
    callee = facts.design.components[step.callee]
    placed = regions(facts, callee)
    if step.write and placed and not callee.each and copies_of(facts, callee).write.leader:
        placed = placed[:1]  # There stands the leader, to whom all writes go.
    return (here,) if here in placed else placed or ("",)


def _far_part(facts: Facts, step: Step) -> Witness:
    """A far call, and how long the way is."""
    caller, callee = (facts.design.components[name] for name in (step.caller, step.callee))
    way = trip(facts, step)
    times = f"{shown(step.times)} times " if step.times is not None and not step.together else ""
    far = "; ".join(", ".join(regions(facts, one)) for one in (caller, callee))
    how_long = shown(way.value) if isinstance(way, Known) else "unknown"
    return Witness(f"{times}{caller.name} → {callee.name} ({far})", how_long)


def distance(facts: Facts, client: Component) -> Value:
    """The round trip from where a client stands to the nearest place that it calls; at worst."""
    what = f"distance({client.name})"
    design = facts.design
    own = regions(facts, client)
    steps = [s for f in design.flows.values() for s in f.steps if s.caller == client.name]
    steps += [s for s in design.edges if s.caller == client.name]
    doors = {s.callee: design.components[s.callee] for s in steps if not s.asynchronous}
    if not own or not doors:
        return Unknown((f"where `{client.name}` is, and what it calls",), Witness(what))
    worst: list[Value] = []
    for place in own:
        ways = [_to_door(facts, client, place, door) for door in doors.values()]
        known = [way for way in ways if isinstance(way, Known)]
        if len(known) < len(ways):
            if any(way.value.high == 0 for way in known):
                continue
            return Unknown((f"how far `{client.name}` is from what it calls",), Witness(what))
        worst.append(min(known, key=lambda way: way.value.high))
    if not worst:
        return Known(Quantity.of(0, TIME), Witness(what, "0s", "something that it calls is near"))
    return largest(worst, TIME)


def _to_door(facts: Facts, client: Component, place: str, door: Component) -> Value:
    """The round trip from a region to the nearest one of what is called first; none where it is there too."""
    there = regions(facts, door)
    near = (door.kind in ("dns", "cdn") and not door.places) or "world" in door.places
    if near or place in there:
        return Known(Quantity.of(0, TIME), Witness(f"{door.name} is near", "0s"))
    if not there:
        return Unknown((f"where `{door.name}` stands",))
    ways = [link_between(facts, place, other) for other in there]
    known = [way for way in ways if isinstance(way, Known)]
    return min(known, key=lambda way: way.value.high) if len(known) == len(ways) else ways[0]


def link_between(facts: Facts, here: str, there: str) -> Value:
    """The round trip between two regions, where it is stated."""
    for link in facts.design.connections:
        if set(link.places) == {here, there}:
            text = shown(link.duration)
            return Known(
                link.duration,
                Witness(f"round trip {link.name}", text, origin="stated", source=link.span.where),
            )
    return Unknown((f"round trip between `{here}` and `{there}` (`link {here} {there} …`)",))


@in_range
def timeout_of(facts: Facts, step: Step) -> Value:
    """How long a step's caller waits: by the step, else by what it calls."""
    return stated_of_call(step, facts.design.components[step.callee], "timeout")


def changes(facts: Facts, step: Step) -> bool | Unknown:
    """Whether a step changes something: a write does; of a call to an outside system nobody can tell."""
    if step.write or facts.design.components[step.callee].kind != "external":
        return step.write
    said = "`write`, and `idempotent` where twice comes to the same"
    return Unknown((f"whether `{step.callee}` changes something ({said})",))


def limit(facts: Facts, step: Step) -> Value:
    """How long a step's caller waits for it: nobody waits for a message."""
    return (
        Unknown((f"a caller that waits for `{step.name}`",)) if step.asynchronous else timeout_of(facts, step)
    )


def tried_for(facts: Facts, step: Step) -> Value:
    """How long one call of a step may take with all its retries, if each attempt is given up; the pauses
    between them aren't counted.
    """
    once = limit(facts, step)
    again = stated_of_call(step, facts.design.components[step.callee], "retries")
    if isinstance(again, Unknown):
        return once
    attempts = again.value + ONE
    many = Known(attempts, Witness(f"attempts of {step.name}", shown(attempts), parts=(again.witness,)))
    return product(f"all attempts of {step.name}", once, many)


def deadline(facts: Facts, step: Step) -> Value:
    """How long is waited for a step's caller: the shortest timeout of the calls that led to it."""
    flow = facts.design.flows.get(step.flow)
    held: dict[str, dict[int, Value]] = facts.memo.setdefault("deadlines", {})
    if flow is not None and flow.name not in held:
        found = held[flow.name] = {}
        if flow.root is not None:
            _deadlines(facts, flow.root, Unknown((f"a timeout before `{flow.root.component}`",)), found)
    return held.get(step.flow, {}).get(id(step), Unknown((f"a timeout before `{step.name}`",)))


def _deadlines(facts: Facts, visit: Visit, before: Value, found: dict[int, Value]) -> None:
    """Note for each call under a visit how long is waited for who makes it."""
    waiting = [(call, before) for stage in visit.stages for call in stage]
    for call, outer in waiting:
        found[id(call.step)] = outer
        # After a miss or a failure it is the same caller that goes on.
        waiting.extend((other, outer) for other in call.otherwise)
        inner = limit(facts, call.step)
        if call.step.asynchronous:
            after: Value = inner
        elif isinstance(inner, Known) and isinstance(outer, Known):
            after = min(inner, outer, key=lambda value: value.value.high)
        else:
            after = inner if isinstance(inner, Known) else outer
        waiting.extend((next_call, after) for stage in call.visit.stages for next_call in stage)


def _limited(facts: Facts, step: Step, what: str) -> tuple[Call, Known] | Unknown:
    """A step's call, and how long its caller waits for the answer."""
    call = _answered_calls(facts, facts.design.flows.get(step.flow)).get(id(step))
    if call is None:
        return Unknown((f"a caller that waits for `{step.name}`",), Witness(what))
    limit = timeout_of(facts, step)
    return limit if isinstance(limit, Unknown) else (call, limit)


@in_range
def in_time(facts: Facts, step: Step) -> Value:
    """Whether 95% of a step's calls are answered before its caller gives up, at the peak, while all is up.
    Where `cv` isn't stated, times are taken to vary as little as is assumed anywhere.
    """
    from sdlint.analyses.journeys import wait
    from sdlint.analyses.latency import PERCENTILES

    what = f"in_time({step.name})"
    found = _limited(facts, step, what)
    if isinstance(found, Unknown):
        return found
    call, limit = found
    share, most = PERCENTILES["p95"], limit.value.high
    if wait(facts, call).within(share, most):
        return Known(True, Witness(what, "yes"))
    slow = wait(facts, call).percentile(share, f"p95 of {step.name}")
    if isinstance(slow, Unknown):
        return slow
    return Known(slow.value.low <= most, Witness("", parts=(slow.witness, limit.witness)))


@in_range
def late_share(facts: Facts, step: Step) -> Value:
    """The share of a step's calls that takes longer than its caller waits, at the peak, while all is up.
    Where `cv` isn't stated, times vary as little and as much as is assumed anywhere.
    """
    from sdlint.analyses.delays import done_by
    from sdlint.analyses.journeys import VARIATIONS, wait

    what = f"late_share({step.name})"
    found = _limited(facts, step, what)
    if isinstance(found, Unknown):
        return found
    call, limit = found
    shares: list[Fraction] = []
    for cv in (min(VARIATIONS), max(VARIATIONS)):
        time = wait(facts, call, cv=cv)
        if time.wanting:
            return Unknown(unknown(*time.wanting).wants, Witness(what))
        late = 1.0 - done_by(time.block, float(limit.value.high))
        shares.append(Fraction(round(late * 1000), 1000))
    value = Quantity(min(shares), max(shares))
    return Known(value, Witness(what, shown(value, percent=True), parts=(limit.witness,)))


@in_range
def call_time(facts: Facts, step: Step) -> Value:
    """The time within which 95% of a step's calls are answered, at the peak, while all is up."""
    from sdlint.analyses.journeys import wait
    from sdlint.analyses.latency import PERCENTILES

    call = _answered_calls(facts, facts.design.flows.get(step.flow)).get(id(step))
    what = f"p95 of {step.name}"
    if call is None:
        return Unknown((f"a caller that waits for `{step.name}`",), Witness(what))
    return wait(facts, call).percentile(PERCENTILES["p95"], what)
