"""Reviews and overviews. To write down how they look now: SDLINT_UPDATE=1 pytest."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from sdlint.analyses.review.bases import assumptions, wants
from sdlint.analyses.review.figure import Figure, Use, show_availability
from sdlint.cli import main
from sdlint.expression.values import Known, Unknown, Witness
from sdlint.quantity import Quantity
from sdlint.reports import overview, review
from sdlint.reports.terminal.characters import width

FOLDER = Path(__file__).parent
DESIGN = "bakery.sd"
REVIEW = ("review", DESIGN, "--today", "2026-01-31")
WIDTHS = (40, 80, 100, 120)


def told(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, columns: int
) -> str:
    """What a command writes, without a complaint."""
    monkeypatch.chdir(FOLDER)
    monkeypatch.setenv("COLUMNS", str(columns))
    assert main(list(words)) == 0
    out, err = capsys.readouterr()
    assert not err
    return out


@pytest.mark.parametrize(
    ("name", "words", "columns"),
    [
        ("review.txt", REVIEW, 100),
        ("review.md", (*REVIEW, "--format", "markdown"), 100),
        ("review.json", (*REVIEW, "--format", "json"), 100),
        ("overview.txt", ("ask", DESIGN), 80),
        ("overview.json", ("ask", DESIGN, "--format", "json"), 80),
    ],
)
def test_it_looks_as_the_file_says(
    name: str,
    words: tuple[str, ...],
    columns: int,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = told(words, capsys, monkeypatch, columns)
    path = FOLDER / "golden" / name
    if os.environ.get("SDLINT_UPDATE"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    assert rounded(text) == rounded(path.read_text("utf-8"))


def rounded(text: str) -> str:
    """Without the digits of numbers in full precision that hang on the machine's mathematics."""
    return re.sub(r"\d+\.\d{9,}(e-\d+)?", lambda found: f"{float(found[0]):.9g}", text)


