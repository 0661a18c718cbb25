"""Changes that may improve a design: one more copy, another zone, a shard, replication, a cache, a timeout.

They are guesses, and nobody is told of one before it was made and measured. So they may be many, but not
so many that measuring takes long: copies of what is neither busy nor scarce are not tried.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from sdlint.analyses.facts import Facts
from sdlint.analyses.machines import is_managed
from sdlint.analyses.review.numbers import figure
from sdlint.analyses.scaling import target_utilization
from sdlint.analyses.verdicts import play
from sdlint.analyses.worlds import supposed
from sdlint.diagnostic import Edit
from sdlint.expression.tree import Parenthesis
from sdlint.expression.values import Known
from sdlint.model.attributes import DURABLE
from sdlint.model.design import Component, Flow, Stated
from sdlint.quantity import Quantity
from sdlint.record import Record, changed
from sdlint.syntax import nodes
from sdlint.syntax.edits import Trees, attribute_of, placed, settings

CALM = Fraction(1, 2)
"""How busy a component may be for that more copies of it are hardly felt."""
BUSY = Fraction(3, 4)
"""How busy many let a component be, though few workers would be better off with less: a guess, and measured
like all that is tried.
"""
SAFE = 3
"""Copies in several zones, of which more hardly save a minute."""
AT_HAND = 3
"""Copies of which two have each write: a write needs both of two, and any other one of three."""
HIT = "80%"
"""What a new cache is supposed to answer; the classic guess that a fifth of the records gets most reads."""
FAILOVER = "30s"
"""How long a switch takes that goes by itself."""
MOST = 60
"""Candidates that are measured."""


class Candidate(Record):
    """A change of the text."""

    kind: str
    """`replicas`, `zone`, `autoscale`, `nodes`, `shards`, `replication`, `failover`, `cache`, `timeout`."""
    element: str
    told: str
    """What is done, as a heading: `10 copies of api instead of 9`."""
    assumes: str
    """What must be so for it to help as much as is promised; empty where nothing is assumed."""
    edits: tuple[Edit, ...]
    count: int = 0
    """The copies that there are then, where it is about those."""
    otherwise: tuple[Candidate, ...] = ()
    """What is tried where this buys nothing, since it takes more."""


def candidates(facts: Facts) -> tuple[Candidate, ...]:
    """What is tried, the tightest components first: as tight as they are, or in a scenario that fails."""
    components = [c for c in facts.design.components.values() if c.family not in ("entry", "outside")]
    trees = Trees()
    found: list[Candidate] = []
    for component in sorted(components, key=lambda one: -_used(facts, one)):
        node = trees.component(component.span)
        if node is not None and not component.mistaken:
            found.extend(_of(facts, component, node, trees))
    for flow in facts.design.flows.values():
        found.extend(_timeouts(facts, flow, trees))
    return tuple(found[:MOST])


def _used(facts: Facts, component: Component) -> Fraction:
    worlds: list[Facts] = facts.memo.setdefault("worlds to bear", [])
    if not worlds:
        worlds += [facts, *_failing(facts)]
    there = [(world, world.design.components.get(component.name)) for world in worlds]
    values = [figure(world, "utilization", one).value for world, one in there if one is not None]
    return max((one.value.high for one in values if isinstance(one, Known)), default=Fraction(0))


def _failing(facts: Facts) -> Iterator[Facts]:
    """What is supposed by scenarios that don't come out as expected."""
    for item in facts.design.scenarios:
        if any(verdict.status == "not met" for verdict in play(facts, item)):
            yield from supposed(facts, item)


def _of(facts: Facts, component: Component, node: nodes.Component, trees: Trees) -> Iterator[Candidate]:
    if not is_managed(component) or "replicas" in component.attributes:
        yield from _copies(facts, component, node)
        yield from _zones(facts, component, node)
    yield from _parts(facts, component, node)
    yield from _replication(component, node)
    yield from _cache(facts, component, node, trees)


