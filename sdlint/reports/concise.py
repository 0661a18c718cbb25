"""A line for each finding, as compilers print it: for editors and grep."""

from __future__ import annotations

from sdlint.diagnostic import Diagnostic
from sdlint.lint import Outcome
from sdlint.reports.terminal.characters import visible
from sdlint.reports.terminal.look import Look
from sdlint.reports.terminal.notice import place_of


def report(outcome: Outcome, look: Look) -> str:
    """`file:line:column: severity[rule] message` for each finding, then the accepted risks."""
    lines: list[str] = []
    for finding in outcome.findings:
        diagnostic = finding.diagnostic
        word = diagnostic.severity.word
        lines.append(_line(diagnostic, word, word, diagnostic.message, look))
    for accepted in outcome.accepted:
        diagnostic = accepted.finding.diagnostic
        element = f"{diagnostic.element}: " if diagnostic.element else ""
        lines.append(_line(diagnostic, "accepted", "faint", f"{element}{accepted.reason}", look))
    if outcome.baseline is not None:
        for gone in outcome.baseline.gone:
            element = f"{gone.element}: " if gone.element else ""
            label = look.paint(f"gone[{visible(gone.rule)}]", "faint")
            lines.append(f"{visible(outcome.baseline.path)}: {label} {visible(element + gone.message)}")
    return "".join(f"{line}\n" for line in lines)


def _line(diagnostic: Diagnostic, word: str, style: str, message: str, look: Look) -> str:
    place = place_of(diagnostic)
    label = look.paint(f"{word}[{visible(diagnostic.label)}]", style)
    return f"{place}: {label} {visible(message)}" if place else f"{label} {visible(message)}"
