"""What rules ask of goals, alerts, entities, endpoints and round trips, at the edges of each."""

from __future__ import annotations

from math import exp

import pytest

from sdlint.analyses import coverage, endpoints, envelope, hands, reasons, subjects, trips
from sdlint.analyses.facts import Facts
from sdlint.expression.values import Known, Unknown
from sdlint.quantity import parse
from tests.analyses.designs import design_of

BASE = """
functional { read; look }
client browser
service api { replicas 2, capacity 100/s, time 10ms }
service other
flow open for read at 1/s { browser -> api }
flow read_on for read at 1/s { browser -> other }
flow look for look at 1/s { browser -> api }
"""


def goal_of(goal: str, telemetry: str) -> tuple[Facts, subjects.Goal]:
    design = design_of(f"{BASE}quality {{ {goal} }}\ntelemetry {{ {telemetry} }}\n")
    return Facts(design), design.goals[0]


@pytest.mark.parametrize(
    ("goal", "telemetry", "told"),
    [
        ("availability(open) >= 99%", 'alert "A" when availability(open) < 99%', True),
        ("availability(open) >= 99%", 'alert "A" when p99(open) > 1s', False),
        ("availability(open) >= 99%", 'alert "A" when availability(look) < 99%', False),
        ("p99(open) <= 1s", 'alert "A" when p95(open) > 1s', True),
        # A requirement stands for all its flows.
        ("availability(read) >= 99%", 'alert "A" when availability(open) < 99%', True),
        # Both halves of a goal want their alert.
        ("p99(open) <= 1s and p99(look) <= 1s", 'alert "A" when p99(open) > 1s', False),
        ("throughput(open) >= 2/s", 'alert "A" when utilization(api) > 70%', True),
        ("throughput(open) >= 2/s", 'alert "A" when utilization(other) > 70%', False),
        ("cost() <= $1/month", 'alert "A" when cost() > $1/month', True),
        ("survives(open, replica)", "", True),
    ],
)
def test_an_alert_is_on_the_same_matter_of_the_same_element(goal: str, telemetry: str, told: bool) -> None:
    facts, item = goal_of(goal, telemetry)
    assert subjects.alerted(facts, item) is told


@pytest.mark.parametrize(
    ("goal", "telemetry", "seen"),
    [
        ("availability(open) >= 99%", "metrics prometheus from api", True),
        ("availability(open) >= 99%", "metrics prometheus from other", False),
        ("availability(open) >= 99%", "probe open", True),
        ("availability(read) >= 99%", "probe open", False),  # Its other flow nobody sees.
        ("availability(read) >= 99%", "probe read", True),
        ("utilization(api) <= 70%", "metrics prometheus from other", False),
        ("cost() <= $1/month", "metrics prometheus from other", True),
    ],
)
def test_what_could_show_that_a_goal_is_missed(goal: str, telemetry: str, seen: bool) -> None:
    facts, item = goal_of(goal, telemetry)
    assert subjects.seen(facts, item) is seen


def test_a_probe_of_a_flow_isn_t_one_of_all_that_serve_a_requirement_of_its_name() -> None:
    facts, _ = goal_of("availability(look) >= 99%", "probe look")
    flows = facts.design.flows
    assert [subjects.probed(facts, flows[name]) for name in ("look", "open")] == [True, False]


DATA = """
client browser
service api
database db
database own
cache hot
search found
stream log
entity A in db  { id uuid key, name string, mail string index }
entity B in db  { id uuid key }
entity C in own { a uuid key, b uuid key }
entity D in hot { id uuid key }
entity E in found { id uuid key, text string }
entity F in log { id uuid key }
access A by id
"""


@pytest.mark.parametrize(
    ("flow", "name", "used", "grows"),
    [
        ("browser -> api", "B", False, False),
        ("browser -> api", "A", True, False),
        # One of the two, and nobody can tell which.
        ("browser -> api -> db write", "B", None, None),
        ("browser -> api -> db write A", "B", False, False),
        ("browser -> api -> db write B", "B", True, True),
        # What is read is what is said to be asked for.
        ("browser -> api -> db", "B", False, False),
        ("browser -> api -> own write", "C", True, True),
        ("browser -> api -> hot write", "D", True, False),
        ("browser -> api ~> log", "F", True, False),
    ],
)
def test_who_uses_an_entity(flow: str, name: str, used: bool | None, grows: bool | None) -> None:
    facts = Facts(design_of(f"{DATA}flow f {{ {flow} }}\n"))
    entity = facts.design.entities[name]
    assert (hands.used(facts, entity), hands.grows(facts, entity)) == (used, grows)


