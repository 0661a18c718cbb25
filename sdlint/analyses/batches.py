"""Messages that come together: how many a component gets at once, or in quick succession.

`~> q x500` sends five hundred messages, and nobody waits between them. They stay together through channels
and whatever has no workers of its own, up to the first that works on them. What that one sends on comes as
fast as it gets done with them, so that they meet again where less can be done at a time.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from sdlint.analyses.consumers import at_work
from sdlint.analyses.facts import Facts
from sdlint.analyses.load import utilization
from sdlint.analyses.machines import capacity, copies_serving, queues
from sdlint.analyses.traffic import Arrival, arrivals
from sdlint.expression.values import Known, Unknown, Value, Witness, shown
from sdlint.model.design import Component, Flow, Step, Visit
from sdlint.quantity import RATE, Quantity
from sdlint.record import Record, changed


class Batch(Record):
    """A sort of batches among what comes to a component."""

    share: float
    """The share of all calls and messages that come in such ones."""
    size: float
    """How many a batch has; 1 where each comes by itself."""
    over: float = 0.0
    """The seconds over which they come; 0 where they do at once."""
    handful: float = 1.0
    """Of what comes over a time: so many do at once."""
    regular: bool = False
    """Whether a clock sends them, so that none comes while another is worked on."""
    steps: tuple[Step, ...] = ()
    """The calls that make them so many."""

    def pile(self, rate: float) -> float:
        """So many at once would make as much wait, where so many a second are worked on: those that don't get
        done while others of their batch still come.
        """
        return max(self.handful, self.size - rate * self.over) if self.over else self.size


ALONE = Batch(1.0, 1.0)
"""What comes by itself."""


class Coming(Record):
    """What comes to a component in batches, and how fast it works on them."""

    sorts: tuple[tuple[Batch, float], ...]
    """The batches, those of one among them, and how many a second come in such ones."""
    rate: float
    """How many a second it gets done with while a batch is there: no more than what it calls can take."""
    own: float
    """How many it could, if it waited for nobody."""
    witnesses: tuple[Witness, ...]
    """The calls that send them, and what they wait for."""


def coming(facts: Facts, component: Component) -> Coming | None:
    """What comes to a component together; None where each call and message comes by itself."""
    held: dict[str, Coming | None] = facts.memo.setdefault("coming", {})
    if component.name not in held:
        held[component.name] = _coming(facts, component)
    return held[component.name]


def burst(facts: Facts, component: Component) -> Value:
    """The most calls or messages that come to a component at once."""
    found = [one for _, sorts in _arriving(facts, component) for one in sorts if not one.over]
    most = max(found, key=lambda one: one.size, default=ALONE)
    size = Quantity.number(_rounded(most.size))
    parts = tuple(dict.fromkeys(_told(step) for step in most.steps))
    return Known(size, Witness(f"at once to {component.name}", shown(size), parts=parts))


def _arriving(facts: Facts, component: Component) -> Iterator[tuple[Arrival, tuple[Batch, ...]]]:
    for arrival in arrivals(facts, component):
        sorts = _sorts(facts, arrival.flow).get(id(arrival.visit), (ALONE,))
        if component.family == "store" and arrival.step is not None and arrival.step.write:
            copies = copies_serving(component)
            if isinstance(copies, Known):
                # Each of them is work at every copy.
                sorts = tuple(changed(one, size=one.size * float(copies.value.high)) for one in sorts)
        yield arrival, sorts


def _coming(facts: Facts, component: Component) -> Coming | None:
    found: list[tuple[Batch, float]] = []
    for arrival, sorts in _arriving(facts, component):
        if isinstance(arrival.rate, Unknown):
            return None
        rate = float(arrival.rate.value.high)
        found += [(one, rate * one.share) for one in sorts if rate > 0.0]
    if all(one.size <= 1.0 for one, _ in found):
        return None
    pace = _pace(facts, component)
    if pace.own is None or pace.rate is None:
        return None
    told = dict.fromkeys(_told(step) for one, _ in found for step in one.steps)
    return Coming(tuple(found), pace.rate, pace.own, (*told, *pace.witnesses))


def _told(step: Step) -> Witness:
    assert step.times is not None
    what = f"messages at once, {step.caller} ~> {step.callee}"
    return Witness(what, shown(step.times), origin="stated", source=step.span.where)


def _rounded(value: float) -> Fraction:
    return Fraction(f"{value:.9g}")


# How fast they are worked on


class _Pace(Record):
    """How many calls a second a component gets done with."""

    own: float | None
    """What all its machines together can do; None where that isn't known."""
    rate: float | None
    """No more than what it waits for can take, either; None where nothing is known of all that."""
    witnesses: tuple[Witness, ...]
    """What is slower than it is itself."""


def _pace(facts: Facts, component: Component) -> _Pace:
    held: dict[str, _Pace] = facts.memo.setdefault("paces", {})
    if component.name not in held:
        each, count = capacity(facts, component), at_work(facts, component)
        own = None
        if isinstance(each, Known) and isinstance(count, Known):
            own = float(each.value.low) * float(count.value.low)
        rate, witnesses = own, tuple[Witness, ...]()
        for name, limit, used in _behind(facts, component):
            if rate is None or limit < rate:
                what = f"what {component.name} gets done with {name} behind it"
                text = shown(Quantity.of(_rounded(limit), RATE))
                rate, witnesses = limit, (Witness(what, text, parts=(used,)),)
        held[component.name] = _Pace(own, rate, witnesses)
    return held[component.name]


