"""A change as a person writes it down: the lines that differ, and whole statements."""

from __future__ import annotations

from collections.abc import Sequence

from sdlint.diagnostic import Edit
from sdlint.record import Record
from sdlint.source import Source, normal
from sdlint.syntax import nodes
from sdlint.syntax.edits import statements


class Line(Record):
    """Lines of a file that take the place of others."""

    path: str
    line: int
    """The first of the old lines, from 1; where there are none, the line before which the new ones go."""
    old: tuple[str, ...]
    new: tuple[str, ...]


def _old(edits: Sequence[Edit], path: str) -> Source:
    return next(edit.span.source for edit in edits if normal(edit.span.source.path) == path)


def new_statements(edits: Sequence[Edit], path: str, new: Source) -> list[str]:
    """The statements of the new text that the old one hasn't, each as it would stand by itself."""
    before = {one.span.text for one in statements(_old(edits, path))}
    return [
        _set_out(one.span.text)
        for one in statements(new)
        if not isinstance(one, nodes.Group) and one.span.text not in before
    ]


def _set_out(text: str) -> str:
    """A statement as it stands at the left edge: its lines are set in as far as its last one isn't."""
    first, *rest = text.splitlines()
    last = rest[-1] if rest else ""
    blanks = len(last) - len(last.lstrip())
    return "\n".join([first, *(line[blanks:] if not line[:blanks].strip() else line for line in rest)])


def new_lines(edits: Sequence[Edit], path: str, new: Source) -> list[Line]:
    """The lines that differ, as a person would paste them."""
    from difflib import SequenceMatcher

    old = _old(edits, path)
    before, after = old.text.splitlines(), new.text.splitlines()
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    return [
        Line(old.path, first + 1, tuple(before[first:last]), tuple(after[start:end]))
        for tag, first, last, start, end in matcher.get_opcodes()
        if tag != "equal"
    ]
