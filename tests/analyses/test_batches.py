"""Messages that come together, and how they wait for each other."""

from __future__ import annotations

import random
from heapq import heappop, heappush

import pytest

from sdlint.analyses.batches import coming
from sdlint.analyses.bulk import alone, waits
from sdlint.analyses.facts import Facts
from sdlint.analyses.queueing import erlang_c
from tests.analyses.designs import asked, design_of


@pytest.mark.parametrize(("servers", "offered"), [(1, 0.5), (3, 2.7), (40, 30.0), (1500, 1490.0)])
def test_batches_of_one_wait_as_erlang_has_it(servers: float, offered: float) -> None:
    found = waits(servers, offered, {1.0: 1.0})
    assert found.busy == pytest.approx(erlang_c(servers, offered), rel=1e-5)
    assert found.mean == pytest.approx(1.0 / (servers - offered), rel=1e-4)
    assert found.cv == pytest.approx(1.0, abs=1e-3)


@pytest.mark.parametrize("load", [0.1, 0.5, 0.9])
@pytest.mark.parametrize("size", [2, 7, 150])
def test_one_server_waits_as_published(size: int, load: float) -> None:
    """M^[X]/M/1: who waits does for a / (1 − a) and (X − 1) / 2 / (1 − a) services on average."""
    found = waits(1, load, {size: 1.0})
    assert found.busy * found.mean == pytest.approx((load + (size - 1) / 2) / (1 - load), rel=1e-5)


def test_sizes_of_several_flows_weigh_by_their_messages() -> None:
    """M^[X]/M/1 with the mean size of a message's own batch."""
    found = waits(1, 0.6, {1.0: 0.5, 9.0: 0.3, 30.0: 0.2})
    size = 1 * 0.5 + 9 * 0.3 + 30 * 0.2
    assert found.busy * found.mean == pytest.approx((0.6 + (size - 1) / 2) / 0.4, rel=1e-5)


def simulated(servers: int, offered: float, size: int) -> tuple[float, float]:
    """The share that waits and the mean wait of half a million calls, seeded."""
    chance = random.Random(12)
    now = waited = 0.0
    free = [0.0] * servers
    count = late = 0
    while count < 500_000:
        now += chance.expovariate(offered / size)
        for _ in range(size):
            start = max(now, heappop(free))
            heappush(free, start + chance.expovariate(1.0))
            waited += start - now
            late += start > now
            count += 1
    return late / count, waited / count


@pytest.mark.parametrize(
    ("servers", "offered", "size"), [(10, 6.0, 60), (6, 2.5, 500), (10, 3.0, 5), (50, 20.0, 30)]
)
def test_several_servers_wait_as_simulated(servers: int, offered: float, size: int) -> None:
    found = waits(servers, offered, {size: 1.0})
    share, mean = simulated(servers, offered, size)
    assert found.busy == pytest.approx(share, rel=0.05)
    assert found.busy * found.mean == pytest.approx(mean, rel=0.06)


def test_large_batches_flow() -> None:
    """A thousand times as many, that are worked on a thousand times as fast, take as long."""
    few, many = (waits(servers, servers * 0.7, {servers * 50.0: 1.0}) for servers in (4, 4_000))
    assert many.mean / 1.0 == pytest.approx(few.mean, rel=0.02)
    assert many.busy == pytest.approx(few.busy, rel=0.01)


def test_a_batch_alone_is_worked_off_evenly() -> None:
    found = alone(10, 1_000)
    assert found.busy == 0.99
    # The first one of those that wait does so for a tenth of a service, the last one for 99.
    assert found.mean == pytest.approx((0.1 + 99) / 2)
    assert alone(10, 10).busy == 0.0


FAN = """client phone
scheduler nightly { replicas 1, every 1d, capacity 1k/s, time 1ms }
service api { replicas 3, capacity 1k/s, time 5ms }
queue  posted { replicas 3, capacity 10k/s, time 1ms, max_length 1M }
worker handler { replicas 2, workers 5, time 100ms }
database kept { replicas 2, capacity 10k/s, time 1ms }
"""


def shares(flows: str, name: str = "handler") -> dict[float, float]:
    """By how many of its batch wait for each other: the share of what comes."""
    design = design_of(FAN + flows)
    found = coming(Facts(design), design.components[name])
    held: dict[float, float] = {}
    for one, rate in found.sorts if found is not None else ():
        pile = one.pile(found.rate) if found is not None else 1.0
        held[pile] = held.get(pile, 0.0) + rate
    whole = sum(held.values())
    return {size: rate / whole for size, rate in held.items()} or {1.0: 1.0}


