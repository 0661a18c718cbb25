"""`sdlint fmt`: the one right layout."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from sdlint.cli.rim import completing, options
from sdlint.record import Equal

if TYPE_CHECKING:
    from sdlint.diagnostic import Diagnostic, Trouble
    from sdlint.source import Source

EPILOG = """\b
Exit status:
  0  all is formatted
  1  a file has mistakes; with --check or --diff: a file isn't formatted
  2  a file couldn't be read or written

\b
Examples:
  sdlint fmt                   all designs in this folder
  sdlint fmt --check designs   for continuous integration
  sdlint fmt --diff shop.sd    what would change
  sdlint fmt - < shop.sd       from the standard input to the standard output
"""


class _Formatted(Equal):
    """A design and its text in the right layout."""

    source: Source
    text: str

    @property
    def differs(self) -> bool:
        return self.text != self.source.text


@click.command(epilog=EPILOG)
@click.argument("paths", nargs=-1, shell_complete=completing.files)
@click.option("--check", is_flag=True, help="Write nothing; list the files that aren't formatted.")
@click.option("--diff", is_flag=True, help="Write nothing; show what would change.")
@options.stdin_filename
@options.color
def command(paths: tuple[str, ...], check: bool, diff: bool, stdin_filename: str | None, color: str) -> int:
    """Put designs in the one right layout; comments and spellings stay.

    PATHS are designs, folders with designs in them, or - to write the standard input, formatted, to
    the standard output; by default the current folder. A file with mistakes is left as it is.
    """
    from sdlint.cli.rim import console
    from sdlint.cli.rim.gather import gather

    gathered = gather(paths or (".",), stdin_filename)
    formatted, mistakes = _format(gathered.sources)
    troubles = list(gathered.troubles)
    differing = [one for one in formatted if one.differs]
    if diff:
        from sdlint.reports.terminal.unified import unified

        look = console.look(color)
        console.out("".join(unified(one.source, one.text, "formatted", look) for one in differing))
    elif check:
        console.out("".join(f"{console.safe(one.source.path)}\n" for one in differing))
    else:
        troubles.extend(_write(formatted, gathered.stdin))
    console.show(mistakes, color)
    console.complain(troubles, color)
    if formatted and gathered.stdin is None:
        console.err(_summary(len(differing), len(formatted), dry=check or diff))
    if troubles:
        return 2
    return int(bool(mistakes) or ((check or diff) and bool(differing)))


def _format(sources: Sequence[Source]) -> tuple[list[_Formatted], list[Diagnostic]]:
    """The designs that could be formatted, and the mistakes in the others."""
    from sdlint.diagnostic import Severity
    from sdlint.syntax.printer import print_source

    formatted: list[_Formatted] = []
    mistakes: list[Diagnostic] = []
    for source in sources:
        text, diagnostics = print_source(source)
        errors = [diagnostic for diagnostic in diagnostics if diagnostic.severity is Severity.ERROR]
        mistakes.extend(errors)
        if not errors:
            formatted.append(_Formatted(source, text))
    return formatted, mistakes


def _write(formatted: Sequence[_Formatted], stdin: Source | None) -> list[Trouble]:
    """Write what differs in place, and the standard input, differing or not, to the standard output."""
    from sdlint.cli.rim import console
    from sdlint.cli.rim.write import write_file

    troubles: list[Trouble] = []
    for one in formatted:
        content = one.text.encode("utf-8")
        if one.source is stdin:
            console.data(content)
        elif one.differs:
            trouble = write_file(one.source.path, content)
            if trouble is not None:
                troubles.append(trouble)
    return troubles


def _summary(differing: int, all_: int, *, dry: bool) -> str:
    """`2 files reformatted, 1 file left as it was`."""
    parts: list[str] = []
    if differing:
        parts.append(f"{_files(differing)} {'would be ' if dry else ''}reformatted")
    if all_ > differing:
        parts.append(f"{_files(all_ - differing)} formatted already")
    return f"{', '.join(parts)}\n"


def _files(count: int) -> str:
    return "1 file" if count == 1 else f"{count} files"
