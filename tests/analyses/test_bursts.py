"""Calls that are made at once: of more than there are workers the last ones wait for those before them."""

from __future__ import annotations

import pytest

from sdlint.analyses.delays import moments
from sdlint.analyses.facts import Facts
from sdlint.analyses.journeys import Journey, floor
from tests.analyses.designs import asked, design_of


@pytest.mark.parametrize(
    ("times", "seconds"),
    [
        # Two machines of five workers work on ten at once.
        (10, 0.1),
        # Of a hundred ninety wait: nine rounds before the last one.
        (100, 1.0),
        (20_000, 200.0),
    ],
)
def test_more_calls_at_once_than_workers_go_in_rounds(times: int, seconds: float) -> None:
    text = f"""
    client c
    service s {{ replicas 2, workers 5, time 100ms, cv 0 }}
    flow f at 1/1d {{ c -> s x{times} together {{ rtt 0ms }} }}
    """.replace("1/1d", "(1/1d)")
    assert asked(text, "p99(f)") == pytest.approx(seconds, rel=1e-2)


def test_rounds_are_no_part_of_what_the_network_takes_and_end_with_patience() -> None:
    text = """
    client c
    service s { replicas 2, workers 5, time 100ms, cv 0 }
    flow f at (1/1d) { c -> s x20000 together { rtt 10ms } }
    flow g at (1/1d) { c -> s? x20000 together { rtt 10ms, timeout 1s } }
    """
    facts = Facts(design_of(text))
    network = floor(facts, facts.design.flows["f"])
    assert isinstance(network, Journey)
    assert moments(network.block)[0] == pytest.approx(0.01)
    # All are given up at once.
    assert asked(text, "p99(g)") == pytest.approx(1.0, rel=1e-2)
