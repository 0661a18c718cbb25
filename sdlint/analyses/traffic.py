"""Traffic: how often each step of each flow is made, at the peak or on average."""

from __future__ import annotations

from sdlint.analyses.facts import Facts
from sdlint.analyses.stated import stated, stated_number, stated_of_call
from sdlint.analyses.sums import ONE, in_range, total
from sdlint.analyses.topology import goes_past
from sdlint.expression.values import Known, Unknown, Value, Witness, shown, unknown
from sdlint.model.design import Call, Component, Flow, Step, Visit
from sdlint.quantity import RATE, Quantity, RangeError
from sdlint.record import Record, changed


class Arrival(Record):
    """What one step of one flow (or its start) sends to a component: first attempts."""

    flow: Flow
    step: Step | None
    rate: Value
    worst: Quantity
    """The product of 1 + retries down to here, of the calls that have no breaker."""
    path: tuple[str, ...]
    call: Call | None = None
    """The call that the step is; None at a flow's start."""
    answered: Value | None = None
    """The share of reads that bring something back: a cache's hits where others are asked on a miss."""

    @property
    def visit(self) -> Visit:
        """What is done there."""
        visit = self.call.visit if self.call else self.flow.root
        assert visit is not None
        return visit


class _Stream(Record):
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
        """What a call's policy may repeat; the step's own wins over the callee's. A breaker ends it."""
        if "breaker" in step.attributes or "breaker" in callee.attributes:
            return self
        said = stated_of_call(step, callee, "retries")
        if not isinstance(said, Known):
            return self
        return _Stream(self.start, self.factors, self.wanting, _times(self.worst, ONE + said.value))

    @in_range
    def value(self, what: str) -> Value:
        """The rate here; nothing where a factor is nothing, whatever the others are."""
        if any(factor.low == factor.high == 0 for factor, _, _ in self.factors):
            zero = Quantity.of(0, RATE)
            parts = tuple(w for factor, _, w in self.factors if factor.low == factor.high == 0)
            return Known(zero, Witness(what, shown(zero), parts=parts))
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


def _times(worst: Quantity, attempts: Quantity) -> Quantity:
    try:
        return worst * attempts
    except RangeError:
        return worst  # It is beyond all measure already.


# Rates of flows


@in_range
def peak_rate(facts: Facts, flow: Flow) -> Value:
    """The flow's rate at its peak: the average times `peak`. What starts at a channel without a rate of
    its own takes what comes into that channel, and what starts at a store each change that is written to it.
    """
    average = average_rate(facts, flow) if flow.rate is not None else _fed_rate(facts, flow, average=False)
    if isinstance(average, Unknown) or flow.rate is None or flow.peak is None:
        return average
    rate = average.value * flow.peak
    times = shown(flow.peak)
    where = flow.rate_span.where if flow.rate_span else ""
    peak = stated_number(flow, "peak", flow.peak, f"peak of {flow.name}", f"x{times}", where).witness
    how = f"{average.witness.shown} × {times}"
    parts = (average.witness, peak)
    return Known(rate, Witness(f"peak rate of {flow.name}", shown(rate), how, parts=parts))


def average_rate(facts: Facts, flow: Flow) -> Value:
    """The flow's rate on average: as stated, or what comes into the channel that it starts at."""
    if flow.rate is None:
        return _fed_rate(facts, flow, average=True)
    if isinstance(flow.rate, Unknown):
        return flow.rate
    witness = flow.rate.witness
    text = witness.shown if witness.origin == "stated" and witness.shown else shown(flow.rate.value)
    if flow.rate_span is None:
        return Known(flow.rate.value, changed(witness, what=f"rate of {flow.name}"))  # As a scenario has it.
    where = flow.rate_span.where
    parts = (witness,) if witness.what else ()
    return Known(flow.rate.value, Witness(f"rate of {flow.name}", text, "", "stated", where, parts))


def _fed_rate(facts: Facts, flow: Flow, *, average: bool) -> Value:
    name = f"rate of {flow.name}"
    wanting = Unknown((f"the rate of flow `{flow.name}`",), Witness(name))
    started = clock(facts, flow)
    if started is not None:
        return started
    root = _source(facts, flow)
    if root is None:
        return wanting
    flows = facts.design.flows.values()
    fed = [f for f in flows if f.root and f.root.component == root and f.rate is None]
    # A stream's entries go to all who read it, and those of a store's log; a queue's message goes to one of
    # them, and who gets how many must be said.
    if len(fed) > 1 and facts.design.components[root].kind == "queue":
        names = " and ".join(f"`{f.name}`" for f in fed)
        return Unknown((f"the rates of {names}, which share `{root}`",), Witness(name))
    feeders = _feeders(facts, flow)
    if not feeders or _circular(facts, flow):
        return wanting  # Messages that go round in a circle have no rate.
    found = [arrival for feeder in feeders for arrival in arrivals_of(facts, feeder, average=average)]
    return total([a.rate for a in found if a.step is not None and _feeds(facts, a.step, root)], name, RATE)


def clock(facts: Facts, flow: Flow) -> Known | None:
    """How often a scheduler starts a flow, where it says so."""
    root = facts.design.components[flow.root.component] if flow.root else None
    every = stated(root, "every") if root is not None and root.kind == "scheduler" else Unknown(())
    if isinstance(every, Unknown) or every.value.low <= 0:
        return None
    rate = ONE / every.value
    how = f"once in {every.witness.shown}"
    return Known(rate, Witness(f"rate of {flow.name}", shown(rate), how, parts=(every.witness,)))


