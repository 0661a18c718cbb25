"""Availability against published figures, and against brute force over every state of small systems."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from random import Random

import pytest

from sdlint.analyses.conditions import Condition, condition_of, standing_share
from sdlint.analyses.facts import Facts
from sdlint.analyses.failures import single_points, units
from sdlint.analyses.placement import Domain, replicas_in
from sdlint.analyses.standing import lost_of
from sdlint.analyses.systems import System, What, share, system_of
from sdlint.model.design import Call, Component, Design, Flow, Visit
from sdlint.quantity import Quantity
from tests.analyses.designs import asked, design_of, unknown

SERIES = "client c\n" + "\n".join(f"external e{n} {{ availability 99.99% }}" for n in range(3))
PAIR = "region r { availability 100%, zone a, zone b }\nclient c\n"

CASES = [
    # AWS, "Availability and Beyond" (2021): two copies of 99% side by side, three dependencies in series.
    (
        "client c\nservice s { replicas 2, availability 99% }\nflow f at 1/s { c -> s }",
        "availability(f)",
        0.9999,
    ),
    (SERIES + "\nflow f at 1/s { c -> e0 -> e1 -> e2 }", "availability(f)", 0.9999**3),
    # k of n at p = .9.
    (
        "client c\nservice s { replicas 3, needs 2, availability 90% }\nflow f at 1/s { c -> s }",
        "availability(f)",
        0.972,
    ),
    (
        "client c\nservice s { replicas 5, needs 3, availability 90% }\nflow f at 1/s { c -> s }",
        "availability(f)",
        0.99144,
    ),
    (
        "client c\nservice s { replicas 4, needs 2, availability 90% }\nflow f at 1/s { c -> s }",
        "availability(f)",
        0.9963,
    ),
    # A pair of 99.5% instances: in one zone, in two, and wrongly taken as independent.
    (
        PAIR + "service s in r.a { replicas 2, availability 99.5% }\nflow f at 1/s { c -> s }",
        "availability(f)",
        0.9994750125,
    ),
    (
        PAIR + "service s in r { replicas 2, availability 99.5% }\nflow f at 1/s { c -> s }",
        "availability(f)",
        0.99996977749375,
    ),
    (
        "client c\nservice s { replicas 2, availability 99.5% }\nflow f at 1/s { c -> s }",
        "availability(f)",
        0.999975,
    ),
    # Two copies of 99% in two 99.95% zones, failover 60s: reads and writes.
    (
        PAIR + "database d in r { replicas 2, availability 99%,"
        " replication leader_follower(async), failover 60s }\n"
        "flow f at 1/s { c -> d }",
        "availability(f)",
        0.999889854975,
    ),
    (
        PAIR + "database d in r { replicas 2, availability 99%,"
        " replication leader_follower(async), failover 60s }\n"
        "flow f at 1/s { c -> d write }",
        "availability(f)",
        0.99971677407,
    ),
]

CACHE = """client c
service s { replicas 1, availability 99.9% }
cache h { replicas 1, availability 99%, hit 95% }
database d { replicas 1, availability 98% }
flow f at 1/s { c -> s -> h else d }"""
SHARDS = "client c\ndatabase d { replicas 2, shards 4, availability 98% }\nflow f at 1/s { c -> d }"

READINGS = [
    (CACHE, "", 0.99781119),
    (CACHE, "full", 0.97902),
    (CACHE, "any", 0.9988002),
    (SHARDS, "", 0.9996),
    (SHARDS, "full", 0.9996**4),
]


WORKED = "client c\nservice s { replicas 1, availability 99.9% }\nworker w { replicas 1, availability 99% }\n"
OUTSIDE = "external e { availability 98% }\nexternal other { availability 90% }\n"

BEGUN = [
    # A message that is taken from a queue is what its flow is for: the worker is needed, and what it calls.
    ("queue q { replicas 1, availability 97% }", "q ~> w -> e", 0.97 * 0.99 * 0.98),
    # An entry of a store's log as well.
    ("database d { replicas 1, availability 97% }", "d ~> w -> e", 0.97 * 0.99 * 0.98),
    # The messages that it sends in turn are somebody else's matter, and what it can do without isn't needed.
    ("queue q { replicas 1, availability 97% }", "q ~> w -> e\n  w ~> other", 0.97 * 0.99 * 0.98),
    ("queue q { replicas 1, availability 97% }", "q ~> w -> e\n  w -> other?", 0.97 * 0.99 * 0.98),
    ("queue q { replicas 1, availability 97% }", "q ~> w?", 0.97),
    # Nobody who sends one waits for it.
    ("queue q { replicas 1, availability 97% }", "c -> s ~> q\n  q ~> w -> e", 0.999),
]


@pytest.mark.parametrize(("store", "steps", "wanted"), BEGUN)
def test_a_flow_that_begins_with_a_message_needs_who_takes_it(store: str, steps: str, wanted: float) -> None:
    text = f"{WORKED}{OUTSIDE}{store}\nflow f at 1/s {{\n  {steps}\n}}"
    assert asked(text, "availability(f)") == pytest.approx(wanted, abs=1e-9)


@pytest.mark.parametrize(("text", "expression", "wanted"), CASES)
def test_published_figures(text: str, expression: str, wanted: float) -> None:
    assert asked(text, expression) == pytest.approx(wanted, abs=5e-10)


@pytest.mark.parametrize(("text", "reading", "wanted"), READINGS)
def test_the_three_readings(text: str, reading: str, wanted: float) -> None:
    expression = f"availability(f, {reading})" if reading else "availability(f)"
    assert asked(text, expression) == pytest.approx(wanted, abs=1e-9)


def test_downtime_is_of_a_year_of_365_2425_days() -> None:
    text = "client c\nservice s { replicas 1, availability 99.9% }\nflow f at 1/s { c -> s }"
    assert asked(text, "downtime(f)") == pytest.approx(0.001 * 365.2425 * 86400)


def test_a_region_behind_one_dns_is_counted_once() -> None:
    """Two regions behind one dns: the dns is in series, either region will do."""
    text = """region us { availability 99.9% }
