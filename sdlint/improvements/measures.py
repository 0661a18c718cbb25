"""What a change is measured by: the same figures that a review tells, so that it keeps what is promised."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import log2

from sdlint.analyses.facts import Facts
from sdlint.analyses.review.figure import Figure
from sdlint.analyses.review.judged import Judged, goal, scenario
from sdlint.analyses.review.numbers import figure
from sdlint.expression.values import NARROWER, Known, Unknown, Value
from sdlint.model.design import Component
from sdlint.quantity import Quantity
from sdlint.record import Record, changed

FELT = 0.02
"""A gain below this isn't told: a hundredth less downtime, or load that it bears more."""
MINUTE, MILLISECOND, TINY = Fraction(60), Fraction(1, 1000), Fraction(1, 100)
"""What nothing is halved below: a year's downtime, what the slowest hundredth takes, times the peak. Common
causes take more than such a minute.
"""


class Measures(Record):
    """What a design comes to."""

    goals: tuple[Judged, ...]
    downtime: Mapping[str, Figure]
    """By flow: how long a year its requests go unanswered."""
    availability: Mapping[str, Figure]
    p99: Mapping[str, Figure]
    headroom: Mapping[str, Figure]
    """By flow: how many times its peak it can take, while the others stay."""
    scale: Figure
    """How many times its peak the whole design can take."""

    overloaded: frozenset[str]
    """Components that get more than they can do."""
    expects: tuple[Judged, ...] | None = None
    """What scenarios expect; nothing where they weren't played."""
    scenarios: tuple[bool, ...] = ()
    """Of each scenario that was played and expects something, whether all comes as it expects."""

    @property
    def met(self) -> int:
        """How many goals are met."""
        return sum(one.status == "met" for one in self.goals)


def measures(facts: Facts, *, play: bool = True) -> Measures:
    """What a design comes to; nothing is computed twice. Without `play` scenarios are left out."""
    flows = facts.design.flows.values()
    played = tuple(_played(facts)) if play else None
    return Measures(
        tuple(goal(facts, item, brief=True) for item in facts.design.goals),
        {flow.name: figure(facts, "downtime", flow) for flow in flows},
        {flow.name: figure(facts, "availability", flow) for flow in flows},
        {flow.name: figure(facts, "p99", flow) for flow in flows},
        {flow.name: figure(facts, "max_scale", flow) for flow in flows},
        figure(facts, "max_scale"),
        frozenset(c.name for c in facts.design.components.values() if _overloaded(facts, c)),
        tuple(judged for expects in played for judged in expects) if played is not None else None,
        tuple(all(judged.status == "met" for judged in expects) for expects in played or () if expects),
    )


def _played(facts: Facts) -> Iterator[tuple[Judged, ...]]:
    """What each scenario expects, and what became of it."""
    for item in facts.design.scenarios:
        expects = scenario(facts, item, brief=True).expects
        yield tuple(changed(judged, text=f"{judged.text} ({item.name})") for judged in expects)


def _overloaded(facts: Facts, component: Component) -> bool:
    used = _known(figure(facts, "utilization", component).value)
    return component.family != "entry" and used is not None and used.high > 1


class Gain(Record):
    """What a change buys."""

    met: tuple[Judged, ...]
    """Goals, and what scenarios expect, that are met now and weren't."""
    lost: tuple[Judged, ...]
    """Goals that were met and aren't, or of which nobody knows it any more."""
    missed: tuple[Judged, ...]
    """Goals of which nobody knew whether they are met, and which surely aren't any more."""
    relieved: tuple[str, ...]
    """Components that get no more than they can do now, and got more."""
    saved: Fraction
    """Seconds a year that requests of all flows together go unanswered less."""
    halvings: float
    """How often downtime, the latency of the slowest hundredth and the load for its size were halved, all
    together: what halves the downtime counts as much as what doubles the load that can be borne.
    """
    harmed: tuple[str, ...]
    """The flows that are down longer, by more than is hardly felt."""

    @property
    def rank(self) -> tuple[int, bool, float]:
        """What buys most comes first: goals, without those that are missed for it; then what takes no flow's
        availability; then halvings, in steps that one would feel. A component that is no longer overloaded
        counts as one of them.
        """
        goals = len(self.missed) - len(self.met)
        return goals, bool(self.harmed), -round((self.halvings + len(self.relieved)) / FELT) * FELT

    @property
    def bought(self) -> bool:
        """Whether it is worth telling, whatever it takes."""
        return bool(self.met or self.relieved) or self.halvings >= FELT

    @property
    def felt(self) -> bool:
        """Whether it is worth telling, and takes nothing that was promised."""
        return self.bought and not self.lost


def gain(before: Measures, after: Measures) -> Gain:
    """What one has that the other hasn't; what is unknown in either counts for nothing."""
    pairs = list(zip(before.goals, after.goals, strict=True))
    if before.expects is not None and after.expects is not None:
        pairs += zip(before.expects, after.expects, strict=True)
    met = tuple(now for was, now in pairs if now.status == "met" != was.status)
    lost = tuple(now for was, now in pairs if was.status == "met" != now.status)
    missed = tuple(now for was, now in pairs if _is_missed(was, now))
    one, other = _both(before.downtime, after.downtime)
    halvings = _halved(one, other, MINUTE) + _halved(*_both(before.p99, after.p99), MILLISECOND)
    was, now = _borne(before, after)
    relieved = tuple(sorted(before.overloaded - after.overloaded))
    harmed = tuple(_harmed(before.downtime, after.downtime))
    return Gain(met, lost, missed, relieved, one - other, halvings + _halved(now, was, TINY), harmed)


def _is_missed(was: Judged, now: Judged) -> bool:
    """Whether it is surely not met any more. One that is known for the first time wasn't broken by what lets
    it be known; where all that was wanting is a narrower range, it was known, and could be met.
    """
    if (was.status, now.status) != ("unknown", "not met"):
        return False
    wants = was.figure.value.wants if isinstance(was.figure.value, Unknown) else ()
    return isinstance(now.figure.value, Unknown) or all(want.startswith(NARROWER) for want in wants)


def _harmed(before: Mapping[str, Figure], after: Mapping[str, Figure]) -> Iterator[str]:
    for name, figure_ in before.items():
        was, now = _known(figure_.value), _known(after[name].value)
        if was is not None and now is not None and _halved(now.high, was.high, MINUTE) >= FELT:
            yield name


def _borne(before: Measures, after: Measures) -> tuple[Fraction, Fraction]:
    """How many times the peak can be borne: by the whole, or where that is unknown by the first flow that
    can't bear more.
    """
    one, other = _known(before.scale.value), _known(after.scale.value)
    if one is not None and other is not None:
        return one.low, other.low
    flows = [
        (was.low, now.low)
        for was, now in (
            (_known(before.headroom[n].value), _known(after.headroom[n].value)) for n in before.headroom
        )
        if was is not None and now is not None
    ]
    return (min(was for was, _ in flows), min(now for _, now in flows)) if flows else (TINY, TINY)


def _both(before: Mapping[str, Figure], after: Mapping[str, Figure]) -> tuple[Fraction, Fraction]:
    """The sums over the flows that are known in both."""
    one = other = Fraction(0)
    for name, figure_ in before.items():
        was, now = _known(figure_.value), _known(after[name].value)
        if was is not None and now is not None:
            one, other = one + was.high, other + now.high
    return one, other


def _halved(before: Fraction, after: Fraction, least: Fraction) -> float:
    return log2(max(before, least) / max(after, least))


def _known(value: Value) -> Quantity | None:
    return value.value if isinstance(value, Known) and isinstance(value.value, Quantity) else None
