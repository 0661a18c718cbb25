"""Memory: the bytes that a cache holds when it holds all that is asked for within its `ttl`."""

from __future__ import annotations

from collections.abc import Iterator

from sdlint.analyses.facts import Facts, word
from sdlint.analyses.records import entities_of, longest
from sdlint.analyses.stated import stated
from sdlint.analyses.sums import is_zero, product, total
from sdlint.analyses.topology import entities_in
from sdlint.analyses.traffic import Arrival, arrivals, misses_of
from sdlint.expression.values import Known, Parameter, Unknown, Value, Witness, number, shown
from sdlint.model.design import Call, Component, Entity
from sdlint.quantity import BYTES

DAY = 86400


@word(Parameter("cache", ("component",)), result=number(BYTES), example="memory(hot)")
def memory(facts: Facts, component: Component) -> Value:
    """The distinct bytes a cache is asked for within its `ttl` at the peak, where an `access` says so.

    A day has its peak and its nights in it: with a `ttl` of a day or more the average counts.
    """
    what = f"memory({component.name})"
    if component.kind not in ("cache", "cdn"):
        return Unknown((f"a cache: `{component.name}` is a {component.kind}",), Witness(what))
    time, misses = stated(component, "ttl"), misses_of(component)
    long = isinstance(time, Known) and time.value.low >= DAY
    reads = [a for a in arrivals(facts, component, average=long) if a.step is not None and not a.step.write]
    if not reads:
        return Unknown((f"a flow that reads from `{component.name}`",), Witness(what))
    own = entities_in(facts, component)
    if own:
        # What is written into it isn't what misses bring.
        return Unknown((f"how many records of `{own[0].name}` there are",), Witness(what))
    # Of what is asked for within the ttl, each distinct record misses once, the first time.
    values = [
        product(
            f"distinct bytes of {arrival.flow.name}: {' → '.join(arrival.path)}",
            arrival.rate,
            misses,
            time,
            _size(facts, component, arrival),
        )
        for arrival in reads
        if not is_zero(arrival.rate)
    ]
    return total(values, what, BYTES)


def _size(facts: Facts, cache: Component, arrival: Arrival) -> Value:
    """The bytes of one record that a cache is asked for: what the step says, else of what lies behind."""
    step = arrival.step
    assert step is not None and arrival.call is not None
    accessed = {access.entity for access in facts.design.accesses}
    about: dict[str, Entity] = {entity.name: entity for entity in entities_of(facts, step, cache)}
    for call in _below(arrival.call):
        callee = facts.design.components[call.step.callee]
        if callee.family == "store" and not call.step.write:
            about.update((entity.name, entity) for entity in entities_of(facts, call.step, callee))
    asked = tuple(entity for name, entity in about.items() if name in accessed)
    if not asked:
        named = f"an access pattern of what `{cache.name}` keeps"
        return Unknown((named,), Witness(f"records in {cache.name}"))
    if step.payload is not None:
        text = shown(step.payload)
        witness = Witness(f"payload of {step.name}", text, origin="stated", source=step.span.where)
        return Known(step.payload, witness)
    return longest(facts, asked)


def _below(call: Call) -> Iterator[Call]:
    """The calls that are made on a miss, and by these."""
    waiting = [*(inner for stage in call.visit.stages for inner in stage), *call.otherwise]
    for inner in waiting:
        if not inner.step.asynchronous:
            yield inner
            waiting.extend(further for stage in inner.visit.stages for further in stage)
            waiting.extend(inner.otherwise)
