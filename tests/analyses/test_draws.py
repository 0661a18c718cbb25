"""What is drawn by chance on a request's way is drawn once, wherever its availability asks for it."""

from __future__ import annotations

import pytest

from tests.analyses.designs import asked

PARTS = """client phone
cache near {{ availability {near}, hit 60% }}
cache wide {{ availability {wide}, hit 70% }}
service api {{ availability 100% }}
database db {{ availability {db} }}
flow read at 100/s {{ {steps} }}
"""


def exact(near: float, wide: float, db: float) -> float:
    """Of a read that goes on past each cache that misses, or is down."""
    behind = wide * (0.7 + 0.3 * db) + (1 - wide) * db
    return near * (0.6 + 0.4 * behind) + (1 - near) * behind


@pytest.mark.parametrize(
    "steps",
    [
        "phone -> near else wide else db",
        "phone -> api -> near else wide else db",
        "phone -> near else api -> wide else db",
    ],
)
@pytest.mark.parametrize(("near", "wide", "db"), [(0.9999, 0.9999, 0.99), (1.0, 1.0, 0.5), (0.8, 0.7, 0.6)])
def test_one_cache_behind_another(steps: str, near: float, wide: float, db: float) -> None:
    shares = {name: f"{value * 100:.6g}%" for name, value in (("near", near), ("wide", wide), ("db", db))}
    text = PARTS.format(**shares, steps=steps)
    assert asked(text, "availability(read)") == pytest.approx(exact(near, wide, db), abs=1e-9)


def test_a_step_that_is_taken_by_some_behind_a_cache() -> None:
    # Past the cache a tenth needs the store: whoever missed it, or all while it is down.
    text = PARTS.format(near="90%", wide="100%", db="50%", steps="phone -> near else api; api -> db 10%")
    behind = 0.9 + 0.1 * 0.5
    assert asked(text, "availability(read)") == pytest.approx(0.9 * (0.6 + 0.4 * behind) + 0.1 * behind)


def test_twenty_looks_into_two_caches() -> None:
    """With the first one down twenty look into the second, and else those that missed: what all twenty find
    there, fewer find as well.
    """
    text = PARTS.format(near="90%", wide="100%", db="50%", steps="phone -> near x2 else wide else db")
    missed = 2 * 0.4 / (1 - 0.6**2)
    up = 0.6**2 + (1 - 0.6**2) * (0.7**missed + (1 - 0.7**missed) * 0.5)
    down = 0.7**2 + (1 - 0.7**2) * 0.5
    assert asked(text, "availability(read)") == pytest.approx(0.9 * up + 0.1 * down)
