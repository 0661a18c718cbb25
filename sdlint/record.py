"""Records: frozen data classes that cost little to declare.

`dataclasses` generates and compiles code for each class, half a millisecond each; with more than a
hundred node classes that was a quarter of a start. A record's fields are its annotations, its instances
have slots, and type checkers treat it as a frozen dataclass. Fields are set once, by `__init__`; nothing
sets them later, which the type checker sees to.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, dataclass_transform

R = TypeVar("R", bound="Record")

MANY = 50
"""So many records of a class are worth compiling an `__init__` of its own: a tenth of a millisecond."""


class _Fresh:
    """The default of a field of which each record has its own."""

    __slots__ = ("make",)

    def __init__(self, make: Callable[[], Any]) -> None:
        self.make = make


def fresh(*, default_factory: Callable[[], Any]) -> Any:
    """The default of a field: what a function gives, anew for each record."""
    return _Fresh(default_factory)


@dataclass_transform(frozen_default=True, eq_default=False, field_specifiers=(fresh,))
class RecordType(type):
    """Makes a class's annotations its slots and its fields."""

    def __new__(mcs, name: str, bases: tuple[type, ...], namespace: dict[str, Any]) -> RecordType:
        """The class, with slots for the fields that it adds to its base's."""
        annotations = namespace.get("__annotations__", {})
        added = [field for field, type_ in annotations.items() if not str(type_).startswith("ClassVar")]
        defaults = {field: namespace.pop(field) for field in added if field in namespace}
        base_defaults: dict[str, Any] = getattr(bases[0], "record_defaults", {}) if bases else {}
        namespace["record_defaults"] = {**base_defaults, **defaults}
        namespace["__slots__"] = (*added, *namespace.get("record_slots", ()))
        base_fields: dict[str, str] = dict(getattr(bases[0], "record_fields", {})) if bases else {}
        namespace["record_fields"] = {**base_fields, **{field: str(annotations[field]) for field in added}}
        namespace["record_made"] = 0
        if bases:
            # Not its base's, which may have been made for that one's fields.
            namespace.setdefault("__init__", _fill)
        namespace["__match_args__"] = tuple(namespace["record_fields"])
        return super().__new__(mcs, name, bases, namespace)


@dataclass_transform(eq_default=False, field_specifiers=(fresh,))
class WorkType(RecordType):
    """Makes records whose fields are set as work goes on."""


class Record(metaclass=RecordType):
    """The base of all records."""

    record_fields: ClassVar[dict[str, str]]
    """The fields in order, with their types as written."""

    record_defaults: ClassVar[dict[str, Any]]
    """The values of fields that may be left out; never changed, since all records share them."""

    record_slots: ClassVar[tuple[str, ...]] = ()
    """What instances may hold besides, made of their fields and no field itself; a class says its own."""

    record_made: ClassVar[int]
    """How many were made by the `__init__` that all classes share."""

    def __init__(self, *values: Any, **named: Any) -> None:
        _fill(self, *values, **named)

    def __repr__(self) -> str:
        shown = ", ".join(f"{field}={getattr(self, field)!r}" for field in self.record_fields)
        return f"{type(self).__name__}({shown})"


def _fill(self: Record, /, *values: Any, **named: Any) -> None:
    """What makes a record of any class, until many were made of it."""
    fields = self.record_fields
    if len(values) != len(fields):
        left = list(fields)[len(values) :]
        every = {**self.record_defaults, **named}
        missing = [field for field in left if field not in every]
        if missing or len(values) > len(fields):
            raise TypeError(f"{type(self).__name__} wants {', '.join(missing) or 'fewer values'}")
        given = [every[field] for field in left]
        values = (*values, *(one.make() if type(one) is _Fresh else one for one in given))
    for field, value in zip(fields, values, strict=True):
        setattr(self, field, value)
    kind = type(self)
    kind.record_made += 1
    if kind.record_made == MANY:
        _speed_up(kind)


def _speed_up(kind: type[Record]) -> None:
    """Give a class an `__init__` of its own: three times as fast as the shared one."""
    fields = list(kind.record_fields)
    optional = [field in kind.record_defaults for field in fields]
    if kind.__dict__["__init__"] is not _fill or optional != sorted(optional):
        return  # It has one, or leaves out a field before one that is wanted.
    defaults = kind.record_defaults
    wanted = [f"{field}=defaults[{field!r}]" if field in defaults else field for field in fields]
    body = "".join(
        f"\n    self.{field} = {field}.make() if type({field}) is fresh else {field}"
        if type(defaults.get(field)) is _Fresh
        else f"\n    self.{field} = {field}"
        for field in fields
    )
    made: dict[str, Any] = {"defaults": defaults, "fresh": _Fresh}
    # The names of fields are those of the class as it was written; nothing of a user's stands in this text.
    exec(f"def __init__(self, {', '.join(wanted)}):{body or ' pass'}", made)  # noqa: S102
    kind.__init__ = made["__init__"]  # type: ignore[method-assign]
    if kind.__eq__ is Equal.__eq__ and kind.__hash__ is Equal.__hash__:
        own = [f"self.{field}" for field in fields]
        same = " and ".join(f"{field} == other.{field[5:]}" for field in own) or "True"
        exec(  # noqa: S102 # Of the same names.
            f"def __eq__(self, other):\n    return {same} if type(other) is type(self) else NotImplemented\n"
            f"def __hash__(self):\n    return hash(({''.join(f'{field},' for field in own)}))",
            made,
        )
        kind.__eq__ = made["__eq__"]  # type: ignore[method-assign]
        kind.__hash__ = made["__hash__"]  # type: ignore[method-assign]


class Work(Record, metaclass=WorkType):
    """A record whose fields change: what is underway."""


class Equal(Record):
    """A record that equals another of its class with the same values; hashable as they are."""

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return all(getattr(self, field) == getattr(other, field) for field in self.record_fields)

    def __hash__(self) -> int:
        return hash(tuple([getattr(self, field) for field in self.record_fields]))


class Late(Record):
    """A record that may be made before all of its fields are, see `late`."""

    record_slots = ("later",)

    if not TYPE_CHECKING:  # For the type checker there are the fields that are declared, and no others.

        def __getattr__(self, name: str) -> Any:
            """A field that has no value yet gets the one that it will keep; Python asks for those alone."""
            if name not in self.record_fields:
                raise AttributeError(name)
            value = self.later(name)
            setattr(self, name, value)
            return value


L = TypeVar("L", bound=Late)


def late(kind: type[L], later: Callable[[str], Any], **fields: Any) -> L:
    """A record with some of its fields; `later` gives any other by its name, once it is asked for."""
    record: Any = object.__new__(kind)
    for field, value in fields.items():
        setattr(record, field, value)
    record.later = later
    made: L = record
    return made


def changed(record: R, **changes: Any) -> R:
    """The same record with other values in some fields."""
    values = [changes.get(field, getattr(record, field)) for field in record.record_fields]
    return type(record)(*values)
