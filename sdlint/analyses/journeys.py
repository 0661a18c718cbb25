"""Journeys: a flow as one random time, hop by hop.

A flow becomes blocks of `delays`: each hop is a round trip, waiting for a free worker, and service; hops are
independent. What is asked of a journey is told by `latency`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from fractions import Fraction

from sdlint.analyses.copies import copies_of
from sdlint.analyses.delays import (
    NOTHING,
    Block,
    Capped,
    Constant,
    Exponential,
    Parallel,
    Together,
    mixture,
    moments,
    one_of,
    percentile,
    repeated,
    series,
    service,
)
from sdlint.analyses.facts import Facts
from sdlint.analyses.load import utilization
from sdlint.analyses.machines import is_managed, service_time
from sdlint.analyses.placement import Domain
from sdlint.analyses.queueing import FULL, Station, station
from sdlint.analyses.roundtrips import round_trip
from sdlint.analyses.stated import stated
from sdlint.expression.values import Known, Unknown, Value, Witness, shown, unknown
from sdlint.model.design import Call, Component, Flow, Step, Visit
from sdlint.quantity import TIME, Quantity
from sdlint.record import Record, changed

MAX_COPIES = 50
"""Copies whose answers are waited for one by one."""
MAX_PLACES = 100
"""Places of one component that calls come from, or go to: the way from each to each is looked at."""
VARIATIONS = (0.5, 2.0)
"""Coefficients of variation that are tried where none is stated."""


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


Budget = Callable[[], float]


def _nothing() -> float:
    return 0.0


class Journey(Record):
    """A flow as one random time, and its hops."""

    block: Block
    budget: Budget
    """The sum of the hops' 99th percentiles along the slowest way: a function, since it is seldom asked."""
    hops: tuple[Hop, ...]
    exponential: bool
    """Whether some service time is taken as exponential for want of `cv`."""
    exact: bool
    """Whether no input is an interval."""


def journey(facts: Facts, flow: Flow, end: str = "high", cv: float | None = None) -> Journey | Unknown:
    """The random time that a request of a flow takes, at the low or high end of what is known."""
    key = ("journey", flow.name, end, cv)
    found: Journey | Unknown | None = facts.memo.get(key)
    if found is None:
        found = facts.memo[key] = _Traveller(facts, end, cv).journey(flow)
    return found


class Wait(Record):
    """What a call takes with all that it waits for, each repetition by itself; and what is wanting for it."""

    block: Block
    hops: tuple[Hop, ...]
    wanting: tuple[Unknown, ...]
    assumed: bool = False
    """Whether some service time is taken to vary as little as may be assumed, for want of `cv`."""

    def within(self, share: float, limit: Fraction) -> bool:
        """Whether at least a share of the answers come within a time, whatever the shape of the times: by
        Cantelli's inequality at most 1 / (1 + k²) come later than k standard deviations after the mean.
        """
        average, variance = moments(self.block)
        return not self.wanting and average + (share / (1.0 - share) * variance) ** 0.5 <= limit

    def percentile(self, share: float, what: str) -> Value:
        """The time within which a share of the answers come."""
        if self.wanting:
            return Unknown(unknown(*self.wanting).wants, Witness(what))
        value = Quantity.of(Fraction(percentile(self.block, share)), TIME)
        parts = tuple(dict.fromkeys(hop.witness for hop in self.hops))
        if self.assumed:
            source = "where no `cv` is stated: as little as may be assumed, so at least so long"
            parts = (
                Witness("cv of service times", f"{min(VARIATIONS):g}", origin="assumed", source=source),
                *parts,
            )
        return Known(value, Witness(what, shown(value), parts=parts))


def wait(facts: Facts, call: Call) -> Wait:
    """What a call takes, at the low end of what is known and of what is assumed: at least so long."""
    held: dict[int, Wait] = facts.memo.setdefault("waits", {})
    if id(call) not in held:
        traveller: _Traveller = facts.memo.setdefault("waiting", _Traveller(facts, "low", min(VARIATIONS)))
        traveller.hops, traveller.wanting, traveller.exponential = [], [], False
        # After a cache's miss it is the caller that goes on: the cache has answered.
        missed = facts.design.components[call.step.callee].kind == "cache"
        block, _ = traveller.once(Call(call.step, call.visit) if missed else call)
        held[id(call)] = Wait(block, tuple(traveller.hops), tuple(traveller.wanting), traveller.exponential)
    return held[id(call)]


