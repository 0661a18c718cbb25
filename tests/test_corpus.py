"""The rules on known systems that others wrote: what is seeded is found, and what is good isn't accused."""

from __future__ import annotations

import pytest

from sdlint.engine import shipped_rules
from tests.corpus import BLIND, System, measured, systems

RECALL = 0.95


@pytest.fixture(scope="module")
def found() -> dict[str, System]:
    return {name: measured(name) for name in systems()}


def listed(found: dict[str, System], of: str) -> list[str]:
    return [f"{name}:{place.line} {place.rule}" for name, one in found.items() for place in getattr(one, of)]


def test_there_are_twelve_systems_and_a_third_is_blind(found: dict[str, System]) -> None:
    assert len(found) >= 12
    assert set(BLIND) <= set(found)
    assert 3 * len(BLIND) >= len(found)


def test_each_has_five_to_nine_faults(found: dict[str, System]) -> None:
    assert {name: len(one.seeded) for name, one in found.items() if not 5 <= len(one.seeded) <= 9} == {}


def test_faults_name_rules(found: dict[str, System]) -> None:
    names = {rule.name for rule in shipped_rules().rules}
    assert {place.rule for one in found.values() for place in one.seeded} <= names


def test_seeded_faults_are_found(found: dict[str, System]) -> None:
    seeded, missed = len(listed(found, "seeded")), listed(found, "missed")
    assert len(missed) <= (1 - RECALL) * seeded, missed


def test_good_designs_are_not_accused(found: dict[str, System]) -> None:
    assert listed(found, "false") == []


def test_nothing_else_is_found_in_the_faulty_ones(found: dict[str, System]) -> None:
    assert listed(found, "beside") == []
