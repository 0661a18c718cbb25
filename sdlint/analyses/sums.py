"""Sums and products of values, with the arithmetic as their witness."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import ParamSpec

from sdlint.expression.values import Known, Unknown, Value, Witness, shown, unknown
from sdlint.quantity import Dimension, Quantity, RangeError

ONE = Quantity.number(1)


_P = ParamSpec("_P")


def in_range(function: Callable[_P, Value]) -> Callable[_P, Value]:
    """Make what is too large to be computed, or divided by zero, unknown."""

    @wraps(function)
    def bounded(*arguments: _P.args, **named: _P.kwargs) -> Value:
        try:
            return function(*arguments, **named)
        except RangeError:
            return Unknown(("numbers of a size that can be computed with",))
        except ZeroDivisionError:
            return Unknown(("a number above 0 to divide by",))

    return bounded


def given(value: Quantity, what: str, percent: bool = False) -> Known:
    """A number that follows from what was said before."""
    return Known(value, Witness(what, shown(value, percent=percent)))


@in_range
def total(values: Sequence[Value], what: str, dimension: Dimension) -> Value:
    """The sum; one value that is unknown makes it unknown."""
    known = [value for value in values if isinstance(value, Known)]
    if len(known) < len(values):
        return unknown(*values)
    result = Quantity.of(0, dimension)
    for value in known:
        result = result + value.value
    if len(known) == 1:
        only = known[0].witness
        return Known(result, Witness(what, shown(result), only.how, parts=(only,)))
    how = " + ".join(value.witness.shown for value in known)
    return Known(result, Witness(what, shown(result), how, parts=tuple(value.witness for value in known)))


@in_range
def product(what: str, *factors: Value | None) -> Value:
    """The product; one factor that is unknown makes it unknown, and None stands for no factor at all."""
    there = [factor for factor in factors if factor is not None]
    known = [factor for factor in there if isinstance(factor, Known)]
    if len(known) < len(there):
        return unknown(*there)
    result = ONE
    for factor in known:
        result = result * factor.value
    how = " × ".join(factor.witness.shown or shown(factor.value) for factor in known)
    parts = tuple(factor.witness for factor in known if factor.witness.what)
    return Known(result, Witness(what, shown(result), how if len(known) > 1 else "", parts=parts))


def is_zero(value: Value) -> bool:
    """Whether it is known to be nothing."""
    return isinstance(value, Known) and value.value.low == value.value.high == 0


def largest(values: Sequence[Value], dimension: Dimension) -> Value:
    """The largest of some values, of intervals at each end; unknown where one of them is."""
    if not values or any(isinstance(value, Unknown) for value in values):
        return unknown(*values)
    known = [value for value in values if isinstance(value, Known)]
    top = max(known, key=lambda value: (value.value.high, value.value.low))
    low = max(value.value.low for value in known)
    return Known(Quantity(low, top.value.high, dimension), top.witness)
