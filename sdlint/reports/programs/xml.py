"""Texts in XML: nothing in them becomes markup, and what XML can't say is written as an escape."""

from __future__ import annotations

import re

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\x7f-\x9f]")
"""What XML 1.0 has no way of saying, and controls that only some readers take."""

_MARKUP = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}
_BREAKS = {"\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}
"""In an attribute, a reader makes blanks of these, unless they are written so."""


def content(text: str) -> str:
    """A text between tags."""
    return _escaped(text, {**_MARKUP, "\r": "&#13;"})


def attribute(text: str) -> str:
    """An attribute's value, in its quotation marks."""
    return f'"{_escaped(text, {**_MARKUP, **_BREAKS})}"'


def tag(name: str, /, **attributes: str | int | None) -> str:
    """What stands in the brackets of a tag: `error line="3"`; attributes that are None are left out."""
    told = (f" {key}={attribute(str(value))}" for key, value in attributes.items() if value is not None)
    return name + "".join(told)


def _escaped(text: str, table: dict[str, str]) -> str:
    clean = _FORBIDDEN.sub(lambda found: _code(ord(found[0])), text)
    return "".join(table.get(character, character) for character in clean)


def _code(point: int) -> str:
    return f"\\x{point:02x}" if point < 0x100 else f"\\u{point:04x}"
