"""Boxes and arrows of line-drawing characters, for a terminal."""

from __future__ import annotations

from sdlint.diagrams import Drawing, Look
from sdlint.diagrams.engines import Engine
from sdlint.diagrams.picture import Picture

SUFFIXES = ("utf8",)


def draw(picture: Picture, engine: Engine | None = None, look: Look | None = None) -> Drawing:
    """The picture as lines of text in UTF-8."""
    from sdlint.diagrams.plain.cells import UNICODE
    from sdlint.diagrams.plain.sheet import sheet

    lines, notes = sheet(picture, UNICODE, look.width if look else None)
    return Drawing(("\n".join(lines) + "\n").encode(), notes)
