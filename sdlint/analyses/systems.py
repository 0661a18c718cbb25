"""Systems: all that a flow's availability depends on, and what share of its requests is answered.

The share is computed under whatever is supposed, exactly, with shared zones counted once.

The up-sets of zones and regions are enumerated; given one, copies are independent, and a flow's formula
is evaluated by a decision diagram. Equal zones are merged: how many of them are up is what counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import comb, prod
from types import MappingProxyType

from sdlint.analyses.conditions import Condition, Own, branch_chances, condition_of, standing_share
from sdlint.analyses.copies import REGION, ROLES, Copies, Need, assumed, assumed_zone, meets
from sdlint.analyses.facts import Facts
from sdlint.analyses.moves import Move, answered_by, mark, moves_of, outs_of
from sdlint.analyses.requirements import Requirement as Needed
from sdlint.analyses.requirements import Up, atoms, requirement
from sdlint.analyses.standing import lost_of
from sdlint.analyses.stated import stated
from sdlint.expression.values import Unknown, Witness, unknown
from sdlint.model.design import Flow
from sdlint.record import Work, fresh

MAX_STATES = 50_000
"""Up-sets of zones and regions that are gone through."""


class _Zones(Work):
    """Zones of one region that are alike: so many, each with so many copies of each set."""

    chance: float
    names: list[str]
    holds: dict[tuple[str, int, str], int]
    """Copies in each zone, by component, set and role (`active`, `standby`, `leader`)."""


class System(Condition):
    """Everything that a flow's availability depends on, ready to be evaluated."""

    regions: dict[str, tuple[float, list[_Zones]]]
    """By region: the probability that it is up, and its zones."""
    fixed: dict[tuple[str, int, str], int]
    """Copies that stand in no place."""
    regional: dict[str, dict[tuple[str, int, str], int]]
    """Copies that hang on a region alone."""
    assumptions: tuple[Witness, ...]
    wanting: tuple[Unknown, ...]
    """What is wanting to know probabilities; who answers after a loss can be told without."""
    moves: Mapping[str, Move] = MappingProxyType({})
    """By region: what it takes until others answer for it; none where they do at once."""
    pairs: dict[tuple[object, ...], tuple[float, float]] = fresh(default_factory=dict)
    """What was computed of a component so far, by what is supposed of it and how many of its copies are in
    places that are up: the same in many states, and whatever is supposed of others.
    """


def system_of(facts: Facts, flow: Flow, *, wanted: bool = False) -> System | Unknown:
    """The system of a flow; unknown for want of what isn't said. `wanted`: of all that it wants."""
    needed = requirement(facts, flow, wanted=wanted)
    key = ("system", id(needed))
    found: System | Unknown | None = facts.memo.get(key)
    if found is None:
        found = facts.memo[key] = _system(facts, flow, needed, condition_of(facts, flow, wanted=wanted))
    return found


def _system(facts: Facts, flow: Flow, needed: Needed, condition: Condition | Unknown) -> System | Unknown:
    if isinstance(condition, Unknown):
        return condition
    wanting = list(needed.wanting)
    unclear: list[Unknown] = []
    for atom in atoms(needed.formula):
        if isinstance(atom, Up):
            own = condition.copies[atom.component]
            wanting.extend(own.wanting)
            if atom.write:
                unclear.extend(own.write_wanting)
    if unclear:
        return unknown(*unclear)
    copies = condition.copies
    regions, fixed, regional, assumptions = _places(facts, copies)
    moves, told = moves_of(facts, flow, copies.values())
    assumptions = (*assumptions, *told, *_keys(condition))
    states = prod(1 + prod(len(z.names) + 1 for z in zones) for _, zones in regions.values())
    if states > MAX_STATES:
        return Unknown((f"fewer places in flow `{flow.name}`",))
    return System(
        flow,
        copies,
        condition.certain,
        condition.root,
        condition.diagram,
        condition.variables,
        condition.owned,
        condition.branches,
        condition.holders,
        condition.asked,
        condition.chances,
        regions,
        fixed,
        regional,
        assumptions,
        tuple(wanting),
        moves,
    )


def _keys(condition: Condition) -> Iterator[Witness]:
    """How many shards the keys of a request are taken to lead to."""
    for name, asked in condition.asked.items():
        shards = condition.copies[name].shards
        counts = [f"{count:.3g}" for count in asked[1:] if count < shards]
        if counts:
            what = f"shards of {name} that a request asks"
            source = "each of its keys is taken to be drawn apart from the others"
            yield Witness(what, f"{' or '.join(counts)} of {shards}", origin="assumed", source=source)


