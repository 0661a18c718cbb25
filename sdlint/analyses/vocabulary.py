"""What rules can name: the design's collections, and what each element of them has.

A member is one line here: its name, its type, where it comes from, and its help. Attributes of the
catalogue are members of what they may stand on, without being listed again; a part of an attribute
(`by KEY`, `write 2`, `backoff`) is the attribute's name, an underscore and the part's: `shards_key`,
`replication_write`, `retries_backoff`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from sdlint.analyses import (
    batches,
    chains,
    consumers,
    coverage,
    endpoints,
    envelope,
    handovers,
    hands,
    partitions,
    reasons,
    recovery,
    subjects,
    topology,
    trips,
    watched,
)
from sdlint.analyses.facts import Facts
from sdlint.analyses.machines import copies, is_managed, spare
from sdlint.analyses.placement import replicas_in
from sdlint.analyses.writes import is_volatile
from sdlint.expression.values import (
    ANY_NUMBER,
    BOOL,
    COUNT,
    TEXT,
    Type,
    element,
    list_of,
    number,
    plural,
)
from sdlint.model.catalogue import kinds
from sdlint.model.design import Component, steps_of
from sdlint.quantity import BYTES, RATE, TIME, Quantity
from sdlint.record import Record

Getter = Callable[[Facts, Any], Any]


class Member(Record):
    """What an element has: its type, its help, and how to get it (None is unknown)."""

    type: Type
    doc: str
    get: Getter


class Collection(Record):
    """A list of the design's elements, named in the plural."""

    of: str
    doc: str
    get: Callable[[Facts], Iterable[Any]]


def _kind(name: str) -> Callable[[Facts], Iterable[Component]]:
    return lambda facts: (c for c in facts.design.components.values() if c.kind == name)


def _family(*names: str) -> Callable[[Facts], Iterable[Component]]:
    return lambda facts: (c for c in facts.design.components.values() if c.family in names)


@cache
def collections() -> dict[str, Collection]:
    """Every collection by name."""
    found = {
        "components": Collection("component", "All components.", lambda f: f.design.components.values()),
        "stores": Collection(
            "component",
            "The durable stores: databases, searches, warehouses, blobs; caches are none.",
            lambda f: (c for c in f.design.components.values() if c.family == "store" and c.kind != "cache"),
        ),
        "channels": Collection("component", "Queues and streams.", _family("channel")),
        "computes": Collection("component", "Services, functions, workers, schedulers.", _family("compute")),
        "fronts": Collection("component", "The edge: dns, cdns, gateways, balancers.", _family("edge")),
        "flows": Collection("flow", "All flows.", lambda f: f.design.flows.values()),
        "steps": Collection("step", "The steps of all flows.", lambda f: topology.steps_in_flows(f.design)),
        "arrows": Collection(
            "step", "The steps of all flows and the edges outside of them.", lambda f: steps_of(f.design)
        ),
        "requirements": Collection(
            "requirement", "What the system does.", lambda f: f.design.requirements.values()
        ),
        "stakeholders": Collection("stakeholder", "Who wants it.", lambda f: f.design.stakeholders.values()),
        "estimates": Collection("estimate", "The estimates.", lambda f: f.design.estimates.values()),
        "goals": Collection("goal", "The lines of `quality`.", lambda f: f.design.goals),
        "endpoints": Collection("endpoint", "The APIs' endpoints.", lambda f: f.design.endpoints),
        "entities": Collection(
            "entity", "The entities of the data model.", lambda f: f.design.entities.values()
        ),
        "accesses": Collection("access", "How entities are asked for.", lambda f: f.design.accesses),
        "regions": Collection("region", "The regions.", lambda f: f.design.regions.values()),
        "zones": Collection("zone", "The zones.", lambda f: f.design.zones.values()),
        "scenarios": Collection("scenario", "The scenarios.", lambda f: f.design.scenarios),
        "responses": Collection("response", "The `when X fails`.", lambda f: f.design.responses),
        "sinks": Collection("sink", "Where metrics, logs and traces go.", lambda f: f.design.sinks),
        "alerts": Collection("alert", "The alerts.", lambda f: f.design.alerts),
        "probes": Collection("probe", "The probes.", lambda f: f.design.probes),
        "decisions": Collection("decision", "The decisions.", lambda f: f.design.decisions),
        "questions": Collection("question", "The questions left open.", lambda f: f.design.questions),
        "acceptances": Collection("acceptance", "The accepted risks.", lambda f: f.design.acceptances),
    }
    for kind in kinds().values():
        name = kind.name if kind.name == "blobs" else plural(kind.name)
        found.setdefault(name, Collection("component", kind.doc, _kind(kind.name)))
    return found


