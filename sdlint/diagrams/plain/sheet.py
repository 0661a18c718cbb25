"""A picture as lines of characters: layers of boxes, arrows between them, and below what stands below."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from sdlint.diagrams.check import validate
from sdlint.diagrams.engines import EngineFailed
from sdlint.diagrams.graph import inside, numbered
from sdlint.diagrams.picture import FADED, MISSING, Cluster, Edge, Picture
from sdlint.diagrams.plain import boxes as look_of
from sdlint.diagrams.plain.boxes import Look
from sdlint.diagrams.plain.cells import Charset, Paper, cut, wide, wrapped
from sdlint.diagrams.plain.channels import Run, draw
from sdlint.diagrams.plain.columns import lefts, ports
from sdlint.diagrams.plain.layers import Layers, hung, layered
from sdlint.diagrams.text import clean
from sdlint.diagrams.words import label_of, lists
from sdlint.record import Equal, changed

WIDTH = 100
"""Columns, where nobody says how many there are."""
GAP = 3
_LABEL, _LABELS = 24, 46
"""The widest label beside an arrow, and the columns that labels may take beside the arrows to one box."""


MAX_BOXES = 150
"""Boxes of one picture: what it takes to keep arrows apart grows much faster than their number."""


def sheet(picture: Picture, charset: Charset, width: int | None = None) -> tuple[list[str], tuple[str, ...]]:
    """The picture in lines, no wider than `width` columns where that can be, with a note where it can't."""
    if len(picture.boxes) > MAX_BOXES:
        raise EngineFailed(
            f"more than {MAX_BOXES} boxes are too many for a picture of characters: draw a part "
            "(`--focus`, `--collapse`), or another format"
        )
    validate(picture)
    picture, aside = _seen(picture)
    limit = width or WIDTH
    lines: list[str] = []
    title = clean(picture.title)
    if title:
        lines += [*wrapped(title, limit), ""]
    told = picture.stacked and not picture.edges and not any(box.rows for box in picture.boxes)
    if picture.boxes and not told:  # What only stands somewhere is told best by a list.
        # Arrows that pass need room too: rows are made narrower until all fits.
        drawn: list[str] = []
        narrowest = limit
        for share in (1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4):
            attempt = _drawn(picture, charset, int(limit * share), limit)
            needed = max((wide(line) for line in attempt), default=0)
            if not drawn or needed < narrowest:
                drawn, narrowest = attempt, needed
            if needed <= limit:
                break
        lines += drawn
    below = list(_below(picture, aside, charset, limit))
    # Each list begins with an empty line; one below the title is enough.
    lines += below[1:] if lines[-1:] == [""] else below
    needed = max((wide(line) for line in lines), default=0)
    notes = (f"{needed} columns wide: --flow, --focus and --collapse draw less",) if needed > limit else ()
    return lines, notes


def _seen(picture: Picture) -> tuple[Picture, list[str]]:
    """The picture without what is faded in others, for which there is no room, and what that is called."""
    aside = {box.name: clean(box.label) for box in picture.boxes if box.state == FADED}
    if len(aside) == len(picture.boxes):
        return picture, []

    def left(cluster: Cluster) -> Cluster:
        boxes = tuple(name for name in cluster.boxes if name not in aside)
        return changed(cluster, boxes=boxes, clusters=tuple(map(left, cluster.clusters)))

    edges = (edge for edge in picture.edges if edge.state != FADED)
    seen = changed(
        picture,
        boxes=tuple(box for box in picture.boxes if box.name not in aside),
        clusters=tuple(map(left, picture.clusters)),
        edges=tuple(edge for edge in edges if edge.source not in aside and edge.target not in aside),
    )
    return seen, list(aside.values())


def _label(edge: Edge, charset: Charset) -> str:
    """What is written beside an arrow: where it is too long its words are cut, and its traffic stays."""
    text = _whole(edge)
    rate = f" {clean(edge.rate)}"
    words = clean(edge.label).removesuffix(rate)
    room = _LABEL - wide(text) + wide(words)
    if wide(text) > _LABEL and edge.rate and words != clean(edge.label) and room > wide(charset.ellipsis):
        text = _whole(changed(edge, label=cut(words, room, charset.ellipsis) + rate))
    return cut(text, _LABEL, charset.ellipsis)


