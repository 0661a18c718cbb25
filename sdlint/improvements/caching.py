"""A cache in front of a store: its reads go on to the store where the cache has nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sdlint.analyses.facts import Facts
from sdlint.diagnostic import Edit
from sdlint.improvements.candidate import Candidate
from sdlint.improvements.copies import unpinned
from sdlint.model.design import Component, Step
from sdlint.syntax import nodes
from sdlint.syntax.edits import Trees, attribute_of

HIT = "80%"
"""What a new cache is supposed to answer; the classic guess that a fifth of the records gets most reads."""


def cache(facts: Facts, component: Component, node: nodes.Component, trees: Trees) -> Iterator[Candidate]:
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
            steps = {step.span.start: step for step in flow.steps if step.span.source is source}
            for line in statement.steps.lines:
                reads.extend(_reads(line, component.name, name, steps))
    if not reads:
        return
    indent = source.line_text(source.line(node.start))
    indent = indent[: len(indent) - len(indent.lstrip())]
    places = f" {node.placement.span.text}" if node.placement else ""
    for moved in unpinned(facts, component, node)[0]:
        places = f" {moved.text.strip()}"  # One zone of several would take it along.
    said = f"replicas 2, hit {HIT}, ttl 1min, evict lru"
    limit = attribute_of(node, "timeout")
    if limit is not None:
        said += f", {limit.span.text}"  # Who waits for the store no longer than that doesn't for the cache.
    end = source.text.find("\n", node.end)
    ends = "\r\n" if end > 0 and source.text[end - 1] == "\r" else "\n"
    place = source.span(node.start, node.start)
    edits = (Edit(place, f"cache {name} : redis{places} {{ {said} }}{ends}{indent}"), *reads)
    told = f"a cache in front of {component.name}"
    assumes = f"it answers {HIT} of the reads, and what is a minute old will do"
    yield Candidate("cache", (component.name,), told, assumes, edits)


def _new_name(facts: Facts, wanted: str) -> str:
    design = facts.design
    taken = {*design.components, *design.regions, *design.zones, *(g.name for g in design.groups.values())}
    name, number = wanted, 2
    while name in taken:
        name, number = f"{wanted}{number}", number + 1
    return name


def _reads(line: nodes.Line, store: str, cache: str, steps: Mapping[int, Step]) -> Iterator[Edit]:
    """Puts a cache before a store where a line asks it last, and nothing else was there before."""
    for number, link in enumerate(line.links):
        last = number == len(line.links) - 1
        if not isinstance(link, nodes.Arrow):
            continue
        if link.parallel is not None:
            for branch in link.parallel.lines:
                if not branch.links and last:
                    yield from _put(branch.target, store, cache, steps)
                else:
                    yield from _reads(branch, store, cache, steps)
        elif link.target is not None and last and link.sign.kind == "CALL":
            yield from _put(link.target, store, cache, steps)


def _put(target: nodes.Target, store: str, cache: str, steps: Mapping[int, Step]) -> Iterator[Edit]:
    """One call of the store as one of the cache, and another of the store after a miss: how often it is made,
    and by which share of requests, is said of the cache alone, since a miss is one of these calls. All shards
    are asked in the store alone; how much is carried, and how long is waited, are said of both.
    """
    step = steps.get(target.name.start)
    if target.name.text != store or target.writing is not None or step is None:
        return
    sizes = _sizes(target, step)
    if sizes is None:
        return
    behind = [one.span for one in sizes]
    behind += [one.span for one in (target.reading, target.scatter, target.string, target.attributes) if one]
    behind.sort(key=lambda span: span.start)
    yield Edit(target.name.span, cache)
    if target.scatter is not None:
        yield Edit(target.source.span(_before(target, target.scatter.start), target.scatter.end), "")
    text = " ".join(["", "else", store, *(span.text for span in behind)])
    yield Edit(target.source.span(target.end, target.end), text)


def _sizes(target: nodes.Target, step: Step) -> list[nodes.Payload] | None:
    """Which of the numbers behind a call are bytes; nothing where that can't be told from its text."""
    if step.share is None or step.payload is None:
        return list(target.payloads) if step.share is None else []
    shares = [one for one in target.payloads if one.span.text.endswith("%")]
    return [one for one in target.payloads if one not in shares] if shares else None


def _before(target: nodes.Target, at: int) -> int:
    """Where the blanks before a place in a line begin."""
    text = target.source.text
    while text[at - 1] in " \t":
        at -= 1
    return at
