"""`sdlint baseline`: what is found when a project begins to look, so that only what is new counts."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from sdlint.cli.rim import completing, options

if TYPE_CHECKING:
    from sdlint.baseline import Entry
    from sdlint.findings import Single

EPILOG = """\b
Exit status:
  0  written; of `check`: all that is found is in it, and all that is in it is found
  1  of `check`: something is new, or gone; of the others: a design has mistakes
  2  something couldn't be read or written

\b
Examples:
  sdlint baseline create baseline.json designs
  sdlint check designs --baseline baseline.json    only what is new counts
  sdlint baseline update baseline.json designs --only-shrink
  sdlint baseline check baseline.json designs      whether it is up to date
"""


@click.group(epilog=EPILOG)
def command() -> None:
    """Write down what is found now, so that `sdlint check --baseline` tells only what is new.

    A finding is known by its rule, its system's title and its element: renaming files, reformatting and
    reordering change nothing. Mistakes are never in a baseline: they are to be mended.
    """


@command.command("create", epilog=EPILOG)
@click.argument("file", shell_complete=completing.files)
@click.argument("paths", nargs=-1, shell_complete=completing.files)
@options.preset
@options.isolated
@options.jobs
@options.today
@options.color
def create(file: str, paths: tuple[str, ...], **told: Any) -> int:
    """Write FILE, which isn't there yet, with all that is found in PATHS (by default the current folder)."""
    from sdlint.baseline import entries_of, written
    from sdlint.cli.rim import console
    from sdlint.cli.rim.write import create_file

    found = _found(paths, told)
    if isinstance(found, int):
        return found
    entries = entries_of(found)
    trouble = create_file(file, written(entries).encode())
    if trouble is not None:
        console.complain((trouble,), told["color"])
        return 2
    console.out(f"{_findings(len(entries))} in {console.safe(file)}\n")
    return 0


@command.command("update", epilog=EPILOG)
@click.argument("file", shell_complete=completing.files)
@click.argument("paths", nargs=-1, shell_complete=completing.files)
@click.option("--only-shrink", is_flag=True, help="Take out what is gone, but take in nothing that is new.")
@options.preset
@options.isolated
@options.jobs
@options.today
@options.color
def update(file: str, paths: tuple[str, ...], only_shrink: bool, **told: Any) -> int:
    """Write FILE anew with what is found in PATHS, which must be those of `create`."""
    from sdlint.baseline import compared, entries_of, written
    from sdlint.cli.rim import console
    from sdlint.cli.rim.write import write_file

    both = _old_and_found(file, paths, told)
    if isinstance(both, int):
        return both
    old, found = both
    known, gone = compared(old, found)
    new = len(found) - len(known)
    entries = entries_of(known if only_shrink else found)
    trouble = write_file(file, written(entries).encode())
    if trouble is not None:
        console.complain((trouble,), told["color"])
        return 2
    left = f"; {_findings(new)} not taken in, since it only shrinks" if only_shrink and new else ""
    added = "" if only_shrink else f", {new} new"
    console.out(f"{_findings(len(entries))} in {console.safe(file)}: {len(gone)} gone{added}{left}\n")
    return 0


@command.command("check", epilog=EPILOG)
@click.argument("file", shell_complete=completing.files)
@click.argument("paths", nargs=-1, shell_complete=completing.files)
@click.option("--only-shrink", is_flag=True, help="Complain only of what is new, not of what is gone.")
@options.preset
@options.isolated
@options.jobs
@options.today
@options.color
def check(file: str, paths: tuple[str, ...], only_shrink: bool, **told: Any) -> int:
    """Say whether FILE is what is found in PATHS now: what is new, and what is gone."""
    from sdlint.baseline import compared, entries_of
    from sdlint.cli.rim import console

    both = _old_and_found(file, paths, told)
    if isinstance(both, int):
        return both
    old, found = both
    known, gone = compared(old, found)
    there = {id(one) for one in known}
    new = entries_of([one for one in found if id(one) not in there])
    for word, entries in (("new", new), ("gone", gone)):
        console.out("".join(f"{word}: {_line(entry)}\n" for entry in entries))
    console.out(f"{len(known)} known, {len(new)} new, {len(gone)} gone\n")
    return int(bool(new) or (bool(gone) and not only_shrink))


def _found(paths: tuple[str, ...], told: dict[str, Any]) -> tuple[Single, ...] | int:
    """What is found, one by one; or the exit status, when something keeps us from finding all of it."""
    from sdlint.cli.rim import console
    from sdlint.cli.rim.gather import gather
    from sdlint.cli.rim.judge import judge

    gathered = gather(paths or (".",), isolated=told["isolated"], documents=True)
    day: date = told["today"] or gathered.config.today or console.today()
    outcome = judge(gathered, today=day, preset=told["preset"], jobs=told["jobs"], lean=True)
    if console.complain(outcome.troubles, told["color"]):
        return 2
    if outcome.unsound:
        # Of a design that isn't understood it isn't known what would be found.
        names = ", ".join(console.safe(path) for path in outcome.unsound)
        console.err(f"Mistakes in {names}: 'sdlint check' tells them. They come first.\n")
        return 1
    return outcome.single


def _old_and_found(
    file: str, paths: tuple[str, ...], told: dict[str, Any]
) -> tuple[tuple[Entry, ...], tuple[Single, ...]] | int:
    """What FILE holds and what is found; or the exit status, when one of them can't be had."""
    old = _read(file, told["color"])
    if isinstance(old, int):
        return old
    found = _found(paths, told)
    return found if isinstance(found, int) else (old, found)


def _read(file: str, color: str) -> tuple[Entry, ...] | int:
    from sdlint.baseline import read
    from sdlint.cli.rim import console
    from sdlint.cli.rim.files import read_file
    from sdlint.diagnostic import Trouble

    source = read_file(file)
    entries = source if isinstance(source, Trouble) else read(source)
    if isinstance(entries, Trouble):
        console.complain((entries,), color)
        return 2
    return entries


def _line(entry: Entry) -> str:
    from sdlint.cli.rim.console import safe

    element = f" on {entry.element}" if entry.element else ""
    return safe(f"{entry.system}: {entry.rule}{element}: {entry.message}")


def _findings(number: int) -> str:
    return f"{number} finding" if number == 1 else f"{number} findings"
