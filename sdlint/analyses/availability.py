"""Availability: the share of requests that are answered over a year, what costs it, and how good it could be.

It is computed in `systems`; here are its words, with what shows them.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import combinations
from math import ceil

from sdlint.analyses.facts import Facts, word
from sdlint.analyses.standing import Lost
from sdlint.analyses.systems import System, What, share, system_of
from sdlint.expression.values import (
    COUNT,
    Known,
    Parameter,
    Unknown,
    Value,
    Witness,
    later,
    number,
    shown,
    unknown,
)
from sdlint.model.design import Flow, Requirement
from sdlint.quantity import CALENDAR, TIME, Quantity
from sdlint.record import changed

# Words

_FLOW = Parameter("flow", ("flow", "requirement"))


def flows_of(facts: Facts, item: Flow | Requirement) -> tuple[Flow, ...]:
    """The flow itself, or all flows of a requirement."""
    if isinstance(item, Flow):
        return (item,)
    return tuple(flow for flow in facts.design.flows.values() if item.name in flow.requirements)


def worst(facts: Facts, item: Flow | Requirement, value_of: object, *, lowest: bool, what: str) -> Value:
    """The value of the worst of a requirement's flows; unknown while one of them is."""
    flows = flows_of(facts, item)
    if not flows:
        return Unknown((f"a flow for `{item.name}`",), Witness(what))
    values: list[Value] = [value_of(flow) for flow in flows]  # type: ignore[operator]
    if any(isinstance(value, Unknown) for value in values):
        return unknown(*values)
    known = [value for value in values if isinstance(value, Known)]
    pick = min if lowest else max
    return pick(known, key=lambda value: value.value.low)


SUPPOSED = "a scenario's"
"""Among what is noted of facts: that they are of a moment that a scenario speaks of, and of its load."""


def _quantity(value: float) -> Quantity:
    return Quantity.number(Fraction(value))


@word(
    _FLOW,
    Parameter("reading", options=("full", "any", "peak"), optional=True),
    result=COUNT,
    example="availability(redirect)",
    percent=True,
    looks_at_loss=True,
)
def availability(facts: Facts, item: Flow | Requirement, reading: str = "") -> Value:
    """The share of requests answered; `full`: all are, `any`: some are, `peak`: by enough machines."""
    label = f"{item.name}{', ' + reading if reading else ''}"
    return worst(
        facts,
        item,
        lambda flow: _availability(facts, flow, reading),
        lowest=True,
        what=f"availability({label})",
    )


def _numbers(system: System | Unknown) -> System | Unknown:
    """The system, where all its probabilities are known."""
    return unknown(*system.wanting) if isinstance(system, System) and system.wanting else system


def _availability(facts: Facts, flow: Flow, reading: str) -> Value:
    name = f"availability({flow.name}{', ' + reading if reading else ''})"
    facts = _at_its_most(facts) if reading == "peak" else facts
    # All is well only while what is wanted but not needed works too.
    system = _numbers(system_of(facts, flow, wanted=reading == "full"))
    if isinstance(system, Unknown):
        return Unknown(system.wants, Witness(name, parts=system.witness.parts))
    what = What(down=facts.down, mode="" if reading == "peak" else reading)
    if reading == "peak":
        least = _peak_least(facts, system)
        if isinstance(least, Unknown):
            return Unknown(least.wants, Witness(name))
        what.least = least
        apart = _peak_apart(facts, system, least)
        if isinstance(apart, Unknown):
            return Unknown(apart.wants, Witness(name))
        what.apart = apart
    value = share(system, what)
    told: tuple[Witness, ...] = ()
    if facts.memo.get(SUPPOSED) and reading != "any" and reading != "peak":
        from sdlint.analyses.failures import most_answered  # Loads are asked for here alone.

        most, told = most_answered(facts, flow)
        value *= most if reading != "full" or most == 1.0 else 0.0
    quantity = _quantity(value)
    caveat = "common causes, such as a bad deploy, are not in this"

    def parts() -> tuple[Witness, ...]:
        before = (Witness(caveat),) if value > 0.99999 else ()
        return (*before, *told, *_costs(facts, system, what, 12), *system.assumptions)

    return Known(quantity, later(name, shown(quantity, percent=True), parts))


def _costs(facts: Facts, system: System, what: What, most: int) -> list[Witness]:
    """What costs the most minutes a year."""
    return [
        Witness(f"{element} costs", f"{in_minutes(cost)} a year", parts=_own_parts(system, element))
        for element, cost in minutes(facts, system, what)[:most]
        if cost > 0.005
    ]


def _own_parts(system: System, element: str) -> tuple[Witness, ...]:
    own = system.copies.get(element)
    return (own.witness,) if own else ()


def in_minutes(cost: float) -> str:
    """Minutes as people write them, with two significant digits."""
    return f"{cost:.0f} min" if cost >= 9.95 else f"{cost:.1f} min" if cost >= 0.095 else f"{cost:.2f} min"


def minutes(facts: Facts, system: System, what: What | None = None) -> list[tuple[str, float]]:
    """The minutes a year that each component, zone and region costs: what would be won if it never
    failed; the costliest first.
    """
    what = what or What()
    base = share(system, what)
    year = float(facts.design.calendar["y"] if facts.design.calendar else CALENDAR["y"]) / 60
    found = []
    for element in [
        *system.copies,
        *system.regions,
        *(n for _, zones in system.regions.values() for z in zones for n in z.names),
    ]:
        perfect = what.perfect | {element}
        better = share(system, What(perfect, what.down, what.mode, what.up, what.least, what.apart))
        found.append((element, (better - base) * year))
    return sorted(found, key=lambda pair: -pair[1])


