"""What is left without something: what is dead, what is degraded, who is overloaded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from sdlint.analyses.drill import left_after, lose
from sdlint.analyses.facts import Facts
from sdlint.analyses.failures import Unit
from sdlint.analyses.losses import Effect, Loss
from sdlint.analyses.standing import Left
from sdlint.diagrams.collapse import Collapsed
from sdlint.diagrams.compose import compose, facts_of
from sdlint.diagrams.picture import Box, Note, Notes, Picture
from sdlint.lint import Outcome
from sdlint.model.design import Component, Design, steps_of
from sdlint.quantity import NONE, TIME, Quantity, show, show_percent
from sdlint.record import changed
from sdlint.spelling import joined

_WORST = ("lost", "overloaded", "degraded", "idle", "")
"""States, the worst first."""


def picture_of_loss(
    design: Design, outcome: Outcome, lost: tuple[Unit, ...], collapsed: Collapsed
) -> Picture:
    """The picture while some units are lost, with what that does to flows below. It shows no traffic: that
    of the day before isn't what is left of it.
    """
    facts = facts_of(design, outcome)
    loss = lose(facts, lost)
    states = _states(facts, loss, left_after(facts, lost))
    picture = compose(design, outcome, False, collapsed=collapsed, rates=False)
    dead = {effect.flow for effect in loss.effects if effect.state == "dead"}
    alive: set[tuple[str, str, bool]] = set()
    for step in steps_of(design):
        gone = any(states.get(end, ("", ""))[0] == "lost" for end in (step.caller, step.callee))
        if not gone and step.flow not in dead:
            alive.add((collapsed.home[step.caller], collapsed.home[step.callee], step.asynchronous))
    return changed(
        picture,
        title=f"{design.title} without {loss.words}",
        boxes=tuple(_box(box, collapsed.members[box.name], states) for box in picture.boxes),
        edges=tuple(
            edge if (edge.source, edge.target, edge.asynchronous) in alive else changed(edge, state="dead")
            for edge in picture.edges
        ),
        notes=(Notes(f"Without {loss.words}", tuple(_notes(design, loss))),),
    )


def _states(facts: Facts, loss: Loss, left: Mapping[str, Left]) -> dict[str, tuple[str, str]]:
    """The state of each component that isn't as usual, and what it is in words."""
    states: dict[str, tuple[str, str]] = {}
    dead = {effect.flow for effect in loss.effects if effect.state == "dead"}
    touched: dict[str, list[str]] = {}
    for flow in facts.design.flows.values():
        for name in flow.touched:
            touched.setdefault(name, []).append(flow.name)
    for name, flows in touched.items():
        if dead.issuperset(flows):
            states[name] = "idle", "nothing works"
    for unit in loss.units:
        # What no flow touches is lost all the same.
        if unit.kind == "component":
            states[unit.name] = "lost", "lost"
        states.update(
            (name, ("lost", "lost"))
            for name, one in facts.design.components.items()
            if name not in touched and _stands_in(facts.design, one, unit.name)
        )
    for name, one in left.items():
        there, all_ = one.copies
        shard = " of a shard" if one.alone else ""
        if not there or (name in states and states[name][0] == "lost"):
            states[name] = "lost", "lost" if not one.alone else "a shard is lost"
        elif not any((*one.reads, *one.writes)):
            states[name] = "lost", f"{there} of {all_} left: too few"
        elif there < all_:
            words = f"{there} of {all_}{shard} left"
            if one.hurt:
                words += ", no writes" if not all(one.writes) and all(one.reads) else ", not for all"
            states[name] = "degraded", words
    for overload in loss.overloads:
        before = states.get(overload.component, ("", ""))[1]
        words = f"{_share(overload.after)} busy"
        states[overload.component] = "overloaded", f"{before}, {words}" if before else words
    return states


def _stands_in(design: Design, component: Component, place: str) -> bool:
    """Whether it stands in one region or zone and nowhere else."""
    regions = {design.zones[name].region if name in design.zones else name for name in component.places}
    return bool(component.places) and (regions == {place} or set(component.places) == {place})


def _share(share: float) -> str:
    return f"{share:.0%}"


def _box(box: Box, members: tuple[str, ...], states: Mapping[str, tuple[str, str]]) -> Box:
    found = [(name, *states[name]) for name in members if name in states]
    if not found:
        return box
    if len(members) == 1:
        return changed(box, state=found[0][1], note=found[0][2])
    worst = min((state for _, state, _ in found), key=_WORST.index)
    of = [name for name, state, _ in found if state == worst]
    word = {"lost": "lost", "idle": "without work"}.get(worst, worst)
    if worst in ("lost", "idle") and len(of) < len(members):
        worst = "degraded" if worst == "lost" else ""
    return changed(box, state=worst, note=f"{', '.join(of)} {word}" if worst else "")


def _notes(design: Design, loss: Loss) -> Iterator[Note]:
    too_much = [overload.component for overload in loss.overloads]
    for effect in sorted(loss.effects, key=lambda effect: ("dead", "degraded", "fine").index(effect.state)):
        passed = design.flows[effect.flow].touched
        yield _effect(effect, [one for one in too_much if one in passed])
    for overload in loss.overloads:
        before = f", before {_share(overload.before)}" if overload.before is not None else ""
        yield Note(
            "",
            f"`{overload.component}` gets {_share(overload.after)} of what it can do{before}",
            "",
            "overloaded",
        )
    for pause in loss.pauses:
        seconds = show(Quantity.of(Fraction(pause.seconds), TIME))
        flows = joined([f"`{flow}`" for flow in pause.flows])
        what = "nothing is answered" if pause.region else f"no writes to `{pause.component}`"
        yield Note("", f"{flows}: {what} for {seconds}, {pause.until}")
    if not loss.hurt and not loss.overloads:
        yield Note("", "No flow is worse off, and nobody is overloaded", "", "fine")
    if loss.response is not None:
        for line in loss.response.then:
            yield Note("", f"What is done: {line}")
        for line in loss.response.detect:
            yield Note("", f"How it is seen: {line}")
    for text in loss.unknown:
        yield Note("", f"Unknown: {text}")


def _effect(effect: Effect, too_much: list[str]) -> Note:
    """What becomes of a flow, which may pass what gets too much."""
    name = f"`{effect.flow}`"
    if effect.state == "dead":
        return Note("", f"{name} is dead: nothing is answered", "", "dead")
    busy = joined([f"`{one}`" for one in too_much])
    holds = f", and more comes to {busy} than it can do" if too_much else ""
    if effect.state == "fine":
        text = f"{name} is up, but more comes to {busy} than it can do" if too_much else f"{name} is fine"
        return Note("", text, "", "overloaded" if holds else "fine")
    if effect.answered < 1:
        text = f"{name} answers {show_percent(Quantity.of(Fraction(effect.answered), NONE))}"
    else:
        text = f"{name} answers everything"
    if effect.missing:
        text += f", without {joined([f'`{one}`' for one in effect.missing])}"
    return Note("", text + holds, "", "overloaded" if holds else "degraded")
