"""A design rehearsed: every loss with what it leaves standing, and the load growing step by step.

It is what a page needs on which one can take things away and turn the load up: everything is computed
beforehand, so that the page only looks it up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from sdlint.analyses.arguments import arguments
from sdlint.analyses.drill import all_units, drill, left_after
from sdlint.analyses.facts import Facts
from sdlint.analyses.growth import MAX_TIMED, Growth, all_at, growth
from sdlint.analyses.losses import Loss
from sdlint.analyses.pairs import pairs
from sdlint.analyses.review.figure import Figure
from sdlint.analyses.review.judged import Judged, goal
from sdlint.analyses.review.numbers import figure
from sdlint.quantity import Quantity
from sdlint.record import Record

MOST_LOAD = 10
"""The largest load that is rehearsed, in times the peak."""
MOST_ARGUED = 20_000
"""Losses times flows whose paths are told: each takes a walk through a flow."""
MOST_STEPPED = 5_000
"""Components times flows and goals that are judged at every load: in larger designs only limits are told."""
MOST_PAIRS = 60
"""Pairs that can be tried, the worst first."""


class Rehearsed(Record):
    """A loss, and what it leaves."""

    loss: Loss
    left: Mapping[str, tuple[int, int]]
    """Of each component that has lost copies: how many are left, of how many."""
    because: Mapping[str, tuple[str, ...]]
    """By flow that is worse off: the paths that show it."""


class Stage(Record):
    """The design at so many times its peak."""

    times: int
    goals: tuple[Judged, ...]
    p99: tuple[tuple[str, Figure], ...]
    """Of each flow, in the design's order."""


class Rehearsal(Record):
    """All losses and all loads."""

    losses: tuple[Rehearsed, ...]
    """Every single loss: of copies, components, zones and regions, each kind in the design's order."""
    pairs: tuple[Rehearsed, ...]
    """The losses of two at once that matter."""
    growth: Growth
    """What breaks up to the largest load, in that order, with what to add for it."""
    stages: tuple[Stage, ...]
    """From once the peak to `MOST_LOAD` times; none where the design is too large."""


def rehearse(facts: Facts) -> Rehearsal:
    """Lose everything once, and let all flows grow together."""
    design = facts.design
    by_name = {loss.units[0].name: loss for loss in drill(facts)}
    single = [by_name[unit.name] for unit in all_units(facts)]
    double = pairs(facts).losses[:MOST_PAIRS]
    argued = (len(single) + len(double)) * len(design.flows) <= MOST_ARGUED
    stepped = len(design.components) * (len(design.flows) + len(design.goals)) <= MOST_STEPPED
    return Rehearsal(
        tuple(_rehearsed(facts, single, argued=argued)),
        tuple(_rehearsed(facts, double, argued=argued)),
        growth(facts, None, Quantity.number(MOST_LOAD)),
        tuple(_stage(facts, times) for times in range(1, MOST_LOAD + 1)) if stepped else (),
    )


def _rehearsed(facts: Facts, losses: Iterable[Loss], *, argued: bool) -> Iterable[Rehearsed]:
    for loss in losses:
        left = {name: one.copies for name, one in left_after(facts, loss.units).items()}
        hurt = {effect.flow for effect in loss.hurt}
        told = arguments(facts, loss) if argued and hurt else {}
        yield Rehearsed(
            loss,
            {name: copies for name, copies in left.items() if copies[0] < copies[1]},
            {flow: lines for flow, lines in told.items() if flow in hurt and lines},
        )


def _stage(facts: Facts, times: int) -> Stage:
    then = facts if times == 1 else all_at(facts, Quantity.number(Fraction(times)))
    flows = list(then.design.flows.values())[:MAX_TIMED]
    return Stage(
        times,
        tuple(goal(then, item) for item in then.design.goals),
        tuple((flow.name, figure(then, "p99", flow)) for flow in flows),
    )
