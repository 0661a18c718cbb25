"""A box as a card: its shape, its icon, its texts, its badges."""

from __future__ import annotations

from collections.abc import Mapping
from math import sqrt

from sdlint.diagnostic import Severity
from sdlint.diagrams.elements import badge, number, text
from sdlint.diagrams.glyphs import glyph
from sdlint.diagrams.measure import (
    CHIP,
    CHIP_HEIGHT,
    GAP,
    ICON,
    LID,
    NAME,
    PADDING,
    SMALL,
    Card,
    badge_width,
    chip_width,
)
from sdlint.diagrams.picture import Box
from sdlint.diagrams.positions import Point, Rect
from sdlint.diagrams.text import clean, escape
from sdlint.diagrams.theme import ACCENTS

_CORNER, _CHAMFER, _PILL = 9.0, 11.0, 28.0


def draw(box: Box, card: Card, rect: Rect, icon: str | None, severities: Mapping[int, Severity]) -> str:
    """The card as an SVG group with a tooltip; `icon` is the id of an image in the definitions."""
    family = box.family if box.family in ACCENTS else "other"
    parts = [
        f'<g data-name="{escape(clean(box.name))}" data-place="{escape(clean(box.place))}">',
        f"<title>{escape(_tooltip(box))}</title>",
        f'<g transform="translate(0 2)">{_outline(family, rect, "shade")}</g>',
        _outline(family, rect, family),
        _lid(family, rect),
        _content(box, card, rect, family, icon),
        _badges(box, rect, severities),
        "</g>",
    ]
    return "".join(parts)


def _tooltip(box: Box) -> str:
    """Everything that is known of a box, nothing elided."""
    made = f"{clean(box.kind)}, {clean(box.technology)}" if box.technology else clean(box.kind)
    label = clean(box.label)
    named = f"{label} ({clean(box.name)})" if label and label != clean(box.name) else clean(box.name)
    rest = (clean(box.copies), *(clean(known) for known in box.numbers), clean(box.place))
    return "\n".join(part for part in (named, made, *rest) if part)


def _outline(family: str, rect: Rect, name: str) -> str:
    """The shape that tells a box's family."""
    x, y, wide, high = rect.x, rect.y, rect.width, rect.height
    if family in ("edge", "store", "channel"):
        return f'<path class="{name}" d="{_path(family, rect)}"/>'
    radius = _PILL if family == "entry" else _CORNER
    return (
        f'<rect class="{name}" x="{number(x)}" y="{number(y)}" width="{number(wide)}" height="{number(high)}"'
        f' rx="{number(radius)}"/>'
    )


def _path(family: str, rect: Rect) -> str:
    x, y, wide, high = (number(value) for value in (rect.x, rect.y, rect.width, rect.height))
    lid = number(LID)
    if family == "store":
        half, body = number(rect.width / 2), number(rect.height - 2 * LID)
        return f"M{x} {number(rect.y + LID)}a{half} {lid} 0 0 1 {wide} 0v{body}a{half} {lid} 0 0 1 -{wide} 0z"
    if family == "channel":
        half, body = number(rect.height / 2), number(rect.width - 2 * LID)
        end = f"a{lid} {half} 0 0 1"
        return f"M{number(rect.x + LID)} {y}h{body}{end} 0 {high}h-{body}{end} 0 -{high}z"
    cut = number(_CHAMFER)
    across, down = number(rect.width - 2 * _CHAMFER), number(rect.height - 2 * _CHAMFER)
    start = f"M{number(rect.x + _CHAMFER)} {y}"
    return f"{start}h{across}l{cut} {cut}v{down}l-{cut} {cut}h-{across}l-{cut} -{cut}v-{down}z"


def _lid(family: str, rect: Rect) -> str:
    """The end that one looks onto: a store's top, a channel's mouth."""
    if family == "store":
        x, y, across, down = rect.x + rect.width / 2, rect.y + LID, rect.width / 2, LID
    elif family == "channel":
        x, y, across, down = rect.right - LID, rect.y + rect.height / 2, LID, rect.height / 2
    else:
        return ""
    return (
        f'<ellipse class="{family}-lid" cx="{number(x)}" cy="{number(y)}" rx="{number(across)}"'
        f' ry="{number(down)}"/>'
    )


