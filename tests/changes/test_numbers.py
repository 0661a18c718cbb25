"""The numbers of two versions: what can be lost, what is known of a sum, and what order doesn't move."""

from __future__ import annotations

import pytest

from sdlint.reports.changes import report
from sdlint.reports.figures.headlines import headlines, verdict
from sdlint.reports.terminal.look import Look
from tests.changes.versions import compared, told

SHOP = """
system "Shop"
region eu { zone a, zone b, zone c }
client u
service api in eu { replicas 6, capacity 200/s, time 20ms, timeout 1s }
database db in eu { replicas 1, capacity 2k/s, time 1ms, timeout 1s, backup 1h }
entity Rec in db keep 1y { id uuid key; body string 1kB }
flow save at 10/s { u -> api -> db write Rec }
"""


@pytest.mark.parametrize(
    ("old", "new", "before", "after", "trend"),
    [
        ("backup 1h", "backup 90d", 3600, 90 * 86400, "worse"),
        ("backup 1d", "backup 1h", 86400, 3600, "better"),
        (
            "replicas 3, replication leader_follower(sync), failover 10s",
            "replicas 3, replication leader_follower(async), lag 1d, failover 10s",
            0,
            86400,
            "worse",
        ),
    ],
)
def test_how_much_can_be_lost_is_a_number(old: str, new: str, before: int, after: int, trend: str) -> None:
    text = SHOP.replace("replicas 1, ", "" if "replicas" in old else "replicas 1, ").replace("backup 1h", old)
    found = compared(text, text.replace(old, new))
    (moved,) = found.of("loss")
    assert (moved.item, moved.trend) == ("db", trend)
    assert [one.plain for one in (moved.before, moved.after) if one is not None] == [before, after]
    assert [line.trend for line in headlines(found) if line.topic == "Loss"] == [trend]


def test_the_loss_of_a_channel_is_compared_too() -> None:
    text = SHOP + "stream ev in eu { replicas 3, replication leader_follower(async), lag 1s }\n"
    (moved,) = compared(text, text.replace("lag 1s", "lag 1d")).of("loss")
    assert (moved.item, moved.trend) == ("ev", "worse")


def test_a_time_that_grows_without_bound_is_worse_than_any() -> None:
    full = SHOP.replace("at 10/s", "at 1500/s")
    for old, new, trend in ((SHOP, full, "worse"), (full, SHOP, "better")):
        found = compared(old, new)
        assert {one.what: one.trend for one in found.moved if one.what in ("p50", "p99")} == dict.fromkeys(
            ("p50", "p99"), trend
        )
    assert compared(full, full.replace("1500/s", "1600/s")).of("p99") == ()


def test_less_load_is_told_beside_what_is_better_by_it() -> None:
    found = compared(SHOP, SHOP.replace("at 10/s", "at 5/s"))
    assert told(found)["Load"] == "save 10/s° → 5/s°"
    assert verdict(found).endswith("1 flow with less load.")
    assert verdict(compared(SHOP, SHOP.replace("at 10/s", "at 20/s"))).endswith("1 flow with more load.")
    assert "Load" not in told(compared(SHOP, SHOP.replace("replicas 6", "replicas 5")))


PRICED = """
system "Cost"
client u
service api { replicas 2, capacity 200/s, time 20ms, timeout 2s, price $100/month }
external pay { capacity 100/s, time 100ms, availability 99.9%, timeout 1s }
flow buy at 50/s { u -> api -> pay }
"""


def test_what_is_known_of_an_unknown_cost_is_compared() -> None:
    found = compared(PRICED, PRICED.replace("replicas 2", "replicas 20"))
    (cost,) = found.of("cost")
    assert cost.trend == "worse"
    assert told(found)["Cost"].startswith(
        "at least $200/month → at least $2000/month; unknown, for want of price of"
    )
    (back,) = compared(PRICED.replace("replicas 2", "replicas 20"), PRICED).of("cost")
    assert back.trend == "better"
    assert told(compared(PRICED, PRICED + "service idle { replicas 1, price $0/month }\n"))["Cost"] == (
        "at least $200/month, as before; unknown, for want of price of `pay`"
    )


def test_a_cost_of_which_less_is_known_is_not_less() -> None:
    without = PRICED.replace(", price $100/month", "")
    assert {one.trend for one in compared(PRICED, without).of("cost")} == {"other"}
    priced = PRICED.replace("timeout 1s }", "timeout 1s, price $1/month }")
    assert {one.trend for one in compared(PRICED, priced).of("cost")} == {"other"}
    # Whatever else it costs, it is more than all of it was.
    dear = PRICED.replace("replicas 2", "replicas 20")
    assert {one.trend for one in compared(priced, dear).of("cost")} == {"worse"}


ORDER = """
system "Order"
estimate { r = 10/s }
client u
service api { replicas 2, capacity 200/s, time 20ms, timeout 2s }
service b2 { replicas 2, capacity 200/s, time 20ms, timeout 2s }
database db { replicas 2, capacity 200/s, time 20ms, timeout 2s }
entity A in db keep 1y { id id key; x int; y int }
flow f at r peak x2 { u -> api -> { b2, db write A } }
flow g at 5/s { u -> api -> b2 }
quality { p99(f) <= 1s; p99(g) <= 1s }
scenario "s" { load f x2, fail b2, api, expect up(f), p99(g) <= 1s }
telemetry { metrics prometheus from api, b2, db; alert p99(f) > 1s for 5min }
"""
SAME = """
system "Order"
telemetry { alert p99(f)>1000ms for 300s; metrics prometheus from db, api, b2 }
quality { p99(g) <= 1000ms }
scenario "s" { expect p99( g ) <= 1000ms, fail api, fail b2, load f x2, expect up(f) }
flow g at 300/min { u -> api -> b2 }
flow f at r peak x2 { u -> api -> { db write A, b2 } }
entity A in db keep 365.2425d { id id key; y int; x int }
database db { timeout 2000ms, capacity 200/s, replicas 2, time 0.02s }
service b2 { replicas 2, capacity 0.2k/s, time 20ms, timeout 2s }
service api { replicas 2, capacity 200/s, time 20ms, timeout 2s }
client u
quality { 1s >= p99(f) }
estimate { r = 36k/h }
"""


def test_order_and_spelling_mean_nothing() -> None:
    found = compared(ORDER, SAME)
    assert found.edited == ()
    assert found.moved == ()
    assert found.turned == ()
    assert found.nothing


def test_a_bottleneck_that_is_shared_is_told_as_that() -> None:
    found = compared(ORDER, ORDER.replace("service b2 { replicas 2", "service b2 { replicas 3"))
    assert {one.item: one.before.text for one in found.of("bottleneck") if one.before}["g"] == (
        "capacity of api and capacity of b2"
    )
    assert "bottleneck of g api and b2 → api" in report(found, "text", Look(200))
