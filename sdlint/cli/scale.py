"""`sdlint scale`: what breaks first when load grows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from sdlint.cli.rim import completing, options
from sdlint.reports.growth import names

if TYPE_CHECKING:
    from sdlint.model.design import Design, Flow, Requirement
    from sdlint.quantity import Quantity

MOST = 10**9
"""Times the peak that may be asked for."""
EPILOG = """\b
Exit status:
  0  told, whatever it says
  1  mistakes keep the design from being understood
  2  no such file, no such flow, or a load that isn't one

\b
Examples:
  sdlint scale shop.sd                          the first limits
  sdlint scale shop.sd --load 10x               what breaks by then, and what to add
  sdlint scale shop.sd --load 3x --flow search  while the other flows stay
  sdlint scale shop.sd --load 10x --format json
"""


def _load(context: click.Context, option: click.Parameter, value: str | None) -> Quantity | None:
    """How many times: `10x`, `x10` or `10`."""
    from fractions import Fraction

    from sdlint.quantity import Quantity

    if value is None:
        return None
    found = re.fullmatch(r"x?([0-9]{1,12}(?:\.[0-9]{1,9})?)|([0-9]{1,12}(?:\.[0-9]{1,9})?)x", value.strip())
    times = Fraction(found[1] or found[2]) if found else Fraction(0)
    if not 0 < times <= MOST:
        raise click.BadParameter(f"'{value}' is no number of times: write it like 10x, up to {MOST}x.")
    return Quantity.number(times)


@click.command(epilog=EPILOG)
@click.argument("file", shell_complete=completing.files)
@click.option("--load", callback=_load, metavar="TIMES", help="How many times the peak is wanted: 10x.")
@click.option("--flow", metavar="NAME", help="The flow, or the requirement, that grows. [default: all flows]")
@click.option(
    "--format",
    type=click.Choice(names()),
    default="text",
    show_default=True,
    help="text: for reading. json: all limits, in full precision.",
)
@options.color
def command(file: str, load: Quantity | None, flow: str | None, format: str, color: str) -> int:
    """Tell what breaks first when load grows, how far it can grow, and what to add.

    FILE is a design, or - for the standard input.
    """
    from sdlint.analyses.facts import Facts
    from sdlint.analyses.growth import growth
    from sdlint.cli.rim import console
    from sdlint.cli.rim.gather import gather_one
    from sdlint.lint import understand
    from sdlint.reports.growth import report

    gathered = gather_one(file)
    if console.complain(gathered.troubles, color) or not gathered.sources:
        return 2
    source = gathered.sources[0]
    design, diagnostics = understand(source, gathered.reader)
    if not design.sound:
        console.show(diagnostics, color)
        console.err(f"\nNothing is told: {console.safe(source.path)} has mistakes.\n")
        return 1
    item = _item(design, flow) if flow is not None else None
    found = growth(Facts(design), item, load)
    console.out(report(found, design.title, format, console.look(color)))
    return 0


def _item(design: Design, name: str) -> Flow | Requirement:
    """The flow or requirement of a name; a usage error where there is none."""
    from sdlint.spelling import nearest

    found: Flow | Requirement | None = design.flows.get(name) or design.requirements.get(name)
    if found is None:
        near = nearest(name, [*design.flows, *design.requirements])
        suggestion = f" Did you mean '{near}'?" if near else ""
        raise click.UsageError(f"The design has no flow or requirement '{name}'.{suggestion}")
    return found