@pytest.mark.parametrize(
    ("flows", "wanted"),
    [
        ("flow post at 1/s { phone -> api ~> posted x60 }\nflow out { posted ~> handler }", {60.0: 1.0}),
        ("flow post at 1/s { phone -> api ~> posted x60 }\nflow out { posted ~> handler 10% }", {6.0: 1.0}),
        ("flow post at 1/s { phone -> api ~> posted x6 50% ~> handler x2 }", {12.0: 1.0}),
        # Sent one after the other, and each answered before the next.
        ("flow post at 1/s { phone -> api -> posted x60 }\nflow out { posted ~> handler }", {1.0: 1.0}),
        # Half of the messages come alone.
        (
            "flow post at 1/s { phone -> api ~> posted x60 }\nflow one at 60/s { phone -> api ~> posted }\n"
            "flow out { posted ~> handler }",
            {60.0: 0.5, 1.0: 0.5},
        ),
        (
            "flow one at 60/s { phone -> api ~> handler }\nflow two at 3/s { api ~> handler x20 }",
            {1.0: 0.5, 20.0: 0.5},
        ),
        (
            "flow post at 1/s { phone -> api ~> handler x4 }\n"
            "flow on at 1/s { handler ~> posted x5; posted ~> kept }",
            {4.0: 0.8, 1.0: 0.2},
        ),
    ],
)
def test_what_comes_together(flows: str, wanted: dict[float, float]) -> None:
    assert shares(flows) == pytest.approx(wanted)


def test_what_works_on_messages_sends_them_on_one_by_one() -> None:
    flows = "flow post at 1/s { phone -> api ~> posted x60 }\nflow out { posted ~> handler ~> kept }"
    assert shares(flows, "kept") == {1.0: 1.0}
    assert shares(flows.replace("handler ~> kept", "handler ~> kept x3"), "kept") == {3.0: 1.0}


def test_a_loop_of_messages_ends() -> None:
    assert shares(
        "flow post at 1/s { phone -> api ~> posted x3 }\nflow out at 3/s { posted ~> handler ~> posted x2 }"
    )


def test_messages_of_a_batch_wait_for_each_other() -> None:
    """Simulated elsewhere: sixty at once on ten workers of 100 ms, 60% busy, wait 0.68 s, p99 3.1 s."""
    flows = "flow post at 1/s { phone -> api ~> posted x60 }\nflow out { posted ~> handler }"
    assert asked(FAN + flows, "waiting(handler)") == pytest.approx(0.68, rel=0.03)
    assert asked(FAN + flows, "p99(out)") == pytest.approx(3.13, rel=0.03)
    # Each of two machines that have queues of their own gets half of them.
    apart = (FAN + flows).replace("queue  posted { replicas 3,", "stream posted { replicas 3, partitions 2,")
    apart = apart.replace(", max_length 1M", ", retention 1d")
    share = waits(5, 3.0, {30.0: 1.0})
    assert asked(apart, "waiting(handler)") == pytest.approx(share.busy * share.mean * 0.1)


def test_a_nightly_run_is_worked_off_once() -> None:
    """A million at 100 a second take 10,000 s, and the p99 is 99% of that."""
    flows = "flow run at 1/d { nightly -> api ~> posted x1M }\nflow out { posted ~> handler }"
    assert asked(FAN + flows, "waiting(handler)") == pytest.approx(5_000, rel=0.001)
    assert asked(FAN + flows, "p99(out)") == pytest.approx(9_900, rel=0.005)


# Chains of workers, simulated


def worked(come: list[float], servers: int, time: float, chance: random.Random) -> list[float]:
    """When calls are done that come at these times, first come, first served."""
    free = [0.0] * servers
    done = []
    for now in sorted(come):
        end = max(now, heappop(free)) + chance.expovariate(1.0 / time)
        heappush(free, end)
        done.append(end)
    return done


def nearly(found: float, simulated_: list[float], share: float, rel: float) -> None:
    times = sorted(simulated_)
    assert found == pytest.approx(times[int(share * len(times))], rel=rel)


