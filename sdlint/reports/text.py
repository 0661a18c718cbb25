"""For reading: each finding with the code that it is about, why it matters and what to do."""

from __future__ import annotations

from collections.abc import Sequence

from sdlint.diagnostic import Diagnostic, Severity
from sdlint.findings import Baselined
from sdlint.lint import Outcome
from sdlint.reports.terminal.characters import visible
from sdlint.reports.terminal.look import Look
from sdlint.reports.terminal.notice import diagnostic_lines, place_of
from sdlint.reports.terminal.repeats import Shown
from sdlint.reports.terminal.wrap import block


def report(outcome: Outcome, look: Look) -> str:
    """The findings, the accepted risks, and a line that counts them all."""
    if not outcome.sources and not outcome.findings:
        return ""  # Nothing was read, and the troubles say why.
    lines: list[str] = []
    told: set[str] = set()
    shown = Shown()
    for first, others in _folded([finding.diagnostic for finding in outcome.findings]):
        # Why a rule matters is said once, where it is met first.
        because = shown.rest(first.because)
        why = first.name not in told
        lines.extend(diagnostic_lines(first, look, because=because, why=why, also=others))
        lines.append("")
        told.add(first.name)
    if outcome.accepted:
        lines.extend([*_accepted(outcome, look), ""])
    if outcome.baseline is not None and outcome.baseline.gone:
        lines.extend([*_gone(outcome.baseline, look), ""])
    lines.append(summary(outcome, look))
    if len(lines) > LONG:
        lines.append("A line for each: --format concise. What to do next: sdlint review")
    return "\n".join(lines) + "\n"


LONG = 200
"""Lines that are more than anybody reads at once."""
ALIKE = 3
"""So many findings that differ in their element alone are told as one, with the places of the others."""


def _folded(found: Sequence[Diagnostic]) -> list[tuple[Diagnostic, list[Diagnostic]]]:
    """The findings in order, each with those that would only repeat it."""
    likenesses = [_likeness(diagnostic) for diagnostic in found]
    alike: dict[tuple[object, ...], list[Diagnostic]] = {}
    for diagnostic, likeness in zip(found, likenesses, strict=True):
        alike.setdefault(likeness, []).append(diagnostic)
    folded: list[tuple[Diagnostic, list[Diagnostic]]] = []
    for diagnostic, likeness in zip(found, likenesses, strict=True):
        same = alike[likeness]
        if len(same) < ALIKE:
            folded.append((diagnostic, []))
        elif diagnostic is same[0]:
            folded.append((diagnostic, same[1:]))
    return folded


def _likeness(diagnostic: Diagnostic) -> tuple[object, ...]:
    """What findings share that say the same of several elements; one that has reasons of its own shares
    nothing.
    """
    if diagnostic.because or diagnostic.labels or diagnostic.span is None or not diagnostic.element:
        return (id(diagnostic),)
    fix = diagnostic.fix.text if diagnostic.fix is not None else ""
    said = (diagnostic.message, diagnostic.help or "", fix)
    named = f"`{diagnostic.element}`"
    path = diagnostic.span.source.path
    return (diagnostic.name, diagnostic.severity, path, *(text.replace(named, "`…`") for text in said))


def _accepted(outcome: Outcome, look: Look) -> list[str]:
    lines = [look.paint(count(len(outcome.accepted), "accepted risk"), "strong") + ":"]
    for accepted in outcome.accepted:
        diagnostic = accepted.finding.diagnostic
        element = f" on {visible(diagnostic.element)}" if diagnostic.element else ""
        by = f"by {accepted.by}" if accepted.by else ""
        until = f"until {accepted.until}" if accepted.until else ""
        terms = ", ".join(filter(None, (by, until)))
        place = place_of(diagnostic)
        text = f"{diagnostic.name}{element}: {accepted.reason}"
        text += (f" ({terms})" if terms else "") + (f" [{place}]" if place else "")
        # `block` escapes what must not reach a terminal.
        lines.extend(block(" ".join(text.split()), look.width, "  ", "- "))
    return lines


def _gone(baseline: Baselined, look: Look) -> list[str]:
    head = f"In {visible(baseline.path)}, but found no more"
    lines = [look.paint(head, "strong") + " (`sdlint baseline update` takes it out):"]
    for gone in baseline.gone:
        element = f" on {gone.element}" if gone.element else ""
        lines.extend(block(f"{gone.rule}{element}: {gone.message}", look.width, "  ", "- "))
    return lines


def summary(outcome: Outcome, look: Look) -> str:
    """`1 error, 2 warnings in 1 file`, and what was left out of that."""
    counts = [
        look.paint(count(outcome.count(severity), severity.word), severity.word)
        for severity in (Severity.ERROR, Severity.WARNING, Severity.QUESTION)
        if outcome.count(severity)
    ]
    files = count(len({source.path for source in outcome.sources}), "file")
    found = ", ".join(counts) if counts else look.paint("No findings", "good")
    lacking = "; not everything could be checked" if outcome.troubles else ""
    if outcome.unsound:
        lacking += "; rules that need what was mistaken wait until it is mended"
    known = ""
    if outcome.baseline is not None:
        known = f"; {len(outcome.baseline.known)} more in the baseline {visible(outcome.baseline.path)}"
    untold = f"; {len(outcome.untold)} of them not told (--max-findings)" if outcome.untold else ""
    return f"{found} in {files}{untold}{known}{lacking}"


def count(number: int, word: str) -> str:
    """`1 file`, `2 files`."""
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
