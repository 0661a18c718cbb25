"""Queues: textbook values, who shares one, and that one more machine never makes it worse."""

from __future__ import annotations

from math import exp, log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdlint.analyses.queueing import erlang_b, erlang_c
from tests.analyses.designs import asked, unknown


@pytest.mark.parametrize(("servers", "waits"), [(11, 0.6821), (12, 0.4494), (13, 0.2853), (14, 0.1741)])
def test_erlang_c_as_in_the_tables(servers: int, waits: float) -> None:
    assert erlang_c(servers, 10.0) == pytest.approx(waits, abs=5e-5)


def test_one_server_waits_as_often_as_it_is_busy() -> None:
    assert erlang_c(1, 0.8) == pytest.approx(0.8)
    assert erlang_b(1, 0.8) == pytest.approx(0.8 / 1.8)


@pytest.mark.parametrize("servers", [0.3, 1.4, 2.7, 3.5, 7.3])
@pytest.mark.parametrize("offered", [0.05, 0.9, 2.0, 4.5])
def test_between_whole_numbers_of_servers_the_integral_says_it(servers: float, offered: float) -> None:
    """1 / B = a·∫ e^(−at)·(1 + t)^x dt, which Jagerman continues Erlang's first formula by."""
    steps, end = 100_000, 100.0
    width = end / steps
    # Simpson's rule, over u = at.
    heights = [exp(-i * width) * (1 + i * width / offered) ** servers for i in range(steps + 1)]
    integral = width / 3 * (heights[0] + 4 * sum(heights[1:-1:2]) + 2 * sum(heights[2:-1:2]) + heights[-1])
    assert erlang_b(servers, offered) == pytest.approx(1 / integral, rel=1e-4)


@given(st.floats(1, 40), st.floats(0, 5), st.floats(0.05, 0.95))
def test_more_servers_as_busy_wait_less_often(servers: float, more: float, busy: float) -> None:
    waits = erlang_c(servers, servers * busy)
    assert erlang_c(servers + more, (servers + more) * busy) <= waits + 1e-12


STATED = """
client c
service s {{ replicas 1, capacity {most}/s, time {time}ms }}
flow f at {rate}/s {{ c -> s }}
"""


@pytest.mark.parametrize(("most", "time"), [(100, 14), (60, 8), (100, 5), (1000, 9.9)])
def test_a_queue_is_as_busy_as_its_capacity_says(most: int, time: float) -> None:
    text = STATED.format(most=most, time=time, rate=most * 0.9)
    assert asked(text, "utilization(s)") == pytest.approx(0.9)
    # As M/M/c of as many workers as are busy at the capacity, or of one that is slower.
    workers = max(1.0, most * time / 1000)
    waits = erlang_c(workers, 0.9 * workers) / (most * 0.1)
    assert asked(text, "waiting(s)") == pytest.approx(waits, rel=1e-6)
    assert "a bound on the queue" in unknown(STATED.format(most=most, time=time, rate=most * 0.96), "p99(f)")


def test_what_else_limits_a_machine_than_its_workers_fills_a_queue_too() -> None:
    text = STATED.replace("capacity", "workers 200, capacity")
    busy, full = (text.format(most=1000, time=50, rate=rate) for rate in (900, 960))
    assert asked(busy, "waiting(s)") == pytest.approx(erlang_c(200, 180) / 100)
    assert "a bound on the queue" in unknown(full, "waiting(s)")


ONE = (
    "client c\nservice s {{ replicas 1, workers {workers}, time {time}ms }}\nflow f at {rate}/s {{ c -> s }}"
)


def test_three_servers() -> None:
    # M/M/3 with λ = 300 and μ = 182.5: Lq = .3524, W = .006654.
    text = ONE.format(workers=3, time=1000 / 182.5, rate=300)
    assert asked(text, "queue(s)") == pytest.approx(0.3524, abs=5e-5)
    assert asked(text, "waiting(s)") + 1 / 182.5 == pytest.approx(0.006654, abs=5e-7)
    # The probability that it is empty, from the probability of waiting.
    busy, offered = asked(text, "busy(s)"), 300 / 182.5
    assert busy * (3 - offered) / 3 * 6 / offered**3 == pytest.approx(0.17754, abs=5e-6)


