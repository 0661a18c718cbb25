"""Latency: how long a flow takes, with everything up, at the peak.

Percentiles are those of the whole journey, never sums of its hops' own. Where something is supposed to have
failed they are of all requests, too: what is not answered takes longer than any time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from sdlint.analyses.availability import flows_of
from sdlint.analyses.delays import (
    moments,
    percentile,
)
from sdlint.analyses.facts import Facts, word
from sdlint.analyses.hops import time_shown
from sdlint.analyses.journeys import VARIATIONS, Journey, journey
from sdlint.analyses.sums import in_range
from sdlint.analyses.systems import answered
from sdlint.analyses.trips import waited
from sdlint.expression.values import (
    Known,
    Parameter,
    Unknown,
    Value,
    Witness,
    assumed_later,
    later,
    number,
    shown,
    unknown,
)
from sdlint.model.design import Flow, Requirement
from sdlint.quantity import TIME, Quantity

# Words

_FLOW = Parameter("flow", ("flow", "requirement"))


NO_ANSWER = "an answer"
"""What is wanting where too few requests are answered."""
Measure = Callable[[Journey, float], float]
"""What is asked of a journey, and the share of its requests that are answered."""


def _measured(facts: Facts, item: Flow | Requirement, name: str, measure: Measure) -> Value:
    """A measure of the slowest of the flows; unknown while one of them is."""
    what = f"{name}({item.name})"
    flows = flows_of(facts, item)
    if not flows:
        return Unknown((f"a flow for `{item.name}`",), Witness(what))
    values = [_one(facts, flow, name, measure) for flow in flows]
    if any(isinstance(value, Unknown) for value in values):
        return Unknown(unknown(*values).wants, Witness(what))
    known = [value for value in values if isinstance(value, Known)]
    return max(known, key=lambda value: value.value.high)


def _one(facts: Facts, flow: Flow, name: str, measure: Measure) -> Value:
    what = f"{name}({flow.name})"
    share = _answered(facts, flow)
    if isinstance(share, Unknown):
        return Unknown(share.wants, Witness(what))
    silent = unanswered(facts, flow, name)
    if silent is not None:
        return Unknown((f"{NO_ANSWER}: {silent}",), Witness(what))
    left = facts.left
    if left is not None:
        facts, flow = left, left.design.flows[flow.name]
    found = journey(facts, flow)
    if isinstance(found, Unknown):
        return Unknown(found.wants, Witness(what))
    high = Fraction(measure(found, share))
    low = high
    if not found.exact:
        fast = journey(facts, flow, "low")
        low = Fraction(measure(fast, share)) if isinstance(fast, Journey) else high
    value = Quantity(min(low, high), high, TIME)

    def parts() -> tuple[Witness, ...]:
        told = []
        if name == "p99":
            text = f"{time_shown(found.budget())}, the sum of the hops' p99s"
            told.append(Witness(f"budget({flow.name})", text))
        if found.exponential and name != "mean":
            told.append(_exponential(facts, flow, lambda way: measure(way, share)))
        told.extend(_taken_for_free(facts, flow))
        if share < 1.0:
            told.append(Witness(_share_shown(flow, share)))
        return (*told, *dict.fromkeys(hop.witness for hop in found.hops))

    return Known(value, later(what, shown(value), parts))


def unanswered(facts: Facts, flow: Flow, name: str) -> str | None:
    """What share of its requests is answered with what is supposed to have failed, where that is too little
    for a percentile (`p99`), or for a mean of those that are.
    """
    share = _answered(facts, flow)
    least = max(PERCENTILES.get(name, 0.0) * (1.0 + 1e-6), 1e-12)
    if isinstance(share, Unknown) or share >= least:
        return None
    return f"with {', '.join(sorted(facts.down))} down {_share_shown(flow, share)}"


def _share_shown(flow: Flow, share: float) -> str:
    return f"{shown(Quantity.number(Fraction(share)), percent=True)} of {flow.name} is answered"


def _answered(facts: Facts, flow: Flow) -> float | Unknown:
    if not facts.down:
        return 1.0
    share = answered(facts, flow, facts.down)
    return share if isinstance(share, Unknown) or share < 1.0 - 1e-12 else 1.0


def _exponential(facts: Facts, flow: Flow, measure: Callable[[Journey], float]) -> Witness:
    """That service times are assumed to be exponential, and what else it would come to."""

    def source() -> str:
        tried = [(cv, journey(facts, flow, "high", cv)) for cv in VARIATIONS]
        told = [f"{time_shown(measure(way))} at {cv:g}" for cv, way in tried if isinstance(way, Journey)]
        return f"where no `cv` is stated; {', '.join(told)}"

    # That something is assumed is asked far more often than what else it would come to.
    return assumed_later("cv of service times", "1, exponential", source)


def _taken_for_free(facts: Facts, flow: Flow) -> Iterator[Witness]:
    """Of which of the components that its client waits for the workers are taken to be free too soon."""
    from sdlint.analyses.connections import taken_for_free  # It needs journeys, as this does.

    names = dict.fromkeys(step.callee for step in flow.steps if waited(facts, step))
    told = (taken_for_free(facts, facts.design.components[name]) for name in names)
    return (one for one in told if one is not None)


PERCENTILES = {"p50": 0.5, "p90": 0.9, "p95": 0.95, "p99": 0.99, "p999": 0.999}


def _percentile(facts: Facts, item: Flow | Requirement, name: str) -> Value:
    return _measured(facts, item, name, lambda way, share: percentile(way.block, PERCENTILES[name] / share))


@word(_FLOW, result=number(TIME), example="p50(redirect)", looks_at_loss=True)
@in_range
def p50(facts: Facts, item: Flow | Requirement) -> Value:
    """The time within which half of its requests are answered, at the peak, while all is up."""
    return _percentile(facts, item, "p50")


@word(_FLOW, result=number(TIME), example="p90(redirect)", looks_at_loss=True)
@in_range
def p90(facts: Facts, item: Flow | Requirement) -> Value:
    """The time within which 90% of its requests are answered, at the peak, while all is up."""
    return _percentile(facts, item, "p90")


@word(_FLOW, result=number(TIME), example="p95(redirect)", looks_at_loss=True)
@in_range
def p95(facts: Facts, item: Flow | Requirement) -> Value:
    """The time within which 95% of its requests are answered, at the peak, while all is up."""
    return _percentile(facts, item, "p95")


@word(_FLOW, result=number(TIME), example="p99(redirect)", looks_at_loss=True)
@in_range
def p99(facts: Facts, item: Flow | Requirement) -> Value:
    """The time within which 99% of its requests are answered, at the peak, while all is up."""
    return _percentile(facts, item, "p99")


@word(_FLOW, result=number(TIME), example="p999(redirect)", looks_at_loss=True)
@in_range
def p999(facts: Facts, item: Flow | Requirement) -> Value:
    """The time within which 99.9% of its requests are answered, at the peak, while all is up."""
    return _percentile(facts, item, "p999")


@word(_FLOW, result=number(TIME), example="mean(redirect)", looks_at_loss=True)
@in_range
def mean(facts: Facts, item: Flow | Requirement) -> Value:
    """The time that its requests take on average, at the peak, while all is up."""
    return _measured(facts, item, "mean", lambda way, _: moments(way.block)[0])


@word(_FLOW, result=number(TIME), example="budget(redirect)")
@in_range
def budget(facts: Facts, item: Flow | Requirement) -> Value:
    """The sum of its hops' 99th percentiles: more than its own p99, and what each hop may take of it."""
    return _measured(facts, item, "budget", lambda way, _: way.budget())
