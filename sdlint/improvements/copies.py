"""More copies, and copies in more zones."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from sdlint.analyses.facts import Facts
from sdlint.analyses.scaling import target_utilization
from sdlint.diagnostic import Edit
from sdlint.improvements.candidate import (
    AT_HAND,
    BUSY,
    Candidate,
    count_of,
    counted,
    enough,
    zone_names,
)
from sdlint.model.attributes import DURABLE
from sdlint.model.design import Component, Stated
from sdlint.record import changed
from sdlint.syntax import nodes
from sdlint.syntax.edits import placed, settings

CALM = Fraction(1, 2)
"""How busy a component may be for that more copies of it are hardly felt."""
SAFE = 3
"""Copies in several zones, of which more hardly save a minute."""


def copies(facts: Facts, component: Component, node: nodes.Component, used: Fraction) -> Iterator[Candidate]:
    """One copy more, and as many as it should have; what stands in one zone of several is another matter."""
    said = component.attributes
    if "autoscale" in said:
        yield from _scaled(component, node, said["autoscale"], used)
        return
    there = count_of(said.get("replicas"))
    if there is None or ("nodes" in said and component.family == "channel"):
        return
    if pinned(facts, component):
        return
    spread = len(zone_names(facts, component)) > 1
    if used <= CALM and there >= SAFE and spread:
        return

    def again(count: int) -> Candidate:
        return _more(component, node, there, _odd(component, there, count))

    counts = {there + 1, *_wanted(facts, component, there, used)}
    if there == 1 and component.kind in DURABLE:
        counts.add(AT_HAND)
    for count in sorted({again(each).count for each in counts if each > there}):
        yield changed(again(count), again=again)


def _wanted(facts: Facts, component: Component, there: int, used: Fraction) -> list[int]:
    return [enough(there, used, target) for target in (BUSY, target_utilization(facts, component).value.low)]


def _odd(component: Component, there: int, count: int) -> int:
    """Of an even number a majority bears no more losses than of the odd one below."""
    said = component.attributes.get("replication")
    majority = said is not None and said.value in ("quorum", "leaderless")
    return count + 1 if majority and there % 2 and count % 2 == 0 else count


def _more(component: Component, node: nodes.Component, there: int, count: int) -> Candidate:
    values, more = counted(component, node, there, count)
    told = f"{count} copies of {component.name} instead of {there}"
    if there == 1:
        told = f"a second copy of {component.name}" if count == 2 else f"{count} copies of {component.name}"
    edits = tuple(settings(node, values))
    return Candidate("replicas", (component.name,), f"{told}{more}", "", edits, count, there)


def _scaled(component: Component, node: nodes.Component, said: Stated, used: Fraction) -> Iterator[Candidate]:
    low, high = (count_of(said.parts.get(end)) for end in ("low", "high"))
    if low is None or high is None:
        return

    def scaled(first: int, last: int) -> Candidate:
        told = f"{component.name} scaled between {first} and {last} copies instead of {low} and {high}"
        edits = tuple(settings(node, [("autoscale", f"{first}..{last}")]))
        return Candidate("autoscale", (component.name,), told, "", edits, last, high)

    def again(count: int) -> Candidate:
        return scaled(low, count)

    yield scaled(low + 1, max(high, low + 1))
    for last in sorted({enough(high, used, BUSY), 2 * high}):
        if last > high:
            yield changed(again(last), again=again)


# Zones


def homes(facts: Facts, component: Component) -> tuple[list[str], list[str]]:
    """The regions in which it stands, and all of their zones; none where it stands elsewhere, too."""
    regions, zones = facts.design.regions, facts.design.zones
    names = list(dict.fromkeys(zones[p].region if p in zones else p for p in component.places))
    if not names and len(regions) == 1:
        names = list(regions)
    if any(name not in regions for name in names):
        return [], []
    return names, [zone.name for name in names for zone in regions[name].zones]


def pinned(facts: Facts, component: Component) -> bool:
    """Whether it stands in some zones only of the regions in which it stands."""
    if component.each or not component.places:
        return False
    _, every = homes(facts, component)
    return len(every) > 1 and len(zone_names(facts, component)) < len(every)


def unpinned(facts: Facts, component: Component, node: nodes.Component) -> tuple[list[Edit], str]:
    """What lets it stand in all zones of its regions, and that in words; nothing where it may already."""
    if not pinned(facts, component):
        return [], ""
    names, _ = homes(facts, component)
    return [placed(node, ", ".join(names))], f", in all zones of {' and '.join(names)}"


def zones(facts: Facts, component: Component, node: nodes.Component, used: Fraction) -> Iterator[Candidate]:
    """All zones of the regions in which it has only some: with the copies that it has, and with more."""
    if component.each:
        return
    _, every = homes(facts, component)
    if len(every) < 2:
        return
    if "autoscale" in component.attributes:
        moved, where = unpinned(facts, component, node)
        if moved:
            told = f"{component.name}{where.removeprefix(',')}"
            yield Candidate("zone", (component.name,), told, "", tuple(moved))
        return
    there = count_of(component.attributes.get("replicas"))
    if there is None:
        return
    if pinned(facts, component):
        counts = {max(there, 2), max(there, len(every)), *_wanted(facts, component, there, used)}
        if there == 1 and component.kind in DURABLE:
            counts.add(AT_HAND)
    elif there < len(every):
        counts = {len(every)}
    else:
        return

    def again(count: int) -> Candidate:
        found = spread(facts, component, node, _odd(component, there, count))
        assert found is not None  # It has been made with other numbers.
        return found

    for count in sorted({again(each).count for each in counts if each >= max(there, 2)}):
        yield changed(again(count), again=again)


def spread(facts: Facts, component: Component, node: nodes.Component, count: int) -> Candidate | None:
    """So many copies of it in all zones of its regions; nothing where it can't have them."""
    names, every = homes(facts, component)
    there = count_of(component.attributes.get("replicas"))
    if component.each or "autoscale" in component.attributes or there is None or len(every) < 2:
        return None
    moved = [] if set(component.places) == set(names) else [placed(node, ", ".join(names))]
    if not moved and there >= len(every):
        return changed(_more(component, node, there, count), kind="zone")
    told = f"{component.name} in {count if count < len(every) else 'all'} zones of {' and '.join(names)}"
    values: list[tuple[str, str]] = []
    if count > there:
        values, more = counted(component, node, there, count)
        told += f", with {count} copies instead of {there}{more}"
    edits = (*moved, *settings(node, values))
    return Candidate("zone", (component.name,), told, "", edits, count, there)
