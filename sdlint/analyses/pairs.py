"""Pairs of losses: which two units, each of them harmless to a flow, leave requests unanswered together.

All cuts of order two, exactly. Everything is asked of one unit forced down: which further ones must then be
up for a request that misses every cache, takes every branch and goes to the worst shard. A set of units is
the bits of one number: what both of two parts need is the union of what either needs, what one of two
alternatives needs is the intersection. What newly enters the set is the other half of a pair.
"""

from __future__ import annotations

from collections.abc import Iterator

from sdlint.analyses.copies import Copies, Need, copies_of
from sdlint.analyses.drill import all_units, drill, expected_of, lose, rates_of
from sdlint.analyses.facts import Facts
from sdlint.analyses.failures import Unit
from sdlint.analyses.losses import Loss, badness
from sdlint.analyses.placement import Domain
from sdlint.analyses.requirements import Both, Either, Formula, Up, requirement
from sdlint.model.design import Flow
from sdlint.record import Record, changed

MAX_WORK = 3_000_000
"""Parts of formulas that are gone through for pairs."""
MAX_PAIRS = 50_000
MAX_TRIED = 400
"""Pairs of places, and of a place and a component, of which it is told who answers and who is overloaded."""
WORST, WORST_ALIKE = 10, 12
"""Others of which the same is told: the worst by probability times traffic. Pairs that differ only in their
places count as one, and so many of these are tried.
"""


ALL = -1
"""All bits: every unit that there is."""

_Plan = dict[int, int] | tuple[bool, tuple["_Plan", ...]]
"""The masks of one component; or parts of which all must hold (True), or one."""


class Cut(Record):
    """Two units whose loss at once leaves requests unanswered that neither loss alone does."""

    units: tuple[Unit, Unit]
    flows: tuple[str, ...]


class Cuts(Record):
    """All cuts of order two, in the order of units; and whether some were too many to be found."""

    found: tuple[Cut, ...]
    complete: bool


class Pairs(Record):
    """The pairs that hurt more than their halves, worst first; and how many cuts there are in all."""

    losses: tuple[Loss, ...]
    """Their overloads, and the flows that they hurt, are those that neither half has."""
    cuts: tuple[Cut, ...]
    complete: bool
    """Whether all cuts were found, and all pairs of places tried."""


