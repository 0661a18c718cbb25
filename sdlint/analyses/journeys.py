"""Journeys: a flow as one random time, hop by hop.

A flow becomes blocks of `delays`, of what `hops` makes of each call; hops are independent, but for the
region: what a request asks for goes on from the region where it has come to. What is asked of a journey is
told by `latency`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from math import sqrt

from sdlint.analyses.blocks import NOTHING, Block, Capped, Constant, Parallel, Together, mixture, series
from sdlint.analyses.consumers import at_work
from sdlint.analyses.crossings import Crossing, Regions
from sdlint.analyses.delays import moments, percentile, repeated, surely_within
from sdlint.analyses.facts import Facts
from sdlint.analyses.hops import Hop, Hops, time_shown
from sdlint.analyses.machines import queues, service_time, workers
from sdlint.analyses.spread import begins
from sdlint.analyses.stated import stated, stated_of_call
from sdlint.analyses.topology import goes_past
from sdlint.analyses.trips import timeout_of
from sdlint.expression.values import Known, Unknown, Value, Witness, shown, unknown
from sdlint.model.design import Call, Flow, Step, Visit
from sdlint.quantity import TIME, Quantity
from sdlint.record import Record, changed

VARIATIONS = (0.5, 2.0)
"""Coefficients of variation that are tried where none is stated."""

Blocks = Mapping[str, Block]
"""What something takes in each region."""


MOST_RETRIES = 100
"""Retries that are followed one by one; what is given up as often won't be answered."""
ROUNDS = 8
"""Of more rounds of calls several are taken as one: the last of them counts for all."""


class _Made(Record):
    """What a call takes that is made once."""

    whole: Block
    alone: Block
    """The call without what comes after it."""
    behind: Block = NOTHING
    """What comes after it."""


class Journey(Record):
    """A flow as one random time, and its hops."""

    block: Block
    budget: Callable[[], float]
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


def floor(facts: Facts, flow: Flow, *, firm: bool = False) -> Journey | Unknown:
    """What the network alone takes of a request of a flow, at least: round trips of which nothing is known
    count as nothing, and where it is to be `firm` those that are assumed. Unknown where it is too large to be
    gone through.
    """
    traveller = _Traveller(facts, "low", min(VARIATIONS))
    traveller.hops.bare, traveller.hops.firm = True, firm
    return traveller.journey(flow)


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
        if self.wanting or surely_within(self.block, share, float(limit)):
            return not self.wanting
        average, variance = moments(self.block)
        return average + sqrt(share / (1.0 - share) * variance) <= float(limit)

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


def wait(facts: Facts, call: Call, *, end: str = "low", cv: float | None = min(VARIATIONS)) -> Wait:
    """What a call takes, at the low end of what is known and of what is assumed, where nothing else is asked
    for: at least so long.
    """
    held: dict[int, Wait] = facts.memo.setdefault(("waits", end, cv), {})
    if id(call) not in held:
        traveller: _Traveller = facts.memo.setdefault(("waiting", end, cv), _Traveller(facts, end, cv))
        hops = traveller.hops
        hops.begin()
        # After a cache's miss it is the caller that goes on: the cache has answered.
        missed = facts.design.components[call.step.callee].kind == "cache"
        at = hops.regions_of(facts.design.components[call.step.caller])
        blocks = traveller.once(Call(call.step, call.visit) if missed else call, at)
        block = _any_of(at, blocks)
        held[id(call)] = Wait(block, tuple(hops.noted.values()), tuple(hops.wanting), hops.exponential)
    return held[id(call)]


