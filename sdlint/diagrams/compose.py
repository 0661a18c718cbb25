"""Design and outcome → Picture: what is drawn, with the numbers that are known."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from math import floor, log10

from sdlint.analyses.facts import Facts
from sdlint.analyses.load import arrivals, load, show_share, uses, utilization
from sdlint.analyses.machines import is_managed
from sdlint.diagnostic import Diagnostic, Severity
from sdlint.diagrams.clusters import Standing, frames, standing
from sdlint.diagrams.collapse import ENOUGH, Collapsed, nothing
from sdlint.diagrams.ghosts import ANOTHER_COPY, haunted
from sdlint.diagrams.picture import HEAVIEST, Box, Edge, Note, Notes, Picture, Remark
from sdlint.expression.values import Known, Value, shown
from sdlint.findings import Accepted
from sdlint.lint import Outcome
from sdlint.model.catalogue import kinds, technologies
from sdlint.model.design import Component, Design, Step, steps_of
from sdlint.quantity import RATE, Quantity
from sdlint.record import Equal, changed, fresh

MAX_REMARKS = 40
"""Findings listed under a picture; a longer list is read in the terminal."""


class Told(Equal):
    """The findings and the accepted risks that a picture tells, numbered."""

    findings: tuple[tuple[int, Diagnostic], ...] = ()
    accepted: tuple[tuple[int, Accepted], ...] = ()
    badges: Mapping[str, list[int]] = fresh(default_factory=dict)
    """The numbers of the findings on an element, by its key: of those that are listed."""
    risks: Mapping[str, list[int]] = fresh(default_factory=dict)
    """The numbers of the accepted risks on an element."""

    @property
    def wanting(self) -> frozenset[str]:
        """The keys of the elements of which a copy is missing."""
        return frozenset(one.key or "" for one in self.sure if one.name in ANOTHER_COPY)

    @property
    def sure(self) -> tuple[Diagnostic, ...]:
        """The findings that don't only ask."""
        return tuple(one for _, one in self.findings if one.severity is not Severity.QUESTION)


def facts_of(design: Design, outcome: Outcome) -> Facts:
    """What is computed of a design: what the run has computed, where it has."""
    for one, facts in zip(outcome.designs, outcome.facts, strict=False):
        if one is design:
            return facts
    return Facts(design)


def compose(
    design: Design,
    outcome: Outcome,
    findings: bool = True,
    *,
    collapsed: Collapsed | None = None,
    flow: str = "",
    about: Collection[str] | None = None,
    rates: bool = True,
    listed: bool = True,
) -> Picture:
    """The picture of a design; with `findings` their badges and the numbered list below. A page that lists
    all of them itself wants the badges alone: not `listed`.

    `collapsed` says which components are drawn as one box. With a `flow`, arrows that it walks show its
    traffic alone. `about` are the keys of the elements whose findings are told; None: of all. Without
    `rates` no traffic is shown.
    """
    facts = facts_of(design, outcome)
    held = collapsed or nothing(design)
    told = tell(design, outcome, about, listed=listed) if findings else Told()
    around = frames(design, [*_standing(design, held)])
    boxes = [
        held.box(name, [_box(facts, design.components[one], told, around.within, rates) for one in members])
        if name in held.boxes
        else _box(facts, design.components[name], told, around.within, rates)
        for name, members in held.members.items()
    ]
    picture = Picture(
        design.title,
        tuple(boxes),
        around.clusters,
        tuple(_edges(facts, told.badges, held, flow, rates)),
        tuple(_remarks(told, listed)),
        summary(told) if findings and (about is None or told.findings) else "",
        accepted=accepted_notes(told),
        listed=listed,
    )
    # With more boxes arrows cross enough as it is; there the badges and the list tell what is missing.
    whole = about is None and rates and not flow and len(boxes) <= ENOUGH
    return haunted(picture, design, told.sure) if whole else picture


def _standing(design: Design, held: Collapsed) -> Iterable[Standing]:
    for name in held.members:
        yield held.boxes[name] if name in held.boxes else standing(design, design.components[name])


# Boxes


def _box(facts: Facts, component: Component, told: Told, within: Mapping[str, str], rates: bool) -> Box:
    technology = technologies().get(component.technology)
    kind = kinds()[component.kind]
    names = [technology.label] if technology else []
    used = _used(facts, component) if rates else None
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
        copies(component),
        tuple(_numbers(facts, component, used)) if rates else (),
        tuple(told.badges.get(component.key, ())),
        component.span.where,
        used is not None and used.low > 1,
        tuple(told.risks.get(component.key, ())),
        within.get(component.name, ""),
        busy=float(used.high) if used is not None else None,
        wanting=component.key in told.wanting,
    )


