"""The failure drill: every copy, component, zone and region is lost once; what flows answer then, and whom
the survivors' load is too much for. Ranked by probability times traffic lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sdlint.analyses.conditions import Condition, condition_of, share_with
from sdlint.analyses.copies import (
    REGION,
    REPLICA,
    Copies,
    Need,
    assumed,
    assumed_zone,
    copies_of,
    falls_short,
)
from sdlint.analyses.facts import Facts
from sdlint.analyses.failures import UNITS, Unit, copies_alike, machines_of
from sdlint.analyses.losses import ALMOST, Effect, Loss, Pause, badness
from sdlint.analyses.overloads import Overloads, wanted
from sdlint.analyses.requirements import Up, atoms, requirement
from sdlint.analyses.standing import Left, Lost, left_of, lost_of
from sdlint.analyses.stated import stated
from sdlint.analyses.traffic import peak_rate
from sdlint.expression.values import Known, Unknown
from sdlint.model.design import Flow, Response
from sdlint.quantity import CALENDAR, parse

MINUTES = float(CALENDAR["y"]) / 60
"""In a year."""


def all_units(facts: Facts) -> tuple[Unit, ...]:
    """Every unit that some flow touches, by kind: copies, components, zones, regions. A copy that is all
    there is of its component is told as that.
    """
    return _stage(facts).units


def drill(facts: Facts) -> tuple[Loss, ...]:
    """Every single loss, the worst first."""
    found: tuple[Loss, ...] | None = facts.memo.get("drill")
    if found is None:
        # Places first: where the work for overloads comes to its bound, they have been told.
        order = {kind: at for at, kind in enumerate(reversed(UNITS))}
        losses = [lose(facts, (unit,)) for unit in sorted(all_units(facts), key=lambda u: order[u.kind])]
        found = facts.memo["drill"] = tuple(sorted(losses, key=badness))
    return found


def lose(facts: Facts, lost: tuple[Unit, ...]) -> Loss:
    """What the loss of some units does, all at once."""
    stage = _stage(facts)
    down = lost_of((unit.name for unit in lost), one_shard=True)
    left = stage.left(down)
    weight = 0.0
    expected = expected_of(facts, lost) * MINUTES
    told_of = dict(stage.usual)
    for name in stage.touched_by(left):
        told_of[name] = stage.effect(name, left)
    effects = tuple(effect for effect in told_of.values() if isinstance(effect, Effect))
    unclear = [
        f"what becomes of {name}, {wanted(why)}" for name, why in told_of.items() if isinstance(why, Unknown)
    ]
    hurt = tuple(effect for effect in effects if effect.hurt)
    for effect in hurt:
        unanswered = max(0.0, effect.usual - effect.answered)
        weight += expected * stage.rates[effect.flow] * unanswered
    told = stage.overloads.of(left)
    likely = probability(facts, lost)
    unclear.extend(told.unknown)
    return Loss(
        lost,
        effects,
        told,
        None if likely is None else MINUTES * likely,
        weight,
        tuple(unclear),
        (*stage.pauses(left), *stage.moves(lost)),
        stage.response(lost),
        hurt,
    )


def expected_of(facts: Facts, lost: tuple[Unit, ...]) -> float:
    """How many such losses there are at any time, on average: of copies that are alike each one counts. One
    box that says nothing of its copies counts as one copy.
    """
    product = _alike(facts, lost)
    for unit in lost:
        found = chance(facts, unit)
        product *= _UNSAID if found is None else found
    return product


def left_after(facts: Facts, lost: tuple[Unit, ...]) -> dict[str, Left]:
    """What is left of the components that a loss touches."""
    return _stage(facts).left(lost_of((unit.name for unit in lost), one_shard=True))


def busy_before(facts: Facts) -> dict[str, float]:
    """Who gets more than it can do while all is up, and how busy it is: more than 1."""
    stage = _stage(facts)
    found = {
        name: stage.overloads.before(own.component)[0]
        for name, own in stage.copies.items()
        if own.component.family != "outside"
    }
    return {name: used for name, used in found.items() if used > 1.0}


def rates_of(facts: Facts) -> dict[str, float]:
    """Requests a second of each flow at its peak; 0 where that isn't known."""
    return _stage(facts).rates


_UNSAID = 1.0 - float(parse(REPLICA[0]).low)


def chance(facts: Facts, unit: Unit) -> float | None:
    """How probable it is that one unit is down for its own reasons; of those that are alike, any one of
    them. Of a component: that too few copies of a shard are up for what is asked of it, which of n shards is
    as if all of them were down for an nth of that. Nothing where it is unknown.
    """
    if unit.kind in ("zone", "region"):
        held = facts.design.zones if unit.kind == "zone" else facts.design.regions
        said = stated(held[unit.name], "availability")
        if isinstance(said, Unknown):
            said = assumed_zone(facts) if unit.kind == "zone" else assumed(unit.name, REGION)
        return 1.0 - float(said.value.low)
    own = copies_of(facts, facts.design.components[unit.name.split("#")[0]])
    if own.wanting and not (own.counted and unit.kind == "replica"):
        return None
    if unit.kind == "replica":
        return 1.0 - own.chance
    need = own.write if unit.name in _stage(facts).written else own.read
    # Until another copy leads is told of the loss of the leader.
    return falls_short(own, Need(max(need.count, own.read.count)))


