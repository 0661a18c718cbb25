"""Sums that were shown before: of many findings each hangs on the same few numbers, and shows them once."""

from __future__ import annotations

from collections.abc import Sequence

LEAST = 2
"""Lines below a number that are worth leaving out."""


class Shown:
    """What was shown so far."""

    def __init__(self) -> None:
        self._known: set[tuple[str, ...]] = set()

    def rest(self, lines: Sequence[str]) -> list[str]:
        """The lines of an argument, each set in below what it shows, without what was shown before."""
        found: list[str] = []
        at = 0
        while at < len(lines):
            end = at + 1
            depth = _depth(lines[at])
            while end < len(lines) and _depth(lines[end]) > depth:
                end += 1
            branch = tuple(line[depth:] for line in lines[at:end])
            if len(branch) > LEAST and branch in self._known:
                found.append(f"{lines[at]}, as above")
                at = end
                continue
            if len(branch) > LEAST:
                self._known.add(branch)
            found.append(lines[at])
            at += 1
        return found


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
