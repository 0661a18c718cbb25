"""By what data are split over shards, and who asks for them by something else."""

from __future__ import annotations

from sdlint.analyses.facts import Facts
from sdlint.analyses.machines import is_managed
from sdlint.analyses.stated import stated
from sdlint.analyses.topology import entities_in
from sdlint.expression.values import Known
from sdlint.model.design import Access, Component, Field


def split_key(component: Component) -> tuple[str, bool] | None:
    """The field by which its shards are made, and whether by its hash; None: not said."""
    said = stated(component, "shards", "key")
    if not isinstance(said, Known):
        return None
    text = str(said.value)
    if text.startswith("hash(") and text.endswith(")"):
        return text[len("hash(") : -1].strip(), True
    return text, False


def split_fields(facts: Facts, component: Component) -> tuple[Field, ...] | None:
    """The fields, of what is kept in it, by which its shards are made; None: not said, or of none of it."""
    key = split_key(component)
    if key is None:
        return None
    found = tuple(
        field
        for entity in entities_in(facts, component)
        for field in entity.fields
        if field.name == f"{entity.name}.{key[0]}"
    )
    return found or None


def scattered(facts: Facts, access: Access) -> tuple[Component, ...]:
    """The stores of which an access asks every shard, since they are split by another field. None where one
    store of the entity can be asked without that, or may be.
    """
    entity = facts.design.entities.get(access.entity)
    found: list[Component] = []
    for name in entity.stores if entity else ():
        store = facts.design.components.get(name)
        if store is None:
            continue
        shards, key = stated(store, "shards"), split_key(store)
        # A provider's secondary index is split by what is asked for.
        if not isinstance(shards, Known) or shards.value.low <= 1 or key is None or is_managed(store):
            return ()
        own = {field.name for field in split_fields(facts, store) or ()}
        if f"{access.entity}.{key[0]}" not in own or key[0] in access.fields:
            return ()
        found.append(store)
    return tuple(found)


def by_key(facts: Facts, access: Access) -> bool | None:
    """Whether an access names nothing but fields of the key; None: the entity's fields aren't said."""
    entity = facts.design.entities.get(access.entity)
    if entity is None or not entity.fields:
        return None
    keys = {field.name for field in entity.fields if "key" in field.attributes}
    return all(f"{access.entity}.{name}" in keys for name in access.fields)
