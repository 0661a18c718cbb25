"""Hops: what one call costs by itself, the way there and back, waiting and service, by where it is made.

The region from which a call is made is known, so that a request that came to a region goes on from there:
its calls aren't as far as if each were made from anywhere. Of a region's zones each call draws one anew.
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

from sdlint.analyses.blocks import NOTHING, Block, Constant, Parallel, Together, series, service
from sdlint.analyses.copies import SEMISYNC, copies_of
from sdlint.analyses.crossings import Crossing, Regions, Way
from sdlint.analyses.delays import ROUGH, moments
from sdlint.analyses.facts import Facts
from sdlint.analyses.load import utilization
from sdlint.analyses.machines import queues, service_time
from sdlint.analyses.placement import Domain
from sdlint.analyses.queueing import FULL, Station, station
from sdlint.analyses.roundtrips import detours, round_trip
from sdlint.analyses.spread import calmer
from sdlint.analyses.stated import stated
from sdlint.expression.values import Known, Unknown, Value, Witness, shown, unknown
from sdlint.model.design import Component, Step
from sdlint.quantity import TIME, Quantity
from sdlint.record import Record, changed

MAX_COPIES = 50
"""Copies whose answers are waited for one by one."""
MAX_PLACES = 100
"""Places of one component that calls come from, or go to: the way from each to each is looked at."""


class Hop(Record):
    """What one call costs by itself: the way there and back, waiting and service."""

    name: str
    block: Block
    how: str
    parts: tuple[Witness, ...]

    @property
    def witness(self) -> Witness:
        """What it takes on average, and of what."""
        return Witness(
            self.name, f"{time_shown(moments(self.block)[0])} on average", self.how, parts=self.parts
        )


class Hops:
    """What single calls of a design cost, at the low or high end of what is known; and what is wanting."""

    def __init__(self, facts: Facts, end: str, cv: float | None) -> None:
        self.facts = facts
        self.end = end
        self.cv = cv if cv is not None else facts.assumed.get("cv", 1.0)
        self.bare = False
        """Whether what is wanting counts as nothing: for the least that it takes."""
        self.firm = False
        """Whether round trips that are assumed are wanting."""
        self.wanting: list[Unknown] = []
        self.noted: dict[int, Hop] = {}
        """The hops by their steps' ids, or their components'."""
        self.exponential = False
        self.exact = True
        self._places: dict[tuple[object, ...], list[tuple[Domain, float]]] = {}
        self._stays: dict[tuple[str, bool, float], tuple[Block, tuple[Witness, ...], str]] = {}
        self._vague: set[str] = set()
        """The components of which no `cv` is stated."""
        self._lacks: dict[tuple[str, bool, float], list[Unknown]] = {}
        """What is wanting of each component of which something is."""

    def begin(self) -> None:
        """Forget what was noted of other calls."""
        self.wanting, self.noted, self.exponential = [], {}, False

    def lack(self, *wanting: Unknown) -> None:
        """Note what is wanting."""
        if not self.bare:
            self.wanting.extend(one for one in wanting if one not in self.wanting)

    def regions_of(self, component: Component) -> Regions:
        """Where a component's copies stand, by their share."""
        found: dict[str, float] = {}
        for domain, chance in self.places(component, tuple(copies_of(self.facts, component).sets)):
            found[domain.region] = found.get(domain.region, 0.0) + chance
        return found

    def start(self, root: Component) -> Block:
        """What a flow's first component takes by itself."""
        if self.bare:
            return NOTHING
        starts = root.kind == "scheduler"
        if starts and isinstance(time := service_time(root), Known):
            # Nothing queues for a clock.
            mean = self.number(time)
            block = service(mean, self.variation(root))
            return self.note(id(root), root.name, block, (time.witness,), f"{time_shown(mean)} service")
        if starts or root.family in ("entry", "outside", "channel", "store"):
            return NOTHING
        block, witnesses, how = self.stay(root)
        return self.note(id(root), root.name, block, witnesses, how)

    def exchange(self, step: Step, callee: Component, at: Regions) -> dict[str, Crossing]:
        """One call by itself, from each region: there, waiting, service, back; of a store that keeps copies,
        as many of them as it waits for.
        """
        caller = self.facts.design.components[step.caller]
        flow = self.facts.design.flows.get(step.flow)
        calm = calmer(self.facts, callee, flow) if flow is not None else 1.0
        # Only files take another time to be written, where none is stated.
        own, witnesses, how = self.stay(callee, write=step.write and callee.kind == "blobs", calm=calm)
        shards = None
        if step.scatter:
            said = stated(callee, "shards")
            if isinstance(said, Known):
                shards = self.number(said)
                how = f"{how}, the slowest of {shown(said.value)} shards"
        trips: dict[str, Witness] = {}
        sets = tuple(copies_of(self.facts, caller).sets)
        found: dict[str, Crossing] = {}
        for region in at:
            ways: list[Way] = []
            for here, chance in self.places(caller, sets, region):
                self.from_here(step, caller, callee, (here, chance), own, trips, ways)
            found[region] = Crossing(ways, shards)
        if len(found) == 1:
            block = next(iter(found.values())).alone
        else:
            every = [
                (region, at[here] * chance, there, rest)
                for here, crossing in found.items()
                for region, chance, there, rest in crossing.ways
            ]
            block = Crossing(every, shards).alone
        distance = " or ".join(dict.fromkeys(witness.shown for witness in trips.values()))
        text = " + ".join(part for part in (f"{distance} round trip" if distance else "", how) if part)
        text += self.answers(step, callee)
        name = f"{caller.name} → {callee.name}"
        if step.times is not None:
            name += f", each of {shown(step.times)}"
        self.note(id(step), name, block, (*trips.values(), *witnesses), text)
        return found

    def alone(self, step: Step) -> Hop | Unknown:
        """One call by itself, from wherever its caller stands; unknown where something is wanting."""
        self.begin()
        components = self.facts.design.components
        self.exchange(step, components[step.callee], self.regions_of(components[step.caller]))
        return unknown(*self.wanting) if self.wanting else self.noted[id(step)]

    def answers(self, step: Step, callee: Component) -> str:
        """Which answers of several copies a call waits for, in words."""
        copies = len(copies_of(self.facts, callee).sets[0])
        kind, wanted = self.agreement(step, callee, copies)
        if kind == "led" and wanted > 1:
            return f", and then the same again at {wanted - 1} of the other copies"
        if kind == "write":
            return f", until {wanted} of {copies} copies have answered"
        return f", the slowest of {wanted} copies" if kind == "read" and wanted > 1 else ""

    def from_here(
        self,
        step: Step,
        caller: Component,
        callee: Component,
        start: tuple[Domain, float],
        own: Block,
        trips: dict[str, Witness],
        found: list[Way],
    ) -> None:
        """Add the ways of one call by a copy of the caller that stands at the start, with its share."""
        here, whole = start
        sets = self.sets_for(caller, callee, here)
        for there in sets:
            kind, wanted = self.agreement(step, callee, len(there))
            chance = whole / len(sets)
            if kind == "any":
                for place, share in self.places(callee, (there,), here.region):
                    way = self.way(step, caller, callee, here, place, trips)
                    for part, detour in detours(self.facts, caller, callee, place):
                        longer = self.longer(way, detour, part, trips)
                        found.append((place.region, chance * share * part, longer, own))
            elif kind == "led":
                leader = there[0]
                to_leader = self.way(step, caller, callee, here, leader, trips)
                followers = [self.way(None, callee, callee, leader, other, trips) for other in there[1:]]
                answers = tuple(series((way, own)) for way in followers)
                # Who wants more copies than there are is never answered, and takes no time that is told.
                others = min(wanted - 1, len(answers))
                more = Parallel(others, answers) if others else NOTHING
                found.append((leader.region, chance, to_leader, series((own, more))))
            else:
                trip = [(self.way(step, caller, callee, here, other, trips), other) for other in there]
                near_first = sorted(trip, key=lambda one: one[0].time)
                if kind == "read":
                    near_first = near_first[:wanted]
                answers = tuple(series((way, own)) for way, _ in near_first)
                rest = Parallel(min(wanted, len(answers)), answers) if len(answers) > 1 else answers[0]
                found.append((near_first[0][1].region, chance, NOTHING, rest))

    def places(
        self, component: Component, sets: tuple[tuple[Domain, ...], ...], region: str | None = None
    ) -> list[tuple[Domain, float]]:
        """Where the copies that serve stand, each place once with its share: a region's, if it has any."""
        key = (component.name, id(sets[0]), len(sets), region)
        found = self._places.get(key)
        if found is None:
            aside = copies_of(self.facts, component).standby
            copies = [domain for one in sets for domain in one[: max(1, len(one) - aside)]]
            near = [domain for domain in copies if domain.region == region] if region is not None else []
            found = _counted(near or copies)
            if len(found) > MAX_PLACES:
                self.wanting.append(Unknown((f"at most {MAX_PLACES} places of `{component.name}`",)))
                found = [(found[0][0], 1.0)]
            self._places[key] = found
        return found

    def sets_for(self, caller: Component, callee: Component, here: Domain) -> list[tuple[Domain, ...]]:
        """The sets of copies that a caller can call: under `in each`, its own region's, else the nearest, by
        the links that are known; any of them where it stands nowhere.
        """
        sets = list(copies_of(self.facts, callee).sets)
        if not callee.each:
            return sets[:1]
        own = [one for one in sets if any(domain.region == here.region for domain in one)]
        if own or not here.region:
            return own[:1] or sets
        found = [(round_trip(self.facts, caller, callee, here, one[0]), one) for one in sets]
        known = [(trip.value.low, one) for trip, one in found if isinstance(trip, Known)]
        return [min(known, key=lambda one: one[0])[1]] if known else sets[:1]

    def agreement(self, step: Step, callee: Component, copies: int) -> tuple[str, int]:
        """Which copies a call waits for: `any` one, so many that are asked (`read`) or told (`write`), or the
        leader and so many in all (`led`).
        """
        said = callee.attributes.get("replication")
        durable = callee.family in ("store", "channel") and callee.kind != "cache"
        write = step.write or callee.family == "channel"
        if not durable or said is None or copies < 2 or "rebuildable" in callee.attributes:
            return "any", 1
        if copies > MAX_COPIES:
            self.wanting.append(Unknown((f"at most {MAX_COPIES} copies of `{callee.name}`",)))
            return "any", 1
        own = copies_of(self.facts, callee)
        if said.value == "leaderless":
            part = said.parts.get("write" if write else "read")
            if part is None or not isinstance(part.value, Quantity):
                return "any", 1
            return "write" if write else "read", min(int(part.value.low), copies)
        if said.value == "quorum":
            return ("led", own.write.count) if write else ("read", own.read.count)
        if write and own.write.leader:
            return "led", 2 if {"sync", SEMISYNC} & said.parts.keys() else 1
        return "any", 1

    def way(
        self,
        step: Step | None,
        caller: Component,
        callee: Component,
        here: Domain,
        there: Domain,
        trips: dict[str, Witness],
    ) -> Constant:
        """The round trip: the step's own, or by the places."""
        said = stated(step, "rtt") if step is not None else Unknown(())
        if isinstance(said, Unknown):
            said = round_trip(self.facts, caller, callee, here, there)
        if self.firm and isinstance(said, Known) and said.witness.origin == "assumed":
            return NOTHING
        if isinstance(said, Unknown):
            self.lack(said)
            return NOTHING
        trips.setdefault(said.witness.line(), said.witness)
        return Constant(self.number(said))

    def longer(self, way: Constant, detour: Value | None, part: float, trips: dict[str, Witness]) -> Constant:
        """A way with a detour, which a part of all calls make."""
        if detour is None:
            return way
        if isinstance(detour, Unknown):
            self.lack(detour)
            return way
        time = way.time + self.number(detour)
        how = f"{time_shown(way.time)} + {detour.witness.shown}"
        share = shown(Quantity.number(Fraction(part).limit_denominator(1000)), percent=True)
        name = f"{detour.witness.what} for who was near the lost one, {share} if they come from all alike"
        witness = Witness(name, time_shown(time), how, parts=(detour.witness,))
        trips.setdefault(witness.line(), witness)
        return Constant(time)

    def stay(
        self, component: Component, *, write: bool = False, calm: float = 1.0
    ) -> tuple[Block, tuple[Witness, ...], str]:
        """Waiting and service at a component, with what shows it, and in words; where `calm` of the busiest
        place's load comes.
        """
        key = (component.name, write, calm)
        found = self._stays.get(key)
        if found is None:
            before = len(self.wanting)
            found = self._stays[key] = self._stay(component, write, calm)
            self._lacks[key] = self.wanting[before:]
        else:
            self.lack(*self._lacks[key])
            self.exponential = self.exponential or component.name in self._vague
        return found

    def _stay(self, component: Component, write: bool, calm: float) -> tuple[Block, tuple[Witness, ...], str]:
        if component.family == "entry":
            return NOTHING, (), "no time of its own"
        if self.bare:
            return NOTHING, (), ""
        time = service_time(component, write=write)
        if isinstance(time, Known) and not queues(component):
            used = utilization(self.facts, component, "capacity")
            if isinstance(used, Known) and float(used.value.high) * calm > FULL:
                busy = shown(used.value, percent=True)
                want = f"a bound on the queue at `{component.name}`, which is {busy} busy"
                self.wanting.append(Unknown((want,)))
                return NOTHING, (), ""
            mean, cv = self.number(time), self.variation(component)
            return service(mean, cv), (time.witness,), f"{time_shown(mean)} service"
        one = station(self.facts, component, self.end, self.cv, calm)
        if isinstance(one, Unknown):
            self.wanting.append(one)
            return NOTHING, (), ""
        queue: Station = one.value
        if isinstance(time, Known):
            self.exact = self.exact and time.value.exact
        self.variation(component)
        how = f"{time_shown(queue.time)} service"
        if queue.mean_wait >= 0.005 * queue.time:
            how = f"{time_shown(queue.mean_wait)} waiting + {how}"
        # How busy it is has an argument of its own, which `utilization` gives.
        witnesses = tuple(changed(w, parts=()) if w.what.startswith("util") else w for w in queue.witnesses)
        return series((queue.block, service(queue.time, queue.cv))), witnesses, how

    def variation(self, component: Component) -> float:
        """The coefficient of variation of its service time."""
        said = stated(component, "cv")
        if isinstance(said, Known):
            return self.number(said)
        self.exponential = True
        self._vague.add(component.name)
        return self.cv

    def note(self, key: int, name: str, block: Block, witnesses: tuple[Witness, ...], how: str) -> Block:
        """Keep a hop, to be shown."""
        parts = tuple(dict.fromkeys(witness for witness in witnesses if witness.what))
        self.noted[key] = Hop(name, block, how, parts)
        return block

    def number(self, value: Known) -> float:
        """The end of a value that is asked for."""
        self.exact = self.exact and value.value.exact
        return float(getattr(value.value, self.end))


