"""What is in progress at once, how long is waited for it, and what a write adds to what is kept."""

from __future__ import annotations

import pytest

from sdlint.analyses import trips
from sdlint.analyses.ask import ask
from sdlint.analyses.facts import Facts
from sdlint.analyses.queueing import erlang_c
from sdlint.analyses.scaling import bottleneck
from sdlint.expression.values import Known
from tests.analyses.designs import asked, design_of, unknown

POOL = """client browser
service api    { replicas 2, workers 10, time 5ms }
database goods { replicas 2, capacity 5k/s, time 50ms }
worker mailer  { replicas 2, capacity 1k/s, time 1s }
flow show at 500/s { browser -> api -> goods 50%; api ~> mailer }
"""


def test_calls_in_progress_are_rate_times_all_that_they_take() -> None:
    # Little's law: 500/s × (5 ms + half of 50 ms and the way there); the mail is in progress for itself.
    assert asked(POOL, "concurrency(api)") == pytest.approx(500 * (0.005 + 0.5 * 0.051))
    assert asked(POOL, "concurrency(goods)") == pytest.approx(250 * 0.05)
    assert asked(POOL, "concurrency(mailer)") == pytest.approx(500 * 1)
    assert "time of `goods`" in unknown(POOL.replace(", time 50ms", ""), "concurrency(api)")


@pytest.mark.parametrize(
    ("workers", "more", "asked_for", "told"),
    [
        (10, "", "p99(show)", True),
        (20, "", "p99(show)", False),
        (10, "capacity 2k/s", "p99(show)", False),
        # At sixteen times as many the forty would be too few as well.
        (20, "", "max_scale(show)", True),
        (20, "", "max_scale()", True),
        (20, "capacity 2k/s", "max_scale()", False),
    ],
)
def test_that_waiting_workers_are_free_is_told_as_assumed(
    workers: int, more: str, asked_for: str, told: bool
) -> None:
    """500/s × 56 ms are 28 calls at the two of them, whoever of 20 or 40 workers would have to wait."""
    text = POOL.replace("workers 10, time 5ms", f"workers {workers}, {more or 'time 5ms'}").replace(
        " 50%", ""
    )
    lines = ask(design_of(text), asked_for).derivation
    assert any("a worker of api = free (assumed" in line for line in lines) is told


QUEUED = """client app
balancer lb {{ replicas 2, capacity 100k/s, time 0.1ms }}
service api {{ replicas 3, capacity 400/s, time 10ms, connections 20 }}
external slow {{ time 100ms }}
flow f at {rate}/s {{ app -> lb {{ rtt 0ms }} -> api {{ rtt 0ms }} -> slow 10% {{ rtt 50ms }} }}
"""


def test_a_connection_is_open_while_its_call_waits_too() -> None:
    text = QUEUED.format(rate=1100)
    # At one of three machines of four workers 3.67 erlangs wait for c / capacity / (c − a) with Erlang's C.
    waits = erlang_c(4, 11 / 3) * 4 / 400 / (4 - 11 / 3)
    assert asked(text, "connections(api)") == pytest.approx(1100 * (waits + 0.010 + 0.1 * 0.150))
    assert asked(text, "utilization(api, connections)") * 60 == pytest.approx(54.6, abs=0.05)
    # A worker is taken while it works and while it waits for others, not while calls wait for it.
    assert asked(text, "concurrency(api)") == pytest.approx(1100 * (0.010 + 0.1 * 0.150))
    assert asked(text, "connections(slow)") == pytest.approx(110 * 0.150)
    # Where they wait longer and longer they are open until they are given up, and nobody knows when that is.
    full = QUEUED.format(rate=1190)
    assert "a bound on the queue at `api`" in unknown(full, "connections(api)")
    assert asked(full.replace("connections 20", "connections 20, timeout 2s"), "connections(api)") == 1190 * 2
    behind = full.replace("time 100ms", "time 100ms, capacity 90/s").replace(
        "rtt 50ms", "rtt 50ms, timeout 1s"
    )
    assert asked(behind, "concurrency(api)") == pytest.approx(1190 * (0.010 + 0.1 * 1))


def test_whose_time_is_all_has_no_calls_that_wait() -> None:
    """As in the time of a flow: at a balancer nobody waits, however busy it is."""
    text = QUEUED.format(rate=1100).replace("capacity 100k/s, time 0.1ms", "capacity 600/s, time 2ms")
    api = 1100 * (0.002 + 0.010 + 0.1 * 0.150) + asked(text, "waiting(api)") * 1100
    assert asked(text, "utilization(lb)") == pytest.approx(11 / 12)
    assert asked(text, "connections(lb)") == pytest.approx(api)


