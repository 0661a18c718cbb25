"""Design and outcome → Picture: what is drawn, with the numbers that are known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from sdlint.analyses.facts import Facts
from sdlint.analyses.load import arrivals, load, utilization
from sdlint.analyses.machines import is_managed
from sdlint.diagnostic import Diagnostic, Severity
from sdlint.diagrams.picture import Box, Cluster, Edge, Picture, Remark
from sdlint.expression.values import Known, Value, shown
from sdlint.lint import Outcome
from sdlint.model.catalogue import kinds, technologies
from sdlint.model.design import Component, Design, Step, steps_of
from sdlint.quantity import RATE, Quantity

MAX_REMARKS = 40
"""Findings listed under a picture; a longer list is read in the terminal."""


def compose(design: Design, outcome: Outcome, findings: bool = True, *, listed: bool = True) -> Picture:
    """The picture of a design; with `findings` their badges and the numbered list below. A page that lists
    all of them itself wants the badges alone: not `listed`.
    """
    facts = Facts(design)
    told = numbered(design, outcome) if findings else []
    badges: dict[str, list[int]] = {}
    for number, diagnostic in told:
        badges.setdefault(diagnostic.key or "", []).append(number)
    return Picture(
        design.title,
        tuple(_box(facts, component, badges) for component in design.components.values()),
        _clusters(design),
        tuple(_edges(facts, badges)),
        tuple(_remarks(told[:MAX_REMARKS] if listed else told)),
        _summary([diagnostic for _, diagnostic in told], len(outcome.accepted)) if findings else "",
        listed,
    )


# Boxes


def _box(facts: Facts, component: Component, badges: dict[str, list[int]]) -> Box:
    technology = technologies().get(component.technology)
    kind = kinds()[component.kind]
    names = [technology.label] if technology else []
    if component.label and component.label != component.name:
        # Findings speak of the name, so it must be found on the box.
        names.insert(0, component.name)
    return Box(
        component.name,
        component.label or component.name,
        component.kind,
        component.family,
        " · ".join(names),
        technology.icon if technology else kind.icon,
        _copies(component),
        tuple(_numbers(facts, component)),
        tuple(badges.get(component.key, ())),
        component.span.where,
        _full(facts, component),
    )


def _full(facts: Facts, component: Component) -> bool:
    """Whether it is known to get more than it can do."""
    used = utilization(facts, component) if facts.design.flows else None
    return isinstance(used, Known) and used.value.low > 1


def _copies(component: Component) -> str:
    """`×6`, `16 shards ×3`, `×2–8`; `×?` where nothing is said and somebody must know."""
    if component.family in ("entry", "outside"):
        return ""
    said = component.attributes
    if "replicas" in said:
        count = _count(said["replicas"].value)
        text = f"×{count}"
    elif "autoscale" in said and {"low", "high"} <= said["autoscale"].parts.keys():
        parts = said["autoscale"].parts
        text = f"×{_count(parts['low'].value)}–{_count(parts['high'].value)}"
    elif "nodes" in said:
        text = f"{_count(said['nodes'].value)} nodes"
    else:
        text = "" if is_managed(component) or "availability" in said else "×?"
    if component.each and text:
        text += " each"
    if "shards" in said:
        text = f"{_count(said['shards'].value)} shards {text}".strip()
    return text


def _count(value: object) -> str:
    return shown(value)


def _numbers(facts: Facts, component: Component) -> Iterable[str]:
    """The load and the utilisation at the peak, where they are known."""
    if component.family == "entry" or not facts.design.flows:
        return
    arriving = load(facts, component)
    if isinstance(arriving, Known) and arriving.value.low > 0:
        yield shown(arriving.value)
        taken = utilization(facts, component)
        if isinstance(taken, Known):
            yield f"{shown(taken.value, percent=True)} busy"


# Clusters


@dataclass(slots=True)
class _Cluster:
    id: str
    label: str
    kind: str
    boxes: list[str] = field(default_factory=list)
    inner: dict[str, _Cluster] = field(default_factory=dict)

    def into(self, id: str, label: str, kind: str) -> _Cluster:
        """The cluster of that id within this one, made where it isn't there."""
        return self.inner.setdefault(id, _Cluster(f"{self.id}/{id}", label, kind))

    def frozen(self) -> Cluster:
        """The cluster as a picture has it."""
        inner = tuple(cluster.frozen() for cluster in self.inner.values())
        return Cluster(self.id, self.label, self.kind, tuple(self.boxes), inner)