def _behind(facts: Facts, component: Component) -> Iterator[tuple[str, float, Witness]]:
    """How many calls a second those can take that it waits for, told as calls of its own; and of what."""
    own = [arrival for arrival in arrivals(facts, component) if isinstance(arrival.rate, Known)]
    whole = sum(float(one.rate.value.high) for one in own if isinstance(one.rate, Known))
    if not whole:
        return
    waited: set[int] = set()
    stack = [call for one in own for stage in one.visit.stages for call in stage]
    names: dict[str, None] = {}
    while stack:
        call = stack.pop()
        if call.step.asynchronous:
            continue
        waited.add(id(call.visit))
        names.setdefault(call.step.callee)
        stack += [*call.otherwise, *(inner for stage in call.visit.stages for inner in stage)]
    for name in names:
        callee = facts.design.components[name]
        used = utilization(facts, callee, "capacity") if callee.family != "entry" else Unknown(())
        if isinstance(used, Unknown) or used.value.high <= 0:
            continue
        rates = [(one, one.rate) for one in arrivals(facts, callee)]
        all_ = sum(float(rate.value.high) for _, rate in rates if isinstance(rate, Known))
        mine = sum(
            float(rate.value.high)
            for one, rate in rates
            if isinstance(rate, Known) and id(one.visit) in waited
        )
        if mine > 0.0:
            # What others ask of it meanwhile, it does for them.
            limit = max(0.0, all_ / float(used.value.high) - (all_ - mine)) * whole / mine
            yield name, limit, used.witness


# Along flows


def _sorts(facts: Facts, flow: Flow) -> dict[int, tuple[Batch, ...]]:
    """What comes together to each visit of a flow, by the visits' ids."""
    held: dict[str, dict[int, tuple[Batch, ...]]] = facts.memo.setdefault("batches of visits", {})
    if flow.name not in held:
        held[flow.name] = {}  # What goes round in a circle has no size.
        held[flow.name] = _walked(facts, flow)
    return held[flow.name]


def _walked(facts: Facts, flow: Flow) -> dict[int, tuple[Batch, ...]]:
    found: dict[int, tuple[Batch, ...]] = {}
    if flow.root is None:
        return found
    components = facts.design.components
    root = components[flow.root.component]
    start: tuple[Batch, ...] = (changed(ALONE, regular=root.kind == "scheduler"),)
    if root.family in ("channel", "store"):
        start = _delivered(facts, root) or start
    waiting: list[tuple[Visit, tuple[Batch, ...]]] = [(flow.root, start)]
    for visit, sorts in waiting:
        found[id(visit)] = sorts
        here = components[visit.component]
        onward = tuple(_worked(facts, here, one) for one in sorts) if queues(here) else sorts
        for call in (call for stage in visit.stages for call in stage):
            for made in (call, *call.otherwise):
                waiting.append((made.visit, tuple(_after(made.step, one) for one in onward)))
    return found


def _delivered(facts: Facts, root: Component) -> tuple[Batch, ...]:
    """What comes into a channel, or into a store's log, as it goes to those who read it."""
    into: list[tuple[Batch, float]] = []
    for arrival in arrivals(facts, root):
        if isinstance(arrival.rate, Known) and arrival.rate.value.high > 0:
            if root.family == "store" and (arrival.step is None or not arrival.step.write):
                continue
            sorts = _sorts(facts, arrival.flow).get(id(arrival.visit), (ALONE,))
            into += [(one, float(arrival.rate.value.high) * one.share) for one in sorts]
    whole = sum(rate for _, rate in into)
    return tuple(changed(one, share=rate / whole) for one, rate in into) if whole else ()


def _worked(facts: Facts, component: Component, one: Batch) -> Batch:
    """A batch once it was worked on: it comes out of it over a time."""
    if one.size <= 1.0:
        return one
    rate = _pace(facts, component).rate
    if not rate:
        return changed(one, size=1.0, over=0.0)  # How fast isn't known: they are taken to come apart.
    return changed(one, over=max(one.over, one.size / rate), handful=1.0)


def _at_once(step: Step) -> bool:
    """Whether its calls are all made before any of them is answered, and nobody waits for that."""
    return step.times is not None and step.asynchronous and step.times.high > 1


def _after(step: Step, one: Batch) -> Batch:
    """What comes together where a step leads."""
    times = float(step.times.high) if step.times is not None else 1.0
    share = float(step.share.high) if step.share is not None else 1.0
    if not _at_once(step):
        # One after the other: as many more over the same time.
        size = one.size if one.size <= 1.0 else max(1.0, one.size * share * times)
        return one if size == one.size else changed(one, size=size)
    # Of messages that came together so many go on; one that came alone does so with all that it makes.
    size, handful = times * max(1.0, one.size * share), times * max(1.0, one.handful * share)
    return changed(one, size=size, handful=handful, steps=(*one.steps, step))


def size_shown(size: float) -> str:
    """A size as people write it."""
    return shown(Quantity.number(Fraction(f"{size:.3g}")))
