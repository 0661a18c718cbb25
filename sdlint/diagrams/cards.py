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
    PIN,
    PUFF,
    ROOMS,
    ROW,
    ROW_SIZE,
    SHEET,
    SMALL,
    Card,
    Room,
    badge_labels,
    badge_width,
    chip_width,
    head_height,
)
from sdlint.diagrams.picture import MISSING, Box
from sdlint.diagrams.positions import Point, Rect
from sdlint.diagrams.text import clean, escape
from sdlint.diagrams.theme import ACCENTS, GROWS, STATES
from sdlint.diagrams.words import row_lines

_CORNER, _CHAMFER, _PILL = 9.0, 11.0, 28.0
_PINS, _PIN_HIGH = 3, 7.0
GHOST, GAUGE = 6.0, 3.0
"""How far behind a box the ghost of a missing copy stands, and how high the bar of its utilisation is."""


def draw(box: Box, card: Card, rect: Rect, icon: str | None, severities: Mapping[int, Severity]) -> str:
    """The card as an SVG group with a tooltip; `icon` is the id of an image in the definitions."""
    family = box.family if box.family in ACCENTS else "other"
    state = f' class="is-{box.state}"' if box.state in STATES else ""
    told = f' data-name="{escape(clean(box.name))}" data-place="{escape(clean(box.place))}"'
    ghost = f'<g transform="translate({GHOST:g} {GHOST:g})">{outline(box.shape, rect, "ghost")}</g>'
    parts = [
        # Of what isn't there a page has nothing to say.
        f"<g{told if box.state != MISSING else ''}{state}>",
        f"<title>{escape(_tooltip(box))}</title>",
        ghost if box.wanting else "",
        f'<g transform="translate(0 2)">{outline(box.shape, rect, "shade")}</g>',
        outline(box.shape, rect, family),
        _lid(box.shape, family, rect),
        _content(box, card, rect, family, icon),
        _cross(box, rect),
        _badges(box, rect, severities),
        "</g>",
    ]
    return "".join(parts)


def _cross(box: Box, rect: Rect) -> str:
    """A cross over the icon of what is lost."""
    if box.state != "lost":
        return ""
    inner = _inner(box.shape, rect)
    x = inner.x + PADDING + ICON / 2
    y = inner.y + inner.height / 2
    return f'<path class="cross" d="M{number(x - 15)} {number(y - 15)}l30 30m0-30l-30 30"/>'


def _tooltip(box: Box) -> str:
    """Everything that is known of a box, nothing elided."""
    made = f"{clean(box.kind)}, {clean(box.technology)}" if box.technology else clean(box.kind)
    label = clean(box.label)
    named = f"{label} ({clean(box.name)})" if label and label != clean(box.name) else clean(box.name)
    rest = (
        clean(box.copies),
        *(clean(known) for known in box.numbers),
        clean(box.note),
        clean(box.within),
        *row_lines(box),
        clean(box.place),
    )
    return "\n".join(part for part in (named, made, *rest) if part)


def outline(shape: str, rect: Rect, name: str) -> str:
    """The shape that tells what a box is, of a class of that name."""
    x, y, wide, high = rect.x, rect.y, rect.width, rect.height
    if shape == "several":
        back = Rect(x + SHEET, y, wide - SHEET, high - SHEET)
        front = Rect(x, y + SHEET, wide - SHEET, high - SHEET)
        return outline("compute", back, name) + outline("compute", front, name)
    if shape in _PATHS:
        return f'<path class="{name}" d="{_PATHS[shape](rect)}"/>'
    radius = min(_PILL, high / 2) if shape == "entry" else _CORNER
    return (
        f'<rect class="{name}" x="{number(x)}" y="{number(y)}" width="{number(wide)}" height="{number(high)}"'
        f' rx="{number(radius)}"/>'
    )


def _store(rect: Rect) -> str:
    x, wide, lid = number(rect.x), number(rect.width), number(LID)
    half, body = number(rect.width / 2), number(rect.height - 2 * LID)
    return f"M{x} {number(rect.y + LID)}a{half} {lid} 0 0 1 {wide} 0v{body}a{half} {lid} 0 0 1 -{wide} 0z"


def _channel(rect: Rect) -> str:
    y, high, lid = number(rect.y), number(rect.height), number(LID)
    half, body = number(rect.height / 2), number(rect.width - 2 * LID)
    end = f"a{lid} {half} 0 0 1"
    return f"M{number(rect.x + LID)} {y}h{body}{end} 0 {high}h-{body}{end} 0 -{high}z"


def _edge(rect: Rect) -> str:
    cut = number(_CHAMFER)
    across, down = number(rect.width - 2 * _CHAMFER), number(rect.height - 2 * _CHAMFER)
    start = f"M{number(rect.x + _CHAMFER)} {number(rect.y)}"
    return f"{start}h{across}l{cut} {cut}v{down}l-{cut} {cut}h-{across}l-{cut} -{cut}v-{down}z"


