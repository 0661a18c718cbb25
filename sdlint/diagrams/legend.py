"""The signs that a picture uses, with their meaning; what it doesn't use isn't explained."""

from __future__ import annotations

from collections.abc import Iterator

from sdlint.diagnostic import Severity
from sdlint.diagrams.arrows import arrow
from sdlint.diagrams.cards import outline
from sdlint.diagrams.elements import number, sign, step, text
from sdlint.diagrams.font import width
from sdlint.diagrams.measure import step_width
from sdlint.diagrams.picture import HEAVIEST, Edge, Picture
from sdlint.diagrams.positions import Rect
from sdlint.diagrams.theme import ACCENTS

LEGEND, GAP = 11.0, 22.0
"""The size of its type, and what is free between two signs, in points."""
Item = tuple[str, float, str]
"""A drawing around the middle of a line, its width, and what it means."""

SHAPES = {
    "entry": "client",
    "outside": "outside system",
    "edge": "edge",
    "compute": "service",
    "store": "store",
    "cache": "cache",
    "channel": "channel",
    "several": "several in one",
}
"""The shapes that need a word. An entity's table needs none."""
STATES = {
    "faded": "no part in it",
    "lost": "lost",
    "degraded": "degraded",
    "idle": "up, but nothing works",
    "overloaded": "overloaded",
    "missing": "missing",
}


def legend(picture: Picture, x: float, y: float, room: float) -> tuple[str, float]:
    """The legend, and the height that it takes."""
    items = [*_shapes(picture), *_states(picture), *_edges(picture), *_signs(picture)]
    if len(items) < 2:
        return "", 0.0
    parts: list[str] = []
    widths = [wide + 8 + width(meaning, LEGEND) for _, wide, meaning in items]
    top = y
    for row in _rows(widths, room):
        left = x
        for index in row:
            drawing, wide, meaning = items[index]
            parts.append(f'<g transform="translate({number(left)} {number(top + 10)})">{drawing}</g>')
            parts.append(text(left + wide + 8, top + 14, meaning, LEGEND, "m"))
            left += widths[index] + GAP
        top += 20
    return "".join(parts), top - y


def _rows(widths: list[float], room: float) -> list[range]:
    """The items row by row: no more rows than are needed, and these about as long as one another, so that
    none stands alone below the others.
    """
    rows = _filled(widths, room)
    starts = range(len(widths))
    lengths = {sum(widths[i:j]) + GAP * (j - i - 1) for i in starts for j in range(i + 1, len(widths) + 1)}
    for length in sorted(length for length in lengths if length < room):
        shorter = _filled(widths, length)
        if len(shorter) == len(rows):
            return shorter
    return rows


def _filled(widths: list[float], room: float) -> list[range]:
    """The items row by row, as many in each as there is room for."""
    rows: list[range] = []
    first, left = 0, 0.0
    for index, wide in enumerate(widths):
        if index > first and left + wide > room:
            rows.append(range(first, index))
            first, left = index, 0.0
        left += wide + GAP
    return [*rows, range(first, len(widths))]


def _shapes(picture: Picture) -> Iterator[Item]:
    """The shapes, where there are several."""
    families = {box.shape: box.family for box in picture.boxes}
    used = [shape for shape in SHAPES if shape in families]
    if len(used) < 2:
        return
    for shape in used:
        family = families[shape] if families[shape] in ACCENTS else "other"
        # Drawn at a third of a box's size, so that curves and pins are those of the boxes.
        drawing = (
            f'<g class="sample" transform="scale(.36)">{outline(shape, Rect(0, -20, 68, 40), family)}</g>'
        )
        yield drawing, 24.5, SHAPES[shape]


def _states(picture: Picture) -> Iterator[Item]:
    used = {box.state for box in picture.boxes}
    for state, meaning in STATES.items():
        if state in used:
            box = outline("compute", Rect(0, -20, 68, 40), "compute")
            if state == "lost":
                box += '<path class="cross" d="M22-10l22 20m0-20l-22 20"/>'
            yield (
                f'<g class="is-{state}"><g class="sample" transform="scale(.36)">{box}</g></g>',
                24.5,
                meaning,
            )


def _edges(picture: Picture) -> Iterator[Item]:
    """The sorts of arrows; none when all are plain calls, which need no word."""
    seen = [edge for edge in picture.edges if edge.state not in ("faded", "missing")]
    alive = [edge for edge in seen if edge.state != "dead"]
    plain = [edge for edge in alive if not (edge.asynchronous or edge.optional or edge.fallback)]
    if any(edge.weight == HEAVIEST for edge in seen):
        heavy = f'<path class="call" d="M0 0L14 0"/><path class="call w{HEAVIEST}" d="M20 0L34 0"/>'
        yield heavy, 36.0, "little and much traffic"
    if len(plain) == len(seen):
        return
    for meaning, sample, used in (
        ("call", Edge("", ""), bool(plain)),
        ("message", Edge("", "", asynchronous=True), any(edge.asynchronous for edge in alive)),
        ("optional", Edge("", "", optional=True), any(edge.optional for edge in alive)),
        ("else", Edge("", "", fallback=True), any(edge.fallback for edge in alive)),
        ("unanswered", Edge("", "", state="dead"), len(alive) < len(seen)),
    ):
        if used:
            drawing = arrow(sample, "M0 0L27 0", (0.0, 0.0), ((27.0, 0.0),), (27.0, 0.0), (36.0, 0.0))
            inner = drawing[drawing.index("<path") : -len("</g>")]
            yield (f'<g class="is-dead">{inner}</g>' if sample.state else inner), 36.0, meaning


def _signs(picture: Picture) -> Iterator[Item]:
    if any(box.wanting for box in picture.boxes):
        box = outline("compute", Rect(0, -20, 60, 34), "compute")
        behind = f'<g transform="translate(8 7)">{outline("compute", Rect(0, -20, 60, 34), "ghost")}</g>'
        yield f'<g class="sample" transform="scale(.36)">{behind}{box}</g>', 24.5, "a copy is missing"
    if any(edge.steps for edge in picture.edges):
        yield step(0, 0, "1"), step_width("1"), "step"
    used = {remark.severity for remark in picture.remarks}
    for severity in reversed(Severity):
        if severity in used:
            yield sign(7, 0, severity), 14.0, severity.word
    if picture.accepted:
        yield sign(7, 0, None), 14.0, "accepted"
