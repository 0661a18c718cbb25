"""Grids: distributions of random times as weights of points, with what their blocks make of them."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from itertools import accumulate
from math import exp, floor
from sys import byteorder

from sdlint.analyses.blocks import (
    Block,
    Capped,
    Constant,
    Exponential,
    Mixture,
    Parallel,
    Repeated,
    Series,
    Together,
    Uniform,
    least,
)

TOO_LATE = 1e-12
"""The chance of tries so late that they aren't gone into: far less than a grid can show."""


class Grid:
    """Distributions as weights at 0, h, 2h … after a shortest time."""

    def __init__(self, cells: int, width: float) -> None:
        self.cells = cells
        self.width = width
        self.step = width / cells
        self.alone: dict[tuple[int, ...], tuple[float, list[float]]] = {}
        self.longer: dict[float, Grid] = {}

    def start(self) -> tuple[float, list[float]]:
        """No time at all."""
        return 0.0, [1.0] + [0.0] * (self.cells - 1)

    def after(self, block: Block, so_far: tuple[float, list[float]]) -> tuple[float, list[float]]:
        """The distribution so far and then the block."""
        base, weights = so_far
        match block:
            case Constant(time):
                return base + time, weights
            case Exponential(mean):
                return base, self.exponential(mean, weights) if mean > 0.0 else weights
            case Mixture(parts):
                return self.mixed([(chance, self.after(part, so_far)) for chance, part in parts])
            case Series(parts):
                for part in parts:
                    so_far = self.after(part, so_far)
                return so_far
            case Repeated(times, inner):
                whole = floor(times)
                for _ in range(whole):
                    so_far = self.after(inner, so_far)
                more = times - whole
                if more > 0.0:
                    return self.mixed([(1.0 - more, so_far), (more, self.after(inner, so_far))])
                return so_far
        own_base, own = self.by_itself(block)
        return base + own_base, self.convolved(weights, own)

    def by_itself(self, block: Block) -> tuple[float, list[float]]:
        """The distribution of a block, with nothing before it."""
        parts = block.parts if isinstance(block, Series) else (block,)
        # A way there and the same work: only the way differs, and it moves the start alone.
        always = sum(part.time for part in parts if isinstance(part, Constant))
        key = tuple([id(part) for part in parts if not isinstance(part, Constant)])
        found = self.alone.get(key)
        if found is None:
            base, weights = self._by_itself(block)
            found = self.alone[key] = base - always, weights
        return found[0] + always, found[1]

    def _by_itself(self, block: Block) -> tuple[float, list[float]]:
        match block:
            case Uniform(limit):
                # Each point takes what comes up to half a cell before and after it, so that the mean is kept.
                ends = [min(1.0, (point + 0.5) * self.step / limit) for point in range(self.cells)]
                return 0.0, _differences(ends)
            case Parallel(wanted, parts):
                base = least(block)
                sums = [self.done(part, base) for part in parts]
                if wanted == len(parts):
                    together = [1.0] * self.cells
                    for one in sums:
                        together = [a * b for a, b in zip(together, one, strict=True)]
                else:
                    together = [_at_least(wanted, chances) for chances in zip(*sums, strict=True)]
                return base, _differences(together)
            case Together(times, inner):
                base, weights = self.by_itself(inner)
                return base, _differences([total**times for total in accumulate(weights)])
            case Capped(limit, inner, tries):
                base, weights = self.by_itself(inner)
                return self.capped(limit, base, weights, tries)
        return self.after(block, self.start())

    def capped(
        self, limit: float, base: float, weights: list[float], tries: int
    ) -> tuple[float, list[float]]:
        """No longer than a limit in each of so many tries."""
        if base >= limit:
            return tries * limit, self.start()[1]
        last = (limit - base) / self.step
        if last >= self.cells - 1:
            return base, weights
        in_time = self.until(weights, last)
        late = 1.0 - sum(in_time)
        # Whoever is given up in the last try has taken as long as the limit, and in one before it goes on.
        found = [weight + late * more for weight, more in zip(in_time, self.at(last), strict=True)]
        for done in range(1, tries):
            if late**done < TOO_LATE:
                break
            again = self.moved(found, limit)
            found = [weight + late * more for weight, more in zip(in_time, again, strict=True)]
        return base, found

    def until(self, weights: list[float], last: float) -> list[float]:
        """What of weights comes up to a point between two cells."""
        # A weight stands for the half cells around it.
        whole, part = floor(last), last - floor(last)
        in_time = weights[: whole + 2] + [0.0] * (self.cells - whole - 2)
        in_time[whole] *= min(1.0, 0.5 + part)
        in_time[whole + 1] *= max(0.0, part - 0.5)
        return in_time

    def at(self, cell: float) -> list[float]:
        """All of it between two cells."""
        weights = [0.0] * self.cells
        part = cell - floor(cell)
        weights[floor(cell)] = 1.0 - part
        if part > 0.0:
            weights[floor(cell) + 1] = part
        return weights

    def exponential(self, mean: float, weights: list[float]) -> list[float]:
        """A sum with an exponential time, spread so that its mean is kept."""
        q = exp(-self.step / mean)
        reach = (1.0 - q) * mean / self.step
        now, before = 1.0 - reach, (1.0 - q) * reach
        carried = before - q * now
        added = [now * a + carried * b for a, b in zip(weights, [0.0, *weights], strict=False)]
        return list(accumulate(added, lambda value, more: q * value + more))

    def moved(self, weights: list[float], time: float) -> list[float]:
        """The distribution later by a time."""
        steps = time / self.step
        whole = floor(steps)
        part = steps - whole
        if whole >= self.cells:
            return [0.0] * self.cells
        moved = [0.0] * whole + weights[: self.cells - whole]
        if part == 0.0:
            return moved
        return [(1.0 - part) * a + part * b for a, b in zip(moved, [0.0, *moved], strict=False)]

    def mixed(self, parts: list[tuple[float, tuple[float, list[float]]]]) -> tuple[float, list[float]]:
        """One of several, each with its probability."""
        base = min(own for _, (own, _) in parts)
        placed = [
            (chance, self.moved(weights, own - base) if own > base else weights)
            for chance, (own, weights) in parts
        ]
        (first, one), *others = placed
        if len(others) == 1:
            ((second, other),) = others
            return base, [first * a + second * b for a, b in zip(one, other, strict=True)]
        total = [first * a for a in one]
        for chance, weights in others:
            total = [a + chance * b for a, b in zip(total, weights, strict=True)]
        return base, total

    def done(self, block: Block, base: float) -> list[float]:
        """The probabilities that it is done by each point after `base`."""
        earlier = base - least(block)
        if earlier <= 0.0:
            own, weights = self.by_itself(block)
            return list(accumulate(self.moved(weights, own - base) if own > base else weights))
        # It may begin long before this grid does, and not be done when it ends: a grid from its own start.
        grid = self.longer.get(earlier)
        if grid is None:
            grid = self.longer[earlier] = Grid(self.cells, earlier + self.width)
        sums = list(accumulate(grid.by_itself(block)[1]))
        # A weight stands for the half cells around it, there and here.
        first, each = (earlier + self.step / 2.0) / grid.step - 0.5, self.step / grid.step
        found: list[float] = []
        for point in range(self.cells):
            at = min(max(0.0, first + point * each), self.cells - 1.0)
            low = min(int(at), self.cells - 2)
            found.append(sums[low] + (at - low) * (sums[low + 1] - sums[low]))
        return found

    def convolved(self, left: list[float], right: list[float]) -> list[float]:
        """The sum of two times: one product of two long integers, whose digits are the weights."""
        if left[0] == 1.0:
            return right
        if right[0] == 1.0:
            return left
        # A digit has 16 bytes: two weights of 52 bits each, and their sum over the cells.
        one, other = (_digits(weights) for weights in (left, right))
        product = (one * other).to_bytes(32 * self.cells, "little")
        halves = array("Q", product[: 16 * self.cells])
        if byteorder == "big":
            halves.byteswap()
        lows, highs = halves[::2], halves[1::2]
        return [high * 2.0**-40 + low * 2.0**-104 for low, high in zip(lows, highs, strict=True)]


def _digits(weights: list[float]) -> int:
    """Weights as the digits of one long integer, of 16 bytes each."""
    halves = array("Q", bytes(16 * len(weights)))
    halves[::2] = array("Q", [int(weight * 2**52) if weight > 0.0 else 0 for weight in weights])
    if byteorder == "big":
        halves.byteswap()
    return int.from_bytes(halves.tobytes(), "little")


def _at_least(wanted: int, chances: Sequence[float]) -> float:
    """The probability that at least so many of independent events happen (Poisson-binomial)."""
    counts = [1.0] + [0.0] * wanted
    for chance in chances:
        counts[wanted] += counts[wanted - 1] * chance
        for k in range(wanted - 1, 0, -1):
            counts[k] = counts[k] * (1.0 - chance) + counts[k - 1] * chance
        counts[0] *= 1.0 - chance
    return counts[wanted]


def _differences(sums: list[float]) -> list[float]:
    return [max(0.0, now - before) for before, now in zip([0.0, *sums], sums, strict=False)]
