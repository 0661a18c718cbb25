"""What is promised is what a review says once it is done; and what can't be kept isn't promised."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from sdlint.analyses.facts import Facts
from sdlint.cli import main
from sdlint.diagnostic import Severity, Trouble
from sdlint.findings import Ignore
from sdlint.improvements.candidates import candidates
from sdlint.improvements.improve import MOST, improve
from sdlint.lint import lint, understand
from sdlint.reports import improvement as reports
from sdlint.reports.terminal.characters import width
from sdlint.reports.terminal.look import Look
from sdlint.source import Source
from sdlint.syntax.edits import applied
from sdlint.syntax.nodes import Design
from sdlint.syntax.parser import parse

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.sd"))
TIGHT = """\
system "Shop"
estimate { reads = 4k/s }
region us { zone a, zone b, zone c }
client phone
balancer lb : nginx in us.a { replicas 2, capacity 20k/s, price $20/month }  # one zone only
group "Core" {
  service api in us { replicas (ceil(reads / 1k/s)), capacity 1.2k/s, time 5ms, price $100/month }
  service tips in us { replicas 3, capacity 5k/s, time 30ms, price $10/month }
  database goods : postgres in us {
    replicas 1          # for now
    capacity 5k/s, time 2ms, price $300/month
  }
}
flow read at reads {
  phone -> lb -> api -> goods   # each time
  api -> tips?
}
flow buy at 100/s { phone -> lb -> api -> goods write 500B }
quality {
  availability(read) >= 99.9%
  p99(read) <= 100ms
  survives(read, zone)
}
"""


def nothing_else(path: str) -> Trouble:
    return Trouble("no other file", path)


def offered(
    text: str, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Any:
    monkeypatch.chdir(folder)
    (folder / "shop.sd").write_text(text, "utf-8")
    assert main(["improve", "shop.sd", "--format", "json", "--today", "2026-01-31"]) == 0
    return json.loads(capsys.readouterr().out)


def made(text: str, edits: list[dict[str, Any]]) -> str:
    """The text with edits by lines and columns, made as a person would: from the last to the first."""
    lines = text.splitlines(keepends=True)
    starts = [sum(len(line) for line in lines[:n]) for n in range(len(lines))]
    places = [
        (
            starts[edit["line"] - 1] + edit["column"] - 1,
            starts[edit["end_line"] - 1] + edit["end_column"] - 1,
            edit["text"],
        )
        for edit in edits
    ]
    # Of two at one place the first stands first.
    for _, (start, end, new) in sorted(enumerate(places), key=lambda one: (one[1][0], one[0]), reverse=True):
        text = text[:start] + new + text[end:]
    return text


@pytest.mark.parametrize("name", ["tight", "url-shortener", "pastebin", "chat"])
def test_a_review_says_what_was_promised(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = TIGHT if name == "tight" else (EXAMPLES[0].parent / f"{name}.sd").read_text("utf-8")
    found = offered(text, tmp_path, monkeypatch, capsys)
    every = [*found["options"], *([found["together"]] if found["together"] else [])]
    assert every or name == "pastebin"
    for option in every:
        (tmp_path / "then.sd").write_text(made(text, option["edits"]), "utf-8")
        assert main(["review", "then.sd", "--format", "json", "--today", "2026-01-31"]) == 0
        review = json.loads(capsys.readouterr().out)
        after = option["after"]
        assert [(goal["text"], goal["status"]) for goal in review["goals"]] == [
            (goal["text"], goal["status"]) for goal in after["goals"]
        ]
        for flow, figures in after["flows"].items():
            for figure in ("availability", "p99", "headroom"):
                assert review["flows"][flow][figure] == figures[figure]["value"], (flow, figure)
        assert review["cost"]["value"] == after["cost"]["value"]
        machines = [one["machines"] for one in review["components"].values()]
        if after["machines"]["value"] is not None and name == "tight":
            assert sum(machines) == after["machines"]["value"]
        for rule in option["settles"]:
            assert rule["severity"] in ("error", "warning", "question")


def test_what_buys_most_comes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = offered(TIGHT, tmp_path, monkeypatch, capsys)
    goals = [len(option["buys"]["goals"]) for option in found["options"]]
    assert goals == sorted(goals, reverse=True)
    assert 1 <= len(found["options"]) <= MOST
    assert {"zone", "replicas"} & {option["kind"] for option in found["options"]}
    assert len(found["together"]["buys"]["goals"]) >= goals[0]
    assert found["together"]["buys"]["halvings"] > found["options"][0]["buys"]["halvings"]


def test_no_goal_is_given_for_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A budget that is met stays met: what would cost more isn't offered."""
    before = main_cost(TIGHT)
    text = TIGHT.replace("  survives", f"  cost() <= ${before}/month\n  survives")
    found = offered(text, tmp_path, monkeypatch, capsys)
    for option in found["options"]:
        assert option["after"]["goals"][2] == {"text": f"cost() <= ${before}/month", "status": "met"}