def mean_alone(facts: Facts, step: Step) -> Value:
    """The mean time of one call by itself: there and back, waiting and service, of all copies that it waits
    for. Unknown where something is wanting for that.
    """
    held: dict[int, Value] = facts.memo.setdefault("mean times of calls", {})
    if id(step) not in held:
        held[id(step)] = _mean_alone(facts, step)
    return held[id(step)]


def mean_way(facts: Facts, step: Step) -> Value:
    """The mean time that one call is on its way, there and back, whatever is known of what is called."""
    held: dict[int, Value] = facts.memo.setdefault("mean ways", {})
    if id(step) not in held:
        hops = Hops(facts, "high", None)
        hops.bare = True
        hop = hops.alone(step)
        held[id(step)] = hop if isinstance(hop, Unknown) else _lasting(hop, moments(hop.block)[0])
    return held[id(step)]


def _lasting(hop: Hop, seconds: float) -> Value:
    """A hop's time on average, in full, with what shows it."""
    value = Quantity.of(Fraction(f"{seconds:.9g}"), TIME)
    return Known(value, changed(hop.witness, shown=shown(value)))


def _all_of(step: Step, block: Block) -> Block:
    """What calls take that are made together, until the last one is done."""
    if step.times is None or not step.together:
        return block
    return Together(float(step.times.high), block)


