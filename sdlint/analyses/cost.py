"""Cost: what a month of the design costs, by machines, stored bytes, moved bytes and calls."""

from __future__ import annotations

from sdlint.analyses.bandwidth import moved
from sdlint.analyses.facts import Facts, word
from sdlint.analyses.machines import machines_paid
from sdlint.analyses.stated import stated
from sdlint.analyses.storage import storage
from sdlint.analyses.sums import product, total
from sdlint.analyses.traffic import arrivals
from sdlint.expression.values import Known, Parameter, Unknown, Value, Witness, number, shown
from sdlint.model.design import Component
from sdlint.quantity import COST, RATE

PAID = (("node", "machines"), ("stored", "stored bytes"), ("moved", "moved bytes"), ("call", "calls"))
"""What a price can be of, and what that is called."""


@word(Parameter("component", ("component",), optional=True), result=number(COST), example="cost()")
def cost(facts: Facts, component: Component | None = None) -> Value:
    """What a month of it costs, or of the whole design; clients cost nothing."""
    if component is not None:
        return _of(facts, component)
    components = [c for c in facts.design.components.values() if c.family != "entry"]
    if not components:
        return Unknown(("any component",), Witness("cost()"))
    return _summed("cost()", [_of(facts, c) for c in components])


def least_cost(facts: Facts, component: Component | None = None) -> Known:
    """What of it is known, whatever isn't known of the rest: it costs no less than that."""
    every = [component] if component is not None else facts.design.components.values()
    parts = [part for one in every if one.family != "entry" for part in _parts(facts, one)]
    least = total([part for part in parts if isinstance(part, Known)], "the known part of the cost", COST)
    assert isinstance(least, Known)
    return least


def _of(facts: Facts, component: Component) -> Value:
    return _summed(f"cost({component.name})", _parts(facts, component))


def _summed(what: str, parts: list[Value]) -> Value:
    """The sum; where a part is unknown, it says what the known ones come to."""
    result = total(parts, what, COST)
    known = [part for part in parts if isinstance(part, Known)]
    if isinstance(result, Known):
        return result
    part = total(known, f"the known part of {what}", COST)
    assert isinstance(part, Known)
    if not known:
        return Unknown(result.wants, Witness(what))
    text = shown(part.value)
    return Unknown(result.wants, Witness(what, "", f"at least {text} is known", parts=(part.witness,)))


def _parts(facts: Facts, component: Component) -> list[Value]:
    """What is paid per machine, per stored byte, per moved byte and per call."""
    name = component.name
    price = component.attributes.get("price")
    if price is None:
        return [Unknown((f"price of `{name}`",), Witness(f"price of {name}"))]
    found: list[Value] = []
    for part, what in PAID:
        if part not in price.parts:
            continue
        paid = stated(component, "price", part)
        if part == "node":
            amount = machines_paid(component)
        elif part == "stored":
            amount = storage(facts, component)
        elif part == "call":
            calls = [one.rate for one in arrivals(facts, component, average=True)]
            amount = total(calls, f"calls of {name} on average", RATE)
        else:
            amount = moved(facts, component)
        found.append(product(f"{what} of {name}", amount, paid))
    return found
