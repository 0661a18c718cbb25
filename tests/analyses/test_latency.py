"""Latency against closed forms and a simulation with real queues; queues alone are in `test_queues`."""

from __future__ import annotations

from collections.abc import Callable
from heapq import heapify, heapreplace
from math import exp, lgamma, log
from random import Random

import pytest

from sdlint.analyses import delays
from sdlint.analyses.ask import ask
from sdlint.analyses.blocks import (
    Block,
    Capped,
    Constant,
    Exponential,
    Mixture,
    Parallel,
    Together,
    least,
    mixture,
    series,
    service,
)
from sdlint.analyses.delays import (
    at_most,
    done_by,
    moments,
    percentile,
    repeated,
    surely_within,
)
from tests.analyses.designs import asked, design_of, unknown

# Blocks

E1 = Exponential(1.0)


@pytest.mark.parametrize("share", [0.5, 0.95, 0.99])
@pytest.mark.parametrize(
    ("block", "cumulative"),
    [
        (E1, lambda t: 1 - exp(-t)),
        (series((E1, E1)), lambda t: 1 - exp(-t) * (1 + t)),
        (series((Constant(3.0), E1)), lambda t: 1 - exp(-(t - 3)) if t > 3 else 0),
        (Parallel(3, (E1, E1, E1)), lambda t: (1 - exp(-t)) ** 3),
        (
            Parallel(2, (E1, E1, E1)),
            lambda t: 3 * (1 - exp(-t)) ** 2 * exp(-t) + (1 - exp(-t)) ** 3,
        ),
        (
            Parallel(2, (series((Constant(80.0), E1)), Exponential(10.0))),
            lambda t: (1 - exp(80 - t)) * (1 - exp(-t / 10)) if t > 80 else 0,
        ),
        (
            Parallel(2, (Constant(80.0), Constant(90.0), Exponential(100.0))),
            lambda t: 0.0 if t < 80 else 1 - exp(-t / 100) if t < 90 else 1.0,
        ),
        (Parallel(1, (E1, E1)), lambda t: 1 - exp(-2 * t)),
        (Together(100.0, E1), lambda t: (1 - exp(-t)) ** 100),
        (
            mixture(((0.99, E1), (0.01, Exponential(100.0)))),
            lambda t: 1 - 0.99 * exp(-t) - 0.01 * exp(-t / 100),
        ),
        (
            series((Parallel(1, (E1, E1)), Parallel(1, (E1, E1)))),
            lambda t: 1 - exp(-2 * t) * (1 + 2 * t),
        ),
        (
            series((mixture(((0.9, Constant(0.0)), (0.1, E1))), Constant(2.0))),
            lambda t: 0.9 + 0.1 * (1 - exp(-(t - 2))) if t >= 2 else 0,
        ),
    ],
)
def test_percentiles_of_closed_forms(
    block: Block, cumulative: Callable[[float], float], share: float
) -> None:
    found = percentile(block, share)
    # Within a quarter of a percent of the time, the cumulative probability passes the share.
    assert cumulative(found * 1.0025 + 1e-9) >= share >= cumulative(found * 0.9975 - 1e-9)


def test_percentiles_are_not_sums_of_percentiles() -> None:
    assert percentile(series((E1, E1)), 0.99) < 0.75 * 2 * percentile(E1, 0.99)


def test_what_takes_always_the_same_is_exact() -> None:
    assert percentile(series((Constant(0.03), Constant(0.05))), 0.99) == pytest.approx(0.08, rel=1e-12)
    assert percentile(Capped(0.02, Constant(0.05)), 0.5) == 0.02


@pytest.mark.parametrize("share", [0.05, 0.5, 0.95, 0.999])
@pytest.mark.parametrize("block", [E1, series((Constant(0.3), E1)), Parallel(2, (E1, E1)), repeated(3, E1)])
def test_the_share_that_is_done_by_a_percentile_is_its_own(block: Block, share: float) -> None:
    assert done_by(block, percentile(block, share)) == pytest.approx(share, abs=1e-3)


def test_what_always_takes_the_same_is_done_then_and_not_before() -> None:
    assert done_by(Constant(0.3), 0.3) == 1.0
    assert done_by(Constant(0.3), 0.299) == 0.0
    assert done_by(series((Constant(0.3), E1)), 0.3) == 0.0
    assert done_by(E1, 3.0) == pytest.approx(1 - exp(-3), abs=1e-3)


def test_the_shortest_of_mixed_times_needs_no_grid_of_its_own() -> None:
    block = mixture(((0.9, Constant(0.0)), (0.1, E1)))
    assert percentile(block, 0.5) == pytest.approx(0.0, abs=1e-4)


