"""Which findings a change brings, and which it settles: by what their fingerprints are made of.

Questions are compared one by one, before they are gathered: else an answer to one of them would make the
others look new. Fingerprints have the system's title in them; here the new title stands for both, so that
a new title makes nothing new.
"""

from __future__ import annotations

from collections.abc import Iterable

from sdlint.diagnostic import Diagnostic
from sdlint.findings import Finding, fingerprints, in_order
from sdlint.lint import Outcome
from sdlint.record import Record


class Told(Record):
    """The findings of a design one by one, by what identifies them."""

    kept: dict[str, Finding]
    """Those that nobody has accepted."""
    accepted: dict[str, Finding]


class Findings(Record):
    """What became of the findings between two versions, each in the order of its design."""

    new: tuple[Finding, ...]
    fixed: tuple[Finding, ...]
    accepted: tuple[Finding, ...]
    """Told before, and accepted now."""
    before: int
    after: int
    """How many there were and are, each question counted for itself."""


def told(outcome: Outcome, number: int, title: str | None = None) -> Told:
    """The findings of one of a run's designs. Mistakes have no element: what they say tells them apart."""
    design, judged = outcome.designs[number], outcome.judged[number]
    title = design.title if title is None else title
    paths = {design.source.path, *design.used}
    mistakes = [
        finding.diagnostic
        for finding in outcome.findings
        if finding.diagnostic.step is None and _in(finding.diagnostic, paths)
    ]
    kept: dict[str, Finding] = {}
    accepted: dict[str, Finding] = {}
    for finding in fingerprints(title, sorted(judged.found, key=in_order)):
        (accepted if judged.accepts(finding.diagnostic) else kept)[finding.fingerprint] = finding
    for finding in fingerprints(title, sorted(mistakes, key=in_order)):
        kept[mark(finding)] = finding
    return Told(kept, accepted)


def mark(finding: Finding) -> str:
    """What tells a finding from others: its fingerprint, or what a mistake says."""
    diagnostic = finding.diagnostic
    return f"{diagnostic.name}: {diagnostic.message}" if not diagnostic.key else finding.fingerprint


def _in(diagnostic: Diagnostic, paths: set[str]) -> bool:
    return diagnostic.span is None or diagnostic.span.source.path in paths


def compared(before: Told, after: Told) -> Findings:
    """New, fixed and newly accepted findings."""
    now = {**after.kept, **after.accepted}
    return Findings(
        _sorted(finding for mark, finding in after.kept.items() if mark not in before.kept),
        _sorted(finding for mark, finding in before.kept.items() if mark not in now),
        _sorted(finding for mark, finding in after.accepted.items() if mark in before.kept),
        len(before.kept),
        len(after.kept),
    )


def _sorted(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The worst first, then in the order of the design."""
    return tuple(sorted(findings, key=lambda one: (-one.diagnostic.severity, in_order(one.diagnostic))))
