"""What a picture of a loss shows is what the drill says of it."""

from __future__ import annotations

import pytest

from sdlint.analyses.drill import lose
from sdlint.analyses.facts import Facts
from sdlint.analyses.units import unit_of
from sdlint.diagrams.views.view import View, see
from tests.diagrams.designs import judged, seen, shop


@pytest.mark.parametrize("name", ["eu.a", "eu", "orders", "api#1", "hot", "us"])
def test_a_loss_shows_what_the_drill_says(name: str) -> None:
    design, outcome = shop()
    picture, _ = see(design, outcome, View(fail=(name,)))
    loss = lose(Facts(design), (unit_of(design, name),))
    states = {box.name: box.state for box in picture.boxes}
    assert {one for one, state in states.items() if state == "overloaded"} == {
        overload.component for overload in loss.overloads
    }
    told = {
        note.text.split("`")[1]: note.sort for note in picture.notes[0].notes if note.text.startswith("`")
    }
    for effect in loss.effects:
        assert told[effect.flow] in (effect.state, "overloaded")
    if loss.units[0].kind == "component":
        assert states[name] == "lost"
    dead = {effect.flow for effect in loss.effects if effect.state == "dead"}
    for edge in picture.edges:
        flows = {
            step.flow
            for flow in design.flows.values()
            for step in flow.steps
            if (step.caller, step.callee) == (edge.source, edge.target)
        }
        lost = "lost" in (states[edge.source], states[edge.target])
        assert (edge.state == "dead") == (lost or flows <= dead)
    assert picture.remarks == ()
    assert not any(box.numbers for box in picture.boxes)  # Yesterday's traffic isn't told.


@pytest.mark.parametrize(
    ("lost", "gone"), [("north", ["audit", "spare"]), ("north.a", ["spare"]), ("south", [])]
)
def test_what_no_flow_uses_is_lost_with_its_place(lost: str, gone: list[str]) -> None:
    text = """
region north { zone a, zone b }
region south { zone c }
client phone
service api in each north, south { replicas 2 }
database audit in north { replicas 2 }
database spare in north.a
database both in north, south { replicas 2 }
flow f at 10/s { phone -> api }
"""
    design, outcome = judged(text)
    picture, _ = see(design, outcome, View(fail=(lost,)))
    assert [box.name for box in picture.boxes if box.state == "lost"] == gone


def test_a_collapsed_group_shows_what_of_it_is_lost() -> None:
    picture = seen(View(fail=("mails",), collapse=("Mail",)))
    box = next(box for box in picture.boxes if box.name == "Mail")
    assert (box.state, box.note) == ("degraded", "mails lost")


# Several as one
