"""Losses by brute force: small designs drawn at random, and what they answer by a walk over the flow."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product
from random import Random

from sdlint.analyses.failures import Unit
from sdlint.analyses.placement import Domain, replicas_in
from sdlint.model.design import Call, Component, Design, Visit
from sdlint.quantity import Quantity

Outcomes = dict[bool, float]
Machines = frozenset[tuple[str, int, int]]
"""Those that are up: component, shard, copy."""

STORES = (
    "{ replicas 1 }",
    "{ replicas 2, replication leaderless(write 2, read 1) }",
    "{ replicas 3, replication leaderless(write 2, read 2) }",
    "{ replicas 3, replication leaderless(write 1, read 3) }",
    "{ replicas 1, shards 2 }",
    "{ replicas 2, shards 3, replication leader_follower(async), failover 30s }",
    "{ replicas 2, replication leader_follower(async), failover 30s }",
    "{ replicas 3, replication leader_follower(sync), failover 30s }",
    "{ replicas 3, replication quorum, failover 30s }",
    "{ replicas 5, replication quorum, failover 30s }",
    "{ replicas 2, standby 1, failover 30s, replication leader_follower(async) }",
    "{ availability 99.9% }",
)
BODIES = (
    "c -> s -> h else d",
    "c -> s -> h else d\n  s -> d write",
    "c -> s -> { d, ex }",
    "c -> s -> d else ex",
    "c -> s -> d else e",
    "c -> s -> { d, e }\n  s -> d write",
    "c -> s -> ex 30%\n  s -> h else d scatter",
    "c -> s -> h -> d\n  s -> ex? \n  s ~> e write",
    "c -> s -> ex else h else d",
    "c -> n -> s -> d\n  s -> h? write",
    "c -> g else s -> d write 40%",
    "c -> s -> h else d write",
    "c -> s -> e scatter\n  s -> d scatter else e write",
)


def random_design(random: Random) -> str:
    """Two regions, a service, caches, two stores, an external and a dns, placed and joined by chance."""
    places = ["r", "r.a", "r, q", "q", "each r, q", "world", "r.a, q"]

    def place() -> str:
        return random.choice(places)

    body = random.choice(BODIES)
    d, e = random.choice(STORES), random.choice(STORES)
    if "shards" not in d or "shards" not in e:
        body = body.replace(" scatter", "")
    return "\n".join(
        [
            "region r { zone a, zone b }",
            "region q",
            "client c",
            "dns n { availability 99.9% }",
            f"cdn g {{ availability 99.9%, hit {random.choice([30, 60])}% }}",
            f"service s in {place()} {{ replicas {random.randint(1, 3)}, needs {random.randint(1, 2)} }}",
            f"cache h in {place()} {{ replicas {random.randint(1, 2)}, hit {random.choice([50, 90])}% }}",
            f"database d in {place()} {d}",
            f"database e in {place()} {e}",
            "external ex { availability 99% }",
            f"flow f at 100/s {{\n  {body}\n}}",
        ]
    )


class Brute:
    """One design whose elements are taken down one by one."""

    def __init__(self, design: Design) -> None:
        self.design = design
        self.flow = design.flows["f"]
        self.places: dict[tuple[str, int, int], Domain] = {}
        self.sets: dict[str, int] = {}
        self.sharded: list[str] = []
        for name, component in design.components.items():
            if component.family == "entry":
                continue
            domains = replicas_in(design, component)
            self.sets[name] = len(component.places) if component.each and domains else 1
            if not domains:
                # Managed: any of its regions will do.
                regions = dict.fromkeys(place.split(".")[0] for place in component.places if place != "world")
                domains = tuple(Domain(region, "") for region in regions) or (Domain("", ""),)
            shards = self.number(component, "shards", 1)
            if shards > 1:
                self.sharded.append(name)
            for shard in range(shards):
                for at, domain in enumerate(domains):
                    self.places[(name, shard, at)] = domain

    def number(self, component: Component, name: str, default: int) -> int:
        said = component.attributes.get(name)
        return int(said.value.low) if said and isinstance(said.value, Quantity) else default

    def without(self, units: Iterable[Unit]) -> Machines:
        """The machines that are up while units are down; a copy is that of the first shard."""
        down: set[tuple[str, int, int]] = set()
        for unit in units:
            for machine, domain in self.places.items():
                name, shard, at = machine
                if unit.kind == "replica":
                    gone = f"{name}#{at + 1}" == unit.name and shard == 0
                elif unit.kind == "component":
                    gone = name == unit.name
                else:
                    gone = unit.name in (domain.zone, domain.region)
                if gone:
                    down.add(machine)
        return frozenset(self.places) - down

    def answered(self, up: Machines, *, wanted: bool = False) -> float:
        """The share of requests answered: over each drawn shard and every branch."""
        assert self.flow.root is not None
        total = 0.0
        counts = [self.number(self.design.components[name], "shards", 1) for name in self.sharded]
        chances = 1.0
        for count in counts:
            chances /= count
        for drawn in product(*(range(count) for count in counts)):
            chosen = dict(zip(self.sharded, drawn, strict=True))
            total += chances * self.visit(self.flow.root, up, chosen, wanted)[True]
        return total

    def visit(self, visit: Visit, up: Machines, drawn: dict[str, int], wanted: bool) -> Outcomes:
        found = {True: 1.0, False: 0.0}
        for stage in visit.stages:
            for call in stage:
                found = both(found, self.call(call, up, drawn, wanted))
        return found

    def call(self, call: Call, up: Machines, drawn: dict[str, int], wanted: bool) -> Outcomes:
        step = call.step
        if (step.optional or step.asynchronous) and not wanted:
            return {True: 1.0, False: 0.0}
        found = self.made(call, up, drawn, wanted)
        if step.share is None:
            return found
        taken = float(step.share.low)
        return {True: 1 - taken + taken * found[True], False: taken * found[False]}

    def made(self, call: Call, up: Machines, drawn: dict[str, int], wanted: bool) -> Outcomes:
        step = call.step
        callee = self.design.components[step.callee]
        below = self.visit(call.visit, up, drawn, wanted)
        others = {True: 1.0, False: 0.0}
        for other in call.otherwise:
            others = both(others, self.call(other, up, drawn, wanted))
        there = self.is_up(callee, step.write, step.scatter, up, drawn)
        own = {True: float(there), False: 1 - float(there)}
        if callee.kind in ("cache", "cdn") and not step.write:
            if any(other.step.write for other in call.otherwise):
                return others
            hit = callee.attributes["hit"].value
            assert isinstance(hit, Quantity)
            hits = {True: float(hit.low), False: 1 - float(hit.low)}
            if callee.kind == "cdn" and call.otherwise:
                return both(own, either(hits, both(below, others)))
            if call.visit.stages:
                own = both(own, either(hits, below))
            elif call.otherwise:
                own = both(own, hits)
        else:
            own = both(own, below)
        return either(own, others) if call.otherwise else own

    def is_up(
        self, component: Component, write: bool, scatter: bool, up: Machines, drawn: dict[str, int]
    ) -> bool:
        need = self.need(component, write)
        shards = range(self.number(component, "shards", 1)) if scatter else [drawn.get(component.name, 0)]
        copies = sum(1 for name, shard, _ in self.places if name == component.name and shard == 0)
        size = copies // self.sets[component.name]
        return all(
            any(
                sum((component.name, shard, at) in up for at in range(first, first + size)) >= need
                for first in range(0, copies, size)
            )
            for shard in shards
        )

    def need(self, component: Component, write: bool) -> int:
        """How many copies of a shard an operation takes; with all else up another leader has taken over."""
        least = self.number(component, "needs", 1)
        said = component.attributes.get("replication")
        count = self.number(component, "replicas", 1)
        if said is None or count == 1:
            return least
        if said.value == "leaderless":
            return max(least, int(said.parts["write" if write else "read"].value.low))  # type: ignore[union-attr]
        if said.value == "quorum":
            return max(least, count // 2 + 1)
        return max(least, 2) if write and "sync" in said.parts else least


def both(left: Outcomes, right: Outcomes) -> Outcomes:
    yes = left[True] * right[True]
    return {True: yes, False: 1 - yes}


def either(left: Outcomes, right: Outcomes) -> Outcomes:
    no = left[False] * right[False]
    return {True: 1 - no, False: no}
