"""`sdlint improve`: the changes that buy the most."""

from __future__ import annotations

from datetime import date

import click

from sdlint.cli.rim import completing, options
from sdlint.reports.improvement import names

EPILOG = """\b
Exit status:
  0  told, whatever it says
  1  mistakes keep the design from being understood
  2  no such file, or broken settings

\b
Examples:
  sdlint improve shop.sd
  sdlint improve shop.sd --format lines   statements to paste
  sdlint improve shop.sd --format json    edits, and the numbers after them

\b
What is tried: more copies, other zones, all that a flow needs to survive a zone, twice the shards,
replication that waits for a second copy, a switch that goes by itself, a cache in front of a store, a
timeout for a call that isn't needed. Each is made in the text, and the whole design is computed anew. What
meets goals comes first; then what relieves what is overloaded, and halves downtime, or the slowest
hundredth's time, or doubles the load that can be borne. What would do so and break a goal that is met is
told, and not offered.
"""


@click.command(epilog=EPILOG)
@click.argument("file", shell_complete=completing.files)
@click.option(
    "--format",
    type=click.Choice(names()),
    default="text",
    show_default=True,
    help="text: for reading. lines: statements to paste. json: edits and numbers, for programs.",
)
@options.today
@options.color
def command(file: str, format: str, today: date | None, color: str) -> int:
    """Tell the changes that buy the most, with what they take: at most five, the best first.

    FILE is a design, or - for the standard input. Nothing is written.
    """
    from sdlint.cli.rim import console
    from sdlint.cli.rim.gather import gather_one
    from sdlint.cli.rim.house import rule_book
    from sdlint.cli.rim.patterns import ignored
    from sdlint.improvements.improve import improve
    from sdlint.lint import understand
    from sdlint.reports.improvement import report

    gathered = gather_one(file)
    if console.complain(gathered.troubles, color) or not gathered.sources:
        return 2
    source = gathered.sources[0]
    design, mistakes = understand(source, gathered.reader)
    if not design.sound:
        console.show(mistakes, color)
        console.err(f"\nNothing is tried: {console.safe(source.path)} has mistakes.\n")
        return 1
    day = today or gathered.config.today or console.today()
    book = rule_book(gathered.root, gathered.config)
    silent = ignored(gathered.root, gathered.config)
    found = improve(source, gathered.reader, day, book, silent)
    console.out(report(found, format, console.look(color)))
    return 0
