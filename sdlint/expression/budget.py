"""What ends an evaluation: values that can't be, and a budget of steps that is used up."""

from __future__ import annotations

from sdlint.source import Span

MAX_STEPS = 200_000
"""Evaluations in one expression; a rule that wants more is stopped."""


class Impossible(Exception):
    """A value that can't be: where, and why."""

    def __init__(self, name: str, message: str, span: Span) -> None:
        super().__init__(message)
        self.name = name
        self.message = message
        self.span = span


class OutOfSteps(Exception):
    """The budget of steps is used up."""


class Budget:
    """How many more evaluations there may be; shared by all that one run evaluates for a rule."""

    __slots__ = ("left",)

    def __init__(self, steps: int = MAX_STEPS) -> None:
        self.left = steps

    def spend(self, steps: int = 1) -> None:
        """Count one step, or several at once."""
        self.left -= steps
        if self.left < 0:
            raise OutOfSteps
