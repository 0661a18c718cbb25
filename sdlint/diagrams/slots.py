"""Where on a box's side each of its arrows begins or ends, so that they don't all meet in one point.

A first layout says which way each arrow goes; its ends then get places side by side, in the order of
what they lead to, and a second layout keeps to them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sdlint.diagrams.measure import Card, badges_width
from sdlint.diagrams.picture import Picture
from sdlint.record import Equal

if TYPE_CHECKING:
    from sdlint.diagrams.positions import Layout

_APART = {"TB": 26.0, "LR": 15.0}
_CORNER = {"TB": 20.0, "LR": 15.0}
_CLOSEST = 4.0
"""How far apart the places are at most and at least, and how far from a box's corners."""


class Slots(Equal):
    """The places on the sides of a box, in points from its left (or upper) end, and who has which."""

    arriving: dict[int, int]
    """Edge → its place on the side where arrows arrive."""
    leaving: dict[int, int]

    @property
    def used(self) -> bool:
        """Whether any arrow has a place here."""
        return bool(self.arriving or self.leaving)

    def only(self, *, arriving: bool, leaving: bool) -> Slots:
        """These places, or those of one side."""
        return Slots(self.arriving if arriving else {}, self.leaving if leaving else {})


def spread(picture: Picture, cards: Mapping[str, Card], layout: Layout) -> dict[str, Slots]:
    """The places of the ends of all arrows that go the layout's way; the others are the engine's choice."""
    across = 0 if layout.direction == "TB" else 1
    arriving: dict[str, list[tuple[float, int]]] = {box.name: [] for box in picture.boxes}
    leaving: dict[str, list[tuple[float, int]]] = {box.name: [] for box in picture.boxes}
    for route in layout.edges:
        edge = picture.edges[route.index]
        source, target = layout.boxes[edge.source], layout.boxes[edge.target]
        onward = target.y > source.bottom if layout.direction == "TB" else target.x > source.right
        if not onward:
            continue
        # Where the arrow goes at first (or comes from at last) decides its place among the others.
        middle = route.label or route.points[len(route.points) // 2]
        near = 0.7 * middle[across]
        leaving[edge.source].append((near + 0.3 * target.centre[across], route.index))
        arriving[edge.target].append((near + 0.3 * source.centre[across], route.index))
    found: dict[str, Slots] = {}
    for box in picture.boxes:
        side = cards[box.name].width if layout.direction == "TB" else cards[box.name].height
        # Badges lie on the upper right border: arrows arrive beside them.
        covered = badges_width(box, cards[box.name].width) if layout.direction == "TB" else 0.0
        found[box.name] = Slots(
            _assign(sorted(arriving[box.name]), side, covered, layout.direction),
            _assign(sorted(leaving[box.name]), side, 0.0, layout.direction),
        )
    return found


def _assign(ends: list[tuple[float, int]], side: float, covered: float, direction: str) -> dict[int, int]:
    """Places around the middle of a side, or of what badges leave of it."""
    if not ends:
        return {}
    low, high = _CORNER[direction], side - max(_CORNER[direction], covered + 18 if covered else 0)
    apart = min(_APART[direction], (high - low) / len(ends))
    if apart < _CLOSEST:
        return {}
    first = min(side / 2, high - apart * (len(ends) - 1) / 2) - apart * (len(ends) - 1) / 2
    return {index: round(first + apart * place) for place, (_, index) in enumerate(ends)}


def table(card: Card, slots: Slots, direction: str) -> str:
    """A box's label for the engine: an empty table whose cells are the places."""
    wide, high = round(card.width), round(card.height)
    attributes = 'BORDER="0" CELLBORDER="0" CELLPADDING="0" CELLSPACING="0" FIXEDSIZE="TRUE"'
    cells: list[str] = []
    for letter, places in (("i", slots.arriving), ("o", slots.leaving)):
        size = (wide, high // 2) if direction == "TB" else (wide // 2, high)
        inner = _cells(letter, places, size, direction)
        cells.append(
            f'<TD FIXEDSIZE="TRUE" WIDTH="{size[0]}" HEIGHT="{size[1]}">'
            f'<TABLE {attributes} WIDTH="{size[0]}" HEIGHT="{size[1]}">{inner}</TABLE></TD>'
        )
    rows = (
        "".join(f"<TR>{cell}</TR>" for cell in cells) if direction == "TB" else f"<TR>{''.join(cells)}</TR>"
    )
    return f'<<TABLE {attributes} WIDTH="{wide}" HEIGHT="{high}">{rows}</TABLE>>'


def _cells(letter: str, places: Mapping[int, int], size: tuple[int, int], direction: str) -> str:
    """Narrow cells at the places, wide ones between them."""
    side, depth = size if direction == "TB" else size[::-1]
    cuts: list[tuple[int, str]] = []
    at = 0
    for index, place in sorted(places.items(), key=lambda item: item[1]):
        start = max(place - 1, at)
        if start > at:
            cuts.append((start - at, ""))
        cuts.append((2, f' PORT="{letter}{index}"'))
        at = start + 2
    if at < side:
        cuts.append((side - at, ""))
    if direction == "TB":
        row = "".join(
            f'<TD FIXEDSIZE="TRUE" WIDTH="{cut}" HEIGHT="{depth}"{port}></TD>' for cut, port in cuts
        )
        return f"<TR>{row}</TR>"
    return "".join(
        f'<TR><TD FIXEDSIZE="TRUE" WIDTH="{depth}" HEIGHT="{cut}"{port}></TD></TR>' for cut, port in cuts
    )