region eu { availability 99.9% }
client c
dns d { availability 99.99% }
service s in us, eu { replicas 2, availability 99% }
flow f at 1/s { c -> d -> s }"""
    one = 0.999 * 0.99
    assert asked(text, "availability(f)") == pytest.approx(0.9999 * (1 - (1 - one) ** 2), abs=1e-12)


def test_active_passive() -> None:
    """One active copy and a standby that counts only once switched: 1 − 60s/1h of the time."""
    text = """client c
service s { replicas 2, standby 1, failover 60s, repair 1h, availability 99% }
flow f at 1/s { c -> s }"""
    assert asked(text, "availability(f)") == pytest.approx(0.99 + 0.01 * 0.99 * (1 - 1 / 60), abs=1e-12)


def test_two_thresholds_of_a_quorum_store_are_one_variable() -> None:
    """A flow that reads 1 and writes 3 of 3 needs what the write needs, and nothing twice."""
    text = """client c
service s { replicas 1, availability 100% }
database d { replicas 3, availability 90%, replication leaderless(write 3, read 1) }
flow f at 1/s {
  c -> s -> d
  s -> d write
}"""
    assert asked(text, "availability(f)") == pytest.approx(0.9**3, abs=1e-12)


def test_what_is_optional_or_a_message_is_not_needed() -> None:
    text = """client c
service s { replicas 1, availability 99% }
cache h { replicas 1, availability 50%, hit 10% }
queue q { replicas 1, availability 50% }
flow f at 1/s {
  c -> s -> h?
  s ~> q
}"""
    assert asked(text, "availability(f)") == pytest.approx(0.99, abs=1e-12)


def test_unknown_names_what_is_wanting() -> None:
    text = """client c
