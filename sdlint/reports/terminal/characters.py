"""What a terminal makes of characters: how many columns they take, and which must not reach it."""

from __future__ import annotations

TAB = 4
"""Columns from one tab stop to the next in code frames."""

_HIDDEN = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))
"""Categories that move the cursor, change the direction or show nothing: what one sees would not be
what is there, or the text could give the terminal orders."""


def visible(text: str) -> str:
    """The text with its control and invisible characters written as escapes."""
    if text.isprintable():
        return text  # Nearly always, and quick to know.
    return "".join(_escaped(character) for character in text)


def width(text: str) -> int:
    """How many columns the text takes: CJK and emoji two, combining marks none."""
    if text.isascii():
        return len(text)
    return sum(_columns(character) for character in text)


def cells(line: str) -> list[tuple[str, int]]:
    """What is shown for each code point of a line of code, and how many columns that takes."""
    if line.isascii() and line.isprintable():
        return [(character, 1) for character in line]
    shown: list[tuple[str, int]] = []
    column = 0
    for character in line:
        text = " " * (TAB - column % TAB) if character == "\t" else _escaped(character)
        columns = len(text) if len(text) != 1 else _columns(text)
        shown.append((text, columns))
        column += columns
    return shown


def _escaped(character: str) -> str:
    if character.isprintable():
        return character
    from unicodedata import category

    if category(character) not in _HIDDEN:
        return character  # A blank of some width, or a character that this Python doesn't know yet.
    return character.encode("unicode_escape").decode("ascii") if character < "\ud800" else _code(character)


def _code(character: str) -> str:
    point = ord(character)
    return f"\\u{point:04x}" if point < 0x10000 else f"\\U{point:08x}"


def _columns(character: str) -> int:
    if character.isascii():
        return 1
    from unicodedata import category, east_asian_width

    if category(character) in ("Mn", "Me"):
        return 0
    return 2 if east_asian_width(character) in ("W", "F") else 1
