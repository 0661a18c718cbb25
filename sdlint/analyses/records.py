"""Records: how many bytes an entity takes, what one call carries, and how long it is kept."""

from __future__ import annotations

from sdlint.analyses.facts import Facts
from sdlint.analyses.stated import stated, stated_number
from sdlint.analyses.sums import is_zero, largest, product, total
from sdlint.analyses.topology import entities_in
from sdlint.analyses.traffic import arrivals
from sdlint.expression.values import Known, Unknown, Value, Witness, shown, unknown
from sdlint.model.design import Component, Entity, Field, Step
from sdlint.quantity import BANDWIDTH, BYTES, RATE, TIME, Quantity
from sdlint.record import changed

SIZES = {"uuid": 16, "int": 8, "float": 8, "time": 8, "bool": 1}
ASSUMED_SIZES = {
    "id": (8, "a whole number of 64 bits"),
    "money": (8, "a whole number of cents in 64 bits"),
    "geo": (16, "two numbers of 64 bits"),
    "enum": (1, "at most 256 values"),
}


def record_size(facts: Facts, entity: Entity) -> Value:
    """The bytes of one record: its fields', and for each index the field's and the key's once more."""
    name = f"bytes of one {entity.name}"
    if not entity.fields:
        return Unknown((f"fields of `{entity.name}`",), Witness(name))
    sizes: list[Value] = []
    for field in entity.fields:
        size = _field_size(facts, field, ())
        sizes.append(size)
        if "index" in field.attributes:
            entry = [size, _key_size(facts, entity, ())]
            sizes.append(total(entry, f"index on {field.name}", BYTES))
    return total(sizes, name, BYTES)


def _field_size(facts: Facts, field: Field, through: tuple[str, ...]) -> Value:
    where = field.span.where
    if "many" in field.attributes:
        return Unknown((f"how many `{field.name}` a record has",), Witness(field.name))
    if field.size is not None:
        return Known(field.size, Witness(field.name, shown(field.size), origin="stated", source=where))
    if field.type in SIZES:
        size = Quantity.of(SIZES[field.type], BYTES)
        return Known(size, Witness(f"{field.name}, {_article(field.type)}", shown(size)))
    if field.type in ASSUMED_SIZES:
        count, source = ASSUMED_SIZES[field.type]
        size = Quantity.of(count, BYTES)
        named = f"{field.name}, {_article(field.type)}"
        return Known(size, Witness(named, shown(size), origin="assumed", source=source))
    target = facts.design.entities.get(field.type)
    if target is None:
        return Unknown((f"size of `{field.name}`",), Witness(field.name))
    if target.name in through:
        return Unknown((f"a key of `{target.name}` that doesn't hold itself",), Witness(field.name))
    key = _key_size(facts, target, through)
    if isinstance(key, Unknown):
        return key
    return Known(key.value, Witness(field.name, shown(key.value), parts=(key.witness,)))


def _article(type_: str) -> str:
    return f"{'an' if type_[0] in 'aei' else 'a'} {type_}"


def _key_size(facts: Facts, entity: Entity, through: tuple[str, ...]) -> Value:
    keys = [field for field in entity.fields if "key" in field.attributes]
    name = f"key of {entity.name}"
    if not keys:
        return Unknown((f"a key of `{entity.name}`",), Witness(name))
    return total([_field_size(facts, field, (*through, entity.name)) for field in keys], name, BYTES)


def entities_of(facts: Facts, step: Step, store: Component) -> tuple[Entity, ...]:
    """What a step to a store can be about: the entity that it names, else all that are kept there."""
    named = facts.design.entities.get(step.entity)
    return (named,) if named is not None else entities_in(facts, store)


def longest(facts: Facts, entities: tuple[Entity, ...]) -> Value:
    """The bytes of one record of the entity whose records are the longest."""
    return largest([record_size(facts, entity) for entity in entities], BYTES)


