"""Evaluation: three-valued, exact, with a witness for every value.

An expression is evaluated after `check` has found it sound, so only what depends on values can go
wrong here: a division by zero, a number out of bounds. That is an `Impossible`, which the caller
turns into a diagnostic.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from math import ceil, floor
from typing import Any

from sdlint.expression.scope import Scope
from sdlint.expression.tree import (
    Binary,
    Call,
    Comprehension,
    Expression,
    Filtered,
    Knowledge,
    Literal,
    Member,
    Name,
    Parenthesis,
    Text,
    Unary,
)
from sdlint.expression.values import ANY_NUMBER, Known, Type, Unknown, Value, Witness, shown, unknown
from sdlint.quantity import CALENDAR, NONE, DimensionError, Quantity, RangeError, compare, parse
from sdlint.source import Span

MAX_STEPS = 200_000
"""Evaluations in one expression; a rule that wants more is stopped."""


class Impossible(Exception):
    """A value that can't be: where, and why."""

    def __init__(self, name: str, message: str, span: Span) -> None:
        super().__init__(message)
        self.name = name
        self.message = message
        self.span = span


class OutOfSteps(Exception):
    """The budget of steps is used up."""


class Budget:
    """How many more evaluations there may be; shared by all that one run evaluates for a rule."""

    __slots__ = ("left",)

    def __init__(self, steps: int = MAX_STEPS) -> None:
        self.left = steps

    def spend(self, steps: int = 1) -> None:
        """Count one step, or several at once."""
        self.left -= steps
        if self.left < 0:
            raise OutOfSteps


_COMPARE: dict[str, Callable[[int], bool]] = {
    "<": lambda order: order < 0,
    "<=": lambda order: order <= 0,
    "=": lambda order: order == 0,
    "!=": lambda order: order != 0,
    ">=": lambda order: order >= 0,
    ">": lambda order: order > 0,
}


_METHODS: dict[type[Expression], str] = {
    kind: f"_{kind.__name__.lower()}"
    for kind in (Binary, Call, Knowledge, Literal, Member, Name, Parenthesis, Text, Unary)
}
"""Which method evaluates which node; a filter or a comprehension is its call's."""


_ROUNDING: dict[str, Callable[[Fraction], int | Fraction]] = {
    "ceil": ceil,
    "floor": floor,
    "round": round,
    "abs": abs,
}


def unquote(text: str) -> str:
    """The text that a string in quotes stands for."""
    body = text[3:-3] if text.startswith('"""') and len(text) >= 6 else text[1:-1]
    if "\\" not in body:
        return body
    import re

    return re.sub(r"\\(.)", lambda m: {"n": "\n", "t": "\t"}.get(m[1], m[1]), body)


def evaluate(node: Expression, scope: Scope, budget: Budget | None = None) -> Value:
    """The value of a checked expression. Raises Impossible and OutOfSteps."""
    return _Evaluator(budget or Budget()).value(node, scope)


