"""A text that was read, and places in it.

Places are offsets in code points; lines and columns (both from 1) are computed only when shown.
"""

from __future__ import annotations

import posixpath
from bisect import bisect_right
from functools import cached_property

from sdlint.record import Equal, Record


def normal(path: str) -> str:
    """A path as it is compared with others: `a/../b.sd` is `b.sd`."""
    return posixpath.normpath(path.replace("\\", "/"))


def is_document(path: str) -> bool:
    """Whether a file is a document by its name: Markdown, in which designs may stand among the text."""
    return path.lower().endswith((".md", ".markdown"))


class Source(Record):
    """The text of one file. `path` is how the user named it; `-` is the standard input."""

    record_slots = ("__dict__",)  # What is computed once lies there.

    path: str
    text: str

    @cached_property
    def line_starts(self) -> list[int]:
        """The offset of each line's first code point."""
        starts = [0]
        find = self.text.find
        at = find("\n")
        while at >= 0:
            starts.append(at + 1)
            at = find("\n", at + 1)
        return starts

    def line(self, offset: int) -> int:
        """The line of an offset, from 1."""
        return bisect_right(self.line_starts, offset)

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, both from 1, in code points."""
        line = self.line(offset)
        return line, offset - self.line_starts[line - 1] + 1

    def line_text(self, line: int) -> str:
        """The text of a line (from 1), without its end."""
        start = self.line_starts[line - 1]
        end = self.line_starts[line] - 1 if line < len(self.line_starts) else len(self.text)
        return self.text[start:end].rstrip("\r")

    def span(self, start: int, end: int) -> Span:
        """The place from `start` to `end` (exclusive)."""
        return Span(self, start, end)


class Span(Equal):
    """A place in a source: offsets from `start` to `end`, `end` exclusive."""

    source: Source
    start: int
    end: int

    @property
    def text(self) -> str:
        """The text at this place."""
        return self.source.text[self.start : self.end]

    @property
    def line(self) -> int:
        """The first line, from 1."""
        return self.source.line(self.start)

    def lies_on(self, lines: frozenset[tuple[str, int]]) -> bool:
        """Whether its first line is among some lines, each a path and a number."""
        return (self.source.path, self.line) in lines

    @property
    def where(self) -> str:
        """`file:line`, as a witness names it."""
        return f"{self.source.path}:{self.line}"

    def to(self, other: Span) -> Span:
        """The place from the start of this one to the end of the other."""
        return Span(self.source, self.start, other.end)
