"""Risks that one loss or one habit brings: who is overloaded by it, who goes unanswered, who isn't cached."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from sdlint.analyses.conditions import standing_share
from sdlint.analyses.connections import least_open
from sdlint.analyses.drill import lose
from sdlint.analyses.facts import Facts, word
from sdlint.analyses.failures import Unit, copies_alike
from sdlint.analyses.load import RESOURCES, all_uses, share_of
from sdlint.analyses.losses import Loss
from sdlint.analyses.machines import spare
from sdlint.analyses.overloads import TOO_LARGE, Overload
from sdlint.analyses.placement import replicas_in
from sdlint.analyses.standing import Lost, lost_of
from sdlint.analyses.stated import stated
from sdlint.analyses.sums import total
from sdlint.analyses.systems import System, system_of
from sdlint.analyses.topology import needed_by
from sdlint.analyses.traffic import arrivals
from sdlint.expression.values import (
    BOOL,
    Known,
    Parameter,
    Unknown,
    Value,
    Witness,
    element,
    list_of,
    number,
    shown,
    unknown,
)
from sdlint.model.design import Component, Element, Flow
from sdlint.quantity import RATE, Quantity

_COMPONENT = Parameter("component", ("component",))
ANSWERED = 1 - 1e-12
"""Above this share every request counts as answered."""


def _lost(facts: Facts, kind: str, name: str) -> Loss:
    """What the loss of one zone or one component does, computed once."""
    losses: dict[str, Loss] = facts.memo.setdefault("losses of one", {})
    if name not in losses:
        losses[name] = lose(facts, (Unit(kind, name, name),))
    return losses[name]


def _systems(facts: Facts, component: Component) -> list[tuple[Flow, System | Unknown]]:
    """The flows that hang on a component, and those of which it isn't known, in their order."""
    found: dict[str, list[tuple[Flow, System | Unknown]]] | None = facts.memo.get("systems by component")
    if found is None:
        found = facts.memo["systems by component"] = {name: [] for name in facts.design.components}
        for flow in facts.design.flows.values():
            system = system_of(facts, flow)
            for name in found if isinstance(system, Unknown) else system.copies:
                found[name].append((flow, system))
    return found[component.name]


def _percent(value: float) -> str:
    return shown(Quantity.number(Fraction(value)), percent=True)


def _losses(facts: Facts, kind: str) -> list[tuple[Element, Loss, dict[str, Overload]]]:
    """The zones, regions or caches, what the loss of each does, and whom it overloads by name."""
    found: list[tuple[Element, Loss, dict[str, Overload]]] | None = facts.memo.get(("losses", kind))
    if found is None:
        design = facts.design
        caches = (c for c in design.components.values() if c.kind in ("cache", "cdn"))
        places = {"zone": design.zones, "region": design.regions}
        lost: Iterable[Element] = places[kind].values() if kind in places else caches
        unit = kind if kind in places else "component"
        found = facts.memo["losses", kind] = [
            (item, loss, {over.component: over for over in loss.overloads if not over.already})
            for item in lost
            for loss in (_lost(facts, unit, item.name),)
        ]
    return found


@word(
    _COMPONENT,
    Parameter("loss", options=("zone", "region", "cache")),
    result=list_of(element("element")),
    example="overloaded_by(api, zone)",
)
def overloaded_by(facts: Facts, component: Component, loss: str) -> Value:
    """The zones, regions or caches whose loss is too much for what is left of it."""
    what = f"losses that overload {component.name}"
    found: list[Element] = []
    parts: list[Witness] = []
    unsure: list[Unknown] = []
    for item, lost, overloads in _losses(facts, loss):
        if item is component:
            continue
        over = overloads.get(component.name)
        if over is not None:
            found.append(item)
            before = f", and {_percent(over.before)} before" if over.before is not None else ""
            parts.append(Witness(f"without {item.name} it is {_percent(over.after)} busy{before}"))
        if component.name in lost.told.unsure:
            unsure.append(lost.told.unsure[component.name])
        elif not lost.told.whole:
            unsure.append(Unknown((f"a design that is small enough: {TOO_LARGE}",)))
    if unsure and not found:
        return Unknown(unknown(*unsure).wants, Witness(what))
    names = ", ".join(item.name for item in found) or "none"
    return Known(tuple(found), Witness(what, names, parts=tuple(parts)))


