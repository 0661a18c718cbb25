"""`sdlint check`: what a review would say of designs."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from sdlint.cli.rim import options
from sdlint.cli.rim.outputs import Outputs, parsed, same_file, settled, write
from sdlint.config import FAIL_ON
from sdlint.diagnostic import Trouble
from sdlint.reports import names
from sdlint.source import Source

if TYPE_CHECKING:
    from sdlint.lint import Known, Outcome
    from sdlint.reports.terminal.look import Look

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
  sdlint check README.md               the blocks marked `sd` in a document
  sdlint check designs --fail-on error let warnings pass
  git show HEAD:shop.sd | sdlint check - --stdin-filename shop.sd

\b
Settings, in sdlint.toml or in pyproject.toml below [tool.sdlint]:
  fail-on  = "error"
  today    = 2026-01-31
  preset   = "strict"                     interview, recommended or strict
  select   = ["09-bottlenecks", "no-*"]   these rules and steps, not a preset's
  rules    = ["architecture/*.rule"]      rules of your own: sdlint rules new
  exclude  = ["drafts", "old/**/*.sd"]    not looked at in folders
  severity = { thin-headroom = "error" }
  ignore   = { no-growth = "a tool for twenty people" }
  [per-file."legacy/*.sd"]
  missing-telemetry = "watched by the platform"
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
@click.option("--statistics", is_flag=True, help="Only how often each rule finds something, as text.")
@click.option("-q", "--quiet", is_flag=True, help="Nothing on the standard output.")
@click.option(
    "--fail-on",
    type=click.Choice(FAIL_ON),
    help="The least severity that makes the exit status 1. [default: the settings', else warning]",
)
@click.option(
    "--baseline",
    metavar="FILE",
    help="Tell only what isn't in this baseline: sdlint baseline create FILE.",
)
@options.preset
@options.isolated
@click.option("--show-config", is_flag=True, help="Check nothing; show the settings and their origins.")
@options.jobs
@options.today
@options.stdin_filename
@options.color
def command(
    paths: tuple[str, ...],
    format: str | None,
    outputs: Outputs,
    statistics: bool,
    quiet: bool,
    fail_on: str | None,
    baseline: str | None,
    preset: str | None,
    isolated: bool,
    show_config: bool,
    jobs: int,
    today: date | None,
    stdin_filename: str | None,
    color: str,
) -> int:
    """Say what a review would: mistakes, risks and open questions.

    PATHS are designs, documents with designs in them (blocks marked `sd` in Markdown), folders with such
    (what .gitignore or the settings exclude is left out), or - for the standard input; by default the
    current folder.
    """
    from sdlint.cli.rim import console
    from sdlint.cli.rim.gather import gather

    reports = settled(outputs, format, statistics)
    gathered = gather(paths or (".",), stdin_filename, isolated=isolated, documents=True)
    if show_config:
        from sdlint.cli.rim.settings import settings_text

        console.out(settings_text(gathered, {"fail-on": fail_on, "today": today, "preset": preset}))
        return 2 if console.complain(gathered.troubles, color) else 0
    taken = same_file(reports, [source.path for source in gathered.sources])
    if taken is not None:
        raise click.UsageError(f"'{console.safe(taken)}' is a design that is checked: it isn't overwritten.")
    known = _known(baseline) if baseline is not None else None
    if isinstance(known, Trouble):
        console.complain((*gathered.troubles, known), color)
        return 2

    from sdlint.cli.rim.judge import judge
    from sdlint.record import changed
    from sdlint.reports import report
    from sdlint.reports.terminal.look import Look

    day = today or gathered.config.today or console.today()
    outcome = judge(gathered, today=day, preset=preset, baseline=known, jobs=jobs)

    def text_of(format: str, to_file: bool) -> str:
        return report(outcome, format, Look() if to_file else console.look(color))

    def show(text: str) -> None:
        if not quiet:
            console.out(text)

    if statistics:
        show(_statistics(outcome, console.look(color)))
    unwritten = write(reports, text_of, show)
    outcome = changed(outcome, troubles=outcome.troubles + unwritten)
    console.complain(outcome.troubles, color)
    return status(outcome, fail_on or gathered.config.fail_on or "warning")


def _known(path: str) -> Known | Trouble:
    from sdlint.baseline import against, read
    from sdlint.cli.rim.files import read_file

    source = read_file(path)
    entries = read(source) if isinstance(source, Source) else source
    return entries if isinstance(entries, Trouble) else against(entries, path)


def _statistics(outcome: Outcome, look: Look) -> str:
    from sdlint.reports.terminal.statistics import statistics_lines
    from sdlint.reports.text import summary

    lines = [*statistics_lines(outcome, look), summary(outcome, look)]
    return "".join(f"{line}\n" for line in lines) if outcome.sources else ""


def status(outcome: Outcome, fail_on: str) -> int:
    """2 when something kept us from checking, else 1 when a finding is as severe as `fail_on`, else 0."""
    if outcome.troubles:
        return 2
    if fail_on == "never":
        return 0
    from sdlint.diagnostic import Severity

    least = Severity[fail_on.upper()]
    return int(any(finding.diagnostic.severity >= least for finding in outcome.findings))
