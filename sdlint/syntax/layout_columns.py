"""What the formatter takes from the tree: columns, calls and signs, the order of clauses; and alignment.

Neighbouring one-line statements of a kind are aligned like a table. Their columns are declared here, by
the fields of the nodes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from sdlint.expression.tree import Binary, Call, Expression, Literal, Node, Token, Unary
from sdlint.record import Equal, Work, fresh
from sdlint.syntax import nodes

if TYPE_CHECKING:
    from sdlint.syntax.layout import Line

MAX_ALIGNED = 120
"""Columns up to which a paragraph is aligned."""
COMMENT_GAP = 2
"""Blanks before a comment that ends a line."""


class Column(Equal):
    """A column starts with the first of these fields that is there."""

    fields: tuple[str, ...]
    gap: int = 2
    """Blanks before it, at least: texts stand apart, words that are read together don't."""
    after: bool = False
    """Whether it starts with the token after the field."""


class Table(Equal):
    """The columns of a kind of statement, past the first; statements of one name are aligned together."""

    name: str
    columns: tuple[Column, ...]


_TEXT = Column(("string",))
_REASON = Table("reason", (Column(("strings",), 1),))
_REACTION = Table("reaction", (Column(("string",), 1),))
TABLES: dict[type[Node], Table] = {
    nodes.Requirement: Table("requirement", (_TEXT,)),
    nodes.Stakeholder: Table("stakeholder", (_TEXT, Column(("wants",)))),
    nodes.Estimation: Table("estimation", (Column(("name",), 1, after=True), Column(("expected",)), _TEXT)),
    nodes.Goal: Table("goal", (_TEXT,)),
    nodes.Endpoint: Table(
        "endpoint", (Column(("path", "name"), 1), Column(("purpose",)), _TEXT, Column(("attributes",)))
    ),
    nodes.Component: Table(
        "component",
        (
            Column(("name",), 1),
            Column(("technology", "string"), 1),
            Column(("placement",), 1),
            Column(("attributes",), 1),
        ),
    ),
    nodes.Access: Table(
        "access", (Column(("names",), 1, after=True), Column(("rate",), 1), Column(("string",), 1))
    ),
    nodes.Field: Table("field", (Column(("arguments",)), Column(("words",)))),
    nodes.Sink: Table("sink", (Column(("name",), 1), Column(("placement",)), Column(("sources",)))),
    nodes.Chose: _REASON,
    nodes.Over: _REASON,
    nodes.Because: _REASON,
    nodes.Costs: _REASON,
    nodes.Then: _REACTION,
    nodes.Detect: _REACTION,
}
_GAPS = {table.name: tuple(column.gap for column in table.columns) for table in TABLES.values()}


class Marks(Work):
    """What the tree says of the tokens, by their offsets."""

    columns: dict[int, int] = fresh(default_factory=dict)
    """Tokens that start a column, with its number from 1."""
    kinds: dict[int, str] = fresh(default_factory=dict)
    """Tokens that start a statement that can be aligned, with the name of its table."""
    calls: set[int] = fresh(default_factory=set)
    """Names whose `(` stands straight after them."""
    tight: set[int] = fresh(default_factory=set)
    """Signs that stand straight before their operand, and `..` of a range (or what follows it)."""


def _fields(node: Node) -> Iterator[object]:
    """The values of a node's fields in their order, past its place."""
    names: tuple[str, ...] = type(node).__match_args__
    for name in names[3:]:
        yield getattr(node, name)


def _children(node: Node) -> Iterator[Node]:
    for value in _fields(node):
        if isinstance(value, Node):
            yield value
        elif isinstance(value, tuple):
            yield from (item for item in value if isinstance(item, Node))


def walk(tree: Node) -> Iterator[Node]:
    """A tree's nodes, each before its children."""
    todo = [tree]
    while todo:
        node = todo.pop()
        yield node
        todo.extend(_children(node))


def _start(node: Node, column: Column) -> Node | Token | None:
    """What a column of a statement starts with, or stands before it."""
    for name in column.fields:
        if name == "words":
            # What is said of a field, past its type and the type's size.
            assert isinstance(node, nodes.Field)
            return next((item for item in node.arguments[1:] if isinstance(item, nodes.Path)), None)
        value = getattr(node, name)
        if isinstance(value, tuple):
            value = value[0] if value else None
        if isinstance(value, Node | Token):
            return value
    return None


