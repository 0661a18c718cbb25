"""Where load comes to under `in each`: a call stays in its region, and one place may get more than another.

As in `hops`, which tells how far calls are: a call goes to its own region where there are copies, else to the
nearest, by the links that are known. Who stands nowhere in particular calls from all places alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from sdlint.analyses.copies import copies_of
from sdlint.analyses.facts import Facts
from sdlint.analyses.placement import deal
from sdlint.analyses.traffic import arrivals
from sdlint.analyses.trips import link_between
from sdlint.expression.values import Known, Unknown, Witness, shown
from sdlint.model.design import Call, Component, Flow, Step
from sdlint.quantity import Quantity
from sdlint.record import Record

Regions = dict[str, float]
"""The share of requests in each region; the empty name stands for nobody knows where."""


class _Places(Record):
    """What comes to a component's places."""

    count: dict[str, float]
    """How many places there are in each region; of one that has lost machines a part."""
    come: dict[str, float]
    """Work a second that comes to each region: requests, at so many copies as each is worked on."""
    by_flow: dict[str, set[str]]
    """The regions that requests of each flow come to."""

    def each(self, region: str) -> float:
        """What comes to one of a region's places."""
        return self.come[region] / self.count[region]

    @property
    def top(self) -> str:
        """The region whose places get the most."""
        return max(self.come, key=self.each)

    @property
    def factor(self) -> float:
        """How many times as much as the mean these get."""
        return self.each(self.top) * sum(self.count.values()) / sum(self.come.values())


def is_spread(facts: Facts, component: Component) -> bool:
    """Whether it stands in each of several regions, so that calls stay where they are."""
    places = _by_region(facts, component) if component.each else {}
    return len(places) > 1 and "" not in places


def first_regions(facts: Facts, flow: Flow) -> Regions:
    """Where requests of a flow go first that go to one of several regions, by their share; nothing where they
    don't.
    """
    components = facts.design.components
    standing = _standing(facts, flow)
    waiting = [flow.root] if flow.root is not None else []
    for visit in waiting:
        component = components[visit.component]
        if component.family != "entry" and is_spread(facts, component):
            found = standing[id(visit)].items()
            return {region: share for region, share in found if region and share > 0.0}
        waiting += [call.visit for stage in visit.stages for call in stage if not call.step.asynchronous]
    return {}


def busiest(facts: Facts, component: Component) -> Known | None:
    """How many times as much as the mean of its places the busiest one gets; None where all get as much,
    where the component isn't `in each` of several regions, and where that can't be known.
    """
    found = _uneven(facts, component)
    if found is None:
        return None
    top, whole = found.top, sum(found.count.values())
    part = Quantity.number(_rounded(found.come[top] / sum(found.come.values())))
    value = Quantity.number(_rounded(found.factor))
    here = f"{found.count[top]:.3g} of {whole:.3g} places"
    how = f"{shown(part, percent=True)} of its work comes to {top}, {here}, since they stay in their region"
    parts = _splits(facts, component, found)
    name = f"the busiest place of {component.name}"
    return Known(value, Witness(name, f"x{shown(value)}", how, parts=parts))


def alike(facts: Facts, component: Component) -> tuple[Witness, ...]:
    """What is assumed of where its calls come from, where by that all its places get as much."""
    found = _places(facts, component) if _uneven(facts, component) is None else None
    return _splits(facts, component, found) if found is not None else ()


def _splits(facts: Facts, component: Component, found: _Places) -> tuple[Witness, ...]:
    split = (_split(facts, component, facts.design.flows[name]) for name in found.by_flow)
    return tuple(dict.fromkeys(witness for witness in split if witness is not None))


def calmer(facts: Facts, component: Component, flow: Flow) -> float:
    """How much of the busiest place's load the busiest of those places has that calls of a flow come to: 1
    where it is that one, or all get as much.
    """
    found = _uneven(facts, component)
    reached = found.by_flow.get(flow.name) if found is not None else None
    if found is None or not reached:
        return 1.0
    return max(map(found.each, reached)) / found.each(found.top)


