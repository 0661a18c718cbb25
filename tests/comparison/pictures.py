"""One design drawn by sdlint, D2 and diagrams: how large each picture is, and how often its arrows cross.

The other two get what `sdlint render --format d2` and `--format diagrams` write. Their arrows are read from
their SVG, and counted by the same code as ours.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from sdlint.diagrams.crossings import crossings
from sdlint.diagrams.layout import SLIDE
from sdlint.diagrams.positions import Layout, Point, Route
from sdlint.record import Equal

DESIGN = Path(__file__).resolve().parents[2] / "examples" / "news-feed.sd"
SDLINT = Path(sys.executable).parent / "sdlint"
_OURS = r'<path class="(?:call|message)[^"]*" d="(?!M\d+ 0L)([^"]*)"'
"""An arrow of ours; those in the legend begin at 0 0."""
_NUMBERS = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4}


class Drawn(Equal):
    """A picture: its size in pixels, how many arrows it has, and how often they cross."""

    width: float
    height: float
    arrows: int
    crossings: int


def read(svg: str, arrow: str) -> Drawn:
    """A picture of which the arrows' paths match a pattern, whose first group is the path's `d`."""
    size = re.search(r'<svg[^>]*?\bwidth="([\d.]+)(?:pt)?"[^>]*?\bheight="([\d.]+)(?:pt)?"', svg)
    if size is None:
        raise ValueError("the picture doesn't say how large it is")
    ways = [way for path in re.findall(arrow, svg, re.DOTALL) if len(way := curves(path)) > 1]
    routes = tuple(Route(index, tuple(way), way[-1], None) for index, way in enumerate(ways))
    width, height = float(size[1]), float(size[2])
    return Drawn(width, height, len(ways), crossings(Layout(width, height, {}, (), routes, "TB")))


def curves(path: str) -> list[Point]:
    """A path of lines and curves as a start and three points for each cubic curve.

    Raises ValueError for what else a path may have.
    """
    points: list[Point] = []
    for letter, numbers in _commands(path):
        if letter == "M":
            points = [(numbers[0], numbers[1])]
            continue
        x, y = points[-1]
        if letter == "C":
            a, b, end = (numbers[0], numbers[1]), (numbers[2], numbers[3]), (numbers[4], numbers[5])
        elif letter == "S":
            # The first handle goes on as the last one came; after a line it is where the pen is.
            before = points[-2] if len(points) > 1 else (x, y)
            a, b, end = (
                (2 * x - before[0], 2 * y - before[1]),
                (numbers[0], numbers[1]),
                (numbers[2], numbers[3]),
            )
        else:
            end = (
                (numbers[0], y)
                if letter == "H"
                else (x, numbers[0])
                if letter == "V"
                else (numbers[0], numbers[1])
            )
            a, b = (x, y), end
        points += [a, b, end]
    return points


def _commands(path: str) -> Iterator[tuple[str, list[float]]]:
    letter = ""
    numbers: list[float] = []
    for token in re.findall(r"[A-Za-z]|-?\d+(?:\.\d+)?(?:e-?\d+)?", path):
        if token.isalpha():
            letter = token
            if letter not in _NUMBERS:
                raise ValueError(f"a path with `{letter}` isn't read")
            continue
        numbers.append(float(token))
        if len(numbers) == _NUMBERS[letter]:
            yield letter, numbers
            numbers = []
            letter = "L" if letter == "M" else letter


def drawn(home: Path) -> dict[str, Drawn | str]:
    """What each tool makes of the design, or why it makes nothing."""
    work = home / "pictures"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    for options in (["-o", "d2.d2"], ["--format", "diagrams", "-o", "script.py"]):
        _run([SDLINT, "render", DESIGN, *options], work)
    found: dict[str, Drawn | str] = {}
    makers: dict[str, Callable[[], Drawn]] = {
        "sdlint": lambda: drawn_by_us(work),
        "D2 with ELK": lambda: _d2(home, work),
        "diagrams": lambda: _diagrams(home, work),
    }
    for name, make in makers.items():
        try:
            found[name] = make()
        except (OSError, subprocess.CalledProcessError) as error:
            found[name] = f"not drawn here: {error}"
    return found


def drawn_by_us(work: Path) -> Drawn:
    """Our picture, written into a folder."""
    _run([SDLINT, "render", DESIGN, "-o", "own.svg", "--today", "2026-11-01"], work)
    return read((work / "own.svg").read_text("utf-8"), _OURS)


def _d2(home: Path, work: Path) -> Drawn:
    _run([home / "venv" / "bin" / "d2", "--layout", "elk", "d2.d2", "d2.svg"], work)
    svg = (work / "d2.svg").read_text("utf-8")
    # The outer element has a viewBox alone.
    return read(svg[svg.index("<svg", 5) :], r'<path d="([^"]*)"[^>]*class="connection')


def _diagrams(home: Path, work: Path) -> Drawn:
    script = (work / "script.py").read_text("utf-8").replace("show=False", 'show=False, outformat="svg"', 1)
    (work / "script.py").write_text(script, "utf-8")
    _run([home / "venv" / "bin" / "python", "script.py"], work)
    svg = next(work.glob("news*.svg")).read_text("utf-8")
    return read(svg, r'class="edge">.*?<path[^>]*? d="([^"]*)"')


def _run(command: Sequence[str | Path], folder: Path) -> None:
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=300)


def table(found: dict[str, Drawn | str]) -> str:
    """The table, as the page shows it."""
    lines = [f"| | {' | '.join(found)} |", f"|---|{'---|' * len(found)}"]
    rows: dict[str, Callable[[Drawn], str]] = {
        "size, width to height": lambda one: (
            f"{one.width:.0f} × {one.height:.0f}, {one.width / one.height:.2g}"
        ),
        "shrunk to fit a slide of 1920 × 1080": lambda one: f"to {_shrunk(one):.0%}",
        "arrows": lambda one: f"{one.arrows}",
        "crossings of arrows": lambda one: f"{one.crossings}",
    }
    for name, say in rows.items():
        lines.append(
            f"| {name} | {' | '.join(one if isinstance(one, str) else say(one) for one in found.values())} |"
        )
    return "\n".join(lines) + "\n"


def _shrunk(one: Drawn) -> float:
    return min(1.0, SLIDE[0] / one.width, SLIDE[1] / one.height)
