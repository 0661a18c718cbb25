"""Pictures of characters: what is drawn is what is meant. Arrows are followed on paper, as an eye does."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from sdlint.diagrams.picture import FADED, Box, Cluster, Edge, Picture
from sdlint.diagrams.plain.cells import UNICODE, Paper, cut, wide, wrapped
from sdlint.diagrams.plain.channels import Run, draw, tracks
from sdlint.diagrams.plain.columns import ports, settled
from sdlint.diagrams.plain.sheet import sheet


@st.composite
def pictures(draw: st.DrawFn) -> Picture:
    count = draw(st.integers(1, 9))
    boxes = tuple(Box(f"b{index}", f"B{index}", "service", "compute") for index in range(count))
    ends = st.tuples(st.integers(0, count - 1), st.integers(0, count - 1), st.booleans(), st.integers(0, 9))
    found = draw(st.lists(ends, max_size=14, unique_by=lambda end: end[:3]))
    edges = tuple(
        Edge(f"b{one}", f"b{other}", dashed, label="x" * length)
        for one, other, dashed, length in found
        if one != other
    )
    return Picture("", boxes, (), edges)


class _Eye:
    """Follows lines from heads to where they begin."""

    def __init__(self, lines: list[str]) -> None:
        self.cells = {(x, y): c for y, line in enumerate(lines) for x, c in enumerate(line) if c != " "}
        self.boxes: dict[tuple[int, int], str] = {}
        for y, line in enumerate(lines):
            for x, c in enumerate(line):
                if c == "B" and line[x - 1] == " " and x + 1 < len(line) and line[x + 1].isdigit():
                    self._note(x, y)

    def _note(self, x: int, y: int) -> None:
        name = "b" + self.cells[(x + 1, y)]
        left = max(
            at for at in range(x) if self.cells.get((at, y)) == "│" and self.cells.get((at, y - 1)) == "┌"
        )
        right = min(at for at in range(x, x + 80) if self.cells.get((at, y - 1)) == "┐")
        low = y
        while self.cells.get((left, low)) != "└":
            low += 1
        for row in range(y - 1, low + 1):
            for column in range(left, right + 1):
                self.boxes[(column, row)] = name

    def follow(self, x: int, y: int, up: bool) -> str:
        """The box where the line ends whose head is here; it goes on away from the head's tip."""
        dx, dy = 0, -1 if up else 1
        while True:
            x, y = x + dx, y + dy
            if (x, y) in self.boxes:
                return self.boxes[(x, y)]
            character = self.cells[(x, y)]
            if character in "┌┐└┘":
                turns = {"┌": (1, 1), "┐": (-1, 1), "└": (1, -1), "┘": (-1, -1)}[character]
                dx, dy = (turns[0], 0) if dy else (0, turns[1])
            elif dy:
                assert character in "│┊", (x, y, character)
            else:
                # A line that goes across goes on behind one that goes down.
                assert character in "─┄│┊", (x, y, character)

    def arrows(self) -> Counter[tuple[str, str, bool]]:
        found: Counter[tuple[str, str, bool]] = Counter()
        for (x, y), character in self.cells.items():
            if character in "▼▽":
                found[(self.follow(x, y, True), self.boxes[(x, y + 1)], character == "▽")] += 1
            elif character in "▲△":
                above = y - 1
                while (x, above) not in self.boxes:
                    assert self.cells[(x, above)] in "│┊"
                    above -= 1
                found[(self.follow(x, y, False), self.boxes[(x, above)], character == "△")] += 1
        return found


@given(pictures(), st.sampled_from([40, 80, 200]))
def test_an_eye_reads_the_arrows_that_are_meant(picture: Picture, width: int) -> None:
    lines, _ = sheet(picture, UNICODE, width)
    body = lines[: lines.index("Arrows") - 1] if "Arrows" in lines else lines
    meant = Counter((edge.source, edge.target, edge.asynchronous) for edge in picture.edges)
    assert _Eye(body).arrows() == meant


