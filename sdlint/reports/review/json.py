"""For programs: all numbers in full precision, each with where it comes from."""

from __future__ import annotations

import json
from typing import Any

from sdlint.analyses.losses import Loss
from sdlint.analyses.review.bases import Assumption
from sdlint.analyses.review.card import Card
from sdlint.analyses.review.judged import Played
from sdlint.analyses.review.numbers import EstimateNumbers
from sdlint.analyses.review.review import Review, Risk
from sdlint.reports.figures.data import (
    components_json,
    flows_json,
    goal_json,
    money_json,
    unknown_json,
    wanting_json,
)
from sdlint.reports.terminal.look import Look

VERSION = 1
"""Changes when a key changes its meaning or goes; new keys may come without a new version."""


def report(review: Review, look: Look) -> str:
    """All of a review; ASCII only, so that no encoding can harm it."""
    numbers = review.numbers
    content = {
        "version": VERSION,
        "system": numbers.system,
        "file": numbers.file,
        "goals": [goal_json(goal) for goal in numbers.goals],
        "flows": flows_json(numbers.flows),
        "components": components_json(numbers.components),
        **money_json(numbers),
        "estimates": {estimate.name: _estimate(estimate) for estimate in numbers.estimates},
        "scenarios": [_scenario(played) for played in review.scenarios],
        "failures": [_failure(loss) for loss in review.failures],
        "assumed": [_assumed(one) for one in review.assumed],
        "wanting": wanting_json(review.wanting),
        "accepted": [_accepted(risk) for risk in review.accepted],
        "framework": card_json(review.framework),
        "summary": {
            "errors": review.counts.errors,
            "warnings": review.counts.warnings,
            "questions": review.counts.questions,
            "accepted": review.counts.accepted,
            "goals": {
                "met": numbers.count("met"),
                "not met": numbers.count("not met"),
                "unknown": numbers.count("unknown"),
            },
            "losses": {"tried": review.lost, "harmful": review.harmful},
        },
    }
    return json.dumps(content, indent=2) + "\n"


def card_json(card: Card | None) -> dict[str, Any] | None:
    """The framework's questions, step by step, and the one thing to do next."""
    if card is None:
        return None
    steps = [
        {
            "number": step.number,
            "title": step.title,
            "questions": [
                {
                    "name": reply.question,
                    "text": reply.text,
                    "status": reply.status,
                    "told": reply.told,
                    "rules": list(reply.rules),
                }
                for reply in step.replies
            ],
        }
        for step in card.steps
    ]
    return {"steps": steps, "next": card.next}


def _estimate(estimate: EstimateNumbers) -> dict[str, Any]:
    return {
        "value": estimate.value.plain,
        "unit": estimate.value.unit,
        "sum": estimate.sum or None,
        "expected": estimate.expected.plain if estimate.expected else None,
        "fits": estimate.fits,
        "note": estimate.note or None,
        "origin": estimate.value.origin,
        "unknown": unknown_json({"value": estimate.value}),
    }


def _scenario(played: Played) -> dict[str, Any]:
    return {
        "title": played.title,
        "supposes": list(played.supposes),
        "expects": [goal_json(judged) for judged in played.expects],
    }


def _failure(loss: Loss) -> dict[str, Any]:
    """A loss; `minutes` a year, shares from 0 to 1."""
    unknown = {line.partition(": ")[0]: line.partition(": ")[2] for line in loss.unknown}
    if loss.minutes is None:
        unknown["minutes"] = "for want of how often it is down"
    return {
        "lost": loss.words,
        "units": [{"kind": unit.kind, "name": unit.name} for unit in loss.units],
        "minutes": loss.minutes,
        "flows": {
            effect.flow: {
                "state": effect.state,
                "before": effect.before,
                "answered": effect.answered,
                "missing": list(effect.missing),
            }
            for effect in loss.effects
        },
        "overloads": [
            {"component": one.component, "before": one.before, "after": one.after} for one in loss.overloads
        ],
        "pauses": [
            {"component": one.component, "seconds": one.seconds, "flows": list(one.flows)}
            for one in loss.pauses
        ],
        "unknown": unknown,
    }


def _assumed(one: Assumption) -> dict[str, Any]:
    return {
        "what": one.what,
        "value": one.value or None,
        "source": one.source,
        "used": [str(use) for use in one.used],
    }


def _accepted(risk: Risk) -> dict[str, Any]:
    return {
        "rule": risk.rule,
        "element": risk.element or None,
        "reason": risk.reason,
        "until": risk.until,
        "by": risk.by,
        "where": risk.where,
    }