def _uneven(facts: Facts, component: Component) -> _Places | None:
    """What comes to its places, where that is known and one gets more than another."""
    found = _places(facts, component)
    return found if found is not None and found.factor > 1.0 + 1e-9 else None


def _places(facts: Facts, component: Component) -> _Places | None:
    """What comes to its places, where it stands in each of several regions and that is known."""
    held: dict[str, _Places | None] = facts.memo.setdefault("places", {})
    if component.name not in held:
        held[component.name] = _come(facts, component) if is_spread(facts, component) else None
    return held[component.name]


def _come(facts: Facts, component: Component) -> _Places | None:
    count = _by_region(facts, component)
    come = dict.fromkeys(count, 0.0)
    by_flow: dict[str, set[str]] = {}
    own = copies_of(facts, component)
    for arrival in arrivals(facts, component):
        if isinstance(arrival.rate, Unknown):
            return None
        rate = float(arrival.rate.value.high)
        write = component.family == "store" and arrival.step is not None and arrival.step.write
        if write and component.kind != "cache":
            # What is written in one place is written in all of them, at each copy.
            for region, places in count.items():
                come[region] += rate * places * max(1, len(own.sets[0]) - own.standby)
            rate = 0.0
        for region, share in _standing(facts, arrival.flow)[id(arrival.visit)].items():
            come[region] += rate * share * (own.read.count if component.family == "store" else 1)
            if share > 0.0:
                by_flow.setdefault(arrival.flow.name, set()).add(region)
    return _Places(count, come, by_flow) if sum(come.values()) > 0.0 else None


def _rounded(value: float) -> Fraction:
    # Shares of a few rates: what is exactly full isn't a billionth more than that.
    return Fraction(value).limit_denominator(1_000_000)


def _split(facts: Facts, component: Component, flow: Flow) -> Witness | None:
    """What is assumed of clients that stand in several regions, or nobody knows where."""
    root = facts.design.components[flow.root.component] if flow.root is not None else None
    if root is None or root.family != "entry":
        return None
    there = _by_region(facts, root)
    if len(there) == 1 and "" not in there:
        return None
    known = len(there) > 1
    source = "how many come from which can't be said of one client: declare one for each"
    if not known:
        source = f"where {root.name} is isn't said: declare a client in each region"
    regions = ", ".join(there if known else _by_region(facts, component))
    return Witness(f"requests of {root.name} from {regions}", "alike", origin="assumed", source=source)


def _by_region(facts: Facts, component: Component) -> dict[str, float]:
    """How many of its places lie in each region; of one that has lost machines the part that is left."""
    design = facts.design
    found: dict[str, float] = {}
    parts = component.standing or (Fraction(1),) * len(component.places)
    for place, part in zip(component.places, parts, strict=True):
        zone = design.zones.get(place)
        region = zone.region if zone is not None else place if place in design.regions else ""
        found[region] = found.get(region, 0.0) + float(part)
    return found


MAX_ROUNDS = 20
"""How often it is gone through what channels pass on to each other; in a row of them all is settled after as
many rounds as it is long.
"""


def _standing(facts: Facts, flow: Flow) -> dict[int, Regions]:
    """Where the visits of a flow are made, by their ids."""
    held: dict[str, dict[int, Regions]] | None = facts.memo.get("regions of visits")
    if held is None:
        held = facts.memo["regions of visits"] = {}
        held.update(_from_channels(facts))
    if flow.name not in held:
        held[flow.name] = _walked(facts, flow, _start(facts, flow))
    return held[flow.name]


def begins(facts: Facts, flow: Flow) -> Regions | None:
    """Where a flow begins whose channel stands `in each` of several regions: where its messages come to. None
    of any other.
    """
    root = facts.design.components[flow.root.component] if flow.root is not None else None
    if flow.root is None or root is None or root.family != "channel" or not is_spread(facts, root):
        return None
    return {region: share for region, share in _standing(facts, flow)[id(flow.root)].items() if share > 0.0}


