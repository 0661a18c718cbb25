"""What flows' trees and declarations show without any number: chains, writes, splits, who is told."""

from __future__ import annotations

import pytest

from sdlint.analyses.chains import behind, chain, written_with
from sdlint.analyses.facts import Facts
from sdlint.analyses.partitions import by_key, scattered, split_fields, split_key
from sdlint.analyses.watched import is_noticed
from sdlint.expression.values import Known
from sdlint.model.design import Component
from tests.analyses.designs import asked, design_of, unknown

SHOP = """
client browser
balancer lb
service front
service cart
cache hot { hit 80% }
database goods
database orders
stream bought
worker packer
scheduler clock
external bank
"""


def named(components: tuple[Component, ...]) -> list[str]:
    return [component.name for component in components]


def chained(flow: str) -> list[str]:
    facts = Facts(design_of(f"{SHOP}\nflow buy {{ {flow} }}"))
    answer = chain(facts, facts.design.flows["buy"])
    assert isinstance(answer, Known)
    return named(answer.value)


def test_a_chain_goes_on_while_somebody_waits() -> None:
    assert chained("browser -> lb -> front -> cart -> hot else goods") == [
        *("browser", "lb", "front", "cart", "hot")
    ]
    assert chained("browser -> front ~> bought ~> packer -> orders") == ["browser", "front"]
    assert chained("bought ~> packer -> cart -> orders") == ["packer", "cart", "orders"]
    assert chained("browser -> front -> { goods, orders }") == ["browser", "front", "goods"]


def test_a_long_flow_is_no_trouble() -> None:
    boxes = "\n".join(f"service s{n}" for n in range(140))
    lines = "\n".join(f"s{n} -> s{n + 1}" for n in range(139))
    facts = Facts(design_of(f"{boxes}\nflow deep {{\n{lines}\n}}"))
    answer = chain(facts, facts.design.flows["deep"])
    assert isinstance(answer, Known) and len(answer.value) == 140
    assert all(not written_with(facts, step) for step in facts.design.flows["deep"].steps)


def twice(flow: str, more: str = "") -> list[tuple[str, list[str]]]:
    facts = Facts(design_of(f"{SHOP}{more}\nflow buy {{ {flow} }}"))
    steps = facts.design.flows["buy"].steps
    return [(step.callee, named(found)) for step in steps if (found := written_with(facts, step))]


def test_writes_of_one_caller_belong_together() -> None:
    start = "browser -> front -> goods write"
    assert twice(f"{start}; front -> orders write; front ~> bought") == [("bought", ["goods", "orders"])]
    assert twice(f"{start}; front -> orders") == []
    assert twice(f"{start}; front -> goods write") == []
    assert twice(f"{start}; front -> cart -> orders write") == []
    assert twice(f"{start}; front ~> bought?") == []
    assert twice(f"{start}; front -> hot write") == []
    # A write goes past a cache whose `else` writes.
    assert twice("browser -> front -> hot else goods write; front -> orders write") == [("orders", ["goods"])]
    # What somebody else is told counts where nothing was written down before.
    assert twice("browser -> front -> bank write; front -> orders write") == [("orders", ["bank"])]
    assert twice("browser -> front -> orders write; front -> bank write") == []
    assert twice("browser -> front -> bank; front -> orders write") == []
    # What stands in for another isn't written beside it.
    assert twice("browser -> front -> goods write else orders write") == []


def test_what_is_repeated_until_it_is_done_needs_no_transaction() -> None:
    assert twice("bought ~> packer -> goods write; packer -> orders write") == []
    assert twice("browser -> front ~> bought ~> packer -> { goods write, orders write }") == []
    assert twice("packer -> goods write; packer ~> bought") == []
    # A clock doesn't tick again for what it has begun.
    assert twice("clock -> packer -> goods write; packer ~> bought") == [("bought", ["goods"])]
    assert twice("clock ~> packer -> goods write; packer ~> bought") == [("bought", ["goods"])]
    # A message without a channel is gone with the one who works on it.
    assert twice("browser -> front ~> cart -> { goods write, orders write }") == [("orders", ["goods"])]


def test_a_log_between_two_stores() -> None:
    writes = "browser -> front -> orders write; front ~> bought"
    assert twice(writes) == [("bought", ["orders"])]
    assert twice(writes, more="orders ~> bought") == []


def test_what_stands_behind_a_cache() -> None:
    design = design_of(f"{SHOP}\nflow show {{ browser -> front -> hot else cart -> {{ goods, orders }} }}")
    assert named(behind(Facts(design), design.components["hot"])) == ["goods", "orders"]
    assert behind(Facts(design), design.components["goods"]) == ()


USERS = """
database users { shards 4 by hash(id) }
database phones { shards 2 by phone }
database managed : dynamodb { shards 8 by hash(id) }
entity User in users { id uuid key, phone string 20B }
access User by id
access User by phone
access User by id, phone
"""


