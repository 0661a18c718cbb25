"""What stands below a picture and its legend: the numbered list of findings, and other lists."""

from __future__ import annotations

from collections.abc import Callable

from sdlint.diagrams.elements import badge, line, linked, number, state, step, text
from sdlint.diagrams.measure import badge_width, step_width
from sdlint.diagrams.picture import Note, Notes, Picture, Remark
from sdlint.diagrams.text import Run, clean, elide, runs, wrap
from sdlint.record import Equal, changed

SIZE, SMALL, LEADING = 12.5, 11.0, 17.0
_COLUMN, _COLUMN_GAP, _BETWEEN = 440.0, 36.0, 11.0


class _Entry(Equal):
    """A remark or a note, wrapped, with what draws its mark: from a left end and a middle."""

    mark: Callable[[float, float], str]
    lines: tuple[tuple[Run, ...], ...]
    below: tuple[tuple[Run, ...], ...]
    place: str = ""
    """Where it leads: `shop.sd:4`."""

    @property
    def height(self) -> float:
        return LEADING * len(self.lines) + 15 * len(self.below) + _BETWEEN


def findings(picture: Picture, x: float, y: float, room: float, base: str | None = None) -> tuple[str, float]:
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
    entries = [_remark(remark, column - indent) for remark in picture.remarks]
    drawn, highest = _in_columns(entries, x, top, column, count, indent, base)
    return "".join((*parts, drawn)), highest - y


def notes(picture: Picture, x: float, y: float, room: float) -> tuple[str, float]:
    """What a view tells, and the height that it takes."""
    return _lists(picture.notes, x, y, room)


def accepted(picture: Picture, x: float, y: float, room: float) -> tuple[str, float]:
    """The accepted risks, and the height that they take."""
    return _lists(picture.accepted, x, y, room)


def _lists(found: tuple[Notes, ...], x: float, y: float, room: float) -> tuple[str, float]:
    """Lists, each with its title, and the height that they take."""
    parts: list[str] = []
    top = y
    for notes in found:
        parts.append(f'<path class="rule" d="M{number(x)} {number(top)}h{number(room)}"/>')
        top += 28
        parts.append(text(x, top, elide(clean(notes.title), room, 14, True), 14, "b"))
        top += 16
        count = max(1, min(3, int((room + _COLUMN_GAP) // (_COLUMN + _COLUMN_GAP)), len(notes.notes)))
        column = (room - _COLUMN_GAP * (count - 1)) / count
        indent = max((_mark_width(note) for note in notes.notes), default=0.0) + 10
        entries = [_note(note, column - indent) for note in notes.notes]
        drawn, top = _in_columns(entries, x, top, column, count, indent)
        parts.append(drawn)
        top += 14
    return "".join(parts), top - y


def _in_columns(
    entries: list[_Entry],
    x: float,
    top: float,
    column: float,
    count: int,
    indent: float,
    base: str | None = None,
) -> tuple[str, float]:
    """Entries side by side, and where the lowest ends."""
    parts: list[str] = []
    highest = 0.0
    for index, part in enumerate(_columns(entries, count)):
        left, at = x + index * (column + _COLUMN_GAP), top
        for entry in part:
            parts.append(linked(_draw(entry, left, at, indent), entry.place, base))
            at += entry.height
        highest = max(highest, at)
    return "".join(parts), max(highest, top)


def _remark(remark: Remark, room: float) -> _Entry:
    below = " · ".join(
        part for part in (remark.severity.word, clean(remark.rule), clean(remark.place)) if part
    )
    entry = _entry(
        lambda x, y: badge(x, y, remark.severity, str(remark.number)), clean(remark.text), below, room
    )
    return changed(entry, place=remark.place)


def _mark_width(note: Note) -> float:
    if note.sort == "step":
        return step_width(note.mark)
    return badge_width(note.mark) if note.sort == "accepted" else 14.0


def _note(note: Note, room: float) -> _Entry:
    def mark(x: float, y: float) -> str:
        if note.sort == "step":
            return step(x, y, note.mark)
        if note.sort == "accepted":
            return badge(x, y, None, note.mark)
        return state(x + 7, y, note.sort)

    return _entry(mark, clean(note.text), clean(note.below), room)


def _entry(mark: Callable[[float, float], str], said: str, below: str, room: float) -> _Entry:
    return _Entry(mark, wrap(runs(said), room, SIZE), wrap((Run(below),), room, SMALL) if below else ())


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
    parts = [entry.mark(x, baseline - SIZE * 0.36)]
    for words in entry.lines:
        parts.append(line(x + indent, baseline, words, SIZE))
        baseline += LEADING
    baseline -= 1.5
    for words in entry.below:
        parts.append(text(x + indent, baseline, "".join(run.text for run in words), SMALL, "m"))
        baseline += 15
    return "".join(parts)
