"""A file twice as long takes about twice the steps: nothing looks at all the rest for each of its parts."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest

from sdlint.analyses.facts import Facts
from sdlint.analyses.topology import needed_by
from sdlint.diagnostic import Trouble
from sdlint.engine import run, shipped_rules
from sdlint.engine.rule import Rule
from sdlint.model.bind import bind
from sdlint.model.design import Design
from sdlint.source import Source
from sdlint.syntax.parser import parse
from tests.bench.designs import design


def bound(text: str) -> Design:
    return bind(Source("long.sd", text), lambda path: Trouble("no other file", path)).design


def calls(do: Callable[[], object]) -> int:
    """How many functions of Python are called: a measure that no other process disturbs."""
    count = 0

    def counted(frame: FrameType, event: str, argument: Any) -> None:
        nonlocal count
        count += event == "call"

    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        do()
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("part", ["parse", "bind", "needed by"])
def test_growth_is_linear(part: str) -> None:
    taken = []
    for size in (104, 204, 404):
        text = design(size)
        if part == "needed by":
            facts = Facts(bound(text))

            def ask(facts: Facts = facts) -> None:
                for component in facts.design.components.values():
                    needed_by(facts, component)

            taken.append(calls(ask))
        elif part == "parse":
            source = Source("long.sd", text)
            taken.append(calls(lambda source=source: parse(source, "sd")))
        else:
            taken.append(calls(lambda text=text: bound(text)))
    assert taken[2] / taken[1] < 2.2
    assert taken[1] / taken[0] < 2.2


def test_counting_costs_no_steps() -> None:
    """A rule that counts all flows for each requirement ends in a design of any size."""
    book = shipped_rules()
    rule = book.by_name["unserved-requirement"]
    steps = 40 * 404  # Requirements are fewer than components.
    _, troubles = run([rule], Facts(bound(design(404))), steps)
    assert troubles == ()


def test_no_shipped_rule_runs_out_of_steps_in_a_large_design() -> None:
    """What twice the components take is about twice the steps, so the budget, which grows with them, is
    enough at any size; what is little may grow as the lists do that are counted on the way.
    """
    book = shipped_rules()

    def enough(rule: Rule, facts: Facts, steps: int) -> bool:
        return run([rule], facts, steps)[1] == ()

    small, large = Facts(bound(design(104))), Facts(bound(design(204)))
    for facts in (small, large):
        # What the acceptances come to is told by who runs all rules; here are none.
        facts.memo.update(used={}, expired={})
    for rule in book.rules:
        least = 500
        while not enough(rule, small, least):
            least = least * 5 // 4
        assert enough(rule, large, least * 3), f"`{rule.name}` takes over three times as many for two"