@word(_COMPONENT, result=list_of(element("flow")), example="lost_with_one_copy(api)")
def lost_with_one_copy(facts: Facts, component: Component) -> Value:
    """The flows that leave some requests unanswered once it has lost any one of its copies."""
    there = spare(component)
    if isinstance(there, Unknown):
        return there
    needing = needed_by(facts, component)
    assert isinstance(needing, Known)
    hit: list[Flow] = []
    parts: list[Witness] = []
    for flow, system in _systems(facts, component):
        if isinstance(system, Unknown):
            # What a flow needs can be told without its numbers.
            if flow in needing.value and there.value.high < 1:
                hit.append(flow)
                parts.extend(part for part in needing.witness.parts if part.what.startswith(f"{flow.name}:"))
            continue
        for unit in copies_alike(system.copies[component.name]):
            left = standing_share(system, lost_of((unit.name,), one_shard=True))
            if left < ANSWERED:
                hit.append(flow)
                parts.append(Witness(f"without {unit.words} {_percent(left)} of {flow.name} is answered"))
                break
    names = ", ".join(flow.name for flow in hit) or "none"
    what = f"flows that need every copy of {component.name}"
    return Known(tuple(hit), Witness(what, names, parts=(there.witness, *parts)))


@word(_COMPONENT, result=list_of(element("zone")), example="stands_and_falls_with(posts)")
def stands_and_falls_with(facts: Facts, component: Component) -> Value:
    """The zones whose loss takes so many of its copies that some requests go unanswered."""
    domains = replicas_in(facts.design, component)
    what = f"zones that take {component.name} with them"
    if not domains:
        said = stated(component, "replicas")
        return said if isinstance(said, Unknown) else Known((), Witness(what, "none"))
    if component.each and len(component.places) > 1:
        # Another place's full set answers.
        return Known((), Witness(what, "none"))
    found: list[Element] = []
    parts: list[Witness] = []
    for name in dict.fromkeys(domain.zone for domain in domains if domain.zone):
        gone = sum(domain.zone == name for domain in domains)
        numbers = frozenset(at for at, domain in enumerate(domains, 1) if domain.zone == name)
        down = Lost(frozenset(), {component.name: numbers})
        for flow, system in _systems(facts, component):
            if isinstance(system, Unknown):
                continue
            left = standing_share(system, down)
            if left < ANSWERED:
                if facts.design.zones[name] not in found:
                    found.append(facts.design.zones[name])
                    parts.append(Witness(f"{gone} of its {len(domains)} copies are in {name}"))
                parts.append(Witness(f"without them {_percent(left)} of {flow.name} is answered"))
    names = ", ".join(item.name for item in found) or "none"
    return Known(tuple(found), Witness(what, names, parts=tuple(parts)))


@word(
    _COMPONENT,
    Parameter("resource", options=RESOURCES),
    result=BOOL,
    example="overflows(api, bandwidth)",
)
def overflows(facts: Facts, component: Component, resource: str) -> Value:
    """Whether more of a resource is used than there is: what is known to be is enough, whatever the rest."""
    what = f"overflows({component.name}, {resource})"
    found = [use.share for use in all_uses(facts, component) if use.resource == resource]
    if resource == "connections" and found and isinstance(found[0], Unknown):
        least = least_open(facts, component)
        found.append(share_of(component, resource, least, stated(component, resource)).share)
    full = [share for share in found if isinstance(share, Known) and share.value.low > 1]
    if full:
        return Known(True, Witness(what, "yes", parts=tuple(share.witness for share in full)))
    if not found or any(isinstance(share, Unknown) or share.value.high > 1 for share in found):
        wants = unknown(*found).wants or (f"{resource} of `{component.name}`",)
        return Unknown(wants, Witness(what))
    return Known(False, Witness(what, "no", parts=tuple(share.witness for share in found)))


@word(_COMPONENT, result=number(RATE), example="uncached(posts)")
def uncached(facts: Facts, component: Component) -> Value:
    """The reads a second, at the peak, that reach it without having been looked up in a cache or cdn."""
    what = f"uncached({component.name})"
    if not facts.design.flows:
        return Unknown(("any flow",), Witness(what))
    rates = []
    for arrival in arrivals(facts, component):
        step = arrival.step
        if step is None or step.write or step.alternative:
            continue
        kinds = {facts.design.components[name].kind for name in arrival.path[:-1]}
        if not kinds & {"cache", "cdn"}:
            rates.append(arrival.rate)
    if any(isinstance(rate, Unknown) for rate in rates):
        return unknown(*rates)
    return total(rates, what, RATE)
