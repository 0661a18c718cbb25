"""Texts with expressions in them: reading them, and filling them in."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from sdlint.diagnostic import Diagnostic, mistake
from sdlint.engine.rule import Template
from sdlint.expression.evaluate import Budget, evaluate
from sdlint.expression.scope import Scope
from sdlint.expression.tree import Call, Expression, Token
from sdlint.expression.values import Unknown, Value, shown
from sdlint.record import changed
from sdlint.source import Source, Span

MAX_TEXT = 10_000
"""Characters in one text of a rule."""
MAX_HOLES = 40
"""Expressions in one text of a rule."""
MAX_MESSAGE = 500
"""Characters in one message."""
MAX_LINES = 40
"""Lines of a witness, each as long as a message at most."""
MAX_LISTED = 8
"""Elements named one by one; of more only the number is told."""

_PIECE = re.compile(r"\\.|\{\{|\}\}|\{(?P<hole>[^{}]*)\}|(?P<brace>[{}])", re.DOTALL)
_ESCAPES = {"n": "\n", "t": "\t"}


def replaced(diagnostic: Diagnostic, source: Source) -> Diagnostic:
    """The same diagnostic with its place in the whole file: a hole is parsed in the text up to its end."""
    span = diagnostic.span
    return changed(diagnostic, span=Span(source, span.start, span.end)) if span else diagnostic


def read_template(token: Token, report: Callable[[Diagnostic], None]) -> Template | None:
    """The template of a text in quotes; nothing after a report."""
    from sdlint.syntax.parser import parse_expression

    if len(token.text) > MAX_TEXT:
        start = Span(token.source, token.start, token.start + 1)
        report(mistake("syntax", f"a text of more than {MAX_TEXT} characters", start, help="Say it in fewer"))
        return None
    quotes = 3 if token.text.startswith('"""') else 1
    body, offset = token.text[quotes:-quotes], token.start + quotes
    parts: list[str | Expression] = []
    plain: list[str] = []
    at = holes = 0
    sound = True
    for match in _PIECE.finditer(body):
        plain.append(body[at : match.start()])
        at = match.end()
        piece = match.group()
        if match["brace"]:
            place = token.source.span(offset + match.start(), offset + match.end())
            help_ = f"Write `{piece}{piece}` where a brace itself is meant"
            report(mistake("syntax", f"this `{piece}` has no counterpart", place, help=help_))
            sound = False
        elif match["hole"] is None:
            plain.append(_ESCAPES.get(piece[1], piece[1]))
        elif not match["hole"].strip():
            place = token.source.span(offset + match.start(), offset + match.end())
            report(mistake("syntax", "an expression is wanted between these braces", place))
            sound = False
        else:
            holes += 1
            first, last = offset + match.start("hole"), offset + match.end("hole")
            if holes > MAX_HOLES:
                place = token.source.span(first, last)
                report(mistake("too-deep", f"more than {MAX_HOLES} expressions in one text", place))
                return None
            tree, wrong = parse_expression(token.source, "rule", first, last)
            for diagnostic in wrong:
                report(_in_hole(replaced(diagnostic, token.source)))
            sound = sound and tree is not None
            if tree is not None:
                parts.extend(("".join(plain), tree))
                plain.clear()
    parts.append("".join([*plain, body[at:]]))
    return Template(tuple(part for part in parts if part != "")) if sound else None


def _in_hole(diagnostic: Diagnostic) -> Diagnostic:
    """What is said where an expression breaks off: it ends at its brace, and not with the file."""
    span = diagnostic.span
    if span is not None and span.start == span.end:
        diagnostic = changed(diagnostic, span=Span(span.source, span.start, span.end + 1))
    return changed(diagnostic, message=diagnostic.message.replace("the file ends", "the expression ends"))


def filled(template: Template, scope: Scope, budget: Budget) -> str:
    """The text with its values, on one line, of a bounded length."""
    return bounded(" ".join(_filled(template, scope, budget).split()))


def filled_text(template: Template, scope: Scope, budget: Budget) -> str:
    """The text with its values: its paragraphs, each on one line."""
    paragraphs = re.split(r"\n[ \t]*\n", _filled(template, scope, budget).strip())
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)


def filled_lines(template: Template, scope: Scope, budget: Budget) -> tuple[str, ...]:
    """The text with its values, line by line."""
    lines = (" ".join(line.split()) for line in _filled(template, scope, budget).splitlines())
    return tuple(bounded(line) for line in lines if line)[:MAX_LINES]


def witness_lines(value: Value) -> tuple[str, ...]:
    """What shows a value, line by line; of an empty list there is nothing to show."""
    if not isinstance(value, Unknown) and value.value == ():
        return ()
    witness = value.witness
    if isinstance(value, Unknown) and not witness.parts:
        return ()
    # A value without a name of its own is shown by what it was made of.
    shown_by = (witness,) if witness.what else witness.parts
    lines = [line for one in shown_by for line in one.lines(limit=MAX_LINES)]
    return tuple(bounded(line) for line in lines)[:MAX_LINES]


def bounded(text: str) -> str:
    """The text, cut where it is too long for a message."""
    return text if len(text) <= MAX_MESSAGE else f"{text[: MAX_MESSAGE - 1]}…"


def _filled(template: Template, scope: Scope, budget: Budget) -> str:
    out: list[str] = []
    for part in template.parts:
        if isinstance(part, str):
            out.append(part)
        else:
            out.append(_value_text(part, evaluate(part, scope, budget), scope))
    return "".join(out)


def _value_text(expression: Expression, value: Value, scope: Scope) -> str:
    if isinstance(value, Unknown):
        return "unknown"
    if value.witness.origin == "stated" and value.witness.shown:
        return value.witness.shown  # As the author wrote it.
    percent = value.witness.shown.endswith("%")  # As its witness shows it.
    if isinstance(expression, Call):
        word = scope.words().get(expression.name.text)
        percent = word is not None and word.percent
    content: Any = value.value
    if isinstance(content, tuple):
        return _listed(content)
    return bounded(shown(content, percent))


def _listed(items: tuple[Any, ...]) -> str:
    """`a`, `b` and `c`; of many the first few."""
    names = [f"`{bounded(shown(item))}`" for item in items[:MAX_LISTED]]
    if len(items) > MAX_LISTED:
        names.append(f"{len(items) - MAX_LISTED} more")
    if len(names) < 2:
        return names[0] if names else "none"
    return f"{', '.join(names[:-1])} and {names[-1]}"
