"""Rules come with repositories that a machine checks out: none may hang it, fill it, or read from it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest

from sdlint.engine import run
from sdlint.engine.message import MAX_MESSAGE
from sdlint.engine.reader import read
from sdlint.source import Source
from tests.engine.houses import SOUND, book_of, facts_of, rule_of
from tests.growth import assert_linear

BODY = """
for store in stores
require {require}
at store
say {say}
"""


def troubles_of(require: str = "not true", say: str = '"x"', extra: str = "") -> list[str]:
    text = SOUND.format(name="hostile", body=BODY.format(require=require, say=say) + extra)
    return [t.message for t in book_of({"hostile": text}).troubles]


DEEP: dict[str, Callable[[int], str]] = {
    "parentheses": lambda n: "(" * n + "true" + ")" * n,
    "negations": lambda n: "not " * n + "true",
    "sums": lambda n: "1" + " + 1" * n + " > 0",
    "members": lambda n: "store" + ".name" * n + ' = "a"',
    "loops": lambda n: "any(x in stores if " * n + "true" + ")" * n,
    "calls in calls": lambda n: "all(" * (n // 3) + "not " * n + "true" + ")" * (n // 3),
    "operators that commas hide": lambda n: (
        "min(1, " * n + ("-" * 150 + "min(1, ") * 5 + "1" + ")" * (n + 5) + " > 0"
    ),
}


@pytest.mark.parametrize("expression", DEEP.values(), ids=DEEP)
@pytest.mark.parametrize("depth", [250, 5000])
def test_what_is_too_deep_is_refused(expression: Callable[[int], str], depth: int) -> None:
    assert troubles_of(require=expression(depth))


@pytest.mark.parametrize("expression", DEEP.values(), ids=DEEP)
def test_refusing_costs_what_the_rule_is_long(expression: Callable[[int], str]) -> None:
    assert_linear(lambda text: troubles_of(require=text), expression, 5000)


@pytest.mark.parametrize(
    "expression",
    [
        "all(" * 60 + "not " * 190 + "true" + ")" * 60,
        "min(1, " * 90 + ("-" * 150 + "min(1, ") * 5 + "1" + ")" * 95 + " > 0",
    ],
)
def test_bounds_that_are_kept_one_by_one_are_exceeded_together(expression: str) -> None:
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


PAIRS = """
for a in components
for b in components
for c in components
for d in components
require a.name = b.name or c.name = d.name
at a
say "{a} {b} {c} {d}"
"""
TOO_MANY = ["the rule `house-rule` wants too many steps"]


def many(services: int) -> str:
    return "".join(f"service s{n}\n" for n in range(services))


def test_pairs_of_pairs_run_out_of_steps() -> None:
    found, troubles = run([rule_of(PAIRS)], facts_of(many(30)))
    assert found == ()
    assert [t.message for t in troubles] == TOO_MANY


def test_a_rule_that_looks_at_each_element_once_has_steps_for_a_design_of_any_size() -> None:
    facts = facts_of(many(3000))
    each = " and ".join(["component.replicas >= 1"] * 25)
    _, troubles = run([rule_of(f'for component in components\nrequire {each}\nat component\nsay "x"')], facts)
    assert troubles == ()
    _, troubles = run([rule_of(PAIRS)], facts)
    assert [t.message for t in troubles] == TOO_MANY


def calls_made(run: Callable[[], object]) -> int:
    """How many functions are called, which no clock is needed for."""
    made = 0

    def count(_frame: FrameType, event: str, _argument: Any) -> None:
        nonlocal made
        made += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        run()
    finally:
        sys.setprofile(before)
    return made


@pytest.mark.parametrize("services", [30, 300])
def test_a_step_is_a_bounded_piece_of_work(services: int) -> None:
    rule, facts = rule_of(PAIRS), facts_of(many(services))
    run([rule], facts, steps=10)
    few = calls_made(lambda: run([rule], facts, steps=1_000))
    more = calls_made(lambda: run([rule], facts, steps=11_000))
    assert 0 < more - few < 50 * 10_000


HUB = """
for a in arrows
require count(a.callee.callers) + count(a.callee.callers) + count(a.callee.arrows_in) = 0
at a.callee
say "x"
"""


@pytest.mark.parametrize(("callers", "steps", "enough"), [(10, 2_000, True), (80, 16_000, False)])
def test_long_lists_cost_what_they_are_long(callers: int, steps: int, enough: bool) -> None:
    """Eight times the callers are asked eight times for lists that are eight times as long."""
    design = "service hub\n" + "".join(f"service s{n}\ns{n} -> hub\n" for n in range(callers))
    _, troubles = run([rule_of(HUB)], facts_of(design), steps)
    assert [t.message for t in troubles] == ([] if enough else TOO_MANY)


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
    text = '"' + "x" * 10_000_000 + '"'
    assert troubles_of(say=text) == ["a file of rules with more than 200000 characters"]


def test_a_message_that_is_too_long_is_refused() -> None:
    assert troubles_of(say='"' + "x" * 20_000 + '"') == ["a text of more than 10000 characters"]


def test_a_message_of_many_expressions_is_refused() -> None:
    assert troubles_of(say='"' + "{store}" * 1000 + '"') == ["more than 40 expressions in one text"]


def test_a_text_that_never_ends_is_one_trouble() -> None:
    assert troubles_of(extra='bad """\n' + 'service x "y\n' * 2000) == ['this `"""` has no end']


def test_a_rule_of_many_clauses_is_refused() -> None:
    assert troubles_of(extra="for x in stores\n" * 2000) == ["a rule of more than 100 clauses"]


LONG: dict[str, Callable[[int], str]] = {
    "a text that never ends": lambda n: 'bad """\n' + 'service x "y\n' * n,
    "clauses": lambda n: "for x in stores\n" * n,
    "rules": lambda n: "rule x\n" * n,
    "braces": lambda n: "{" * n + "}" * n,
    "nuls": lambda n: "\0" * n,
}


@pytest.mark.parametrize("extra", LONG.values(), ids=LONG)
def test_reading_costs_what_the_file_is_long(extra: Callable[[int], str]) -> None:
    assert_linear(lambda text: troubles_of(extra=text), extra, 4000)


@pytest.mark.parametrize(
    "text", ["\0" * 1000, "rule", "{" * 1000, '"""', "}" * 1000, "use use use", "\ud800", "rule x\n" * 5000]
)
def test_what_is_no_rule_is_a_trouble(text: str) -> None:
    book = read([Source("h/99-house/hostile.rule", text)])
    assert book.troubles
    assert book.rules == ()