class _Evaluator:
    def __init__(self, budget: Budget) -> None:
        self.budget = budget

    def value(self, node: Expression, scope: Scope) -> Value:
        self.budget.spend()
        found: Value = getattr(self, _METHODS[type(node)])(node, scope)
        if type(found) is Known and type(found.value) is tuple:
            self.budget.spend(len(found.value))  # A list costs what it is long.
        return found

    def _literal(self, node: Literal, scope: Scope) -> Value:
        quantity = parse(node.text, getattr(scope, "calendar", CALENDAR))
        if node.minus:
            quantity = -quantity
        return Known(quantity, Witness("", node.span.text, origin="stated", source=node.span.where))

    def _text(self, node: Text, scope: Scope) -> Value:
        return Known(unquote(node.string.text), Witness("", node.string.text))

    def _parenthesis(self, node: Parenthesis, scope: Scope) -> Value:
        return self.value(node.inner, scope)

    def _name(self, node: Name, scope: Scope) -> Value:
        return scope.name_value(node.name.text)

    def _member(self, node: Member, scope: Scope) -> Value:
        owner = self.value(node.owner, scope)
        if isinstance(owner, Unknown):
            return owner
        return scope.member_value(owner.value, Type("element"), node.name.text)

    def _knowledge(self, node: Knowledge, scope: Scope) -> Value:
        subject = self.value(node.subject, scope)
        holds = isinstance(subject, Known) == (node.word.text == "known")
        return Known(holds != bool(node.negation), subject.witness)

    def _unary(self, node: Unary, scope: Scope) -> Value:
        operand = self.value(node.operand, scope)
        if isinstance(operand, Unknown):
            return operand
        if node.operator.kind == "NOT":
            return Known(not operand.value, operand.witness)
        return Known(-operand.value, _computed(node, -operand.value, operand))

    def _binary(self, node: Binary, scope: Scope) -> Value:
        sign = node.operator.text
        if sign in ("and", "or"):
            return self._logic(node, scope, sign == "or")
        left, right = self.value(node.left, scope), self.value(node.right, scope)
        if isinstance(left, Unknown) or isinstance(right, Unknown):
            return unknown(left, right)
        if sign == "in":
            holds = any(item is left.value or item == left.value for item in right.value)
            return Known(holds, _computed(node, holds, left, right))
        if node.operator.kind in ("COMPARE", "EQUALS"):
            return self._compare(node, left, right)
        result = self._compute(node, left.value, right.value)
        return Known(result, _computed(node, result, left, right))

    def _logic(self, node: Binary, scope: Scope, decisive: bool) -> Value:
        """Kleene's `and` and `or`: one decisive side is enough, whatever the other is."""
        left = self.value(node.left, scope)
        if isinstance(left, Known) and left.value is decisive:
            return left
        right = self.value(node.right, scope)
        if isinstance(right, Known) and right.value is decisive:
            return right
        if isinstance(left, Unknown) or isinstance(right, Unknown):
            return unknown(left, right)
        return Known(not decisive, _computed(node, not decisive, left, right))

    def _compare(self, node: Binary, left: Known, right: Known) -> Value:
        sign = node.operator.text
        if isinstance(left.value, Quantity) and isinstance(right.value, Quantity):
            holds = _compare_quantities(sign, left.value, right.value, node)
            if holds is None:
                return Unknown(
                    (f"a narrower range of {_words(node.left)}",), _computed(node, "", left, right)
                )
        else:
            same = left.value is right.value or left.value == right.value
            holds = same if sign == "=" else not same
        return Known(holds, _computed(node, holds, left, right))

    def _compute(self, node: Binary, left: Quantity, right: Quantity) -> Quantity:
        sign = node.operator.text
        try:
            if sign == "+":
                return left + right
            if sign == "-":
                return left - right
            if sign == "*":
                return left * right
            if sign == "/":
                return left / right
            if sign == "^":
                return left**right
            low, high = min(left.low, right.low), max(left.high, right.high)
            return Quantity(low, high, left.dimension)
        except ZeroDivisionError:
            raise Impossible("division-by-zero", "this divides by zero", node.right.span) from None
        except DimensionError as error:
            raise Impossible("wrong-unit", str(error), node.span) from None
        except RangeError as error:
            raise Impossible("out-of-range", str(error), node.span) from None

    # Calls

    def _call(self, node: Call, scope: Scope) -> Value:
        name = node.name.text
        if name in ("any", "all"):
            return self._quantified(node, scope, name == "any")
        if name in ("count", "sum", "min", "max"):
            return self._aggregate(node, scope)
        if name in ("ceil", "floor", "round", "abs"):
            return self._rounded(node, scope)
        word = scope.words()[name]
        arguments: list[Any] = []
        for operand, parameter in zip(node.operands, word.parameters, strict=False):
            if parameter.options and operand.span.text in parameter.options:
                arguments.append(operand.span.text)
            elif parameter.type is not None:
                value = self.value(operand, scope)
                if isinstance(value, Unknown):
                    return value
                arguments.append(value.value)
            else:
                argument = scope.argument_value(operand, parameter)
                if isinstance(argument, Unknown):
                    return argument
                arguments.append(argument)
        return scope.call(word, arguments, node)

    def _rounded(self, node: Call, scope: Scope) -> Value:
        operand = self.value(node.operands[0], scope)
        if isinstance(operand, Unknown):
            return operand
        quantity: Quantity = operand.value
        rounding = _ROUNDING[node.name.text]
        ends = sorted((Fraction(rounding(quantity.low)), Fraction(rounding(quantity.high))))
        if node.name.text == "abs" and quantity.low < 0 < quantity.high:
            ends[0] = Fraction(0)
        result = Quantity(ends[0], ends[1], quantity.dimension)
        return Known(result, _computed(node, result, operand))

    def _items(self, node: Expression, scope: Scope) -> Iterator[tuple[Value, Value]]:
        """What a comprehension goes over: for each item whether it counts, and its value."""
        if isinstance(node, Comprehension):
            variable, collection, condition, value = (
                node.name.text,
                node.collection,
                node.condition,
                node.value,
            )
        else:
            subject, condition = (
                (node.subject, node.condition) if isinstance(node, Filtered) else (node, None)
            )
            if not (isinstance(subject, Binary) and isinstance(subject.left, Name)):
                whole = self.value(subject, scope)
                if isinstance(whole, Unknown):
                    yield whole, whole
                else:
                    for item in whole.value:
                        yield Known(True), Known(item)
                return
            variable, collection, value = subject.left.name.text, subject.right, subject.left
        items = self.value(collection, scope)
        if isinstance(items, Unknown):
            yield items, items
            return
        for item in items.value:
            inner = scope.bind(variable, ANY_NUMBER, Known(item))
            counts = self.value(condition, inner) if condition is not None else Known(True)
            if isinstance(counts, Known) and not counts.value and not isinstance(node, Filtered):
                continue
            yield counts, self.value(value, inner) if isinstance(node, Comprehension) else Known(item)

    def _quantified(self, node: Call, scope: Scope, decisive: bool) -> Value:
        """`any` is true when one is, `all` is false when one isn't; else unknown while one is unknown."""
        unclear = []
        inner = node.operands[0]
        for counts, value in self._items(inner, scope):
            tested = value if isinstance(inner, Comprehension) else counts
            if isinstance(tested, Known) and tested.value is not decisive:
                continue  # Whether it counts or not, it decides nothing.
            if isinstance(counts, Unknown) or isinstance(tested, Unknown):
                unclear.append(unknown(counts, tested))
            else:
                return Known(decisive, tested.witness)
        return unknown(*unclear) if unclear else Known(not decisive)

    def _aggregate(self, node: Call, scope: Scope) -> Value:
        name = node.name.text
        if name == "count" and isinstance(node.operands[0], Name):
            # How long a list is, is known without going through it.
            self.budget.spend()
            counted = self._name(node.operands[0], scope)
            if isinstance(counted, Known):
                number = len(counted.value)
                return Known(_number(number), Witness(_words(node), str(number)))
        single = isinstance(node.operands[0], (Comprehension, Filtered)) or name == "count"
        values: list[Value] = []
        if single:
            for counts, value in self._items(node.operands[0], scope):
                if isinstance(counts, Unknown):
                    values.append(counts)
                elif counts.value:
                    values.append(value)
        else:
            values = [self.value(operand, scope) for operand in node.operands]
        if any(isinstance(value, Unknown) for value in values):
            return unknown(*values)
        known = [value.value for value in values if isinstance(value, Known)]
        if name == "count":
            return Known(_number(len(known)), Witness(_words(node), str(len(known))))
        if not known:
            return Known(_number(0)) if name == "sum" else Unknown((f"anything to take the {name} of",))
        result = known[0]
        for quantity in known[1:]:
            result = _combine(name, result, quantity, node)
        return Known(result, _computed(node, result, *values))


