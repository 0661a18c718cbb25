"""Evaluation: three-valued, exact, with a witness for every value.

An expression is evaluated after `check` has found it sound, so only what depends on values can go
wrong here: a division by zero, a number out of bounds. That is an `Impossible`, which the caller
turns into a diagnostic.

Rules evaluate the same expressions for element after element, so an expression is turned into functions
once (`code`), and witnesses are made when they are read: few are.
"""

from __future__ import annotations

from sdlint.expression import calls as calls  # It adds to what `code` knows.
from sdlint.expression.budget import MAX_STEPS, Budget, Impossible, OutOfSteps
from sdlint.expression.code import code, unquote
from sdlint.expression.scope import Scope
from sdlint.expression.tree import Expression
from sdlint.expression.values import Value

__all__ = ["MAX_STEPS", "Budget", "Impossible", "OutOfSteps", "evaluate", "unquote"]


def evaluate(node: Expression, scope: Scope, budget: Budget | None = None) -> Value:
    """The value of a checked expression. Raises Impossible and OutOfSteps."""
    if budget is None:
        budget = Budget()
    run, cost = code(node)
    budget.spend(cost)
    return run(scope, budget)
