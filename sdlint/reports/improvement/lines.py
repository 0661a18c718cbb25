"""To paste: each change as statements of the language, under a comment that says what it does."""

from __future__ import annotations

from sdlint.improvements.improve import Improvement
from sdlint.reports.figures.improvement import buys, takes
from sdlint.reports.terminal.characters import visible
from sdlint.reports.terminal.look import Look


def report(improvement: Improvement, look: Look) -> str:
    """The statements that are new or differ, whole; a design in itself only together with the rest."""
    parts = []
    for option in improvement.options:
        places = ", ".join(f"{visible(line.path)}:{line.line}" for line in option.lines)
        lines = [f"# {visible(option.candidate.told)} ({places})"]
        lines += [f"#   {visible(text)}" for text in buys(improvement.before, option)]
        lines.append(f"#   {visible(takes(improvement.bill, option))}")
        if option.candidate.assumes:
            lines.append(f"#   if {visible(option.candidate.assumes)}")
        lines += [visible(line) for text in option.statements for line in text.splitlines()]
        parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)
