"""The tutorial is true: its commands, run on the file as it stands then, print what the page shows.

To write down what they print now: SDLINT_UPDATE=1 pytest tests/test_tutorial.py.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sdlint.cli import main
from tests.pages import blocks, replayed

DOCS = Path(__file__).resolve().parent.parent / "docs"
PAGE = DOCS / "tutorial.md"
WHOLE = DOCS / "parcels.sd"
"""The design as it is at the tutorial's end, laid out by `sdlint fmt`, for who wants to look at all of it."""


def test_its_commands_print_what_it_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    # The day on which its acceptance is looked at.
    (tmp_path / "sdlint.toml").write_text("today = 2026-11-01\n", "utf-8")
    page = PAGE.read_text("utf-8")

    def read() -> tuple[str, str]:
        out, err = capfd.readouterr()
        return out, err

    played = replayed(page, tmp_path / WHOLE.name, read)
    assert main(["fmt", WHOLE.name]) == 0
    whole = (tmp_path / WHOLE.name).read_text("utf-8")
    if os.environ.get("SDLINT_UPDATE"):
        PAGE.write_text(played, "utf-8")
        WHOLE.write_text(whole, "utf-8")
    else:
        assert played == page
        assert WHOLE.read_text("utf-8") == whole


def test_nothing_is_wrong_with_its_reminder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    reminder = next(block for block in blocks(PAGE.read_text("utf-8")) if block.language == "text")
    (tmp_path / "my.sd").write_text(reminder.text, "utf-8")
    assert main(["check", "my.sd", "--preset", "interview", "--today", "2026-11-01"]) == 0
