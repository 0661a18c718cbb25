"""The failure drill and pairs of losses, against brute force on small designs drawn at random."""

from __future__ import annotations

import re
from itertools import combinations
from random import Random

import pytest

from sdlint.analyses.ask import ask
from sdlint.analyses.drill import all_units, busy_before, drill, lose
from sdlint.analyses.facts import Facts
from sdlint.analyses.failures import Unit
from sdlint.analyses.load import utilization
from sdlint.analyses.pairs import cuts, pairs
from sdlint.analyses.risks import overloaded_by
from sdlint.analyses.standing import lost_of
from sdlint.analyses.survivors import surviving
from sdlint.analyses.verdicts import play
from sdlint.expression.values import Known
from tests.analyses.designs import asked, design_of, unknown
from tests.analyses.losses import Brute, random_design

SEEDS = range(120)


def others(unit: Unit) -> list[Unit]:
    """Another copy that is alike, where there is one."""
    return [Unit("replica", unit.other, unit.words)] if unit.other else []


@pytest.mark.parametrize("seed", SEEDS)
def test_what_each_loss_leaves_answered(seed: int) -> None:
    design = design_of(random_design(Random(seed)))
    facts, brute = Facts(design), Brute(design)
    units = all_units(facts)
    for lost in [*((unit,) for unit in units), *combinations(units, 2)]:
        (effect,) = lose(facts, lost).effects
        up = brute.without(lost)
        share, all_well = brute.answered(up), brute.answered(up, wanted=True)
        assert effect.answered == pytest.approx(share, abs=1e-9), [unit.name for unit in lost]
        state = "fine" if all_well > 1 - 1e-9 else "dead" if share < 1e-9 else "degraded"
        assert effect.state == state, [unit.name for unit in lost]


@pytest.mark.parametrize("seed", SEEDS)
def test_all_cuts_of_order_two_and_no_others(seed: int) -> None:
    design = design_of(random_design(Random(seed)))
    facts, brute = Facts(design), Brute(design)
    units = all_units(facts)

    def broken(*lost: Unit) -> bool:
        return brute.answered(brute.without(lost)) < 1 - 1e-9

    wanted = set()
    if not broken():
        for one, two in [*combinations(units, 2), *((unit, twin) for unit in units for twin in others(unit))]:
            if broken(one, two) and not broken(one) and not broken(two):
                wanted.add(frozenset((one.name, two.name)))
    found = cuts(facts)
    assert found.complete
    assert {frozenset(unit.name for unit in cut.units) for cut in found.found} == wanted


@pytest.mark.parametrize("seed", SEEDS)
def test_overloads_are_what_the_whole_design_after_the_loss_shows(seed: int) -> None:
    """What the drill leaves out of its computation can't be overloaded."""
    random = Random(seed)
    drawn = random_design(random)
    text = re.sub("{ replicas", lambda _: f"{{ capacity {random.choice([30, 60, 100])}/s, replicas", drawn)
    design = design_of(text)
    facts = Facts(design)
    units = all_units(facts)
    for lost in [*((unit,) for unit in units), *list(combinations(units, 2))[::3]]:
        left = surviving(facts, lost_of((unit.name for unit in lost), one_shard=True))
        after = Facts(left)
        wanted, unsure = {}, set()
        for name, component in left.components.items():
            before, then = utilization(facts, design.components[name]), utilization(after, component)
            if component.family not in ("entry", "outside") and isinstance(before, Known):
                if not isinstance(then, Known):
                    # It had nothing to do, and nobody says what it can do.
                    assert before.value.high == 0
                    unsure.add(name)
                elif then.value.low > max(1, before.value.low):
                    wanted[name] = float(then.value.low)
        told = lose(facts, lost).told
        gone = {over.component: over.after for over in told.overloads}
        assert unsure <= told.unsure.keys()
        assert gone == pytest.approx(wanted), [unit.name for unit in lost]


@pytest.mark.parametrize("seed", SEEDS)
def test_what_comes_last_gets_the_load_of_what_is_answered(seed: int) -> None:
    """A call at a flow's end is made by those requests that didn't fail before."""
    text = random_design(Random(seed)).replace("\n}", "\n  c -> z\n}", 1)
    text = f"service z {{ replicas 1, capacity 1k/s }}\n{text}"
    design = design_of(text)
    facts, brute = Facts(design), Brute(design)
    if brute.answered(brute.without(())) < 1:
        return  # More is needed than there is.
    for unit in all_units(facts):
        if unit.name == "z":
            continue
        left = surviving(facts, lost_of((unit.name,), one_shard=True))
        used = utilization(Facts(left), left.components["z"])
        assert isinstance(used, Known)
        share = brute.answered(brute.without((unit,)))
        steps = [step.callee for step in design.flows["f"].steps]
        if len(set(steps)) == len(steps):  # Else one call's failure says something of another's.
            assert float(used.value.low) == pytest.approx(share / 10, abs=1e-9), unit.name


