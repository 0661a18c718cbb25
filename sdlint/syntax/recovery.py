"""What to say of an unexpected terminal, and where to go on.

In this order: what was surely meant is put in its place (an arrow, a keyword, a string's end, a
separator); else reading resumes at the line's `{`, where the header's body is wanted; else what is
complete of the statement is kept and the rest of it skipped; else the statement is dropped whole.
Every way moves on: a terminal is shifted, or text is skipped, or a brace is closed.
"""

from __future__ import annotations

import re

from sdlint.diagnostic import Diagnostic, Edit, Label, mistake
from sdlint.expression.tree import Token
from sdlint.source import Span
from sdlint.syntax.braces import DECLARATION, SKIPPED, balance, breaks_out, ends_in_its_line, taken_for_end
from sdlint.syntax.elsewhere import SIGNS
from sdlint.syntax.meant import WAYS
from sdlint.syntax.meant import arrow as arrow_meant
from sdlint.syntax.parser import MAX_RECOVERIES, WRONG_ARROW, Parser, TooMuch
from sdlint.syntax.separators import nameless
from sdlint.syntax.wording import in_words

_UNTERMINATED = re.compile(r'"(?:[^"\\\n]|\\[^\n])*+\\?')
_NEVER = "this `{` is never closed"
_BRACES = re.compile(r"(?<![ \t])[ \t]*+\{[^{}\"]*+\}?[ \t\r]*+$")
_BRACE = re.compile(r"(?<![ \t])[ \t]*+\}[ \t\r]*+$")
_QUOTES = "“”„‟«»‘’"


def recover(parser: Parser, token: Token | None) -> bool:
    """Report what is wrong at `token` (nothing: no terminal starts here) and go on; false at the end."""
    parser.recoveries += 1
    if parser.recoveries > MAX_RECOVERIES:
        parser.give_up()
    if token is None:
        return _unreadable(parser)
    if token.kind == "$END":
        return _at_end(parser, token)
    if _ends_in_its_line(parser, token) or _closes_blocks(parser, token):
        return True
    for way in WAYS:
        if way(parser, token):
            return True
    _report(parser, token)
    return _header(parser, token) or _keep_and_skip(parser, token) or _drop(parser, token)


def unexpected(parser: Parser, token: Token | None) -> None:
    """Report what is wrong at `token`, where there is nowhere to go on."""
    if token is None:
        _unreadable(parser)
    else:
        _report(parser, token)


# What no terminal starts with


def _unreadable(parser: Parser) -> bool:
    text, at = parser.source.text, parser.at
    arrow = WRONG_ARROW.match(text, at)
    if arrow:
        token = Token("CALL", arrow.group(), parser.source, at, arrow.end())
        parser.at = arrow.end()
        return arrow_meant(parser, token) or True
    if text[at] == '"':
        return _unterminated(parser)
    end = at + 1
    while end < len(text) and text[end] == text[at]:
        end += 1
    span = parser.source.span(at, end)
    character = text[at]
    if character in _QUOTES:
        parser.report(
            mistake(
                "stray-character",
                f"`{character}` is a typographic quotation mark",
                span,
                help='Write `"`',
                edit=Edit(span, '"'),
            )
        )
        closing = re.compile(f'[{_QUOTES}][^\n{_QUOTES}"]*[{_QUOTES}"]').match(text, at)
        if closing and "STRING" in parser.expected():
            string = Token(
                "STRING", f'"{text[at + 1 : closing.end() - 1]}"', parser.source, at, closing.end()
            )
            parser.at = closing.end()
            return parser.push(string) or True
    elif end == at + 1 and _sign(parser, span):
        return True
    elif character == "\u00a0":
        parser.report(
            mistake(
                "stray-character",
                "a no-break space stands here",
                span,
                help="Write a blank",
                edit=Edit(span, " "),
            )
        )
    else:
        known = "" if character.isprintable() else f" (U+{ord(character):04X})"
        parser.report(
            mistake("stray-character", f"`{character}`{known} means nothing here", span, help="Take it out")
        )
    parser.at = end
    return True


def _sign(parser: Parser, span: Span) -> bool:
    """`@ 10/s`, `≈ 3`: a sign that means what another does here."""
    sign = SIGNS.get(span.text, "")
    kinds = (*parser.tables.words.get(sign, ()), {"~": "TILDE", "x": "TIMES"}.get(sign, "COMPARE"))
    kind = next((kind for kind in kinds if sign and parser.viable(kind)), None)
    if kind is None:
        return False
    message = f"write `{sign}` instead of `{span.text}`"
    parser.report(mistake("stray-character", message, span, edit=Edit(span, sign)))
    parser.at = span.end
    return parser.push(Token(kind, sign, parser.source, span.start, span.end))