CONSUMERS = """client phone
service api {{ replicas 3, capacity 20k/s, time 1ms }}
stream moves {{ replicas 3, partitions {partitions} }}
worker tracker {{ replicas 12, capacity 5k/s, time 1ms }}
flow move at 30k/s {{ phone -> api ~> moves ~> tracker }}
"""


@pytest.mark.parametrize(("partitions", "busy"), [(24, 0.5), (12, 0.5), (11, 6 / 11), (6, 1.0), (3, 2.0)])
def test_no_more_consumers_have_work_than_there_are_partitions(partitions: int, busy: float) -> None:
    text = CONSUMERS.format(partitions=partitions)
    assert asked(text, "utilization(tracker)") == pytest.approx(busy)
    # Who is called besides has work for all of them.
    more = text + "flow look at 0.001/s { phone -> tracker }\n"
    assert asked(more, "utilization(tracker)") == pytest.approx(0.5, abs=1e-6)


STORE = """client phone
service api     { replicas 1 }
database places { replicas 2 }
entity Place in places keep 10d { driver uuid key; at geo }
flow move at 500/s { phone -> api -> places write Place { update } }
flow join at 2/s   { phone -> api -> places write Place }
"""


def test_an_update_fills_nothing() -> None:
    # Two copies of what joins in ten days, 16 + 16 bytes each.
    assert asked(STORE, "storage(places)") == 2 * 10 * 86400 * 2 * 32
    alone = STORE.replace("flow join", "# flow join")
    assert "a flow that adds records to `places`" in unknown(alone, "storage(places)")


DEEP = """client c
gateway g { timeout 5s }
service a { timeout 1s }
cache h { timeout 10ms }
database d { timeout 2s }
queue q
worker w { timeout 9s }
external e { timeout 30s }
flow f { c -> g { timeout 3s } -> a -> h else d; a -> d write; a ~> q ~> w -> e -> d }
"""


def test_a_deadline_is_the_shortest_limit_of_the_calls_before() -> None:
    facts = Facts(design_of(DEEP))
    told = {}
    for step in facts.design.flows["f"].steps:
        ends = [trips.limit(facts, step), trips.deadline(facts, step)]
        told[step.name] = [float(end.value.high) if isinstance(end, Known) else None for end in ends]
    # The step's own timeout goes before its callee's; a miss is the caller's to go on; a message starts anew.
    assert told == {
        "f/c→g": [3, None],
        "f/g→a": [1, 3],
        "f/a→h": [0.01, 1],
        "f/a→d": [2, 1],
        "f/a~>q": [None, 1],
        "f/q~>w": [None, None],
        "f/w→e": [30, None],
        "f/e→d": [2, 30],
    }


@pytest.mark.parametrize("flow", ["app -> sockets", "fan -> sockets x40 -> app", "sockets ~> app"])
def test_clients_keep_their_connections_whoever_speaks_first(flow: str) -> None:
    text = f"""
    client app {{ connections 300k }}
    gateway sockets {{ replicas 4, connections 100k, time 1ms, capacity 10k/s }}
    service fan {{ replicas 2 }}
    flow push at 100/s {{ {flow} }}
    """
    # What the fan-out opens besides is a handful.
    assert asked(text, "connections(sockets)") == pytest.approx(300_000, rel=1e-3)
    assert asked(text, "utilization(sockets, connections)") == pytest.approx(0.75, rel=1e-3)


@pytest.mark.parametrize(
    ("steps", "share"),
    [
        # Ten a second for 100 ms each are one connection; the leader has those of all writes.
        ("c -> s -> d write { rtt 0ms }", 0.01),
        # Reads go to all three.
        ("c -> s -> d { rtt 0ms }", 0.01 / 3),
    ],
)
def test_a_leader_has_the_connections_of_all_writes(steps: str, share: float) -> None:
    text = f"""
    client c
    service s {{ replicas 2, time 1ms, capacity 1k/s }}
    database d {{
      replicas 3, replication leader_follower(async), failover 30s
      time 100ms, capacity 1M/s, connections 100
    }}
    flow f at 10/s {{ {steps} }}
    """
    assert asked(text, "utilization(d, connections)") == pytest.approx(share, rel=1e-3)


