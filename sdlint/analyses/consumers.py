"""Consumers: who of those that read a channel has work, since its partitions are dealt out to them whole."""

from __future__ import annotations

from fractions import Fraction

from sdlint.analyses.facts import Facts
from sdlint.analyses.machines import serving, sets
from sdlint.analyses.stated import stated
from sdlint.analyses.sums import is_zero
from sdlint.analyses.traffic import arrivals
from sdlint.expression.values import Known, Unknown, Value, Witness, shown
from sdlint.model.design import Component
from sdlint.quantity import Quantity


def partitions_read(facts: Facts, component: Component) -> Value:
    """Into how many parts the one channel is split from which all of its work comes: each is read by one of a
    group's consumers at once, so that no more of them have work.
    """
    source = _read_from(facts, component)
    if source is None:
        return Unknown((f"one channel from which all work of `{component.name}` comes",))
    parts = stated(source, "partitions")
    if isinstance(parts, Unknown) or sets(source) == 1:
        return parts
    whole = parts.value * Quantity.number(sets(source))
    how = f"{shown(parts.value)} in each of {sets(source)} places"
    name = f"partitions of {source.name}"
    return Known(whole, Witness(name, shown(whole), how, parts=(parts.witness,)))


def _read_from(facts: Facts, component: Component) -> Component | None:
    """The one channel from which all of a component's work comes."""
    sources = {
        arrival.step.caller if arrival.step is not None and arrival.step.asynchronous else ""
        for arrival in arrivals(facts, component)
        if not is_zero(arrival.rate)
    }
    source = facts.design.components.get(sources.pop()) if len(sources) == 1 else None
    return source if source is not None and source.family == "channel" else None


def at_work(facts: Facts, component: Component) -> Value:
    """The machines that share its load at the peak; of those that read a channel as many as it has parts."""
    count = serving(component)
    if component.family != "compute" or isinstance(count, Unknown):
        return count
    parts = partitions_read(facts, component)
    if isinstance(parts, Unknown):
        return count
    source = _read_from(facts, component)
    skew = stated(source, "skew") if source is not None else Unknown(())
    if source is not None and isinstance(skew, Known) and skew.value.high > 1:
        return _unalike(component, count, parts, skew, sets(source))
    if parts.value.high >= count.value.high:
        return _dealt(component, count, parts)
    least = Quantity(min(parts.value.low, count.value.low), parts.value.high)
    how = f"of {count.witness.shown}, as many as there are partitions to read"
    name = f"machines at work of {component.name}"
    return Known(least, Witness(name, shown(least), how, parts=(count.witness, parts.witness)))


def _dealt(component: Component, count: Known, parts: Known) -> Known:
    """Machines that each read some partitions: as if there were no more than the busiest one's share of these
    comes to. Four partitions on three machines are two on one of them.
    """
    if not (count.value.exact and parts.value.exact):
        return count
    machines, number = int(count.value.low), int(parts.value.low)
    most = -(-number // machines) if machines else 0
    if most * machines == number or not most:
        return count
    value = Quantity.number(Fraction(number, most))
    how = f"{shown(parts.value)} partitions / {most} for the busiest of {shown(count.value)} machines"
    name = f"machines at work of {component.name}"
    return Known(value, Witness(name, shown(value), how, parts=(count.witness, parts.witness)))


def _unalike(component: Component, count: Known, parts: Known, skew: Known, places: int) -> Known:
    """Machines that read partitions of which the busiest one of each place has `skew` times the mean: as if
    there were no more than the share of all comes to that one of them has to work on.
    """
    machines, number = max(1, int(count.value.low)), int(parts.value.low)
    hot = min(skew.value.high, Fraction(number, places)) / number
    rest = (1 - places * hot) / (number - places) if number > places else Fraction(0)
    busiest = hot + (-(-number // machines) - 1) * rest
    value = Quantity.number(1 / busiest)
    share = shown(Quantity.number(busiest), percent=True)
    how = f"1 / {share}, what the busiest of {shown(parts.value)} partitions has, and others of its machine"
    how = how.removesuffix(", and others of its machine") if number <= machines else how
    name = f"machines at work of {component.name}"
    return Known(value, Witness(name, shown(value), how, parts=(count.witness, parts.witness, skew.witness)))
