"""What a box looks like in characters."""

from __future__ import annotations

from collections.abc import Iterator

from sdlint.diagrams.picture import Box
from sdlint.diagrams.plain.cells import Charset, Paper, cut, wide
from sdlint.diagrams.text import clean
from sdlint.diagrams.words import lines_of
from sdlint.record import Equal

WIDEST = 36
"""Columns of text in a box."""


class Look(Equal):
    """The lines of a box, and its size with its border."""

    lines: tuple[str, ...]
    width: int
    height: int


def look(box: Box, charset: Charset, least: int = 0) -> Look:
    """A box's lines, elided where they are too long; at least so many columns wide."""
    lines = [cut(line, WIDEST, charset.ellipsis) for line in [*lines_of(box), *_rows(box)]]
    width = max(max((wide(line) for line in lines), default=1) + 4, least)
    return Look(tuple(lines), width, len(lines) + 2)


def _rows(box: Box) -> Iterator[str]:
    """The fields of an entity, their types below one another."""
    name = max((wide(clean(row.name)) for row in box.rows), default=0)
    type_ = max((wide(clean(row.type)) for row in box.rows), default=0)
    for row in box.rows:
        first, second = clean(row.name), clean(row.type)
        line = f"{first}{' ' * (name - wide(first) + 2)}{second}{' ' * (type_ - wide(second) + 2)}"
        yield f"{line}{clean(row.marks)}".rstrip()


def put(paper: Paper, box: Box, shown: Look, x: int, y: int, charset: Charset) -> None:
    """Draw a box with its upper left corner there."""
    frame = charset.frames.get(box.state) or charset.frames.get(box.shape) or charset.frames["compute"]
    right, bottom = x + shown.width - 1, y + shown.height - 1
    for column in range(x + 1, right):
        paper.put(column, y, frame.top)
        paper.put(column, bottom, frame.bottom)
    for row in range(y + 1, bottom):
        paper.put(x, row, frame.left)
        paper.put(right, row, frame.right)
    for corner, (column, row) in zip(
        frame.corners, ((x, y), (right, y), (x, bottom), (right, bottom)), strict=True
    ):
        paper.put(column, row, corner)
    for index, line in enumerate(shown.lines):
        middle = 0 if box.rows else (shown.width - 4 - wide(line)) // 2
        paper.write(x + 2 + middle, y + 1 + index, line)
