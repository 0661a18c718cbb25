"""Who calls whom, what is reached, what is needed."""

from __future__ import annotations

from typing import Any

from sdlint.analyses.facts import Facts, word
from sdlint.expression.values import BOOL, Known, Parameter, Value, Witness, element, list_of
from sdlint.model.design import Call, Component, Design, Entity, Flow, Step, Visit, steps_of


def steps_in_flows(design: Design) -> tuple[Step, ...]:
    """The steps of all flows, in order."""
    return tuple(step for flow in design.flows.values() for step in flow.steps)


def goes_past(callee: Component, call: Call) -> bool:
    """Whether a call goes past a cache or a cdn, up or not: a write does, known by an `else` that writes."""
    return callee.kind in ("cache", "cdn") and any(other.step.write for other in call.otherwise)


def _arrows(facts: Facts) -> dict[str, dict[str, list[Step]]]:
    found: dict[str, dict[str, list[Step]]] | None = facts.memo.get("arrows")
    if found is None:
        found = {"in": {}, "out": {}}
        for step in steps_of(facts.design):
            found["in"].setdefault(step.callee, []).append(step)
            found["out"].setdefault(step.caller, []).append(step)
        facts.memo["arrows"] = found
    return found


def arrows_in(facts: Facts, component: Component) -> tuple[Step, ...]:
    """The steps and edges that end at a component."""
    return tuple(_arrows(facts)["in"].get(component.name, ()))


def arrows_out(facts: Facts, component: Component) -> tuple[Step, ...]:
    """The steps and edges that start at a component."""
    return tuple(_arrows(facts)["out"].get(component.name, ()))


def callers(facts: Facts, component: Component) -> tuple[Component, ...]:
    """The components that call or feed a component, each once."""
    names = dict.fromkeys(step.caller for step in arrows_in(facts, component))
    return tuple(facts.design.components[name] for name in names)


def callees(facts: Facts, component: Component) -> tuple[Component, ...]:
    """The components that a component calls or feeds, each once."""
    names = dict.fromkeys(step.callee for step in arrows_out(facts, component))
    return tuple(facts.design.components[name] for name in names)


def components_of(facts: Facts, flow: Flow) -> tuple[Component, ...]:
    """The components that a flow touches, in order of its steps."""
    names: dict[str, None] = dict.fromkeys([flow.root.component] if flow.root else [])
    for step in flow.steps:
        names.setdefault(step.caller)
        names.setdefault(step.callee)
    return tuple(facts.design.components[name] for name in names)


def flows_through(facts: Facts, component: Component) -> tuple[Flow, ...]:
    """The flows that touch a component."""
    return tuple(flow for flow in facts.design.flows.values() if component in components_of(facts, flow))


def entities_in(facts: Facts, component: Component) -> tuple[Entity, ...]:
    """The entities that are kept in a component."""
    kept: dict[str, list[Entity]] | None = facts.memo.get("entities by store")
    if kept is None:
        kept = facts.memo["entities by store"] = {}
        for entity in facts.design.entities.values():
            for store in dict.fromkeys(entity.stores):
                kept.setdefault(store, []).append(entity)
    return tuple(kept.get(component.name, ()))


def serving(facts: Facts, requirement: str, group: str) -> tuple[Any, ...]:
    """The flows or the endpoints that serve a requirement, by its name."""
    found: dict[str, list[Any]] | None = facts.memo.get(("serving", group))
    if found is None:
        found = facts.memo["serving", group] = {}
        items: Any = getattr(facts.design, group)
        for item in items.values() if hasattr(items, "values") else items:
            for name in dict.fromkeys(item.requirements):
                found.setdefault(name, []).append(item)
    return tuple(found.get(requirement, ()))


@word(Parameter("component", ("component",)), result=BOOL, example="reachable(api)")
def reachable(facts: Facts, component: Component) -> Value:
    """Whether a client, an outside system, a scheduler or a flow's start leads to it by arrows."""
    found: set[str] | None = facts.memo.get("reachable")
    if found is None:
        starts = [c.name for c in facts.design.components.values() if c.family in ("entry", "outside")]
        starts += [c.name for c in facts.design.components.values() if c.kind == "scheduler"]
        starts += [
            flow.root.component
            for flow in facts.design.flows.values()
            if flow.root
            and (flow.rate is not None or facts.design.components[flow.root.component].kind == "worker")
        ]
        found = set()
        while starts:
            name = starts.pop()
            if name not in found:
                found.add(name)
                starts.extend(step.callee for step in _arrows(facts)["out"].get(name, ()))
        facts.memo["reachable"] = found
    return Known(component.name in found, Witness(f"reachable({component.name})"))


@word(Parameter("component", ("component",)), result=list_of(element("component")), example="cycle(api)")
def cycle(facts: Facts, component: Component) -> Value:
    """The components that wait for each other in a circle, told at the one declared first; else none."""
    found: dict[str, list[str]] | None = facts.memo.get("cycles")
    if found is None:
        found = facts.memo["cycles"] = _cycles(facts)
    names = found.get(component.name, [])
    path = " -> ".join([*names, names[0]]) if names else ""
    return Known(
        tuple(facts.design.components[name] for name in names), Witness(path or f"cycle({component.name})")
    )


