"""Goals at the edges: what can't be met however it is built, and what is met by an assumption alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from sdlint.analyses.availability import best
from sdlint.analyses.delays import Block, Exponential, Mixture, Series, Steady, moments, percentile, series
from sdlint.analyses.facts import Facts, word, words
from sdlint.analyses.journeys import journey
from sdlint.analyses.latency import PERCENTILES
from sdlint.analyses.scope import design_scope
from sdlint.analyses.verdicts import Verdict, judge
from sdlint.expression.check import Checker
from sdlint.expression.evaluate import Impossible, OutOfSteps, evaluate
from sdlint.expression.scope import Scope
from sdlint.expression.tree import Binary, Call, Expression, Parenthesis
from sdlint.expression.values import BOOL, Known, Parameter, Unknown, Value, Witness, number, shown
from sdlint.model.design import Component, Flow, Goal, Region, Requirement, Zone
from sdlint.model.estimates import calls_in
from sdlint.quantity import NONE, TIME, Quantity
from sdlint.record import Record, changed

ABOUT_OUTAGES = frozenset(("availability", "downtime", "ceiling"))
ABOUT_TIMES = frozenset((*PERCENTILES, "mean", "budget", "waiting", "queue"))

# What can't be met


@word(Parameter("goal", ("goal",)), result=BOOL, example="impossible(goal)")
def impossible(facts: Facts, goal: Goal) -> Value:
    """Whether no number of copies and no faster machines could meet it: its ceiling, or its round trips."""
    asked = _comparison(facts, goal.expression)
    no = Known(False, Witness(f"{goal.name} can be met"))
    if asked is None:
        return no
    call, sign, right = asked
    about_outages = call.name.text == "availability" and sign in (">=", ">")
    about_times = call.name.text in (*PERCENTILES, "mean") and sign in ("<=", "<")
    if not about_outages and not about_times:
        return no
    scope = design_scope(facts)
    try:
        wanted = evaluate(right, scope)
        item = _asked_of(call, scope)
    except (Impossible, OutOfSteps):
        return no
    if isinstance(item, Unknown) or isinstance(wanted, Unknown):
        return no
    if about_outages:
        # Where its zones' availability is assumed, the best that may be assumed.
        most = best(next(_others(facts, OUTAGES), facts), item)
    else:
        most = _round_trips(facts, item, call.name.text)
    if isinstance(most, Unknown):
        return Unknown(most.wants, Witness(goal.name))
    quantity: Quantity = wanted.value
    if quantity.dimension != (NONE if about_outages else TIME):
        return no
    # What is exactly as good as the best is no goal for machines that sometimes fail, but it isn't beyond it.
    beyond = most.value.high < quantity.low if about_outages else most.value.low > quantity.high
    if not beyond:
        return Known(False, Witness(f"{goal.name} can be met", parts=(most.witness,)))
    limit = "at most" if about_outages else "at least"
    text = shown(most.value, percent=about_outages)
    return Known(True, Witness(f"it can be {limit} {text}", parts=most.witness.parts))


def _asked_of(call: Call, scope: Scope) -> Any:
    """The element that a word is asked of, or why it is unknown: an estimate may have the name of a flow."""
    return scope.argument_value(call.operands[0], words()[call.name.text].parameters[0])


def _comparison(facts: Facts, expression: Expression | None) -> tuple[Call, str, Expression] | None:
    """A word, a sign, and what it is compared with; nothing where there is a mistake in it."""
    mistakes: list[object] = []
    if (
        expression is None
        or Checker(mistakes.append).check(expression, design_scope(facts)) is None
        or mistakes
    ):
        return None
    while isinstance(expression, Parenthesis):
        expression = expression.inner
    if not isinstance(expression, Binary) or expression.operator.kind != "COMPARE":
        return None
    left = expression.left
    if not isinstance(left, Call) or not left.operands:
        return None
    return left, expression.operator.text, expression.right


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
            asked = _comparison(facts, goal.expression)
            if asked is None or asked[0].name.text != "loss" or asked[1] not in ("<=", "<"):
                continue
            try:
                item, wanted = _asked_of(asked[0], scope), evaluate(asked[2], scope)
            except (Impossible, OutOfSteps):
                continue
            if isinstance(wanted, Known):
                found.append((goal, item, wanted))
    return found


def _round_trips(facts: Facts, item: Flow | Requirement, name: str) -> Value:
    """What a flow would take if nobody waited and all work were done at once: the network alone."""
    flows = [item] if isinstance(item, Flow) else None
    if flows is None:
        flows = [flow for flow in facts.design.flows.values() if item.name in flow.requirements]
    slowest: Known | None = None
    for flow in flows:
        way = journey(facts, flow, "low")
        if isinstance(way, Unknown):
            return way
        rest = _network(way.block)
        time = moments(rest)[0] if name == "mean" else percentile(rest, PERCENTILES[name])
        quantity = Quantity.of(Fraction(time), TIME)
        if slowest is None or quantity.low > slowest.value.low:
            hops = [part for hop in way.hops for part in hop.witness.parts]
            trips = dict.fromkeys(part for part in hops if part.what.startswith(("round trip", "rtt")))
            slowest = Known(quantity, Witness("round trips", shown(quantity), parts=tuple(trips)))
    return slowest or Unknown((f"a flow for `{item.name}`",))


def _network(block: Block) -> Block:
    """The block without waiting, which is random, and service, whose steady part isn't."""
    if isinstance(block, (Exponential, Steady)):
        return series(())
    if isinstance(block, Series):
        return series([_network(part) for part in block.parts])
    if isinstance(block, Mixture):
        return Mixture(tuple((chance, _network(part)) for chance, part in block.parts))
    changes: dict[str, object] = {}
    for name in ("inner", "parts"):
        inner = getattr(block, name, None)
        if isinstance(inner, tuple):
            changes[name] = tuple(_network(part) for part in inner)
        elif isinstance(inner, Block):
            changes[name] = _network(inner)
    return changed(block, **changes)


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
        for tried, about in ((OUTAGES, ABOUT_OUTAGES), (VARIATIONS, ABOUT_TIMES))
        if names & about
        for supposing, other in zip(tried, _others(facts, tried), strict=False)
    )


