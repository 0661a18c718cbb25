"""What calls and messages carry, in each direction."""

from __future__ import annotations

import pytest

from tests.analyses.designs import asked, unknown

FANOUT = """
client app
service api {{ replicas 1, capacity 10k/s, bandwidth 1GB/s }}
stream log {{ replicas {copies}, capacity 100k/s, bandwidth 100MB/s, price $1/GB }}
worker w1 {{ replicas 1, capacity 10k/s }}
worker w2 {{ replicas 1, capacity 10k/s }}
flow put at 1k/s {{ app -> api 1B {arrow} log 50kB }}
flow r1 {{ log ~> w1 {size} }}
flow r2 {{ log ~> w2 }}
"""
MB = 1e6


@pytest.mark.parametrize("arrow", ["->", "~>"])
def test_what_a_channel_is_sent_goes_into_it_whether_or_not_somebody_waits(arrow: str) -> None:
    text = FANOUT.format(copies=1, arrow=arrow, size="")
    assert asked(text, "bandwidth(log)") == 50 * MB
    assert asked(text, "bandwidth(api, out)") == pytest.approx(50 * MB, rel=1e-3)
    assert asked(text, "bandwidth(log, out)") == 2 * 50 * MB
    assert asked(text, "utilization(api, bandwidth)") == pytest.approx(0.05, rel=1e-3)


@pytest.mark.parametrize(
    ("copies", "size", "used"),
    [
        # In 50 MB/s, out to each of two readers as much.
        (1, "", 1.0),
        (1, "20kB", 0.7),
        # In: each of three has it. Out: two readers, and two other copies.
        (3, "", (2 + 2) * 50 / 300),
        # With readers that take next to nothing it is what comes in that fills the wires.
        (3, "1B", 3 * 50 / 300),
    ],
)
def test_the_fuller_direction_of_a_channel_counts(copies: int, size: str, used: float) -> None:
    text = FANOUT.format(copies=copies, arrow="~>", size=size)
    if size == "1B":
        text = text.replace("log ~> w2", "log ~> w2 1B")
    assert asked(text, "utilization(log, bandwidth)") == pytest.approx(used, rel=1e-4)


def test_messages_have_the_size_that_they_came_with_on_average() -> None:
    text = FANOUT.format(copies=1, arrow="~>", size="") + "flow more at 3k/s { app -> log 10kB }\n"
    assert asked(text, "bandwidth(log, out)") == pytest.approx(2 * (50 + 30) * MB)
    assert asked(text, "bandwidth(w1)") == pytest.approx((50 + 30) * MB)


def test_messages_that_go_in_a_circle_have_no_size_of_their_own() -> None:
    text = """
    client app
    queue a { replicas 1, capacity 1k/s }
    queue b { replicas 1, capacity 1k/s }
    flow go at 10/s { a ~> b }
    flow back at 10/s { b ~> a }
    """
    assert "payload of `go/a~>b`" in unknown(text, "bandwidth(b)")


def test_what_is_read_is_paid_for_as_what_is_sent() -> None:
    one = asked(FANOUT.format(copies=1, arrow="~>", size=""), "cost(log)")
    without = FANOUT.format(copies=1, arrow="~>", size="").replace("flow r2 { log ~> w2 }", "")
    assert one / asked(without, "cost(log)") == pytest.approx(3 / 2)


def test_the_place_that_carries_most_decides() -> None:
    text = """
    region eu {}
    region us {}
    link eu us 90ms
    client eue in eu
    client usu in us
    database db in each eu, us { replicas 3, replication quorum, capacity 9k/s, bandwidth 30MB/s }
    flow se at 300/s { eue -> db 50kB }
    flow su at 100/s { usu -> db 50kB }
    """
    # Each read is made at two copies: 30 of 90 MB/s in eu.
    assert asked(text, "utilization(db, bandwidth)") == pytest.approx(1 / 3)


def test_a_price_of_a_call_is_paid_for_each() -> None:
    text = """client u
    service api { replicas 2, price $100/month }
    external pay { price $0.30, availability 99.9% }
    flow buy at 10k/d peak x3 { u -> api -> pay 50% }
    """
    month = 365.2425 / 12
    assert asked(text, "cost(pay)") * month * 86_400 == pytest.approx(5000 * 0.30 * month)
