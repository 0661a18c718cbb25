"""What is quadratic is seen, and a slow or a busy machine isn't taken for it."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

import pytest

from tests.growth import assert_linear


class Machine:
    """A machine whose clock goes on by what is done on it."""

    def __init__(self, cost: Callable[[int], float]) -> None:
        self.cost = cost
        self.now = 0.0

    def run(self, size: int) -> None:
        self.now += self.cost(size)

    def clock(self) -> float:
        return self.now


def judged(cost: Callable[[int], float], size: int = 8000) -> None:
    machine = Machine(cost)
    assert_linear(machine.run, lambda size: size, size, clock=machine.clock)


@pytest.mark.parametrize("speed", [1e-7, 1e-6, 1e-5, 1e-4, 1e-2])
def test_a_machine_of_any_speed_is_linear(speed: float) -> None:
    judged(lambda size: speed * size)
    judged(lambda size: 0.02 + speed * size)


@pytest.mark.parametrize("speed", [1e-8, 1e-7, 1e-6, 1e-4])
def test_on_a_machine_of_any_speed_quadratic_is_seen(speed: float) -> None:
    with pytest.raises(AssertionError, match="16 times the input costs 256 times as much"):
        judged(lambda size: speed * size * size)


def test_a_busy_machine_is_no_growth() -> None:
    for seed in range(200):
        random = Random(seed)
        judged(lambda size, random=random: 1e-4 * size * random.choice((1, 1, 1.2, 1.5, 3)))


def test_on_a_busy_machine_quadratic_is_seen() -> None:
    for seed in range(200):
        random = Random(seed)
        with pytest.raises(AssertionError, match="times as much"):
            judged(lambda size, random=random: 1e-6 * size * size * random.choice((1, 1.2, 1.5)))


def test_a_regular_expression_that_goes_back_is_seen() -> None:
    with pytest.raises(AssertionError, match="times as much"):
        assert_linear(re.compile(r"(?:a+$)|x").search, lambda size: "a" * size + "b", 6_000)


def test_a_regular_expression_that_never_goes_back_is_linear() -> None:
    assert_linear(re.compile(r"(?:a++$)|x").match, lambda size: "a" * size + "b", 2_000_000)
