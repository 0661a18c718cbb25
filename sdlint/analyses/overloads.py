"""Who is overloaded by a loss: the load goes through what survives, and is held against what that can do.

What a loss doesn't touch isn't computed again: only flows that make other calls, and only components that
have fewer machines or more load. Whether one of them can be overloaded at all is first seen by a bound.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sdlint.analyses.copies import Copies
from sdlint.analyses.facts import Facts
from sdlint.analyses.load import highest, uses, utilization
from sdlint.analyses.machines import is_managed
from sdlint.analyses.spread import is_spread
from sdlint.analyses.standing import ALL, NONE, Left
from sdlint.analyses.survivors import FINE, Answers, answers_of, fewer, going_on
from sdlint.analyses.traffic import arrivals, arrivals_of, following
from sdlint.expression.values import Known, Unknown
from sdlint.model.design import Component, Visit
from sdlint.record import Equal, Record, changed

MAX_STEPS = 100_000
"""Steps of flows that are gone through again, for all losses together."""

_Rates = dict[str, dict[tuple[str, int, str], float]]
"""By component: requests a second by flow and step."""


_Moved = tuple[tuple[str, tuple[str, ...]], ...]
"""The places that are left of components that have lost some."""


class Overload(Equal):
    """A survivor that gets more than it can do."""

    component: str
    before: float | None
    after: float

    @property
    def already(self) -> bool:
        """Whether it is too much without the loss, too."""
        return self.before is not None and self.before > 1


class Told(Record):
    """Who is overloaded by a loss, and of whom that can't be known."""

    overloads: tuple[Overload, ...]
    """Those too who got too much before already, and get more of it now."""
    unsure: Mapping[str, Unknown]
    """What is wanting of each component of which it isn't known."""
    whole: bool = True
    """Whether it was told of all: not where that is too much to be gone through."""

    @property
    def unknown(self) -> Iterator[str]:
        """What can't be known, in words."""
        if not self.whole:
            yield f"who is overloaded: {TOO_LARGE}"
        for name, why in self.unsure.items():
            yield f"whether {name} can carry more, {wanted(why)}"


TOO_LARGE = "the design is too large to tell it of every loss"
_TOO_MUCH = Told((), {}, False)


class _World(Record):
    """Flows as they go on after a loss: their facts, and where they bring more load, by which factor."""

    facts: Facts
    more: Mapping[str, float]
    rates: Mapping[str, tuple[tuple[tuple[str, int, str], float], ...]]
    """By component that they touch, what they bring there now: what tells one world from another."""


