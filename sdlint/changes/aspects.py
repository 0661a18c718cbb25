"""Aspects: what is said of an element, one by one, so that two versions of it can be compared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sdlint.changes.meanings import flat
from sdlint.expression.values import Known, Value, shown
from sdlint.model.design import Stated
from sdlint.quantity import Quantity
from sdlint.record import Record

Aspect = tuple[object, str, str]
"""What it means, how it is told, and how it is written. What is written as before hasn't been changed, though
its value may follow from something that was; and what means the same is the same, however it is written.
"""
Aspects = dict[str, Aspect]


class Item(Record):
    """An element as it is compared."""

    kind: str
    """What it is: `service`, `flow`, `goal`, `zone`, …"""
    name: str
    aspects: Aspects
    told: str = ""
    """What it says, in a few words."""
    mark: object = ""
    """What it is known by in the other version, where that isn't its name."""


def put(aspects: Aspects, what: str, text: str) -> None:
    """An aspect that is its own text; an empty one is none."""
    if text:
        aspects[what] = (text, text, text)


def listed(aspects: Aspects, what: str, names: Iterable[str], called: Mapping[str, str]) -> None:
    """An aspect that is names, whose order means nothing."""
    if text := ", ".join(names := tuple(names)):
        aspects[what] = (frozenset(called.get(name, name) for name in names), text, "")


def valued(
    aspects: Aspects, what: str, value: Quantity | Value | None, text: str = "", written: str = ""
) -> None:
    """An aspect that is a value: another spelling of the same is the same."""
    if isinstance(value, Quantity):
        aspects[what] = (value, text or shown(value), written)
    elif isinstance(value, Known):
        aspects[what] = (value.value, text or shown(value.value), written)
    elif value is not None:
        aspects[what] = (value.text, value.text, written)


def attributes_of(aspects: Aspects, attributes: Mapping[str, Stated]) -> None:
    """What is said of an element by name; one that is computed is told with its value."""
    for name, said in attributes.items():
        flag = said.value is True and not said.parts
        computed = f" = {shown(said.value)}" if said.witness is not None else ""
        written = flat(said.span.text)
        aspects[name] = (comparable(said), "said" if flag else f"{said.text}{computed}", written)


def comparable(said: Stated) -> object:
    """What an attribute means, without how and where it is written."""
    parts = tuple((name, comparable(part)) for name, part in sorted(said.parts.items()))
    return (said.value, parts)


def told(aspects: Aspects, names: Iterable[str] | None = None) -> str:
    """Some aspects, or all of them, in a few words."""
    return ", ".join(
        name if aspects[name][1] == "said" else f"{name} {aspects[name][1]}"
        for name in (aspects if names is None else names)
        if name in aspects
    )
