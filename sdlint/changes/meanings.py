"""What expressions mean, as far as that can be seen in them: `p99(f)<=1000ms` is `p99( f ) <= 1s`."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from sdlint.expression.tree import Binary, Call, Expression, Literal, Member, Name, Node, Parenthesis, Token
from sdlint.model.design import Scenario
from sdlint.quantity import RangeError, UnitMistake, parse
from sdlint.record import Record, changed

Meaning = tuple[object, ...]
"""Words, signs and numbers in order; comparable, without blanks and spelling."""
NOBODY: Mapping[str, str] = MappingProxyType({})
"""Nothing has another name."""
FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


class Sides(Record):
    """An expression as a goal reads it: what it asks for, and what is wanted of that."""

    asked: Expression
    sign: str
    """`<=`; empty where it is no comparison."""
    bound: Expression | None

    @property
    def asks(self) -> str:
        """What it asks for, as written."""
        return flat(self.asked.span.text)

    @property
    def wanted(self) -> str:
        """`<= 1s`; empty where it is no comparison."""
        return f"{self.sign} {flat(self.bound.span.text)}" if self.bound is not None else ""


def flat(text: str) -> str:
    """The text on one line, with single blanks."""
    return " ".join(text.split())


def sides(expression: Expression) -> Sides:
    """Of a comparison what it asks for and what is wanted of that; of all else the whole."""
    inner = _inner(upright(expression))
    if not isinstance(inner, Binary) or inner.operator.kind != "COMPARE":
        return Sides(expression, "", None)
    return Sides(inner.left, inner.operator.text, inner.right)


def upright(expression: Expression) -> Expression:
    """A comparison with the number behind its sign: of `1s >= p99(f)` what `p99(f) <= 1s` means."""
    inner = _inner(expression)
    if not isinstance(inner, Binary) or inner.operator.kind != "COMPARE":
        return expression
    if not _is_number(inner.left) or _is_number(inner.right):
        return expression
    sign = inner.operator.text
    operator = changed(inner.operator, text=FLIPPED.get(sign, sign))
    return changed(inner, left=inner.right, operator=operator, right=inner.left)


def _inner(expression: Expression) -> Expression:
    while isinstance(expression, Parenthesis):
        expression = expression.inner
    return expression


def _is_number(expression: Expression) -> bool:
    return isinstance(_inner(expression), Literal)


def compared_with(expression: Expression, called: Mapping[str, str] = NOBODY) -> tuple[object, ...]:
    """What a goal means: `1s >= p99(f)` is `p99(f) <= 1s`."""
    found = sides(expression)
    bound = meaning(found.bound, called) if found.bound is not None else ()
    return meaning(found.asked, called), found.sign, bound


def meaning(expression: Expression, called: Mapping[str, str] = NOBODY) -> Meaning:
    """The words, signs and values of an expression, with what has another name called by that."""
    out: list[object] = []
    # A sum may be long, and is as deep as it is long.
    stack: list[Node | Token | str] = [_inner(expression)]
    while stack:
        one = stack.pop()
        if isinstance(one, str):
            out.append(one)
        elif isinstance(one, Token):
            out.append(one.text)
        elif isinstance(one, Literal):
            out.append(_value(one))
        elif isinstance(one, Name):
            out.append(called.get(one.name.text, one.name.text))
        elif isinstance(one, Member):
            stack += [one.name, ".", one.owner]
        elif isinstance(one, Parenthesis):
            stack += [")", one.inner, "("]
        elif isinstance(one, Call):
            operands = [part for operand in one.operands for part in (",", operand)]
            stack += [")", *reversed(operands), "(", one.name]
        else:
            stack += reversed(_parts(one))
    return tuple(out)


def supposed(item: Scenario, called: Mapping[str, str] = NOBODY) -> object:
    """What a scenario supposes; the order of that means nothing."""
    found: list[tuple[object, ...]] = []
    for one in item.actions:
        names = [called.get(name, name) for name in one.names]
        said = meaning(one.expression) if one.expression is not None else ()
        # What fails together may be told together or one by one.
        for group in [[name] for name in names] if one.verb == "fail" else [names]:
            found.append((one.verb, *sorted(group), one.times, *said))
    return tuple(sorted(found, key=repr))


def expected(item: Scenario, called: Mapping[str, str] = NOBODY) -> object:
    """What a scenario expects; the order of that means nothing."""
    return frozenset(compared_with(one, called) for one in item.expects)


def _parts(node: Node) -> list[Node | Token | str]:
    """What a node is made of, in the order of its text."""
    found: list[Node | Token | str] = []
    for name in node.record_fields:
        part = getattr(node, name)
        found += [
            one for one in (part if isinstance(part, tuple) else (part,)) if isinstance(one, Node | Token)
        ]
    return found


def _value(literal: Literal) -> object:
    try:
        value = parse(literal.text)
    except (UnitMistake, RangeError):
        return flat(literal.span.text)
    return -value if literal.minus else value