class Overloads:
    """Tells of losses whom they overload."""

    def __init__(self, facts: Facts, copies: Mapping[str, Copies]) -> None:
        self.facts = facts
        self.copies = copies
        self.steps = 0
        self.flows: dict[str, list[str]] = {}
        for name, flow in facts.design.flows.items():
            for component in flow.touched:
                self.flows.setdefault(component, []).append(name)
        self.helped: set[str] = set()
        """The components whose calls have an alternative, and what is called behind them: only their loss
        brings more load to others.
        """
        self.instead: set[str] = set()
        """The components that are called instead of them, and what these call."""
        for flow in facts.design.flows.values():
            if flow.root:
                _note(flow.root, self.helped, self.instead)
        self.spread = [one.name for one in facts.design.components.values() if is_spread(facts, one)]
        """Those of which a place may get more than another."""
        self._shared: dict[Any, Any] = {}
        self._at = {name: at for at, name in enumerate(facts.design.components)}
        self._order = {name: at for at, name in enumerate(facts.design.flows)}
        # One loss asks for the same world again, others never; to keep all is to copy the flows for each.
        self._world_of: tuple[tuple[tuple[str, Answers], ...], _World | None] | None = None
        self._before: dict[str, tuple[float, Unknown | None]] = {}
        self._after: dict[tuple[object, ...], tuple[float, Unknown | None]] = {}
        self._rates: dict[str, _Rates] = {}

    def of(self, left: Mapping[str, Left]) -> Told:
        """Whom a loss overloads, given what is left of the components that it touches."""
        dead = {
            name: answers_of(one, self.copies[name].shards)
            for name, one in left.items()
            if one.hurt and name in self.flows
        }
        more: Mapping[str, float] = {}
        if any(name in self.helped for name in dead):
            world = self.world(dead)
            if world is None:
                return _TOO_MUCH
            more = world.more
        found: list[Overload] = []
        unsure: dict[str, Unknown] = {}
        names = [name for name, one in left.items() if one.machines is not ALL and one.machines is not NONE]
        names += [name for name in more if name not in left or left[name].machines is ALL]
        moved = self._moved(left)
        if moved:
            names += [name for name in self.spread if name not in left and name in self.flows]
            names = list(dict.fromkeys(names))
        for name in sorted(names, key=self._at.__getitem__):
            component = self.facts.design.components[name]
            if component.family == "outside":
                continue
            before, wanting = self.before(component)
            machines = left[name].machines if name in left else ALL
            # More load by a factor on fewer machines can't come to more than this; of what had no load before
            # (nothing times infinity) that says nothing.
            most = before * more.get(name, 1.0) / float(machines)
            if moved and name in self.spread:
                # All of it may come to one place.
                most *= len(component.places)
            after = before
            if not most <= max(1.0, before):
                world = self.world(dead) if dead else None
                if dead and world is None:
                    return _TOO_MUCH
                after, still = self.after(component, left, moved, world)
                # What had no load may get some, and then it isn't known any more what that takes.
                wanting = wanting or still
            if after > 1 and after > before * (1 + 1e-9):
                # What is known of it is enough to tell, whatever the rest comes to.
                found.append(Overload(name, None if wanting and before <= 1 else before, after))
            elif wanting and not is_elastic(component):
                unsure[name] = wanting
        return Told(tuple(found), unsure)

    def _moved(self, left: Mapping[str, Left]) -> _Moved:
        """Where components stand that have lost places, where that tells where load comes to."""
        if not self.spread:
            return ()
        return tuple((name, one.kept) for name, one in left.items() if one.kept)

    def before(self, component: Component) -> tuple[float, Unknown | None]:
        """Its utilisation while all is up: at least so much, and what is wanting to know the rest."""
        name = component.name
        if name not in self._before:
            self._before[name] = least_use(self.facts, component)
        return self._before[name]

    def after(
        self, component: Component, left: Mapping[str, Left], moved: _Moved, world: _World | None
    ) -> tuple[float, Unknown | None]:
        """Its utilisation after a loss, at least: on what is left of it, by what flows still bring; and what
        is wanting to know whether it is more.
        """
        rates = world.rates.get(component.name, ()) if world else ()
        own = left.get(component.name)
        machines = (own.machines, own.kept, own.standing) if own is not None else ()
        key = (component.name, machines, rates, moved)
        if key not in self._after:
            base = world.facts if world else self.facts
            arrivals(base, component)  # Noted there, for all that is asked of this world.
            less = fewer(component, own) if own is not None else component
            components = {**self.facts.design.components, component.name: less}
            for name, places in moved:
                if name != component.name:
                    components[name] = changed(components[name], places=places)
            then = Facts(changed(base.design, components=components), assumed=self.facts.assumed)
            shared = ("arrivals", "arrivals of")
            then.memo.update((k, v) for k, v in base.memo.items() if k == "arrows" or k[0] in shared)
            self._after[key] = least_use(then, less)
        return self._after[key]

    def world(self, dead: Mapping[str, Answers]) -> _World | None:
        """The flows as they go on; nothing where that is too much to be gone through."""
        key = tuple(dead.items())
        if self._world_of is None or self._world_of[0] != key:
            self._world_of = key, self._world(dead)
        return self._world_of[1]

    def _world(self, dead: Mapping[str, Answers]) -> _World | None:
        design = self.facts.design
        names = {name for component in dead for name in self.flows[component]}
        touched = following(self.facts, [flow for name, flow in design.flows.items() if name in names])
        self.steps += sum(len(flow.steps) + 1 for flow in touched)
        if self.steps > MAX_STEPS:
            return None
        flows = dict(design.flows)
        for flow in touched:
            own = {name: dead.get(name, FINE) for name in dead}
            flows[flow.name] = going_on(self.facts, flow, own)
        then = Facts(changed(design, flows=flows), assumed=self.facts.assumed)
        changed_ = {flow.name for flow in touched}
        then.memo.update(self.shared())
        for name in changed_:
            del then.memo["arrivals of", name, False]
        more: dict[str, float] = {}
        rates: dict[str, list[tuple[tuple[str, int, str], float]]] = {}
        for name in sorted(changed_, key=self._order.__getitem__):
            before, after = self.rates(name), _rates(then, name)
            # How much more comes to what is called instead can't be known then.
            vague = {one.path[-1] for one in arrivals_of(then, flows[name]) if isinstance(one.rate, Unknown)}
            more.update((component, float("inf")) for component in after if component in vague & self.instead)
            for component in {**before, **after}:
                was, now = before.get(component, {}), after.get(component, {})
                # What is no longer called is told too: it isn't the same as before.
                rates.setdefault(component, []).extend((step, now.get(step, 0.0)) for step in {**was, **now})
                for step, rate in now.items():
                    old = was.get(step, 0.0)
                    factor = 1.0 if rate <= old else rate / old if old > 0 else float("inf")
                    if factor > 1.0 + 1e-9:
                        more[component] = max(more.get(component, 1.0), factor)
        return _World(then, more, {name: tuple(found) for name, found in rates.items()})

    def shared(self) -> dict[Any, Any]:
        """What flows bring where while all is up, as the analyses note it."""
        if not self._shared:
            for flow in self.facts.design.flows.values():
                self._shared["arrivals of", flow.name, False] = arrivals_of(self.facts, flow)
        return self._shared

    def rates(self, flow: str) -> _Rates:
        """What a flow brings where while all is up."""
        if flow not in self._rates:
            self._rates[flow] = _rates(self.facts, flow)
        return self._rates[flow]