def _places(
    facts: Facts, copies: dict[str, Copies]
) -> tuple[
    dict[str, tuple[float, list[_Zones]]],
    dict[tuple[str, int, str], int],
    dict[str, dict[tuple[str, int, str], int]],
    tuple[Witness, ...],
]:
    """Where copies stand: in zones, in a region as a whole, or nowhere in particular."""
    by_zone: dict[tuple[str, str], dict[tuple[str, int, str], int]] = {}
    fixed: dict[tuple[str, int, str], int] = {}
    regional: dict[str, dict[tuple[str, int, str], int]] = {}
    for name, own in copies.items():
        for at, one in enumerate(own.sets):
            for place, domain in enumerate(one):
                role = "leader" if place == 0 and own.write.leader else "active"
                if own.standby and place >= len(one) - own.standby:
                    role = "standby"
                if domain.zone:
                    held = by_zone.setdefault((domain.region, domain.zone), {})
                elif domain.region:
                    held = regional.setdefault(domain.region, {})
                else:
                    held = fixed
                held[(name, at, role)] = held.get((name, at, role), 0) + 1
    assumptions: dict[str, Witness] = {}
    regions: dict[str, tuple[float, list[_Zones]]] = {}
    design = facts.design
    for region in dict.fromkeys([*(r for r, _ in by_zone), *regional]):
        own_chance = (
            stated(design.regions[region], "availability") if region in design.regions else Unknown(())
        )
        if isinstance(own_chance, Unknown):
            own_chance = assumed(f"availability of {region}", REGION)
        assumptions[region] = own_chance.witness
        alike: dict[tuple[float, frozenset[tuple[tuple[str, int, str], int]]], _Zones] = {}
        for (of, zone), held in by_zone.items():
            if of != region:
                continue
            chance = stated(design.zones[zone], "availability") if zone in design.zones else Unknown(())
            if isinstance(chance, Unknown):
                chance = assumed_zone(facts)
            assumptions[chance.witness.what] = chance.witness
            value = float(chance.value.low)
            kind = (value, frozenset(held.items()))
            alike.setdefault(kind, _Zones(value, [], held)).names.append(zone)
        regions[region] = (float(own_chance.value.low), list(alike.values()))
    return regions, fixed, regional, tuple(assumptions.values())


# Evaluation


class What(Work):
    """What is supposed: elements that never fail, elements that are down, a mode."""

    perfect: frozenset[str] = frozenset()
    """Components, zones and regions whose own events are set to up."""
    down: frozenset[str] = frozenset()
    """Components, zones, regions; with `up` also copies: `posts#2`, of every shard."""
    mode: str = ""
    """Empty: the share answered; `full`: all is answered; `any`: something is."""
    up: bool = False
    """Everything that isn't down is up."""
    least: Mapping[str, int] = MappingProxyType({})
    """Copies that are needed beyond the component's own needs, by component (`peak`)."""
    apart: Mapping[str, Mapping[frozenset[int], int]] = MappingProxyType({})
    """The same of what stands `in each` of several places: by which of its sets are left, since they get the
    load of the others.
    """

    def of(self, component: str) -> tuple[bool, bool, int]:
        """What is supposed of one component: that it never fails, that it is down, what it needs."""
        return component in self.perfect, component in self.down, self.least.get(component, 0)


def share(system: System, what: What) -> float:
    """The expected share of requests that are answered, under what is supposed."""
    if what.up:
        return standing_share(system, lost_of(what.down), what.mode)
    total = 0.0
    fixed_chances = branch_chances(system, what.mode)
    owned = [
        (variable, at, own, own.roles, (variable.component, *what.of(variable.component)))
        for variable, at in system.variables.items()
        if isinstance(variable, Own)
        for own in (system.copies[variable.component],)
    ]
    pairs = system.pairs
    ups = [mark(region) for region in system.regions] if system.moves else []
    for chance, held in _states(system, what):
        if chance > 0.0:
            chances = fixed_chances[:]
            for variable, at, own, roles, supposed in owned:
                key = (*supposed, *[held.get(role, 0) for role in roles])
                if ups:
                    key = (*key, what.mode, *[held.get(up, 0) for up in ups])
                pair = pairs.get(key)
                if pair is None:
                    pair = pairs[key] = _pair(own, what, held, system.moves)
                chances[at] = _chance(own, pair, variable, what.mode, system)
            total += chance * system.probability(chances)
    return min(total, 1.0)


def _states(system: System, what: What) -> Iterator[tuple[float, dict[tuple[str, int, str], int]]]:
    """The up-sets: how probable each is, and the copies whose places are up in it."""
    options: list[list[tuple[float, dict[tuple[str, int, str], int]]]] = []
    for region, (chance, zones) in system.regions.items():
        certain = region in what.perfect
        alive = 0.0 if region in what.down else 1.0 if certain else chance
        found: list[tuple[float, dict[tuple[str, int, str], int]]] = []
        if alive < 1.0:
            move = system.moves.get(region) if region not in what.down else None
            found.append(((1.0 - alive) * (move.kept(what.mode) if move is not None else 1.0), {}))
        if alive > 0.0:
            base = [(alive, dict(system.regional.get(region, {})))]
            if system.moves:
                base[0][1][mark(region)] = 1
            for group in zones:
                base = [
                    (p * q, _plus(held, group.holds, count))
                    for p, held in base
                    for count, q in _how_many(group, what)
                ]
            found.extend(base)
        options.append(found)
    states: list[tuple[float, dict[tuple[str, int, str], int]]] = [(1.0, dict(system.fixed))]
    for option in options:
        states = [(p * q, _plus(held, more, 1)) for p, held in states for q, more in option]
    return iter(states)


