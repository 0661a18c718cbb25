"""The example designs: what a check says of them, and that they are what they say.

To write down what it says now: SDLINT_UPDATE=1 pytest tests/test_examples.py.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sdlint.analyses.facts import Facts
from sdlint.analyses.verdicts import judge
from sdlint.cli import main
from sdlint.diagnostic import Trouble
from sdlint.lint import understand
from sdlint.source import Source
from tests.marks import marked, told

ROOT = Path(__file__).parent.parent
GOLDEN = Path(__file__).parent / "golden" / "examples"
DESIGNS = sorted(path.stem for path in (ROOT / "examples").glob("*.sd"))
CLEAN = ("chat", "file-storage", "news-feed", "pastebin", "url-shortener", "web-crawler")
FAULTY = tuple(name for name in DESIGNS if name not in CLEAN)
TODAY = "2026-01-31"


def checked(
    name: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> tuple[str, int | str | None]:
    """What a check says of an example, a line for each finding, and its exit status."""
    monkeypatch.chdir(ROOT)
    status = main(["check", f"examples/{name}.sd", "--format", "concise", "--today", TODAY])
    out, err = capfd.readouterr()
    assert err == ""
    return out, status


@pytest.mark.parametrize("name", DESIGNS)
def test_what_a_check_says(
    name: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    out, status = checked(name, monkeypatch, capfd)
    said = f"{out}status {status}\n"
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("SDLINT_UPDATE"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(said, "utf-8")
    else:
        assert said == path.read_text("utf-8")


def test_there_is_a_golden_file_for_each_example_and_no_other() -> None:
    assert sorted(path.stem for path in GOLDEN.glob("*.txt")) == DESIGNS


@pytest.mark.parametrize("name", CLEAN)
def test_a_clean_example_passes(
    name: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    assert checked(name, monkeypatch, capfd)[1] == 0


@pytest.mark.parametrize("name", FAULTY)
def test_each_fault_is_found_where_it_is(name: str) -> None:
    path = ROOT / "examples" / f"{name}.sd"
    found = {place.key for place in told(path)}
    faults = [place.key for place in marked(path.read_text("utf-8"))]
    assert faults
    assert [fault for fault in faults if fault not in found] == []


@pytest.mark.parametrize("name", DESIGNS)
def test_an_example_is_formatted(
    name: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    assert main(["fmt", "--check", f"examples/{name}.sd"]) == 0


def alone(path: str) -> Trouble:
    """No example uses another file."""
    return Trouble("no other file", path)


@pytest.mark.parametrize("name", CLEAN)
def test_a_clean_example_misses_no_goal(name: str) -> None:
    path = f"examples/{name}.sd"
    design, diagnostics = understand(Source(path, (ROOT / path).read_text("utf-8")), alone)
    assert not diagnostics and design.sound
    facts = Facts(design)
    verdicts = [judge(facts, goal.expression) for goal in design.goals if goal.expression is not None]
    assert verdicts
    assert [verdict.text for verdict in verdicts if verdict.status == "not met"] == []