def _mean_alone(facts: Facts, step: Step) -> Value:
    ends: dict[str, Hops] = facts.memo.setdefault("calls by themselves", {})
    hops = ends.setdefault("high", Hops(facts, "high", None))
    hop = hops.alone(step)
    low = hop if hops.exact else ends.setdefault("low", Hops(facts, "low", None)).alone(step)
    if isinstance(hop, Unknown):
        return hop
    if isinstance(low, Unknown):
        return low
    # Calls of the same store are alike, and the mean of several copies' answers takes long.
    known: dict[Block, float] = facts.memo.setdefault("means of blocks", {})
    blocks = [_all_of(step, one.block) for one in (low, hop)]
    for block in blocks:
        if block not in known:
            known[block] = moments(block, ROUGH)[0]
    means = sorted(Fraction(f"{known[block]:.9g}") for block in blocks)
    value = Quantity(means[0], means[1], TIME)
    return Known(value, changed(hop.witness, shown=shown(value)))


def _counted(domains: list[Domain]) -> list[tuple[Domain, float]]:
    """The places, each once, with the share of copies that stand there."""
    # A hundred thousand copies stand in a few places: to compare the places of each would take seconds.
    each = {id(domain): domain for domain in domains}
    counts: dict[Domain, int] = {}
    for key, count in Counter(map(id, domains)).items():
        counts[each[key]] = counts.get(each[key], 0) + count
    return [(domain, count / len(domains)) for domain, count in counts.items()]


def time_shown(seconds: float) -> str:
    """Seconds as people write them."""
    return shown(Quantity.of(Fraction(seconds), TIME))
