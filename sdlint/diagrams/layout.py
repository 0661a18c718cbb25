"""Picture → positions: where boxes, clusters, edges and labels lie, in points, y downward.

Positions come from an engine; what it gives is checked, and the plainest layout that isn't a strip is
taken. Everything here is a function of the picture and of the engine's answers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from math import ceil, log, sqrt

from sdlint.diagrams.check import faults, validate
from sdlint.diagrams.crossings import against, crossings, detours, going_back, overshoots
from sdlint.diagrams.engines import Engine, EngineFailed
from sdlint.diagrams.graph import Plan, write
from sdlint.diagrams.measure import NAME, Card, card
from sdlint.diagrams.picture import Picture
from sdlint.diagrams.plain.layers import hung
from sdlint.diagrams.positions import Layout, Unplaced, read
from sdlint.diagrams.slots import Slots, spread
from sdlint.record import changed

WIDEST = 4.0
"""No picture is wider than this times its height, nor higher than this times its width, where it can be."""
_IDEAL = 1.5
_COMFORT = 2.2
"""Within this ratio a plain layout is taken as it is."""
_FEW, _ROW = 6, 5.5
"""So few boxes may stand in a row that is a little wider; the canvas then grows in height."""
_CROSSING, _DETOUR, _AGAINST, _TO_AND_FRO = 0.04, 0.0004, 0.25, 0.0008
"""What a crossing costs, a point of a way round, an arrow that goes against the way in which the layout
is read, and a point of going to and fro: measured in the logarithm of the ratio."""
SLIDE = (1920.0, 1080.0)
"""A slide, in pixels. How much a picture shrinks to be shown on one says whether it can be read there."""
LEGIBLE = 8 / NAME
"""On a slide a box's name is eight pixels high where the picture shrinks to this."""
_SHRINKING = 0.8
"""What it costs to shrink: measured in the logarithm of how much."""
_FINALISTS = 2
_TANGLED, _ORDERS = 4, 16
"""With more crossings than this Graphviz is told the same in so many other orders."""
_ENOUGH = 3.0
"""With many boxes the first layout within this ratio is taken."""
_UNPLACED = 4
"""How many crossings fewer a layout must have to be taken although its arrows' ends have no places."""
_LARGE = 30
"""With more boxes than this nothing more is tried for the sake of legibility."""
_MANY = 40
"""With more boxes than this the first layout that isn't a strip is taken, for time's sake."""
_TOO_MANY = 100
"""With more boxes than this only a few layouts are tried."""
_FAR = 200
"""With more boxes than this the first layout is taken, though it be a strip: to fold it takes minutes."""


def lay_out(picture: Picture, engine: Engine) -> tuple[Layout, tuple[str, ...]]:
    """The best layout that passes the check, with notes on what had to be given up.

    Raises ValueError for a picture that contradicts itself, EngineFailed when no layout passes.
    """
    validate(picture)
    cards = {box.name: card(box) for box in picture.boxes}
    if not picture.boxes:
        return Layout(0.0, 0.0, {}, (), (), "TB"), ()
    best = _best(picture, cards, engine)
    if isinstance(best, Layout):
        return best, tuple(_too_small(best))
    reason = best
    for splines, drawn in (("polyline", "polylines"), ("line", "straight lines")):
        layout = _try(picture, cards, engine, Plan(splines=splines))
        if isinstance(layout, Layout):
            return layout, (f"edges are drawn as {drawn}: {reason}",)
    raise EngineFailed(f"Graphviz gave no usable layout: {reason}")