def _cache(rect: Rect) -> str:
    """A chip: its body with pins on the left and on the right."""
    pin, thick = number(PIN), number(_PIN_HIGH)
    gap = (rect.height - _PINS * _PIN_HIGH) / (_PINS + 1)
    between, across = number(gap), number(rect.width - 2 * PIN)
    down = "".join(f"v{between}h{pin}v{thick}h-{pin}" for _ in range(_PINS))
    up = "".join(f"v-{between}h-{pin}v-{thick}h{pin}" for _ in range(_PINS))
    return f"M{number(rect.x + PIN)} {number(rect.y)}h{across}{down}v{between}h-{across}{up}z"


def _puffs(side: float) -> int:
    return max(2, round(side / 34))


def _outside(rect: Rect) -> str:
    """A cloud: puffs on all four sides."""
    across, down = rect.width - 2 * PUFF, rect.height - 2 * PUFF
    right, low = _puffs(across), _puffs(down)
    wide, high = across / right, down / low
    parts = [f"M{number(rect.x + PUFF)} {number(rect.y + PUFF)}"]
    for count, x, y in ((right, wide, 0.0), (low, 0.0, high), (right, -wide, 0.0), (low, 0.0, -high)):
        radii = f"{number(wide / 2)} {number(PUFF)}" if x else f"{number(PUFF)} {number(high / 2)}"
        parts.append(f"a{radii} 0 0 1 {number(x)} {number(y)}" * count)
    return "".join(parts) + "z"


_PATHS = {"store": _store, "channel": _channel, "edge": _edge, "cache": _cache, "outside": _outside}


def _lid(shape: str, family: str, rect: Rect) -> str:
    """The end that one looks onto: a store's top, a channel's mouth."""
    if shape == "store":
        x, y, across, down = rect.x + rect.width / 2, rect.y + LID, rect.width / 2, LID
    elif shape == "channel":
        x, y, across, down = rect.right - LID, rect.y + rect.height / 2, LID, rect.height / 2
    else:
        return ""
    return (
        f'<ellipse class="{family}-lid" cx="{number(x)}" cy="{number(y)}" rx="{number(across)}"'
        f' ry="{number(down)}"/>'
    )


def border(shape: str, rect: Rect, point: Point) -> Point:
    """The point of the drawn outline that an edge which ends at `point`, on the rectangle, runs on to."""
    x, y = point
    left, top, right, low = x - rect.x, y - rect.y, rect.right - x, rect.bottom - y
    nearest = min(left, top, right, low)
    if nearest in (top, low):
        depth = _depth(shape, left, rect.width, "top" if nearest == top else "bottom")
        return (x, rect.y + depth) if nearest == top else (x, rect.bottom - depth)
    depth = _depth(shape, top, rect.height, "left" if nearest == left else "right")
    return (rect.x + depth, y) if nearest == left else (rect.right - depth, y)


def _depth(shape: str, at: float, length: float, side: str) -> float:
    """How far the outline lies behind a side, at that way along it, from the left or from above."""
    across = side in ("top", "bottom")
    corner = max(min(at, length - at), 0.0)
    if shape in _BEHIND:
        return _BEHIND[shape](at, length, side)
    if shape == "entry":
        return _round(corner, min(_PILL, length / 2))
    if shape == "edge":
        return max(_CHAMFER - corner, 0.0)
    if shape == ("store" if across else "channel"):
        share = min(1 - 2 * corner / length, 1.0)
        return LID * (1 - sqrt(1 - share * share)) if share > 0 else 0.0
    if shape in ("store", "channel"):
        return 0.0
    return _round(corner, _CORNER)


def _behind_pins(at: float, length: float, side: str) -> float:
    """A pin's end, or the body between two."""
    if side in ("top", "bottom"):
        return 0.0
    gap = (length - _PINS * _PIN_HIGH) / (_PINS + 1)
    return 0.0 if at % (gap + _PIN_HIGH) >= gap else PIN


def _behind_puffs(at: float, length: float, side: str) -> float:
    """The curve of a puff: an ellipse's half."""
    along = min(max(at - PUFF, 0.0), length - 2 * PUFF)
    puff = (length - 2 * PUFF) / _puffs(length - 2 * PUFF)
    share = 2 * (along % puff) / puff - 1
    return PUFF - PUFF * sqrt(max(0.0, 1 - share * share))


def _behind_sheets(at: float, length: float, side: str) -> float:
    """The front sheet, where the one behind it doesn't show."""
    if side == "top":
        return SHEET if at < SHEET else 0.0
    if side == "right":
        return SHEET if at > length - SHEET else 0.0
    return SHEET if (side == "left" and at < SHEET) or (side == "bottom" and at > length - SHEET) else 0.0


_BEHIND = {"cache": _behind_pins, "outside": _behind_puffs, "several": _behind_sheets}