@given(
    st.lists(st.integers(0, 12), unique=True, max_size=9).flatmap(
        lambda tops: st.tuples(st.just(tops), st.permutations(range(13)).map(lambda ends: ends[: len(tops)]))
    )
)
def test_no_two_runs_share_a_piece_of_paper(ends: tuple[list[int], list[int]]) -> None:
    runs = [Run(top, bottom) for top, bottom in zip(*ends, strict=True)]
    found, high = tracks(runs)
    across: Counter[tuple[int, int]] = Counter()
    down: Counter[tuple[int, int]] = Counter()
    for track in found:
        run = track.run
        if track.row < 0:
            down.update((run.top, row) for row in range(high + 1))
            continue
        low, far = sorted((run.top, run.bottom))
        across.update((column, track.row) for column in range(low, far + 1))
        # What joins two halves of a run is drawn by both: it is counted with the second.
        down.update((run.top, row) for row in range(max(track.after + 1, 0), track.row))
        if track.until < 0:
            down.update((run.bottom, row) for row in range(track.row + 1, high + 1))
    assert max(across.values(), default=1) == 1
    assert max(down.values(), default=1) == 1


@given(st.lists(st.floats(-50, 50), min_size=1, max_size=12))
def test_places_keep_their_distance_and_move_no_further_than_they_must(wanted: list[float]) -> None:
    found = settled(wanted, [3.0] * (len(wanted) - 1), [1.0] * len(wanted))
    assert all(other - one >= 3 - 1e-9 for one, other in pairwise(found))
    if all(other - one >= 3 for one, other in pairwise(wanted)):
        assert all(abs(one - other) < 1e-9 for one, other in zip(wanted, found, strict=True))


@given(st.lists(st.integers(-20, 60), min_size=1, max_size=8))
def test_ends_lie_on_their_side(wanted: list[int]) -> None:
    found = ports(sorted(wanted), [2] * (len(wanted) - 1), 1, 20)
    assert all(1 <= column <= 20 for column in found)
    assert all(other - one >= 2 for one, other in pairwise(found))


@given(st.text("ab数 é", max_size=60), st.integers(8, 30))
def test_wrapped_text_fits_and_loses_nothing(text: str, limit: int) -> None:
    lines = wrapped(text, limit, "- ", "  ")
    assert all(wide(line) <= limit for line in lines)
    assert "".join("".join(line[2:].split()) for line in lines) == "".join(text.split())
    assert wide(cut(text, limit)) <= limit


def test_arrows_of_one_way_cross_only_where_they_must() -> None:
    right = [Run(10, 20), Run(12, 24), Run(14, 40)]
    for runs in (right, [Run(60 - run.top, 60 - run.bottom) for run in right]):
        rows = {track.run: track.row for track in tracks(runs)[0]}
        assert [rows[run] for run in runs] == [2, 1, 0]
        lines = _channel(runs)
        assert "".join(lines).count("└") + "".join(lines).count("┘") == len(runs)
        # Where none crosses, each piece that goes across is whole.
        assert not any(re.search(r"─│+─", line) for line in lines)


def _channel(runs: list[Run]) -> list[str]:
    paper = Paper()
    draw(paper, 0, runs, UNICODE)
    return paper.lines()


def test_rows_that_stand_out_are_moved_in_before_a_picture_is_too_wide() -> None:
    """One service calls eight, of which no three find room in a row: their arrows pass one another."""
    boxes = tuple(Box(f"b{index}", f"Box number {index:020}", "service", "compute") for index in range(9))
    edges = tuple(Edge("b0", f"b{index}", label="1k/s") for index in range(1, 9))
    for width in (80, 100):
        lines, notes = sheet(Picture("", boxes, (), edges), UNICODE, width)
        assert max(map(wide, lines)) <= width
        assert notes == ()


def test_what_is_faded_elsewhere_is_named_below() -> None:
    boxes = tuple(
        Box(name, name.upper(), "queue", "channel", state=state)
        for name, state in (("a", ""), ("b", ""), ("c", FADED), ("d", FADED))
    )
    edges = (Edge("a", "b"), Edge("b", "c", state=FADED), Edge("c", "d", state=FADED))
    clusters = (Cluster("eu", "eu", "region", ("a", "c")), Cluster("us", "us", "region", ("d",)))
    lines, _ = sheet(Picture("", boxes, clusters, edges), UNICODE)
    assert lines[-4:] == ["Where", "  eu (region): a", "", "No part in it: C, D"]
    drawn = lines[: lines.index("Where")]
    assert sum("▼" in line for line in drawn) == 1
    assert not any("C" in line or "D" in line for line in drawn)
    # With nothing else to see, all of it is drawn.
    alone = Picture("", boxes[2:], (), edges[2:])
    assert any("C" in line for line in sheet(alone, UNICODE)[0])


def test_a_channel_is_closed_on_all_sides() -> None:
    lines, _ = sheet(Picture("", (Box("q", "q", "queue", "channel"),)), UNICODE)
    assert lines == ["┌───────╖", "│   q   ║", "│ queue ║", "└───────╜"]