def _used(facts: Facts, component: Component) -> Quantity | None:
    """How much of what it can do is used at the peak, where that is known."""
    if component.family == "entry" or not facts.design.flows:
        return None
    arriving = load(facts, component)
    if not (isinstance(arriving, Known) and arriving.value.low > 0):
        return None
    used = utilization(facts, component)
    return used.value if isinstance(used, Known) else None


def copies(component: Component) -> str:
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


def _numbers(facts: Facts, component: Component, used: Quantity | None) -> Iterable[str]:
    """The load and the utilisation at the peak, where they are known."""
    if component.family == "entry" or not facts.design.flows:
        return
    arriving = load(facts, component)
    if isinstance(arriving, Known) and arriving.value.low > 0:
        yield shown(arriving.value)
        if used is not None:
            yield f"{show_share(used)} {_used_of(facts, component)}"


def _used_of(facts: Facts, component: Component) -> str:
    """`busy`, or which of its resources is the tightest."""
    shares = {
        use.resource: use.share.value.high for use in uses(facts, component) if isinstance(use.share, Known)
    }
    top = max(shares, key=lambda name: (shares[name], name == "capacity"))
    return "busy" if top == "capacity" else f"of its {top}"


# Edges


def step_rates(facts: Facts) -> dict[int, Value]:
    """How often each step is made at the peak, by the step's identity."""
    return {
        id(arrival.step): arrival.rate
        for component in facts.design.components.values()
        for arrival in arrivals(facts, component)
        if arrival.step is not None
    }


def _edges(
    facts: Facts, badges: Mapping[str, list[int]], held: Collapsed, flow: str, shown_rates: bool
) -> Iterable[Edge]:
    """One edge for all steps of the same manner between two boxes, with their traffic summed."""
    rates = step_rates(facts) if shown_rates else {}
    merged: dict[tuple[str, str, bool], list[Step]] = {}
    for step in steps_of(facts.design):
        caller, callee = held.home[step.caller], held.home[step.callee]
        if caller != callee or caller not in held.boxes:
            merged.setdefault((caller, callee, step.asynchronous), []).append(step)
    made: list[tuple[Edge, Quantity | None]] = []
    for (caller, callee, asynchronous), all_steps in merged.items():
        # An edge outside of flows that a flow walks too says nothing more.
        steps = [step for step in all_steps if step.flow] or all_steps
        numbers = [number for step in steps for number in badges.get(step.key, ())]
        steps = [step for step in steps if step.flow == flow] or steps if flow else steps
        traffic = _traffic([rates.get(id(step)) for step in steps])
        edge = Edge(
            caller,
            callee,
            asynchronous,
            all(step.optional for step in steps),
            all(step.alternative for step in steps),
            _label(steps, traffic),
            tuple(dict.fromkeys(numbers)),
            place=steps[0].span.where,
            rate=shown(traffic) if traffic is not None else "",
        )
        made.append((edge, traffic))
    yield from _weighed(made)
    if shown_rates and not flow:
        yield from _put_aside(facts.design, held, merged)


def _put_aside(design: Design, held: Collapsed, drawn: Collection[tuple[str, str, bool]]) -> Iterable[Edge]:
    """What can't be handled goes from a channel to its `dead_letter`: a flow seldom says so."""
    for component in design.components.values():
        said = component.attributes.get("dead_letter")
        if said is None:
            continue
        source, target = held.home[component.name], held.home.get(str(said.value))
        if target is not None and target != source and (source, target, True) not in drawn:
            yield Edge(source, target, True, label="dead letters", place=said.span.where)


def _traffic(rates: list[Value | None]) -> Quantity | None:
    """What goes along an arrow at the peak; None where it isn't known, or is nothing."""
    total = Quantity.of(0, RATE)
    for rate in rates:
        if not isinstance(rate, Known):
            return None
        total = total + rate.value
    return total if total.low > 0 else None


