"""Every element of a design, as it is compared: what it is known by, and what is said of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sdlint.changes.aspects import Aspects, Item, attributes_of, comparable, listed, put, told, valued
from sdlint.changes.meanings import NOBODY, compared_with, expected, flat, meaning, sides, supposed
from sdlint.changes.paths import canonical, hop, path
from sdlint.changes.renames import Names, each_word
from sdlint.expression.values import Known, shown
from sdlint.model.design import (
    Acceptance,
    Access,
    Alert,
    Component,
    Connection,
    Decision,
    Design,
    Endpoint,
    Entity,
    Estimate,
    Field,
    Flow,
    Goal,
    Group,
    Probe,
    Region,
    Requirement,
    Response,
    Scenario,
    Sink,
    Stakeholder,
    Step,
    Zone,
)


def items(design: Design, names: Names) -> Iterator[tuple[str, Item]]:
    """Every element with the kind of which it is; with what has another name in the new version called so."""
    makers: tuple[tuple[str, Iterable[Any], Any], ...] = (
        ("requirement", design.requirements.values(), _requirement),
        ("stakeholder", design.stakeholders.values(), _stakeholder),
        ("estimate", design.estimates.values(), _estimate),
        ("goal", design.goals, lambda one: _goal(one, names)),
        ("api", design.endpoints, lambda one: _endpoint(one, names)),
        ("region", design.regions.values(), _region),
        ("zone", design.zones.values(), _zone),
        ("link", design.connections, _connection),
        ("group", design.groups.items(), _group),
        ("component", design.components.values(), lambda one: _component(one, names)),
        ("arrow", design.edges, lambda one: _arrow(one, names)),
        ("flow", design.flows.values(), lambda one: _flow(one, names)),
        ("entity", design.entities.values(), lambda one: _entity(one, names)),
        ("field", (f for e in design.entities.values() for f in e.fields), _field),
        ("access", design.accesses, _access),
        ("scenario", design.scenarios, lambda one: _scenario(one, names)),
        ("response", design.responses, lambda one: _response(one, names)),
        ("telemetry", design.sinks, lambda one: _sink(one, names)),
        ("alert", design.alerts, lambda one: _alert(one, names)),
        ("probe", design.probes, lambda one: _probe(one, names)),
        ("decision", design.decisions, _decision),
        ("acceptance", design.acceptances, lambda one: _acceptance(one, names)),
        ("question", design.questions, lambda one: Item("question", one.name, {})),
    )
    for group, elements, make in makers:
        for element in elements:
            yield group, make(element)


def _requirement(item: Requirement) -> Item:
    aspects: Aspects = {}
    put(aspects, "text", item.text)
    return Item("requirement", item.name, aspects, item.text)


def _stakeholder(item: Stakeholder) -> Item:
    aspects: Aspects = {}
    put(aspects, "label", item.label)
    put(aspects, "wants", ", ".join(sorted(item.wants)))
    return Item("stakeholder", item.name, aspects, item.label)


def _estimate(item: Estimate) -> Item:
    """Its value is told with its sum."""
    aspects: Aspects = {}
    value = item.value
    text = written = flat(item.text)
    if isinstance(value, Known) and value.witness.how:
        text = f"{text} = {shown(value.value)}"
    valued(aspects, "value", value, text, written)
    valued(aspects, "expected", item.expected)
    put(aspects, "note", item.note)
    return Item("estimate", item.name, aspects, told(aspects, ["value"]))


def _goal(item: Goal, names: Names) -> Item:
    """A goal is named by what it asks for, so that one which asks for less is seen as changed."""
    aspects: Aspects = {}
    asks, wanted = item.name, ""
    mark: object = ""
    if item.expression is not None:
        found = sides(item.expression)
        asks, wanted, mark = found.asks, found.wanted, meaning(found.asked, names.both)
        if found.bound is not None:
            bound = meaning(found.bound, names.both)
            aspects["wanted"] = ((found.sign, bound), wanted, wanted)
    put(aspects, "note", item.note)
    return Item("goal", asks, aspects, wanted, mark)


def _endpoint(item: Endpoint, names: Names) -> Item:
    aspects: Aspects = {}
    listed(aspects, "on", sorted(item.components), names.components)
    put(aspects, "for", ", ".join(sorted(item.requirements)))
    put(aspects, "text", item.text)
    attributes_of(aspects, item.attributes)
    return Item("api", item.name, aspects, told(aspects))


def _region(item: Region) -> Item:
    aspects: Aspects = {}
    put(aspects, "label", item.label)
    attributes_of(aspects, item.attributes)
    return Item("region", item.name, aspects, item.label)


def _zone(item: Zone) -> Item:
    aspects: Aspects = {}
    attributes_of(aspects, item.attributes)
    return Item("zone", item.name, aspects, told(aspects))


def _connection(item: Connection) -> Item:
    aspects: Aspects = {}
    valued(aspects, "round trip", item.duration)
    ends = sorted(item.places)
    return Item("link", "–".join(ends), aspects, shown(item.duration))


def _group(entry: tuple[str, Group]) -> Item:
    key, item = entry
    aspects: Aspects = {}
    put(aspects, "label", item.label)
    return Item("group", key, aspects, item.label)


def _component(item: Component, names: Names) -> Item:
    aspects: Aspects = {}
    put(aspects, "kind", item.kind)
    put(aspects, "technology", item.technology)
    put(aspects, "label", item.label)
    put(aspects, "group", item.groups[-1] if item.groups else "")
    if item.places:
        each = "each " if item.each else ""
        aspects["in"] = ((item.each, frozenset(item.places)), each + ", ".join(item.places), "")
    attributes_of(aspects, item.attributes)
    words = ", ".join(
        part
        for part in (
            item.technology,
            f"in {aspects['in'][1]}" if item.places else "",
            told(aspects, [name for name in item.attributes if name in TOLD]),
        )
        if part
    )
    return Item(item.kind, item.name, aspects, words, names.components.get(item.name, item.name))


TOLD = ("replicas", "autoscale", "shards", "nodes", "hit", "replication", "capacity", "time")
"""What is told of a component that was added or removed."""


def step_aspects(aspects: Aspects, step: Step) -> None:
    """What is said of a step."""
    valued(aspects, "times", step.times)
    valued(aspects, "share", step.share, shown(step.share, percent=True) if step.share else "")
    valued(aspects, "payload", step.payload)
    flags = (
        ("message", step.asynchronous),
        ("wanted, not needed", step.optional),
        ("after else", step.alternative),
        ("together", step.together),
        ("scatter", step.scatter),
    )
    for name, said in flags:
        if said:
            aspects[name] = (True, "said", "")
    if step.write:
        put(aspects, "write", step.entity or "said")
    else:
        put(aspects, "read", step.entity)
    put(aspects, "label", step.label)
    attributes_of(aspects, step.attributes)


def _arrow(item: Step, names: Names) -> Item:
    aspects: Aspects = {}
    step_aspects(aspects, item)
    return Item("arrow", hop(item), aspects, told(aspects), hop(item, names.components))


def _flow(item: Flow, names: Names) -> Item:
    """A flow and its steps: each is an aspect, and so is the order in which they are taken."""
    aspects: Aspects = {}
    called = names.components
    put(aspects, "label", item.label)
    put(aspects, "for", ", ".join(sorted(item.requirements)))
    valued(aspects, "rate", item.rate, written=flat(item.rate_span.text) if item.rate_span else "")
    valued(aspects, "peak", item.peak, f"x{shown(item.peak)}" if item.peak else "")
    seen: dict[str, int] = {}
    for step in item.steps:
        way = hop(step, called)
        number = seen[way] = seen.get(way, 0) + 1
        said: Aspects = {}
        step_aspects(said, step)
        # How often it is asked for needs no word; what is said of it does.
        text = told(said) or "taken"
        meant = tuple((what, aspect[0]) for what, aspect in sorted(said.items()))
        aspects[f"step {way}{f' ({number})' if number > 1 else ''}"] = (meant, text, "")
    if item.root is not None:
        aspects["path"] = (canonical(item.root, called), path(item.root), "")
    rate = aspects.get("rate")
    return Item(
        "flow", item.name, aspects, f"at {rate[1]}" if rate else "", names.flows.get(item.name, item.name)
    )


def _entity(item: Entity, names: Names) -> Item:
    aspects: Aspects = {}
    listed(aspects, "in", sorted(item.stores), names.components)
    valued(aspects, "with", item.stock)
    if item.keep is not None:
        aspects["keep"] = (comparable(item.keep), item.keep.text, "")
    return Item("entity", item.name, aspects, told(aspects))


def _field(item: Field) -> Item:
    aspects: Aspects = {}
    put(aspects, "type", item.type)
    valued(aspects, "size", item.size)
    attributes_of(aspects, item.attributes)
    return Item("field", item.name, aspects, item.type)


def _access(item: Access) -> Item:
    aspects: Aspects = {}
    valued(aspects, "rate", item.rate, written=flat(item.span.text))
    return Item("access", item.name, aspects, told(aspects))


def _scenario(item: Scenario, names: Names) -> Item:
    aspects: Aspects = {}
    text = "; ".join(flat(action.span.text).rstrip(", ") for action in item.actions)
    if text:
        aspects["supposes"] = (supposed(item, names.both), text, "")
    text = ", ".join(flat(one.span.text) for one in item.expects)
    if text:
        aspects["expects"] = (expected(item, names.both), text, "")
    called = names.scenarios.get(item.name, item.name)
    return Item("scenario", item.name, aspects, told(aspects, ["supposes"]), called)


def _response(item: Response, names: Names) -> Item:
    aspects: Aspects = {}
    put(aspects, "then", "; ".join(item.then))
    put(aspects, "detect", "; ".join(item.detect))
    called = names.components.get(item.name, item.name)
    return Item("response", f"when {item.name} fails", aspects, told(aspects, ["then"]), called)


def _sink(item: Sink, names: Names) -> Item:
    aspects: Aspects = {}
    listed(aspects, "in", item.places, NOBODY)
    listed(aspects, "from", sorted(item.sources), names.components)
    return Item(item.kind, item.name, aspects, "")


def _alert(item: Alert, names: Names) -> Item:
    aspects: Aspects = {}
    text = flat(item.expression.span.text)
    when = compared_with(item.expression, names.both)
    aspects["when"] = (when, text, text)
    valued(aspects, "for", item.lasting)
    put(aspects, "tells", ", ".join(sorted(item.tells)))
    put(aspects, "runbook", item.runbook)
    return Item("alert", item.name, aspects, "", item.name if item.titled else when)


def _probe(item: Probe, names: Names) -> Item:
    aspects: Aspects = {}
    valued(aspects, "every", item.every)
    return Item("probe", item.name, aspects, "", names.flows.get(item.name, item.name))


def _decision(item: Decision) -> Item:
    aspects: Aspects = {}
    for what in ("chose", "over", "because", "costs"):
        put(aspects, what, "; ".join(getattr(item, what)))
    return Item("decision", item.name, aspects, told(aspects, ["chose"]))


def _acceptance(item: Acceptance, names: Names) -> Item:
    aspects: Aspects = {}
    put(aspects, "because", item.reason)
    put(aspects, "until", item.until)
    put(aspects, "by", item.by)
    called = each_word(flat(item.name), names.both)
    return Item("acceptance", flat(item.name), aspects, item.reason, called)
