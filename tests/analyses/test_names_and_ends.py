"""What names mean where several things have them, and who belongs to a flow at its ends."""

from __future__ import annotations

import pytest

from sdlint.analyses.edges import impossible
from sdlint.analyses.facts import Facts
from sdlint.analyses.verdicts import play
from sdlint.expression.values import Known
from tests.analyses.designs import asked, design_of


def test_a_goal_about_a_flow_with_the_name_of_an_estimate() -> None:
    design = design_of(
        "client c\nservice s { replicas 2, capacity 1k/s, time 2ms }\nestimate { click = 100B }\n"
        "flow click at 10/s { c -> s }\nquality { p99(click) <= 100ms }"
    )
    answer = impossible(Facts(design), design.goals[0])
    assert isinstance(answer, Known)
    assert answer.value is False


def test_a_load_names_a_flow_and_not_all_that_serve_its_requirement() -> None:
    design = design_of(
        'functional { take "take" }\nclient c\nservice s { replicas 1, capacity 100/s, time 1ms }\n'
        "flow take for take at 10/s { c -> s }\nflow more for take at 10/s { c -> s }\n"
        'scenario "twice" { load take x2\n expect load(s) <= 30/s }'
    )
    assert [verdict.status for verdict in play(Facts(design), design.scenarios[0])] == ["met"]


def test_a_load_names_a_requirement_where_no_flow_has_its_name() -> None:
    design = design_of(
        'functional { take "take" }\nclient c\nservice s { replicas 1, capacity 100/s, time 1ms }\n'
        "flow one for take at 10/s { c -> s }\nflow more for take at 10/s { c -> s }\n"
        'scenario "twice" { load take x2\n expect load(s) <= 39/s }'
    )
    assert [verdict.status for verdict in play(Facts(design), design.scenarios[0])] == ["not met"]


def test_who_sends_us_something_is_there_when_he_does() -> None:
    sent = "external others { availability 90% }\nservice s { replicas 1, availability 99% }\n"
    assert asked(f"{sent}flow f at 1/s {{ others -> s }}", "availability(f)") == pytest.approx(0.99)


def test_a_schedulers_flow_takes_what_it_starts() -> None:
    text = (
        "scheduler nightly { time 0s }\nworker w { replicas 1, workers 4, time 2s, cv 0 }\n"
        "flow f at 1/d { nightly ~> w }"
    )
    assert asked(text, "mean(f)") == pytest.approx(2.001, abs=1e-3)


def test_a_managed_store_loses_nothing_with_a_machine() -> None:
    assert asked("blobs lake : s3 { backup 1d }", "loss(lake)") == 0
    assert asked("database d : postgres { replicas 1, backup 1d }", "loss(d)") == 86_400


def test_a_client_in_a_region_is_as_far_as_the_link_says() -> None:
    text = (
        "region us { zone a }\nregion eu { zone a }\nlink us eu 80ms\nclient c in eu\n"
        "service s in us { replicas 1, workers 4, time 1ms, cv 0 }\nflow f at 1/s { c -> s }"
    )
    assert asked(text, "mean(f)") == pytest.approx(0.081, abs=1e-4)
    near = text.replace("in us {", "in eu {")
    assert asked(near, "mean(f)") == pytest.approx(0.031, abs=1e-4)
