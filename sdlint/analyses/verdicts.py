"""Goals and scenarios: what holds, what doesn't, and what can't be known; with the arithmetic."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from sdlint.analyses.bounds import ENDLESS, missed
from sdlint.analyses.conditions import condition_of, standing_share
from sdlint.analyses.facts import Facts, word, words
from sdlint.analyses.load import Use, all_uses
from sdlint.analyses.scope import design_scope
from sdlint.analyses.standing import lost_of
from sdlint.analyses.subjects import flows_in
from sdlint.analyses.trips import in_time
from sdlint.analyses.worlds import AWAY, supposed
from sdlint.expression.check import Checker
from sdlint.expression.evaluate import Impossible, OutOfSteps, evaluate
from sdlint.expression.tree import Binary, Call, Expression, Parenthesis
from sdlint.expression.values import (
    BOOL,
    TEXT,
    Known,
    Parameter,
    Unknown,
    Value,
    Witness,
    element,
    list_of,
    shown,
)
from sdlint.model.design import Flow, Goal, Scenario, Step
from sdlint.quantity import Quantity
from sdlint.record import Equal


class Verdict(Equal):
    """What became of a goal or an expectation."""

    text: str
    status: str
    """`met`, `not met` or `unknown`."""
    value: Value | None
    """Of a comparison: its left side, which is what was asked for."""
    shown: str
    """That value as people write it, or what it is unknown for want of."""
    wanted: str
    """The right side, with its sign: `<= 150ms`."""
    witness: Witness


def judge(facts: Facts, expression: Expression) -> Verdict:
    """Whether an expression holds, with the value that decides it."""
    text = " ".join(expression.span.text.split())
    scope = design_scope(facts)
    mistakes: list[object] = []
    if Checker(mistakes.append).check(expression, scope) is None or mistakes:
        return Verdict(text, "unknown", None, "unknown: it has a mistake", "", Witness(text))
    try:
        value = evaluate(expression, scope)
        left = _left(expression)
        decisive = evaluate(left, scope) if left is not None else None
    except (Impossible, OutOfSteps) as error:
        reason = f"unknown: {error}" if str(error) else "unknown: it takes too many steps"
        return Verdict(text, "unknown", None, reason, "", Witness(text))
    wanted = ""
    if isinstance(expression, Binary) and left is not None:
        right = " ".join(expression.right.span.text.split())
        wanted = f"{expression.operator.text} {right}"
    said = decisive if decisive is not None else value
    if isinstance(said, Known):
        words_ = shown(said.value, percent=is_percent(left or expression))
    else:
        words_ = said.text
    if isinstance(value, Unknown):
        sure = missed(facts, expression)
        if sure is not None:
            return Verdict(text, "not met", decisive, sure[0], wanted, sure[1])
        return Verdict(text, "unknown", decisive, value.text, wanted, value.witness)
    return Verdict(text, "met" if value.value else "not met", decisive, words_, wanted, said.witness)


def _left(expression: Expression) -> Expression | None:
    """What a comparison asks for."""
    while isinstance(expression, Parenthesis):
        expression = expression.inner
    if isinstance(expression, Binary) and expression.operator.kind == "COMPARE":
        return expression.left
    return None


def is_percent(expression: Expression) -> bool:
    """Whether an expression's value is shown as a percentage."""
    while isinstance(expression, Parenthesis):
        expression = expression.inner
    found = words().get(expression.name.text) if isinstance(expression, Call) else None
    return bool(found and found.percent)


# Scenarios


def play(facts: Facts, scenario: Scenario) -> tuple[Verdict, ...]:
    """What becomes of each expectation of a scenario; of two sides of a cut the worse."""
    try:
        worlds = supposed(facts, scenario)
    except LookupError:
        unknown = "unknown, for want of the design's text"
        return tuple(
            Verdict(" ".join(e.span.text.split()), "unknown", None, unknown, "", Witness(""))
            for e in scenario.expects
        )
    order = {"not met": 0, "unknown": 1, "met": 2}
    return tuple(
        min(
            (judge(world, expression) for world in _concerned(worlds, expression)),
            key=lambda verdict: (order[verdict.status], _kindness(verdict)),
        )
        for expression in scenario.expects
    )


