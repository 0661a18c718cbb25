"""What the page's script looks up: boxes with their numbers, findings, losses, loads. Shares are of 1."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

from sdlint.analyses.facts import Facts
from sdlint.analyses.growth import Limit
from sdlint.analyses.losses import Effect, Loss
from sdlint.analyses.review.figure import Figure
from sdlint.analyses.review.numbers import ComponentNumbers
from sdlint.analyses.review.rehearsal import MOST_LOAD, Rehearsal, Rehearsed, Stage
from sdlint.analyses.review.review import Review
from sdlint.expression.values import Known, Witness
from sdlint.model.catalogue import technologies
from sdlint.model.design import Component, Design
from sdlint.quantity import TIME, Quantity, show, show_percent
from sdlint.reports.figures.headline import command
from sdlint.reports.figures.marks import marked, waited
from sdlint.reports.figures.sections import time_down
from sdlint.reports.page.extras import Extras
from sdlint.reports.page.links import about, path

VERSION = 1
MOST_LINES = 24
"""Lines of an argument that the page holds; `sdlint ask` tells the whole."""
FIGURES = {"load": "load", "utilization": "used", "machines": "machines", "keeps": "keeps"}
"""How the numbers of a box are called."""


def page_data(review: Review, extras: Extras) -> dict[str, Any]:
    """All of it, as JSON holds it; parts that aren't known are empty."""
    facts, rehearsal = extras.facts, extras.rehearsal
    design = facts.design if facts else None
    findings = {str(number): about(design, one) if design else {} for number, one in extras.findings}
    return {
        "version": VERSION,
        "boxes": _boxes(review, facts) if facts else {},
        "flows": {name: path(flow) for name, flow in design.flows.items()} if design else {},
        "findings": findings,
        "places": dict(extras.places),
        "names": _names(design) if design else {},
        "losses": [_loss(one) for one in (*rehearsal.losses, *rehearsal.pairs)] if rehearsal else [],
        "usual": _usual(rehearsal) if rehearsal else {},
        "load": _load(review, rehearsal) if rehearsal else None,
    }


def _names(design: Design) -> dict[str, str]:
    """What places are called: `zone us.a`, `region us (Oregon)`."""
    labels = {name: region.label for name, region in design.regions.items()}
    named = {
        name: f"region {name} ({label})" if label and label != name else f"region {name}"
        for name, label in labels.items()
    }
    return {**named, **{name: f"zone {name}" for name in design.zones}}


# Boxes


def _boxes(review: Review, facts: Facts) -> dict[str, Any]:
    numbers = {one.name: one for one in review.numbers.components}
    kept = dict(review.numbers.stores)
    return {
        name: _box(review, facts, component, numbers.get(name), kept.get(name))
        for name, component in facts.design.components.items()
    }


def _box(
    review: Review, facts: Facts, component: Component, numbers: ComponentNumbers | None, kept: Figure | None
) -> dict[str, Any]:
    technology = technologies().get(component.technology)
    figures = dict(numbers.figures) if numbers else {}
    if kept is not None:
        figures["keeps"] = kept
    if numbers and numbers.unlimited:
        figures = {name: one for name, one in figures.items() if one.origin != "unknown"}
    return {
        "label": component.label or component.name,
        "kind": component.kind,
        "technology": technology.label if technology else "",
        "where": component.span.where,
        "client": component.family == "entry",
        "figures": [_figure(name, one) for name, one in figures.items()],
        "ask": command(review.numbers.file, f"utilization({component.name})") if numbers else "",
    }


def _figure(name: str, one: Figure) -> dict[str, Any]:
    """A number with where it comes from and the argument for it."""
    witness = one.value.witness
    argument = witness.lines(limit=MOST_LINES + 1)
    if one.reason is not None:
        argument = [f"unknown, {one.reason}" if one.reason != "unknown" else "unknown", *argument]
    more = len(argument) > MOST_LINES
    return {
        "name": FIGURES[name],
        "text": marked(one),
        "brief": one.reason or witness.how or _whose(witness),
        "lines": [*argument[:MOST_LINES], *(["…"] if more else [])],
    }


def _whose(witness: Witness) -> str:
    """Where a number without a sum comes from: `(shop.sd:12)`, `(assumed: …)`."""
    if witness.origin == "stated":
        return f"({witness.source})" if witness.source else "(stated)"
    return f"(assumed: {witness.source})" if witness.origin == "assumed" else ""


# Losses


def _usual(rehearsal: Rehearsal) -> dict[str, list[Any]]:
    """By flow, its state and the share that is answered without any loss."""
    return {
        effect.flow: [effect.before, effect.usual]
        for rehearsed in rehearsal.losses
        for effect in rehearsed.loss.effects
    }


