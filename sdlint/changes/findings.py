"""Which findings a change brings, and which it settles: by what their fingerprints are made of.

Questions are compared one by one, before they are gathered: else an answer to one of them would make the
others look new. Fingerprints have the system's title in them; here the new title stands for both, so that
a new title makes nothing new.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from sdlint.diagnostic import Diagnostic
from sdlint.findings import Finding, fingerprints, in_order
from sdlint.lint import Outcome
from sdlint.record import Record, changed


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
    by_goals: frozenset[str] = frozenset()
    """The fingerprints of those that are new or fixed because a goal asks for more or less, or came or went,
    and for no other reason: that is nothing worse, and nothing better.
    """

    def apart(self, found: Sequence[Finding]) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
        """Some of them in two: by the design itself, and by what goals ask for alone."""
        return (
            tuple(one for one in found if one.fingerprint not in self.by_goals),
            tuple(one for one in found if one.fingerprint in self.by_goals),
        )

    @property
    def trends(self) -> set[str]:
        """`worse` where one is new, `better` where one is fixed, by the design itself."""
        return {
            trend for trend, found in (("worse", self.new), ("better", self.fixed)) if self.apart(found)[0]
        }


def told(
    outcome: Outcome, number: int, title: str | None = None, called: Callable[[str], str] | None = None
) -> Told:
    """The findings of one of a run's designs. Mistakes have no element: what they say tells them apart.
    `called` says what the element of a finding is called in the version with which it is compared.
    """
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
    for finding in _marked(title, sorted(judged.found, key=in_order), called):
        (accepted if judged.accepts(finding.diagnostic) else kept)[finding.fingerprint] = finding
    for finding in fingerprints(title, sorted(mistakes, key=in_order)):
        kept[mark(finding)] = finding
    return Told(kept, accepted)


def _marked(
    title: str, found: Sequence[Diagnostic], called: Callable[[str], str] | None
) -> Sequence[Finding]:
    """Each with its fingerprint: of an element that has another name, what it has by that."""
    if called is None:
        return fingerprints(title, found)
    named = [changed(one, key=called(one.key)) if one.key else one for one in found]
    marked = fingerprints(title, named)
    return [Finding(one, other.fingerprint) for one, other in zip(found, marked, strict=True)]


def mark(finding: Finding) -> str:
    """What tells a finding from others: its fingerprint, or what a mistake says."""
    diagnostic = finding.diagnostic
    return f"{diagnostic.name}: {diagnostic.message}" if not diagnostic.key else finding.fingerprint


def _in(diagnostic: Diagnostic, paths: set[str]) -> bool:
    return diagnostic.span is None or diagnostic.span.source.path in paths


def compared(
    before: Told, after: Told, by_goals: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset())
) -> Findings:
    """New, fixed and newly accepted findings. `by_goals` are the elements of which findings are settled, and
    those of which they are new, because of what is asked for alone.
    """
    now = {**after.kept, **after.accepted}
    new = _sorted(finding for mark, finding in after.kept.items() if mark not in before.kept)
    fixed = _sorted(finding for mark, finding in before.kept.items() if mark not in now)
    settled, brought = by_goals
    return Findings(
        new,
        fixed,
        _sorted(finding for mark, finding in after.accepted.items() if mark in before.kept),
        len(before.kept),
        len(after.kept),
        frozenset(
            one.fingerprint
            for keys, found in ((brought, new), (settled, fixed))
            for one in found
            if one.diagnostic.key in keys
        ),
    )


def _sorted(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The worst first, then in the order of the design."""
    return tuple(sorted(findings, key=lambda one: (-one.diagnostic.severity, in_order(one.diagnostic))))
