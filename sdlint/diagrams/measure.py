"""How large things are, in points, from the texts that they hold."""

from __future__ import annotations

from math import ceil

from sdlint.diagrams.font import width
from sdlint.diagrams.picture import Box, Cluster, Edge
from sdlint.diagrams.text import clean, elide
from sdlint.diagrams.words import below as below_of
from sdlint.record import Equal

NAME, SMALL, CHIP, LABEL, CLUSTER, CLUSTER_KIND = 14.0, 11.0, 11.0, 11.0, 12.5, 11.0
"""Sizes of type: a box's name, what stands below it, chips, an edge's label, a cluster's label and kind."""

ICON = 36.0
PADDING, GAP = 13.0, 11.0
CHIP_HEIGHT, CHIP_PADDING, CHIP_GAP = 17.0, 6.0, 8.0
LID = 7.0
"""How high the curved lid of a store is, and how wide the open end of a channel."""
PIN, PUFF, SHEET = 6.0, 6.0, 6.0
"""How long a cache's pins are, how far the puffs of an outside system's cloud bulge, and how far the sheets
of several components lie behind one another."""
ROW, ROW_SIZE = 17.0, 11.0
"""The height of a table's row, and the size of its type."""
BADGE, SIGN = 9.0, 10.5
"""The half of a badge's height, and the size of its type."""

_NAME_LIMIT, _SMALL_LIMIT, _LABEL_LIMIT, _CLUSTER_LIMIT, _CHIP_LIMIT = 176.0, 200.0, 170.0, 260.0, 130.0
_CELL_LIMIT = 120.0
_STEP = 16.0
"""Widths are multiples of this: boxes of nearly the same width become boxes of one width."""


class Card(Equal):
    """The texts of a box as they are drawn, and its size."""

    name: str
    below: str
    numbers: str
    chip: str
    width: float
    height: float
    note: str = ""
    rows: tuple[tuple[str, str, str], ...] = ()
    """The cells of a table, row by row."""
    columns: tuple[float, float] = (0.0, 0.0)
    """Where the second and the third cell of a row begin, from the first."""


class Room(Equal):
    """How much of a shape's rectangle isn't for texts: at each side."""

    left: float = 0.0
    right: float = 0.0
    top: float = 0.0
    bottom: float = 0.0


ROOMS = {
    "entry": Room(4.0, 4.0),
    "store": Room(0.0, 0.0, LID),
    "channel": Room(LID - 2, LID + 3),
    "cache": Room(PIN - 1, PIN - 1),
    "outside": Room(PUFF, PUFF, PUFF - 1, PUFF - 1),
    "several": Room(0.0, SHEET, SHEET),
}


def chip_width(text: str) -> float:
    """The width of a chip with this text; 0 without."""
    return width(text, CHIP, True) + 2 * CHIP_PADDING if text else 0.0


def badge_width(label: str) -> float:
    """The width of a badge with this number: sign and number."""
    return 2 * BADGE + 6 + width(label, SIGN, True)


def badge_labels(box: Box) -> list[str]:
    """What stands on a box's badges: the numbers of findings, then those of accepted risks."""
    return [*(str(badge) for badge in box.badges), *(f"a{number}" for number in box.accepted)]


def badges_width(box: Box, wide: float) -> float:
    """How much of a box's upper border its badges cover, from the right."""
    whole = sum(badge_width(label) + 3 for label in badge_labels(box))
    return min(whole + 10, wide - 14) if whole else 0.0


def card(box: Box) -> Card:
    """A box's texts, elided where they are too long, and the size that holds them."""
    chip = elide(clean(box.copies), _CHIP_LIMIT, CHIP, True)
    name = elide(clean(box.label) or clean(box.name) or "?", _NAME_LIMIT, NAME, True)
    below = elide(below_of(box), _SMALL_LIMIT, SMALL)
    numbers = elide(" · ".join(clean(number) for number in box.numbers), _SMALL_LIMIT, SMALL, True)
    note = elide(clean(box.note), _SMALL_LIMIT, SMALL, True)
    first = width(name, NAME, True) + (CHIP_GAP + chip_width(chip) if chip else 0.0)
    text = max(first, width(below, SMALL), width(numbers, SMALL, True), width(note, SMALL, True))
    rows = tuple(
        (
            elide(clean(row.name), _CELL_LIMIT, ROW_SIZE, True),
            elide(clean(row.type), _CELL_LIMIT, ROW_SIZE),
            elide(clean(row.marks), _CELL_LIMIT, ROW_SIZE),
        )
        for row in box.rows
    )
    second = max((width(row[0], ROW_SIZE, True) for row in rows), default=0.0) + 14
    third = second + max((width(row[1], ROW_SIZE) for row in rows), default=0.0) + 14
    table = third + max((width(row[2], ROW_SIZE) for row in rows), default=0.0)
    room = ROOMS.get(box.shape, Room())
    wide = PADDING + max(ICON + GAP + text, table if rows else 0.0) + PADDING + room.left + room.right
    high = head_height(bool(numbers), bool(note)) + room.top + room.bottom
    high += ROW * len(rows) + 8 if rows else 0.0
    wide = max(_STEP * ceil(wide / _STEP), 8 * _STEP)
    return Card(name, below, numbers, chip, wide, high, note, rows, (second, third))


def head_height(numbers: bool, note: bool) -> float:
    """The height of a box with its name, what stands below that, and with or without two more lines."""
    return 60.0 + 16 * numbers + 16 * note


def edge_label(edge: Edge) -> str:
    """An edge's label as it is drawn, without its steps. Of one that is too long its words are elided, and
    the traffic stays.
    """
    whole, rate = clean(edge.label), f" {clean(edge.rate)}"
    if edge.rate and whole.endswith(rate) and width(whole, LABEL) > _LABEL_LIMIT:
        return elide(whole.removesuffix(rate), _LABEL_LIMIT - width(rate, LABEL), LABEL) + rate
    return elide(whole, _LABEL_LIMIT, LABEL)


def step_width(step: str) -> float:
    """The width of the pill with a step's number."""
    return max(2 * BADGE, width(step, SIGN, True) + 10)


def edge_label_size(edge: Edge) -> tuple[float, float]:
    """Width and height of an edge's label with its steps and badges; 0 when there is nothing."""
    label = edge_label(edge)
    badges = sum(badge_width(str(badge)) + 3 for badge in edge.badges)
    steps = sum(step_width(step) + 3 for step in edge.steps)
    if not label and not badges and not steps:
        return 0.0, 0.0
    high = 2 * BADGE if badges or steps else 16.0
    return width(label, LABEL) + (10 if label else 0) + badges + steps, high


def cluster_label(cluster: Cluster) -> tuple[str, str]:
    """A cluster's label and the word for its kind as they are drawn."""
    label = elide(clean(cluster.label), _CLUSTER_LIMIT, CLUSTER, True)
    kind = elide(clean(cluster.aside), _NAME_LIMIT, CLUSTER_KIND)
    return label, kind


def cluster_label_width(cluster: Cluster) -> float:
    """The width of a cluster's label with its sign, its kind, and what is left free at its ends."""
    label, kind = cluster_label(cluster)
    return 36 + width(label, CLUSTER, True) + (7 + width(kind, CLUSTER_KIND) if kind else 0)
