"""Expressions → functions that evaluate them: each node's is made once, from those of its parts.

A node's code is the function and its cost: the steps of what is evaluated whenever the node is. Who calls
the function has spent them. What is evaluated only sometimes, or for each item of a list, is spent
when it comes to that.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sdlint.expression.budget import Budget, Impossible
from sdlint.expression.scope import Scope
from sdlint.expression.tree import (
    Binary,
    Expression,
    Knowledge,
    Literal,
    Member,
    Name,
    Parenthesis,
    Text,
    Unary,
)
from sdlint.expression.values import NARROWER, Known, Type, Unknown, Value, Witness, known, shown, unknown
from sdlint.quantity import CALENDAR, DimensionError, Quantity, RangeError, compare, parse

Run = Callable[[Scope, Budget], Value]
Code = tuple[Run, int]
Coder = Callable[[Any], Code]

_CODERS: dict[type[Expression], Coder] = {}

_COMPARE: dict[str, Callable[[int], bool]] = {
    "<": lambda order: order < 0,
    "<=": lambda order: order <= 0,
    "=": lambda order: order == 0,
    "!=": lambda order: order != 0,
    ">=": lambda order: order >= 0,
    ">": lambda order: order > 0,
}
_ELEMENT = Type("element")


def coder(kind: type[Expression]) -> Callable[[Coder], Coder]:
    """Make a function the one that makes the code of a kind of nodes."""

    def register(function: Coder) -> Coder:
        _CODERS[kind] = function
        return function

    return register


def code(node: Expression) -> Code:
    """The code of an expression, made when it is first asked for."""
    holder: Any = node
    try:
        made: Code = holder.code
    except AttributeError:
        made = holder.code = _CODERS[type(node)](node)
    return made


def unquote(text: str) -> str:
    """The text that a string in quotes stands for."""
    body = text[3:-3] if text.startswith('"""') and len(text) >= 6 else text[1:-1]
    if "\\" not in body:
        return body
    import re

    return re.sub(r"\\(.)", lambda m: {"n": "\n", "t": "\t"}.get(m[1], m[1]), body)


def words_of(node: Expression) -> str:
    """The expression as it was written, on one line."""
    return " ".join(node.span.text.split())


def computed(node: Expression, result: Any, *values: Value) -> Known:
    """What an expression comes to, and of what."""

    def witness() -> Witness:
        parts = tuple(value.witness for value in values if value.witness.what)
        return Witness(words_of(node), shown(result), parts=parts)

    return known(result, witness)


@coder(Literal)
def _literal(node: Literal) -> Code:
    made: tuple[Any, Known] | None = None

    def run(scope: Scope, budget: Budget) -> Value:
        nonlocal made
        calendar = getattr(scope, "calendar", CALENDAR)
        if made is None or made[0] is not calendar:
            quantity = parse(node.text, calendar)
            if node.minus:
                quantity = -quantity
            made = (
                calendar,
                known(quantity, lambda: Witness("", node.span.text, origin="stated", source=node.span.where)),
            )
        return made[1]

    return run, 1


@coder(Text)
def _text(node: Text) -> Code:
    value = Known(unquote(node.string.text), Witness("", node.string.text))
    return lambda scope, budget: value, 1


@coder(Parenthesis)
def _parenthesis(node: Parenthesis) -> Code:
    run, cost = code(node.inner)
    return run, cost + 1


@coder(Name)
def _name(node: Name) -> Code:
    name = node.name.text

    def run(scope: Scope, budget: Budget) -> Value:
        found = scope.name_value(name)
        if type(found) is Known and type(found.value) is tuple:
            budget.spend(len(found.value))  # A list costs what it is long.
        return found

    return run, 1


@coder(Member)
def _member(node: Member) -> Code:
    owner_of, cost = code(node.owner)
    name = node.name.text

    def run(scope: Scope, budget: Budget) -> Value:
        owner = owner_of(scope, budget)
        if type(owner) is Unknown:
            return owner
        found = scope.member_value(owner.value, _ELEMENT, name)  # type: ignore[union-attr]
        if type(found) is Known and type(found.value) is tuple:
            budget.spend(len(found.value))
        return found

    return run, cost + 1


@coder(Knowledge)
def _knowledge(node: Knowledge) -> Code:
    subject_of, cost = code(node.subject)
    wanted = Known if (node.word.text == "known") != bool(node.negation) else Unknown

    def run(scope: Scope, budget: Budget) -> Value:
        subject = subject_of(scope, budget)
        return known(type(subject) is wanted, lambda: subject.witness)

    return run, cost + 1


@coder(Unary)
def _unary(node: Unary) -> Code:
    operand_of, cost = code(node.operand)
    if node.operator.kind == "NOT":

        def negated(scope: Scope, budget: Budget) -> Value:
            operand = operand_of(scope, budget)
            if isinstance(operand, Unknown):
                return operand
            return known(not operand.value, lambda: operand.witness)

        return negated, cost + 1

    def run(scope: Scope, budget: Budget) -> Value:
        operand = operand_of(scope, budget)
        return operand if isinstance(operand, Unknown) else computed(node, -operand.value, operand)

    return run, cost + 1


@coder(Binary)
def _binary(node: Binary) -> Code:
    sign = node.operator.text
    if sign in ("and", "or"):
        return _logic(node, sign == "or")
    (left_of, left_cost), (right_of, right_cost) = code(node.left), code(node.right)
    result_of = (
        _contained
        if sign == "in"
        else _compared
        if node.operator.kind in ("COMPARE", "EQUALS")
        else _calculated
    )

    def run(scope: Scope, budget: Budget) -> Value:
        left, right = left_of(scope, budget), right_of(scope, budget)
        if isinstance(left, Unknown) or isinstance(right, Unknown):
            return unknown(left, right)
        return result_of(node, sign, left, right)

    return run, left_cost + right_cost + 1


def _logic(node: Binary, decisive: bool) -> Code:
    """Kleene's `and` and `or`: one decisive side is enough, whatever the other is."""
    (left_of, cost), (right_of, right_cost) = code(node.left), code(node.right)

    def run(scope: Scope, budget: Budget) -> Value:
        left = left_of(scope, budget)
        left_known = type(left) is Known
        if left_known and left.value is decisive:  # type: ignore[union-attr]
            return left
        budget.spend(right_cost)
        right = right_of(scope, budget)
        if type(right) is Known:
            if right.value is decisive:
                return right
            if left_known:
                return computed(node, not decisive, left, right)
        return unknown(left, right)

    return run, cost + 1


def _contained(node: Binary, sign: str, left: Known, right: Known) -> Value:
    holds = any(item is left.value or item == left.value for item in right.value)
    return computed(node, holds, left, right)


def _compared(node: Binary, sign: str, left: Known, right: Known) -> Value:
    if isinstance(left.value, Quantity) and isinstance(right.value, Quantity):
        holds = _compare_quantities(sign, left.value, right.value, node)
        if holds is None:
            parts = tuple(value.witness for value in (left, right) if value.witness.what)
            witness = Witness(words_of(node), parts=parts)
            return Unknown((f"{NARROWER} {words_of(node.left)}",), witness)
    else:
        same = left.value is right.value or left.value == right.value
        holds = same if sign == "=" else not same
    return computed(node, holds, left, right)


def _calculated(node: Binary, sign: str, left: Known, right: Known) -> Value:
    return computed(node, _compute(node, sign, left.value, right.value), left, right)


def _compute(node: Binary, sign: str, left: Quantity, right: Quantity) -> Quantity:
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
