"""Who writes the entities, and which of them nothing touches.

A step that names no entity is about the one that its store keeps. Of a store that keeps several nobody can
tell.
"""

from __future__ import annotations

from collections.abc import Callable

from sdlint.analyses.facts import Facts
from sdlint.analyses.topology import arrows_in, entities_in
from sdlint.expression.values import Unknown
from sdlint.model.design import Component, Entity, Step


def _about(facts: Facts, step: Step, store: Component) -> str:
    """The entity that a step to a store is about; empty where nobody can tell."""
    if step.entity:
        return step.entity
    held = entities_in(facts, store)
    return held[0].name if len(held) == 1 else ""


def _stores(facts: Facts, entity: Entity) -> list[Component]:
    return [facts.design.components[name] for name in entity.stores if name in facts.design.components]


def writers(facts: Facts, entity: Entity) -> tuple[Component, ...]:
    """The components that write an entity into the same store, of several the one with the most."""
    most: tuple[Component, ...] = ()
    for store in _stores(facts, entity):
        if store.family != "store" or store.kind == "cache":
            continue
        names = dict.fromkeys(
            step.caller
            for step in arrows_in(facts, store)
            if step.write and _about(facts, step, store) == entity.name
        )
        found = tuple(facts.design.components[name] for name in names)
        most = found if len(found) > len(most) else most
    return most


def one_hand(facts: Facts, entity: Entity) -> bool | Unknown:
    """Whether those who write an entity belong together: by their innermost group or their owner. Unknown
    for want of these where they aren't said of all of them.
    """
    found = writers(facts, entity)
    if len(found) < 2:
        return True
    owners = {_text(writer, "owner") for writer in found}
    groups = {writer.groups[-1] if writer.groups else "" for writer in found}
    if (len(owners) == 1 and "" not in owners) or (len(groups) == 1 and "" not in groups):
        return True
    if "" in owners and "" in groups:
        nobodys = [one for one in found if not one.groups and not _text(one, "owner")]
        return Unknown(tuple(f"a group or an `owner` of `{one.name}`" for one in nobodys or found))
    return False


def _text(component: Component, name: str) -> str:
    said = component.attributes.get(name)
    return str(said.value) if said is not None else ""


def grows(facts: Facts, entity: Entity) -> bool | None:
    """Whether flows write an entity where nothing throws it away by itself. None: nobody can tell which
    they write.
    """
    return _written(facts, entity, lambda step: True)


def added(facts: Facts, entity: Entity) -> bool | None:
    """Whether flows add records of an entity where it is kept. None: nobody can tell which they write."""
    return _written(facts, entity, lambda step: "update" not in step.attributes)


def changed(facts: Facts, entity: Entity) -> bool | None:
    """Whether flows change records of an entity where it is kept. None: nobody can tell which they write."""
    return _written(facts, entity, lambda step: "update" in step.attributes)


def _written(facts: Facts, entity: Entity, wanted: Callable[[Step], bool]) -> bool | None:
    unclear = False
    for store in _stores(facts, entity):
        if store.kind == "cache" or store.family == "channel":
            continue  # A cache forgets, and a channel's `retention` is asked for by name.
        for step in arrows_in(facts, store):
            about = _about(facts, step, store) if step.write and step.flow and wanted(step) else None
            if about == entity.name:
                return True
            unclear = unclear or about == ""
    return None if unclear else False


def used(facts: Facts, entity: Entity) -> bool | None:
    """Whether anything asks for an entity, writes it or refers to it. None: its store is used, for this or
    for what else it keeps.
    """
    design = facts.design
    if any(access.entity == entity.name for access in design.accesses):
        return True
    if any(field.type == entity.name for other in design.entities.values() for field in other.fields):
        return True
    unclear = False
    for store in _stores(facts, entity):
        others = {other.name for other in entities_in(facts, store)} - {entity.name}
        told = any(access.entity in others for access in design.accesses)
        for step in (*arrows_in(facts, store), *_taken(facts, store)):
            about = _about(facts, step, store)
            if about == entity.name:
                return True
            # A read that names nothing is of what is said to be asked for.
            unclear = unclear or (about == "" and (step.write or not told))
    return None if unclear else False


def _taken(facts: Facts, store: Component) -> list[Step]:
    """The steps that take from a channel what it keeps."""
    if store.family != "channel":
        return []
    return [step for flow in facts.design.flows.values() for step in flow.steps if step.caller == store.name]


def found_by(facts: Facts, entity: Entity | None, fields: tuple[str, ...]) -> bool | None:
    """Whether a record can be found by some fields without reading all: by an index, or by the key's first
    field. A search or a warehouse is made to be asked by anything. None: its fields aren't said.
    """
    if entity is None or not entity.fields or entity.mistaken:
        return None
    kinds = {store.kind for store in _stores(facts, entity)}
    if kinds & {"search", "warehouse"}:
        return True
    keys = [field for field in entity.fields if "key" in field.attributes]
    able = {field.name.split(".", 1)[-1] for field in entity.fields if "index" in field.attributes}
    able |= {field.name.split(".", 1)[-1] for field in keys[:1]}
    return bool(able & set(fields))
