"""Grammar, tables and node classes hold together; the loop over the tables does what Lark does."""

from __future__ import annotations

import inspect
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as examples
from lark import Lark
from lark import Token as LarkToken
from lark import Tree as LarkTree

from sdlint.expression import tree as expressions
from sdlint.expression.tree import Expression, Node, Token
from sdlint.resources import shipped
from sdlint.source import Source
from sdlint.syntax import nodes, rule_nodes, tables
from sdlint.syntax.build import class_of
from sdlint.syntax.parser import parse
from tests.strategies import designs, messy_designs
from tests.syntax.comparing import outline

DESIGNS = Path(__file__).with_name("designs")


@pytest.mark.parametrize("grammar", tables.GRAMMARS)
def test_each_rule_with_a_node_has_a_class_of_its_name(grammar: str) -> None:
    made = tables.load(grammar)
    for production in made.productions:
        # `?rule` never stands for itself when it has one child; with more, its alternatives are named.
        if production.node and not (production.single and len(production.keep) == 1):
            cls = class_of(production.node)
            assert issubclass(cls, Node), production.node
            assert cls.__doc__


def test_each_class_is_the_node_of_a_rule() -> None:
    made = {
        class_of(production.node)
        for grammar in tables.GRAMMARS
        for production in tables.load(grammar).productions
        if production.node and not (production.single and len(production.keep) == 1)
    }
    abstract = {Node, Expression, nodes.Statement, rule_nodes.Clause}
    for module in (expressions, nodes, rule_nodes):
        for cls in vars(module).values():
            if inspect.isclass(cls) and issubclass(cls, Node) and cls.__module__ == module.__name__:
                assert cls in made | abstract, cls


DESIGN_FILLING = """
sdlint 1; system "A"; use "b.sd"
functional { a "A" }
stakeholders { p "P" wants a }
estimate { a = max(1, -b) ~ 3 "why"; c = (d.e) }
quality { a is not known "x"; count(x in xs if x > 1) < 3; count(y for x in xs if x) = 1; a in -1..2 }
api on b { GET /a for a "A" { public }; RPC Name }
region us "U" { zone a { availability 9% }, lag 1s }
link us eu 80ms
service s : t "S" in each us.a { autoscale -2..8, limit 10 / min per user, f g(write 2), t "x", p (1) }
group g "G" { service b; a -> b; group { } }
entity E in s with 3 keep 5y { f string key }
entity F keep forever
access E by f at reads "x"
flow f "F" for a at 1/s peak x3 { a -> b? write E scatter x2 together 500B "x" { timeout 1s } else { c, d } }
flow h at (x) { a ~> { b, c read E } else d write }
scenario "S" { load f x2; fail us.a; slow b x2; cut us eu; set a = 3; expect a < 3, b }
when b fails { then "x", detect "y" }
telemetry { metrics m in us from all but a; alert "x" when a > 1 for 5min tells p runbook "r" }
telemetry { probe f every 1s }
decision "D" { chose "a"; over "b"; because "c"; costs "d" }
accept r on us.a, p(f), "x", GET /a, all caches, RPC Name because "x" until 2027-01-01 by p
question "Q"
"""

RULES_FILLING = '''
step "S" {
  asks a "A?" """What to know."""
}
preset p "P" without r
rule r
answers a, b
severity warning
since 0.1
topic "t"
param most = 5 "why"
for x in xs
let n = f(x) + 1
where not x.y
require x.y >= 2
at x
say "s"
because f(x)
because """long"""
why "w"
fix "f" set x.y = 3
unknown "u"
see "s"
bad """b""" expect a.b, "x"
good """g"""
use a as b { most 3 }
'''