service s
database d { replicas 2, replication leader_follower(async) }
flow f at 1/s { c -> s -> d write }"""
    assert unknown(text, "availability(f)") == "unknown, for want of replicas of `s` and failover of `d`"


# Brute force: every state of zones, copies, shards and branches, by a walk over the flow itself.


def random_design(random: Random) -> str:
    zones = ["r.a", "r.b", "q"]
    lines = [
        "region r { availability 99%, zone a { availability 95% }, zone b { availability 90% } }",
        "region q { availability 97% }",
        "client c",
        f"service s in {random.choice(['r', 'r.a', 'r, q', 'world'])} "
        f"{{ replicas {random.randint(1, 2)}, availability 90% }}",
        f"cache h {{ replicas 1, availability 80%, hit {random.choice([50, 90])}% }}",
    ]
    store = random.choice(
        [
            "{ replicas 1, availability 85% }",
            "{ replicas 2, availability 85%, replication leaderless(write 2, read 1) }",
            "{ replicas 3, availability 85%, replication leaderless(write 2, read 2) }",
            "{ replicas 1, shards 2, availability 85% }",
        ]
    )
    lines.append(f"database d in {random.choice(['r', 'r, q', 'q', random.choice(zones)])} {store}")
    lines.append(f"external ex {{ availability {random.choice([70, 95])}% }}")
    body = random.choice(
        [
            "c -> s -> h else d",
            "c -> s -> h else d\n  s -> d write",
            "c -> s -> { d, ex }",
            "c -> s -> d else ex",
            "c -> s -> ex 30%\n  s -> h else d scatter",
            "c -> s -> h -> d\n  s -> ex? \n  s ~> d",
            "c -> s -> ex else h else d",
            "c -> s -> h x3 else d\n  s -> ex x2 40%",
            "c -> s x2 -> ex 30%\n  s -> h x2 -> d",
        ]
    )
    if "shards" not in store:
        body = body.replace(" scatter", "")
    lines.append(f"flow f at 1/s {{\n  {body}\n}}")
    return "\n".join(lines)


class Brute:
    """One design, all states."""

    def __init__(self, design: Design) -> None:
        self.design = design
        self.flow = design.flows["f"]
        self.regions = list(design.regions)
        self.zones = list(design.zones)
        self.machines: list[tuple[str, int, int, Domain]] = []
        for name, component in design.components.items():
            if component.family == "entry":
                continue
            domains = replicas_in(design, component) or (Domain("", ""),)
            for shard in range(self.shards(component)):
                self.machines.extend((name, shard, at, domain) for at, domain in enumerate(domains))

    def shards(self, component: Component) -> int:
        said = component.attributes.get("shards")
        return int(said.value.low) if said and isinstance(said.value, Quantity) else 1

    def chance(self, holder: object, default: float = 1.0) -> float:
        said = holder.attributes.get("availability")  # type: ignore[attr-defined]
        return float(said.value.low) if said else default

    def expected(self, mode: str = "") -> float:
        places = [(name, self.chance(self.design.regions[name])) for name in self.regions]
        places += [(name, self.chance(self.design.zones[name], 0.9995)) for name in self.zones]
        total = 0.0
        for ups in product((True, False), repeat=len(places)):
            p = 1.0
            state = {}
            for (name, chance), up in zip(places, ups, strict=True):
                p *= chance if up else 1 - chance
                state[name] = up
            total += p * self.machines_sum(state, 0, {}, mode)
        return total

    def machines_sum(
        self, state: dict[str, bool], at: int, up: dict[tuple[str, int], int], mode: str
    ) -> float:
        if at == len(self.machines):
            answered = self.answered(up)
            return {"": answered, "full": float(answered > 1 - 1e-9), "any": float(answered > 1e-9)}[mode]
        name, shard, _, domain = self.machines[at]
        alive = all(state[place] for place in (domain.region, domain.zone) if place)
        if not alive:
            return self.machines_sum(state, at + 1, up, mode)
        chance = self.chance(self.design.components[name])
        with_it = {**up, (name, shard): up.get((name, shard), 0) + 1}
        return chance * self.machines_sum(state, at + 1, with_it, mode) + (1 - chance) * self.machines_sum(
            state, at + 1, up, mode
        )

    def answered(self, up: dict[tuple[str, int], int]) -> float:
        """The share of requests answered: a sum over the drawn shard and every branch."""
        shards = range(self.shards(self.design.components["d"]))
        assert self.flow.root is not None
        total = 0.0
        for shard in shards:
            total += sum(p for p, ok in self.visit(self.flow.root, up, shard) if ok) / len(shards)
        return total

    def visit(self, visit: Visit, up: dict[tuple[str, int], int], shard: int) -> list[tuple[float, bool]]:
        outcomes = [(1.0, True)]
        for stage in visit.stages:
            for call in stage:
                outcomes = both(outcomes, self.calls(call, up, shard))
        return outcomes

    def calls(self, call: Call, up: dict[tuple[str, int], int], shard: int) -> list[tuple[float, bool]]:
        """A call as often as it is made: the first at the shard of the request, others anew. Whether it is
        made at all is drawn once.
        """
        if call.step.optional or call.step.asynchronous:
            return [(1.0, True)]
        outcomes = self.wanted(call, up, shard)
        shards = range(self.shards(self.design.components["d"]))
        drawn = [self.wanted(call, up, other) for other in shards]
        another = merged((p / len(shards), ok) for one in drawn for p, ok in one)
        for _ in range(int(call.step.times.low) - 1 if call.step.times is not None else 0):
            outcomes = both(outcomes, another)
        return self.taken(call, outcomes)

    def call(self, call: Call, up: dict[tuple[str, int], int], shard: int) -> list[tuple[float, bool]]:
        if call.step.optional or call.step.asynchronous:
            return [(1.0, True)]
        return self.taken(call, self.wanted(call, up, shard))

    def taken(self, call: Call, outcomes: list[tuple[float, bool]]) -> list[tuple[float, bool]]:
        if call.step.share is None:
            return outcomes
        taken = float(call.step.share.low)
        return [(1 - taken, True), *((taken * p, ok) for p, ok in outcomes)]

    def wanted(self, call: Call, up: dict[tuple[str, int], int], shard: int) -> list[tuple[float, bool]]:
        step = call.step
        callee = self.design.components[step.callee]
        own = [(1.0, self.is_up(callee, step.write, step.scatter, up, shard))]
        below = self.visit(call.visit, up, shard)
        others = [(1.0, True)]
        for other in call.otherwise:
            others = both(others, self.call(other, up, shard))
        if callee.kind == "cache":
            hit = float(callee.attributes["hit"].value.low)  # type: ignore[union-attr]
            hits = [(hit, True), (1 - hit, False)]
            if call.visit.stages:
                own = both(own, either(hits, below))
            elif call.otherwise:
                own = both(own, hits)
        else:
            own = both(own, below)
        return either(own, others) if call.otherwise else own

    def is_up(
        self, component: Component, write: bool, scatter: bool, up: dict[tuple[str, int], int], shard: int
    ) -> bool:
        need = 1
        said = component.attributes.get("replication")
        if said is not None:
            part = said.parts["write" if write else "read"].value
            assert isinstance(part, Quantity)
            need = int(part.low)
        drawn = range(self.shards(component)) if scatter else [shard if self.shards(component) > 1 else 0]
        return all(up.get((component.name, s), 0) >= need for s in drawn)


def both(left: list[tuple[float, bool]], right: list[tuple[float, bool]]) -> list[tuple[float, bool]]:
    return merged((p * q, a and b) for p, a in left for q, b in right)


def either(left: list[tuple[float, bool]], right: list[tuple[float, bool]]) -> list[tuple[float, bool]]:
    return merged((p * q, a or b) for p, a in left for q, b in right)


def merged(outcomes: Iterator[tuple[float, bool]]) -> list[tuple[float, bool]]:
    held = {True: 0.0, False: 0.0}
    for p, ok in outcomes:
        held[ok] += p
    return [(held[True], True), (held[False], False)]


@pytest.mark.parametrize("seed", range(40))
def test_brute_force_over_all_states(seed: int) -> None:
    design = design_of(random_design(Random(seed)))
    facts = Facts(design)
    system = system_of(facts, design.flows["f"])
    assert isinstance(system, System)
    brute = Brute(design)
    modes: Sequence[str] = ("", "full", "any")
    sharded = brute.shards(design.components["d"]) > 1
    for mode in modes:
        told = share(system, What(mode=mode))
        if mode == "" and sharded and " x2" in design.source.text:
            # How many shards its keys lead to counts by its mean: at most a little too low.
            assert 0 <= brute.expected(mode) - told < 0.02
        else:
            assert told == pytest.approx(brute.expected(mode), abs=1e-12), mode


KEYS = """
client c
service s { replicas 1, availability 100% }
external e { availability 99% }
database d { replicas 1, shards 20, availability 99.9% }
cache h { replicas 1, hit 90%, availability 100% }
"""


@pytest.mark.parametrize(
    ("steps", "wanted"),
    [
        ("c -> s -> d", 0.999),
        # Twenty keys lead to 20 (1 − 0.95^20) = 12.83 of 20 shards; exactly it would be 0.9872463.
        ("c -> s -> d x20", 0.999 ** (20 * (1 - 0.95**20))),
        ("c -> s -> d x20 together", 0.999 ** (20 * (1 - 0.95**20))),
        # The first of each is the request's own key, and five others are drawn.
        ("c -> s -> d x3; s -> d x4", 0.999 ** (20 * (1 - 0.95**6))),
        ("c -> s -> { d x3, d x3 }", 0.999 ** (20 * (1 - 0.95**5))),
        ("c -> s -> d scatter", 0.999**20),
        # Twenty look into the cache, and with 1 − 0.9^20 = 87.8% one at least misses.
        ("c -> s -> h x20 else e", 0.9**20 + (1 - 0.9**20) * 0.99),
        ("c -> s -> e 5%", 0.95 + 0.05 * 0.99),
        # Three calls in a twentieth of all requests; and of twenty of these each may be one of them.
        ("c -> s -> e x3 5%", 0.95 + 0.05 * 0.99),
        ("c -> s x20 -> e x3 5%", 0.95**20 + (1 - 0.95**20) * 0.99),
        ("c -> s -> d x20 5%", 0.95 + 0.05 * 0.999 ** (20 * (1 - 0.95**20))),
        ("c -> s x20 -> e 5%", 0.95**20 + (1 - 0.95**20) * 0.99),
        # Of one that goes past the cache, at all: 20 × 10% / 87.8% = 2.28 keys.
        (
            "c -> s -> h x20 else d",
            0.9**20 + (1 - 0.9**20) * 0.999 ** (20 * (1 - 0.95 ** (2 / (1 - 0.9**20)))),
        ),
    ],
)
def test_each_of_several_calls_draws_for_itself(steps: str, wanted: float) -> None:
    assert asked(f"{KEYS}\nflow f at 1/s {{ {steps} }}", "availability(f)") == pytest.approx(wanted, abs=1e-9)


def test_a_lost_shard_is_met_by_one_of_several_keys() -> None:
    design = design_of(f"{KEYS}\nflow f at 1/s {{ c -> s -> d x20 }}")
    condition = condition_of(Facts(design), design.flows["f"])
    assert isinstance(condition, Condition)
    lost = lost_of(["d#1"], one_shard=True)
    assert standing_share(condition, lost) == pytest.approx(0.95**20)
    assert standing_share(condition, lost, "full") == 0.0
    assert standing_share(condition, lost, "any") == 1.0


@pytest.mark.parametrize("seed", range(12))
def test_one_more_copy_never_lowers_availability(seed: int) -> None:
    text = random_design(Random(seed))
    fewer = share_of(text)
    more = share_of(
        text.replace("service s in r {", "service s in r {").replace(
            "{ replicas 1, availability 90% }", "{ replicas 2, availability 90% }"
        )
    )
    assert more >= fewer - 1e-12


def share_of(text: str) -> float:
    design = design_of(text)
    system = system_of(Facts(design), design.flows["f"])
    return share(system, What())  # type: ignore[arg-type]


@pytest.mark.parametrize("seed", range(20))
def test_single_points_are_what_its_removal_shows(seed: int) -> None:
    """A unit is a single point exactly when some requests go unanswered with it down and all else up."""
    design = design_of(random_design(Random(seed)))
    facts = Facts(design)
    flow: Flow = design.flows["f"]
    found = single_points(facts, flow)
    assert isinstance(found, tuple)
    names = {unit.name for unit, _ in found}
    brute = Brute(design)
    system = system_of(facts, flow)
    for kind in ("zone", "region"):
        for unit in units(facts, system, kind):  # type: ignore[arg-type]
            state = dict.fromkeys([*brute.regions, *brute.zones], True)
            state[unit.name] = False
            up: dict[tuple[str, int], int] = {}
            for name, shard, _, domain in brute.machines:
                if all(state[place] for place in (domain.region, domain.zone) if place):
                    up[(name, shard)] = up.get((name, shard), 0) + 1
            assert (brute.answered(up) < 1 - 1e-9) == (unit.name in names)


def test_at_the_peak_there_are_as_many_copies_as_it_is_scaled_to() -> None:
    """`peak` wants as many as the load needs then, of those that there are then."""
    text = """region eu {{ zone a, zone b, zone c }}
    client u
    service api in eu {{ {copies}, capacity 100/s, time 10ms }}
    flow read at 10/s peak x1600 {{ u -> api }}
    """
    scaled, fixed = (text.format(copies=copies) for copies in ("autoscale 2..200", "replicas 200"))
    assert asked(scaled, "availability(read, peak)") == asked(fixed, "availability(read, peak)")
    assert asked(scaled, "availability(read, peak)") < 0.999 < asked(scaled, "availability(read)")
