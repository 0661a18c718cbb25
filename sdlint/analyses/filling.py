"""Disks that fill: of what keeps something forever, how long its disks last."""

from __future__ import annotations

from sdlint.analyses.facts import Facts, word
from sdlint.analyses.load import share_of
from sdlint.analyses.stated import stated
from sdlint.analyses.storage import KEEPERS, calendar, gains
from sdlint.analyses.sums import total
from sdlint.expression.values import Known, Parameter, Unknown, Value, Witness, number, shown, unknown
from sdlint.model.design import Component
from sdlint.quantity import BYTES, TIME, Quantity


@word(Parameter("component", ("component",)), result=number(TIME), example="filled(posts)")
def filled(facts: Facts, component: Component) -> Value:
    """How long from empty until its disks are full of what it keeps forever, at today's average rates."""
    what = f"filled({component.name})"
    found = gains(facts, component) if component.family in KEEPERS else Unknown(())
    if isinstance(found, Unknown) or not found[1]:
        return Unknown((f"something that `{component.name}` keeps forever",), Witness(what))
    bounded, growing = found
    each = stated(component, "storage")
    gain = total(growing, "growth in a year", BYTES)
    rising = share_of(component, "storage", gain, each).share
    still = share_of(component, "storage", total(bounded, "what is deleted in time", BYTES), each).share
    if isinstance(rising, Unknown) or isinstance(still, Unknown) or isinstance(gain, Unknown):
        return Unknown(unknown(rising, still).wants, Witness(what))
    if rising.value.low <= 0:
        return Unknown((f"something that comes to `{component.name}`",), Witness(what))
    year = calendar(facts, "year")
    room = Quantity(max(0, 1 - still.value.high), max(0, 1 - still.value.low))
    time = room / rising.value * year.value
    how = f"{shown(room, percent=True)} of its disks at {shown(gain.value)} a year"
    parts = (*rising.witness.parts, *([still.witness] if bounded else []))
    return Known(time, Witness(what, shown(time), how, parts=parts))
