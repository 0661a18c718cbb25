"""`sdlint check`: what a review would say of designs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import click

from sdlint.cli.rim import options
from sdlint.config import FAIL_ON
from sdlint.reports import names

if TYPE_CHECKING:
    from sdlint.cli.rim.repairs import Wanted
    from sdlint.engine import RuleBook
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
  sdlint check --fix                   put misspellings and the layout right
  sdlint check --suggest shop.sd       what rules would have the design say
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
    default="text",
    show_default=True,
    help="text: code, reasons and help, for reading. concise: a line for each finding. json: for programs.",
)
@click.option(
    "--fail-on",
    type=click.Choice(FAIL_ON),
    help="The least severity that makes the exit status 1. [default: the settings', else warning]",
)
@options.preset
@click.option(
    "--since",
    metavar="REVISION",
    help="Tell only the findings that came since a revision of git: HEAD, main, v1.2.",
)
@click.option("--fix", is_flag=True, help="Put right what has one right answer, and the layout, first.")
@click.option("--suggest", is_flag=True, help="Write nothing; show what rules would have the design say.")
@click.option("--add-accept", metavar="REASON", help="Accept in the designs all that is found, and say why.")
@click.option(
    "--diff", is_flag=True, help="With --fix or --add-accept: write nothing; show what would change."
)
@options.today
@options.stdin_filename
@options.color
def command(
    paths: tuple[str, ...],
    format: str,
    fail_on: str | None,
    preset: str | None,
    since: str | None,
    fix: bool,
    suggest: bool,
    add_accept: str | None,
    diff: bool,
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
    from sdlint.cli.rim.house import rule_book
    from sdlint.lint import lint
    from sdlint.record import changed
    from sdlint.reports import report

    wanted = _wanted(fix, suggest, add_accept, diff, paths)
    gathered = gather(paths or (".",), stdin_filename)
    day = today or gathered.config.today or console.today()
    book = rule_book(gathered.root, gathered.config, preset)
    if wanted.anything:
        from sdlint.cli.rim import repairs

        repaired = repairs.repair(gathered, wanted, day, book)
        repairs.tell(repaired, wanted)
        if wanted.dry:
            repairs.show(repaired, wanted, color)
            return 2 if console.complain(gathered.troubles, color) else int(bool(repaired.changed))
        troubles = (*gathered.troubles, *repairs.write(repaired))
        gathered = replace(gathered, sources=repaired.after, troubles=troubles)
    outcome = lint(gathered.sources, gathered.reader, today=day, book=book)
    outcome = changed(outcome, troubles=gathered.troubles + outcome.troubles)
    if since is not None:
        outcome = _since(outcome, since, day, book)
    console.out(report(outcome, format, console.look(color)))
    console.complain(outcome.troubles, color)
    return status(outcome, fail_on or gathered.config.fail_on or "warning")


def _wanted(fix: bool, suggest: bool, reason: str | None, diff: bool, paths: tuple[str, ...]) -> Wanted:
    """What is to be put right; a usage error where that contradicts itself."""
    from sdlint.cli.rim.repairs import Wanted

    wanted = Wanted(fix, suggest, reason, diff)
    if suggest and (fix or reason is not None):
        raise click.UsageError("--suggest writes nothing: leave out --fix and --add-accept.")
    if diff and not (fix or reason is not None):
        raise click.UsageError("--diff shows what --fix or --add-accept would change: add one of them.")
    if reason is not None and not (reason.strip() and reason.isprintable()):
        raise click.UsageError("--add-accept wants a reason, in a line of text.")
    if wanted.anything and not wanted.dry and "-" in paths:
        raise click.UsageError("The standard input can't be changed: add --diff.")
    return wanted


def _since(outcome: Outcome, named: str, day: date, book: RuleBook) -> Outcome:
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
        earlier.append(lint((source,), reader, today=day, book=book) if source else None)
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
