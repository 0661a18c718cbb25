"""Every scenario goes as its file says. To write down how they go now: SDLINT_UPDATE=1 pytest."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.cli.scenario import play

FOLDER = Path(__file__).parent / "scenarios"


@pytest.mark.parametrize("name", sorted(path.stem for path in FOLDER.glob("*.scenario")))
def test_scenario(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    path = FOLDER / f"{name}.scenario"
    text = path.read_text("utf-8")
    (tmp_path / ".git").mkdir()
    played = play(text, tmp_path, monkeypatch, capfd)
    if os.environ.get("SDLINT_UPDATE"):
        path.write_text(played, "utf-8")
    else:
        assert played == text
