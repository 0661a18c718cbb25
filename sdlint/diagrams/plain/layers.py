"""Which boxes stand in one row, and in what order: layers that no row of boxes makes too wide."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from sdlint.diagrams.picture import Picture
from sdlint.record import Equal

SWEEPS = 12
"""How often the rows are ordered anew, each by its neighbours."""


class Way(Equal):
    """An arrow on its way from row to row: the spots that it runs through, from above to below."""

    edge: int
    spots: tuple[int, ...]
    upward: bool
    """Its head is at the upper end."""


class Layers(Equal):
    """Spots in rows, each row in order. A spot is a box, or where an arrow passes a row."""

    rows: tuple[tuple[int, ...], ...]
    boxes: Mapping[int, str]
    """The spots that are boxes."""
    ways: tuple[Way, ...]


def layered(picture: Picture, widths: Mapping[str, int], limit: int, gap: int) -> Layers:
    """Rows of boxes from where arrows begin to where they lead, no wider than `limit` where that can be."""
    ends, turned = hung(picture)
    depth = _depths(picture, ends, widths, limit, gap)
    boxes = {name: spot for spot, name in enumerate(box.name for box in picture.boxes)}
    rows: list[list[int]] = [[] for _ in range(max(depth.values(), default=-1) + 1)]
    for name, row in depth.items():
        rows[row].append(boxes[name])
    ways: list[Way] = []
    spot = len(boxes)
    for index, up, down in ends:
        spots = [boxes[up]]
        for row in range(depth[up] + 1, depth[down]):
            rows[row].append(spot)
            spots.append(spot)
            spot += 1
        ways.append(Way(index, (*spots, boxes[down]), index in turned))
    ordered = _ordered(rows, ways)
    return Layers(tuple(map(tuple, ordered)), {spot: name for name, spot in boxes.items()}, tuple(ways))


def hung(picture: Picture) -> tuple[list[tuple[int, str, str]], set[int]]:
    """Each arrow's upper and lower box, with its index; and which arrows point up, since they close a circle.
    What calls itself is left out.
    """
    turned = {index for index, _ in _back(picture)}
    ends = [
        (index, edge.target, edge.source) if index in turned else (index, edge.source, edge.target)
        for index, edge in enumerate(picture.edges)
        if edge.source != edge.target
    ]
    return ends, turned


def _back(picture: Picture) -> Iterator[tuple[int, str]]:
    """The arrows that close a circle, found on a walk along all arrows in the order of the boxes."""
    leaving: dict[str, list[tuple[int, str]]] = {box.name: [] for box in picture.boxes}
    for index, edge in enumerate(picture.edges):
        if edge.source != edge.target:
            leaving[edge.source].append((index, edge.target))
    state = dict.fromkeys(leaving, 0)
    for start in leaving:
        if state[start]:
            continue
        state[start] = 1
        stack = [(start, iter(leaving[start]))]
        while stack:
            name, rest = stack[-1]
            index, target = next(rest, (-1, ""))
            if index < 0:
                state[name] = 2
                stack.pop()
            elif state[target] == 1:
                yield index, target
            elif state[target] == 0:
                state[target] = 1
                stack.append((target, iter(leaving[target])))


def _depths(
    picture: Picture, ends: Sequence[tuple[int, str, str]], widths: Mapping[str, int], limit: int, gap: int
) -> dict[str, int]:
    """The row of each box: below all that lead to it, and in the first such row that has room for it."""
    above: dict[str, list[str]] = {box.name: [] for box in picture.boxes}
    under: dict[str, list[str]] = {box.name: [] for box in picture.boxes}
    for _, up, down in ends:
        above[down].append(up)
        under[up].append(down)
    waiting = {name: len(found) for name, found in above.items()}
    ready = [name for name, count in waiting.items() if not count]
    order: list[str] = []
    for name in ready:
        order.append(name)
        for other in under[name]:
            waiting[other] -= 1
            if not waiting[other]:
                ready.append(other)
    depth: dict[str, int] = {}
    used: list[int] = []
    plain: dict[str, int] = {}
    for name in order:
        plain[name] = max((plain[other] + 1 for other in above[name]), default=0)
    # What nothing leads to stands right above what it leads to.
    for name in order:
        if not above[name] and under[name]:
            plain[name] = max(0, min(plain[other] for other in under[name]) - 1)
    for name in sorted(order, key=lambda name: plain[name]):
        row = max((depth[other] + 1 for other in above[name] if other in depth), default=plain[name])
        row = max(row, plain[name]) if not above[name] else row
        while row < len(used) and used[row] and used[row] + gap + widths[name] > limit:
            row += 1
        while len(used) <= row:
            used.append(0)
        used[row] += widths[name] + (gap if used[row] else 0)
        depth[name] = row
    # A row that nothing stands in is none.
    found = {row: place for place, row in enumerate(sorted(set(depth.values())))}
    return {box.name: found[depth[box.name]] for box in picture.boxes}


def _ordered(rows: list[list[int]], ways: Sequence[Way]) -> list[list[int]]:
    """The rows in the order that has the fewest crossings of all that are tried."""
    above: dict[int, list[int]] = {}
    under: dict[int, list[int]] = {}
    for way in ways:
        for one, other in pairwise(way.spots):
            under.setdefault(one, []).append(other)
            above.setdefault(other, []).append(one)
    best = [list(row) for row in rows]
    fewest = _crossings(best, under)
    now = [list(row) for row in rows]
    for sweep in range(SWEEPS):
        down = sweep % 2 == 0
        near = above if down else under
        for row in range(len(now)) if down else reversed(range(len(now))):
            beside = row - 1 if down else row + 1
            if not 0 <= beside < len(now):
                continue
            place = {spot: at for at, spot in enumerate(now[beside])}
            at = {spot: index for index, spot in enumerate(now[row])}

            middle = {spot: _middle(near.get(spot, ()), place, float(at[spot])) for spot in now[row]}
            now[row] = sorted(now[row], key=lambda spot: (middle[spot], at[spot]))
        count = _crossings(now, under)
        if count < fewest:
            fewest, best = count, [list(row) for row in now]
    return best


def _middle(beside: Iterable[int], place: Mapping[int, int], otherwise: float) -> float:
    """The mean place of those of its neighbours that stand in a row."""
    places = [place[other] for other in beside if other in place]
    return sum(places) / len(places) if places else otherwise


def _crossings(rows: Sequence[Sequence[int]], under: Mapping[int, Sequence[int]]) -> int:
    """How many pairs of arrows cross between neighbouring rows."""
    count = 0
    for upper, lower in pairwise(rows):
        place = {spot: at for at, spot in enumerate(lower)}
        ends: list[int] = []
        for spot in upper:
            ends.extend(sorted(place[other] for other in under.get(spot, ())))
        # Pairs in the wrong order: those that come before and lie to the right.
        seen: list[int] = []
        for end in ends:
            count += sum(other > end for other in seen)
            seen.append(end)
    return count