class _Finder:
    """Finds cuts, each component's share of them computed once."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.units = all_units(facts)
        self.everything = (1 << len(self.units)) - 1
        self.work = 0
        self.by_name = {(unit.kind, unit.name): at for at, unit in enumerate(self.units)}
        self.copies_of: dict[str, list[int]] = {}
        for at, unit in enumerate(self.units):
            if unit.kind == "replica":
                self.copies_of.setdefault(unit.name.split("#")[0], []).append(at)
        self._masks: dict[tuple[str, int], dict[int, int]] = {}
        self._patterns: dict[object, dict[int, int]] = {}
        self._plans: dict[int, _Plan] = {}

    def masks(self, name: str, need: Need) -> dict[int, int]:
        """For each unit that takes copies of a component with it: the further ones whose loss then leaves
        too few of them. At -1, the same while nothing is lost.
        """
        key = (name, need.count)
        if key not in self._masks:
            self._masks[key] = self._masks_of(copies_of(self.facts, self.facts.design.components[name]), need)
        return self._masks[key]

    def _masks_of(self, own: Copies, need: Need) -> dict[int, int]:
        losses = self._losses(own)
        # Components that are spread alike lose alike: it is found out once, by the places of these units.
        units = [self.units[at] for at in losses]
        alike = tuple((unit.kind, bool(unit.other)) for unit in units)
        spread = tuple(
            tuple(tuple(sorted(one.items(), key=_place)) for one in lost) for lost in losses.values()
        )
        key = (need.count, tuple(deal.count for deal in own.deals), alike, spread)
        if key not in self._patterns:
            self._patterns[key] = self._pattern(own, need, losses)
        numbers = list(losses)
        found: dict[int, int] = {}
        for at, mask in self._patterns[key].items():
            wide = 0
            if mask == ALL:
                wide = self.everything
            else:
                while mask:
                    wide |= 1 << numbers[(mask & -mask).bit_length() - 1]
                    mask &= mask - 1
            found[numbers[at] if at >= 0 else -1] = wide
        return found

    def _pattern(self, own: Copies, need: Need, losses: dict[int, list[dict[Domain, int]]]) -> dict[int, int]:
        """The same by position among the units that take copies of it, and the bits of positions."""
        totals = [deal.count for deal in own.deals]
        found: dict[int, int] = {-1: 0}
        if all(total < need.count for total in totals):
            found[-1] = ALL
        for at, (unit, lost) in enumerate(losses.items()):
            left = [total - sum(one.values()) for total, one in zip(totals, lost, strict=True)]
            if all(there < need.count for there in left):
                if found[-1] != ALL:
                    found[-1] |= 1 << at
                found[at] = ALL
                continue
            mask = 0
            for place, (other, more) in enumerate(losses.items()):
                both = self._both(unit, lost, other, more)
                if both is not None and all(
                    total - gone < need.count for total, gone in zip(totals, both, strict=True)
                ):
                    mask |= 1 << place
            found[at] = mask
        return found

    def _losses(self, own: Copies) -> dict[int, list[dict[Domain, int]]]:
        """By unit, how many copies of each set it takes with it, by place."""
        name = own.component.name
        found: dict[int, list[dict[Domain, int]]] = {}
        whole = self.by_name.get(("component", name))
        if whole is not None:
            found[whole] = [dict(deal.held) for deal in own.deals]
        for at in self.copies_of.get(name, ()):
            number = int(self.units[at].name.split("#")[1]) - 1
            lost: list[dict[Domain, int]] = []
            for deal in own.deals:
                inside = 0 <= number < deal.count
                lost.append({deal.at(number): 1} if inside else {})
                number -= deal.count
            found[at] = lost
        places = dict.fromkeys(
            place
            for deal in own.deals
            for domain in deal.held
            for place in (("zone", domain.zone), ("region", domain.region))
            if place[1]
        )
        for kind, place in places:
            index = self.by_name.get((kind, place))
            if index is not None:
                found[index] = [
                    {d: n for d, n in deal.held.items() if place in (d.zone if kind == "zone" else d.region,)}
                    for deal in own.deals
                ]
        return found

    def _both(
        self, at: int, lost: list[dict[Domain, int]], other: int, more: list[dict[Domain, int]]
    ) -> list[int] | None:
        """How many copies of each set two units take with them; nothing where the second is the first."""
        one, two = self.units[at], self.units[other]
        single = one.kind == "replica" and two.kind == "replica"
        if at == other and not (single and one.other):
            return None
        return [
            sum((a.get(d, 0) + b.get(d, 0)) if single else max(a.get(d, 0), b.get(d, 0)) for d in {**a, **b})
            for a, b in zip(lost, more, strict=True)
        ]

    def plan(self, formula: Formula) -> _Plan:
        """A formula with the masks of its components in it."""
        found = self._plans.get(id(formula))
        if found is None:
            found = self._plans[id(formula)] = self._plan(formula)
        return found

    def _plan(self, formula: Formula) -> _Plan:
        if isinstance(formula, Up):
            own = copies_of(self.facts, self.facts.design.components[formula.component])
            return self.masks(formula.component, own.write if formula.write else own.read)
        if isinstance(formula, Both):
            return True, tuple([self.plan(part) for part in formula.parts])
        if isinstance(formula, Either):
            return False, tuple([self.plan(part) for part in formula.parts])
        return False, ()  # A branch that the request doesn't take: no hit, no step left out.

    def needed(self, plan: _Plan, down: int) -> int:
        """The units that must be up for a formula to hold with one unit down."""
        self.work += 1
        if isinstance(plan, dict):
            return plan.get(down, plan[-1])
        every, parts = plan
        if every:
            mask = 0
            for part in parts:
                mask |= self.needed(part, down)
            return mask
        mask = self.everything
        for part in parts:
            mask &= self.needed(part, down)
        return mask

    def of(self, flow: Flow) -> dict[tuple[int, int], None]:
        """The cuts of a flow: pairs of units by number, the lower one first."""
        formula = requirement(self.facts, flow).formula
        plans = [self.plan(part) for part in (formula.parts if isinstance(formula, Both) else (formula,))]
        base = 0
        touching: dict[int, list[_Plan]] = {}
        for plan in plans:
            base |= self.needed(plan, -1)
            touched = dict.fromkeys(at for masks in _leaves(plan) for at in masks)
            for at in touched:
                touching.setdefault(at, []).append(plan)
        touching.pop(-1, None)
        found: dict[tuple[int, int], None] = {}
        for at in sorted(touching):
            if base >> at & 1:
                continue  # A single point of failure already.
            mask = 0
            for plan in touching[at]:
                mask |= self.needed(plan, at)
            mask &= ~base
            while mask:
                other = (mask & -mask).bit_length() - 1
                mask &= mask - 1
                found.setdefault((min(at, other), max(at, other)))
            if self.work > MAX_WORK or len(found) > MAX_PAIRS:
                break
        return found


def _leaves(plan: _Plan) -> Iterator[dict[int, int]]:
    """The masks of a formula's components."""
    if isinstance(plan, dict):
        yield plan
    else:
        for part in plan[1]:
            yield from _leaves(part)


def _place(held: tuple[Domain, int]) -> tuple[str, str]:
    return held[0].region, held[0].zone


