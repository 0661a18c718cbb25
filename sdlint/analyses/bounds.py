"""Bounds: what is sure of a number that a goal asks for, even where the number itself can't be known.

An availability is at most that of what has no copies; a time is at least that of the network, and grows
without bound where more comes than can be done.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from sdlint.analyses.assumptions import OUTAGES, others
from sdlint.analyses.availability import best, flows_of
from sdlint.analyses.cost import least_cost
from sdlint.analyses.delays import moments, percentile
from sdlint.analyses.facts import Facts, words
from sdlint.analyses.journeys import floor
from sdlint.analyses.latency import PERCENTILES, unanswered
from sdlint.analyses.load import utilization
from sdlint.analyses.scope import design_scope
from sdlint.analyses.spread import calmer
from sdlint.analyses.stated import stated
from sdlint.analyses.topology import goes_past
from sdlint.expression.check import Checker
from sdlint.expression.evaluate import Impossible, OutOfSteps, evaluate
from sdlint.expression.scope import Scope
from sdlint.expression.tree import Binary, Call, Expression, Parenthesis
from sdlint.expression.values import Known, Unknown, Value, Witness, shown
from sdlint.model.design import Flow, Requirement, Visit
from sdlint.quantity import NONE, TIME, Quantity
from sdlint.record import Record

ENDLESS = "grows without bound"
"""What becomes of a time where more comes than can be done."""


class Asked(Record):
    """A goal of one sign: a word, of what it is asked, and what it is compared with."""

    word: str
    item: Any
    sign: str
    wanted: Quantity

    @property
    def about_outages(self) -> bool:
        """Whether it asks for so much availability at least."""
        return self.word == "availability" and self.sign in (">=", ">") and self.wanted.dimension == NONE

    @property
    def about_times(self) -> bool:
        """Whether it asks for a time of so much at most."""
        timed = self.word in (*PERCENTILES, "mean") and self.sign in ("<=", "<")
        return timed and self.wanted.dimension == TIME


def comparison(facts: Facts, expression: Expression | None) -> Binary | None:
    """The comparison that an expression is, without parentheses; nothing where there is a mistake in it."""
    while isinstance(expression, Parenthesis):
        expression = expression.inner
    if not isinstance(expression, Binary) or expression.operator.kind != "COMPARE":
        return None
    mistakes: list[object] = []
    sound = Checker(mistakes.append).check(expression, design_scope(facts)) is not None
    return expression if sound and not mistakes else None


def asked_of(call: Call, scope: Scope) -> Any:
    """The element that a word is asked of, or why it is unknown: an estimate may have the name of a flow."""
    return scope.argument_value(call.operands[0], words()[call.name.text].parameters[0])


def asked(facts: Facts, expression: Expression | None) -> Asked | None:
    """What a goal for an availability or a time asks; nothing where it asks for something else."""
    found = comparison(facts, expression)
    call = found.left if found is not None else None
    if found is None or not isinstance(call, Call):
        return None
    if call.name.text not in ("availability", *PERCENTILES, "mean"):
        return None
    scope = design_scope(facts)
    try:
        wanted, item = evaluate(found.right, scope), asked_of(call, scope)
    except (Impossible, OutOfSteps):
        return None
    if isinstance(item, Unknown) or isinstance(wanted, Unknown):
        return None
    goal = Asked(call.name.text, item, found.operator.text, wanted.value)
    return goal if goal.about_outages or goal.about_times else None


def bound(facts: Facts, goal: Asked, *, firm: bool = False) -> Value:
    """The best that it can be, however many copies there are and however fast machines are; where it is to
    be `firm`, by what the design says of the network alone.
    """
    if goal.about_outages:
        # Where its zones' availability is assumed, the best that may be assumed.
        return best(next(others(facts, OUTAGES), facts), goal.item)
    key = ("least", goal.item.name, goal.word, type(goal.item), firm)
    found: Value | None = facts.memo.get(key)
    if found is None:
        found = facts.memo[key] = _round_trips(facts, goal.item, goal.word, firm)
    return found


def is_beyond(goal: Asked, most: Known) -> bool:
    """Whether it asks for more than the best: what is exactly as good isn't beyond it."""
    if goal.about_outages:
        return bool(most.value.high < goal.wanted.low)
    return bool(most.value.low > goal.wanted.high)


def told(goal: Asked, most: Known) -> str:
    """The best that it can be, in words: `at most 99.9%`."""
    text = shown(most.value, percent=goal.about_outages)
    return f"at most {text}" if goal.about_outages else f"at least {text}"