def _cycles(facts: Facts) -> dict[str, list[str]]:
    """A shortest circle of calls in each strongly connected part, by the part's first component. A client
    is in none: what is pushed to it isn't a call that it passes on.
    """
    order = [component.name for component in facts.design.components.values() if component.family != "entry"]
    calls = {
        name: list(dict.fromkeys(s.callee for s in _arrows(facts)["out"].get(name, ()) if not s.asynchronous))
        for name in order
    }
    found: dict[str, list[str]] = {}
    told: set[str] = set()
    for start in order:
        if start in told:
            continue
        circle = _way_back(start, calls)
        if circle:
            found[start] = circle
            # Other circles with any of these would be told or not by the order in which they are declared.
            called = {caller: [name for name in order if caller in calls[name]] for caller in order}
            told.update(_reached(start, calls) & _reached(start, called))
    return found


def _reached(start: str, ways: dict[str, list[str]]) -> set[str]:
    """What can be come to from a component, itself among it."""
    found = {start}
    queue = [start]
    for name in queue:
        fresh = [other for other in ways.get(name, ()) if other not in found]
        found.update(fresh)
        queue.extend(fresh)
    return found


def _way_back(start: str, calls: dict[str, list[str]]) -> list[str]:
    """A shortest circle of calls from a component to itself."""
    before: dict[str, str] = {}
    queue = [start]
    for name in queue:
        for callee in calls.get(name, ()):
            if callee == start:
                path = [name]
                while path[-1] != start:
                    path.append(before[path[-1]])
                return path[::-1]
            if callee not in before:
                before[callee] = name
                queue.append(callee)
    return []


@word(Parameter("component", ("component",)), result=list_of(element("flow")), example="needed_by(posts)")
def needed_by(facts: Facts, component: Component) -> Value:
    """The flows that fail, for some of their requests at least, while it is down."""
    ways = _ways(facts).get(component.name, ())
    flows = tuple(flow for flow, _ in ways)
    parts = tuple(Witness(f"{flow.name}: {' -> '.join(way)}") for flow, way in ways)
    named = ", ".join(flow.name for flow in flows) or "none"
    return Known(flows, Witness(f"flows that need {component.name}", named, parts=parts))


def _ways(facts: Facts) -> dict[str, list[tuple[Flow, tuple[str, ...]]]]:
    """By component, the flows that need it up, each with the path that leads to it; gathered once for all."""
    found: dict[str, list[tuple[Flow, tuple[str, ...]]]] | None = facts.memo.get("ways")
    if found is None:
        found = facts.memo["ways"] = {}
        for flow in facts.design.flows.values():
            for name, way in needs(facts, flow).items():
                if way:
                    found.setdefault(name, []).append((flow, way))
    return found


def needs(facts: Facts, flow: Flow) -> dict[str, tuple[str, ...]]:
    """What a flow needs up, each with the path that leads to it; clients always count as up, and so does who
    sends us something from outside: it is there when it does.
    """
    key = ("needs", flow.name)
    found: dict[str, tuple[str, ...]] | None = facts.memo.get(key)
    if found is None:
        found = {}
        if flow.root:
            root = facts.design.components[flow.root.component]
            _visit_needs(facts.design, flow.root, (root.name,), found, messages=root.delivers)
            if root.family not in ("entry", "outside"):
                found.setdefault(root.name, (root.name,))
        facts.memo[key] = found
    return found


def _visit_needs(
    design: Design,
    visit: Visit,
    path: tuple[str, ...],
    found: dict[str, tuple[str, ...]],
    *,
    messages: bool = False,
) -> None:
    """What a visit needs; where it delivers `messages`, whom they go to as well."""
    for stage in visit.stages:
        for call in stage:
            _call_needs(design, call, path, found, messages=messages)


def _call_needs(
    design: Design,
    call: Call,
    path: tuple[str, ...],
    found: dict[str, tuple[str, ...]],
    *,
    messages: bool = False,
) -> None:
    """What a call needs. A cache or cdn that can be gone around isn't needed, but what it falls back on
    is, for the misses; anything else with a fallback needs neither alone, only what both need.
    """
    step = call.step
    if step.optional or (step.asynchronous and not messages):
        return
    callee = design.components[step.callee]
    here = (*path, callee.name)
    if callee.kind in ("cache", "cdn") and call.otherwise:
        for other in call.otherwise:
            _call_needs(design, other, here if callee.kind == "cdn" else path, found)
        return
    own: dict[str, tuple[str, ...]] = {}
    if callee.family != "entry":
        own[callee.name] = here
    # A channel that a flow's own message comes to passes it on.
    _visit_needs(design, call.visit, here, own, messages=messages and callee.family == "channel")
    if call.otherwise:
        fallback: dict[str, tuple[str, ...]] = {}
        for other in call.otherwise:
            _call_needs(design, other, path, fallback)
        own = {name: way for name, way in own.items() if name in fallback}
    for name, way in own.items():
        found.setdefault(name, way)
