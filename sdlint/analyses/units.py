"""What can be lost, by the name that a person gives it: `posts`, `posts#2`, `us.a`, `us`."""

from __future__ import annotations

from sdlint.analyses.failures import Unit
from sdlint.analyses.placement import deals_of
from sdlint.model.design import Design


class NoUnit(Exception):
    """Nothing of that name can be lost. The message says why, and what may have been meant."""


def unit_of(design: Design, name: str) -> Unit:
    """What a name stands for; NoUnit where that is nothing, or can't be lost."""
    whole, mark, number = name.partition("#")
    component = design.components.get(whole)
    if component is None:
        if name in design.zones:
            return Unit("zone", name, f"zone {name}")
        if name in design.regions:
            return Unit("region", name, f"region {name}")
        raise NoUnit(_unheard_of(design, name))
    if component.family == "entry":
        raise NoUnit(f"'{whole}' is a client, which always counts as up.")
    if not mark:
        return Unit("component", whole, whole)
    count = sum(deal.count for deal in deals_of(design, component))
    if not count:
        raise NoUnit(f"The design doesn't say how many copies of '{whole}' there are.")
    if not (number.isascii() and number.isdigit() and 0 < len(number) < 10 and 1 <= int(number) <= count):
        copies = "one copy" if count == 1 else f"{count} copies, '{whole}#1' to '{whole}#{count}'"
        raise NoUnit(f"There is no '{name}': '{whole}' has {copies}.")
    return Unit("replica", f"{whole}#{int(number)}", f"copy {int(number)} of {whole}")


def _unheard_of(design: Design, name: str) -> str:
    from sdlint.spelling import nearest

    whole, mark, number = name.partition("#")
    names = [*design.components] if mark else [*design.components, *design.zones, *design.regions]
    found = nearest(whole, names)
    suggestion = f" Did you mean '{found}{mark}{number}'?" if found else ""
    what = "component" if mark else "component, zone or region"
    return f"The design has no {what} '{whole}'.{suggestion}"
