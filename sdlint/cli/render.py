"""`sdlint render`: pictures of designs."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sdlint.cli.rim import completing, options, targets
from sdlint.record import Equal, changed

if TYPE_CHECKING:
    from sdlint.diagnostic import Diagnostic
    from sdlint.diagrams import Drawing, Look
    from sdlint.diagrams.engines import Engine
    from sdlint.diagrams.views.view import View
    from sdlint.lint import Outcome
    from sdlint.model.design import Design

EPILOG = """\b
Exit status:
  0  the pictures are written, findings or not; with --check: they are up to date
  1  mistakes keep a design from being understood; with --check: a picture isn't
     there, or isn't up to date
  2  something is broken: no such file, nothing of that name in the design,
     nothing to draw with, wrong usage

\b
Examples:
  sdlint render shop.sd                   writes shop.png
  sdlint render shop.sd -o docs/shop.svg
  sdlint render shop.sd --format ascii    shows it in the terminal
  sdlint render shop.sd -o shop.mmd       for a Markdown file on GitHub
  sdlint render shop.sd --flow order      the steps of a flow
  sdlint render shop.sd --fail us.a       what is left without a zone
  sdlint render designs -o docs/pictures --format svg
  sdlint render designs -o docs/pictures --format svg --check
"""


class _How(Equal):
    """All that is the same for every picture of a run."""

    format: str
    view: View
    look: Look
    engine: Engine | None
    check: bool
    many: bool
    open: bool
    color: str


@click.command(epilog=EPILOG)
@click.argument("paths", nargs=-1, required=True, shell_complete=completing.files)
@click.option(
    "-o",
    "--output",
    metavar="OUT",
    shell_complete=completing.files,
    help="The file to write; its suffix says the format. - is the standard output. For several designs the "
    "folder to write them to. [default: the design's name with .png, in the current folder]",
)
@click.option(
    "--format",
    type=click.Choice(targets.formats()),
    help="The format, where OUT's suffix doesn't say it. ascii and unicode are shown when there is no OUT.",
)
@click.option(
    "--view",
    "what",
    type=click.Choice(["system", "data", "places"]),
    default="system",
    show_default=True,
    help="system: components and calls. data: entities, their keys, and where they live. places: what "
    "stands in which region and zone.",
)
@click.option("--flow", metavar="NAME", help="Number the steps of a flow, and fade all else.")
@click.option(
    "--focus", metavar="NAME", multiple=True, help="Draw only a component and its neighbours; repeatable."
)
@click.option(
    "--fail",
    metavar="ELEMENT",
    multiple=True,
    help="Show what is dead, degraded or overloaded without a component, a copy, a zone or a region; "
    "several fail at once.",
)
@click.option(
    "--collapse",
    metavar="GROUP",
    multiple=True,
    help="Draw a group, a region or a zone as one box; repeatable.",
)
@click.option("--no-collapse", is_flag=True, help="Draw all boxes, even if there are more than 30.")
@click.option("--title", metavar="TEXT", help="Another title; '' draws none.")
@click.option("--no-findings", is_flag=True, help="Leave out the list of findings under the picture.")
@click.option(
    "--scale",
    type=click.FloatRange(0.1, 10),
    metavar="FACTOR",
    help="How large: of a PNG, pixels for each point. [default: 2]",
)
@click.option(
    "--width",
    type=click.IntRange(20, 20_000),
    metavar="N",
    help="How wide: pixels of a PNG or SVG, columns of a text. [default: of a text the terminal's, or 100]",
)
@click.option(
    "--theme",
    type=click.Choice(["light", "dark", "auto"]),
    default="light",
    show_default=True,
    help="The colours of a png, svg or pdf. auto: an svg that is dark where its reader's screen is.",
)
@click.option(
    "--check", is_flag=True, help="Write nothing: name the pictures that are missing or out of date."
)
@click.option(
    "--engine",
    type=click.Choice(["embedded", "wasi", "dot"]),
    help="What places the boxes: the Graphviz that sdlint[pictures] installs, the one as WebAssembly of "
    "sdlint[wasi], or this machine's `dot`. [default: the first that is there]",
)
@click.option("--open", "open_", is_flag=True, help="Show the picture when it is written.")
@options.today
@options.color
def command(
    paths: tuple[str, ...],
    output: str | None,
    format: str | None,
    what: str,
    flow: str | None,
    focus: tuple[str, ...],
    fail: tuple[str, ...],
    collapse: tuple[str, ...],
    no_collapse: bool,
    title: str | None,
    no_findings: bool,
    scale: float | None,
    width: int | None,
    theme: str,
    check: bool,
    engine: str | None,
    open_: bool,
    today: date | None,
    color: str,
) -> int:
    """Draw designs, with the numbered list of findings under each.

    PATHS are designs, folders with designs in them, or - for the standard input.
    """
    from sdlint.cli.rim import console
    from sdlint.cli.rim.gather import gather, gather_one
    from sdlint.cli.rim.house import rule_book
    from sdlint.cli.rim.patterns import ignored
    from sdlint.diagrams import Look
    from sdlint.diagrams.engines import EngineMissing, choose
    from sdlint.diagrams.views.view import View
    from sdlint.lint import lint
    from sdlint.record import changed

    asked = [
        ("--flow", flow),
        ("--focus", focus),
        ("--fail", fail),
        ("--view", what if what != "system" else ""),
    ]
    used = [name for name, value in asked if value]
    if len(used) > 1:
        raise click.UsageError(f"{' and '.join(used)} don't go together.")
    if collapse and what != "system":
        raise click.UsageError(f"There is nothing to collapse in --view {what}.")
    many = len(paths) > 1 or targets.is_folder(paths[0])
    format = targets.format_of(None if many else output, format)
    targets.check_output(output, format, many, check)
    targets.check_theme(theme, format)
    if open_ and (check or many or output == "-" or (output is None and format in targets.READ)):
        raise click.UsageError("--open shows one picture that is written to a file.")
    if width is None and format in targets.READ and output in (None, "-"):
        width = console.columns()
    try:
        placer = choose(engine)[0] if engine else None
    except EngineMissing as error:
        return _missing(str(error), format, color)
    view = View(what, not no_findings, flow or "", focus, fail, collapse, no_collapse, title)
    how = _How(format, view, Look(scale, width, theme), placer, check, many, open_, color)
    gathered = gather(paths) if many else gather_one(paths[0])
    troubled = console.complain(gathered.troubles, color)
    if not gathered.sources:
        return 2
    day = today or gathered.config.today or console.today()
    book = rule_book(gathered.root, gathered.config)
    if no_findings:
        # What isn't told needn't be found: of a thousand components that was two thirds of the time.
        book = changed(book, rules=(), idle=(*book.idle, *book.rules))
    accepted = ignored(gathered.root, gathered.config)
    outcome = lint(gathered.sources, gathered.reader, today=day, book=book, ignored=accepted)
    troubled = console.complain(outcome.troubles, color) or troubled
    statuses = [2 if troubled else 0]
    taken: dict[str, str] = {}
    for design in outcome.designs:
        target = targets.target_of(design.source.path, paths, output, format, many)
        if target in taken:
            raise click.UsageError(
                f"'{taken[target]}' and '{design.source.path}' would have one picture, '{target}'."
            )
        if target != "-":
            taken[target] = design.source.path
        statuses.append(_render(design, outcome, target, how))
    return max(statuses)


# One picture


@contextmanager
def _patience(text: str) -> Iterator[None]:
    """Who waits at a terminal for longer than a second is told what for."""
    import sys
    from threading import Timer

    from sdlint.cli.rim import console

    if not sys.stderr.isatty():
        yield
        return
    timer = Timer(1.0, lambda: console.err(f"{console.safe(text)}\n"))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _render(design: Design, outcome: Outcome, target: str, how: _How) -> int:
    from sdlint.cli.rim import console

    if not design.sound:
        console.show(_mistakes(design, outcome), how.color)
        console.err(f"\nNothing is drawn: {console.safe(design.source.path)} has mistakes.\n")
        return 1
    if how.format == "svg" and target != "-":
        how = changed(how, look=changed(how.look, base=_way_from(target)))
    with _patience(f"still drawing {design.source.path} ..."):
        drawing = _draw(design, outcome, how)
    if drawing is None:
        return 2
    for note in drawing.notes:
        where = f"{design.source.path}: " if how.many else ""
        console.err(f"note: {console.safe(where + note)}\n")
    if how.check:
        return _checked(target, drawing)
    if target == "-":
        console.data(drawing.data)
        return 0
    if not _write(design, target, drawing, how):
        return 2
    if how.open and click.launch(str(Path(target).absolute())) != 0:
        console.err("note: this machine has nothing that opens it\n")
    return 0


def _way_from(target: str) -> str | None:
    """The way from a picture's folder to the working folder, where the paths of designs start."""
    try:
        return Path(os.path.relpath(os.curdir, Path(target).parent)).as_posix()
    except ValueError:
        return None  # On Windows there is none from one drive to another.


