"""What stands first and last: counts, marks, and how to ask for an argument."""

from __future__ import annotations

from collections.abc import Iterator

from sdlint.analyses.review.figure import Figure
from sdlint.analyses.review.judged import Judged
from sdlint.analyses.review.numbers import Numbers
from sdlint.analyses.review.review import Counts
from sdlint.expression.values import Known
from sdlint.reports.figures.marks import COMMON_CAUSES, legend


def goals_line(goals: tuple[Judged, ...]) -> str:
    """`9 goals: 8 met, 1 not met`."""
    if not goals:
        return "No goals"
    counts = {
        status: sum(goal.status == status for goal in goals) for status in ("met", "not met", "unknown")
    }
    told = ", ".join(f"{count} {status}" for status, count in counts.items() if count)
    return f"{_count(len(goals), 'goal')}: {told}"


def findings_line(counts: Counts) -> str:
    """`1 error, 3 warnings, no questions, 2 accepted risks`."""
    return ", ".join(
        (
            _count(counts.errors, "error"),
            _count(counts.warnings, "warning"),
            _count(counts.questions, "question"),
            _count(counts.accepted, "accepted risk"),
        )
    )


def _count(number: int, word: str) -> str:
    return f"{number or 'no'} {word}" if number == 1 else f"{number or 'no'} {word}s"


def footnotes(numbers: Numbers, figures: list[Figure]) -> Iterator[str]:
    """What must be known to read the numbers."""
    told = legend(
        figures,
        elastic=any(component.elastic for component in numbers.components),
        idle=any(flow.p99.plain == 0 for flow in numbers.flows),
        starts=any(component.starts for component in numbers.components),
        least=any(
            component.least is not None and not component.unlimited for component in numbers.components
        ),
    )
    if told:
        yield told
    if any(flow.availability.plain is not None for flow in numbers.flows):
        yield COMMON_CAUSES


def next_question(numbers: Numbers) -> str:
    """What to ask next: of a goal that isn't met, else of one that is unknown, else of what is tightest."""
    for status in ("not met", "unknown"):
        for goal in numbers.goals:
            if goal.status == status and goal.asks:
                return goal.asks
    for component in numbers.components:
        if isinstance(component.utilization.value, Known):
            return str(component.utilization.use)
    for figure in numbers.figures:
        if figure.use.word not in ("estimate", "rate of", "peak of", "goal"):
            return str(figure.use)
    return "cost()"


def command(file: str, expression: str) -> str:
    """What to type, quoted for a shell."""
    import shlex

    return f"sdlint ask {shlex.quote(file)} {shlex.quote(expression)}"
