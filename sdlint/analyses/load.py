"""Load: what each flow sends to each component at its peak, and how much of the capacity that takes."""

from __future__ import annotations

from dataclasses import dataclass

from sdlint.analyses.facts import Facts, word
from sdlint.analyses.machines import capacity, machines, replicas
from sdlint.analyses.stated import stated
from sdlint.expression.values import COUNT, Known, Parameter, Unknown, Value, Witness, number, shown, unknown
from sdlint.model.design import Call, Component, Flow, Step, Visit
from sdlint.quantity import NONE, RATE, Quantity

ONE = Quantity.number(1)


@dataclass(frozen=True, slots=True)
class Arrival:
    """What one step of one flow (or its start) sends to a component: first attempts, at the peak."""

    flow: Flow
    step: Step | None
    rate: Value
    worst: Quantity
    """The product of 1 + retries down to here."""
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Stream:
    """Requests on their way: the flow's rate and what it has been multiplied by."""

    start: Value
    factors: tuple[tuple[Quantity, str, Witness], ...]
    wanting: tuple[Unknown, ...]
    worst: Quantity

    def times(self, factor: Value, text: str) -> _Stream:
        """The share or multiple that goes on."""
        if isinstance(factor, Unknown):
            return _Stream(self.start, self.factors, (*self.wanting, factor), self.worst)
        more = (factor.value, text, factor.witness)
        return _Stream(self.start, (*self.factors, more), self.wanting, self.worst)

    def retried(self, step: Step, callee: Component) -> _Stream:
        """What a call's policy may repeat; the step's own wins over the callee's."""
        said = stated(step, "retries")
        said = said if isinstance(said, Known) else stated(callee, "retries")
        if not isinstance(said, Known):
            return self
        return _Stream(self.start, self.factors, self.wanting, self.worst * (ONE + said.value))

    def value(self, what: str) -> Value:
        """The rate here."""
        if isinstance(self.start, Unknown) or self.wanting:
            return unknown(self.start, *self.wanting)
        rate: Quantity = self.start.value
        shown_factors = [self.start.witness.shown or shown(rate)]
        for factor, text, _ in self.factors:
            rate = rate * factor
            shown_factors.append(text)
        how = " × ".join(shown_factors) if self.factors else ""
        parts = (self.start.witness, *(witness for _, _, witness in self.factors))
        return Known(rate, Witness(what, shown(rate), how, parts=tuple(p for p in parts if p.what)))


def peak_rate(facts: Facts, flow: Flow) -> Value:
    """The flow's rate at its peak: the average times `peak`. What starts at a channel without a rate of
    its own takes what comes into that channel.
    """
    name = f"rate of {flow.name}"
    if flow.rate is None:
        return _fed_rate(facts, flow)
    if isinstance(flow.rate, Unknown):
        return flow.rate
    average: Quantity = flow.rate.value
    witness = flow.rate.witness
    text = witness.shown if witness.origin == "stated" and witness.shown else shown(average)
    where = flow.rate_span.where if flow.rate_span else ""
    named = Witness(name, text, "", "stated", where, (witness,) if witness.what else ())
    if flow.peak is None:
        return Known(average, named)
    rate = average * flow.peak
    peak = Witness(f"peak of {flow.name}", f"x{shown(flow.peak)}", origin="stated", source=where)
    how = f"{text} × {shown(flow.peak)}"
    return Known(rate, Witness(f"peak rate of {flow.name}", shown(rate), how, "computed", "", (named, peak)))


def _fed_rate(facts: Facts, flow: Flow) -> Value:
    wanting = Unknown((f"the rate of flow `{flow.name}`",), Witness(f"rate of {flow.name}"))
    root = facts.design.components.get(flow.root.component) if flow.root else None
    if root is None or root.family != "channel":
        return wanting
    fed = [
        f for f in facts.design.flows.values() if f.root and f.root.component == root.name and f.rate is None
    ]
    if len(fed) > 1:
        names = " and ".join(f"`{f.name}`" for f in fed)
        return Unknown((f"which share of `{root.name}` goes to {names}",), Witness(f"rate of {flow.name}"))
    key = ("feeding", flow.name)
    if key in facts.memo:
        return wanting  # Messages that go round in a circle have no rate.
    facts.memo[key] = True
    arriving = [
        a for other in facts.design.flows.values() if other is not flow for a in arrivals_of(facts, other)
    ]
    del facts.memo[key]
    here = [a.rate for a in arriving if a.step is not None and a.step.callee == root.name]
    return _sum(here, f"rate of {flow.name}") if here else wanting


