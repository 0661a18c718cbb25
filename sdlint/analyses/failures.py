"""Failures: what each flow answers while elements are down, and whose loss it can't bear."""

from __future__ import annotations

from collections.abc import Iterator

from sdlint.analyses.availability import flows_of, in_minutes, minutes
from sdlint.analyses.conditions import standing_share
from sdlint.analyses.copies import Copies
from sdlint.analyses.facts import Facts, word
from sdlint.analyses.standing import Lost, left_of, lost_of
from sdlint.analyses.systems import System, What, answered, share, system_of, works
from sdlint.expression.values import (
    BOOL,
    Known,
    Parameter,
    Unknown,
    Value,
    Witness,
    element,
    list_of,
    shown,
    unknown,
)
from sdlint.model.design import Component, Flow, Region, Requirement, Zone
from sdlint.quantity import Quantity
from sdlint.record import Equal
from sdlint.spelling import joined

_FLOW = Parameter("flow", ("flow", "requirement"))
MOST_BUSY = 3
"""Components that are told as too busy in one line."""
UNITS = ("replica", "component", "zone", "region")


class Unit(Equal):
    """Something that fails at once: a copy (`posts#2`), a component, a zone, a region."""

    kind: str
    name: str
    words: str
    count: int = 1
    """How many there are whose loss is alike: copies in one zone, of every shard."""
    other: str = ""
    """The name of another one that is alike, where there is one in the same shard."""


def units(facts: Facts, condition: System, kind: str) -> Iterator[Unit]:
    """The units of a kind that a flow depends on, each that fails like another only once."""
    if kind == "replica":
        key = ("copies alike", id(condition))
        if key not in facts.memo:
            facts.memo[key] = [unit for own in condition.copies.values() for unit in copies_alike(own)]
        yield from facts.memo[key]
    elif kind == "component":
        yield from (Unit("component", name, name) for name in condition.copies)
    elif kind == "zone":
        for _, zones in condition.regions.values():
            yield from (Unit("zone", name, f"zone {name}") for group in zones for name in group.names)
    else:
        yield from (Unit("region", name, f"region {name}") for name in condition.regions)


def machines_of(own: Copies) -> int:
    """How many machines keep its copies: of all shards and sets."""
    return sum(deal.count for deal in own.deals) * own.shards


def copies_alike(own: Copies) -> Iterator[Unit]:
    """The copies of a component, those in one place once, and a leader by itself."""
    if not own.counted:
        return
    name = own.component.name
    first = 1
    for deal in own.deals:
        for domain, count in deal.held.items():
            here = deal.first(domain, 3)
            place = f" in {domain.zone or domain.region}" if domain.zone or domain.region else ""
            if here[0] == 0 and own.write.leader:
                yield Unit("replica", f"{name}#{first}", f"the leader of {name}{place}", own.shards)
                here, count = here[1:], count - 1
            if here:
                other = f"{name}#{first + here[1]}" if len(here) > 1 else ""
                words = f"a copy of {name}{place}"
                yield Unit("replica", f"{name}#{first + here[0]}", words, count * own.shards, other)
        first += deal.count


def single_points(facts: Facts, flow: Flow) -> tuple[tuple[Unit, float], ...] | Unknown:
    """The units whose loss leaves some requests unanswered, with the share that is answered still. A
    component is one where nothing is said of copies: the loss of all copies at once is no single point.
    """
    key = ("single points", flow.name)
    found: tuple[tuple[Unit, float], ...] | Unknown | None = facts.memo.get(key)
    if found is None:
        found = facts.memo[key] = _single_points(facts, flow)
    return found


def _single_points(facts: Facts, flow: Flow) -> tuple[tuple[Unit, float], ...] | Unknown:
    system = system_of(facts, flow)
    if isinstance(system, Unknown):
        return system
    found = []
    for kind in UNITS:
        for unit in units(facts, system, kind):
            if kind == "component" and machines_of(system.copies[unit.name]) > 1:
                continue
            lost = lost_of((unit.name,), one_shard=True)
            if standing_share(system, lost, "full") < 1 - 1e-12:
                found.append((unit, standing_share(system, lost)))
    return tuple(found)


