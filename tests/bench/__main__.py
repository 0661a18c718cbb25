"""How long the command takes, as a whole process: `python -m tests.bench`.

A machine's clock drifts, so absolute numbers of two sittings can't be compared. Here the commands take
turns, in a new order each round, and each time is divided by the bare Python's of the same round; the
table shows the medians of these ratios.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench import numbers, scale
from tests.bench.designs import design

ROOT = Path(__file__).resolve().parent.parent.parent
# What the installed script does; so a checkout needs no installation.
SDLINT = (sys.executable, "-c", "import sys; from sdlint.cli import main; sys.exit(main())")
BARE = "python -c pass"
IMPORTS = "python -c 'import click'"


@dataclass(frozen=True, slots=True)
class Run:
    """One process: seconds by the wall's clock, and of processor time (user and system)."""

    wall: float
    processor: float


@dataclass(slots=True)
class Contender:
    """A command that takes part, and its times, round by round."""

    name: str
    command: tuple[str, ...]
    before: Callable[[int], None] = lambda _: None
    """Called before each run, with the round's number, outside the time."""
    finds: bool = False
    """May exit with 1: `sdlint check` found something, which is a run like another."""
    writes: Path | None = None
    """What must be there afterwards."""
    peer: bool = False
    """Somebody else's program: may be absent."""
    runs: list[Run] = field(default_factory=list)
    trouble: str = ""
    """Why it takes part no longer."""

    def start(self, number: int, environment: dict[str, str]) -> None:
        """Run once, and keep the time or the trouble."""
        self.before(number)
        begin = time.perf_counter()
        with tempfile.TemporaryFile() as errors:
            try:
                # wait4 and not the sum over all children: it gives this very process's times.
                process = subprocess.Popen(
                    self.command, stdout=subprocess.DEVNULL, stderr=errors, env=environment
                )
            except OSError as error:
                self.trouble = f"not started: {error.strerror}"
                return
            _, status, usage = os.wait4(process.pid, 0)
            wall = time.perf_counter() - begin
            process.returncode = os.waitstatus_to_exitcode(status)
            errors.seek(0)
            said = errors.read().decode(errors="replace").strip().splitlines()
        # Python itself exits with 1 after an exception that nobody caught.
        fine = process.returncode == 0 or (
            self.finds and process.returncode == 1 and not any("Traceback" in line for line in said)
        )
        if not fine:
            self.trouble = f"failed (exit {process.returncode}): {said[-1] if said else 'without a word'}"
        elif self.writes and not self.writes.exists():
            self.trouble = f"{self.writes.name} wasn't written"
        else:
            self.runs.append(Run(wall, usage.ru_utime + usage.ru_stime))


def contenders(folder: Path) -> list[Contender]:
    """Everything that is timed: bare Python first, the yardstick."""
    cache = folder / "cache" / "sdlint"

    def edited(size: int) -> Callable[[int], None]:
        text = design(size)

        def before(number: int) -> None:
            # A new last line each round: no cache of results may answer.
            (folder / f"{size}.sd").write_text(f"{text}# {number}\n", encoding="utf-8")
            for suffix in ("png", "svg"):
                (folder / f"{size}.{suffix}").unlink(missing_ok=True)

        return before

    def emptied(number: int) -> None:
        edited(12)(number)
        for table in (*cache.glob("*.json"), *cache.glob("*.kept")):
            table.unlink()  # The parser's tables and the rules; results are kept in a folder beside them.

    rows = [
        Contender(BARE, (sys.executable, "-c", "pass")),
        Contender(IMPORTS, (sys.executable, "-c", "import click")),
        Contender("sdlint --version", (*SDLINT, "--version")),
    ]
    for size in (12, 100):
        path, picture, drawn = (folder / f"{size}.{suffix}" for suffix in ("sd", "png", "svg"))
        for words, arguments, finds, writes in (
            ("check --no-cache", ("check", str(path), "--no-cache"), True, None),
            ("ask", ("ask", str(path), "load(api1)"), False, None),
            ("render -o x.png", ("render", str(path), "-o", str(picture)), False, picture),
            ("render -o x.svg", ("render", str(path), "-o", str(drawn)), False, drawn),
            # What the others do too: the picture, and no review of what is drawn.
            ("render --no-findings", ("render", str(path), "--no-findings", "-o", str(drawn)), False, drawn),
            (
                "render --scale 1 -o x.png",
                ("render", str(path), "--scale", "1", "-o", str(picture)),
                False,
                picture,
            ),
        ):
            name = f"sdlint {words}, {size} components"
            rows.append(Contender(name, (*SDLINT, *arguments), edited(size), finds, writes))
    whole, large = folder / "1000.sd", folder / "1000.svg"
    whole.write_text(design(1000), encoding="utf-8")
    words = ("render", str(whole), "--no-findings", "-o", str(large))
    rows.append(Contender("sdlint render --no-findings, 1000 components", (*SDLINT, *words), writes=large))
    same = folder / "same.sd"
    same.write_text(design(12), encoding="utf-8")
    rows += [
        Contender(
            "sdlint check, 12, without tables",
            (*SDLINT, "check", str(folder / "12.sd"), "--no-cache"),
            emptied,
            True,
        ),
        Contender("sdlint check, 12, unchanged", (*SDLINT, "check", str(same)), finds=True),
    ]
    return rows + peers(folder)


