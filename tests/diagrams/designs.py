"""Designs to draw in tests."""

from __future__ import annotations

from pathlib import Path

from sdlint.diagnostic import Trouble
from sdlint.diagrams.picture import Picture
from sdlint.diagrams.views.view import View, see
from sdlint.lint import Outcome, lint
from sdlint.model.design import Design
from sdlint.source import Source

SHOP = Path(__file__).parent / "shop.sd"


def _nothing(path: str) -> Trouble:
    return Trouble("not read", path)


def judged(text: str, path: str = "shop.sd") -> tuple[Design, Outcome]:
    """A design, and what is found in it."""
    outcome = lint([Source(path, text)], _nothing)
    assert outcome.designs[0].sound, [finding.diagnostic.message for finding in outcome.findings]
    return outcome.designs[0], outcome


def shop() -> tuple[Design, Outcome]:
    """The shop: places, groups in groups, every shape, an accepted risk."""
    return judged(SHOP.read_text("utf-8"))


def seen(view: View, text: str = "") -> Picture:
    """A view of the shop, or of another design."""
    design, outcome = judged(text) if text else shop()
    return see(design, outcome, view)[0]
