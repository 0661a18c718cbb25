"""How often each rule finds something: a table, the most frequent first."""

from __future__ import annotations

from collections import Counter

from sdlint.lint import Outcome
from sdlint.reports.terminal.characters import visible
from sdlint.reports.terminal.look import Look


def statistics_lines(outcome: Outcome, look: Look) -> list[str]:
    """A line for each rule and severity: how many, how severe, which rule; accepted ones last."""
    told = Counter((f.diagnostic.severity.word, f.diagnostic.name) for f in outcome.findings)
    told.update(("accepted", one.finding.diagnostic.name) for one in outcome.accepted)
    if outcome.baseline is not None:
        told.update(("baseline", finding.diagnostic.name) for finding in outcome.baseline.known)
    order = ("error", "warning", "question", "accepted", "baseline")
    rows = sorted(told.items(), key=lambda row: (order.index(row[0][0]) > 2, -row[1], *row[0]))
    width = max((len(str(count)) for _, count in rows), default=0)
    lines = []
    for (word, name), count in rows:
        label = look.paint(f"{word:<8}", word if word in order[:3] else "faint")
        lines.append(f"{count:>{width}}  {label}  {visible(name)}")
    return lines
