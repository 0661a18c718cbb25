"""The parser never fails, never hangs, and says where it hurts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from sdlint.diagnostic import Severity
from sdlint.source import Source
from sdlint.syntax.parser import Parsed, parse, parse_expression, scanner
from tests.growth import assert_linear
from tests.strategies import STATEMENT_FORMS, design, designs, messy_designs, mutated

DESIGNS = Path(__file__).with_name("designs")


def parsed(text: str) -> Parsed:
    return parse(Source("design.sd", text))


@pytest.mark.parametrize("name", ["sketch", "shortener", "shortener.formatted"])
def test_designs_parse_without_a_mistake(name: str) -> None:
    text = (DESIGNS / f"{name}.sd").read_text(encoding="utf-8")
    assert parsed(text).diagnostics == ()


@pytest.mark.parametrize("form", range(STATEMENT_FORMS))
def test_each_form_of_a_statement_parses(form: int) -> None:
    for tidy in (True, False):
        text = design([form + STATEMENT_FORMS * turn for turn in range(12)], tidy=tidy, files=True)
        assert {diagnostic.name for diagnostic in parsed(text).diagnostics} <= {"clause-order"}, text


@given(designs(files=True))
@examples(max_examples=100)
def test_generated_designs_parse_without_a_mistake(text: str) -> None:
    assert parsed(text).diagnostics == ()


@given(messy_designs())
@examples(max_examples=60)
def test_blanks_comments_and_the_order_of_clauses_are_no_mistakes(text: str) -> None:
    assert {diagnostic.severity for diagnostic in parsed(text).diagnostics} <= {Severity.WARNING}


# Mutants


def check(text: str) -> None:
    """What holds of every parse, whatever the text."""
    result = parsed(text)
    places = [diagnostic.span for diagnostic in result.diagnostics]
    places += [label.span for diagnostic in result.diagnostics for label in diagnostic.labels]
    places += [edit.span for item in result.diagnostics if item.fix for edit in item.fix.edits]
    for span in places:
        assert span is not None
        assert 0 <= span.start <= span.end <= len(text)
    if not any(diagnostic.severity is Severity.ERROR for diagnostic in result.diagnostics):
        # Nothing was skipped: between the tokens stand only blanks, comments and separators.
        end = 0
        for token in result.tokens:
            assert token.text == text[token.start : token.start + len(token.text)]
            gap = text[end : token.start]
            assert "#" in gap or not gap.strip(" \t\r\n\f\v;")
            end = max(end, token.end)


@given(designs(files=True), st.integers(0, 1 << 20))
@examples(max_examples=250)
def test_mutants_are_reported_or_parse(text: str, seed: int) -> None:
    check(mutated(text, Random(seed)))


def test_each_truncation_of_a_design() -> None:
    text = (DESIGNS / "shortener.sd").read_text(encoding="utf-8")
    for end in range(0, len(text), 13):
        check(text[:end])


@given(st.text(max_size=200))
@examples(max_examples=200)
def test_any_text(text: str) -> None:
    check(text)


def test_one_slip_is_hardly_ever_two_mistakes() -> None:
    text = (DESIGNS / "shortener.sd").read_text(encoding="utf-8")
    counts = []
    tokens = [token for token in parsed(text).tokens if token.kind != "NEWLINE"]
    for token in tokens[::3]:
        for slip in ("", f"{token.text} {token.text}"):
            found = parsed(text[: token.start] + slip + text[token.end :]).diagnostics
            counts.append(sum(diagnostic.severity is Severity.ERROR for diagnostic in found))
    assert max(counts) <= 2
    assert counts.count(2) <= 3


# Hostile input

SIZE = 24_000
"""Characters: so many that what is quadratic takes seconds, and what isn't a blink."""


