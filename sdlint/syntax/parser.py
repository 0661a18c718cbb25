"""The parser: our own loop over Lark's LALR(1) tables, which goes on after a mistake.

The loop reads terminals where the parser stands (a word is a keyword only where one can stand), keeps
offsets alone, and builds the nodes. Before anything is reduced on a terminal's account it looks
whether that terminal can be shifted at all; so at a mistake the stack still stands as it was before
it, and `mistakes` can say what was expected and choose how to go on. Parsing never fails: it returns
the tree of what was understood, and the mistakes.
"""

from __future__ import annotations

import gc
import re
from functools import cache
from typing import Any

from sdlint.diagnostic import Diagnostic, Severity, mistake
from sdlint.expression.tree import Expression, Node, Token
from sdlint.record import Equal
from sdlint.source import Source
from sdlint.syntax import tables as tables_
from sdlint.syntax.build import build
from sdlint.syntax.hidden import blanked
from sdlint.syntax.tables import STARTS, Tables
from sdlint.syntax.wording import misplaced

MAX_DEPTH = 100
"""Braces and parentheses within each other: everything that walks a tree may recurse."""
MAX_OPERATORS = 200
"""Operators in one expression, for the same reason."""
MAX_MISTAKES = 100
"""Mistakes reported of one file; more is a file of another kind."""
MAX_RECOVERIES = 5_000
"""How often reading resumes; mistakes that are not reported, one statement having one, count as well."""

_OPERATORS = frozenset(
    ("OR", "AND", "NOT", "COMPARE", "IN", "DOTS", "PLUS", "MINUS", "STAR", "SLASH", "CARET", "DOT", "IS")
)
_COUNTED = _OPERATORS | {"LBRACE", "RBRACE", "LPAR", "RPAR", "NEWLINE", "COMMA"}
"""What the parser keeps count of."""
_BLANK = frozenset(("", " ", "\t", "\r", "\f", "\v", "#"))
_BLANKS = re.compile(r"[ \t\r\f\v]*+(?:#[^\n]*+)?")
_LINES = re.compile(r"(?>(?:[ \t\r\f\v\n;]|#[^\n]*+)*)")
_GOES_ON = re.compile(r"->|~>|\{|(?:else|and|or)(?![\w-])")
_BEFORE_ARROW = re.compile(r"(?>(?:[ \t\r\n]|#[^\n]*+)*)(?:->|~>|=>|-->|→|else(?![\w-]))")
WRONG_ARROW = re.compile(r"={1,4}>|-{2,4}>|-[ \t]{1,4}>|→|⟶|➜|⇒|~{2,4}>|-\.->")
"""What people write for an arrow."""
_ALIKE = frozenset(("FORM", "TIMES"))
"""What may be another terminal, by its place, even where it seems to be accepted."""


class Parsed(Equal):
    """What parsing gives: the tree, the significant tokens, the mistakes."""

    tree: Node
    tokens: list[Token]
    diagnostics: tuple[Diagnostic, ...]
    dropped: frozenset[str]
    """Names whose declarations could not be understood; their uses stay silent."""


@cache
def scanner(grammar: str) -> tuple[Tables, re.Pattern[str], dict[str, re.Pattern[str]]]:
    """The tables of a grammar, one pattern of all its terminals, and each terminal's own."""
    tables = tables_.load(grammar)
    union = re.compile(
        "|".join(f"(?P<{name}>{regex})" for name, regex in tables.terminals if name != "NEWLINE")
    )
    return tables, union, {}


@cache
def _rules(grammar: str) -> list[tuple[str, int, str, bool, tuple[int, ...]]]:
    """The productions of a grammar as plain tuples, which are unpacked faster."""
    return [(p.origin, p.length, p.node, p.single, p.keep) for p in tables_.load(grammar).productions]


class TooMuch(Exception):
    """The file is not worth going on with; what was understood so far stands."""


