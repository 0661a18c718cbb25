"""What stands below a picture: the legend, and the numbered list of findings."""

from __future__ import annotations

from dataclasses import dataclass

from sdlint.diagnostic import Severity
from sdlint.diagrams.arrows import arrow
from sdlint.diagrams.elements import badge, line, number, sign, text
from sdlint.diagrams.font import width
from sdlint.diagrams.measure import badge_width
from sdlint.diagrams.picture import Edge, Picture, Remark
from sdlint.diagrams.text import Run, clean, elide, runs, wrap

SIZE, SMALL, LEADING = 12.5, 11.0, 17.0
LEGEND = 11.0
_COLUMN, _COLUMN_GAP, _BETWEEN = 440.0, 36.0, 11.0


def legend(picture: Picture, x: float, y: float, room: float) -> tuple[str, float]:
    """The signs that the picture uses, with their meaning, and the height that they take."""
    items = [*_edges(picture), *_severities(picture)]
    if len(items) < 2:
        return "", 0.0
    parts: list[str] = []
    left, top = x, y
    for drawing, wide, meaning in items:
        whole = wide + 8 + width(meaning, LEGEND)
        if left + whole > x + room and left > x:
            left, top = x, top + 20
        parts.append(f'<g transform="translate({number(left)} {number(top + 10)})">{drawing}</g>')
        parts.append(text(left + wide + 8, top + 14, meaning, LEGEND, "m"))
        left += whole + 22
    return "".join(parts), top - y + 20


def _edges(picture: Picture) -> list[tuple[str, float, str]]:
    """The sorts of arrows; none when all are plain calls, which need no word."""
    found: list[tuple[str, float, str]] = []
    plain = [edge for edge in picture.edges if not (edge.asynchronous or edge.optional or edge.fallback)]
    if len(plain) == len(picture.edges):
        return []
    for meaning, sample, used in (
        ("call", Edge("", ""), bool(plain)),
        ("message", Edge("", "", asynchronous=True), any(edge.asynchronous for edge in picture.edges)),
        ("optional", Edge("", "", optional=True), any(edge.optional for edge in picture.edges)),
        ("else", Edge("", "", fallback=True), any(edge.fallback for edge in picture.edges)),
    ):
        if used:
            drawing = arrow(sample, "M0 0L27 0", (0.0, 0.0), ((27.0, 0.0),), (27.0, 0.0), (36.0, 0.0))
            drawing = drawing[drawing.index("<path") : -len("</g>")]
            found.append((drawing, 36.0, meaning))
    return found


def _severities(picture: Picture) -> list[tuple[str, float, str]]:
    used = {remark.severity for remark in picture.remarks}
    return [
        (sign(7, 0, severity), 14.0, severity.word) for severity in reversed(Severity) if severity in used
    ]


@dataclass(frozen=True, slots=True)
class _Entry:
    """A remark, wrapped."""

    remark: Remark
    lines: tuple[tuple[Run, ...], ...]
    below: tuple[tuple[Run, ...], ...]

    @property
    def height(self) -> float:
        return LEADING * len(self.lines) + 15 * len(self.below) + _BETWEEN


def findings(picture: Picture, x: float, y: float, room: float) -> tuple[str, float]:
    """The summary and the list of findings in columns, and the height that they take."""
    if not picture.remarks and not picture.summary:
        return "", 0.0
    parts = [f'<path class="rule" d="M{number(x)} {number(y)}h{number(room)}"/>']
    top = y + 28
    if picture.summary:
        parts.append(text(x, top, elide(clean(picture.summary), room, 14, True), 14, "b"))
        top += 16
    if not picture.remarks:
        return "".join(parts), top - y
    count = max(1, min(3, int((room + _COLUMN_GAP) // (_COLUMN + _COLUMN_GAP)), len(picture.remarks)))
    column = (room - _COLUMN_GAP * (count - 1)) / count
    indent = max(badge_width(str(remark.number)) for remark in picture.remarks) + 10
    entries = [_entry(remark, column - indent) for remark in picture.remarks]
    highest = 0.0
    for index, part in enumerate(_columns(entries, count)):
        left, at = x + index * (column + _COLUMN_GAP), top
        for entry in part:
            parts.append(_draw(entry, left, at, indent))
            at += entry.height
        highest = max(highest, at)
    return "".join(parts), highest - y


def _entry(remark: Remark, room: float) -> _Entry:
    below = " · ".join(
        part for part in (remark.severity.word, clean(remark.rule), clean(remark.place)) if part
    )
    return _Entry(
        remark, wrap(runs(clean(remark.text)), room, SIZE), wrap((Run(below),), room, SMALL) if below else ()
    )


def _columns(entries: list[_Entry], count: int) -> list[list[_Entry]]:
    """The entries in order, in that many columns of nearly one height."""
    total = sum(entry.height for entry in entries)
    columns: list[list[_Entry]] = [[] for _ in range(count)]
    used = 0.0
    for entry in entries:
        columns[min(int((used + entry.height / 2) / total * count), count - 1)].append(entry)
        used += entry.height
    return columns


def _draw(entry: _Entry, x: float, y: float, indent: float) -> str:
    baseline = y + SIZE
    parts = [badge(x, baseline - SIZE * 0.36, entry.remark.severity, str(entry.remark.number))]
    for words in entry.lines:
        parts.append(line(x + indent, baseline, words, SIZE))
        baseline += LEADING
    baseline -= 1.5
    for words in entry.below:
        parts.append(text(x + indent, baseline, "".join(run.text for run in words), SMALL, "m"))
        baseline += 15
    return "".join(parts)
