"""Prose in lines that fit: by columns as a terminal shows them, not by code points."""

from __future__ import annotations

from sdlint.reports.terminal.characters import visible, width

_LEAST = 20
"""However far in a text starts, its lines are not made narrower than this."""


def wrap(text: str, columns: int, indent: int = 0) -> list[str]:
    """The text's lines in at most `columns` columns, those that a line continues in set in by `indent`.

    A line's own leading blanks stay, and hold for what it continues in: a witness is laid out by them.
    A word that is longer than a line stands on its own and sticks out: paths are to be copied.
    """
    columns = max(columns, _LEAST)
    wrapped: list[str] = []
    for line in text.split("\n"):
        wrapped.extend(_wrap_line(visible(line), columns, indent))
    return wrapped


def _wrap_line(line: str, columns: int, indent: int) -> list[str]:
    line = line.rstrip()
    if width(line) <= columns:
        return [line]  # As it stands, with the blanks that align it.
    lead = line[: len(line) - len(line.lstrip())]
    margin = (lead if len(lead) < columns // 2 else "") + " " * indent
    lines: list[str] = []
    current, empty = lead, True
    for word in line.split():
        if empty:
            current, empty = current + word, False
        elif width(current) + 1 + width(word) <= columns:
            current += f" {word}"
        else:
            lines.append(current)
            current = margin + word
    return [*lines, current]


def block(text: str, look_width: int, lead: str, first: str) -> list[str]:
    """A note: `first` before its first line, blanks as wide as that before the others, all after `lead`.

    On a narrow terminal the others are set in less, so that something fits beside the blanks.
    """
    room = look_width - width(lead) - width(first)
    if room >= _LEAST:
        lines = wrap(text, room)
        rest = " " * width(first)
        return [lead + (rest if index else first) + line for index, line in enumerate(lines)]
    lines = wrap(text, look_width - width(lead) - 4)
    return [lead + first.rstrip(), *(f"{lead}    {line}" for line in lines)]
