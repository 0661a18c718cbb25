"""What a channel comes to keep: what comes until it is thrown away, and no more than it takes."""

from __future__ import annotations

import pytest

from tests.analyses.designs import asked, unknown

QUEUE = """
client app
queue jobs {{ replicas 3{said} }}
worker w {{ replicas 4 }}
flow put at 200/s {{ app ~> jobs 2kB }}
flow work {{ jobs ~> w }}
"""


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (", retention 1d", 200 * 86_400 * 2e3 * 3),
        # A hundred thousand are there before a day has gone.
        (", retention 1d, max_length 100k", 100e3 * 2e3 * 3),
        (", retention 1d, max_length 100M", 200 * 86_400 * 2e3 * 3),
        (", max_length 100k", 100e3 * 2e3 * 3),
    ],
)
def test_a_channel_keeps_no_more_than_it_takes(said: str, kept: float) -> None:
    assert asked(QUEUE.format(said=said), "storage(jobs)") == pytest.approx(kept)


def test_without_a_bound_nobody_knows_what_a_channel_keeps() -> None:
    assert "retention of `jobs`" in unknown(QUEUE.format(said=""), "storage(jobs)")


def test_what_is_gone_by_the_end_of_a_month_is_no_gain_of_it() -> None:
    a_second = 200 * 2e3 * 3
    for said, held in (
        ("retention 1d", 86_400),
        ("retention 2y", 365.2425 / 12 * 86_400),
        ("max_length 100k", 500),
    ):
        text = QUEUE.format(said=f", {said}")
        assert asked(text, "storage(jobs, month)") == pytest.approx(a_second * held), said
