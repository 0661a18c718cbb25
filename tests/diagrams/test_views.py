"""Views: what of a design is drawn, and what of it stands out."""

from __future__ import annotations

import re

import pytest

from sdlint.diagrams import draw
from sdlint.diagrams.clusters import Standing, frames
from sdlint.diagrams.collapse import LEAST, MANY
from sdlint.diagrams.compose import MAX_REMARKS
from sdlint.diagrams.engines import embedded
from sdlint.diagrams.layout import lay_out
from sdlint.diagrams.measure import edge_label, edge_label_size
from sdlint.diagrams.paged import paged, places
from sdlint.diagrams.picture import Box, Cluster, Picture
from sdlint.diagrams.plain.cells import ASCII
from sdlint.diagrams.plain.sheet import sheet
from sdlint.diagrams.views.flow import numbered
from sdlint.diagrams.views.view import NotThere, View, see
from tests.diagrams.designs import judged, seen

FLOWS = """
client a
service b
service c
cache d
database e
queue f
flow go at 10/s {
  a -> b -> { c -> e, d else e }
  b -> e? write
  b ~> f
}
"""
GROUPS = 'region eu "Europe" { zone a, zone b }\nregion us { zone a }\n'


def _box(picture: Picture, name: str) -> Box:
    return next(box for box in picture.boxes if box.name == name)


def _tree(clusters: tuple[Cluster, ...]) -> dict[str, object]:
    """Clusters by label: what they hold."""
    return {
        f"{cluster.kind} {cluster.label}": [
            *cluster.boxes,
            *([_tree(cluster.clusters)] if cluster.clusters else []),
        ]
        for cluster in clusters
    }


# One flow


def test_steps_are_numbered_as_they_are_made() -> None:
    design, _ = judged(FLOWS)
    assert [(mark, step.caller + step.callee) for mark, step in numbered(design.flows["go"])] == [
        ("1", "ab"),
        ("2a", "bc"),
        ("2a.1", "ce"),
        ("2b", "bd"),
        ("2b.1", "be"),
        ("3", "be"),
        ("4", "bf"),
    ]


def test_a_flow_s_arrows_carry_its_numbers_and_all_else_is_faded() -> None:
    picture = seen(View(flow="browse"))
    steps = {(edge.source, edge.target): edge.steps for edge in picture.edges if not edge.state}
    assert steps == {
        ("phone", "lb"): ("1",),
        ("lb", "api"): ("2",),
        ("api", "hot"): ("3",),
        ("api", "orders"): ("4",),
    }
    assert {box.name for box in picture.boxes if box.state == "faded"} == {
        "bank",
        "mails",
        "mailer",
        "archive",
    }
    assert [note.mark for note in picture.notes[0].notes] == ["1", "2", "3", "4"]


def test_a_flow_s_arrows_carry_its_traffic_alone() -> None:
    labels = {(edge.source, edge.target): edge.label for edge in seen(View(flow="browse")).edges}
    assert labels[("lb", "api")] == "1k/s"
    whole = {(edge.source, edge.target): edge.label for edge in seen(View()).edges}
    assert whole[("lb", "api")] == "1.2k/s"


def test_of_the_findings_a_flow_tells_those_on_it() -> None:
    rules = {remark.rule for remark in seen(View(flow="mail")).remarks}
    assert "overload-after-zone-loss" in rules  # on mailer
    assert "overload-after-cache-loss" not in rules  # on orders
    assert seen(View(flow="mail", findings=False)).remarks == ()


# A component and its neighbours


def test_focus_keeps_a_component_its_neighbours_and_the_arrows_between() -> None:
    picture = seen(View(focus=("mails",)))
    assert [box.name for box in picture.boxes] == ["api", "mails", "mailer"]
    assert [(edge.source, edge.target) for edge in picture.edges] == [("api", "mails"), ("mails", "mailer")]
    assert _tree(picture.clusters)["region Frankfurt"] == [
        {"group Core": ["api", {"group Books": []}], "group Mail": ["mails", "mailer"]}
    ]