def probability(facts: Facts, lost: Iterable[Unit]) -> float | None:
    """How probable it is that all of these are down, each for its own reasons; of those that are alike, any.
    Nothing where it is unknown.
    """
    units = tuple(lost)
    product = 1.0
    for unit in units:
        found = chance(facts, unit)
        if found is None:
            return None
        product *= found
    alike = _alike(facts, units)
    return 1.0 - (1.0 - product) ** alike if alike > 1 else product


def _alike(facts: Facts, lost: tuple[Unit, ...]) -> float:
    """How many losses there are that are alike. Two copies are told of the same shard, and two that are
    alike themselves make one pair, not two.
    """
    count = 1.0
    for unit in lost:
        count *= unit.count if unit.kind == "replica" else 1
    if len(lost) == 2 and all(unit.kind == "replica" for unit in lost):
        one, two = lost
        name = one.name.split("#")[0]
        if name == two.name.split("#")[0]:
            count /= copies_of(facts, facts.design.components[name]).shards
            count /= 2 if two.name == one.other else 1
    return count


# The stage: what every loss of a design is told with


class _Stage:
    """What is needed of a design to tell its losses, each computed once."""

    def __init__(self, facts: Facts) -> None:
        design = facts.design
        self.facts = facts
        self.copies: dict[str, Copies] = {}
        self.holders: dict[str, list[str]] = {}
        """The components that hold copies in a place."""
        self.conditions: dict[str, tuple[Condition | Unknown, Condition | Unknown]] = {}
        self.usual: dict[str, Effect | Unknown] = {}
        """The state of each flow without any loss."""
        self._flows: dict[str, list[str]] = {}
        """By component: the flows that need or want it."""
        self.rates: dict[str, float] = {}
        self._alone: dict[str, dict[str, Left]] = {}
        self.unsure: dict[str, dict[str, Unknown]] = {}
        """By flow: stores that it writes to, of which it isn't known what a write takes."""
        self.written: set[str] = set()
        """The components that flows which need them write to."""
        self.leaders: dict[str, tuple[float, list[str]]] = {}
        """By store whose writes have a leader: how long until another one leads, and the flows that write."""
        self.uncertain: dict[str, dict[str, Unknown]] = {}
        """By flow: stores of which it isn't said how long that is."""
        touched: dict[str, None] = {}
        for name, flow in design.flows.items():
            self.conditions[name] = (condition_of(facts, flow), condition_of(facts, flow, wanted=True))
            rate = peak_rate(facts, flow)
            self.rates[name] = float(rate.value.low) if isinstance(rate, Known) else 0.0
            for component in flow.touched:
                if design.components[component].family != "entry":
                    touched.setdefault(component)
            self._note_writes(flow)
        for name in touched:
            own = self.copies[name] = copies_of(facts, design.components[name])
            for deal in dict.fromkeys((*own.deals, *own.most)):
                for domain in deal.held:
                    for place in (domain.region, domain.zone):
                        if place and name not in self.holders.setdefault(place, []):
                            self.holders[place].append(name)
        self._doubted = {
            name for held in (self.unsure, self.uncertain) for stores in held.values() for name in stores
        }
        self.overloads = Overloads(facts, self.copies)
        for name in design.flows:
            needed, all_ = self.conditions[name]
            if isinstance(needed, Unknown):
                self.usual[name] = needed
                continue
            answered, state = self._state(name, {})
            self.usual[name] = Effect(name, state, answered, (), state, answered)
            for component in all_.owned if isinstance(all_, Condition) else needed.owned:
                self._flows.setdefault(component, []).append(name)
        self.units = tuple(self._units())

    def _note_writes(self, flow: Flow) -> None:
        unsure: dict[str, Unknown] = {}
        uncertain: dict[str, Unknown] = {}
        for atom in atoms(requirement(self.facts, flow).formula):
            if not isinstance(atom, Up) or not atom.write:
                continue
            self.written.add(atom.component)
            own = copies_of(self.facts, self.facts.design.components[atom.component])
            if own.write_wanting:
                unsure[atom.component] = own.write_wanting[0]
            elif own.write.leader:
                failover = stated(own.component, "failover")
                if isinstance(failover, Unknown):
                    uncertain[atom.component] = failover
                else:
                    seconds = float(failover.value.high)
                    flows = self.leaders.setdefault(atom.component, (seconds, []))[1]
                    if flow.name not in flows:
                        flows.append(flow.name)
        self.unsure[flow.name], self.uncertain[flow.name] = unsure, uncertain

    def _units(self) -> list[Unit]:
        found: list[Unit] = []
        for own in self.copies.values():
            if machines_of(own) > 1:
                found.extend(copies_alike(own))
        found.extend(Unit("component", name, name) for name in self.copies)
        design = self.facts.design
        found.extend(Unit("zone", name, f"zone {name}") for name in design.zones if name in self.holders)
        found.extend(
            Unit("region", name, f"region {name}") for name in design.regions if name in self.holders
        )
        return found

    def left(self, lost: Lost) -> dict[str, Left]:
        """What is left of the components that have lost something."""
        single = [self.left_alone(name) for name in sorted(lost.names)]
        if len(single) == 1 and not lost.copies:
            return single[0]
        found: dict[str, Left] = {}
        again: dict[str, None] = dict.fromkeys(name for name in self.copies if name in lost.copies)
        for one in single:
            again.update(dict.fromkeys(name for name in one if name in found))
            found.update(one)
        for name in again:
            found[name] = left_of(self.copies[name], lost)
        return found

    def left_alone(self, name: str) -> dict[str, Left]:
        """The same, of one component, zone or region that is lost alone."""
        if name not in self._alone:
            lost = lost_of((name,))
            names = [*self.holders.get(name, ()), *([name] if name in self.copies else [])]
            self._alone[name] = {each: left_of(self.copies[each], lost) for each in names}
        return self._alone[name]

    def touched_by(self, left: dict[str, Left]) -> list[str]:
        """The flows that may be worse off: they need or want what is hurt, or what can be in doubt."""
        names: dict[str, None] = {}
        for name, one in left.items():
            if one.hurt or name in self._doubted:
                names.update(dict.fromkeys(self._flows.get(name, ())))
        return list(names)

    def effect(self, flow: str, left: dict[str, Left]) -> Effect | Unknown:
        """What becomes of a flow."""
        needed, all_ = self.conditions[flow]
        if isinstance(needed, Unknown):
            return needed
        usual = self.usual[flow]
        assert isinstance(usual, Effect)
        names = all_.owned if isinstance(all_, Condition) else needed.owned
        hurt = {name: left[name] for name in names if name in left and left[name].hurt}
        answered, state = self._state(flow, hurt) if hurt else (usual.answered, usual.state)
        doubtful = self._doubtful(flow, left) if state != "dead" else None
        if doubtful is not None:
            return doubtful
        missing: tuple[str, ...] = ()
        if hurt and state == "degraded":
            missing = tuple(name for name in hurt if name not in needed.owned)
        return Effect(flow, state, answered, missing, usual.state, usual.answered)

    def _doubtful(self, flow: str, left: dict[str, Left]) -> Unknown | None:
        """Why it can't be known whether writes go on with some of the copies lost."""
        for name, why in self.unsure[flow].items():
            if name in left and left[name].partly:
                return why
        for name, why in self.uncertain[flow].items():
            if name in left and left[name].leader:
                return why
        return None

    def _state(self, flow: str, hurt: dict[str, Left]) -> tuple[float, str]:
        """The share that is answered, and what that makes of the flow."""
        needed, all_ = self.conditions[flow]
        if isinstance(needed, Unknown):
            return 1.0, "fine"
        answered = share_with(needed, hurt)
        everything = all_ if isinstance(all_, Condition) else needed
        if share_with(everything, hurt, "full") > 1 - ALMOST:
            return answered, "fine"
        return answered, "dead" if share_with(needed, hurt, "any") < ALMOST else "degraded"

    def pauses(self, left: dict[str, Left]) -> tuple[Pause, ...]:
        """The leaders that are lost, with how long it takes until another one leads."""
        return tuple(
            Pause(name, self.leaders[name][0], tuple(self.leaders[name][1]))
            for name, one in left.items()
            if one.leader and name in self.leaders
        )

    def moves(self, lost: tuple[Unit, ...]) -> Iterator[Pause]:
        """The regions that are lost, with how long it takes until others answer, where it is said."""
        from sdlint.analyses.spread import first_regions  # Most losses are of no region.

        regions = self.facts.design.regions
        for name in (unit.name for unit in lost if unit.kind == "region"):
            failover = stated(regions[name], "failover")
            if isinstance(failover, Known) and failover.value.high > 0:
                flows = self.facts.design.flows.values()
                gone = tuple(flow.name for flow in flows if name in first_regions(self.facts, flow))
                if gone:
                    yield Pause(name, float(failover.value.high), gone, region=True)

    def response(self, lost: tuple[Unit, ...]) -> Response | None:
        """What the design says is done when just this fails."""
        if len(lost) != 1:
            return None
        return next((one for one in self.facts.design.responses if one.name == lost[0].name), None)


def _stage(facts: Facts) -> _Stage:
    found: _Stage | None = facts.memo.get("stage")
    if found is None:
        found = facts.memo["stage"] = _Stage(facts)
    return found
