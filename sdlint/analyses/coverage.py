"""What telemetry covers: from which components metrics, logs and traces are taken."""

from __future__ import annotations

from sdlint.analyses.facts import Facts
from sdlint.analyses.topology import components_of
from sdlint.model.design import Component, Design, Flow, Sink


def covered(facts: Facts, component: Component, kind: str) -> bool:
    """Whether some sink of a kind (`metrics`, `logs`, `traces`) takes from a component."""
    return any(sink.kind == kind and component.name in sink.sources for sink in facts.design.sinks)


def untraced(facts: Facts, flow: Flow) -> tuple[Component, ...]:
    """The programs of a flow (all that computes, and gateways) of which no traces are taken."""
    programs = (c for c in components_of(facts, flow) if c.family == "compute" or c.kind == "gateway")
    return tuple(c for c in programs if not covered(facts, c, "traces"))


def shares_fate(facts: Facts, sink: Sink) -> tuple[Component, ...] | None:
    """What a sink watches that stands in the sink's only region and in no other: one loss takes both. None:
    it isn't said where the sink is.
    """
    design = facts.design
    own = {_region(design, place) for place in sink.places}
    if not own or "" in own:
        return None
    watched = (c for c in design.components.values() if c.name in sink.sources and c.places)
    return tuple(c for c in watched if len(own) == 1 and {_region(design, p) for p in c.places} == own)


def _region(design: Design, place: str) -> str:
    """The region of a place; empty for the world."""
    zone = design.zones.get(place)
    return zone.region if zone is not None else place if place in design.regions else ""
