"""Delays: the means and percentiles of random times that are built of blocks.

Percentiles come from numeric convolution on a grid (section "Latency" of the analyses):
each block is a causal operator on the distribution so far, so cutting the grid off at its end changes
nothing before it. Times are in seconds; blocks of one sum are independent.

Percentiles are within some 0.2% of the exact ones. They are never sums of percentiles, which are far off.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from itertools import accumulate
from math import exp, floor, sqrt
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
    series,
)

TOO_LATE = 1e-12
"""The chance of tries so late that they aren't gone into: far less than a grid can show."""
ROUGH, FINE = 128, 512
"""Cells of a grid: to find the range, and to read a percentile."""
MANY = 64
"""Repetitions that are convolved one by one; a longer sum is near enough to what has its mean, its
variance and a little of its skew."""
MAX_WORK = 2_000
"""Blocks that one repetition may come to, all together. Of more, percentiles are some 1% too low at most,
for service times of a `cv` up to 4.
"""


# What is known of a block without a grid


def moments(block: Block, cells: int = FINE) -> tuple[float, float]:
    """Mean and variance; exact but for what is done at the same time or given up, which is read from a grid:
    within some 0.1% of the mean from a `ROUGH` one.
    """
    match block:
        case Constant(time):
            return time, 0.0
        case Exponential(mean):
            return mean, mean * mean
        case Uniform(limit):
            return limit / 2.0, limit * limit / 12.0
        case Mixture(parts):
            inner = [(chance, *moments(part, cells)) for chance, part in parts]
            mean = sum(chance * m for chance, m, _ in inner)
            # About the mean: squares of years, one taken from the other, leave less than nothing.
            return mean, sum(chance * (v + (m - mean) ** 2) for chance, m, v in inner)
        case Series(parts):
            found = [moments(part, cells) for part in parts]
            return sum(m for m, _ in found), sum(v for _, v in found)
        case Repeated(times, inner):
            mean, variance = moments(inner, cells)
            more = times - floor(times)
            return times * mean, times * variance + more * (1.0 - more) * mean * mean
        case Parallel() | Together() | Capped():
            return _numeric_moments(block, cells)
    return 0.0, 0.0


def at_most(block: Block) -> tuple[float, float]:
    """What its mean and its second moment surely don't exceed, without a grid; exact where no block in it is
    done at the same time as others or given up. Of n times of which the k-th counts, n - k + 1 are as long at
    least, so that it is at most their sum divided by that.
    """
    match block:
        case Constant(time):
            return time, time * time
        case Exponential(mean):
            return mean, 2.0 * mean * mean
        case Uniform(limit):
            return limit / 2.0, limit * limit / 3.0
        case Mixture(parts):
            inner = [(chance, *at_most(part)) for chance, part in parts]
            return sum(chance * m for chance, m, _ in inner), sum(chance * s for chance, _, s in inner)
        case Series(parts):
            found = [at_most(part) for part in parts]
            mean = sum(m for m, _ in found)
            return mean, mean * mean + sum(max(0.0, s - m * m) for m, s in found)
        case Repeated(times, inner):
            mean, square = at_most(inner)
            more = times - floor(times)
            variance = times * max(0.0, square - mean * mean) + more * (1.0 - more) * mean * mean
            return times * mean, variance + (times * mean) ** 2
        case Parallel(wanted, parts):
            found = [at_most(part) for part in parts]
            as_long = len(parts) - wanted + 1
            square = sum(s for _, s in found) / as_long
            return min(sum(m for m, _ in found) / as_long, sqrt(square)), square
        case Together(times, inner):
            mean, square = at_most(inner)
            return min(times * mean, sqrt(times * square)), times * square
        case Capped(limit, inner, tries):
            mean, square = at_most(inner)
            return tries * min(mean, limit), tries * tries * min(square, limit * limit)
    return 0.0, 0.0


def surely_within(block: Block, share: float, limit: float) -> bool:
    """Whether at least a share comes within a time, whatever the shape of the times: by Cantelli's inequality
    at most v / (v + (limit - m)²) come later, of a mean m and a variance v. False says nothing.
    """
    mean, square = at_most(block)
    if mean >= limit:
        return False
    # The mean may be less than that, and the variance then more: this is the worst of them.
    worst = min(mean, square / limit)
    variance = max(0.0, square - worst * worst)
    return variance <= (1.0 - share) * (variance + (limit - worst) ** 2)


