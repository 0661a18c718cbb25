"""What scenarios and losses leave: who is answered, on which side, for how long, and by how many machines."""

from __future__ import annotations

import pytest

from sdlint.analyses.drill import drill, lose
from sdlint.analyses.facts import Facts
from sdlint.analyses.failures import Unit
from sdlint.analyses.load import utilization
from sdlint.analyses.standing import lost_of
from sdlint.analyses.survivors import surviving
from sdlint.analyses.verdicts import play
from sdlint.expression.values import Known
from tests.analyses.designs import design_of

SHORT = """
region eu { zone a, zone b, zone c }
client web
balancer lb in eu { replicas 2, capacity 10k/s, time 1ms }
service api in eu { replicas 3, capacity 1k/s, time 5ms }
cache hot in eu { replicas 2, hit 99.5%, ttl 1min, capacity 50k/s, time 1ms }
database d in eu { replicas 3, replication quorum, failover 10s, capacity 1k/s, time 50ms }
flow read at 300/s { web -> lb -> api -> hot else d }
"""


@pytest.mark.parametrize(
    ("failed", "expectation", "status", "told"),
    [
        # One in two hundred is never answered, and so the p99 is what was the p99.5 of those that are.
        ("d", "p99(read) <= 1s", "met", ""),
        ("d", "mean(read) <= 1s", "met", ""),
        ("api", "p50(read) <= 1h", "not met", "with api down 0% of read is answered"),
        ("api", "mean(read) <= 1h", "not met", "with api down 0% of read is answered"),
    ],
)
def test_what_is_never_answered_takes_longer_than_any_time(
    failed: str, expectation: str, status: str, told: str
) -> None:
    facts = Facts(design_of(f'{SHORT}scenario "S" {{ fail {failed}; expect {expectation} }}'))
    (verdict,) = play(facts, facts.design.scenarios[0])
    assert verdict.status == status
    assert not told or verdict.shown == told


def test_a_percentile_counts_who_is_never_answered() -> None:
    often = SHORT.replace("hit 99.5%", "hit 98.5%")
    for text, status in ((SHORT, "met"), (often, "not met")):
        facts = Facts(design_of(f'{text}scenario "S" {{ fail d; expect p99(read) <= 1s }}'))
        assert play(facts, facts.design.scenarios[0])[0].status == status


def test_a_store_is_lost_for_as_long_as_it_has_too_few_copies() -> None:
    """What it costs in an availability, of which places are told apart."""
    text = SHORT.replace("hot else d", "d")
    facts = Facts(design_of(text))
    (store,) = [loss for loss in drill(facts) if loss.units[0].name == "d"]
    up = 0.995
    few = 1 - up**3 - 3 * up**2 * (1 - up)
    assert store.minutes == pytest.approx(few * 365.2425 * 24 * 60)
    # That writes wait until another copy leads is told of the loss of the leader's copy.
    written = Facts(design_of(text.replace("-> d }", "-> d write 1kB }")))
    (store,) = [loss for loss in drill(written) if loss.units[0].name == "d"]
    assert store.minutes == pytest.approx(few * 365.2425 * 24 * 60)
    # Of a store whose writes go to two copies too few are left for these once two are down, too.
    synced = text.replace("quorum", "leader_follower(sync)")
    for step, minutes in (("d", 0.005**3), ("d write 1kB", few)):
        design = design_of(synced.replace("-> d }", f"-> {step} }}"))
        (store,) = [loss for loss in drill(Facts(design)) if loss.units[0].name == "d"]
        assert store.minutes == pytest.approx(minutes * 365.2425 * 24 * 60)


def test_each_side_of_a_cut_goes_on_for_who_is_there() -> None:
    text = """
    region eu { zone a }
    region us { zone b }
    link eu us 80ms
    client ce in eu
    client cu in us
    service api in each eu, us { replicas 3, capacity 100/s, time 10ms }
    database d in us { replicas 3, capacity 1k/s, time 1ms }
    flow here at 200/s { ce -> api }
    flow there at 20/s { cu -> api }
    flow far at 1/s { ce -> d }
    scenario "Cut" {
      cut eu us
      expect up(here); expect up(there); expect up(far); expect utilization(api) <= 67%
      expect utilization(api) <= 66%
    }
    """
    facts = Facts(design_of(text))
    told = [(one.status, one.shown) for one in play(facts, facts.design.scenarios[0])]
    # Clients stay on their side, so that neither gets the other's load.
    assert told[:2] == [("met", "yes"), ("met", "yes")]
    assert told[2][0] == "not met"
    assert [one[0] for one in told[3:]] == ["met", "not met"] and told[4][1] == "66.7%"


