"""What elements have under a name: the vocabulary's members, the catalogue's attributes, and their values."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any, cast

from sdlint.analyses.facts import Facts
from sdlint.analyses.vocabulary import MEMBERS, NAME, Getter, Member
from sdlint.expression.values import (
    ANY_NUMBER,
    BOOL,
    COUNT,
    TEXT,
    Known,
    Type,
    Unknown,
    Value,
    Witness,
    known,
    number,
    shown,
    wanting,
)
from sdlint.model.catalogue import all_attributes, kinds
from sdlint.model.design import Design, Stated
from sdlint.quantity import BANDWIDTH, BYTES, RATE, TIME, Quantity

_ON = {"endpoint": "api"}
"""Elements whose attributes stand in the catalogue under another word."""

_DIMENSIONS = {
    "COUNT": COUNT,
    "WHOLE": COUNT,
    "NUMBER": COUNT,
    "PERCENT": COUNT,
    "RATE": number(RATE),
    "DURATION": number(TIME),
    "SIZE": number(BYTES),
    "BANDWIDTH": number(BANDWIDTH),
    "PRICE": ANY_NUMBER,
}

_found: dict[tuple[type, str], Getter | None] = {}
"""How to get a member of a class of elements, by both: rules ask for few of them very often."""


@cache
def attribute_members(on: str) -> dict[str, Member]:
    """The catalogue's attributes, and their parts, as members of an element."""
    found: dict[str, Member] = {}
    names = set(kinds()) if on == "component" else {_ON.get(on, on)}
    for name, entries in all_attributes().items():
        for entry in entries:
            if not entry.on & names:
                continue
            for part, type_ in _parts(entry.shape).items():
                full = f"{name}_{part}" if part else name
                found.setdefault(full, Member(type_, entry.doc, _attribute(name, part, type_)))
    return found


@cache
def _parts(shape: str) -> dict[str, Type]:
    """The values that an attribute of a shape has, by part; the main one by an empty name."""
    from sdlint.model.shapes import slots

    if not shape:
        return {"": BOOL}
    return {part: _DIMENSIONS.get(slot, BOOL if slot == "" else TEXT) for part, slot in slots(shape).items()}


def _attribute(name: str, part: str, type_: Type) -> Getter:
    plain = type_.kind == "bool"

    def get(facts: Facts, item: Any) -> Any:
        stated: Stated | None = item.attributes.get(name)
        if stated is not None and part:
            stated = stated.parts.get(part)
        if stated is None:
            # What is a plain yes is a no where it isn't said, once the rest is; but what couldn't be
            # understood may have been it.
            silent = plain and (not part or name in item.attributes)
            return False if silent and not getattr(item, "mistaken", False) else None
        said = stated
        return known(
            said.value,
            lambda: Witness(
                f"{part or name} of {item.name}" if type_.kind == "number" else f"{name} of {item.name}",
                said.text,
                origin="stated",
                source=said.span.where,
            ),
        )

    return get


def member(owner: str, name: str) -> Member | None:
    """What an element of a type has under a name."""
    if name == "name" and owner in MEMBERS:
        return NAME
    return MEMBERS.get(owner, {}).get(name) or (
        attribute_members(owner).get(name) if owner in MEMBERS else None
    )


def members(owner: str) -> dict[str, Member]:
    """All that an element of a type has."""
    return {"name": NAME, **MEMBERS.get(owner, {}), **attribute_members(owner)}


_WHOLE = frozenset((bool, str, tuple, Quantity))
"""Of these a value can be without being made one."""


def value_of(facts: Facts, item: Any, name: str) -> Value:
    """The value of a member; what the design doesn't say is unknown, for want of it."""
    asked = (type(item), name)
    try:
        get = _found[asked]
    except KeyError:
        found = member(type_of(item), name)
        get = _found[asked] = found.get if found else None
    result = get(facts, item) if get else None
    kind = type(result)
    if kind is Known or kind is Unknown:
        return cast(Value, result)
    if result is None:
        label = name.replace("_", " ")
        return wanting((f"{label} of `{item.name}`",), lambda: Witness(f"{name} of {item.name}"))
    if kind not in _WHOLE and isinstance(result, Iterable):
        result = tuple(result)
    return known(result, lambda: Witness(f"{name} of {item.name}", shown(result)))


def type_of(item: Any) -> str:
    """The element type of an element: `component`, `flow`, `system` …"""
    return "system" if isinstance(item, Design) else type(item).__name__.lower()
