"""Delays: the means and percentiles of random times that are built of blocks.

Percentiles come from numeric convolution on a grid (section "Latency" of the analyses):
each block is a causal operator on the distribution so far, so cutting the grid off at its end changes
nothing before it. Times are in seconds; blocks of one sum are independent.

Percentiles are within some 0.2% of the exact ones. They are never sums of percentiles, which are far off.
"""

from __future__ import annotations

from math import floor, sqrt

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
from sdlint.analyses.grids import Grid

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
    grid = Grid(FINE, 1.15 * (time - shortest))
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
    grid = Grid(cells, width)
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
    grid = Grid(cells, width)
    base, weights = grid.by_itself(block)
    while sum(weights) < 1.0 - 1e-7:
        width *= 2.0
        grid = Grid(cells, width)
        base, weights = grid.by_itself(block)
    total = sum(weights)
    mean = sum(at * weight for at, weight in enumerate(weights)) / total
    variance = sum((at - mean) ** 2 * weight for at, weight in enumerate(weights)) / total
    return base + mean * grid.step, variance * grid.step**2
