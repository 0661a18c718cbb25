"""How cost grows with the length of what is read, which is the same on a slow machine and on a fast one.

How long something takes is `make bench`'s business; here the same thing is done to an input and to one
that is a sixteenth as long.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from typing import TypeVar

_Input = TypeVar("_Input")

LONGER = 16
"""How many times the short input the long one is. Where cost is quadratic, it costs 256 times as much."""
MOST = 2
"""How many times what is linear is still taken for linear: caches of the machine, other programs."""
NEGLIGIBLE = 0.02
"""Seconds that need no explanation: below it the clock and what is done once would be compared."""
TURNS = 5


def assert_linear(
    run: Callable[[_Input], object],
    make: Callable[[int], _Input],
    size: int,
    *,
    clock: Callable[[], float] = time.process_time,
) -> None:
    """Fail where `run` costs much more than in proportion to the size that `make` is given.

    `size` must be such that something quadratic takes a second or so, not minutes. The best of some turns
    counts: what else the machine does only ever adds.
    """
    short, long = make(size // LONGER), make(size)
    run(short)  # What is loaded once isn't the input's doing.
    little = min(_cost(run, short, clock) for _ in range(3))
    much = float("inf")
    for _ in range(TURNS):
        much = min(much, _cost(run, long, clock))
        if much <= max(NEGLIGIBLE, MOST * LONGER * little):
            return
        little = min(little, _cost(run, short, clock))
    raise AssertionError(
        f"{LONGER} times the input costs {much / little:.0f} times as much: {little:.4f} s, then {much:.4f} s"
    )


def _cost(run: Callable[[_Input], object], given: _Input, clock: Callable[[], float]) -> float:
    """Seconds of the processor, without collecting the garbage of earlier tests."""
    collects = gc.isenabled()
    gc.disable()
    try:
        start = clock()
        run(given)
        return clock() - start
    finally:
        if collects:
            gc.enable()
