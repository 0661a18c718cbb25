"""Text in pictures: cleaned, elided, wrapped, escaped."""

from __future__ import annotations

import re
import unicodedata

from sdlint.diagrams.font import width
from sdlint.record import Equal

ELLIPSIS = "…"

# What XML 1.0 can't hold, and what would turn the direction of the text that follows.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
    "\ud800-\udfff\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff]"
)
_CODE = re.compile(r"`([^`]+)`")


def clean(text: str) -> str:
    """One line, without control characters; composed accents, as the font has them."""
    return unicodedata.normalize("NFC", _FORBIDDEN.sub("", " ".join(text.split())))


def escape(text: str) -> str:
    """As XML holds it, in an element or in an attribute."""
    for raw, escaped in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("'", "&#39;")):
        text = text.replace(raw, escaped)
    return text


def elide(text: str, limit: float, size: float, bold: bool = False) -> str:
    """The text, or its beginning and an ellipsis, no wider than `limit` points."""
    if width(text, size, bold) <= limit:
        return text
    room = limit - width(ELLIPSIS, size, bold)
    end = 0
    for character in text:
        room -= width(character, size, bold)
        if room < 0:
            break
        end += 1
    return text[:end].rstrip() + ELLIPSIS


class Run(Equal):
    """A piece of a line in one weight."""

    text: str
    bold: bool = False


def runs(text: str) -> tuple[Run, ...]:
    """A message in pieces: what stands in backquotes is bold, and the backquotes go."""
    pieces = _CODE.split(text)
    return tuple(Run(piece, index % 2 == 1) for index, piece in enumerate(pieces) if piece)


def wrap(pieces: tuple[Run, ...], limit: float, size: float) -> tuple[tuple[Run, ...], ...]:
    """Lines no wider than `limit` points; a word that is wider than a line is broken."""
    lines: list[list[Run]] = [[]]
    used = 0.0
    for piece in pieces:
        for word in re.findall(r"\s+|\S+", piece.text):
            for part in _broken(word, limit, size, piece.bold):
                wide = width(part, size, piece.bold)
                if used + wide > limit and not part.isspace():
                    lines.append([])
                    used = 0.0
                if part.isspace() and not lines[-1] and len(lines) > 1:
                    continue
                lines[-1].append(Run(part, piece.bold))
                used += wide
    return tuple(_joined(line) for line in lines)


def _broken(word: str, limit: float, size: float, bold: bool) -> list[str]:
    if width(word, size, bold) <= limit:
        return [word]
    parts = [""]
    for character in word:
        if width(parts[-1] + character, size, bold) > limit and parts[-1]:
            parts.append("")
        parts[-1] += character
    return parts


def _joined(line: list[Run]) -> tuple[Run, ...]:
    """Neighbours of one weight as one run, without the blanks at the line's end."""
    while line and line[-1].text.isspace():
        line.pop()
    joined: list[Run] = []
    for run in line:
        if joined and joined[-1].bold == run.bold:
            joined[-1] = Run(joined[-1].text + run.text, run.bold)
        else:
            joined.append(run)
    return tuple(joined)