@pytest.mark.parametrize("cv", [0.0, 0.3, 1.0, 1.5, 4.0, 1e4, 1e9, 1e40])
def test_a_service_time_has_its_mean_and_variation(cv: float) -> None:
    mean, variance = moments(service(2.0, cv))
    assert mean == pytest.approx(2.0)
    assert variance == pytest.approx((2.0 * cv) ** 2)


@pytest.mark.parametrize("times", [2, 10, 63, 64, 1000])
def test_sums_of_exponentials_are_erlangs(times: int) -> None:
    found = percentile(repeated(float(times), E1), 0.99)

    def beyond(time: float) -> float:
        return sum(exp(k * log(time) - time - lgamma(k + 1)) for k in range(times))

    assert beyond(found * 0.99) > 0.01 > beyond(found * 1.01)


def test_a_fraction_of_a_repetition_is_its_probability() -> None:
    assert moments(repeated(2.5, E1))[0] == pytest.approx(2.5)
    assert percentile(repeated(0.5, Constant(1.0)), 0.4) == pytest.approx(0.0, abs=1e-3)
    assert percentile(repeated(0.5, Constant(1.0)), 0.6) == pytest.approx(1.0, abs=5e-3)


def test_repetitions_of_repetitions_end() -> None:
    block: Block = E1
    for _ in range(40):
        block = repeated(50.0, block)
    assert moments(block)[0] == pytest.approx(50.0**40)
    # The more are added up, the less they vary.
    assert percentile(block, 0.99) == pytest.approx(50.0**40, rel=1e-9)


def random_block(random: Random, depth: int) -> Block:
    if depth == 0 or random.random() < 0.2:
        return random.choice([Constant(random.random()), Exponential(random.random() + 0.01)])
    parts = tuple(random_block(random, depth - 1) for _ in range(random.randint(2, 3)))
    kind = random.randrange(5)
    if kind == 0:
        return series(parts)
    if kind == 1:
        return Mixture(tuple((1 / len(parts), part) for part in parts))
    if kind == 2:
        return Parallel(random.randint(1, len(parts)), parts)
    if kind == 3:
        return Capped(random.random() * 2, parts[0], random.choice([1, 1, 3]))
    return repeated(random.choice([2.0, 3.5]), parts[0])


def drawn(random: Random, block: Block) -> float:
    match block:
        case Constant(time):
            return time
        case Exponential(mean):
            return random.expovariate(1 / mean)
        case Mixture(parts):
            return drawn(random, random.choices([p for _, p in parts], [c for c, _ in parts])[0])
        case Parallel(wanted, parts):
            return sorted(drawn(random, part) for part in parts)[wanted - 1]
        case Capped(limit, inner, tries):
            time = 0.0
            for _ in range(tries):
                once = drawn(random, inner)
                time += min(limit, once)
                if once <= limit:
                    break
            return time
        case Together(times, inner):
            return max(drawn(random, inner) for _ in range(int(times)))
    if hasattr(block, "times"):
        times = block.times
        whole = int(times) + (random.random() < times - int(times))
        return sum(drawn(random, block.inner) for _ in range(whole))
    return sum(drawn(random, part) for part in block.parts)  # type: ignore[attr-defined]


@pytest.mark.parametrize("seed", range(24))
def test_random_blocks_are_as_drawn(seed: int) -> None:
    random = Random(seed)
    block = random_block(random, 3)
    found = sorted(drawn(random, block) for _ in range(40_000))
    assert found[0] >= least(block) - 1e-12
    assert sum(found) / len(found) == pytest.approx(moments(block)[0], rel=0.025)
    for share in (0.5, 0.95, 0.99):
        time = percentile(block, share)
        # The share of draws below it, whatever jumps the distribution has there.
        slack = 0.005 * (time - least(block)) + 1e-3
        below = sum(draw <= time - slack for draw in found) / len(found)
        above = sum(draw <= time + slack for draw in found) / len(found)
        assert below - 0.008 <= share <= above + 0.008
    mean, square = at_most(block)
    assert mean >= sum(found) / len(found) * 0.975
    assert square >= sum(draw * draw for draw in found) / len(found) * 0.95
    for share in (0.5, 0.95):
        sure = [
            limit for limit in (mean * 2.0**power for power in range(8)) if surely_within(block, share, limit)
        ]
        assert sure and not surely_within(block, share, percentile(block, share) * 0.98)


# Designs, hop by hop

PLACES = "region us { zone a, zone b }\nregion eu { zone a }\nlink us eu 80ms\nclient c\n"
STILL = "workers 1000, time 10ms, cv 0"


