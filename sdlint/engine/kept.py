"""The shipped rules, kept as they were read: a start makes of them what it comes to need, and no more.

They are kept where the parser's tables are: in the wheel, or in the user's own cache folder. A file has a
line with what tells these rules from others and a checksum, a line of JSON, and the texts of the files of
rules. The JSON has the files, the steps, the presets, and the rules. Expressions in them are JSON again, in
strings, which are read one by one: nested lists, `[class, start, end, fields…]` for a node, `[-1 - kind,
start, end]` for a token, whose text is the source's, and `[null, …]` for several of them. What a finding
says is kept the same way, as `[null, …]` of its texts and expressions, so that no check of a design needs the
tables of the grammar of rules; why a rule is one stands in its source alone, and is read there.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any
from zlib import crc32

from sdlint.caches import cache_folder
from sdlint.diagnostic import Severity
from sdlint.engine.rule import (
    Assignment,
    Example,
    Let,
    Loop,
    Param,
    Parts,
    Preset,
    Question,
    Rule,
    RuleBook,
    Step,
    Template,
    Where,
)
from sdlint.expression import tree
from sdlint.expression.tree import Expression, Node, Token
from sdlint.record import late
from sdlint.resources import shipped, shipped_folder
from sdlint.source import Source, Span
from sdlint.syntax.tables import BUNDLED_TABLES, identity, keep, read_bytes

if TYPE_CHECKING:
    from pathlib import Path

NAME = "rules"
FORMAT = 3
"""Raised whenever the layout changes."""
_read_json = json.JSONDecoder().raw_decode
"""As `json.loads`, with less around it: it is called for hundreds of short texts."""
_LINES: dict[str, type[Loop | Let]] = {"for": Loop, "let": Let}


def shipped_sources() -> list[Source]:
    """The shipped files of rules, in order of their steps and names."""
    folder = shipped("rules")
    return [
        Source(f"rules/{path.relative_to(folder).as_posix()}", path.read_text(encoding="utf-8"))
        for path in _files(folder)
    ]


def kept_book() -> RuleBook:
    """The shipped rules: from the wheel, from the cache, or read anew, and kept if nothing is wrong in them.
    Their names, types and units are taken for right.
    """
    bundled = os.path.join(BUNDLED_TABLES, f"{NAME}.kept")
    kept, own = bundled, _identity(dated=False)
    if not os.path.exists(bundled):
        folder = cache_folder()
        own = _identity(dated=True)
        kept = os.path.join(folder, f"{NAME}-{own}.kept") if folder else bundled
    book = _read(kept, own)
    if book is None:
        from sdlint.engine.reader import read

        book = read(shipped_sources(), checked=True)
        if kept is not bundled and not book.troubles:
            keep(kept, _written(book, own))
    return book


def write_rules(target: str) -> str:
    """Keep all shipped rules in a folder; called when a wheel is built."""
    from sdlint.engine.reader import read

    path = os.path.join(target, f"{NAME}.kept")
    book = read(shipped_sources(), checked=True)
    if book.troubles:
        raise ValueError(f"{book.troubles[0].path}: {book.troubles[0].message}")
    with open(path, "wb") as file:
        file.write(_written(book, _identity(dated=False)))
    return path


def _files(folder: Path) -> list[Path]:
    return sorted((*folder.glob("*/*.rule"), *folder.glob("*.rule")))


def _identity(*, dated: bool) -> str:
    """What tells these files from other ones, none of them read. A wheel's never change, and their dates are
    those of its installation; a checkout's are `dated`.
    """
    told: list[tuple[str | int, ...]] = []
    folders = [(shipped_folder("rules"), "")]
    while folders:
        folder, above = folders.pop()
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir():
                    if not above:
                        folders.append((entry.path, f"{entry.name}/"))
                elif entry.name.endswith(".rule"):
                    status = entry.stat()
                    dates = (status.st_mtime_ns, status.st_ctime_ns) if dated else ()
                    told.append((above + entry.name, status.st_size, *dates))
    return f"{identity('rule')}-{FORMAT}-{crc32(repr(sorted(told)).encode()):08x}"


def _written(book: RuleBook, own: str) -> bytes:
    dump = _Dump()
    lines = json.dumps(dump.book(book), separators=(",", ":")).encode()
    # The texts stand as they are: to take them out of JSON took as long as all the rest.
    body = lines + b"\n" + "".join(dump.texts.values()).encode()
    return f"{own} {crc32(body):08x}\n".encode() + body


def _read(path: str, own: str) -> RuleBook | None:
    """What is kept in a file, if it is of these rules, and whole."""
    try:
        head, _, body = read_bytes(path).partition(b"\n")
        if head != f"{own} {crc32(body):08x}".encode():
            return None
        lines, _, texts = body.partition(b"\n")
        return _revived(json.loads(lines), texts.decode())
    except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError):
        return None


class _Dump:
    """Rules → what JSON can say."""

    def __init__(self) -> None:
        self.classes: dict[str, int] = {}
        self.kinds: dict[str, int] = {}
        self.numbers: dict[str, int] = {}
        self.texts: dict[str, str] = {}
        """Those of the files, in the order of their numbers."""

    def book(self, book: RuleBook) -> dict[str, Any]:
        steps = [
            [
                s.name,
                s.title,
                [[q.name, q.text, q.lesson, self.place(q.span)] for q in s.questions],
                self.place(s.span),
            ]
            for s in book.steps
        ]
        presets = [[p.name, p.text, p.without, self.place(p.span)] for p in book.presets]
        rules = [self.rule(rule) for rule in book.rules]
        files = [[path, len(text)] for path, text in self.texts.items()]
        return {
            "classes": list(self.classes),
            "kinds": list(self.kinds),
            "files": files,
            "steps": steps,
            "presets": presets,
            "rules": rules,
        }

    def place(self, span: Span) -> list[int]:
        number = self.numbers.setdefault(span.source.path, len(self.numbers))
        self.texts.setdefault(span.source.path, span.source.text)
        return [number, span.start, span.end]

    def rule(self, rule: Rule) -> list[Any]:
        known = [
            rule.name,
            self.place(rule.span),
            rule.step,
            int(rule.severity),
            rule.since,
            rule.answers,
            rule.topic,
        ]
        lines: dict[str, Any] = {
            "params": [
                [p.name, p.span.start, p.span.end, self.tree(p.expression), p.reason] for p in rule.params
            ],
            "body": [self.line(item) for item in rule.body],
            "require": [[self.tree(expression)] for expression in rule.require],
            "at": self.tree(rule.at),
            "because": [self.text(b) if isinstance(b, Template) else [self.tree(b)] for b in rule.because],
            "say": self.text(rule.say),
            "why": self.text(rule.why)[:2],
            "fix": self.text(rule.fix),
            "unknown": self.text(rule.unknown),
            "assignments": [
                [a.variable, a.attribute, a.span.start, a.span.end, self.tree(a.expression)]
                for a in rule.assignments
            ],
            "see": rule.see,
            "bad": [[one.span.start, one.span.end, one.expect] for one in rule.bad],
            "good": [[one.span.start, one.span.end, one.expect] for one in rule.good],
        }
        return [*known, {name: line for name, line in lines.items() if line}]

    def line(self, item: Loop | Let | Where) -> list[Any]:
        if isinstance(item, Where):
            return ["where", self.tree(item.expression)]
        word = "for" if isinstance(item, Loop) else "let"
        return [word, self.tree(item.expression), item.name, item.span.start, item.span.end]

    def text(self, template: Template | None) -> list[Any]:
        if template is None:
            return []
        assert template.token is not None  # Those that were read as checked have theirs.
        return [template.token.start, template.token.end, self.tree(template.parts)]

    def tree(self, expression: Expression | Parts) -> str:
        return json.dumps(self.node(expression), separators=(",", ":"))

    def node(self, item: Any) -> Any:
        if isinstance(item, Token):
            assert item.text == item.source.text[item.start : item.end]
            return [-1 - self.kinds.setdefault(item.kind, len(self.kinds)), item.start, item.end]
        if isinstance(item, Node):
            number = self.classes.setdefault(type(item).__name__, len(self.classes))
            fields = list(item.record_fields)[3:]  # Past source, start, end.
            return [number, item.start, item.end, *(self.node(getattr(item, field)) for field in fields)]
        if isinstance(item, tuple):
            return [None, *(self.node(inner) for inner in item)]
        assert item is None or type(item) is str
        return item


def _revived(data: dict[str, Any], texts: str) -> RuleBook:
    classes = [getattr(tree, name) for name in data["classes"]]
    sources = []
    at = 0
    for path, length in data["files"]:
        sources.append(Source(path, texts[at : at + length]))
        at += length

    def span(place: Sequence[int]) -> Span:
        number, start, end = place
        return Span(sources[number], start, end)

    rules = []
    for name, place, step, severity, since, answers, topic, lines in data["rules"]:
        kept = _Kept(sources[place[0]], lines, classes, data["kinds"])
        known = {
            "name": name,
            "span": span(place),
            "step": step,
            "severity": Severity(severity),
            "since": since,
        }
        rules.append(late(Rule, kept.field, **known, answers=tuple(answers), topic=topic, base=""))
    return RuleBook(
        rules=tuple(rules),
        steps=tuple(
            Step(
                name,
                title,
                tuple(Question(q, text, span(at), lesson) for q, text, lesson, at in asked),
                span(place),
            )
            for name, title, asked, place in data["steps"]
        ),
        presets=tuple(
            Preset(name, text, tuple(without), span(place)) for name, text, without, place in data["presets"]
        ),
    )


class _Kept:
    """The lines of one rule, which are made when they are asked for."""

    __slots__ = ("classes", "kinds", "lines", "source")

    def __init__(
        self, source: Source, lines: dict[str, Any], classes: Sequence[Any], kinds: Sequence[str]
    ) -> None:
        self.source = source
        self.lines = lines
        self.classes = classes
        self.kinds = kinds

    def field(self, name: str) -> Any:
        """The value of one of a rule's fields."""
        held: Any = self.lines.get(name)
        if name in ("say", "why", "fix", "unknown"):
            return self.text(*held) if held else None
        if name == "at":
            return self.tree(held)
        if name == "see":
            return tuple(held or ())
        made: Any = getattr(self, f"_{name}")
        return tuple([made(*line) for line in held or ()])

    def _params(self, name: str, start: int, end: int, expression: Any, reason: str) -> Param:
        return Param(name, Span(self.source, start, end), self.tree(expression), reason)

    def _body(
        self, word: str, expression: Any, name: str = "", start: int = 0, end: int = 0
    ) -> Loop | Let | Where:
        later = partial(self._expression, expression)
        if word == "where":
            return late(Where, later)
        return late(_LINES[word], later, name=name, span=Span(self.source, start, end))

    def _expression(self, expression: Any, field: str) -> Expression:
        return self.tree(expression)

    def _require(self, expression: str) -> Expression:
        return self.tree(expression)

    def _because(self, first: Any, *more: Any) -> Template | Expression:
        return self.text(first, *more) if type(first) is int else self.tree(first)

    def _assignments(
        self, variable: str, attribute: str, start: int, end: int, expression: Any
    ) -> Assignment:
        return Assignment(variable, attribute, Span(self.source, start, end), self.tree(expression))

    def _bad(self, start: int, end: int, expect: Sequence[str]) -> Example:
        return Example(self.source.text[start:end], Span(self.source, start, end), tuple(expect))

    _good = _bad

    def text(self, start: int, end: int, kept: str = "") -> Template:
        """The template of a text in quotes, which is read in turn when it is asked for."""
        token = Token("STRING", self.source.text[start:end], self.source, start, end)
        later = partial(self.parts, kept) if kept else partial(_parts, token)
        return Template(later=later, token=token)

    def tree(self, text: str) -> Expression:
        """The expression that a line holds."""
        found: Expression = self.node(_read_json(text)[0])
        return found

    def parts(self, text: str) -> Parts:
        """What a template is made of."""
        found: Parts = self.node(_read_json(text)[0])
        return found

    def node(self, item: Any) -> Any:
        """The node, token or tuple of a nested list; a text as it is."""
        if item is None or type(item) is str:
            return item
        head = item[0]
        if head is None:
            return tuple([self.node(inner) for inner in item[1:]])
        _, start, end, *fields = item
        if head < 0:
            return Token(self.kinds[-1 - head], self.source.text[start:end], self.source, start, end)
        return self.classes[head](self.source, start, end, *[self.node(inner) for inner in fields])


def _parts(token: Token) -> Parts:
    from sdlint.engine.message import read_template

    found = read_template(token, lambda _: None)
    return found.parts if found else ()