def _best(picture: Picture, cards: Mapping[str, Card], engine: Engine) -> Layout | str:
    """The layout that looks best: near the ideal ratio, small, with few crossings, and plain.

    When none passes its check: why.
    """
    reason = ""
    tried: list[tuple[Plan, Layout]] = []
    few = len(picture.boxes) <= _FEW
    for plans in (chain(_plain(picture), _across(picture, tried)), _folded(picture)):
        for plan in plans:
            layout = _try(picture, cards, engine, plan)
            if isinstance(layout, str):
                reason = reason or layout
                continue
            count = len(picture.boxes)
            if count > _FAR or (count > _MANY and 1 / _ENOUGH <= _ratio(layout) <= _ENOUGH):
                return layout
            tried.append((plan, layout))
        if not tried:
            return reason
        ratios = [_ratio(layout) for _, layout in tried]
        comfortable = [1 / _COMFORT <= ratio <= (_ROW if few else _COMFORT) for ratio in ratios]
        # With very many boxes folding buys nothing: they are too small either way.
        legible = [len(picture.boxes) > _LARGE or shrunk(layout) >= LEGIBLE for _, layout in tried]
        if any(map(all, zip(comfortable, legible, strict=True))):
            break
    smallest = min(layout.width * layout.height for _, layout in tried)

    def cost(pair: tuple[Plan, Layout]) -> float:
        plan, layout = pair
        ratio = _ratio(layout)
        strip = 10.0 if not 1 / WIDEST <= ratio <= (_ROW if few else WIDEST) else 0.0
        plainness = 0.2 * (plan.stagger > 1) + 0.6 * (plan.fold > 0) + 0.1 * (plan.columns > 0)
        if few and plan.direction == "LR":
            plainness -= 0.4  # A short chain is read like a line of text.
        size = 0.4 * log(layout.width * layout.height / smallest)
        # A picture is shown as wide as the page: what is too wide becomes small, what is high doesn't.
        shape = max(1.3 * log(ratio / _IDEAL), log(_IDEAL / ratio))
        small = -_SHRINKING * log(shrunk(layout))
        return shape + strip + plainness + size + small + _AGAINST * against(layout)

    tried.sort(key=cost)
    if len(picture.boxes) > _MANY:
        return tried[0][1]  # A strip, alas.

    def whole(final: tuple[Plan, int, Layout]) -> float:
        plan, count, layout = final
        return cost((plan, layout)) + _CROSSING * count + _DETOUR * detours(layout)

    finalists: list[tuple[Plan, int, Layout]] = []
    for plan, layout in tried[:_FINALISTS]:
        if finalists and whole(finalists[0]) <= cost((plan, layout)):
            break  # It wouldn't be beaten by this one without a crossing.
        finalists.append((plan, *_tidy(picture, cards, engine, plan, layout)))

    plan, count, layout = min(finalists, key=whole)
    if count <= _TANGLED:
        return layout
    calmer = _untangled(picture, cards, engine, plan, count)
    return min([(plan, count, layout), *calmer], key=whole)[2]


def _untangled(
    picture: Picture, cards: Mapping[str, Card], engine: Engine, plan: Plan, count: int
) -> Iterator[tuple[Plan, int, Layout]]:
    """Layouts with fewer crossings by the same plan, each with their number: Graphviz finds others when it is
    told the same in another order.
    """
    found: list[tuple[int, Plan, Layout]] = []
    for order in range(1, _ORDERS + 1):
        other = changed(plan, order=order)
        layout = _try(picture, cards, engine, other)
        if isinstance(layout, Layout):
            found.append((crossings(layout), other, layout))
    found.sort(key=lambda entry: (entry[0], entry[1].order))
    for crossed, other, layout in found[:_FINALISTS]:
        if crossed < count:
            yield other, *_tidy(picture, cards, engine, other, layout)


