"""How many machines there are, and what each can do."""

from __future__ import annotations

from sdlint.analyses.facts import Facts, word
from sdlint.analyses.stated import stated, stated_or_assumed
from sdlint.expression.values import COUNT, Known, Parameter, Unknown, Value, Witness, number, shown, unknown
from sdlint.model.catalogue import technologies
from sdlint.model.design import Component
from sdlint.quantity import RATE, Quantity

ONE = Quantity.number(1)


def is_managed(component: Component) -> bool:
    """Whether its technology is run by its provider."""
    technology = technologies().get(component.technology)
    return bool(technology and technology.managed)


def replicas(component: Component) -> Value:
    """The copies of each shard; a managed component that states none, only an availability, counts as one."""
    said = stated(component, "replicas")
    if isinstance(said, Known):
        return said
    scaled = stated(component, "autoscale", "low")
    if isinstance(scaled, Known):
        return scaled
    if "availability" in component.attributes or is_managed(component):
        return Known(ONE, Witness(f"replicas of {component.name}", "1", "managed, counted as one"))
    return said


def shards(component: Component) -> Value:
    """The parts that the data are in; 1 where the design doesn't say."""
    said = stated(component, "shards")
    return said if isinstance(said, Known) else Known(ONE, Witness(f"shards of {component.name}", "1"))


def sets(component: Component) -> int:
    """How many full sets there are: one in each place under `in each`."""
    return max(len(component.places), 1) if component.each else 1


def copies(component: Component) -> Value:
    """The copies that there are: the fewest that it is scaled to, else those stated; `in each` place."""
    scaled = stated(component, "autoscale", "low")
    said = scaled if isinstance(scaled, Known) else stated(component, "replicas")
    if isinstance(said, Unknown) or sets(component) == 1:
        return said
    total = said.value * Quantity.number(sets(component))
    how = f"{shown(said.value)} × {sets(component)} places"
    return Known(total, Witness(f"copies of {component.name}", shown(total), how, parts=(said.witness,)))


def spare(component: Component) -> Value:
    """How many of its copies may be lost before too few are left: 1 is enough unless `needs` says more."""
    there, said = copies(component), stated(component, "needs")
    if isinstance(there, Unknown):
        return there
    least = said.value * Quantity.number(sets(component)) if isinstance(said, Known) else ONE
    left = there.value - least
    how = f"{shown(there.value)} - {shown(least)} needed"
    parts = (there.witness, said.witness) if isinstance(said, Known) else (there.witness,)
    return Known(left, Witness(f"spare copies of {component.name}", shown(left), how, parts=parts))


@word(Parameter("component", ("component",)), result=COUNT, example="machines(api)")
def machines(facts: Facts, component: Component) -> Value:
    """How many machines there are: copies times shards, in each place under `in each`, or `nodes`."""
    name = f"machines({component.name})"
    nodes = stated(component, "nodes")
    if isinstance(nodes, Known):
        return Known(nodes.value, Witness(name, shown(nodes.value), parts=(nodes.witness,)))
    copies, parts = replicas(component), shards(component)
    if isinstance(copies, Unknown) or isinstance(parts, Unknown):
        return unknown(copies, parts)
    count = copies.value * parts.value * Quantity.number(sets(component))
    factors = [f"{shown(copies.value)} replicas"]
    if "shards" in component.attributes:
        factors.append(f"{shown(parts.value)} shards")
    if sets(component) > 1:
        factors.append(f"{sets(component)} places")
    how = " × ".join(factors) if len(factors) > 1 else ""
    return Known(count, Witness(name, shown(count), how, parts=(copies.witness, parts.witness)))


@word(Parameter("component", ("component",)), result=number(RATE), example="capacity(api)")
def capacity(facts: Facts, component: Component) -> Value:
    """The requests a second that one machine can serve, as stated or assumed of its technology."""
    return stated_or_assumed(component, "capacity")