def peers(folder: Path) -> list[Contender]:
    """Others' programs that users know, doing a job of about the same size."""
    (folder / "peer.yaml").write_text("".join(f"key{n}: [1, 2, 3]\n" for n in range(60)), encoding="utf-8")
    (folder / "peer.dot").write_text(
        "digraph {" + "".join(f"n{n // 2} -> n{n};" for n in range(1, 12)) + "}\n", encoding="utf-8"
    )
    (folder / "peer.d2").write_text("".join(f"n{n // 2} -> n{n}\n" for n in range(1, 12)), encoding="utf-8")
    (folder / "peer.py").write_text("".join(f"key{n} = [1, 2, 3]\n" for n in range(60)), encoding="utf-8")
    (folder / "openapi.yaml").write_text(_openapi(), encoding="utf-8")
    (folder / ".spectral.yaml").write_text('extends: ["spectral:oas"]\n', encoding="utf-8")
    (folder / "likec4").mkdir()
    (folder / "likec4" / "peer.c4").write_text(_likec4(), encoding="utf-8")
    for size in (12, 100):
        (folder / f"d2-{size}.sd").write_text(design(size), encoding="utf-8")
        words = ("render", str(folder / f"d2-{size}.sd"), "--no-findings", "--no-collapse")
        # The same boxes and arrows, as our own writer says them in D2.
        subprocess.run(
            [*SDLINT, *words, "-o", str(folder / f"d2-{size}.d2")],
            env=dict(os.environ, PYTHONPATH=str(ROOT)),
            check=True,
            capture_output=True,
        )
    found = [
        ("node -e 0", "node", ("-e", "0")),
        ("ruff check, 60 lines", "ruff", ("check", "--isolated", "--no-cache", str(folder / "peer.py"))),
        ("yamllint, 60 lines", "yamllint", ("-d", "relaxed", str(folder / "peer.yaml"))),
        ("d2 fmt --check, 12 boxes", "d2", ("fmt", "--check", str(folder / "peer.d2"))),
        ("d2 validate, 12 boxes", "d2", ("validate", str(folder / "peer.d2"))),
        *(
            (
                f"d2 --layout elk x.svg, {size} components",
                "d2",
                ("--layout", "elk", str(folder / f"d2-{size}.d2"), str(folder / f"d2-{size}.svg")),
            )
            for size in (12, 100)
        ),
        (
            "spectral lint, 12 paths",
            "spectral",
            ("lint", "-q", "-r", str(folder / ".spectral.yaml"), str(folder / "openapi.yaml")),
        ),
        ("likec4 validate, 12 elements", "likec4", ("validate", str(folder / "likec4"))),
        ("dot -Tpng, 12 boxes", "dot", ("-Tpng", "-o", str(folder / "peer.png"), str(folder / "peer.dot"))),
    ]
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
    rows = []
    for name, program, arguments in found:
        where = shutil.which(program, path=path)
        row = Contender(name, (where or program, *arguments), peer=True)
        row.trouble = "" if where else "not installed"
        rows.append(row)
    return rows


