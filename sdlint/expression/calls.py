"""Calls → functions that evaluate them: words, roundings, and what is said of lists."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from math import ceil, floor
from typing import Any

from sdlint.expression.budget import Budget, Impossible
from sdlint.expression.code import Code, Run, code, coder, computed, words_of
from sdlint.expression.scope import Scope
from sdlint.expression.tree import Binary, Call, Comprehension, Expression, Filtered, Name
from sdlint.expression.values import (
    ANY_NUMBER,
    Known,
    Parameter,
    Unknown,
    Value,
    Witness,
    Word,
    known,
    unknown,
)
from sdlint.quantity import NONE, DimensionError, Quantity, RangeError

_ROUNDING: dict[str, Callable[[Fraction], int | Fraction]] = {
    "ceil": ceil,
    "floor": floor,
    "round": round,
    "abs": abs,
}
_YES = Known(True)
Items = Callable[[Scope, Budget], Iterator[tuple[Value, Value]]]
Argument = Callable[[Scope, Budget], Any]


@coder(Call)
def _call(node: Call) -> Code:
    name = node.name.text
    if name in ("any", "all"):
        return _quantified(node, name == "any")
    if name in ("count", "sum", "min", "max"):
        return _aggregate(node)
    if name in _ROUNDING:
        return _rounded(node)
    made: tuple[Word, list[Argument]] | None = None

    def run(scope: Scope, budget: Budget) -> Value:
        nonlocal made
        word = scope.words()[name]
        if made is None or made[0] is not word:
            made = word, list(_arguments(node, word))
        arguments = []
        for get in made[1]:
            argument = get(scope, budget)
            if isinstance(argument, Unknown):
                return argument
            arguments.append(argument)
        found = scope.call(word, arguments, node)
        if isinstance(found, Known) and type(found.value) is tuple:
            budget.spend(len(found.value))
        return found

    return run, 1


def _arguments(node: Call, word: Word) -> Iterator[Argument]:
    """What gives each argument of a word: an option's text, a value, or the element that is named."""
    for operand, parameter in zip(node.operands, word.parameters, strict=False):
        text = operand.span.text
        if parameter.options and text in parameter.options:
            yield _option(text)
        elif parameter.type is not None:
            yield _valued(operand)
        else:
            yield _element(operand, parameter)


def _option(text: str) -> Argument:
    return lambda scope, budget: text


def _element(operand: Expression, parameter: Parameter) -> Argument:
    return lambda scope, budget: scope.argument_value(operand, parameter)


def _valued(operand: Expression) -> Argument:
    value_of, cost = code(operand)

    def get(scope: Scope, budget: Budget) -> Any:
        budget.spend(cost)
        value = value_of(scope, budget)
        return value if isinstance(value, Unknown) else value.value

    return get


def _rounded(node: Call) -> Code:
    operand_of, cost = code(node.operands[0])
    name = node.name.text
    rounding = _ROUNDING[name]

    def run(scope: Scope, budget: Budget) -> Value:
        operand = operand_of(scope, budget)
        if isinstance(operand, Unknown):
            return operand
        quantity: Quantity = operand.value
        ends = sorted((Fraction(rounding(quantity.low)), Fraction(rounding(quantity.high))))
        if name == "abs" and quantity.low < 0 < quantity.high:
            ends[0] = Fraction(0)
        return computed(node, Quantity(ends[0], ends[1], quantity.dimension), operand)

    return run, cost + 1


# Lists


def _items(node: Expression) -> Items:
    """What goes over a list: for each item whether it counts, and its value."""
    if isinstance(node, Comprehension):
        return _loop(node.name.text, node.collection, node.condition, node.value, skip=True)
    subject, condition = (node.subject, node.condition) if isinstance(node, Filtered) else (node, None)
    if isinstance(subject, Binary) and isinstance(subject.left, Name):
        return _loop(subject.left.name.text, subject.right, condition, None, skip=False)
    all_of, cost = code(subject)

    def items(scope: Scope, budget: Budget) -> Iterator[tuple[Value, Value]]:
        budget.spend(cost)
        found = all_of(scope, budget)
        if isinstance(found, Unknown):
            yield found, found
        else:
            for item in found.value:
                yield _YES, Known(item)

    return items


