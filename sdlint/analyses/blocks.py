"""Blocks: random times, and what they are built of: sums, mixtures, the slowest or the k-th of several."""

from __future__ import annotations

from collections.abc import Sequence
from math import floor, sqrt

from sdlint.record import Equal


class Block(Equal):
    """A random time."""


class Constant(Block):
    """Always the same time."""

    time: float


class Exponential(Block):
    """A time that knows nothing of how long it has taken already."""

    mean: float


class Uniform(Block):
    """Any time up to a limit, each as likely."""

    limit: float


class Mixture(Block):
    """One of several, each with its probability."""

    parts: tuple[tuple[float, Block], ...]


class Series(Block):
    """One after the other."""

    parts: tuple[Block, ...]


class Repeated(Block):
    """So many times, one after the other; a fraction is the probability of one more."""

    times: float
    inner: Block


class Parallel(Block):
    """All at the same time, done when so many are done."""

    wanted: int
    parts: tuple[Block, ...]


class Together(Block):
    """So many like it at the same time, done when all are done."""

    times: float
    inner: Block


class Capped(Block):
    """No longer than a limit, when it is given up, and begun anew in one of so many tries."""

    limit: float
    inner: Block
    tries: int = 1


NOTHING = Constant(0.0)


def series(parts: Sequence[Block]) -> Block:
    """One after the other, without what takes no time."""
    flat: list[Block] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, Series) else (part,))
    left = [part for part in flat if not (isinstance(part, Constant) and part.time == 0.0)]
    return left[0] if len(left) == 1 else Series(tuple(left)) if left else NOTHING


def mixture(parts: Sequence[tuple[float, Block]]) -> Block:
    """One of several, without what never happens."""
    left = [(chance, part) for chance, part in parts if chance > 0.0]
    return left[0][1] if len(left) == 1 else Mixture(tuple(left)) if left else NOTHING


def one_of(parts: Sequence[tuple[float, Block]]) -> Block:
    """A mixture without mixtures in it, and each block once: of few that are often the same."""
    chances: dict[Block, float] = {}
    for chance, part in parts:
        for share, inner in part.parts if isinstance(part, Mixture) else ((1.0, part),):
            chances[inner] = chances.get(inner, 0.0) + chance * share
    return mixture([(chance, block) for block, chance in chances.items()])


NEVER = 1e-100
"""A chance below this is none: what happens then would take longer than a float can say."""


def service(mean: float, cv: float) -> Block:
    """A service time of a mean and a coefficient of variation: exponential at 1; below, a constant and an
    exponential; above, one of two exponentials (balanced means).
    """
    if cv == 1.0:
        return Exponential(mean)
    if cv < 1.0:
        return series((Constant(mean * (1.0 - cv)), Exponential(mean * cv) if cv > 0.0 else NOTHING))
    # Of the square's inverse, so that nothing is cancelled where the long ones are very rare.
    inverse = 1.0 / cv / cv
    long = inverse / ((1.0 + inverse) * (1.0 + sqrt((1.0 - inverse) / (1.0 + inverse))))
    if long < NEVER:
        return Exponential(mean / 2.0)
    return mixture(
        (
            (1.0 - long, Exponential(mean / (2.0 * (1.0 - long)))),
            (long, Exponential(mean / (2.0 * long))),
        )
    )


def least(block: Block) -> float:
    """The shortest time that it can take."""
    match block:
        case Constant(time):
            return time
        case Mixture(parts):
            return min(least(part) for _, part in parts)
        case Series(parts):
            return sum(least(part) for part in parts)
        case Repeated(times, inner):
            return floor(times) * least(inner)
        case Parallel(wanted, parts):
            return sorted(least(part) for part in parts)[wanted - 1]
        case Together(_, inner):
            return least(inner)
        case Capped(limit, inner, tries):
            fastest = least(inner)
            return fastest if fastest < limit else tries * limit
    return 0.0
