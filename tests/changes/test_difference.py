"""What is a difference, and what isn't: by meaning, in both directions alike."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sdlint.changes.elements import edited
from sdlint.lint import lint
from sdlint.model.bind import bind
from sdlint.reports import changes
from sdlint.reports.changes import report
from sdlint.reports.terminal.characters import width
from sdlint.reports.terminal.look import Look
from sdlint.source import Source
from sdlint.syntax.printer import print_source
from tests.changes.versions import compared, nothing_else

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.sd"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_layout_and_comments_and_order_of_statements_mean_nothing(path: Path) -> None:
    text = path.read_text("utf-8")
    laid_out, _ = print_source(Source(path.name, text))
    without = re.sub(r"(?m)^[ \t]*#.*\n", "", laid_out)
    assert without != text
    one, other = (bind(Source(path.name, each), nothing_else).design for each in (text, without))
    assert edited(one, other) == ()


@pytest.mark.parametrize("path", EXAMPLES[:2], ids=lambda path: path.stem)
def test_a_design_is_the_same_as_itself(path: Path) -> None:
    text = path.read_text("utf-8")
    found = compared(text, text)
    assert found.nothing
    assert "mean the same" in report(found, "text", Look())


FEED = """
system "Feed"
estimate { reads = 1k/s }
region us { zone a, zone b }
client phone
service api in us { replicas 3, capacity 1k/s, time 5ms, price $10/month }
database posts in us { replicas 2, failover 30s, capacity 2k/s, time 1ms, price $10/month }
entity Post in posts keep 1y { id uuid key, text string 200B }
flow read at reads { phone -> api -> posts }
quality { p99(read) <= 100ms }
"""
CHANGES = {
    "replicas of a service": ("replicas 3", "replicas 4", {("changed", "service", "api")}),
    "a technology": ("database posts in", "database posts : postgres in", {("changed", "database", "posts")}),
    "a kind": ("service api", "worker api", {("changed", "worker", "api")}),
    "a place": ("posts in us {", "posts in us.a {", {("changed", "database", "posts")}),
    "a zone": ("zone a, zone b", "zone a, zone b, zone c", {("added", "zone", "us.c")}),
    "an estimate": ("reads = 1k/s", "reads = 2k/s", {("changed", "estimate", "reads")}),
    "a rate": ("at reads", "at 900/s", {("changed", "flow", "read")}),
    "a step": ("api -> posts }", "api -> posts x2 }", {("changed", "flow", "read")}),
    "a field": ("text string 200B", "text string 300B", {("changed", "field", "Post.text")}),
    "how long": ("keep 1y", "keep 2y", {("changed", "entity", "Post")}),
    "a goal": ("<= 100ms", "<= 200ms", {("changed", "goal", "p99(read)")}),
    "a title": ('"Feed"', '"Food"', {("changed", "system", "Food")}),
    "a new goal": ("<= 100ms", "<= 100ms; survives(read, zone)", {("added", "goal", "survives(read, zone)")}),
}


@pytest.mark.parametrize("name", CHANGES)
def test_each_change_is_told_as_what_it_is_and_back_as_well(name: str) -> None:
    old, new, expected = CHANGES[name]
    assert old in FEED
    other = FEED.replace(old, new)
    one, two = (bind(Source("a.sd", text), nothing_else).design for text in (FEED, other))
    there, back = edited(one, two), edited(two, one)
    assert {(change.how, change.kind, change.name) for change in there} == expected
    turned = {"added": "removed", "removed": "added", "changed": "changed"}
    if "system" not in {change.kind for change in there} and name != "a kind":
        assert {(turned[c.how], c.kind, c.name) for c in back} == expected
    for first, second in zip(there, back, strict=True):
        assert [(d.what, d.before, d.after) for d in first.details] == [
            (d.what, d.after, d.before) for d in second.details
        ]


def test_what_follows_from_a_change_is_a_number_and_no_change() -> None:
    found = compared(FEED, FEED.replace("reads = 1k/s", "reads = 2k/s"))
    assert [one.name for one in found.edited] == ["reads"]
    assert {"rate", "peak", "load"} <= {one.what for one in found.moved}


def test_a_new_title_makes_no_finding_new() -> None:
    found = compared(FEED, FEED.replace('"Feed"', '"Food"'))
    assert not found.findings.new
    assert not found.findings.fixed


def test_unknown_stays_unknown_and_says_for_want_of_what() -> None:
    found = compared(FEED.replace("price $10/month }\ndatabase", "}\ndatabase"), FEED)
    (cost,) = found.of("cost")
    assert cost.trend == "other"
    text = report(found, "text", Look(200))
    assert "$50/month; unknown before, for want of price of `api`" in text


@pytest.mark.parametrize(("time", "trend"), [("20ms", None), ("20.02ms", "other"), ("21ms", "worse")])
def test_a_thousandth_is_neither_better_nor_worse(time: str, trend: str | None) -> None:
    old = (
        'system "A"\nclient c\nservice api { replicas 2, capacity 10k/s, time 20ms, cv 1 }\n'
        "flow read at 1/s { c -> api { rtt 0ms } }\n"
    )
    found = compared(old, old.replace("20ms", time)).of("p99")
    assert [one.trend for one in found] == ([trend] if trend else [])


def test_an_availability_is_told_in_time_a_year() -> None:
    found = compared(FEED, FEED.replace("zone b }", "zone b, availability 99% }"))
    (moved,) = found.of("availability", "flow")
    assert moved.trend == "worse"
    assert moved.downtime is not None
    assert moved.downtime[0].plain < moved.downtime[1].plain
    # The availability is what is left of a year of 365.2425 days.
    assert moved.after is not None
    assert moved.downtime[1].plain == pytest.approx((1 - moved.after.plain) * 365.2425 * 86400)


def test_an_answer_to_one_of_several_gathered_questions_makes_no_other_new() -> None:
    """They are told as one, under the name of the first; and are compared one by one."""
    old = 'system "S"\nclient c\nservice api\ndatabase d\nflow f at 1/s { c -> api -> d }\n'
    found = compared(old, old.replace("database d", "database d { replicas 2 }"))
    assert {one.diagnostic.name for one in found.findings.fixed} >= {"missing-replicas"}
    asked = {d.name for d in lint([Source("a.sd", old)], nothing_else).judged[0].found}
    assert len(asked) > 3
    assert not asked & {one.diagnostic.name for one in found.findings.new}


HOSTILE = 'system "<img src=x onerror=alert(1)> | `a` @team"\nservice api "</details>[x](javascript:a)"\n'


def test_strangers_names_are_no_markup() -> None:
    found = compared(HOSTILE, HOSTILE.replace("</details>", "<b>`|` @team</details>"))
    text = report(found, "markdown", Look())
    outside = re.sub(r"(`+).*?(?<!`)\1(?!`)", "", text)
    assert "<img" not in outside
    assert "@team" not in outside
    assert "<b>" not in outside
    assert outside.count("</details>") == outside.count("<details>")
    for line in text.splitlines():
        if line.startswith("|"):
            assert len(re.findall(r"(?<!\\)\|", line)) in (4, 6)


@pytest.mark.parametrize("columns", [40, 80, 120])
def test_it_fits_a_terminal(columns: int) -> None:
    old = (EXAMPLES[0].parent / "news-feed-faulty.sd").read_text("utf-8")
    new = (EXAMPLES[0].parent / "news-feed.sd").read_text("utf-8")
    lines = report(compared(old, new), "text", Look(columns)).splitlines()
    assert max(width(line) for line in lines) <= columns or columns < 80


def test_a_manager_reads_ten_lines() -> None:
    old = (EXAMPLES[0].parent / "news-feed-faulty.sd").read_text("utf-8")
    new = (EXAMPLES[0].parent / "news-feed.sd").read_text("utf-8")
    lines = report(compared(old, new), "text", Look(500)).splitlines()
    # A title, a verdict, and a line for each of ten topics; one more where there are scenarios.
    assert lines.index("The design") == 2 + 1 + 11 + 1


def test_formats_are_found_by_being_there() -> None:
    assert changes.names() == ("json", "markdown", "text")
