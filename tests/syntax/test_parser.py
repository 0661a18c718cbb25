"""The parser never fails, never hangs, and says where it hurts."""

from __future__ import annotations

import time
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from sdlint.diagnostic import Severity
from sdlint.source import Source
from sdlint.syntax.parser import Parsed, parse, parse_expression, scanner
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


def check(text: str, result: Parsed | None = None) -> None:
    """What holds of every parse, whatever the text."""
    result = result or parsed(text)
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

LIMIT = 3
"""Seconds for what takes at most half of that on an ordinary machine, and minutes where time isn't linear."""
random_text = "".join(Random(1).choices("".join(map(chr, range(32, 127))) + "\n", k=100_000))
HOSTILE = {
    "empty": "",
    "nuls": "\0" * 100_000,
    "random": random_text,
    "braces": "service a " + "{" * 10_000,
    "braces closed": "a -> " + "{ b -> " * 10_000 + "}" * 10_000,
    "groups": "group { " * 10_000,
    "parentheses": "estimate { a = " + "(" * 10_000 + "1" + ")" * 10_000 + " }",
    "forms": "service a { b " + "f(" * 10_000 + " }",
    "calls": "estimate { a = " + "f(" * 10_000 + " }",
    "operators": "estimate { a = 1" + " + 1" * 100_000 + " }",
    "powers": "estimate { a = 1" + " ^ 1" * 100_000 + " }",
    "members": "quality { a" + ".a" * 100_000 + " }",
    "not": "quality { " + "not " * 100_000 + "a }",
    "signs": "estimate { a = " + "-" * 100_000 + "1 }",
    "steps": "a" + " -> b" * 100_000,
    "one line": "service a { " + "replicas 2, " * 85_000 + "}",
    "one attribute": "service a { " + "replicas 2 " * 85_000 + "}",
    "one name": "a" * 1_000_000,
    "one comment": "#" * 1_000_000,
    "comments": "#\n" * 100_000,
    "separators": ";" * 500_000,
    "newlines": "\n" * 500_000,
    "blanks": " " * 500_000 + "a",
    "blanks in lines": (" " * 50_000 + "\n") * 10,
    "unterminated": 'system "Shop\n' * 5_000,
    "unterminated blanks": 'system "' + " " * 100_000 + "x",
    "unterminated braces": 'system "' + "{ " * 50_000 + "x",
    "unterminated backslashes": 'system "' + "\\" * 100_000,
    "stray": "§" * 100_000,
    "stray apart": "§ a " * 50_000,
    "closing": "}" * 100_000,
    "closing parentheses": ")" * 100_000,
    "bidi": "service a\u202eb { }\n" * 5_000,
    "surrogates": "service \ud800 { }\n" * 5_000,
    "crlf": "service a { replicas 2 }\r\n" * 3_000,
    "cr": "service a\r" * 20_000,
    "byte order mark": "\ufeffservice a",
    "unknown statements": "frobnicate a b\n" * 20_000,
    "misspelt": "servise a\n" * 20_000,
    "unclosed in lines": "service a {\n" * 5_000,
    "unclosed flows": "flow f {\n  a -> b\n\n" * 3_000,
    "half arrows": "a ->\n" * 20_000,
    "arrows": "->" * 50_000,
    "keywords": "service " * 50_000,
    "commas": "service a { " + "," * 100_000,
    "twice": "service a" + " in b" * 20_000,
}


def seconds(text: str) -> float:
    """The processor's time for parsing a text; other programs don't count."""
    source = Source("design.sd", text)
    start = time.process_time()
    result = parse(source)
    taken = time.process_time() - start
    check(text, result)
    return taken


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_input_takes_no_time(name: str) -> None:
    assert seconds(HOSTILE[name]) < LIMIT


FIRST = sorted(
    {"a", "0", "$", '"', "/", "<", "-", "~", ".", "x", "=", "!", ":", "{", "}", "(", ")", ",", "#", "?", "*"}
)


@pytest.mark.parametrize("character", FIRST)
@pytest.mark.parametrize(
    "before", ["", "service a ", "service a { b ", "estimate { a = ", "api { GET ", "a -> b "]
)
def test_no_terminal_is_quadratic(before: str, character: str) -> None:
    assert seconds(before + character * 50_000) < LIMIT
    assert seconds(before + (character + " ") * 2_000) < 1


@pytest.mark.parametrize("grammar", ["sd", "rule"])
def test_every_terminal_alone_is_linear(grammar: str) -> None:
    _, union, _ = scanner(grammar)
    for code in range(33, 127):
        start = time.process_time()
        union.match(chr(code) * 50_000)
        union.match((chr(code) + "a") * 25_000)
        assert time.process_time() - start < 0.5, chr(code)


def test_what_is_too_much_is_said_once() -> None:
    for name in ("braces", "parentheses", "operators", "not"):
        found = parsed(HOSTILE[name]).diagnostics
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