def cuts(facts: Facts) -> Cuts:
    """All cuts of order two, of all flows."""
    found: Cuts | None = facts.memo.get("cuts")
    if found is None:
        found = facts.memo["cuts"] = _cuts(facts)
    return found


def _cuts(facts: Facts) -> Cuts:
    finder = _Finder(facts)
    flows: dict[tuple[int, int], list[str]] = {}
    complete = True
    for name, flow in facts.design.flows.items():
        if finder.work > MAX_WORK or len(flows) > MAX_PAIRS:
            complete = False
            break
        if flow.root is None:
            continue
        for pair in finder.of(flow):
            flows.setdefault(pair, []).append(name)
    found = []
    for (at, other), names in sorted(flows.items()):
        one, two = finder.units[at], finder.units[other]
        found.append(Cut(_told(one, two), tuple(names)))
    return Cuts(tuple(found), complete and finder.work <= MAX_WORK)


def _told(one: Unit, two: Unit) -> tuple[Unit, Unit]:
    """Two units; where they are alike, the second is another copy than the first."""
    if one is not two:
        return one, two
    another = one.words.replace("a copy", "another copy", 1)
    return one, Unit(one.kind, one.other, another, max(one.count - 1, 1))


# The pairs that matter


def pairs(facts: Facts) -> Pairs:
    """The pairs that hurt more than their halves, the worst first. Who answers and who is overloaded is told
    of pairs of zones, of regions, of a zone and a component, and of the worst of the other cuts.
    """
    found: Pairs | None = facts.memo.get("pairs")
    if found is None:
        found = facts.memo["pairs"] = _pairs(facts)
    return found


def _pairs(facts: Facts) -> Pairs:
    all_cuts = cuts(facts)
    alone = {loss.units[0]: loss for loss in drill(facts)}
    tried = _places(facts, alone)
    chosen = [tuple(pair) for pair in tried[:MAX_TRIED]]
    known = {frozenset(unit.name for unit in pair) for pair in chosen}
    rates = rates_of(facts)
    alike: dict[object, list[Cut]] = {}
    for cut in all_cuts.found:
        if frozenset(unit.name for unit in cut.units) not in known:
            alike.setdefault((kinds_of(cut.units), cut.flows), []).append(cut)
    # The worst kinds of pairs, by all pairs of a kind together.
    others = sorted(
        alike.values(),
        key=lambda some: (
            -sum(expected_of(facts, cut.units) * sum(rates[name] for name in cut.flows) for cut in some)
        ),
    )
    chosen += [cut.units for some in others[:WORST] for cut in some[:WORST_ALIKE]]
    added = (_added(lose(facts, pair), alone) for pair in chosen)
    worse = sorted((loss for loss in added if not loss.harmless), key=badness)
    return Pairs(tuple(worse), all_cuts.found, all_cuts.complete and len(tried) <= MAX_TRIED)


def kinds_of(units: tuple[Unit, ...]) -> tuple[tuple[str, str], ...]:
    """What pairs have in common that differ only in their places."""
    return tuple(
        (unit.kind, unit.name.partition("#")[0] if unit.kind in ("replica", "component") else "")
        for unit in units
    )


def _places(facts: Facts, alone: dict[Unit, Loss]) -> list[tuple[Unit, Unit]]:
    """Pairs of zones that stand in no lost region, of regions, and of a zone and a component that alone
    leaves nothing unanswered.
    """
    found: list[tuple[Unit, Unit]] = []
    units = all_units(facts)
    for kind in ("region", "zone"):
        some = [unit for unit in units if unit.kind == kind]
        for at, one in enumerate(some):
            found.extend((one, two) for two in some[at + 1 :])
    zones = [unit for unit in units if unit.kind == "zone"]
    for unit in units:
        if unit.kind == "component" and unit in alone and alone[unit].unanswered <= 0:
            found.extend((zone, unit) for zone in zones)
    return found


def _added(loss: Loss, alone: dict[Unit, Loss]) -> Loss:
    """The loss of a pair, told by what it does more than its halves: to flows, and to who is left."""
    halves = [alone[unit] for unit in loss.units if unit in alone]
    best: dict[str, float] = {}
    for half in halves:
        for effect in half.effects:
            best[effect.flow] = min(best.get(effect.flow, 1.0), effect.answered)
    told = {over.component for half in halves for over in half.overloads}
    more = tuple(over for over in loss.overloads if over.component not in told)
    return changed(
        loss,
        told=changed(loss.told, overloads=more),
        hurt=tuple(effect for effect in loss.hurt if effect.answered < best.get(effect.flow, 1.0) - 1e-9),
        pauses=(),
    )


__all__ = ["Cut", "Cuts", "Pairs", "cuts", "kinds_of", "pairs"]
