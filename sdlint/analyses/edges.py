"""Goals at the edges: what can't be met however it is built, and what is met by an assumption alone."""

from __future__ import annotations

from typing import Any

from sdlint.analyses.assumptions import MOVES, OUTAGES, VARIATIONS, others
from sdlint.analyses.bounds import asked, asked_of, bound, comparison, is_beyond, told
from sdlint.analyses.facts import Facts, word
from sdlint.analyses.latency import PERCENTILES
from sdlint.analyses.scope import design_scope
from sdlint.analyses.verdicts import Verdict, judge
from sdlint.expression.evaluate import Impossible, OutOfSteps, evaluate
from sdlint.expression.tree import Call, Expression
from sdlint.expression.values import BOOL, Known, Parameter, Unknown, Value, Witness, number, shown
from sdlint.model.design import Component, Goal
from sdlint.model.estimates import calls_in
from sdlint.quantity import TIME
from sdlint.record import Record

ABOUT_OUTAGES = frozenset(("availability", "downtime", "ceiling"))
ABOUT_TIMES = frozenset((*PERCENTILES, "mean", "budget", "waiting", "queue"))

# What can't be met


@word(Parameter("goal", ("goal",)), result=BOOL, example="impossible(goal)")
def impossible(facts: Facts, goal: Goal) -> Value:
    """Whether no number of copies and no faster machines could meet it: its ceiling, or its round trips."""
    wanted = asked(facts, goal.expression)
    if wanted is None:
        return Known(False, Witness(f"{goal.name} can be met"))
    most = bound(facts, wanted, firm=True)
    if isinstance(most, Unknown):
        return Unknown(most.wants, Witness(goal.name))
    if not is_beyond(wanted, most):
        return Known(False, Witness(f"{goal.name} can be met", parts=(most.witness,)))
    verb = "can be" if wanted.about_outages else "takes"
    return Known(True, Witness(f"it {verb} {told(wanted, most)}", parts=most.witness.parts))


@word(Parameter("component", ("component",)), result=number(TIME), example="loss_goal(posts)")
def loss_goal(facts: Facts, component: Component) -> Value:
    """The least that a goal allows it to lose of what was written."""
    least: Known | None = None
    for goal, item, wanted in _loss_goals(facts):
        if item is not component:
            continue
        if wanted.value.dimension == TIME and (least is None or wanted.value.high < least.value.high):
            text = shown(wanted.value)
            witness = Witness(goal.name, text, origin="stated", source=goal.span.where)
            least = Known(wanted.value, witness)
    return least or Unknown((f"a goal for what `{component.name}` may lose",))


def _loss_goals(facts: Facts) -> list[tuple[Goal, Any, Known]]:
    """The goals for what may be lost: of what, and how much; read once for all components."""
    found: list[tuple[Goal, Any, Known]] | None = facts.memo.get("loss goals")
    if found is None:
        found = facts.memo["loss goals"] = []
        scope = design_scope(facts)
        for goal in facts.design.goals:
            said = comparison(facts, goal.expression)
            call = said.left if said is not None else None
            if said is None or not isinstance(call, Call) or call.name.text != "loss":
                continue
            if said.operator.text not in ("<=", "<"):
                continue
            try:
                item, wanted = asked_of(call, scope), evaluate(said.right, scope)
            except (Impossible, OutOfSteps):
                continue
            if isinstance(wanted, Known):
                found.append((goal, item, wanted))
    return found


# What is met by an assumption


class Edge(Record):
    """A verdict under another assumption than the usual one."""

    supposing: str
    """What is assumed instead, in words."""
    verdict: Verdict


def edges(facts: Facts, expression: Expression) -> tuple[Edge, ...]:
    """The verdicts on an expression at both ends of what might as well be assumed, where it matters."""
    names = {call.name.text for call in calls_in(expression)}
    return tuple(
        Edge(supposing, judge(other, expression))
        for tried, about in ((OUTAGES, ABOUT_OUTAGES), (VARIATIONS, ABOUT_TIMES), (MOVES, ABOUT_OUTAGES))
        if names & about
        for supposing, other in zip(tried, others(facts, tried), strict=False)
    )


@word(Parameter("goal", ("goal",)), result=BOOL, example="firm(goal)")
def firm(facts: Facts, goal: Goal) -> Value:
    """Whether the verdict on it is the same within the range of what is assumed."""
    if goal.expression is None:
        return Unknown(("a comparison with a number",), Witness(goal.name))
    usual = judge(facts, goal.expression)
    if usual.status == "unknown":
        return Unknown((f"whether `{goal.name}` is met",), Witness(goal.name))
    if isinstance(usual.value, Unknown):
        # It is missed though its value isn't known: by bounds that hold under each of them.
        return Known(True, Witness(f"{usual.status}: {usual.shown}"))
    flipped = [edge for edge in edges(facts, goal.expression) if edge.verdict.status != usual.status]
    parts = tuple(
        Witness(f"with {edge.supposing} it is {edge.verdict.status}: {edge.verdict.shown}")
        for edge in flipped
    )
    name = f"{usual.status} by what is assumed: {usual.shown}"
    return Known(not flipped, Witness(name, parts=parts))
