"""Two versions of a design, compared as `sdlint diff` does."""

from __future__ import annotations

from sdlint.changes.difference import Difference, difference
from sdlint.diagnostic import Trouble
from sdlint.lint import lint
from sdlint.reports.figures.headlines import headlines
from sdlint.source import Source


def nothing_else(path: str) -> Trouble:
    return Trouble("no other file", path)


def compared(old: str, new: str) -> Difference:
    before, after = (lint([Source("a.sd", text)], nothing_else) for text in (old, new))
    return difference(before, after, "old", "new")


def told(found: Difference) -> dict[str, str]:
    """The headline's texts by their topics."""
    return {line.topic: line.text for line in headlines(found)}
