"""What breaks when load grows, and what is to be added: by hand, and by adding it."""

from __future__ import annotations

from fractions import Fraction

import pytest

from sdlint.analyses.facts import Facts
from sdlint.analyses.growth import Growth, growth
from sdlint.analyses.limits import flows_of, scaled
from sdlint.analyses.load import utilization
from sdlint.analyses.placement import Domain
from sdlint.analyses.storage import storage
from sdlint.expression.values import Known, shown
from sdlint.model.design import Design
from sdlint.quantity import Quantity
from tests.analyses.designs import asked, design_of, unknown

SHOP = """client c
service s { replicas 4, capacity 50/s }
cache h { replicas 1, capacity 1k/s, hit 90% }
database d { REPLICAS, capacity 30/s, REPLICATION }
flow read at 80/s { c -> s -> h else d }
flow write at 10/s { c -> s -> d write }
"""


def shop(replicas: str = "replicas 2", replication: str = "replication leader_follower(async)") -> Design:
    return design_of(SHOP.replace("REPLICAS", replicas).replace("REPLICATION", replication))


def grown(design: Design, times: int, flow: str = "") -> Growth:
    return growth(Facts(design), design.flows[flow] if flow else None, Quantity.number(times))


def remedies(found: Growth) -> dict[str, tuple[str, int, int] | None]:
    return {
        limit.component: (limit.remedy.knob, limit.remedy.now, limit.remedy.then) if limit.remedy else None
        for limit in found.limits
    }


def test_what_breaks_in_order_and_when() -> None:
    found = grown(shop(), 10)
    # d: 8 reads and 2 × 10 writes a second on 2 machines of 30; s: 90 on 4 of 50.
    assert [(limit.component, limit.factor) for limit in found.limits] == [
        ("d", Fraction(60, 28)),
        ("s", Fraction(200, 90)),
    ]
    assert found.limits[1].then == pytest.approx(4.5)
    assert isinstance(found.largest, Known)
    assert found.largest.value.low == Fraction(60, 28)
    assert {name: most for name, _, most in found.throughput}["read"] == pytest.approx(80 * 60 / 28)


def test_writes_go_to_every_copy_so_shards_are_added() -> None:
    found = grown(shop(), 10)
    # Writes alone are 100 a second at each copy of a shard: 28/60 × 10 = 4.67 machines' work on one shard.
    assert remedies(found) == {"d": ("shards", 1, 5), "s": ("replicas", 4, 18)}
    assert found.limits[0].remedy is not None
    assert found.limits[0].remedy.why == "writes go to every copy, so more copies don't help"


def test_reads_are_carried_away_by_copies() -> None:
    found = grown(shop(), 10, "read")
    # 80 reads and 10 writes: writes take a third of each copy, reads 80 / (30 − 10) = 4 copies.
    assert remedies(found)["d"] == ("replicas", 2, 4)


def test_one_flow_grows_while_the_others_stay() -> None:
    found = grown(shop(), 3, "write")
    assert isinstance(found.largest, Known)
    # d at k: (8 + 20 k) / 60 = 1.
    assert found.limits[0].factor == found.largest.value.low == Fraction(52, 20)
    assert found.limits[0].then == pytest.approx(68 / 60)


@pytest.mark.parametrize("times", [2, 3, 7, 50])
@pytest.mark.parametrize(
    ("replicas", "replication"),
    [
        ("replicas 2", "replication leader_follower(async)"),
        ("replicas 3", "replication quorum"),
        ("replicas 3", "replication leaderless(write 2, read 2)"),
        ("replicas 2, shards 3, skew 2", "replication leader_follower(sync)"),
        ("replicas 3, nodes 6", "replication leaderless(write 2, read 1)"),
    ],
)
@pytest.mark.parametrize("flow", ["", "read", "write"])
def test_what_is_added_is_enough_and_no_less_is(
    times: int, replicas: str, replication: str, flow: str
) -> None:
    design = shop(replicas, replication)
    facts = Facts(design)
    wanted = Quantity.number(times)
    then = scaled(facts, flows_of(facts, design.flows[flow] if flow else None), wanted).design
    for limit in grown(design, times, flow).limits:
        assert limit.remedy is not None, limit
        for count, enough in ((limit.remedy.then, True), (limit.remedy.then - 1, False)):
            assert (busy(then, limit.component, limit.remedy.knob, count) <= 1) == enough, limit


