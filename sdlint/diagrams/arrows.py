"""An edge as an arrow: its line, its head, its mark at the tail, its label with a halo."""

from __future__ import annotations

from collections.abc import Mapping
from math import hypot

from sdlint.diagnostic import Severity
from sdlint.diagrams.cards import border
from sdlint.diagrams.elements import badge, number, step, text
from sdlint.diagrams.font import width
from sdlint.diagrams.graph import ARROW
from sdlint.diagrams.measure import LABEL, badge_width, edge_label, edge_label_size, step_width
from sdlint.diagrams.picture import Edge, Picture
from sdlint.diagrams.positions import Layout, Point, Route
from sdlint.diagrams.text import clean, escape
from sdlint.diagrams.theme import GROWS, STATES


def draw(picture: Picture, layout: Layout, route: Route) -> str:
    """The arrow without its label, as an SVG group with a tooltip."""
    edge = picture.edges[route.index]
    shapes = {box.name: box.shape for box in picture.boxes if box.name in (edge.source, edge.target)}
    start = border(shapes[edge.source], layout.boxes[edge.source], route.points[0])
    tip = border(shapes[edge.target], layout.boxes[edge.target], route.tip)
    foot = (
        route.points[-1][0] + tip[0] - route.tip[0],
        route.points[-1][1] + tip[1] - route.tip[1],
    )
    way = [f"M{_at(start)}"]
    if start != route.points[0]:
        way.append(f"L{_at(route.points[0])}")
    for index in range(1, len(route.points), 3):
        way.append("C" + " ".join(_at(point) for point in route.points[index : index + 3]))
    if foot != route.points[-1]:
        way.append(f"L{_at(foot)}")
    return arrow(edge, "".join(way), start, route.points, foot, tip)


def arrow(edge: Edge, way: str, start: Point, points: tuple[Point, ...], foot: Point, tip: Point) -> str:
    """An edge's line along a way, with head and tail."""
    light = " light" if edge.optional or edge.fallback else ""
    heavy = f" w{edge.weight}" if edge.weight else ""
    state = f' class="is-{edge.state}"' if edge.state in STATES else ""
    parts = [
        f'<g data-source="{escape(clean(edge.source))}" data-target="{escape(clean(edge.target))}"{state}>',
        f"<title>{escape(_tooltip(edge))}</title>",
        f'<path class="{"message" if edge.asynchronous else "call"}{light}{heavy}" d="{way}"/>',
        _head(foot, tip, light, edge.weight, hollow=edge.asynchronous),
    ]
    if edge.optional or edge.fallback:
        onward = next((point for point in points if point != start), tip)
        parts.append(_tail(start, onward, diamond=edge.fallback))
    return "".join((*parts, "</g>"))


def _tooltip(edge: Edge) -> str:
    sort = "message" if edge.asynchronous else "call"
    more = "".join(
        word
        for word, so in ((", optional", edge.optional), (", when another fails or misses", edge.fallback))
        if so
    )
    label = clean(edge.label)
    return f"{clean(edge.source)} → {clean(edge.target)} ({sort}{more})" + (f"\n{label}" if label else "")


def _at(point: Point) -> str:
    return f"{number(point[0])} {number(point[1])}"


def _direction(start: Point, end: Point) -> Point:
    x, y = end[0] - start[0], end[1] - start[1]
    length = hypot(x, y)
    return (x / length, y / length) if length else (0.0, 1.0)


def _head(foot: Point, tip: Point, light: str, weight: int, *, hollow: bool) -> str:
    """A filled head for a call; an open one for a message, whose line runs on to the tip. A heavy arrow's is
    broader, so that it is still seen as one.
    """
    x, y = _direction(foot, tip)
    half = (4.6 if hollow else 4.0) + 0.6 * weight
    end = (tip[0] - ARROW * x, tip[1] - ARROW * y)
    one, other = (end[0] - half * y, end[1] + half * x), (end[0] + half * y, end[1] - half * x)
    if hollow:
        return f'<path class="open{light}" d="M{_at(end)}L{_at(tip)}M{_at(one)}L{_at(tip)}L{_at(other)}"/>'
    return f'<path class="head{light}" d="M{_at(one)}L{_at(tip)}L{_at(other)}z"/>'


def _tail(start: Point, onward: Point, *, diamond: bool) -> str:
    """A circle where an optional call begins, a diamond where one that is made instead of another does."""
    x, y = _direction(start, onward)
    if not diamond:
        return (
            f'<circle class="tail" cx="{number(start[0] + 4 * x)}" cy="{number(start[1] + 4 * y)}" r="3.6"/>'
        )
    far = (start[0] + 12 * x, start[1] + 12 * y)
    near = (start[0] + 6 * x, start[1] + 6 * y)
    one, other = (near[0] - 4 * y, near[1] + 4 * x), (near[0] + 4 * y, near[1] - 4 * x)
    return f'<path class="tail" d="M{_at(start)}L{_at(one)}L{_at(far)}L{_at(other)}z"/>'


def label(edge: Edge, route: Route, severities: Mapping[int, Severity]) -> str:
    """The label and the badges of an edge, where the layout kept room for them."""
    if route.label is None:
        return ""
    x, y = route.label
    written = edge_label(edge)
    left = x - edge_label_size(edge)[0] / 2
    parts: list[str] = []
    for number_ in edge.steps:
        parts.append(step(left, y, number_))
        left += step_width(number_) + 3
    if written:
        wide = width(written, LABEL) + 10
        halo = "halo heavy" if edge.weight else "halo"  # A broad line would show between the letters.
        halo += f" {GROWS}" if edge.rate else ""
        parts.append(text(left + wide / 2, y + LABEL * 0.36, written, LABEL, halo, anchor="middle"))
        left += wide
    for name in edge.badges:
        parts.append(badge(left, y, severities.get(name, Severity.QUESTION), str(name)))
        left += badge_width(str(name)) + 3
    return f'<g class="is-{edge.state}">{"".join(parts)}</g>' if edge.state in STATES else "".join(parts)