def _mistakes(design: Design, outcome: Outcome) -> list[Diagnostic]:
    """The mistakes in what the user wrote; what rules find has a step."""
    from sdlint.diagnostic import Severity

    mine = {design.source.path, *design.used}
    found = (finding.diagnostic for finding in outcome.findings)
    return [
        one
        for one in found
        if one.severity is Severity.ERROR
        and one.step is None
        and (one.span is None or one.span.source.path in mine)
    ]


def _draw(design: Design, outcome: Outcome, how: _How) -> Drawing | None:
    from sdlint.cli.rim import console
    from sdlint.diagnostic import Trouble
    from sdlint.diagrams import draw
    from sdlint.diagrams.engines import EngineFailed, EngineMissing
    from sdlint.diagrams.views.view import NotThere, see

    try:
        picture, notes = see(design, outcome, how.view)
        drawing = draw(picture, how.format, how.engine, how.look)
        return changed(drawing, notes=(*notes, *drawing.notes))
    except NotThere as error:
        console.complain([Trouble(str(error), design.source.path)], how.color)
    except EngineMissing as error:
        _missing(str(error), how.format, how.color)
    except EngineFailed as error:
        console.complain([Trouble(str(error))], how.color)
    return None


def _missing(message: str, format: str, color: str) -> int:
    """What draws isn't installed: say so, and what is drawn without it."""
    from sdlint.cli.rim import console
    from sdlint.diagnostic import Trouble

    help = "`-o design.mmd` and `--format ascii` need no engine" if format in targets.DRAWN else None
    console.complain([Trouble(message, help=help)], color)
    return 2


