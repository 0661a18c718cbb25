"""For reading: tables of the numbers, and what they rest on."""

from __future__ import annotations

from collections.abc import Iterator

from sdlint.analyses.review.review import Review
from sdlint.reports.figures.headline import command, findings_line, footnotes, goals_line, next_question
from sdlint.reports.figures.section import Section
from sdlint.reports.figures.sections import sections
from sdlint.reports.terminal.characters import visible, width
from sdlint.reports.terminal.columns import table
from sdlint.reports.terminal.look import Look
from sdlint.reports.terminal.wrap import block, wrap

APART, LEAST = 3, 42
"""Blanks between two tables side by side, and the columns that the right one needs."""


def report(review: Review, look: Look) -> str:
    """The system, its sections, and how to read and to question them."""
    numbers = review.numbers
    lines = [
        f"{look.paint(visible(numbers.system), 'strong')} ({visible(numbers.file)})",
        *wrap(f"{goals_line(numbers.goals)}; {findings_line(review.counts)}", look.width),
    ]
    parts = list(sections(review))
    while parts:
        section = parts.pop(0)
        beside = _beside(section, parts[0], look) if parts and section.title == "Components" else []
        if beside:
            del parts[0]
        lines += ["", *(beside or section_lines(section, look))]
    lines.append("")
    for note in footnotes(numbers, review.figures):
        lines.extend(wrap(note, look.width))
    lines.append("The argument for a number:")
    lines.append(f"  {visible(command(numbers.file, next_question(numbers)))}")
    return "\n".join(lines) + "\n"


def _beside(left: Section, right: Section, look: Look) -> list[str]:
    """Two tables side by side, where both are narrow enough; nothing where they aren't."""
    plain = list(section_lines(left, Look(look.width)))
    wide = max(width(line) for line in plain) + APART
    if right.title != "Estimates" or look.width - wide < LEAST:
        return []
    rest = list(section_lines(right, Look(look.width - wide, look.color)))
    painted = list(section_lines(left, look))
    lines = []
    for at in range(max(len(painted), len(rest))):
        blanks = " " * (wide - (width(plain[at]) if at < len(plain) else 0))
        lines.append(
            f"{painted[at] if at < len(painted) else ''}{blanks}{rest[at] if at < len(rest) else ''}"
        )
    return [line.rstrip() for line in lines]


def section_lines(section: Section, look: Look) -> Iterator[str]:
    """A section as lines."""
    if section.rows:
        yield from table(section.columns, section.rows, look)
    else:
        yield look.paint(section.title, "strong")
    for item in section.items:
        yield from block(item.text(look.width - 4), look.width, "  ", "- ")
    for note in section.notes:
        yield from (f"  {line}" for line in wrap(note, look.width - 2))