@pytest.mark.parametrize("columns", WIDTHS)
@pytest.mark.parametrize("words", [REVIEW, ("ask", DESIGN)])
def test_it_fits_with_colours_and_without(
    words: tuple[str, ...],
    columns: int,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plain = told((*words, "--color", "never"), capsys, monkeypatch, columns)
    colored = told((*words, "--color", "always"), capsys, monkeypatch, columns)
    assert re.sub(r"\x1b\[[\d;]*m", "", colored) == plain != colored
    if columns >= 80:
        assert [line for line in plain.splitlines() if width(line) > columns] == []
    # No colour has a blank at its edge: it would show where it isn't a colour of letters.
    assert not re.search(r"\x1b\[[1-9][\d;]*m(\s|\x1b)|\s\x1b\[0m", colored)


def test_an_overview_fits_a_screen(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(told(("ask", DESIGN), capsys, monkeypatch, 80).splitlines()) <= 40


def test_no_hash_decides() -> None:
    code = "import sys; from sdlint.cli import main; sys.exit(main(sys.argv[1:]))"
    written = []
    for seed in ("0", "1"):
        outs = []
        for words in (REVIEW, (*REVIEW, "--format", "json"), ("ask", DESIGN)):
            environment = {**os.environ, "PYTHONHASHSEED": seed}
            command = [sys.executable, "-c", code, *words]
            ran = subprocess.run(command, cwd=FOLDER, env=environment, capture_output=True, check=True)
            outs.append(ran.stdout)
        written.append(outs)
    assert written[0] == written[1]


# What programs read

NUMBER = (int, float, list)
ROWS = {
    "flows": ["rate", "peak", "p50", "p99", "availability", "headroom", "bottleneck"],
    "components": ["load", "utilization", "machines"],
}
KEYS = {
    "goals": ["text", "status", "value", "unit", "wanted", "because", "origin", "unknown"],
    "failures": ["lost", "units", "minutes", "flows", "overloads", "pauses", "unknown"],
    "assumed": ["what", "value", "source", "used"],
    "wanting": ["want", "unlocks"],
    "accepted": ["rule", "element", "reason", "until", "by", "where"],
}
TOP = [
    "version",
    "system",
    "file",
    "goals",
    "flows",
    "components",
    "cost",
    "storage",
    "estimates",
    "scenarios",
    "failures",
    "assumed",
    "wanting",
    "accepted",
    "framework",
    "summary",
]


@pytest.fixture
def content(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    return json.loads(told((*REVIEW, "--format", "json"), capsys, monkeypatch, 80))


def test_what_a_review_has(content: Any) -> None:
    assert list(content) == TOP
    assert content["version"] == 1
    for name, keys in KEYS.items():
        assert content[name], f"the design shows no {name}"
        assert [list(row) for row in content[name]] == [keys] * len(content[name])
    for name, keys in ROWS.items():
        for row in content[name].values():
            assert list(row) == [*keys, "origin", "unknown"]


def test_null_is_unknown_and_says_for_want_of_what(content: Any) -> None:
    rows = [*content["flows"].values(), *content["components"].values()]
    for row in rows:
        for key, origin in row["origin"].items():
            assert (row[key] is None) == (origin == "unknown") == (key in row["unknown"])
            assert row["unknown"].get(key, "for want of").startswith("for want of")
            assert row[key] is None or isinstance(row[key], str if key == "bottleneck" else NUMBER)
    assert any(row["unknown"] for row in rows), "the design shows nothing unknown"
    for goal in content["goals"]:
        assert goal["status"] in ("met", "not met", "unknown")
        assert (goal["value"] is None) == (goal["status"] == "unknown") == ("value" in goal["unknown"])


def test_the_design_shows_every_verdict(content: Any) -> None:
    assert {goal["status"] for goal in content["goals"]} == {"met", "not met", "unknown"}
    assert all(content["summary"]["goals"].values())


def test_each_assumption_and_each_want_stands_once(content: Any) -> None:
    assumed = [(one["what"], one["value"]) for one in content["assumed"]]
    wanted = [one["want"] for one in content["wanting"]]
    assert len(assumed) == len(set(assumed))
    assert len(wanted) == len(set(wanted))
    assert all(one["source"] and one["used"] for one in content["assumed"])
    assert all(one["unlocks"] for one in content["wanting"])


def test_an_overview_has_the_numbers_of_the_review(
    content: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    short = json.loads(told(("ask", DESIGN, "--format", "json"), capsys, monkeypatch, 80))
    for key in ("system", "file", "goals", "flows", "components", "cost", "storage"):
        assert short[key] == content[key]


def test_formats_are_found_by_being_there() -> None:
    assert review.names() == ("html", "json", "markdown", "text")
    assert overview.names() == ("json", "text")
    assert all(review.formats().values()) and all(overview.formats().values())


# What isn't a review


def test_a_mistake_is_told_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "feed.sd").write_text("service api { replicas 6, capacty 1k/s }\n")
    for words in (["review", "feed.sd"], ["ask", "feed.sd"]):
        assert main(words) == 1
        out, err = capsys.readouterr()
        assert out == "" and "did you mean `capacity`?" in err


def test_what_is_not_there_cannot_be_reviewed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["review", "feed.sd"]) == 2
    assert "no such file" in capsys.readouterr().err


def test_an_almost_empty_design_has_a_review(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.sd").write_text('system "A"\nclient phone\n')
    for words in (["review", "a.sd"], ["review", "a.sd", "--format", "markdown"], ["ask", "a.sd"]):
        assert main(words) == 0
        assert "No goals" in capsys.readouterr().out


# Figures


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        ("0.9995", "0.9995", "99.95%"),
        ("0.99999", "0.99999", "99.999%"),
        ("0.9999901", "0.9999901", ">99.999%"),
        ("1", "1", ">99.999%"),
        ("0.999", "0.999999", "99.9%..>99.999%"),
    ],
)
def test_an_availability_shows_no_more_nines_than_there_can_be(low: str, high: str, text: str) -> None:
    assert show_availability(Quantity(Fraction(low), Fraction(high))) == text


def figure(use: Use, *parts: Witness) -> Figure:
    return Figure(use, Known(Quantity.number(1), Witness("x", "1", parts=parts)))


def test_an_assumption_is_told_with_all_its_uses_and_what_its_sources_agree_on() -> None:
    one = Witness("cv", "1", origin="assumed", source="a guess; 2s at 2")
    other = Witness("cv", "1", origin="assumed", source="a guess; 3s at 2")
    uses = (Use("p50", "f"), Use("p99", "f"))
    [found] = assumptions([figure(uses[0], one), figure(uses[1], other, other)])
    assert (found.what, found.value, found.source, found.used) == ("cv", "1", "a guess", uses)


def test_a_number_with_an_assumption_anywhere_in_it_is_marked_but_not_for_the_calendar() -> None:
    deep = Witness("a", parts=(Witness("b", parts=(Witness("zone", "1", origin="assumed", source="s"),)),))
    month = Witness("month", "30 days", origin="assumed", source="the calendar")
    assert figure(Use("p50", "f"), deep).origin == "assumed"
    assert figure(Use("p50", "f"), month).origin == "computed"


def test_what_would_unlock_most_is_wanted_first() -> None:
    figures = [
        Figure(Use("p50", "f"), Unknown(("time of `a`",))),
        Figure(Use("load", "a"), Unknown(("rate of `f`",))),
        Figure(Use("peak of", "f"), Unknown(("rate of `f`",))),
    ]
    assert [(want.what, [str(use) for use in want.unlocks]) for want in wants(figures)] == [
        ("rate of `f`", ["load(a)", "peak of f"]),
        ("time of `a`", ["p50(f)"]),
    ]


def test_what_is_known_of_a_use_is_told_where_not_all_is(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "d.sd"
    path.write_text(
        "client c\nservice s { replicas 2, workers 4, time 20ms, bandwidth 1GB/s }\n"
        "flow f at 450/s { c -> s }\n"
    )
    out = told(("review", str(path)), capsys, monkeypatch, 100)
    assert re.search(r"^  s +450/s +≥112%", out, re.MULTILINE)
    assert "≥ is what is known of it" in " ".join(out.split())
