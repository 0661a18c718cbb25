"""What a channel comes to keep: what comes until it is thrown away, and no more than it takes."""

from __future__ import annotations

import pytest

from sdlint.analyses.ask import ask
from tests.analyses.designs import asked, design_of, unknown

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


STOCK = """
client app
service api
database d {{ replicas 3, replication quorum, storage 20GB }}
entity Seat in d{stock} keep {keep} {{ id uuid key; name string 84B }}
flow hold at 10/s {{ app -> api -> d write Seat{update} }}
"""


@pytest.mark.parametrize(
    ("stock", "keep", "update", "kept"),
    [
        (" with 1M", "10d", "", 3 * 100 * (1e6 + 10 * 10 * 86_400)),
        (" with 1M", "forever", " { update }", 3 * 100 * 1e6),
        (" with (2 * 500k)", "10d", " { update }", 3 * 100 * 1e6),
        (" with 0", "10d", "", 3 * 100 * 10 * 10 * 86_400),
    ],
)
def test_what_is_there_takes_room_beside_what_comes(stock: str, keep: str, update: str, kept: float) -> None:
    text = STOCK.format(stock=stock, keep=keep, update=update)
    assert asked(text, "storage(d)") == pytest.approx(kept)


def test_what_is_there_is_no_gain_and_leaves_less_room() -> None:
    held, alone = (STOCK.format(stock=stock, keep="forever", update="") for stock in (" with 1M", ""))
    assert asked(held, "storage(d, year)") == asked(alone, "storage(d, year)")
    assert asked(held, "filled(d)") == pytest.approx(asked(alone, "filled(d)") - 1e6 / 10)


def test_what_is_there_is_wanting_where_nothing_adds_any() -> None:
    text = STOCK.format(stock="", keep="10d", update=" { update }")
    assert "a flow that adds records to `d`" in unknown(text, "storage(d)")


def test_what_is_kept_between_less_and_more_than_a_month_is_an_interval() -> None:
    text = STOCK.format(stock="", keep="(20d..40d)", update="")
    found = ask(design_of(text), "storage(d, month)").value
    assert [size / (3 * 100 * 10 * 86_400) for size in found] == pytest.approx([20, 365.2425 / 12])


def test_what_answers_from_memory_holds_all_of_it_there() -> None:
    text = STOCK.format(stock=" with 10M", keep="1d", update=" { update }")
    redis = text.replace("database d {", "database d : redis {").replace("storage 20GB", "memory 500MB")
    assert asked(redis, "utilization(d, memory)") == pytest.approx(10e6 * 100 / 500e6)
    postgres = redis.replace(": redis", ": postgres")
    assert "anything that fills the memory of `d`" in unknown(postgres, "utilization(d, memory)")