def _combine(name: str, left: Quantity, right: Quantity, node: Call) -> Quantity:
    try:
        if name == "sum":
            return left + right
    except (DimensionError, RangeError) as error:
        raise Impossible("wrong-unit", str(error), node.span) from None
    pick = min if name == "min" else max
    return Quantity(pick(left.low, right.low), pick(left.high, right.high), left.dimension)


def _number(value: int) -> Quantity:
    return Quantity(Fraction(value), Fraction(value), NONE)


def _compare_quantities(sign: str, left: Quantity, right: Quantity, node: Expression) -> bool | None:
    """Whether it holds; None where intervals overlap so that it can't be said."""
    try:
        order = compare(left, right)
    except DimensionError as error:
        raise Impossible("wrong-unit", str(error), node.span) from None
    if order is not None:
        return _COMPARE[sign](order)
    # Touching intervals decide what doesn't need them to be apart.
    if sign in ("<=", ">") and left.high <= right.low:
        return sign == "<="
    if sign in (">=", "<") and left.low >= right.high:
        return sign == ">="
    return None


def _words(node: Expression) -> str:
    """The expression as it was written, on one line."""
    return " ".join(node.span.text.split())


def _computed(node: Expression, result: Any, *values: Value) -> Witness:
    parts = tuple(value.witness for value in values if value.witness.what)
    return Witness(_words(node), shown(result) if result != "" else "", parts=parts)