def _source(facts: Facts, flow: Flow) -> str | None:
    """The channel that a flow starts at, or the store whose log it reads."""
    name = flow.root.component if flow.root else ""
    root = facts.design.components.get(name)
    return name if root is not None and root.family in ("channel", "store") else None


def _feeds(facts: Facts, step: Step, root: str | None) -> bool:
    """Whether a step brings a message into a channel, or a change into a store's log."""
    return step.callee == root and (step.write or facts.design.components[step.callee].family == "channel")


def _feeders(facts: Facts, flow: Flow) -> list[Flow]:
    """The flows that send messages to the channel that a flow starts at, or write to the store."""
    root = _source(facts, flow)
    return [f for f in facts.design.flows.values() if any(_feeds(facts, step, root) for step in f.steps)]


def _circular(facts: Facts, flow: Flow) -> bool:
    """Whether a flow feeds itself, by others or at once."""
    seen: set[str] = set()
    waiting = [flow]
    while waiting:
        for feeder in _feeders(facts, waiting.pop()):
            if feeder is flow:
                return True
            if feeder.rate is None and feeder.name not in seen and _source(facts, feeder):
                seen.add(feeder.name)
                waiting.append(feeder)
    return False


def following(facts: Facts, flows: list[Flow]) -> list[Flow]:
    """These flows and those that run at the rate of channels and of logs that these feed."""
    found = list(flows)
    for flow in found:
        fed = {step.callee for step in flow.steps if _feeds(facts, step, step.callee)}
        found.extend(
            other
            for other in facts.design.flows.values()
            if other.rate is None and _source(facts, other) in fed and other not in found
        )
    return found


# Arrivals


def arrivals_of(facts: Facts, flow: Flow, *, average: bool = False) -> tuple[Arrival, ...]:
    """What one flow sends to each component that it touches."""
    key = ("arrivals of", flow.name, average)
    found: tuple[Arrival, ...] | None = facts.memo.get(key)
    if found is None:
        found = facts.memo[key] = tuple(_arrivals(facts, flow, average=average))
    return found


def _arrivals(facts: Facts, flow: Flow, *, average: bool) -> list[Arrival]:
    if flow.root is None:
        return []
    out: list[Arrival] = []
    rate = average_rate(facts, flow) if average else peak_rate(facts, flow)
    root = facts.design.components[flow.root.component]
    if root.family not in ("entry", "channel", "store"):
        out.append(Arrival(flow, None, rate, ONE, (root.name,)))
    stream = _Stream(rate, (), (), ONE)
    _visit(facts, flow, flow.root, stream, (root.name,), out)
    return out


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
        times = f"x{shown(step.times)}"
        said = stated_number(step, "times", step.times, f"calls of {callee.name}", times, where)
        stream = stream.times(said, times[1:])
    if step.share is not None:
        text = shown(step.share, percent=True)
        said = stated_number(step, "share", step.share, f"share that goes to {callee.name}", text, where)
        stream = stream.times(said, text)
    passes = callee.kind in ("cache", "cdn")
    bypassed = goes_past(callee, call)
    if not bypassed:
        stream = stream.retried(step, callee)
        rate = stream.value(f"{flow.name}: {' → '.join(here)}")
        aside = callee.kind == "cache" and not step.write and call.otherwise
        hits = stated(callee, "hit") if aside else None
        out.append(Arrival(flow, step, rate, stream.worst, here, call, hits))
    behind = stream
    if passes and not step.write and not bypassed and (call.visit.stages or call.otherwise):
        misses = misses_of(callee)
        behind = stream.times(misses, misses.witness.shown)
    _visit(facts, flow, call.visit, behind, here, out)
    if passes:
        for other in call.otherwise:
            _call(facts, flow, other, behind, here if callee.kind == "cdn" else path, out)
    # What is only called when something fails has no first attempts while all is up; it is named, at 0.
    elif call.otherwise:
        nothing = Known(Quantity.number(0), Witness("share of requests while all is up", "0"))
        for other in call.otherwise:
            _call(facts, flow, other, stream.times(nothing, "0"), path, out)


@in_range
def misses_of(cache: Component) -> Value:
    """The share of requests that a cache or cdn can't answer."""
    hit = stated(cache, "hit")
    if isinstance(hit, Unknown):
        return hit
    share = ONE - hit.value
    text = shown(share, percent=True)
    how = f"1 − {hit.witness.shown}"
    return Known(share, Witness(f"misses of {cache.name}", text, how, parts=(hit.witness,)))


def arrivals(facts: Facts, component: Component, *, average: bool = False) -> tuple[Arrival, ...]:
    """All that is sent to a component, in the order of the flows."""
    return _sorted(facts, average)[0].get(component.name, ())


def departures(facts: Facts, component: Component, *, average: bool = False) -> tuple[Arrival, ...]:
    """All that a component sends to others."""
    return _sorted(facts, average)[1].get(component.name, ())


_ByName = dict[str, tuple[Arrival, ...]]


def _sorted(facts: Facts, average: bool) -> tuple[_ByName, _ByName]:
    key = ("arrivals", average)
    found: tuple[_ByName, _ByName] | None = facts.memo.get(key)
    if found is None:
        to: dict[str, list[Arrival]] = {}
        by: dict[str, list[Arrival]] = {}
        for flow in facts.design.flows.values():
            for arrival in arrivals_of(facts, flow, average=average):
                to.setdefault(arrival.path[-1], []).append(arrival)
                if arrival.step is not None:
                    by.setdefault(arrival.step.caller, []).append(arrival)
        found = facts.memo[key] = (
            {name: tuple(items) for name, items in to.items()},
            {name: tuple(items) for name, items in by.items()},
        )
    return found
