"""For reading: a design on one screen."""

from __future__ import annotations

from collections.abc import Iterator

from sdlint.analyses.review.numbers import FlowNumbers, Numbers
from sdlint.reports.figures.headline import command, footnotes, goals_line, next_question
from sdlint.reports.figures.marks import marked, waited
from sdlint.reports.figures.sections import cost, machines, names, used, wanting
from sdlint.reports.terminal.characters import visible
from sdlint.reports.terminal.columns import Cell, Column, cut, table
from sdlint.reports.terminal.look import Look
from sdlint.reports.terminal.wrap import wrap

MOST_FLOWS, MOST_ROWS = 10, 16
"""How many flows, and flows and components together, are told, so that all of it fits a screen."""
MOST_GOALS, MOST_WANTS = 3, 2
"""How many goals of a kind, and how many wants."""


def report(numbers: Numbers, look: Look) -> str:
    """Flows, components, bytes and bills, goals, what is wanting, and what to ask next."""
    lines = [look.paint(visible(numbers.system), "strong"), ""]
    if numbers.flows:
        lines += [*_flows(numbers.flows, look), ""]
    if numbers.components:
        lines += [*_components(numbers, look), ""]
    for sentence in (_kept(numbers), _goals(numbers)):
        lines.extend(wrap(sentence, look.width, 2))
    lines.extend(_wanting(numbers, look))
    for note in footnotes(numbers, list(numbers.figures)):
        lines.extend(look.paint(line, "faint") for line in wrap(note, look.width))
    lines += ["", "Ask next:", f"  {visible(command(numbers.file, next_question(numbers)))}"]
    lines += [f"  {visible(f'sdlint review {numbers.file}')}"]
    return "\n".join(lines) + "\n"


def _flows(flows: tuple[FlowNumbers, ...], look: Look) -> Iterator[str]:
    columns = (
        Column("Flows", cut=True),
        Column("peak", right=True),
        Column("p99", right=True),
        Column("availability", right=True),
        Column("bottleneck", cut=True),
    )
    rows = [
        (
            Cell(flow.name),
            Cell(marked(flow.peak)),
            Cell(waited(flow.p99)),
            Cell(marked(flow.availability)),
            Cell(marked(flow.bottleneck).removeprefix("capacity of ")),
        )
        for flow in flows[:MOST_FLOWS]
    ]
    yield from table(columns, rows, look)
    if len(flows) > MOST_FLOWS:
        yield f"  and {len(flows) - MOST_FLOWS} more"


def _components(numbers: Numbers, look: Look) -> Iterator[str]:
    columns = (
        Column("Components", cut=True),
        Column("load", right=True),
        Column("used", right=True),
        Column("machines", right=True),
    )
    told = numbers.components[: MOST_ROWS - min(len(numbers.flows), MOST_FLOWS)]
    rows = [(Cell(one.name), Cell(marked(one.load)), used(one), Cell(machines(one))) for one in told]
    yield from table(columns, rows, look)
    if len(numbers.components) > len(told):
        yield f"  and {len(numbers.components) - len(told)} more, no tighter"


def _kept(numbers: Numbers) -> str:
    kept = ", ".join(f"{name} {marked(figure)}" for name, figure in numbers.stores)
    return f"{cost(numbers)} Stores keep: {kept}." if kept else cost(numbers)


def _goals(numbers: Numbers) -> str:
    """How many are met, and which aren't."""
    missed, unclear = [], []
    for goal in numbers.goals:
        if goal.status == "not met":
            missed.append(f"{goal.text} ({'is ' if goal.wanted else ''}{marked(goal.figure)})")
        elif goal.status == "unknown":
            unclear.append(goal.text)
    line = goals_line(numbers.goals)
    for title, told in (("Not met", missed), ("Unknown", unclear)):
        more = f", and {len(told) - MOST_GOALS} more" if len(told) > MOST_GOALS else ""
        line += f". {title}: {', '.join(told[:MOST_GOALS])}{more}" if told else ""
    return f"{line}."


def _wanting(numbers: Numbers, look: Look) -> Iterator[str]:
    """What would tell most, a line each."""
    items = wanting(numbers.wanting, names(numbers)).items
    for item in items[:MOST_WANTS]:
        yield f"{look.paint('Wanting:', 'question')} {cut(visible(item.text()), look.width - 9)}"
    if len(items) > MOST_WANTS:
        yield f"  and {len(items) - MOST_WANTS} more: see the review"
