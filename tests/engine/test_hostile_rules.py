"""Rules come with repositories that a machine checks out: none may hang it, fill it, or read from it."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from sdlint.engine import read, run, shipped_rules
from sdlint.engine.message import MAX_MESSAGE
from sdlint.source import Source
from tests.engine.houses import SOUND, book_of, facts_of, rule_of

BODY = """
for store in stores
require {require}
at store
say {say}
"""


@pytest.fixture(autouse=True)
def within_a_second() -> Iterator[None]:
    shipped_rules()
    facts_of("service api")  # What is loaded once isn't the rule's doing.
    start = time.process_time()
    yield
    assert time.process_time() - start < 1


def troubles_of(require: str = "not true", say: str = '"x"', extra: str = "") -> list[str]:
    text = SOUND.format(name="hostile", body=BODY.format(require=require, say=say) + extra)
    return [t.message for t in book_of({"hostile": text}).troubles]


DEEP = {
    "parentheses": "(" * 5000 + "true" + ")" * 5000,
    "negations": "not " * 5000 + "true",
    "sums": "1" + " + 1" * 5000 + " > 0",
    "members": "store" + ".name" * 5000 + ' = "a"',
    "loops": "any(x in stores if " * 5000 + "true" + ")" * 5000,
    "within the bounds, many times over": "all(" * 60 + "not " * 190 + "true" + ")" * 60,
    "operators that commas hide": "min(1, " * 90 + ("-" * 150 + "min(1, ") * 5 + "1" + ")" * 95 + " > 0",
}


@pytest.mark.parametrize("expression", DEEP.values(), ids=DEEP)
def test_what_is_too_deep_is_refused(expression: str) -> None:
    assert troubles_of(require=expression)


@pytest.mark.parametrize(
    "expression",
    [
        "store.__class__.__init__.__globals__ is known",
        "store._attributes is known",
        "store.attributes is known",
        "system.source is known",
        "__import__ is known",
        'open("/etc/passwd") is known',
        "facts is known",
    ],
)
def test_nothing_is_reached_but_what_the_catalogue_names(expression: str) -> None:
    assert len(troubles_of(require=expression)) == 1


@pytest.mark.parametrize("hole", ["x.__class__", "store.__class__", "store!r", "store:>9999999", "0[0]"])
def test_messages_are_no_format_strings(hole: str) -> None:
    assert troubles_of(say=f'"{{{hole}}}"')


def test_pairs_of_pairs_run_out_of_steps() -> None:
    body = """
for a in components
for b in components
for c in components
for d in components
require a.name = b.name or c.name = d.name
at a
say "{a} {b} {c} {d}"
"""
    design = "".join(f"service s{n}\n" for n in range(100))
    found, troubles = run([rule_of(body)], facts_of(design))
    assert found == ()
    assert [t.message for t in troubles] == ["the rule `house-rule` wants too many steps"]


def test_long_lists_cost_what_they_are_long() -> None:
    body = """
for a in arrows
require count(a.callee.callers) + count(a.callee.callers) + count(a.callee.arrows_in) = 0
at a.callee
say "x"
"""
    design = "service hub\n" + "".join(f"service s{n}\ns{n} -> hub\n" for n in range(500))
    _, troubles = run([rule_of(body)], facts_of(design))
    assert [t.message for t in troubles] == ["the rule `house-rule` wants too many steps"]


def test_the_other_rules_run_on() -> None:
    greedy = rule_of('for a in stores\nfor b in stores\nrequire a.name != b.name\nat a\nsay "{b}"', "greedy")
    modest = rule_of('for a in stores\nrequire not true\nat a\nsay "x"', "modest")
    facts = facts_of("".join(f"database d{n}\n" for n in range(30)))
    found, troubles = run([greedy, modest], facts, steps=200)
    assert {d.name for d in found} == {"modest"}
    assert len(troubles) == 1


def test_a_long_message_is_cut() -> None:
    rule = rule_of('for store in stores\nrequire not true\nat store\nsay "' + "{store.name}" * 40 + '"')
    (finding,), _ = run([rule], facts_of(f"database {'d' * 200}"))
    assert len(finding.message) == MAX_MESSAGE


def test_a_message_of_ten_megabytes_is_refused() -> None:
    assert troubles_of(say='"' + "x" * 10_000_000 + '"') == [
        "a file of rules with more than 200000 characters"
    ]


def test_a_message_that_is_too_long_is_refused() -> None:
    assert troubles_of(say='"' + "x" * 20_000 + '"') == ["a text of more than 10000 characters"]


def test_a_message_of_many_expressions_is_refused() -> None:
    assert troubles_of(say='"' + "{store}" * 1000 + '"') == ["more than 40 expressions in one text"]


def test_a_text_that_never_ends_is_one_trouble() -> None:
    assert troubles_of(extra='bad """\n' + 'service x "y\n' * 2000) == ['this `"""` has no end']


def test_a_rule_of_many_clauses_is_refused() -> None:
    assert troubles_of(extra="for x in stores\n" * 2000) == ["a rule of more than 100 clauses"]


@pytest.mark.parametrize(
    "text", ["\0" * 1000, "rule", "{" * 1000, '"""', "}" * 1000, "use use use", "\ud800", "rule x\n" * 5000]
)
def test_what_is_no_rule_is_a_trouble(text: str) -> None:
    book = read([Source("h/99-house/hostile.rule", text)])
    assert book.troubles
    assert book.rules == ()
