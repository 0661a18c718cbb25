"""What the design states of an element, and what is assumed where it states nothing."""

from __future__ import annotations

from typing import Any

from sdlint.expression.values import Known, Unknown, Value, Witness
from sdlint.model.catalogue import technologies
from sdlint.model.design import Component
from sdlint.quantity import parse


def stated(item: Any, name: str, part: str = "") -> Value:
    """What an element says of an attribute; else unknown, for want of it."""
    said = item.attributes.get(name)
    if said is not None and part:
        said = said.parts.get(part)
    label = f"{name} {part}".strip()
    if said is None:
        return Unknown((f"{label} of `{item.name}`",), Witness(f"{label} of {item.name}", "?"))
    return Known(
        said.value, Witness(f"{label} of {item.name}", said.text, origin="stated", source=said.span.where)
    )


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