def _clusters(design: Design) -> tuple[Cluster, ...]:
    """Regions, zones within them, groups within these: a group that lies in several places is drawn in
    each; what spreads over several regions stands outside of all.
    """
    root = _Cluster("", "", "")
    for component in design.components.values():
        here = root
        region, zone = _place(design, component)
        if region:
            here = here.into(region, design.regions[region].label or region, "region")
        if zone:
            here = here.into(zone, f"zone {zone.split('.', 1)[1]}", "zone")
        for key in component.groups:
            here = here.into(f"group {key}", design.groups[key].label, "group")
        here.boxes.append(component.name)
    return tuple(cluster.frozen() for cluster in root.inner.values())


def _place(design: Design, component: Component) -> tuple[str, str]:
    """The one region, and the one zone, that a component lies in; empty where there are several."""
    places = [place for place in component.places if place != "world"]
    if not places or len(places) != len(component.places):
        return "", ""
    regions = {place.split(".", 1)[0] for place in places}
    if len(regions) != 1:
        return "", ""
    zone = places[0] if len(places) == 1 and places[0] in design.zones else ""
    return next(iter(regions)), zone


# Edges


def _edges(facts: Facts, badges: dict[str, list[int]]) -> Iterable[Edge]:
    """One edge for all steps of the same manner between two components, with their traffic summed."""
    rates: dict[int, Value] = {}
    for component in facts.design.components.values():
        for arrival in arrivals(facts, component):
            if arrival.step is not None:
                rates[id(arrival.step)] = arrival.rate
    merged: dict[tuple[str, str, bool], list[Step]] = {}
    for step in steps_of(facts.design):
        merged.setdefault((step.caller, step.callee, step.asynchronous), []).append(step)
    for (caller, callee, asynchronous), all_steps in merged.items():
        # An edge outside of flows that a flow walks too says nothing more.
        steps = [step for step in all_steps if step.flow] or all_steps
        numbers = [number for step in steps for number in badges.get(step.key, ())]
        yield Edge(
            caller,
            callee,
            asynchronous,
            all(step.optional for step in steps),
            all(step.alternative for step in steps),
            _label(steps, [rates.get(id(step)) for step in steps]),
            tuple(dict.fromkeys(numbers)),
        )


def _label(steps: list[Step], rates: list[Value | None]) -> str:
    words = list(dict.fromkeys(step.label for step in steps if step.label))[:2]
    if all(step.alternative for step in steps):
        words.insert(0, "else")
    total = Quantity.of(0, RATE)
    for rate in rates:
        if not isinstance(rate, Known):
            return " ".join(words)
        total = total + rate.value
    if total.low > 0:
        words.append(shown(total))
    return " ".join(words)


# Findings


def numbered(design: Design, outcome: Outcome) -> list[tuple[int, Diagnostic]]:
    """The findings of a design, the worst first, numbered from 1."""
    paths = {design.source.path, *design.used}
    mine = [
        f.diagnostic
        for f in outcome.findings
        if f.diagnostic.span is None or f.diagnostic.span.source.path in paths
    ]
    return list(enumerate(sorted(mine, key=lambda diagnostic: -diagnostic.severity), 1))


def _remarks(told: list[tuple[int, Diagnostic]]) -> Iterable[Remark]:
    for number, diagnostic in told:
        place = diagnostic.span.where if diagnostic.span else ""
        yield Remark(number, diagnostic.severity, diagnostic.name, diagnostic.message, place)


def _summary(diagnostics: list[Diagnostic], accepted: int) -> str:
    counts = []
    for severity in sorted(Severity, reverse=True):
        count = sum(diagnostic.severity is severity for diagnostic in diagnostics)
        if count:
            counts.append(f"{count} {severity.word}{'s' if count > 1 else ''}")
    text = ", ".join(counts) or "Nothing found"
    if len(diagnostics) > MAX_REMARKS:
        text += f" (the first {MAX_REMARKS} are listed)"
    return f"{text}; {accepted} accepted" if accepted else text