def main_cost(text: str) -> int:
    from sdlint.analyses.review.numbers import figure

    design, _ = understand(Source("a.sd", text), nothing_else)
    value = figure(Facts(design), "cost").value.value  # type: ignore[union-attr]
    return round(float(value.low) * 30.436875 * 86400)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_change_that_is_tried_can_be_read_and_keeps_every_comment(path: Path) -> None:
    source = Source(path.name, path.read_text("utf-8"))
    design, _ = understand(source, nothing_else)
    tried = candidates(Facts(design))
    comments = re.findall(r"#.*", source.text)
    for candidate in tried:
        new = applied(source, candidate.edits)
        assert new is not None, candidate.told
        then, mistakes = understand(new, nothing_else)
        errors = [one.message for one in mistakes if one.severity is Severity.ERROR]
        assert then.sound, (candidate.told, errors)
        assert not errors
        assert re.findall(r"#.*", new.text) == comments
        assert new.text != source.text


def test_what_is_offered_brings_no_error_and_breaks_no_scenario() -> None:
    source = Source("a.sd", TIGHT)
    found = improve(source, nothing_else)
    before = {d.name for d in lint([source], nothing_else).judged[0].found if d.severity is Severity.ERROR}
    for option in found.options:
        assert all(one.severity is not Severity.ERROR for one in option.brings)
        new = applied(source, option.candidate.edits)
        assert new is not None
        after = {d.name for d in lint([new], nothing_else).judged[0].found if d.severity is Severity.ERROR}
        assert after <= before


def test_a_sum_stays_a_sum() -> None:
    source = Source("a.sd", TIGHT.replace("capacity 1.2k/s", "capacity 1.05k/s"))
    design, _ = understand(source, nothing_else)
    texts = [edit.text for one in candidates(Facts(design)) if one.element == "api" for edit in one.edits]
    assert "replicas (ceil(reads / 1k/s) + 1)" in texts


def test_lines_to_paste_are_statements_of_the_language() -> None:
    found = improve(Source("a.sd", TIGHT), nothing_else)
    text = reports.report(found, "lines", Look())
    parsed = parse(Source("lines.sd", text))
    assert not parsed.diagnostics
    assert isinstance(parsed.tree, Design)
    assert len(parsed.tree.statements) >= len(found.options)


def test_a_design_without_numbers_is_told_what_is_wanting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(EXAMPLES[0].parent)
    assert main(["improve", "whiteboard.sd"]) == 0
    assert "for want of" in " ".join(capsys.readouterr().out.split())


