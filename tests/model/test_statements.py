"""What is told of statements is what the grammar has."""

from __future__ import annotations

import re

import pytest

from sdlint.lint import understand
from sdlint.model import catalogue
from sdlint.model.statements import Statement, statement_with, statements
from sdlint.resources import shipped
from sdlint.source import Source


def _grammars() -> set[str]:
    """The first words of the grammar's statements, components, loose arrows and mistakes left out."""
    text = (shipped("grammar") / "sd.lark").read_text(encoding="utf-8")
    rule = re.search(r"^_statement:(.*?)^\n", text, re.MULTILINE | re.DOTALL)
    assert rule is not None
    names = set(rule[1].replace("|", " ").split()) - {"component", "line", "ERROR"}
    words = {name: re.search(rf'^{name}: "(\w+)"', text, re.MULTILINE) for name in names}
    return {word[1] for word in words.values() if word is not None}


def test_they_are_all() -> None:
    assert set(statements()) == _grammars()
    assert not set(statements()) & set(catalogue.kinds())


@pytest.mark.parametrize("statement", statements().values(), ids=lambda one: one.name)
def test_each_example_is_sound_and_has_its_statement(statement: Statement) -> None:
    example = f"{statement.example}\n"
    # A design's first line may be its version, and nothing else may.
    named = 'system "S"\n'
    source = Source("a.sd", example + named if statement.name == "sdlint" else named + example)
    _, mistakes = understand(source, lambda path: Source(path, "database books\n"))
    assert [one.message for one in mistakes] == []
    assert re.search(rf"^{statement.name}\b", source.text, re.MULTILINE)


@pytest.mark.parametrize("statement", statements().values(), ids=lambda one: one.name)
def test_each_form_begins_with_its_word(statement: Statement) -> None:
    assert statement.form.split()[0] == statement.name
    assert max(len(line) for line in statement.form.splitlines()) <= 78


@pytest.mark.parametrize(
    ("word", "statement"),
    [
        ("flow", "flow"),
        ("cut", "scenario"),
        ("expect", "scenario"),
        ("scatter", "flow"),
        ("together", "flow"),
        ("chose", "decision"),
        ("runbook", "telemetry"),
        ("NAME", None),
        ("nothing-such", None),
    ],
)
def test_a_word_leads_to_the_statement_in_which_it_may_stand(word: str, statement: str | None) -> None:
    found = statement_with(word)
    assert (found.name if found else None) == statement