def _named(group: str, names: Callable[[Any], Iterable[str]]) -> Getter:
    """The elements that an element names, of those that are declared."""

    def get(facts: Facts, item: Any) -> tuple[Any, ...]:
        declared = getattr(facts.design, group)
        return tuple(declared[name] for name in names(item) if name in declared)

    return get


def _own(name: str) -> Getter:
    return lambda facts, item: getattr(item, name)


_COMPONENTS = list_of(element("component"))
_FLOWS = list_of(element("flow"))
_STEPS = list_of(element("step"))
_TEXTS = list_of(TEXT)
NAME = Member(TEXT, "Its name.", _own("name"))
_MISTAKEN = Member(BOOL, "Whether something that is said of it couldn't be understood.", _own("mistaken"))

_ONE = Quantity.number(1)


def _zones(facts: Facts, component: Component) -> tuple[Any, ...]:
    """The zones of its copies; where nothing is said of copies, all that they may stand in."""
    design = facts.design
    names = dict.fromkeys(domain.zone for domain in replicas_in(design, component) if domain.zone)
    if "replicas" not in component.attributes and "autoscale" not in component.attributes:
        for place in component.places:
            inner = design.regions[place].zones if place in design.regions else ()
            names.update(dict.fromkeys(zone.name for zone in inner))
            names.update({place: None} if place in design.zones else {})
    return tuple(design.zones[name] for name in names)


def _regions(facts: Facts, component: Component) -> tuple[Any, ...] | None:
    """The regions that it stands in; nobody knows of what is said to stand nowhere."""
    names = dict.fromkeys(place.split(".")[0] for place in component.places)
    found = tuple(facts.design.regions[name] for name in names if name in facts.design.regions)
    return found if component.places else None


def _called(name: str) -> str:
    return name.rpartition(".")[2].lower()


