"""Tables: columns that line up, and fit; what doesn't fit is cut where the table says that it may be."""

from __future__ import annotations

from collections.abc import Sequence

from sdlint.record import Record
from sdlint.reports.terminal.characters import visible, width
from sdlint.reports.terminal.look import Look
from sdlint.reports.terminal.wrap import wrap

GAP = 2
"""Blanks between columns."""
LEAST, SOME, MOST = 6, 20, 32
"""Columns that a cell keeps when it is cut; that others keep while the first is spared; and that the first
has at most to be spared.
"""


class Column(Record):
    """A column: what stands above it, and how its cells are set."""

    title: str
    right: bool = False
    """Numbers are set to the right."""
    cut: bool = False
    """Its cells may be cut, for want of room; of several such columns the widest first."""
    lines: int = 1
    """So many lines a cell of the last column may go on for before it is cut."""


class Cell(Record):
    """A text in a style of `Look`; none: as it is."""

    text: str
    style: str = ""


def table(
    columns: Sequence[Column], rows: Sequence[Sequence[Cell]], look: Look, *, heads: bool = True
) -> list[str]:
    """The lines of a table, set in by two. The first title stands at the very left: it names the table."""
    shown = [[visible(cell.text) for cell in row] for row in rows]
    titles = [column.title if heads else "" for column in columns]
    # A first title that is set out by two may be two longer than what stands below it.
    wide = [max(0, width(title) - (2 if not at else 0)) for at, title in enumerate(titles)]
    for texts in shown:
        wide = [max(one, width(text)) for one, text in zip(wide, texts, strict=True)]
    _narrow(wide, columns, look)
    lines = []
    if heads:
        first = look.paint(titles[0], "strong") + " " * (2 + wide[0] - width(titles[0]))
        rest = [
            _painted(_set(title, wide[at], columns[at]), "faint", look) for at, title in enumerate(titles)
        ]
        lines.append((" " * GAP).join([first, *rest[1:]]).rstrip())
    for row, texts in zip(rows, shown, strict=True):
        last, *more = _lines(texts[-1], wide[-1], columns[-1].lines)
        cells = [
            _painted(_set(cut(text, wide[at]), wide[at], columns[at]), row[at].style, look)
            for at, text in enumerate([*texts[:-1], last])
        ]
        lines.append(f"  {(' ' * GAP).join(cells)}".rstrip())
        margin = " " * (2 + sum(wide[:-1]) + GAP * (len(wide) - 1))
        lines.extend(f"{margin}{_painted(line, row[-1].style, look)}" for line in more)
    return lines


def _lines(text: str, columns: int, most: int) -> list[str]:
    """A cell's text on as many lines as it may take, the last one cut; on one where it is too narrow to
    read on several.
    """
    if most == 1 or columns < SOME or width(text) <= columns:
        return [text]
    lines = wrap(text, columns, indent=2)
    if len(lines) > most:
        left = " ".join(line.strip() for line in lines[most - 1 :])
        lines[most - 1 :] = [f"  {left}"]
    return [cut(line, columns) for line in lines]


def _narrow(wide: list[int], columns: Sequence[Column], look: Look) -> None:
    """Take from the widest of the columns that may be cut until all fit, or nothing is left to take."""
    cuttable = [at for at, column in enumerate(columns) if column.cut]
    for at in cuttable:
        wide[at] = min(wide[at], look.width)
    over = 2 + sum(wide) + GAP * (len(wide) - 1) - look.width
    for _ in range(over):
        able = [at for at in cuttable if wide[at] > max(LEAST, width(columns[at].title))]
        if not able:
            return
        # What comes first tells what a line is about: it is cut last, unless it is a sentence.
        others = [at for at in able if at != cuttable[0] and wide[at] > SOME]
        spared = others if wide[cuttable[0]] <= MOST else []
        # Of equally wide columns the last.
        wide[max(spared or able, key=lambda at: (wide[at], at))] -= 1


def _painted(cell: str, style: str, look: Look) -> str:
    """A cell in a style; only its words are painted, so that no blank has a colour."""
    words = cell.strip()
    return cell.replace(words, look.paint(words, style), 1) if words and style else cell


def _set(text: str, columns: int, column: Column) -> str:
    blanks = " " * (columns - width(text))
    return blanks + text if column.right else text + blanks


def cut(text: str, columns: int) -> str:
    """The text, cut off with an ellipsis where it is wider than that."""
    if width(text) <= columns:
        return text
    kept = ""
    for character in text:
        if width(kept + character) > columns - 1:
            break
        kept += character
    return f"{kept.rstrip()}…"
