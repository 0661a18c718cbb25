"""What was added, removed and changed in a design's text, by meaning: not by blanks, order or spelling."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sdlint.expression.tree import Binary, Expression, Parenthesis
from sdlint.expression.values import Known, Value, shown
from sdlint.model.design import (
    Acceptance,
    Access,
    Alert,
    Call,
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
    Stated,
    Step,
    Visit,
    Zone,
)
from sdlint.quantity import Quantity
from sdlint.record import Equal, Record

Aspect = tuple[object, str, str]
"""What it means, how it is told, and how it is written. What is written as before hasn't been changed, though
its value may follow from something that was; and what means the same is the same, however it is written.
"""
Aspects = dict[str, Aspect]


class Detail(Equal):
    """An aspect of an element in both versions; None where a version says nothing of it."""

    what: str
    before: str | None
    after: str | None


class Edited(Equal):
    """An element that differs."""

    how: str
    """`added`, `removed` or `changed`."""
    kind: str
    """What it is: `service`, `flow`, `goal`, `zone`, …"""
    name: str
    told: str
    """Of one that was added or removed: what it says, in a few words."""
    details: tuple[Detail, ...] = ()
    """Of one that was changed, in the order in which the language tells them."""


class _Item(Record):
    """An element as it is compared."""

    kind: str
    name: str
    aspects: Aspects
    told: str = ""


ORDER = ("removed", "added", "changed")


def edited(before: Design, after: Design) -> tuple[Edited, ...]:
    """All that differs between two designs, by kind in the order in which a design is read."""
    found: list[Edited] = []
    if before.title != after.title:
        title = Detail("title", before.title, after.title)
        found.append(Edited("changed", "system", after.title, "", (title,)))
    old, new = dict(_items(before)), dict(_items(after))
    for key in dict.fromkeys((*new, *old)):
        one, other = old.get(key), new.get(key)
        if one is None and other is not None:
            found.append(Edited("added", other.kind, other.name, other.told))
        elif other is None and one is not None:
            found.append(Edited("removed", one.kind, one.name, one.told))
        elif one is not None and other is not None:
            details = tuple(_details(one.aspects, other.aspects))
            if details:
                found.append(Edited("changed", other.kind, other.name, "", details))
    places = {key[0]: at for at, key in enumerate(dict.fromkeys((key[0],) for key in (*new, *old)))}
    kinds = {(item.kind, item.name): key[0] for key, item in (*old.items(), *new.items())}
    return tuple(
        sorted(
            found,
            key=lambda one: (places.get(kinds.get((one.kind, one.name), ""), -1), ORDER.index(one.how)),
        )
    )


def _details(before: Aspects, after: Aspects) -> Iterator[Detail]:
    for what in dict.fromkeys((*before, *after)):
        one, other = before.get(what), after.get(what)
        if one is None or other is None:
            if one or other:
                yield Detail(what, one[1] if one else None, other[1] if other else None)
        elif one[0] != other[0] and not (one[2] and one[2] == other[2]):
            yield Detail(what, one[1], other[1])


def _items(design: Design) -> Iterator[tuple[tuple[str, str, int], _Item]]:
    """Every element by what kind it is, its name, and how many of that name came before."""
    seen: dict[tuple[str, str], int] = {}
    for group, item in _listed(design):
        number = seen[group, item.name] = seen.get((group, item.name), 0) + 1
        yield (group, item.name, number), item


def _listed(design: Design) -> Iterator[tuple[str, _Item]]:
    makers: tuple[tuple[str, Iterable[Any], Any], ...] = (
        ("requirement", design.requirements.values(), _requirement),
        ("stakeholder", design.stakeholders.values(), _stakeholder),
        ("estimate", design.estimates.values(), _estimate),
        ("goal", design.goals, _goal),
        ("api", design.endpoints, _endpoint),
        ("region", design.regions.values(), _region),
        ("zone", design.zones.values(), _zone),
        ("link", design.connections, _connection),
        ("group", design.groups.items(), _group),
        ("component", design.components.values(), _component),
        ("arrow", design.edges, _arrow),
        ("flow", design.flows.values(), _flow),
        ("entity", design.entities.values(), _entity),
        ("field", (f for e in design.entities.values() for f in e.fields), _field),
        ("access", design.accesses, _access),
        ("scenario", design.scenarios, _scenario),
        ("response", design.responses, _response),
        ("telemetry", design.sinks, _sink),
        ("alert", design.alerts, _alert),
        ("probe", design.probes, _probe),
        ("decision", design.decisions, _decision),
        ("acceptance", design.acceptances, _acceptance),
        ("question", design.questions, lambda one: _Item("question", one.name, {})),
    )
    for group, elements, make in makers:
        for element in elements:
            yield group, make(element)


def flat(text: str) -> str:
    """The text on one line, with single blanks."""
    return " ".join(text.split())


def sides(expression: Expression) -> tuple[str, str]:
    """Of a comparison what it asks for, and what is wanted of that with its sign; of all else the whole."""
    inner = expression
    while isinstance(inner, Parenthesis):
        inner = inner.inner
    if isinstance(inner, Binary) and inner.operator.kind == "COMPARE":
        return flat(inner.left.span.text), f"{inner.operator.text} {flat(inner.right.span.text)}"
    return flat(expression.span.text), ""


# Aspects


def _put(aspects: Aspects, what: str, text: str) -> None:
    """An aspect that is its own text; an empty one is none."""
    if text:
        aspects[what] = (text, text, text)


def _valued(
    aspects: Aspects, what: str, value: Quantity | Value | None, text: str = "", written: str = ""
) -> None:
    """An aspect that is a value: another spelling of the same is the same."""
    if isinstance(value, Quantity):
        aspects[what] = (value, text or shown(value), written)
    elif isinstance(value, Known):
        aspects[what] = (value.value, text or shown(value.value), written)
    elif value is not None:
        aspects[what] = (value.text, value.text, written)


def _attributes(aspects: Aspects, attributes: Mapping[str, Stated]) -> None:
    for name, said in attributes.items():
        flag = said.value is True and not said.parts
        computed = f" = {shown(said.value)}" if said.witness is not None else ""
        written = flat(said.span.text)
        aspects[name] = (_comparable(said), "said" if flag else f"{said.text}{computed}", written)


def _comparable(said: Stated) -> object:
    """What an attribute means, without how and where it is written."""
    parts = tuple((name, _comparable(part)) for name, part in sorted(said.parts.items()))
    return (said.value, parts)


def _told(aspects: Aspects, names: Iterable[str] | None = None) -> str:
    """Some aspects, or all of them, in a few words."""
    return ", ".join(
        name if aspects[name][1] == "said" else f"{name} {aspects[name][1]}"
        for name in (aspects if names is None else names)
        if name in aspects
    )


def _requirement(item: Requirement) -> _Item:
    aspects: Aspects = {}
    _put(aspects, "text", item.text)
    return _Item("requirement", item.name, aspects, item.text)


def _stakeholder(item: Stakeholder) -> _Item:
    aspects: Aspects = {}
    _put(aspects, "label", item.label)
    _put(aspects, "wants", ", ".join(sorted(item.wants)))
    return _Item("stakeholder", item.name, aspects, item.label)


def _estimate(item: Estimate) -> _Item:
    """Its value is told with its sum."""
    aspects: Aspects = {}
    value = item.value
    text = written = flat(item.text)
    if isinstance(value, Known) and value.witness.how:
        text = f"{text} = {shown(value.value)}"
    _valued(aspects, "value", value, text, written)
    _valued(aspects, "expected", item.expected)
    _put(aspects, "note", item.note)
    return _Item("estimate", item.name, aspects, _told(aspects, ["value"]))


def _goal(item: Goal) -> _Item:
    """A goal is named by what it asks for, so that one which asks for less is seen as changed."""
    left, wanted = sides(item.expression) if item.expression is not None else (item.name, "")
    aspects: Aspects = {}
    _put(aspects, "wanted", wanted)
    _put(aspects, "note", item.note)
    return _Item("goal", left, aspects, wanted)


def _endpoint(item: Endpoint) -> _Item:
    aspects: Aspects = {}
    _put(aspects, "on", ", ".join(sorted(item.components)))
    _put(aspects, "for", ", ".join(sorted(item.requirements)))
    _put(aspects, "text", item.text)
    _attributes(aspects, item.attributes)
    return _Item("api", item.name, aspects, _told(aspects))


def _region(item: Region) -> _Item:
    aspects: Aspects = {}
    _put(aspects, "label", item.label)
    _attributes(aspects, item.attributes)
    return _Item("region", item.name, aspects, item.label)


def _zone(item: Zone) -> _Item:
    aspects: Aspects = {}
    _attributes(aspects, item.attributes)
    return _Item("zone", item.name, aspects, _told(aspects))


def _connection(item: Connection) -> _Item:
    aspects: Aspects = {}
    _valued(aspects, "round trip", item.duration)
    ends = sorted(item.places)
    return _Item("link", "–".join(ends), aspects, shown(item.duration))


def _group(entry: tuple[str, Group]) -> _Item:
    key, item = entry
    aspects: Aspects = {}
    _put(aspects, "label", item.label)
    return _Item("group", key, aspects, item.label)


def _component(item: Component) -> _Item:
    aspects: Aspects = {}
    _put(aspects, "kind", item.kind)
    _put(aspects, "technology", item.technology)
    _put(aspects, "label", item.label)
    _put(aspects, "group", item.groups[-1] if item.groups else "")
    if item.places:
        each = "each " if item.each else ""
        aspects["in"] = ((item.each, frozenset(item.places)), each + ", ".join(item.places), "")
    _attributes(aspects, item.attributes)
    told = ", ".join(
        part
        for part in (
            item.technology,
            f"in {aspects['in'][1]}" if item.places else "",
            _told(aspects, [name for name in item.attributes if name in TOLD]),
        )
        if part
    )
    return _Item(item.kind, item.name, aspects, told)


TOLD = ("replicas", "autoscale", "shards", "nodes", "hit", "replication", "capacity", "time")
"""What is told of a component that was added or removed."""


def _step(aspects: Aspects, step: Step) -> None:
    """What is said of a step."""
    _valued(aspects, "times", step.times)
    _valued(aspects, "share", step.share, shown(step.share, percent=True) if step.share else "")
    _valued(aspects, "payload", step.payload)
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
        _put(aspects, "write", step.entity or "said")
    _put(aspects, "label", step.label)
    _attributes(aspects, step.attributes)


def _hop(step: Step) -> str:
    return f"{step.caller} {'~>' if step.asynchronous else '->'} {step.callee}"


def _arrow(item: Step) -> _Item:
    aspects: Aspects = {}
    _step(aspects, item)
    return _Item("arrow", _hop(item), aspects, _told(aspects))


def _flow(item: Flow) -> _Item:
    """A flow and its steps: each is an aspect, and so is the order in which they are taken."""
    aspects: Aspects = {}
    _put(aspects, "label", item.label)
    _put(aspects, "for", ", ".join(sorted(item.requirements)))
    _valued(aspects, "rate", item.rate, written=flat(item.rate_span.text) if item.rate_span else "")
    _valued(aspects, "peak", item.peak, f"x{shown(item.peak)}" if item.peak else "")
    seen: dict[str, int] = {}
    for step in item.steps:
        hop = _hop(step)
        number = seen[hop] = seen.get(hop, 0) + 1
        said: Aspects = {}
        _step(said, step)
        # How often it is asked for needs no word; what is said of it does.
        text = _told(said) or "taken"
        meant = tuple((what, aspect[0]) for what, aspect in sorted(said.items()))
        aspects[f"step {hop}{f' ({number})' if number > 1 else ''}"] = (meant, text, "")
    path = _path(item.root) if item.root else ""
    if path:
        aspects["path"] = (path, path, "")
    rate = aspects.get("rate")
    return _Item("flow", item.name, aspects, f"at {rate[1]}" if rate else "")


def _path(root: Visit) -> str:
    """Who calls whom in which order: `phone → (lb → api → (hot else posts; {a, b}))`; without recursion."""
    out: list[str] = []
    stack: list[Visit | Call | str] = [root]
    while stack:
        one = stack.pop()
        if isinstance(one, str):
            out.append(one)
            continue
        if isinstance(one, Call):
            rest: list[Visit | Call | str] = [one.visit]
            for other in one.otherwise:
                rest += [" else ", other]
            stack.extend(reversed(rest))
            continue
        rest = [one.component]
        if one.stages:
            rest.append(" → ")
            many = len(one.stages) > 1
            rest.append("(") if many else None
            for at, stage in enumerate(one.stages):
                rest.append("; ") if at else None
                rest.append("{") if len(stage) > 1 else None
                for number, call in enumerate(stage):
                    rest.append(", ") if number else None
                    rest.append(call)
                rest.append("}") if len(stage) > 1 else None
            rest.append(")") if many else None
        stack.extend(reversed(rest))
    return "".join(out)


def _entity(item: Entity) -> _Item:
    aspects: Aspects = {}
    _put(aspects, "in", ", ".join(sorted(item.stores)))
    if item.keep is not None:
        aspects["keep"] = (_comparable(item.keep), item.keep.text, "")
    return _Item("entity", item.name, aspects, _told(aspects))


def _field(item: Field) -> _Item:
    aspects: Aspects = {}
    _put(aspects, "type", item.type)
    _valued(aspects, "size", item.size)
    _attributes(aspects, item.attributes)
    return _Item("field", item.name, aspects, item.type)


def _access(item: Access) -> _Item:
    aspects: Aspects = {}
    _valued(aspects, "rate", item.rate, written=flat(item.span.text))
    return _Item("access", item.name, aspects, _told(aspects))


def _scenario(item: Scenario) -> _Item:
    aspects: Aspects = {}
    _put(aspects, "supposes", "; ".join(flat(action.span.text) for action in item.actions))
    _put(aspects, "expects", ", ".join(flat(one.span.text) for one in item.expects))
    return _Item("scenario", item.name, aspects, _told(aspects, ["supposes"]))


def _response(item: Response) -> _Item:
    aspects: Aspects = {}
    _put(aspects, "then", "; ".join(item.then))
    _put(aspects, "detect", "; ".join(item.detect))
    return _Item("response", f"when {item.name} fails", aspects, _told(aspects, ["then"]))


def _sink(item: Sink) -> _Item:
    aspects: Aspects = {}
    _put(aspects, "in", ", ".join(item.places))
    _put(aspects, "from", ", ".join(sorted(item.sources)))
    return _Item(item.kind, item.name, aspects, "")


def _alert(item: Alert) -> _Item:
    aspects: Aspects = {}
    _put(aspects, "when", flat(item.expression.span.text))
    _valued(aspects, "for", item.lasting)
    _put(aspects, "tells", ", ".join(sorted(item.tells)))
    _put(aspects, "runbook", item.runbook)
    return _Item("alert", item.name, aspects, "")


def _probe(item: Probe) -> _Item:
    aspects: Aspects = {}
    _valued(aspects, "every", item.every)
    return _Item("probe", item.name, aspects, "")


def _decision(item: Decision) -> _Item:
    aspects: Aspects = {}
    for what in ("chose", "over", "because", "costs"):
        _put(aspects, what, "; ".join(getattr(item, what)))
    return _Item("decision", item.name, aspects, _told(aspects, ["chose"]))


def _acceptance(item: Acceptance) -> _Item:
    aspects: Aspects = {}
    _put(aspects, "because", item.reason)
    _put(aspects, "until", item.until)
    _put(aspects, "by", item.by)
    return _Item("acceptance", flat(item.name), aspects, item.reason)
