"""Small questions to the parser's stack, and shifts undone: what recovery is made of."""

from __future__ import annotations

from sdlint.expression.tree import Token
from sdlint.syntax.parser import Parser


def can_be(parser: Parser, token: Token, states: list[int] | None, *, plain: bool = True) -> bool:
    """Whether a terminal, or the keyword that is spelt like it, can stand in a state."""
    if states is None:
        return False
    kinds = parser.tables.words.get(token.text, [])
    return any(parser.viable(kind, states) for kind in ([*kinds, token.kind] if plain else kinds))


def stands_before(parser: Parser, back: int, kind: str) -> bool:
    """Whether the terminal that many places back in the stack is of a kind."""
    if len(parser.values) < back:
        return False
    value = parser.values[-back]
    return isinstance(value, Token) and value.kind == kind


def take_back(parser: Parser, count: int) -> None:
    """Undo the last shifts, with nothing reduced since."""
    for _ in range(count):
        parser.states.pop(), parser.values.pop(), parser.starts.pop(), parser.ends.pop(), parser.tokens.pop()