MEMBERS: dict[str, dict[str, Member]] = {
    "system": {
        "name": Member(TEXT, "The system's title.", _own("name")),
        "sound": Member(BOOL, "Whether everything in the design could be understood.", _own("sound")),
        "unestimated": Member(
            _TEXTS,
            "Which of scale and peak it doesn't say.",
            lambda f, _: envelope.unestimated(f),
        ),
        "storage_estimated": Member(
            BOOL, "Whether it says or shows how much is stored.", lambda f, _: envelope.stored(f)
        ),
        "bandwidth_estimated": Member(
            BOOL,
            "Whether it says or shows how much goes over its network.",
            lambda f, _: envelope.carried(f),
        ),
        "unwatched": Member(
            _TEXTS,
            "Which of metrics, logs and alerts it says nothing of.",
            lambda f, _: envelope.unwatched(f),
        ),
    },
    "component": {
        "kind": Member(TEXT, "Its kind.", _own("kind")),
        "family": Member(TEXT, "entry, outside, edge, compute, store or channel.", _own("family")),
        "technology": Member(TEXT, "What it is made of.", lambda f, c: c.technology or None),
        "managed": Member(
            BOOL, "Whether its provider handles the loss of a machine.", lambda f, c: is_managed(c)
        ),
        "label": Member(TEXT, "What the picture writes on it.", _own("label")),
        "burst": Member(COUNT, "The most calls or messages that come to it at once.", batches.burst),
        "unread": Member(
            number(RATE),
            "How many messages a second more come to a queue than flows take that say how many.",
            recovery.unread,
        ),
        "places": Member(_TEXTS, "The regions and zones that it is said to be in.", _own("places")),
        "in_each": Member(
            BOOL,
            "Whether a full set of its copies stands in each of its places (`in each`).",
            lambda f, c: c.each,
        ),
        "zones": Member(
            list_of(element("zone")), "The zones that its copies stand in.", lambda f, c: _zones(f, c)
        ),
        "regions": Member(
            list_of(element("region")), "The regions that it stands in, `world` not among them.", _regions
        ),
        "arrows_in": Member(_STEPS, "The arrows that end at it.", lambda f, c: topology.arrows_in(f, c)),
        "arrows_out": Member(_STEPS, "The arrows that start at it.", lambda f, c: topology.arrows_out(f, c)),
        "copies": Member(
            COUNT,
            "How many copies there are: the fewest that it is scaled to, else `replicas`, in each place.",
            lambda f, c: copies(c),
        ),
        "spare": Member(
            COUNT, "How many of its copies may be lost before it is down.", lambda f, c: spare(c)
        ),
        "clients": Member(
            _COMPONENTS,
            "The clients that call it with nothing between.",
            lambda f, c: tuple(caller for caller in topology.callers(f, c) if caller.family == "entry"),
        ),
        "callers": Member(_COMPONENTS, "What calls or feeds it.", lambda f, c: topology.callers(f, c)),
        "callees": Member(_COMPONENTS, "What it calls or feeds.", lambda f, c: topology.callees(f, c)),
        "flows": Member(_FLOWS, "The flows that touch it.", lambda f, c: topology.flows_through(f, c)),
        "entities": Member(
            list_of(element("entity")), "What is kept in it.", lambda f, c: topology.entities_in(f, c)
        ),
        "monitored": Member(
            BOOL, "Whether metrics are taken from it.", lambda f, c: coverage.covered(f, c, "metrics")
        ),
        "logged": Member(
            BOOL, "Whether logs are taken from it.", lambda f, c: coverage.covered(f, c, "logs")
        ),
        "traced": Member(
            BOOL, "Whether traces are taken from it.", lambda f, c: coverage.covered(f, c, "traces")
        ),
        "split_fields": Member(
            list_of(element("field")),
            "The fields, of what is kept in it, by which its shards are made.",
            lambda f, c: partitions.split_fields(f, c),
        ),
        "split_hashed": Member(
            BOOL,
            "Whether its shards are made by the hash of a field.",
            lambda f, c: (key := partitions.split_key(c)) and key[1],
        ),
        "behind": Member(
            _COMPONENTS, "The stores that are asked for what a cache doesn't have.", chains.behind
        ),
        "volatile": Member(
            BOOL,
            "Whether its technology answers a write before it is on disk, unless told otherwise.",
            lambda f, c: is_volatile(c),
        ),
        "noticed": Member(
            BOOL,
            "Whether an alert, a probe or its `when … fails` would tell of its failure.",
            watched.is_noticed,
        ),
        "explained": Member(BOOL, "Whether a decision speaks of it.", reasons.explained),
        "partitions_read": Member(
            COUNT,
            "The partitions of the channel that all its work comes from: no more of its copies have work.",
            lambda f, c: consumers.partitions_read(f, c),
        ),
        "distance": Member(
            number(TIME),
            "Of a client that stands in a region: the round trip to the nearest place that it calls.",
            trips.distance,
        ),
        "mistaken": _MISTAKEN,
    },
    "flow": {
        "mistaken": _MISTAKEN,
        "requirements": Member(
            list_of(element("requirement")),
            "What it serves.",
            _named("requirements", lambda f: f.requirements),
        ),
        "rate": Member(number(RATE), "Its average rate.", _own("rate")),
        "peak": Member(COUNT, "How many times the average its peak is.", _own("peak")),
        "steps": Member(_STEPS, "Its steps.", _own("steps")),
        "start": Member(
            element("component"),
            "Where it starts.",
            lambda f, flow: f.design.components.get(flow.root.component) if flow.root else None,
        ),
        "components": Member(
            _COMPONENTS, "What it touches.", lambda f, flow: topology.components_of(f, flow)
        ),
        "promised": Member(
            BOOL, "Whether a goal says how often or how fast it is answered.", subjects.promised
        ),
        "handed_over": Member(
            _COMPONENTS,
            "Who works on its messages, where it is promised to be fast and that work isn't.",
            handovers.handed_over,
        ),
        "probed": Member(BOOL, "Whether it is tried from outside.", subjects.probed),
        "untraced": Member(_COMPONENTS, "Its programs of which no traces are taken.", coverage.untraced),
        "far_trips": Member(
            COUNT, "The round trips between regions that it waits for, one after the other.", trips.far_trips
        ),
    },
    "step": {
        "flow": Member(element("flow"), "Its flow.", lambda f, s: f.design.flows.get(s.flow)),
        "caller": Member(element("component"), "Who calls.", lambda f, s: f.design.components.get(s.caller)),
        "callee": Member(
            element("component"), "Who is called.", lambda f, s: f.design.components.get(s.callee)
        ),
        "asynchronous": Member(BOOL, "Whether it is a message (`~>`).", _own("asynchronous")),
        "optional": Member(BOOL, "Whether the flow goes on without it (`?`).", _own("optional")),
        "alternative": Member(BOOL, "Whether it stands after `else`.", _own("alternative")),
        "write": Member(BOOL, "Whether it writes.", _own("write")),
        "scatter": Member(BOOL, "Whether it goes to all shards.", _own("scatter")),
        "together": Member(BOOL, "Whether its repetitions are made at the same time.", _own("together")),
        "times": Member(COUNT, "How many times it is made for each request.", lambda f, s: s.times or _ONE),
        "share": Member(COUNT, "The share of requests that take it.", lambda f, s: s.share or _ONE),
        "payload": Member(number(BYTES), "The bytes that it carries.", _own("payload")),
        "written_with": Member(
            _COMPONENTS,
            "What its caller writes as well, on the same occasion; told at the last of such writes.",
            chains.written_with,
        ),
        "behind": Member(
            _COMPONENTS, "What is called behind it while its caller waits.", chains.called_behind
        ),
        "written_behind": Member(
            _COMPONENTS,
            "The stores and channels that are written behind it while its caller waits.",
            chains.written_behind,
        ),
        "changes_again": Member(
            _STEPS,
            "What is written behind it and isn't `idempotent`: whoever tries it again writes that again.",
            chains.repeats,
        ),
        "changes": Member(
            BOOL,
            "Whether it changes something: a write does; of a call to an outside system nobody can tell.",
            trips.changes,
        ),
        "waited": Member(BOOL, "Whether a client waits for it.", trips.waited),
        "in_turn": Member(
            number(TIME),
            "How long its repetitions take, one after the other, while nothing waits.",
            trips.in_turn,
        ),
        "limit": Member(
            number(TIME),
            "How long its caller waits for it: its own timeout, else that of what it calls.",
            trips.limit,
        ),
        "tried_for": Member(
            number(TIME),
            "How long it may take with all its retries, each given up; pauses aren't counted.",
            trips.tried_for,
        ),
        "deadline": Member(
            number(TIME),
            "How long is waited for its caller: the shortest limit of the calls that led to it.",
            trips.deadline,
        ),
        "in_time": Member(
            BOOL, "Whether 95% of its calls are answered before its caller gives up.", trips.in_time
        ),
        "late_share": Member(
            COUNT,
            "The share of its calls that takes longer than its caller waits, at the peak.",
            trips.late_share,
        ),
        "call_time": Member(
            number(TIME), "The time within which 95% of its calls are answered, at the peak.", trips.call_time
        ),
    },
    "requirement": {
        "text": Member(TEXT, "What it says.", _own("text")),
        "flows": Member(
            _FLOWS, "The flows that serve it.", lambda f, r: topology.serving(f, r.name, "flows")
        ),
        "endpoints": Member(
            list_of(element("endpoint")),
            "The APIs that serve it.",
            lambda f, r: topology.serving(f, r.name, "endpoints"),
        ),
        "stakeholders": Member(
            list_of(element("stakeholder")),
            "Who wants it.",
            lambda f, r: tuple(s for s in f.design.stakeholders.values() if r.name in s.wants),
        ),
    },
    "stakeholder": {
        "label": Member(TEXT, "Who it is.", _own("label")),
        "wants": Member(
            list_of(element("requirement")), "What it wants.", _named("requirements", lambda s: s.wants)
        ),
    },
    "estimate": {
        "value": Member(ANY_NUMBER, "What it comes to.", _own("value")),
        "expected": Member(ANY_NUMBER, "What its author expects of it (`~`).", _own("expected")),
        "text": Member(TEXT, "Its sum as written.", _own("text")),
        "used": Member(BOOL, "Whether anything else uses it.", lambda f, e: e.name in f.design.mentioned),
    },
    "goal": {
        "mistaken": _MISTAKEN,
        "measurable": Member(
            BOOL,
            "Whether it is a comparison, and not words alone.",
            lambda f, g: g.expression is not None or g.mistaken,
        ),
        "note": Member(TEXT, "Why it is wanted.", _own("note")),
        "words": Member(_TEXTS, "The words that it asks for: `p99`, `cost`.", subjects.words_of),
        "flows": Member(_FLOWS, "The flows that it speaks of.", subjects.flows_of),
        "signals": Member(_TEXTS, "Its words whose value a running system shows.", subjects.signals),
        "alerted": Member(
            BOOL, "Whether alerts speak of all that it asks of a running system.", subjects.alerted
        ),
        "seen": Member(
            BOOL, "Whether an alert, a probe or metrics could show that it is missed.", subjects.seen
        ),
    },
    "endpoint": {
        "mistaken": _MISTAKEN,
        "method": Member(TEXT, "GET, POST, …", _own("method")),
        "path": Member(TEXT, "Its path.", _own("path")),
        "components": Member(_COMPONENTS, "What serves it.", _named("components", lambda e: e.components)),
        "requirements": Member(
            list_of(element("requirement")),
            "What it serves.",
            _named("requirements", lambda e: e.requirements),
        ),
        "flows": Member(_FLOWS, "The flows that show what a call of it does.", endpoints.flows_of),
        "lists": Member(BOOL, "Whether it answers any number of records.", endpoints.lists),
    },
    "entity": {
        "mistaken": _MISTAKEN,
        "stores": Member(_COMPONENTS, "Where it is kept.", _named("components", lambda e: e.stores)),
        "fields": Member(list_of(element("field")), "Its fields.", lambda f, e: e.fields or None),
        "keep": Member(
            number(TIME),
            "How long it is kept.",
            lambda f, e: e.keep and (None if e.keep.value == "forever" else e.keep.value),
        ),
        "forever": Member(
            BOOL,
            "Whether it is said to be kept forever.",
            lambda f, e: bool(e.keep) and e.keep.value == "forever",
        ),
        "stock": Member(COUNT, "How many records are there that no flow adds.", lambda f, e: e.stock),
        "added": Member(BOOL, "Whether a flow adds records of it where it is kept.", hands.added),
        "changed": Member(BOOL, "Whether a flow changes records of it where it is kept.", hands.changed),
        "writers": Member(_COMPONENTS, "The components that write it into the same store.", hands.writers),
        "one_hand": Member(BOOL, "Whether its writers share a group or an owner.", hands.one_hand),
        "grows": Member(BOOL, "Whether a flow writes it where nothing forgets it by itself.", hands.grows),
        "used": Member(BOOL, "Whether anything asks for it, writes it or refers to it.", hands.used),
    },
    "field": {
        "called": Member(
            TEXT, "What it is called in its entity, in small letters.", lambda f, x: _called(x.name)
        ),
        "type": Member(TEXT, "Its type.", _own("type")),
        "size": Member(number(BYTES), "Its size, where it is said.", _own("size")),
        "entity": Member(
            element("entity"), "The entity that it belongs to.", lambda f, x: f.design.entities.get(x.entity)
        ),
    },
    "access": {
        "entity": Member(
            element("entity"), "What is asked for.", lambda f, a: f.design.entities.get(a.entity)
        ),
        "rate": Member(number(RATE), "How often.", _own("rate")),
        "fields": Member(_TEXTS, "By which fields.", _own("fields")),
        "by_key": Member(BOOL, "Whether it names nothing but fields of the key.", partitions.by_key),
        "scattered": Member(
            _COMPONENTS, "The stores of which it has to ask every shard.", partitions.scattered
        ),
        "found": Member(
            BOOL,
            "Whether a key or an index finds it without reading all.",
            lambda f, a: hands.found_by(f, f.design.entities.get(a.entity), a.fields),
        ),
    },
    "region": {"zones": Member(list_of(element("zone")), "Its zones.", _own("zones"))},
    "zone": {"region": Member(element("region"), "Its region.", lambda f, z: f.design.regions.get(z.region))},
    "scenario": {
        "grows": Member(
            BOOL, "Whether it asks what happens with more than today.", lambda f, s: envelope.grows(s)
        )
    },
    "response": {
        "then": Member(_TEXTS, "What is done.", _own("then")),
        "detect": Member(_TEXTS, "How it is noticed.", _own("detect")),
    },
    "sink": {
        "kind": Member(TEXT, "metrics, logs or traces.", _own("kind")),
        "places": Member(_TEXTS, "Where it is.", _own("places")),
        "shares_fate": Member(
            _COMPONENTS, "What it watches that stands in the same region and no other.", coverage.shares_fate
        ),
    },
    "alert": {
        "tells": Member(
            list_of(element("stakeholder")), "Whom it tells.", _named("stakeholders", lambda a: a.tells)
        ),
        "runbook": Member(TEXT, "What to do then.", lambda f, a: a.runbook or None),
        "lasting": Member(number(TIME), "For how long it must hold.", _own("lasting")),
        "components": Member(_COMPONENTS, "The components that it speaks of.", subjects.components_in),
    },
    "probe": {
        "flow": Member(element("flow"), "The flow that it tries.", lambda f, p: f.design.flows.get(p.name)),
        "every": Member(number(TIME), "How often.", _own("every")),
    },
    "decision": {
        "chose": Member(_TEXTS, "What was chosen.", _own("chose")),
        "over": Member(_TEXTS, "What it was chosen over.", _own("over")),
        "because": Member(_TEXTS, "Why.", _own("because")),
        "costs": Member(_TEXTS, "What it costs.", _own("costs")),
    },
    "question": {},
    "acceptance": {
        "reason": Member(TEXT, "Why the risk is accepted.", _own("reason")),
        "expired": Member(
            BOOL, "Whether its date has passed.", lambda f, a: f.memo.get("expired", {}).get(id(a))
        ),
        "used": Member(
            BOOL,
            "Whether each of its rules finds something that it accepts.",
            lambda f, a: f.memo.get("used", {}).get(id(a)),
        ),
    },
}
