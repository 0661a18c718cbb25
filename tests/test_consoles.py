"""What pages show of consoles is true: commands, run on the file as it stands there, print what is shown.

To write down what they print now: SDLINT_UPDATE=1 pytest tests/test_consoles.py.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sdlint.cli import main
from tests.pages import blocks, replayed

ROOT = Path(__file__).resolve().parent.parent
PAGES = {"README.md": "feed.sd", "docs/tutorial.md": "parcels.sd", "docs/numbers.md": "example.sd"}
"""The pages, each with the name of the file that it builds."""
TUTORIAL, WHOLE = ROOT / "docs" / "tutorial.md", ROOT / "docs" / "parcels.sd"
"""The tutorial, and the design at its end, laid out by `sdlint fmt`, for who wants to look at all of it."""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    # The day on which acceptances are looked at.
    (tmp_path / "sdlint.toml").write_text("today = 2026-11-01\n", "utf-8")
    return tmp_path


@pytest.mark.parametrize("name", PAGES)
def test_commands_print_what_is_shown(name: str, folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = ROOT / name
    page = path.read_text("utf-8")
    played = replayed(page, folder / PAGES[name], capfd.readouterr)
    if os.environ.get("SDLINT_UPDATE"):
        path.write_text(played, "utf-8")
    else:
        assert played == page


def test_the_tutorial_s_design_is_what_it_ends_with(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    replayed(TUTORIAL.read_text("utf-8"), folder / WHOLE.name, capfd.readouterr)
    assert main(["fmt", WHOLE.name]) == 0
    whole = (folder / WHOLE.name).read_text("utf-8")
    if os.environ.get("SDLINT_UPDATE"):
        WHOLE.write_text(whole, "utf-8")
    else:
        assert WHOLE.read_text("utf-8") == whole


def test_nothing_is_wrong_with_the_tutorial_s_reminder(folder: Path) -> None:
    *_, reminder = (block for block in blocks(TUTORIAL.read_text("utf-8")) if block.language == "text")
    (folder / "my.sd").write_text(reminder.text, "utf-8")
    assert main(["check", "my.sd", "--preset", "interview"]) == 0


def test_the_tutorial_s_second_region_does_what_it_says(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    regions, *_ = (block for block in blocks(TUTORIAL.read_text("utf-8")) if block.language == "text")
    text = f'system "Two"\nclient app\nregion eu {{ zone a, zone b, zone c }}\n{regions.text}'
    (folder / "my.sd").write_text(text + "flow track at 1/s { app -> names -> tracker -> scans }\n", "utf-8")
    assert main(["ask", "my.sd", "survives(track, region)"]) == 0
    assert capsys.readouterr().out.startswith("survives(track, region) = yes")