def marks(tree: Node, tokens: list[Token]) -> Marks:
    """What the tree says of the tokens, which are given in their order."""
    found = Marks()
    following = {token.start: after.start for token, after in pairwise(tokens)}
    for node in walk(tree):
        if isinstance(node, Expression):
            _mark_expression(node, found)
        elif isinstance(node, nodes.Range):
            found.tight.add(node.numbers[-1].start)
        table = TABLES.get(type(node))
        if table is None:
            continue
        found.kinds[node.start] = table.name
        for number, column in enumerate(table.columns, 1):
            first = _start(node, column)
            if first is None:
                continue
            start = following[first.start] if column.after else first.start
            if start > node.start:
                found.columns[start] = number
    return found


def _mark_expression(node: Expression, found: Marks) -> None:
    if isinstance(node, Call):
        found.calls.add(node.name.start)
    elif isinstance(node, Literal):
        if node.minus is not None:
            found.tight.add(node.minus.start)
    elif isinstance(node, Unary):
        found.tight.add(node.operator.start)
    elif isinstance(node, Binary):
        # `1..3` is read as one word; with operators inside it takes room.
        simple = not isinstance(node.left, Binary) and not isinstance(node.right, Binary)
        if simple and node.operator.kind == "DOTS":
            found.tight.add(node.operator.start)


def reordered(tree: Node, tokens: list[Token]) -> list[int]:
    """The places of the tokens, with the clauses of each statement in their order."""
    places = {token.start: at for at, token in enumerate(tokens)}
    ends = {token.end: at + 1 for at, token in enumerate(tokens)}
    order = list(range(len(tokens)))
    # Inner statements first: moving a clause takes along what is in it.
    for node in reversed(list(walk(tree))):
        if not node.ordered:
            continue
        wanted = [value for value in _fields(node) if isinstance(value, Node | Token)]
        clauses = sorted(wanted, key=lambda clause: clause.start)
        if clauses == wanted:
            continue
        slots = [(places[clause.start], ends[clause.end]) for clause in clauses]
        moved = {id(clause): order[start:end] for clause, (start, end) in zip(clauses, slots, strict=True)}
        start, end = slots[0][0], slots[-1][1]
        between = [order[left[1] : right[0]] for left, right in pairwise(slots)]
        put: list[int] = []
        for clause, gap in zip(wanted, [*between, []], strict=True):
            put += moved[id(clause)] + gap
        order[start:end] = put
    return order


def align(lines: list[Line]) -> None:
    """Align the columns and the comments of neighbouring lines."""
    for paragraph in _paragraphs(lines, lambda line: line.kind):
        _align_columns(paragraph)
    for paragraph in _paragraphs(lines, lambda line: "whole" if line.whole else ""):
        _align_comments(paragraph)


def _paragraphs(lines: list[Line], key: Callable[[Line], str]) -> Iterator[list[Line]]:
    """Runs of lines of one key and indentation, without a blank line in between; longer than one."""
    run: list[Line] = []
    for line in lines:
        if not (run and not line.blank and key(line) == key(run[-1]) and line.indent == run[-1].indent):
            if len(run) > 1:
                yield run
            run = []
        if key(line):
            run.append(line)
    if len(run) > 1:
        yield run


def _align_columns(lines: list[Line]) -> None:
    gaps = _GAPS[lines[0].kind]
    starts = {0: 0}
    last = 0
    for column in range(1, len(gaps) + 1):
        ends = []
        for line in lines:
            for (before, text), (here, _) in pairwise(line.cells):
                if here == column:
                    ends.append(starts[before] + len(text) + gaps[column - 1])
        if ends:
            starts[column] = last = max(last, *ends)
    written = []
    for line in lines:
        code = ""
        for column, text in line.cells:
            code = code.ljust(starts[column]) + text
        written.append(code)
    if lines[0].indent + max(map(len, written)) <= MAX_ALIGNED:
        for line, code in zip(lines, written, strict=True):
            line.code = code


def _align_comments(lines: list[Line]) -> None:
    commented = [line for line in lines if line.comment]
    if not commented:
        return
    width = max(len(line.code) for line in commented) + COMMENT_GAP
    if lines[0].indent + width + max(len(line.comment) for line in commented) <= MAX_ALIGNED:
        for line in commented:
            line.gap = width - len(line.code)
