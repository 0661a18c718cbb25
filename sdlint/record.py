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
"""So many records of a class are worth compiling an `__init__` of its own, where no pattern has it: a tenth
of a millisecond.
"""


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
            namespace.setdefault("__init__", _first)
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
    """How many were made by `_fill`."""

    def __init__(self, *values: Any, **named: Any) -> None:
        _fill(self, *values, **named)

    def __repr__(self) -> str:
        shown = ", ".join(f"{field}={getattr(self, field)!r}" for field in self.record_fields)
        return f"{type(self).__name__}({shown})"


def _first(self: Record, /, *values: Any, **named: Any) -> None:
    """What makes the first record of a class, and gives the class what makes all others."""
    _speed_up(type(self))
    type(self).__init__(self, *values, **named)


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
        _compile(kind)


def _speed_up(kind: type[Record]) -> None:
    """Give a class an `__init__` of its own: three times as fast as the shared one. What many classes have is
    made of a pattern's code, with the fields' names in place of its own, in some microseconds.
    """
    from sdlint import record_patterns as patterns

    fields = tuple(kind.record_fields)
    defaults = kind.record_defaults
    optional = [field in defaults for field in fields]
    plain = optional == sorted(optional) and not any(type(value) is _Fresh for value in defaults.values())
    if not plain or len(fields) >= len(patterns.INIT):
        kind.__init__ = _fill  # type: ignore[method-assign, assignment]
    else:
        given = tuple(defaults[field] for field in fields if field in defaults)
        kind.__init__ = patterns.made(patterns.INIT, fields, given)  # type: ignore[method-assign]
    # What its base was given compares that one's fields alone.
    ours = kind.__eq__ is Equal.__eq__ or getattr(kind.__eq__, "__globals__", None) is vars(patterns)
    if ours and len(fields) >= len(patterns.EQUAL):
        kind.__eq__, kind.__hash__ = Equal.__eq__, Equal.__hash__  # type: ignore[method-assign, assignment]
    elif ours and fields:
        kind.__eq__ = patterns.made(patterns.EQUAL, fields)  # type: ignore[method-assign]
        kind.__hash__ = patterns.made(patterns.HASH, fields)  # type: ignore[method-assign]


def _compile(kind: type[Record]) -> None:
    """The same, of code that is compiled for this class alone."""
    fields = list(kind.record_fields)
    optional = [field in kind.record_defaults for field in fields]
    if optional != sorted(optional):
        return  # It leaves out a field before one that is wanted.
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
