"""The same fault from less text."""

from __future__ import annotations

import re
import time
from collections.abc import Callable


def shrunk(text: str, fails: Callable[[str], bool], seconds: float) -> str:
    """A text that still fails, with lines and then words taken out as long as there is time."""
    end = time.monotonic() + seconds
    for cut in (_lines, _words):
        parts = cut(text)
        parts = _fewer(parts, lambda kept: fails("".join(kept)), end)
        text = "".join(parts)
    return text


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+|\s+|.", text, re.S)


def _fewer(parts: list[str], fails: Callable[[list[str]], bool], end: float) -> list[str]:
    """Take out runs of parts, long ones first, until none can go (delta debugging)."""
    length = max(1, len(parts) // 2)
    while True:
        at, went = 0, False
        while at < len(parts):
            if time.monotonic() > end:
                return parts
            fewer = parts[:at] + parts[at + length :]
            if fails(fewer):
                parts, went = fewer, True
            else:
                at += length
        if length > 1:
            length //= 2
        elif not went:
            return parts
