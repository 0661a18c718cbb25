"""Machines that share a queue: consumers of a `queue`, from which whoever is free takes the next message.

Machines behind a balancer each have a queue of their own, and so have those that read a stream, or a queue
in `partitions`: these are dealt out among them.
"""

from __future__ import annotations

from sdlint.analyses.facts import Facts
from sdlint.analyses.machines import serving, sets, workers
from sdlint.analyses.topology import arrows_in
from sdlint.expression.values import Known, Value, Witness, shown
from sdlint.model.design import Component
from sdlint.quantity import Quantity


def sharing(facts: Facts, component: Component) -> Known | None:
    """How many machines take from one queue; under `in each` those of one place. None where each machine has
    its own: one of another kind, one that is called as well, or one of which there is no other.
    """
    arrows = arrows_in(facts, component)
    sources = [facts.design.components[step.caller] for step in arrows]
    if component.family != "compute" or not arrows or not all(step.asynchronous for step in arrows):
        return None
    if any(source.kind != "queue" or "partitions" in source.attributes for source in sources):
        return None
    count = serving(component)
    if not isinstance(count, Known):
        return None
    places = sets(component)
    here = Quantity(count.value.low // places, count.value.high // places)
    if here.high <= 1 or here.low < 1:
        return None
    how = f"{shown(count.value)} / {places} places" if places > 1 else ""
    name = f"machines of {component.name} at one queue"
    return Known(here, Witness(name, shown(here), how, parts=(count.witness,)))


def workers_at_one_queue(facts: Facts, component: Component) -> Value:
    """How many calls are worked on at the same time by what takes from one queue: one machine, or those that
    share it.
    """
    each, many = workers(component), sharing(facts, component)
    if many is None or not isinstance(each, Known):
        return each
    count = Quantity(each.value.low * many.value.low, each.value.high * many.value.high)
    how = f"{each.witness.shown} × {many.witness.shown} machines"
    name = f"workers of {component.name} at one queue"
    return Known(count, Witness(name, shown(count), how, parts=(each.witness, many.witness)))
