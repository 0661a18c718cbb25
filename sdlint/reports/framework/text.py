"""For reading: each question, what it comes to, and where."""

from __future__ import annotations

from sdlint.analyses.review.card import STATUSES, Card
from sdlint.reports.figures.framework import STYLES
from sdlint.reports.terminal.characters import visible
from sdlint.reports.terminal.look import Look
from sdlint.reports.terminal.wrap import wrap

SHORT = {"not applicable": "–"}
"""What doesn't apply needs no word."""


def report(card: Card, system: str, file: str, look: Look) -> str:
    """The system, the steps with their questions, and the one thing to do next."""
    counts = ", ".join(f"{card.count(status)} {status}" for status in STATUSES if card.count(status))
    lines = [
        f"{look.paint(visible(system), 'strong')} ({visible(file)})",
        *wrap(f"{card.size} questions of the framework: {counts}.", look.width),
    ]
    wide = max(len(SHORT.get(status, status)) for status in STATUSES)
    margin = " " * (wide + 4)
    for step in card.steps:
        lines += ["", look.paint(visible(f"{step.number}. {step.title}"), "strong")]
        for reply in step.replies:
            word = SHORT.get(reply.status, reply.status)
            told = wrap(visible(reply.told), look.width - len(margin))
            asked = wrap(visible(reply.text), look.width - len(margin))
            lines.append(f"  {look.paint(word.ljust(wide), STYLES[reply.status])}  {asked[0]}")
            lines += [f"{margin}{line}" for line in asked[1:]]
            lines += [f"{margin}{look.paint(line, 'faint')}" for line in told]
    lines += ["", *wrap(visible(f"Next: {card.next}"), look.width)]
    return "\n".join(line.rstrip() for line in lines) + "\n"
