"""The same design under other assumptions than the usual ones: what might as well be so where nobody says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sdlint.analyses.facts import Facts
from sdlint.model.design import Component, Region, Zone

OUTAGES = {
    "zones a tenth as often down": {"outage": 0.1},
    "zones ten times as often down": {"outage": 10.0},
}
VARIATIONS = {"service times of cv 0.5": {"cv": 0.5}, "service times of cv 2": {"cv": 2.0}}
MOVES = {"regions that others answer for after ten minutes": {"move": 600.0}}
"""What may be assumed otherwise, in words, the better first. Ten minutes are a guess: names that
are kept for some minutes, and somebody who decides.
"""


def others(facts: Facts, tried: Mapping[str, Mapping[str, float]]) -> Iterator[Facts]:
    """The same design under other assumptions, where it states nothing in their place; each made once."""
    silent: Iterable[Region | Zone | Component] = facts.design.zones.values()
    attribute = "availability"
    if tried is VARIATIONS:
        silent, attribute = facts.design.components.values(), "cv"
    elif tried is MOVES:
        silent, attribute = facts.design.regions.values(), "failover"
        if len(facts.design.regions) < 2 or not any(c.each for c in facts.design.components.values()):
            return
    if all(attribute in item.attributes for item in silent):
        return
    found: dict[str, Facts] = facts.memo.setdefault("other assumptions", {})
    for supposing, assumed in tried.items():
        if supposing not in found:
            found[supposing] = Facts(facts.design, facts.down, facts.left, facts.rebind, assumed)
        yield found[supposing]
