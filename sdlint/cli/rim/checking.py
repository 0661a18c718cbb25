"""A check: what it can be asked, and how it goes.

It stands apart from the command, so that a check of which nothing but files is wanted can go without click,
whose import takes an eighth of it.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from sdlint.cli.rim import console, results
from sdlint.cli.rim.gather import gather
from sdlint.cli.rim.outputs import STDOUT, Outputs, same_file, settled, write
from sdlint.diagnostic import Trouble
from sdlint.record import Record, changed
from sdlint.source import Source, is_document

if TYPE_CHECKING:
    from sdlint.cli.rim.gather import Gathered
    from sdlint.cli.rim.repairs import Wanted
    from sdlint.findings import Known
    from sdlint.lint import Outcome
    from sdlint.reports.terminal.look import Look

FLAGS = frozenset(("--no-cache", "--quiet", "-q"))
"""The options that `plain` knows."""


class Asked(Record):
    """The arguments and options of `sdlint check`, by their names there."""

    paths: tuple[str, ...] = ()
    format: str | None = None
    outputs: Outputs = ()
    statistics: bool = False
    max_findings: int | None = None
    quiet: bool = False
    fail_on: str | None = None
    baseline: str | None = None
    preset: str | None = None
    since: str | None = None
    fix: bool = False
    suggest: bool = False
    add_accept: str | None = None
    diff: bool = False
    isolated: bool = False
    show_config: bool = False
    no_cache: bool = False
    jobs: int = 0
    today: date | None = None
    stdin_filename: str | None = None
    color: str = "auto"


def plain(words: Sequence[str]) -> Asked | None:
    """What `sdlint check` is asked by these words, where they are paths and a few flags alone. None leaves
    it to click, which knows all options, and expands patterns where the shell doesn't.
    """
    if sys.platform == "win32":
        return None
    paths = []
    for word in words:
        if word == "-" or not word.startswith("-"):
            paths.append(word)
        elif word not in FLAGS:
            return None
    return Asked(tuple(paths), no_cache="--no-cache" in words, quiet="--quiet" in words or "-q" in words)


def check(asked: Asked) -> int:
    """Check, report, and give the exit status. Raises click's UsageError where options contradict each
    other, never for what is `plain`.
    """
    preset, since, color = asked.preset, asked.since, asked.color
    wanted = _wanted(asked)
    reports = settled(asked.outputs, asked.format, asked.statistics)
    gathered = gather(asked.paths or (".",), asked.stdin_filename, isolated=asked.isolated, documents=True)
    if asked.show_config:
        from sdlint.cli.rim.settings import settings_text

        console.out(
            settings_text(gathered, {"fail-on": asked.fail_on, "today": asked.today, "preset": preset})
        )
        return 2 if console.complain(gathered.troubles, color) else 0
    taken = same_file(reports, [source.path for source in gathered.sources])
    if taken is not None:
        from click import UsageError

        raise UsageError(f"'{console.safe(taken)}' is a design that is checked: it isn't overwritten.")
    known = _known(asked.baseline) if asked.baseline is not None else None
    if isinstance(known, Trouble):
        console.complain((*gathered.troubles, known), color)
        return 2

    from sdlint.cli.rim.judge import judge
    from sdlint.reports import report
    from sdlint.reports.terminal.look import Look

    day = asked.today or gathered.config.today or console.today()
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
    lean = since is None
    outcome = judge(
        gathered, today=day, preset=preset, baseline=known, jobs=asked.jobs if lean else 1, lean=lean
    )
    if since is not None:
        outcome = _since(outcome, since, day, gathered, preset)

    short = outcome if asked.max_findings is None else outcome.shortened(asked.max_findings)

    def text_of(format: str, to_file: bool) -> str:
        return report(short, format, Look() if to_file else console.look(color))

    def show(text: str) -> None:
        if not asked.quiet:
            console.out(text)

    if asked.statistics:
        show(_statistics(outcome, console.look(color)))
    unwritten = write(reports, text_of, show)
    if short.untold and any(format not in ("text", "markdown") for format, _ in reports):
        # The others are for programs and have no place for it; these say it themselves.
        console.err(f"note: {_left_out(short)}\n")
    outcome = changed(outcome, troubles=outcome.troubles + unwritten)
    console.complain(outcome.troubles, color)
    came_to = status(outcome, asked.fail_on or gathered.config.fail_on or "warning")
    reads_files = not wanted.anything and gathered.stdin is None and since is None
    if reads_files and not asked.no_cache and all(path == STDOUT for _, path in reports):
        results.keep(came_to)
    return came_to


def _wanted(asked: Asked) -> Wanted:
    """What is to be put right; a usage error where that contradicts itself."""
    from sdlint.cli.rim.repairs import Wanted

    reason = asked.add_accept
    wanted = Wanted(asked.fix, asked.suggest, reason, asked.diff)
    contradiction = ""
    if wanted.suggest and (wanted.fix or reason is not None):
        contradiction = "--suggest writes nothing: leave out --fix and --add-accept."
    elif wanted.diff and not (wanted.fix or reason is not None):
        contradiction = "--diff shows what --fix or --add-accept would change: add one of them."
    elif reason is not None and not (reason.strip() and reason.isprintable()):
        contradiction = "--add-accept wants a reason, in a line of text."
    elif wanted.anything and not wanted.dry and "-" in asked.paths:
        contradiction = "The standard input can't be changed: add --diff."
    if contradiction:
        from click import UsageError

        raise UsageError(contradiction)
    return wanted


def _since(outcome: Outcome, named: str, day: date, gathered: Gathered, preset: str | None) -> Outcome:
    """The outcome without what was found at a revision already."""
    from sdlint.changes.since import brought
    from sdlint.cli.rim import git
    from sdlint.cli.rim.house import rule_book
    from sdlint.cli.rim.patterns import ignored
    from sdlint.cli.rim.project import find_project
    from sdlint.lint import lint
    from sdlint.syntax.documents import designs_in_document

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
