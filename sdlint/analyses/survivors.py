"""The design as it goes on while elements are down: fewer copies, cold caches, calls that are not made."""

from __future__ import annotations

from collections.abc import Mapping

from sdlint.analyses.placement import Domain, replicas_in
from sdlint.model.design import Call, Component, Design, Flow, Stated, Visit
from sdlint.quantity import Quantity
from sdlint.record import changed


def survivors(design: Design, down: frozenset[str]) -> Design:
    """What is left of a design: its loads and utilisations are those after the loss, while the callers still
    come at the same rate.
    """
    components: dict[str, Component] = {}
    dead: set[str] = set()
    for name, component in design.components.items():
        left = copies_left(design, component, down)
        if left is None:
            components[name] = component
        elif left == 0:
            dead.add(name)
            components[name] = component
        else:
            components[name] = changed(component, attributes=_fewer(component.attributes, left))
    if not dead:
        return changed(design, components=components)
    flows = {name: _going_on(design, flow, dead) for name, flow in design.flows.items()}
    return changed(design, components=components, flows=flows)


def copies_left(design: Design, component: Component, down: frozenset[str]) -> int | None:
    """How many copies are left; nothing where the component is as it was."""
    if component.name in down:
        return 0
    domains = replicas_in(design, component)
    if not domains:
        regions = {place.split(".")[0] for place in component.places if place != "world"}
        return 0 if regions and regions <= down else None
    lost = sum(
        _is_down(domain, down) or f"{component.name}#{at}" in down for at, domain in enumerate(domains, 1)
    )
    if not lost:
        return None
    sets = max(len(component.places), 1) if component.each else 1
    # Under `in each` a set that is lost is served by the others; what is left is counted for each.
    return (len(domains) - lost) // sets if len(domains) - lost >= sets else (1 if len(domains) > lost else 0)


def _is_down(domain: Domain, down: frozenset[str]) -> bool:
    return (bool(domain.zone) and domain.zone in down) or (bool(domain.region) and domain.region in down)


def _fewer(said: Mapping[str, Stated], left: int) -> dict[str, Stated]:
    fewer = dict(said)
    stated = said.get("replicas")
    if stated is not None:
        fewer["replicas"] = Stated(Quantity.number(left), f"{left} left", stated.span, stated.parts)
    nodes = said.get("nodes")
    if nodes is not None and stated is not None and isinstance(nodes.value, Quantity):
        assert isinstance(stated.value, Quantity)
        value = nodes.value * Quantity.number(left) / stated.value
        fewer["nodes"] = Stated(value, f"{left} of {stated.text} left", nodes.span, nodes.parts)
    return fewer


def _going_on(design: Design, flow: Flow, dead: set[str]) -> Flow:
    """The calls that a flow still makes; what needs a dead component gives up there."""
    if flow.root is None or flow.root.component in dead:
        return changed(flow, root=None)
    root, _ = _visit(design, flow.root, dead)
    return changed(flow, root=root)


def _visit(design: Design, visit: Visit, dead: set[str]) -> tuple[Visit, bool]:
    """A visit with the calls that are still made, and whether it failed."""
    stages = []
    failed = False
    for stage in visit.stages:
        made: list[Call] = []
        for call in stage:
            calls, lost = _call(design, call, dead)
            made.extend(calls)
            failed = failed or lost
        if made:
            stages.append(tuple(made))
        if failed:
            break
    return Visit(visit.component, tuple(stages)), failed


def _call(design: Design, call: Call, dead: set[str]) -> tuple[list[Call], bool]:
    """What is called instead, and whether the caller fails by it."""
    needed = not (call.step.optional or call.step.asynchronous)
    if call.step.callee not in dead:
        visit, lost = _visit(design, call.visit, dead)
        otherwise: list[Call] = []
        given_up = False
        for other in call.otherwise:
            calls, failed = _call(design, other, dead)
            otherwise.extend(calls)
            given_up = given_up or failed
        passes = design.components[call.step.callee].kind in ("cache", "cdn")
        if passes:
            lost = lost or given_up
        elif lost and call.otherwise:
            # The fallback is called by all that failed.
            return [Call(call.step, visit, ()), *otherwise], given_up and needed
        return [Call(call.step, visit, tuple(otherwise))], lost and needed
    if call.otherwise:
        made: list[Call] = []
        failed = False
        for other in call.otherwise:
            calls, lost = _call(design, other, dead)
            made.extend(calls)
            failed = failed or lost
        return made, failed and needed
    return [], needed