class _Traveller:
    """Walks through a flow and notes what each hop costs."""

    def __init__(self, facts: Facts, end: str, cv: float | None) -> None:
        self.facts = facts
        self.end = end
        self.cv = cv if cv is not None else facts.assumed.get("cv", 1.0)
        self.wanting: list[Unknown] = []
        self._places: dict[tuple[object, ...], list[tuple[Domain, float]]] = {}
        self.hops: list[Hop] = []
        self.exponential = False
        self.exact = True
        self._stays: dict[str, tuple[Block, tuple[Witness, ...], str]] = {}
        self._vague: set[str] = set()
        """The components of which no `cv` is stated."""
        self._lacks: dict[str, list[Unknown]] = {}
        """What is wanting of each component of which something is."""

    def journey(self, flow: Flow) -> Journey | Unknown:
        if flow.root is None:
            return Unknown((f"steps of flow `{flow.name}`",))
        root = self.facts.design.components[flow.root.component]
        parts: list[tuple[Block, Budget]] = []
        starts = root.kind == "scheduler"
        if starts and isinstance(time := service_time(root), Known):
            # Nothing queues for a clock.
            mean = self.number(time)
            block = service(mean, self.variation(root))
            parts.append(self.hop(root.name, block, (time.witness,), f"{time_shown(mean)} service"))
        elif not starts and root.family not in ("entry", "outside", "channel", "store"):
            block, witnesses, how = self.stay(root)
            parts.append(self.hop(root.name, block, witnesses, how))
        parts.append(self.visit(flow.root, messages=root.delivers))
        if self.wanting:
            return unknown(*self.wanting)
        block, budget = _in_turn(parts)
        return Journey(block, budget, tuple(self.hops), self.exponential, self.exact)

    def visit(self, visit: Visit, *, messages: bool = False) -> tuple[Block, Budget]:
        """What the calls of a visit take, with its `messages` or without: stages one after the other."""
        return _in_turn([self.stage(stage, messages=messages) for stage in visit.stages])

    def stage(self, calls: tuple[Call, ...], *, messages: bool = False) -> tuple[Block, Budget]:
        """Calls at the same time: the slowest of those that are waited for."""
        made = [self.call(call) for call in calls if messages or not call.step.asynchronous]
        made = [(block, budget) for block, budget in made if block is not NOTHING]
        if len(made) < 2:
            return made[0] if made else (NOTHING, _nothing)
        budgets = [budget for _, budget in made]
        return Parallel(len(made), tuple(block for block, _ in made)), lambda: max(b() for b in budgets)

    def call(self, call: Call) -> tuple[Block, Budget]:
        """A call and all that it waits for."""
        step = call.step
        block, budget = self.once(call)
        if step.optional:
            block, budget = self.given_up(step, block, budget)
        if step.times is not None:
            times = self.number(Known(step.times))
            if step.together:
                block = Together(times, block)
            else:
                once = budget
                block, budget = repeated(times, block), lambda: times * once()
        if step.share is not None:
            share = self.number(Known(step.share))
            block = mixture(((share, block), (1.0 - share, NOTHING)))
        return block, budget

    def once(self, call: Call) -> tuple[Block, Budget]:
        step, callee = call.step, self.facts.design.components[call.step.callee]
        passes = callee.kind in ("cache", "cdn")
        if passes and any(other.step.write for other in call.otherwise):
            return self.stage(call.otherwise)  # A write goes past the cache.
        own = self.exchange(step, callee)
        below = self.visit(call.visit)
        if not passes or step.write:
            # What is only called when something fails isn't, while all is up.
            return _in_turn([own, below])
        missed, budget = _in_turn([below, self.stage(call.otherwise)])
        if missed is NOTHING:
            return own
        hit = stated(callee, "hit")
        if isinstance(hit, Unknown):
            self.wanting.append(hit)
            return own
        # The more hits, the faster: the ends of intervals belong together crosswise.
        share = float(hit.value.low if self.end == "high" else hit.value.high)
        self.exact = self.exact and hit.value.exact
        behind = mixture(((share, NOTHING), (1.0 - share, missed)))
        return series((own[0], behind)), lambda: own[1]() + budget()

    def given_up(self, step: Step, block: Block, budget: Budget) -> tuple[Block, Budget]:
        """What is wanted and not needed is waited for until its timeout."""
        limit = stated(step, "timeout")
        if isinstance(limit, Unknown):
            limit = stated(self.facts.design.components[step.callee], "timeout")
        if isinstance(limit, Unknown):
            return block, budget
        most = self.number(limit)
        return Capped(most, block), lambda: min(most, budget())

    # One hop

    def exchange(self, step: Step, callee: Component) -> tuple[Block, Budget]:
        """One call by itself: there, waiting, service, back; of a store that keeps copies, as many of them
        as it waits for.
        """
        caller = self.facts.design.components[step.caller]
        own, witnesses, how = self.stay(callee)
        trips: dict[str, Witness] = {}
        heres = self.places(caller, tuple(copies_of(self.facts, caller).sets))
        # The same work behind different ways is one block: from each zone it is often as far.
        ways: dict[Block, list[tuple[float, Block]]] = {}
        for here, chance in heres:
            first, rest = self.from_here(step, caller, callee, here, own, trips)
            ways.setdefault(rest, []).append((chance, first))
        block = mixture(
            [
                (sum(chance for chance, _ in firsts), series((one_of(_shares(firsts)), rest)))
                for rest, firsts in ways.items()
            ]
        )
        if step.scatter:
            shards = stated(callee, "shards")
            if isinstance(shards, Known):
                block = Together(self.number(shards), block)
                how = f"{how}, the slowest of {shards.witness.shown} shards"
        way = " or ".join(dict.fromkeys(witness.shown for witness in trips.values()))
        text = f"{way} round trip + {how}" if way else how
        text += self.answers(step, callee)
        name = f"{caller.name} → {callee.name}"
        if step.times is not None:
            name += f", each of {shown(step.times)}"
        return self.hop(name, block, (*trips.values(), *witnesses), text)

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
        here: Domain,
        own: Block,
        trips: dict[str, Witness],
    ) -> tuple[Block, Block]:
        """One call by a copy of the caller that stands here: the way, and all that comes after it."""
        there = self.set_for(callee, here)
        kind, wanted = self.agreement(step, callee, len(there))
        leader = there[0]
        if kind == "any":
            found = self.places(callee, (there,), here.region)
            ways = [(share, self.way(step, caller, callee, here, place, trips)) for place, share in found]
            return one_of(ways), own
        if kind == "led":
            to_leader = self.way(step, caller, callee, here, leader, trips)
            followers = [self.way(None, callee, callee, leader, other, trips) for other in there[1:]]
            answers = [series((way, own)) for way in followers]
            more = Parallel(wanted - 1, tuple(answers)) if wanted > 1 else NOTHING
            return to_leader, series((own, more))
        near_first = sorted(
            (self.way(step, caller, callee, here, other, trips) for other in there), key=lambda way: way.time
        )
        if kind == "read":
            near_first = near_first[:wanted]
        answers = [series((way, own)) for way in near_first]
        many = len(answers) > 1
        return NOTHING, Parallel(min(wanted, len(answers)), tuple(answers)) if many else answers[0]

    def places(
        self, component: Component, sets: tuple[tuple[Domain, ...], ...], region: str | None = None
    ) -> list[tuple[Domain, float]]:
        """Where copies stand, each place once with its share: those of a region, where any stand in it."""
        key = (component.name, id(sets[0]), len(sets), region)
        found = self._places.get(key)
        if found is None:
            copies = [domain for one in sets for domain in one]
            near = [domain for domain in copies if domain.region == region] if region is not None else []
            found = _counted(near or copies)
            if len(found) > MAX_PLACES:
                self.wanting.append(Unknown((f"at most {MAX_PLACES} places of `{component.name}`",)))
                found = [(found[0][0], 1.0)]
            self._places[key] = found
        return found

    def set_for(self, callee: Component, here: Domain) -> tuple[Domain, ...]:
        """The copies that a caller can call: under `in each`, its own region's set."""
        sets = copies_of(self.facts, callee).sets
        own = [one for one in sets if any(domain.region == here.region for domain in one)]
        return (own or list(sets))[0] if callee.each else sets[0]

    def agreement(self, step: Step, callee: Component, copies: int) -> tuple[str, int]:
        """Which copies a call waits for: `any` one, so many that are asked (`read`) or told (`write`), or the
        leader and so many in all (`led`).
        """
        said = callee.attributes.get("replication")
        durable = callee.family == "store" and callee.kind != "cache"
        if not durable or said is None or copies < 2 or "rebuildable" in callee.attributes:
            return "any", 1
        if copies > MAX_COPIES:
            self.wanting.append(Unknown((f"at most {MAX_COPIES} copies of `{callee.name}`",)))
            return "any", 1
        own = copies_of(self.facts, callee)
        if said.value == "leaderless":
            part = said.parts.get("write" if step.write else "read")
            if part is None or not isinstance(part.value, Quantity):
                return "any", 1
            return "write" if step.write else "read", min(int(part.value.low), copies)
        if said.value == "quorum":
            return ("led", own.write.count) if step.write else ("read", own.read.count)
        if step.write and own.write.leader:
            return "led", 2 if "sync" in said.parts else 1
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
        if isinstance(said, Unknown):
            if said not in self.wanting:
                self.wanting.append(said)
            return NOTHING
        trips.setdefault(said.witness.line(), said.witness)
        return Constant(self.number(said))

    def stay(self, component: Component) -> tuple[Block, tuple[Witness, ...], str]:
        """Waiting and service at a component, with what shows it, and in words."""
        found = self._stays.get(component.name)
        if found is None:
            before = len(self.wanting)
            found = self._stays[component.name] = self._stay(component)
            self._lacks[component.name] = self.wanting[before:]
        else:
            self.wanting.extend(one for one in self._lacks[component.name] if one not in self.wanting)
            self.exponential = self.exponential or component.name in self._vague
        return found

    def _stay(self, component: Component) -> tuple[Block, tuple[Witness, ...], str]:
        if component.family == "entry":
            return NOTHING, (), "no time of its own"
        time = service_time(component)
        queues = component.family in ("compute", "store")
        elastic = is_managed(component) and "capacity" not in component.attributes
        if isinstance(time, Known) and (not queues or elastic):
            used = utilization(self.facts, component, "capacity")
            if isinstance(used, Known) and used.value.high > Fraction(FULL):
                busy = shown(used.value, percent=True)
                want = f"a bound on the queue at `{component.name}`, which is {busy} busy"
                self.wanting.append(Unknown((want,)))
                return NOTHING, (), ""
            mean, cv = self.number(time), self.variation(component)
            return service(mean, cv), (time.witness,), f"{time_shown(mean)} service"
        one = station(self.facts, component, self.end, self.cv)
        if isinstance(one, Unknown):
            self.wanting.append(one)
            return NOTHING, (), ""
        queue: Station = one.value
        if isinstance(time, Known):
            self.exact = self.exact and time.value.exact
        self.variation(component)
        waits = Exponential(queue.wait)
        waiting = mixture(((queue.busy, waits), (1.0 - queue.busy, NOTHING)))
        how = f"{time_shown(queue.time)} service"
        if queue.mean_wait >= 0.005 * queue.time:
            how = f"{time_shown(queue.mean_wait)} waiting + {how}"
        # How busy it is has an argument of its own, which `utilization` gives.
        witnesses = tuple(changed(w, parts=()) if w.what.startswith("util") else w for w in queue.witnesses)
        return series((waiting, service(queue.time, queue.cv))), witnesses, how

    def variation(self, component: Component) -> float:
        """The coefficient of variation of its service time."""
        said = stated(component, "cv")
        if isinstance(said, Known):
            return self.number(said)
        self.exponential = True
        self._vague.add(component.name)
        return self.cv

    def hop(self, name: str, block: Block, witnesses: tuple[Witness, ...], how: str) -> tuple[Block, Budget]:
        parts = tuple(dict.fromkeys(witness for witness in witnesses if witness.what))
        self.hops.append(Hop(name, block, how, parts))
        return block, lambda: percentile(block, 0.99)

    def number(self, value: Known) -> float:
        self.exact = self.exact and value.value.exact
        return float(getattr(value.value, self.end))


def _in_turn(parts: list[tuple[Block, Budget]]) -> tuple[Block, Budget]:
    budgets = [budget for _, budget in parts]
    return series([block for block, _ in parts]), lambda: sum(budget() for budget in budgets)


def _shares(parts: list[tuple[float, Block]]) -> list[tuple[float, Block]]:
    """The same parts, of what they come to together."""
    whole = sum(chance for chance, _ in parts)
    return [(chance / whole, part) for chance, part in parts]


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
