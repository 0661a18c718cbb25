"""What is full first when a flow grows, and the others stay."""

from __future__ import annotations

from fractions import Fraction

import pytest

from sdlint.analyses.ask import ask
from sdlint.analyses.facts import Facts
from sdlint.analyses.growth import growth
from sdlint.analyses.scaling import bottleneck
from sdlint.analyses.verdicts import play
from sdlint.expression.values import Known
from sdlint.quantity import Quantity
from tests.analyses.designs import asked, design_of, unknown

BUSY_WITH_OTHERS = """
system "s"
client app
service api { replicas 1, capacity 1k/s }
database index { replicas 1, capacity 1k/s }
worker mailer { replicas 1, capacity 100/s }
flow book at 50/s { app -> api -> index; api -> mailer }
flow search at 800/s { app -> index }
"""


def test_the_bottleneck_of_a_flow_is_what_it_fills_first_and_not_what_is_busiest() -> None:
    facts = Facts(design_of(BUSY_WITH_OTHERS))
    of_flow, of_all = (bottleneck(facts, item) for item in (facts.design.flows["book"], None))
    assert isinstance(of_flow, Known) and isinstance(of_all, Known)
    # 85% of the index are busy, with searches for the most part: 150/s more are four times as many bookings.
    assert (of_flow.value, of_all.value) == ("capacity of mailer", "capacity of index")
    assert asked(BUSY_WITH_OTHERS, "max_scale(book)") == Fraction(100, 50)
    told = {part.what: part.shown for part in of_flow.witness.parts}
    assert told["capacity of index"] == "4" and told["capacity of api"] == "20"


REGIONS = """
region eu {{}}
region us {{}}
link eu us 90ms
client eue in eu
client usu in us
service api in each eu, us {{ replicas 2, capacity 300/s }}
service aux in each eu, us {{ replicas 2, capacity 100/s }}
flow pe at 300/s {{ eue -> api }}
flow pu at 100/s {{ usu -> api{more} }}
flow qe at 100/s {{ eue -> aux }}
flow qu at 10/s {{ usu -> aux }}
"""


@pytest.mark.parametrize(
    ("flow", "more", "times"),
    [
        # 600/s in us, of which it brings 100; the busier region is none of its.
        ("pu", "", 6),
        ("qu", "", 20),
        ("pe", "", 2),
        # In us 50 for each time, and 10 of others, on 200.
        ("pu", " -> aux 50%", 3.8),
    ],
)
def test_the_place_that_is_full_first_may_be_a_calmer_one_now(flow: str, more: str, times: float) -> None:
    text = REGIONS.format(more=more)
    assert asked(text, f"max_scale({flow})") == pytest.approx(times, rel=1e-5)
    rate = {"pu": 100, "qu": 10, "pe": 300}[flow]
    for share, full in ((0.999, False), (1.001, True)):
        grown = text.replace(f"flow {flow} at {rate}/s", f"flow {flow} at {rate * times * share:.6f}/s")
        assert (max(asked(grown, f"utilization({one})") for one in ("api", "aux")) > 1) is full


def test_what_is_known_as_an_interval_is_full_between_two_times() -> None:
    ranged = "estimate { some = 200/s .. 300/s }\nflow pe at some"
    text = REGIONS.format(more="").replace("flow pe at 300/s", ranged)
    answer = ask(design_of(text), "max_scale(pe)")
    assert answer.text.startswith("2..")


FRONT = """client u
service edge { replicas 4, capacity 1k/s, time 1ms }
service front { replicas 4, capacity 100/s, workers 10, time 100ms, timeout 1s, connections 15 }
flow read at RATE/s { u -> edge -> front }
"""


def test_connections_are_full_before_a_straight_line_would_be() -> None:
    """They are open while is waited for a worker, too: held to the same design at that load."""
    text = FRONT.replace("RATE", "200")
    facts = Facts(design_of(text))
    for item in (facts.design.flows["read"], None):
        first = bottleneck(facts, item)
        assert isinstance(first, Known) and first.value == "connections of front"
    for said in ("max_scale()", "max_scale(read)"):
        times = asked(text, said)
        assert 1.5 < times < 1.9  # 2 by its capacity, 2.95 by a straight line through its connections.
        for more, full in ((0.999, False), (1.001, True)):
            then = FRONT.replace("RATE", f"{float(200 * times * more):.4f}")
            assert (asked(then, "utilization(front, connections)") >= 1) == full
            assert asked(then, "utilization(front, capacity)") < 0.95
    found = growth(facts, None, Quantity.number(Fraction(19, 10)))
    (limit,) = found.limits
    then = asked(FRONT.replace("RATE", "380"), "utilization(front, connections)")
    assert (limit.resource, limit.then) == ("connections", pytest.approx(then))
    assert limit.remedy is not None and (limit.remedy.knob, limit.remedy.then) == ("replicas", 5)
    mended = FRONT.replace("RATE", "380").replace("front { replicas 4", "front { replicas 5")
    assert asked(mended, "utilization(front, connections)") < 1


WAITED = """client u
service auth { replicas 1, workers 10, time 10ms }
database d { replicas 1, workers 1, time 10ms, connections MOST }
flow login at LOGIN/s { u -> auth }
flow f at RATE/s { u -> d; u -> auth 10% }
"""


