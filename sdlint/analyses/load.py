"""Load: what reaches each component at the peak, and how much of each of its resources that takes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from fractions import Fraction

from sdlint.analyses.bandwidth import bandwidth, bytes_of, read_off
from sdlint.analyses.connections import at_leaders, connections, open_if_answered
from sdlint.analyses.consumers import at_work
from sdlint.analyses.facts import Facts, word
from sdlint.analyses.machines import (
    capacity,
    copies_serving,
    data_copies,
    machines_at_peak,
    replicas,
    serving,
)
from sdlint.analyses.memory import memory
from sdlint.analyses.spread import alike, busiest
from sdlint.analyses.stated import stated, stated_or_assumed
from sdlint.analyses.storage import storage
from sdlint.analyses.sums import ONE, in_range, is_zero, product, total
from sdlint.analyses.traffic import Arrival, arrivals, peak_rate
from sdlint.analyses.writes import is_volatile
from sdlint.expression.values import COUNT, Known, Parameter, Unknown, Value, Witness, number, shown, unknown
from sdlint.model.design import Component
from sdlint.quantity import BANDWIDTH, RATE, Dimension, Quantity
from sdlint.record import Record, changed

RESOURCES = ("capacity", "bandwidth", "storage", "memory", "connections")
ON_LOAD = ("capacity", "connections")
"""What the load of a moment takes, bandwidth apart, which has two directions."""


@word(
    Parameter("component", ("component",)),
    Parameter("attempts", options=("worst",), optional=True),
    result=number(RATE),
    example="load(posts)",
)
@in_range
def load(facts: Facts, component: Component, attempts: str = "") -> Value:
    """The requests a second that reach it at the peak; `worst` counts every retry as well."""
    found = arrivals(facts, component)
    what = f"load({component.name}{', worst' if attempts else ''})"
    if not facts.design.flows:
        return Unknown(("any flow",), Witness(what))
    if not attempts:
        return total([arrival.rate for arrival in found], what, RATE)
    values: list[Value] = []
    for arrival in found:
        rate = arrival.rate
        if isinstance(rate, Known) and arrival.worst != ONE:
            attempts_ = Known(arrival.worst, Witness("", f"{shown(arrival.worst)} attempts"))
            rate = product(f"{rate.witness.what}, retries", rate, attempts_)
        values.append(rate)
    return total(values, what, RATE)


# Utilisation


class Use(Record):
    """How much of one resource of a component is used at the peak."""

    component: str
    resource: str
    """One of RESOURCES."""
    share: Value


@word(
    Parameter("component", ("component",)),
    Parameter("resource", options=(*RESOURCES, "worst"), optional=True),
    result=COUNT,
    example="utilization(api)",
    percent=True,
)
@in_range
def utilization(facts: Facts, component: Component, resource: str = "") -> Value:
    """How much of what its machines can do the peak takes: of one resource, or of the busiest one.

    Disks and memory fill with what is kept and not with the load of a moment, so that they are asked for by
    name. `worst` is its capacity's use with every call retried as often as its policy allows.
    """
    what = f"utilization({component.name}{', ' + resource if resource else ''})"
    if resource == "worst":
        return _retried(facts, component, what)
    if resource == "capacity":
        found = [_capacity_use(facts, component)]
    elif resource:
        found = [use for use in all_uses(facts, component) if use.resource == resource]
    else:
        found = list(uses(facts, component))
    if not found:
        head = "anything that fills the " if resource in component.attributes else ""
        return Unknown((f"{head}{resource} of `{component.name}`",), Witness(what))
    wanting = [use.share for use in found if isinstance(use.share, Unknown)]
    top = highest(tuple(found))
    if top is None or wanting:
        known = tuple(use.share.witness for use in found if isinstance(use.share, Known))
        return Unknown(unknown(*wanting).wants, Witness(what, parts=known))
    text = shown(top.value, percent=True)
    if len(found) == 1:
        only = found[0].share.witness
        return Known(top.value, Witness(what, text, only.how, parts=only.parts))
    parts = (top.witness, *(use.share.witness for use in found if use.share.witness is not top.witness))
    return Known(top.value, Witness(what, text, f"the most of {len(parts)} resources", parts=parts))


def highest(found: tuple[Use, ...]) -> Known | None:
    """The highest of the shares that are known; of intervals at each end."""
    known = [use.share for use in found if isinstance(use.share, Known)]
    if not known:
        return None
    top = max(known, key=lambda share: (share.value.high, share.value.low))
    low = max(share.value.low for share in known)
    return Known(Quantity(low, top.value.high), top.witness)


def _retried(facts: Facts, component: Component, what: str) -> Value:
    """The use of its capacity, times how many attempts a call is made in at worst."""
    used = utilization(facts, component, "capacity")
    first, worst = load(facts, component), load(facts, component, "worst")
    if isinstance(used, Unknown) or isinstance(first, Unknown) or isinstance(worst, Unknown):
        return Unknown(unknown(used, first, worst).wants, Witness(what))
    if is_zero(first):
        return used
    # The same requests go into both loads, so that their ends belong together.
    low, high = (getattr(worst.value, end) / getattr(first.value, end) for end in ("low", "high"))
    attempts = Quantity(min(low, high), max(low, high))
    share = used.value * attempts
    how = f"{used.witness.shown} × {shown(worst.value)} with all retries / {shown(first.value)}"
    parts = (used.witness, worst.witness)
    return Known(share, Witness(what, shown(share, percent=True), how, parts=parts))


def show_share(share: Quantity) -> str:
    """How busy something is, as people read it: what is nearly nothing has no digits."""
    return "<0.01%" if 0 < share.high < Fraction(1, 10_000) else shown(share, percent=True)


def uses(facts: Facts, component: Component) -> tuple[Use, ...]:
    """The resources that its load takes, in proportion to it: those that it states, and its capacity in any
    case, unless it is a channel whose bandwidth is known.
    """
    found = {use.resource: use for use in all_uses(facts, component) if use.resource in ON_LOAD}
    if "connections" in found and _any_overloaded(facts):
        # What piles up before something else that is full is gone as soon as that has enough.
        found["connections"] = connections_use(facts, component, patient=True)
    wires = [use for use in all_uses(facts, component) if use.resource == "bandwidth"]
    known = isinstance(found["capacity"].share, Known)
    limited = isinstance(capacity(facts, component), Known)
    if not limited and wires and component.family == "channel":
        del found["capacity"]
    # What is only assumed asks for nothing where the design says enough without it.
    if known and "bandwidth" not in component.attributes:
        wires = [use for use in wires if isinstance(use.share, Known)]
    return (*found.values(), *wires)


def all_uses(facts: Facts, component: Component) -> tuple[Use, ...]:
    """How much of its capacity is used, and of each other resource that is stated or assumed."""
    key = ("uses", component.name)
    found: tuple[Use, ...] | None = facts.memo.get(key)
    if found is None:
        found = facts.memo[key] = tuple(_uses(facts, component))
    return found


def share_of_work(facts: Facts, component: Component, calls: Collection[int]) -> Value:
    """Which share of what a component does comes of some calls, by their ids: of its operations."""

    def counted(facts: Facts, arrival: Arrival) -> Value | None:
        return arrival.rate if id(arrival.call) in calls else None

    part, whole = (
        _work(facts, component, f"operations at {component.name}", RATE, measure)
        for measure in (counted, _rate)
    )
    if isinstance(part, Unknown) or isinstance(whole, Unknown):
        return unknown(part, whole)
    if is_zero(whole):
        return Known(Quantity.number(0))
    # The same requests are in both, so that the ends of intervals belong together.
    ends = sorted(
        getattr(part.value, end) / getattr(whole.value, end) if getattr(whole.value, end) else Fraction(0)
        for end in ("low", "high")
    )
    return Known(Quantity(ends[0], ends[1]), Witness("", parts=(part.witness, whole.witness)))


def _capacity_use(facts: Facts, component: Component) -> Use:
    """How much of its capacity is used: known without the other resources, some of which hang on it."""
    held: dict[str, Use] = facts.memo.setdefault("uses of capacity", {})
    if component.name not in held:
        work = _work(facts, component, f"operations at {component.name}", RATE, _rate)
        most = capacity(facts, component)
        count, uneven = at_work(facts, component), busiest(facts, component)
        use = share_of(component, "capacity", work, most, count, uneven)
        split = alike(facts, component) if uneven is None and isinstance(use.share, Known) else ()
        if split:
            witness = use.share.witness
            told = changed(witness, parts=(*witness.parts, *split))
            use = changed(use, share=changed(use.share, witness=told))
        held[component.name] = use
    return held[component.name]


def _uses(facts: Facts, component: Component) -> list[Use]:
    name = component.name
    found = [_capacity_use(facts, component)]
    wire = stated_or_assumed(component, "bandwidth")
    if isinstance(wire, Known) and component.family in ("store", "channel"):
        uneven = busiest(facts, component)
        found += [
            share_of(component, "bandwidth", carried, wire, uneven=uneven)
            for carried in _carried(facts, component)
        ]
    elif isinstance(wire, Known):
        # A network takes as much in one direction while it takes as much in the other.
        found += [
            share_of(
                component,
                "bandwidth",
                bandwidth(facts, component, way),
                wire,
                uneven=busiest(facts, component),
            )
            for way in ("", "out")
        ]
    if "storage" in component.attributes:
        found.append(share_of(component, "storage", storage(facts, component), stated(component, "storage")))
    if "memory" in component.attributes and component.kind in ("cache", "cdn"):
        held = memory(facts, component)
        copies = data_copies(component)
        if isinstance(held, Unknown) or copies != Known(ONE):
            held = product(f"bytes in all copies of {name}", held, copies)
        found.append(share_of(component, "memory", held, stated(component, "memory")))
    elif "memory" in component.attributes and component.family == "store" and is_volatile(component):
        # What answers from memory holds all that it keeps there.
        found.append(share_of(component, "memory", storage(facts, component), stated(component, "memory")))
    if "connections" in component.attributes and component.family != "entry":
        found.append(connections_use(facts, component))
    return found


def _carried(facts: Facts, component: Component) -> Iterator[Value]:
    """The bytes a second that a store carries, on all machines; of a channel in, and out: a network takes as
    much in one direction while it takes as much in the other.
    """
    name = component.name
    worked = _work(facts, component, f"bytes through {name}", BANDWIDTH, bytes_of)
    read = read_off(facts, component)
    if component.family == "store":
        yield worked if is_zero(read) else total([worked, read], f"bytes through {name}", BANDWIDTH)
        return
    yield worked
    if is_zero(read):
        return
    copies = copies_serving(component)
    if isinstance(copies, Known) and copies.value != ONE:
        # Whoever has a message first sends it to the other copies, too.
        others = Known(
            copies.value - ONE, changed(copies.witness, shown=f"{shown(copies.value - ONE)} other copies")
        )
        read = total([read, product(f"copied by {name}", bandwidth(facts, component), others)], "", BANDWIDTH)
    yield (
        read
        if isinstance(read, Unknown)
        else Known(read.value, changed(read.witness, what=f"bytes out of {name}"))
    )


def connections_use(facts: Facts, component: Component, *, patient: bool = False) -> Use:
    """How much of its connections is used; `patient`: if all calls were answered in the end."""
    opened = open_if_answered(facts, component) if patient else connections(facts, component)
    led = at_leaders(facts, component, patient=patient)
    if led is not None and isinstance(opened, Known):
        opened = led
    uneven = busiest(facts, component)
    return share_of(component, "connections", opened, stated(component, "connections"), uneven=uneven)


def _any_overloaded(facts: Facts) -> bool:
    """Whether so much is asked of anything that its queue has no bound."""
    from sdlint.analyses.queueing import FULL  # It asks for loads.

    held: dict[str, bool] = facts.memo.setdefault("any overloaded", {})
    if not held:
        shares = (_capacity_use(facts, one).share for one in facts.design.components.values())
        held[""] = any(isinstance(one, Known) and one.value.high > FULL for one in shares)
    return held[""]


def share_of(
    component: Component,
    resource: str,
    used: Value,
    each: Value,
    count: Value | None = None,
    uneven: Known | None = None,
) -> Use:
    """The share of what all machines have together; of the busiest part's where the parts differ, and of the
    busiest place's, `uneven` times the mean. What is asked for most often lies in a cache once like all
    else, so that its skew takes no memory.
    """
    if count is None:
        # Standbys keep all that the others do, and are given nothing else to do.
        count = machines_at_peak(component) if resource in ("storage", "memory") else serving(component)
    if is_zero(used):
        # Whatever there is, none of it is taken.
        idle = Witness(f"{resource} used of {component.name}", "0%", parts=(used.witness,))
        return Use(component.name, resource, Known(Quantity.number(0), idle))
    skew = stated(component, "skew") if resource != "memory" else Unknown(())
    if isinstance(used, Unknown) or isinstance(count, Unknown) or isinstance(each, Unknown):
        return Use(component.name, resource, unknown(used, count, each))
    together = product("", count, each)
    factors = [one for one in (skew if isinstance(skew, Known) else None, uneven) if one is not None]
    top = product("", used, *factors)
    if isinstance(together, Unknown) or isinstance(top, Unknown):
        return Use(component.name, resource, unknown(together, top))
    if together.value.low <= 0:
        nothing = Unknown((f"{resource} above 0 of `{component.name}`",))
        return Use(component.name, resource, nothing)
    share = top.value / together.value
    how = f"{shown(used.value)} / ({shown(count.value)} × {each.witness.shown})"
    parts: tuple[Witness, ...] = (used.witness, count.witness, each.witness)
    for one in factors:
        how = f"{one.witness.shown.removeprefix('x')} × {how}"
        parts = (*parts, one.witness)
    text = shown(share, percent=True)
    return Use(
        component.name,
        resource,
        Known(share, Witness(f"{resource} used of {component.name}", text, how, parts=parts)),
    )


def _rate(facts: Facts, arrival: Arrival) -> Value:
    return arrival.rate


def _work(
    facts: Facts,
    component: Component,
    what: str,
    dimension: Dimension,
    measure: Callable[[Facts, Arrival], Value | None],
) -> Value:
    """What all machines do together: in a store or channel each write is made at every copy, and a quorum's
    read at as many as it reads; a scattered step is made at every shard.
    """
    if not facts.design.flows:
        return Unknown(("any flow",))
    values: list[Value] = []
    for arrival in arrivals(facts, component):
        amount = measure(facts, arrival)
        if amount is None:
            continue
        factor, text = _copies(component, arrival)
        if is_zero(amount) or (isinstance(factor, Known) and factor.value == ONE):
            values.append(amount)
        elif isinstance(amount, Unknown) or isinstance(factor, Unknown):
            values.append(unknown(amount, factor))
        else:
            done = product(
                f"work of {amount.witness.what}",
                amount,
                Known(factor.value, changed(factor.witness, shown=text)),
            )
            values.append(done)
    return total(values, what, dimension)


def _copies(component: Component, arrival: Arrival) -> tuple[Value, str]:
    """At how many machines one request is worked on."""
    step = arrival.step
    factor: Value = Known(ONE)
    texts = []
    if component.family in ("store", "channel") and component.kind != "cache":
        if component.family == "channel" or (step is not None and step.write):
            factor = copies_serving(component)
            texts.append(f"{shown(factor.value)} copies" if isinstance(factor, Known) else "")
        else:
            read = _quorum(component)
            if read is not None:
                factor = read
                texts.append(f"{shown(read.value)} copies read" if isinstance(read, Known) else "")
    if step is not None and step.scatter and isinstance(factor, Known):
        parts = stated(component, "shards")
        if isinstance(parts, Known):
            factor = Known(factor.value * parts.value, parts.witness)
            texts.append(f"{shown(parts.value)} shards")
    return factor, " × ".join(texts)


def _quorum(component: Component) -> Value | None:
    """How many copies answer a read, where it isn't one."""
    read = stated(component, "replication", "read")
    if isinstance(read, Known):
        return read
    said = stated(component, "replication")
    if not isinstance(said, Known) or said.value != "quorum":
        return None
    count = replicas(component)
    if isinstance(count, Unknown):
        return count
    majority = Quantity.number(int(count.value.low) // 2 + 1)
    how = f"a majority of {shown(count.value)}"
    parts = (said.witness, count.witness)
    return Known(majority, Witness(f"copies of {component.name} read", shown(majority), how, parts=parts))


__all__ = [
    "RESOURCES",
    "Arrival",
    "Use",
    "arrivals",
    "highest",
    "load",
    "peak_rate",
    "uses",
    "utilization",
]
