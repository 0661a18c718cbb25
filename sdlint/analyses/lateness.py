"""Calls that are given up though nothing has failed: their answers come later than their callers wait."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from sdlint.analyses.availability import flows_of
from sdlint.analyses.bounds import asked
from sdlint.analyses.facts import Facts, word
from sdlint.analyses.journeys import wait
from sdlint.analyses.stated import stated_of_call
from sdlint.analyses.traffic import misses_of
from sdlint.analyses.trips import timeout_of
from sdlint.expression.values import (
    Known,
    Parameter,
    Unknown,
    Value,
    Witness,
    element,
    list_of,
    shown,
    unknown,
)
from sdlint.model.design import Call, Goal, Step, Visit
from sdlint.quantity import Quantity

SUREST = 0.9999
"""Of more nines a percentile of assumed times says nothing."""


@word(Parameter("goal", ("goal",)), result=list_of(element("step")), example="late_for(goal)")
def late_for(facts: Facts, goal: Goal) -> Value:
    """The needed calls that are given up more often than a goal for an availability lets anything fail."""
    said = asked(facts, goal.expression)
    found: list[Step] = []
    parts: list[Witness] = []
    wanting: list[Unknown] = []
    if said is not None and said.about_outages:
        spared = max(0.0, 1.0 - float(said.wanted.low))
        for flow in flows_of(facts, said.item):
            root = flow.root
            if root is None or facts.design.components[root.component].family not in ("entry", "outside"):
                continue  # Nobody waits for the end.
            for call, made in _needed(facts, root, 1.0):
                told = _late(facts, call, spared / made) if made > spared else None
                if isinstance(told, Unknown):
                    wanting.append(told)
                elif told is not None:
                    found.append(call.step)
                    parts.append(told)
    if wanting and not found:
        return unknown(*wanting)
    names = ", ".join(step.name for step in found)
    return Known(tuple(found), Witness("calls that are given up", names, parts=tuple(parts)))


def _late(facts: Facts, call: Call, spared: float) -> Witness | Unknown | None:
    """How long a call takes that is given up more often than that, each time that it is tried."""
    step = call.step
    limit = timeout_of(facts, step)
    if isinstance(limit, Unknown):
        return None  # Who waits for ever gives nothing up; that is another finding.
    again = stated_of_call(step, facts.design.components[step.callee], "retries")
    attempts = 1.0 + (float(again.value.high) if isinstance(again, Known) else 0.0)
    share = min(1.0 - spared ** (1.0 / attempts), SUREST)
    time = wait(facts, call)
    if share <= 0.0 or time.within(share, limit.value.high):
        return None
    rest = shown(Quantity.number(_rounded(1.0 - share)), percent=True)
    slow = time.percentile(share, f"what {rest} of {step.name} take at least")
    if isinstance(slow, Unknown):
        return slow
    if slow.value.low <= limit.value.high:
        return None
    tried = f", {shown(Quantity.number(round(attempts)))} times tried" if attempts > 1 else ""
    witness = slow.witness
    return Witness(f"{witness.what}{tried}", witness.shown, parts=(*witness.parts, limit.witness))


def _rounded(share: float) -> Fraction:
    return Fraction(f"{share:.3g}")


def _needed(facts: Facts, visit: Visit, made: float) -> Iterator[tuple[Call, float]]:
    """The calls that a request can't do without, each with how probable it is at least that it is made."""
    waiting = [(call, made) for stage in visit.stages for call in stage]
    for call, likely in waiting:
        step, callee = call.step, facts.design.components[call.step.callee]
        if step.asynchronous or step.optional:
            continue
        if step.share is not None:
            likely *= float(step.share.low)
        behind = likely
        if callee.kind in ("cache", "cdn"):
            misses = misses_of(callee)
            behind *= float(misses.value.low) if isinstance(misses, Known) and not step.write else 0.0
            waiting.extend((other, behind) for other in call.otherwise)
        if call.otherwise:
            continue  # There is another way.
        yield call, likely
        waiting.extend((inner, behind) for stage in call.visit.stages for inner in stage)
