"""For programs: all that is known of each finding, with places and fingerprints."""

from __future__ import annotations

import json
from typing import Any

from sdlint.diagnostic import Diagnostic, Edit, Severity
from sdlint.lint import Accepted, Finding, Outcome
from sdlint.reports.terminal.look import Look
from sdlint.source import Span

VERSION = 1
"""Changes when a key changes its meaning or goes; new keys may come without a new version."""


def report(outcome: Outcome, look: Look) -> str:
    """`{"version", "findings", "accepted", "summary"}`; ASCII only, so that no encoding can harm it."""
    content = {
        "version": VERSION,
        "findings": [finding_json(finding) for finding in outcome.findings],
        "accepted": [_accepted(accepted) for accepted in outcome.accepted],
        "summary": {
            "errors": outcome.count(Severity.ERROR),
            "warnings": outcome.count(Severity.WARNING),
            "questions": outcome.count(Severity.QUESTION),
            "accepted": len(outcome.accepted),
        },
    }
    return json.dumps(content, indent=2) + "\n"


def finding_json(finding: Finding) -> dict[str, Any]:
    """A finding as JSON; what it lacks is null."""
    diagnostic = finding.diagnostic
    return {
        "rule": diagnostic.name,
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


def _accepted(accepted: Accepted) -> dict[str, Any]:
    return {
        **finding_json(accepted.finding),
        "reason": accepted.reason,
        "until": accepted.until,
        "by": accepted.by,
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
