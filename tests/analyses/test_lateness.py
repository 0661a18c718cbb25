"""Calls that are given up: against the exponential distribution's own percentiles."""

from __future__ import annotations

from math import exp, log

import pytest

from sdlint.analyses.facts import Facts
from sdlint.analyses.lateness import late_for
from sdlint.expression.values import Known
from tests.analyses.designs import asked, design_of

PAY = """
client web
external bank {{ time 100ms, cv 1, availability 99.99%, timeout {timeout}ms{more} }}
cache hot {{ replicas 3, hit 90%, time 0.001ms, cv 1, capacity 1M/s }}
external other {{ time 1ms, cv 1, availability 99.9% }}
flow pay at 1/s {{ web -> {steps} }}
quality {{ availability(pay) >= 99.9% }}
"""


def late(timeout: float, steps: str = "bank { rtt 0ms }", more: str = "") -> list[str]:
    design = design_of(PAY.format(timeout=timeout, steps=steps, more=more))
    found = late_for(Facts(design), design.goals[0])
    assert isinstance(found, Known)
    return [step.callee for step in found.value]


@pytest.mark.parametrize(
    ("steps", "more", "limit"),
    [
        # One in a thousand takes ln(1000) times the mean or more.
        ("bank { rtt 0ms }", "", 690.8),
        # Of two tries each may miss one in 31.6.
        ("bank { rtt 0ms }", ", retries 1 backoff jitter", 345.4),
        ("bank { rtt 0ms, retries 1 backoff jitter }", "", 345.4),
        # Only a tenth makes the call, so that one in a hundred of them may be late.
        ("bank 10% { rtt 0ms }", "", 460.5),
        # And only a tenth goes past the cache.
        ("hot { rtt 0ms } else bank { rtt 0ms }", "", 460.5),
    ],
)
def test_a_call_is_late_beyond_the_percentile_that_the_goal_leaves(
    steps: str, more: str, limit: float
) -> None:
    assert late(limit * 0.99, steps, more) == ["bank"]
    assert late(limit * 1.01, steps, more) == []


@pytest.mark.parametrize("steps", ["bank? { rtt 0ms }", "bank { rtt 0ms } else other { rtt 0ms }", "other"])
def test_what_can_be_done_without_is_never_late(steps: str) -> None:
    assert late(1, steps) == []


def test_so_rare_a_call_may_always_be_late() -> None:
    assert late(1, "bank 0.05% { rtt 0ms }") == []


@pytest.mark.parametrize("goal", ["100%", "150%", "0%"])
def test_a_goal_that_leaves_nothing_or_everything(goal: str) -> None:
    text = PAY.format(timeout=100, steps="bank { rtt 0ms }", more="")
    design = design_of(text.replace(">= 99.9%", f">= {goal}"))
    found = late_for(Facts(design), design.goals[0])
    assert isinstance(found, Known)
    assert [step.callee for step in found.value] == ([] if goal == "0%" else ["bank"])


@pytest.mark.parametrize("retries", [0, 1, 3, 20])
def test_what_is_wanted_and_not_needed_is_tried_as_often_as_is_said(retries: int) -> None:
    text = f"""
    client c
    external mail {{ availability 99%, time 4s, capacity 5k/s }}
    flow f at 1/s {{ c -> mail? {{ rtt 0ms, timeout 3s, retries {retries} }} }}
    """
    # In each try it is given up by e^(-3/4), and takes 4 (1 - e^(-3/4)) on average, no longer than 3.
    late, once = exp(-0.75), 4 * (1 - exp(-0.75))
    assert asked(text, "mean(f)") == pytest.approx(once * (1 - late ** (retries + 1)) / (1 - late), rel=0.01)
    # One in a hundred is late so often.
    often = log(0.01) / log(late)
    if often > retries + 1:
        assert asked(text, "p99(f)") == pytest.approx(3 * (retries + 1), rel=0.01)
    else:
        left = 0.01 / late ** int(often)
        assert asked(text, "p99(f)") == pytest.approx(3 * int(often) - 4 * log(left), rel=0.01)