def busy(design: Design, component: str, knob: str, count: int) -> Fraction:
    from sdlint.model.design import Stated
    from sdlint.record import changed

    held = design.components[component]
    stated = held.attributes.get(knob)
    more = Stated(Quantity.number(count), str(count), stated.span if stated else held.span)
    held = changed(held, attributes={**held.attributes, knob: more})
    facts = Facts(changed(design, components={**design.components, component: held}))
    used = utilization(facts, held)
    assert isinstance(used, Known)
    value: Fraction = used.value.high
    return value


def test_somebody_elses_limit_and_what_is_unknown() -> None:
    design = design_of(
        "client c\nexternal pay { capacity 100/s, availability 99% }\nservice s { replicas 1 }\n"
        "database d : dynamodb { capacity 50/s }\nflow f at 40/s { c -> s -> pay\n s -> d }"
    )
    found = grown(design, 10)
    assert {limit.component: limit.why for limit in found.limits} == {
        "d": "its provider's limit: ask for more capacity",
        "pay": "it is somebody else's: ask them for more, or call it less",
    }
    assert found.wanting == ("capacity of s",)
    assert found.reached == Fraction(5, 4)


def test_connections_of_clients_grow_with_all_flows() -> None:
    design = design_of(
        "client c { connections 300 }\ngateway g { replicas 3, connections 200, capacity 1k/s }\n"
        "flow f at 10/s { c -> g }"
    )
    assert remedies(grown(design, 4)) == {"g": ("replicas", 3, 6)}


def test_what_is_kept_takes_shards() -> None:
    design = design_of(
        "client c\ndatabase d { replicas 2, shards 4, storage 1GB, capacity 1k/s, rebuildable }\n"
        "entity E in d keep 1d { id uuid key, body blob 984B }\naccess E by id at 1/s\n"
        "flow f at 20/s { c -> d write E }"
    )
    found = grown(design, 10)
    # 20 × 1000 bytes × 86400 s × 2 copies on 8 machines of 1GB.
    assert [(limit.resource, limit.now) for limit in found.limits] == [("storage", pytest.approx(0.432))]
    assert remedies(found) == {"d": ("shards", 4, 18)}
    assert found.limits[0].remedy is not None
    assert found.limits[0].remedy.why == "every copy keeps all of it, so more copies don't help"


def test_a_huge_load_ends() -> None:
    design = shop()
    found = growth(Facts(design), None, Quantity.number(10**9))
    assert remedies(found)["s"] == ("replicas", 4, 1_800_000_000)


def test_caches_in_each_place_hold_together_what_one_would() -> None:
    """Each set misses what its own place asks for: 1k/s × 10% × 100 s × 1 kB, in two copies."""
    text = """
    region us { zone a }
    region eu { zone a }
    client c
    cache hot in %s { replicas 2, hit 90%%, ttl 100s }
    database posts { replicas 2 }
    entity Post in posts { id uuid key, text string 984B }
    access Post by id at 1k/s
    flow read at 1k/s { c -> hot else posts }
    """
    for places in ("us", "each us, eu"):
        facts = Facts(design_of(text % places))
        held = storage(facts, facts.design.components["hot"])
        assert isinstance(held, Known) and shown(held.value) == "20MB"


