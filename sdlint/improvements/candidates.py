"""Changes that may improve a design: one more copy, another zone, a shard, replication, a cache, a timeout.

They are guesses, and nobody is told of one before it was made and measured. So they may be many, but not
so many that measuring takes long: copies of what is neither busy nor scarce are not tried.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from sdlint.analyses.facts import Facts
from sdlint.analyses.machines import is_managed
from sdlint.analyses.review.numbers import figure
from sdlint.analyses.verdicts import play
from sdlint.analyses.worlds import supposed
from sdlint.expression.values import Known
from sdlint.improvements.caching import cache
from sdlint.improvements.candidate import Candidate
from sdlint.improvements.copies import copies, zones
from sdlint.improvements.losses import losses
from sdlint.improvements.stores import parts, replication
from sdlint.improvements.waiting import timeouts
from sdlint.model.design import Component
from sdlint.syntax import nodes
from sdlint.syntax.edits import Trees

MOST = 60
"""Candidates that are measured, beside numbers of copies between those."""


def candidates(facts: Facts) -> tuple[Candidate, ...]:
    """What is tried: what goals on losses name, then the tightest components first, as tight as they are, or
    in a scenario that fails.
    """
    components = [c for c in facts.design.components.values() if c.family not in ("entry", "outside")]
    trees = Trees()
    worlds = [facts, *_failing(facts)]
    used = {one.name: _used(worlds, one) for one in components}
    found = list(losses(facts, trees))
    for component in sorted(components, key=lambda one: -used[one.name]):
        node = trees.component(component.span)
        if node is not None and not component.mistaken:
            found.extend(_of(facts, component, node, trees, used[component.name]))
    for flow in facts.design.flows.values():
        found.extend(timeouts(facts, flow, trees))
    edits: set[tuple[object, ...]] = set()
    several: list[Candidate] = []
    for one in found:
        key = tuple((edit.span.source.path, edit.span.start, edit.span.end, edit.text) for edit in one.edits)
        if key not in edits:
            edits.add(key)
            several.append(one)
    return tuple(several[:MOST])


def _used(worlds: list[Facts], component: Component) -> Fraction:
    there = [(world, world.design.components.get(component.name)) for world in worlds]
    values = [figure(world, "utilization", one).value for world, one in there if one is not None]
    return max((one.value.high for one in values if isinstance(one, Known)), default=Fraction(0))


def _failing(facts: Facts) -> Iterator[Facts]:
    """What is supposed by scenarios that don't come out as expected."""
    for item in facts.design.scenarios:
        if any(verdict.status == "not met" for verdict in play(facts, item)):
            yield from supposed(facts, item)


def _of(
    facts: Facts, component: Component, node: nodes.Component, trees: Trees, used: Fraction
) -> Iterator[Candidate]:
    if not is_managed(component) or "replicas" in component.attributes:
        yield from copies(facts, component, node, used)
        yield from zones(facts, component, node, used)
    yield from parts(facts, component, node, used)
    yield from replication(facts, component, node)
    yield from cache(facts, component, node, trees)