def constant(text: str) -> float:
    """The mean of a flow whose services take always 10 ms, without them."""
    return asked(PLACES + text, "mean(f)")


@pytest.mark.parametrize(
    ("text", "milliseconds"),
    [
        # From a client 30 ms, wherever it goes.
        (f"service s in us {{ replicas 2, {STILL} }}\nflow f at 1/s {{ c -> s }}", 30 + 10),
        # Two zones: half of the calls stay in theirs.
        (
            f"service s in us {{ replicas 2, {STILL} }}\nservice t in us {{ replicas 2, {STILL} }}\n"
            "flow f at 1/s { c -> s -> t }",
            30 + 10 + 0.625 + 10,
        ),
        # Callers use their own region's copies.
        (
            f"service s in us.a {{ replicas 1, {STILL} }}\nservice t in eu, us {{ replicas 2, {STILL} }}\n"
            "flow f at 1/s { c -> s -> t }",
            30 + 10 + 0.25 + 10,
        ),
        # Where there are none, the link says how far it is.
        (
            f"service s in us.a {{ replicas 1, {STILL} }}\nservice t in eu {{ replicas 2, {STILL} }}\n"
            "flow f at 1/s { c -> s -> t }",
            30 + 10 + 80 + 10,
        ),
        # A step's own round trip wins; what isn't waited for costs nothing.
        (
            f"service s {{ replicas 1, {STILL} }}\nservice t {{ replicas 1, {STILL} }}\n"
            "queue q { replicas 1 }\n"
            "flow f at 1/s {\n c -> s { rtt 5ms } -> t { rtt 7ms }\n s ~> q\n}",
            5 + 10 + 7 + 10,
        ),
        # A flow that begins with a message is its consumer's work; what it sends on isn't.
        (
            f"queue q {{ replicas 1 }}\nworker w {{ replicas 1, {STILL} }}\n"
            f"worker v {{ replicas 1, {STILL} }}\ndatabase d {{ replicas 1, {STILL} }}\n"
            "flow f at 1/s {\n q ~> w { rtt 1ms } -> d { rtt 2ms }\n w ~> v\n}",
            1 + 10 + 2 + 10,
        ),
        # The slowest of two at the same time, then another.
        (
            f"service s {{ replicas 1, {STILL} }}\nservice t {{ replicas 1, {STILL} }}\n"
            f"service u {{ replicas 1, workers 1000, time 25ms, cv 0 }}\n"
            "flow f at 1/s {\n c -> s { rtt 0ms } -> { t { rtt 1ms }, u { rtt 2ms } }\n"
            " s -> t { rtt 1ms }\n}",
            10 + 27 + 11,
        ),
        # A cache that hits in 3 of 4 cases; its caller goes on. Written are both, or the store alone.
        (
            f"service s {{ replicas 1, {STILL} }}\ncache h {{ replicas 1, hit 75%, {STILL} }}\n"
            f"database d {{ replicas 1, {STILL} }}\n"
            "flow f at 1/s { c -> s { rtt 0ms } -> h { rtt 1ms } else d { rtt 2ms } }",
            10 + 11 + 12 / 4,
        ),
        (
            f"service s {{ replicas 1, {STILL} }}\ncache h {{ replicas 1, hit 75%, {STILL} }}\n"
            f"database d {{ replicas 1, {STILL} }}\n"
            "flow f at 1/s { c -> s { rtt 0ms } -> h { rtt 1ms } else d write { rtt 2ms } }",
            10 + 12,
        ),
        # In 1% of requests, three times one after the other, twice at the same time.
        (
            f"service s {{ replicas 1, {STILL} }}\ndatabase d {{ replicas 1, {STILL} }}\n"
            "flow f at 1/s { c -> s { rtt 0ms } -> d x3 1% { rtt 2ms } }",
            10 + 3 * 12 / 100,
        ),
        (
            f"service s {{ replicas 1, {STILL} }}\ndatabase d {{ replicas 1, {STILL} }}\n"
            "flow f at 1/s { c -> s { rtt 0ms } -> d x2 together { rtt 2ms } }",
            10 + 12,
        ),
        # What is wanted and not needed is waited for until its timeout.
        (
            f"service s {{ replicas 1, {STILL} }}\ndatabase d {{ replicas 1, {STILL} }}\n"
            "flow f at 1/s { c -> s { rtt 0ms } -> d? { rtt 2ms, timeout 5ms } }",
            10 + 5,
        ),
        # A write goes to the leader; a synchronous one waits for a second copy too.
        (
            f"service s in us.b {{ replicas 1, {STILL} }}\n"
            f"database d in us {{ replicas 2, replication leader_follower(async), failover 1s, {STILL} }}\n"
            "flow f at 1/s { c -> s { rtt 0ms } -> d write }",
            10 + 1 + 10,
        ),
        (
            f"service s in us.b {{ replicas 1, {STILL} }}\n"
            f"database d in us {{ replicas 2, replication leader_follower(sync), failover 1s, {STILL} }}\n"
            "flow f at 1/s { c -> s { rtt 0ms } -> d write }",
            10 + 1 + 10 + 1 + 10,
        ),
        # Reads of two of three copies: of the two nearest the slower. Writes are done at the second answer.
        (
            f"service s in us.a {{ replicas 1, {STILL} }}\n"
            f"database d in us, eu {{ replicas 3, replication leaderless(write 2, read 2), {STILL} }}\n"
            "flow f at 1/s { c -> s { rtt 0ms } -> d }",
            10 + 1 + 10,
        ),
        (
            f"service s in us.a {{ replicas 1, {STILL} }}\n"
            f"database d in us, eu {{ replicas 3, replication leaderless(write 3, read 1), {STILL} }}\n"
            "flow f at 1/s { c -> s { rtt 0ms } -> d write }",
            10 + 80 + 10,
        ),
    ],
)
def test_hops(text: str, milliseconds: float) -> None:
    assert constant(text) * 1000 == pytest.approx(milliseconds, rel=2e-3)


