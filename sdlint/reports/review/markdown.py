"""For a page: the same tables in Markdown, as code hosts show it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sdlint.analyses.review.review import Review
from sdlint.reports.figures.framework import questions
from sdlint.reports.figures.headline import command, findings_line, footnotes, goals_line, next_question
from sdlint.reports.figures.section import Section
from sdlint.reports.figures.sections import sections
from sdlint.reports.terminal.characters import visible
from sdlint.reports.terminal.columns import Column
from sdlint.reports.terminal.look import Look
from sdlint.reports.terminal.marked_up import plain


def report(review: Review, look: Look) -> str:
    """The system as a title, its sections below it."""
    numbers = review.numbers
    counts = f"{goals_line(numbers.goals)}; {findings_line(review.counts)}"
    lines = [f"# {plain(numbers.system)}", "", f"`{visible(numbers.file)}`. {counts}.", ""]
    for section in _sections(review):
        lines += [f"## {section.title}", "", *section_lines(section)]
    lines += [f"{plain(note)}\n" for note in footnotes(numbers, review.figures)]
    question = visible(command(numbers.file, next_question(numbers)))
    lines += ["The argument for a number:", "", f"    {question}"]
    return "\n".join(lines) + "\n"


def _sections(review: Review) -> Iterator[Section]:
    """The same sections, with the framework's questions one by one: a page has room for them."""
    for section in sections(review):
        if section.title == "Framework" and review.framework is not None:
            yield from questions(review.framework)
        else:
            yield section


def section_lines(section: Section) -> Iterator[str]:
    """A section's table, its list, and what stands below them."""
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