def test_nothing_is_written_and_mistakes_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.sd").write_text("service { 1")
    assert main(["improve", "a.sd"]) == 1
    assert main(["improve", "none.sd"]) == 2
    assert (tmp_path / "a.sd").read_text() == "service { 1"
    assert "Nothing is tried" in capsys.readouterr().err


@pytest.mark.parametrize("columns", [80, 120])
def test_it_fits_a_terminal(columns: int) -> None:
    found = improve(Source("a.sd", TIGHT), nothing_else)
    text = reports.report(found, "text", Look(columns))
    pasted = {line.strip() for option in found.options for one in option.lines for line in one.new}
    for line in text.splitlines():
        assert width(line) <= columns or line.strip() in {one.strip() for one in pasted}


def test_the_same_is_told_each_time() -> None:
    source = Source("a.sd", TIGHT)
    one, other = (reports.report(improve(source, nothing_else), "json", Look()) for _ in range(2))
    assert one == other


SINGLE = """\
system "One"
client web
balancer lb { replicas 3, capacity 20k/s }
service api { replicas 3, capacity 1k/s, time 5ms }
database db : postgres { replicas 1, capacity 5k/s, time 2ms }
flow put at 10/s { web -> lb -> api -> db write 1kB }
quality { availability(put) >= 99.9% }
"""


def test_where_a_second_copy_saves_no_write_three_are_offered_of_which_it_needs_two() -> None:
    best = improve(Source("one.sd", SINGLE), nothing_else).options[0]
    assert best.candidate.told.startswith("3 copies of db")
    assert [goal.status for goal in best.gain.met] == ["met"]


def test_what_the_project_accepts_is_neither_settled_nor_brought() -> None:
    everything = improve(Source("one.sd", SINGLE), nothing_else)
    named = {one.name for option in everything.options for one in (*option.settles, *option.brings)}
    assert "missing-replicas" in named

    def ignored(rule: str, path: str) -> Ignore | None:
        return Ignore(rule, "so be it", Source("sdlint.toml", "").span(0, 0))

    silent = improve(Source("one.sd", SINGLE), nothing_else, ignored=ignored)
    assert silent.options
    assert not [one for option in silent.options for one in (*option.settles, *option.brings)]


def test_what_is_full_is_offered_more_though_a_goal_is_impossible() -> None:
    text = """\
system "One"
client web
balancer lb { replicas 2, capacity 20k/s }
service api { replicas 2, capacity 1k/s, time 5ms }
flow read at 2200/s { web -> lb -> api }
quality { p99(read) <= 10ms }
"""
    options = improve(Source("one.sd", text), nothing_else).options
    assert "api" in [option.candidate.element for option in options]


PAIRED = """
system "I"
region eu { zone a, zone b, zone c }
client web
balancer lb in eu { replicas 2 }
service api in eu { replicas 4, capacity 1k/s, time 5ms, timeout 1s }
database db in eu {
  replicas 2, replication leader_follower(async), failover 30s, capacity 2k/s, time 3ms, timeout 500ms
}
flow bid at 100/s { web -> lb -> api -> db write 1kB }
quality { loss(db) <= 0s }
"""


def test_a_write_that_waits_for_a_copy_has_three_of_which_two_answer() -> None:
    found = improve(Source("i.sd", PAIRED), lambda path: Trouble("no such file", path))
    first = found.options[0]
    assert [goal.text for goal in first.gain.met] == ["loss(db) <= 0s"]
    assert "replicas 3" in first.statements[0] and "(sync)" in first.statements[0]
    # Two copies that both have each write would be down for days.
    was, now = found.before.downtime["bid"].value, first.after.downtime["bid"].value
    assert now.value.high < 2 * was.value.high


DOUBLED = """
system "D"
region eu { zone a, zone b, zone c }
estimate { reads = 100/s }
client web
balancer lb in eu { replicas 3, capacity 10k/s, time 1ms }
service api in eu { replicas 6, capacity 100/s, time 10ms }
flow read at reads peak x3 { web -> lb -> api }
scenario "Double" { load x2; expect utilization(api) <= 80% }
scenario "Twice as many" { set reads = 200/s; expect utilization(api) <= 100% }
quality { availability(read) >= 99.9% }
"""


def test_what_a_scenario_expects_is_bought_with_as_few_copies_as_do() -> None:
    found = improve(Source("d.sd", DOUBLED), nothing_else)
    first = found.options[0]
    assert [judged.text for judged in first.gain.met] == ["utilization(api) <= 80% (Double)"]
    # Twice 300/s on eight machines of 100/s: 75%.
    assert (first.candidate.element, first.candidate.count) == ("api", 8)
    # What a scenario sets is set in the changed text as well: what it expects isn't lost.
    assert not first.gain.lost and first.after.expects is not None
    assert {judged.status for judged in first.after.expects} == {"met"}


NIGHTLY = """\
region r { zone a, zone b }
scheduler nightly in r { replicas 1, every 1h, time 1ms }
worker report in r { replicas 4, workers 4, time 20ms }
flow run { nightly -> report }
quality { availability(run) >= 99.99% }
"""


def test_a_second_scheduler_starts_nothing_twice() -> None:
    source = Source("d.sd", NIGHTLY)
    first = improve(source, nothing_else).options[0]
    assert first.candidate.element == "nightly"
    new = applied(source, first.candidate.edits)
    assert new is not None and "{ replicas 2, every 1h, time 1ms, leader_election }" in new.text
    outcome = lint([new], nothing_else)
    assert "repeated-start" not in {finding.diagnostic.name for finding in outcome.findings}
