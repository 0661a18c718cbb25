"""Who would be told: what alerts and probes are about."""

from __future__ import annotations

from collections.abc import Iterator

from sdlint.analyses.facts import Facts
from sdlint.analyses.topology import needs
from sdlint.model.design import Component, Flow
from sdlint.model.estimates import names_in


def about(facts: Facts) -> frozenset[str]:
    """The names of the elements that alerts are about."""
    found: frozenset[str] | None = facts.memo.get("alerts about")
    if found is None:
        named = (name.name.text for alert in facts.design.alerts for name in names_in(alert.expression))
        found = facts.memo["alerts about"] = frozenset(named)
    return found


def is_watched(facts: Facts, flow: Flow) -> bool:
    """Whether an alert is about a flow, about what it serves or the channel that it starts at, or a probe
    tries it.
    """
    if any(probe.name == flow.name for probe in facts.design.probes):
        return True
    # A flow is found before a requirement of the same name.
    served = (name for name in flow.requirements if name not in facts.design.flows)
    names = {flow.name, *served, *([flow.root.component] if flow.root else [])}
    return not names.isdisjoint(about(facts))


def is_noticed(facts: Facts, component: Component) -> bool:
    """Whether somebody would be told of its failure: an alert is about it or about a flow that needs it, such
    a flow is probed, or the design says how its failure is detected.
    """
    found: set[str] | None = facts.memo.get("noticed")
    if found is None:
        found = {*about(facts), *(one.name for one in facts.design.responses if one.detect)}
        for flow in facts.design.flows.values():
            if is_watched(facts, flow):
                found.update(_shown_by(facts, flow))
        facts.memo["noticed"] = found
    return component.name in found


def _shown_by(facts: Facts, flow: Flow) -> Iterator[str]:
    """The components whose failure shows in a flow: what it needs, and of one that starts at a channel all
    that works on its messages, which then wait.
    """
    yield from needs(facts, flow)
    if flow.root and facts.design.components[flow.root.component].family == "channel":
        yield from (step.callee for step in flow.steps if not step.optional)
