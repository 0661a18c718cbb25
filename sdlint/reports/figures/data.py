"""Figures as JSON: a value that is unknown is null, and `unknown` beside it says for want of what."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sdlint.analyses.review.bases import Want
from sdlint.analyses.review.figure import Figure
from sdlint.analyses.review.judged import Judged
from sdlint.analyses.review.numbers import ComponentNumbers, FlowNumbers, Numbers


def figures_json(figures: Mapping[str, Figure]) -> dict[str, Any]:
    """The values by name, in seconds, bytes, 1/s or dollars; where each comes from; what is wanting."""
    return {
        **{name: figure.plain for name, figure in figures.items()},
        "origin": {name: figure.origin for name, figure in figures.items()},
        "unknown": unknown_json(figures),
    }


def unknown_json(figures: Mapping[str, Figure]) -> dict[str, str]:
    """What is unknown, and for want of what."""
    return {name: figure.reason for name, figure in figures.items() if figure.reason is not None}


def goal_json(judged: Judged) -> dict[str, Any]:
    """A goal or an expectation."""
    figure = judged.figure
    return {
        "text": judged.text,
        "status": judged.status,
        "value": figure.plain,
        "unit": figure.unit,
        "wanted": judged.wanted or None,
        "because": judged.because or None,
        "origin": figure.origin,
        "unknown": unknown_json({"value": figure}),
    }


def flows_json(flows: tuple[FlowNumbers, ...]) -> dict[str, Any]:
    """The flows by name, in the design's order."""
    return {flow.name: figures_json(flow.figures) for flow in flows}


def components_json(components: tuple[ComponentNumbers, ...]) -> dict[str, Any]:
    """The components by name, the tightest first."""
    return {component.name: figures_json(component.figures) for component in components}


def money_json(numbers: Numbers) -> dict[str, Any]:
    """Cost in dollars a second, and the bytes that each store comes to keep."""
    return {
        "cost": figures_json({"value": numbers.cost}),
        "storage": {name: figures_json({"value": figure}) for name, figure in numbers.stores},
    }


def wanting_json(wanting: tuple[Want, ...]) -> list[dict[str, Any]]:
    """What is wanting, each once, with what it would unlock."""
    return [{"want": want.what, "unlocks": [str(use) for use in want.unlocks]} for want in wanting]
