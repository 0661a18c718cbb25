"""The failure drill: every copy, component, zone and region is lost once; what flows answer then, and whom
the survivors' load is too much for. Ranked by probability times traffic lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sdlint.analyses.availability import System, What, share, system_of
from sdlint.analyses.copies import at_least, copies_of
from sdlint.analyses.facts import Facts
from sdlint.analyses.failures import UNITS, Unit, units
from sdlint.analyses.load import peak_rate, utilization
from sdlint.analyses.stated import stated
from sdlint.analyses.survivors import copies_left, survivors
from sdlint.expression.values import Known, Unknown
from sdlint.model.design import Flow
from sdlint.quantity import CALENDAR


@dataclass(frozen=True, slots=True)
class Effect:
    """What a loss does to a flow."""

    flow: str
    state: str
    """`fine`, `degraded` or `dead`."""
    answered: float
    """The share of requests that is answered."""


@dataclass(frozen=True, slots=True)
class Overload:
    """A survivor that gets more than it can do."""

    component: str
    before: float | None
    after: float


@dataclass(frozen=True, slots=True)
class Loss:
    """One loss and what it does."""

    units: tuple[Unit, ...]
    effects: tuple[Effect, ...]
    overloads: tuple[Overload, ...]
    minutes: float | None
    """How many minutes a year it is so; unknown where a probability isn't known."""
    weight: float
    """Minutes a year × requests a second that go unanswered, for the ranking."""
    unknown: tuple[str, ...]
    """What can't be known of it, and why."""

    @property
    def words(self) -> str:
        """What is lost."""
        return " and ".join(unit.words for unit in self.units)

    @property
    def harmless(self) -> bool:
        """Whether every flow is fine and nobody is overloaded."""
        return not self.overloads and all(effect.state == "fine" for effect in self.effects)


def all_units(facts: Facts) -> tuple[Unit, ...]:
    """Every unit that some flow depends on, by kind: copies, components, zones, regions."""
    found: dict[tuple[str, str], Unit] = {}
    systems = [
        system for flow in facts.design.flows.values() if isinstance(system := system_of(facts, flow), System)
    ]
    for kind in UNITS:
        for system in systems:
            for unit in units(facts, system, kind):
                found.setdefault((unit.kind, unit.name), unit)
    return tuple(found.values())


def drill(facts: Facts) -> tuple[Loss, ...]:
    """Every single loss, the worst first."""
    found: tuple[Loss, ...] | None = facts.memo.get("drill")
    if found is None:
        losses = [lose(facts, (unit,)) for unit in all_units(facts)]
        found = tuple(sorted(losses, key=lambda loss: (-loss.weight, -len(loss.overloads), loss.words)))
        facts.memo["drill"] = found
    return found


def lose(facts: Facts, lost: tuple[Unit, ...]) -> Loss:
    """What the loss of some units does."""
    down = frozenset(unit.name for unit in lost)
    effects, unclear = [], []
    weight = 0.0
    chance = probability(facts, lost)
    year = float(CALENDAR["y"]) / 60
    for flow in facts.design.flows.values():
        system = system_of(facts, flow)
        if isinstance(system, Unknown):
            unclear.append(f"{flow.name}: {system.text}")
            continue
        effect = _effect(system, flow, down)
        effects.append(effect)
        rate = peak_rate(facts, flow)
        per_second = float(rate.value.low) if isinstance(rate, Known) else 0.0
        weight += (chance or 0.0) * year * per_second * (1.0 - effect.answered)
    overloads = tuple(_overloads(facts, down))
    return Loss(
        lost,
        tuple(effects),
        overloads,
        chance * year if chance is not None else None,
        weight,
        tuple(unclear),
    )


def _effect(system: System, flow: Flow, down: frozenset[str]) -> Effect:
    answered = share(system, What(down=down, up=True))
    full = share(system, What(down=down, up=True, mode="full"))
    state = "fine" if full > 1 - 1e-12 else "dead" if answered < 1e-12 else "degraded"
    return Effect(flow.name, state, answered)


def _overloads(facts: Facts, down: frozenset[str]) -> Iterator[Overload]:
    """The survivors whose utilisation goes above 1 by the loss."""
    left = survivors(facts.design, down)
    if left.flows == facts.design.flows and left.components == facts.design.components:
        return
    after = Facts(left, assumed=facts.assumed)
    for name, component in left.components.items():
        if (
            component.family in ("entry", "outside")
            or copies_left(facts.design, facts.design.components[name], down) == 0
        ):
            continue
        used = utilization(after, component)
        if not isinstance(used, Known) or used.value.low <= 1:
            continue
        before = utilization(facts, facts.design.components[name])
        was = float(before.value.low) if isinstance(before, Known) else None
        if was is None or was <= 1:
            yield Overload(name, was, float(used.value.low))


def probability(facts: Facts, lost: Iterable[Unit]) -> float | None:
    """How probable it is that all of these are down, each for its own reasons; nothing where unknown."""
    from sdlint.analyses.copies import REGION, assumed, assumed_zone

    product = 1.0
    for unit in lost:
        if unit.kind in ("zone", "region"):
            held = facts.design.zones if unit.kind == "zone" else facts.design.regions
            said = stated(held[unit.name], "availability")
            if isinstance(said, Unknown):
                said = assumed_zone(facts) if unit.kind == "zone" else assumed(unit.name, REGION)
            product *= 1.0 - float(said.value.low)
            continue
        own = copies_of(facts, facts.design.components[unit.name.split("#")[0]])
        if own.wanting:
            return None
        if unit.kind == "replica":
            product *= 1.0 - own.chance
        else:
            product *= 1.0 - at_least(1, len(own.sets[0]), own.chance)
    return product
