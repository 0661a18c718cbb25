"""What stands `in each` of several regions, where others answer for one of them only after a while."""

from __future__ import annotations

from itertools import product
from math import prod
from random import Random

import pytest

from sdlint.analyses.moves import Out, answered_by
from tests.analyses.designs import asked


def everything(outs: list[Out], mode: str) -> float:
    """The same by going through all states of all sets: up, out and waited for, out and moved."""
    total = 0.0
    for states in product(("up", "late", "moved"), repeat=len(outs)):
        chance = prod(
            {"up": 1 - out.miss, "late": out.late, "moved": out.miss - out.late}[state]
            for out, state in zip(outs, states, strict=True)
        )
        anybody = "up" in states
        served = [
            (out.share, float(state == "up" or (state == "moved" and anybody)))
            for out, state in zip(outs, states, strict=True)
            if out.share > 0
        ]
        if mode == "full":
            total += chance * all(is_so for _, is_so in served)
        elif mode == "any":
            total += chance * any(is_so for _, is_so in served)
        else:
            total += chance * sum(share * is_so for share, is_so in served)
    return total


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("mode", ["", "full", "any"])
def test_what_is_answered_is_what_all_states_together_come_to(seed: int, mode: str) -> None:
    random = Random(seed)
    weights = [random.choice([0.0, random.random()]) for _ in range(random.randint(1, 4))]
    weights[0] += 0.1
    outs = []
    for weight in weights:
        miss = random.random()
        outs.append(Out(weight / sum(weights), miss, miss * random.random()))
    assert answered_by(outs, mode) == pytest.approx(everything(outs, mode), abs=1e-12)


HEAD = """region us {{ availability {us}, {move} repair 1h, zone a {{ availability 100% }} }}
region eu {{ availability 100%, zone a {{ availability 100% }} }}
client c in us
client d in eu
"""
ORDERS = "database orders in each us, eu {{ replicas {copies}, {more} repair 1h, availability 99% }}\n"


@pytest.mark.parametrize(
    ("move", "us", "copies", "more", "expected"),
    [
        # At once: both sets of one copy are out together.
        ("", "100%", 1, "", 1 - 1e-4),
        # 15 of the 60 minutes for which it is out.
        ("failover 15min,", "100%", 1, "", 1 - 0.01 * (0.25 + 0.75 * 0.01)),
        # Longer than it is out: no use at all.
        ("failover 2h,", "100%", 1, "", 0.99),
        # A leader of two: 5 of its 60 minutes until the other one leads, sooner than others answer.
        (
            "failover 15min,",
            "100%",
            2,
            "replication leader_follower(async), failover 5min,",
            1 - (1e-4 * 0.25 + 0.01 * 0.99 * (5 / 60)),
        ),
        # Of ten minutes the first five.
        (
            "failover 5min,",
            "100%",
            2,
            "replication leader_follower(async), failover 10min,",
            1 - (1e-4 * (5 / 60) + 0.01 * 0.99 * (10 / 60) * 0.5),
        ),
        # And the region itself, in which nothing is out while it is lost.
        ("failover 15min,", "98%", 1, "", 0.98 * (1 - 0.01 * (0.25 + 0.75 * 0.01)) + 0.02 * 0.75 * 0.99),
    ],
)
def test_what_is_out_in_one_region(move: str, us: str, copies: int, more: str, expected: float) -> None:
    text = HEAD.format(us=us, move=move) + ORDERS.format(copies=copies, more=more)
    got = asked(f"{text}flow f at 10/s {{ c -> orders write }}", "availability(f)")
    assert got == pytest.approx(expected, abs=2e-5)