def _kindness(verdict: Verdict) -> Fraction:
    """The less, the worse: a value where much is wanted, and one over it where little is."""
    value = verdict.value
    if not isinstance(value, Known) or not isinstance(value.value, Quantity):
        return Fraction(0)
    return -value.value.high if verdict.wanted.startswith("<") else value.value.low


def _concerned(worlds: tuple[Facts, ...], expression: Expression) -> list[Facts]:
    """The worlds in which what an expression asks about goes on: all of them where it names no flow."""
    names = {flow.name for flow in flows_in(worlds[0].design, expression)}
    found = [one for one in worlds if not names or not names <= one.memo.get(AWAY, frozenset())]
    return found or list(worlds)


MUCH = 0.99
"""A flow of which less is answered is lost to more people than a p99 leaves out."""


@word(Parameter("scenario", ("scenario",)), result=list_of(element("flow")), example="unspoken(scenario)")
def unspoken(facts: Facts, scenario: Scenario) -> Value:
    """The flows of which a scenario expects nothing, though much isn't answered of them then, and of which no
    `when … fails` says what becomes of them.
    """
    try:
        worlds = supposed(facts, scenario)
    except LookupError:
        return Unknown(("the design's text",), Witness(scenario.name))
    spoken = {flow.name for expression in scenario.expects for flow in flows_in(facts.design, expression)}
    planned = {response.name for response in facts.design.responses}
    worlds = tuple(world for world in worlds if not world.down <= planned)
    lost: list[Flow] = []
    parts: list[Witness] = []
    for flow in facts.design.flows.values():
        if flow.name in spoken:
            continue
        for world in worlds:
            if flow.name in world.memo.get(AWAY, ()):
                continue
            # Who answers hangs on what is down, and not on what else is supposed.
            condition = condition_of(facts, flow) if world.down else None
            if condition is None or isinstance(condition, Unknown):
                continue
            share = standing_share(condition, lost_of(world.down))
            if share < MUCH:
                text = shown(Quantity.number(Fraction(share)), percent=True)
                down = ", ".join(sorted(world.down))
                parts.append(Witness(f"with {down} down {text} of {flow.name} is answered"))
                lost.append(flow)
                break
    names = ", ".join(flow.name for flow in lost) or "none"
    return Known(
        tuple(lost), Witness(f"flows that {scenario.name} doesn't speak of", names, parts=tuple(parts))
    )


@word(Parameter("scenario", ("scenario",)), result=list_of(element("step")), example="given_up(scenario)")
def given_up(facts: Facts, scenario: Scenario) -> Value:
    """The calls of which one in twenty takes longer than is waited for, once it is slower."""
    if not any(action.verb in ("slow", "load", "set") for action in scenario.actions):
        return Known((), Witness(f"calls given up in {scenario.name}", "none"))
    try:
        worlds = supposed(facts, scenario)
    except LookupError:
        return Unknown(("the design's text",), Witness(scenario.name))
    found: dict[str, tuple[Step, Witness]] = {}
    for world in worlds:
        there = world if world.left is None else world.left
        for flow in there.design.flows.values():
            for step in flow.steps:
                late = in_time(there, step)
                if not isinstance(late, Known) or late.value or step.name in found:
                    continue
                same = next(
                    (one for one in facts.design.flows[flow.name].steps if one.name == step.name), step
                )
                usual = in_time(facts, same)
                if not isinstance(usual, Known) or usual.value:
                    found[step.name] = step, late.witness
    parts = tuple(part for _, witness in found.values() for part in witness.parts)
    names = ", ".join(found) or "none"
    what = f"calls given up in {scenario.name}"
    return Known(tuple(step for step, _ in found.values()), Witness(what, names, parts=parts))