class Parser:
    """The state of one parse."""

    __slots__ = (
        "armed",
        "at",
        "diagnostics",
        "dropped",
        "end_state",
        "ends",
        "grammar",
        "missing",
        "open",
        "operators",
        "own",
        "recoveries",
        "rules",
        "source",
        "start",
        "starts",
        "states",
        "table",
        "tables",
        "tokens",
        "union",
        "values",
    )

    def __init__(self, source: Source, grammar: str = "sd", start: str = "design") -> None:
        self.source = source
        self.grammar = grammar
        self.start = start
        self.tables, self.union, self.own = scanner(grammar)
        self.table = self.tables.states
        self.rules = _rules(grammar)
        self.states = [self.tables.starts[start]]
        self.end_state = self.tables.ends[start]
        self.values: list[Any] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.tokens: list[Token] = []
        self.open: list[Token] = []
        self.diagnostics: list[Diagnostic] = []
        self.dropped: set[str] = set()
        self.at = 0
        self.armed = True
        """Whether a mistake may be reported: at most one a statement."""
        self.operators = 0
        self.recoveries = 0
        self.missing: int | None = None
        """How many more `{` than `}` there are, once that was counted."""

    # Reading terminals

    def next(self) -> Token | None:
        """The next terminal where the parser stands; nothing where none can be read."""
        text = self.source.text
        at = self.at
        if text[at : at + 1] in _BLANK:
            match = _BLANKS.match(text, at)
            at = match.end() if match else at
            if at >= len(text):
                return Token("$END", "", self.source, at, at)
        if text[at] in "\n;":
            run = _LINES.match(text, at)
            after = run.end() if run else at
            if self._swallows(at, after):
                self.at = after
                return self.next_after_lines(after)
            self.at = after
            return Token("NEWLINE", text[at : at + 1], self.source, at, after)
        return self.read(at)

    def next_after_lines(self, at: int) -> Token | None:
        """The terminal that follows swallowed newlines."""
        if at >= len(self.source.text):
            return Token("$END", "", self.source, at, at)
        return self.read(at)

    def _swallows(self, at: int, after: int) -> bool:
        text = self.source.text
        if after >= len(text) or text[after] == "}" or not self.tokens:
            return True
        if self.tokens[-1].kind in ("LBRACE", "COMMA", "NEWLINE"):
            return True
        return bool(_GOES_ON.match(text, after)) and not self._has_semicolon(at, after)

    def _has_semicolon(self, at: int, after: int) -> bool:
        return ";" in re.sub(r"#[^\n]*", "", self.source.text[at:after])

    def read(self, at: int) -> Token | None:
        """The terminal at `at`, which is no blank."""
        text = self.source.text
        match = self.union.match(text, at)
        if match is None or (text[at] in "-=~" and self._is_wrong_arrow(at)):
            self.at = at
            return None
        kind = match.lastgroup or ""
        end = match.end()
        accepted = self.tables.states[self.states[-1]]
        word = match.group()
        if kind == "QUANTITY" and text[end : end + 1] == "," and text[end + 1 : end + 2].isdigit():
            from sdlint.syntax.elsewhere import commas  # Only what is read wrong needs it.

            word, end = commas(self, at, end)
        if kind == "NAME":
            if word in self.tables.words or kind not in accepted:
                kind, end = self._in_place(kind, end, at, accepted)
                word = text[at:end]
        elif kind in _ALIKE or kind not in accepted:
            kind, end = self._in_place(kind, end, at, accepted)
            word = text[at:end]
        self.at = end
        return Token(kind, word, self.source, at, end)

    def _is_wrong_arrow(self, at: int) -> bool:
        wrong = WRONG_ARROW.match(self.source.text, at)
        return bool(wrong) and "CALL" in self.tables.states[self.states[-1]]

    def _in_place(self, kind: str, end: int, at: int, accepted: dict[str, int]) -> tuple[str, int]:
        """Which of the terminals that look alike can stand here."""
        text = self.source.text
        if kind in ("NAME", "FORM"):
            word = text[at:end]
            for keyword in self.tables.words.get(word, ()):
                if self._fits(keyword, accepted) and not (
                    "NAME" in accepted
                    and (text[end : end + 1] == "(" or (self.at_start and _BEFORE_ARROW.match(text, end)))
                ):
                    return keyword, end
        if kind == "NAME" and kind in accepted:
            return kind, end
        if kind != "NAME" and self._fits(kind, accepted):
            return kind, end
        for name, regex in self.tables.terminals:
            if name in accepted and name != "NEWLINE":
                pattern = self.own.get(name)
                if pattern is None:
                    pattern = self.own[name] = re.compile(regex)
                match = pattern.match(text, at)
                if match and self._fits(name, accepted):
                    return name, match.end()
        return ("NAME" if kind == "FORM" else kind), end

    def _fits(self, kind: str, accepted: dict[str, int]) -> bool:
        """Whether a terminal can be shifted here: a state's reductions may be on others' account."""
        action = accepted.get(kind)
        return action is not None and (action >= 0 or self.viable(kind) is not None)

    @property
    def at_start(self) -> bool:
        """Whether a statement starts here."""
        return not self.tokens or self.tokens[-1].kind in ("NEWLINE", "LBRACE", "COMMA")

    def in_wrong_block(self, token: Token) -> bool:
        """Whether a block was never closed, although the terminal could stand in it.

        A top-level keyword stands in column 0 as a mere name, or a list that was begun in one line goes on
        in the next, no deeper.
        """
        if token.kind == "NEWLINE":
            if not self.goes_on(token):
                return False  # As nearly always: `balance` looks at the whole text.
            from sdlint.syntax.braces import ends_in_its_line

            return ends_in_its_line(self, token)
        if self.source.text[token.start - 1] != "\n" or token.text not in self.tables.words:
            return False
        from sdlint.syntax.braces import breaks_out

        return breaks_out(self, token.start)

    def goes_on(self, token: Token) -> bool:
        """Whether what was opened last, and the end of a line, stand in one line with something between them:
        a list that goes on, and no block of lines.
        """
        opened = self.open[-1]
        return self.tokens[-1] is not opened and self.source.text.find("\n", opened.start, token.start) < 0

    # The stack

    def viable(self, kind: str, states: list[int] | None = None) -> list[int] | None:
        """The states after shifting `kind`, were it read now; nothing if it can't be."""
        stack = (self.states if states is None else states)[:]
        table = self.tables.states
        productions = self.tables.productions
        while True:
            action = table[stack[-1]].get(kind)
            if action is None:
                return None
            if action >= 0:
                stack.append(action)
                return stack
            production = productions[-action - 1]
            if production.length:
                del stack[-production.length :]
            stack.append(table[stack[-1]][production.origin])
            if kind == "$END" and stack[-1] == self.end_state:
                return stack

    def expected(self) -> list[str]:
        """The terminals that can stand here, in the order of their names."""
        candidates = sorted(self.tables.states[self.states[-1]])
        return [kind for kind in candidates if kind[0].isupper() or kind == "$END" if self.viable(kind)]

    def _admits(self, kind: str) -> bool:
        """Whether `kind` can be shifted in the end, as `viable` says it, without a copy of the stack."""
        table, rules, states = self.table, self.rules, self.states
        left = len(states)
        made: list[int] = []
        while True:
            action = table[made[-1] if made else states[left - 1]].get(kind)
            if action is None:
                return False
            if action >= 0:
                return True
            origin, length, _, _, _ = rules[-action - 1]
            if length > len(made):
                left -= length - len(made)
                made.clear()
            elif length:
                del made[-length:]
            made.append(table[made[-1] if made else states[left - 1]][origin])
            if kind == "$END" and made[-1] == self.end_state:
                return True

    def push(self, token: Token) -> bool:
        """Reduce and shift on a terminal; false, and nothing done, where it can't stand."""
        table = self.table
        states = self.states
        kind = token.kind
        action = table[states[-1]].get(kind)
        if action is None:
            return False
        start = token.start
        if action < 0:
            if not self._admits(kind):
                return False
            while action < 0:
                self._reduce(-action - 1, start)
                if kind == "$END" and states[-1] == self.end_state:
                    return True
                action = table[states[-1]][kind]
        states.append(action)
        self.values.append(token)
        self.starts.append(start)
        self.ends.append(token.end if kind != "NEWLINE" else start)
        self.tokens.append(token)
        if kind in _COUNTED:
            self._count(token)
        return True

    def _count(self, token: Token) -> None:
        """Follow depth and size; a new line, brace or comma starts a new statement for mistakes."""
        kind = token.kind
        if kind in _OPERATORS:
            self.operators += 1
            if self.operators > MAX_OPERATORS:
                self._stop("too-deep", f"more than {MAX_OPERATORS} operators in one expression", token)
            return
        if kind in ("LBRACE", "LPAR"):
            self.open.append(token)
            if len(self.open) > MAX_DEPTH:
                message = f"more than {MAX_DEPTH} braces or parentheses within each other"
                self._stop("too-deep", message, token)
        elif kind in ("RBRACE", "RPAR") and self.open:
            self.open.pop()
        if kind in ("NEWLINE", "COMMA", "LBRACE", "RBRACE"):
            self.operators = 0
            self.armed = True

    def _stop(self, name: str, message: str, token: Token) -> None:
        self.diagnostics.append(mistake(name, message, token.span, help="Split it up"))
        raise TooMuch

    def _reduce(self, number: int, here: int) -> None:
        origin, length, node, single, keep = self.rules[number]
        states, values, starts, ends = self.states, self.values, self.starts, self.ends
        if length == 1 and keep:
            value = values[-1]
            listed = type(value) is list
            if node:
                # `?rule` with one child, which stands for it: nothing changes but the state.
                if listed or not single:
                    values[-1] = self._build(node, value if listed else [value], starts[-1], ends[-1], here)
            elif not listed:
                values[-1] = [value]
            states[-1] = self.table[states[-2]][origin]
            return
        start = end = -1
        kept: list[Any] = []
        if length:
            # What is empty has no place; then the next one counts.
            start, end = starts[-length], ends[-1]
            if start < 0:
                start = _first(starts[-length:])
            if end < 0:
                end = _first(ends[: -length - 1 : -1])
            for at in keep:
                value = values[at - length]
                if type(value) is not list:
                    kept.append(value)
                elif kept:
                    kept += value
                else:
                    kept = value  # A long list grows in place.
            del states[-length:], values[-length:], starts[-length:], ends[-length:]
        if not node:
            values.append(kept)
        elif single and len(kept) == 1:
            values.append(kept[0])
        else:
            values.append(self._build(node, kept, start, end, here))
        starts.append(start)
        ends.append(end)
        states.append(self.table[states[-1]][origin])

    def _build(self, node: str, children: list[Any], start: int, end: int, here: int) -> Node:
        built, amiss = build(node, children, self.source, start if start >= 0 else here, max(end, 0))
        for child, why in amiss:
            diagnostic = misplaced(child, why)
            if diagnostic.severity is Severity.ERROR:
                self.report(diagnostic)
            else:
                self.diagnostics.append(diagnostic)
        return built

    # Mistakes

    def report(self, diagnostic: Diagnostic) -> None:
        """Note a mistake, at most one a statement."""
        if self.armed:
            self.diagnostics.append(diagnostic)
            if len(self.diagnostics) >= MAX_MISTAKES:
                self.give_up()
        self.armed = False

    def give_up(self) -> None:
        """Stop reading a file that is of another kind."""
        span = self.source.span(self.at, self.at)
        message = "too many mistakes: the rest of the file was not read"
        self.diagnostics.append(mistake("syntax", message, span))
        raise TooMuch


