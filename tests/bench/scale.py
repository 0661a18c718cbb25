"""Many files at once, long files, and memory: what grows, and how."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from sdlint.diagnostic import Trouble
from sdlint.model.bind import bind
from sdlint.source import Source
from sdlint.syntax.parser import parse
from tests.bench.designs import design

MANY = 1000
"""Files of a run."""
SINGLE = 20
"""Of so many processes, a file each, the time of `MANY` is told."""
LINES = (25_000, 50_000, 100_000)
"""Lines of one file, through parser and binder."""
LINES_A_COMPONENT = 6.4
"""In the designs that are timed here."""


def _timed(command: list[str], environment: dict[str, str]) -> tuple[float, float, int]:
    """Seconds by the wall's clock, seconds of processor time with those of its children, the peak in MB."""
    begin = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        raise RuntimeError(f"{command} exited with {process.returncode}")
    peak = usage.ru_maxrss / (1024 if sys.platform != "darwin" else 1024 * 1024)
    return time.perf_counter() - begin, usage.ru_utime + usage.ru_stime, round(peak)


def many(folder: Path, sdlint: tuple[str, ...], environment: dict[str, str]) -> str:
    """A thousand files: by a process each, in one, and by several jobs."""
    files = folder / "many"
    files.mkdir()
    text = design(12)
    for number in range(MANY):
        (files / f"{number}.sd").write_text(f"{text}# {number}\n", encoding="utf-8")
    options = ["--no-cache", "--quiet", "--format", "json"]
    alone = [
        _timed([*sdlint, "check", str(files / f"{number}.sd"), *options], environment)
        for number in range(SINGLE)
    ]
    walls, processors = (sum(run[at] for run in alone) / SINGLE * MANY for at in (0, 1))
    lines = [
        f"{MANY} files of 12 components, --no-cache",
        f"{'a process each (told from ' + str(SINGLE) + ')':>38} {walls:8.1f} s {processors:8.1f} s cpu",
    ]
    for name, more in (("one process", ["--jobs", "1"]), ("--jobs auto", [])):
        wall, processor, _ = _timed([*sdlint, "check", str(files), *options, *more], environment)
        lines.append(f"{name:>38} {wall:8.1f} s {processor:8.1f} s cpu; {walls / wall:.1f} times as fast")
    return "\n".join(lines)


def growth() -> str:
    """Parser and binder on long files; linear growth doubles with the lines."""
    lines, before = ["one long file, cpu s"], 0.0
    for wanted in LINES:
        text = design(round(wanted / LINES_A_COMPONENT))
        source = Source("long.sd", text)
        begin = time.process_time()
        parse(source, "sd")
        parsed = time.process_time()
        bind(source, lambda path: Trouble("no other file", path))
        # The binder parses too.
        taken, parsing = time.process_time() - parsed, parsed - begin
        grown = f" (×{taken / before:.1f})" if before else ""
        count = text.count("\n")
        lines.append(f"{f'{count} lines':>38} parser {parsing:.2f}, with binder {taken:.2f}{grown}")
        before = taken
    return "\n".join(lines)


def memory(folder: Path, sdlint: tuple[str, ...], environment: dict[str, str]) -> str:
    """How long a check of one file takes, all rules included, and the most memory."""
    lines = ["check of one file, all rules"]
    for components in (12, 400, 1533, 3906, 7812, 15625):
        path = folder / "memory.sd"
        text = design(components)
        path.write_text(text, encoding="utf-8")
        _, taken, peak = _timed([*sdlint, "check", str(path), "--no-cache", "--quiet"], environment)
        count = text.count("\n")
        lines.append(f"{f'{count} lines':>38} cpu s {taken:.1f}, {peak} MB")
    return "\n".join(lines)


def table(folder: Path, sdlint: tuple[str, ...], environment: dict[str, str]) -> str:
    """All of it."""
    return "\n\n".join((many(folder, sdlint, environment), growth(), memory(folder, sdlint, environment)))
