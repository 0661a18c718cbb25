"""The back of the envelope: estimates are evaluated in the order of what they need."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from sdlint.diagnostic import Diagnostic, Label, mistake
from sdlint.expression.check import Checker, unit_mistake
from sdlint.expression.evaluate import Impossible, evaluate, unquote
from sdlint.expression.scope import Scope
from sdlint.expression.tree import Call, Expression, Literal, Member, Name, Node
from sdlint.expression.values import (
    ANY_NUMBER,
    Known,
    Parameter,
    Type,
    Unknown,
    Value,
    Witness,
    Word,
    number,
    shown,
)
from sdlint.model.design import Estimate
from sdlint.model.operations import OPERATIONS
from sdlint.quantity import CALENDAR, TIME, Quantity, UnitMistake, describe, parse
from sdlint.record import Record
from sdlint.syntax.nodes import Estimation

CONSTANTS = {
    "ns": "1ns",
    "us": "1us",
    "ms": "1ms",
    "s": "1s",
    "second": "1s",
    "min": "1min",
    "minute": "1min",
    "h": "1h",
    "hour": "1h",
    "d": "1d",
    "day": "1d",
    "w": "1w",
    "week": "1w",
    "month": "1month",
    "y": "1y",
    "year": "1y",
}
"""Words that are quantities; none of them can be declared."""

WORDS = frozenset(("else", "and", "or", "not", "is", "in", "all", "each", "x"))
"""Words that nothing can be named: a line would be read otherwise."""

RESERVED = WORDS | frozenset(CONSTANTS)
"""What no estimate can be named: units are words there. A region may well be called `us`."""


def is_constant(name: str) -> bool:
    """Whether a word is a quantity where nothing else has its name."""
    return name in CONSTANTS or name in OPERATIONS


class EstimateScope(Record):
    """What an estimate, a rate or an attribute's sum can name: estimates and constants."""

    values: Mapping[str, Value]
    types: Mapping[str, Type]
    calendar: Mapping[str, Fraction]

    def names(self) -> Iterable[str]:
        """Estimates first."""
        return [*self.values, *self.types, *CONSTANTS, *OPERATIONS]

    def words(self) -> Mapping[str, Word]:
        """None: what the design comes to can't be what it starts from."""
        return {}

    def name_type(self, name: str) -> Type | None:
        """The type of an estimate or a constant."""
        if name in self.types:
            return self.types[name]
        value = self.values.get(name)
        if isinstance(value, Known) and isinstance(value.value, Quantity):
            return number(value.value.dimension)
        if value is not None:
            return ANY_NUMBER
        return number(TIME) if is_constant(name) else None

    def name_value(self, name: str) -> Value:
        """The value of an estimate or a constant."""
        value = self.values.get(name)
        if value is not None:
            return value
        operation = OPERATIONS.get(name)
        if operation is not None:
            witness = Witness(name, operation.literal, origin="assumed", source=operation.source)
            return Known(parse(operation.literal), witness)
        quantity = parse(CONSTANTS[name], self.calendar)
        calendar = {"month": "month", "y": "y", "year": "y"}.get(name)
        if calendar is None:
            return Known(quantity, Witness(name, shown(quantity)))
        days = f"{float(quantity.value / 86400):.10g} days"
        if self.calendar[calendar] == CALENDAR[calendar]:
            return Known(
                quantity, Witness(name, days, origin="assumed", source="the mean of the Gregorian calendar")
            )
        return Known(quantity, Witness(name, days, origin="stated"))

    def member_type(self, owner: Type, name: str) -> Type | None:
        """Numbers have no members."""
        return None

    def member_names(self, owner: Type) -> Iterable[str]:
        """None."""
        return []

    def member_value(self, owner: Any, type_: Type, name: str) -> Value:
        """Never asked for."""
        return Unknown((name,))

    def argument_type(self, argument: Expression, parameter: Parameter) -> Type | None:
        """There are no words here, so nothing has arguments."""
        return None

    def argument_value(self, argument: Expression, parameter: Parameter) -> Any:
        """Never asked for."""
        return None

    def argument_names(self, parameter: Parameter) -> Iterable[str]:
        """None."""
        return []

    def call(self, word: Word, arguments: list[Any], node: Call) -> Value:
        """Never asked for."""
        return Unknown((word.name,))

    def bind(self, name: str, type_: Type, value: Value | None) -> Scope:
        """One more name."""
        values = self.values if value is None else {**self.values, name: value}
        return EstimateScope(values, {**self.types, name: type_}, self.calendar)


_PLACE = frozenset(("source", "start", "end"))
"""Fields of a node that hold no other."""


def names_in(node: Node) -> Iterator[Name]:
    """The names in an expression, in order."""
    return (found for found in _within(node) if isinstance(found, Name))


def literals_in(node: Node) -> Iterator[Literal]:
    """The numbers in an expression, in order."""
    return (found for found in _within(node) if isinstance(found, Literal))


def calls_in(node: Node) -> Iterator[Call]:
    """The calls of words in an expression, in order."""
    return (found for found in _within(node) if isinstance(found, Call))


def _within(node: Node) -> Iterator[Node]:
    """An expression and all that is in it, in order."""
    stack: list[Any] = [node]
    while stack:
        item = stack.pop()
        if isinstance(item, tuple):
            stack.extend(reversed(item))
        elif isinstance(item, Node):
            yield item
            if isinstance(item, Member):
                stack.append(item.owner)
            elif not isinstance(item, (Name, Literal)):
                fields = item.record_fields
                stack += [getattr(item, name) for name in reversed(fields) if name not in _PLACE]