def parse(source: Source, grammar: str = "sd") -> Parsed:
    """Parse a text. Never fails: what can't be understood is among the diagnostics."""
    # Nothing made here is garbage before the end; collecting would cost a third of the time.
    enabled = gc.isenabled()
    gc.disable()
    try:
        return _parse(source, grammar)
    finally:
        if enabled:
            gc.enable()


def _parse(source: Source, grammar: str) -> Parsed:
    from sdlint.syntax.build import class_of

    start = STARTS[grammar][0]
    parser = Parser(source, grammar, start)
    # The offsets stay as they are, so that every place is told in the text as it was read.
    parser.source, parser.diagnostics = blanked(source)
    tree: Node | None = None
    try:
        while True:
            token = parser.next()
            if (
                token is None
                or (parser.open and token.kind in ("NAME", "NEWLINE") and parser.in_wrong_block(token))
                or not parser.push(token)
            ):
                from sdlint.syntax.recovery import recover

                if recover(parser, token):
                    continue
                token = Token("$END", "", parser.source, len(source.text), len(source.text))
                if not parser.push(token):
                    break
            if token.kind == "$END":
                tree = parser.values[-1]
                break
    except TooMuch:
        tree = None
    if tree is None:
        tree = _salvage(parser, class_of(start))
    diagnostics = sorted(parser.diagnostics, key=lambda d: (d.span.start if d.span else 0, d.name))
    return Parsed(tree, parser.tokens, tuple(diagnostics), frozenset(parser.dropped))