def _work(block: Block) -> int:
    """How many operations it comes to."""
    match block:
        case Mixture(parts):
            return 1 + sum(_work(part) for _, part in parts)
        case Series(parts) | Parallel(_, parts):
            return 1 + sum(_work(part) for part in parts)
        case Repeated(times, inner):
            return 1 + (floor(times) + 1) * _work(inner) if times < MANY else _work(inner) + MANY
        case Together(_, inner) | Capped(_, inner, _):
            return 1 + _work(inner)
    return 1


def repeated(times: float, inner: Block) -> Block:
    """So many times, one after the other; a long sum as what has its mean and variance."""
    if times == 1.0:
        return inner
    if isinstance(inner, Constant):
        return type(inner)(times * inner.time) if times == floor(times) else Repeated(times, inner)
    if times < MANY and times * _work(inner) <= MAX_WORK:
        return Repeated(times, inner)
    mean, variance = moments(Repeated(times, inner))
    # A sum of 64 exponentials has a skew of 1/4, and 8 standard deviations to its left end.
    spread = min(sqrt(variance) * 8.0, mean)
    rest = [Exponential(spread / MANY)] * MANY
    return series((Constant(mean - spread), *rest))


# The grid


class _Grid:
    """Distributions as weights at 0, h, 2h … after a shortest time."""

    def __init__(self, cells: int, width: float) -> None:
        self.cells = cells
        self.width = width
        self.step = width / cells
        self.alone: dict[tuple[int, ...], tuple[float, list[float]]] = {}
        self.longer: dict[float, _Grid] = {}

    def start(self) -> tuple[float, list[float]]:
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
            grid = self.longer[earlier] = _Grid(self.cells, earlier + self.width)
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


# Percentiles


def percentile(block: Block, share: float) -> float:
    """The time within which it is done in a share of all cases."""
    shortest = least(block)
    typical = _typical(block) - shortest
    if typical <= shortest * 1e-12:
        return shortest
    width = 4.0 * typical
    found = _read(block, ROUGH, width, share)
    while found is None:
        width *= 2.0
        found = _read(block, ROUGH, width, share)
    # A percentile among the shortest times needs no finer grid than a ten-thousandth of the typical time.
    while 0.0 < found - shortest < width / 8.0 and width > typical * 1e-4:
        width = 2.0 * (found - shortest)
        found = _read(block, ROUGH, width, share) or found
    width = 1.15 * max(found - shortest, width / ROUGH)
    fine = _read(block, FINE, width, share)
    while fine is None:
        width *= 1.3
        fine = _read(block, FINE, width, share)
    return fine


def done_by(block: Block, time: float) -> float:
    """The share of cases in which it is done within a time."""
    shortest = least(block)
    if time <= shortest:
        return 1.0 if time == shortest and _typical(block) <= shortest * (1.0 + 1e-12) else 0.0
    grid = _Grid(FINE, 1.15 * (time - shortest))
    base, weights = grid.by_itself(block)
    return min(1.0, sum(grid.until(weights, (time - base) / grid.step)))


def _typical(block: Block) -> float:
    """Not less than the mean, up to what is done at the same time; only a first guess of a range."""
    match block:
        case Mixture(parts):
            return sum(chance * _typical(part) for chance, part in parts)
        case Series(parts):
            return sum(_typical(part) for part in parts)
        case Parallel(_, parts):
            return max(_typical(part) for part in parts)
        case Repeated(times, inner):
            return times * _typical(inner)
        case Together(_, inner) | Capped(_, inner, _):
            return _typical(inner)
        case Constant(time):
            return time
        case Exponential(mean):
            return mean
    return 0.0


def _read(block: Block, cells: int, width: float, share: float) -> float | None:
    """The percentile on one grid; None where it lies behind the grid's end."""
    grid = _Grid(cells, width)
    base, weights = grid.by_itself(block)
    total = 0.0
    for at, weight in enumerate(weights):
        if total + weight >= share:
            # A weight stands for the half cells around it.
            return base + max(0.0, at - 0.5 + (share - total) / weight) * grid.step
        total += weight
    return None


def _numeric_moments(block: Block, cells: int) -> tuple[float, float]:
    """Mean and variance from a grid that nearly everything is on."""
    width = 8.0 * max(_typical(block) - least(block), 1e-12)
    grid = _Grid(cells, width)
    base, weights = grid.by_itself(block)
    while sum(weights) < 1.0 - 1e-7:
        width *= 2.0
        grid = _Grid(cells, width)
        base, weights = grid.by_itself(block)
    total = sum(weights)
    mean = sum(at * weight for at, weight in enumerate(weights)) / total
    variance = sum((at - mean) ** 2 * weight for at, weight in enumerate(weights)) / total
    return base + mean * grid.step, variance * grid.step**2
