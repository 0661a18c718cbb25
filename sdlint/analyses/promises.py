"""Goals beside each other: which can't be met together, and which say nothing beside a stricter one."""

from __future__ import annotations

from collections.abc import Iterable

from sdlint.analyses.bounds import comparison
from sdlint.analyses.facts import Facts, word
from sdlint.analyses.scope import design_scope
from sdlint.expression.evaluate import Impossible, OutOfSteps, evaluate
from sdlint.expression.values import Known, Parameter, Value, Witness, element, list_of
from sdlint.model.design import Goal
from sdlint.quantity import Quantity
from sdlint.record import Record


class Promise(Record):
    """A goal that is a bound on a number."""

    goal: Goal
    asked: str
    """Its left side, as it is written but for blanks."""
    upper: bool
    strict: bool
    bound: Quantity


@word(Parameter("goal", ("goal",)), result=list_of(element("goal")), example="against(goal)")
def against(facts: Facts, goal: Goal) -> Value:
    """The goals before it that can't be met while it is."""
    own, before = _before(facts, goal)
    if own is None:
        return _goals(())
    found = []
    for other in before:
        if other.upper == own.upper:
            continue
        low, high = (other, own) if own.upper else (own, other)
        apart = low.bound.low > high.bound.high
        touching = low.bound.low == high.bound.high and (low.strict or high.strict)
        if apart or touching:
            found.append(other.goal)
    return _goals(found)


@word(Parameter("goal", ("goal",)), result=list_of(element("goal")), example="implied_by(goal)")
def implied_by(facts: Facts, goal: Goal) -> Value:
    """The goals beside which it says nothing, since they ask for more; of two that are the same the first."""
    own, before = _before(facts, goal)
    if own is None:
        return _goals(())
    earlier = {id(other.goal) for other in before}
    return _goals(
        other.goal
        for other in _promises(facts)
        if other.goal is not goal and other.asked == own.asked and other.upper == own.upper
        if _stricter(other, own) or (id(other.goal) in earlier and _same(own, other))
    )


def _goals(found: Iterable[Goal]) -> Known:
    goals = tuple(found)
    return Known(goals, Witness("goals", ", ".join(goal.name for goal in goals) or "none"))


def _same(one: Promise, other: Promise) -> bool:
    return one.strict == other.strict and one.bound.exact and one.bound == other.bound


def _stricter(one: Promise, other: Promise) -> bool:
    """Whether a bound in the same direction surely asks for more."""
    if one.bound.low == one.bound.high == other.bound.low == other.bound.high:
        return one.strict and not other.strict
    return one.bound.high < other.bound.low if one.upper else one.bound.low > other.bound.high


def _before(facts: Facts, goal: Goal) -> tuple[Promise | None, list[Promise]]:
    """What a goal promises, and those before it that speak of the same."""
    before: list[Promise] = []
    for one in _promises(facts):
        if one.goal is goal:
            return one, [other for other in before if other.asked == one.asked]
        before.append(one)
    return None, []


def _promises(facts: Facts) -> list[Promise]:
    found: list[Promise] | None = facts.memo.get("promises")
    if found is None:
        told = (_promise(facts, goal) for goal in facts.design.goals)
        found = facts.memo["promises"] = [one for one in told if one is not None]
    return found


def _promise(facts: Facts, goal: Goal) -> Promise | None:
    said = comparison(facts, goal.expression)
    if said is None or (sign := said.operator.text) not in ("<", "<=", ">", ">="):
        return None
    try:
        wanted = evaluate(said.right, design_scope(facts))
    except (Impossible, OutOfSteps):
        return None
    if not isinstance(wanted, Known) or not isinstance(wanted.value, Quantity):
        return None
    asked = "".join(said.left.span.text.split())
    return Promise(goal, asked, sign in ("<", "<="), sign in ("<", ">"), wanted.value)
