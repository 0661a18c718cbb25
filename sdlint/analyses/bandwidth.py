"""Bandwidth: the bytes a second that calls carry into and out of components."""

from __future__ import annotations

from sdlint.analyses.facts import Facts, word
from sdlint.analyses.records import payload
from sdlint.analyses.sums import is_zero, product, total
from sdlint.analyses.traffic import Arrival, arrivals, departures
from sdlint.expression.values import Parameter, Unknown, Value, Witness, number
from sdlint.model.design import Component, Step
from sdlint.quantity import BANDWIDTH


def carries_forward(facts: Facts, step: Step) -> bool:
    """Whether its payload goes to the callee: of a write or a message, and of any call to a channel. A read
    brings it back.
    """
    return step.write or step.asynchronous or facts.design.components[step.callee].family == "channel"


def bytes_of(facts: Facts, arrival: Arrival) -> Value | None:
    """The bytes a second that a step carries; None where it is never made, or nothing calls."""
    step = arrival.step
    if step is None or is_zero(arrival.rate):
        return None
    name = f"bytes of {arrival.flow.name}: {' → '.join(arrival.path)}"
    # A cache that is asked first brings back only what it has.
    share = None if carries_forward(facts, step) else arrival.answered
    return product(name, arrival.rate, payload(facts, step), share)


@word(
    Parameter("component", ("component",)),
    Parameter("direction", options=("out",), optional=True),
    result=number(BANDWIDTH),
    example="bandwidth(api)",
)
def bandwidth(facts: Facts, component: Component, direction: str = "") -> Value:
    """The bytes a second that calls carry into it at the peak; or out of it."""
    what = f"bandwidth({component.name}{', out' if direction else ''})"
    if not facts.design.flows:
        return Unknown(("any flow",), Witness(what))
    out = bool(direction)
    # Into it go the writes and messages that it is sent, and the answers to its own reads.
    steps = [
        arrival
        for held, forward in ((arrivals(facts, component), not out), (departures(facts, component), out))
        for arrival in held
        if arrival.step is not None and carries_forward(facts, arrival.step) == forward
    ]
    values = [found for arrival in steps if (found := bytes_of(facts, arrival)) is not None]
    return total(values, what, BANDWIDTH)


def read_off(facts: Facts, component: Component) -> Value:
    """The bytes a second that whoever reads its messages, or its log, is sent at the peak."""
    steps = [one for one in departures(facts, component) if one.step is not None and one.step.asynchronous]
    values = [found for arrival in steps if (found := bytes_of(facts, arrival)) is not None]
    return total(values, f"bytes that readers of {component.name} are sent", BANDWIDTH)


def moved(facts: Facts, component: Component) -> Value:
    """The bytes a second that calls to it carry on average, forth and back, and of a channel
    those that its readers are sent: what is billed.
    """
    steps = arrivals(facts, component, average=True)
    if component.family == "channel":
        steps = (*steps, *departures(facts, component, average=True))
    values = [found for arrival in steps if (found := bytes_of(facts, arrival)) is not None]
    return total(values, f"bytes that calls to {component.name} carry", BANDWIDTH)
