"""The words of expressions, as `sdlint words` tells them."""

from __future__ import annotations

import json

import pytest

from sdlint.analyses.facts import Facts, words
from sdlint.analyses.scope import design_scope
from sdlint.cli import main
from sdlint.cli.words import Entry, entries
from sdlint.diagnostic import Diagnostic, Trouble
from sdlint.expression.check import AGGREGATES, Checker
from sdlint.expression.check import ROUNDING as ROUNDINGS
from sdlint.expression.functions import AGGREGATE, ROUNDING
from sdlint.expression.values import element
from sdlint.model.bind import bind
from sdlint.model.estimates import CONSTANTS
from sdlint.source import Source
from sdlint.syntax.parser import parse_expression

DESIGN = """
quality { p99(redirect) <= 1s }
client phone
gateway gateway
service api
cache hot : redis
database posts : postgres
stream clicks : kafka
flow redirect at 1/s { phone -> gateway -> api -> hot else posts; api ~> clicks }
"""


def mistakes(expression: str) -> list[str]:
    """What is wrong with an expression about the design above, with one of its goals and of its scenarios."""
    bound = bind(Source("t.sd", DESIGN), lambda path: Trouble(f"no such file: {path}"))
    assert not bound.diagnostics
    node, diagnostics = parse_expression(Source("<example>", expression))
    assert node is not None, [d.message for d in diagnostics]
    found: list[Diagnostic] = []
    scope = design_scope(Facts(bound.design)).bind("goal", element("goal"), None)
    scope = scope.bind("scenario", element("scenario"), None)
    type_ = Checker(found.append).check(node, scope)
    assert (type_ is None) == bool(found)
    return [diagnostic.message for diagnostic in found]


@pytest.mark.parametrize("entry", list(entries()), ids=lambda entry: f"{entry.group}: {entry.name}")
def test_every_example_is_right(entry: Entry) -> None:
    assert mistakes(entry.example) == []
    assert entry.doc and entry.type and entry.name in entry.example


def test_a_wrong_example_would_be_seen() -> None:
    assert mistakes("load(post)") and mistakes("p99(redirect) + 1B")


def test_every_word_function_and_constant_is_there() -> None:
    found = {entry.name for entry in entries()}
    assert found >= {*words(), *AGGREGATES, *ROUNDINGS, *CONSTANTS}
    assert [function.name for function in AGGREGATE] == sorted(AGGREGATES)
    assert [function.name for function in ROUNDING] == sorted(ROUNDINGS)


def test_a_page_says_all(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["words", "p99", "--color", "never"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("p99(flow)\nA time, in s.\n\nThe time within which 99%")
    assert out.endswith("Example\n  p99(redirect)\n")


def test_a_name_with_two_meanings_has_two_pages(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["words", "min", "--color", "never"]) == 0
    out = capsys.readouterr().out
    assert "min(a, b, …)" in out and "min = 1min" in out


def test_a_list_says_what_its_elements_have(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["words", "entities", "--color", "never"]) == 0
    out = capsys.readouterr().out
    assert "A list of entities." in out and "forever" in out


def test_programs_read_all_of_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["words", "--format", "json"]) == 0
    content = json.loads(capsys.readouterr().out)
    keys = ["name", "group", "signature", "type", "unit", "doc", "example", "value", "source"]
    assert [list(one) for one in content] == [keys] * len(list(entries()))
    assert main(["words", "load", "--format", "json"]) == 0
    [load] = json.loads(capsys.readouterr().out)
    assert (load["signature"], load["unit"], load["type"]) == ("load(component, [worst])", "1/s", "a rate")


def test_an_unknown_word_says_what_comes_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["words", "utilisation"]) == 2
    assert "There is no word 'utilisation'. Did you mean 'utilization'?" in capsys.readouterr().err


def test_the_table_fits(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["words"]) == 0
    assert all(len(line) <= 80 for line in capsys.readouterr().out.splitlines())
