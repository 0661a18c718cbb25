"""Worlds: a design as a scenario supposes it, on each side of what it cuts."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from fractions import Fraction

from sdlint.analyses.availability import SUPPOSED
from sdlint.analyses.curves import crowded
from sdlint.analyses.facts import Facts
from sdlint.analyses.failures import CUT_OFF
from sdlint.analyses.placement import Deal, deals_of
from sdlint.analyses.survivors import survivors
from sdlint.analyses.traffic import clock
from sdlint.analyses.trips import regions
from sdlint.expression.values import Known, Witness, shown
from sdlint.model.design import Action, Component, Design, Flow, Scenario, Stated
from sdlint.quantity import RATE, Quantity
from sdlint.record import changed
from sdlint.spelling import joined


def supposed(facts: Facts, scenario: Scenario) -> tuple[Facts, ...]:
    """The facts under what a scenario supposes. After `cut` those of each side alone: what starts on another
    one goes on there, and brings nothing here.
    """
    held: dict[int, tuple[Facts, ...]] = facts.memo.setdefault("supposed", {})
    if id(scenario) not in held:
        held[id(scenario)] = _supposed(facts, scenario)
    return held[id(scenario)]


def _supposed(facts: Facts, scenario: Scenario) -> tuple[Facts, ...]:
    design = facts.design
    changes = {action.names[0]: action.expression for action in scenario.actions if action.verb == "set"}
    if changes:
        if facts.rebind is None:
            raise LookupError("the design can't be bound again")
        design = facts.rebind(changes)
    down = set(facts.down)
    cuts: dict[str, dict[str, None]] = {}
    for action in scenario.actions:
        if action.verb == "load":
            design = _loaded(facts, design, action)
        elif action.verb == "slow":
            design = _slowed(design, action)
        elif action.verb == "fail":
            down.update(action.names)
        elif action.verb == "cut":
            for name in action.names:
                cuts.setdefault(name, {}).update({other: None for other in action.names if other != name})
    # What each of the regions can't reach; who can't reach the same is on the same side.
    sides = dict.fromkeys(frozenset(others) for others in cuts.values()) or {frozenset[str](): None}
    worlds = tuple(_side(facts, design, frozenset(down), side, cuts) for side in sides)
    for world in worlds:
        world.memo[SUPPOSED] = True
    return worlds


def _side(
    facts: Facts,
    design: Design,
    down: frozenset[str],
    cut_off: frozenset[str],
    cuts: Mapping[str, Collection[str]],
) -> Facts:
    there = {name for name, flow in design.flows.items() if _starts_in(facts, design, flow, cut_off)}
    if cut_off:
        nothing = Known(Quantity.of(0, RATE), Witness("what comes from the other side of the cut", "0/s"))
        design = changed(
            design,
            components={
                name: _of_here(design, one, cut_off, cuts) for name, one in design.components.items()
            },
            flows={
                name: changed(flow, rate=nothing, peak=None)
                if name in there
                else _of_this_side(facts, design, flow, cut_off)
                for name, flow in design.flows.items()
            },
        )
    world = _world(facts, design, down | cut_off, apart=bool(cut_off))
    world.memo[AWAY] = frozenset(there)
    world.memo[CUT_OFF] = cut_off
    return world


def _of_here(
    design: Design, component: Component, cut_off: frozenset[str], cuts: Mapping[str, Collection[str]]
) -> Component:
    """A component as it is on one side of a cut: of clients those who are here, since the others don't come
    over it; and of a store whether it is led here.
    """
    deals = deals_of(design, component)
    if component.family in ("store", "channel") and len(deals) == 1 and not component.each:
        deal, leader = deals[0], deals[0].at(0).region
        # The leader goes on where no more copies are cut off from it than aren't; else those lead that have
        # most of them.
        goes_on = 2 * _within(deal, cuts.get(leader, ())) <= deal.count
        led = leader not in cut_off if goes_on else 2 * _within(deal, cut_off) < deal.count
        return component if led else changed(component, led=False)
    here = tuple(place for place in component.places if place.split(".")[0] not in cut_off)
    apart = component.family == "entry" and here and len(here) < len(component.places)
    return changed(component, places=here) if apart else component


def _within(deal: Deal, regions: Collection[str]) -> int:
    """How many copies stand in some regions."""
    return sum(count for domain, count in deal.held.items() if domain.region in regions)


def _of_this_side(facts: Facts, design: Design, flow: Flow, cut_off: frozenset[str]) -> Flow:
    """A flow as it comes from one side of a cut: of requests that come from several regions alike so many as
    there are regions on this side.
    """
    root = design.components.get(flow.root.component) if flow.root is not None else None
    if root is None or not isinstance(flow.rate, Known):
        return flow
    # Who may be anywhere comes from where the first of those stand that are said to stand anywhere.
    called = (regions(facts, design.components[step.callee]) for step in flow.steps)
    places = regions(facts, root) or next((found for found in called if found), ())
    left = [place for place in places if place not in cut_off]
    if not left or len(left) == len(places):
        return flow
    share = Quantity.number(Fraction(len(left), len(places)))
    rate = flow.rate.value * share
    usual = flow.rate.witness.shown or shown(flow.rate.value)
    how = f"{usual} × {shown(share, percent=True)}, from {joined(left)} if they come from all alike"
    name = f"rate of {flow.name} on this side of the cut"
    return changed(flow, rate=Known(rate, Witness(name, shown(rate), how, parts=(flow.rate.witness,))))


AWAY = "flows on the other side of a cut"


def _starts_in(facts: Facts, design: Design, flow: Flow, places: frozenset[str]) -> bool:
    """Whether a flow starts in some regions, and nowhere else."""
    root = design.components.get(flow.root.component) if flow.root is not None else None
    there = regions(facts, root) if root is not None else ()
    return bool(there) and places.issuperset(there)


def _world(facts: Facts, design: Design, down: frozenset[str], *, apart: bool) -> Facts:
    """The facts while something is down. `apart`: who is near it goes on there, and makes no way round."""
    if not down:
        return Facts(design, down, assumed=facts.assumed)
    rest = survivors(design, down)
    if apart:
        rest = changed(rest, components={n: changed(one, gone=()) for n, one in rest.components.items()})
    return Facts(design, down, Facts(rest, assumed=facts.assumed), assumed=facts.assumed)


def _loaded(facts: Facts, design: Design, action: Action) -> Design:
    """The flows of a scenario's `load`, all of them where it names none, at so many times their rate. What a
    clock starts is among them: with the load grows what it has to do at each tick. A name that a flow has in
    common with its requirement means the flow alone.
    """
    times = action.times
    assert times is not None
    flows = {}
    requirements = set(action.names) - design.flows.keys()
    for name, flow in design.flows.items():
        wanted = not action.names or name in action.names
        wanted = wanted or any(requirement in requirements for requirement in flow.requirements)
        usual = flow.rate if flow.rate is not None else clock(facts, flow)
        if wanted and isinstance(usual, Known):
            rate = usual.value * times
            how = f"{usual.witness.shown or shown(usual.value)} × {shown(times)}"
            witness = Witness(f"load of {name} in this scenario", shown(rate), how, source=action.span.where)
            flows[name] = changed(flow, rate=Known(rate, witness), rate_span=None)
        else:
            flows[name] = flow
    loaded = {name for name, flow in flows.items() if flow is not design.flows[name]}
    return changed(design, flows=flows, components=crowded(design, loaded, times))


def _slowed(design: Design, action: Action) -> Design:
    """A component that takes so many times as long, and so can do so much less; what others run is slow for
    reasons of its own, and takes as much as before.
    """
    times = action.times
    assert times is not None
    components = dict(design.components)
    for name in action.names:
        component: Component | None = components.get(name)
        if component is None:
            continue
        said = dict(component.attributes)
        for attribute, factor in (("time", times), ("capacity", Quantity.number(1) / times)):
            if attribute == "capacity" and component.family == "outside":
                continue
            stated = said.get(attribute)
            if stated is not None and isinstance(stated.value, Quantity):
                value = stated.value * factor
                said[attribute] = Stated(value, shown(value), action.span, stated.parts)
        components[name] = changed(component, attributes=said)
    return changed(design, components=components)