def border(family: str, rect: Rect, point: Point) -> Point:
    """The point of the drawn outline that an edge which ends at `point`, on the rectangle, runs on to."""
    x, y = point
    left, top, right, low = x - rect.x, y - rect.y, rect.right - x, rect.bottom - y
    nearest = min(left, top, right, low)
    if nearest in (top, low):
        depth = _depth(family, min(left, right), rect.width, across=True)
        return (x, rect.y + depth) if nearest == top else (x, rect.bottom - depth)
    depth = _depth(family, min(top, low), rect.height, across=False)
    return (rect.x + depth, y) if nearest == left else (rect.right - depth, y)


def _depth(family: str, from_corner: float, side: float, *, across: bool) -> float:
    """How far the outline lies behind a side, so far from the side's end."""
    at = max(from_corner, 0.0)
    if family == "entry":
        return _round(at, _PILL)
    if family == "edge":
        return max(_CHAMFER - at, 0.0)
    if family == ("store" if across else "channel"):
        share = min(1 - 2 * at / side, 1.0)
        return LID * (1 - sqrt(1 - share * share)) if share > 0 else 0.0
    if family in ("store", "channel"):
        return 0.0
    return _round(at, _CORNER)


def _round(at: float, radius: float) -> float:
    """How far a rounded corner lies behind a side."""
    return radius - sqrt(radius * radius - (radius - at) ** 2) if at < radius else 0.0


def _content(box: Box, card: Card, rect: Rect, family: str, icon: str | None) -> str:
    left = rect.x + PADDING + (4 if family == "entry" else LID - 2 if family == "channel" else 0)
    right = rect.right - PADDING - (4 if family == "entry" else LID + 3 if family == "channel" else 0)
    middle = rect.y + rect.height / 2 + (LID * 0.5 if family == "store" else 0)
    parts = [_icon(box, family, icon, left, middle - ICON / 2)]
    x = left + ICON + GAP
    lines = [NAME, *(SMALL for text_below in (card.below, card.numbers) if text_below)]
    baseline = middle - (sum(lines) + 5 * (len(lines) - 1)) / 2 + NAME * 0.84
    parts.append(text(x, baseline, card.name, NAME, "b"))
    if card.chip:
        wide = chip_width(card.chip)
        top = baseline - NAME * 0.36 - CHIP_HEIGHT / 2
        parts.append(
            f'<rect class="{family}-tint" x="{number(right - wide)}" y="{number(top)}"'
            f' width="{number(wide)}" height="{number(CHIP_HEIGHT)}" rx="{number(CHIP_HEIGHT / 2)}"/>'
            + text(right - wide / 2, baseline - 0.9, card.chip, CHIP, f"b {family}-ink", anchor="middle")
        )
    if card.below:
        baseline += SMALL + 5
        parts.append(text(x, baseline, card.below, SMALL, "m"))
    if card.numbers:
        baseline += SMALL + 5
        ink = Severity.ERROR.word if box.full else f"{family}-ink"
        parts.append(text(x, baseline, card.numbers, SMALL, f"b {ink}"))
    return "".join(parts)


def _icon(box: Box, family: str, icon: str | None, x: float, y: float) -> str:
    if icon:
        return f'<use xlink:href="#{icon}" x="{number(x)}" y="{number(y)}"/>'
    return (
        f'<rect class="{family}-tint" x="{number(x)}" y="{number(y)}" width="{number(ICON)}"'
        f' height="{number(ICON)}" rx="9"/><path class="{family}-glyph"'
        f' transform="translate({number(x + 6)} {number(y + 6)})" d="{glyph(box.kind, box.family)}"/>'
    )


def _badges(box: Box, rect: Rect, severities: Mapping[int, Severity]) -> str:
    """Badges along the upper right border; those that find no room are counted in the last one."""
    room = rect.width - 24
    shown: list[tuple[Severity, str]] = []
    used = 0.0
    ordered = sorted(box.badges, key=lambda name: (-severities.get(name, Severity.QUESTION), name))
    for index, name in enumerate(ordered):
        left = len(ordered) - index
        label = str(name)
        if used + badge_width(label) + (36 if left > 1 else 0) > room and left > 1:
            label = f"+{left}"
        shown.append((severities.get(name, Severity.QUESTION), label))
        used += badge_width(label) + 3
        if label.startswith("+"):
            break
    x = rect.right - 10 - used
    parts: list[str] = []
    for severity, label in shown:
        parts.append(badge(x, rect.y, severity, label))
        x += badge_width(label) + 3
    return "".join(parts)