@pytest.mark.parametrize(
    ("name", "fields", "found"),
    [
        ("A", ("id",), True),
        ("A", ("mail",), True),
        ("A", ("name",), False),
        ("A", ("name", "mail"), True),
        ("C", ("a",), True),
        ("C", ("b",), False),
        ("E", ("text",), True),
    ],
)
def test_what_finds_a_record(name: str, fields: tuple[str, ...], found: bool) -> None:
    facts = Facts(design_of(DATA))
    assert hands.found_by(facts, facts.design.entities[name], fields) is found


def test_a_record_without_fields_may_be_found_by_anything() -> None:
    facts = Facts(design_of("database db\nentity A in db\n"))
    assert hands.found_by(facts, facts.design.entities["A"], ("id",)) is None


@pytest.mark.parametrize(
    ("call", "entity", "lists"),
    [
        ("GET /links", "Link", True),
        ("GET /users/{id}/links", "Link", True),
        ("GET /links/{id}", "Link", False),
        ("GET /keys", "Link", False),
        ("POST /links", "Link", False),
        ("GET /order-items", "OrderItem", True),
        ("GET /categories", "Category", True),
        ("RPC ListLinks", "Link", True),
        ("RPC Link", "Link", False),
        ("GET /links", "", None),
        ("GET /status", "", False),
        ("GET /address", "", False),
        ("GET /", "", False),
    ],
)
def test_which_calls_answer_lists(call: str, entity: str, lists: bool | None) -> None:
    said = f"database db\nentity {entity} in db {{ id uuid key }}\n" if entity else ""
    facts = Facts(design_of(f"service api\n{said}api on api {{ {call} }}\n"))
    assert endpoints.lists(facts, facts.design.endpoints[0]) is lists


FAR = """
region us { zone a }
region eu { zone a }
link us eu 80ms
client browser
service api in eu { replicas 2, time 1ms }
database one in us { replicas 2, time 1ms }
database two in us { replicas 2, time 1ms }
database near in eu, us { replicas 2, time 1ms }
"""


@pytest.mark.parametrize(
    ("flow", "count"),
    [
        ("browser -> api -> near", 0),
        ("browser -> api -> one", 1),
        ("browser -> api -> one; api -> two", 2),
        ("browser -> api -> { one, two }", 1),
        ("browser -> api -> one x3", 3),
        ("browser -> api -> one x3 together", 1),
        ("browser -> api -> one 1%", 0),
        ("browser -> api ~> one", 0),
        # Who stands in both is asked on this side, and what it asks in turn stands on the other.
        ("browser -> api -> near -> one", 1),
    ],
)
def test_round_trips_between_regions(flow: str, count: int) -> None:
    facts = Facts(design_of(f"{FAR}flow f {{ {flow} }}\n"))
    found = trips.far_trips(facts, facts.design.flows["f"])
    assert isinstance(found, Known)
    assert found.value.low == found.value.high == count


def test_what_is_waited_for_ends_at_a_message() -> None:
    facts = Facts(design_of(f"{FAR}flow f {{ browser -> api ~> one -> two; api -> two }}\n"))
    waited = [trips.waited(facts, step) for step in facts.design.flows["f"].steps]
    assert waited == [True, False, False, True]


def test_calls_one_after_the_other() -> None:
    facts = Facts(design_of(f"{FAR}flow f {{ browser -> api -> one x20 }}\n"))
    time = trips.in_turn(facts, facts.design.flows["f"].steps[1])
    assert isinstance(time, Known)
    assert float(time.value.low) == pytest.approx(20 * 0.081)


@pytest.mark.parametrize(
    ("where", "there", "seconds"),
    [("eu", "eu", 0), ("eu", "us", 0.08), ("eu, us", "us", 0.08), ("eu", "us, eu", 0), ("eu", "world", 0)],
)
def test_how_far_a_client_is(where: str, there: str, seconds: float) -> None:
    text = "region us { zone a }\nregion eu { zone a }\nlink us eu 80ms\n"
    text += f"client c in {where}\nservice api in {there} {{ replicas 2 }}\nc -> api\n"
    facts = Facts(design_of(text))
    found = trips.distance(facts, facts.design.components["c"])
    assert isinstance(found, Known)
    assert float(found.value.high) == seconds


@pytest.mark.parametrize("text", ["client c in world", "client c", "region us { zone a }\nclient c in us"])
def test_how_far_a_client_is_isn_t_known(text: str) -> None:
    facts = Facts(design_of(f"{text}\nservice api\nc -> api\n"))
    assert isinstance(trips.distance(facts, facts.design.components["c"]), Unknown)


