"""The terminal: colours, width, and what is written to it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from datetime import date
from typing import IO, TYPE_CHECKING

from sdlint.cli.rim import results
from sdlint.reports.terminal.look import Look

if TYPE_CHECKING:
    from sdlint.diagnostic import Diagnostic, Trouble

WIDEST, NARROWEST = 120, 40
"""Prose in longer lines is hard to read, and in shorter ones there is no room for code."""


class Broken(Exception):
    """Who read our output has gone."""


def look(color: str, stream: IO[str] | None = None) -> Look:
    """How text for a stream is to look: by `--color`, NO_COLOR, FORCE_COLOR, and what the stream is."""
    stream = stream or sys.stdout
    width = _columns()
    base = _base(color, stream)
    return Look(max(NARROWEST, min(width, WIDEST)), _colored(color, stream), base, _pages() if base else {})


def _columns() -> int:
    """How wide the terminal is: as COLUMNS says, as it says itself, else 80. `shutil` says the same, and
    brings all compressions along, which take longer than the rest of this module.
    """
    said = os.environ.get("COLUMNS", "")
    if said.isdecimal() and len(said) < 10 and int(said) > 0:
        return int(said)
    size = results.terminal()
    return size[0] if size and size[0] > 0 else 80


def _base(color: str, stream: IO[str]) -> str:
    """Where links start from; on a terminal only, since elsewhere they are noise."""
    plain = os.environ.get("TERM", "dumb") in ("dumb", "linux")
    if color == "never" or plain or not stream.isatty() or not _colored(color, stream):
        return ""
    from pathlib import Path

    return f"{Path.cwd().as_uri()}/"


def _pages() -> dict[str, str]:
    """The shipped rules' own files: they say why, and show a bad and a good example."""
    from sdlint.resources import shipped

    try:
        return {path.stem: path.as_uri() for path in shipped("rules").glob("*/*.rule")}
    except OSError:
        return {}


def _colored(color: str, stream: IO[str]) -> bool:
    if color != "auto":
        return color == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR", "0") not in ("", "0"):
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def columns() -> int | None:
    """How wide the terminal is, when the standard output is one."""
    return _columns() if sys.stdout.isatty() else None


def out(text: str) -> None:
    """Write to the standard output."""
    _write(sys.stdout, text)
    results.wrote("out", text)


def err(text: str) -> None:
    """Write to the standard error, after what stands on the standard output."""
    _write(sys.stderr, text)
    results.wrote("err", text)


def data(content: bytes) -> None:
    """Write bytes to the standard output as they are."""
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    except BrokenPipeError as error:
        raise Broken from error


def safe(text: str) -> str:
    """The text without what must not reach a terminal."""
    from sdlint.reports.terminal.characters import visible

    return visible(text)


def complain(troubles: Iterable[Trouble], color: str) -> bool:
    """Write troubles to the standard error; whether there were any."""
    from sdlint.reports.terminal.notice import trouble_lines

    style = look(color, sys.stderr)
    blocks = ["\n".join(trouble_lines(trouble, style)) for trouble in troubles]
    if blocks:
        err("\n".join(blocks) + "\n")
    return bool(blocks)


def show(diagnostics: Iterable[Diagnostic], color: str) -> bool:
    """Write diagnostics to the standard error, where no report is made; whether there were any."""
    from sdlint.reports.terminal.notice import diagnostic_lines

    style = look(color, sys.stderr)
    blocks = ["\n".join(diagnostic_lines(diagnostic, style)) for diagnostic in diagnostics]
    if blocks:
        err("\n\n".join(blocks) + "\n")
    return bool(blocks)


def today() -> date:
    """The day of this machine's clock: the one place that reads it."""
    from datetime import datetime

    return datetime.now().astimezone().date()


def _write(stream: IO[str], text: str) -> None:
    try:
        stream.write(text)
        stream.flush()
    except BrokenPipeError as error:
        raise Broken from error