def _from_channels(facts: Facts) -> dict[str, dict[int, Regions]]:
    """The same of flows that begin with a message of what stands `in each` of several regions: where it came
    to. All of them are gone through at once, so that their order changes nothing.
    """
    components = facts.design.components
    fed = {}
    for flow in facts.design.flows.values():
        root = components[flow.root.component] if flow.root is not None else None
        if root is not None and root.family == "channel" and is_spread(facts, root):
            fed[flow.name] = flow, root
    starts = {name: _start(facts, flow) for name, (flow, _) in fed.items()}
    walked = {name: _walked(facts, flow, starts[name]) for name, (flow, _) in fed.items()}
    for _ in range(MAX_ROUNDS if fed else 0):
        then = {name: _messages_of(facts, root, walked) or starts[name] for name, (_, root) in fed.items()}
        if then == starts:
            break
        starts = then
        walked = {name: _walked(facts, flow, starts[name]) for name, (flow, _) in fed.items()}
    return walked


def _messages_of(facts: Facts, channel: Component, walked: Mapping[str, dict[int, Regions]]) -> Regions:
    """The shares of its messages that come to each region; nothing where that isn't known."""
    found: Regions = {}
    for arrival in arrivals(facts, channel):
        if isinstance(arrival.rate, Unknown):
            return {}
        there = walked.get(arrival.flow.name) or _standing(facts, arrival.flow)
        for region, share in there[id(arrival.visit)].items():
            found[region] = found.get(region, 0.0) + share * float(arrival.rate.value.high)
    total = sum(found.values())
    return {region: come / total for region, come in found.items()} if total > 0.0 else {}


def _start(facts: Facts, flow: Flow) -> Regions:
    """Where a flow begins: at its client, or at any copy."""
    return _home(facts, facts.design.components[flow.root.component]) if flow.root is not None else {}


def _walked(facts: Facts, flow: Flow, start: Regions) -> dict[int, Regions]:
    found: dict[int, Regions] = {}
    if flow.root is None:
        return found
    components = facts.design.components
    found[id(flow.root)] = start
    waiting: list[tuple[Call, Regions]] = [(call, start) for stage in flow.root.stages for call in stage]
    for call, here in waiting:
        there = _gone_to(facts, call.step, components[call.step.callee], here)
        found[id(call.visit)] = there
        waiting.extend((inner, there) for stage in call.visit.stages for inner in stage)
        waiting.extend((other, here) for other in call.otherwise)
    return found


def _home(facts: Facts, component: Component) -> Regions:
    """Where a component's copies that serve stand, by their share; clients stand in their places alike."""
    own = copies_of(facts, component)
    found: dict[str, float] = {}
    for dealt in own.deals if component.family != "entry" else ():
        # Standbys are the last that are dealt, and there may be a billion of them.
        serving = deal(max(1, dealt.count - own.standby), dealt.options) if own.standby else dealt
        for domain, count in serving.held.items():
            found[domain.region] = found.get(domain.region, 0.0) + count
    found = found or _by_region(facts, component)
    total = sum(found.values())
    return {region: count / total for region, count in found.items()} if total else {"": 1.0}


def _gone_to(facts: Facts, step: Step, callee: Component, here: Regions) -> Regions:
    """Where calls from some regions go to."""
    home = _home(facts, callee)
    own = copies_of(facts, callee)
    if step.write and own.write.leader and own.sets and not callee.each:
        return {own.sets[0][0].region: 1.0}
    found: Regions = {}
    for region, share in here.items():
        if region in home:
            went: Regions = {region: 1.0}
        elif region and callee.each:
            near = _nearest(facts, region, home)
            went = {near: 1.0} if near else home
        else:
            went = home
        for place, part in went.items():
            found[place] = found.get(place, 0.0) + share * part
    return found


def _nearest(facts: Facts, region: str, home: Regions) -> str:
    """The nearest region of some, by the links that are known; empty where none is."""
    ways = {other: link_between(facts, region, other) for other in home if other}
    known = {other: way.value.low for other, way in ways.items() if isinstance(way, Known)}
    return min(known, key=lambda other: known[other]) if known else ""