def test_the_tail_at_scale() -> None:
    # Dean and Barroso (2013): 1% of calls are slow; of a hundred at the same time 63% wait for one.
    text = (
        "client c\nservice root { replicas 1, workers 1000, time 0.001ms, cv 0 }\n"
        "service leaf { replicas 1, workers 100000, time 1ms }\n"
        "flow f at 1/s { c -> root { rtt 0ms } -> leaf x100 together { rtt 0ms } }"
    )
    slow = log(100) / 1000  # What 1% of exponential calls of 1 ms exceed.
    assert asked(text, "p50(f)") > slow
    share = 1 - (1 - 0.01) ** 100
    assert share == pytest.approx(0.634, abs=5e-4)
    assert percentile(Together(100.0, Exponential(0.001)), 1 - share) == pytest.approx(slow, rel=5e-3)


def test_a_budget_is_more_than_the_whole() -> None:
    text = (
        "client c\nservice s { replicas 1, workers 100, time 10ms }\n"
        "service t { replicas 1, workers 100, time 10ms }\nflow f at 1/s { c -> s -> t }"
    )
    assert asked(text, "budget(f)") == pytest.approx(0.030 + 0.001 + 2 * 0.010 * log(100), rel=2e-3)
    assert asked(text, "p99(f)") < 0.8 * asked(text, "budget(f)")


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("service s { replicas 1 }\nflow f at 1/s { c -> s }", "time of `s`"),
        ("service s { replicas 1, time 2ms }\nflow f at 1/s { c -> s }", "capacity of `s`"),
        ("service s { capacity 10/s, time 2ms }\nflow f at 1/s { c -> s }", "replicas of `s`"),
        ("gateway g { replicas 1 }\nflow f at 1/s { c -> g }", "time of `g`"),
        ("service s { replicas 1, workers 10, time 2ms }\nflow f { c -> s }", "the rate of flow `f`"),
        (
            "region p\nregion q\nservice s in p { replicas 1, workers 10, time 2ms }\n"
            "service t in q { replicas 1, workers 10, time 2ms }\nflow f at 1/s { c -> s -> t }",
            "round trip between `p` and `q`",
        ),
        (
            "region p\nbalancer b in world { availability 99.9% }\n"
            "service t in p { replicas 1, workers 10, time 2ms }\nflow f at 1/s { c -> b -> t }",
            "`rtt` of the step from `b` to `t`",
        ),
        (
            "cache h { replicas 1, workers 10, time 1ms }\ndatabase d { replicas 1, workers 10, time 1ms }\n"
            "flow f at 1/s { c -> h else d }",
            "hit of `h`",
        ),
    ],
)
def test_what_is_wanting_is_named(text: str, want: str) -> None:
    assert want in unknown("client c\n" + text, "p99(f)")


def test_intervals_give_intervals() -> None:
    text = (
        "client c\nservice s { replicas 1, workers 100, time 10ms..20ms, cv 0 }\n"
        "flow f at 10/s { c -> s { rtt 0ms } }"
    )
    assert ask(design_of(text), "mean(f)").value == pytest.approx([0.010, 0.020])


# A simulation

