"""Designs within documents: fenced blocks marked `sd` in Markdown, each line where it stands.

A block that says `system` begins a design, and blocks without it go on with the one before: so a document may
tell a design piece by piece, or hold several.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sdlint.source import Source

_FENCE = re.compile(r"(?P<indent>[ \t]*)(?P<fence>`{3,}|~{3,})(?P<info>[^\r\n]*)")
_ITEM = re.compile(r" {0,3}(?:[-+*]|\d{1,9}[.)])(?:[ \t]|$)")
_SYSTEM = re.compile(r"^[ \t]*system\b", re.MULTILINE)


def designs_in_document(source: Source) -> tuple[Source, ...]:
    """The designs of a document, each as a source of the same path and length: what isn't its own is blank,
    so that its offsets, lines and columns are the document's.
    """
    designs: list[list[tuple[int, int]]] = []
    for start, end in _blocks(source.text):
        if not designs or (_SYSTEM.search(source.text, start, end) and _begun(source.text, designs[-1])):
            designs.append([])
        designs[-1].append((start, end))
    return tuple(Source(source.path, _only(source.text, places)) for places in designs)


def _begun(text: str, places: list[tuple[int, int]]) -> bool:
    """Whether a design has its `system` already: what stands before the first belongs to it."""
    return any(_SYSTEM.search(text, start, end) for start, end in places)


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Where the blocks' lines stand, as CommonMark reads fences; what isn't closed ends with the text."""
    at, opened, start = 0, "", -1
    in_list = False
    # Not `splitlines`, which knows more ends of lines than a Source does.
    for line in re.findall(r"[^\n]*\n|[^\n]+", text):
        found = _FENCE.match(line)
        if opened:
            closes = found is not None and found["fence"].startswith(opened) and not found["info"].strip()
            if closes:
                if start >= 0:
                    yield start, at
                opened, start = "", -1
        elif found is not None and not (found["fence"][0] == "`" and "`" in found["info"]):
            # Set in by four, a fence is code that shows one, unless it belongs to an item of a list.
            if in_list or len(found["indent"].expandtabs(4)) < 4:
                opened = found["fence"]
                word = found["info"].split()[:1]
                start = at + len(line) if word and word[0].lower() == "sd" else -1
        elif line.strip():
            in_list = bool(_ITEM.match(line)) or (in_list and line[:1] in " \t")
        at += len(line)
    if opened and start >= 0:
        yield start, at


def _only(text: str, places: list[tuple[int, int]]) -> str:
    """The text with blanks for all that isn't at these places; the ends of lines stay."""
    parts: list[str] = []
    at = 0
    for start, end in places:
        parts += [_blank(text[at:start]), text[start:end]]
        at = end
    parts.append(_blank(text[at:]))
    return "".join(parts)


def _blank(text: str) -> str:
    return re.sub(r"[^\n\r]", " ", text)
