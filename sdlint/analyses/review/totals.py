"""How many machines there are in all, and behind a flow: what a provider scales is none of them."""

from __future__ import annotations

from collections.abc import Iterable

from sdlint.analyses.review.figure import Figure, Use
from sdlint.analyses.review.numbers import Numbers
from sdlint.analyses.sums import total
from sdlint.expression.values import Known
from sdlint.model.design import Flow
from sdlint.quantity import NONE


def machines(numbers: Numbers) -> Figure:
    """All that the design itself runs."""
    return _sum(numbers, (one.name for one in numbers.components), "")


def least_machines(numbers: Numbers) -> Figure:
    """How many of them are known, whatever isn't known of the rest."""
    values = [one.machines.value for one in numbers.components if not one.elastic]
    known = [value for value in values if isinstance(value, Known)]
    return Figure(Use("machines", ""), total(known, "the known part of the machines", NONE))


def machines_behind(numbers: Numbers, flow: Flow) -> Figure:
    """Those of the components that a flow goes through."""
    return _sum(numbers, flow.touched, flow.name)


def _sum(numbers: Numbers, names: Iterable[str], item: str) -> Figure:
    counted = {one.name: one.machines.value for one in numbers.components if not one.elastic}
    values = [counted[name] for name in names if name in counted]
    return Figure(Use("machines", item), total(values, "machines", NONE))
