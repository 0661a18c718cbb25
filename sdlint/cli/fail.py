"""`sdlint fail`: what is left when something fails."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sdlint.cli.rim import completing, options
from sdlint.reports.drill import names

if TYPE_CHECKING:
    from sdlint.analyses.facts import Facts
    from sdlint.analyses.failures import Unit
    from sdlint.analyses.losses import Loss
    from sdlint.model.design import Design
    from sdlint.reports.drill import Told

EPILOG = """\b
Exit status:
  0  told, whatever it says
  1  mistakes keep the design from being understood
  2  no such file, or nothing in the design is called that

\b
Examples:
  sdlint fail shop.sd              every loss that hurts, the worst first
  sdlint fail shop.sd posts        one component
  sdlint fail shop.sd us.a hot     a zone and a component, at once
  sdlint fail shop.sd 'api#2'      the second copy of one
  sdlint fail shop.sd --format json
"""


@click.command(epilog=EPILOG)
@click.argument("file", shell_complete=completing.files)
@click.argument("elements", nargs=-1, metavar="[ELEMENT]...", shell_complete=completing.elements)
@click.option(
    "--format",
    type=click.Choice(names()),
    default="text",
    show_default=True,
    help="text: for reading. json: all losses that hurt, in full precision.",
)
@options.color
def command(file: str, elements: tuple[str, ...], format: str, color: str) -> int:
    """Tell what fails when something is lost: which flows, for how many requests, and who is overloaded.

    FILE is a design, or - for the standard input. ELEMENT is a component, one of its copies (api#2), a zone
    or a region; several are lost at once. Without any, every copy, component, zone and region is lost in
    turn, and the pairs that matter.
    """
    from sdlint.analyses.facts import Facts
    from sdlint.cli.rim import console
    from sdlint.cli.rim.gather import gather_one
    from sdlint.lint import understand
    from sdlint.reports.drill import report

    gathered = gather_one(file)
    if console.complain(gathered.troubles, color) or not gathered.sources:
        return 2
    source = gathered.sources[0]
    design, diagnostics = understand(source, gathered.reader)
    if not design.sound:
        console.show(diagnostics, color)
        console.err(f"\nNothing is told: {console.safe(source.path)} has mistakes.\n")
        return 1
    lost = [_unit(design, name) for name in dict.fromkeys(elements)]
    facts = Facts(design)
    told = _one(facts, tuple(lost)) if lost else _all(facts)
    console.out(report(told, format, console.look(color)))
    return 0


def _unit(design: Design, name: str) -> Unit:
    """What a name stands for; a usage error where that is nothing, or can't be lost."""
    from sdlint.analyses.units import NoUnit, unit_of

    try:
        return unit_of(design, name)
    except NoUnit as error:
        raise click.UsageError(str(error)) from None


def _one(facts: Facts, lost: tuple[Unit, ...]) -> Told:
    from sdlint.analyses.arguments import arguments
    from sdlint.analyses.drill import busy_before, lose
    from sdlint.reports.drill import Told

    loss = lose(facts, lost)
    because = arguments(facts, loss)
    busy = [over.component for over in loss.overloads]
    flows = facts.design.flows.values()
    strained = {flow.name: tuple(name for name in busy if name in flow.touched) for flow in flows}
    return Told(
        facts.design.title,
        (loss,),
        (),
        (),
        {},
        0,
        loss.unknown,
        True,
        True,
        because,
        strained,
        busy_before(facts),
    )


def _all(facts: Facts) -> Told:
    from sdlint.analyses.drill import busy_before, drill
    from sdlint.analyses.failures import UNITS
    from sdlint.analyses.pairs import pairs
    from sdlint.reports.drill import Told

    losses = drill(facts)
    found = pairs(facts)
    harmless = dict.fromkeys(UNITS, 0)
    pausing = 0
    for loss in losses:
        if loss.harmless:
            unit = loss.units[0]
            harmless[unit.kind] += unit.count if unit.kind == "replica" else 1
            pausing += unit.count if loss.pauses and unit.kind == "replica" else bool(loss.pauses)
    told = {frozenset(unit.name for unit in loss.units) for loss in found.losses}
    rest = tuple(cut for cut in found.cuts if frozenset(unit.name for unit in cut.units) not in told)
    return Told(
        facts.design.title,
        tuple(loss for loss in losses if not loss.harmless),
        found.losses,
        rest,
        harmless,
        pausing,
        _unknown(losses),
        found.complete,
        False,
        {},
        {},
        busy_before(facts),
    )


def _unknown(losses: tuple[Loss, ...]) -> tuple[str, ...]:
    """What isn't known of some loss, each once."""
    return tuple(dict.fromkeys(text for loss in losses for text in loss.unknown))
