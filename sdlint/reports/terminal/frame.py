"""Code frames: the lines of the source that a diagnostic is about, with its places underlined."""

from __future__ import annotations

from sdlint.diagnostic import Label
from sdlint.record import Equal
from sdlint.reports.terminal.characters import cells, visible, width
from sdlint.reports.terminal.look import Look
from sdlint.reports.terminal.wrap import wrap
from sdlint.source import Source, Span

_NEAR = 400
"""Code points that are looked at on each side of a mark: a line may have millions."""
_CONTEXT = 3
"""Where a line is cut on the left, its mark stands a third of the room from there."""


class _Mark(Equal):
    """A place on one line, in code points from the line's start, `end` exclusive."""

    line: int
    start: int
    end: int
    text: str
    main: bool


def gutter(span: Span, labels: tuple[Label, ...]) -> int:
    """How many columns the largest line number of a frame takes."""
    return max(len(str(place.line)) for place in (span, *(label.span for label in labels)))


def where(span: Span) -> str:
    """`file:line:column`, as an editor opens it."""
    line, column = span.source.position(span.start)
    return f"{visible(span.source.path)}:{line}:{column}"


def frame(span: Span, labels: tuple[Label, ...], style: str, look: Look) -> list[str]:
    """The lines of a frame: the place, then the code with the main place and the labels marked."""
    margin = gutter(span, labels)
    by_source: dict[Source, list[_Mark]] = {span.source: []}
    # A label at the main place says what is wrong there: it is written behind the carets.
    own = " · ".join(label.text for label in labels if _same(label.span, span))
    by_source[span.source].append(_mark(span, own, main=True))
    for label in labels:
        if not _same(label.span, span):
            marks = by_source.setdefault(label.span.source, [])
            marks.append(_mark(label.span, label.text, main=False))
    lines: list[str] = []
    for source, marks in by_source.items():
        if source is span.source:
            lines.append(
                " " * margin + look.paint("-->", "line") + f" {look.link(where(span), span.source.path)}"
            )
        else:
            first = min(marks, key=lambda mark: (mark.line, mark.start))
            path = f"{visible(source.path)}:{first.line}:{first.start + 1}"
            lines.append(" " * margin + look.paint(":::", "line") + f" {look.link(path, source.path)}")
        lines.extend(_excerpt(source, marks, margin, style, look))
    return lines


def _same(one: Span, other: Span) -> bool:
    return one.source is other.source and one.start == other.start and one.end == other.end


def _mark(span: Span, text: str, *, main: bool) -> _Mark:
    """The part of a place that lies on its first line."""
    line, column = span.source.position(span.start)
    start = column - 1
    content = len(span.source.line_text(line).rstrip())
    end = min(start + span.end - span.start, max(content, start))
    return _Mark(line, start, max(end, start + 1), text, main)


def _excerpt(source: Source, marks: list[_Mark], margin: int, style: str, look: Look) -> list[str]:
    bar = look.paint("|", "line")
    lines = [f"{' ' * margin} {bar}"]
    last = 0
    for number in sorted({mark.line for mark in marks}):
        if last and number == last + 2:
            lines.append(_code_line(source, last + 1, margin, look))
        elif last and number > last + 1:
            lines.append(look.paint("...", "line"))
        last = number
        own = sorted((mark for mark in marks if mark.line == number), key=lambda m: (not m.main, m.start))
        lines.extend(_marked_line(source, number, own, margin, style, look))
    return lines


def _numbered(number: int | None, text: str, margin: int, look: Look) -> str:
    before = look.paint(f"{'' if number is None else number:>{margin}} |", "line")
    return f"{before} {text}".rstrip()


def _code_line(source: Source, number: int, margin: int, look: Look) -> str:
    text, _ = _window(source.line_text(number), _Mark(number, 0, 1, "", True), look.width - margin - 3)
    return _numbered(number, text, margin, look)


def _marked_line(
    source: Source, number: int, marks: list[_Mark], margin: int, style: str, look: Look
) -> list[str]:
    room = look.width - margin - 3
    text, columns = _window(source.line_text(number), marks[0], room)
    lines = [_numbered(number, text, margin, look)]
    for mark in marks:
        start, end = columns(mark.start), columns(mark.end)
        underline = ("^" if mark.main else "-") * max(end - start, 1)
        color = style if mark.main else "line"
        note = visible(mark.text)
        if note and start + len(underline) + 1 + width(note) <= room:
            marked = " " * start + look.paint(f"{underline} {note}", color)
            lines.append(_numbered(None, marked, margin, look))
            continue
        lines.append(_numbered(None, " " * start + look.paint(underline, color), margin, look))
        if note:
            # Behind the carets there is no room: below them, as far to the right as it fits.
            wrapped = wrap(note, max(room - start, room // 2))
            indent = max(0, min(start, room - max(width(line) for line in wrapped)))
            lines.extend(
                _numbered(None, " " * indent + look.paint(line, color), margin, look) for line in wrapped
            )
    return lines


class _Columns:
    """Where a code point of the line stands in the window, in columns."""

    def __init__(self, first: int, edges: list[int], room: int) -> None:
        self.first, self.edges, self.room = first, edges, room

    def __call__(self, index: int) -> int:
        inside = index - self.first
        if inside < 0:
            return 0
        if inside < len(self.edges):
            return min(self.edges[inside], self.room)
        return min(self.edges[-1] + inside - len(self.edges) + 1, self.room)


def _window(line: str, mark: _Mark, room: int) -> tuple[str, _Columns]:
    """The part of a line that fits and has the mark in it, and what gives each code point's column."""
    line = line.rstrip()
    from_, to = max(0, mark.start - _NEAR), mark.start + _NEAR
    shown = cells(line[from_:to])
    edges = [0]
    for _, columns in shown:
        edges.append(edges[-1] + columns)
    cut_left, cut_right = from_ > 0, to < len(line)
    if not cut_left and not cut_right and edges[-1] <= room:
        return "".join(text for text, _ in shown), _Columns(0, edges, room)
    start = min(mark.start - from_, len(shown))
    end = min(mark.end - from_, len(shown))
    first = 0
    if cut_left or edges[end] > room - 1:
        # What stands before the mark gets a third, and what the rest of the line leaves free.
        before = max(room // _CONTEXT, room - 2 - (edges[-1] - edges[start]))
        while edges[start] - edges[first] > before:
            first += 1
    cut_left = cut_left or first > 0
    limit = room - cut_left
    last = first
    while last < len(shown) and edges[last + 1] - edges[first] <= limit:
        last += 1
    if last < len(shown) or cut_right:
        while last > first and edges[last] - edges[first] > limit - 1:
            last -= 1
        cut_right = True
    text = "".join(text for text, _ in shown[first:last])
    window = [edge - edges[first] + cut_left for edge in edges[first : last + 1]]
    return "…" * cut_left + text + "…" * cut_right, _Columns(from_ + first, window, room)
