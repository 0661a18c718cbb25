"""For a page: the same tables in Markdown, as code hosts show it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sdlint.analyses.review.review import Review
from sdlint.reports.figures.headline import command, findings_line, footnotes, goals_line, next_question
from sdlint.reports.figures.sections import Section, sections
from sdlint.reports.terminal.characters import visible
from sdlint.reports.terminal.columns import Column
from sdlint.reports.terminal.look import Look
from sdlint.reports.terminal.marked_up import plain


def report(review: Review, look: Look) -> str:
    """The system as a title, its sections below it."""
    numbers = review.numbers
    counts = f"{goals_line(numbers.goals)}; {findings_line(review.counts)}"
    lines = [f"# {plain(numbers.system)}", "", f"`{visible(numbers.file)}`. {counts}.", ""]
    for section in sections(review):
        lines += [f"## {section.title}", "", *_section(section)]
    lines += [f"{plain(note)}\n" for note in footnotes(numbers, review.figures)]
    question = visible(command(numbers.file, next_question(numbers)))
    lines += ["The argument for a number:", "", f"    {question}"]
    return "\n".join(lines) + "\n"


def _section(section: Section) -> Iterator[str]:
    if section.rows:
        yield _row(["", *(column.title for column in section.columns[1:])])
        yield _row([_rule(column) for column in section.columns])
        for row in section.rows:
            yield _row([plain(cell.text) for cell in row])
        yield ""
    for item in section.items:
        yield f"- {plain(item.text())}"
    if section.items:
        yield ""
    for note in section.notes:
        yield from (plain(note), "")


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _rule(column: Column) -> str:
    return "---:" if column.right else "---"
