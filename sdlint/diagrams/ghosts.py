"""What a finding says is missing, drawn dashed where it would stand: a cache, a balancer, a queue for what
can't be handled.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sdlint.diagnostic import Diagnostic
from sdlint.diagrams.picture import MISSING, Box, Cluster, Edge, Picture
from sdlint.model.catalogue import kinds
from sdlint.model.design import Component, Design
from sdlint.record import Equal, changed


class Ghost(Equal):
    """What would mend a finding on a component: what it is, and where it would stand."""

    kind: str
    label: str
    before: bool
    """It would be called by the component's callers, and not by the component itself."""
    onward: bool = False
    """It would call the component."""
    asynchronous: bool = False


ANOTHER_COPY = frozenset({"missing-copies", "missing-replicas", "single-point-of-failure"})
"""The rules that find that there is one copy where there should be more."""
MOST = 6
"""So many are drawn, those of the worst findings; in more nobody sees the design any longer."""
GHOSTS = {
    "uncached-hot-path": Ghost("cache", "cache", before=True),
    "unbalanced-service": Ghost("balancer", "balancer", before=True, onward=True),
    "no-dead-letter": Ghost("queue", "dead letters", before=False, asynchronous=True),
}
"""By the rule that finds it."""


def haunted(picture: Picture, design: Design, findings: Iterable[Diagnostic]) -> Picture:
    """The picture with what is missing of the boxes that it shows, each once."""
    shown = {box.name for box in picture.boxes}
    boxes: dict[str, Box] = {}
    homes: dict[str, list[str]] = {}
    edges: dict[tuple[str, str], Edge] = {}
    by_key = {component.key: component for component in design.components.values()}
    for found in findings:
        ghost, component = GHOSTS.get(found.name), by_key.get(found.key or "")
        if ghost is None or component is None or component.name not in shown or len(boxes) == MOST:
            continue
        box = _box(ghost, component)
        boxes[box.name] = box
        homes.setdefault(component.name, []).append(box.name)
        for edge in _edges(ghost, component, box, picture):
            edges.setdefault((edge.source, edge.target), edge)
    if not boxes:
        return picture
    return changed(
        picture,
        boxes=(*picture.boxes, *boxes.values()),
        clusters=tuple(_held(cluster, homes) for cluster in picture.clusters),
        edges=(*picture.edges, *edges.values()),
    )


def _box(ghost: Ghost, component: Component) -> Box:
    kind = kinds()[ghost.kind]
    name = f"{component.name}?{ghost.kind}"  # No component's name has such a character.
    return Box(name, ghost.label, ghost.kind, kind.family, icon=kind.icon, state=MISSING, note=MISSING)


def _edges(ghost: Ghost, component: Component, box: Box, picture: Picture) -> Iterator[Edge]:
    if not ghost.before:
        yield Edge(component.name, box.name, ghost.asynchronous, state=MISSING)
        return
    for edge in picture.edges:
        # A message is handled by whoever takes it: nothing stands between.
        if edge.target == component.name and not edge.asynchronous and edge.source != component.name:
            yield Edge(edge.source, box.name, state=MISSING)
    if ghost.onward:
        yield Edge(box.name, component.name, state=MISSING)


def _held(cluster: Cluster, homes: dict[str, list[str]]) -> Cluster:
    boxes = [name for box in cluster.boxes for name in (box, *homes.get(box, ()))]
    return changed(
        cluster, boxes=tuple(boxes), clusters=tuple(_held(inner, homes) for inner in cluster.clusters)
    )