def test_how_data_are_split() -> None:
    facts = Facts(design_of(USERS))
    components = facts.design.components
    assert split_key(components["users"]) == ("id", True)
    assert split_key(components["phones"]) == ("phone", False)
    assert [field.name for field in split_fields(facts, components["users"]) or ()] == ["User.id"]
    # Nothing that is known to have a phone is kept there.
    assert split_fields(facts, components["phones"]) is None


def test_who_asks_all_parts() -> None:
    def stores(text: str) -> list[list[str]]:
        facts = Facts(design_of(text))
        return [named(scattered(facts, access)) for access in facts.design.accesses]

    assert stores(USERS) == [[], ["users"], []]
    assert stores(USERS.replace("User in users", "User in users, phones")) == [[], [], []]
    assert stores(USERS.replace("User in users", "User in managed")) == [[], [], []]
    facts = Facts(design_of(USERS))
    assert [by_key(facts, access) for access in facts.design.accesses] == [True, False, False]


def test_who_is_told() -> None:
    def told(more: str) -> list[str]:
        facts = Facts(
            design_of(
                f"{SHOP}{more}\nfunctional {{ shop }}\nflow buy for shop {{ browser -> front -> orders }}\n"
                "flow show { browser -> cart -> goods }\nflow pack { bought ~> packer }\n"
            )
        )
        return [c.name for c in facts.design.components.values() if is_noticed(facts, c)]

    assert told("") == []
    assert told("telemetry { probe show every 1min }") == ["cart", "goods"]
    assert told("quality { p99(buy) <= 1s }\ntelemetry { alert p99(buy) for 1min }") == ["front", "orders"]
    assert told("quality { p99(shop) <= 1s }\ntelemetry { alert p99(shop) for 1min }") == ["front", "orders"]
    assert told('telemetry { alert "Late" when lag(bought) > 1min }') == ["bought", "packer"]
    assert told('when goods fails { then "a page says so", detect "errors" }') == ["goods"]
    assert told('when goods fails { then "a page says so" }') == []


LOG = """
client web
service shop
database orders
stream events
worker counter
flow buy at 10/s peak x3 { web -> shop -> orders write }
flow look at 90/s { web -> shop -> orders }
flow mend at 1/s { web -> shop -> orders write x2 { update } }
"""


@pytest.mark.parametrize(
    ("flows", "loads"),
    [
        # Thirty orders at the peak, and two changes a second; who looks changes nothing.
        ("flow tell { orders ~> events }", {"events": 32}),
        # Each that reads a log reads all of it, and so on.
        (
            "flow tell { orders ~> events 50% }\nflow again { orders ~> counter }\n"
            "flow count { events ~> counter }",
            {"events": 16, "counter": 48},
        ),
        ("flow tell at 5/s { orders ~> events }", {"events": 5}),
    ],
)
def test_a_flow_at_a_store_runs_at_what_is_written_there(flows: str, loads: dict[str, float]) -> None:
    for name, wanted in loads.items():
        assert asked(f"{LOG}{flows}", f"load({name})") == pytest.approx(wanted)


def test_what_a_log_feeds_back_has_no_rate() -> None:
    text = LOG.replace("database orders", "database orders { replicas 1 }")
    assert unknown(f"{text}flow round {{ orders ~> counter -> orders write }}", "load(counter)") == (
        "unknown, for want of the rate of flow `round`"
    )


PAST = """
system "s"
client app
service api {{ replicas 2 }}
cache hot {{ replicas 2, hit 60% }}
database db {{ replicas 1, availability 99% }}
flow past at 1/s {{ app -> api -> {way} }}
flow straight at 1/s {{ app -> api -> db write }}
"""


@pytest.mark.parametrize("way", ["hot else db write", "hot write else db write"])
def test_a_write_past_a_cache_needs_the_store_whatever_the_arrow_to_the_cache_says(way: str) -> None:
    text = PAST.format(way=way)
    assert asked(text, "availability(past)") == asked(text, "availability(straight)")
    assert not asked(text, "survives(past, db)")
    assert asked(text, "load(hot)") == 0


PASSED_ON = """
client c
service api { replicas 2 }
stream changes { replicas 1, availability 99%, time 1ms, cv 0 }
queue mails { replicas 1, availability 98%, time 1ms, cv 0, retention 4d }
worker mailer { replicas 1, availability 97%, workers 9, time 100ms, cv 0 }
service told { replicas 1, availability 96%, workers 9, time 1s, cv 0 }
flow put at 1/s { c -> api ~> changes }
flow confirm { changes ~> mails ~> mailer ~> told }
"""


def test_a_message_that_channels_pass_on_is_the_flow_s_own_until_somebody_works_on_it() -> None:
    # Whoever works on it may tell others of it, for whom nobody waits; so may who sends it.
    assert asked(PASSED_ON, "availability(confirm)") == pytest.approx(0.99 * 0.98 * 0.97, rel=1e-6)
    assert 0.1 < asked(PASSED_ON, "p50(confirm)") < 0.2
    assert asked(PASSED_ON, "survives(put, changes)")
