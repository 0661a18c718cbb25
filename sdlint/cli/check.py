"""`sdlint check`: what a review would say of designs."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from sdlint.cli.rim import options
from sdlint.cli.rim.outputs import Outputs, parsed
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
  sdlint check --output sarif=out.sarif --output github
  sdlint check designs --fail-on error let warnings pass
  git show HEAD:shop.sd | sdlint check - --stdin-filename shop.sd

\b
Settings, in sdlint.toml or in pyproject.toml below [tool.sdlint]:
  fail-on  = "error"
  today    = 2026-01-31
  preset   = "strict"                     interview, recommended or strict
  rules    = ["architecture/*.rule"]      rules of your own: sdlint rules new
  severity = { thin-headroom = "error" }
"""


@click.command(epilog=EPILOG)
@click.argument("paths", nargs=-1)
@click.option(
    "--format",
    type=click.Choice(names()),
    metavar="FORMAT",
    help="The standard output's format. text: code, reasons and help, for reading. concise: a line for each "
    f"finding. For pages and programs: {', '.join(n for n in names() if n not in ('text', 'concise'))}.  "
    "[default: text]",
)
@click.option(
    "--output",
    "outputs",
    multiple=True,
    metavar="FORMAT[=FILE]",
    callback=parsed,
    help="A report more, in FILE; without FILE, this one goes to the standard output. Can be said again.",
)
@click.option(
    "--fail-on",
    type=click.Choice(FAIL_ON),
    help="The least severity that makes the exit status 1. [default: the settings', else warning]",
)
@options.preset
@options.today
@options.stdin_filename
@options.color
def command(
    paths: tuple[str, ...],
    format: str | None,
    outputs: Outputs,
    fail_on: str | None,
    preset: str | None,
    today: date | None,
    stdin_filename: str | None,
    color: str,
) -> int:
    """Say what a review would: mistakes, risks and open questions.

    PATHS are designs, folders with designs in them (what .gitignore names is left out), or - for the
    standard input; by default the current folder.
    """
    from sdlint.cli.rim import console
    from sdlint.cli.rim import outputs as reports
    from sdlint.cli.rim.gather import gather
    from sdlint.cli.rim.house import rule_book
    from sdlint.lint import lint
    from sdlint.record import changed
    from sdlint.reports import report
    from sdlint.reports.terminal.look import Look

    outputs = reports.settled(outputs, format)
    gathered = gather(paths or (".",), stdin_filename)
    taken = reports.same_file(outputs, [source.path for source in gathered.sources])
    if taken is not None:
        raise click.UsageError(f"'{console.safe(taken)}' is a design that is checked: it isn't overwritten.")
    day = today or gathered.config.today or console.today()
    book = rule_book(gathered.root, gathered.config, preset)
    outcome = lint(gathered.sources, gathered.reader, today=day, book=book)
    outcome = changed(outcome, troubles=gathered.troubles + outcome.troubles)

    def text_of(format: str, to_file: bool) -> str:
        return report(outcome, format, Look() if to_file else console.look(color))

    unwritten = reports.write(outputs, text_of, console.out)
    outcome = changed(outcome, troubles=outcome.troubles + unwritten)
    console.complain(outcome.troubles, color)
    return status(outcome, fail_on or gathered.config.fail_on or "warning")


def status(outcome: Outcome, fail_on: str) -> int:
    """2 when something kept us from checking, else 1 when a finding is as severe as `fail_on`, else 0."""
    if outcome.troubles:
        return 2
    if fail_on == "never":
        return 0
    from sdlint.diagnostic import Severity

    least = Severity[fail_on.upper()]
    return int(any(finding.diagnostic.severity >= least for finding in outcome.findings))
