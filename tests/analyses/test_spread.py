"""Under `in each` a call stays in its region: which place gets how much, by hand."""

from __future__ import annotations

import pytest

from sdlint.analyses.drill import drill
from sdlint.analyses.facts import Facts
from tests.analyses.designs import asked, design_of, unknown

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


MOVED = """
region eu {{ zone a {{ availability 100% }}, availability 99.9%{eu} }}
region us {{ zone a {{ availability 100% }}, availability 99.99%{us} }}
link eu us 80ms
client u{where}
service api in each eu, us {{ replicas 2, availability 100%, capacity 1k/s, time 5ms }}
flow f at 100/s {{ u -> api }}
"""


@pytest.mark.parametrize(
    ("eu", "us", "where", "reading", "unanswered"),
    [
        ("", "", " in eu", "", 0.001 * 0.0001),
        # Of an hour for which eu is lost its clients wait six minutes.
        (", failover 6min", "", " in eu", "", 0.001 * 0.1 + 0.001 * 0.9 * 0.0001),
        (", failover 6min, repair 10h", "", " in eu", "", 0.001 * 0.01 + 0.001 * 0.99 * 0.0001),
        ("", ", failover 6min", " in eu", "", 0.001 * 0.0001),
        # Of clients that may be anywhere half are there; of all of them some are elsewhere.
        (", failover 6min", "", "", "", 0.001 * 0.05 + 0.001 * 0.95 * 0.0001),
        (", failover 6min", "", "", ", full", 0.001 * 0.1 + 0.001 * 0.9 * 0.0001),
        (", failover 6min", "", "", ", any", 0.001 * 0.0001),
        # Nobody answers for an hour that lasts longer.
        (", failover 2h", "", " in eu", "", 0.001),
    ],
)
def test_others_answer_for_a_lost_region_once_clients_come_to_them(
    eu: str, us: str, where: str, reading: str, unanswered: float
) -> None:
    text = MOVED.format(eu=eu, us=us, where=where)
    assert asked(text, f"availability(f{reading})") == pytest.approx(1 - unanswered, abs=1e-12)


def test_a_lost_region_tells_until_when_its_clients_wait() -> None:
    facts = Facts(design_of(MOVED.format(eu=", failover 6min", us="", where=" in eu")))
    (loss,) = [one for one in drill(facts) if one.units[0].name == "eu"]
    assert [(one.component, one.seconds, one.flows) for one in loss.pauses] == [("eu", 360.0, ("f",))]


MESSAGES = """region eu {{ zone a }}
region us {{ zone a }}
link eu us 80ms
client ce in eu
client cu in us
service s in each eu, us {{ replicas 4, capacity 10k/s, time 5ms }}
queue q in each eu, us {{ replicas 2, capacity 50k/s, time 1ms }}
queue p in each eu, us {{ replicas 2, capacity 50k/s, time 1ms }}
worker v in each eu, us {{ replicas 6, capacity 100/s }}
worker w in each eu, us {{ replicas 6, capacity 100/s }}
flow f at {eu}/s {{ ce -> s ~> q 1kB }}
flow h at {us}/s {{ cu -> s ~> q 1kB }}
{more}
"""
CHAIN = ("flow g { q ~> v ~> p }", "flow last { p ~> w }")


@pytest.mark.parametrize(
    ("eu", "us", "more", "worker"),
    [
        (200, 0, CHAIN[:1], "v"),
        (200, 100, CHAIN[:1], "v"),
        # What is passed on is where it was worked on, whichever flow is declared first.
        (200, 50, CHAIN, "w"),
        (200, 50, CHAIN[::-1], "w"),
    ],
)
def test_messages_are_worked_on_in_the_region_to_which_they_came(
    eu: int, us: int, more: tuple[str, ...], worker: str
) -> None:
    text = MESSAGES.format(eu=eu, us=us, more="\n".join(more))
    if not us:
        text = text.replace("flow h at 0/s { cu -> s ~> q 1kB }\n", "")
    assert asked(text, f"utilization({worker})") == pytest.approx(max(eu, us) / 600)


def test_of_a_circle_of_channels_no_rate_is_known() -> None:
    back = "flow g { q ~> v ~> p }\nflow last { p ~> w ~> q 10% }"
    assert "rate of flow" in unknown(MESSAGES.format(eu=300, us=100, more=back), "utilization(v)")


def test_a_flow_of_messages_begins_where_they_came_to() -> None:
    text = """
    region eu {}
    region us {}
    link eu us 85ms
    client c in eu
    stream log in each eu, us { replicas 3, capacity 10k/s, time 1ms }
    worker mailer in eu { replicas 1, workers 9, time 10ms, cv 0 }
    flow put at 10/s { c ~> log }
    flow send { log ~> mailer }
    """
    # None of them comes to the other region, from which it would be 85 ms.
    assert asked(text, "mean(send)") == pytest.approx(0.011, abs=1e-4)
    both = text.replace("client c in eu", "client c in eu, us")
    assert asked(both, "mean(send)") == pytest.approx(0.011 + 0.084 / 2, abs=1e-3)
