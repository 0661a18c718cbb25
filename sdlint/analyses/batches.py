"""Messages that come together: how many a component gets at once.

`~> q x500` sends five hundred messages, and nobody waits between them. They stay together through channels
and whatever has no workers of its own, up to the first that works on them: what that one sends on comes as it
gets done with each.
"""

from __future__ import annotations

from fractions import Fraction

from sdlint.analyses.facts import Facts
from sdlint.analyses.machines import queues
from sdlint.analyses.traffic import arrivals
from sdlint.expression.values import Known, Unknown, Value, Witness, shown
from sdlint.model.design import Component, Flow, Step, Visit
from sdlint.quantity import Quantity
from sdlint.record import Record


class Batches(Record):
    """What comes to a component together."""

    shares: dict[float, float]
    """By the number of messages of a batch: the share of all messages that come in such ones."""
    regular: bool
    """Whether a clock sends all of them, so that none comes while another is worked on."""
    witnesses: tuple[Witness, ...]
    """The calls that send them."""

    @property
    def mean(self) -> float:
        """How many come together with a message, itself among them, on average."""
        return sum(size * share for size, share in self.shares.items())


class _Size(Record):
    """How many come together, the steps that make them so many, and whether a clock sends them."""

    size: float
    steps: tuple[Step, ...] = ()
    regular: bool = False


_ONE = _Size(1.0)
_ON_TIME = _Size(1.0, (), regular=True)


def batches(facts: Facts, component: Component) -> Batches | None:
    """What comes to a component together; None where each call and message comes by itself."""
    held: dict[str, Batches | None] = facts.memo.setdefault("batches", {})
    if component.name not in held:
        held[component.name] = None  # What goes round in a circle has no size.
        held[component.name] = _batches(facts, component)
    return held[component.name]


def burst(facts: Facts, component: Component) -> Value:
    """The most calls or messages that come to a component at once."""
    what = f"at once to {component.name}"
    most, steps = _ONE, dict[Step, None]()
    for arrival in arrivals(facts, component):
        one = _sizes(facts, arrival.flow).get(id(arrival.visit), _ONE)
        most = max(most, one, key=lambda found: found.size)
        steps.update(dict.fromkeys(one.steps))
    size = Quantity.number(Fraction(f"{most.size:.9g}"))
    return Known(size, Witness(what, shown(size), parts=tuple(_told(step) for step in steps)))


def _batches(facts: Facts, component: Component) -> Batches | None:
    rates: dict[float, float] = {}
    steps: dict[Step, None] = {}
    senders: list[bool] = []
    for arrival in arrivals(facts, component):
        if isinstance(arrival.rate, Unknown):
            return None
        one = _sizes(facts, arrival.flow).get(id(arrival.visit), _ONE)
        rate = float(arrival.rate.value.high)
        if rate > 0.0:
            rates[one.size] = rates.get(one.size, 0.0) + rate
            steps.update(dict.fromkeys(one.steps))
            senders.append(one.regular)
    whole = sum(rates.values())
    if max(rates, default=1.0) <= 1.0 or whole == 0.0:
        return None
    shares = {size: rate / whole for size, rate in rates.items()}
    return Batches(shares, senders == [True], tuple(_told(one) for one in steps))


def _told(step: Step) -> Witness:
    assert step.times is not None
    what = f"messages at once, {step.caller} ~> {step.callee}"
    return Witness(what, shown(step.times), origin="stated", source=step.span.where)


def _sizes(facts: Facts, flow: Flow) -> dict[int, _Size]:
    """How many come together to each visit of a flow, by the visits' ids; of most it is one."""
    held: dict[str, dict[int, _Size]] = facts.memo.setdefault("sizes of batches", {})
    if flow.name not in held:
        held[flow.name] = _walked(facts, flow)
    return held[flow.name]


def _walked(facts: Facts, flow: Flow) -> dict[int, _Size]:
    found: dict[int, _Size] = {}
    if flow.root is None:
        return found
    components = facts.design.components
    root = components[flow.root.component]
    start = _ON_TIME if root.kind == "scheduler" else _ONE
    if root.delivers and flow.rate is None:
        into = batches(facts, root)
        if into is not None:
            steps = [
                step for one in facts.design.flows.values() for step in one.steps if step.callee == root.name
            ]
            start = _Size(into.mean, tuple(step for step in steps if _at_once(step)), into.regular)
    waiting: list[tuple[Visit, _Size]] = [(flow.root, start)]
    for visit, size in waiting:
        found[id(visit)] = size
        onward = size
        if queues(components[visit.component]):
            onward = _ON_TIME if size.regular else _ONE
        for call in (call for stage in visit.stages for call in stage):
            waiting.append((call.visit, _after(call.step, onward)))
            waiting.extend((other.visit, _after(other.step, onward)) for other in call.otherwise)
    return found


def _at_once(step: Step) -> bool:
    """Whether its calls are all made before any of them is answered, and nobody waits for that."""
    return step.times is not None and step.asynchronous and step.times.high > 1


def _after(step: Step, size: _Size) -> _Size:
    """How many come together where a step leads."""
    if not _at_once(step) and (size.size == 1.0 or step.share is None):
        return size
    times = float(step.times.high) if step.times is not None and _at_once(step) else 1.0
    share = float(step.share.high) if step.share is not None else 1.0
    steps = (*size.steps, step) if _at_once(step) else size.steps
    # Of messages that came together so many go on; one that came alone does so with all that it makes.
    return _Size(times * max(1.0, size.size * share), steps, size.regular)


def size_shown(size: float) -> str:
    """A size as people write it."""
    return shown(Quantity.number(Fraction(f"{size:.3g}")))
