"""Goals and expectations as a review tells them: the verdict, its value, and in a few words why."""

from __future__ import annotations

from fractions import Fraction

from sdlint.analyses.facts import Facts
from sdlint.analyses.latency import NO_ANSWER
from sdlint.analyses.review.figure import CAPPED, Figure, Use
from sdlint.analyses.scope import design_scope
from sdlint.analyses.verdicts import Verdict, is_percent, judge, play
from sdlint.expression.evaluate import Impossible, OutOfSteps, evaluate
from sdlint.expression.tree import Binary, Call, Expression, Parenthesis
from sdlint.expression.values import Known, Unknown, Value, Witness
from sdlint.model.design import Goal, Scenario
from sdlint.quantity import UnitMistake, parse
from sdlint.record import Record

MOST = 3
"""Parts that are told of an argument."""
ON_AVERAGE = " on average"
"""How the witness of a hop ends."""


class Judged(Record):
    """A goal or an expectation, and what became of it."""

    text: str
    status: str
    """`met`, `not met` or `unknown`."""
    figure: Figure
    """What was asked for: of a comparison its left side, else the verdict itself."""
    wanted: str
    """`<= 150ms`; empty where it is no comparison."""
    because: str
    """How the value comes about, in a few words; empty where it is unknown."""
    asks: str
    """What to put to `sdlint ask` for the whole argument."""
    sure: str = ""
    """What is sure of an unknown value, where that is why it isn't met: `at least $1400/month`."""


class Played(Record):
    """A scenario: what it supposes, and what became of what it expects."""

    title: str
    supposes: tuple[str, ...]
    """Its actions as written: `load redirect x20`."""
    expects: tuple[Judged, ...]


def goal(facts: Facts, item: Goal, *, brief: bool = False) -> Judged:
    """A goal judged; one without a comparison is unknown. A `brief` one doesn't say how it comes about."""
    if item.expression is None:
        nothing = Unknown(("a comparison with a number",), Witness(item.name))
        return Judged(item.name, "unknown", Figure(Use("goal", item.name), nothing), "", "", "")
    verdict = judge(facts, item.expression)
    whole: Value | None = None
    if verdict.status == "unknown":
        try:
            whole = evaluate(item.expression, design_scope(facts))
        except (Impossible, OutOfSteps):
            whole = None  # The verdict says so in its own words.
    return _judged(verdict, item.expression, "goal", verdict.text, whole, brief=brief)


def scenario(facts: Facts, item: Scenario, *, brief: bool = False) -> Played:
    """A scenario played; a `brief` one doesn't say how things come about."""
    verdicts = play(facts, item)
    expects = tuple(
        _judged(verdict, expression, "scenario", item.name, None, brief=brief)
        for verdict, expression in zip(verdicts, item.expects, strict=True)
    )
    supposes = tuple(" ".join(action.span.text.split()).rstrip(", ") for action in item.actions)
    return Played(item.name, supposes, expects)


def _judged(
    verdict: Verdict, expression: Expression, kind: str, name: str, whole: Value | None, *, brief: bool
) -> Judged:
    left = _left(expression)
    value = verdict.value
    if verdict.status == "unknown":
        if isinstance(whole, Unknown):
            value = whole
        elif not isinstance(value, Unknown):
            text = verdict.shown.removeprefix("unknown, for want of ").removeprefix("unknown: ")
            value = Unknown((text,), verdict.witness)
    elif value is None:
        value = Known(verdict.status == "met", verdict.witness)
    assert value is not None
    silent = isinstance(value, Unknown) and all(want.startswith(NO_ANSWER) for want in value.wants)
    if verdict.status == "not met" and silent:
        value = Unknown((), value.witness)  # Nothing that the design could say would change that.
    capped = isinstance(left, Call) and left.name.text in CAPPED
    figure = Figure(Use(kind, name), value, is_percent(left), capped)
    because = because_of(value.witness) if isinstance(value, Known) and not brief else ""
    if not brief and verdict.status == "not met" and isinstance(value, Unknown):
        # The value can't be known, but that it isn't enough is sure.
        told = [f"{part.what} {part.shown}" for part in verdict.witness.parts[:MOST]]
        because = because_of(verdict.witness) or ", ".join(told)
        because = f"{verdict.shown}: {because}" if because else verdict.shown
    asks = " ".join(left.span.text.split())
    sure = verdict.shown if verdict.status == "not met" and isinstance(value, Unknown) else ""
    return Judged(verdict.text, verdict.status, figure, verdict.wanted, because, asks, sure)


def _left(expression: Expression) -> Expression:
    """What a comparison asks for; of all else the whole."""
    while isinstance(expression, Parenthesis):
        expression = expression.inner
    if isinstance(expression, Binary) and expression.operator.kind == "COMPARE":
        return expression.left
    return expression


# Why, in a few words


def because_of(witness: Witness) -> str:
    """The sum, or else the parts that decide; `sdlint ask` shows the whole argument."""
    # What the hops may take in all isn't what they do take.
    computed = [part for part in witness.parts if part.origin == "computed" and part.what and part.shown]
    parts = [part for part in computed if not part.what.startswith("budget(")]
    costs = [part for part in parts if part.what.endswith(" costs")]
    if costs:
        told = ", ".join(f"{one.what.removesuffix(' costs')} {one.shown}" for one in costs[:MOST])
        return f"{told.replace(' a year', '')} a year"
    hops = [part for part in parts if part.shown.endswith(ON_AVERAGE)]
    if hops:
        return _largest(hops) + ON_AVERAGE
    if witness.how.count(" + ") >= MOST and len(parts) > MOST:
        # A long sum of bare numbers tells nothing; its largest parts do.
        return f"mostly {_largest(parts)}"
    if witness.how:
        return witness.how
    if not parts and witness.origin == "stated":
        return witness.source
    return ", ".join(f"{part.what} {part.shown}" for part in parts[:MOST])


def _largest(parts: list[Witness]) -> str:
    ranked = sorted(parts, key=lambda part: -_size(part.shown))
    return ", ".join(f"{part.what} {part.shown.removesuffix(ON_AVERAGE)}" for part in ranked[:MOST])


def _size(text: str) -> Fraction:
    """How much a part comes to, by what is shown of it."""
    try:
        return parse(text.removesuffix(ON_AVERAGE)).low
    except UnitMistake:
        return Fraction(0)
