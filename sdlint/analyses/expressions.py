"""The design's own expressions: goals, expectations and alerts must be sound before they are computed."""

from __future__ import annotations

from collections.abc import Iterator

from sdlint.analyses.facts import Facts
from sdlint.analyses.scope import design_scope
from sdlint.diagnostic import Diagnostic
from sdlint.expression.check import Checker
from sdlint.expression.tree import Expression
from sdlint.expression.values import BOOL


def check_expressions(facts: Facts) -> tuple[Diagnostic, ...]:
    """What is wrong in the design's goals, expectations and alerts: names, words, units."""
    found: list[Diagnostic] = []
    scope = design_scope(facts)
    checker = Checker(found.append)
    for expression, verdict in _expressions(facts):
        if verdict:
            checker.wants(expression, scope, BOOL)
        else:
            checker.check(expression, scope)
    return tuple(found)


def _expressions(facts: Facts) -> Iterator[tuple[Expression, bool]]:
    """The expressions, each with whether it must be a yes or a no."""
    design = facts.design
    for goal in design.goals:
        if goal.expression is not None:
            yield goal.expression, True
    for scenario in design.scenarios:
        for expression in scenario.expects:
            yield expression, True
    for alert in design.alerts:
        # Without a title an alert names a goal's left side, and takes its threshold.
        yield alert.expression, alert.titled
