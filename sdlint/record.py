"""Records: frozen data classes that cost little to declare.

`dataclasses` generates and compiles code for each class, half a millisecond each; with more than a
hundred node classes that was a quarter of a start. Here a pattern is compiled once for all classes with so
many fields, and what a class has is the pattern's code with the names of its fields. A record's fields are
its annotations, its instances have slots, and type checkers treat it as a frozen dataclass. Fields are set
once, by `__init__`; nothing sets them later, which the type checker sees to.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from types import FunctionType
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, dataclass_transform

R = TypeVar("R", bound="Record")


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
        left_out = [field in namespace["record_defaults"] for field in namespace["record_fields"]]
        if left_out != sorted(left_out):
            raise TypeError(f"{name} has a field without a default after one that has one")
        if bases:
            # Not its base's, which was made for that one's fields.
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
    """The values of fields that may be left out, the last ones; all records share them."""

    record_slots: ClassVar[tuple[str, ...]] = ()
    """What instances may hold besides, made of their fields and no field itself; a class says its own."""

    def __init__(self, *values: Any, **named: Any) -> None:
        _first(self, *values, **named)

    def __repr__(self) -> str:
        shown = ", ".join(f"{field}={getattr(self, field)!r}" for field in self.record_fields)
        return f"{type(self).__name__}({shown})"


def _first(self: Record, /, *values: Any, **named: Any) -> None:
    """What makes the first record of a class, and gives the class what makes all others."""
    kind = type(self)
    fields = tuple(kind.record_fields)
    defaults = tuple(kind.record_defaults[field] for field in fields if field in kind.record_defaults)
    own = tuple(number for number, value in enumerate(defaults, -len(defaults)) if type(value) is _Fresh)
    kind.__init__ = _named(_init(len(fields), own), fields, defaults)  # type: ignore[method-assign]
    kind.__init__(self, *values, **named)


def _named(pattern: FunctionType, fields: tuple[str, ...], defaults: tuple[Any, ...] = ()) -> FunctionType:
    """A pattern's function for these fields, the last of which have defaults."""
    names = {f"_{number}": field for number, field in enumerate(fields)}
    code = pattern.__code__
    named = code.replace(
        co_names=tuple([names.get(name, name) for name in code.co_names]),
        co_varnames=tuple([names.get(name, name) for name in code.co_varnames]),
    )
    return FunctionType(named, pattern.__globals__, pattern.__name__, defaults or None)


@cache
def _init(count: int, own: tuple[int, ...]) -> FunctionType:
    """What sets so many fields; `own` are those, counted from the end, of which each record has its own."""
    names = [f"_{number}" for number in range(count)]
    values = {names[at]: f"{names[at]}.make() if type({names[at]}) is fresh else {names[at]}" for at in own}
    lines = [f"\n    self.{name} = {values.get(name, name)}" for name in names]
    return _compiled(f"def __init__({', '.join(['self', *names])}):{''.join(lines) or ' pass'}")


@cache
def _comparison(count: int) -> tuple[FunctionType, FunctionType]:
    """What compares so many fields, and makes a hash of them."""
    names = [f"_{number}" for number in range(count)]
    same = " and ".join(f"self.{name} == other.{name}" for name in names) or "True"
    every = "".join(f"self.{name}, " for name in names)
    return (
        _compiled(
            f"def __eq__(self, other):\n    return {same} if type(self) is type(other) else NotImplemented"
        ),
        _compiled(f"def __hash__(self):\n    return hash(({every}))"),
    )


def _compiled(text: str) -> FunctionType:
    # Numbers alone go into the text: neither a class's names stand in it, nor anything of a user's.
    held: dict[str, Any] = {}
    exec(text, {"fresh": _Fresh}, held)  # noqa: S102
    (function,) = held.values()
    return function  # type: ignore[no-any-return]


class Work(Record, metaclass=WorkType):
    """A record whose fields change: what is underway."""


class Equal(Record):
    """A record that equals another of its class with the same values; hashable as they are."""

    def __init_subclass__(cls) -> None:
        if "__eq__" not in cls.__dict__:
            # Not its base's, which look at that one's fields alone.
            cls.__eq__, cls.__hash__ = Equal.__eq__, Equal.__hash__  # type: ignore[method-assign]

    def __eq__(self, other: object) -> bool:
        """What compares the first record of a class, and gives the class what compares all others."""
        _compare(type(self))
        return self == other

    def __hash__(self) -> int:
        _compare(type(self))
        return hash(self)


def _compare(kind: type[Equal]) -> None:
    fields = tuple(kind.record_fields)
    equal, hashed = _comparison(len(fields))
    kind.__eq__, kind.__hash__ = _named(equal, fields), _named(hashed, fields)  # type: ignore[method-assign]


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
    """The same record with other values in some fields. Raises TypeError for what is no field of it."""
    values = [changes.pop(field, getattr(record, field)) for field in record.record_fields]
    if changes:
        raise TypeError(f"{type(record).__name__} has no field {', '.join(changes)}")
    return type(record)(*values)
