"""The tree of an expression, and what every node of every tree has.

A node class is named as its rule in the grammar; its fields are filled from the rule's children by
their types, in the order of declaration (see `syntax/build.py`).
"""

from __future__ import annotations

from typing import ClassVar

from sdlint.record import Record
from sdlint.source import Source, Span


class Token(Record):
    """A terminal as it stands in the source."""

    kind: str
    text: str
    source: Source
    start: int
    end: int

    @property
    def span(self) -> Span:
        """Its place."""
        return Span(self.source, self.start, self.end)


class Node(Record):
    """What every node has: its place."""

    source: Source
    start: int
    end: int

    tokens: ClassVar[dict[str, str]] = {}
    """Terminals that go into a field of another name than their own."""
    ordered: ClassVar[bool] = False
    """Whether the clauses must stand in the order of the fields."""

    @property
    def span(self) -> Span:
        """Its place."""
        return Span(self.source, self.start, self.end)


class Expression(Node):
    """Whatever has a value."""

    record_slots = ("code",)


class Literal(Expression):
    """A quantity: `10k/s`, `-5`, `100M / month`."""

    minus: Token | None
    quantity: Token
    name: Token | None

    @property
    def text(self) -> str:
        """The quantity without its sign, `/ month` included."""
        return f"{self.quantity.text}/{self.name.text}" if self.name else self.quantity.text


class Text(Expression):
    """A string in quotes."""

    string: Token


class Name(Expression):
    """A word: an estimate, a component, a place, a constant, a variable of a rule."""

    name: Token


class Member(Expression):
    """`owner.name`: a zone of a region, an attribute of an element."""

    owner: Expression
    name: Token


class Call(Expression):
    """`name(operands)`."""

    name: Token
    operands: tuple[Expression, ...]


class Filtered(Expression):
    """`x in xs if condition`, inside a call."""

    subject: Expression
    condition: Expression


class Comprehension(Expression):
    """`value for x in xs if condition`, inside a call."""

    value: Expression
    name: Token
    collection: Expression
    condition: Expression | None


class Binary(Expression):
    """`left operator right`."""

    tokens: ClassVar[dict[str, str]] = dict.fromkeys(
        ("OR", "AND", "COMPARE", "EQUALS", "IN", "DOTS", "PLUS", "MINUS", "STAR", "SLASH", "CARET"),
        "operator",
    )
    left: Expression
    operator: Token
    right: Expression


class Unary(Expression):
    """`not x`, `-x`."""

    tokens: ClassVar[dict[str, str]] = {"NOT": "operator", "MINUS": "operator"}
    operator: Token
    operand: Expression


class Knowledge(Expression):
    """`x is known`, `x is not known`, `x is unknown`, `x is not unknown`."""

    tokens: ClassVar[dict[str, str]] = {"NOT": "negation", "KNOWN": "word", "UNKNOWN": "word"}
    subject: Expression
    negation: Token | None
    word: Token


class Parenthesis(Expression):
    """`(inner)`."""

    inner: Expression
