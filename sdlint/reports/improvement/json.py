"""For programs: the changes as edits, and all numbers before and after in full precision."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sdlint.analyses.review.figure import Figure
from sdlint.analyses.review.judged import Judged
from sdlint.diagnostic import Diagnostic, Edit
from sdlint.improvements.improve import Bill, Improvement, Option, Refusal
from sdlint.improvements.measures import Gain, Measures
from sdlint.reports.terminal.look import Look

VERSION = 1
"""Changes when a key changes its meaning or goes; new keys may come without a new version."""


def report(improvement: Improvement, look: Look) -> str:
    """`{"version", "system", "file", "before", "options", "together", "refused", "tried"}`; ASCII only."""
    together = improvement.together
    content = {
        "version": VERSION,
        "system": improvement.system,
        "file": improvement.path,
        "before": _measures(improvement.before, improvement.bill),
        "options": [_option(option) for option in improvement.options],
        "together": _option(together) if together is not None else None,
        "refused": [_refusal(one) for one in improvement.refused],
        "tried": improvement.tried,
    }
    return json.dumps(content, indent=2) + "\n"


def _option(option: Option) -> dict[str, Any]:
    candidate, gain = option.candidate, option.gain
    return {
        "kind": candidate.kind,
        "element": candidate.element or None,
        "told": candidate.told,
        "assumes": candidate.assumes or None,
        "buys": _gain(gain),
        "misses": _broken(gain.missed),
        "after": _measures(option.after, option.bill),
        "settles": [_finding(one) for one in option.settles],
        "brings": [_finding(one) for one in option.brings],
        "edits": [_edit(edit) for edit in candidate.edits],
        "lines": [
            {"file": line.path, "line": line.line, "old": list(line.old), "new": list(line.new)}
            for line in option.lines
        ],
        "statements": list(option.statements),
    }


def _refusal(one: Refusal) -> dict[str, Any]:
    candidate = one.candidate
    return {
        "kind": candidate.kind,
        "element": candidate.element or None,
        "told": candidate.told,
        "buys": _gain(one.gain),
        "misses": _broken(one.gain.lost),
        "brings": [_finding(finding) for finding in one.brings],
    }


def _gain(gain: Gain) -> dict[str, Any]:
    return {
        "goals": [goal.text for goal in gain.met],
        "relieved": list(gain.relieved),
        "seconds_a_year": float(gain.saved),
        "halvings": round(gain.halvings, 9),
    }


def _broken(goals: Sequence[Judged]) -> list[dict[str, Any]]:
    return [{"text": one.text, "comes_to": one.sure or one.figure.text} for one in goals]


def _measures(found: Measures, bill: Bill) -> dict[str, Any]:
    return {
        "goals": [{"text": goal.text, "status": goal.status} for goal in found.goals],
        "flows": {
            name: {
                "availability": _figure(found.availability[name]),
                "downtime": _figure(found.downtime[name]),
                "p99": _figure(found.p99[name]),
                "headroom": _figure(found.headroom[name]),
            }
            for name in found.downtime
        },
        "max_scale": _figure(found.scale),
        **_bill({"machines": bill.machines, "cost": bill.cost, "known_cost": bill.known}),
    }


def _bill(figures: Mapping[str, Figure]) -> dict[str, Any]:
    return {name: _figure(figure) for name, figure in figures.items()}


def _figure(figure: Figure) -> dict[str, Any]:
    return {
        "value": figure.plain,
        "unit": figure.unit,
        "origin": figure.origin,
        "unknown": figure.reason,
    }


def _finding(one: Diagnostic) -> dict[str, Any]:
    return {"rule": one.name, "severity": one.severity.word, "element": one.element, "message": one.message}


def _edit(edit: Edit) -> dict[str, Any]:
    source = edit.span.source
    line, column = source.position(edit.span.start)
    end_line, end_column = source.position(edit.span.end)
    return {
        "file": source.path,
        "line": line,
        "column": column,
        "end_line": end_line,
        "end_column": end_column,
        "text": edit.text,
    }