@pytest.mark.parametrize(
    ("timeout", "fine"), [("1s", True), ("155ms", True), ("145ms", False), ("10ms", False)]
)
def test_a_timeout_is_longer_than_nineteen_calls_in_twenty(timeout: str, fine: bool) -> None:
    """An exponential time of 50 ms is below 150 ms in 95% of the cases."""
    text = f"client c\ngateway g {{ time 50ms, cv 1, timeout {timeout} }}\n"
    text += "flow f at 1/s { c -> g { rtt 0s } }\n"
    facts = Facts(design_of(text))
    found = trips.in_time(facts, facts.design.flows["f"].steps[0])
    assert isinstance(found, Known)
    assert found.value is fine
    late = trips.late_share(facts, facts.design.flows["f"].steps[0])
    assert isinstance(late, Known)
    assert late.value.exact
    assert float(late.value.low) == pytest.approx(exp(-float(parse(timeout).low) / 0.05), abs=0.002)


def test_how_many_calls_are_late_hangs_on_how_much_times_vary() -> None:
    """Half of the time and an exponential of the other half at least; at most two exponentials."""
    text = "client c\ngateway g { time 50ms, timeout 60ms }\nflow f at 1/s { c -> g { rtt 0s } }\n"
    facts = Facts(design_of(text))
    late = trips.late_share(facts, facts.design.flows["f"].steps[0])
    assert isinstance(late, Known)
    long = (1 - (3 / 5) ** 0.5) / 2  # The rarer of the two, of a `cv` of 2 (balanced means).
    most = sum(share * exp(-60 * 2 * share / 50) for share in (long, 1 - long))
    ends = sorted((exp(-35 / 25), most))
    assert [float(late.value.low), float(late.value.high)] == pytest.approx(ends, abs=0.003)


def test_what_is_wanting_of_one_call_is_wanting_of_the_next() -> None:
    text = "client c\ngateway g { time 1ms, timeout 1s }\nservice api { timeout 1s }\n"
    facts = Facts(design_of(f"{text}flow f at 1/s {{ c -> g -> api }}\nflow h at 1/s {{ c -> api }}\n"))
    steps = [step for flow in facts.design.flows.values() for step in flow.steps]
    assert all(isinstance(trips.in_time(facts, step), Unknown) for step in steps)


@pytest.mark.parametrize(
    ("text", "wanting", "stored", "carried"),
    [
        ("client c", ("scale",), False, False),
        ("client c\ndatabase db", ("scale",), False, False),
        ("estimate { a = 1/s; b = 2GB; c = 1MB/s }\ndatabase db", (), True, True),
        # The size of a record isn't what is kept.
        ("estimate { a = 1/s; b = 500B; c = 1MB/s }\ndatabase db", (), False, True),
        ("client c\nservice api\nflow f at 1/s { c -> api 1kB }", ("peak",), False, True),
        ("client c\nservice api\nflow f at 1/s peak x2 { c -> api 1kB }", (), False, True),
        (
            "client c\ndatabase b { replicas 2 }\nentity E in b keep 1y { id uuid key }\n"
            "flow f at 1/s peak x2 { c -> b write E 1kB }",
            (),
            True,
            True,
        ),
    ],
)
def test_what_the_envelope_lacks(text: str, wanting: tuple[str, ...], stored: bool, carried: bool) -> None:
    facts = Facts(design_of(f"{text}\n"))
    assert envelope.unestimated(facts) == wanting
    assert (envelope.stored(facts), envelope.carried(facts)) == (stored, carried)


@pytest.mark.parametrize(
    ("place", "shared"), [("us", ["api"]), ("us.a", ["api"]), ("eu", []), ("us, eu", []), ("", None)]
)
def test_what_falls_with_its_watchman(place: str, shared: list[str] | None) -> None:
    text = "region us { zone a }\nregion eu { zone a }\nservice api in us\nservice both in us, eu\n"
    where = f"in {place} " if place else ""
    facts = Facts(design_of(f"{text}telemetry {{ metrics prometheus {where}from all }}\n"))
    found = coverage.shares_fate(facts, facts.design.sinks[0])
    assert (found if found is None else [c.name for c in found]) == shared


@pytest.mark.parametrize(
    ("decision", "explained"),
    [
        ('chose "links on one machine"', True),
        ('chose "PostgreSQL"', True),
        ('chose "postgres"', True),
        ('because "Where links go"', True),
        ('over "PostgreSQL"', False),
        ('chose "hyperlinks"', False),
    ],
)
def test_what_a_decision_speaks_of(decision: str, explained: bool) -> None:
    facts = Facts(design_of(f'database links : postgres\ndecision "D" {{ {decision} }}\n'))
    assert reasons.explained(facts, facts.design.components["links"]) is explained