HEAD = "region r { zone a, zone b, zone c }\nregion q { zone a, zone b, zone c }\nclient c\n"

AFTER = [
    # Two of three zones are left: n / (n − 1).
    ("service s in r { replicas 6, capacity 20/s }", "c -> s", "r.a", "s", 100 / 80),
    # A cold cache of 90% lets ten times as much through.
    (
        "service s { replicas 1, capacity 1k/s }\ncache h { replicas 1, hit 90% }\n"
        "database d { replicas 1, capacity 50/s }",
        "c -> s -> h else d",
        "h",
        "d",
        100 / 50,
    ),
    # Of a cache in two parts one is lost: half of what it hit goes on too.
    (
        "service s { replicas 1, capacity 1k/s }\ncache h { replicas 1, shards 2, hit 90% }\n"
        "database d { replicas 1, capacity 50/s }",
        "c -> s -> h else d",
        "h#1",
        "d",
        55 / 50,
    ),
    # A step's share and number hold for what is called instead.
    (
        "service s { replicas 1, capacity 1k/s }\ncache h { replicas 1, hit 90% }\n"
        "database d { replicas 1, capacity 50/s }",
        "c -> s -> h x4 30% else d",
        "h",
        "d",
        120 / 50,
    ),
    # The fallback gets what the other can't answer.
    (
        "service s { replicas 1, capacity 1k/s }\nservice a { replicas 1, capacity 1k/s }\n"
        "service b { replicas 1, capacity 40/s }",
        "c -> s -> a else b",
        "a",
        "b",
        100 / 40,
    ),
    # Machines that are stated as such go down as copies do; each write still goes to every copy left.
    (
        "stream k in r { replicas 3, nodes 9, capacity 40/s, replication quorum, failover 1s }",
        "c -> k",
        "r.a",
        "k",
        None,
    ),
    ("database d in r { replicas 3, nodes 9, capacity 12/s, rebuildable }", "c -> d", "r.a", "d", 100 / 72),
    # What is scaled by its load has at its peak copies in every zone; new ones are started too late.
    ("service s in r { autoscale 1..6, capacity 20/s }", "c -> s", "r.b", "s", 100 / 80),
    # Callers use their own region's set: what is left of that is the busiest.
    ("service s in each r, q { replicas 3, capacity 20/s }", "c -> s", "r.a", "s", 100 / 80),
    # One copy of a place that has at least one: at the peak the others of that place are there.
    ("service s in each r, q { autoscale 1..6, capacity 9/s }", "c -> s", "s#1", "s", 50 / 45),
    # A whole region's callers go to the other one.
    ("service s in each r, q { replicas 3, capacity 20/s }", "c -> s", "r", "s", 100 / 60),
    # A majority of five copies stays three when one is lost.
    (
        "database d in r { replicas 5, capacity 65/s, replication quorum, failover 1s }",
        "c -> d",
        "d#1",
        "d",
        100 * 3 / (4 * 65),
    ),
]


@pytest.mark.parametrize(("parts", "steps", "lost", "component", "after"), AFTER)
def test_what_survivors_get(parts: str, steps: str, lost: str, component: str, after: float | None) -> None:
    design = design_of(f"{HEAD}{parts}\nflow f at 100/s {{ {steps} }}")
    kind = "replica" if "#" in lost else "component" if lost in design.components else "zone"
    kind = "region" if lost in design.regions else kind
    loss = lose(Facts(design), (Unit(kind, lost, lost),))
    got = {over.component: over.after for over in loss.overloads}
    assert got == (pytest.approx({component: after}) if after is not None and after > 1 else {})


