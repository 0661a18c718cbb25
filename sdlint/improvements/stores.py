"""What keeps data: more shards or machines, writes that wait for a copy, a switch that goes by itself."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from sdlint.analyses.facts import Facts
from sdlint.analyses.machines import is_managed
from sdlint.improvements.candidate import AT_HAND, FAILOVER, Candidate, count_of, raised, switching
from sdlint.improvements.copies import CALM, unpinned
from sdlint.model.attributes import DURABLE
from sdlint.model.design import Component
from sdlint.quantity import Quantity
from sdlint.syntax import nodes
from sdlint.syntax.edits import attribute_of, settings


def parts(facts: Facts, component: Component, node: nodes.Component, used: Fraction) -> Iterator[Candidate]:
    """Twice the shards, or the machines, of what keeps data."""
    if component.family not in ("store", "channel") or used <= CALM:
        return
    if is_managed(component) and "shards" not in component.attributes and "nodes" not in component.attributes:
        return  # Whoever runs it splits it.
    name = "nodes" if "nodes" in component.attributes else "shards"
    there = count_of(component.attributes.get(name))
    if there is None or (name == "shards" and component.family == "channel"):
        return
    said = attribute_of(node, name)
    value = str(2 * there)
    if said is not None:
        value += "".join(f" {argument.span.text}" for argument in said.arguments[1:])
    elif name == "shards":
        key = _key(facts, component)
        value += f" by hash({key})" if key else ""
    what = "machines" if name == "nodes" else "shards"
    told = f"{2 * there} {what} of {component.name} instead of {there}"
    assumes = "the load is spread evenly over them" if name == "shards" else ""
    yield Candidate(name, (component.name,), told, assumes, tuple(settings(node, [(name, value)])))


def _key(facts: Facts, component: Component) -> str:
    """The field by which what it keeps is found."""
    for entity in facts.design.entities.values():
        if component.name in entity.stores:
            for field in entity.fields:
                if "key" in field.attributes:
                    return field.name.partition(".")[2]
    return ""


def replication(facts: Facts, component: Component, node: nodes.Component) -> Iterator[Candidate]:
    """Writes that wait for a second copy, and a leader that is followed by itself."""
    if component.kind not in DURABLE or is_managed(component):
        return
    said = component.attributes.get("replication")
    there = count_of(component.attributes.get("replicas"))
    form = said.text.replace(" ", "") if said else ""
    if there is not None and there > 1 and form in ("", "leader_follower", "leader_follower(async)"):
        values = [("replication", "leader_follower(sync)"), *switching(component)]
        told = f"each write to {component.name} waits for a second copy"
        if there < AT_HAND:
            values = [("replicas", raised(node, "replicas", there, AT_HAND)), *values]
            told += f", of {AT_HAND} instead of {there}"
        moved, where = unpinned(facts, component, node)
        edits = (*moved, *settings(node, values))
        yield Candidate("replication", (component.name,), f"{told}{where}", "", edits)
    slow = component.attributes.get("failover")
    if slow is not None and isinstance(slow.value, Quantity) and slow.value.low > 60:
        told = f"{component.name} switches by itself, in {FAILOVER} instead of {slow.text}"
        assumes = "the switch needs nobody"
        edits = tuple(settings(node, [("failover", FAILOVER)]))
        yield Candidate("failover", (component.name,), told, assumes, edits)
