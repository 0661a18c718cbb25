"""What is asked for, in two versions: a goal that asks for less is nothing better, one that asks for more is
nothing worse; and the old bound says what became of the number.
"""

from __future__ import annotations

import pytest

from sdlint.reports.changes import report
from sdlint.reports.figures.headlines import headlines, verdict
from sdlint.reports.terminal.look import Look
from tests.changes.versions import compared

SHOP = """
system "Shop"
region eu { zone a, zone b, zone c }
client u
service api in eu { replicas 3, capacity 100/s, time 40ms, cv 0, timeout 2s }
flow buy at 50/s { u -> api { rtt 0ms } }
quality { GOAL }
scenario "a zone is lost" { fail eu.a, expect EXPECTED }
"""


def shop(goal: str, expected: str = "up(buy)", time: str = "40ms", fails: str = "eu.a") -> str:
    text = SHOP.replace("GOAL", goal).replace("EXPECTED", expected).replace("40ms", time)
    return text.replace("fail eu.a", f"fail {fails}")


def test_a_goal_that_is_loosened_is_nothing_better() -> None:
    found = compared(shop("p99(buy) <= 10ms"), shop("p99(buy) <= 1s"))
    (goal,) = found.goals
    assert (goal.shift, goal.held, goal.trend) == ("loosened", "not met", "other")
    assert [one.status for one in (goal.before, goal.after) if one is not None] == ["not met", "met"]
    assert found.findings.fixed
    assert found.findings.trends == set()
    assert verdict(found) == "Nothing got better or worse by the numbers. 1 goal loosened."
    assert headlines(found)[0].trend == ""
    assert "goal loosened: p99(buy) <= 10ms → <= 1s (so met)" in headlines(found)[0].text


def test_a_goal_that_is_dropped_is_nothing_better() -> None:
    found = compared(shop("p99(buy) <= 10ms; survives(buy, zone)"), shop("survives(buy, zone)"))
    (goal,) = found.goals
    assert (goal.shift, goal.trend, goal.after) == ("dropped", "other", None)
    assert "better" not in found.findings.trends
    assert verdict(found).endswith("1 goal dropped.")
    assert "goal dropped: p99(buy) <= 10ms" in headlines(found)[0].text


def test_a_goal_that_is_tightened_is_nothing_worse() -> None:
    found = compared(shop("p99(buy) <= 1s"), shop("p99(buy) <= 10ms"))
    (goal,) = found.goals
    assert (goal.shift, goal.held, goal.trend) == ("tightened", "met", "other")
    assert found.findings.new
    assert found.findings.trends == set()
    assert verdict(found) == "Nothing got better or worse by the numbers. 1 goal tightened."


def test_what_a_slower_service_breaks_is_no_matter_of_the_goal() -> None:
    """The old service meets the tighter goal, too; and what the new one meets isn't for being loosened."""
    goals = ("p99(buy) <= 300ms", "p99(buy) <= 150ms")
    found = compared(shop(goals[0]), shop(goals[1], time="200ms"))
    assert (found.goals[0].shift, found.goals[0].held, found.goals[0].stood) == ("tightened", "met", "met")
    assert found.findings.trends == {"worse"}
    found = compared(shop("p99(buy) <= 100ms", time="400ms"), shop("p99(buy) <= 200ms", time="90ms"))
    assert (found.goals[0].shift, found.goals[0].held, found.goals[0].stood) == ("loosened", "met", "not met")
    assert "better" in found.findings.trends


def test_a_new_goal_that_is_not_met_is_nothing_worse() -> None:
    found = compared(shop("survives(buy, zone)"), shop("survives(buy, zone); p99(buy) <= 10ms"))
    assert [(one.shift, one.trend) for one in found.goals] == [("new", "other")]
    assert "worse" not in found.findings.trends


@pytest.mark.parametrize(
    ("bounds", "times", "shift", "held", "trend"),
    [
        (("<= 1s", "<= 3s"), ("40ms", "1.5s"), "loosened", "not met", "worse"),
        (("<= 1s", "<= 500ms"), ("1.5s", "40ms"), "tightened", "met", "better"),
        (("<= 1s", "<= 3s"), ("1.5s", "40ms"), "loosened", "met", "better"),
        (("<= 1s", "<= 50ms"), ("40ms", "100ms"), "tightened", "met", "other"),
        (("<= 1s", "<= 1000ms"), ("40ms", "1.5s"), "", "not met", "worse"),
    ],
)
def test_where_both_move_the_old_bound_decides(
    bounds: tuple[str, str], times: tuple[str, str], shift: str, held: str, trend: str
) -> None:
    old, new = (shop(f"p99(buy) {bound}", time=time) for bound, time in zip(bounds, times, strict=True))
    (goal,) = compared(old, new).goals
    assert (goal.shift, goal.held, goal.trend) == (shift, held, trend)