def _unterminated(parser: Parser) -> bool:
    text, at = parser.source.text, parser.at
    match = _UNTERMINATED.match(text, at)
    end = match.end() if match else at + 1
    # Braces that end the line open a block, or close it: the text was meant to end before them.
    brace = _BRACES.search(text, at, end)
    if brace is None and any(opened.start > text.rfind("\n", 0, at) for opened in parser.open):
        brace = _BRACE.search(text, at, end)
    if brace:
        end = brace.start()
    end = at + len(text[at:end].rstrip())
    span = parser.source.span(at, end)
    place = parser.source.span(end, end)
    parser.report(
        mistake(
            "unterminated-string",
            "the text in quotes has no end",
            span,
            help='Put `"` at its end',
            edit=Edit(place, '"'),
        )
    )
    parser.at = end
    token = Token("STRING", text[at:end] + '"', parser.source, at, end)
    if not parser.push(token):
        _header(parser, token) or _keep_and_skip(parser, token) or _drop(parser, token)
    return True


# Braces that were never closed


def _ends_in_its_line(parser: Parser, token: Token) -> bool:
    """Close the list that a line began and didn't end."""
    if token.kind != "NEWLINE" or not parser.open or not parser.goes_on(token):
        return False
    if not ends_in_its_line(parser, token):
        return False
    opened = parser.open[-1]
    end = parser.tokens[-1].end
    help_ = "Put `}` at the end of the line"
    edit = Edit(parser.source.span(end, end), " }")
    _never_closed(parser, mistake("missing-brace", _NEVER, opened.span, help=help_, edit=edit))
    if not _close(parser, end):
        raise TooMuch
    parser.at = token.start
    return True


def _never_closed(parser: Parser, diagnostic: Diagnostic) -> None:
    """Report a brace that is missing, whatever else is wrong with the statement."""
    parser.missing = balance(parser) - 1
    parser.armed = True
    parser.report(diagnostic)


def _closes_blocks(parser: Parser, token: Token) -> bool:
    """A top-level keyword in column 0, where a block is open that can't hold it."""
    if not parser.open:
        return False
    text = parser.source.text
    start = text.rfind("\n", 0, token.start) + 1
    if not breaks_out(parser, start):
        return False
    match = DECLARATION.match(text, start)
    word = (match[1] or match[2]) if match else ""
    _unclosed(parser, Token("NAME", word, parser.source, start, start + len(word)))
    # What was read of this line was read in the wrong block.
    while parser.tokens and parser.tokens[-1].start >= start:
        parser.tokens.pop()
    parser.open = [opened for opened in parser.open if opened.start < start]
    while parser.starts and parser.starts[-1] >= start:
        parser.states.pop(), parser.values.pop(), parser.starts.pop(), parser.ends.pop()
    while parser.open:
        if not _close(parser, start):
            raise TooMuch
    parser.push(Token("NEWLINE", "", parser.source, start, start))
    parser.at = start
    return True


def _unclosed(parser: Parser, found: Token) -> None:
    opened = [brace for brace in parser.open if brace.kind == "LBRACE"][-1]
    words = f"`{found.text}` in line {found.span.line}" if found.text else "the end of the file"
    help_ = f"Put `}}` before {words}"
    labels: tuple[Label, ...] = (Label(found.span, "it must be closed before this"),)
    taken = taken_for_end(parser, opened)
    if taken is not None:
        opened, other = taken
        help_ = f"The `}}` in line {other.line} was taken for its end"
        labels = (Label(other, "this was taken for its end"),)
    _never_closed(parser, mistake("missing-brace", _NEVER, opened.span, help=help_, labels=labels))


def _close(parser: Parser, at: int) -> bool:
    """Put the missing sign in for the innermost that is open."""
    opened = parser.open[-1]
    kind, sign = ("RBRACE", "}") if opened.kind == "LBRACE" else ("RPAR", ")")
    token = Token(kind, sign, parser.source, at, at)
    if parser.push(token):
        parser.tokens.pop()  # It doesn't stand in the text.
        return True
    armed, parser.armed = parser.armed, False
    kept = _keep(parser, at) or _drop_to(parser, at)
    parser.armed = armed
    if kept and len(parser.open) and parser.push(token):
        parser.tokens.pop()
        return True
    return False


def _at_end(parser: Parser, token: Token) -> bool:
    if not parser.open:
        _report(parser, token)
        return _keep(parser, token.start) or _drop_to(parser, token.start)
    if any(opened.kind == "LBRACE" for opened in parser.open):
        if parser.armed and parser.viable("RBRACE") is None:
            _report(parser, token)
        _unclosed(parser, token)
    else:
        _report(parser, token)
    while parser.open:
        if not _close(parser, token.start):
            return False
    return True


