"""How long all numbers of a design take, by its size: one process, so the times are those of the analyses.

Each figure is the processor's time beyond reading and binding, and how many times that of the size before.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from sdlint.analyses.availability import availability
from sdlint.analyses.drill import drill
from sdlint.analyses.facts import Facts
from sdlint.analyses.failures import single_points
from sdlint.analyses.latency import p99
from sdlint.analyses.load import utilization
from sdlint.analyses.pairs import cuts, pairs
from sdlint.analyses.scaling import throughput
from sdlint.diagnostic import Trouble
from sdlint.model.bind import bind
from sdlint.model.design import Design
from sdlint.source import Source
from tests.bench.designs import design, planet

SIZES = (10, 30, 100, 300, 1000)
WITH_PAIRS = 300
"""Up to this size pairs of losses are gone through too."""
PLANETS = (100, 500)
"""Sizes of the designs of ten long flows in two regions."""


def flows(facts: Facts) -> None:
    """Availability, latency and throughput of all flows."""
    for flow in facts.design.flows.values():
        availability(facts, flow)
        p99(facts, flow)
        throughput(facts, flow)


def components(facts: Facts) -> None:
    """The utilisation of all components."""
    for component in facts.design.components.values():
        utilization(facts, component)


def points(facts: Facts) -> None:
    """The single points of failure of all flows."""
    for flow in facts.design.flows.values():
        single_points(facts, flow)


PARTS: dict[str, Callable[[Facts], object]] = {
    "utilization": components,
    "flows": flows,
    "single points": points,
    "cuts of two": cuts,
    "drill": drill,
    "pairs": pairs,
}


def bound(text: str) -> Design:
    """A design, read and bound."""
    return bind(Source("bench.sd", text), lambda path: Trouble("no other file", path)).design


def table() -> str:
    """A line for each size, a column for each part; below, two regions with ten long flows."""
    head = "".join(f"{name:>16}" for name in PARTS)
    lines = [f"{'all numbers, cpu ms':>38}{head}"]
    before: dict[str, float] = {}
    for size in SIZES:
        lines.append(_line("", bound(design(size)), before))
    for size in PLANETS:
        lines.append(_line("two regions, ", bound(planet(size)), {}))
    return "\n".join(lines)


def _line(kind: str, design: Design, before: dict[str, float]) -> str:
    """The times of one design, and how many times those of the size before."""
    facts = Facts(design)
    cells = []
    for name, part in PARTS.items():
        if name in ("pairs", "cuts of two") and len(design.components) > WITH_PAIRS:
            cells.append("")
            continue
        begin = time.process_time()
        part(facts)
        taken = (time.process_time() - begin) * 1000
        growth = f" (×{taken / before[name]:.1f})" if before.get(name) else ""
        cells.append(f"{taken:.0f}{growth}")
        before[name] = taken
    named = f"{kind}{len(design.components)} components, {len(design.flows)} flows"
    return f"{named:>38}" + "".join(f"{cell:>16}" for cell in cells)