@word(_FLOW, result=BOOL, example="up(redirect)", looks_at_loss=True)
def up(facts: Facts, item: Flow | Requirement) -> Value:
    """Whether all is answered, by machines that can do it, with what is supposed (in a scenario)."""
    answers: list[Value] = []
    what = f"up({item.name})"
    wanting: list[Witness] = []
    for flow in flows_of(facts, item):
        verdict = works(facts, flow, facts.down)
        if isinstance(verdict, Unknown):
            answers.append(verdict)
            continue
        if not verdict:
            left = answered(facts, flow, facts.down)
            text = (
                shown(Quantity.number(_fraction(left)), percent=True) if isinstance(left, float) else "some"
            )
            how = f"with {_lost(facts)} {text} of {flow.name} is answered"
            return Known(False, Witness(what, "no", how, parts=_unled(facts, flow)))
        busy, unsure = _loads(facts, flow)
        if busy and works(facts, flow, facts.down | busy.keys()) is False:
            text = joined([f"{name} is {_busy(share)} busy" for name, (share, _) in busy.items()])
            parts = tuple(witness for _, witness in busy.values())
            text += f": some of {flow.name} isn't answered"
            return Known(False, Witness(what, "no", text, parts=parts))
        wanting.extend(unsure)
    if not answers and not flows_of(facts, item):
        return Unknown((f"a flow for `{item.name}`",), Witness(what))
    return unknown(*answers) if answers else Known(True, Witness(what, "yes", parts=tuple(wanting)))


CUT_OFF = "regions on the other side of a cut"
"""Under which facts note them."""


def _lost(facts: Facts) -> str:
    """What is down, and what is cut off, in words."""
    apart = facts.memo.get(CUT_OFF, frozenset())
    told = [(sorted(facts.down - apart), "down"), (sorted(apart), "cut off")]
    return " and ".join(f"{', '.join(names)} {what}" for names, what in told if names)


def _unled(facts: Facts, flow: Flow) -> tuple[Witness, ...]:
    """The stores that no copy leads on this side of a cut."""
    system = system_of(facts, flow)
    if isinstance(system, Unknown):
        return ()
    return tuple(own.witness for own in system.copies.values() if not own.component.led)


def _loads(facts: Facts, flow: Flow) -> tuple[dict[str, tuple[float, Witness]], list[Witness]]:
    """Of what a flow needs: what gets more than it can do where its calls come, with what is supposed, and of
    what that isn't known.
    """
    from sdlint.analyses.load import utilization  # A check may need none of these.
    from sdlint.analyses.overloads import is_elastic, least_use
    from sdlint.analyses.spread import calmer

    system = system_of(facts, flow)
    if isinstance(system, Unknown):
        return {}, []
    there = facts if facts.left is None else facts.left
    busy: dict[str, tuple[float, Witness]] = {}
    unsure: list[Witness] = []
    for name in system.copies:
        component = there.design.components[name]
        used, wanting = least_use(there, component)
        used *= calmer(there, component, flow)
        if used > 1:
            busy[name] = used, utilization(there, component).witness
        elif wanting is not None and not is_elastic(component):
            unsure.append(Witness(f"whether {name} can do it", wanting.text))
    return busy, unsure


def most_answered(facts: Facts, flow: Flow) -> tuple[float, tuple[Witness, ...]]:
    """The share of a flow's requests that can be answered at most by what gets more than it can do, of those
    that would be answered else: of calls to what is 400% busy a quarter; and why.
    """
    usual = answered(facts, flow, facts.down)
    if isinstance(usual, Unknown) or usual <= 0.0:
        return 1.0, ()
    most, told = 1.0, list[Witness]()
    for name, (used, witness) in _loads(facts, flow)[0].items():
        without = answered(facts, flow, facts.down | {name})
        if isinstance(without, Unknown) or without >= usual:
            continue
        here = 1.0 - (1.0 - without / usual) * (1.0 - 1.0 / used)
        most = min(most, here)
        share = shown(Quantity.number(_fraction(1.0 / used)), percent=True)
        told.append(Witness(f"{name} can answer {share} of its calls at most", "", parts=(witness,)))
    return most, tuple(told)


def _fraction(value: float) -> int:
    from fractions import Fraction

    return Fraction(value)  # type: ignore[return-value]


