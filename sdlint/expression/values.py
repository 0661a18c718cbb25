"""What an expression gives: a value that is known or unknown, always with its witness; and its type."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, cast

from sdlint.quantity import NONE, Dimension, Quantity, describe, show, show_percent
from sdlint.record import Equal, Record, changed

# Types


class Type(Equal):
    """`number` (with a dimension; None: any), `bool`, `text`, `date`, `element` (which), `list` (of what)."""

    kind: str
    dimension: Dimension | None = None
    element: str = ""
    of: Type | None = None

    def __str__(self) -> str:
        if self.kind == "number":
            return describe(self.dimension) if self.dimension is not None else "a number"
        if self.kind == "element":
            return f"a {self.element}" if self.element[0] not in "aeiou" else f"an {self.element}"
        if self.kind == "list":
            return f"a list of {plural(self.of.element)}" if self.of and self.of.element else "a list"
        return {"bool": "yes or no", "text": "text", "date": "a date"}.get(self.kind, self.kind)


def plural(noun: str) -> str:
    """`entities` of `entity`, `gateways` of `gateway`."""
    if noun.endswith("y") and noun[-2] not in "aeo":
        return f"{noun[:-1]}ies"
    return f"{noun}es" if noun.endswith(("s", "ch")) else f"{noun}s"


BOOL = Type("bool")
TEXT = Type("text")
DATE = Type("date")
COUNT = Type("number", NONE)
ANY_NUMBER = Type("number", None)


def number(dimension: Dimension) -> Type:
    """The type of numbers of a dimension."""
    return Type("number", dimension)


def element(name: str) -> Type:
    """The type of an element of the design: `component`, `flow`, …"""
    return Type("element", element=name)


def list_of(type_: Type) -> Type:
    """The type of lists."""
    return Type("list", of=type_)


# Values


class Witness(Equal):
    """Where a value comes from, as an argument that can be printed."""

    what: str
    """What it is: `load(posts)`, `hit of hot`."""
    shown: str = ""
    """The value as people write it."""
    how: str = ""
    """The sum, with its numbers: `10k/s × 5%`."""
    origin: str = "computed"
    """`stated`, `computed` or `assumed`."""
    source: str = ""
    """`file:line` of what is stated; source and year of what is assumed."""
    parts: tuple[Witness, ...] = ()

    def line(self) -> str:
        """One line: `load(posts) = 500/s = 10k/s × 5%`."""
        text = f"{self.what} = {self.shown}" if self.shown else self.what
        if self.how:
            text += f" = {self.how}"
        if self.origin == "stated":
            text += f" ({self.source})" if self.source else " (stated)"
        elif self.origin == "assumed":
            text += f" (assumed: {self.source})"
        return text

    def lines(self, indent: str = "", limit: int = 60) -> list[str]:
        """The argument, each part below what it goes into, without what was said already."""
        seen: set[str] = set()
        out: list[str] = []

        def walk(witness: Witness, depth: int) -> None:
            line = witness.line()
            if line in seen or len(out) >= limit:
                return
            seen.add(line)
            out.append(f"{indent}{'  ' * depth}{line}")
            for part in witness.parts:
                walk(part, depth + 1)

        walk(self, 0)
        return out

    def to_json(self, depth: int = 60) -> dict[str, Any]:
        """Plain data, for `--format json`: each part where it is met first, as in `lines`. What stands
        deeper than `depth` is left out.
        """
        seen: set[str] = {self.line()}

        def data(witness: Witness, left: int) -> dict[str, Any]:
            parts = []
            for part in witness.parts if left else ():
                line = part.line()
                if line not in seen:
                    seen.add(line)
                    parts.append(data(part, left - 1))
            return {
                "what": witness.what,
                "value": witness.shown or None,
                "how": witness.how or None,
                "origin": witness.origin,
                "source": witness.source or None,
                "parts": parts,
            }

        return data(self, depth)


def _made_when_read(held: Any) -> Any:
    """A property over a slot that may hold, in place of its value, a function that makes it."""

    def read(owner: Any) -> Any:
        value = held.__get__(owner)
        if callable(value):
            value = value()
            held.__set__(owner, value)
        return value

    return property(read, held.__set__)


class _Later(Witness):
    """A witness that may hold functions that make its parts or its source, instead of them."""

    source = _made_when_read(Witness.__dict__["source"])
    parts = _made_when_read(Witness.__dict__["parts"])


def later(what: str, shown: str, parts: Callable[[], tuple[Witness, ...]], how: str = "") -> Witness:
    """A witness whose parts cost much and are seldom read."""
    return _Later(what, shown, how, parts=cast("tuple[Witness, ...]", parts))


def assumed_later(what: str, shown: str, source: Callable[[], str]) -> Witness:
    """What is assumed, where it costs much to say of it what else might be."""
    return _Later(what, shown, origin="assumed", source=cast("str", source))


class Known(Equal):
    """A value that is known: a quantity, yes or no, text, an element, or a tuple of these."""

    value: Any
    witness: Witness = Witness("")


NARROWER = "a narrower range of"
"""What is wanting where a value may be enough and may not be."""


class Unknown(Equal):
    """A value that can't be known, and what is wanting: `replicas of posts`."""

    wants: tuple[str, ...]
    witness: Witness = Witness("")

    @property
    def text(self) -> str:
        """`unknown, for want of …`."""
        if not self.wants:
            return "unknown"
        named = self.wants if len(self.wants) <= 4 else (*self.wants[:4], f"{len(self.wants) - 4} more")
        return f"unknown, for want of {', '.join(named[:-1])}{' and ' if len(named) > 1 else ''}{named[-1]}"


