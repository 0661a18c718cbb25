"""For reading: what buys the most, what it takes, and the lines to write."""

from __future__ import annotations

from collections.abc import Iterator

from sdlint.expression.values import Known
from sdlint.improvements.improve import Improvement, Option
from sdlint.improvements.written import Line
from sdlint.reports.figures.headline import goals_line
from sdlint.reports.figures.improvement import apart, buys, findings, harms, refused, takes
from sdlint.reports.figures.marks import marked
from sdlint.reports.terminal.characters import visible
from sdlint.reports.terminal.look import Look
from sdlint.reports.terminal.wrap import block, wrap

LEAD = "    "
REFUSED = "Felt, but not offered:"


def report(improvement: Improvement, look: Look) -> str:
    """The changes that buy most, the best first, and all of them together."""
    head = f"What would improve {improvement.system} most ({improvement.path})"
    lines = [look.paint(line, "strong") for line in wrap(head, look.width)]
    lines += wrap(f"Now: {_now(improvement)}.", look.width)
    if not improvement.options:
        lines += ["", *wrap(_nothing(improvement), look.width)]
    for number, option in enumerate(improvement.options, 1):
        lines += ["", *_option(improvement, option, f"{number}  ", look)]
        for line in option.lines:
            lines += _written(line, look)
    if improvement.together is not None:
        lines += ["", *_option(improvement, improvement.together, "=  ", look)]
    if improvement.refused:
        lines += ["", *wrap(REFUSED, look.width)]
        for refusal in improvement.refused:
            lines += block(refused(refusal), look.width, "", "-  ")
    cost = improvement.bill.cost
    if improvement.options and not isinstance(cost.value, Known):
        lines += ["", *wrap(f"What it costs in all is unknown, {cost.reason}.", look.width)]
    return "\n".join(lines) + "\n"


def _now(improvement: Improvement) -> str:
    before, bill = improvement.before, improvement.bill
    parts = [goals_line(before.goals)]
    if before.scenarios:
        parts.append(f"scenarios: {sum(before.scenarios)} of {len(before.scenarios)} as expected")
    if isinstance(before.scale.value, Known):
        parts.append(f"it bears {marked(before.scale)} times its peak")
    if isinstance(bill.machines.value, Known):
        parts.append(f"{marked(bill.machines)} machines")
    if isinstance(bill.cost.value, Known):
        parts.append(marked(bill.cost))
    elif isinstance(bill.known.value, Known) and bill.known.value.value.high > 0:
        parts.append(f"at least {marked(bill.known)}")
    return "; ".join(parts)


def _nothing(improvement: Improvement) -> str:
    unknown = [one for one in (*improvement.before.downtime.values(),) if not isinstance(one.value, Known)]
    tried = improvement.tried
    which = f"None of {tried} changes that were tried" if tried > 1 else "The one change that was tried"
    text = f"{which} would {'' if tried > 1 else 'not '}be felt."
    if improvement.refused:
        text = f"{which} {'can' if tried > 1 else 'can not'} be offered: what would be felt breaks something."
    if not improvement.tried:
        text = "There is nothing that could be tried."
    if unknown:
        text += f" Much isn't known yet: {unknown[0].use} is unknown, {unknown[0].reason}."
    return text


def _option(improvement: Improvement, option: Option, first: str, look: Look) -> Iterator[str]:
    head, *rest = block(option.candidate.told, look.width, "", first)
    yield look.paint(head, "strong")
    yield from (look.paint(line, "strong") for line in rest)
    notes = [("buys", text) for text in buys(improvement.before, option)]
    notes.append(("takes", takes(improvement.bill, option)))
    notes += [("takes", text) for text in harms(improvement.before, option)]
    if option is improvement.together:
        notes += [("loses", text) for text in apart(improvement.options, option)]
    if option.candidate.assumes:
        notes.append(("if", option.candidate.assumes))
    if option.settles:
        notes.append(("settles", findings(option.settles)))
    if option.brings:
        notes.append(("brings", findings(option.brings)))
    last = ""
    for name, text in notes:
        yield from block(text, look.width, LEAD, f"{'' if name == last else name:<9}")
        last = name


def _written(line: Line, look: Look) -> Iterator[str]:
    """The lines as they are to be pasted, and where."""
    count = len(line.old)
    where = f"{visible(line.path)}:{line.line}"
    if not line.old:
        told = f"write    before {where}:"
    elif count == 1:
        told = f"write    instead of {where}:"
    else:
        told = f"write    instead of {where} to {line.line + count - 1}:"
    yield LEAD + told
    yield from (look.paint(f"{LEAD}  {visible(text.strip())}", "added") for text in line.new)
