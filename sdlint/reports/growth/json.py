"""For programs: limits and loads in full precision; times in seconds, rates in 1/s, shares of 1."""

from __future__ import annotations

import json
from typing import Any

from sdlint.analyses.growth import Growth, Limit
from sdlint.expression.values import Known, Value
from sdlint.quantity import to_json
from sdlint.reports.terminal.look import Look

VERSION = 1
"""Changes when a key changes its meaning or goes; new keys may come without a new version."""


def report(growth: Growth, title: str, look: Look) -> str:
    """`{"version", "of", "load", "max_scale", "throughput", "limits", "p99", …}`; ASCII only."""
    content = {
        "version": VERSION,
        "of": growth.of or None,
        "load": growth.wanted,
        "max_scale": _value(growth.largest),
        "reached": float(growth.reached) if growth.reached is not None else None,
        "throughput": [{"flow": flow, "now": now, "most": most} for flow, now, most in growth.throughput],
        "limits": [_limit(limit) for limit in growth.limits],
        "more_limits": growth.more,
        "p99": [
            {"flow": one.flow, "now": _value(one.now), "most": _value(one.most)} for one in growth.timings
        ],
        "unknown": list(growth.wanting),
        "not_counted": list(growth.left_out),
    }
    return json.dumps(content, indent=2) + "\n"


def _value(value: Value) -> dict[str, Any]:
    if isinstance(value, Known):
        return {"value": to_json(value.value), "unknown": None}
    return {"value": None, "unknown": value.text}


def _limit(limit: Limit) -> dict[str, Any]:
    remedy = limit.remedy
    return {
        "component": limit.component,
        "resource": limit.resource,
        "factor": float(limit.factor),
        "now": limit.now,
        "then": limit.then,
        "target": limit.target,
        "remedy": {
            "add": remedy.knob,
            "from": remedy.now,
            "to": remedy.then,
            "easy": remedy.easy,
            "why": remedy.why or None,
        }
        if remedy
        else None,
        "why": limit.why or None,
    }
