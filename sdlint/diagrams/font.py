"""The pictures' own font: how wide a text is, and the part of the font that a picture carries.

Widths are read from the shipped files themselves, so they can't differ from what is drawn. The files
have no kerning and no ligatures: a width is a sum of advances, in browsers and in resvg alike.
"""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path

FAMILY = "Arimo"
ASCENT = 0.905
"""The height above the baseline, in ems."""

_KEPT = (b"cmap", b"glyf", b"head", b"hhea", b"hmtx", b"loca", b"maxp", b"name", b"OS/2", b"post")


def path(bold: bool) -> Path:
    """Where the font's file lies."""
    return Path(__file__).resolve().parents[1] / "fonts" / f"Arimo-{'Bold' if bold else 'Regular'}.ttf"


class Font:
    """A TrueType file with one `cmap` subtable of format 4 and no layout tables."""

    def __init__(self, data: bytes) -> None:
        self._tables: dict[bytes, bytes] = {}
        for index in range(struct.unpack_from(">H", data, 4)[0]):
            tag, _, offset, length = struct.unpack_from(">4sLLL", data, 12 + 16 * index)
            self._tables[tag] = data[offset : offset + length]
        self.units: int = struct.unpack_from(">H", self._tables[b"head"], 18)[0]
        self.glyphs = _read_cmap(self._tables[b"cmap"])
        self._metrics = self._read_metrics()

    def _read_metrics(self) -> list[tuple[int, int]]:
        """Advance and left side bearing of each glyph."""
        table = self._tables[b"hmtx"]
        full: int = struct.unpack_from(">H", self._tables[b"hhea"], 34)[0]
        total: int = struct.unpack_from(">H", self._tables[b"maxp"], 4)[0]
        metrics = [struct.unpack_from(">Hh", table, 4 * index) for index in range(full)]
        bearings = struct.unpack_from(f">{total - full}h", table, 4 * full)
        return [(advance, bearing) for advance, bearing in metrics] + [
            (metrics[-1][0], bearing) for bearing in bearings
        ]

    def advance(self, character: str) -> float | None:
        """The width of a character in ems; None when the font doesn't have it."""
        glyph = self.glyphs.get(ord(character))
        return None if glyph is None else self._metrics[glyph][0] / self.units

    def subset(self, characters: Iterable[str]) -> bytes:
        """A font file with only these characters; the same for the same characters."""
        codes = sorted({ord(character) for character in characters} & self.glyphs.keys())
        outlines = self._outlines()
        chosen = [0]
        renumbered = {0: 0}

        def keep(glyph: int) -> int:
            if glyph not in renumbered:
                renumbered[glyph] = len(chosen)
                chosen.append(glyph)
            return renumbered[glyph]

        cmap = {code: keep(self.glyphs[code]) for code in codes}
        glyphs: list[bytes] = []
        # A composite glyph names others, which join at the end of the list while it is walked.
        for glyph in chosen:
            outline = bytearray(outlines[glyph])
            for offset in _components(outline):
                struct.pack_into(">H", outline, offset, keep(struct.unpack_from(">H", outline, offset)[0]))
            glyphs.append(bytes(outline) + b"\0" * (-len(outline) % 4))
        return self._assemble(cmap, chosen, glyphs)

    def _outlines(self) -> list[bytes]:
        long = struct.unpack_from(">h", self._tables[b"head"], 50)[0]
        total: int = struct.unpack_from(">H", self._tables[b"maxp"], 4)[0]
        offsets = struct.unpack_from(f">{total + 1}{'L' if long else 'H'}", self._tables[b"loca"])
        scale = 1 if long else 2
        glyf = self._tables[b"glyf"]
        return [glyf[start * scale : end * scale] for start, end in pairwise(offsets)]

    def _assemble(self, cmap: dict[int, int], chosen: list[int], glyphs: list[bytes]) -> bytes:
        offsets = [0]
        for glyph in glyphs:
            offsets.append(offsets[-1] + len(glyph))
        head = bytearray(self._tables[b"head"])
        struct.pack_into(">L", head, 8, 0)
        struct.pack_into(">h", head, 50, 1)
        hhea = bytearray(self._tables[b"hhea"])
        struct.pack_into(">H", hhea, 34, len(chosen))
        maxp = bytearray(self._tables[b"maxp"])
        struct.pack_into(">H", maxp, 4, len(chosen))
        # Version 3 of `post` has no glyph names.
        post = struct.pack(">L", 0x00030000) + self._tables[b"post"][4:32]
        tables = {
            b"cmap": _write_cmap(cmap),
            b"glyf": b"".join(glyphs),
            b"head": bytes(head),
            b"hhea": bytes(hhea),
            b"hmtx": b"".join(struct.pack(">Hh", *self._metrics[glyph]) for glyph in chosen),
            b"loca": struct.pack(f">{len(offsets)}L", *offsets),
            b"maxp": bytes(maxp),
            b"name": self._tables[b"name"],
            b"OS/2": self._tables[b"OS/2"],
            b"post": post,
        }
        return _write_file(tables)


