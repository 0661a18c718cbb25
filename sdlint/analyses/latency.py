"""Latency: how long a flow takes, with everything up, at the peak.

Percentiles are those of the whole journey, never sums of its hops' own.
"""

from __future__ import annotations

from collections.abc import Callable
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


def _measured(
    facts: Facts, item: Flow | Requirement, name: str, measure: Callable[[Journey], float]
) -> Value:
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


def _one(facts: Facts, flow: Flow, name: str, measure: Callable[[Journey], float]) -> Value:
    found = journey(facts, flow)
    what = f"{name}({flow.name})"
    if isinstance(found, Unknown):
        return Unknown(found.wants, Witness(what))
    high = Fraction(measure(found))
    low = high
    if not found.exact:
        fast = journey(facts, flow, "low")
        low = Fraction(measure(fast)) if isinstance(fast, Journey) else high
    value = Quantity(min(low, high), high, TIME)

    def parts() -> tuple[Witness, ...]:
        told = []
        if name == "p99":
            text = f"{time_shown(found.budget())}, the sum of the hops' p99s"
            told.append(Witness(f"budget({flow.name})", text))
        if found.exponential and name != "mean":
            told.append(_exponential(facts, flow, measure))
        return (*told, *dict.fromkeys(hop.witness for hop in found.hops))

    return Known(value, later(what, shown(value), parts))


def _exponential(facts: Facts, flow: Flow, measure: Callable[[Journey], float]) -> Witness:
    """That service times are assumed to be exponential, and what else it would come to."""

    def source() -> str:
        tried = [(cv, journey(facts, flow, "high", cv)) for cv in VARIATIONS]
        told = [f"{time_shown(measure(way))} at {cv:g}" for cv, way in tried if isinstance(way, Journey)]
        return f"where no `cv` is stated; {', '.join(told)}"

    # That something is assumed is asked far more often than what else it would come to.
    return assumed_later("cv of service times", "1, exponential", source)


PERCENTILES = {"p50": 0.5, "p95": 0.95, "p99": 0.99}


def _percentile(facts: Facts, item: Flow | Requirement, name: str) -> Value:
    return _measured(facts, item, name, lambda way: percentile(way.block, PERCENTILES[name]))


@word(_FLOW, result=number(TIME), example="p50(redirect)")
@in_range
def p50(facts: Facts, item: Flow | Requirement) -> Value:
    """The time within which half of its requests are answered, at the peak, while all is up."""
    return _percentile(facts, item, "p50")


@word(_FLOW, result=number(TIME), example="p95(redirect)")
@in_range
def p95(facts: Facts, item: Flow | Requirement) -> Value:
    """The time within which 95% of its requests are answered, at the peak, while all is up."""
    return _percentile(facts, item, "p95")


@word(_FLOW, result=number(TIME), example="p99(redirect)")
@in_range
def p99(facts: Facts, item: Flow | Requirement) -> Value:
    """The time within which 99% of its requests are answered, at the peak, while all is up."""
    return _percentile(facts, item, "p99")


@word(_FLOW, result=number(TIME), example="mean(redirect)")
@in_range
def mean(facts: Facts, item: Flow | Requirement) -> Value:
    """The time that its requests take on average, at the peak, while all is up."""
    return _measured(facts, item, "mean", lambda way: moments(way.block)[0])


@word(_FLOW, result=number(TIME), example="budget(redirect)")
@in_range
def budget(facts: Facts, item: Flow | Requirement) -> Value:
    """The sum of its hops' 99th percentiles: more than its own p99, and what each hop may take of it."""
    return _measured(facts, item, "budget", lambda way: way.budget())
