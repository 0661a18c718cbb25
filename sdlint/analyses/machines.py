"""How many machines there are, and what each can do."""

from __future__ import annotations

from sdlint.analyses.facts import Facts, word
from sdlint.analyses.stated import stated, stated_or_assumed
from sdlint.analyses.sums import ONE, in_range, is_zero
from sdlint.expression.values import COUNT, Known, Parameter, Unknown, Value, Witness, number, shown, unknown
from sdlint.model.catalogue import WRITE_TIME, technologies
from sdlint.model.design import Component
from sdlint.quantity import RATE, Quantity, parse


def is_managed(component: Component) -> bool:
    """Whether its technology is run by its provider."""
    technology = technologies().get(component.technology)
    return bool(technology and technology.managed)


def queues(component: Component) -> bool:
    """Whether its calls wait for a free worker: of all else its time is all, and what a provider scales has
    workers enough.
    """
    elastic = is_managed(component) and "capacity" not in component.attributes
    return component.family in ("compute", "store") and not elastic


def replicas(component: Component) -> Value:
    """The copies of each shard; a managed component that states none, only an availability, counts as one."""
    said = stated(component, "replicas")
    if isinstance(said, Known):
        return said
    scaled = stated(component, "autoscale", "low")
    if isinstance(scaled, Known):
        return scaled
    provided = component.kind in ("external", "dns", "cdn") or is_managed(component)
    if "availability" in component.attributes or provided:
        return Known(ONE, Witness(f"replicas of {component.name}", "1", "managed, counted as one"))
    return said


def shards(component: Component) -> Value:
    """The parts that the data are in; 1 where the design doesn't say."""
    said = stated(component, "shards")
    return said if isinstance(said, Known) else Known(ONE, Witness(f"shards of {component.name}", "1"))


def sets(component: Component) -> int:
    """How many full sets there are: one in each place under `in each`."""
    return max(len(component.places), 1) if component.each else 1


def copies(component: Component) -> Value:
    """The copies that there are: the fewest that it is scaled to, else those stated; `in each` place."""
    scaled = stated(component, "autoscale", "low")
    said = scaled if isinstance(scaled, Known) else stated(component, "replicas")
    if isinstance(said, Unknown) or sets(component) == 1:
        return said
    total = said.value * Quantity.number(sets(component))
    how = f"{shown(said.value)} × {sets(component)} places"
    return Known(total, Witness(f"copies of {component.name}", shown(total), how, parts=(said.witness,)))


def spare(component: Component) -> Value:
    """How many of its copies may be lost before too few are left: 1 is enough unless `needs` says more."""
    there, said = copies(component), stated(component, "needs")
    if isinstance(there, Unknown):
        return there
    least = said.value * Quantity.number(sets(component)) if isinstance(said, Known) else ONE
    left = there.value - least
    how = f"{shown(there.value)} - {shown(least)} needed"
    parts = (there.witness, said.witness) if isinstance(said, Known) else (there.witness,)
    return Known(left, Witness(f"spare copies of {component.name}", shown(left), how, parts=parts))


@word(
    Parameter("component", ("component",)),
    Parameter("which", options=("peak",), optional=True),
    result=COUNT,
    example="machines(api)",
)
@in_range
def machines(facts: Facts, component: Component, which: str = "") -> Value:
    """How many machines there are: copies times shards, in each place under `in each`, or `nodes`; those
    at work at the `peak`.
    """
    if which:
        from sdlint.analyses.consumers import at_work  # Which asks how many there are.

        return at_work(facts, component)
    return _machines(component, replicas(component), f"machines({component.name})")


def machines_at_peak(component: Component) -> Value:
    """How many machines there are at the peak, when what is scaled by its load is scaled to its most."""
    most = stated(component, "autoscale", "high")
    named = f"machines({component.name}){' at the peak' if isinstance(most, Known) else ''}"
    return _machines(component, most if isinstance(most, Known) else replicas(component), named)


def serving(component: Component) -> Value:
    """How many machines share its load at the peak: all but those that `standby`, which serve after a switch
    alone.
    """
    return _without_standbys(component, machines_at_peak(component), "machines")


def _active(component: Component) -> Known | None:
    """The share of its copies that serve; None where all do, or too little is said."""
    most, aside = stated(component, "autoscale", "high"), stated(component, "standby")
    count = most if isinstance(most, Known) else replicas(component)
    if not (isinstance(aside, Known) and isinstance(count, Known)) or is_zero(aside):
        return None
    # Whoever has none but standbys will have switched one of them.
    ends = (max(ONE.low, end - aside.value.low) / end for end in (count.value.low, count.value.high) if end)
    shares = sorted(ends) or [ONE.low]
    share = Quantity(shares[0], shares[-1])
    text = f"{shown(count.value - aside.value)} of {shown(count.value)} copies"
    return Known(share, Witness("", text, parts=(aside.witness,)))


@in_range
def copies_serving(component: Component) -> Value:
    """At how many machines that serve a write is work: at as many as have each record, but for those that
    `standby`, which have no other work.
    """
    return _without_standbys(component, data_copies(component), "copies")


