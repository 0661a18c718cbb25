"""What a picture shows of numbers and of findings: heavy arrows, how busy, and what is missing."""

from __future__ import annotations

import re

import pytest

from sdlint.diagrams import draw
from sdlint.diagrams.ghosts import ANOTHER_COPY, GHOSTS, MOST
from sdlint.diagrams.picture import HEAVIEST, MISSING, Picture
from sdlint.diagrams.views.view import View
from sdlint.engine import shipped_rules
from tests.diagrams.designs import seen

BARE = """region eu { zone a, zone b }
client phone
service api in eu { replicas 3, capacity 2k/s, time 5ms }
database goods : postgres in eu.a { replicas 1, capacity 3k/s, time 3ms }
queue mails : sqs
worker mailer in eu { replicas 2, capacity 200/s, time 20ms }
flow show at 2k/s peak x2 { phone -> api -> goods }
flow sell at 50/s peak x2 { phone -> api -> goods write; api ~> mails ~> mailer }
"""


def _weights(picture: Picture) -> dict[str, int]:
    return {f"{edge.source}-{edge.target}": edge.weight for edge in picture.edges}


def test_the_more_traffic_the_heavier() -> None:
    rates = {"a": "1k/s", "b": "400/s", "c": "300/s", "d": "40/s", "e": "4/s", "f": "1/d"}
    text = "client u\n" + "".join(
        f"service {name}\nflow {name} at {rate} {{ u -> {name} }}\n" for name, rate in rates.items()
    )
    text += "service unknown\nu -> unknown\n"
    # A third of the busiest one's is as heavy; then a step lighter for each order of magnitude.
    assert _weights(seen(View(), text)) == {
        "u-a": 3,
        "u-b": 3,
        "u-c": 2,
        "u-d": 2,
        "u-e": 1,
        "u-f": 0,
        "u-unknown": 0,
    }


def test_where_all_arrows_have_about_the_same_traffic_none_is_heavy() -> None:
    text = "client u\nservice a\nservice b\nflow f at 1k/s { u -> a -> b 40% }\n"
    assert set(_weights(seen(View(), text)).values()) == {0}
    assert set(_weights(seen(View(), text.replace("40%", "30%"))).values()) == {2, HEAVIEST}


def test_one_flow_has_the_weights_of_its_own_traffic() -> None:
    weights = _weights(seen(View(flow="sell"), BARE))
    assert weights["phone-api"] == weights["mails-mailer"]
    assert weights != _weights(seen(View(), BARE))


def test_how_busy_a_box_is_fills_its_bar() -> None:
    picture = seen(View(), BARE)
    busy = {box.name: box.busy for box in picture.boxes if box.busy is not None}
    assert busy == pytest.approx({"api": 4100 / 6000, "goods": 4100 / 3000, "mailer": 0.25})
    svg = draw(picture, "svg").data.decode()
    bars = re.findall(
        r'<rect class="compute-(tint|ink)(?: grows)?" [^>]*height="3" [^>]*width="([\d.]+)"', svg
    )
    widths = [float(wide) for _, wide in bars]
    assert widths[1] / widths[0] == pytest.approx(4100 / 6000, abs=0.001)
    # More than all of it isn't wider than the bar.
    full = re.findall(r'<rect class="(?:store-tint|error grows)" [^>]*height="3" [^>]*width="([\d.]+)"', svg)
    assert len(full) == 2
    assert full[0] == full[1]
    assert not any(box.busy for box in seen(View(fail=("eu.a",)), BARE).boxes)


def test_what_is_missing_stands_where_it_would() -> None:
    picture = seen(View(), BARE)
    missing = {box.name: box.kind for box in picture.boxes if box.state == MISSING}
    assert missing == {"api?balancer": "balancer", "goods?cache": "cache", "mails?queue": "queue"}
    arrows = {(edge.source, edge.target) for edge in picture.edges if edge.state == MISSING}
    assert arrows == {
        ("phone", "api?balancer"),
        ("api?balancer", "api"),
        ("api", "goods?cache"),
        ("mails", "mails?queue"),
    }
    (region,) = picture.clusters
    assert {*region.boxes} == {"api", "api?balancer", "mailer"}
    assert {*region.clusters[0].boxes} == {"goods", "goods?cache"}
    # Of what isn't there a page has nothing to tell.
    svg = draw(picture, "svg").data.decode()
    assert 'data-name="api"' in svg
    assert 'data-name="api?balancer"' not in svg


def test_a_copy_is_missing_where_a_finding_says_so_and_not_where_it_asks() -> None:
    assert [box.name for box in seen(View(), BARE).boxes if box.wanting] == ["goods"]
    assert not any(box.wanting for box in seen(View(), BARE.replace("{ replicas 1,", "{")).boxes)
    accepted = BARE + 'accept missing-replicas, single-point-of-failure on goods because "a trial"\n'
    assert not any(box.wanting for box in seen(View(), accepted).boxes)


@pytest.mark.parametrize(
    "view", [View(findings=False), View(flow="show"), View(focus=("api",)), View(fail=("api",))]
)
def test_other_views_show_what_there_is(view: View) -> None:
    assert not any(box.state == MISSING for box in seen(view, BARE).boxes)


def test_no_more_are_drawn_than_one_can_look_at() -> None:
    text = "client u\nservice api\n" + "".join(
        f"queue q{n} : sqs\nworker w{n}\nflow f{n} at 1/s {{ u -> api ~> q{n} ~> w{n} }}\n" for n in range(9)
    )
    assert sum(box.state == MISSING for box in seen(View(), text).boxes) == MOST


def test_the_rules_that_find_what_is_missing_are_there() -> None:
    assert {*GHOSTS, *ANOTHER_COPY} <= {rule.name for rule in shipped_rules().rules}


def test_what_can_t_be_handled_goes_to_its_dead_letters() -> None:
    text = BARE.replace(": sqs", "{ replicas 2, dead_letter undelivered, tries 5 }") + "queue undelivered\n"
    (edge,) = [edge for edge in seen(View(), text).edges if edge.target == "undelivered"]
    assert (edge.source, edge.asynchronous, edge.label, edge.state) == ("mails", True, "dead letters", "")
    # Whoever draws it has said it already; after a loss it isn't told what becomes of it.
    drawn = text + "mails ~> undelivered\n"
    assert [edge.label for edge in seen(View(), drawn).edges if edge.target == "undelivered"] == [""]
    assert not any(edge.target == "undelivered" for edge in seen(View(fail=("api",)), text).edges)
    for name in ("mails", "undelivered"):
        focused = seen(View(focus=(name,)), text)
        assert ("mails", "undelivered") in {(edge.source, edge.target) for edge in focused.edges}
        assert {"mails", "undelivered"} <= {box.name for box in focused.boxes}
        draw(focused, "svg")
