"""`availability(f, peak)` of what stands `in each` region: whoever is left gets the load of the others."""

from __future__ import annotations

from itertools import product
from math import comb, prod

import pytest

from tests.analyses.designs import asked

REGIONS = "".join(
    f"region {name} {{{{ availability 100%, zone a {{{{ availability 100% }}}} }}}}\n"
    for name in ("eu", "us", "ap")
)
TEXT = (
    REGIONS
    + """client w in {places}
service api in each {places} {{ replicas {copies}, availability 90%, capacity 100/s }}
flow f at {rate}/s {{ w -> api }}
"""
)


def enough(copies: int, rate: float, regions: int) -> float:
    """By going through how many copies are left in each region, of which all clients are shared alike."""
    total = 0.0
    for left in product(range(copies + 1), repeat=regions):
        chance = prod(comb(copies, n) * 0.9**n * 0.1 ** (copies - n) for n in left)
        there = [n for n in left if n]
        if there and all(100 * n >= rate / len(there) for n in there):
            total += chance
    return total


@pytest.mark.parametrize(
    ("copies", "rate", "regions"),
    [
        (1, 150, 2),
        (2, 150, 2),
        (2, 190, 2),
        (2, 90, 2),
        (3, 350, 2),
        (3, 700, 2),
        (1, 100, 3),
        (2, 300, 3),
        (2, 410, 3),
    ],
)
def test_as_many_as_the_peak_needs_of_those_that_are_left(copies: int, rate: int, regions: int) -> None:
    places = ", ".join(("eu", "us", "ap")[:regions])
    text = TEXT.format(places=places, copies=copies, rate=rate)
    assert asked(text, "availability(f, peak)") == pytest.approx(enough(copies, rate, regions), abs=1e-9)
