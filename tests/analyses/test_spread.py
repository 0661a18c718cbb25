"""Under `in each` a call stays in its region: which place gets how much, by hand."""

from __future__ import annotations

import pytest

from tests.analyses.designs import asked

TWO = """
region eu {{ zone a, zone b }}
region us {{ zone c, zone d }}
region far
link eu far 50ms
link us far 200ms
client here in {here}
client there in {there}
balancer lb {lb} {{ replicas 2, capacity 10k/s }}
service api in each eu, us {{ replicas 2, capacity 100/s, time 10ms }}
database db in {db} {{ replicas 2, capacity 1k/s, time 1ms }}
flow one at {one}/s {{ here -> lb -> api -> db }}
flow other at {other}/s {{ there -> lb -> api -> db }}
"""


@pytest.mark.parametrize(
    ("said", "api"),
    [
        # 200/s on 400/s, where both regions ask as much.
        ({"one": 100, "other": 100}, 0.5),
        # Of 200/s 180 come to one place that can do 200/s.
        ({"one": 20, "other": 180}, 0.9),
        ({"one": 200, "there": "eu", "other": 1}, 201 / 200),
        # What stands nowhere calls from all places alike, and so does what comes by way of it.
        ({"one": 20, "other": 180, "here": "world", "there": "world"}, 0.5),
        ({"one": 20, "other": 180, "lb": ""}, 0.5),
        # Clients of both regions: half of them here, half there.
        ({"one": 20, "other": 180, "there": "eu, us"}, (90 + 20) / 200),
        # Where there are no copies the nearest region takes it.
        ({"one": 20, "other": 180, "there": "far", "lb": "in each eu, us"}, 1.0),
    ],
)
def test_the_busiest_place_decides(said: dict[str, object], api: float) -> None:
    usual: dict[str, object] = {"here": "eu", "there": "us", "lb": "in each eu, us", "db": "eu"}
    text = TWO.format(**(usual | said))
    assert asked(text, "utilization(api)") == pytest.approx(api)
    # What stands in one region has all of it.
    assert asked(text, "utilization(db)") == pytest.approx(asked(text, "load(db)") / 2000)


def test_a_lost_region_s_calls_come_to_the_other() -> None:
    usual = {"here": "eu", "there": "us", "lb": "in each eu, us", "db": "eu"}
    text = TWO.format(**usual, one=20, other=80)
    scenario = 'scenario "Lost" {{ fail {}; expect utilization(api) <= {} }}\n'
    for region in ("eu", "us"):
        # 100/s then come to the two that are left.
        for bound, met in (("49%", False), ("51%", True)):
            lost = text + scenario.format(region, bound)
            assert asked(lost, "count(s in scenarios if holds(s))") == (1 if met else 0), (region, bound)


def test_what_is_kept_in_the_other_region_is_not_lost() -> None:
    text = """
    region eu
    region us
    client user in eu
    service api in each eu, us { replicas 2 }
    database db in each eu, us { replicas 3, replication leaderless(write 2, read 2), lag 2s, backup 1d }
    flow put at 10/s { user -> api -> db write 100B }
    scenario "Lost" { fail us; expect loss(db) <= 2s }
    """
    assert asked(text, "count(s in scenarios if holds(s))") == 1


def test_who_is_in_the_calmer_region_waits_no_longer_than_there() -> None:
    usual = {"here": "eu", "there": "us", "lb": "in each eu, us", "db": "eu"}
    link = "link eu us 50ms\nquality { p99(one) <= 300ms; p99(other) <= 300ms }\n"
    text = TWO.format(**usual, one=20, other=180) + link
    # M/M/1 at 10% and at 90%, 10 ms each: 1.1 ms and 90 ms of waiting. The store is 50 ms farther from one.
    calm, busy = (asked(text, f"mean({flow})") for flow in ("one", "other"))
    assert busy - calm - 0.05 == pytest.approx(0.09 - 0.0011, rel=0.03)
    overrun = TWO.format(**usual, one=20, other=220) + link
    assert asked(overrun, "count(g in goals if holds(g))") == 1
