"""Designs of 12 to 150 components, measured as they are drawn.

What can be read on a slide: the diagram, with its title and without the lists below it, is shrunk into
1920 × 1080 pixels. With 12 and with 60 components names must be 8 pixels high there, what stands small 6. Of
any other size, too, the picture must say so itself where they aren't: with 30 nothing collapses yet.
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from math import atan2, degrees, hypot, pi

import pytest

from sdlint.diagrams.canvas import MARGIN, TITLE, paint
from sdlint.diagrams.check import faults
from sdlint.diagrams.collapse import ENOUGH, MANY
from sdlint.diagrams.crossings import Segment, flattened
from sdlint.diagrams.engines import embedded
from sdlint.diagrams.layout import LEGIBLE, WIDEST, lay_out, shrunk
from sdlint.diagrams.measure import NAME, SMALL, card, edge_label_size
from sdlint.diagrams.picture import MISSING, Picture
from sdlint.diagrams.positions import Layout, Point, Rect
from sdlint.diagrams.views.view import View, see
from tests.diagrams.designs import judged
from tests.diagrams.drawn import Text, texts
from tests.diagrams.made import made

SEEDS = (1, 2, 3)
SIZES = (12, 30, 60, 100, 150)
SLIDES = (12, 60)
"""Sizes that must be legible on a slide."""
DESIGNS = [(count, seed, False) for count in SIZES for seed in SEEDS]
DESIGNS += [(60, 1, True), (60, 2, True), (150, 1, True), (150, 2, True)]
# Each is drawn once, in one process.
pytestmark = pytest.mark.xdist_group("large")
each = pytest.mark.parametrize("design", DESIGNS, ids=lambda one: f"{one[0]}-{one[1]}{'-whole' * one[2]}")
TOUCH = 0.5
"""Points that coordinates may be off: they are written with two digits."""


@cache
def _drawn(design: tuple[int, int, bool]) -> tuple[Picture, Layout, tuple[str, ...], list[Text]]:
    count, seed, whole = design
    picture, _ = see(*judged(made(count, seed)), View(whole=whole))
    layout, notes = lay_out(picture, embedded)
    return picture, layout, notes, texts(paint(picture, layout)[0].encode())


def test_the_generator_makes_the_same_design_of_the_same_seed() -> None:
    assert made(60, 1) == made(60, 1) != made(60, 2)
    for count in SIZES:
        design, _ = judged(made(count))
        assert len(design.components) == count
        assert any(step.asynchronous for flow in design.flows.values() for step in flow.steps)
        assert design.regions and design.groups


@each
def test_what_a_layout_must_be_it_is(design: tuple[int, int, bool]) -> None:
    """Boxes apart, each in its own frame, ends on borders: looked at again, after all that was moved."""
    picture, layout, _, _ = _drawn(design)
    assert faults(picture, {box.name: card(box) for box in picture.boxes}, layout) == []


@each
def test_every_text_is_in_its_box_and_on_no_other_text(design: tuple[int, int, bool]) -> None:
    _, layout, _, found = _drawn(design)
    across, down = _origin(layout, found)
    for text in found:
        if text.kind == "data-name":
            box = layout.boxes[text.about]
            # Badges stand on the upper border; what isn't a badge lies within.
            inside = Rect(box.x + across, box.y + down - 9, box.width, box.height + 9)
            assert inside.x - TOUCH <= text.left and text.right <= inside.right + TOUCH, text
            assert inside.y - TOUCH <= text.top and text.bottom <= inside.bottom + TOUCH, text
    written = sorted((text for text in found if text.content.strip()), key=lambda text: text.top)
    for index, text in enumerate(written):
        for other in written[index + 1 :]:
            if other.top >= text.bottom - TOUCH:
                break
            beside = other.left >= text.right - TOUCH or text.left >= other.right - TOUCH
            assert beside, (text, other)


@each
def test_labels_lie_on_their_own_edges_and_off_all_boxes(design: tuple[int, int, bool]) -> None:
    picture, layout, _, _ = _drawn(design)
    flat = {route.index: flattened(route) for route in layout.edges}
    for route in layout.edges:
        if route.label is None:
            continue
        own = _distance(route.label, flat[route.index])
        others = [points for index, points in flat.items() if index != route.index]
        foreign = min((_distance(route.label, points) for points in others), default=float("inf"))
        assert own <= 0.1 < foreign, (picture.edges[route.index], own, foreign)
        wide, high = edge_label_size(picture.edges[route.index])
        around = Rect(route.label[0] - wide / 2, route.label[1] - high / 2, wide, high)
        assert not any(_meet(around, box) for box in layout.boxes.values())


@each
def test_no_picture_is_a_strip(design: tuple[int, int, bool]) -> None:
    _, layout, _, _ = _drawn(design)
    assert 1 / WIDEST <= (layout.width + 2 * MARGIN) / (layout.height + 2 * MARGIN + TITLE + 20) <= WIDEST


@each
def test_on_a_slide_it_is_read_or_says_that_it_can_t_be(design: tuple[int, int, bool]) -> None:
    picture, layout, notes, _ = _drawn(design)
    count, _, whole = design
    if count in SLIDES and not whole:
        assert len([box for box in picture.boxes if box.state != MISSING]) <= max(
            count if count <= MANY else 0, ENOUGH
        )
        assert shrunk(layout) >= LEGIBLE
        assert NAME * shrunk(layout) >= 8
        assert SMALL * shrunk(layout) >= 6
        assert notes == ()
    else:
        assert shrunk(layout) >= LEGIBLE or any("too large for a slide" in note for note in notes)


def _origin(layout: Layout, found: list[Text]) -> tuple[float, float]:
    """How far the canvas moved the diagram: as far as a box's texts lie from where the layout has the box."""
    room = max(layout.width, 640.0)
    slack = max(0.0, (layout.width + 2 * MARGIN) / WIDEST - layout.height - 2 * MARGIN - TITLE - 20) / 2
    return MARGIN + (room - layout.width) / 2, MARGIN + TITLE + 20 + slack


