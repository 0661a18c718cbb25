"""Terminals in words: what was expected, what was found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sdlint.diagnostic import Diagnostic, Severity, mistake
from sdlint.expression.tree import Node, Token
from sdlint.source import Span

if TYPE_CHECKING:
    from sdlint.syntax.parser import Parser

_WORDS = {
    "NAME": "a name",
    "FORM": "a name",
    "QUANTITY": "a quantity",
    "STRING": "text in quotes",
    "DATE": "a date (`2027-06-01`)",
    "PATH": "a path (`/links`)",
    "KIND": "a kind (`service`, …)",
    "METHOD": "a method (`GET`, …)",
    "SINK": "`metrics`, `logs` or `traces`",
    "TIMES": "`x` and a number (`x3`)",
    "COMPARE": "an operator",
    "NEWLINE": "the end of the line",
    "$END": "the end of the file",
    "LPAR": "`(`",
}
_OPERATORS = frozenset(("OR", "AND", "IN", "IS", "DOTS", "PLUS", "STAR", "SLASH", "CARET", "DOT", "MINUS"))


_CLAUSES = {
    "technology": "`: …`",
    "string": "the text in quotes",
    "placement": "`in …`",
    "rate": "`at …`",
    "purpose": "`for …`",
    "lasting": "`for …`",
    "sources": "`from …`",
    "accepted": "`on …`",
    "attributes": "`{ … }`",
    "fields": "`{ … }`",
    "steps": "`{ … }`",
}
"""How the clauses are called whose field isn't named as its keyword."""


def misplaced(child: Token | Node, why: str) -> Diagnostic:
    """What to say of a clause that stands there twice (`why` is `twice`), or after the field `why`."""
    words = child.span.text.split("\n")[0]
    if why == "twice":
        return mistake("duplicate-clause", f"`{words}` is said twice here", child.span)
    clause = _CLAUSES.get(why, f"`{why}`")
    return Diagnostic(
        "clause-order",
        Severity.WARNING,
        f"put `{words}` before {clause}",
        child.span,
        help="`sdlint fmt` puts clauses into their order",
    )


def expected_words(parser: Parser) -> str:
    """What can stand here, most telling first, at most six."""
    kinds = parser.expected()
    if "KIND" in kinds:
        return "a statement"
    if {"NAME", "LPAR", "MINUS"} <= set(kinds):
        return "a value"
    if "STAR" in kinds:
        kinds = [kind for kind in kinds if kind not in _OPERATORS]
    if "QUANTITY" in kinds:
        kinds = [kind for kind in kinds if kind not in ("LPAR", "DOT")]
    words = {kind: [f"`{word}`" for word, ks in parser.tables.words.items() if kind in ks] for kind in kinds}
    phrases: list[str] = []
    for kind in sorted(kinds, key=lambda kind: (kind == "NEWLINE", kind == "$END")):
        if kind in ("ERROR", "$END", "MINUS", "SLASH"):
            continue
        if kind in _WORDS:
            phrases.append(_WORDS[kind])
        elif words[kind]:
            phrases.extend(words[kind])
        else:
            phrases.append(f"`{parser.tables.symbols.get(kind, kind)}`")
    phrases = list(dict.fromkeys(phrases))
    if len(phrases) > 6:
        phrases = [*phrases[:5], "…"]
    if len(phrases) < 2:
        return "".join(phrases) or "nothing more"
    return f"{', '.join(phrases[:-1])} or {phrases[-1]}"


def in_words(parser: Parser, token: Token) -> tuple[str, Span]:
    """The message for an unexpected terminal, and its place."""
    wanted = expected_words(parser)
    last = parser.tokens[-1] if parser.tokens else None
    after = (
        f" after `{_short(last.text)}`" if last is not None and last.kind not in ("NEWLINE", "LBRACE") else ""
    )
    text = parser.source.text
    ended = (
        last is not None
        and last.kind not in ("NEWLINE", "LBRACE", "COMMA")
        and "\n" in text[last.end : token.start]
    )
    if token.kind in ("NEWLINE", "$END") or ended:
        # Something is missing at the end of a line: the place is where it should have stood.
        end = last.end if last is not None else token.start
        found = "the file ends" if token.kind == "$END" and not ended else "the line ends"
        return f"{found}{after}, where {wanted} should follow", parser.source.span(
            end, min(end + 1, len(text))
        )
    return f"`{_short(token.text)}` can't stand here{after}: expected {wanted}", token.span


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:37] + "…"
