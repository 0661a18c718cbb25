"""Where replicas stand: dealt to the places after `in` in turn, then to each place's zones in turn."""

from __future__ import annotations

from collections.abc import Mapping

from sdlint.model.design import Component, Design
from sdlint.quantity import Quantity
from sdlint.record import Equal, Record


class Domain(Equal):
    """What a replica stands in: a zone of a region, a region without zones, or no place (both empty)."""

    region: str
    zone: str


MOST = 10_000
"""Replicas that are listed one by one; how many stand in each place is exact for any number."""


class Deal(Record):
    """Replicas of one set, dealt to places in turn, then to each place's zones in turn."""

    count: int
    options: tuple[tuple[Domain, ...], ...]
    """The domains of each place."""
    held: Mapping[Domain, int]
    """How many replicas stand in each domain."""
    places: frozenset[str]
    """The regions and zones of these domains."""

    def at(self, index: int) -> Domain:
        """Where a replica stands; the first has the index 0."""
        turn, place = divmod(index, len(self.options))
        zones = self.options[place]
        return zones[turn % len(zones)]

    def first(self, domain: Domain, many: int) -> list[int]:
        """The indices of the first so many replicas that stand in a domain."""
        found = [
            (zone + turn * len(zones)) * len(self.options) + place
            for place, zones in enumerate(self.options)
            for zone, each in enumerate(zones)
            if each == domain
            for turn in range(many)
        ]
        return sorted(index for index in found if index < self.count)[:many]


def deal(count: int, options: tuple[tuple[Domain, ...], ...]) -> Deal:
    """So many replicas, dealt to places: no step for each of them."""
    held: dict[Domain, int] = {}
    for place, zones in enumerate(options):
        here = _every(len(options), place, count)
        for zone, domain in enumerate(zones):
            there = _every(len(zones), zone, here)
            if there:
                held[domain] = held.get(domain, 0) + there
    places = frozenset(place for domain in held for place in (domain.region, domain.zone) if place)
    return Deal(count, options, held, places)


def _every(step: int, first: int, below: int) -> int:
    """How many of first, first + step, first + 2 step, … are below a number."""
    return max(0, -((first - below) // step))


def deals_of(design: Design, component: Component, *, most: bool = False) -> tuple[Deal, ...]:
    """The sets of a component's replicas: one in each place under `in each`, else one; none where their
    number isn't said. `most`: as many as it is scaled to at its peak.
    """
    said = component.attributes.get("replicas")
    scaled = component.attributes.get("autoscale")
    if scaled is not None and (said is None or most):
        said = scaled.parts.get("high" if most else "low", said)
    if said is None or not isinstance(said.value, Quantity):
        return ()
    count = some(said.value)
    options = tuple(_domains(design, place) for place in component.places or ("world",))
    if component.each:
        return tuple(deal(count, (one,)) for one in options)
    return (deal(count, options),)


def some(count: Quantity) -> int:
    """How many copies a call meets, at least one: what is scaled down to none is started by the first call,
    and of a set in each of two places half a copy is left of each when one place is lost.
    """
    return max(1, int(count.low))


def replicas_in(design: Design, component: Component) -> tuple[Domain, ...]:
    """The domain of each replica of a shard, in order (the first is the leader); under `in each` one full
    set after the other. Empty where the number of replicas isn't said. Only so many as `MOST` of a set.
    """
    return tuple(
        one.at(index) for one in deals_of(design, component) for index in range(min(one.count, MOST))
    )


def _domains(design: Design, place: str) -> tuple[Domain, ...]:
    zone = design.zones.get(place)
    if zone is not None:
        return (Domain(zone.region, zone.name),)
    region = design.regions.get(place)
    if region is None:
        return (Domain("", ""),)
    return tuple(Domain(region.name, inner.name) for inner in region.zones) or (Domain(region.name, ""),)