def test_a_zone_of_a_calm_region_is_no_loss_to_the_busy_one() -> None:
    text = """
    region eu { zone a, zone b, zone c }
    region us { zone a, zone b, zone c }
    link eu us 80ms
    client ce in eu
    client cu in us
    service api in each eu, us { replicas 3, capacity 100/s, time 10ms }
    flow here at 200/s { ce -> api }
    flow there at 20/s { cu -> api }
    """
    facts = Facts(design_of(text))
    for place, wanted in (("us.a", "66.7%"), ("eu.a", "100%"), ("us", "73.3%"), ("eu", "73.3%")):
        left = surviving(facts, lost_of((place,)))
        used = utilization(Facts(left), left.components["api"])
        assert isinstance(used, Known) and used.witness.shown == wanted, place
    assert not lose(facts, (Unit("zone", "us.a", "zone us.a"),)).overloads


def test_what_a_clock_starts_can_be_loaded() -> None:
    text = """
    scheduler clock { replicas 1, every 1h }
    worker w { replicas 2, workers 4, time 500ms }
    flow run { clock ~> w x40k }
    scenario "Twice" { load x2; expect utilization(w) <= 100%; expect p99(run) <= 1d }
    """
    facts = Facts(design_of(text))
    told = [(one.status, one.shown) for one in play(facts, facts.design.scenarios[0])]
    assert told == [("not met", "139%"), ("not met", "grows without bound")]


@pytest.mark.parametrize(
    ("goal", "links", "status"),
    [
        # Half are near the lost region: they have 120 ms of way, and 6 ms of work (5 and 1 on average).
        ("p99(read) <= 135ms", "link eu us 90ms", "not met"),
        ("p99(read) <= 150ms", "link eu us 90ms", "met"),
        # 30 ms + half of 90 ms + 6 ms + up to 1 ms between zones.
        ("mean(read) >= 81ms and mean(read) <= 82ms", "link eu us 90ms", "met"),
        ("p99(read) <= 150ms", "", "unknown"),
    ],
)
def test_clients_of_a_lost_region_go_on_to_the_one_that_is_left(goal: str, links: str, status: str) -> None:
    facts = Facts(
        design_of(f"""
region eu {{ zone a, zone b }}
region us {{ zone a, zone b }}
{links}
client web in world
balancer lb in each eu, us {{ replicas 2, capacity 10k/s, time 1ms }}
service api in each eu, us {{ replicas 3, capacity 1k/s, time 5ms }}
flow read at 1/s {{ web -> lb -> api }}
scenario "S" {{ fail eu; expect {goal} }}
""")
    )
    assert play(facts, facts.design.scenarios[0])[0].status == status


@pytest.mark.parametrize("where", ["", "in world", "in eu, us"])
def test_who_may_be_anywhere_is_on_both_sides_of_a_cut(where: str) -> None:
    """Half of them each; and nobody makes a way round to the other side."""
    facts = Facts(
        design_of(f"""
region eu {{ zone a }}
region us {{ zone b }}
link eu us 80ms
client c {where}
service api in each eu, us {{ replicas 3, capacity 100/s, time 10ms }}
flow f at 400/s {{ c -> api }}
scenario "Cut" {{ cut eu us; expect utilization(api) <= 67%, utilization(api) <= 66%, p50(f) <= 110ms }}
""")
    )
    told = [(one.status, one.shown) for one in play(facts, facts.design.scenarios[0])]
    assert [status for status, _ in told] == ["met", "not met", "met"] and told[1][1] == "66.7%"


BUSY = """client c
service api {{ replicas 2, capacity 100/s, availability 100% }}
cache hot {{ replicas 1, hit 75%, capacity 10k/s, availability 100% }}
database db {{ replicas 1, capacity 10/s, availability 100% }}
flow f at 20/s {{ c -> api -> hot else db }}
scenario "S" {{ {happens}; expect availability(f{reading}) >= 99% }}
"""