def test_a_collapsed_group_takes_its_boxes_and_their_arrows_with_it() -> None:
    picture = seen(View(collapse=("Core",), findings=False))
    box = _box(picture, "Core")
    assert (box.family, box.copies) == ("several", "4 components")
    assert {edge.label for edge in picture.edges if edge.source == "Core"} >= {"charge 200/s", "200/s", "1/s"}
    assert _tree(picture.clusters) == {
        "region Frankfurt": ["Core", {"group Mail": ["mails", "mailer"]}],
        "region us": ["archive"],
    }


def test_parallel_arrows_are_one_with_their_traffic_summed() -> None:
    text = (
        'client p\ngroup "G" { service a\nservice b }\nflow go at 3/s { p -> a }\nflow on at 4/s { p -> b }\n'
    )
    picture = seen(View(collapse=("G",)), text)
    assert [(edge.source, edge.target, edge.label) for edge in picture.edges] == [("p", "G", "7/s")]


def test_a_group_that_is_called_as_a_component_has_a_name_of_its_own() -> None:
    picture = seen(
        View(collapse=("lb",)), 'client p\nservice lb\ngroup "lb" { service a }\np -> a\np -> lb\n'
    )
    assert len({box.name for box in picture.boxes}) == 3


def _large(groups: int, size: int) -> str:
    boxes = "".join(
        f'group "G{group}" {{\n' + "".join(f"service s{group}_{index}\n" for index in range(size)) + "}\n"
        for group in range(groups)
    )
    calls = "".join(f"p -> s{group}_{index}\n" for group in range(groups) for index in range(size))
    return f"client p\n{boxes}{calls}"


def test_a_large_design_is_collapsed_until_it_is_readable() -> None:
    design, outcome = judged(_large(9, 5))
    picture, notes = see(design, outcome, View(findings=False))
    assert len(picture.boxes) <= MANY
    assert "46 boxes are more than 30" in notes[0]
    assert len(see(design, outcome, View(whole=True))[0].boxes) == 46
    # What is asked for is seen.
    assert "s0_0" in {box.name for box in see(design, outcome, View(fail=("s0_0",)))[0].boxes}


def test_small_groups_and_few_boxes_stay_as_they_are() -> None:
    design, outcome = judged(_large(5, 5))
    assert len(see(design, outcome, View())[0].boxes) == 26
    design, outcome = judged(_large(20, LEAST - 1))
    picture, notes = see(design, outcome, View())
    assert (len(picture.boxes), notes) == (41, ())


def test_of_many_boxes_those_with_the_same_arrows_are_one() -> None:
    text = _large(8, 5) + "flow a at 2/s { p -> s0_0 }\nflow b at 3/s { p -> s4_1 }\n"
    # Arrows among those that are alike set none apart; one to something else does.
    text += "database d\ns1_2 -> s2_2\ns3_3 -> d\n"
    picture, [note] = see(*judged(text), View(findings=False))
    boxes = {box.name: (box.label, box.copies) for box in picture.boxes}
    assert boxes["G0"] == ("G0 and 4 like it", "25 components")
    assert boxes["G3"] == ("G3", "5 components")
    # Two groups were few enough to stay open, and what is alike in one of them is one box.
    assert boxes["s6_0…"] == ("s6_0 and 4 like it", "5 components")
    assert set(boxes) == {"p", "d", "G0", "G3", "s6_0…", *(f"s7_{number}" for number in range(5))}
    assert (
        "`G0 and 4 like it` and `s6_0 and 4 like it` are one box each, for they have the same arrows" in note
    )
    edges = {(edge.source, edge.target): edge.label for edge in picture.edges}
    assert edges["p", "G0"] == "5/s"
    assert edges["G3", "d"] == edges["p", "G3"] == edges["p", "s6_0…"] == ""


def test_what_must_be_seen_is_not_among_what_is_alike() -> None:
    design, outcome = judged(_large(8, 5))
    picture, _ = see(design, outcome, View(fail=("s2_1",)))
    names = {box.name for box in picture.boxes}
    assert {"p", "s2_1"} <= names
    assert "G0 and 5 like it" in {box.label for box in picture.boxes}
    assert len(see(design, outcome, View(whole=True))[0].boxes) == 41


# Frames