STATES = [
    # A store behind a cache is needed for the misses; the cache isn't needed at all.
    ("cache h { replicas 1, hit 90% }\ndatabase d { replicas 1 }", "c -> h else d", "d", "degraded", 0.9),
    ("cache h { replicas 1, hit 90% }\ndatabase d { replicas 1 }", "c -> h else d", "h", "fine", 1.0),
    # What is wanted and not needed leaves a flow degraded, with everything answered.
    ("service a { replicas 1 }\nservice b { replicas 1 }", "c -> a\nc -> b?", "b", "degraded", 1.0),
    # One copy of one shard of four.
    ("database d { replicas 1, shards 4 }", "c -> d", "d#1", "degraded", 0.75),
    ("database d { replicas 1, shards 4 }", "c -> d scatter", "d#1", "dead", 0.0),
    ("service a { replicas 1 }\nservice b { replicas 1 }", "c -> a\nc -> b 30%", "b", "degraded", 0.7),
    # Two regions behind one dns.
    ("dns n { availability 99% }\nservice s in r, q { replicas 2 }", "c -> n -> s", "r", "fine", 1.0),
    ("dns n { availability 99% }\nservice s in r, q { replicas 2 }", "c -> n -> s", "n", "dead", 0.0),
    # Active and passive: the other one takes over.
    ("service s in r { replicas 2, standby 1, failover 1min }", "c -> s", "r.a", "fine", 1.0),
    # Two copies, written one after the other: a write takes both.
    (
        "database d { replicas 2, replication leader_follower(sync), failover 1s }",
        "c -> d write",
        "d#2",
        "dead",
        0.0,
    ),
    # One box that is said to stand in a zone.
    ("service s in r.a", "c -> s", "r.a", "dead", 0.0),
    # More copies than are ever listed one by one.
    ("service s in r { replicas 1000000, needs 700000 }", "c -> s", "r.a", "dead", 0.0),
    ("service s in r { replicas 1000000, needs 600000 }", "c -> s", "r.a", "fine", 1.0),
]


@pytest.mark.parametrize(("parts", "steps", "lost", "state", "answered"), STATES)
def test_what_becomes_of_a_flow(parts: str, steps: str, lost: str, state: str, answered: float) -> None:
    design = design_of(f"{HEAD}{parts}\nflow f at 100/s {{\n{steps}\n}}")
    kind = "replica" if "#" in lost else "component" if lost in design.components else "zone"
    kind = "region" if lost in design.regions else kind
    (effect,) = lose(Facts(design), (Unit(kind, lost, lost),)).effects
    assert (effect.state, effect.answered) == (state, pytest.approx(answered))


def test_a_lost_leader_makes_writes_wait_or_leaves_them_in_doubt() -> None:
    text = HEAD + (
        "database d in r { replicas 3, replication leader_follower(async)MORE }\n"
        "flow f at 1/s { c -> d write }"
    )
    told = lose(Facts(design_of(text.replace("MORE", ", failover 30s"))), (Unit("zone", "r.a", "r.a"),))
    assert [(pause.component, pause.seconds, pause.flows) for pause in told.pauses] == [("d", 30.0, ("f",))]
    assert told.harmless
    doubtful = lose(Facts(design_of(text.replace("MORE", ""))), (Unit("zone", "r.a", "r.a"),))
    assert doubtful.effects == () and "failover of `d`" in doubtful.unknown[0]
    # The followers' loss leaves nothing in doubt.
    follower = lose(Facts(design_of(text.replace("MORE", ""))), (Unit("zone", "r.b", "r.b"),))
    assert [effect.state for effect in follower.effects] == ["fine"]


def test_a_scenario_sees_the_availability_that_is_left() -> None:
    text = HEAD + (
        "service s in r { replicas 2, availability 99% }\nflow f at 1/s { c -> s }\n"
        'scenario "x" { fail r.a; expect availability(f) >= WANTED }'
    )
    for wanted, met in (("98%", "met"), ("99%", "not met")):
        design = design_of(text.replace("WANTED", wanted))
        (verdict,) = play(Facts(design), design.scenarios[0])
        assert verdict.status == met, verdict


def test_large_numbers_end() -> None:
    many = "\n".join(f"service s{n} in r {{ replicas 1000000, capacity 1/s }}" for n in range(20))
    steps = " -> ".join(f"s{n}" for n in range(20))
    facts = Facts(design_of(f"{HEAD}{many}\nflow f at 1M/s {{ c -> {steps} }}"))
    assert any(loss.overloads for loss in drill(facts))
    assert pairs(facts).complete


def test_the_order_is_the_same_whatever_the_hash_seed_and_the_worst_comes_first() -> None:
    design = design_of(random_design(Random(3)))
    losses = drill(Facts(design))
    weights = [loss.weight for loss in losses if not loss.harmless]
    assert weights == sorted(weights, reverse=True)
    assert [loss.harmless for loss in losses] == sorted(loss.harmless for loss in losses)