# Where to go on


def _report(parser: Parser, token: Token) -> None:
    opened = parser.open[-1] if parser.open else None
    ends = token.kind in ("NEWLINE", "$END", "RBRACE")
    if ends and opened is not None and opened.kind == "LPAR" and parser.viable("RPAR"):
        end = parser.tokens[-1].end
        place = parser.source.span(end, end)
        parser.report(
            mistake(
                "missing-brace",
                "this `(` is never closed",
                opened.span,
                help="Put `)`",
                edit=Edit(place, ")"),
            )
        )
        return
    keyword = nameless(parser, token)
    if keyword is not None:
        parser.report(mistake("syntax", f"a name is missing before `{keyword.text}`", keyword.span))
        return
    found, span = in_words(parser, token)
    parser.report(mistake("syntax", found, span))


def _base(parser: Parser) -> int:
    """The place in the stack of the nearest state where a statement may be an ERROR."""
    table = parser.tables.states
    for place in range(len(parser.states) - 1, -1, -1):
        if table[parser.states[place]].get("ERROR", -1) >= 0:
            return place
    return 0


def _truncate(parser: Parser, place: int) -> None:
    """Go back to an earlier state of the stack."""
    start = next((at for at in parser.starts[place:] if at >= 0), None)
    del parser.states[place + 1 :], parser.values[place:], parser.starts[place:], parser.ends[place:]
    if start is not None:
        parser.open = [opened for opened in parser.open if opened.start < start]


def _header(parser: Parser, token: Token) -> bool:
    """Resume at the `{` of this line, where the statement's body is wanted."""
    text = parser.source.text
    at = token.start
    if token.kind == "NEWLINE" or text[at : at + 1] == "\n":
        return False
    while at < len(text):
        match = SKIPPED.match(text, at)
        if match is None or match.group() in ("\n", ";", "}"):
            return False
        if match.group() == "{":
            break
        at = match.end()
    else:
        return False
    for place in range(len(parser.states) - 1, _base(parser), -1):
        if parser.viable("LBRACE", parser.states[: place + 1]):
            _truncate(parser, place)
            parser.at = at
            return True
    return False


def _sync(parser: Parser, at: int) -> int:
    """Where the statement at `at` ends: its newline, or the brace that closes what it stands in."""
    text, depth = parser.source.text, 0
    in_list = parser.viable("COMMA") is not None
    while at < len(text):
        match = SKIPPED.match(text, at)
        if match is None:
            return at
        piece = match.group()
        if piece == "{":
            depth += 1
        elif piece == "}":
            if depth == 0:
                return at
            depth -= 1
        elif depth == 0 and piece in "\n;":
            return at
        elif depth == 0 and in_list and "," in piece:
            return at + piece.index(",")
        elif depth and piece == "\n" and DECLARATION.match(text, match.end()) and balance(parser) > 0:
            return at
        at = match.end()
    return at


def _keep(parser: Parser, at: int) -> bool:
    """Keep the statement so far, when it is complete."""
    if not parser.viable("NEWLINE"):
        return False
    armed = parser.armed
    parser.push(Token("NEWLINE", "", parser.source, at, at))
    parser.tokens.pop()
    parser.armed = armed
    return True


def _keep_and_skip(parser: Parser, token: Token) -> bool:
    if token.kind in ("NEWLINE", "RBRACE") or not _keep(parser, token.start):
        return False
    return _skip(parser, token.start)


def _drop(parser: Parser, token: Token) -> bool:
    _forget(parser)
    _truncate(parser, _base(parser))
    return _skip(parser, token.start)


def _drop_to(parser: Parser, at: int) -> bool:
    """Drop the statement that the end of the file cuts off."""
    _forget(parser)
    _truncate(parser, _base(parser))
    return parser.push(Token("ERROR", "", parser.source, at, at))


def _skip(parser: Parser, start: int) -> bool:
    end = _sync(parser, start)
    if end == start and parser.source.text[start : start + 1] == "}" and not parser.open:
        end = start + 1
    parser.at = end
    token = Token("ERROR", parser.source.text[start:end], parser.source, start, end)
    if parser.push(token):
        return True
    raise TooMuch


def _forget(parser: Parser) -> None:
    """The names that a dropped statement declares count as declared: their uses stay silent."""
    base = _base(parser)
    names = [value for value in parser.values[base:] if isinstance(value, Token) and value.kind == "NAME"]
    if names:
        parser.dropped.add(names[0].text)
