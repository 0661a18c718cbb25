"""The queue of what comes in batches: M^[X]/M/c, whose batches come at random, and may be of several sizes.

The number of calls in the system goes up by a batch's size and down by one; so the rates up and down across
each level balance, which gives each probability from those before it (Chaudhry and Templeton, A First Course
in Bulk Queues, 1983). A call waits for those that it finds there, and for those of its own batch before it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from math import sqrt

from sdlint.record import Record

MOST_SIZE = 200
"""Larger batches are computed with as many parts, each of several calls: their work flows, as it were."""
MOST_SERVERS = 2_000
LEFT = 1e-9
"""So much of all probability may be in the levels that are left out."""
MOST_LEVELS = 100_000
HIGH = 1e200
"""Above it all is made smaller: it is a common factor."""


class Waits(Record):
    """How calls wait, in units of the time that one takes a worker."""

    busy: float
    """The probability that a call waits."""
    mean: float
    """How long those wait on average that do."""
    cv: float
    """The standard deviation of that over its mean."""


def alone(servers: float, size: float) -> Waits:
    """How calls of one batch wait that finds nobody before it."""
    # The nth that is more than there are servers waits until so many are done: at even steps.
    late = max(0.0, size - servers)
    if not late:
        return Waits(0.0, 0.0, 1.0)
    return Waits(late / size, (late + 1.0) / 2.0 / servers, EVENLY)


EVENLY = 1.0 / sqrt(3.0)
"""The standard deviation over the mean of what is spread evenly from nothing on."""


def waits(servers: float, offered: float, shares: Mapping[float, float]) -> Waits:
    """How calls wait for one of some servers, `offered` erlangs below their number; `shares` are those of
    all calls that come in batches of a size. Between whole numbers of servers the last one is as much slower.
    """
    scale = max(1.0, max(shares) / MOST_SIZE, servers / MOST_SERVERS)
    capacity, load = servers / scale, offered / scale
    sizes: dict[int, float] = {}
    for size, share in shares.items():
        whole = max(1, round(size / scale))
        sizes[whole] = sizes.get(whole, 0.0) + share
    return _gone_through(capacity, load, tuple(sizes.items()))


class _Sums:
    """Sums over the numbers of calls in the system, up to a common factor."""

    __slots__ = ("busy", "first", "second", "whole")

    def __init__(self) -> None:
        self.whole = self.busy = self.first = self.second = 0.0

    def scale(self, factor: float) -> None:
        self.whole *= factor
        self.busy *= factor
        self.first *= factor
        self.second *= factor


@lru_cache(maxsize=1_000)
def _gone_through(capacity: float, load: float, parts: tuple[tuple[int, float], ...]) -> Waits:
    """How calls wait, by the probabilities of each number of calls in the system, one after the other. It is
    kept: the same queue is asked for in many a scenario, and for each percentile.
    """
    sizes = dict(parts)
    rates = {size: share * load / size for size, share in sizes.items()}
    largest = max(sizes)
    levels = [1.0]
    windows = dict.fromkeys(sizes, 1.0)  # By size: the sum of its last levels.
    sums = _Sums()
    for level in range(MOST_LEVELS):
        chance = levels[level]
        sums.whole += chance
        # Who is at any place in a batch has so many before him.
        before = sum(share * windows[size] / size for size, share in sizes.items())
        turns = level + 1.0 - capacity
        if turns > 0.0:
            sums.busy += before
            sums.first += before * turns
            sums.second += before * turns * (turns + 1.0)
        if level > largest + capacity and chance * (level + largest) < LEFT * sums.whole:
            break
        following = sum(rate * windows[size] for size, rate in rates.items()) / min(level + 1.0, capacity)
        if following > HIGH:
            factor = 1.0 / following
            levels = [one * factor for one in levels]
            windows = {size: window * factor for size, window in windows.items()}
            sums.scale(factor)
            following = 1.0
        levels.append(following)
        for size in windows:
            windows[size] += following - (levels[level + 1 - size] if level >= size - 1 else 0.0)
    if not sums.busy:
        return Waits(0.0, 0.0, 1.0)
    mean = sums.first / sums.busy / capacity
    square = sums.second / sums.busy / capacity**2
    return Waits(min(1.0, sums.busy / sums.whole), mean, sqrt(max(0.0, square / mean**2 - 1.0)))
