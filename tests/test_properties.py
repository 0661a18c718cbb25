"""What holds of every design: neither the order of its statements nor its names change what is found."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from random import Random
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from sdlint.diagnostic import Diagnostic, Trouble
from sdlint.lint import lint
from sdlint.source import Source
from sdlint.syntax import nodes
from sdlint.syntax.parser import parse
from tests import strategies

TOP = Path(__file__).parent.parent
DESIGNS = [*sorted((TOP / "examples").glob("*.sd")), TOP / "tests/syntax/designs/shortener.sd"]
SEEDS = st.lists(st.integers(0, 1 << 20), min_size=3, max_size=14)


def judged(text: str) -> list[Diagnostic]:
    outcome = lint([Source("design.sd", text)], lambda path: Trouble("no other file", path))
    assert outcome.troubles == ()
    return [finding.diagnostic for finding in outcome.findings]


AT_THE_FIRST = ("synchronous-cycle",)
"""Findings on several components, which are told at the one that is declared first."""


def said(found: list[Diagnostic], rename: Callable[[str], str] = str) -> list[tuple[object, ...]]:
    """What is found, without places and in an order that doesn't depend on the text's."""
    return sorted(
        (d.name, d.severity, "", "")
        if d.name in AT_THE_FIRST
        else (d.name, d.severity, rename(d.key or ""), *sentences(rename(d.message)))
        for d in found
    )


def sentences(message: str) -> tuple[str, ...]:
    """The parts of a message; what is gathered into one is gathered in the order of the text."""
    return tuple(sorted(re.split(r"(?<=[?.]) ", message)))


# Order


def statements_of(text: str) -> list[tuple[int, int, str]]:
    tree = parse(Source("design.sd", text)).tree
    assert isinstance(tree, nodes.Design)
    return [(s.start, s.end, text[s.start : s.end]) for s in tree.statements]


FIRST_COME = ("duplicate-name", "circular-estimate")
"""Mistakes where what stands first is what holds."""


def without_rivals(text: str) -> list[str]:
    """The statements of a design but for those of which only the first holds, or only one can."""
    while True:
        statements = statements_of(text)
        rivals = [d.span.start for d in judged(text) if d.name in FIRST_COME and d.span]
        left = [part for start, end, part in statements if not any(start <= at < end for at in rivals)]
        if len(left) == len(statements):
            return left
        text = "".join(f"{part}\n" for part in left)


def shuffled(statements: list[str], seed: int) -> str:
    """The statements in another order; the language's version stays the first."""
    first = [part for part in statements if part.startswith("sdlint ")]
    rest = [part for part in statements if not part.startswith("sdlint ")]
    Random(seed).shuffle(rest)
    return "".join(f"{part}\n" for part in first + rest)


@given(SEEDS, st.integers(0, 1 << 20))
@examples(max_examples=25)
def test_the_order_of_statements_changes_nothing(seeds: list[int], shuffle: int) -> None:
    statements = without_rivals(strategies.design(seeds))
    before = "".join(f"{part}\n" for part in statements)
    assert said(judged(shuffled(statements, shuffle))) == said(judged(before))


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("path", DESIGNS, ids=lambda path: path.stem)
def test_the_order_of_a_whole_design_changes_nothing(path: Path, seed: int) -> None:
    text = re.sub(r"replicas \d+(, )?", "", path.read_text(encoding="utf-8"))
    found = judged(text)
    assert found, "without its copies every design has faults"
    after = shuffled([part for _, _, part in statements_of(text)], seed)
    assert said(judged(after)) == said(found)


# Names


def named(seeds: list[int], letter: str, number: Callable[[int], int]) -> str:
    """A design whose components have names of a kind that nothing else has."""
    words = tuple(f"q{letter}{number(place):02}" for place in range(len(strategies.COMPONENTS)))
    with mock.patch.object(strategies, "COMPONENTS", words):
        return strategies.design(seeds)


def renamed(text: str) -> str:
    return re.sub(r"qj(\d\d)", lambda match: f"qz{99 - int(match[1]):02}", text)


@given(SEEDS)
@examples(max_examples=25)
def test_the_names_of_components_change_nothing(seeds: list[int]) -> None:
    before = named(seeds, "j", lambda place: place)
    after = named(seeds, "z", lambda place: 99 - place)
    assert renamed(before) == after
    assert said(judged(after)) == said(judged(before), renamed)


# Mistakes


def test_a_goal_that_names_nothing_is_a_mistake_like_another() -> None:
    text = "client c; service s\nflow f at 1/s { c -> s }\nquality { p99(f) <= slowest }\n"
    assert "unknown-name" in [d.name for d in judged(text)]
