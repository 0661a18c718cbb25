"""`sdlint check`: what a review would say of designs."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from sdlint.cli.rim import completing, options, results
from sdlint.cli.rim.outputs import STDOUT, Outputs, parsed, same_file, settled, write
from sdlint.config import FAIL_ON
from sdlint.diagnostic import Trouble
from sdlint.record import changed
from sdlint.reports import names
from sdlint.source import Source

if TYPE_CHECKING:
    from sdlint.cli.rim.gather import Gathered
    from sdlint.cli.rim.repairs import Wanted
    from sdlint.findings import Known
    from sdlint.lint import Outcome
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
def command(
    paths: tuple[str, ...],
    format: str | None,
    outputs: Outputs,
    statistics: bool,
    max_findings: int | None,
    quiet: bool,
    fail_on: str | None,
    baseline: str | None,
    preset: str | None,
    since: str | None,
    fix: bool,
    suggest: bool,
    add_accept: str | None,
    diff: bool,
    isolated: bool,
    show_config: bool,
    no_cache: bool,
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

    wanted = _wanted(fix, suggest, add_accept, diff, paths)
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
    from sdlint.reports import report
    from sdlint.reports.terminal.look import Look

    day = today or gathered.config.today or console.today()
    if wanted.anything:
        from sdlint.cli.rim import repairs
        from sdlint.cli.rim.house import rule_book

        book = rule_book(gathered.root, gathered.config, preset)
        repaired = repairs.repair(gathered, wanted, day, book)
        repairs.tell(repaired, wanted)
        repairs.tell_left(gathered.sources)
        if wanted.dry:
            repairs.show(repaired, wanted, color)
            return 2 if console.complain(gathered.troubles, color) else int(bool(repaired.changed))
        troubles = (*gathered.troubles, *repairs.write(repaired))
        gathered = changed(gathered, sources=repairs.after(gathered.sources, repaired), troubles=troubles)
    # What a change brought is told from what rules came to, which stays in the processes that found it.
    jobs = jobs if since is None else 1
    outcome = judge(gathered, today=day, preset=preset, baseline=known, jobs=jobs)
    if since is not None:
        outcome = _since(outcome, since, day, gathered, preset)

    short = outcome if max_findings is None else outcome.shortened(max_findings)

    def text_of(format: str, to_file: bool) -> str:
        return report(short, format, Look() if to_file else console.look(color))

    def show(text: str) -> None:
        if not quiet:
            console.out(text)

    if statistics:
        show(_statistics(outcome, console.look(color)))
    unwritten = write(reports, text_of, show)
    if short.untold and any(format not in ("text", "markdown") for format, _ in reports):
        # The others are for programs and have no place for it; these say it themselves.
        console.err(f"note: {_left_out(short)}\n")
    outcome = changed(outcome, troubles=outcome.troubles + unwritten)
    console.complain(outcome.troubles, color)
    came_to = status(outcome, fail_on or gathered.config.fail_on or "warning")
    reads_files = not wanted.anything and gathered.stdin is None and since is None
    if reads_files and not no_cache and all(path == STDOUT for _, path in reports):
        results.keep(came_to)
    return came_to


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


def _since(outcome: Outcome, named: str, day: date, gathered: Gathered, preset: str | None) -> Outcome:
    """The outcome without what was found at a revision already."""
    from sdlint.changes.since import brought
    from sdlint.cli.rim import git
    from sdlint.cli.rim.house import rule_book
    from sdlint.cli.rim.patterns import ignored
    from sdlint.cli.rim.project import find_project
    from sdlint.lint import lint
    from sdlint.syntax.documents import designs_in_document, is_document

    book = rule_book(gathered.root, gathered.config, preset)
    silent = ignored(gathered.root, gathered.config)
    earlier: list[Outcome | None] = []
    for design in outcome.designs:
        revision = git.revision(named, design.source.path)
        if isinstance(revision, Trouble):
            return changed(outcome, findings=(), accepted=(), troubles=(*outcome.troubles, revision))
        source = revision.find(design.source.path)
        if isinstance(source, Trouble):
            return changed(outcome, findings=(), accepted=(), troubles=(*outcome.troubles, source))
        reader = revision.reader(find_project(revision.folder).root)
        there: tuple[Source, ...] = (source,) if source else ()
        if source and is_document(source.path):
            there = designs_in_document(source)
        # A document may hold several designs: the one of the same title is what this one was.
        judged = [lint((one,), reader, today=day, book=book, ignored=silent) for one in there]
        same = [one for one in judged if one.designs[0].title == design.title]
        earlier.append(next(iter(same if len(judged) > 1 else judged), None))
    return brought(outcome, earlier, book)


def _known(path: str) -> Known | Trouble:
    from sdlint.baseline import against, read
    from sdlint.cli.rim.files import read_file

    source = read_file(path)
    entries = read(source) if isinstance(source, Source) else source
    return entries if isinstance(entries, Trouble) else against(entries, path)


def _left_out(outcome: Outcome) -> str:
    from sdlint.reports.text import count

    told = count(len(outcome.findings), "finding")
    return f"{told} told, {len(outcome.untold)} left out (--max-findings); the exit status counts all"


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