Value = Known | Unknown


for _kind in (Known, Unknown):
    _kind.witness = _made_when_read(_kind.__dict__["witness"])


def known(value: Any, witness: Callable[[], Witness]) -> Known:
    """A known value whose witness is made when it is read: most are compared, and shown to nobody."""
    return Known(value, witness)  # type: ignore[arg-type]


def wanting(wants: tuple[str, ...], witness: Callable[[], Witness]) -> Unknown:
    """An unknown value whose witness is made when it is read."""
    return Unknown(wants, witness)  # type: ignore[arg-type]


def unknown(*values: Value) -> Unknown:
    """What is unknown because these are: their wants, each once, in order."""
    wants: dict[str, None] = {}
    for value in values:
        if isinstance(value, Unknown):
            wants.update(dict.fromkeys(value.wants))

    def witness() -> Witness:
        return Witness("", parts=tuple(value.witness for value in values if value.witness.what))

    return wanting(tuple(wants), witness)


def shown(value: Any, percent: bool = False) -> str:
    """A value as people write it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Quantity):
        return show_percent(value) if percent and value.dimension == NONE else show(value)
    if isinstance(value, tuple):
        return ", ".join(shown(item) for item in value) or "none"
    name = getattr(value, "name", value)
    return str(name)


# Words


class Parameter(Record):
    """What a word is asked of: elements of some types, or one of some options, or a plain value."""

    name: str
    elements: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    type: Type | None = None
    optional: bool = False

    def __str__(self) -> str:
        text = "|".join((*self.options, self.name) if self.elements else self.options) or self.name
        return f"[{text}]" if self.optional else text


class Word(Record):
    """A function of the expression language. `compute` is given the facts and the arguments."""

    name: str
    parameters: tuple[Parameter, ...]
    result: Type
    doc: str
    example: str
    compute: Callable[..., Value]
    percent: bool = False
    """Whether its value is shown as a percentage."""

    def signature(self) -> str:
        """`availability(flow, [full|any|peak])`."""
        return f"{self.name}({', '.join(str(parameter) for parameter in self.parameters)})"

    def usage(self) -> str:
        """`cost()` or `cost(component)`, each in backquotes: no brackets, which nobody may write."""
        needed = [parameter for parameter in self.parameters if not parameter.optional]
        every = [changed(parameter, optional=False) for parameter in self.parameters]
        forms = dict.fromkeys(f"`{self.name}({', '.join(map(str, some))})`" for some in (needed, every))
        return " or ".join(forms)


def flatten(values: Iterator[Value]) -> tuple[list[Any], list[Unknown]]:
    """The known values, and the unknown ones."""
    known, wanting = [], []
    for value in values:
        if isinstance(value, Known):
            known.append(value.value)
        else:
            wanting.append(value)
    return known, wanting
