"""Where in its row each spot stands, and where on a box's side each arrow begins or ends."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from math import floor

from sdlint.diagrams.plain.layers import Layers

ROUNDS = 8
"""How often each row is moved below and above its neighbours."""


def settled(wanted: Sequence[float], apart: Sequence[float], weights: Sequence[float]) -> list[float]:
    """Places as near as can be to those that are wanted, in order, each so far `apart` from the one before.

    The least sum of weighted squares: neighbours that want to be too near are pooled, and lie where their
    mean is.
    """
    offsets: list[float] = [0.0]
    for gap in apart:
        offsets.append(offsets[-1] + gap)
    pools: list[tuple[float, float, int]] = []
    for index, place in enumerate(wanted):
        weight = weights[index]
        total = weight * (place - offsets[index])
        count = 1
        while pools and pools[-1][0] / pools[-1][1] > total / weight:
            before = pools.pop()
            total, weight, count = total + before[0], weight + before[1], count + before[2]
        pools.append((total, weight, count))
    places: list[float] = []
    for total, weight, count in pools:
        first = len(places)
        places.extend(total / weight + offsets[first + index] for index in range(count))
    return places


def whole(places: Sequence[float], apart: Sequence[float]) -> list[int]:
    """The same places in whole columns, still so far apart."""
    found: list[int] = []
    for index, place in enumerate(places):
        at = floor(place + 0.5)
        found.append(max(at, found[-1] + round(apart[index - 1])) if index else at)
    return found


def lefts(
    layers: Layers, widths: Mapping[int, int], over: Mapping[int, int], gap: int, limit: int
) -> dict[int, int]:
    """The left column of each spot. A spot's neighbours in other rows draw it to their middle. To its right
    it needs so many columns more as are in `over`. Where all takes more than `limit` columns, rows that stand
    out are moved in, though their arrows bend.
    """

    def steps(row: Sequence[int]) -> list[int]:
        """How far the left columns of neighbours are apart at least."""
        return [
            widths[one] + over.get(one, 0) + (gap if one in layers.boxes or other in layers.boxes else 2)
            for one, other in pairwise(row)
        ]

    def apart(row: Sequence[int]) -> list[float]:
        return [
            step - (widths[one] - widths[other]) / 2
            for step, (one, other) in zip(steps(row), pairwise(row), strict=True)
        ]

    centres = _centres(layers, widths, apart, gap)
    found: dict[int, int] = {}
    for row in layers.rows:
        exact = [centres[spot] - widths[spot] / 2 for spot in row]
        found.update(zip(row, whole(exact, steps(row)), strict=True))
    ends = {spot: left + widths[spot] + over.get(spot, 0) for spot, left in found.items()}
    low, high = min(found.values(), default=0), max(ends.values(), default=0)
    if high - low > limit:
        low += (high - low - limit) // 2
        for row in filter(None, layers.rows):
            last = widths[row[-1]] + over.get(row[-1], 0)
            places = [found[spot] for spot in row]
            found.update(zip(row, within(places, steps(row), low, low + limit - last), strict=True))
    least = min(found.values(), default=0)
    return {spot: left - least for spot, left in found.items()}


def _centres(
    layers: Layers, widths: Mapping[int, int], apart: Callable[[Sequence[int]], list[float]], gap: int
) -> dict[int, float]:
    """Where the middle of each spot is, by those of its neighbours in other rows."""
    above: dict[int, list[int]] = {}
    under: dict[int, list[int]] = {}
    for way in layers.ways:
        for one, other in pairwise(way.spots):
            under.setdefault(one, []).append(other)
            above.setdefault(other, []).append(one)
    centres: dict[int, float] = {}
    for row in layers.rows:
        at = 0.0
        for spot in row:
            centres[spot] = at + widths[spot] / 2
            at += widths[spot] + gap
        middle = (at - gap) / 2
        for spot in row:
            centres[spot] -= middle
    for turn in range(ROUNDS):
        down = turn % 2 == 0
        for row in layers.rows if down else layers.rows[::-1]:
            wanted: list[float] = []
            weights: list[float] = []
            for spot in row:
                first = above.get(spot, []) if down else under.get(spot, [])
                near = first or under.get(spot, []) or above.get(spot, [])
                passing = spot not in layers.boxes
                wanted.append(sum(centres[n] for n in near) / len(near) if near else centres[spot])
                # Where arrows pass they are to go straight on; what nothing holds gives way.
                weights.append(4.0 if passing else 1.0 if first else 0.2)
            for spot, place in zip(row, settled(wanted, apart(row), weights), strict=True):
                centres[spot] = place
    return centres


def ports(wanted: Sequence[int], apart: Sequence[int], low: int, high: int) -> list[int]:
    """The columns of arrows' ends on a side from `low` to `high`, in order, near where they want to be."""
    if not wanted:
        return []
    clamped = [float(min(max(place, low), high)) for place in wanted]
    return within(whole(settled(clamped, apart, [1.0] * len(wanted)), apart), apart, low, high)


def within(places: Sequence[int], apart: Sequence[int], low: int, high: int) -> list[int]:
    """The same places from `low` to `high`, in order and still so far apart where there is room for that: the
    last ones are moved to the left, then the first ones to the right.
    """
    found = list(places)
    limit = high
    for index in reversed(range(len(found))):
        found[index] = min(found[index], limit)
        limit = found[index] - (apart[index - 1] if index else 0)
    limit = low
    for index in range(len(found)):
        found[index] = max(found[index], limit)
        limit = found[index] + (apart[index] if index < len(apart) else 0)
    return found