OUTAGES = {
    "zones a tenth as often down": {"outage": 0.1},
    "zones ten times as often down": {"outage": 10.0},
}
VARIATIONS = {"service times of cv 0.5": {"cv": 0.5}, "service times of cv 2": {"cv": 2.0}}
"""What may be assumed otherwise, in words, the better first."""


def _others(facts: Facts, tried: Mapping[str, Mapping[str, float]]) -> Iterator[Facts]:
    """The same design under other assumptions, where it states nothing in their place; each made once."""
    silent: Iterable[Region | Zone | Component] = facts.design.zones.values()
    attribute = "availability"
    if tried is VARIATIONS:
        silent, attribute = facts.design.components.values(), "cv"
    if all(attribute in item.attributes for item in silent):
        return
    found: dict[str, Facts] = facts.memo.setdefault("other assumptions", {})
    for supposing, assumed in tried.items():
        if supposing not in found:
            found[supposing] = Facts(facts.design, facts.down, facts.left, facts.rebind, assumed)
        yield found[supposing]


@word(Parameter("goal", ("goal",)), result=BOOL, example="firm(goal)")
def firm(facts: Facts, goal: Goal) -> Value:
    """Whether the verdict on it is the same within the range of what is assumed."""
    if goal.expression is None:
        return Unknown(("a comparison with a number",), Witness(goal.name))
    usual = judge(facts, goal.expression)
    if usual.status == "unknown":
        return Unknown((f"whether `{goal.name}` is met",), Witness(goal.name))
    flipped = [edge for edge in edges(facts, goal.expression) if edge.verdict.status != usual.status]
    parts = tuple(
        Witness(f"with {edge.supposing} it is {edge.verdict.status}: {edge.verdict.shown}")
        for edge in flipped
    )
    name = f"{usual.status} by what is assumed: {usual.shown}"
    return Known(not flipped, Witness(name, parts=parts))