def parse_expression(
    source: Source, grammar: str = "sd", start: int = 0, end: int | None = None
) -> tuple[Expression | None, tuple[Diagnostic, ...]]:
    """Parse one expression, which may stand within a larger text; nothing when it has a mistake."""
    parser = Parser(Source(source.path, source.text[:end]), grammar, "expression")
    parser.at = start
    try:
        while True:
            token = parser.next()
            if token is None or not parser.push(token):
                from sdlint.syntax.recovery import unexpected

                unexpected(parser, token)
                return None, tuple(parser.diagnostics)
            if token.kind == "$END":
                tree: Expression = parser.values[-1]
                return tree, ()
    except TooMuch:
        return None, tuple(parser.diagnostics)


def _first(places: list[int]) -> int:
    """The first place that is one, or -1."""
    return next((place for place in places if place >= 0), -1)


def _salvage(parser: Parser, root: type[Node]) -> Node:
    """A tree of the statements that were complete when reading stopped."""
    statements = []
    for value in parser.values:
        for item in value if type(value) is list else [value]:
            if isinstance(item, Node):
                statements.append(item)
    from sdlint.syntax.nodes import Statement

    kept = tuple(item for item in statements if isinstance(item, Statement))
    return root(parser.source, 0, len(parser.source.text), kept)  # type: ignore[call-arg]
