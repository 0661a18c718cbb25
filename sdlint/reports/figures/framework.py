"""The framework's card as tables: a line a step, or a line a question."""

from __future__ import annotations

from collections.abc import Iterator

from sdlint.analyses.review.card import Card, CardStep
from sdlint.reports.figures.section import Section
from sdlint.reports.terminal.columns import Cell, Column

OPEN = ("finding", "asked")
STYLES = {"answered": "good", "finding": "warning", "asked": "question", "not applicable": "faint"}


def framework(card: Card) -> Section:
    """A line a step: how many of its questions are answered; and a line for what keeps the others from it."""
    columns = (Column("Framework", cut=True), Column("answered", right=True), Column("", cut=True, lines=2))
    rows: list[tuple[Cell, ...]] = []
    for step in card.steps:
        # `goal-not-met on p99(f)` reads as a finding, and a question as what is asked: room is scarce here.
        told = {reply.told: STYLES[reply.status] for reply in step.replies if reply.status in OPEN}
        told = told or {_idle(step): "faint"}
        heads = [Cell(f"{step.number}. {step.title}"), Cell(_count(step))]
        for text, style in told.items():
            rows.append((*heads, Cell(text, style)))
            heads = [Cell(""), Cell("")]
    return Section(columns, tuple(rows), notes=(f"Next: {card.next}",))


def questions(card: Card) -> Iterator[Section]:
    """A table a step, with a line for each question: what it comes to, and where."""
    for at, step in enumerate(card.steps, 1):
        title = Column(f"{step.number}. {step.title}")
        columns = (title, Column("", cut=True), Column("", cut=True, lines=2))
        rows = tuple(
            (Cell(reply.status, STYLES[reply.status]), Cell(reply.text), Cell(reply.told, "faint"))
            for reply in step.replies
        )
        yield Section(columns, rows, notes=(f"Next: {card.next}",) if at == len(card.steps) else ())


def _count(step: CardStep) -> str:
    """`3 of 4`; of those that apply."""
    apply = len(step.replies) - step.count("not applicable")
    return f"{step.count('answered')} of {apply}" if apply else "–"


def _idle(step: CardStep) -> str:
    """What doesn't apply, in a step of which nothing is open."""
    idle = [reply for reply in step.replies if reply.status == "not applicable"]
    return f"{len(idle)} not applicable" if idle else ""
