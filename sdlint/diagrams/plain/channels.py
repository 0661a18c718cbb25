"""How arrows go from row to row: down, along a track, and down again; no two on one piece of paper."""

from __future__ import annotations

from collections.abc import Sequence

from sdlint.diagrams.plain.cells import Charset, Paper
from sdlint.record import Equal


class Run(Equal):
    """A piece of a way through a channel: from a column at its top to a column at its bottom."""

    top: int
    bottom: int
    dashed: bool = False
    head_up: bool = False
    """Its arrow's head is at the top."""
    head_down: bool = False
    """Its arrow's head is at the bottom."""
    label: str = ""
    """What stands beside it, near the bottom."""


class Track(Equal):
    """A run with the row of its horizontal part; −1 when it goes straight down."""

    run: Run
    row: int
    after: int = -1
    """The row where it begins, when it is the second half of a run; else it begins at the channel's top."""
    until: int = -1
    """The row where it ends, when it is the first half; else it ends at the channel's bottom."""


def tracks(runs: Sequence[Run]) -> tuple[list[Track], int]:
    """The tracks of all runs through one channel, and how many rows they take.

    What comes from above in a column ends above what goes down from there. Where that can't be (two that
    change places), one of the two goes round, by a column to the right of all others.
    """
    bent = [run for run in runs if run.top != run.bottom]
    straight = [Track(run, -1) for run in runs if run.top == run.bottom]
    halves: list[tuple[Run, int]] = [(run, -1) for run in bent]
    """Each run, or half of one, and which of them must lie above it because it is its second half."""
    aside = max([run.top for run in runs] + [run.bottom for run in runs], default=0) + 2
    while True:
        order, stuck = _order(halves)
        if not stuck:
            break
        # The first that is stuck, and whole, is cut in two; halves are in no circle of their own.
        index = next(index for index in stuck if _whole(halves, index))
        run, before = halves[index]
        halves[index] = (Run(run.top, aside, run.dashed), before)
        halves.append((Run(aside, run.bottom, run.dashed), index))
        aside += 2
    rows: list[int] = [0] * len(halves)
    taken: list[list[tuple[int, int]]] = []
    placed: list[int] = []
    for index in order:
        run, _ = halves[index]
        least = max((rows[other] + 1 for other in _above(halves, index)), default=0)
        low, high = min(run.top, run.bottom), max(run.top, run.bottom)
        least = max([least, *(rows[other] + 1 for other in placed if _over(halves[other][0], run))])
        placed.append(index)
        row = least
        while row < len(taken) and any(left <= high + 1 and low - 1 <= right for left, right in taken[row]):
            row += 1
        while len(taken) <= row:
            taken.append([])
        taken[row].append((low, high))
        rows[index] = row
    found: list[Track] = []
    second = {before: index for index, (_, before) in enumerate(halves) if before >= 0}
    for index, (run, before) in enumerate(halves):
        after = rows[before] if before >= 0 else -1
        until = rows[second[index]] if index in second else -1
        found.append(Track(run, rows[index], after, until))
    return [*straight, *found], len(taken)


def _above(halves: Sequence[tuple[Run, int]], index: int) -> list[int]:
    """The runs that must lie above a run: those that come down in the column where it goes on down."""
    run, before = halves[index]
    if any(of == index for _, of in halves):
        return []  # It ends on a track, not at the bottom.
    found = [
        other for other, (one, of) in enumerate(halves) if other != index and of < 0 and one.top == run.bottom
    ]
    return [*found, before] if before >= 0 else found


def _whole(halves: Sequence[tuple[Run, int]], index: int) -> bool:
    return halves[index][1] < 0 and all(of != index for _, of in halves)


def _order(halves: Sequence[tuple[Run, int]]) -> tuple[list[int], list[int]]:
    """An order in which what must lie above comes first, and those that have none because of a circle."""
    above = [set(_above(halves, index)) for index in range(len(halves))]
    left = sorted(range(len(halves)), key=lambda i: (_turn(halves[i][0]), i))
    order: list[int] = []
    while left:
        free = next((index for index in left if not above[index] & set(left)), None)
        if free is None:
            return order, left
        left.remove(free)
        order.append(free)
    return order, []


def _over(one: Run, other: Run) -> bool:
    """Whether a run that goes the same way, and is laid first, must lie above another: they overlap."""
    (left, right), (low, high) = (sorted((run.top, run.bottom)) for run in (one, other))
    return (one.top < one.bottom) == (other.top < other.bottom) and left <= high and low <= right


def _turn(run: Run) -> tuple[bool, int]:
    """Its place among those that are laid from above to below: of those that go to the right the rightmost
    is first, of others the leftmost, so that none crosses another of its way that it needn't.
    """
    right = run.top < run.bottom
    return right, -run.top if right else run.top


def draw(paper: Paper, y: int, runs: Sequence[Run], charset: Charset) -> int:
    """Draw the runs of a channel whose top is at row `y` of the paper; the row below the channel.

    From above: a row of lines, or of heads that point up, then the tracks, then the labels, then the heads.
    """
    found, high = tracks(runs)
    labelled = any(run.label for run in runs)
    first = y + 1
    bottom = first + high + (2 if labelled else 1)
    marks: dict[tuple[int, int], str] = {}
    for track in found:
        run, at = track.run, first + track.row
        down = (charset.dashed if run.dashed else charset.line)[0]
        if track.row < 0:
            _vertical(marks, run.top, y, bottom, down)
            continue
        _vertical(marks, run.top, y if track.after < 0 else first + track.after + 1, at, down)
        _vertical(marks, run.bottom, at + 1, bottom if track.until < 0 else first + track.until, down)
    for track in found:
        if track.row >= 0:
            _horizontal(marks, track, first + track.row, charset)
    for run in runs:
        if run.head_up:
            marks[(run.top, y)] = charset.heads[3 if run.dashed else 2]
        if run.head_down:
            marks[(run.bottom, bottom - 1)] = charset.heads[1 if run.dashed else 0]
    for (column, row), character in marks.items():
        paper.put(column, row, character)
    for run in runs:
        paper.write(run.bottom + 2, bottom - 2, run.label)
    return bottom


def _vertical(marks: dict[tuple[int, int], str], column: int, start: int, end: int, character: str) -> None:
    for row in range(start, end):
        marks[(column, row)] = character


def _horizontal(marks: dict[tuple[int, int], str], track: Track, row: int, charset: Charset) -> None:
    """Where two lines cross, the one that goes down is whole: no crossing looks like a fork."""
    run = track.run
    line = charset.dashed if run.dashed else charset.line
    low, far = min(run.top, run.bottom), max(run.top, run.bottom)
    for column in range(low + 1, far):
        marks.setdefault((column, row), line[1])
    marks[(low, row)], marks[(far, row)] = (line[4], line[3]) if run.top < run.bottom else (line[2], line[5])
