"""Where replicas stand: dealt to the places after `in` in turn, then to each place's zones in turn."""

from __future__ import annotations

from dataclasses import dataclass

from sdlint.model.design import Component, Design
from sdlint.quantity import Quantity


@dataclass(frozen=True, slots=True)
class Domain:
    """What a replica stands in: a zone of a region, a region without zones, or no place (both empty)."""

    region: str
    zone: str


def replicas_in(design: Design, component: Component) -> tuple[Domain, ...]:
    """The domain of each replica of a shard, in order (the first is the leader); under `in each` one full
    set after the other. Empty where the number of replicas isn't said.
    """
    said = component.attributes.get("replicas")
    if said is None and "autoscale" in component.attributes:
        said = component.attributes["autoscale"].parts.get("low")
    if said is None or not isinstance(said.value, Quantity):
        return ()
    count = min(int(said.value.low), 10_000)
    places = component.places or ("world",)
    if component.each:
        return tuple(domain for place in places for domain in _dealt(design, (place,), count))
    return _dealt(design, places, count)


def _dealt(design: Design, places: tuple[str, ...], count: int) -> tuple[Domain, ...]:
    options = [_domains(design, place) for place in places]
    return tuple(
        options[at % len(options)][(at // len(options)) % len(options[at % len(options)])]
        for at in range(count)
    )


def _domains(design: Design, place: str) -> tuple[Domain, ...]:
    zone = design.zones.get(place)
    if zone is not None:
        return (Domain(zone.region, zone.name),)
    region = design.regions.get(place)
    if region is None:
        return (Domain("", ""),)
    return tuple(Domain(region.name, inner.name) for inner in region.zones) or (Domain(region.name, ""),)