def _without_standbys(component: Component, count: Value, what: str) -> Value:
    part = _active(component)
    if part is None or isinstance(count, Unknown):
        return count
    serve = count.value * part.value
    name = f"{what} of {component.name} that serve"
    how = f"{shown(count.value)} × {part.witness.shown}"
    return Known(serve, Witness(name, shown(serve), how, parts=(count.witness, *part.witness.parts)))


def machines_paid(component: Component) -> Value:
    """How many machines are paid for: from the fewest to the most that it is scaled to, else all."""
    low, high = (stated(component, "autoscale", end) for end in ("low", "high"))
    if isinstance(low, Unknown) or isinstance(high, Unknown):
        return _machines(component, replicas(component), f"machines({component.name})")
    between = Quantity(low.value.low, high.value.high)
    witness = Witness(f"autoscale of {component.name}", shown(between), parts=(low.witness, high.witness))
    return _machines(component, Known(between, witness), f"machines({component.name})")


@in_range
def _machines(component: Component, copies: Value, name: str) -> Value:
    nodes = stated(component, "nodes")
    if isinstance(nodes, Known):
        return Known(nodes.value, Witness(name, shown(nodes.value), parts=(nodes.witness,)))
    parts = shards(component)
    if isinstance(copies, Unknown) or isinstance(parts, Unknown):
        return unknown(copies, parts)
    places = Quantity.number(sum(component.standing) if component.standing else sets(component))
    count = copies.value * parts.value * places
    factors = [f"{shown(copies.value)} replicas"]
    if "shards" in component.attributes:
        factors.append(f"{shown(parts.value)} shards")
    if sets(component) > 1:
        factors.append(f"{shown(places)} places")
    how = " × ".join(factors) if len(factors) > 1 else ""
    told = (copies.witness, parts.witness) if "shards" in component.attributes else (copies.witness,)
    return Known(count, Witness(name, shown(count), how, parts=told))


@in_range
def data_copies(component: Component) -> Value:
    """How many copies of each record there are: `replicas`, of a store in each place under `in each`. What
    a channel is given in one place stays there, and so does what a cache there is asked for: its misses are
    those of its own place.
    """
    count = replicas(component)
    stays = component.family == "channel" or component.kind in ("cache", "cdn")
    if isinstance(count, Unknown) or sets(component) == 1 or stays:
        return count
    places = Quantity.number(sum(component.standing) if component.standing else sets(component))
    total = count.value * places
    how = f"{shown(count.value)} × {shown(places)} places"
    return Known(total, Witness(f"copies of {component.name}", shown(total), how, parts=(count.witness,)))


@word(Parameter("component", ("component",)), result=number(RATE), example="capacity(api)")
@in_range
def capacity(facts: Facts, component: Component) -> Value:
    """The requests a second that one machine can serve: stated, workers / time, or its technology's."""
    said = stated(component, "capacity")
    if isinstance(said, Known):
        return said
    count, each = stated(component, "workers"), stated(component, "time")
    if isinstance(count, Known) and isinstance(each, Known) and each.value.low > 0:
        rate = count.value / each.value
        how = f"{count.witness.shown} workers / {each.witness.shown}"
        parts = (count.witness, each.witness)
        return Known(rate, Witness(f"capacity of {component.name}", shown(rate), how, parts=parts))
    return stated_or_assumed(component, "capacity")


PROXY_HOP = ("0.05ms", "napkin-math, 2026; one proxy hop, without TLS handshakes")
LOOKUP = ("1ms", "a guess: most answers of a dns come from a cache on the way")


@in_range
def service_time(component: Component, *, write: bool = False) -> Value:
    """The mean time that a call takes in it: stated, workers / capacity, its technology's (of a `write` that
    of writes, where it is another), or a proxy's.
    """
    said = stated(component, "time")
    if isinstance(said, Known):
        return said
    count, rate = stated(component, "workers"), stated(component, "capacity")
    if isinstance(count, Known) and isinstance(rate, Known) and rate.value.low > 0:
        time = count.value / rate.value
        how = f"{count.witness.shown} workers / {rate.witness.shown}"
        parts = (count.witness, rate.witness)
        return Known(time, Witness(f"time of {component.name}", shown(time), how, parts=parts))
    known = stated_or_assumed(component, WRITE_TIME) if write else said
    if isinstance(known, Unknown):
        known = stated_or_assumed(component, "time")
    if isinstance(known, Unknown) and component.kind in ("balancer", "dns"):
        literal, source = PROXY_HOP if component.kind == "balancer" else LOOKUP
        name = f"time of {component.name}"
        return Known(parse(literal), Witness(name, literal, origin="assumed", source=source))
    return known


@in_range
def workers(component: Component) -> Value:
    """How many calls one machine works on at the same time: stated, or capacity × time where both are, and
    where that is one at least: of less something else is the limit.
    """
    said = stated(component, "workers")
    rate, each = stated(component, "capacity"), stated(component, "time")
    if isinstance(said, Known) or isinstance(rate, Unknown) or isinstance(each, Unknown):
        return said
    count = rate.value * each.value
    if count.low < 1:
        return said
    how = f"{rate.witness.shown} × {each.witness.shown}"
    parts = (rate.witness, each.witness)
    return Known(count, Witness(f"workers of {component.name}", shown(count), how, parts=parts))
