"""Handovers: work that a flow leaves to others with a message; nobody who asked waits for its end."""

from __future__ import annotations

from collections.abc import Iterator

from sdlint.analyses.facts import Facts
from sdlint.analyses.subjects import CONCERNS, asked
from sdlint.model.design import Call, Component, Flow, Visit


def handed_over(facts: Facts, flow: Flow) -> tuple[Component, ...]:
    """The programs that work on a flow's messages, in it or in flows that start at a channel that it fills:
    of which no goal and no alert says how late they may be. None where no goal says how fast the flow is.
    """
    flows, late = _timed(facts)
    if flow.root is None or flow.name not in flows or facts.design.components[flow.root.component].delivers:
        return ()
    found: dict[str, Component] = {}
    covered: set[str] = set()
    for one in _later(facts, flow):
        for sender, worker in _sent(facts, one):
            found.setdefault(worker.name, worker)
            if (one is not flow and one.name in flows) or sender in late or worker.name in late:
                covered.add(worker.name)
    return tuple(worker for name, worker in found.items() if name not in covered)


def _timed(facts: Facts) -> tuple[frozenset[str], frozenset[str]]:
    """The flows of which a goal says how fast they are; the components of which one, or an alert, says how
    late they may be.
    """
    found: tuple[frozenset[str], frozenset[str]] | None = facts.memo.get("timed")
    if found is None:
        goals = [one for goal in facts.design.goals for one in asked(facts, goal)]
        alerts = [one for alert in facts.design.alerts for one in asked(facts, alert)]
        flows, components = (
            [one for one in told if "speed" in CONCERNS.get(one.word, ())]
            for told in (goals, [*goals, *alerts])
        )
        found = facts.memo["timed"] = (
            frozenset(flow.name for one in flows for flow in one.flows),
            frozenset(component.name for one in components for component in one.components),
        )
    return found


def _later(facts: Facts, flow: Flow) -> list[Flow]:
    """A flow, those that start at a channel that it fills, and those that these start in turn."""
    found = [flow]
    for one in found:
        filled = {step.callee for step in one.steps if step.asynchronous}
        found.extend(
            other
            for other in facts.design.flows.values()
            if other.root is not None and other.root.component in filled and other not in found
        )
    return found


def _sent(facts: Facts, flow: Flow) -> Iterator[tuple[str, Component]]:
    """The programs that are sent a flow's messages, and by whom: a channel, or another program."""
    waiting: list[Visit] = [flow.root] if flow.root is not None else []
    for visit in waiting:
        calls: list[Call] = [call for stage in visit.stages for call in stage]
        for call in calls:
            calls.extend(call.otherwise)
            callee = facts.design.components[call.step.callee]
            if call.step.asynchronous and callee.family == "compute":
                yield call.step.caller, callee
            waiting.append(call.visit)
