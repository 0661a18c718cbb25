"""For programs: each loss with all its effects, in full precision."""

from __future__ import annotations

import json
from typing import Any

from sdlint.analyses.losses import Effect, Loss
from sdlint.reports.drill import Told
from sdlint.reports.terminal.look import Look

VERSION = 1
"""Changes when a key changes its meaning or goes; new keys may come without a new version."""


def report(told: Told, look: Look) -> str:
    """`{"version", "overloaded", "losses", "pairs", "cuts", "harmless", "unknown", "complete"}` in ASCII."""
    content = {
        "version": VERSION,
        "overloaded": [{"component": name, "used": used} for name, used in told.busy.items()],
        "losses": [_loss(loss, told) for loss in told.losses],
        "pairs": [_loss(loss, told) for loss in told.pairs],
        "cuts": [
            {"units": [unit.name for unit in cut.units], "flows": list(cut.flows)} for cut in told.more_pairs
        ],
        "harmless": dict(told.harmless),
        "unknown": list(told.unknown),
        "complete": told.complete,
    }
    return json.dumps(content, indent=2) + "\n"


def _loss(loss: Loss, told: Told) -> dict[str, Any]:
    response = loss.response
    return {
        "units": [{"kind": unit.kind, "name": unit.name, "alike": unit.count} for unit in loss.units],
        "effects": [_effect(effect, told) for effect in loss.effects],
        "overloads": [
            {"component": over.component, "before": over.before, "after": over.after}
            for over in loss.overloads
        ],
        "pauses": [
            {"component": pause.component, "seconds": pause.seconds, "flows": list(pause.flows)}
            for pause in loss.pauses
        ],
        "minutes": loss.minutes,
        "weight": loss.weight,
        "unknown": list(loss.unknown),
        "response": {"then": list(response.then), "detect": list(response.detect)} if response else None,
    }


def _effect(effect: Effect, told: Told) -> dict[str, Any]:
    found: dict[str, Any] = {
        "flow": effect.flow,
        "state": effect.state,
        "answered": effect.answered,
        "missing": list(effect.missing),
        "before": effect.before,
    }
    if told.asked:
        found["because"] = list(told.because.get(effect.flow, ()))
    return found
