"""Only what a change brought: the findings of a run, without those that an earlier version had already."""

from __future__ import annotations

from collections.abc import Sequence

from sdlint.changes.findings import Told, mark, told
from sdlint.engine import RuleBook
from sdlint.findings import Finding, fingerprints, gather, in_order, is_question
from sdlint.lint import Outcome
from sdlint.record import changed


def brought(outcome: Outcome, earlier: Sequence[Outcome | None], book: RuleBook) -> Outcome:
    """The outcome with the findings that are new in each of its designs, which `earlier` has in their order:
    an outcome with one design, or None where the design wasn't there. `book` is what both were judged by.
    """
    known = {one.fingerprint for one in outcome.baseline.known} if outcome.baseline else set()
    topics = {rule.name: rule.topic for rule in book.rules if rule.topic}
    new: set[str] = set()
    questions: list[Finding] = []
    for number, (design, before) in enumerate(zip(outcome.designs, earlier, strict=True)):
        now = told(outcome, number)
        then = told(before, 0, design.title) if before is not None else Told({}, {})
        fresh = {key: finding for key, finding in now.kept.items() if key not in then.kept.keys() | known}
        new |= fresh.keys() | (now.accepted.keys() - then.accepted.keys())
        asked = [f.diagnostic for f in fresh.values() if is_question(f) and f.diagnostic.step is not None]
        if not design.sound:
            asked = [diagnostic for diagnostic in asked if diagnostic.name not in topics]
        # What is new is gathered anew: of questions that were gathered some may be old.
        questions.extend(fingerprints(design.title, gather(asked, topics, book.rules)))
    kept = [
        finding
        for finding in outcome.findings
        if mark(finding) in new and not (is_question(finding) and finding.diagnostic.step is not None)
    ]
    findings = sorted([*kept, *questions], key=lambda finding: in_order(finding.diagnostic))
    accepted = tuple(one for one in outcome.accepted if one.finding.fingerprint in new)
    return changed(outcome, findings=tuple(findings), accepted=accepted)
