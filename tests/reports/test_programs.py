"""What CI servers and code hosts read: golden files, their own schemas and readers, and hostile names."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from junitparser import Error, Failure, JUnitXml, Skipped
from markdown_it import MarkdownIt

from sdlint.diagnostic import Diagnostic, Edit, Fix, Label, Severity
from sdlint.engine import shipped_rules
from sdlint.findings import Accepted, Baselined, Finding, Gone
from sdlint.lint import Outcome
from sdlint.record import changed
from sdlint.reports import report
from sdlint.reports.programs.places import uri, utf16_position
from sdlint.reports.terminal.look import Look
from sdlint.reports.terminal.marked_up import plain
from sdlint.source import Source
from tests.reports.outcomes import DUPLICATE, FEED, NOWHERE, QUESTION, REPLICAS, UNKNOWN, outcome, place


def _parsed(xml: bytes | str) -> ElementTree.Element:
    return ElementTree.fromstring(xml)  # noqa: S314 - our own output


GOLDEN = Path(__file__).parent / "golden"
SCHEMAS = Path(__file__).parent / "schemas"
SUFFIXES = {
    "sarif": "sarif",
    "junit": "junit.xml",
    "checkstyle": "checkstyle.xml",
    "github": "github.txt",
    "gitlab": "gitlab.json",
    "markdown": "md",
    "json-lines": "jsonl",
}
LOAD = Diagnostic(
    "overload",
    Severity.ERROR,
    "`posts` gets more than it can do",
    place("database posts : postgres { shards 8 by user_id }\n\nphone -> api -> psots"),
    because=(
        "load(posts) = 2k/s = 10k/s * 20%",
        "  read_feed: 10k/s (designs/feed.sd:6)",
        "  capacity of posts = 1k/s (designs/feed.sd:3)",
        "  it says (elsewhere.sd:3)",
    ),
    element="posts",
    key="component posts",
)


def everything() -> Outcome:
    """All that an outcome can have."""
    whole = outcome(QUESTION, UNKNOWN, DUPLICATE, REPLICAS, LOAD, NOWHERE, accepted=(REPLICAS,), broken=True)
    outside = Accepted(
        Finding(QUESTION, "e" * 16), "said in the contract", None, None, place("api"), outside=True
    )
    known = Finding(changed(REPLICAS, element="phone", key="component phone"), "d" * 16)
    gone = Gone("long-chain", "flow read", "The flow `read` goes through 7 components")
    return changed(
        whole,
        accepted=(*whole.accepted, outside),
        rules=shipped_rules().rules,
        baseline=Baselined("baseline.json", (known,), (gone,)),
    )


@pytest.mark.parametrize("format_", SUFFIXES)
def test_reports_are_as_their_golden_files(format_: str) -> None:
    path = GOLDEN / f"check.{SUFFIXES[format_]}"
    text = report(everything(), format_, Look(40, color=True))
    if os.environ.get("SDLINT_UPDATE"):
        path.write_text(text, "utf-8")
    assert text == path.read_text("utf-8")


@pytest.mark.parametrize("format_", SUFFIXES)
@pytest.mark.parametrize("empty", [outcome(), Outcome((), (), ())])
def test_nothing_found_is_a_report_too(format_: str, empty: Outcome) -> None:
    text = report(empty, format_, Look())
    if format_ == "sarif":
        check_sarif(json.loads(text))
    elif format_ in ("junit", "checkstyle"):
        _parsed(text)
    elif format_ == "gitlab":
        assert json.loads(text) == []


# SARIF

SARIF = jsonschema.Draft4Validator(json.loads((SCHEMAS / "sarif-2.1.0.json").read_text("utf-8")))


def check_sarif(log: Any) -> Any:
    """Its only run, once the log is what the standard wants."""
    assert [error.message for error in SARIF.iter_errors(log)] == []
    [run] = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    for location in locations(run["results"]):
        file = location["artifactLocation"]
        if "index" in file:
            assert run["artifacts"][file["index"]]["location"]["uri"] == file["uri"]
    return run


def locations(node: Any) -> list[Any]:
    """All physical locations that stand somewhere in it."""
    if isinstance(node, dict):
        own = [node["physicalLocation"]] if "physicalLocation" in node else []
        return own + [found for value in node.values() for found in locations(value)]
    return [found for value in node for found in locations(value)] if isinstance(node, list) else []


def sarif(result: Outcome) -> Any:
    return check_sarif(json.loads(report(result, "sarif", Look())))


def test_sarif_is_as_the_standard_wants_it() -> None:
    run = sarif(everything())
    assert run["invocations"][0]["executionSuccessful"] is False
    assert run["columnKind"] == "utf16CodeUnits"


def test_sarif_brings_the_rules_whole_texts_and_no_address() -> None:
    [rule] = sarif(changed(outcome(REPLICAS), rules=shipped_rules().rules))["tool"]["driver"]["rules"]
    assert rule["id"] == "missing-replicas"
    for words in (
        "When the machine that holds the only copy is lost",
        "Found in",
        "accept missing-replicas on",
    ):
        assert words in rule["help"]["text"]
        assert words in rule["help"]["markdown"]
    assert "helpUri" not in rule


def test_sarif_shows_a_witness_as_a_path_through_the_design() -> None:
    [result] = sarif(outcome(LOAD))["results"]
    [thread] = result["codeFlows"][0]["threadFlows"]
    steps = [
        (step["nestingLevel"], step["location"]["physicalLocation"]["region"]["startLine"])
        for step in thread["locations"]
    ]
    # What names no place that is known stands where the line before it stood.
    assert steps == [(0, 4), (1, 6), (1, 3), (1, 3)]
    assert thread["locations"][1]["location"]["message"]["text"] == "read_feed: 10k/s (designs/feed.sd:6)"


def test_sarif_suppresses_what_is_accepted_or_known() -> None:
    results = sarif(everything())["results"]
    suppressed = [one["suppressions"][0] for one in results if "suppressions" in one]
    assert [(one["kind"], one["justification"]) for one in suppressed] == [
        ("inSource", "an owner can wait"),
        ("external", "said in the contract"),
        ("external", "in the baseline baseline.json"),
    ]
    assert [one.get("baselineState") for one in results] == [*["new"] * 6, None, None, "unchanged"]


def test_sarif_has_the_fingerprints_of_the_findings() -> None:
    [result] = sarif(outcome(REPLICAS))["results"]
    assert result["partialFingerprints"] == {"sdlint/v1": "0" * 16}


def test_sarif_is_read_as_it_is_meant(tmp_path: Path) -> None:
    pysarif = pytest.importorskip("pysarif", reason="pysarif isn't installed")
    path = tmp_path / "check.sarif"
    path.write_text(report(everything(), "sarif", Look()), "utf-8")
    [run] = pysarif.load_from_file(path).runs
    assert run.tool.driver.name == "sdlint"
    assert len(run.results) == 9
    [found] = [one for one in run.results if one.rule_id == "overload"]
    assert found.level == "error"
    place = found.locations[0].physical_location
    assert (place.artifact_location.uri, place.region.start_line) == ("designs/feed.sd", 4)
    accepted = [one.suppressions[0].justification for one in run.results if one.suppressions]
    assert accepted == ["an owner can wait", "said in the contract", "in the baseline baseline.json"]


@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=60), st.data())
def test_columns_count_utf16_as_their_readers_do(text: str, data: st.DataObject) -> None:
    source = Source("a.sd", text)
    offset = data.draw(st.integers(0, len(text)))
    line, column = utf16_position(source, offset)
    assert line == text[:offset].count("\n") + 1
    before = text[:offset].rpartition("\n")[2]
    assert column == len(before.encode("utf-16-le")) // 2 + 1


@given(st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), min_size=1))
def test_paths_come_back_from_their_uris(path: str) -> None:
    if path.startswith("/"):
        assert unquote(uri(path).removeprefix("file://")) == path
    else:
        assert unquote(uri(path)) == path
        # Nothing in it reads as a scheme, a query or a fragment.
        assert re.fullmatch(r"[A-Za-z0-9_.~/%-]*", uri(path))


# Reports with hostile names

NASTY = st.text(
    "\r\n\t\x00\x1b\x7f\x85,:;%&<>\"'`|\\#[]()*_~!-=@$/ aB1\u2028\u202e\ufffe\ud800🎉數", max_size=24
)
PIECES = st.lists(
    st.one_of(
        NASTY,
        st.sampled_from(
            [
                "::error::x",
                "##[add-mask]x",
                "]]>",
                "-->",
                "<script>",
                "<!--",
                "&lt;",
                "%0A",
                "``",
                "`<b>`",
                "![x](y)",
                "\\`",
                "\n::set-output name=a::b",
                "</details>",
                "\n\n# x",
                "| a |",
            ]
        ),
    ),
    max_size=5,
).map("".join)


def hostile(text: str) -> Outcome:
    """An outcome in which everything that a stranger can choose is this text."""
    source = Source(text or "x", "service a\n")
    span = source.span(0, 7)
    fix = Fix(text, (Edit(span, text),))
    one = Diagnostic(
        "x", Severity.WARNING, text, span, (Label(span, text),), (text,), text, text, fix, text, None, text
    )
    accepted = Accepted(Finding(one, "f" * 16), text, text, text, span)
    baseline = Baselined(text, (Finding(one, "e" * 16),), (Gone(text, text, text),))
    finding = Finding(one, "0" * 16)
    return Outcome((source,), (), (finding,), (accepted,), baseline=baseline)


@given(PIECES)
def test_json_reports_are_json_and_ascii_whatever_names_there_are(text: str) -> None:
    result = hostile(text)
    sarif(result)
    issues = json.loads(report(result, "gitlab", Look()))
    assert len({issue["fingerprint"] for issue in issues}) == len(issues) == 3
    lines = report(result, "json-lines", Look())
    kinds = [json.loads(line)["kind"] for line in lines.splitlines()]
    assert kinds == ["finding", "accepted", "baselined", "gone", "summary"]
    assert lines.isascii()


@given(PIECES)
def test_no_name_becomes_markup_in_xml(text: str) -> None:
    result = hostile(text)
    for format_ in ("junit", "checkstyle"):
        written = report(result, format_, Look())
        tree = _parsed(written.encode("utf-8"))
        allowed = (
            {"testsuites", "testsuite", "testcase", "failure", "skipped"}
            if format_ == "junit"
            else {"checkstyle", "file", "error"}
        )
        assert {element.tag for element in tree.iter()} <= allowed
        plain_text = "".join(c for c in text if c == "\n" or " " <= c < "\x7f")
        told = [element.get("message") or "" for element in tree.iter() if element.get("message")]
        if plain_text == text and text:
            assert any(text in one for one in told)


@given(PIECES)
def test_no_name_gives_the_runner_a_command(text: str) -> None:
    lines = report(hostile(text), "github", Look()).split("\n")
    assert lines[-1] == ""
    commands = [line for line in lines if line.lstrip().startswith("::")]
    assert len(commands) == 1
    assert all("##[" not in line for line in lines if line not in commands)
    assert len(lines) == 5
    head, _, data = commands[0][2:].partition("::")
    command, _, properties = head.partition(" ")
    assert command == "warning"
    # What a runner does: split at commas, then at the first sign, then unescape.
    found = dict(one.split("=", 1) for one in properties.split(","))
    assert list(found) == ["file", "line", "col", "endColumn", "title"]
    assert "\r" not in data


def in_html(text: str) -> list[str]:
    return re.findall(r"<[^>]*>", MarkdownIt("commonmark", {"html": True}).enable("table").render(text))


CALM = in_html(report(hostile("calm"), "markdown", Look()))


@given(PIECES)
def test_no_name_becomes_markup_in_markdown(text: str) -> None:
    found = in_html(report(hostile(text), "markdown", Look()))
    assert set(found) <= {*CALM, "<code>", "</code>"}
    assert found.count("<tr>") == CALM.count("<tr>")
    assert found.count("<td>") == CALM.count("<td>")


@given(PIECES)
def test_plain_text_is_plain(text: str) -> None:
    tags = set(in_html(f"x {plain(text)}"))
    assert tags <= {"<p>", "</p>", "<code>", "</code>"}


# What readers make of them


def test_junit_is_read_as_it_is_meant() -> None:
    xml = JUnitXml.fromstring(report(everything(), "junit", Look()).encode())
    suites = {suite.name: suite for suite in xml}
    assert set(suites) == {"designs/feed.sd", "designs/platform.sd", "sdlint", "sdlint could not check"}
    feed = suites["designs/feed.sd"]
    assert (feed.tests, feed.failures, feed.errors, feed.skipped) == (8, 4, 0, 4)
    results = {(case.name, type(one)) for case in feed for one in case.result}
    assert ("unknown-name", Failure) in results
    assert ("missing-requirements", Skipped) in results
    assert [type(one) for case in suites["sdlint could not check"] for one in case.result] == [Error]
    [passed] = suites["designs/platform.sd"]
    assert passed.is_passed
    assert (xml.tests, xml.failures, xml.skipped, xml.errors) == (11, 4, 5, 1)


def test_gitlab_s_report_is_as_its_documentation_wants_it() -> None:
    schema = json.loads((SCHEMAS / "gitlab.json").read_text("utf-8"))
    issues = json.loads(report(everything(), "gitlab", Look()))
    jsonschema.validate(issues, schema)
    assert [issue["severity"] for issue in issues].count("info") == 3


def test_checkstyle_s_errors_have_what_its_readers_want() -> None:
    tree = _parsed(report(everything(), "checkstyle", Look()).encode())
    assert tree.tag == "checkstyle"
    assert all(file.tag == "file" and file.get("name") for file in tree)
    for error in tree.iter("error"):
        assert set(error.keys()) - {"line", "column"} == {"severity", "message", "source"}
        assert error.get("severity") in ("ignore", "info", "warning", "error")


def test_github_s_columns_are_told_only_within_a_line() -> None:
    one, several = report(outcome(UNKNOWN, LOAD), "github", Look()).splitlines()
    assert "line=6,col=17,endColumn=22," in one
    assert "line=4,endLine=6," in several
    assert "col=" not in several


def test_a_long_list_is_cut_in_markdown() -> None:
    text = report(outcome(*[NOWHERE] * 120), "markdown", Look())
    assert text.count("missing-goals") == 100
    assert "… and 20 more." in text


@pytest.mark.parametrize("format_", SUFFIXES)
def test_reports_come_out_the_same_each_time(format_: str) -> None:
    make: Callable[[], str] = lambda: report(everything(), format_, Look())  # noqa: E731
    assert make() == make()
    assert FEED.path in make()
