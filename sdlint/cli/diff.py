"""`sdlint diff`: what a change means."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from sdlint.cli.rim import completing, options
from sdlint.reports.changes import names

if TYPE_CHECKING:
    from sdlint.config import Config
    from sdlint.diagnostic import Diagnostic, Reader, Trouble
    from sdlint.source import Source

EPILOG = """\b
Exit status:
  0  told, whatever it says
  1  mistakes keep a design from being understood
  2  no such file or revision, or broken settings

\b
Examples:
  sdlint diff old.sd new.sd
  sdlint diff git:HEAD:shop.sd shop.sd               since the last commit
  sdlint diff git:main:shop.sd shop.sd --format markdown   for a pull request
  sdlint diff git:v1:shop.sd git:v2:shop.sd --format json
"""


@click.command(epilog=EPILOG)
@click.argument("old", shell_complete=completing.files)
@click.argument("new", shell_complete=completing.files)
@click.option(
    "--format",
    type=click.Choice(names()),
    default="text",
    show_default=True,
    help="text: for reading. markdown: for a pull request. json: full precision, for programs.",
)
@options.today
@options.color
def command(old: str, new: str, format: str, today: date | None, color: str) -> int:
    """Tell what differs between two designs by meaning, and what that does to the numbers.

    OLD and NEW are files, git:REVISION:PATH with a path from where you stand, or - for the standard
    input.
    """
    from sdlint.changes.difference import difference
    from sdlint.cli.rim import console
    from sdlint.cli.rim.house import rule_book
    from sdlint.cli.rim.patterns import ignored
    from sdlint.lint import lint
    from sdlint.reports.changes import report

    read = [_read(old), _read(new)]
    # Both may stand in the same project, whose settings have the same mistakes.
    if console.complain(dict.fromkeys(trouble for one in read for trouble in one.troubles), color):
        return 2
    # Both are judged by the rules of today: else a rule that came would be told as a finding that did.
    book = rule_book(read[1].root, read[1].config)
    outcomes = []
    for name, one in zip((old, new), read, strict=True):
        assert one.source is not None
        day = today or one.config.today or console.today()
        silent = ignored(one.root, one.config)
        outcome = lint((one.source,), one.reader, today=day, book=book, ignored=silent)
        if not outcome.designs[0].sound:
            console.show(_mistakes(one.source, one.reader), color)
            console.err(f"\nNothing is compared: {console.safe(name)} has mistakes.\n")
            return 1
        outcomes.append(outcome)
    found = difference(outcomes[0], outcomes[1], old, new)
    console.out(report(found, format, console.look(color)))
    troubles = dict.fromkeys(trouble for outcome in outcomes for trouble in outcome.troubles)
    return 2 if console.complain(troubles, color) else 0


class _Read:
    """A version of a design, what it may use, and why it can't be read."""

    def __init__(
        self,
        source: Source | None,
        troubles: tuple[Trouble, ...],
        reader: Reader,
        config: Config,
        root: str,
    ) -> None:
        self.root = root
        self.source = source
        self.troubles = troubles
        self.reader = reader
        self.config = config


def _read(name: str) -> _Read:
    from sdlint.cli.rim import git
    from sdlint.cli.rim.gather import gather_one
    from sdlint.diagnostic import Trouble

    named = git.parse(name)
    if named is None:
        gathered = gather_one(name)
        source = gathered.sources[0] if gathered.sources else None
        return _Read(source, gathered.troubles, gathered.reader, gathered.config, gathered.root)
    from sdlint.cli.rim.project import find_project

    revision = git.revision(*named)
    if isinstance(revision, Trouble):
        return _Read(None, (revision,), _nothing, find_project().config, "")
    found = revision.read(named[1])
    # The settings are those of today: what they say of the day and of severities holds for both versions.
    project = find_project(revision.folder)
    if isinstance(found, Trouble):
        return _Read(None, (*project.troubles, found), _nothing, project.config, project.root)
    return _Read(found, project.troubles, revision.reader(project.root), project.config, project.root)


def _nothing(path: str) -> Trouble:
    from sdlint.diagnostic import Trouble

    return Trouble("can't be read", path)


def _mistakes(source: Source, reader: Reader) -> list[Diagnostic]:
    from sdlint.diagnostic import Severity
    from sdlint.lint import understand

    _, found = understand(source, reader)
    return [diagnostic for diagnostic in found if diagnostic.severity is Severity.ERROR]