TANDEM = """client c
service s { replicas 3, workers 4, time 8ms }
cache h { replicas 2, workers 2, time 1ms, hit 80% }
database d { replicas 2, workers 3, time 20ms, rebuildable }
flow f at 900/s { c -> s { rtt 10ms } -> h { rtt 1ms } else d { rtt 2ms } }
"""


APART = """
region eu { zone e1 }
region us { zone u1 }
link eu us 200ms
client c
service a in each eu, us { replicas 2, workers 10, time 1ms, capacity 1k/s }
service d in eu { replicas 2, workers 10, time 1ms, capacity 1k/s }
service e in eu { replicas 2, workers 10, time 1ms, capacity 1k/s }
flow f at 10/s { c -> a { rtt 0ms } -> d; a -> e }
"""


def test_a_request_goes_on_from_the_region_where_it_is() -> None:
    """From one region both calls are far, from the other none is; nobody has one far call."""

    def later(time: float) -> float:
        """The chance that three services of a millisecond take longer (an Erlang distribution)."""
        return exp(-time) * (1 + time + time**2 / 2)

    # One percent of all are two percent of those from afar.
    low, high = 0.0, 100.0
    while high - low > 1e-6:
        middle = (low + high) / 2
        low, high = (middle, high) if later(middle) > 0.02 else (low, middle)
    assert asked(APART, "p99(f)") == pytest.approx(0.4 + low / 1000, rel=0.002)
    assert asked(APART, "mean(f)") == pytest.approx(0.2 + 0.003 + 0.00025, rel=0.001)
    near, far = APART.replace("client c", "client c in eu"), APART.replace("client c", "client c in us")
    assert asked(near, "p99(f)") < 0.012
    assert asked(far, "p50(f)") == pytest.approx(0.4 + 0.002674, rel=0.001)


class Machines:
    """Machines with workers, and one queue at each; callers choose one by chance."""

    def __init__(self, random: Random, replicas: int, workers: int, time: float) -> None:
        self.random = random
        self.time = time
        self.free = [[0.0] * workers for _ in range(replicas)]
        for heap in self.free:
            heapify(heap)

    def serve(self, arrivals: list[tuple[float, int]]) -> dict[int, float]:
        """When each call is done, first come first served."""
        done = {}
        for at, call in sorted(arrivals):
            heap = self.random.choice(self.free)
            done[call] = max(at, heap[0]) + self.random.expovariate(1 / self.time)
            heapreplace(heap, done[call])
        return done


def test_percentiles_are_those_of_real_queues() -> None:
    random = Random(7)
    started, now = {}, 0.0
    for call in range(120_000):
        now += random.expovariate(900)
        started[call] = now
    served = Machines(random, 3, 4, 0.008).serve([(at + 0.005, call) for call, at in started.items()])
    cached = Machines(random, 2, 2, 0.001).serve([(at + 0.0005, call) for call, at in served.items()])
    missed = [call for call in cached if random.random() >= 0.8]
    stored = Machines(random, 2, 3, 0.020).serve([(cached[c] + 0.0015, c) for c in missed])
    ended = {call: at + 0.0005 for call, at in cached.items()} | {c: at + 0.001 for c, at in stored.items()}
    # The way back from the first service, and only calls after the queues have filled.
    times = sorted(ended[call] + 0.005 - started[call] for call in range(5_000, 120_000))
    assert asked(TANDEM, "mean(f)") == pytest.approx(sum(times) / len(times), rel=0.02)
    for share, word in ((0.5, "p50"), (0.95, "p95"), (0.99, "p99")):
        assert asked(TANDEM, f"{word}(f)") == pytest.approx(times[int(share * len(times))], rel=0.03)


def test_more_machines_are_never_slower() -> None:
    slower = None
    for replicas in range(2, 9):
        text = TANDEM.replace("replicas 3", f"replicas {replicas + 1}")
        time = asked(text, "p99(f)")
        assert slower is None or time <= slower
        slower = time


@pytest.mark.parametrize("cv", [0.5, 1.0, 2.0, 4.0])
@pytest.mark.parametrize("times", [(20, 20), (40, 12)])
def test_many_calls_within_many_are_told_within_two_percent(
    cv: float, times: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Past some number of blocks a sum is taken for one of the same mean and variance."""

    def told() -> float:
        waiting = mixture(((0.3, Exponential(0.02)), (0.7, Constant(0.0))))
        hop = series((waiting, service(0.005, cv), Constant(0.001)))
        return percentile(repeated(times[0], repeated(times[1], hop)), 0.99)

    approximate = told()
    monkeypatch.setattr(delays, "MAX_WORK", 10**9)
    assert approximate == pytest.approx(told(), rel=0.02)
    assert approximate != told()