def _read_cmap(table: bytes) -> dict[int, int]:
    """Code point → glyph, from the first subtable (format 4)."""
    start: int = struct.unpack_from(">L", table, 8)[0]
    count: int = struct.unpack_from(">H", table, start + 6)[0] // 2
    ends = struct.unpack_from(f">{count}H", table, start + 14)
    starts = struct.unpack_from(f">{count}H", table, start + 16 + 2 * count)
    deltas = struct.unpack_from(f">{count}h", table, start + 16 + 4 * count)
    ranges = start + 16 + 6 * count
    glyphs: dict[int, int] = {}
    for index in range(count):
        offset = struct.unpack_from(">H", table, ranges + 2 * index)[0]
        for code in range(starts[index], min(ends[index], 0xFFFE) + 1):
            if offset:
                at = ranges + 2 * index + offset + 2 * (code - starts[index])
                glyph = struct.unpack_from(">H", table, at)[0]
            else:
                glyph = code
            if glyph:
                glyphs[code] = (glyph + deltas[index]) & 0xFFFF
    return glyphs


def _write_cmap(cmap: dict[int, int]) -> bytes:
    """A `cmap` with one subtable of format 4, a segment for each character."""
    codes = [*cmap, 0xFFFF]
    deltas = [(cmap.get(code, 0) - code) & 0xFFFF for code in cmap] + [1]
    count = len(codes)
    power = 1 << (count.bit_length() - 1)
    body = struct.pack(">HHHH", 2 * count, 2 * power, power.bit_length() - 1, 2 * (count - power))
    body += struct.pack(f">{count}HH{count}H{count}H", *codes, 0, *codes, *deltas) + b"\0\0" * count
    return struct.pack(">HHHHL", 0, 1, 3, 1, 12) + struct.pack(">HHH", 4, len(body) + 6, 0) + body


def _components(outline: bytearray) -> list[int]:
    """Where a composite outline names its parts: offsets of glyph numbers."""
    if len(outline) < 10 or struct.unpack_from(">h", outline)[0] >= 0:
        return []
    found: list[int] = []
    at = 10
    more = True
    while more:
        flags: int = struct.unpack_from(">H", outline, at)[0]
        found.append(at + 2)
        at += 8 if flags & 0x0001 else 6
        at += 2 if flags & 0x0008 else 4 if flags & 0x0040 else 8 if flags & 0x0080 else 0
        more = bool(flags & 0x0020)
    return found


def _write_file(tables: dict[bytes, bytes]) -> bytes:
    """A font file of these tables, with its checksums."""
    count = len(tables)
    power = 1 << (count.bit_length() - 1)
    header = struct.pack(
        ">LHHHH", 0x00010000, count, 16 * power, power.bit_length() - 1, 16 * (count - power)
    )
    offset = 12 + 16 * count
    body = b""
    head_at = 0
    for tag in sorted(_KEPT):
        data = tables[tag]
        if tag == b"head":
            head_at = offset + len(body)
        header += struct.pack(">4sLLL", tag, _checksum(data), offset + len(body), len(data))
        body += data + b"\0" * (-len(data) % 4)
    file = bytearray(header + body)
    struct.pack_into(">L", file, head_at + 8, (0xB1B0AFBA - _checksum(bytes(file))) & 0xFFFFFFFF)
    return bytes(file)


def _checksum(data: bytes) -> int:
    padded = data + b"\0" * (-len(data) % 4)
    words: tuple[int, ...] = struct.unpack(f">{len(padded) // 4}L", padded)
    return sum(words) & 0xFFFFFFFF


@cache
def load(bold: bool) -> Font:
    """The shipped font."""
    return Font(path(bold).read_bytes())


@cache
def _advance(character: str, bold: bool) -> float:
    known = load(bold).advance(character)
    if known is not None:
        return known
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0.0
    # Another font will draw it, which is not known here; the writer squeezes the text if it is wider.
    return 1.0 if unicodedata.east_asian_width(character) in "WFA" else 0.7


def width(text: str, size: float, bold: bool = False) -> float:
    """The width of a text in points."""
    return size * _advances(text, bold)


@lru_cache(maxsize=4096)
def _advances(text: str, bold: bool) -> float:
    # The labels of one picture are measured again for each layout that is tried.
    return sum(_advance(character, bold) for character in text)


def lacks(text: str) -> bool:
    """Whether the text has characters that the font doesn't have."""
    return any(ord(character) not in load(False).glyphs for character in text)
