"""What an expression can name: the interface that designs and rules hand to the checker and evaluator."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from sdlint.expression.tree import Call, Expression
from sdlint.expression.values import Parameter, Type, Value, Word


class Scope(Protocol):
    """Names, members and words, each with its type and its value."""

    def names(self) -> Iterable[str]:
        """Every name that can stand alone, for "did you mean"."""

    def words(self) -> Mapping[str, Word]:
        """The functions."""

    def name_type(self, name: str) -> Type | None:
        """The type of a name that stands alone."""

    def name_value(self, name: str) -> Value:
        """Its value; asked only of names that have a type."""

    def member_type(self, owner: Type, name: str) -> Type | None:
        """The type of `owner.name`."""

    def member_names(self, owner: Type) -> Iterable[str]:
        """What can follow the dot."""

    def member_value(self, owner: Any, type_: Type, name: str) -> Value:
        """The value of `owner.name`, of an element or a value of that type."""

    def argument_type(self, argument: Expression, parameter: Parameter) -> Type | None:
        """The type of an argument that names an element (`redirect`, `us.a`); None where it doesn't."""

    def argument_value(self, argument: Expression, parameter: Parameter) -> Any:
        """The element that it names."""

    def argument_names(self, parameter: Parameter) -> Iterable[str]:
        """What could stand there, for "did you mean"."""

    def call(self, word: Word, arguments: list[Any], node: Call) -> Value:
        """What the word says of its arguments."""

    def bind(self, name: str, type_: Type, value: Value | None) -> Scope:
        """The same scope with one more name."""