def payload(facts: Facts, step: Step) -> Value:
    """The bytes that one call carries: what the step says, else one record of what its store keeps, else,
    of a message that is passed on, what it had when it came.
    """
    name = f"payload of {step.name}"
    if step.payload is not None:
        text = shown(step.payload)
        return stated_number(step, "payload", step.payload, name, text, step.span.where)
    callee = facts.design.components[step.callee]
    about = entities_of(facts, step, callee) if callee.family in ("store", "channel") else ()
    if not about:
        return _passed_on(facts, step, name)
    size = longest(facts, about)
    if isinstance(size, Unknown):
        return size
    if len(about) == 1:
        return Known(size.value, Witness(name, shown(size.value), parts=(size.witness,)))
    source = (
        f"one record, of what {callee.name} keeps the longest; `{step.callee} {shown(size.value)}` states it"
    )
    return Known(
        size.value, Witness(name, shown(size.value), origin="assumed", source=source, parts=(size.witness,))
    )


def _passed_on(facts: Facts, step: Step, name: str) -> Value:
    """The bytes of a message of a channel, or of a store's log, that come to it on average."""
    source = facts.design.components[step.caller]
    lacking = Unknown((f"payload of `{step.name}`",), Witness(name))
    if not step.asynchronous or source.family not in ("channel", "store"):
        return lacking
    held: dict[str, Value] = facts.memo.setdefault("passed on", {})
    if source.name not in held:
        held[source.name] = lacking  # What goes round in a circle has never come.
        held[source.name] = mean_payload(facts, source)
    mean = held[source.name]
    return Known(mean.value, changed(mean.witness, what=name)) if isinstance(mean, Known) else lacking


def mean_payload(facts: Facts, source: Component) -> Value:
    """The bytes of a message of a channel, or of a change to a store: the mean of what comes at the peak."""
    wanted = [one for one in arrivals(facts, source) if one.step is not None and not is_zero(one.rate)]
    steps = [one for one in wanted if source.family == "channel" or (one.step is not None and one.step.write)]
    sizes = [payload(facts, one.step) for one in steps if one.step is not None]
    if len(sizes) == 1 or not sizes or any(isinstance(size, Unknown) for size in sizes):
        return sizes[0] if len(sizes) == 1 else unknown(*sizes)
    carried = total(
        [product("", one.rate, size) for one, size in zip(steps, sizes, strict=True)], "", BANDWIDTH
    )
    rate = total([one.rate for one in steps], "", RATE)
    if isinstance(carried, Unknown) or isinstance(rate, Unknown):
        return unknown(carried, rate)
    # The same messages are in both, so that the ends of intervals belong together.
    ends = sorted(getattr(carried.value, end) / getattr(rate.value, end) for end in ("low", "high"))
    mean = Quantity(ends[0], ends[1], BYTES)
    parts = tuple(size.witness for size in sizes)
    return Known(mean, Witness("", shown(mean), f"on average of what comes to {source.name}", parts=parts))


def stock(facts: Facts, entity: Entity) -> Known | None:
    """How many records are there that no flow adds; None where nothing is said of that."""
    said = entity.stock
    if not isinstance(said, Known):
        return None
    parts = (said.witness,) if said.witness.what else ()
    text, where = said.witness.shown or shown(said.value), entity.span.where
    return Known(said.value, Witness(f"records of {entity.name}", text, "", "stated", where, parts))


def kept(facts: Facts, step: Step, store: Component) -> Value | None:
    """How long what a step writes is kept: of several entities the longest; None: forever."""
    if store.family == "channel":
        return stated(store, "retention")
    if store.kind == "cache":
        return stated(store, "ttl")
    about = entities_of(facts, step, store)
    if not about:
        return Unknown((f"an entity in `{store.name}`, and its keep",), Witness(f"keep of {store.name}"))
    silent = tuple(f"keep of `{entity.name}`" for entity in about if entity.keep is None)
    if silent:
        return Unknown(silent, Witness(f"keep of {store.name}"))
    times: list[Value] = []
    for entity in about:
        if store.kind == "warehouse" and entity.stores and store.name not in entity.stores:
            # History is kept longer than what it was made of.
            want = f"how long `{store.name}` keeps `{entity.name}` (an entity of its own, with its `keep`)"
            return Unknown((want,), Witness(f"keep of {store.name}"))
        assert entity.keep is not None
        if not isinstance(entity.keep.value, Quantity):
            return None
        name = f"keep of {entity.name}"
        where = entity.keep.span.where
        witness = Witness(name, entity.keep.text, origin="stated", source=where)
        times.append(Known(entity.keep.value, witness))
    return largest(times, TIME)
