"""Many designs at once: several processes where they pay, and a terminal that sees how far it is."""

from __future__ import annotations

import gc
import io
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sdlint import lint
from sdlint.cli import main
from sdlint.cli.rim import judge, progress
from sdlint.model.design import Design

DESIGN = 'system "S{number}"\nclient c\nservice api {{ replicas {number} }}\nflow f at 1/s {{ c -> api }}\n'


@pytest.fixture
def designs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    """A folder with as many designs as are worth two processes."""
    monkeypatch.chdir(tmp_path)
    count = 2 * judge.WORTH
    for number in range(count):
        Path(f"d{number:02}.sd").write_text(DESIGN.format(number=number + 1), "utf-8")
    return count


def _checked(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    status = main(["check", ".", "--format", "json", *words])
    told = capsys.readouterr()
    return status, told.out, told.err


def _pools(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    made: list[int] = []
    real: Callable[..., Any] = judge._at_once

    def noted(*arguments: Any) -> Any:
        made.append(arguments[3])
        return real(*arguments)

    monkeypatch.setattr(judge, "_at_once", noted)
    return made


def test_many_designs_are_judged_by_several_processes_and_come_to_the_same(
    designs: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = _pools(monkeypatch)
    monkeypatch.setattr(judge, "_processors", lambda: 2)
    alone = _checked(capsys, "--jobs", "1")
    assert (made, alone[0]) == ([], 1)
    assert _checked(capsys) == alone
    assert made == [2]
    Path("d00.sd").unlink()
    assert _checked(capsys)[1] == _checked(capsys, "--jobs", "2")[1]
    assert made == [2, 2]  # Of one design less none is worth a process more, unless it is asked for.


@pytest.mark.parametrize("error", [PermissionError, NotImplementedError, ImportError, BlockingIOError])
def test_where_no_processes_can_be_started_one_does_it_all(
    error: type[Exception], designs: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = _checked(capsys, "--jobs", "1")

    def refused(*_: Any, **__: Any) -> Any:
        raise error("not here")

    monkeypatch.setattr("concurrent.futures.ProcessPoolExecutor", refused)
    assert _checked(capsys, "--jobs", "2") == alone


def test_who_is_killed_is_done_without(
    designs: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = _checked(capsys, "--jobs", "1")
    monkeypatch.setattr(judge, "_judged", _killed)
    assert _checked(capsys, "--jobs", "2") == alone


def _killed(number: int) -> None:
    import os
    import signal

    os.kill(os.getpid(), signal.SIGKILL)


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_sees_how_far_it_is_and_nothing_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    terminal = _Terminal()
    monkeypatch.setattr(progress, "monotonic", lambda: now[0])
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    with progress.progress("designs judged", 100) as noted:
        for _ in range(30):
            now[0] += 0.05
            noted()
    shown = terminal.getvalue().split("\r")
    # Nothing in the first second, then not with each of them.
    assert shown[:2] == ["", "20 of 100 designs judged"]
    assert len(shown) < 10
    assert terminal.getvalue().endswith("\r\033[K")


@pytest.mark.parametrize(
    ("tty", "term", "whole"), [(False, "xterm", 9), (True, "dumb", 9), (True, "xterm", 1)]
)
def test_elsewhere_nothing_is_told(tty: bool, term: str, whole: int, monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = _Terminal() if tty else io.StringIO()
    monkeypatch.setattr(progress, "PATIENCE", 0.0)
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", term)
    with progress.progress("designs judged", whole) as noted:
        for _ in range(9):
            noted()
    assert terminal.getvalue() == ""


def test_what_was_computed_of_one_design_is_let_go_before_many_more(
    designs: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half a megabyte each: a thousand would take as much as a machine for tests has."""
    alive: list[int] = []
    real = lint.verdict

    def noted(*arguments: Any) -> Any:
        one = real(*arguments)
        gc.collect()
        alive.append(sum(type(held) is Design for held in gc.get_objects()))
        return one

    monkeypatch.setattr(lint, "verdict", noted)
    main(["check", ".", "--quiet", "--no-cache", "--jobs", "1"])
    assert len(alive) == designs
    assert alive[-1] == alive[1]  # The one before is let go once the next is there.
