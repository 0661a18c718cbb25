"""What expressions can name: in a design's own lines, and in rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from sdlint.analyses.facts import Facts, words
from sdlint.analyses.members import member, members, type_of, value_of
from sdlint.analyses.vocabulary import collections
from sdlint.expression.scope import Scope
from sdlint.expression.tree import Call, Expression, Member, Name
from sdlint.expression.values import (
    Known,
    Parameter,
    Type,
    Unknown,
    Value,
    Witness,
    Word,
    element,
    list_of,
    plural,
)
from sdlint.model.design import Component, Design
from sdlint.model.estimates import EstimateScope, is_constant
from sdlint.record import Equal


class RuleScope(Equal):
    """What a rule can name: collections, its own variables, members, words. Without facts it only types."""

    facts: Facts | None
    types: Mapping[str, Type] = MappingProxyType({})
    values: Mapping[str, Value] = MappingProxyType({})

    def names(self) -> Iterable[str]:
        """Variables first: they are the likelier ones to be misspelt."""
        return [*self.types, *collections(), "system", "true", "false"]

    def words(self) -> Mapping[str, Word]:
        """The functions."""
        return words()

    def name_type(self, name: str) -> Type | None:
        """The type of a variable or a collection."""
        if name in self.types:
            return self.types[name]
        if name == "system":
            return element("system")
        if name in ("true", "false"):
            return Type("bool")
        collection = collections().get(name)
        return list_of(element(collection.of)) if collection else None

    def name_value(self, name: str) -> Value:
        """The value of a variable or a collection."""
        if name in self.values:
            return self.values[name]
        if name in ("true", "false"):
            return Known(name == "true")
        facts = self._facts()
        if name == "system":
            return Known(facts.design)
        items = tuple(collections()[name].get(facts))
        return Known(items, Witness(name, str(len(items))))

    def member_type(self, owner: Type, name: str) -> Type | None:
        """The type of what an element has under a name."""
        found = member(owner.element, name) if owner.kind == "element" else None
        return found.type if found else None

    def member_names(self, owner: Type) -> Iterable[str]:
        """What an element has."""
        return list(members(owner.element)) if owner.kind == "element" else []

    def member_value(self, owner: Any, type_: Type, name: str) -> Value:
        """The value of a member."""
        return value_of(self._facts(), owner, name)

    def argument_type(self, argument: Expression, parameter: Parameter) -> Type | None:
        """The type of an argument: an expression that gives an element of the right type."""
        from sdlint.expression.check import Checker

        found = Checker(lambda _: None).check(argument, self)
        if found is None or found.kind != "element" or found.element not in parameter.elements:
            return None
        return found

    def argument_value(self, argument: Expression, parameter: Parameter) -> Any:
        """The element, or why it is unknown."""
        from sdlint.expression.evaluate import evaluate

        value = evaluate(argument, self)
        return value if isinstance(value, Unknown) else value.value

    def argument_names(self, parameter: Parameter) -> Iterable[str]:
        """The variables of the right types."""
        return [name for name, type_ in self.types.items() if type_.element in parameter.elements]

    def call(self, word: Word, arguments: list[Any], node: Call) -> Value:
        """What the word says."""
        return self._facts().ask(word, arguments)

    def bind(self, name: str, type_: Type, value: Value | None) -> Scope:
        """One more variable."""
        values = self.values if value is None else {**self.values, name: value}
        return RuleScope(self.facts, {**self.types, name: type_}, values)

    def _facts(self) -> Facts:
        if self.facts is None:
            raise ValueError("a scope without facts only types")
        return self.facts


class DesignScope(Equal):
    """What a goal, an expectation, an alert or a question at the prompt can name: the design's own names,
    estimates and constants, and all that rules can name.
    """

    facts: Facts
    inner: RuleScope

    @property
    def calendar(self) -> Mapping[str, Any]:
        """How long the design's month and year are."""
        return self.facts.design.calendar

    @property
    def _estimates(self) -> EstimateScope:
        design = self.facts.design
        return EstimateScope({name: e.value for name, e in design.estimates.items()}, {}, design.calendar)

    def names(self) -> Iterable[str]:
        """Everything that has a name."""
        return [*_named(self.facts.design), *self._estimates.names(), *self.inner.names()]

    def words(self) -> Mapping[str, Word]:
        """The functions."""
        return words()

    def name_type(self, name: str) -> Type | None:
        """An estimate, a variable, an element (`posts.replicas`), a constant, or a collection."""
        if name in self.inner.types:
            return self.inner.types[name]
        if name in self.facts.design.estimates:
            return self._estimates.name_type(name)
        found = find(self.facts.design, name)
        if found is not None:
            return element(type_of(found))
        if is_constant(name):
            return self._estimates.name_type(name)
        return self.inner.name_type(name)

    def name_value(self, name: str) -> Value:
        """The value, in the same order."""
        if name in self.inner.types:
            return self.inner.name_value(name)
        if name in self.facts.design.estimates:
            return self._estimates.name_value(name)
        found = find(self.facts.design, name)
        if found is not None:
            return Known(found, Witness(name))
        if is_constant(name):
            return self._estimates.name_value(name)
        return self.inner.name_value(name)

    def member_type(self, owner: Type, name: str) -> Type | None:
        """The type of a member; a zone of a region is one."""
        return self.inner.member_type(owner, name)

    def member_names(self, owner: Type) -> Iterable[str]:
        """What an element has."""
        return self.inner.member_names(owner)

    def member_value(self, owner: Any, type_: Type, name: str) -> Value:
        """The value of a member."""
        return self.inner.member_value(owner, type_, name)

    def argument_type(self, argument: Expression, parameter: Parameter) -> Type | None:
        """The type of the element that an argument names, or that an expression gives."""
        found = self._find(argument, parameter)
        if found is not None:
            return element(type_of(found))
        if isinstance(argument, Name) and argument.name.text not in self.inner.types:
            return None
        return self.inner.argument_type(argument, parameter)

    def argument_value(self, argument: Expression, parameter: Parameter) -> Any:
        """The element that an argument names."""
        found = self._find(argument, parameter)
        return found if found is not None else self.inner.argument_value(argument, parameter)

    def argument_names(self, parameter: Parameter) -> Iterable[str]:
        """The names of the elements that could stand there."""
        return [name for group in parameter.elements for name in _group(self.facts.design, group)]

    def call(self, word: Word, arguments: list[Any], node: Call) -> Value:
        """What the word says."""
        return self.facts.ask(word, arguments)

    def bind(self, name: str, type_: Type, value: Value | None) -> Scope:
        """One more variable."""
        bound = self.inner.bind(name, type_, value)
        assert isinstance(bound, RuleScope)
        return DesignScope(self.facts, bound)

    def _find(self, argument: Expression, parameter: Parameter) -> Any:
        if not isinstance(argument, (Name, Member)) or argument.span.text in self.inner.types:
            return None
        text = "".join(argument.span.text.split())
        for group in parameter.elements:
            found = _group(self.facts.design, group).get(text)
            if found is not None:
                return found
        return None


def _group(design: Design, element_type: str) -> Mapping[str, Any]:
    """The elements of a type that have names of their own."""
    if element_type in ("system", "step", "field", "access"):
        return {}
    held: Any = getattr(design, plural(element_type), {})
    return held if isinstance(held, Mapping) else {item.name: item for item in held}


def find(design: Design, name: str) -> Any:
    """The element of a name: a component before a flow, a flow before anything else."""
    for held in (
        design.components,
        design.flows,
        design.entities,
        design.regions,
        design.zones,
        design.requirements,
    ):
        if name in held:
            return held[name]
    return None


def _named(design: Design) -> list[str]:
    groups: tuple[Mapping[str, Any], ...] = (design.components, design.flows, design.entities, design.regions)
    return [name for group in groups for name in group]


def design_scope(facts: Facts) -> DesignScope:
    """The scope of a design's own expressions."""
    return DesignScope(facts, RuleScope(facts))


__all__ = ["Component", "DesignScope", "RuleScope", "design_scope", "find"]