@word(
    _FLOW,
    Parameter("element", ("component", "region", "zone"), options=UNITS),
    result=BOOL,
    example="survives(redirect, zone)",
    looks_at_loss=True,
)
def survives(facts: Facts, item: Flow | Requirement, loss: str | Component | Region | Zone) -> Value:
    """Whether all is answered after losing any one replica, component, zone or region, or one element."""
    label = loss if isinstance(loss, str) else loss.name
    what = f"survives({item.name}, {label})"
    flows = flows_of(facts, item)
    if not flows:
        return Unknown((f"a flow for `{item.name}`",), Witness(what))
    broken: list[Witness] = []
    wanting: list[Value] = []
    for flow in flows:
        system = system_of(facts, flow)
        if isinstance(system, Unknown):
            wanting.append(system)
            continue
        lost = units(facts, system, loss) if isinstance(loss, str) else iter((_unit(loss),))
        for unit in lost:
            gone = lost_of(facts.down | {unit.name}, one_shard=True)
            if standing_share(system, gone, "full") < 1 - 1e-12:
                left = standing_share(system, gone)
                text = shown(Quantity.number(_fraction(left)), percent=True)
                why = () if unit.kind == "component" else _reasons(facts, flow, system, gone)
                broken.append(Witness(f"without {unit.words} {text} of {flow.name} is answered", parts=why))
                continue
            strained = _strained(facts, unit)
            tired = lost_of(facts.down | {unit.name} | strained.keys(), one_shard=True)
            if strained and standing_share(system, tired, "full") < 1 - 1e-12:
                needed = [f"{name} is {how} busy" for name, how in strained.items() if name in system.copies]
                if len(needed) > MOST_BUSY:
                    needed = [*needed[: MOST_BUSY - 1], f"{len(needed) - MOST_BUSY + 1} more are"]
                text = f"without {unit.words} {joined(needed)}"
                broken.append(Witness(f"{text}: some of {flow.name} isn't answered"))
    if broken:
        return Known(False, Witness(what, "no", parts=tuple(broken)))
    if wanting:
        return unknown(*wanting)
    return Known(True, Witness(what, "yes"))


def _unit(item: Component | Region | Zone) -> Unit:
    if isinstance(item, Component):
        return Unit("component", item.name, item.name)
    kind = "zone" if isinstance(item, Zone) else "region"
    return Unit(kind, item.name, f"{kind} {item.name}")


def _strained(facts: Facts, unit: Unit) -> dict[str, str]:
    """Who of those that are left gets more than it can do, and how busy it is."""
    from sdlint.analyses.drill import lose  # It needs what this module tells of losses.

    found: dict[str, dict[str, str]] = facts.memo.setdefault("strained", {})
    if unit.name not in found:
        strained = lose(facts, (unit,)).overloads
        found[unit.name] = {over.component: _busy(over.after) for over in strained}
    return found[unit.name]


def _busy(share: float) -> str:
    return shown(Quantity.number(_fraction(share)), percent=True)


def _reasons(facts: Facts, flow: Flow, system: System, lost: Lost) -> tuple[Witness, ...]:
    """What is missing of a flow while elements are down."""
    from sdlint.analyses.arguments import wanting  # It needs what this module tells of losses.

    left = {name: left_of(own, lost) for name, own in system.copies.items()}
    return tuple(Witness(line) for line in wanting(facts, flow, left))


@word(
    Parameter("element", ("component", "region", "zone")),
    result=list_of(element("flow")),
    example="failures(posts)",
    looks_at_loss=True,
)
def failures(facts: Facts, item: Component | Region | Zone) -> Value:
    """The flows that don't answer everything while it is down, with the minutes a year that it costs each."""
    hit: list[Flow] = []
    parts: list[Witness] = []
    for flow in facts.design.flows.values():
        system = system_of(facts, flow)
        if isinstance(system, Unknown):
            from sdlint.analyses.topology import needs

            # Without its numbers a flow still shows what it can't do without.
            if item.name in needs(facts, flow):
                hit.append(flow)
                path = " → ".join(needs(facts, flow)[item.name])
                parts.append(Witness(f"{flow.name} needs it: {path}"))
            continue
        left = share(system, What(down=frozenset((item.name,)), up=True))
        if left < 1 - 1e-12:
            hit.append(flow)
            text = shown(Quantity.number(_fraction(left)), percent=True)
            line = f"without it {text} of {flow.name} is answered"
            if not system.wanting:
                costs = dict(minutes(facts, system)).get(item.name, 0.0)
                line += f"; it costs {in_minutes(costs)} a year"
            parts.append(Witness(line))
    names = ", ".join(flow.name for flow in hit) or "none"
    return Known(tuple(hit), Witness(f"flows that {item.name} takes with it", names, parts=tuple(parts)))
