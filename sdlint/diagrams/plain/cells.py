"""Paper of characters, and the characters that lines and boxes are made of."""

from __future__ import annotations

import unicodedata

from sdlint.record import Equal


def wide(text: str) -> int:
    """How many columns a text takes in a terminal."""
    return sum(_columns(character) for character in text)


def _columns(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def cut(text: str, limit: int, ellipsis: str = "…") -> str:
    """The text, or its beginning and an ellipsis, in no more than `limit` columns."""
    if wide(text) <= limit:
        return text
    room = limit - wide(ellipsis)
    end = 0
    for character in text:
        room -= _columns(character)
        if room < 0:
            break
        end += 1
    return text[:end].rstrip() + ellipsis


def wrapped(text: str, limit: int, first: str = "", rest: str = "") -> list[str]:
    """Lines of at most `limit` columns; what is longer than a line is broken."""
    lines: list[str] = []
    line = first
    empty = True
    for word in text.split():
        if not empty and wide(line) + 1 + wide(word) > limit:
            lines.append(line)
            line, empty = rest, True
        while wide(line) + wide(word) > limit and wide(word) > limit // 2:
            room = max(1, limit - wide(line) - (0 if empty else 1))
            head = cut(word, room, "") or word[0]
            lines.append(line + ("" if empty else " ") + head)
            line, empty, word = rest, True, word[len(head) :]
        if word:
            line += word if empty else f" {word}"
            empty = False
    return [*lines, line] if not empty or not lines else lines


class Frame(Equal):
    """The border of a box: four corners (from the upper left, row by row), top, bottom, left, right."""

    corners: str
    top: str
    bottom: str
    left: str
    right: str


class Charset(Equal):
    """The characters that a picture is made of."""

    frames: dict[str, Frame]
    """By shape, and by state where that changes the border."""
    line: str
    """Vertical, horizontal, and the corners ┌ ┐ └ ┘ of a call's line."""
    dashed: str
    """The same of a message's."""
    heads: tuple[str, str, str, str]
    """The heads of a call and of a message: down, then up."""
    arrow: str
    """Between two names, in a line of text."""
    ellipsis: str


ASCII = Charset(
    {
        "entry": Frame(".." + "''", "-", "-", "(", ")"),
        "outside": Frame("....", ".", ".", ":", ":"),
        "edge": Frame("/\\\\/", "-", "-", "<", ">"),
        "compute": Frame("++++", "-", "-", "|", "|"),
        "store": Frame("++++", "=", "=", "|", "|"),
        "cache": Frame("++++", "-", "-", "[", "]"),
        "channel": Frame("++++", "-", "-", "{", "}"),
        "several": Frame("++++", "=", "=", "[", "]"),
        "data": Frame("++++", "=", "-", "|", "|"),
        "lost": Frame("XXXX", "x", "x", "X", "X"),
        "faded": Frame("....", " ", " ", ".", "."),
    },
    "|-++++",
    ":.++++",
    ("v", "V", "^", "^"),
    "->",
    "...",
)
UNICODE = Charset(
    {
        "entry": Frame("╭╮╰╯", "─", "─", "│", "│"),
        "outside": Frame("┌┐└┘", "┄", "┄", "┊", "┊"),
        "edge": Frame("\u2571\u2572\u2572\u2571", "─", "─", "│", "│"),
        "compute": Frame("┌┐└┘", "─", "─", "│", "│"),
        "store": Frame("╒╕╘╛", "═", "═", "│", "│"),
        "cache": Frame("╓╖╙╜", "─", "─", "║", "║"),
        "channel": Frame("┌╖└╜", "─", "─", "│", "║"),
        "several": Frame("╔╗╚╝", "═", "═", "║", "║"),
        "data": Frame("╒╕└┘", "═", "─", "│", "│"),
        "lost": Frame("\u2573" * 4, "\u2573", "\u2573", "\u2573", "\u2573"),
        "faded": Frame("····", " ", " ", "·", "·"),
    },
    "│─┌┐└┘",
    "┊┄┌┐└┘",
    ("▼", "▽", "▲", "△"),
    "→",
    "…",
)


class Paper:
    """Rows of characters that grow as they are written on."""

    def __init__(self) -> None:
        self.rows: list[list[str]] = []

    def put(self, x: int, y: int, character: str) -> None:
        """Write one character; what takes two columns leaves the next one empty."""
        while len(self.rows) <= y:
            self.rows.append([])
        row = self.rows[y]
        while len(row) <= x:
            row.append(" ")
        row[x] = character

    def write(self, x: int, y: int, text: str) -> None:
        """Write a line of text."""
        for character in text:
            columns = _columns(character)
            if columns == 0 and x > 0:
                self.rows[y][x - 1] += character
                continue
            self.put(x, y, character)
            if columns == 2:
                self.put(x + 1, y, "")
            x += columns

    def lines(self) -> list[str]:
        """The rows as text, without blanks at their ends."""
        return ["".join(row).rstrip() for row in self.rows]