def _tidy(
    picture: Picture, cards: Mapping[str, Card], engine: Engine, plan: Plan, layout: Layout
) -> tuple[int, Layout]:
    """The layout again with places for the arrows' ends, where that is calmer, and its crossings.

    Graphviz may order the boxes otherwise when ends have places, and then arrows cross that didn't: so
    it is tried with places at both ends, at one end, and without, in this order of beauty.
    """
    back = frozenset(going_back(layout))
    if back:
        turned = changed(plan, back=back)
        again = _try(picture, cards, engine, turned)
        if isinstance(again, Layout) and _unrest(again) < _unrest(layout):
            plan, layout = turned, again
    found = [(_UNPLACED + detours(layout) * _DETOUR / _CROSSING, crossings(layout), layout)]
    slots = spread(picture, cards, layout)
    for handicap, arriving, leaving in ((0, True, True), (1, True, False), (2, False, True)):
        if min(calm + crossed for calm, crossed, _ in found) <= handicap:
            break  # What has been found isn't beaten.
        some = {name: both.only(arriving=arriving, leaving=leaving) for name, both in slots.items()}
        placed = _try(picture, cards, engine, plan, some)
        if isinstance(placed, Layout):
            found.append((handicap + detours(placed) * _DETOUR / _CROSSING, crossings(placed), placed))
    _, count, best = min(found, key=lambda entry: entry[0] + entry[1])
    return count, best


def _unrest(layout: Layout) -> float:
    """What the arrows of a layout cost."""
    calm = _CROSSING * crossings(layout) + _DETOUR * detours(layout)
    return calm + _AGAINST * against(layout) + _TO_AND_FRO * overshoots(layout)


def _ratio(layout: Layout) -> float:
    """Width to height of the picture, with its margins and its title."""
    return (layout.width + 56) / (layout.height + 97)


def _too_small(layout: Layout) -> Iterator[str]:
    """A note where names can't be read on a slide."""
    much = shrunk(layout)
    if much < LEGIBLE:
        yield (
            f"too large for a slide: names are {NAME * much:.1f} pixels high at 1920 × 1080; "
            "--collapse, --focus and --flow show less"
        )


def shrunk(layout: Layout) -> float:
    """How large the diagram is when it is shown on a slide with its title: 1, or less."""
    return min(1.0, SLIDE[0] / (layout.width + 56), SLIDE[1] / (layout.height + 97))


def _plain(picture: Picture) -> Iterator[Plan]:
    yield Plan("LR")
    yield Plan("TB")
    if any(edge.fallback for edge in picture.edges):
        yield Plan("LR", loose=True)
        yield Plan("TB", loose=True)


def _across(picture: Picture, tried: Sequence[tuple[Plan, Layout]]) -> Iterator[Plan]:
    """Frames that share their ranks, where each by itself turns arrows back that close no circle."""
    circles = len(hung(picture)[1])
    few = len(picture.boxes) <= _MANY
    if few and picture.clusters and all(against(layout) > circles for _, layout in tried):
        yield from [changed(plan, across=True) for plan, _ in tried]


def _folded(picture: Picture) -> Iterator[Plan]:
    count = len(picture.boxes)
    many = count > _TOO_MANY
    if many:
        # What one box calls, in rows: with many groups behind one balancer nothing else is no strip.
        yield from (Plan("TB", stagger=rows) for rows in (8, 12, 16, 5))
    for direction in ("LR", "TB"):
        for columns in sorted({ceil(sqrt(count) * share) for share in (0.3, 0.5, 0.8, 1.3)}):
            if many:
                yield Plan(direction, hub=8, columns=columns)
            else:
                yield Plan(direction, columns=columns)
                yield Plan(direction, stagger=3, columns=columns)
        if many:
            continue
        for stagger in (2, 3, 5):
            yield Plan(direction, stagger=stagger)
        for fold in sorted({ceil(sqrt(count) * share) for share in (0.7, 1.0, 1.6)}):
            yield Plan(direction, fold=fold)
            yield Plan(direction, fold=fold, columns=ceil(sqrt(count)))


def _try(
    picture: Picture,
    cards: Mapping[str, Card],
    engine: Engine,
    plan: Plan,
    slots: Mapping[str, Slots] | None = None,
) -> Layout | str:
    """A layout that passes its check, or the first thing that is wrong with it."""
    try:
        layout = read(picture, cards, engine(write(picture, cards, plan, slots)), plan.direction)
    except (Unplaced, EngineFailed) as error:
        return str(error)
    return next(iter(faults(picture, cards, layout)), layout)
