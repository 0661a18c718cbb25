"""A whole review: the numbers, what scenarios and losses do to them, and what all of it rests on."""

from __future__ import annotations

from sdlint.analyses.drill import drill
from sdlint.analyses.facts import Facts
from sdlint.analyses.losses import Loss
from sdlint.analyses.review.bases import Assumption, Want, assumptions, wants
from sdlint.analyses.review.card import Card
from sdlint.analyses.review.figure import Figure
from sdlint.analyses.review.judged import Played, scenario
from sdlint.analyses.review.numbers import Numbers, numbers
from sdlint.record import Record

WORST = 10
"""How many losses are told."""
SHORTEST = 0.001 / 60
"""Minutes a year: all copies of a component are down at once for less than that, and nobody plans for it."""


class Risk(Record):
    """A finding that the design accepts."""

    rule: str
    element: str
    """Empty where it is about the whole system."""
    reason: str
    until: str | None
    by: str | None
    where: str
    """`file:line` of the acceptance."""


class Counts(Record):
    """How many findings there are, by severity."""

    errors: int
    warnings: int
    questions: int
    accepted: int


class Review(Record):
    """What a review is told from. The rules' findings stand in it as counts: `check` tells them."""

    numbers: Numbers
    scenarios: tuple[Played, ...]
    failures: tuple[Loss, ...]
    """The losses that do most harm, the worst first; without those that hardly ever come about."""
    harmful: int
    """How many losses leave a flow worse off, or somebody overloaded."""
    lost: int
    """How many losses were tried: each copy, component, zone and region once."""
    accepted: tuple[Risk, ...]
    counts: Counts
    framework: Card | None = None
    """What each question of the framework comes to, where the rules were run."""

    @property
    def figures(self) -> list[Figure]:
        """All figures in order; what nobody is asked for is left out."""
        return [*self.numbers.figures, *(one.figure for played in self.scenarios for one in played.expects)]

    @property
    def assumed(self) -> tuple[Assumption, ...]:
        """What it rests on that nobody stated."""
        return assumptions(self.figures)

    @property
    def wanting(self) -> tuple[Want, ...]:
        """What is unknown, for want of what."""
        return wants(self.figures)


def review(facts: Facts, accepted: tuple[Risk, ...], counts: Counts, framework: Card | None = None) -> Review:
    """All that a review tells of a design; accepted risks, counts and the framework's card come from whoever
    has run the rules.
    """
    found = numbers(facts)
    played = tuple(scenario(facts, item) for item in facts.design.scenarios)
    losses = drill(facts)
    harmful = [loss for loss in losses if not loss.harmless]
    told = [loss for loss in harmful if loss.minutes is None or loss.minutes >= SHORTEST]
    worst = tuple(told[:WORST])
    return Review(found, played, worst, len(harmful), len(losses), accepted, counts, framework)