def _how_many(group: _Zones, what: What) -> list[tuple[int, float]]:
    """How many zones of a group are up, with the probability of each number."""
    free = [name for name in group.names if name not in what.down and name not in what.perfect]
    sure = sum(name not in what.down for name in group.names) - len(free)
    n, p = len(free), group.chance
    return [(sure + k, comb(n, k) * p**k * (1.0 - p) ** (n - k)) for k in range(n + 1)]


def _plus(
    held: dict[tuple[str, int, str], int], more: dict[tuple[str, int, str], int], times: int
) -> dict[tuple[str, int, str], int]:
    if not times:
        return held
    result = dict(held)
    for key, count in more.items():
        result[key] = result.get(key, 0) + count * times
    return result


def _pair(
    own: Copies, what: What, held: dict[tuple[str, int, str], int], moves: Mapping[str, Move]
) -> tuple[float, float]:
    """The probabilities that one shard meets the weaker and the stronger need."""
    name = own.component.name
    if name in what.down:
        return 0.0, 0.0
    chance = 1.0 if name in what.perfect else own.chance
    least = what.least.get(name, 0)
    needs = (own.read, own.write) if own.nested else (own.write, own.read)
    wanted = [Need(max(need.count, least), need.leader) for need in needs]
    pair = 1.0, 1.0
    apart = what.apart.get(name)
    if apart is not None:
        weaker, stronger = (_met_apart(own, need, chance, held, apart) for need in needs)
        pair = weaker, min(weaker, stronger)
        if not moves:
            return pair
    if moves and own.component.each and len(own.sets) > 1:
        weaker, stronger = (
            answered_by(outs_of(own, need, chance, moves, held), what.mode) for need in wanted
        )
        # Both must hold; what is answered is at most the lesser of them.
        return min(weaker, pair[0]), min(weaker, stronger, *pair)
    weaker_miss = stronger_miss = 1.0
    for at in range(len(own.sets)):
        active = held.get((name, at, "active"), 0)
        leader = held.get((name, at, "leader"), 0)
        standby = held.get((name, at, "standby"), 0)
        weaker_met, stronger_met = (
            meets(need, chance, own.switched, active + leader, standby, leader) for need in wanted
        )
        weaker_miss *= 1.0 - weaker_met
        stronger_miss *= 1.0 - stronger_met
    return 1.0 - weaker_miss, 1.0 - stronger_miss


def _met_apart(
    own: Copies,
    need: Need,
    chance: float,
    held: dict[tuple[str, int, str], int],
    apart: Mapping[frozenset[int], int],
) -> float:
    """The probability that those sets that aren't out have as many copies as they need for the load of all:
    `Σ Π met Π miss` over which of them are left.
    """
    name = own.component.name
    roles = [[held.get((name, at, role), 0) for role in ROLES] for at in range(len(own.sets))]

    def met(at: int, count: int) -> float:
        active, leader, standby = roles[at]
        wanted = Need(max(need.count, count), need.leader)
        return meets(wanted, chance, own.switched, active + leader, standby, leader)

    missed = [1.0 - met(at, 0) for at in range(len(own.sets))]
    return sum(
        prod(met(at, count) if at in left else missed[at] for at in range(len(own.sets)))
        for left, count in apart.items()
    )


def _chance(own: Copies, pair: tuple[float, float], variable: Own, mode: str, condition: Condition) -> float:
    """The probability of a variable: of the drawn shard, of all of them, or of any. Of some that are drawn
    apart it is that of their mean number, which is at most too low (Jensen's inequality).
    """
    weaker, stronger = pair
    if own.read == own.write:
        stronger = weaker
    shards = own.shards
    if level := variable.more:
        if mode == "full":
            return 1.0  # The drawn shard stands for all of them already.
        given = stronger / weaker if variable.stronger and weaker else weaker
        if mode == "any" and not condition.asks_all(variable.component, level):
            return 1.0  # All its keys may lead to the shard that is up.
        if mode == "any":
            # Given that some shard is up: that all are.
            some = 1.0 - (1.0 - given) ** shards
            return float(given**shards) / some if some else 0.0
        return float(given ** condition.levels(variable.component)[level])
    if mode == "full":
        weaker, stronger = weaker**shards, stronger**shards
    elif mode == "any":
        weaker, stronger = 1.0 - (1.0 - weaker) ** shards, 1.0 - (1.0 - stronger) ** shards
    if not variable.stronger:
        return weaker
    return stronger / weaker if weaker else 0.0


def answered(facts: Facts, flow: Flow, down: frozenset[str]) -> float | Unknown:
    """The share of requests that are answered while elements are down and all else is up."""
    system = system_of(facts, flow)
    if isinstance(system, Unknown):
        return system
    return share(system, What(down=down, up=True))


def works(facts: Facts, flow: Flow, down: frozenset[str]) -> bool | Unknown:
    """Whether every request is answered while elements are down."""
    system = system_of(facts, flow)
    if isinstance(system, Unknown):
        return system
    return share(system, What(down=down, up=True, mode="full")) > 1 - 1e-12
