"""For programs: all that is known of each finding, with places and fingerprints."""

from __future__ import annotations

import json
from typing import Any

from sdlint.diagnostic import Diagnostic, Edit, Severity
from sdlint.findings import Accepted, Finding, Gone
from sdlint.lint import Outcome
from sdlint.reports.terminal.look import Look
from sdlint.source import Span

VERSION = 1
"""Changes when a key changes its meaning or goes; new keys may come without a new version."""


def report(outcome: Outcome, look: Look) -> str:
    """`{"version", "findings", "accepted", "baseline", "summary"}`; ASCII, which no encoding can harm."""
    content = {
        "version": VERSION,
        "findings": [finding_json(finding) for finding in outcome.findings],
        "accepted": [accepted_json(accepted) for accepted in outcome.accepted],
        "baseline": baseline_json(outcome),
        "summary": summary_json(outcome),
    }
    return json.dumps(content, indent=2) + "\n"


def summary_json(outcome: Outcome) -> dict[str, int]:
    """How many there are of each."""
    return {
        "errors": outcome.count(Severity.ERROR),
        "warnings": outcome.count(Severity.WARNING),
        "questions": outcome.count(Severity.QUESTION),
        "accepted": len(outcome.accepted),
        "baselined": len(outcome.baseline.known) if outcome.baseline is not None else 0,
    }


def baseline_json(outcome: Outcome) -> dict[str, Any] | None:
    """What the baseline silences, and what it knows that is found no more; null without one."""
    baseline = outcome.baseline
    if baseline is None:
        return None
    return {
        "file": baseline.path,
        "known": [finding_json(finding) for finding in baseline.known],
        "gone": [gone_json(gone) for gone in baseline.gone],
    }


def gone_json(gone: Gone) -> dict[str, Any]:
    """An entry of the baseline that is found no more."""
    return {"rule": gone.rule, "element": gone.element or None, "message": gone.message}


def finding_json(finding: Finding) -> dict[str, Any]:
    """A finding as JSON; what it lacks is null."""
    diagnostic = finding.diagnostic
    return {
        "rule": diagnostic.name,
        "also": list(diagnostic.also),
        "severity": diagnostic.severity.word,
        "message": diagnostic.message,
        **_place(diagnostic.span),
        "element": diagnostic.element,
        "step": diagnostic.step,
        "fingerprint": finding.fingerprint,
        "help": diagnostic.help,
        "because": "\n".join(diagnostic.because) or None,
        "fix": _fix(diagnostic),
    }


def accepted_json(accepted: Accepted) -> dict[str, Any]:
    """A finding that is accepted, with who accepts it: the `design` or the `settings`."""
    return {
        **finding_json(accepted.finding),
        "reason": accepted.reason,
        "until": accepted.until,
        "by": accepted.by,
        "in": "settings" if accepted.outside else "design",
    }


def _place(span: Span | None) -> dict[str, Any]:
    """Lines and columns from 1, in code points; the end is exclusive."""
    if span is None:
        return dict.fromkeys(("file", "line", "column", "end_line", "end_column"))
    line, column = span.source.position(span.start)
    end_line, end_column = span.source.position(span.end)
    return {
        "file": span.source.path,
        "line": line,
        "column": column,
        "end_line": end_line,
        "end_column": end_column,
    }


def _fix(diagnostic: Diagnostic) -> dict[str, Any] | None:
    if diagnostic.fix is None:
        return None
    return {
        "text": diagnostic.fix.text,
        "edits": [_edit(edit) for edit in diagnostic.fix.edits],
        "sets": [
            {"element": one.key, "attribute": one.attribute, "value": one.value or None}
            for one in diagnostic.fix.settings
        ],
    }


def _edit(edit: Edit) -> dict[str, Any]:
    return {**_place(edit.span), "text": edit.text}
