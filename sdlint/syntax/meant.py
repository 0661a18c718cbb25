"""What was surely meant, where a terminal can't stand: reading goes on as if it had been written.

Each of these looks at the unexpected terminal and at the stack as it stood before it. It reports what is
wrong, puts the stack and the place right, and returns true; or it does nothing and returns false.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from sdlint.diagnostic import Edit, mistake
from sdlint.expression.tree import Token
from sdlint.spelling import clear, nearest
from sdlint.syntax import elsewhere, verbs
from sdlint.syntax.braces import closing, doubled, indented, opening
from sdlint.syntax.parser import WRONG_ARROW, Parser
from sdlint.syntax.separators import between_prices, comma, separator
from sdlint.syntax.stack import can_be, stands_before, take_back

_LOOSE_ARROW = re.compile(r"<[-=~]*>?|>+|-(?![-\d])")
"""What may be meant for an arrow where nothing else can stand."""
_VALUE = re.compile(r"[^,{}#;\n]{0,40}")


def arrow(parser: Parser, token: Token) -> bool:
    """`=>`, `-->`, `<-`, `>`: what people write for an arrow."""
    wrong = token if token.kind == "CALL" else None
    if wrong is None:
        match = WRONG_ARROW.match(parser.source.text, token.start)
        match = match or _LOOSE_ARROW.match(parser.source.text, token.start)
        if not match:
            return False
        wrong = Token("CALL", match.group(), parser.source, token.start, match.end())
    elif wrong.text == "->":
        return False
    sign, kind = ("~>", "MESSAGE") if "~" in wrong.text or "." in wrong.text else ("->", "CALL")
    if not parser.viable(kind):
        return False
    if wrong.text.startswith("<"):
        message, help_ = "an arrow points from the caller to the called", "Turn it round: `api -> posts`"
        parser.report(mistake("syntax", message, wrong.span, help=help_))
    else:
        message = f"write `{sign}` instead of `{wrong.text}`"
        parser.report(mistake("syntax", message, wrong.span, edit=Edit(wrong.span, sign)))
    parser.at = wrong.end
    parser.push(Token(kind, sign, parser.source, wrong.start, wrong.end))
    return True


def assignment(parser: Parser, token: Token) -> bool:
    """`replicas = 2`, `replicas: 2`."""
    last = parser.tokens[-1] if parser.tokens else None
    if token.kind not in ("EQUALS", "COLON", "COMPARE") or token.text not in "=:" or last is None:
        return False
    if last.kind != "NAME" or not parser.viable("QUANTITY") or len(parser.tokens) < 2:
        return False
    value = _VALUE.match(parser.source.text, token.end)
    right = f"{last.text} {value.group().strip() if value else ''}".strip()
    parser.report(
        mistake(
            "syntax",
            f"no `{token.text}` between an attribute and its value",
            token.span,
            help=f"Write `{right}`",
            edit=Edit(parser.source.span(last.end, token.end), ""),
        )
    )
    return True


def _words_here(parser: Parser, states: list[int] | None = None) -> list[str]:
    """The keywords that can stand here, in the order of their spelling."""
    table = parser.tables.states[(states or parser.states)[-1]]
    return [
        word
        for word, kinds in parser.tables.words.items()
        if any(kind in table and parser.viable(kind, states) for kind in kinds)
    ]


def _push_word(parser: Parser, word: str, token: Token) -> bool:
    for kind in parser.tables.words[word]:
        if parser.push(Token(kind, word, parser.source, token.start, token.end)):
            return True
    return False


def _misspelt(parser: Parser, token: Token, right: str, words: Iterable[str]) -> None:
    what = "kind" if parser.tables.words[right] == ["KIND"] else "word"
    parser.report(
        mistake(
            "unknown-keyword",
            f"unknown {what} `{token.text}`",
            token.span,
            help=f"did you mean `{right}`?",
            edit=Edit(token.span, right) if clear(token.text, words) else None,
        )
    )


def keyword(parser: Parser, token: Token) -> bool:
    """A misspelt keyword: this word, or the one before it that was taken for a name."""
    if token.kind in ("NAME", "FORM") and token.text not in parser.tables.words:
        right = nearest(token.text, _words_here(parser))
        if right:
            _misspelt(parser, token, right, _words_here(parser))
            return _push_word(parser, right, token)
    return _keyword_before(parser, token)


def _keyword_before(parser: Parser, token: Token) -> bool:
    """`databse posts`: the name that starts the statement was meant as a keyword."""
    last = parser.values[-1] if parser.values else None
    if (
        not isinstance(last, Token)
        or last.kind != "NAME"
        or token.kind
        not in (
            "NAME",
            "STRING",
            "LBRACE",
            "QUANTITY",
        )
    ):
        return False
    if len(parser.tokens) > 1 and parser.tokens[-2].kind not in ("NEWLINE", "LBRACE"):
        return False
    before = parser.states[:-1]
    words = _words_here(parser, before)
    # Only words that can go on with what follows come into question.
    fitting = []
    for word in words:
        for kind in parser.tables.words[word]:
            after = parser.viable(kind, before)
            if after and parser.viable(token.kind, after):
                fitting.append(word)
    if _from_elsewhere(parser, last, token, fitting):
        return True
    right = nearest(last.text, dict.fromkeys(fitting))
    if right is None:
        if token.kind == "NAME":
            parser.dropped.add(token.text)  # What it declares is used all the same.
        if "KIND" in words or len(words) > 4:
            parser.report(
                mistake(
                    "unknown-keyword",
                    f"unknown statement `{last.text}`",
                    last.span,
                    help=_where(last, token),
                )
            )
        return False
    take_back(parser, 1)
    _misspelt(parser, last, right, fitting)
    _push_word(parser, right, last)
    # The terminal is read again, where the right keyword is expected to stand before it.
    parser.at = token.start
    return True


def _where(word: Token, token: Token) -> str:
    """Where what starts a line belongs, that starts no statement here."""
    if word.text in elsewhere.ACTIONS:
        return f'`{word.text}` stands in a scenario: `scenario "What happens" {{ … }}`'
    if word.text in elsewhere.WORDS:
        return f"What must hold stands in `quality {{ … }}`, and is asked of something: `{word.text}(…)`"
    if token.kind == "QUANTITY":
        return "An attribute stands in the `{ }` of its component"
    return (
        "A statement starts with a kind (`service api`), another keyword, or is a line of arrows "
        "(`api -> posts`)"
    )


def _from_elsewhere(parser: Parser, last: Token, token: Token, fitting: list[str]) -> bool:
    """`kafka events`, `db posts`, `goals {`: what starts a statement elsewhere."""
    word = last.text.lower()
    technology = elsewhere.TECHNOLOGIES.get(word)
    right = technology or elsewhere.STATEMENTS.get(word)
    if right not in fitting:
        return False
    what = "kind" if parser.tables.words[right] == ["KIND"] else "word"
    written, span = right, last.span
    if technology and token.kind == "NAME":
        written, span = f"{right} {token.text} : {word}", parser.source.span(last.start, token.end)
    parser.report(
        mistake(
            "unknown-keyword",
            f"unknown {what} `{last.text}`",
            last.span,
            help=f"Write `{written}`",
            edit=Edit(span, written),
        )
    )
    take_back(parser, 1)
    _push_word(parser, right, last)
    parser.at = token.start
    return True


_UNITS = re.compile(r"(?:[kMGTP]|bn|%|[kMGTP]i?B|B|ns|us|ms|s|min|h|d|w|y|month|[kMGT]?bit)(?:/\w+)?$")


def glued(parser: Parser, token: Token) -> bool:
    """`10 k/s`: a unit that stands apart from its number."""
    tokens = parser.tokens
    last = tokens[-1] if tokens else None
    if last is None:
        return False
    number, unit = (tokens[-2], last) if len(tokens) > 1 and token.text.startswith("/") else (last, token)
    if number.kind != "QUANTITY" or unit.kind != "NAME" or not _UNITS.match(unit.text):
        return False
    tail = re.compile(r"(?:/\w+)*").match(parser.source.text, unit.end)
    end = tail.end() if tail else unit.end
    right = number.text + parser.source.text[unit.start : end]
    parser.report(
        mistake(
            "wrong-unit",
            "a blank stands between the number and its unit",
            parser.source.span(number.start, end),
            help=f"Write `{right}`",
            edit=Edit(parser.source.span(number.end, unit.start), ""),
        )
    )
    parser.at = end
    # The number goes on with its unit, so that what uses it isn't told of a wrong unit as well.
    if parser.values and parser.values[-1] is number:
        whole = Token("QUANTITY", right, parser.source, number.start, end)
        parser.values[-1], parser.tokens[-1], parser.ends[-1] = whole, whole, end
    return True


_OPERAND = (
    r"(?:\([^()\n]{0,80}\)|[^\W\d]\w{0,80}(?:-\w{1,80}){0,9}(?:\([^()\n]{0,80}\))?"
    r"|\$?\d[\w.]{0,40}%?(?:/\w{1,20})?)"
)
_SUM = re.compile(rf"-?[ \t]*{_OPERAND}(?:[ \t]*[-+*/^][ \t]*{_OPERAND}){{1,20}}")
"""What is read as one expression, once it stands in parentheses."""


def bare_sum(parser: Parser, token: Token) -> bool:
    """`at users / 1d`, for `at (users / 1d)`: a sum where a single value stands."""
    from sdlint.syntax.parser import parse_expression

    # Of `10M/15min` the sign can stand, as before the unit of a price, and what follows it can't.
    back = 2 if token.kind == "QUANTITY" and stands_before(parser, 1, "SLASH") else 1
    if (back == 1 and token.text[:1] not in ("+", "-", "*", "/", "^")) or not any(
        stands_before(parser, back, kind) for kind in ("NAME", "QUANTITY")
    ):
        return False
    first: Token = parser.values[-back]
    found = _SUM.match(parser.source.text, first.start)
    if found is None or found.end() <= token.end - 1 or parser.viable("LPAR", parser.states[:-back]) is None:
        return False
    expression, wrong = parse_expression(parser.source, parser.grammar, first.start, found.end())
    if wrong or expression is None:
        return False
    span = parser.source.span(first.start, found.end())
    right = f"({span.text})"
    parser.report(
        mistake(
            "syntax",
            "a sum stands in parentheses here",
            span,
            help=f"Write `{right}`",
            edit=Edit(span, right),
        )
    )
    take_back(parser, back)
    parser.push(Token("LPAR", "(", parser.source, first.start, first.start))
    parser.at = first.start
    while parser.at < found.end():
        part = parser.next()
        if part is None or not parser.push(part):
            return True  # It was read before, so this doesn't come; recovery would go on from here.
    parser.push(Token("RPAR", ")", parser.source, found.end(), found.end()))
    return True


def times(parser: Parser, token: Token) -> bool:
    """`peak 3`, `peak 3x`."""
    if token.kind != "QUANTITY" or not re.fullmatch(r"[\d.]+x?", token.text):
        return False
    after = parser.viable("TIMES")
    if not after or not parser.viable("QUANTITY", after):
        return False
    number = token.text.rstrip("x")
    message = f"write `x{number}` instead of `{token.text}`"
    parser.report(mistake("syntax", message, token.span, edit=Edit(token.span, f"x{number}")))
    parser.push(Token("TIMES", "x", parser.source, token.start, token.start))
    parser.push(Token("QUANTITY", number, parser.source, token.start, token.end))
    return True


def comment(parser: Parser, token: Token) -> bool:
    """`// …`, as other languages write comments."""
    if not parser.source.text.startswith(("//", "/*"), token.start):
        return False
    span = parser.source.span(token.start, token.start + 2)
    parser.report(mistake("syntax", "a comment starts with `#`", span, edit=Edit(span, "#")))
    end = parser.source.text.find("\n", token.start)
    parser.at = end if end >= 0 else len(parser.source.text)
    return True


def application(parser: Parser, token: Token) -> bool:
    """`p99 read`, for `p99(read)`."""
    if not stands_before(parser, 1, "NAME") or token.kind != "NAME":
        return False
    last: Token = parser.values[-1]
    after = parser.viable("LPAR")
    line = parser.source.text[last.end : token.start]
    if not after or "\n" in line or "COMPARE" not in parser.tables.states[parser.states[-1]]:
        return False
    if not parser.viable("NAME", after) or re.compile(r"[ \t]*=").match(parser.source.text, token.end):
        return False
    word_of_ours = token.text in parser.tables.words and token.text not in ("read", "write")  # Often flows.
    if can_be(parser, token, parser.states, plain=False) or word_of_ours:
        return False
    message = f"`{token.text}` can't stand here after `{last.text}`"
    word, item = (token, last) if token.text in elsewhere.WORDS else (last, token)
    right = f"{word.text}({item.text})"
    span = parser.source.span(last.start, token.end)
    parser.report(mistake("syntax", message, token.span, help=f"Write `{right}`", edit=Edit(span, right)))
    take_back(parser, 1)
    for kind, text, place in (
        ("NAME", word.text, word),
        ("LPAR", "(", item),
        ("NAME", item.text, item),
        ("RPAR", ")", item),
    ):
        parser.push(Token(kind, text, parser.source, place.start, place.end))
    parser.at = token.end
    return True


POLICIES = ("breaker", "fallback", "idempotent", "retries", "rtt", "timeout", "update")
"""What is said of a step in braces, and often written without them."""
_POLICY = re.compile(r"[^\n,;{}#]*?(?=[ \t]*(?:->|~>|\belse\b|[,;{}#\n]|\Z))")
_ANOTHER = re.compile(rf",[ \t]*(?=(?:{'|'.join(POLICIES)})\b)")


def policy(parser: Parser, token: Token) -> bool:
    """`a -> b timeout 5ms`, for `a -> b { timeout 5ms }`."""
    if token.text not in POLICIES or parser.viable("CALL") is None or parser.viable("LBRACE") is None:
        return False
    end, another = token.start, None
    while another is not None or end == token.start:
        found = _POLICY.match(parser.source.text, another.end() if another else end)
        if found is None or found.end() == end:
            return False
        end = found.end()
        another = _ANOTHER.match(parser.source.text, end)
    span = parser.source.span(token.start, end)
    braced = f"{{ {span.text} }}"
    message = f"`{span.text}` stands in braces after a step"
    parser.report(mistake("syntax", message, span, help=f"Write `{braced}`", edit=Edit(span, braced)))
    parser.at = end
    return True


WAYS = (
    comment,
    arrow,
    *elsewhere.WAYS,
    *verbs.WAYS,
    assignment,
    times,
    between_prices,
    comma,
    policy,
    application,
    indented,
    keyword,
    closing,
    glued,
    bare_sum,
    doubled,
    opening,
    separator,
)
"""What is tried in turn; each returns whether reading can go on."""
