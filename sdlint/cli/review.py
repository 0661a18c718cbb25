"""`sdlint review`: the numbers of a design, as a review would ask for them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from sdlint.cli.rim import options
from sdlint.reports.review import names

if TYPE_CHECKING:
    from sdlint.analyses.review.review import Review
    from sdlint.engine import RuleBook
    from sdlint.lint import Outcome

EPILOG = """\b
Exit status:
  0  the review is written, whatever it says
  1  mistakes keep the design from being understood
  2  something is broken: no such file, broken settings, wrong usage

\b
Examples:
  sdlint review shop.sd
  sdlint review shop.sd --format markdown > review.md
  sdlint review shop.sd --framework    which questions are answered, and what to do next
  sdlint ask shop.sd 'p99(checkout)'   the argument for one of its numbers
"""


@click.command(epilog=EPILOG)
@click.argument("file")
@click.option(
    "--format",
    type=click.Choice(names()),
    default="text",
    show_default=True,
    help="text: tables, for reading. markdown: the same for a page. json: full precision, for programs.",
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
    file: str, format: str, card_only: bool, preset: str | None, today: date | None, color: str
) -> int:
    """Tell the numbers of a design and what they rest on, and which questions of a review it answers.

    FILE is a design, or - for the standard input. What the rules find is counted; `sdlint check` tells it.
    """
    from sdlint.cli.rim import console
    from sdlint.cli.rim.gather import gather_one
    from sdlint.cli.rim.house import rule_book
    from sdlint.cli.rim.patterns import ignored
    from sdlint.lint import lint, understand
    from sdlint.reports.review import report

    gathered = gather_one(file)
    if console.complain(gathered.troubles, color) or not gathered.sources:
        return 2
    source = gathered.sources[0]
    day = today or gathered.config.today or console.today()
    book = rule_book(gathered.root, gathered.config, preset)
    accepted = ignored(gathered.root, gathered.config)
    outcome = lint((source,), gathered.reader, today=day, book=book, ignored=accepted)
    if card_only:
        return _card(outcome, book, format, color)
    if not outcome.designs[0].sound:
        _, mistakes = understand(source, gathered.reader)
        console.show(mistakes, color)
        console.err(f"\nNothing is reviewed: {console.safe(source.path)} has mistakes.\n")
        return 1
    found = _review(outcome, book)
    console.out(report(found, format, console.look(color)))
    return 2 if console.complain(outcome.troubles, color) else 0


def _card(outcome: Outcome, book: RuleBook, format: str, color: str) -> int:
    """The framework's questions, of a design with mistakes too: it shows how to go on."""
    from sdlint.cli.rim import console
    from sdlint.framework import card
    from sdlint.reports.framework import report

    found = card(outcome.facts[0], book, outcome.judged[0], outcome.accepted)
    source = outcome.designs[0].source
    console.out(report(found, outcome.designs[0].title, source.path, format, console.look(color)))
    if console.complain(outcome.troubles, color):
        return 2
    return 0 if outcome.designs[0].sound else 1


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
    found = card(outcome.facts[0], book, outcome.judged[0], outcome.accepted)
    return review(outcome.facts[0], accepted, counts, found)
