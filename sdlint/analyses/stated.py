"""What the design states of an element, and what is assumed where it states nothing."""

from __future__ import annotations

from typing import Any

from sdlint.expression.values import Known, Value, Witness, known, shown, wanting
from sdlint.model.catalogue import technologies
from sdlint.model.design import Component, Step
from sdlint.quantity import Quantity, parse


def stated(item: Any, name: str, part: str = "") -> Value:
    """What an element says of an attribute; else unknown, for want of it."""
    said = item.attributes.get(name)
    if said is not None and part:
        said = said.parts.get(part)
    label = f"{name} {part}" if part else name
    if said is None:
        return wanting((f"{label} of `{item.name}`",), lambda: Witness(f"{label} of {item.name}", "?"))

    def witness() -> Witness:
        what, where = f"{label} of {item.name}", said.span.where
        if said.witness is None:
            return Witness(what, said.text, "", "stated", where)
        return Witness(what, shown(said.value), "", "stated", where, (said.witness,))

    return known(said.value, witness)


def stated_of_call(step: Step, callee: Component, name: str) -> Value:
    """What a step says of how it is called, else what its callee says of all its calls; or unknown."""
    said = stated(step, name)
    return said if isinstance(said, Known) else stated(callee, name)


def stated_number(item: Any, name: str, number: Quantity, what: str, text: str, where: str) -> Known:
    """What a step or a flow says beside its attributes: of what it was computed, if it was."""
    origin = item.sums.get(name)
    return Known(number, Witness(what, text, "", "stated", where, (origin,) if origin else ()))


def stated_or_assumed(component: Component, name: str) -> Value:
    """What a component says of an attribute, or its technology's default with the source; else unknown."""
    said = stated(component, name)
    if isinstance(said, Known):
        return said
    technology = technologies().get(component.technology)
    for default in technology.defaults if technology else ():
        if default.attribute == name:
            caveat = f"; {default.caveat}" if default.caveat else ""
            witness = Witness(
                f"{name} of {component.name}",
                default.literal,
                origin="assumed",
                source=f"{default.source}, {default.year}{caveat}",
            )
            return Known(parse(default.literal), witness)
    return said
