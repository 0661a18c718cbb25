"""`sdlint check`: what a review would say of designs."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from sdlint.cli.rim import options
from sdlint.config import FAIL_ON
from sdlint.reports import names

if TYPE_CHECKING:
    from sdlint.lint import Outcome

EPILOG = """\b
Exit status:
  0  nothing at or above --fail-on
  1  findings, mistakes in a design included
  2  something couldn't be checked: no such file, broken settings, wrong usage

\b
Examples:
  sdlint check                         all designs in this folder
  sdlint check shop.sd --format json   for a program
  sdlint check designs --fail-on error let warnings pass
  sdlint check --since main            only what came since a revision
  git show HEAD:shop.sd | sdlint check - --stdin-filename shop.sd

\b
Settings, in sdlint.toml or in pyproject.toml below [tool.sdlint]:
  fail-on = "error"
  today   = 2026-01-31
"""


@click.command(epilog=EPILOG)
@click.argument("paths", nargs=-1)
@click.option(
    "--format",
    type=click.Choice(names()),
    default="text",
    show_default=True,
    help="text: code, reasons and help, for reading. concise: a line for each finding. json: for programs.",
)
@click.option(
    "--fail-on",
    type=click.Choice(FAIL_ON),
    help="The least severity that makes the exit status 1. [default: the settings', else warning]",
)
@click.option(
    "--since",
    metavar="REVISION",
    help="Tell only the findings that came since a revision of git: HEAD, main, v1.2.",
)
@options.today
@options.stdin_filename
@options.color
def command(
    paths: tuple[str, ...],
    format: str,
    fail_on: str | None,
    since: str | None,
    today: date | None,
    stdin_filename: str | None,
    color: str,
) -> int:
    """Say what a review would: mistakes, risks and open questions.

    PATHS are designs, folders with designs in them (what .gitignore names is left out), or - for the
    standard input; by default the current folder.
    """
    from sdlint.cli.rim import console
    from sdlint.cli.rim.gather import gather
    from sdlint.lint import lint
    from sdlint.record import changed
    from sdlint.reports import report

    gathered = gather(paths or (".",), stdin_filename)
    day = today or gathered.config.today or console.today()
    outcome = lint(gathered.sources, gathered.reader, today=day)
    outcome = changed(outcome, troubles=gathered.troubles + outcome.troubles)
    if since is not None:
        outcome = _since(outcome, since, day)
    console.out(report(outcome, format, console.look(color)))
    console.complain(outcome.troubles, color)
    return status(outcome, fail_on or gathered.config.fail_on or "warning")


def _since(outcome: Outcome, named: str, day: date) -> Outcome:
    """The outcome without what was found at a revision already."""
    from sdlint.changes.since import brought
    from sdlint.cli.rim import git
    from sdlint.cli.rim.project import find_project
    from sdlint.diagnostic import Trouble
    from sdlint.lint import lint
    from sdlint.record import changed

    earlier: list[Outcome | None] = []
    for design in outcome.designs:
        revision = git.revision(named, design.source.path)
        if isinstance(revision, Trouble):
            return changed(outcome, findings=(), accepted=(), troubles=(*outcome.troubles, revision))
        source = revision.find(design.source.path)
        if isinstance(source, Trouble):
            return changed(outcome, findings=(), accepted=(), troubles=(*outcome.troubles, source))
        reader = revision.reader(find_project(revision.folder).root)
        earlier.append(lint((source,), reader, today=day) if source is not None else None)
    return brought(outcome, earlier)


def status(outcome: Outcome, fail_on: str) -> int:
    """2 when something kept us from checking, else 1 when a finding is as severe as `fail_on`, else 0."""
    if outcome.troubles:
        return 2
    if fail_on == "never":
        return 0
    from sdlint.diagnostic import Severity

    least = Severity[fail_on.upper()]
    return int(any(finding.diagnostic.severity >= least for finding in outcome.findings))
