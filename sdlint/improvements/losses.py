"""Changes for goals that a flow survives a loss: all that the loss takes along is spread, at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from sdlint.analyses.availability import flows_of
from sdlint.analyses.bounds import asked_of
from sdlint.analyses.conditions import standing_share
from sdlint.analyses.drill import lose
from sdlint.analyses.facts import Facts
from sdlint.analyses.failures import Unit, units
from sdlint.analyses.review.numbers import figure
from sdlint.analyses.scope import design_scope
from sdlint.analyses.standing import left_of, lost_of
from sdlint.analyses.systems import system_of
from sdlint.analyses.verdicts import judge
from sdlint.expression.evaluate import Impossible, OutOfSteps
from sdlint.expression.tree import Call, Expression, Parenthesis
from sdlint.expression.values import Known, Unknown
from sdlint.improvements.candidate import AT_HAND, Candidate, count_of, put_together
from sdlint.improvements.copies import homes, spread
from sdlint.model.attributes import DURABLE
from sdlint.model.design import Component, Flow, Zone
from sdlint.syntax.edits import Trees

FULL = Fraction(9, 10)
"""How busy those that are left after a loss may be: they are so for hours, and not for years."""
ANSWERED = 1 - 1e-12
"""A share of which floating point leaves no more than that unanswered is all."""


def losses(facts: Facts, trees: Trees) -> Iterator[Candidate]:
    """For each goal that a flow survives the loss of a zone or a copy, where it doesn't, what would let it;
    and all of that at once.
    """
    every: dict[str, int] = {}
    alone: list[dict[str, int]] = []
    for item in facts.design.goals:
        wanted = _wanted(facts, item.expression)
        if wanted and wanted not in alone:
            alone.append(wanted)
            every.update({name: max(count, every.get(name, 0)) for name, count in wanted.items()})
    for counts in [*alone, *([every] if every not in alone else [])]:
        found = _all_of(facts, trees, counts)
        if found is not None:
            yield found


def _wanted(facts: Facts, expression: Expression | None) -> dict[str, int]:
    """How many copies of which components a goal wants, spread over their zones; nothing where it is met."""
    while isinstance(expression, Parenthesis):
        expression = expression.inner
    if not isinstance(expression, Call) or expression.name.text != "survives" or not expression.operands:
        return {}
    scope = design_scope(facts)
    try:
        if judge(facts, expression).status != "not met":
            return {}
        flow = asked_of(expression, scope)
    except (Impossible, OutOfSteps):
        return {}
    what = expression.operands[1] if len(expression.operands) > 1 else None
    text = what.span.text if what is not None else ""
    counts: dict[str, int] = {}
    if isinstance(flow, Unknown) or text not in ("zone", "replica", *facts.design.zones):
        return {}
    for one in flows_of(facts, flow):
        for name, count in _broken(facts, one, text).items():
            counts[name] = max(count, counts.get(name, 0))
    return counts


def _broken(facts: Facts, flow: Flow, loss: str) -> dict[str, int]:
    system = system_of(facts, flow)
    if isinstance(system, Unknown):
        return {}
    zone = facts.design.zones.get(loss)
    lost = [Unit("zone", zone.name, f"zone {zone.name}")] if isinstance(zone, Zone) else []
    if loss in ("zone", "replica"):
        lost = list(units(facts, system, loss))
    counts: dict[str, int] = {}
    for unit in lost:
        gone = lost_of({unit.name}, one_shard=True)
        if standing_share(system, gone, "full") < ANSWERED:
            for name, own in system.copies.items():
                wanted = standing_share(system, lost_of({name}), "full") < ANSWERED
                if wanted and left_of(own, gone).hurt:
                    counts[name] = _spare(facts, facts.design.components[name])
            continue
        for over in lose(facts, (unit,)).overloads:
            if over.component not in system.copies:
                continue
            tired = lost_of({unit.name, over.component}, one_shard=True)
            component = facts.design.components[over.component]
            there = count_of(component.attributes.get("replicas"))
            if there is not None and standing_share(system, tired, "full") < ANSWERED:
                left = left_of(system.copies[over.component], gone).machines * there
                needed = _full(left * Fraction(over.after))
                least = needed + 1 if unit.kind == "replica" else _outside(facts, component, needed)
                counts[over.component] = max(least, counts.get(over.component, 0))
    return counts


def _spare(facts: Facts, component: Component) -> int:
    """So many copies that those outside of any one zone can bear its load."""
    there = count_of(component.attributes.get("replicas")) or 1
    used = figure(facts, "utilization", component).value
    needed = _full(there * used.value.high) if isinstance(used, Known) else 1
    return max(there, AT_HAND if component.kind in DURABLE else 2, _outside(facts, component, needed))


def _full(work: Fraction) -> int:
    """So many copies that can do the work of as many that are fully busy."""
    return max(1, -int(-(work / FULL) // 1))


def _outside(facts: Facts, component: Component, needed: int) -> int:
    """So many copies that of its zones each may be lost and as many as are needed are left."""
    many = len(homes(facts, component)[1])
    return -(-needed * many // (many - 1)) if many > 1 else needed


def _all_of(facts: Facts, trees: Trees, counts: Mapping[str, int]) -> Candidate | None:
    """Copies of some components, spread; nothing where one of them can't have more."""
    found: list[Candidate] = []
    for name, count in counts.items():
        component = facts.design.components[name]
        node = trees.component(component.span)
        made = spread(facts, component, node, count) if node is not None else None
        if made is None:
            return None
        if made.edits:
            found.append(made)
    return put_together(found) if found else None
