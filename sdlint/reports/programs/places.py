"""Places as other programs count them: columns in UTF-16 code units, paths as URIs, witnesses' own places."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from urllib.parse import quote_from_bytes

from sdlint.source import Source, Span

_WHERE = re.compile(r"\(([^()\n]+):([1-9]\d{0,8})\)$")
"""How a line of a witness ends that names where it was said: `replicas of posts = 3 (feed.sd:4)`."""


def utf16_position(source: Source, offset: int) -> tuple[int, int]:
    """Line and column of an offset, both from 1, the column in UTF-16 code units."""
    line = source.line(offset)
    before = source.text[source.line_starts[line - 1] : offset]
    # Beyond the first plane a character takes two units.
    return line, 1 + len(before) + sum(character > "\uffff" for character in before)


def uri(path: str) -> str:
    """A path as a URI reference: relative stays relative, and what a URI can't have is escaped."""
    try:
        data = path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # Windows has names with halves of characters.
        data = path.encode("utf-8", "surrogatepass")
    quoted = quote_from_bytes(data, safe="/")
    if path.startswith("/"):
        return f"file://{quoted}"
    return quoted


def lines_of(span: Span) -> tuple[int, int]:
    """The first and the last line of a place, from 1; a place that ends with a line ends on that line."""
    end = max(span.start, span.end - 1)
    return span.line, span.source.line(end)


def place_in(line: str, sources: Mapping[str, Source]) -> Span | None:
    """The line of a source that a line of a witness names at its end, if it names one."""
    found = _WHERE.search(line)
    source = sources.get(found[1]) if found else None
    if found is None or source is None:
        return None
    number = int(found[2])
    if number > len(source.line_starts):
        return None
    start = source.line_starts[number - 1]
    text = source.line_text(number)
    return source.span(start + len(text) - len(text.lstrip()), start + len(text.rstrip()))


def by_path(sources: Sequence[Source]) -> dict[str, Source]:
    """The sources by their paths; of several in one file the first."""
    found: dict[str, Source] = {}
    for source in sources:
        found.setdefault(source.path, source)
    return found