# Copies


def _copies(facts: Facts, component: Component, node: nodes.Component) -> Iterator[Candidate]:
    said = component.attributes
    used = _used(facts, component)
    if "autoscale" in said:
        yield from _scaled(component, node, said["autoscale"])
        return
    if "nodes" in said and component.family == "channel":
        return
    there = _count(said.get("replicas"))
    if there is None:
        return
    spread = len(_zone_names(facts, component)) > 1
    if used <= CALM and there >= SAFE and spread:
        return
    # Of an even number a majority bears no more losses than of the odd one below.
    step = 2 if _majority(component) and there % 2 else 1
    enough = (
        _enough(there, used, target) for target in (BUSY, target_utilization(facts, component).value.low)
    )
    for count in sorted({there + step, *enough}):
        if count > there:
            candidate = _more(component, node, there, count)
            if count == 2 and component.kind in DURABLE:
                candidate = changed(candidate, otherwise=(_more(component, node, there, AT_HAND),))
            yield candidate


def _more(component: Component, node: nodes.Component, there: int, count: int) -> Candidate:
    values = [("replicas", _raised(node, "replicas", there, count))]
    told = f"{count} copies of {component.name} instead of {there}"
    if there == 1:
        told = f"a second copy of {component.name}" if count == 2 else f"{count} copies of {component.name}"
        if component.kind in DURABLE and "replication" not in component.attributes:
            values += [("replication", "leader_follower(sync)"), *_failover(component)]
            told += ", which has each write" if count == 2 else ", of which two have each write"
    if component.kind == "scheduler" and "leader_election" not in component.attributes:
        # Copies that all start would start everything twice.
        values.append(("leader_election", ""))
        told += ", one of which is elected to start"
    return Candidate("replicas", component.name, told, "", tuple(settings(node, values)), count)


def _raised(node: nodes.Component, name: str, there: int, count: int) -> str:
    """The number, or the design's own sum and what is added to it."""
    said = attribute_of(node, name)
    first = said.arguments[0] if said and said.arguments else None
    if isinstance(first, Parenthesis):
        return f"({first.inner.span.text} + {count - there})"
    return str(count)


