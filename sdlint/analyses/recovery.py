"""Recovery: what has waited while nobody worked on it, and how long it takes to work it off."""

from __future__ import annotations

from sdlint.analyses.facts import Facts, word
from sdlint.analyses.load import utilization
from sdlint.analyses.sums import in_range
from sdlint.expression.values import COUNT, Known, Parameter, Unknown, Value, Witness, shown
from sdlint.model.design import Component
from sdlint.quantity import NONE, Quantity


@word(Parameter("component", ("component",)), result=COUNT, example="catch_up(api)")
@in_range
def catch_up(facts: Facts, component: Component) -> Value:
    """How many times as long as it stood still it takes to work off what came meanwhile, at the peak: 80%
    busy, 4 times.

    While it stands still for T, λ T comes; of μ that it can do λ goes on coming, so that λ T / (μ − λ) is
    needed: u / (1 − u) times T, where u = λ / μ.
    """
    what = f"catch_up({component.name})"
    used = utilization(facts, component, "capacity")
    if isinstance(used, Unknown):
        return Unknown(used.wants, Witness(what))
    least, most = used.value.low, used.value.high
    busy = shown(used.value, percent=True)
    if most >= 1:
        want = f"something that `{component.name}` can do beyond its peak: it is {busy} busy"
        return Unknown((want,), Witness(what, parts=(used.witness,)))
    value = Quantity(least / (1 - least), most / (1 - most), NONE)
    return Known(value, Witness(what, shown(value), f"{busy} / (1 − {busy})", parts=(used.witness,)))
