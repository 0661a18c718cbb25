"""GitLab's code quality report: findings beside the lines of a merge request."""

from __future__ import annotations

import json
from typing import Any

from sdlint.diagnostic import Severity
from sdlint.findings import Finding
from sdlint.lint import Outcome
from sdlint.reports.programs.places import lines_of
from sdlint.reports.terminal.look import Look

SEVERITIES = {Severity.ERROR: "critical", Severity.WARNING: "major", Severity.QUESTION: "minor"}


def report(outcome: Outcome, look: Look) -> str:
    """A list of issues, those that are accepted or in the baseline as `info`; ASCII only."""
    seen: dict[str, int] = {}
    fallback = outcome.sources[0].path if outcome.sources else "sdlint.toml"

    def issue(finding: Finding, severity: str, message: str) -> dict[str, Any]:
        diagnostic = finding.diagnostic
        # GitLab wants each fingerprint once; two designs with the same title may share one.
        number = seen[finding.fingerprint] = seen.get(finding.fingerprint, 0) + 1
        begin, end = lines_of(diagnostic.span) if diagnostic.span is not None else (1, 1)
        return {
            "description": message,
            "check_name": diagnostic.name,
            "fingerprint": finding.fingerprint if number == 1 else f"{finding.fingerprint}-{number}",
            "severity": severity,
            "location": {
                "path": diagnostic.span.source.path if diagnostic.span is not None else fallback,
                "lines": {"begin": begin, "end": end},
            },
        }

    issues = [
        issue(found, SEVERITIES[found.diagnostic.severity], found.diagnostic.message)
        for found in outcome.findings
    ]
    for accepted in outcome.accepted:
        message = accepted.finding.diagnostic.message
        issues.append(issue(accepted.finding, "info", f"Accepted: {message} ({accepted.reason})"))
    if outcome.baseline is not None:
        for finding in outcome.baseline.known:
            issues.append(issue(finding, "info", f"In the baseline: {finding.diagnostic.message}"))
    return json.dumps(issues, indent=2) + "\n"