@word(
    Parameter("scenario", ("scenario",)), result=list_of(element("component")), example="overfull(scenario)"
)
def overfull(facts: Facts, scenario: Scenario) -> Value:
    """What is more than full by more load, or by other estimates, and isn't before: its machines, its
    connections, its network; by other estimates its disks and its memory, too, which no moment's load fills.
    """
    what = f"what is more than full in {scenario.name}"
    if not any(action.verb in ("load", "set") for action in scenario.actions):
        return Known((), Witness(what, "none"))
    try:
        worlds = supposed(facts, scenario)
    except LookupError:
        return Unknown(("the design's text",), Witness(scenario.name))
    lasting = any(action.verb == "set" for action in scenario.actions)
    found: dict[str, Witness] = {}
    for world in worlds:
        there = world if world.left is None else world.left
        for name, component in there.design.components.items():
            usual = facts.design.components.get(name)
            if component.family in ("entry", "outside") or usual is None or name in found:
                continue
            aside = {use.resource for use in all_uses(facts, usual) if _is_full(use)}
            aside |= set() if lasting else {"storage", "memory"}
            more = [use for use in all_uses(there, component) if _is_full(use) and use.resource not in aside]
            if more:
                found[name] = more[0].share.witness
    names = ", ".join(found) or "none"
    elements = tuple(facts.design.components[name] for name in found)
    return Known(elements, Witness(what, names, parts=tuple(found.values())))


def _is_full(use: Use) -> bool:
    return isinstance(use.share, Known) and bool(use.share.value.low > 1)


@word(Parameter("goal", ("goal", "scenario")), result=BOOL, example="holds(goal)")
def holds(facts: Facts, item: Goal | Scenario) -> Value:
    """Whether a goal is met, or everything that a scenario expects comes true."""
    if isinstance(item, Goal):
        if item.expression is None:
            return Unknown(("a comparison with a number",), Witness(item.name))
        verdicts: tuple[Verdict, ...] = (judge(facts, item.expression),)
    else:
        verdicts = play(facts, item)
    missed = [verdict for verdict in verdicts if verdict.status == "not met"]
    if len(missed) == 1 and isinstance(item, Goal) and missed[0].witness.what:
        return Known(False, missed[0].witness)
    if missed:
        first = missed[0]
        return Known(False, Witness(f"{first.text} is not met: {first.shown}", parts=_parts(missed)))
    unclear = [verdict for verdict in verdicts if verdict.status == "unknown"]
    if unclear:
        wants: dict[str, None] = {}
        for verdict in unclear:
            text = verdict.shown.removeprefix("unknown, for want of ").removeprefix("unknown: ")
            wants.setdefault(text)
        return Unknown(tuple(wants), Witness(item.name, parts=_parts(unclear)))
    return Known(True, Witness(item.name, "yes", parts=_parts(list(verdicts))))


@word(Parameter("goal", ("goal",)), result=TEXT, example="comes_to(goal)")
def comes_to(facts: Facts, goal: Goal) -> Value:
    """What its left side comes to, in words; or what it is unknown for want of."""
    if goal.expression is None:
        return Unknown(("a comparison with a number",), Witness(goal.name))
    verdict = judge(facts, goal.expression)
    if verdict.status == "unknown":
        text = verdict.shown
    elif verdict.shown == ENDLESS:
        text = f"it {verdict.shown}"
    elif verdict.wanted:
        text = f"it comes to {verdict.shown}"
    else:
        text = "it is so" if verdict.status == "met" else _broken(verdict.witness)
    return Known(text, Witness(goal.name, text, parts=_parts([verdict])))


def _broken(witness: Witness) -> str:
    """What breaks a goal that isn't a comparison: the first of what its word tells."""
    first = witness.parts[0] if witness.parts else None
    if first is not None and first.what and not first.shown:
        rest = len(witness.parts) - 1
        more = f"; {rest} more {'loss does' if rest == 1 else 'losses do'} so, too" if rest else ""
        return f"{first.what}{more}"
    return "it isn't so"


def _parts(verdicts: list[Verdict]) -> tuple[Witness, ...]:
    return tuple(verdict.witness for verdict in verdicts if verdict.witness.what)


__all__ = ["Any", "Flow", "Verdict", "holds", "judge", "play"]