def often(part: str, size: int) -> str:
    """A part again and again, up to a length."""
    return part * max(1, size // len(part))


RANDOM = "".join(Random(1).choices("".join(map(chr, range(32, 127))) + "\n", k=SIZE))
HOSTILE: dict[str, Callable[[int], str]] = {
    "nuls": lambda n: often("\0", n),
    "random": lambda n: RANDOM[:n],
    "braces": lambda n: "service a " + often("{", n),
    "braces closed": lambda n: "a -> " + often("{ b -> ", n) + "}" * (n // 7),
    "groups": lambda n: often("group { ", n),
    "parentheses": lambda n: "estimate { a = " + "(" * n + "1" + ")" * n + " }",
    "forms": lambda n: "service a { b " + often("f(", n) + " }",
    "calls": lambda n: "estimate { a = " + often("f(", n) + " }",
    "operators": lambda n: "estimate { a = 1" + often(" + 1", n) + " }",
    "powers": lambda n: "estimate { a = 1" + often(" ^ 1", n) + " }",
    "members": lambda n: "quality { a" + often(".a", n) + " }",
    "not": lambda n: "quality { " + often("not ", n) + "a }",
    "signs": lambda n: "estimate { a = " + often("-", n) + "1 }",
    "steps": lambda n: "a" + often(" -> b", n),
    "one line": lambda n: "service a { " + often("replicas 2, ", n) + "}",
    "one attribute": lambda n: "service a { " + often("replicas 2 ", n) + "}",
    "one name": lambda n: often("a", n),
    "one comment": lambda n: often("#", n),
    "comments": lambda n: often("#\n", n),
    "separators": lambda n: often(";", n),
    "newlines": lambda n: often("\n", n),
    "blanks": lambda n: often(" ", n) + "a",
    "blanks in lines": lambda n: (often(" ", n) + "\n") * 10,
    "unterminated": lambda n: often('system "Shop\n', n),
    "unterminated blanks": lambda n: 'system "' + often(" ", n) + "x",
    "unterminated braces": lambda n: 'system "' + often("{ ", n) + "x",
    "unterminated backslashes": lambda n: 'system "' + often("\\", n),
    "stray": lambda n: often("§", n),
    "stray apart": lambda n: often("§ a ", n),
    "closing": lambda n: often("}", n),
    "closing parentheses": lambda n: often(")", n),
    "bidi": lambda n: often("service a\u202eb { }\n", n),
    "surrogates": lambda n: often("service \ud800 { }\n", n),
    "crlf": lambda n: often("service a { replicas 2 }\r\n", n),
    "cr": lambda n: often("service a\r", n),
    "unknown statements": lambda n: often("frobnicate a b\n", n),
    "misspelt": lambda n: often("servise a\n", n),
    "unclosed in lines": lambda n: often("service a {\n", n),
    "unclosed flows": lambda n: often("flow f {\n  a -> b\n\n", n),
    "half arrows": lambda n: often("a ->\n", n),
    "arrows": lambda n: often("->", n),
    "keywords": lambda n: often("service ", n),
    "commas": lambda n: "service a { " + often(",", n),
    "twice": lambda n: "service a" + often(" in b", n),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_input_costs_what_it_is_long(name: str) -> None:
    assert_linear(parsed, HOSTILE[name], SIZE)


@pytest.mark.parametrize("name", HOSTILE)
def test_of_hostile_input_nothing_is_lost(name: str) -> None:
    check(HOSTILE[name](SIZE // 16))


def test_an_empty_text_has_no_mistake() -> None:
    assert parsed("").diagnostics == ()


FIRST = sorted(
    {"a", "0", "$", '"', "/", "<", "-", "~", ".", "x", "=", "!", ":", "{", "}", "(", ")", ",", "#", "?", "*"}
)


@pytest.mark.parametrize("character", FIRST)
@pytest.mark.parametrize(
    "before", ["", "service a ", "service a { b ", "estimate { a = ", "api { GET ", "a -> b "]
)
def test_no_terminal_is_quadratic(before: str, character: str) -> None:
    assert_linear(parsed, lambda size: before + character * size, SIZE // 4)
    assert_linear(parsed, lambda size: before + often(f"{character} ", size), SIZE // 16)


@pytest.mark.parametrize("grammar", ["sd", "rule"])
def test_every_terminal_alone_is_linear(grammar: str) -> None:
    _, union, _ = scanner(grammar)
    for code in range(33, 127):
        for part in (chr(code), f"{chr(code)}a"):
            assert_linear(union.match, lambda size, part=part: often(part, size), SIZE)


def test_what_is_too_much_is_said_once() -> None:
    for name in ("braces", "parentheses", "operators", "not"):
        found = parsed(HOSTILE[name](10_000)).diagnostics
        assert [diagnostic.name for diagnostic in found].count("too-deep") <= 1
        assert len(found) <= 2, name


def test_hidden_characters_are_named() -> None:
    found = parsed("service a # \u202e\nservice\u200b b\u200b").diagnostics
    assert [diagnostic.name for diagnostic in found] == ["hidden-character", "hidden-character"]
    assert "U+202E" in found[0].message
    assert "2 times" in found[1].message


# Expressions alone


@pytest.mark.parametrize(
    "text", ["1 + 2", "a.b <= 3 and not c", "f(x for x in xs if x > 1)", "a is not known"]
)
def test_an_expression_alone(text: str) -> None:
    tree, found = parse_expression(Source("rule", text))
    assert tree is not None
    assert (tree.start, tree.end) == (0, len(text))
    assert found == ()


@pytest.mark.parametrize("text", ["", "1 +", "a b", "(a", "a)", '"x', "a => b", "§", "f(,)", "a < b < c"])
def test_a_wrong_expression_has_a_mistake(text: str) -> None:
    tree, found = parse_expression(Source("rule", text))
    assert tree is None
    assert len(found) == 1
