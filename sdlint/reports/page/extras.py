"""What a page shows beside the review itself."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from sdlint.analyses.facts import Facts
from sdlint.analyses.review.rehearsal import Rehearsal
from sdlint.diagnostic import Diagnostic
from sdlint.record import Record


class Extras(Record):
    """The picture, the findings with their numbers in it, and the design rehearsed; all may be wanting."""

    picture: str = ""
    """The design as SVG text. Boxes carry `data-name`, arrows `data-source` and `data-target`, and frames
    `data-cluster`.
    """
    notes: tuple[str, ...] = ()
    """What the picture had to give up, or why there is none."""
    places: Mapping[str, str] = MappingProxyType({})
    """By a frame's `data-cluster`: the zone or region that it is."""
    findings: tuple[tuple[int, Diagnostic], ...] = ()
    """What the rules found, numbered as in the picture, the worst first."""
    facts: Facts | None = None
    rehearsal: Rehearsal | None = None