def _openapi() -> str:
    """A description of twelve calls, for a linter of such."""
    paths = "".join(
        f"  /items{number}:\n    get:\n      operationId: get{number}\n      responses:\n"
        '        "200":\n          description: fine\n'
        for number in range(12)
    )
    return f"openapi: 3.0.3\ninfo: {{title: Items, version: 1.0.0}}\nservers: [{{url: /}}]\npaths:\n{paths}"


def _likec4() -> str:
    """A model of twelve elements in a row."""
    elements = "".join(f"  e{number} = component 'Element {number}'\n" for number in range(12))
    relations = "".join(f"  e{number} -> e{number + 1} 'calls'\n" for number in range(11))
    views = "views {\n  view index { include * }\n}\n"
    return f"specification {{ element component }}\nmodel {{\n{elements}{relations}}}\n{views}"


def measure(rows: list[Contender], rounds: int, environment: dict[str, str]) -> None:
    """Run everything `rounds` times, taking turns; a first round warms the disk's cache and isn't kept."""
    order = random.Random(0)  # The same orders each time.
    for number in range(rounds + 1):
        for row in order.sample(rows, len(rows)):
            if not row.trouble:
                row.start(number, environment)
        if number == 0:
            for row in rows:
                row.runs.clear()
        if sys.stderr.isatty():
            print(f"\rround {number} of {rounds}", end="", file=sys.stderr, flush=True)
    if sys.stderr.isatty():
        print("\r\033[K", end="", file=sys.stderr)


def table(rows: list[Contender]) -> str:
    """Medians, and medians of the ratios of one round's two times."""
    named = {row.name: row for row in rows}

    def ratio(row: Contender, to: str) -> str:
        pairs = zip(row.runs, named[to].runs, strict=True)
        return f"{statistics.median(ours.wall / theirs.wall for ours, theirs in pairs):.1f}"

    width = max(len(row.name) for row in rows)
    lines = [f"{'':{width}}  {'wall ms':>8} {'cpu ms':>8} {'× python':>9} {'× imports':>10}"]
    for row in rows:
        if row.trouble or not row.runs:
            lines.append(f"{row.name:{width}}  {row.trouble or 'no run'}")
            continue
        wall = statistics.median(run.wall for run in row.runs) * 1000
        processor = statistics.median(run.processor for run in row.runs) * 1000
        lines.append(
            f"{row.name:{width}}  {wall:8.1f} {processor:8.1f} "
            f"{ratio(row, BARE):>9} {ratio(row, IMPORTS):>10}"
        )
    return "\n".join(lines)


def main() -> int:
    """Measure and print; 1 when a command of our own failed."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("--runs", type=int, default=11, help="how often each command is run (default 11)")
    parser.add_argument("--short", action="store_true", help="commands alone: no long files, no numbers")
    options = parser.parse_args()
    if options.runs < 1:
        parser.error("--runs must be at least 1")
    with tempfile.TemporaryDirectory(prefix="sdlint-bench-") as name:
        folder = Path(name)
        # The user's own caches and configuration stay out of it.
        environment = dict(os.environ, XDG_CACHE_HOME=str(folder / "cache"), PYTHONPATH=str(ROOT))
        rows = contenders(folder)
        measure(rows, options.runs, environment)
        scaled = "" if options.short else scale.table(folder, SDLINT, environment)
    print(f"{options.runs} rounds, Python {sys.version.split()[0]}; × is the median of the rounds' ratios\n")
    print(table(rows))
    if not options.short:
        print(f"\n{scaled}\n\n{numbers.table()}")
    return int(any(row.trouble and not row.peer for row in rows))


if __name__ == "__main__":
    sys.exit(main())