LED = """region eu {{ zone a, zone b, zone c }}
client u in eu
service api in eu {{ replicas 2, workers 4, time 5ms }}
{store} d in eu {{ replicas 3, shards 8, replication {how}, capacity 2k/s, time 10ms, failover 10s }}
flow put at 200/s {{ u -> api -> d {step} }}
"""


@pytest.mark.parametrize(
    ("store", "how", "step"),
    [
        ("database", "quorum", "write"),
        ("database", "quorum", "scatter"),
        ("database", "leaderless(read 2, write 3)", "write"),
        ("stream", "leader_follower(sync)", "write"),
    ],
)
def test_a_call_is_open_while_its_copies_agree(store: str, how: str, step: str) -> None:
    """As long as the same flow takes, without the way to the service."""
    text = LED.format(store=store, how=how, step=step)
    text = text.replace("shards 8", "partitions 8") if store == "stream" else text
    text = text.replace("u -> api", "u -> api { rtt 0ms }")
    waits = asked(text, "waiting(api)")
    assert asked(text, "concurrency(api)") == pytest.approx(
        200 * (asked(text, "mean(put)") - waits), rel=3e-3
    )


def test_a_message_waits_for_the_copies_that_it_needs() -> None:
    alone, synced, agreed = (
        asked(
            LED.format(store="stream", how=how, step="write").replace("shards 8", "partitions 8"), "mean(put)"
        )
        for how in ("leader_follower(async)", "leader_follower(sync)", "quorum")
    )
    # The faster of two followers, a millisecond away, answers after 10 ms / 2.
    assert synced == pytest.approx(alone + 0.001 + 0.005, rel=1e-3)
    assert agreed == pytest.approx(synced)


def test_half_of_the_calls_come_from_afar_whatever_the_callee_can_do() -> None:
    text = """
    region east {{ zone a, zone b }}
    region west {{ zone a, zone b }}
    link east west 65ms
    client c
    service api in each east, west {{ replicas 40, capacity 1k/s, time 4ms }}
    database d in east {{ replicas 2, replication leader_follower(sync), time 4ms {more} }}
    flow f at 1k/s {{ c -> api -> d }}
    """
    # Of those in the east half are in the zone of the copy that they call.
    way = (65 + (0.25 + 1) / 2) / 2
    assert asked(text.format(more=""), "connections(d)") == pytest.approx(way + 4)
    assert asked(text.format(more=", capacity 100k/s"), "connections(d)") == pytest.approx(way + 4)


PILED = """client app
service api {{ replicas 2, capacity 2k/s, time 2ms, timeout 2s, connections 300 }}
database d {{ replicas 1, capacity 100/s, time 5ms, timeout 500ms, connections 100 }}
flow f at {rate}/s {{ app -> api -> d }}
"""


@pytest.mark.parametrize(
    ("skew", "consumers", "busy"),
    [
        # Of 30k/s the busiest of 12 partitions has 6/12, and nobody else reads it.
        (6, 12, 15 / 5),
        (6, 24, 15 / 5),
        # Its reader has another one of the eleven that share the rest.
        (6, 6, (15 + 15 / 11) / 5),
        (6, 1, 30 / 5),
        (1, 12, 2.5 / 5),
        # More than all of it is in no partition.
        (12, 12, 30 / 5),
    ],
)
def test_the_reader_of_the_busiest_partition_has_most_to_do(skew: int, consumers: int, busy: float) -> None:
    text = CONSUMERS.format(partitions=f"12, skew {skew}").replace("replicas 12", f"replicas {consumers}")
    assert asked(text, "utilization(tracker)") == pytest.approx(busy)


def test_what_piles_up_before_what_is_full_is_not_what_limits() -> None:
    full = PILED.format(rate=200)
    assert asked(full, "utilization(d, connections)") == pytest.approx(200 * 0.5 / 100)
    assert asked(full, "utilization(api, connections)") == pytest.approx(200 * (0.002 + 0.5) / 600, abs=1e-4)
    # With half of it nothing is full, and nothing waits for its timeout.
    for rate, scale in ((200, 0.5), (100, 1.0), (50, 2.0)):
        assert asked(PILED.format(rate=rate), "max_scale(f)") == pytest.approx(scale)
        facts = Facts(design_of(PILED.format(rate=rate)))
        told = bottleneck(facts, facts.design.flows["f"])
        assert isinstance(told, Known) and told.value == "capacity of d"
