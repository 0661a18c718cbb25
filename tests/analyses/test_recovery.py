"""How long it takes to work off what came while nobody worked."""

from __future__ import annotations

import pytest

from sdlint.analyses.facts import Facts
from sdlint.analyses.verdicts import play
from tests.analyses.designs import asked, design_of, unknown

TEXT = """client c
queue mails {{ replicas 1, capacity 10k/s, time 1ms }}
worker mailer {{ replicas 2, capacity {capacity}/s, time 1ms }}
flow send at 100/s {{ c ~> mails ~> mailer }}
"""


def worked_off(came: float, done: float, still: float, step: float = 0.001) -> float:
    """How long it takes, by going on in small steps."""
    waiting, time = came * still, 0.0
    while waiting > 0:
        waiting += (came - done) * step
        time += step
    return time


@pytest.mark.parametrize("capacity", [51, 60, 100, 1000])
def test_what_came_meanwhile_is_worked_off_by_what_is_beyond_the_peak(capacity: int) -> None:
    times = asked(TEXT.format(capacity=capacity), "catch_up(mailer)")
    assert times * 3 == pytest.approx(worked_off(100, 2 * capacity, 3), rel=1e-2, abs=2e-3)


@pytest.mark.parametrize("capacity", [50, 30])
def test_what_has_nothing_left_never_catches_up(capacity: int) -> None:
    assert "can do beyond its peak" in unknown(TEXT.format(capacity=capacity), "catch_up(mailer)")


def test_a_goal_can_bound_the_time_after_a_pause() -> None:
    assert asked(TEXT.format(capacity=60), "catch_up(mailer) * 10min") == pytest.approx(5 * 600)


BEHIND = """client c
queue mails {{ replicas 1, capacity 10k/s, time 1ms }}
worker mailer {{ replicas 2, capacity 1k/s, time 1ms }}
database db {{ replicas 1, capacity {capacity}/s, time 1ms }}
flow send at 100/s {{ c ~> mails ~> mailer -> db 50% }}
flow read at 40/s {{ c -> db }}
"""


@pytest.mark.parametrize("capacity", [91, 120, 240, 10_000])
def test_what_is_called_has_to_keep_up(capacity: int) -> None:
    # Of what the database can do others take 40: it can serve the mailer so much more than its 50.
    most = min((capacity - 40) / 50 * 100, 2 * 1000)
    times = asked(BEHIND.format(capacity=capacity), "catch_up(mailer)")
    assert times * 3 == pytest.approx(worked_off(100, most, 3), rel=1e-2, abs=2e-3)


def test_what_is_called_and_full_lets_nobody_catch_up() -> None:
    assert "`db` can do beyond its peak" in unknown(BEHIND.format(capacity=90), "catch_up(mailer)")


def test_what_is_down_will_have_its_work_again() -> None:
    text = f'{BEHIND.format(capacity=120)}scenario "S" {{ fail mailer; expect catch_up(mailer) >= 1.6 }}'
    facts = Facts(design_of(text))
    (verdict,) = play(facts, facts.design.scenarios[0])
    # Of 120 the database has 80 for the mailer's 50.
    assert (verdict.status, verdict.shown) == ("met", "1.67")