def calendar_of(estimations: Iterable[Estimation], report: list[Diagnostic]) -> dict[str, Fraction]:
    """How long `month` and `y` are in this design: they may be redefined."""
    calendar = dict(CALENDAR)
    for estimation in estimations:
        name = estimation.name.text
        if name not in ("month", "y"):
            continue
        literal = estimation.expression
        if not isinstance(literal, Literal):
            report.append(
                mistake(
                    "wrong-value",
                    f"`{name}` must be a plain duration",
                    literal.span,
                    help="Write `month = 30d`",
                )
            )
            continue
        try:
            quantity = parse(literal.text)
        except UnitMistake as error:
            report.append(unit_mistake(error, literal.span))
            continue
        if quantity.dimension != TIME or not quantity.low:
            report.append(
                mistake(
                    "wrong-unit", f"`{name}` must be a duration", literal.span, help="Write `month = 30d`"
                )
            )
            continue
        calendar[name] = quantity.low
    return calendar


def evaluate_in(scope: Scope, node: Expression, report: list[Diagnostic]) -> Value | None:
    """The value of an expression that must be a number, or nothing after a report."""
    if not Checker(report.append).wants(node, scope, ANY_NUMBER):
        return None
    try:
        return evaluate(node, scope)
    except Impossible as error:
        report.append(mistake(error.name, error.message, error.span))
        return None


def _order(estimations: Mapping[str, Estimation], report: list[Diagnostic]) -> list[str]:
    """The estimates, each after those that it needs; those in a circle are reported and left out."""
    needs = {
        name: [n for n in dict.fromkeys(x.name.text for x in names_in(e.expression)) if n in estimations]
        for name, e in estimations.items()
    }
    order: list[str] = []
    state: dict[str, int] = {}
    for first in estimations:
        stack: list[tuple[str, Iterator[str]]] = []
        if first not in state:
            state[first] = 1
            stack.append((first, iter(needs[first])))
        while stack:
            name, rest = stack[-1]
            following = next(rest, None)
            if following is None:
                stack.pop()
                state[name] = 2
                order.append(name)
            elif following not in state:
                state[following] = 1
                stack.append((following, iter(needs[following])))
            elif state[following] == 1:
                path = [entry[0] for entry in stack]
                circle = path[path.index(following) :]
                report.append(
                    mistake(
                        "circular-estimate",
                        f"`{name}` needs itself: {' -> '.join([*circle, following])}",
                        estimations[name].name.span,
                        labels=(Label(estimations[following].name.span, "this needs it"),)
                        if name != following
                        else (),
                    )
                )
                needs[name] = []
                state[name] = 2
                stack[-1] = (name, iter(()))
                estimations = {key: e for key, e in estimations.items() if key != name}
    return [name for name in order if name in estimations]


def evaluate_all(
    estimations: Mapping[str, Estimation], calendar: Mapping[str, Fraction], report: list[Diagnostic]
) -> dict[str, Estimate]:
    """Every estimate with its value; one that couldn't be computed is unknown."""
    values: dict[str, Value] = dict.fromkeys(estimations, Unknown(()))
    found: dict[str, Estimate] = {}
    for name in _order(estimations, report):
        estimation = estimations[name]
        if name in ("month", "y"):
            values[name] = EstimateScope({}, {}, calendar).name_value(name)
        else:
            value = evaluate_in(EstimateScope(values, {}, calendar), estimation.expression, report)
            values[name] = _named(name, estimation, value)
    for name, estimation in estimations.items():
        expected: Value | None = None
        if estimation.expected:
            expected = _expected(
                EstimateScope(values, {}, calendar), values[name], estimation.expected.expression, report
            )
        found[name] = Estimate(
            name,
            estimation.name.span,
            estimation.expression,
            values[name],
            expected,
            " ".join(estimation.expression.span.text.split()),
            unquote(estimation.string.text) if estimation.string else "",
        )
    return found


def _expected(scope: EstimateScope, value: Value, node: Expression, report: list[Diagnostic]) -> Value | None:
    """What the author expects, which must be of the estimate's own dimension."""
    expected = evaluate_in(scope, node, report)
    if isinstance(expected, Known) and isinstance(value, Known):
        found, wanted = expected.value.dimension, value.value.dimension
        if found != wanted:
            message = f"the sum comes to {describe(wanted)}, and {describe(found)} is expected of it"
            report.append(mistake("wrong-unit", message, node.span))
            return None
    return expected


def _named(name: str, estimation: Estimation, value: Value | None) -> Value:
    """The value with a witness that says the estimate's name, sum and place."""
    if value is None:
        return Unknown((f"a readable `{name}`",), Witness(name))
    text = " ".join(estimation.expression.span.text.split())
    if isinstance(value, Unknown):
        return Unknown(value.wants, Witness(name, how=text, source=estimation.span.where))
    literal = isinstance(estimation.expression, Literal)
    how = "" if literal else text
    parts = value.witness.parts
    if not parts and not literal and value.witness.what and value.witness.what != text:
        parts = (value.witness,)
    return Known(
        value.value,
        Witness(name, text if literal else shown(value.value), how, "stated", estimation.span.where, parts),
    )
