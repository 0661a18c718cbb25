"""The framework's card: every question of the framework stands in it, and says what it comes to."""

from __future__ import annotations

from pathlib import Path

import pytest

from sdlint.analyses.review.card import STATUSES, Card, Reply
from sdlint.config import Config
from sdlint.diagnostic import Trouble
from sdlint.engine import RuleBook, shipped_rules
from sdlint.framework import card
from sdlint.house import book_of
from sdlint.lint import lint
from sdlint.source import Source

EXAMPLES = sorted((Path(__file__).parent.parent / "examples").glob("*.sd"))

ASKED_BY_THE_FRAMEWORK = {
    1: ("what-it-does",),
    2: (
        "how-we-can-tell",
        "bottleneck-in-the-design",
        "how-parts-work-together",
        "great-service-to-everyone",
    ),
    3: ("who-has-a-stake",),
    4: ("which-apis",),
    5: (
        "expected-scale",
        "storage-needed",
        "bandwidth-used",
        "latency-in-numbers",
        "throughput-in-numbers",
        "storage-in-numbers",
        "cost-of-memory-reads",
        "cost-of-disk-reads",
        "cost-of-local-round-trips",
        "cost-of-distant-round-trips",
    ),
    6: ("what-is-kept",),
    7: ("main-parts",),
    8: (
        "how-data-are-split",
        "data-of-one-user",
        "how-we-handle-x",
        "data-access",
        "caching",
        "balancing",
        "sharding",
        "replication-types",
        "write-ahead-logging",
        "data-and-metadata",
        "load-distribution",
    ),
    9: (
        "single-points-of-failure",
        "enough-replicas",
        "enough-copies",
        "watched-performance",
        "alerts-on-failures",
        "response-to-failures",
    ),
    10: ("monitoring", "logging"),
    11: ("trade-offs", "reasons"),
}
"""The questions of the interview framework, its must-knows and its guidelines, by our names."""


def card_of(text: str, book: RuleBook | None = None) -> Card:
    book = book or shipped_rules()
    outcome = lint((Source("t.sd", text),), lambda path: Trouble("no other file", path), book=book)
    assert not outcome.troubles
    return card(outcome.facts[0], book, outcome.judged[0])


def replies(found: Card) -> dict[str, Reply]:
    return {reply.question: reply for step in found.steps for reply in step.replies}


def test_every_question_of_the_framework_stands_in_its_step() -> None:
    asked = {step.number: {question.name for question in step.questions} for step in shipped_rules().steps}
    missing = {n: set(names) - asked[n] for n, names in ASKED_BY_THE_FRAMEWORK.items()}
    assert {n: names for n, names in missing.items() if names} == {}


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_a_card_answers_every_question_once(path: Path) -> None:
    found = card_of(path.read_text("utf-8"))
    asked = [question.name for step in shipped_rules().steps for question in step.questions]
    assert [reply.question for step in found.steps for reply in step.replies] == asked
    assert sum(found.count(status) for status in STATUSES) == found.size == len(asked)
    assert all(reply.told and reply.rules for reply in replies(found).values())


def test_nothing_is_open_in_a_whole_design() -> None:
    found = card_of((EXAMPLES[0].parent / "url-shortener.sd").read_text("utf-8"))
    assert found.count("finding") == found.count("asked") == 0
    assert found.next.startswith("Nothing is left open")


SKETCH = "client c\nservice a { replicas 2 }\ndatabase d { replicas 1 }\nflow f at 10/s { c -> a -> d }\n"


def test_a_finding_names_its_rule_and_its_element() -> None:
    reply = replies(card_of(SKETCH))["enough-replicas"]
    assert (reply.status, reply.told, reply.rules) == (
        "finding",
        "missing-replicas on d",
        ("missing-replicas",),
    )


def test_an_accepted_finding_is_an_answer() -> None:
    accepted = SKETCH + 'accept missing-replicas on d because "it is a toy"\n'
    reply = replies(card_of(accepted))["enough-replicas"]
    assert reply.status == "answered"
    assert "accepted: missing-replicas on d" in reply.told


def test_what_isn_t_there_doesn_t_apply() -> None:
    reply = replies(card_of(SKETCH))["still-open"]
    assert reply.status == "not applicable"
    assert reply.told == "there are no acceptances and questions"


def test_what_is_said_nothing_of_is_asked_and_not_passed() -> None:
    found = replies(card_of(SKETCH))
    assert {found[name].status for name in ("monitoring", "logging", "watched-performance")} == {"asked"}


def test_the_next_thing_is_what_is_wrong_then_what_is_missing() -> None:
    assert "explain missing-requirements" in card_of(SKETCH).next
    full = SKETCH.replace("service a { replicas 2 }", "service a { replicas 2, capacity 1/s }")
    assert "explain overload" in card_of(full).next
    assert card_of(SKETCH + "flow g { c -> nowhere }\n").next.startswith("Mend the mistakes first")


def test_a_preset_that_asks_less_has_fewer_questions() -> None:
    small = card_of(SKETCH, book_of(Config(), preset="interview"))
    assert 0 < small.size < card_of(SKETCH).size
