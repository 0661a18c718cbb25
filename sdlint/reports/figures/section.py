"""What a report is made of: a table, a list, and prose below them."""

from __future__ import annotations

from sdlint.record import Record
from sdlint.reports.terminal.characters import width
from sdlint.reports.terminal.columns import Cell, Column


class Item(Record):
    """A line of a list. Its clauses are told as far as there is room; the first of them always."""

    head: str
    clauses: tuple[str, ...] = ()
    tail: str = ""

    def text(self, room: int | None = None) -> str:
        """The line whole; or with no more clauses than fit into a room of so many columns."""
        for count in range(len(self.clauses), 0, -1):
            text = self.head + "; ".join(self.clauses[:count]) + self.tail
            if room is None or count == 1 or width(text) <= room:
                return text
        return self.head + self.tail


class Section(Record):
    """A table, a list, and prose below them; any may be empty. The first column's title is its name."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...] = ()
    items: tuple[Item, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """Its name."""
        return self.columns[0].title
