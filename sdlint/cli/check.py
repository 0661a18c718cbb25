"""`sdlint check`: what a review would say of designs."""

from __future__ import annotations

from typing import Any

import click

from sdlint.cli.rim import completing, options
from sdlint.cli.rim.outputs import parsed
from sdlint.config import FAIL_ON
from sdlint.reports import names

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
  sdlint check --since main            only what came since a revision
  sdlint check --fix                   put misspellings and the layout right
  sdlint check --suggest shop.sd       what rules would have the design say
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
@click.argument("paths", nargs=-1, shell_complete=completing.files)
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
    shell_complete=completing.outputs,
    help="A report more, in FILE; without FILE, this one goes to the standard output. Can be said again.",
)
@click.option("--statistics", is_flag=True, help="Only how often each rule finds something, as text.")
@click.option(
    "--max-findings",
    type=click.IntRange(0),
    metavar="N",
    help="Tell at most N findings, the worst; how many are left out is said, and the exit status counts all.",
)
@click.option("-q", "--quiet", is_flag=True, help="Nothing on the standard output.")
@click.option(
    "--fail-on",
    type=click.Choice(FAIL_ON),
    help="The least severity that makes the exit status 1. [default: the settings', else warning]",
)
@click.option(
    "--baseline",
    metavar="FILE",
    shell_complete=completing.files,
    help="Tell only what isn't in this baseline: sdlint baseline create FILE.",
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
@options.isolated
@click.option("--show-config", is_flag=True, help="Check nothing; show the settings and their origins.")
@click.option(
    "--no-cache",
    is_flag=True,
    help="Check anew; else a check of what hasn't changed prints what it printed before.",
)
@options.jobs
@options.today
@options.stdin_filename
@options.color
def command(**given: Any) -> int:
    """Say what a review would: mistakes, risks and open questions.

    PATHS are designs, documents with designs in them (blocks marked `sd` in Markdown), folders with such
    (what .gitignore or the settings exclude is left out), or - for the standard input; by default the
    current folder.
    """
    from sdlint.cli.rim.checking import Asked, check

    return check(Asked(**given))
