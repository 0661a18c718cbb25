"""The back of the envelope: which of the numbers that the framework asks for a design gives."""

from __future__ import annotations

from sdlint.analyses.facts import Facts
from sdlint.analyses.storage import storage
from sdlint.expression.values import Known
from sdlint.model.design import Scenario
from sdlint.quantity import BANDWIDTH, BYTES, RATE, Dimension, Quantity

LEAST = Quantity.of(10**9, BYTES)
"""A sum of less is the size of a record, and not of what is kept."""


def _estimated(facts: Facts, dimension: Dimension, least: Quantity | None = None) -> bool:
    """Whether an estimate gives a number of a dimension, of at least so much."""
    for estimate in facts.design.estimates.values():
        value = estimate.value
        if isinstance(value, Known) and isinstance(value.value, Quantity):
            found: Quantity = value.value
            if found.dimension == dimension and (least is None or found.high >= least.low):
                return True
    return False


def unestimated(facts: Facts) -> tuple[str, ...]:
    """Which of scale and peak the design gives no number for."""
    flows = facts.design.flows.values()
    rated = [flow for flow in flows if flow.rate is not None]
    if not rated:
        return () if _estimated(facts, RATE) else ("scale",)
    return () if any(flow.peak is not None for flow in flows) else ("peak",)


def stored(facts: Facts) -> bool:
    """Whether the design says how much is stored, or says enough to compute it of some store."""
    stores = [c for c in facts.design.components.values() if c.family == "store" and c.kind != "cache"]
    known = any(isinstance(storage(facts, c, span), Known) for c in stores for span in ("", "month"))
    return known or _estimated(facts, BYTES, LEAST)


def carried(facts: Facts) -> bool:
    """Whether the design says how much goes over its network, or how large something is that does."""
    rated = (flow for flow in facts.design.flows.values() if flow.rate is not None)
    return any(step.payload is not None for flow in rated for step in flow.steps) or _estimated(
        facts, BANDWIDTH
    )


def grows(scenario: Scenario) -> bool:
    """Whether a scenario asks what happens with more than today: more load, or other estimates."""
    return any(
        action.verb == "set" or (action.verb == "load" and action.times is not None and action.times.high > 1)
        for action in scenario.actions
    )


def unwatched(facts: Facts) -> tuple[str, ...]:
    """Which of metrics, logs and alerts the design says nothing of."""
    kinds = {sink.kind for sink in facts.design.sinks}
    wanting = [kind for kind in ("metrics", "logs") if kind not in kinds]
    return tuple(wanting if facts.design.alerts else [*wanting, "alerts"])
