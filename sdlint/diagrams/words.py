"""What formats that are text share: names that they can hold, the lines of a box, the lists below."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sdlint.diagrams.picture import Box, Edge, Note, Picture, Remark
from sdlint.diagrams.text import clean

PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
"""Names that every format can hold."""


def names(
    picture: Picture, reserved: frozenset[str] = frozenset(), *, any_case: bool = True
) -> dict[str, str]:
    """The boxes' names in a format: their own, or a number where those would be read as something else.

    `reserved` are the format's own words (with `any_case` in small letters, and in any): a box of such a
    name gets `_` at its end.
    """
    own = {box.name for box in picture.boxes if PLAIN.fullmatch(box.name)}
    taken = {name for name in own if (name.lower() if any_case else name) not in reserved}
    found: dict[str, str] = {}
    for index, box in enumerate(picture.boxes):
        name = box.name
        if name not in taken:
            name = f"{name}_" if name in own else f"box_{index}"
            while name in taken:
                name += "_"
            taken.add(name)
        found[box.name] = name
    return found


def lines_of(box: Box) -> list[str]:
    """A box's texts, line by line: what it is called, what it is, what is known of it."""
    marks = [f"[{badge}]" for badge in box.badges] + [f"[a{number}]" for number in box.accepted]
    lines = [
        " ".join(part for part in (clean(box.label) or clean(box.name), clean(box.copies), *marks) if part),
        below(box),
        " · ".join(clean(number) for number in box.numbers if clean(number)),
        clean(box.note),
    ]
    return [line for line in lines if line]


def below(box: Box) -> str:
    """The line under a box's name: its technology, or its kind, and where it is."""
    what = clean(box.technology) or clean(box.kind)
    return f"{what} · {clean(box.within)}" if box.within else what


def row_lines(box: Box) -> list[str]:
    """The fields of an entity, a line for each."""
    return [
        " ".join(part for part in (clean(row.name), clean(row.type), clean(row.marks)) if part)
        for row in box.rows
    ]


def label_of(edge: Edge) -> str:
    """All that is written on an arrow, in one line."""
    badges = " ".join(f"[{badge}]" for badge in edge.badges)
    steps = ", ".join(clean(step) for step in edge.steps)
    return " ".join(part for part in (f"({steps})" if steps else "", clean(edge.label), badges) if part)


def comments(picture: Picture) -> Iterator[str]:
    """What stands below the picture, line by line."""
    for title, entries in lists(picture):
        yield f"{title}:"
        yield from entries


def lists(picture: Picture) -> Iterator[tuple[str, list[str]]]:
    """What stands below the picture: lists with their titles."""
    for notes in picture.notes:
        yield clean(notes.title), [_line(note) for note in notes.notes]
    if picture.remarks:
        yield clean(picture.summary), [_remark(remark) for remark in picture.remarks]
    for notes in picture.accepted:
        yield clean(notes.title), [_line(note) for note in notes.notes]


def _remark(remark: Remark) -> str:
    where = f" ({clean(remark.place)})" if remark.place else ""
    return f"{remark.number}. {remark.severity.word} {clean(remark.rule)}: {clean(remark.text)}{where}"


def _line(note: Note) -> str:
    mark = f"{clean(note.mark)}. " if note.mark else ""
    more = f" ({clean(note.below)})" if note.below else ""
    return f"{mark}{clean(note.text)}{more}"