def _loss(rehearsed: Rehearsed) -> dict[str, Any]:
    """A loss; flows that are as they were aren't in it."""
    loss = rehearsed.loss
    response = loss.response
    return {
        "units": [unit.name for unit in loss.units],
        "kind": loss.units[0].kind if len(loss.units) == 1 else "pair",
        "words": loss.words,
        "often": _often(loss),
        "flows": {effect.flow: _effect(effect, rehearsed) for effect in loss.hurt},
        "over": [
            [one.component, percent(one.before) if one.before is not None else "", percent(one.after)]
            for one in loss.overloads
        ],
        "left": {name: list(copies) for name, copies in rehearsed.left.items()},
        "waits": list(_waits(loss)),
        "then": list(response.then) if response else [],
        "detect": list(response.detect) if response else [],
        "unknown": list(loss.unknown),
    }


def _often(loss: Loss) -> str:
    """How long in a year it is so."""
    time = time_down(loss)
    if time == "?":
        return "How often that is isn't known."
    alike = loss.units[0].count if len(loss.units) == 1 else 1
    return f"It is so for {time} a year" + (f", any of {alike}." if alike > 1 else ".")


def _effect(effect: Effect, rehearsed: Rehearsed) -> list[Any]:
    """Its state, the share that is answered, that share in words, and why."""
    told = f"{percent(effect.answered)} answered"
    if effect.missing:
        told += f", without {', '.join(effect.missing)}"
    return [effect.state, effect.answered, told, list(rehearsed.because.get(effect.flow, ()))]


def _waits(loss: Loss) -> Iterable[str]:
    """Writes that wait for a leader."""
    dead = {effect.flow for effect in loss.hurt if effect.state == "dead"}
    for pause in loss.pauses:
        waiting = [name for name in pause.flows if name not in dead]
        if waiting:
            lasting = show(Quantity.of(Fraction(pause.seconds), TIME))
            yield f"{', '.join(waiting)}: {lasting}, {pause.until}"


def percent(share: float) -> str:
    """A share in percent; digits beyond these are those of floating point."""
    return show_percent(Quantity.number(Fraction(round(share, 12))))


# Loads


def _load(review: Review, rehearsal: Rehearsal) -> dict[str, Any]:
    growth = rehearsal.growth
    return {
        "most": MOST_LOAD,
        "reached": float(growth.reached) if growth.reached is not None else None,
        "used": [
            [one.name, float(one.utilization.value.value.high)]
            for one in review.numbers.components
            if isinstance(one.utilization.value, Known)
        ],
        "limits": [
            {
                "box": limit.component,
                "resource": limit.resource,
                "factor": float(limit.factor),
                "remedy": remedy_of(limit),
            }
            for limit in growth.limits
        ],
        "unknown": list(growth.wanting),
        "goals": [goal.text for goal in review.numbers.goals],
        "flows": [name for name, _ in rehearsal.stages[0].p99] if rehearsal.stages else [],
        "stages": [_stage(stage) for stage in rehearsal.stages],
    }


def _stage(stage: Stage) -> dict[str, Any]:
    return {
        "times": stage.times,
        "goals": [[judged.status, marked(judged.figure)] for judged in stage.goals],
        "p99": [waited(one) for _, one in stage.p99],
    }


def remedy_of(limit: Limit) -> str:
    """`replicas 12 → 58`, or why nothing can be added."""
    remedy = limit.remedy
    if remedy is None:
        return limit.why
    text = f"{remedy.knob} {remedy.now} → {remedy.then}"
    if remedy.easy is not None and remedy.easy > remedy.then and limit.target is not None:
        text += f", or {remedy.easy} to be at most {percent(limit.target)} busy"
    return f"{text}: {remedy.why}" if remedy.why else text


def units(rehearsal: Rehearsal) -> Sequence[tuple[str, list[tuple[int, str]]]]:
    """What can be taken away, by kind, each with its place among the losses."""
    titles = {
        "region": "Regions",
        "zone": "Zones",
        "component": "Components",
        "replica": "Single copies",
        "pair": "Two at once",
    }
    found: dict[str, list[tuple[int, str]]] = {kind: [] for kind in titles}
    for at, one in enumerate((*rehearsal.losses, *rehearsal.pairs)):
        kind = one.loss.units[0].kind if len(one.loss.units) == 1 else "pair"
        found[kind].append((at, one.loss.words))
    return [(titles[kind], entries) for kind, entries in found.items() if entries]