def _whole(edge: Edge) -> str:
    return " ".join(part for part in ("?" if edge.optional else "", label_of(edge)) if part)


class _Plan(Equal):
    """All that is known before anything stands anywhere."""

    layers: Layers
    looks: Mapping[int, Look]
    widths: Mapping[int, int]
    labels: Mapping[int, str]
    """What stands beside each arrow, by its edge."""
    over: Mapping[int, int]
    """How far the label of the one arrow to a box reaches beyond the box, by spot."""


def _drawn(picture: Picture, charset: Charset, limit: int, whole: int) -> list[str]:
    """The picture: no row of boxes is wider than `limit`, nor all of it wider than `whole` if it can be."""
    plan = _plan(picture, charset, limit)
    layers = plan.layers
    left = lefts(layers, plan.widths, plan.over, GAP, whole)
    leaving, arriving = _ends(plan, left)
    paper = Paper()
    y = 0
    places = {box.name: box for box in picture.boxes}
    for number, row in enumerate(layers.rows):
        height = max((plan.looks[spot].height for spot in row if spot in layers.boxes), default=1)
        for spot in row:
            if spot in layers.boxes:
                shown = plan.looks[spot]
                look_of.put(paper, places[layers.boxes[spot]], shown, left[spot], y, charset)
        for way in layers.ways:
            for at, spot in enumerate(way.spots):
                if spot not in row:
                    continue
                dashed = picture.edges[way.edge].asynchronous
                line = charset.dashed if dashed else charset.line
                # Arrows run on past rows, and below boxes that are lower than the highest of their row.
                top = y if spot not in layers.boxes else y + plan.looks[spot].height
                if at + 1 < len(way.spots):
                    for below in range(top, y + height):
                        paper.put(leaving[(way.edge, spot)], below, line[0])
        y += height
        if number + 1 < len(layers.rows):
            y = draw(paper, y, [*_runs(picture, plan, row, leaving, arriving)], charset)
    return paper.lines()