CHAIN = """scheduler cron {{ replicas 1, every 1h, time 1ms }}
client c
queue  q  {{ replicas 3, time 1ms }}
queue  q2 {{ replicas 3, time 1ms }}
worker w {{ replicas 1, workers 8, time 500ms }}
worker v {{ replicas 1, workers {after}, time {time} }}
flow send {{ cron ~> q x4000 }}
flow work {{ q ~> w -> q2 }}
flow next {{ q2 ~> v }}
"""


def test_a_batch_meets_again_where_less_can_be_done() -> None:
    """Sixteen a second come out of one pool, and 1.33 a second are done by the next."""
    chance = random.Random(4)
    out = worked([0.0] * 4000, 8, 0.5, chance)
    waits_ = [end - start for start, end in zip(sorted(out), worked(out, 2, 1.5, chance), strict=True)]
    text = CHAIN.format(after=2, time="1500ms")
    nearly(asked(text, "p99(next)"), waits_, 0.99, 0.02)
    nearly(asked(text, "p50(next)"), waits_, 0.50, 0.05)
    # Where more can be done than comes, hardly anybody waits.
    assert asked(CHAIN.format(after=40, time="1500ms"), "waiting(v)") < 0.1


def test_what_comes_alone_meets_a_batch_now_and_then() -> None:
    """Eight a second beside four thousand at every full hour: for most of the hour nobody waits."""
    chance = random.Random(5)
    steady: list[float] = []
    while (steady[-1] if steady else 0.0) < 20 * 3600:
        steady.append((steady[-1] if steady else 0.0) + chance.expovariate(8.0))
    come = sorted(steady + [3600.0 * hour for hour in range(20) for _ in range(4000)])
    waits_ = [end - start for start, end in zip(come, worked(come, 8, 0.5, chance), strict=True)]
    text = """scheduler cron { replicas 1, every 1h, time 1ms }
    client c
    queue  q { replicas 3, time 1ms }
    worker w { replicas 1, workers 8, time 500ms }
    flow send { cron ~> q x4000 }
    flow steady at 8/s { c ~> q }
    flow work { q ~> w }
    """
    nearly(asked(text, "p99(work)"), waits_, 0.99, 0.03)
    nearly(asked(text, "p90(work)"), waits_, 0.90, 0.05)
    assert asked(text, "p50(work)") < 0.7


def test_a_batch_waits_for_what_is_behind_its_worker() -> None:
    text = """scheduler cron { replicas 1, every 1h, time 1ms }
    queue  q { replicas 3, time 1ms }
    worker w { replicas 2, workers 4, time 100ms }
    external bank { capacity 8/s, time 100ms, availability 99.9% }
    flow send { cron ~> q x20k }
    flow work { q ~> w -> bank }
    """
    # Twenty thousand at eight a second.
    assert asked(text, "p99(work)") == pytest.approx(0.99 * 2500, rel=0.01)


def test_a_consumer_that_says_its_rate_still_gets_batches() -> None:
    flows = "flow post at 1/s { phone -> api ~> posted x60 }\nflow out { posted ~> handler }"
    said = flows.replace("flow out {", "flow out at 60/s {")
    assert asked(FAN + said, "p99(out)") == pytest.approx(asked(FAN + flows, "p99(out)"))


@pytest.mark.parametrize(
    ("partitions", "consumers", "busy"), [(4, 3, 1.0), (4, 2, 0.5 * 2), (6, 3, 2 / 3), (5, 4, 0.8)]
)
def test_partitions_go_to_whole_consumers(partitions: int, consumers: int, busy: float) -> None:
    text = f"""client c
    stream s {{ replicas 3, partitions {partitions}, retention 1d, time 1ms }}
    worker w {{ replicas {consumers}, workers 1, time 100ms }}
    flow send at 20/s {{ c ~> s }}
    flow work {{ s ~> w }}
    """
    assert asked(text, "utilization(w)") == pytest.approx(busy)


def test_a_write_of_a_batch_is_work_at_each_copy() -> None:
    text = """scheduler cron {{ replicas 1, every 1h, time 1ms }}
    database d {{ replicas {replicas}, replication leader_follower(async), capacity 1k/s, time 1ms, lag 1s }}
    flow send {{ cron ~> d write x20k }}
    """
    one, three = (asked(text.format(replicas=replicas), "waiting(d)") for replicas in (1, 3))
    assert one == pytest.approx(three, rel=0.01) and one == pytest.approx(10.0, rel=0.01)
