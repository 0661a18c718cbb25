"""For programs: all that differs, in full precision; what is unknown is null, with for want of what."""

from __future__ import annotations

import json
from typing import Any

from sdlint.analyses.review.figure import Figure
from sdlint.analyses.review.judged import Judged
from sdlint.changes.difference import Difference
from sdlint.changes.elements import Edited
from sdlint.changes.figures import Moved
from sdlint.changes.goals import Turned
from sdlint.reports.figures.headlines import headlines, verdict
from sdlint.reports.json import finding_json
from sdlint.reports.terminal.look import Look

VERSION = 1
"""Changes when a key changes its meaning or goes; new keys may come without a new version."""


def report(difference: Difference, look: Look) -> str:
    """`{"version", "system", "headline", "design", "goals", "numbers", "findings", …}`; ASCII only."""
    findings = difference.findings
    content = {
        "version": VERSION,
        "system": difference.system,
        "old": difference.old,
        "new": difference.new,
        "same": difference.nothing,
        "verdict": verdict(difference),
        "headline": [
            {"topic": line.topic, "trend": line.trend or None, "text": line.text}
            for line in headlines(difference)
        ],
        "design": [_edited(one) for one in difference.edited],
        "goals": [_turned(one) for one in difference.goals],
        "expectations": [{"scenario": one.scenario, **_turned(one)} for one in difference.expectations],
        "numbers": [_moved(one) for one in difference.moved],
        "findings": {
            "before": findings.before,
            "after": findings.after,
            "new": [finding_json(finding) for finding in findings.new],
            "fixed": [finding_json(finding) for finding in findings.fixed],
            "accepted": [finding_json(finding) for finding in findings.accepted],
            "by_goals": [
                finding.fingerprint
                for finding in (*findings.new, *findings.fixed)
                if finding.fingerprint in findings.by_goals
            ],
        },
    }
    return json.dumps(content, indent=2) + "\n"


def _edited(one: Edited) -> dict[str, Any]:
    return {
        "how": one.how,
        "kind": one.kind,
        "name": one.name,
        "told": one.told or None,
        "details": [
            {"what": detail.what, "before": detail.before, "after": detail.after} for detail in one.details
        ],
    }


def _turned(one: Turned) -> dict[str, Any]:
    return {
        "asks": one.asks,
        "trend": one.trend,
        "shift": one.shift or None,
        "held": one.held or None,
        "before": _judged(one.before),
        "after": _judged(one.after),
    }


def _judged(judged: Judged | None) -> dict[str, Any] | None:
    if judged is None:
        return None
    return {"goal": judged.text, "status": judged.status, **_figure(judged.figure)}


def _moved(one: Moved) -> dict[str, Any]:
    return {
        "what": one.what,
        "of": one.kind,
        "item": one.item or None,
        "trend": one.trend,
        "before": _figure(one.before) if one.before else None,
        "after": _figure(one.after) if one.after else None,
        "downtime": {"before": one.downtime[0].plain, "after": one.downtime[1].plain}
        if one.downtime
        else None,
        "least": {"before": one.least[0].plain, "after": one.least[1].plain} if one.least else None,
    }


def _figure(figure: Figure) -> dict[str, Any]:
    return {
        "value": figure.plain,
        "unit": figure.unit,
        "text": figure.text,
        "origin": figure.origin,
        "unknown": figure.reason,
    }
