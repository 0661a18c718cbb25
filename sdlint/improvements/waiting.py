"""A timeout for what a flow may go without: set on its own call, so that no other flow gives anything up."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from sdlint.analyses.chains import calls
from sdlint.analyses.delays import done_by, percentile
from sdlint.analyses.facts import Facts
from sdlint.analyses.journeys import Wait, wait
from sdlint.analyses.review.numbers import figure
from sdlint.analyses.trips import waited
from sdlint.expression.values import Known, shown
from sdlint.improvements.candidate import Candidate
from sdlint.model.design import Call, Flow
from sdlint.quantity import Quantity
from sdlint.syntax.edits import Trees, settings

GIVEN_UP = 0.05
"""The share of calls that may be given up at most: from there on `short-timeout` tells of ordinary calls that
are cut off, and a feature that one in twenty doesn't see is one that is missed.
"""


def timeouts(facts: Facts, flow: Flow, trees: Trees) -> Iterator[Candidate]:
    """A wanted call that isn't needed is given up after what half of all requests take in all, or later, so
    that few go without it.
    """
    half = figure(facts, "p50", flow).value
    if not isinstance(half, Known) or half.value.high <= 0 or flow.root is None:
        return
    found: dict[str, list[Call]] = {}
    for call in calls(flow.root):
        step, component = call.step, facts.design.components[call.step.callee]
        said = step.attributes.keys() | component.attributes.keys()
        if step.optional and waited(facts, step) and "timeout" not in said and "retries" not in said:
            found.setdefault(step.callee, []).append(call)
    for name, made in found.items():
        # What is long counts here, so at the high end of what is known, as for the flow's percentiles.
        waits = [wait(facts, call, end="high", cv=None) for call in made]
        if any(one.wanting for one in waits):
            continue
        limit = _rounded(max(half.value.high, *(_most(one) for one in waits)) * 1000)
        edits = []
        for call in made:
            target = trees.target(call.step.span)
            edits += settings(target, [("timeout", f"{limit}ms")]) if target is not None else []
        share = max(1.0 - done_by(one.block, limit / 1000) for one in waits)
        if len(edits) < len(made) or share > GIVEN_UP:
            continue
        told = f"{flow.name} waits for {name} at most {limit}ms"
        assumes = f"{flow.name} may go without it, as {_part(share)} of its calls do then"
        yield Candidate("timeout", (name,), told, assumes, tuple(edits), flow=flow.name)


def _most(wait: Wait) -> Fraction:
    return Fraction(percentile(wait.block, 1.0 - GIVEN_UP))


def _part(share: float) -> str:
    if share < 0.001:
        return "less than 0.1%"
    return shown(Quantity.number(Fraction(f"{share:.2g}")), percent=True)


def _rounded(milliseconds: Fraction) -> int:
    """Up to two digits that count."""
    unit = 1
    while milliseconds / unit > 100:
        unit *= 10
    return max(1, -int(-milliseconds / unit // 1) * unit)