def _round(at: float, radius: float) -> float:
    """How far a rounded corner lies behind a side."""
    return radius - sqrt(radius * radius - (radius - at) ** 2) if at < radius else 0.0


def _inner(shape: str, rect: Rect) -> Rect:
    """What of the rectangle is for texts."""
    room = ROOMS.get(shape, Room())
    return Rect(
        rect.x + room.left,
        rect.y + room.top,
        rect.width - room.left - room.right,
        rect.height - room.top - room.bottom,
    )


def _content(box: Box, card: Card, rect: Rect, family: str, icon: str | None) -> str:
    inner = _inner(box.shape, rect)
    left, right = inner.x + PADDING, inner.right - PADDING
    high = head_height(bool(card.numbers), bool(card.note)) if card.rows else inner.height
    middle = inner.y + high / 2 - (LID * 0.5 if box.shape == "store" else 0)
    parts = [_icon(box, family, icon, left, middle - ICON / 2)]
    x = left + ICON + GAP
    lines = [NAME, *(SMALL for text_below in (card.below, card.numbers, card.note) if text_below)]
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
        parts.append(text(x, baseline, card.numbers, SMALL, f"b {ink} {GROWS}"))
        if box.busy is not None:
            parts.append(_gauge(box.busy, x, baseline + 5.5, right - x, family, ink))
    if card.note:
        baseline += SMALL + 5
        parts.append(text(x, baseline, card.note, SMALL, "b note"))
    if card.rows:
        parts.append(_table(card, inner.x, inner.y + high, inner.width, left, family))
    return "".join(parts)


def _gauge(busy: float, x: float, y: float, wide: float, family: str, ink: str) -> str:
    """How much of what it can do is used, as a bar; full where it is more than all."""
    high = GAUGE / 2
    bar = f'x="{number(x)}" y="{number(y)}" height="{number(GAUGE)}" rx="{number(high)}"'
    filled = max(min(busy, 1.0) * wide, GAUGE)
    return (
        f'<rect class="{family}-tint" {bar} width="{number(wide)}"/>'
        f'<rect class="{ink} {GROWS}" {bar} width="{number(filled)}"/>'
    )


def _table(card: Card, x: float, y: float, wide: float, left: float, family: str) -> str:
    """The rows of an entity below its head: name, type, and what else is said of each."""
    parts = [f'<path class="{family}-rule" d="M{number(x)} {number(y)}h{number(wide)}"/>']
    for index, (name, type_, marks) in enumerate(card.rows):
        baseline = y + 4 + ROW * index + ROW * 0.7
        key = "key" in marks.split()
        parts.append(text(left, baseline, name, ROW_SIZE, "b" if key else ""))
        parts.append(text(left + card.columns[0], baseline, type_, ROW_SIZE, "m"))
        parts.append(text(left + card.columns[1], baseline, marks, ROW_SIZE, f"{family}-ink"))
    return "".join(parts)


def _icon(box: Box, family: str, icon: str | None, x: float, y: float) -> str:
    if icon:
        # Many of the vendors' signs are black: in the dark they stand on a light plate.
        return (
            f'<rect class="plate" x="{number(x - 3)}" y="{number(y - 3)}" width="{number(ICON + 6)}"'
            f' height="{number(ICON + 6)}" rx="9"/>'
            f'<use xlink:href="#{icon}" x="{number(x)}" y="{number(y)}"/>'
        )
    return (
        f'<rect class="{family}-tint" x="{number(x)}" y="{number(y)}" width="{number(ICON)}"'
        f' height="{number(ICON)}" rx="9"/><path class="{family}-glyph"'
        f' transform="translate({number(x + 6)} {number(y + 6)})" d="{glyph(box.kind, box.family)}"/>'
    )


def _badges(box: Box, rect: Rect, severities: Mapping[int, Severity]) -> str:
    """Badges along the upper right border; those that find no room are counted in the last one."""
    room = rect.width - 24
    ordered = sorted(box.badges, key=lambda name: (-severities.get(name, Severity.QUESTION), name))
    sorts: list[Severity | None] = [severities.get(name, Severity.QUESTION) for name in ordered]
    labels = [str(name) for name in ordered]
    labels += badge_labels(box)[len(labels) :]
    sorts += [None] * len(box.accepted)
    shown: list[tuple[Severity | None, str]] = []
    used = 0.0
    for index, (severity, label) in enumerate(zip(sorts, labels, strict=True)):
        left = len(labels) - index
        if used + badge_width(label) + (36 if left > 1 else 0) > room and left > 1:
            label = f"+{left}"
        shown.append((severity, label))
        used += badge_width(label) + 3
        if label.startswith("+"):
            break
    x = rect.right - 10 - used
    parts: list[str] = []
    for severity, label in shown:
        parts.append(badge(x, rect.y, severity, label))
        x += badge_width(label) + 3
    return "".join(parts)