def test_who_is_overloaded_by_a_loss_is_unknown_where_its_load_is() -> None:
    """Nobody says how often `open` is asked for: neither is it too much nor bearable."""
    text = """
region eu { zone e1, zone e2, zone e3 }
region us { zone u1, zone u2, zone u3 }
client c
service s in each eu, us { replicas 6, capacity 100/s }
cache hot in eu { replicas 1, hit 90%, capacity 10k/s }
database d in eu { replicas 3, capacity 100/s }
flow open { c -> s -> hot else d }
"""
    for loss, about in (("zone", "s"), ("region", "s"), ("cache", "d")):
        assert "rate of flow `open`" in unknown(text, f"overloaded_by({about}, {loss})"), loss
    told = text.replace("open {", "open at 700/s {")
    assert ask(design_of(told), "overloaded_by(s, region)").text == "eu, us"


BUSY = """
region eu { zone a, zone b }
client web
balancer lb in eu { replicas 2, capacity 10k/s }
service api in eu { replicas 4, capacity 100/s, time 10ms }
external other { availability 99%, capacity 1M/s }
"""


@pytest.mark.parametrize(
    ("rate", "steps", "wanted"),
    [
        # Four can do 400/s, and two of a zone 200/s.
        (180, "web -> lb -> api", {"survives(bid, zone)": True, "survives(bid, replica)": True}),
        (240, "web -> lb -> api", {"survives(bid, zone)": False, "survives(bid, replica)": True}),
        (320, "web -> lb -> api", {"survives(bid, zone)": False, "survives(bid, replica)": False}),
        # Too much before, and more of it then.
        (700, "web -> lb -> api", {"survives(bid, zone)": False, "up(bid)": False}),
        # What isn't needed may be too busy.
        (700, "web -> lb -> api?", {"survives(bid, zone)": True, "up(bid)": True}),
        # Another way is gone where the first one is too busy.
        (700, "web -> lb -> api else other", {"survives(bid, zone)": True, "up(bid)": True}),
    ],
)
def test_what_is_left_must_be_able_to_do_it(rate: int, steps: str, wanted: dict[str, bool]) -> None:
    text = f"{BUSY}flow bid at {rate}/s {{ {steps} }}\n"
    for expression, is_so in wanted.items():
        if expression.startswith("up"):
            scenario = f'scenario "S" {{ load x1; expect {expression} }}\n'
            facts = Facts(design_of(text + scenario))
            (verdict,) = play(facts, facts.design.scenarios[0])
            assert verdict.status == ("met" if is_so else "not met"), expression
        else:
            assert asked(text, expression) == is_so, expression


@pytest.mark.parametrize(
    ("rate", "place", "is_so"),
    [
        (180, "eu.a", True),
        (240, "eu.a", False),
        (180, "eu", False),
        (180, "api", False),
        (180, "other", True),
        (180, "web", True),
    ],
)
def test_one_element_may_be_named_that_is_lost(rate: int, place: str, is_so: bool) -> None:
    text = f"{BUSY}flow bid at {rate}/s {{ web -> lb -> api }}\n"
    assert asked(text, f"survives(bid, {place})") == is_so


def test_a_scenario_counts_the_load_that_it_supposes() -> None:
    scenarios = """
    scenario "Ten times" { load x10; expect up(bid) }
    scenario "A zone" { fail eu.a; expect up(bid) }
    scenario "Both" { load x2, fail eu.a; expect up(bid) }
    """.replace(", fail", "; fail")
    facts = Facts(design_of(f"{BUSY}flow bid at 180/s {{ web -> lb -> api }}\n{scenarios}"))
    told = [play(facts, scenario)[0].status for scenario in facts.design.scenarios]
    assert told == ["not met", "met", "not met"]


def test_a_loss_tells_who_was_overloaded_before_already() -> None:
    facts = Facts(design_of(f"{BUSY}flow bid at 700/s {{ web -> lb -> api }}\n"))
    loss = lose(facts, (Unit("zone", "eu.a", "zone eu.a"),))
    assert [(over.component, over.before, over.after) for over in loss.overloads] == [("api", 1.75, 3.5)]
    assert loss.overloads[0].already and not loss.harmless
    assert busy_before(facts) == {"api": 1.75}
    # Rules speak of who is overloaded by a loss, not of who is so anyway.
    said = overloaded_by(facts, facts.design.components["api"], "zone")
    assert isinstance(said, Known) and said.value == ()


def test_one_resource_that_is_known_to_be_too_little_is_enough() -> None:
    text = """
    client web
    gateway api { replicas 2, connections 100 }
    flow bid at 10/s { web -> api }
    scenario "S" { load x1; expect up(bid) }
    """
    facts = Facts(design_of(text.replace("client web", "client web { connections 1k }")))
    (verdict,) = play(facts, facts.design.scenarios[0])
    assert verdict.status == "not met"
    # Of its capacity nothing is said: who can't be told to be too busy counts as up.
    (verdict,) = play(Facts(design_of(text)), design_of(text).scenarios[0])
    assert verdict.status == "met"