def waited(most: int = 2, login: str = "100", rate: str = "10") -> str:
    return WAITED.replace("MOST", str(most)).replace("LOGIN", login).replace("RATE", rate)


@pytest.mark.parametrize(
    ("most", "rate", "login"),
    # In a queue of one server n are there at n / (1 + n) of what it can do.
    [(2, 10, 100), (3, 50, 100), (2, 80, 100), (5, 1, 100), (2, 10, 959)],
)
def test_connections_of_one_worker_are_full_where_its_queue_is_as_long(
    most: int, rate: int, login: int
) -> None:
    """By now, too, and while what it doesn't wait for is nearly full."""
    full = 100 * most / (1 + most) / rate
    text = waited(most, str(login), str(rate)).replace("u -> d;", "u -> d { rtt 0ms };")
    assert asked(text, "max_scale(f)") == pytest.approx(full, rel=0.01)
    facts = Facts(design_of(text))
    first = bottleneck(facts, facts.design.flows["f"])
    assert isinstance(first, Known) and first.value == "connections of d"
    if login < 900:
        assert asked(text, "max_scale()") == pytest.approx(min(full, 1000 / (login + rate / 10)), rel=0.01)


def test_what_is_wanted_beyond_what_is_known_of_waiting_is_told() -> None:
    """At 97% of what it can do nobody knows how long is waited; that its connections are full long before."""
    facts = Facts(design_of(waited(3, rate="50")))
    found = growth(facts, facts.design.flows["f"], Quantity.number(Fraction(39, 20)))
    assert [(limit.component, limit.resource) for limit in found.limits] == [("d", "connections")]
    assert found.limits[0].then is None
    assert found.limits[0].remedy is not None and found.limits[0].remedy.then == 2


def test_each_of_several_that_bend_is_told() -> None:
    text = """client u
    database one { replicas 1, workers 1, time 10ms, connections 2 }
    database two { replicas 1, workers 1, time 10ms, connections 3 }
    flow f at 10/s { u -> one }
    flow g at 10/s { u -> two }
    """
    found = growth(Facts(design_of(text)), None, Quantity.number(9))
    assert [limit.component for limit in found.limits] == ["one", "two"]
    assert [float(limit.factor) for limit in found.limits] == pytest.approx([6.6, 7.45], rel=0.02)


def test_connections_in_each_place_are_those_of_the_busiest() -> None:
    text = """region eu {}
    region us {}
    link eu us 80ms
    client phone in eu
    client pad in us
    service api in each eu, us { replicas 2, workers 100, time 1ms, connections 10 }
    service core { replicas 2, workers 10000, time 100ms }
    flow f at 60/s { phone -> api -> core { rtt 0ms } }
    flow g at 1/s { pad -> api -> core { rtt 0ms } }
    """
    assert asked(text, "utilization(api, connections)") == pytest.approx(60 * 0.101 / 20, rel=0.002)
    assert asked(text, "max_scale(f)") == pytest.approx(20 / (60 * 0.101), rel=0.002)


def test_an_interval_bends_at_both_ends() -> None:
    text = waited(3, rate="seen").replace("at seen/s", "at seen")
    text = f"estimate {{ seen = 10/s .. 20/s }}\n{text}"
    answer = ask(design_of(text), "max_scale(f)")
    ends = [asked(waited(3, rate=rate), "max_scale(f)") for rate in ("20", "10")]
    assert answer.value == pytest.approx(ends, rel=0.001)


def test_clients_grow_with_all_that_they_ask_for() -> None:
    text = """client phone { connections 800 }
    client pad
    service ws { replicas 2, capacity 1k/s, time 5ms, connections 500 }
    service other { replicas 2, capacity 1k/s }
    flow chat at 100/s { phone -> ws }
    flow look at 1/s { pad -> other }
    """
    assert asked(text, "max_scale(chat)") == pytest.approx(1000 / 800, rel=0.02)


def test_a_scenario_of_more_load_has_more_clients() -> None:
    text = """client phone { connections 5M }
    gateway door { replicas 100, connections 100k, capacity 100k/s }
    flow send at 1M/s { phone -> door }
    scenario "New Year" { load x3; expect utilization(door, connections) <= 100% }
    """
    facts = Facts(design_of(text))
    (verdict,) = play(facts, facts.design.scenarios[0])
    assert (verdict.status, verdict.shown) == ("not met", "150%")
    assert asked(text, "max_scale()") == 2


def test_what_is_there_without_any_flow_does_not_grow() -> None:
    text = """client u
    service api { replicas 2 }
    database d { replicas 1, storage 10TB }
    entity Row in d with 10bn keep 5y { id id key; body string 292B }
    flow save at 10/s { u -> api -> d write Row }
    """
    found = growth(Facts(design_of(text)), None, Quantity.number(20))
    (limit,) = [one for one in found.limits if one.resource == "storage"]
    added = 10 * 300 * 5 * 365.2425 * 86_400
    assert float(limit.factor) == pytest.approx((10e12 - 3e12) / added)
    assert limit.then == pytest.approx((3e12 + 20 * added) / 10e12)


def test_without_anything_that_limits_nothing_is_told() -> None:
    assert "anything that limits the design" in unknown("client u", "max_scale()")