@pytest.mark.parametrize(
    ("old", "new", "shift"),
    [
        ("availability(buy) >= 99.9%", "availability(buy) >= 90%", "loosened"),
        ("availability(buy) >= 90%", "availability(buy) >= 99.9%", "tightened"),
        ("p99(buy) < 1s", "p99(buy) <= 1s", "loosened"),
        ("p99(buy) <= 1s", "p99(buy) < 1s", "tightened"),
        ("1s >= p99(buy)", "2s >= p99(buy)", "loosened"),
        ("p99(buy) <= 1s", "p99(buy) >= 1s", "changed"),
    ],
)
def test_which_way_a_bound_moves(old: str, new: str, shift: str) -> None:
    assert [one.shift for one in compared(shop(old), shop(new)).goals] == [shift]


def test_of_a_goal_that_begins_with_its_bound_the_number_is_told() -> None:
    found = compared(shop("1s >= p99(buy)", "10% >= utilization(api)"), shop("2s >= p99(buy)", "up(buy)"))
    (goal,), (expectation, _) = found.goals, found.expectations[::-1]
    assert goal.after is not None
    assert goal.after.figure.plain == pytest.approx(0.04, rel=0.5)
    assert expectation.before is not None
    assert expectation.before.figure.text == "25%"


def test_a_bound_that_is_an_estimate_moves_with_it() -> None:
    old = shop("p99(buy) <= budget") + "estimate { budget = 100ms }\n"
    (goal,) = compared(old, old.replace("100ms", "1s")).goals
    assert goal.shift == "loosened"


@pytest.mark.parametrize("goal", ["1s >= p99(buy)", "p99( buy )<=1000ms", "(p99(buy) <= 1s)"])
def test_another_spelling_of_a_goal_is_the_same(goal: str) -> None:
    assert compared(shop("p99(buy) <= 1s"), shop(goal)).nothing


def test_the_order_of_goals_about_the_same_means_nothing() -> None:
    old, new = shop("p99(buy) <= 1s; p99(buy) <= 10ms"), shop("p99(buy) <= 10ms; p99(buy) <= 1s")
    assert compared(old, new).nothing


def test_what_was_unknown_and_is_not_met_is_told_as_that() -> None:
    found = compared(shop("p99(buy) <= 10ms").replace("time 40ms, ", ""), shop("p99(buy) <= 10ms"))
    assert [one.before.status for one in found.goals if one.before is not None] == ["unknown"]
    assert headlines(found)[0].text == "0 of 1 met; now known not to be met: p99(buy) <= 10ms"


def test_a_goal_that_is_still_not_met_is_no_new_finding() -> None:
    """Its text is its name, with the bound in it."""
    found = compared(shop("p99(buy) <= 10ms"), shop("p99(buy) <= 20ms"))
    assert not {"goal-not-met", "impossible-goal"} & {
        one.diagnostic.name for one in (*found.findings.new, *found.findings.fixed)
    }


def test_an_expectation_that_is_loosened_or_dropped_is_nothing_better() -> None:
    old = shop("survives(buy, zone)", "up(buy), utilization(api) <= 10%")
    for new, shift in (("up(buy), utilization(api) <= 90%", "loosened"), ("up(buy)", "dropped")):
        found = compared(old, shop("survives(buy, zone)", new))
        (one,) = found.expectations
        assert (one.shift, one.trend, one.scenario) == (shift, "other", "a zone is lost")
        assert found.findings.fixed
        assert "better" not in found.findings.trends
        assert verdict(found).endswith(f"1 expectation {shift}.")
        assert not found.goals


def test_an_expectation_that_no_longer_comes_true_is_worse() -> None:
    old = shop("survives(buy, zone)", "utilization(api) <= 90%")
    found = compared(old, old.replace("replicas 3", "replicas 2").replace("capacity 100/s", "capacity 40/s"))
    assert [(one.shift, one.held, one.trend) for one in found.expectations] == [("", "not met", "worse")]
    assert [line.trend for line in headlines(found) if line.topic == "Scenarios"] == ["worse"]


def test_what_is_met_because_less_is_supposed_is_nothing_better() -> None:
    old = shop("survives(buy, zone)", fails="eu")
    found = compared(old, shop("survives(buy, zone)"))
    assert [(one.shift, one.trend) for one in found.expectations] == [("supposed", "other")]
    assert verdict(found).endswith("1 scenario altered.")
    assert "better" not in found.findings.trends


def test_goals_and_expectations_are_read_well() -> None:
    old = shop("p99(buy) <= 10ms; availability(buy) >= 90%", "utilization(api) <= 90%")
    found = compared(old, shop("p99(buy) <= 1s", "utilization(api) <= 95%", time="41ms"))
    for form in ("text", "markdown"):
        text = report(found, form, Look(200)).replace("`", "").replace("\\", "")
        assert "p99(buy) <= 1s: loosened from <= 10ms, by which it would be not met; not met → met" in text
        assert "availability(buy) >= 90%: dropped: it was met" in text
        assert "utilization(api) <= 95% (a zone is lost): loosened from <= 90%; met as before" in text
