"""What a step does to an entity, as people say it: `rooms update Seat`, `rooms write Stock, Seat`."""

from __future__ import annotations

import re

from sdlint.diagnostic import Edit, mistake
from sdlint.expression.tree import Token
from sdlint.syntax.parser import Parser

_CHANGES = frozenset(("update", "modify", "delete", "remove"))
"""What adds no record, which `update` says of a write."""
_WRITES = frozenset(("insert", "upsert", "create", "store", "save"))
_READS = frozenset(("reads", "get", "select", "query", "fetch"))
_ENTITY = re.compile(r"[ \t]+(?P<entity>[A-Z]\w*)(?=[ \t]*(?:->|~>|[\d;,{}#\n\"]|\Z))")
_ANOTHER = re.compile(r"(?:[ \t]*(?:,|and\b|&)[ \t]*[A-Z]\w*)+")


def verb(parser: Parser, token: Token) -> bool:
    """`rooms update Seat`, for `rooms write Seat { update }`; `rooms get Seat`, for `rooms read Seat`."""
    if parser.viable("WRITE") is None:
        return False
    found = _ENTITY.match(parser.source.text, token.end)
    if found is None or token.text not in _CHANGES | _WRITES | _READS:
        return False
    span = parser.source.span(token.start, found.end())
    if token.text in _READS:
        right = f"read {found['entity']}"
        message = f"write `{right}` instead of `{span.text}`"
        parser.report(mistake("syntax", message, span, edit=Edit(span, right)))
        parser.at = found.start("entity")
        return parser.push(Token("READ", "read", parser.source, token.start, token.end))
    right = f"write {found['entity']}{' { update }' if token.text in _CHANGES else ''}"
    message = f"write `{right}` instead of `{span.text}`"
    parser.report(mistake("syntax", message, span, edit=Edit(span, right)))
    parser.at = found.start("entity")
    return parser.push(Token("WRITE", "write", parser.source, token.start, token.end))


def several(parser: Parser, token: Token) -> bool:
    """`rooms write Stock, Seat`, for two steps."""
    tokens = parser.tokens
    if len(tokens) < 3 or tokens[-1].kind != "NAME" or tokens[-2].kind != "WRITE":
        return False
    found = _ANOTHER.match(parser.source.text, token.start)
    if found is None or parser.viable("COMMA") is not None:
        return False
    span = parser.source.span(token.start, found.end())
    names = [tokens[-1].text, *re.findall(r"[A-Z]\w*", span.text)]
    steps = ", ".join(f"{tokens[-3].text} write {name}" for name in names)
    message = "a step writes records of one entity: each other one is a step of its own"
    parser.report(mistake("syntax", message, span, help=f"Write `{{ {steps} }}`"))
    parser.at = found.end()
    return True


WAYS = (verb, several)
