"""How large things are, in points, from the texts that they hold."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from sdlint.diagrams.font import width
from sdlint.diagrams.picture import Box, Cluster, Edge
from sdlint.diagrams.text import clean, elide

NAME, SMALL, CHIP, LABEL, CLUSTER, CLUSTER_KIND = 14.0, 11.0, 11.0, 11.0, 12.5, 11.0
"""Sizes of type: a box's name, what stands below it, chips, an edge's label, a cluster's label and kind."""

ICON = 36.0
PADDING, GAP = 13.0, 11.0
CHIP_HEIGHT, CHIP_PADDING, CHIP_GAP = 17.0, 6.0, 8.0
LID = 7.0
"""How high the curved lid of a store is, and how wide the open end of a channel."""
BADGE, SIGN = 9.0, 10.5
"""The half of a badge's height, and the size of its type."""

_NAME_LIMIT, _SMALL_LIMIT, _LABEL_LIMIT, _CLUSTER_LIMIT, _CHIP_LIMIT = 176.0, 200.0, 170.0, 260.0, 76.0
_STEP = 16.0
"""Widths are multiples of this: boxes of nearly the same width become boxes of one width."""


@dataclass(frozen=True, slots=True)
class Card:
    """The texts of a box as they are drawn, and its size."""

    name: str
    below: str
    numbers: str
    chip: str
    width: float
    height: float


def chip_width(text: str) -> float:
    """The width of a chip with this text; 0 without."""
    return width(text, CHIP, True) + 2 * CHIP_PADDING if text else 0.0


def badge_width(label: str) -> float:
    """The width of a badge with this number: sign and number."""
    return 2 * BADGE + 6 + width(label, SIGN, True)


def badges_width(box: Box, wide: float) -> float:
    """How much of a box's upper border its badges cover, from the right."""
    whole = sum(badge_width(str(badge)) + 3 for badge in box.badges)
    return min(whole + 10, wide - 14) if whole else 0.0


def card(box: Box) -> Card:
    """A box's texts, elided where they are too long, and the size that holds them."""
    chip = elide(clean(box.copies), _CHIP_LIMIT, CHIP, True)
    name = elide(clean(box.label) or clean(box.name) or "?", _NAME_LIMIT, NAME, True)
    below = elide(clean(box.technology) or clean(box.kind), _SMALL_LIMIT, SMALL)
    numbers = elide(" · ".join(clean(number) for number in box.numbers), _SMALL_LIMIT, SMALL, True)
    first = width(name, NAME, True) + (CHIP_GAP + chip_width(chip) if chip else 0.0)
    text = max(first, width(below, SMALL), width(numbers, SMALL, True))
    wide = PADDING + ICON + GAP + text + PADDING
    high = 76.0 if numbers else 60.0
    if box.family == "entry":
        wide += 8.0
    if box.family == "store":
        high += LID
    if box.family == "channel":
        wide += 2 * LID
    return Card(name, below, numbers, chip, max(_STEP * ceil(wide / _STEP), 8 * _STEP), high)


def edge_label(edge: Edge) -> str:
    """An edge's label as it is drawn."""
    return elide(clean(edge.label), _LABEL_LIMIT, LABEL)


def edge_label_size(edge: Edge) -> tuple[float, float]:
    """Width and height of an edge's label with its badges; 0 when there is nothing."""
    label = edge_label(edge)
    badges = sum(badge_width(str(badge)) + 3 for badge in edge.badges)
    if not label and not badges:
        return 0.0, 0.0
    return width(label, LABEL) + (10 if label else 0) + badges, 2 * BADGE if badges else 16.0


def cluster_label(cluster: Cluster) -> tuple[str, str]:
    """A cluster's label and the word for its kind as they are drawn."""
    label = elide(clean(cluster.label), _CLUSTER_LIMIT, CLUSTER, True)
    kind = elide(clean(cluster.kind), _CHIP_LIMIT, CLUSTER_KIND) if cluster.kind != "group" else ""
    return label, kind


def cluster_label_width(cluster: Cluster) -> float:
    """The width of a cluster's label with its sign, its kind, and what is left free at its ends."""
    label, kind = cluster_label(cluster)
    return 36 + width(label, CLUSTER, True) + (7 + width(kind, CLUSTER_KIND) if kind else 0)