def _meet(one: Rect, other: Rect) -> bool:
    return (
        one.x + TOUCH < other.right
        and other.x + TOUCH < one.right
        and one.y + TOUCH < other.bottom
        and other.y + TOUCH < one.bottom
    )


def _distance(point: Point, way: list[Segment]) -> float:
    least = float("inf")
    for (ax, ay), (bx, by) in way:
        length = (bx - ax) ** 2 + (by - ay) ** 2
        along = ((point[0] - ax) * (bx - ax) + (point[1] - ay) * (by - ay)) / length if length else 0.0
        along = min(1.0, max(0.0, along))
        least = min(least, hypot(point[0] - ax - along * (bx - ax), point[1] - ay - along * (by - ay)))
    return least


@each
def test_no_arrow_folds_where_its_label_lies(design: tuple[int, int, bool]) -> None:
    """Near its label no arrow turns by much more than a right angle within nine points of its length."""
    picture, layout, _, _ = _drawn(design)
    turns = {
        (picture.edges[route.index].source, picture.edges[route.index].target): _turn(
            route.points, route.label
        )
        for route in layout.edges
        if route.label is not None
    }
    assert {ends: turn for ends, turn in turns.items() if turn > 120} == {}


def _turn(points: tuple[Point, ...], label: Point) -> float:
    """The largest turn of a way within nine points of its length, near its label, in degrees."""
    places = [one for one in _walked(points, 3.0) if hypot(one[0] - label[0], one[1] - label[1]) < 60]
    ways = [
        atan2(b[1] - a[1], b[0] - a[0]) for a, b in pairwise(places) if hypot(b[0] - a[0], b[1] - a[1]) < 4
    ]
    turns = (
        abs((after - before + pi) % (2 * pi) - pi) for before, after in zip(ways, ways[3:], strict=False)
    )
    return degrees(max(turns, default=0.0))


def _walked(points: tuple[Point, ...], step: float) -> list[Point]:
    """Places on a way of curves, each a step further."""
    fine = [points[0]]
    for at in range(0, len(points) - 1, 3):
        a, b, c, d = points[at : at + 4]
        for share in (number / 40 for number in range(1, 41)):
            rest = 1 - share
            weights = rest**3, 3 * rest**2 * share, 3 * rest * share**2, share**3
            fine.append(
                (
                    sum(weight * point[0] for weight, point in zip(weights, (a, b, c, d), strict=True)),
                    sum(weight * point[1] for weight, point in zip(weights, (a, b, c, d), strict=True)),
                )
            )
    places, wanted = [fine[0]], step
    for one, other in pairwise(fine):
        length, gone = hypot(other[0] - one[0], other[1] - one[1]), 0.0
        while length - gone >= wanted:
            gone += wanted
            share = gone / length
            places.append((one[0] + (other[0] - one[0]) * share, one[1] + (other[1] - one[1]) * share))
            wanted = step
        wanted -= length - gone
    return places
