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


def test_each_of_many_calls_at_once_draws_whether_it_finds_what_it_asks_for() -> None:
    text = """
    client c
    service api {{ replicas 1, workers 100, time 1ms, cv 0 }}
    cache hot {{ replicas 1, hit 95%, time 1ms, workers {workers}, cv 0 }}
    database db {{ replicas 1, workers 1000, time 50ms, cv 0 }}
    flow f at (1/1d) {{ c -> api {{ rtt 0ms }} -> hot x20 together {{ rtt 0ms }} else db {{ rtt 0ms }} }}
    """
    for workers in (2, 4, 10):
        rounds = 20 // workers
        hit = 0.95**workers
        # The last round in which any misses decides; if none does, the last of all.
        mean = 0.001 * rounds * hit**rounds
        mean += sum((0.001 * at + 0.050) * (1 - hit) * hit ** (rounds - at) for at in range(1, rounds + 1))
        told = asked(text.format(workers=workers), "mean(f)")
        assert told == pytest.approx(0.001 + mean, rel=0.01)
        # Fewer workers are never faster.
        assert told > asked(text.format(workers=20), "mean(f)") - 1e-9