def test_one_server() -> None:
    # M/M/1 with λ = 24 and μ = 30: L = 4, W = 1/6.
    text = ONE.format(workers=1, time=1000 / 30, rate=24)
    assert asked(text, "waiting(s)") + 1 / 30 == pytest.approx(1 / 6)
    assert asked(text, "queue(s)") + 24 / 30 == pytest.approx(4)
    assert asked(text, "mean(f)") == pytest.approx(0.030 + 1 / 6)
    # The time in an M/M/1 queue is exponential.
    assert asked(text, "p99(f)") == pytest.approx(0.030 + log(100) / 6, rel=2e-3)


def consumers(channel: str, more: str = "", places: str = "", replicas: int = 3, rate: int = 300) -> str:
    return (
        f"region eu\nregion us\nclient c\n{channel} q {{ replicas 2 }}\n"
        f"worker s {places} {{ replicas {replicas}, workers 1, time {1000 / 182.5}ms }}\n"
        f"flow f at {rate}/s {{ c ~> q }}\nflow g at {rate}/s {{ q ~> s }}\n{more}"
    )


def test_who_takes_from_one_queue_is_served_as_by_one_machine_of_as_many_workers() -> None:
    """M/M/3 with λ = 300 and μ = 182.5, on three machines."""
    text = consumers("queue")
    assert asked(text, "queue(s)") == pytest.approx(0.3524, abs=5e-5)
    assert asked(text, "waiting(s)") + 1 / 182.5 == pytest.approx(0.006654, abs=5e-7)
    # Nobody waits for messages, so that a fifth of its time is enough to work off what has piled up.
    assert asked(text, "headroom(s)") == pytest.approx(0.8 / (300 / 3 / 182.5), rel=1e-6)


def test_under_in_each_a_queue_is_shared_by_those_of_one_place() -> None:
    text = consumers("queue", places="in each eu, us", rate=600)
    assert asked(text, "queue(s)") == pytest.approx(0.3524, abs=5e-5)


@pytest.mark.parametrize(
    "text",
    [
        consumers("stream"),
        consumers("queue").replace("queue q { replicas 2", "queue q { replicas 2, partitions 60"),
        consumers("queue", "flow h at 1/s { c -> s }"),
        consumers("queue", replicas=1, rate=100),
    ],
    ids=["a stream is dealt out", "partitions are dealt out", "it is called as well", "there is no other"],
)
def test_others_have_a_queue_for_each_machine(text: str) -> None:
    used = asked(text, "utilization(s)")
    assert asked(text, "waiting(s)") == pytest.approx(used / (1 - used) / 182.5)


@given(st.integers(1, 40), st.integers(1, 20))
def test_one_more_at_the_queue_never_waits_longer(replicas: int, workers: int) -> None:
    rate = round(0.9 * replicas * workers * 182.5)
    texts = [
        consumers("queue", replicas=count, rate=rate).replace("workers 1", f"workers {workers}")
        for count in (replicas, replicas + 1)
    ]
    fewer, more = (asked(text, "waiting(s)") for text in texts)
    assert more <= fewer


def test_machines_are_queues_of_their_own() -> None:
    apart = "client c\nservice s { replicas 4, workers 1, time 10ms }\nflow f at 320/s { c -> s }"
    pooled = "client c\nservice s { replicas 1, workers 4, time 10ms }\nflow f at 320/s { c -> s }"
    assert asked(apart, "waiting(s)") == pytest.approx(0.8 * 0.010 / 0.2)
    assert asked(apart, "waiting(s)") > 2.5 * asked(pooled, "waiting(s)")


@pytest.mark.parametrize(("cv", "factor"), [("0", 0.5), ("0.5", 0.625), ("2", 2.5)])
def test_waiting_grows_with_the_variation_of_service(cv: str, factor: float) -> None:
    text = ONE.format(workers=1, time=10, rate=80)
    varied = text.replace("time 10ms", f"time 10ms, cv {cv}")
    assert asked(varied, "waiting(s)") == pytest.approx(factor * asked(text, "waiting(s)"))


def test_a_full_queue_is_unknown_and_names_who_is_full() -> None:
    text = ONE.format(workers=1, time=10, rate=96)
    for word in ("p99(f)", "mean(f)", "waiting(s)", "queue(s)", "busy(s)"):
        assert "a bound on the queue at `s`, which is 96% busy" in unknown(text, word)