def _plan(picture: Picture, charset: Charset, limit: int) -> _Plan:
    labels = {index: _label(edge, charset) for index, edge in enumerate(picture.edges)}
    looks: dict[int, Look] = {}
    over: dict[int, int] = {}
    ends, _ = hung(picture)
    for spot, box in enumerate(picture.boxes):
        arriving = [index for index, _, down in ends if down == box.name]
        leaving = [index for index, up, _ in ends if up == box.name]
        beside = sum(wide(labels[index]) + 3 for index in arriving)
        if beside > _LABELS:
            # Too many arrows for what is written on them: it is told below.
            labels |= dict.fromkeys(arriving, "")
            beside = 3 * len(arriving)
        if any(edge.source == box.name == edge.target for edge in picture.edges):
            box = changed(box, note=" · ".join(part for part in (box.note, "calls itself") if part))
        least = max(beside + 2 if len(arriving) > 1 else 0, 3 * len(leaving) + 2)
        looks[spot] = look_of.look(box, charset, least)
        if len(arriving) == 1:
            shown = looks[spot].width
            over[spot] = max(0, shown // 2 + 2 + wide(labels[arriving[0]]) - shown)
    widths = {box.name: looks[spot].width for spot, box in enumerate(picture.boxes)}
    layers = layered(picture, widths, limit, GAP)
    spots = {spot: looks[spot].width if spot in looks else 1 for row in layers.rows for spot in row}
    return _Plan(layers, looks, spots, labels, over)


def _ends(
    plan: _Plan, left: Mapping[int, int]
) -> tuple[dict[tuple[int, int], int], dict[tuple[int, int], int]]:
    """The columns where arrows leave a spot downward and arrive from above, by edge and spot."""
    layers = plan.layers
    middle = {spot: left[spot] + plan.widths[spot] // 2 for row in layers.rows for spot in row}
    leaving: dict[tuple[int, int], int] = {}
    arriving: dict[tuple[int, int], int] = {}
    out: dict[int, list[tuple[int, int]]] = {}
    into: dict[int, list[tuple[int, int]]] = {}
    for way in layers.ways:
        for one, other in pairwise(way.spots):
            out.setdefault(one, []).append((middle[other], way.edge))
            into.setdefault(other, []).append((one, way.edge))

    def place(
        spot: int, ends: list[tuple[int, int]], apart: list[int], last: int, found: dict[tuple[int, int], int]
    ) -> None:
        low, high = left[spot] + 1, left[spot] + plan.widths[spot] - 2 - last
        if spot not in layers.boxes:
            low = high = left[spot]
        # One that comes from beside the box ends in its middle.
        wanted = [at if low <= at <= high or len(ends) > 1 else middle[spot] for at, _ in ends]
        columns = ports(wanted, apart, low, high)
        found.update(((edge, spot), column) for (_, edge), column in zip(ends, columns, strict=True))

    for spot in middle:
        ends = sorted(out.get(spot, ()))
        place(spot, ends, [2] * (len(ends) - 1), 0, leaving)
    for spot in middle:
        ends = sorted((leaving[(edge, one)], edge) for one, edge in into.get(spot, ()))
        room = [wide(plan.labels[edge]) for _, edge in ends]
        apart = [label + 3 if label else 2 for label in room[:-1]]
        last = room[-1] - plan.over.get(spot, 0) if room and room[-1] else 0
        place(spot, ends, apart, last, arriving)
    return leaving, arriving


def _runs(
    picture: Picture,
    plan: _Plan,
    row: tuple[int, ...],
    leaving: Mapping[tuple[int, int], int],
    arriving: Mapping[tuple[int, int], int],
) -> Iterator[Run]:
    """The runs of all arrows from a row to the next, with the heads and labels that they have there."""
    for way in plan.layers.ways:
        last = len(way.spots) - 2
        for at, (one, other) in enumerate(pairwise(way.spots)):
            if one in row:
                yield Run(
                    leaving[(way.edge, one)],
                    arriving[(way.edge, other)],
                    picture.edges[way.edge].asynchronous,
                    way.upward and at == 0,
                    not way.upward and at == last,
                    plan.labels[way.edge] if at == last else "",
                )


# Below


def _below(picture: Picture, aside: Sequence[str], charset: Charset, limit: int) -> Iterator[str]:
    unwritten = _unwritten(picture, charset)
    if unwritten:
        yield ""
        yield "Arrows"
        for line in unwritten:
            yield from wrapped(line, limit, "  ", "    ")
    if any(True for _ in numbered(picture.clusters)):
        yield ""
        yield "Where"
        for cluster in picture.clusters:
            yield from _where(picture, cluster, "  ", limit)
        held = {name for cluster in picture.clusters for name in inside(cluster)}
        apart = [clean(box.label) for box in picture.boxes if box.name not in held]
        if apart and picture.stacked:
            yield from wrapped(f"elsewhere: {', '.join(apart)}", limit, "  ", "    ")
    if aside:
        yield ""
        yield from wrapped(f"No part in it: {', '.join(aside)}", limit, "", "  ")
    for title, entries in lists(picture):
        yield ""
        yield from wrapped(title, limit)
        for line in entries:
            yield from wrapped(line, limit, "  ", "     ")


def _unwritten(picture: Picture, charset: Charset) -> list[str]:
    """What is written on arrows that had no room for it."""
    plan = _plan(picture, charset, WIDTH)
    return [
        f"{clean(edge.source)} {charset.arrow} {clean(edge.target)}: "
        + ("optional " if edge.optional else "")
        + label_of(edge)
        for index, edge in enumerate(picture.edges)
        if edge.source != edge.target and (label_of(edge) or edge.optional)
        if plan.labels[index] != _whole(edge)
    ]


def _where(picture: Picture, cluster: Cluster, indent: str, limit: int) -> Iterator[str]:
    if not any(True for _ in inside(cluster)):
        return
    kind = f" ({clean(cluster.aside)})" if cluster.aside else ""
    boxes = {box.name: box for box in picture.boxes}
    # Where a component is in several places, its name tells only where.
    names = ", ".join(
        f"{clean(boxes[name].label)} {clean(boxes[name].copies)}".strip() if picture.stacked else clean(name)
        for name in cluster.boxes
        if boxes[name].state != MISSING
    )
    yield from wrapped(
        f"{clean(cluster.label)}{kind}{': ' if names else ''}{names}", limit, indent, indent + "  "
    )
    for inner in cluster.clusters:
        yield from _where(picture, inner, indent + "  ", limit)
