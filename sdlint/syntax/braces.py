"""Braces that are missing or too many: which one it is, by the indentation of the lines and by counting."""

from __future__ import annotations

import re

from sdlint.diagnostic import Edit, mistake
from sdlint.expression.tree import Token
from sdlint.source import Span
from sdlint.syntax.parser import Parser
from sdlint.syntax.stack import can_be, stands_before, take_back

SKIPPED = re.compile(
    # The braces of a path (`/{code}`) are none; texts and comments are passed over whole.
    r'(?<=/)\{[\w-]*+\}|"(?:[^"\\\n]|\\[^\n])*+"?|#[^\n]*+|[^\n;{}"#]++|.',
    re.DOTALL,
)
"""What is passed over at once on the way to a brace or a line's end."""
_LONG = 1_000
"""How far a line is looked at."""
_LINE = re.compile(r"[ \t]*+")
_TEXTS = re.compile(r'"(?:[^"\\\n]|\\[^\n])*+"?|#.*')
DECLARATION = re.compile(r"([a-z]+)[ \t]+[\w\"]|(functional|estimate|quality|stakeholders|telemetry)[ \t]*\{")


def balance(parser: Parser) -> int:
    """How many `}` are missing that nothing was said of; below 0, how many there are too many."""
    if parser.missing is None:
        depth = 0
        for match in SKIPPED.finditer(parser.source.text):
            depth += {"{": 1, "}": -1}.get(match.group(), 0)
        parser.missing = depth
    return parser.missing


def opening(parser: Parser, token: Token) -> bool:
    """A `{` that is missing: at the end of a line before deeper ones, or before what a `}` closes."""
    after = parser.viable("LBRACE")
    if after is None or not parser.tokens:
        return False
    last, text = parser.tokens[-1], parser.source.text
    if token.kind == "NEWLINE":
        if parser.viable("NEWLINE") or not goes_deeper(text, last.start, token.end):
            return False
        place, message, sign = last.end, f"put `{{` after `{last.text}`", " {"
        span = last.span
    elif can_be(parser, token, after) and _closes_more(parser, token.start):
        place, message, sign = token.start, f"put `{{` before `{token.text}`", "{ "
        span = token.span
    else:
        return False
    edit = Edit(parser.source.span(place, place), sign)
    parser.report(mistake("missing-brace", message, span, edit=edit))
    parser.missing = balance(parser) + 1
    armed = parser.armed
    parser.push(Token("LBRACE", "", parser.source, place, place))
    parser.armed = armed
    parser.at = token.start
    return True


def goes_deeper(text: str, at: int, following: int) -> bool:
    """Whether the line that `following` is in is indented more than that of `at`."""
    return _indent(text, following) > _indent(text, at)


def _indent(text: str, at: int) -> int:
    """How far the line that a place is in is indented."""
    match = _LINE.match(text, text.rfind("\n", 0, at) + 1)
    return len(match.group()) if match else 0


def indented(parser: Parser, token: Token) -> bool:
    """Lines that are deeper than the statement before them, up to a `}`: that statement's `{` is missing."""
    tokens, text = parser.tokens, parser.source.text
    if parser.open or not stands_before(parser, 1, "NAME") or len(tokens) < 3 or tokens[-2].kind != "NEWLINE":
        return False
    last = tokens[-3]
    if not goes_deeper(text, last.start, tokens[-1].start):
        return False
    depth = 0
    for match in SKIPPED.finditer(text, token.start):
        depth += {"{": 1, "}": -1}.get(match.group(), 0)
        if depth < 0:
            break
    else:
        return False
    edit = Edit(parser.source.span(last.end, last.end), " {")
    parser.report(mistake("missing-brace", f"put `{{` after `{last.text}`", last.span, edit=edit))
    parser.missing = balance(parser) + 1
    take_back(parser, 1)
    parser.at = match.end()
    return True


def _closes_more(parser: Parser, at: int) -> bool:
    """Whether the rest of the line closes more braces than it opens, with none open in this line before."""
    text = parser.source.text
    start = text.rfind("\n", max(0, at - _LONG), at) + 1
    if any(opened.start >= start for opened in parser.open):
        return False
    end = text.find("\n", at, at + _LONG)
    rest = _TEXTS.sub("", text[at : end if end >= 0 else at + _LONG])
    return rest.count("}") > rest.count("{")


def doubled(parser: Parser, token: Token) -> bool:
    """`{ {`, with one `}`."""
    if token.kind != "LBRACE" or not parser.tokens or parser.tokens[-1].kind != "LBRACE":
        return False
    if balance(parser) <= 0:
        return False
    edit = Edit(token.span, "")
    parser.report(mistake("syntax", "this `{` is one too many", token.span, help="Take it out", edit=edit))
    parser.missing = balance(parser) - 1
    return True


def closing(parser: Parser, token: Token) -> bool:
    """A `}` or `)` too many."""
    wanted = {"RBRACE": "LBRACE", "RPAR": "LPAR"}.get(token.kind)
    if wanted is None or any(opened.kind == wanted for opened in parser.open):
        return False
    message = f"this `{token.text}` closes nothing"
    parser.report(mistake("syntax", message, token.span, help="Take it out", edit=Edit(token.span, "")))
    if token.kind == "RBRACE":
        parser.missing = balance(parser) + 1
    return True


def ends_in_its_line(parser: Parser, token: Token) -> bool:
    """Whether `{ a, b`, a list that goes on at the end of its line, was meant to end with it: a brace is
    missing, and the next line isn't deeper.
    """
    opened = parser.open[-1]
    text = parser.source.text
    if opened.kind != "LBRACE" or balance(parser) <= 0 or parser.viable("RBRACE") is None:
        return False
    return not goes_deeper(text, opened.start, token.end)


def breaks_out(parser: Parser, start: int) -> bool:
    """Whether the line at `start` declares what the open block can't hold, and a brace is missing."""
    braces = [brace for brace in parser.open if brace.kind == "LBRACE"]
    match = DECLARATION.match(parser.source.text, start)
    word = (match[1] or match[2]) if match else ""
    top = parser.tables.states[parser.tables.starts[parser.start]]
    if not any(kind in top for kind in parser.tables.words.get(word, ())):
        return False
    return bool(braces) and braces[-1].start < start and balance(parser) > 0


def taken_for_end(parser: Parser, outer: Token) -> tuple[Token, Span] | None:
    """The `{` inside an unclosed one that a `}` further left, at a line's start, closed instead."""
    text = parser.source.text
    open_: list[Token] = []
    for token in parser.tokens:
        if token.kind == "LBRACE":
            open_.append(token)
        elif token.kind == "RBRACE" and open_:
            opened = open_.pop()
            start = text.rfind("\n", 0, token.start) + 1
            before = text.rfind("\n", 0, opened.start) + 1
            if start <= opened.start or text[start : token.start].strip(" \t"):
                continue
            line = text[before : opened.start]
            if opened.start > outer.start and token.start - start < len(line) - len(line.lstrip(" \t")):
                return opened, token.span
    return None