def _enough(there: int, used: Fraction, target: Fraction) -> int:
    """So many copies that it is as busy as it should be; of channels and stores writes may go to all."""
    if used <= target or target <= 0:
        return there
    return -int(-(there * used / target) // 1)


def _scaled(component: Component, node: nodes.Component, said: Stated) -> Iterator[Candidate]:
    low, high = (_count(said.parts.get(end)) for end in ("low", "high"))
    if low is None or high is None:
        return
    for first, last in ((low + 1, max(high, low + 1)), (low, 2 * high)):
        told = f"{component.name} scaled between {first} and {last} copies instead of {low} and {high}"
        edits = tuple(settings(node, [("autoscale", f"{first}..{last}")]))
        yield Candidate("autoscale", component.name, told, "", edits)


def _count(said: Stated | None) -> int | None:
    """A number of copies; 1 where nothing is said of it."""
    if said is None:
        return 1
    value = said.value
    if not isinstance(value, Quantity) or not value.exact or value.low < 1:
        return None
    return int(value.low)


def _majority(component: Component) -> bool:
    said = component.attributes.get("replication")
    return said is not None and said.value in ("quorum", "leaderless")


# Zones


def _zone_names(facts: Facts, component: Component) -> list[str]:
    """The zones that its copies may stand in."""
    found: list[str] = []
    for place in component.places:
        region = facts.design.regions.get(place)
        found.extend([zone.name for zone in region.zones] if region else [place])
    return list(dict.fromkeys(found))


def _zones(facts: Facts, component: Component, node: nodes.Component) -> Iterator[Candidate]:
    """All zones of the regions in which it has only some."""
    regions = facts.design.regions
    zones = facts.design.zones
    if "autoscale" in component.attributes or component.each:
        return
    names = list(dict.fromkeys(zones[p].region if p in zones else p for p in component.places))
    if not names and len(regions) == 1:
        names = list(regions)
    there = _count(component.attributes.get("replicas"))
    every = [zone.name for name in names if name in regions for zone in regions[name].zones]
    if there is None or len(every) < 2 or any(name not in regions for name in names):
        return
    if len(_zone_names(facts, component)) == len(every) and there >= len(every):
        return
    count = max(there, 2)
    place = placed(node, ", ".join(names))
    moved = [] if set(component.places) == set(names) else [place]
    if not moved:
        count = len(every)
    told = f"{component.name} in {count if count < len(every) else 'all'} zones of {' and '.join(names)}"
    if count > there:
        told += f", with {count} copies instead of {there}"
    values = [("replicas", _raised(node, "replicas", there, count))] if count > there else []
    if values and there == 1 and component.kind in DURABLE and "replication" not in component.attributes:
        values += [("replication", "leader_follower(sync)"), *_failover(component)]
    yield Candidate("zone", component.name, told, "", (*moved, *settings(node, values)))


# Stores


def _parts(facts: Facts, component: Component, node: nodes.Component) -> Iterator[Candidate]:
    """Twice the shards, or the machines, of what keeps data."""
    if component.family not in ("store", "channel") or _used(facts, component) <= CALM:
        return
    if is_managed(component) and "shards" not in component.attributes and "nodes" not in component.attributes:
        return  # Whoever runs it splits it.
    name = "nodes" if "nodes" in component.attributes else "shards"
    there = _count(component.attributes.get(name))
    if there is None or (name == "shards" and component.family == "channel"):
        return
    said = attribute_of(node, name)
    value = str(2 * there)
    if said is not None:
        value += "".join(f" {argument.span.text}" for argument in said.arguments[1:])
    elif name == "shards":
        key = _key(facts, component)
        value += f" by hash({key})" if key else ""
    what = "machines" if name == "nodes" else "shards"
    told = f"{2 * there} {what} of {component.name} instead of {there}"
    assumes = "the load is spread evenly over them" if name == "shards" else ""
    yield Candidate(name, component.name, told, assumes, tuple(settings(node, [(name, value)])))


def _key(facts: Facts, component: Component) -> str:
    """The field by which what it keeps is found."""
    for entity in facts.design.entities.values():
        if component.name in entity.stores:
            for field in entity.fields:
                if "key" in field.attributes:
                    return field.name.partition(".")[2]
    return ""


def _failover(component: Component) -> list[tuple[str, str]]:
    return [] if "failover" in component.attributes else [("failover", FAILOVER)]


def _replication(component: Component, node: nodes.Component) -> Iterator[Candidate]:
    if component.kind not in DURABLE or is_managed(component):
        return
    said = component.attributes.get("replication")
    there = _count(component.attributes.get("replicas"))
    form = said.text.replace(" ", "") if said else ""
    if there is not None and there > 1 and form in ("", "leader_follower", "leader_follower(async)"):
        values = [("replication", "leader_follower(sync)"), *_failover(component)]
        told = f"each write to {component.name} waits for a second copy"
        if there < AT_HAND:
            values = [("replicas", _raised(node, "replicas", there, AT_HAND)), *values]
            told += f", of {AT_HAND} instead of {there}"
        yield Candidate("replication", component.name, told, "", tuple(settings(node, values)))
    slow = component.attributes.get("failover")
    if slow is not None and isinstance(slow.value, Quantity) and slow.value.low > 60:
        told = f"{component.name} switches by itself, in {FAILOVER} instead of {slow.text}"
        assumes = "the switch needs nobody"
        edits = tuple(settings(node, [("failover", FAILOVER)]))
        yield Candidate("failover", component.name, told, assumes, edits)


# A cache in front


def _cache(facts: Facts, component: Component, node: nodes.Component, trees: Trees) -> Iterator[Candidate]:
    """Reads of a store that nothing answers before it, sent past a new cache."""
    if component.kind not in ("database", "search", "blobs"):
        return
    source = component.span.source
    reads: list[Edit] = []
    name = _new_name(facts, f"{component.name}_cache")
    for statement in trees.of(source):
        if isinstance(statement, nodes.Flow) and statement.steps:
            flow = facts.design.flows.get(statement.name.text)
            if flow is None or flow.root is None or facts.design.components[flow.root.component].delivers:
                continue  # Nobody waits for what a clock or a message begins.
            for line in statement.steps.lines:
                reads.extend(_reads(line, component.name, name))
    if not reads:
        return
    indent = source.line_text(source.line(node.start))
    indent = indent[: len(indent) - len(indent.lstrip())]
    places = f" {node.placement.span.text}" if node.placement else ""
    text = f"cache {name} : redis{places} {{ replicas 2, hit {HIT}, ttl 1min, evict lru }}"
    end = source.text.find("\n", node.end)
    ends = "\r\n" if end > 0 and source.text[end - 1] == "\r" else "\n"
    place = source.span(node.start, node.start)
    edits = (Edit(place, f"{text}{ends}{indent}"), *reads)
    told = f"a cache in front of {component.name}"
    assumes = f"it answers {HIT} of the reads, and what is a minute old will do"
    yield Candidate("cache", component.name, told, assumes, edits)


def _new_name(facts: Facts, wanted: str) -> str:
    design = facts.design
    taken = {*design.components, *design.regions, *design.zones, *(g.name for g in design.groups.values())}
    name, number = wanted, 2
    while name in taken:
        name, number = f"{wanted}{number}", number + 1
    return name


def _reads(line: nodes.Line, store: str, cache: str) -> Iterator[Edit]:
    """Puts a cache before a store where a line asks it last, and nothing else was there before."""
    for number, link in enumerate(line.links):
        last = number == len(line.links) - 1
        if not isinstance(link, nodes.Arrow):
            continue
        if link.parallel is not None:
            for branch in link.parallel.lines:
                if not branch.links and last:
                    yield from _put(branch.target, store, cache)
                else:
                    yield from _reads(branch, store, cache)
        elif link.target is not None and last and link.sign.kind == "CALL":
            yield from _put(link.target, store, cache)


def _put(target: nodes.Target, store: str, cache: str) -> Iterator[Edit]:
    if target.name.text != store or target.writing is not None:
        return
    source = target.source
    said = f" {target.attributes.span.text}" if target.attributes else ""
    yield Edit(target.name.span, cache)
    yield Edit(source.span(target.end, target.end), f" else {store}{said}")


# Timeouts


def _timeouts(facts: Facts, flow: Flow, trees: Trees) -> Iterator[Candidate]:
    """A wanted call that isn't needed is given up after what half of all requests take in all."""
    half = figure(facts, "p50", flow).value
    if not isinstance(half, Known) or half.value.high <= 0:
        return
    limit = _rounded(half.value.high * 1000)
    for step in flow.steps:
        component = facts.design.components.get(step.callee)
        if not step.optional or step.asynchronous or component is None:
            continue
        if "timeout" in step.attributes or "timeout" in component.attributes:
            continue
        node = trees.component(component.span)
        if node is None or component.mistaken:
            continue
        told = f"{step.callee} is waited for at most {limit}ms"
        assumes = f"{flow.name} may now and then go without it"
        edits = tuple(settings(node, [("timeout", f"{limit}ms")]))
        yield Candidate("timeout", step.callee, told, assumes, edits)


def _rounded(milliseconds: Fraction) -> int:
    """Up to two digits that count."""
    unit = 1
    while milliseconds / unit > 100:
        unit *= 10
    return max(1, -int(-milliseconds / unit // 1) * unit)