def arrivals_of(facts: Facts, flow: Flow) -> tuple[Arrival, ...]:
    """What one flow sends to each component that it touches."""
    if flow.root is None:
        return ()
    out: list[Arrival] = []
    rate = peak_rate(facts, flow)
    root = facts.design.components[flow.root.component]
    if root.family not in ("entry", "channel", "store"):
        out.append(Arrival(flow, None, rate, ONE, (root.name,)))
    stream = _Stream(rate, (), (), ONE)
    _visit(facts, flow, flow.root, stream, (root.name,), out)
    return tuple(out)


def _visit(
    facts: Facts, flow: Flow, visit: Visit, stream: _Stream, path: tuple[str, ...], out: list[Arrival]
) -> None:
    for stage in visit.stages:
        for call in stage:
            _call(facts, flow, call, stream, path, out)


def _call(
    facts: Facts, flow: Flow, call: Call, stream: _Stream, path: tuple[str, ...], out: list[Arrival]
) -> None:
    step, callee = call.step, facts.design.components[call.step.callee]
    where = step.span.where
    here = (*path, callee.name)
    if step.times is not None:
        witness = Witness(f"calls of {callee.name}", f"x{shown(step.times)}", origin="stated", source=where)
        stream = stream.times(Known(step.times, witness), shown(step.times))
    if step.share is not None:
        text = shown(step.share, percent=True)
        witness = Witness(f"share that goes to {callee.name}", text, origin="stated", source=where)
        stream = stream.times(Known(step.share, witness), text)
    passes = callee.kind in ("cache", "cdn")
    bypassed = passes and any(other.step.write for other in call.otherwise)
    if not bypassed:
        stream = stream.retried(step, callee)
        rate = stream.value(f"{flow.name}: {' → '.join(here)}")
        out.append(Arrival(flow, step, rate, stream.worst, here))
    behind = stream
    if passes and not step.write and not bypassed and (call.visit.stages or call.otherwise):
        behind = stream.times(*_misses(callee))
    _visit(facts, flow, call.visit, behind, here, out)
    if passes:
        for other in call.otherwise:
            _call(facts, flow, other, behind, here if callee.kind == "cdn" else path, out)
    # What is only called when something fails has no first attempts while all is up; it is named, at 0.
    elif call.otherwise:
        nothing = Known(Quantity.number(0), Witness("share of requests while all is up", "0"))
        for other in call.otherwise:
            _call(facts, flow, other, stream.times(nothing, "0"), path, out)


def _misses(cache: Component) -> tuple[Value, str]:
    """The share of requests that a cache or cdn can't answer."""
    hit = stated(cache, "hit")
    if isinstance(hit, Unknown):
        return hit, ""
    share = ONE - hit.value
    text = shown(share, percent=True)
    return Known(
        share, Witness(f"misses of {cache.name}", text, f"1 − {hit.witness.shown}", parts=(hit.witness,))
    ), text


def arrivals(facts: Facts, component: Component) -> tuple[Arrival, ...]:
    """All that is sent to a component, in the order of the flows."""
    found: dict[str, list[Arrival]] | None = facts.memo.get("arrivals")
    if found is None:
        found = facts.memo["arrivals"] = {}
        for flow in facts.design.flows.values():
            for arrival in arrivals_of(facts, flow):
                found.setdefault(arrival.path[-1], []).append(arrival)
    return tuple(found.get(component.name, ()))


def _sum(values: list[Value], what: str) -> Value:
    """The sum of rates; one that is unknown makes it unknown."""
    if any(isinstance(value, Unknown) for value in values):
        return unknown(*values)
    known = [value for value in values if isinstance(value, Known)]
    total = Quantity.of(0, RATE)
    for value in known:
        total = total + value.value
    if len(known) == 1:
        only = known[0].witness
        return Known(total, Witness(what, shown(total), only.how, parts=(only,)))
    how = " + ".join(value.witness.shown for value in known)
    return Known(total, Witness(what, shown(total), how, parts=tuple(value.witness for value in known)))