def _weighed(edges: list[tuple[Edge, Quantity | None]]) -> Iterable[Edge]:
    """The arrows with their weights: a step lighter for each order of magnitude below the busiest. Where all
    have about the same traffic, none is heavy: there is no hot path.
    """
    known = [float(traffic.high) for _, traffic in edges if traffic is not None]
    if not known or max(known) < 3 * min(known):
        yield from (edge for edge, _ in edges)
        return
    for edge, traffic in edges:
        if traffic is None:
            yield edge
            continue
        steps = floor(log10(max(known) / float(traffic.high)) + 1 - log10(3))
        yield changed(edge, weight=max(0, HEAVIEST - steps))


def _label(steps: list[Step], traffic: Quantity | None) -> str:
    words = list(dict.fromkeys(step.label for step in steps if step.label))[:2]
    if all(step.alternative for step in steps):
        words.insert(0, "else")
    if traffic is not None:
        words.append(shown(traffic))
    return " ".join(words)


# Findings


def tell(
    design: Design, outcome: Outcome, about: Collection[str] | None = None, *, listed: bool = True
) -> Told:
    """The findings of a design, the worst first, and the risks that it accepts, each numbered from 1. A
    picture of a part tells those `about` it under the numbers that they have in that of the whole, and on a
    page. Where they are `listed` in the picture, only what is in the list has a badge.
    """
    paths = {design.source.path, *design.used}

    def mine(diagnostic: Diagnostic) -> bool:
        return diagnostic.span is None or diagnostic.span.source.path in paths

    def told(diagnostic: Diagnostic) -> bool:
        return about is None or (diagnostic.key or "") in about

    found = [finding.diagnostic for finding in outcome.findings if mine(finding.diagnostic)]
    found.sort(key=lambda diagnostic: -diagnostic.severity)
    if len(found) > MAX_REMARKS:
        # Of what finds no room the seventh of a kind goes before the first of another.
        nth: dict[str, int] = {}
        turns = []
        for diagnostic in found:
            nth[diagnostic.name] = nth.get(diagnostic.name, 0) + 1
            turns.append((-diagnostic.severity, nth[diagnostic.name]))
        found = [found[at] for at in sorted(range(len(found)), key=turns.__getitem__)]
    numbered = tuple((number, one) for number, one in enumerate(found, 1) if told(one))
    risky = [one for one in outcome.accepted if mine(one.finding.diagnostic)]
    accepted = tuple((n, one) for n, one in enumerate(risky, 1) if told(one.finding.diagnostic))
    badges: dict[str, list[int]] = {}
    for number, diagnostic in numbered[: MAX_REMARKS if listed else None]:
        badges.setdefault(diagnostic.key or "", []).append(number)
    risks: dict[str, list[int]] = {}
    for number, one in accepted[:MAX_REMARKS]:
        risks.setdefault(one.finding.diagnostic.key or "", []).append(number)
    return Told(numbered, accepted, badges, risks)


def _remarks(told: Told, listed: bool) -> Iterable[Remark]:
    for number, diagnostic in told.findings[: MAX_REMARKS if listed else None]:
        place = diagnostic.span.where if diagnostic.span else ""
        yield Remark(number, diagnostic.severity, diagnostic.name, diagnostic.message, place)


def accepted_notes(told: Told) -> tuple[Notes, ...]:
    """The accepted risks as a list, with why, until when and by whom; no list where there are none."""
    notes: list[Note] = []
    for number, one in told.accepted[:MAX_REMARKS]:
        diagnostic = one.finding.diagnostic
        words = [f"because {one.reason}" if one.reason else ""]
        words.append(f"until {one.until}" if one.until else "")
        words.append(f"by {one.by}" if one.by else "")
        words.append(diagnostic.name)
        notes.append(
            Note(f"a{number}", diagnostic.message, " · ".join(word for word in words if word), "accepted")
        )
    more = len(told.accepted) - MAX_REMARKS
    title = f"{len(told.accepted)} accepted" + (f" (the first {MAX_REMARKS} are listed)" if more > 0 else "")
    return (Notes(title, tuple(notes)),) if notes else ()


def summary(told: Told) -> str:
    """The line above the findings: how many there are of each severity."""
    diagnostics = [diagnostic for _, diagnostic in told.findings]
    counts = []
    for severity in sorted(Severity, reverse=True):
        count = sum(diagnostic.severity is severity for diagnostic in diagnostics)
        if count:
            counts.append(f"{count} {severity.word}{'s' if count > 1 else ''}")
    text = ", ".join(counts) or "Nothing found"
    if len(diagnostics) > MAX_REMARKS:
        text += f" (the first {MAX_REMARKS} are listed)"
    return text
