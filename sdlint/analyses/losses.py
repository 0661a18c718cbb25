"""Losses: what a loss does to flows and to those that are left, as it is told."""

from __future__ import annotations

from sdlint.analyses.failures import Unit
from sdlint.analyses.overloads import Overload, Told
from sdlint.model.design import Response
from sdlint.record import Equal

ALMOST = 1e-12
"""What floating point leaves of a share that is nothing."""


class Effect(Equal):
    """What a loss does to a flow."""

    flow: str
    state: str
    """`fine`, `degraded` or `dead`."""
    answered: float
    """The share of requests that is answered."""
    missing: tuple[str, ...] = ()
    """What it wants but doesn't need, and can't have."""
    before: str = "fine"
    """Its state without the loss."""
    usual: float = 1.0
    """The share that is answered without the loss."""

    @property
    def hurt(self) -> bool:
        """Whether it is worse off than without the loss."""
        return self.state != self.before or self.answered < self.usual - ALMOST


class Pause(Equal):
    """A leader that is lost: writes fail until another copy leads; or a region, until others answer."""

    component: str
    seconds: float
    flows: tuple[str, ...]
    region: bool = False

    @property
    def until(self) -> str:
        """Until when, in words."""
        if self.region:
            return f"until other regions answer for {self.component}"
        return f"until another copy of {self.component} leads"


class Loss(Equal):
    """One loss and what it does."""

    units: tuple[Unit, ...]
    effects: tuple[Effect, ...]
    told: Told
    """Whom it overloads."""
    minutes: float | None
    """How many minutes a year it is so, of units that are alike; unknown where a chance isn't known."""
    weight: float
    """Minutes a year × requests a second that go unanswered, for the ranking. One box that says nothing of
    its copies is ranked as one copy.
    """
    unknown: tuple[str, ...]
    """What can't be known of it, and why."""
    pauses: tuple[Pause, ...] = ()
    response: Response | None = None
    """What the design says is done then."""
    hurt: tuple[Effect, ...] = ()
    """The effects on flows that are worse off."""

    @property
    def overloads(self) -> tuple[Overload, ...]:
        """Who gets more than it can do, those too that did before and get more of it now."""
        return self.told.overloads

    @property
    def words(self) -> str:
        """What is lost."""
        return " and ".join(unit.words for unit in self.units)

    @property
    def harmless(self) -> bool:
        """Whether no flow is worse off and nobody is overloaded."""
        return not self.overloads and not self.hurt

    @property
    def unanswered(self) -> float:
        """The shares of requests that go unanswered, of all flows together."""
        return sum(1.0 - effect.answered for effect in self.hurt)


def badness(loss: Loss) -> tuple[bool, float, float, int, str]:
    """Sorts losses, the worst first."""
    return (loss.harmless, -loss.weight, -loss.unanswered, -len(loss.overloads), loss.words)