def _checked(target: str, drawing: Drawing) -> int:
    """Whether a picture is as it would be written now; if not, it is named."""
    from sdlint.cli.rim import console
    from sdlint.cli.rim.files import shown

    try:
        there = Path(target).read_bytes()
    except FileNotFoundError:
        console.out(f"{console.safe(shown(target))} is missing\n")
        return 1
    except (OSError, ValueError):
        console.out(f"{console.safe(shown(target))} can't be read\n")
        return 2
    if there != drawing.data:
        console.out(f"{console.safe(shown(target))} is out of date\n")
        return 1
    return 0


def _write(design: Design, target: str, drawing: Drawing, how: _How) -> bool:
    from sdlint.cli.rim import console
    from sdlint.cli.rim.files import real, shown
    from sdlint.cli.rim.write import make_folder, write_file
    from sdlint.diagnostic import Trouble

    trouble: Trouble | None
    if design.source.path != "-" and real(design.source.path) == real(target):
        trouble = Trouble("this is the design itself: it is not overwritten", shown(target))
    else:
        trouble = make_folder(str(Path(target).parent)) if how.many else None
        trouble = trouble or write_file(target, drawing.data)
    if trouble is not None:
        console.complain([trouble], how.color)
        return False
    console.err(f"Wrote {console.safe(shown(target))}\n")
    return True
