"""What has another name is compared as what it was; where nothing can be compared, nothing is as before."""

from __future__ import annotations

import pytest

from tests.changes.versions import compared, told

SHOP = """
system "Shop"
region eu { zone a, zone b, zone c }
client u
balancer lb in eu { replicas 3, capacity 5k/s, timeout 2s }
service api in eu { replicas 6, capacity 200/s, time 20ms, timeout 1s }
database db in eu { replicas 1, capacity 2k/s, time 1ms, timeout 1s, backup 1h }
entity Rec in db keep 1y { id uuid key; body string 1kB }
flow read at 200/s { u -> lb -> api -> db }
flow save at 10/s { u -> lb -> api -> db write Rec; api -> lb }
quality { p99(read) <= 1s; loss(db) <= 2h }
accept missing-backup, missing-replicas on db because "it is cheap"
when db fails { then "page" }
telemetry {
  metrics prometheus from all but u
  alert p99(read) > 1s for 5min
  alert utilization(db) > 90% for 5min
}
scenario "busy" { load read x2, expect up(read), utilization(db) <= 90% }
"""


def test_a_renamed_flow_is_compared_as_what_it_was() -> None:
    new = (
        SHOP.replace("flow read", "flow fetch")
        .replace("(read)", "(fetch)")
        .replace("load read", "load fetch")
    )
    found = compared(SHOP, new.replace("time 20ms", "time 40ms"))
    assert dict(found.names.flows) == {"read": "fetch"}
    assert [(one.item, one.trend) for one in found.of("p99")] == [("fetch", "worse"), ("save", "worse")]
    renamed = [one for one in found.edited if one.renamed]
    assert [(one.how, one.name, one.details[0].before) for one in renamed] == [("changed", "fetch", "read")]
    assert not found.turned
    assert "renamed flow read to fetch" in told(found)["Design"]


@pytest.mark.parametrize(("old", "new"), [("read", "fetch"), ("db", "posts"), ("api", "backend")])
def test_another_name_alone_changes_a_name_and_nothing_else(old: str, new: str) -> None:
    text = SHOP
    for before, after in ((f" {old} ", f" {new} "), (f"({old})", f"({new})")):
        text = text.replace(before, after)
    found = compared(SHOP, text)
    assert [(one.name, len(one.details)) for one in found.edited] == [(new, 1)]
    assert not found.moved
    assert not found.turned
    assert told(found)["Cost"].endswith(", as before")
    assert not found.findings.new
    assert not found.findings.fixed


def test_two_neighbours_may_be_renamed_at_once() -> None:
    text = SHOP.replace(" api ", " backend ").replace(" lb ", " proxy ").replace("lb }", "proxy }")
    found = compared(SHOP, text)
    assert dict(found.names.components) == {"api": "backend", "lb": "proxy"}
    assert {one.name for one in found.edited} == {"backend", "proxy"}


def test_another_title_of_a_scenario_drops_nothing() -> None:
    found = compared(SHOP, SHOP.replace('"busy"', '"an award night"'))
    assert [(one.kind, one.name, len(one.details)) for one in found.edited] == [
        ("scenario", "an award night", 1)
    ]
    assert not found.turned
    assert not found.findings.new


def test_the_loss_of_a_renamed_store_is_compared() -> None:
    text = SHOP.replace(" db ", " posts ").replace("(db)", "(posts)").replace("backup 1h", "backup 1d")
    found = compared(SHOP, text)
    assert [(one.item, one.trend) for one in found.of("loss")] == [("posts", "worse")]


def test_flows_that_take_the_same_way_are_not_told_from_each_other() -> None:
    """Of two that went and two that came nobody knows which is which."""
    two = SHOP + "flow look at 5/s { u -> lb -> api -> db }\n"
    text = (
        two.replace("flow read", "flow fetch").replace("(read)", "(fetch)").replace("load read", "load fetch")
    )
    assert dict(compared(two, text.replace("flow look", "flow see")).names.flows) == {}


def test_where_no_flow_is_in_both_nothing_is_as_before() -> None:
    one = SHOP.partition("flow save")[0]
    text = one.replace(
        "flow read at 200/s { u -> lb -> api -> db }", "flow fetch at 9/s { u -> api -> lb -> db }"
    )
    lines = told(compared(one, text))
    for topic in ("Availability", "p99", "Headroom"):
        assert lines[topic] == "not compared: no flow is in both versions"


def test_a_number_that_is_unknown_in_both_is_not_as_before() -> None:
    text = SHOP.replace("time 20ms, ", "")
    lines = told(compared(text, text.replace("replicas 6", "replicas 5")))
    assert lines["p99"] == "not compared: unknown in both versions, for want of time of `api`"


def test_what_comes_far_more_seldom_or_says_something_else_is_another() -> None:
    text = SHOP.replace("flow read at 200/s", "flow fetch at 4/s").replace("(read)", "(fetch)")
    found = compared(SHOP, text.replace("load read", "load fetch"))
    assert not found.names.flows
    assert [one.asks for one in found.goals if one.shift == "dropped"] == ["p99(read)"]
    text = SHOP.replace(" db ", " posts ").replace("(db)", "(posts)")
    said = "replicas 1, capacity 2k/s, time 1ms, timeout 1s, backup 1h"
    other = text.replace(said, "replicas 3, shards 4 by hash(id), capacity 9k/s, time 2ms, timeout 1s")
    assert dict(compared(SHOP, text).names.components) == {"db": "posts"}
    assert not compared(SHOP, other).names.components