def test_what_stands_in_several_regions_has_a_frame_for_them_together() -> None:
    text = "".join(f'region {name} "{name.upper()}" {{ zone a }}\n' for name in ("us", "eu", "ap", "sa"))
    text += (
        "service one in each us, eu { replicas 2 }\nservice two in each eu, us { replicas 2 }\n"
        "service here in us.a\nservice whole in each ap, eu, sa, us { replicas 1 }\n"
        "service far in world, us\n"
        "one -> two -> here\nwhole -> far\n"
    )
    design, outcome = judged(text)
    picture, _ = see(design, outcome, View(findings=False))
    told = {(one.label, one.aside): one.boxes for one in picture.clusters}
    assert told == {
        ("US and EU", "both regions"): ("one", "two"),
        ("US", "region"): (),
        ("All 4", "regions"): ("whole",),
    }
    svg = draw(picture, "svg").data.decode()
    sheets = {
        name: rects.count("<rect")
        for name, rects in re.findall(r'<g data-cluster="([^"]+)"><title>[^<]*</title>(.*?)</g>', svg)
    }
    assert sheets == {"/us+eu": 2, "/us": 1, "/us/us.a": 1, "/us+eu+ap+sa": 2}
    # Nothing is told of the two together on the page, where a frame that is pressed is what is lost.
    assert set(places(picture).values()) == {"us", "us.a"}


@pytest.mark.parametrize(
    ("boxes", "tree", "within"),
    [
        pytest.param(
            [Standing("x", "eu", "eu.a", ("G",)), Standing("y", "eu", "", ("G",))],
            {"region Europe": [{"group G": ["x", "y"]}]},
            {"x": "eu.a"},
            id="in a zone and outside of it",
        ),
        pytest.param(
            [Standing("x", "eu", "eu.a", ("G",)), Standing("y", "eu", "eu.a", ("G",))],
            {"region Europe": [{"zone zone a": [{"group G": ["x", "y"]}]}]},
            {},
            id="in one zone",
        ),
        pytest.param(
            [Standing("x", "eu", "", ("G",)), Standing("y", "eu", "", ("G",)), Standing("z", "", "", ("G",))],
            {"region Europe": [{"group G": ["x", "y"]}]},
            {"z": "in G"},
            id="one of three outside",
        ),
        pytest.param(
            [
                Standing(name, region, "", ("G",))
                for name, region in zip("wxyz", ("eu", "eu", "us", "us"), strict=True)
            ],
            {"region Europe": [{"group G": ["w", "x"]}], "region us": [{"group G": ["y", "z"]}]},
            {},
            id="two regions",
        ),
    ],
)
def test_a_frame_is_drawn_once(
    boxes: list[Standing], tree: dict[str, object], within: dict[str, str]
) -> None:
    design, _ = judged(GROUPS + 'group "G" { service one }\n')
    found = frames(design, boxes)
    assert _tree(found.clusters) == tree
    assert found.within == within


# Data and places


def test_an_entity_is_in_each_of_its_stores_and_refers_to_what_is_kept() -> None:
    picture = seen(View("data"))
    assert [cluster.label for cluster in picture.clusters] == ["Orders, all of them", "archive"]
    assert [(edge.source, edge.target, edge.label) for edge in picture.edges] == [
        ("Order in orders", "Customer in orders", "buyer")
    ]
    order = _box(picture, "Order in archive")
    assert [(row.name, row.type, row.marks) for row in order.rows] == [
        ("id", "uuid", "key"),
        ("buyer", "Customer", "index"),
        ("note", "string 1kB", "optional"),
    ]
    assert order.numbers == ("by id 900/s",)


def test_places_hold_as_many_copies_as_are_dealt_to_them() -> None:
    picture = seen(View("places"))
    copies = {box.name: box.copies for box in picture.boxes}
    assert (copies["api in eu.a"], copies["api in eu.b"]) == ("×2", "×2")
    assert "orders in eu.b" not in copies
    assert [cluster.note for cluster in picture.clusters] == ["region, 90ms to us", "region, 90ms to eu"]
    assert picture.edges == ()


# What isn't there, and what is told


