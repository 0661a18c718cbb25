"""For reading: ten lines for whoever decides, and below them all that differs."""

from __future__ import annotations

from collections.abc import Iterator

from sdlint.changes.difference import Difference
from sdlint.changes.elements import Edited
from sdlint.changes.figures import Moved
from sdlint.changes.goals import Turned
from sdlint.findings import Finding
from sdlint.reports.figures.difference import asked_text, change, figure_text, goal_change, unclear
from sdlint.reports.figures.headlines import headlines, listed, verdict
from sdlint.reports.figures.marks import MARKS, NONE
from sdlint.reports.terminal.characters import visible, width
from sdlint.reports.terminal.columns import Cell, Column, cut, table
from sdlint.reports.terminal.look import Look
from sdlint.reports.terminal.notice import place_of
from sdlint.reports.terminal.wrap import block, wrap

SIGNS = {"added": ("+", "added"), "removed": ("-", "removed"), "changed": ("~", "question")}
STYLES = {"better": "good", "worse": "error", "mixed": "warning"}
LEAST = 16
"""What is told of a bottleneck in the table, however narrow that is."""
LONG = 44
"""Texts that are longer than this are told one below the other."""


def report(difference: Difference, look: Look) -> str:
    """The headline, then the design, goals, numbers and findings."""
    title = f"{difference.system}: {difference.old} → {difference.new}"
    lines = [look.paint(line, "strong") for line in wrap(title, look.width)]
    lines += wrap(verdict(difference), look.width)
    if difference.nothing:
        return "\n".join(lines) + "\n"
    lines.append("")
    lines += _headlines(difference, look)
    lines += _edited(difference, look)
    lines += _goals("Goals that differ", difference.goals, look)
    lines += _goals("Expectations that differ", difference.expectations, look)
    lines += _numbers(difference, look)
    lines += _findings(difference, look)
    return "\n".join(lines) + "\n"


def _headlines(difference: Difference, look: Look) -> Iterator[str]:
    found = headlines(difference)
    topics = max(len(line.topic) for line in found) + 2
    for line in found:
        first = f"{line.trend:<8}{line.topic:<{topics}}"
        head, *rest = block(line.text, look.width, "  ", first)
        if line.trend:
            head = head.replace(line.trend, look.paint(line.trend, STYLES[line.trend]), 1)
        yield head
        yield from rest


def _edited(difference: Difference, look: Look) -> Iterator[str]:
    if not difference.edited:
        return
    yield ""
    yield look.paint("The design", "strong")
    for one in difference.edited:
        sign, style = SIGNS[one.how]
        told = f": {one.told}" if one.told else ""
        head, *rest = block(f"{one.kind} {one.name}{told}", look.width, "  ", f"{sign} ")
        yield head.replace(sign, look.paint(sign, style), 1)
        yield from rest
        yield from _details(one, look)


def _details(one: Edited, look: Look) -> Iterator[str]:
    for detail in one.details:
        before, after = detail.before, detail.after
        if before is not None and after is not None:
            if max(width(before), width(after)) > LONG or "→" in before + after:
                yield from block(before, look.width, "      ", f"{detail.what} - ")
                yield from block(after, look.width, "      ", f"{' ' * width(detail.what)} + ")
                continue
            text = f"{detail.what} {before} → {after}"
        elif after is not None:
            text = f"+ {detail.what}" + ("" if after == "said" else f" {after}")
        else:
            text = f"- {detail.what}" + ("" if before == "said" else f" {before}")
        yield from block(text, look.width, "      ", "")


def _goals(title: str, turned: tuple[Turned, ...], look: Look) -> Iterator[str]:
    if not turned:
        return
    yield ""
    yield look.paint(title, "strong")
    for one in turned:
        lines = block(f"{asked_text(one)}: {goal_change(one)}", look.width, "  ", "- ")
        style = STYLES.get(one.trend, "")
        yield from (look.paint(line, style) if style else line for line in lines)


def _numbers(difference: Difference, look: Look) -> Iterator[str]:
    """A table of what is known in both versions, and a list of what isn't."""
    both: list[Moved] = []
    unknown: list[Moved] = []
    for one in difference.moved:
        (unknown if " unknown" in f" {change(one)}" else both).append(one)
    if both:
        columns = (
            Column("Numbers", cut=True),
            Column("", cut=True),
            Column("before", right=True),
            Column("after", right=True),
            Column(""),
        )
        rows = []
        last = ""
        for one in both:
            name = one.item or "all of it"
            rows.append(_row(one, "" if name == last else name, look))
            last = name
        yield ""
        yield from table(columns, rows, look)
        figures = [figure for one in both for figure in (one.before, one.after) if figure is not None]
        if any(figure.origin == "assumed" for figure in figures):
            yield f"  {MARKS['assumed']} rests on an assumption"
    if unknown:
        yield ""
        yield look.paint("Numbers that are unknown in a version", "strong")
        for told in unclear(unknown):
            yield from block(told, look.width, "  ", "- ")


def _row(one: Moved, name: str, look: Look) -> tuple[Cell, ...]:
    style = STYLES.get(one.trend, "")
    before = figure_text(one.what, one.before) if one.before else NONE
    after = figure_text(one.what, one.after) if one.after else NONE
    if one.what == "bottleneck":
        # Several may be full at once; the headline and the other formats name all.
        most = max(LEAST, look.width // 5)
        before, after = cut(before, most), cut(after, most)
    return (Cell(name), Cell(one.what, "faint"), Cell(before), Cell(after, style), Cell(_by(one), style))


def _by(one: Moved) -> str:
    """What a difference comes to where the numbers look much the same."""
    if one.downtime is None:
        return one.trend if one.trend != "other" else ""
    first, second = (figure.text for figure in one.downtime)
    return f"{first} → {second} down a year"


def _findings(difference: Difference, look: Look) -> Iterator[str]:
    for title, findings, here in listed(difference.findings):
        if not findings:
            continue
        yield ""
        yield look.paint(title, "strong")
        for finding in findings:
            yield from _finding(finding, look, here)


def _finding(finding: Finding, look: Look, here: bool) -> Iterator[str]:
    diagnostic = finding.diagnostic
    # The lines of the old version lead nowhere in the new one.
    place = f" ({place_of(diagnostic)})" if here and diagnostic.span is not None else ""
    label = f"{diagnostic.severity.word}[{visible(diagnostic.name)}]"
    head, *rest = block(f"{label} {diagnostic.message}{place}", look.width, "  ", "- ")
    yield head.replace(label, look.paint(label, diagnostic.severity.word), 1)
    yield from rest
