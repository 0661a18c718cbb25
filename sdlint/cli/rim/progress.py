"""How far a long run has come: a line at a terminal that is gone in the end."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

PATIENCE, OFTEN = 1.0, 0.1
"""Seconds after which something is told, and between one time and the next."""


@contextmanager
def progress(done: str, whole: int) -> Iterator[Callable[[], None]]:
    """What notes that one more of so many is done: `120 of 1000 designs judged`. It is told at a terminal
    alone, once that takes longer than a second.
    """
    if whole < 2 or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield lambda: None
        return
    count, told = 0, monotonic() + PATIENCE - OFTEN
    written = False

    def note() -> None:
        nonlocal count, told, written
        count += 1
        now = monotonic()
        if now - told >= OFTEN:
            told, written = now, True
            _tell(f"\r{min(count, whole)} of {whole} {done}")

    try:
        yield note
    finally:
        if written:
            _tell("\r\033[K")


def _tell(text: str) -> None:
    try:
        sys.stderr.write(text)
        sys.stderr.flush()
    except (OSError, ValueError):
        return  # Whoever would read it is gone: what was asked for goes on.
