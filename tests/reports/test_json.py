"""What a program reads."""

from __future__ import annotations

import json
from typing import Any

from sdlint.diagnostic import Diagnostic, Severity
from sdlint.findings import gather
from sdlint.record import changed
from sdlint.reports import formats, names, report
from sdlint.reports.terminal.look import Look
from sdlint.source import Source
from tests.reports.outcomes import NOWHERE, QUESTION, REPLICAS, UNKNOWN, outcome

KEYS = [
    "rule",
    "also",
    "severity",
    "message",
    "file",
    "line",
    "column",
    "end_line",
    "end_column",
    "element",
    "step",
    "fingerprint",
    "help",
    "because",
    "fix",
]


def read(*diagnostics: Diagnostic, accepted: tuple[Diagnostic, ...] = ()) -> Any:
    return json.loads(report(outcome(*diagnostics, accepted=accepted), "json", Look(40, color=True)))


def test_what_a_report_has() -> None:
    content = read(UNKNOWN, REPLICAS, QUESTION, accepted=(REPLICAS,))
    assert list(content) == ["version", "findings", "accepted", "baseline", "summary"]
    assert content["version"] == 1
    assert content["summary"] == {
        "errors": 1,
        "warnings": 1,
        "questions": 1,
        "accepted": 1,
        "baselined": 0,
    }
    assert content["baseline"] is None
    assert [list(finding) for finding in content["findings"]] == [KEYS] * 3


def test_a_finding() -> None:
    [finding] = read(REPLICAS)["findings"]
    assert finding == {
        "rule": "missing-replicas",
        "also": [],
        "severity": "warning",
        "message": "`posts` keeps one copy of its data",
        "file": "designs/feed.sd",
        "line": 4,
        "column": 10,
        "end_line": 4,
        "end_column": 15,
        "element": "posts",
        "step": "09-bottlenecks",
        "fingerprint": "0000000000000000",
        "help": "Give it replicas in two zones, or say why one copy is enough",
        "because": "without posts:\n  read_feed fails for 5% of 10k/s\n  phone -> api -> posts",
        "fix": None,
    }


def test_gathered_questions_name_all_their_rules() -> None:
    first = changed(QUESTION, key="component posts")
    gathered = gather([first, changed(first, name="unstated-failover", message="And then?")], {}, ())
    [finding] = read(*gathered)["findings"]
    assert (finding["rule"], finding["also"]) == (QUESTION.name, ["unstated-failover"])
    silent = [changed(first, name="missing-goals"), changed(first, name="missing-scope")]
    [finding] = read(*gather(silent, {"missing-goals": "goals", "missing-scope": "scope"}, ()))["findings"]
    assert (finding["rule"], finding["also"]) == ("missing-goals", ["missing-scope"])


def test_what_a_finding_lacks_is_null() -> None:
    [finding] = read(NOWHERE)["findings"]
    given = {"rule": "missing-goals", "severity": "question", "message": "How well must it do it?"}
    assert finding == {**dict.fromkeys(KEYS), **given, "also": [], "fingerprint": "0" * 16}


def test_a_fix_has_its_edits() -> None:
    [finding] = read(UNKNOWN)["findings"]
    edit = {
        "file": "designs/feed.sd",
        "line": 6,
        "column": 17,
        "end_line": 6,
        "end_column": 22,
        "text": "posts",
    }
    assert finding["fix"] == {"text": "did you mean `posts`?", "edits": [edit], "sets": []}


def test_an_accepted_risk_has_its_reason() -> None:
    [accepted] = read(accepted=(REPLICAS,))["accepted"]
    assert list(accepted) == [*KEYS, "reason", "until", "by", "in"]
    assert (accepted["reason"], accepted["until"], accepted["by"]) == (
        "an owner can wait",
        "2027-06-01",
        "sre",
    )


def test_no_encoding_and_no_terminal_can_harm_it() -> None:
    source = Source("\udcff.sd", "數\x1b🎉")
    text = report(outcome(Diagnostic("x", Severity.ERROR, "數\x1b", source.span(0, 2))), "json", Look())
    assert all(character == "\n" or " " <= character <= "~" for character in text)
    [finding] = json.loads(text)["findings"]
    assert (finding["message"], finding["column"], finding["end_column"]) == ("數\x1b", 1, 3)


def test_formats_are_found_by_being_there() -> None:
    programs = ("checkstyle", "github", "gitlab", "json-lines", "junit", "markdown", "sarif")
    assert names() == tuple(sorted((*programs, "concise", "json", "text")))
    assert all(formats().values())