def _at_its_most(facts: Facts) -> Facts:
    """The same design with the copies that there are at the peak of what is scaled by its load."""
    key = "scaled to its most"
    if key not in facts.memo:
        components = dict(facts.design.components)
        for name, component in components.items():
            scaled = component.attributes.get("autoscale")
            if scaled is not None and "high" in scaled.parts:
                said = {**component.attributes, "replicas": scaled.parts["high"]}
                del said["autoscale"]
                components[name] = changed(component, attributes=said)
        same = all(components[name] is one for name, one in facts.design.components.items())
        design = changed(facts.design, components=components)
        facts.memo[key] = facts if same else Facts(design, facts.down, assumed=facts.assumed)
    found: Facts = facts.memo[key]
    return found


def _peak_least(facts: Facts, system: System) -> dict[str, int] | Unknown:
    """The copies that the peak needs: the least number at which utilisation isn't above 1."""
    from sdlint.analyses.load import utilization

    least: dict[str, int] = {}
    for name, own in system.copies.items():
        if own.component.family in ("outside",) or "replicas" not in own.component.attributes:
            continue
        used = utilization(facts, own.component)
        if isinstance(used, Unknown):
            return used
        copies = len(own.sets[0])
        wanted = ceil(used.value.high * copies)
        least[name] = max(1, min(wanted, copies + 1))
        if wanted > copies:
            return least
    return least


MAX_APART = 5
"""Sets of which it is gone through which are left; of more none may be out, which is at most too low."""


def _peak_apart(
    facts: Facts, system: System, least: Mapping[str, int]
) -> dict[str, dict[frozenset[int], int]] | Unknown:
    """The same of what stands `in each` of several places, by which of its sets are left: with the others
    lost, their load comes to those.
    """
    from sdlint.analyses.load import utilization
    from sdlint.analyses.survivors import surviving

    found: dict[str, dict[frozenset[int], int]] = {}
    for name, count in least.items():
        own = system.copies[name]
        if not own.component.each or len(own.sets) < 2:
            continue
        sets, copies = range(len(own.sets)), len(own.sets[0])
        counts = found[name] = {frozenset(sets): count}
        few = [] if len(own.sets) > MAX_APART else range(1, len(own.sets))
        for left in (frozenset(some) for size in few for some in combinations(sets, size)):
            gone = frozenset(
                at * copies + number + 1 for at in sets if at not in left for number in range(copies)
            )
            then = Facts(surviving(facts, Lost(frozenset(), {name: gone})), assumed=facts.assumed)
            used = utilization(then, then.design.components[name])
            if isinstance(used, Unknown):
                return used
            counts[left] = max(1, min(ceil(used.value.high * copies), copies + 1))
    return found


@word(
    _FLOW,
    Parameter("reading", options=("full", "any", "peak"), optional=True),
    result=number(TIME),
    example="downtime(redirect)",
    looks_at_loss=True,
)
def downtime(facts: Facts, item: Flow | Requirement, reading: str = "") -> Value:
    """How long in a year of 365.2425 days its requests go unanswered."""
    value = availability(facts, item, reading)
    what = f"downtime({item.name}{', ' + reading if reading else ''})"
    if isinstance(value, Unknown):
        return Unknown(value.wants, Witness(what))
    year = CALENDAR["y"]
    lost = Quantity.of((1 - value.value.low) * year, TIME)
    how = f"(1 − {value.witness.shown}) × 365.2425 days"
    return Known(lost, Witness(what, shown(lost), how, parts=(value.witness,)))


@word(_FLOW, result=COUNT, example="ceiling(redirect)", percent=True, looks_at_loss=True)
def ceiling(facts: Facts, item: Flow | Requirement) -> Value:
    """The availability that more copies could reach: copies never fail, zones, regions and single ones do."""
    return worst(facts, item, lambda flow: _ceiling(facts, flow), lowest=True, what=f"ceiling({item.name})")


def best(facts: Facts, item: Flow | Requirement) -> Value:
    """The ceiling, with what isn't stated of failures at its best: it can't be more than that."""
    return worst(
        facts,
        item,
        lambda flow: _ceiling(facts, flow, hopeful=True),
        lowest=True,
        what=f"ceiling({item.name})",
    )


HOPEFUL = ("failover of ", "availability of ", "replicas of ")
"""What counts as never failing where it is wanting, in the numbers of a system."""


def _ceiling(facts: Facts, flow: Flow, *, hopeful: bool = False) -> Value:
    name = f"ceiling({flow.name})"
    system = system_of(facts, flow)
    wants = [want for one in system.wanting for want in one.wants] if isinstance(system, System) else []
    if not hopeful or not all(want.startswith(HOPEFUL) for want in wants):
        system = _numbers(system)
    if isinstance(system, Unknown):
        return Unknown(system.wants, Witness(name))
    replicated = frozenset(n for n, own in system.copies.items() if "replicas" in own.component.attributes)
    what = What(perfect=replicated, down=facts.down)
    quantity = _quantity(share(system, what))

    def parts() -> tuple[Witness, ...]:
        return (*_costs(facts, system, what, 8), *system.assumptions)

    return Known(quantity, later(name, shown(quantity, percent=True), parts))
