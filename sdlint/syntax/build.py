"""Children to nodes: the fields of a node class are filled by their types.

A field `names: tuple[Token, ...]` takes every NAME, `string: Token | None` the one STRING,
`rate: Rate | None` the one Rate node, `left: Expression` and `right: Expression` the first and the
second expression. So a construct is a rule, a class, and nothing between them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from sdlint.expression.tree import Expression, Node, Token
from sdlint.record import Equal
from sdlint.source import Source
from sdlint.syntax import nodes


class _Plan(Equal):
    cls: type[Node]
    ordered: bool
    names: tuple[str, ...]
    several: tuple[int, ...]
    """The places of the fields that are tuples."""
    takes: dict[Any, tuple[tuple[int, bool], ...]]
    """Which fields take a child, by a token's kind or a node's class, in order; and which are tuples."""


def class_of(rule: str) -> type[Node]:
    """The node class of a grammar rule: `region_part` is `RegionPart`."""
    name = "".join(part.capitalize() for part in rule.split("_"))
    found: type[Node] = getattr(nodes, name, None) or _rule_class(name)
    return found


def _rule_class(name: str) -> type[Node]:
    from sdlint.syntax import rule_nodes  # Designs alone don't need them.

    found: type[Node] = getattr(rule_nodes, name)
    return found


def _expand(name: str, module: Any) -> tuple[type, ...]:
    """The classes that a name in an annotation stands for."""
    if name == "Expression":
        return nodes.EXPRESSIONS
    found = getattr(module, name, None) or getattr(nodes, name)
    if isinstance(found, type):
        subclasses = [c for c in vars(module).values() if isinstance(c, type) and issubclass(c, found)]
        return tuple(dict.fromkeys((found, *subclasses)))
    return tuple(found.__args__)  # A union, such as Argument.


@cache
def _plan(rule: str) -> _Plan:
    import sys

    cls = class_of(rule)
    module = sys.modules[cls.__module__]
    names: list[str] = []
    many: list[bool] = []
    takes: dict[Any, list[int]] = {}
    renamed: dict[str, list[str]] = {}
    for kind, field_name in cls.tokens.items():
        renamed.setdefault(field_name, []).append(kind)
    own = list(cls.record_fields.items())[3:]  # Past source, start, end.
    for at, (field, annotation) in enumerate(own):
        names.append(field)
        many.append(annotation.startswith("tuple["))
        for word in re.findall(r"[A-Za-z]\w*", annotation):
            if word in ("tuple", "None"):
                continue
            if word == "Token":
                singular = field[:-1] if many[-1] else field
                for kind in renamed.get(field, [singular.rstrip("_").upper()]):
                    if kind not in cls.tokens or cls.tokens[kind] == field:
                        takes.setdefault(kind, []).append(at)
            else:
                for child in _expand(word, module):
                    takes.setdefault(child, []).append(at)
    return _Plan(
        cls,
        cls.ordered,
        tuple(names),
        tuple(at for at, several in enumerate(many) if several),
        {key: tuple((at, many[at]) for at in places) for key, places in takes.items()},
    )


def build(
    rule: str, children: Sequence[Any], source: Source, start: int, end: int
) -> tuple[Node, Sequence[tuple[Any, str]]]:
    """The node of a rule, and the children that came twice or out of order, with why."""
    plan = _plan(rule)
    takes = plan.takes
    values: list[Any] = [None] * len(plan.names)
    amiss: list[tuple[Any, str]] = []
    last = -1
    for child in children:
        options = takes.get(child.kind if type(child) is Token else type(child))
        if options is None:
            continue  # Punctuation, or an ERROR.
        for at, several in options:
            if values[at] is None:
                values[at] = [child] if several else child
                break
            if several:
                values[at].append(child)
                break
        else:
            amiss.append((child, "twice"))
            continue
        if plan.ordered:
            if at < last:
                amiss.append((child, plan.names[last]))
            else:
                last = at
    for at in plan.several:
        values[at] = tuple(values[at] or ())
    return plan.cls(source, start, end, *values), amiss


def is_expression(node: object) -> bool:
    """Whether a child is an expression."""
    return isinstance(node, Expression)
