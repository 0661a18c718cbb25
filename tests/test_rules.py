"""Every rule's own examples, and the house's order: what stands where, and which questions are answered."""

from __future__ import annotations

from pathlib import Path

import pytest

from sdlint.config import Config
from sdlint.engine import Rule, shipped_rules
from sdlint.examples import run_examples
from sdlint.house import book_of
from sdlint.model.catalogue import kinds
from sdlint.model.mistakes import MISTAKES
from sdlint.reports.catalogue.markdown import page

BOOK = shipped_rules()


def test_every_file_is_understood() -> None:
    assert [f"{t.path}: {t.message}" for t in BOOK.troubles] == []


@pytest.mark.parametrize("rule", BOOK.rules, ids=lambda rule: rule.name)
def test_examples(rule: Rule) -> None:
    assert [f"{failure.span.where}: {failure.message}" for failure in run_examples(rule, BOOK)] == []


@pytest.mark.parametrize("rule", BOOK.rules, ids=lambda rule: rule.name)
def test_a_rule_is_whole(rule: Rule) -> None:
    assert rule.bad, "a design in which it finds something"
    assert len(rule.good) >= 2, "a design in which it finds nothing, and a near miss"
    assert rule.fix is not None, "what to do"
    assert rule.answers, "a question of its step"
    assert rule.name not in MISTAKES
    assert all(param.reason for param in rule.params), "why this number"
    assert len(rule.say.outline()) <= 100, "a line"
    assert not rule.say.outline().endswith(".")
    assert 60 <= len(rule.why.outline()) <= 500, "a paragraph"
    assert rule.why.outline().endswith(".")


def test_a_rule_stands_in_the_file_of_its_name(checkout: Path) -> None:
    files = {(p.parent.name, p.stem) for p in (checkout / "rules").glob("*/*.rule") if p.stem != "step"}
    assert files == {(rule.step, rule.name) for rule in BOOK.rules}
    strays = [p.name for p in (checkout / "rules").rglob("*") if p.is_file() and p.parent.name == "rules"]
    assert sorted(strays) == ["README.md", "presets.rule"]
    assert [p for p in (checkout / "rules").glob("*/*") if p.suffix != ".rule"] == []


def test_the_page_of_rules_is_kept_in_step(checkout: Path) -> None:
    # To write it: sdlint rules --format markdown > rules/README.md
    assert (checkout / "rules" / "README.md").read_text("utf-8") == page(book_of(Config()))


def test_the_presets() -> None:
    presets = {preset.name: set(preset.without) for preset in BOOK.presets}
    assert list(presets) == ["interview", "recommended", "strict"]
    assert presets["strict"] == set()
    assert presets["recommended"] <= presets["interview"]
    assert book_of(Config()).idle == book_of(Config(preset="recommended")).idle
    for name, without in presets.items():
        assert {rule.name for rule in book_of(Config(), preset=name).idle} == without


def test_each_question_is_asked_in_the_default_preset() -> None:
    answered = {name for rule in book_of(Config()).rules for name in rule.answers}
    assert answered == {question.name for step in BOOK.steps for question in step.questions}


def test_the_eleven_steps() -> None:
    assert [step.number for step in BOOK.steps] == list(range(1, 12))
    assert all(step.title and step.questions for step in BOOK.steps)


def test_a_question_is_a_question_of_one_step() -> None:
    names = [question.name for step in BOOK.steps for question in step.questions]
    assert len(names) == len(set(names))
    for step in BOOK.steps:
        for question in step.questions:
            assert question.text.rstrip().endswith("?")


def test_every_question_is_answered() -> None:
    asked = {question.name for step in BOOK.steps for question in step.questions}
    answered = {name for rule in BOOK.rules for name in rule.answers}
    assert answered == asked


def test_topics_are_of_questions_about_the_whole_design() -> None:
    for rule in BOOK.rules:
        if rule.topic:
            assert rule.severity.word == "question"
            assert rule.at.span.text == "system"


def test_names_of_kinds_and_rules_differ() -> None:
    assert not {rule.name for rule in BOOK.rules} & set(kinds())
