"""Separators: commas that stand for new lines, and statements that nothing separates."""

from __future__ import annotations

import re

from sdlint.diagnostic import Edit, mistake
from sdlint.expression.tree import Token
from sdlint.record import changed
from sdlint.syntax.parser import Parser
from sdlint.syntax.stack import can_be, stands_before, take_back


def comma(parser: Parser, token: Token) -> bool:
    """A comma that separates what stands on lines of its own."""
    place, back, goes_on = None, 0, token.start
    if token.kind == "COMMA" and parser.viable("NEWLINE"):
        place, goes_on = token, token.end
    elif stands_before(parser, 1, "COMMA") and can_be(
        parser, token, parser.viable("NEWLINE", parser.states[:-1]), plain=False
    ):
        place, back = parser.values[-1], 1
    elif stands_before(parser, 1, "NAME") and stands_before(parser, 2, "COMMA"):
        # The keyword after the comma was taken for one more name.
        word: Token = parser.values[-1]
        states = parser.viable("NEWLINE", parser.states[:-2])
        for kind in parser.tables.words.get(word.text, ()) if states else ():
            if can_be(parser, token, parser.viable(kind, states)):
                place, back, goes_on = parser.values[-2], 2, word.start
    if place is None:
        return False
    message = "put a new line or `;` instead of this comma"
    edits = (Edit(place.span, ";"), *_further_commas(parser, place.end))
    parser.report(mistake("syntax", message, place.span, edits=edits))
    take_back(parser, back)
    _put(parser, "NEWLINE", place.start)
    parser.at = goes_on
    return True


def between_prices(parser: Parser, token: Token) -> bool:
    """`price $200/month, $100/TB/month`: a comma between the values of one attribute."""
    if token.kind != "QUANTITY" or not token.text.startswith("$") or not stands_before(parser, 1, "COMMA"):
        return False
    if len(parser.tokens) < 2 or not parser.tokens[-2].text.startswith("$"):
        return False
    place = parser.tokens[-1]
    message = "the prices of one component stand without a comma"
    parser.report(mistake("syntax", message, place.span, edit=Edit(place.span, "")))
    # What stands before the comma is read to its end: the second price is left out.
    take_back(parser, 1)
    parser.at = token.end
    return True


_PIECE = re.compile(r"[^(),\n;{}\"#]+|.", re.DOTALL)


def _further_commas(parser: Parser, at: int) -> list[Edit]:
    """The other commas of a line of goals: between goals each of them is wrong, and one alone is told."""
    found: list[Edit] = []
    if not any(isinstance(value, Token) and value.kind == "QUALITY" for value in parser.values):
        return found
    depth = 0
    for match in _PIECE.finditer(parser.source.text, at, at + 1_000):
        sign = match.group()
        if sign in '\n;{}"#':
            break
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if sign == "," and depth == 0:
            found.append(Edit(parser.source.span(match.start(), match.end()), ";"))
    return found


def _put(parser: Parser, kind: str, at: int) -> None:
    """Put a separator in; what follows is still of the statement that was complained of."""
    armed = parser.armed
    parser.push(Token(kind, "", parser.source, at, at))
    parser.armed = armed


_SEPARATORS = frozenset(("; ", ", "))


def _add(parser: Parser, edit: Edit) -> None:
    """Let the mistake that was told of this statement put in this separator, too."""
    last = parser.diagnostics[-1] if parser.diagnostics else None
    if last is not None and last.fix is not None and all(one.text in _SEPARATORS for one in last.fix.edits):
        fix = changed(last.fix, edits=(*last.fix.edits, edit))
        parser.diagnostics[-1] = changed(last, fix=fix)


def nameless(parser: Parser, token: Token) -> Token | None:
    """`service in us`: the clause's keyword that was taken for the name that is missing before it."""
    if not stands_before(parser, 1, "NAME") or len(parser.tokens) < 2:
        return None
    last: Token = parser.values[-1]
    named = parser.viable("NAME", parser.states[:-1])
    if named is None or parser.tokens[-2].kind in ("NEWLINE", "LBRACE"):
        return None
    for kind in parser.tables.words.get(last.text, ()):
        if can_be(parser, token, parser.viable(kind, named)):
            return last
    return None


def separator(parser: Parser, token: Token) -> bool:
    """A statement starts where the one before it hasn't been separated from it."""
    keyword = bool(parser.tables.words.get(token.text))
    if token.kind in ("LBRACE", "STRING", "QUANTITY", "RBRACE") or nameless(parser, token):
        return False
    # A keyword says most surely where it belongs.
    for plain in (False, True) if keyword else (True,):
        for kind, words in (("COMMA", "a comma"), ("NEWLINE", "a new line or `;`")):
            after = parser.viable(kind)
            if not can_be(parser, token, after, plain=plain):
                continue
            if (
                plain
                and token.kind in ("NAME", "FORM")
                and after
                and "KIND" in parser.tables.states[after[-1]]
            ):
                continue  # Any word can start a line there, so that tells nothing.
            place = parser.source.span(token.start, token.start)
            edit = Edit(place, ", " if kind == "COMMA" else "; ")
            if not parser.armed:
                _add(parser, edit)
            parser.report(mistake("syntax", f"put {words} before `{token.text}`", token.span, edit=edit))
            _put(parser, kind, token.start)
            parser.at = token.start
            return True
    return False