class _Traveller:
    """Walks through a flow, from each region where it can come to."""

    def __init__(self, facts: Facts, end: str, cv: float | None) -> None:
        self.facts = facts
        self.hops = Hops(facts, end, cv)

    def journey(self, flow: Flow) -> Journey | Unknown:
        if flow.root is None:
            return Unknown((f"steps of flow `{flow.name}`",))
        hops, root = self.hops, self.facts.design.components[flow.root.component]
        at = begins(self.facts, flow) or hops.regions_of(root)
        start = hops.start(root)
        block = series((start, _any_of(at, self.visit(flow.root, at, messages=root.delivers))))
        if hops.wanting:
            return unknown(*hops.wanting)
        budget = _Budget(self.facts, hops.end, hops.noted, flow.root)
        return Journey(block, budget.whole, tuple(hops.noted.values()), hops.exponential, hops.exact)

    def visit(self, visit: Visit, at: Regions, *, messages: bool = False) -> Blocks:
        """What the calls of a visit take, with its `messages` or without: stages one after the other."""
        return _in_turn(at, [self.stage(stage, at, messages=messages) for stage in visit.stages])

    def stage(self, calls: tuple[Call, ...], at: Regions, *, messages: bool = False) -> Blocks:
        """Calls at the same time: the slowest of those that are waited for."""
        made = [
            self.call(call, at, messages=messages) for call in calls if messages or not call.step.asynchronous
        ]
        return {here: _slowest([blocks[here] for blocks in made]) for here in at}

    def call(self, call: Call, at: Regions, *, messages: bool = False) -> Blocks:
        """A call and all that it waits for."""
        made = self.made(call, at, messages=messages)
        return {here: self.repeated(call.step, one) for here, one in made.items()}

    def burst(self, step: Step, times: float, made: _Made) -> Block:
        """Calls at the same time. Of more than its machines have workers the last ones wait for those before
        them: so many rounds at least, each as long as a call is worked on. What comes after a call of an
        earlier round starts earlier, and may take longer all the same.
        """
        block = made.whole
        callee = self.facts.design.components[step.callee]
        if self.hops.bare or made.alone is NOTHING or not queues(callee):
            return Together(times, block)
        each, count, time = workers(callee), at_work(self.facts, callee), service_time(callee)
        if isinstance(each, Unknown) or isinstance(count, Unknown) or isinstance(time, Unknown):
            return Together(times, block)
        pool = max(1.0, self.hops.number(each) * self.hops.number(count))
        if times <= pool:
            return Together(times, block)
        wait = (times - pool) / pool * self.hops.number(time)
        hop = self.hops.noted[id(step)]
        many = f"{times:.10g} at once, of which {callee.name} works on {pool:.10g}"
        how = f"{hop.how}; {many}: the last one waits {time_shown(wait)}"
        self.hops.noted[id(step)] = changed(hop, how=how, parts=(*hop.parts, each.witness, count.witness))
        last = series((Constant(wait), Together(pool, block)))
        if made.behind is NOTHING:
            return last
        # Who was worked on before: when a round ends is nearly certain, and what comes after it isn't.
        rounds = -int(-times // pool) - 1
        usual, length = moments(made.alone)[0], self.hops.number(time)
        ends = sorted({-int(-rounds * (part + 1) // ROUNDS) for part in range(ROUNDS)} - {0})
        begun = [0, *ends[:-1]]
        earlier: list[Block] = [
            series((Constant((end - 1) * length + usual), Together((end - start) * pool, made.behind)))
            for start, end in zip(begun, ends, strict=True)
        ]
        return _slowest([*earlier, last])

    def repeated(self, step: Step, made: _Made) -> Block:
        """A call as often as it is made, and as long as it is waited for."""
        block = made.whole
        limit, tries = self.patience(step), _tries(self.facts, step)
        if limit is not None and step.together and tries > 1:
            # Each of them by itself; what one of them waits for a worker is cut below.
            made = changed(made, whole=Capped(limit, made.whole, tries))
            block = made.whole
            limit, tries = limit * tries, 1
        times = self.hops.number(Known(step.times)) if step.times is not None else None
        serial = not (step.together or step.asynchronous)
        if times is not None and step.asynchronous:
            block = Together(times, block)  # How long they wait for each other is in their waiting already.
        elif times is not None and step.together:
            # All of them are made now, and given up at the same time.
            block = self.burst(step, times, made)
        if limit is not None:
            block = Capped(limit, block, tries)
        if times is not None and serial:
            block = repeated(times, block)
        if step.share is not None:
            share = self.hops.number(Known(step.share))
            block = mixture(((share, block), (1.0 - share, NOTHING)))
        return block

    def once(self, call: Call, at: Regions) -> Blocks:
        """A call and all that it waits for, from each region, made once."""
        return {here: made.whole for here, made in self.made(call, at).items()}

    def made(self, call: Call, at: Regions, *, messages: bool = False) -> Mapping[str, _Made]:
        step, callee = call.step, self.facts.design.components[call.step.callee]
        passes = callee.kind in ("cache", "cdn")
        if goes_past(callee, call):
            past = self.stage(call.otherwise, at)
            return {here: _Made(block, NOTHING, block) for here, block in past.items()}
        own = self.hops.exchange(step, callee, at)
        onward: dict[str, float] = {}
        for here, crossing in own.items():
            for there, chance in crossing.regions.items():
                onward[there] = onward.get(there, 0.0) + at[here] * chance
        # A channel that a flow's own message comes to passes it on.
        below = self.visit(call.visit, onward, messages=messages and callee.family == "channel")
        if not passes or step.write:
            # What is only called when something fails isn't, while all is up.
            return {here: _followed(crossing, below) for here, crossing in own.items()}
        after = self.stage(call.otherwise, at)
        missed = {here: {there: series((below[there], after[here])) for there in onward} for here in at}
        if all(block is NOTHING for blocks in missed.values() for block in blocks.values()):
            return {here: _Made(crossing.alone, crossing.alone) for here, crossing in own.items()}
        hit = stated(callee, "hit")
        if isinstance(hit, Unknown):
            self.hops.lack(hit)
            return {here: _Made(crossing.alone, crossing.alone) for here, crossing in own.items()}
        # The more hits, the faster: the ends of intervals belong together crosswise.
        share = float(hit.value.low if self.hops.end == "high" else hit.value.high)
        self.hops.exact = self.hops.exact and hit.value.exact
        return {
            here: _followed(
                crossing,
                {
                    there: mixture(((share, NOTHING), (1.0 - share, block)))
                    for there, block in missed[here].items()
                },
            )
            for here, crossing in own.items()
        }

    def patience(self, step: Step) -> float | None:
        """How long is waited for what is wanted and not needed, where anything says so."""
        limit = _patience(self.facts, step)
        return None if limit is None else self.hops.number(limit)


def _patience(facts: Facts, step: Step) -> Known | None:
    if not step.optional:
        return None
    limit = timeout_of(facts, step)
    return None if isinstance(limit, Unknown) else limit


def _tries(facts: Facts, step: Step) -> int:
    """How often a call is made at most."""
    again = stated_of_call(step, facts.design.components[step.callee], "retries")
    return 1 + min(int(again.value.high), MOST_RETRIES) if isinstance(again, Known) else 1


class _Budget:
    """The sum of the hops' 99th percentiles along the slowest way, at one end of what is known. It is seldom
    asked for, so that it keeps no more than it needs.
    """

    __slots__ = ("end", "facts", "noted", "root")

    def __init__(self, facts: Facts, end: str, noted: dict[int, Hop], root: Visit) -> None:
        self.facts = facts
        self.end = end
        self.noted = noted
        self.root = root

    def whole(self) -> float:
        root = self.facts.design.components[self.root.component]
        return self.hop(id(root)) + self.visit(self.root, messages=root.delivers)

    def hop(self, key: int, step: Step | None = None) -> float:
        found = self.noted.get(key)
        if found is None:
            return 0.0
        block = found.block
        if step is not None and step.times is not None and (step.together or step.asynchronous):
            block = Together(self.number(Known(step.times)), block)
        return percentile(block, 0.99)

    def visit(self, visit: Visit, *, messages: bool = False) -> float:
        return sum(self.stage(stage, messages=messages) for stage in visit.stages)

    def stage(self, calls: Iterable[Call], *, messages: bool = False) -> float:
        waited = [call for call in calls if messages or not call.step.asynchronous]
        return max((self.call(call, messages=messages) for call in waited), default=0.0)

    def call(self, call: Call, *, messages: bool = False) -> float:
        step, callee = call.step, self.facts.design.components[call.step.callee]
        passes = callee.kind in ("cache", "cdn")
        if goes_past(callee, call):
            time = self.stage(call.otherwise)
        else:
            passed = messages and callee.family == "channel"
            time = self.hop(id(step), step) + self.visit(call.visit, messages=passed)
            if passes and not step.write:
                time += self.stage(call.otherwise)
        limit = _patience(self.facts, step)
        time = time if limit is None else min(self.number(limit) * _tries(self.facts, step), time)
        if step.times is None or step.together or step.asynchronous:
            return time
        return time * self.number(Known(step.times))

    def number(self, value: Known) -> float:
        return float(getattr(value.value, self.end))


def _in_turn(at: Regions, parts: list[Blocks]) -> Blocks:
    return {here: series([blocks[here] for blocks in parts]) for here in at}


def _followed(crossing: Crossing, after: Mapping[str, Block]) -> _Made:
    return _Made(crossing.then(after), crossing.alone, crossing.behind(after))


def _slowest(blocks: list[Block]) -> Block:
    made = [block for block in blocks if block is not NOTHING]
    if len(made) < 2:
        return made[0] if made else NOTHING
    return Parallel(len(made), tuple(made))


def _any_of(at: Regions, blocks: Blocks) -> Block:
    """What it takes from any of the regions."""
    chances: dict[Block, float] = {}
    for here, block in blocks.items():
        chances[block] = chances.get(block, 0.0) + at[here]
    return mixture([(chance, block) for block, chance in chances.items()])
