"""What is kept, and where: entities as tables in their stores, references as arrows."""

from __future__ import annotations

from collections.abc import Iterator

from sdlint.analyses.facts import Facts
from sdlint.analyses.records import record_size
from sdlint.analyses.storage import storage
from sdlint.diagrams.picture import Box, Cluster, Edge, Picture, Row
from sdlint.expression.values import Known, shown
from sdlint.model.catalogue import technologies
from sdlint.model.design import Component, Entity, Field

_MARKS = ("key", "index", "optional", "personal", "encrypted")


def picture_of_data(facts: Facts) -> Picture:
    """A box for each entity in each of its stores; arrows from a reference to what it refers to."""
    design = facts.design
    boxes: list[Box] = []
    first: dict[str, str] = {}
    held: dict[str, list[str]] = {}
    for entity in design.entities.values():
        for store in entity.stores or ("",):
            name = f"{entity.name} in {store}" if store else entity.name
            first.setdefault(entity.name, name)
            boxes.append(_box(facts, entity, name))
            if store:
                held.setdefault(store, []).append(name)
    clusters = tuple(_store(facts, design.components[store], tuple(names)) for store, names in held.items())
    edges = tuple(
        Edge(first[entity.name], first[field.type], label=field.name.split(".")[-1])
        for entity in design.entities.values()
        for field in entity.fields
        if field.type in first
    )
    return Picture(f"{design.title}: data", tuple(boxes), clusters, edges, stacked=True)


def _box(facts: Facts, entity: Entity, name: str) -> Box:
    size = record_size(facts, entity)
    words = [f"{shown(size.value)} a record" if isinstance(size, Known) else ""]
    if isinstance(entity.stock, Known):
        words.append(f"{shown(entity.stock.value)} there")
    if entity.keep is not None:
        words.append("kept forever" if entity.keep.text == "forever" else f"kept {entity.keep.text}")
    return Box(
        name,
        entity.name,
        "entity",
        "data",
        " · ".join(word for word in words if word) or "entity",
        numbers=tuple(_accesses(facts, entity)),
        place=entity.span.where,
        rows=tuple(_row(field) for field in entity.fields),
    )


def _accesses(facts: Facts, entity: Entity) -> Iterator[str]:
    """How it is asked for: `by code 19.3k/s`."""
    for access in facts.design.accesses:
        if access.entity == entity.name:
            rate = f" {shown(access.rate.value)}" if isinstance(access.rate, Known) else ""
            yield f"by {', '.join(access.fields)}{rate}"


def _row(field: Field) -> Row:
    type_ = field.type + (f" {shown(field.size)}" if field.size is not None else "")
    if "many" in field.attributes:
        type_ = f"many {type_}"
    marks = [mark for mark in _MARKS if mark in field.attributes]
    return Row(field.name.split(".")[-1], type_, " ".join(marks))


def _store(facts: Facts, store: Component, names: tuple[str, ...]) -> Cluster:
    technology = technologies().get(store.technology)
    words = [technology.label if technology else store.kind]
    full = storage(facts, store)
    if isinstance(full, Known):
        words.append(shown(full.value))
    return Cluster(f"store {store.name}", store.label or store.name, "store", names, (), ", ".join(words))
