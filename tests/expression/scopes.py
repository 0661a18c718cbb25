"""A small world for expressions: some names, a list of stores, and a word."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sdlint.diagnostic import Diagnostic
from sdlint.expression.check import Checker
from sdlint.expression.evaluate import Budget, evaluate
from sdlint.expression.scope import Scope
from sdlint.expression.tree import Call, Expression
from sdlint.expression.values import (
    ANY_NUMBER,
    BOOL,
    COUNT,
    TEXT,
    Known,
    Parameter,
    Type,
    Unknown,
    Value,
    Witness,
    Word,
    element,
    list_of,
    number,
)
from sdlint.quantity import BYTES, RATE, TIME, Quantity, parse
from sdlint.source import Source
from sdlint.syntax.parser import parse_expression

STORE = element("store")
TYPES = {"replicas": COUNT, "memory": number(BYTES), "name": TEXT, "ready": BOOL}


@dataclass(frozen=True)
class Store:
    name: str
    replicas: str | None = None
    memory: str | None = None
    ready: bool | None = None


STORES = (Store("posts", "2", "64GB", True), Store("users", "3", "16GB", False), Store("hot"))


def quantity(text: str) -> Known:
    low, dots, high = text.partition("..")
    value = parse(low)
    if dots:
        value = Quantity(value.low, parse(high).high, value.dimension)
    return Known(value, Witness(text))


def load(_facts: object, store: Store, _unit: str = "") -> Value:
    return quantity(f"{store.replicas}k/s") if store.replicas else Unknown((f"load of {store.name}",))


LOAD = Word(
    "load",
    (Parameter("store", elements=("store",)), Parameter("when", options=("peak", "average"), optional=True)),
    number(RATE),
    "The calls a second.",
    "load(posts)",
    load,
)
TWICE = Word(
    "twice",
    (Parameter("rate", type=number(RATE)),),
    number(RATE),
    "The double.",
    "twice(1/s)",
    lambda _facts, rate: Known(rate + rate),
)


@dataclass(frozen=True)
class World:
    values: Mapping[str, tuple[Type, Value]] = field(default_factory=dict)

    def names(self) -> Iterable[str]:
        return self.values

    def words(self) -> Mapping[str, Word]:
        return {"load": LOAD, "twice": TWICE}

    def name_type(self, name: str) -> Type | None:
        return self.values[name][0] if name in self.values else None

    def name_value(self, name: str) -> Value:
        return self.values[name][1]

    def member_type(self, owner: Type, name: str) -> Type | None:
        return TYPES.get(name) if owner.element == "store" else None

    def member_names(self, owner: Type) -> Iterable[str]:
        return TYPES if owner.element == "store" else ()

    def member_value(self, owner: Any, type_: Type, name: str) -> Value:
        said = getattr(owner, name)
        if said is None:
            return Unknown((f"{name} of {owner.name}",))
        return quantity(said) if TYPES[name].kind == "number" else Known(said, Witness(f"{name} of it"))

    def argument_type(self, argument: Expression, parameter: Parameter) -> Type | None:
        return STORE if argument.span.text in [store.name for store in STORES] else None

    def argument_value(self, argument: Expression, parameter: Parameter) -> Any:
        return next(store for store in STORES if store.name == argument.span.text)

    def argument_names(self, parameter: Parameter) -> Iterable[str]:
        return [store.name for store in STORES]

    def call(self, word: Word, arguments: list[Any], node: Call) -> Value:
        return word.compute(None, *arguments)

    def bind(self, name: str, type_: Type, value: Value | None) -> Scope:
        return World({**self.values, name: (type_, value or Unknown(()))})


NAMES: dict[str, tuple[Type, Value]] = {
    "yes": (BOOL, Known(True, Witness("yes"))),
    "no": (BOOL, Known(False, Witness("no"))),
    "maybe": (BOOL, Unknown(("an answer",), Witness("maybe"))),
    "perhaps": (BOOL, Unknown(("another answer",), Witness("perhaps"))),
    "two": (COUNT, quantity("2")),
    "some": (COUNT, quantity("1..3")),
    "more": (COUNT, quantity("3..5")),
    "much": (COUNT, Unknown(("a number",))),
    "second": (number(TIME), quantity("1s")),
    "anything": (ANY_NUMBER, quantity("7")),
    "word": (TEXT, Known("word")),
    "posts": (STORE, Known(STORES[0])),
    "hot": (STORE, Known(STORES[2])),
    "stores": (list_of(STORE), Known(STORES)),
    "none": (list_of(STORE), Known(())),
    "lost": (list_of(STORE), Unknown(("a list",))),
}
WORLD = World(NAMES)


def tree_of(text: str) -> Expression:
    tree, mistakes = parse_expression(Source("here", text), "rule")
    assert mistakes == ()
    assert tree is not None
    return tree


def checked(text: str) -> tuple[Type | None, list[Diagnostic]]:
    found: list[Diagnostic] = []
    return Checker(found.append).check(tree_of(text), WORLD), found


def value_of(text: str, budget: Budget | None = None) -> Value:
    """The value of an expression that is sound."""
    type_, found = checked(text)
    assert found == []
    assert type_ is not None
    return evaluate(tree_of(text), WORLD, budget)