@pytest.mark.parametrize(
    ("view", "message"),
    [
        (View(flow="ordr"), "The design has no flow 'ordr'. Did you mean 'order'?"),
        (View(flow="zzz"), "The design has no flow 'zzz'. There are order, browse, mail and keep."),
        (View(focus=("mialer",)), "The design has no component 'mialer'. Did you mean 'mailer'?"),
        (View(fail=("eu.c",)), "The design has no component, zone or region 'eu.c'. Did you mean 'eu.a'?"),
        (View(fail=("phone",)), "'phone' is a client, which always counts as up."),
        (View(collapse=("Coer",)), "The design has no group, region or zone 'Coer'. Did you mean 'Core'?"),
        (View(focus=("api",), collapse=("Core",)), "'api' is in what is collapsed."),
    ],
)
def test_what_isn_t_there_is_said_with_what_may_be_meant(view: View, message: str) -> None:
    with pytest.raises(NotThere) as caught:
        seen(view)
    assert str(caught.value) == message


@pytest.mark.parametrize("what", ["data", "places"])
def test_a_design_without_them_has_no_such_view(what: str) -> None:
    with pytest.raises(NotThere, match=f"there are no {what} to draw"):
        seen(View(what), "client a\nservice b\na -> b\n")


def test_accepted_risks_are_listed_with_their_reasons() -> None:
    picture = seen(View())
    note = picture.accepted[0].notes[0]
    assert (note.mark, note.below) == ("a1", "because an example · until 2030-01-01 · missing-replicas")
    assert _box(picture, "orders").accepted == (1,)


def test_no_badge_is_unexplained() -> None:
    text = "client p\n" + "".join(f"database d{index}\np -> d{index}\n" for index in range(2 * MAX_REMARKS))
    picture = seen(View(whole=True), text)
    listed = {remark.number for remark in picture.remarks}
    assert len(listed) == MAX_REMARKS
    assert all(set(box.badges) <= listed for box in picture.boxes)


@pytest.mark.parametrize("count", [3, 2 * MAX_REMARKS])
def test_a_finding_has_one_number_in_every_picture_and_on_the_page(count: int) -> None:
    names = [f"d{index}" for index in range(count)]
    text = "client p\nservice q\n" + "".join(f"database {name}\n" for name in names)
    text += (
        "flow first { p -> q -> d1 }\nflow second {\n" + "".join(f"  p -> {name}\n" for name in names) + "}\n"
    )
    numbers = {(one.name, one.message): number for number, one in paged(*judged(text))[1]}
    for view in (View(whole=True), View(flow="first", whole=True), View(focus=("d1",))):
        picture = seen(view, text)
        assert picture.remarks
        assert all(numbers[(one.rule, one.text)] == one.number for one in picture.remarks)


def test_where_a_label_is_long_its_traffic_stays() -> None:
    text = f'client p\nservice q\nflow f at 1234/s {{ p -> q "{"asks " * 20}" }}\n'
    edge = seen(View(), text).edges[0]
    assert edge.label.startswith("asks asks")
    assert edge_label(edge).startswith("asks asks")
    assert edge_label(edge).endswith("… 1.23k/s")
    assert edge_label_size(edge)[0] <= 170 + 10
    assert any(line.endswith("... 1.23k/s") for line in sheet(seen(View(), text), ASCII)[0])


def test_another_title_or_none() -> None:
    assert seen(View(title="Ours")).title == "Ours"
    assert seen(View(title="")).title == ""


@pytest.mark.parametrize("count", [2, 12])
def test_places_stand_in_the_order_of_the_design(count: int) -> None:
    regions = "".join(f"region {name} {{ zone a, zone b }}\n" for name in ("us", "eu"))
    text = regions + "".join(f"service s{n} in each us, eu {{ replicas 2 }}\n" for n in range(count))
    layout, _ = lay_out(seen(View(what="places"), text), embedded)
    placed = {one.cluster.id: one.rect for one in layout.clusters}
    at = [rect.x + rect.y for name, rect in placed.items() if name.endswith(("us", "eu"))]
    assert at == sorted(at)
    for region in ("us", "eu"):
        zones = [rect.x + rect.y for name, rect in placed.items() if f"{region}." in name]
        assert len(zones) == 2
        assert zones == sorted(zones)


def test_a_flow_s_picture_tells_of_the_goals_that_speak_of_it() -> None:
    text = FLOWS + "flow idle at 1/s { a -> b }\nquality { availability(go) >= 99.99999% }\n"
    told = {remark.rule for remark in seen(View(flow="go"), text).remarks}
    assert told & {"goal-not-met", "impossible-goal", "goal-without-alert", "goal-without-signal"}
    assert not any("availability" in remark.text for remark in seen(View(flow="idle"), text).remarks)