def test_places_are_compared_and_not_copies(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a hundred thousand copies each was looked up by its place, and that by what it is called."""
    compared = 0

    def hashed(domain: Domain) -> int:
        nonlocal compared
        compared += 1
        return hash((domain.region, domain.zone))

    monkeypatch.setattr(Domain, "__hash__", hashed)
    text = """
    region us { zone a, zone b }
    client app in world
    service api in us { replicas 100000, time 5ms, workers 4 }
    flow open at 1/s { app -> api }
    """
    assert asked(text, "mean(open)") == pytest.approx(0.035, rel=0.01)
    assert compared < 1000


FOREVER = """
client web
service api { replicas 2 }
database bids { replicas 2, shards 4, storage 1TB%s }
entity Bid in bids keep forever { id uuid key }
entity Note in bids keep 30d { id uuid key }
flow bid at 100/s peak x5 { web -> api -> bids write Bid 1kB%s }
"""


@pytest.mark.parametrize(
    ("of_store", "of_step", "more", "days"),
    [
        # 2 × 100/s × 1 kB are 17.28 GB a day, on eight disks of 1 TB.
        ("", "", "", 8000 / 17.28),
        # The busiest shard gets twice as much as the mean one.
        (", skew 2", "", "", 4000 / 17.28),
        # Thirty days of 100 notes a second, 518.4 GB, take their part of the room.
        ("", "", "flow note at 100/s { web -> api -> bids write Note 1kB }", (8000 - 518.4) / 17.28),
        ("", " { update }", "flow note at 1/s { web -> api -> bids write Note 1kB }", None),
    ],
)
def test_how_long_disks_last(of_store: str, of_step: str, more: str, days: float | None) -> None:
    text = FOREVER % (of_store, of_step) + more
    if days is None:
        assert unknown(text, "filled(bids)") == "unknown, for want of something that `bids` keeps forever"
    else:
        assert asked(text, "filled(bids)") == pytest.approx(days * 86400)


LAKE = """
client web
service api { replicas 2 }
stream log { replicas 1, retention 1d }
warehouse lake { replicas 1 }
worker loader { replicas 1 }
entity Place in log keep 7d { id uuid key, at time }
%s
flow put at 10/s { web -> api ~> log write Place }
flow load { log ~> loader -> lake write %s }
"""


def test_a_message_is_as_large_as_the_entity_that_its_stream_keeps() -> None:
    # A key of 16 B and a time of 8 B.
    assert asked(LAKE % ("", "Place"), "storage(log)") == pytest.approx(10 * 24 * 86400)


def test_what_a_warehouse_keeps_is_said_of_the_warehouse() -> None:
    assert "how long `lake` keeps `Place`" in unknown(LAKE % ("", "Place"), "storage(lake)")
    kept = "entity History in lake keep 5y { id uuid key, at time }"
    assert asked(LAKE % (kept, "History"), "storage(lake)") == pytest.approx(10 * 24 * 5 * 365.2425 * 86400)


@pytest.mark.parametrize(
    ("rate", "times", "wanted"),
    [
        # Twelve machines can do 48k/s, and eleven no more than six: one of them has two partitions.
        ("9060/s", 5, 12),
        ("8000/s", 5, 12),
        # Six have two partitions each, and can do 24k/s.
        ("8000/s", 3, 6),
        ("8000/s", 8, None),
    ],
)
def test_no_more_consumers_are_added_than_have_work(rate: str, times: int, wanted: int | None) -> None:
    facts = Facts(
        design_of(f"""
client c
service api {{ replicas 60, capacity 2k/s, time 2ms }}
stream s {{ replicas 3, partitions 12, capacity 1M/s, time 2ms }}
worker e {{ replicas 4, capacity 4k/s, time 2ms }}
flow w at {rate} {{ c -> api -> s write 100B }}
flow ev {{ s ~> e }}
""")
    )
    (limit,) = [one for one in growth(facts, wanted=Quantity.number(times)).limits if one.component == "e"]
    assert (limit.remedy.then if limit.remedy else None) == wanted
    assert wanted is not None or "12 partitions" in limit.why


@pytest.mark.parametrize("kind", ["quorum", "leader_follower(sync)"])
def test_more_copies_wanted_than_there_are_break_no_time(kind: str) -> None:
    text = f"""
    client c
    stream s {{ autoscale 2..40, replication {kind}, needs 4, failover 9s, time 1ms, capacity 1k/s }}
    flow f at 1/s {{ c -> s }}
    """
    assert asked(text, "p99(f)") > 0
    assert asked(text, "availability(f)") == 0
