"""Questions put to a design: an expression's value, how it comes about, and what is wanting."""

from __future__ import annotations

from typing import Any

from sdlint.analyses.facts import Facts, words
from sdlint.analyses.scope import design_scope
from sdlint.diagnostic import Diagnostic, mistake
from sdlint.expression.check import Checker
from sdlint.expression.evaluate import Impossible, OutOfSteps, evaluate
from sdlint.expression.tree import Call, Expression, Parenthesis
from sdlint.expression.values import Known, Value, Witness, shown
from sdlint.model.design import Design, Element
from sdlint.quantity import Quantity, to_json, unit_name
from sdlint.record import Equal
from sdlint.source import Source
from sdlint.syntax.parser import parse_expression

MOST_LINES = 300
"""Lines of an argument that are told: more than that nobody reads."""


class Answer(Equal):
    """The answer to one expression."""

    expr: str
    status: str
    """`known`, `unknown`, or `mistake` when the expression itself is wrong."""
    value: Any
    """Plain data in seconds, bytes, 1/s or dollars."""
    unit: str | None
    text: str
    """The value as people write it, or what it is unknown for want of."""
    because: str | None
    """How it comes about, in one line."""
    witness: dict[str, Any] | None
    """How it comes about, whole."""
    derivation: tuple[str, ...] = ()
    """The same as lines of text."""
    diagnostics: tuple[Diagnostic, ...] = ()


def ask(design: Design, expression: str, facts: Facts | None = None) -> Answer:
    """Evaluate an expression against a design. Never fails: a mistake is in the answer."""
    source = Source("<expression>", expression)
    node, mistakes = parse_expression(source)
    if node is None:
        return Answer(
            expression,
            "mistake",
            None,
            None,
            mistakes[0].message if mistakes else "",
            None,
            None,
            (),
            mistakes,
        )
    found: list[Diagnostic] = []
    scope = design_scope(facts or Facts(design))
    type_ = Checker(found.append).check(node, scope)
    value: Value | None = None
    if type_ is not None and not found:
        try:
            value = evaluate(node, scope)
        except Impossible as error:
            found.append(mistake(error.name, error.message, error.span))
        except OutOfSteps:
            found.append(mistake("too-deep", "this takes too many steps", node.span))
    if value is None:
        message = found[0].message if found else "this can't be answered"
        return Answer(expression, "mistake", None, None, message, None, None, (), tuple(found))
    witness = (
        value.witness
        if value.witness.what
        else Witness(expression, value.witness.shown, parts=value.witness.parts)
    )
    lines = tuple(witness.lines(limit=MOST_LINES + 1))
    if len(lines) > MOST_LINES:
        lines = (*lines[:MOST_LINES], "  … and more, which `--format json` tells")
    if not isinstance(value, Known):
        return Answer(expression, "unknown", None, None, value.text, None, witness.to_json(), lines)
    result = value.value
    unit = None
    if isinstance(result, Quantity):
        unit = unit_name(result.dimension)
    text = shown(result, percent=_is_percent(node))
    return Answer(expression, "known", plain(result), unit, text, witness.line(), witness.to_json(), lines)


def _is_percent(node: Expression) -> bool:
    while isinstance(node, Parenthesis):
        node = node.inner
    word = words().get(node.name.text) if isinstance(node, Call) else None
    return bool(word and word.percent)


def plain(value: Any) -> Any:
    """A value as JSON holds it."""
    if isinstance(value, Quantity):
        return to_json(value)
    if isinstance(value, Element):
        return value.name
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    return value