def missed(facts: Facts, expression: Expression) -> tuple[str, Witness] | None:
    """What a goal comes to at best, in words, where that isn't enough though its value can't be known."""
    goal = asked(facts, expression)
    if goal is None:
        return _too_dear(facts, expression)
    if goal.about_times and facts.down:
        for flow in flows_of(facts, goal.item):
            silent = unanswered(facts, flow, goal.word)
            if silent is not None:
                return silent, Witness(silent)
    if facts.left is not None:
        return missed(facts.left, expression)
    most = bound(facts, goal)
    if isinstance(most, Known) and is_beyond(goal, most):
        text = told(goal, most)
        return text, Witness(f"it {'is' if goal.about_outages else 'takes'} {text}", parts=most.witness.parts)
    if goal.about_times:
        for flow in flows_of(facts, goal.item):
            for used in _overrun(facts, flow, goal.word):
                return ENDLESS, used.witness
    return None


def endless(facts: Facts, flow: Flow, word: str) -> bool:
    """Whether a time of a flow (`p99`) is unknown because more comes than can be done."""
    return next(_overrun(facts, flow, word), None) is not None


def _too_dear(facts: Facts, expression: Expression) -> tuple[str, Witness] | None:
    """What is known to be paid, where that alone is more than a goal allows."""
    found = comparison(facts, expression)
    call = found.left if found is not None else None
    if found is None or not isinstance(call, Call) or call.name.text != "cost":
        return None
    if found.operator.text not in ("<=", "<"):
        return None
    scope = design_scope(facts)
    try:
        wanted = evaluate(found.right, scope)
        item = asked_of(call, scope) if call.operands else None
    except (Impossible, OutOfSteps):
        return None
    if isinstance(wanted, Unknown) or isinstance(item, Unknown):
        return None
    least = least_cost(facts.left or facts, item)
    if least.value.low <= wanted.value.high:
        return None
    text = f"at least {shown(least.value)}"
    return text, Witness(f"it costs {text}", parts=(least.witness,))


def _round_trips(facts: Facts, item: Flow | Requirement, name: str, firm: bool) -> Value:
    """What a flow would take if nobody waited and all work were done at once: the network alone."""
    slowest: Known | None = None
    for flow in flows_of(facts, item):
        way = floor(facts, flow, firm=firm)
        if isinstance(way, Unknown):
            return way
        time = moments(way.block)[0] if name == "mean" else percentile(way.block, PERCENTILES[name])
        quantity = Quantity.of(Fraction(time), TIME)
        if slowest is None or quantity.low > slowest.value.low:
            hops = [part for hop in way.hops for part in hop.witness.parts]
            trips = dict.fromkeys(part for part in hops if part.what.startswith(("round trip", "rtt")))
            slowest = Known(quantity, Witness("round trips", shown(quantity), parts=tuple(trips)))
    return slowest or Unknown((f"a flow for `{item.name}`",))


def _overrun(facts: Facts, flow: Flow, name: str) -> Iterator[Known]:
    """How busy those are that more comes to than they can do, and that enough requests wait for."""
    if flow.root is None:
        return
    spared = 0.0 if name == "mean" else 1.0 - PERCENTILES[name]
    for component, chance in _waited_for(facts, flow.root, 1.0):
        if chance <= spared:
            continue
        there = facts.design.components[component]
        used = utilization(facts, there, "capacity")
        if isinstance(used, Known) and float(used.value.low) * calmer(facts, there, flow) > 1:
            yield used


def _waited_for(facts: Facts, visit: Visit, chance: float) -> Iterator[tuple[str, float]]:
    """The components that a request waits for, and how probable that is at least."""
    components = facts.design.components
    waiting = [(visit, chance, components[visit.component].delivers)]
    for here, likely, messages in waiting:
        for call in (call for stage in here.stages for call in stage):
            step = call.step
            limit = stated(step, "timeout"), stated(components[step.callee], "timeout")
            if (step.asynchronous and not messages) or (
                step.optional and any(isinstance(one, Known) for one in limit)
            ):
                continue
            made = likely * (float(step.share.low) if step.share is not None else 1.0)
            passes = components[step.callee].kind in ("cache", "cdn")
            if goes_past(components[step.callee], call):
                yield from ((other.step.callee, made) for other in call.otherwise)
                continue
            yield step.callee, made
            after = made
            if passes and not step.write:
                hit = stated(components[step.callee], "hit")
                after *= 1.0 - float(hit.value.high) if isinstance(hit, Known) else 0.0
                for other in call.otherwise:
                    yield other.step.callee, after
                    waiting.append((other.visit, after, False))
            waiting.append((call.visit, after, messages and components[step.callee].family == "channel"))