def _loop(
    variable: str, collection: Expression, condition: Expression | None, value: Expression | None, skip: bool
) -> Items:
    """Each item of a collection under the name of a variable. Without `skip`, those are given too that don't
    count.
    """
    all_of, all_cost = code(collection)
    counts_of: Run | None = None
    value_of: Run | None = None
    cost = 0
    if condition is not None:
        counts_of, cost = code(condition)
    if value is not None:
        value_of, value_cost = code(value)

    def items(scope: Scope, budget: Budget) -> Iterator[tuple[Value, Value]]:
        budget.spend(all_cost)
        found = all_of(scope, budget)
        if isinstance(found, Unknown):
            yield found, found
            return
        for item in found.value:
            one = Known(item)
            inner = scope.bind(variable, ANY_NUMBER, one)
            counts: Value = _YES
            if counts_of is not None:
                budget.spend(cost)
                counts = counts_of(inner, budget)
                if skip and isinstance(counts, Known) and not counts.value:
                    continue
            if value_of is None:
                yield counts, one
            else:
                budget.spend(value_cost)
                yield counts, value_of(inner, budget)

    return items


def _quantified(node: Call, decisive: bool) -> Code:
    """`any` is true when one is, `all` is false when one isn't; else unknown while one is unknown."""
    inner = node.operands[0]
    items = _items(inner)
    of_values = isinstance(inner, Comprehension)

    def run(scope: Scope, budget: Budget) -> Value:
        unclear = []
        for counts, value in items(scope, budget):
            tested = value if of_values else counts
            if isinstance(tested, Known) and tested.value is not decisive:
                continue  # Whether it counts or not, it decides nothing.
            if isinstance(counts, Unknown) or isinstance(tested, Unknown):
                unclear.append(unknown(counts, tested))
            else:
                return _decided(decisive, tested)
        return unknown(*unclear) if unclear else Known(not decisive)

    return run, 1


def _decided(decisive: bool, by: Known) -> Known:
    return known(decisive, lambda: by.witness)


def _aggregate(node: Call) -> Code:
    name = node.name.text
    first = node.operands[0]
    if name == "count" and isinstance(first, Name):
        return _length(node, first.name.text)
    if name == "count" or isinstance(first, (Comprehension, Filtered)):
        items = _items(first)

        def listed(scope: Scope, budget: Budget) -> list[Value]:
            pairs = items(scope, budget)
            # What may count or not is unknown, and what it comes to with it.
            return [
                counts if isinstance(counts, Unknown) else value
                for counts, value in pairs
                if isinstance(counts, Unknown) or counts.value
            ]

        return _aggregated(node, listed), 1
    codes = [code(operand) for operand in node.operands]

    def given(scope: Scope, budget: Budget) -> list[Value]:
        return [run(scope, budget) for run, _ in codes]

    return _aggregated(node, given), 1 + sum(cost for _, cost in codes)


def _length(node: Call, name: str) -> Code:
    """How long a list is, is known without going through it."""

    def run(scope: Scope, budget: Budget) -> Value:
        found = scope.name_value(name)
        if isinstance(found, Unknown):
            return unknown(found)
        return _counted(node, len(found.value))

    return run, 2


def _counted(node: Call, number: int) -> Known:
    value = Fraction(number)
    return known(Quantity(value, value, NONE), lambda: Witness(words_of(node), str(number)))


def _aggregated(node: Call, values_of: Callable[[Scope, Budget], list[Value]]) -> Run:
    name = node.name.text

    def run(scope: Scope, budget: Budget) -> Value:
        values = values_of(scope, budget)
        if any(isinstance(value, Unknown) for value in values):
            return unknown(*values)
        held = [value.value for value in values if isinstance(value, Known)]
        if name == "count":
            return _counted(node, len(held))
        if not held:
            if name == "sum":
                return Known(Quantity(Fraction(0), Fraction(0), NONE))
            return Unknown((f"anything to take the {name} of",))
        result = held[0]
        for quantity in held[1:]:
            result = _combine(name, result, quantity, node)
        return computed(node, result, *values)

    return run


def _combine(name: str, left: Quantity, right: Quantity, node: Call) -> Quantity:
    try:
        if name == "sum":
            return left + right
    except (DimensionError, RangeError) as error:
        raise Impossible("wrong-unit", str(error), node.span) from None
    pick = min if name == "min" else max
    return Quantity(pick(left.low, right.low), pick(left.high, right.high), left.dimension)
