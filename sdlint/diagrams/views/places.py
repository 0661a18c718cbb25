"""Where things stand: regions, their zones, and how many copies of what are in each."""

from __future__ import annotations

from collections.abc import Iterator

from sdlint.analyses.facts import Facts
from sdlint.analyses.placement import deals_of
from sdlint.diagrams.compose import copies
from sdlint.diagrams.picture import Box, Cluster, Picture
from sdlint.expression.values import shown
from sdlint.model.catalogue import kinds, technologies
from sdlint.model.design import Component, Design, Region
from sdlint.quantity import show
from sdlint.record import Work, fresh


class _Held(Work):
    """The boxes by where they stand: in a zone, in a region as a whole, or outside."""

    boxes: list[Box] = fresh(default_factory=list)
    places: dict[str, list[str]] = fresh(default_factory=dict)

    def add(self, box: Box, place: str) -> None:
        self.boxes.append(box)
        self.places.setdefault(place, []).append(box.name)


def picture_of_places(facts: Facts) -> Picture:
    """A box for each component in each zone that has copies of it, with their number."""
    design = facts.design
    held = _Held()
    for component in design.components.values():
        for place, count in _copies(design, component):
            held.add(_box(component, place, count), place)
    for sink in design.sinks:
        for place in sink.places:
            held.add(_sink(sink.kind, sink.name, place), place)
    clusters = tuple(_region(design, region, held) for region in design.regions.values())
    return Picture(f"{design.title}: places", tuple(held.boxes), clusters, stacked=True)


def _copies(design: Design, component: Component) -> Iterator[tuple[str, str]]:
    """The places of a component, each with the number of its copies there."""
    counts: dict[str, int] = {}
    for deal in deals_of(design, component):
        for domain, count in deal.held.items():
            place = domain.zone or domain.region
            counts[place] = counts.get(place, 0) + count
    shards = component.attributes.get("shards")
    lead = f"{shown(shards.value)} shards " if shards is not None else ""
    if counts:
        yield from ((place, f"{lead}×{count}") for place, count in counts.items())
        return
    # How many there are isn't said: they are somewhere in these places.
    for place in dict.fromkeys(component.places or ("world",)):
        yield ("" if place == "world" else place), copies(component)


def _box(component: Component, place: str, count: str) -> Box:
    technology = technologies().get(component.technology)
    names = [technology.label] if technology else []
    if component.label and component.label != component.name:
        names.insert(0, component.name)
    return Box(
        f"{component.name} in {place}" if place else component.name,
        component.label or component.name,
        component.kind,
        component.family,
        " · ".join(names),
        technology.icon if technology else kinds()[component.kind].icon,
        count,
        place=component.span.where,
    )


def _sink(kind: str, name: str, place: str) -> Box:
    technology = technologies().get(name)
    label = technology.label if technology else name
    icon = technology.icon if technology else ""
    return Box(f"{kind} {name} in {place}", label, "telemetry", "outside", kind, icon)


def _region(design: Design, region: Region, held: _Held) -> Cluster:
    zones = tuple(
        Cluster(
            zone.name, f"zone {zone.name.split('.', 1)[1]}", "zone", tuple(held.places.get(zone.name, ()))
        )
        for zone in region.zones
    )
    ways: list[str] = []
    for connection in design.connections:
        if region.name in connection.places:
            one, other = connection.places
            ways.append(f"{show(connection.duration)} to {other if one == region.name else one}")
    note = ", ".join(ways) and f"region, {', '.join(ways)}"
    return Cluster(
        region.name,
        region.label or region.name,
        "region",
        tuple(held.places.get(region.name, ())),
        zones,
        note,
    )
