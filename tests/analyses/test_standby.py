"""Copies that stand by keep all that the others do, and are given nothing else to do until one is lost."""

from __future__ import annotations

from fractions import Fraction

import pytest

from sdlint.analyses.facts import Facts
from sdlint.analyses.load import utilization
from sdlint.analyses.spread import first_regions
from sdlint.analyses.survivors import survivors
from sdlint.expression.values import Known
from tests.analyses.designs import asked, design_of

PAIR = """
system "pair"
region eu {{ zone a, zone b, zone c }}
client app
service api in eu {{ replicas {copies}, failover 5s, capacity 100/s, time 8ms }}
database db in eu {{ replicas {copies}, failover 9s, replication leader_follower, capacity 1k/s, time 2ms }}
flow get at 60/s {{ app -> api -> db }}
flow put at 20/s {{ app -> db write }}
"""


def used_without(text: str, *down: str) -> Fraction:
    """How busy `api` is once some copies are lost."""
    left = survivors(design_of(text), frozenset(down))
    found = utilization(Facts(left), left.components["api"])
    assert isinstance(found, Known)
    share: Fraction = found.value.high
    return share


@pytest.mark.parametrize(
    "question",
    ["utilization(api)", "p99(get)", "p50(put)", "max_scale(get)", "concurrency(api)", "headroom(api)"],
)
def test_what_stands_by_takes_no_calls(question: str) -> None:
    two = PAIR.format(copies="2")
    three = PAIR.format(copies="3, standby 1")
    assert asked(three, question) == asked(two, question)


def test_reads_are_shared_by_who_serves_and_writes_are_work_at_each_of_them() -> None:
    # Two serve: half of 60 reads, and 20 writes at both.
    assert asked(PAIR.format(copies="3, standby 1"), "utilization(db)") == pytest.approx((30 + 20) / 1000)
    assert asked(PAIR.format(copies="3"), "utilization(db)") == pytest.approx((20 + 20) / 1000)


def test_one_that_stands_by_takes_the_place_of_one_that_is_lost() -> None:
    text = PAIR.format(copies="2, standby 1").replace("60/s", "90/s")
    assert used_without(text, "api#1") == used_without(text) == Fraction(9, 10)
    # Of two that serve one is left once both the third and a second one are gone.
    wide = PAIR.format(copies="3, standby 1")
    assert used_without(wide, "api#1") == Fraction(30, 100)
    assert used_without(wide, "api#1", "api#2") == Fraction(60, 100)


def test_a_set_in_each_of_two_places_has_its_own_to_switch_to() -> None:
    text = """
    system "s"
    region eu {}
    region us {}
    link eu us 80ms
    client app in eu, us
    service api in each eu, us { replicas 2, standby 1, failover 5s, capacity 100/s }
    flow get at 100/s { app -> api }
    """
    assert used_without(text) == used_without(text, "api#1") == Fraction(1, 2)
    assert used_without(text, "api#1", "api#2") == 1


def test_calls_go_where_copies_serve() -> None:
    text = """
    system "s"
    region eu {}
    region us {}
    link eu us 80ms
    client app in us
    service api in eu { replicas 1, workers 9, time 1ms, cv 0 }
    database db in eu, us { replicas 2, standby 1, failover 30s, workers 9, time 1ms, cv 0 }
    flow get at 1/s { app -> api -> db }
    """
    assert asked(text, "p50(get)") == pytest.approx(0.0825, abs=0.001)


def test_a_billion_standbys_are_left_aside_at_once() -> None:
    """They stand where they were dealt last, and nobody counts them one by one."""
    text = """region us { zone a, zone b }
    region eu { zone c }
    link us eu 80ms
    client u
    service api in us, eu { replicas COPIES, standby ASIDE, capacity 1k/s, time 1ms, failover 30s }
    cache near in each us, eu { replicas 2 }
    flow f at 3/s { u -> api -> near }
    """
    for copies, aside, shares in (
        ("3", "1", (0.5, 0.5)),
        ("3", "0", (2 / 3, 1 / 3)),
        ("2e9", "1e9", (0.5, 0.5)),
    ):
        design = design_of(text.replace("COPIES", copies).replace("ASIDE", aside))
        found = first_regions(Facts(design), design.flows["f"])
        assert (found["us"], found["eu"]) == pytest.approx(shares)