def least_use(facts: Facts, component: Component) -> tuple[float, Unknown | None]:
    """How much of it is used at least, and what is wanting to know whether it is more."""
    used = utilization(facts, component)
    if isinstance(used, Known):
        return float(used.value.low), None
    known = highest(uses(facts, component))
    return float(known.value.low) if known else 0.0, used


def is_elastic(component: Component) -> bool:
    """Whether somebody else sees to it that it can do what comes, where nothing is said of that; a clock only
    starts what others do.
    """
    return component.kind in ("dns", "cdn", "scheduler") or is_managed(component)


def wanted(unknown: Unknown) -> str:
    """`for want of capacity of `api``."""
    return unknown.text.removeprefix("unknown, ")


def _note(root: Visit, helped: set[str], instead: set[str]) -> None:
    """Note whose calls have an alternative, with what is called behind them, and what is called instead."""
    waiting = [(call, False, False) for stage in root.stages for call in stage]
    for call, outer, other in waiting:
        inside = outer or bool(call.otherwise)
        if inside:
            helped.add(call.step.callee)
        if other:
            instead.add(call.step.callee)
        waiting.extend((inner, inside, other) for stage in call.visit.stages for inner in stage)
        waiting.extend((later, outer, True) for later in call.otherwise)


def _rates(facts: Facts, flow: str) -> _Rates:
    found: _Rates = {}
    for arrival in arrivals_of(facts, facts.design.flows[flow]):
        # The rate at the low end: an overload is told where it is sure.
        rate = float(arrival.rate.value.low) if isinstance(arrival.rate, Known) else 0.0
        step = (flow, arrival.step.span.start, arrival.step.callee) if arrival.step else (flow, -1, "")
        here = found.setdefault(arrival.path[-1], {})
        here[step] = here.get(step, 0.0) + rate
    return found
