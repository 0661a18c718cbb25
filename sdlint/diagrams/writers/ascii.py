"""Boxes and arrows of ASCII's characters, for a terminal, a comment or a mail."""

from __future__ import annotations

from sdlint.diagrams import Drawing, Look
from sdlint.diagrams.engines import Engine
from sdlint.diagrams.picture import Picture

SUFFIXES = ("txt", "asc")
SIGNS = str.maketrans({"×": "x", "·": "-", "…": "~", "≥": ">", "→": ">"})
"""What boxes say beside the design's own words, in one of ASCII's characters each."""


def draw(picture: Picture, engine: Engine | None = None, look: Look | None = None) -> Drawing:
    """The picture as lines of text; what the design itself says stays as it is written."""
    from sdlint.diagrams.plain.cells import ASCII
    from sdlint.diagrams.plain.sheet import sheet

    lines, notes = sheet(picture, ASCII, look.width if look else None)
    return Drawing(("\n".join(lines) + "\n").translate(SIGNS).encode(), notes)