@word(
    Parameter("component", ("component",)),
    Parameter("attempts", options=("worst",), optional=True),
    result=number(RATE),
    example="load(posts)",
)
def load(facts: Facts, component: Component, attempts: str = "") -> Value:
    """The requests a second that reach it at the peak; `worst` counts every retry as well."""
    found = arrivals(facts, component)
    what = f"load({component.name}{', worst' if attempts else ''})"
    if not facts.design.flows:
        return Unknown(("any flow",), Witness(what))
    if not attempts:
        return _sum([arrival.rate for arrival in found], what)
    values: list[Value] = []
    for arrival in found:
        rate = arrival.rate
        if isinstance(rate, Known) and arrival.worst != ONE:
            total = rate.value * arrival.worst
            how = f"{rate.witness.shown} × {shown(arrival.worst)} attempts"
            rate = Known(
                total, Witness(f"{rate.witness.what}, retries", shown(total), how, parts=(rate.witness,))
            )
        values.append(rate)
    return _sum(values, what)


@word(Parameter("component", ("component",)), result=COUNT, example="utilization(api)", percent=True)
def utilization(facts: Facts, component: Component) -> Value:
    """How much of its capacity the peak takes: work at all machines over what they can do together."""
    what = f"utilization({component.name})"
    count, each = machines(facts, component), capacity(facts, component)
    work, work_parts = _work(facts, component)
    if isinstance(count, Unknown) or isinstance(each, Unknown) or isinstance(work, Unknown):
        return unknown(work, count, each)
    skew = stated(component, "skew")
    top = work.value * skew.value if isinstance(skew, Known) else work.value
    share = top / (count.value * each.value)
    how = f"{shown(work.value)} / ({shown(count.value)} × {each.witness.shown})"
    if isinstance(skew, Known):
        how = f"{skew.witness.shown} × {how}"
        work_parts = (*work_parts, skew.witness)
    parts = (*work_parts, count.witness, each.witness)
    return Known(share, Witness(what, shown(share, percent=True), how, parts=parts))


def _work(facts: Facts, component: Component) -> tuple[Value, tuple[Witness, ...]]:
    """The operations a second at all machines: in a store or channel each write is made at every copy,
    and a quorum's read at as many as it reads; a scattered step is made at every shard.
    """
    if not facts.design.flows:
        return Unknown(("any flow",)), ()
    found = arrivals(facts, component)
    channel = component.family == "channel"
    values: list[Value] = []
    for arrival in found:
        factor, text = _copies(component, arrival, channel)
        if isinstance(factor, Unknown):
            values.append(factor)
            continue
        rate = arrival.rate
        if isinstance(rate, Known) and factor.value != ONE:
            total = rate.value * factor.value
            how = f"{rate.witness.shown} × {text}"
            rate = Known(
                total,
                Witness(
                    f"operations of {rate.witness.what}",
                    shown(total),
                    how,
                    parts=(rate.witness, factor.witness),
                ),
            )
        values.append(rate)
    work = _sum(values, f"operations at {component.name}")
    return work, (work.witness,) if isinstance(work, Known) else ()


def _copies(component: Component, arrival: Arrival, channel: bool) -> tuple[Value, str]:
    """At how many machines one request is worked on."""
    step = arrival.step
    factor: Value = Known(ONE)
    texts = []
    if component.family in ("store", "channel") and component.kind != "cache":
        if channel or (step is not None and step.write):
            factor = replicas(component)
            texts.append(f"{shown(factor.value)} copies" if isinstance(factor, Known) else "")
        else:
            read = stated(component, "replication", "read")
            if isinstance(read, Known):
                factor = read
                texts.append(f"{shown(read.value)} copies read")
    if step is not None and step.scatter and isinstance(factor, Known):
        parts = stated(component, "shards")
        if isinstance(parts, Known):
            factor = Known(factor.value * parts.value, parts.witness)
            texts.append(f"{shown(parts.value)} shards")
    return factor, " × ".join(texts)


__all__ = ["NONE", "arrivals", "load", "peak_rate", "utilization"]
