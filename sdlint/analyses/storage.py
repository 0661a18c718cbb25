"""Storage: the bytes that a store or a channel comes to keep, and how many it gains in a month or a year."""

from __future__ import annotations

from sdlint.analyses.facts import Facts, word
from sdlint.analyses.machines import data_copies
from sdlint.analyses.memory import memory
from sdlint.analyses.records import kept, mean_payload, payload, record_size, stock
from sdlint.analyses.stated import stated
from sdlint.analyses.sums import is_zero, product, total
from sdlint.analyses.topology import entities_in
from sdlint.analyses.traffic import arrivals
from sdlint.expression.values import Known, Parameter, Unknown, Value, Witness, number, shown
from sdlint.model.design import Component
from sdlint.quantity import BYTES, CALENDAR, TIME, Quantity

KEEPERS = ("store", "channel")
"""The families whose members keep what is written to them."""


@word(
    Parameter("component", ("component",)),
    Parameter("span", options=("month", "year"), optional=True),
    result=number(BYTES),
    example="storage(posts)",
)
def storage(facts: Facts, component: Component, span: str = "") -> Value:
    """The bytes that it comes to keep, all copies together; or what it gains in its first month or year."""
    what = f"storage({component.name}{', ' + span if span else ''})"
    if component.kind in ("cache", "cdn"):
        return product(what, memory(facts, component), data_copies(component))
    if component.family not in KEEPERS:
        return Known(Quantity.of(0, BYTES), Witness(what, "0B", f"a {component.kind} keeps nothing"))
    most = _at_most(facts, component, what)
    found = gains(facts, component, span)
    if isinstance(found, Unknown):
        return most or Unknown(found.wants, Witness(what))
    bounded, growing = found
    result = total([*bounded, *growing], what, BYTES)
    if most is not None and (isinstance(result, Unknown) or most.value.high < result.value.high):
        return most
    if not growing or isinstance(result, Unknown):
        return result
    gain = total(growing, "growth in a year", BYTES)
    assert isinstance(gain, Known)
    want = f"an end to what `{component.name}` keeps forever: it grows by {shown(gain.value)} a year"
    return Unknown((want,), Witness(what, "", f"grows by {shown(gain.value)} a year", parts=(gain.witness,)))


def _at_most(facts: Facts, component: Component, what: str) -> Known | None:
    """The bytes of as many messages as a channel keeps at most (`max_length`), where it says so."""
    length = stated(component, "max_length")
    if isinstance(length, Unknown) or component.family != "channel":
        return None
    most = product(what, length, mean_payload(facts, component), data_copies(component))
    return most if isinstance(most, Known) else None


def gains(facts: Facts, component: Component, span: str = "") -> tuple[list[Value], list[Value]] | Unknown:
    """The bytes, all copies together, of each step that adds something: what is there of it once as much is
    deleted as comes, and of what is kept forever what comes in a year. With a `span` what comes in that and
    isn't deleted by its end.
    """
    written = [
        (arrival, arrival.step)
        for arrival in arrivals(facts, component, average=True)
        if arrival.step is not None and (arrival.step.write or component.family == "channel")
    ]
    # What changes a record that is there brings nothing more to keep.
    found = [(arrival, step) for arrival, step in written if "update" not in step.attributes]
    there = [] if span else _there(facts, component)
    if not found and not there:
        wanted = "adds records" if written else "writes"
        return Unknown((f"a flow that {wanted} to `{component.name}`",))
    bounded: list[Value] = there
    growing: list[Value] = []
    for arrival, step in found:
        if is_zero(arrival.rate):
            continue
        time = kept(facts, step, component)
        if span:
            # What is deleted before the year is over isn't there at its end.
            whole = calendar(facts, span)
            time = _shorter(time, whole)
        named = f"kept of {arrival.flow.name}: {' → '.join(arrival.path)}"
        factors = (arrival.rate, payload(facts, step), time or calendar(facts, "year"))
        held = growing if time is None else bounded
        held.append(product(named, *factors, data_copies(component)))
    return bounded, growing


def _shorter(time: Value | None, whole: Known) -> Known:
    """How long of a span something is there: of an interval at each end."""
    if not isinstance(time, Known) or time.value.low >= whole.value.low:
        return whole
    if time.value.high <= whole.value.low:
        return time
    value = Quantity(time.value.low, whole.value.low, TIME)
    return Known(value, Witness("", shown(value), parts=(time.witness, whole.witness)))


def _there(facts: Facts, component: Component) -> list[Value]:
    """The bytes, all copies together, of the records that are there without any flow."""
    if component.family != "store":
        return []
    return [
        product(f"{entity.name} that is there", many, record_size(facts, entity), data_copies(component))
        for entity in entities_in(facts, component)
        if (many := stock(facts, entity)) is not None
    ]


def calendar(facts: Facts, span: str) -> Known:
    """How long the design's month or year is."""
    unit = "month" if span == "month" else "y"
    length = facts.design.calendar.get(unit, CALENDAR[unit])
    days = f"{float(length / 86400):.10g} days"
    if length == CALENDAR[unit]:
        source = "the mean of the Gregorian calendar"
        return Known(Quantity.of(length, TIME), Witness(span, days, origin="assumed", source=source))
    return Known(Quantity.of(length, TIME), Witness(span, days, origin="stated"))
