"""What telemetry covers: from which components metrics, logs and traces are taken."""

from __future__ import annotations

from sdlint.analyses.facts import Facts
from sdlint.model.design import Component


def covered(facts: Facts, component: Component, kind: str) -> bool:
    """Whether some sink of a kind (`metrics`, `logs`, `traces`) takes from a component."""
    return any(sink.kind == kind and component.name in sink.sources for sink in facts.design.sinks)
