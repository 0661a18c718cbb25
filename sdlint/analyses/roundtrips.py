"""Round trips: how long the network takes between a caller and the copy that it calls."""

from __future__ import annotations

from sdlint.analyses.copies import assumed
from sdlint.analyses.facts import Facts
from sdlint.analyses.placement import Domain
from sdlint.expression.values import Known, Unknown, Value, Witness, shown
from sdlint.model.design import Component

SAME_ZONE = ("0.25ms", "pings published 2009–2014; napkin-math, 2026")
CROSS_ZONE = ("1ms", "pings published 2009–2014; napkin-math, 2026; pairs of zones vary from 0.5 to 2 ms")
NO_PLACE = ("1ms", "their places aren't stated")
LOOKED_UP = ("0s", "a guess: most answers of a dns come from a cache on the way; state `rtt` on the step")
CLIENT = ("30ms", "a guess, from a client to the nearest edge; state `rtt` on the step")


def round_trip(facts: Facts, caller: Component, callee: Component, here: Domain, there: Domain) -> Value:
    """The round trip from a copy of the caller to a copy of the callee, by where they stand. Between regions
    a `link` must say it.
    """
    name = f"round trip {caller.name} – {callee.name}"
    if callee.kind == "dns":
        return assumed(name, LOOKED_UP)
    if "entry" in (caller.family, callee.family):
        # A client that is said to stand in a region is as far from another one as a `link` says.
        apart = bool(here.region and there.region) and here.region != there.region
        linked = _link(facts, here, there) if apart else None
        return linked if isinstance(linked, Known) else assumed(name, CLIENT)
    if not here.region or not there.region:
        if _everywhere(caller) != _everywhere(callee) or _everywhere(caller):
            return Unknown((f"`rtt` of the step from `{caller.name}` to `{callee.name}`",), Witness(name))
        return assumed(name, NO_PLACE)
    if here.region == there.region:
        same = bool(here.zone) and here.zone == there.zone
        default = SAME_ZONE if same else CROSS_ZONE
        return assumed(f"round trip {'in a zone' if same else 'between zones'}", default)
    return _link(facts, here, there)


def detours(
    facts: Facts, caller: Component, callee: Component, there: Domain
) -> tuple[tuple[float, Value | None], ...]:
    """How much longer the way to a place is after a loss, and for which share. Clients that may be anywhere
    are near one of the regions alike; those of a lost one go on to `there` by its `link`.
    """
    if caller.family != "entry" or not callee.gone or not (caller.places == () or _everywhere(caller)):
        return USUAL
    zones = facts.design.zones
    regions = {zones[place].region if place in zones else place for place in callee.places}
    gone = {zones[place].region if place in zones else place: None for place in callee.gone}
    lost = [region for region in gone if region not in regions]
    if not lost or not there.region:
        return USUAL
    share = 1 / (len(regions) + len(lost))
    longer = ((share, _link(facts, Domain(region, ""), there)) for region in lost)
    return ((1 - share * len(lost), None), *longer)


USUAL: tuple[tuple[float, Value | None], ...] = ((1.0, None),)
"""Nobody's way is longer than it was."""


def _everywhere(component: Component) -> bool:
    """Whether it is said to be near everybody, and so at no known distance from anything else."""
    return component.places == ("world",)


def _link(facts: Facts, here: Domain, there: Domain) -> Value:
    """What a `link` says of two zones, or of their regions."""
    for pair in ({here.zone, there.zone}, {here.zone, there.region}, {here.region, there.zone}):
        found = _stated(facts, pair)
        if found is not None:
            return found
    found = _stated(facts, {here.region, there.region})
    if found is not None:
        return found
    pair_ = f"{here.region} {there.region}"
    return Unknown((f"round trip between `{here.region}` and `{there.region}` (`link {pair_} …`)",))


def _stated(facts: Facts, pair: set[str]) -> Value | None:
    for connection in facts.design.connections:
        if set(connection.places) == pair and "" not in pair:
            text = shown(connection.duration)
            where = connection.span.where
            witness = Witness(f"round trip {connection.name}", text, origin="stated", source=where)
            return Known(connection.duration, witness)
    return None
