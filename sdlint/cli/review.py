"""`sdlint review`: the numbers of a design, as a review would ask for them."""

from __future__ import annotations

from datetime import date
from pathlib import PurePath
from typing import TYPE_CHECKING

import click

from sdlint.cli.rim import completing, options
from sdlint.reports.review import names

if TYPE_CHECKING:
    from sdlint.analyses.review.review import Review
    from sdlint.engine import RuleBook
    from sdlint.lint import Outcome
    from sdlint.reports.page.extras import Extras
    from sdlint.reports.terminal.look import Look

EPILOG = """\b
Exit status:
  0  the review is written, whatever it says
  1  mistakes keep the design from being understood
  2  something is broken: no such file, broken settings, wrong usage

\b
Examples:
  sdlint review shop.sd
  sdlint review shop.sd -o review.html    a page: the picture, findings, a failure drill, a slider for load
  sdlint review shop.sd --format markdown > review.md
  sdlint review shop.sd --framework       which questions are answered, and what to do next
  sdlint ask shop.sd 'p99(checkout)'      the argument for one of its numbers
"""
SUFFIXES = {
    "html": "html",
    "htm": "html",
    "md": "markdown",
    "markdown": "markdown",
    "json": "json",
    "txt": "text",
}


@click.command(epilog=EPILOG)
@click.argument("file", shell_complete=completing.files)
@click.option(
    "-o",
    "--output",
    metavar="OUT",
    shell_complete=completing.files,
    help="The file to write; its suffix says the format. - is the standard output. "
    "[default: the standard output]",
)
@click.option(
    "--format",
    type=click.Choice(names()),
    help="text: tables, for reading. markdown: the same for a page. html: one file for a browser, with the "
    "picture, a failure drill and a slider for load. json: full precision, for programs. "
    "[default: what OUT's suffix says, else text]",
)
@click.option(
    "--framework",
    "card_only",
    is_flag=True,
    help="The framework's questions alone, one by one: what is answered and where, and what to do next.",
)
@options.preset
@options.today
@options.color
def command(
    file: str,
    output: str | None,
    format: str | None,
    card_only: bool,
    preset: str | None,
    today: date | None,
    color: str,
) -> int:
    """Tell the numbers of a design and what they rest on, and which questions of a review it answers.

    FILE is a design, or - for the standard input. What the rules find is counted; `sdlint check` and the page
    tell it.
    """
    from sdlint.cli.rim import console
    from sdlint.cli.rim.gather import gather_one
    from sdlint.cli.rim.house import rule_book
    from sdlint.cli.rim.patterns import ignored
    from sdlint.lint import lint, understand
    from sdlint.reports.review import report

    format = format or _format(output)
    gathered = gather_one(file)
    if console.complain(gathered.troubles, color) or not gathered.sources:
        return 2
    source = gathered.sources[0]
    day = today or gathered.config.today or console.today()
    book = rule_book(gathered.root, gathered.config, preset)
    accepted = ignored(gathered.root, gathered.config)
    outcome = lint((source,), gathered.reader, today=day, book=book, ignored=accepted)
    look = console.look(color if output in (None, "-") else "never")
    if card_only:
        if not _told(file, output, _card(outcome, book, format, look), color):
            return 2
        return 2 if console.complain(outcome.troubles, color) else int(not outcome.designs[0].sound)
    if not outcome.designs[0].sound:
        _, mistakes = understand(source, gathered.reader)
        console.show(mistakes, color)
        console.err(f"\nNothing is reviewed: {console.safe(source.path)} has mistakes.\n")
        return 1
    found = _review(outcome, book)
    if format == "html":
        from sdlint.reports.review import html

        extras = _extras(outcome)
        for note in extras.notes:
            console.err(f"note: {note}\n")
        text = html.report(found, console.look(color), extras)
    else:
        text = report(found, format, look)
    if not _told(file, output, text, color):
        return 2
    return 2 if console.complain(outcome.troubles, color) else 0


def _told(file: str, output: str | None, text: str, color: str) -> bool:
    """Write the text where it is wanted; false where it can't be."""
    from sdlint.cli.rim import console

    if output in (None, "-"):
        console.out(text)
        return True
    return _write(file, str(output), text, color)


def _card(outcome: Outcome, book: RuleBook, format: str, look: Look) -> str:
    """The framework's questions, of a design with mistakes too: it shows how to go on."""
    from sdlint.framework import card
    from sdlint.reports.framework import names as card_formats
    from sdlint.reports.framework import report

    if format not in card_formats():
        raise click.UsageError(f"--framework comes as {', '.join(card_formats())}, not as {format}.")
    found = card(outcome.facts[0], book, outcome.judged[0])
    design = outcome.designs[0]
    return report(found, design.title, design.source.path, format, look)


def _format(output: str | None) -> str:
    """The format that the suffix says, or text where nothing is to be written; else a usage error."""
    if output in (None, "-"):
        return "text"
    suffix = PurePath(str(output)).suffix.removeprefix(".").lower()
    if suffix in SUFFIXES:
        return SUFFIXES[suffix]
    wanted = ", ".join(f".{one}" for one in SUFFIXES if one not in ("htm", "markdown"))
    raise click.UsageError(
        f"'{output}' has no suffix that says the format: give it one ({wanted}), or --format."
    )


def _review(outcome: Outcome, book: RuleBook) -> Review:
    """The design's numbers, with what the rules' outcome adds to them."""
    from sdlint.analyses.review.review import Counts, Risk, review
    from sdlint.diagnostic import Severity
    from sdlint.framework import card

    accepted = tuple(
        Risk(
            one.finding.diagnostic.name,
            one.finding.diagnostic.element or "",
            one.reason,
            one.until,
            one.by,
            one.span.where,
        )
        for one in outcome.accepted
    )
    counts = Counts(
        outcome.count(Severity.ERROR),
        outcome.count(Severity.WARNING),
        outcome.count(Severity.QUESTION),
        len(accepted),
    )
    found = card(outcome.facts[0], book, outcome.judged[0])
    return review(outcome.facts[0], accepted, counts, found)


def _extras(outcome: Outcome) -> Extras:
    """What a page shows beside the numbers: the picture where it can be drawn, findings, losses, loads."""
    from sdlint.analyses.review.rehearsal import rehearse
    from sdlint.diagrams import Look, draw
    from sdlint.diagrams.engines import EngineFailed, EngineMissing
    from sdlint.diagrams.paged import paged, places
    from sdlint.reports.page.extras import Extras

    design, facts = outcome.designs[0], outcome.facts[0]
    picture, findings = paged(design, outcome)
    svg, notes = "", tuple[str, ...]()
    try:
        drawing = draw(picture, "svg", None, Look(theme="page"))
        svg, notes = drawing.data.decode(), drawing.notes
    except (EngineMissing, EngineFailed) as error:
        notes = (f"the page has no picture: {error}",)
    return Extras(svg, notes, places(picture), findings, facts, rehearse(facts))


def _write(file: str, output: str, text: str, color: str) -> bool:
    from sdlint.cli.rim import console
    from sdlint.cli.rim.files import real, shown
    from sdlint.cli.rim.write import write_file
    from sdlint.diagnostic import Trouble

    if file != "-" and real(file) == real(output):
        trouble: Trouble | None = Trouble("this is the design itself: it is not overwritten", shown(output))
    else:
        trouble = write_file(output, text.encode())
    if trouble is not None:
        console.complain([trouble], color)
        return False
    console.err(f"Wrote {console.safe(shown(output))}\n")
    return True