@pytest.mark.parametrize(
    ("happens", "reading", "told"),
    [
        ("load x2", "", "100%"),
        # 800/s to who can do 200: a quarter of them at most, and the database is asked for less than that.
        ("load x40", "", "25%"),
        ("load x40", ", full", "0%"),
        ("load x40", ", any", "100%"),
        # A quarter of 80 is asked of who can do 10: half of these.
        ("load x4", "", "87.5%"),
        # Without the cache the database is asked for all of 20.
        ("fail hot", "", "50%"),
    ],
)
def test_no_more_is_answered_in_a_scenario_than_machines_can_do(
    happens: str, reading: str, told: str
) -> None:
    facts = Facts(design_of(BUSY.format(happens=happens, reading=reading)))
    assert play(facts, facts.design.scenarios[0])[0].shown == told


def test_who_is_cut_off_doesn_t_come_over_the_cut() -> None:
    text = """
    region eu {}
    region us {}
    link eu us 80ms
    client c in eu, us
    service s in each eu, us { replicas 2, workers 9, time 8ms, cv 0 }
    flow f at 150/s { c -> s }
    scenario "cut" { cut eu us; expect p99(f) <= 40ms; expect mean(f) <= 40ms }
    """
    facts = Facts(design_of(text))
    # Who is there has 30 ms to it, and who isn't has no way.
    assert [one.status for one in play(facts, facts.design.scenarios[0])] == ["met", "met"]


@pytest.mark.parametrize(
    ("copies", "where", "kind", "written"),
    [
        # Of one copy on each side the leader goes on, and the other one stays what it is.
        (2, "eu, us", "async", "met"),
        (2, "us, eu", "async", "not met"),
        # Two of three lead wherever the leader was.
        (3, "eu, us", "async", "met"),
        (3, "us, eu", "sync", "not met"),
        (4, "us, eu", "sync", "not met"),
    ],
)
def test_one_side_of_a_cut_leads(copies: int, where: str, kind: str, written: str) -> None:
    text = f"""
    region eu {{}}
    region us {{}}
    link eu us 80ms
    client c in eu
    service s in eu {{ replicas 2 }}
    database d in {where} {{ replicas {copies}, replication leader_follower({kind}), failover 9s }}
    flow put at 1/s {{ c -> s -> d write }}
    flow get at 1/s {{ c -> s -> d }}
    scenario "cut" {{ cut eu us; expect up(put); expect up(get) }}
    """
    facts = Facts(design_of(text))
    # What is read may be old.
    assert [one.status for one in play(facts, facts.design.scenarios[0])] == [written, "met"]


def test_a_place_that_has_lost_copies_writes_to_those_that_are_left() -> None:
    text = """
    region eu { zone a, zone b }
    region us { zone a, zone b }
    link eu us 90ms
    client eue in eu
    client usu in us
    database db in each eu, us { replicas 3, replication leader_follower(async), failover 9s, capacity 400/s }
    flow se at 150/s { eue -> db write }
    flow su at 150/s { usu -> db write }
    scenario "S" { fail eu.a; expect utilization(db) <= 76% }
    """
    facts = Facts(design_of(text))
    # Each copy takes 300/s, however many others there are.
    assert play(facts, facts.design.scenarios[0])[0].shown == "75%"


@pytest.mark.parametrize(
    ("cuts", "written"),
    [
        # `ap` reaches both, and lets neither lead against the other; who is there is on both sides.
        ("cut eu us", {"le": "met", "lu": "not met", "la": "not met"}),
        # Nobody is cut off but ap.
        ("cut ap eu; cut ap us", {"le": "met", "lu": "met", "la": "not met"}),
        # Two of five are with the leader, and no two regions without it have a way.
        ("cut eu us; cut us ap; cut eu ap", {"le": "not met", "lu": "not met", "la": "not met"}),
    ],
)
def test_regions_are_parted_where_they_don_t_reach_each_other(cuts: str, written: dict[str, str]) -> None:
    text = f"""
    region eu {{}}
    region us {{}}
    region ap {{}}
    link eu us 90ms
    link eu ap 150ms
    link us ap 120ms
    client ce in eu
    client cu in us
    client ca in ap
    database l in eu, us, ap {{ replicas 5, replication leader_follower(async), failover 9s, capacity 1k/s }}
    flow le at 10/s {{ ce -> l write }}
    flow lu at 10/s {{ cu -> l write }}
    flow la at 10/s {{ ca -> l write }}
    scenario "S" {{ {cuts}; expect up(le); expect up(lu); expect up(la) }}
    """
    facts = Facts(design_of(text))
    told = [one.status for one in play(facts, facts.design.scenarios[0])]
    assert dict(zip(written, told, strict=True)) == written
