"""`sdlint render`: the picture of a design."""

from __future__ import annotations

from datetime import date
from pathlib import PurePath
from typing import TYPE_CHECKING

import click

from sdlint.cli.rim import options

if TYPE_CHECKING:
    from sdlint.diagnostic import Diagnostic
    from sdlint.diagrams import Drawing
    from sdlint.lint import Outcome

EPILOG = """\b
Exit status:
  0  the picture is written, findings or not
  1  nothing is written: mistakes keep the design from being understood
  2  something is broken: no such file, nothing to draw with, wrong usage

\b
Examples:
  sdlint render shop.sd                   writes shop.png
  sdlint render shop.sd -o docs/shop.svg
  sdlint render shop.sd -o shop.dot --no-findings
  sdlint render shop.sd --format svg -o - | less
"""


def _formats() -> list[str]:
    """The names of the formats, none of them imported."""
    from pkgutil import iter_modules

    from sdlint.diagrams import writers

    return sorted(module.name for module in iter_modules(writers.__path__))


@click.command(epilog=EPILOG)
@click.argument("file")
@click.option(
    "-o",
    "--output",
    metavar="OUT",
    help="The file to write; its suffix says the format. - is the standard output. "
    "[default: the design's name with .png, in the current folder]",
)
@click.option(
    "--format", type=click.Choice(_formats()), help="The format, where OUT's suffix doesn't say it."
)
@click.option("--no-findings", is_flag=True, help="Leave out the list of findings under the picture.")
@click.option(
    "--engine",
    type=click.Choice(["embedded", "dot"]),
    help="What places the boxes: the Graphviz that sdlint[pictures] installs, or this machine's `dot`. "
    "[default: the first that is there]",
)
@options.today
@options.color
def command(
    file: str,
    output: str | None,
    format: str | None,
    no_findings: bool,
    engine: str | None,
    today: date | None,
    color: str,
) -> int:
    """Draw a design, with the numbered list of findings under it.

    FILE is a design, or - for the standard input.
    """
    from sdlint.cli.rim import console
    from sdlint.cli.rim.gather import gather_one
    from sdlint.cli.rim.house import rule_book
    from sdlint.cli.rim.patterns import ignored
    from sdlint.lint import lint

    format = _format(output, format)
    output = output or _default(file, format)
    gathered = gather_one(file)
    if console.complain(gathered.troubles, color) or not gathered.sources:
        return 2
    day = today or gathered.config.today or console.today()
    book = rule_book(gathered.root, gathered.config)
    accepted = ignored(gathered.root, gathered.config)
    outcome = lint(gathered.sources, gathered.reader, today=day, book=book, ignored=accepted)
    broken = console.complain(outcome.troubles, color)
    if not outcome.designs or not outcome.designs[0].sound:
        console.show(_mistakes(outcome), color)
        console.err(f"\nNothing is drawn: {gathered.sources[0].path} has mistakes.\n")
        return 2 if broken else 1
    drawing = _draw(outcome, format, engine, findings=not no_findings, color=color)
    if drawing is None:
        return 2
    for note in drawing.notes:
        console.err(f"note: {note}\n")
    if output == "-":
        console.data(drawing.data)
    elif not _write(file, output, drawing, color):
        return 2
    return 2 if broken else 0


def _format(output: str | None, format: str | None) -> str:
    """The format that was named, or that the suffix says, or png; a usage error when none is to be had."""
    if format is not None:
        return format
    if output is None:
        return "png"
    if output == "-":
        raise click.UsageError("With '-o -' the format must be said: --format svg.")
    known = _formats()
    suffix = PurePath(output).suffix.removeprefix(".").lower()
    if suffix in known:
        return suffix
    wanted = ", ".join(known)
    if not suffix:
        raise click.UsageError(
            f"'{output}' has no suffix that says the format: give it one, or --format ({wanted})."
        )
    raise click.UsageError(f"There is no picture format '{suffix}': there are {wanted}.")


def _default(file: str, format: str) -> str:
    return f"{'design' if file == '-' else PurePath(file).stem}.{format}"


def _mistakes(outcome: Outcome) -> list[Diagnostic]:
    """The mistakes in what the user wrote; what rules find has a step."""
    from sdlint.diagnostic import Severity

    found = (finding.diagnostic for finding in outcome.findings)
    return [one for one in found if one.severity is Severity.ERROR and one.step is None]


def _draw(outcome: Outcome, format: str, engine: str | None, *, findings: bool, color: str) -> Drawing | None:
    from sdlint.cli.rim import console
    from sdlint.diagnostic import Trouble
    from sdlint.diagrams import draw
    from sdlint.diagrams.compose import compose
    from sdlint.diagrams.engines import EngineFailed, EngineMissing, choose

    try:
        placer = choose(engine)[0] if engine else None
        return draw(compose(outcome.designs[0], outcome, findings), format, placer)
    except EngineMissing as error:
        help = None if format == "dot" else "`-o design.dot` needs no engine"
        console.complain([Trouble(str(error), help=help)], color)
    except EngineFailed as error:
        console.complain([Trouble(str(error))], color)
    return None


def _write(file: str, output: str, drawing: Drawing, color: str) -> bool:
    from sdlint.cli.rim import console
    from sdlint.cli.rim.files import real, shown
    from sdlint.cli.rim.write import write_file
    from sdlint.diagnostic import Trouble

    if file != "-" and real(file) == real(output):
        trouble: Trouble | None = Trouble("this is the design itself: it is not overwritten", shown(output))
    else:
        trouble = write_file(output, drawing.data)
    if trouble is not None:
        console.complain([trouble], color)
        return False
    console.err(f"Wrote {console.safe(shown(output))}\n")
    return True