@cache
def filled(grammar: str) -> dict[str, set[str]]:
    """Which fields of which classes the texts above fill."""
    text = DESIGN_FILLING if grammar == "sd" else RULES_FILLING
    result = parse(Source("filling", text), grammar)
    assert result.diagnostics == ()
    found: dict[str, set[str]] = {}
    todo: list[Node] = [result.tree]
    while todo:
        node = todo.pop()
        known = found.setdefault(type(node).__name__, set())
        for item in list(node.record_fields)[3:]:
            value = getattr(node, item)
            if value is not None and value != ():
                known.add(item)
            todo += [
                child
                for child in (value if isinstance(value, tuple) else (value,))
                if isinstance(child, Node)
            ]
    return found


@pytest.mark.parametrize(
    ("grammar", "modules"), [("sd", (expressions, nodes)), ("rule", (expressions, rule_nodes))]
)
def test_every_field_of_every_class_can_be_filled(grammar: str, modules: tuple[Any, ...]) -> None:
    known = filled(grammar)
    missing = []
    for module in modules:
        for name, cls in vars(module).items():
            if not (inspect.isclass(cls) and issubclass(cls, Node)) or cls.__module__ != module.__name__:
                continue
            wanted = set(list(cls.record_fields)[3:])
            if module is expressions:
                known_here = filled("sd").get(name, set()) | filled("rule").get(name, set())
            else:
                known_here = known.get(name, set())
            missing += [f"{name}.{field}" for field in sorted(wanted - known_here)]
    assert missing == []


# The same as Lark


@cache
def lark() -> Any:
    text = "\n".join(
        (shipped("grammar") / name).read_text(encoding="utf-8") for name in tables.GRAMMARS["sd"]
    )
    return Lark(text, parser="lalr", lexer="basic", start=list(tables.STARTS["sd"]), maybe_placeholders=False)


def by_lark(tokens: list[Token], end: int) -> Any:
    """The tree that Lark's own parser makes of our tokens."""
    parser = lark().parse_interactive("", start="design")
    for token in tokens:
        parser.feed_token(LarkToken(token.kind, token.text, start_pos=token.start, end_pos=token.end))
    return parser.feed_eof(LarkToken("$END", "", start_pos=end, end_pos=end))


def built(item: Any, source: Source) -> Any:
    """Lark's tree as our nodes, built from its children."""
    from sdlint.syntax.build import build

    if isinstance(item, LarkToken):
        return Token(item.type, str(item), source, item.start_pos or 0, item.end_pos or 0)
    assert isinstance(item, LarkTree)
    children = [built(child, source) for child in item.children]
    return build(str(item.data), children, source, 0, 0)[0]


def check_against_lark(text: str) -> None:
    source = Source("design.sd", text)
    ours = parse(source)
    theirs = built(by_lark(ours.tokens, len(text)), source)
    assert outline(ours.tree) == outline(theirs)


@pytest.mark.parametrize("name", ["sketch", "shortener"])
def test_examples_give_the_tree_that_lark_gives(name: str) -> None:
    check_against_lark((DESIGNS / f"{name}.sd").read_text(encoding="utf-8"))


def test_every_construct_gives_the_tree_that_lark_gives() -> None:
    check_against_lark(DESIGN_FILLING)


@given(designs(files=True) | messy_designs())
@examples(max_examples=40)
def test_generated_designs_give_the_tree_that_lark_gives(text: str) -> None:
    check_against_lark(text)


def walk(node: Node) -> list[Node]:
    found: list[Node] = []
    todo = [node]
    while todo:
        found.append(todo.pop())
        names: tuple[str, ...] = type(found[-1]).__match_args__
        for name in names[3:]:
            value = getattr(found[-1], name)
            todo += [
                child
                for child in (value if isinstance(value, tuple) else (value,))
                if isinstance(child, Node)
            ]
    return found


@given(messy_designs())
@examples(max_examples=30)
def test_a_node_spans_its_first_to_its_last_token(text: str) -> None:
    result = parse(Source("design.sd", text))
    starts = {token.start for token in result.tokens}
    ends = {token.end for token in result.tokens}
    for node in walk(result.tree)[1:]:
        assert node.start in starts
        assert node.end in ends
        assert node.start < node.end
