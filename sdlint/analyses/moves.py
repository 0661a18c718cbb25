"""What it takes until other regions answer: for a region that is lost, or for what is out in one.

Others answer once clients no longer keep to names and connections that they know: after the region's
`failover`, or at once where nobody says. What is out for less than that is waited for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from math import prod

from sdlint.analyses.copies import REPAIR, Copies, Need, assumed, meets
from sdlint.analyses.facts import Facts
from sdlint.analyses.stated import stated
from sdlint.expression.values import Known, Unknown, Witness, shown
from sdlint.model.design import Component, Flow, Region
from sdlint.quantity import TIME, Quantity
from sdlint.record import Record

MOVE = "say how long clients keep to names and connections that they know: `failover` of a region"
"""Of what stands `in each` of several regions any set of its copies will do: at once, where nobody says."""
Role = tuple[str, int, str]
"""Under what copies are counted: component, set, and what the copy does."""


class Move(Record):
    """That others answer for a region, or for what is out in it, but not at once."""

    share: float
    """The share of a flow's requests that go there."""
    late: float
    """The share of the time that the region is lost for which they go unanswered."""
    time: float
    """How long it takes until others answer, in seconds."""

    def kept(self, mode: str) -> float:
        """The share of what the others can answer that is answered: under each reading of a system."""
        if mode == "full":
            return 1.0 - self.late if self.share > 0.0 else 1.0
        if mode == "any":
            return 1.0 - self.late if self.share >= 1.0 else 1.0
        return 1.0 - self.late * self.share


class Out(Record):
    """What stands in one region, while the region is up."""

    share: float
    """The share of the requests that go there."""
    miss: float
    """The probability that it is out."""
    late: float
    """The probability that it is, and that nobody else answers for it yet."""


def moves_of(facts: Facts, flow: Flow, copies: Iterable[Copies]) -> tuple[dict[str, Move], list[Witness]]:
    """By region to which requests of a flow go: what it takes until others answer for it; nothing where they
    all do at once. And on what that hangs.
    """
    from sdlint.analyses.spread import first_regions  # It needs arrivals, which most systems don't.

    moves: dict[str, Move] = {}
    told: list[Witness] = []
    for name, share in first_regions(facts, flow).items():
        region = facts.design.regions[name]
        failover = stated(region, "failover")
        if isinstance(failover, Unknown):
            time = Quantity.of(Fraction(facts.assumed.get("move", 0.0)), TIME)
            witness = Witness(f"failover of {name}", shown(time), origin="assumed", source=MOVE)
            failover = Known(time, witness)
        told.append(failover.witness)
        late = 0.0
        if failover.value.high > 0:
            repair = _repair(region)
            told.append(repair.witness)
            late = _part(float(failover.value.low), float(repair.value.low))
        moves[name] = Move(share, late, float(failover.value.low))
    if not any(move.time > 0.0 for move in moves.values()):
        return {}, told
    told += [_repair(own.component).witness for own in copies if own.component.each]
    return moves, told


def mark(region: str) -> Role:
    """The key under which it is counted that a region is up."""
    return region, -1, "up"


def outs_of(
    own: Copies,
    need: Need,
    chance: float,
    moves: Mapping[str, Move],
    held: Mapping[tuple[str, int, str], int],
) -> list[Out]:
    """What is out of a component's sets in the regions that are up, while these of its copies have their
    places: those of `held`, by component, set and role. `chance` is that of one copy.
    """
    name = own.component.name
    repair = float(_repair(own.component).value.low)
    failover = stated(own.component, "failover")
    switch = float(failover.value.low) if isinstance(failover, Known) else 0.0
    found: dict[str, Out] = {}
    for at, one in enumerate(own.sets):
        region = one[0].region
        if not held.get(mark(region), 0):
            continue
        active, leader, standby = (held.get((name, at, role), 0) for role in ("active", "leader", "standby"))
        met, switched = (
            meets(need, chance, part, active + leader, standby, leader) for part in (own.switched, 1.0)
        )
        move = moves.get(region)
        time = move.time if move is not None else 0.0
        late = (1.0 - switched) * _part(time, repair) + (switched - met) * _part(time, switch)
        out = Out(move.share if move is not None else 0.0, 1.0 - met, max(late, 0.0))
        before = found.get(region)
        found[region] = _together(before, out) if before is not None else out
    return list(found.values())


def answered_by(outs: Sequence[Out], mode: str) -> float:
    """The share of requests that are answered, each by what stands where it goes, or by others once they do:
    `1 − Σ share (late + (miss − late) Π miss of the others)`. `full`: the probability that all of them are;
    `any`: that some are.
    """
    total = sum(out.share for out in outs)
    none = prod(out.miss for out in outs)
    if total <= 0.0:
        return 1.0 - none  # None of them is where requests go: any will do.
    here = [out for out in outs if out.share > 0.0]
    others = prod(out.miss for out in outs if out.share <= 0.0)
    if mode == "full":
        return prod(1.0 - out.late for out in here) - others * prod(out.miss - out.late for out in here)
    if mode == "any":
        return 1.0 - none - (1.0 - others) * prod(out.late for out in here)
    wanting = 0.0
    for number, out in enumerate(outs):
        rest = prod(other.miss for at, other in enumerate(outs) if at != number)
        wanting += out.share / total * (out.late + (out.miss - out.late) * rest)
    return 1.0 - wanting


def _together(one: Out, other: Out) -> Out:
    """Two sets in one region, either of which will do: they are waited for as the worse of them is."""
    miss = one.miss * other.miss
    waited = max((out.late / out.miss for out in (one, other) if out.miss > 0.0), default=0.0)
    return Out(one.share, miss, miss * waited)


def _part(time: float, of: float) -> float:
    return min(1.0, time / of) if of > 0.0 else float(time > 0.0)


def _repair(item: Component | Region) -> Known:
    repair = stated(item, "repair")
    return assumed(f"repair of {item.name}", REPAIR) if isinstance(repair, Unknown) else repair
