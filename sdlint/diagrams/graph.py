"""Picture → DOT text for the engine: boxes of fixed sizes, no text, no images, stable names.

What no engine can get wrong isn't told to it: labels are empty tables of a fixed size, so fonts don't
matter and nothing that a user wrote is ever read as DOT or HTML.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from math import ceil
from random import Random
from typing import TYPE_CHECKING, TypeVar

from sdlint.diagrams.measure import Card, cluster_label_width, edge_label_size
from sdlint.diagrams.picture import MISSING, Cluster, Edge, Picture
from sdlint.diagrams.slots import Slots, table
from sdlint.record import Equal

if TYPE_CHECKING:
    from graphviz import Digraph

T = TypeVar("T")

MARGIN, INSET = 20.0, 6.0
"""What Graphviz keeps between a cluster's border and what is in it, and how much of that lies outside of
the border that is drawn, so that neighbours don't touch; in points."""
LABEL_HEIGHT = 18.0
"""The strip of a cluster's label, in points."""
ARROW = 9.0
"""The length of an arrowhead, in points."""
_LARGE, _HUGE = 200, 600
"""With so many boxes and arrows Graphviz is stopped after a few rounds, and after fewer."""


class Plan(Equal):
    """One way to lay a picture out; the plain one first, the others for pictures that would be strips."""

    direction: str = "TB"
    splines: str = "true"
    stagger: int = 1
    """What only one box calls stands below it in so many rows, with all that it calls itself."""
    fold: int = 0
    """A chain goes on in a new column after so many ranks; 0: never."""
    hub: int = 0
    """The arrows of a box that calls more than so many don't say where these stand; 0: all do."""
    loose: bool = False
    """Arrows to what is called instead of another don't say where that stands."""
    columns: int = 0
    """Parts that no edge joins stand in so many columns; 0: all side by side."""
    back: frozenset[int] = frozenset()
    """Arrows that a first layout had to draw against its way: they are told the other way round, so that
    their labels lie between their ends, and not beyond one of them."""
    across: bool = False
    """All frames share their ranks. Else each is ranked by itself before it is put among the others: boxes
    of one frame that only boxes outside of it join stand in one rank, and arrows go back."""
    order: int = 0
    """In which order Graphviz is told all; its search for few crossings starts from it. 0: the design's."""


def inside(cluster: Cluster) -> Iterator[str]:
    """The names of all boxes in a cluster and in what it holds."""
    yield from cluster.boxes
    for inner in cluster.clusters:
        yield from inside(inner)


def write(
    picture: Picture, cards: Mapping[str, Card], plan: Plan, slots: Mapping[str, Slots] | None = None
) -> str:
    """The DOT text. Box number i is `n<i>`, edge number i has the id `e<i>`; when its label
    lies on it, that is the box `l<i>`, and `a<i>` leads to it. Cluster number i is `cluster_<i>`, counted
    as `numbered` does.
    """
    from graphviz import Digraph

    graph = Digraph(
        graph_attr={
            **_limits(picture),
            "rankdir": plan.direction,
            "splines": plan.splines,
            **({"newrank": "true"} if plan.across else {}),
            "nodesep": "0.42" if plan.direction == "TB" else "0.3",
            "ranksep": f"{_gap(picture, plan):g}",
            "pad": "0",
            "margin": "0",
        },
        node_attr={"shape": "box", "fixedsize": "true", "label": "", "margin": "0"},
        edge_attr={"arrowsize": f"{ARROW / 10:g}"},
    )
    ids = {box.name: f"n{index}" for index, box in enumerate(picture.boxes)}
    labels = _labels(picture)
    cluster_ids = {cluster.id: index for index, cluster in enumerate(numbered(picture.clusters))}
    held = {name for cluster in picture.clusters for name in inside(cluster)}

    def ordered(items: Sequence[T]) -> Sequence[T]:
        # From left to right Graphviz puts what it hears first lowest; where arrows join nothing, it stays so.
        upside_down = picture.stacked and plan.direction == "LR"
        return _ordered(items, plan)[::-1] if upside_down else _ordered(items, plan)

    def add_box(parent: Digraph, name: str) -> None:
        card = cards[name]
        size = {"width": _inches(card.width), "height": _inches(card.height)}
        label = table(card, slots[name], plan.direction) if slots and slots[name].used else ""
        parent.node(ids[name], label, **size)

    def add_labels(parent: Digraph, home: str) -> None:
        for index in _ordered(labels.get(home, ()), plan):
            wide, high = edge_label_size(picture.edges[index])
            parent.node(f"l{index}", width=_inches(wide), height=_inches(high))

    def add_cluster(parent: Digraph, cluster: Cluster) -> None:
        child = Digraph(f"cluster_{cluster_ids[cluster.id]}")
        child.attr(label=_table(cluster_label_width(cluster), LABEL_HEIGHT), margin=f"{MARGIN:g}")
        for name in ordered(cluster.boxes):
            add_box(child, name)
        for inner in ordered(cluster.clusters):
            if cluster_ids.get(inner.id) is not None:
                add_cluster(child, inner)
        add_labels(child, cluster.id)
        parent.subgraph(child)

    for box in ordered(picture.boxes):
        if box.name not in held:
            add_box(graph, box.name)
    for cluster in ordered(picture.clusters):
        if cluster_ids.get(cluster.id) is not None:
            add_cluster(graph, cluster)
    add_labels(graph, "")
    _add_edges(graph, picture, ids, plan, slots)
    source: str = graph.source
    return source


def _limits(picture: Picture) -> dict[str, str]:
    """How long Graphviz may go on: it stops by itself, but with hundreds of arrows only after minutes. The
    number is that of its rounds for each box (`nslimit`); it counts them, and looks at no clock.
    """
    size = len(picture.boxes) + len(picture.edges)
    rounds = 0.5 if size > _HUGE else 2.0 if size > _LARGE else 0.0
    return {"nslimit": f"{rounds:g}", "nslimit1": f"{rounds:g}"} if rounds else {}


def _ordered(items: Sequence[T], plan: Plan) -> Sequence[T]:
    """The items in one of many orders, by a number that says which; always the same."""
    if not plan.order:
        return items
    # Of one seed `random()` gives the same numbers in every version of Python; what shuffles by it needn't.
    dice = Random(1009 * plan.order + len(items))  # noqa: S311 # It keeps no secret.
    keys = [dice.random() for _ in items]
    return [items[place] for place in sorted(range(len(items)), key=keys.__getitem__)]


def _inches(points: float) -> str:
    """Rounded up: Graphviz complains on the standard error of a label that is larger than its box."""
    return f"{ceil(points / 72 * 1e4) / 1e4:g}"


def numbered(clusters: tuple[Cluster, ...]) -> Iterator[Cluster]:
    """All clusters that hold a box, outer before inner."""
    for cluster in clusters:
        if any(True for _ in inside(cluster)):
            yield cluster
            yield from numbered(cluster.clusters)


def on_its_way(edge: Edge) -> bool:
    """Whether an edge has a label that lies on it. (A loop's label lies beside it.)"""
    return edge.source != edge.target and edge_label_size(edge)[0] > 0


def _gap(picture: Picture, plan: Plan) -> float:
    """Between two ranks, in inches. Labels on edges have ranks of their own between those of the boxes."""
    gap = 0.62 if plan.direction == "TB" else 0.8
    return gap * 0.56 if any(on_its_way(edge) for edge in picture.edges) else gap


def _homes(picture: Picture) -> dict[str, tuple[str, ...]]:
    """The ids of the clusters that hold each box, outer before inner."""
    homes: dict[str, tuple[str, ...]] = {}

    def walk(cluster: Cluster, way: tuple[str, ...]) -> None:
        way = (*way, cluster.id)
        homes.update(dict.fromkeys(cluster.boxes, way))
        for inner in cluster.clusters:
            walk(inner, way)

    for cluster in picture.clusters:
        walk(cluster, ())
    return homes


def _labels(picture: Picture) -> dict[str, list[int]]:
    """Which edges' labels lie in which cluster: the innermost one that holds both ends, `""` for none."""
    homes = _homes(picture)
    found: dict[str, list[int]] = {}
    for index, edge in enumerate(picture.edges):
        if on_its_way(edge):
            home = ""
            for one, other in zip(homes.get(edge.source, ()), homes.get(edge.target, ()), strict=False):
                if one != other:
                    break
                home = one
            found.setdefault(home, []).append(index)
    return found


def _add_edges(
    graph: Digraph, picture: Picture, ids: Mapping[str, str], plan: Plan, slots: Mapping[str, Slots] | None
) -> None:
    ranks = _ranks(picture)
    depths = _depths(picture, ranks)
    ghosts = {box.name for box in picture.boxes if box.state == MISSING}
    joined: list[Edge] = []
    turn = dict.fromkeys(ids, 0)
    leaving = Counter(edge.source for edge in picture.edges)
    scale = 2 if any(on_its_way(edge) for edge in picture.edges) else 1
    into, out = ("n", "s") if plan.direction == "TB" else ("w", "e")
    for index, edge in _ordered(tuple(enumerate(picture.edges)), plan):
        source, target = ids[edge.source], ids[edge.target]
        if slots and index in slots[edge.source].leaving:
            source += f":o{index}:{out}"
        if slots and index in slots[edge.target].arriving:
            target += f":i{index}:{into}"
        folded = bool(plan.fold) and ranks[edge.source] // plan.fold != ranks[edge.target] // plan.fold
        folded = folded or (plan.loose and edge.fallback)
        folded = folded or 0 < plan.hub < leaving[edge.source]
        # What isn't there pushes nothing away: it stands beside what it would call.
        folded = folded or edge.source in ghosts
        free = {"constraint": "false"} if folded else {}
        if not folded:
            joined.append(edge)
        length = scale
        if plan.stagger > 1 and edge.target in depths:
            length = scale * (1 + turn[edge.source] % plan.stagger * (1 + depths[edge.target]))
            turn[edge.source] += 1
        if on_its_way(edge):
            # The label is a small box that the edge runs through, so it lies on its edge and on no other.
            if index in plan.back:
                graph.edge(f"l{index}", source, id=f"a{index}", dir="none", minlen=str(length - 1))
                graph.edge(target, f"l{index}", id=f"e{index}", dir="back", weight="3", **free)
                continue
            onward = ranks[edge.target] > ranks[edge.source] and not folded
            before, after = (f"l{index}:{into}", f"l{index}:{out}") if onward else (f"l{index}",) * 2
            graph.edge(source, before, id=f"a{index}", dir="none", minlen=str(length - 1))
            graph.edge(after, target, id=f"e{index}", weight="3", **free)
        elif edge.source == edge.target and edge_label_size(edge)[0]:
            graph.edge(source, target, id=f"e{index}", label=_table(*edge_label_size(edge)))
        else:
            graph.edge(source, target, id=f"e{index}", minlen=str(length), **free)
    if plan.columns:
        # Parts stand below parts of the same cluster: clusters themselves may stand side by side.
        homes = _homes(picture)
        groups: dict[tuple[str, ...], list[list[str]]] = {}
        parts = _parts(picture, joined)
        for part in parts:
            groups.setdefault(homes.get(part[0], ()), []).append(part)
        for group in groups.values():
            columns = max(1, ceil(plan.columns * len(group) / len(parts)))
            for above, below in zip(group, group[columns:], strict=False):
                last = max(above, key=lambda name: ranks[name])
                first = min(below, key=lambda name: ranks[name])
                graph.edge(ids[last], ids[first], style="invis")


def _table(wide: float, high: float) -> str:
    """An empty label of a fixed size."""
    return (
        '<<TABLE BORDER="0" CELLBORDER="0" CELLPADDING="0" CELLSPACING="0" FIXEDSIZE="TRUE"'
        f' WIDTH="{ceil(wide)}" HEIGHT="{ceil(high)}"><TR><TD></TD></TR></TABLE>>'
    )


def _ranks(picture: Picture) -> dict[str, int]:
    """How many arrows a box is away from where it begins, the longest way; arrows back don't count."""
    following: dict[str, list[str]] = {box.name: [] for box in picture.boxes}
    for edge in picture.edges:
        following[edge.source].append(edge.target)
    order: list[str] = []
    state = dict.fromkeys(following, 0)
    back: set[tuple[str, str]] = set()
    for start in following:
        if state[start]:
            continue
        state[start] = 1
        stack = [(start, iter(following[start]))]
        while stack:
            name, rest = stack[-1]
            target = next(rest, None)
            if target is None:
                state[name] = 2
                order.append(name)
                stack.pop()
            elif state[target] == 1:
                back.add((name, target))
            elif state[target] == 0:
                state[target] = 1
                stack.append((target, iter(following[target])))
    ranks = dict.fromkeys(following, 0)
    for name in reversed(order):
        for target in following[name]:
            if (name, target) not in back:
                ranks[target] = max(ranks[target], ranks[name] + 1)
    return ranks


def _depths(picture: Picture, ranks: Mapping[str, int]) -> dict[str, int]:
    """The boxes that one arrow leads to, and how many ranks lie below each."""
    arriving = {box.name: 0 for box in picture.boxes}
    following: dict[str, list[str]] = {box.name: [] for box in picture.boxes}
    for edge in picture.edges:
        arriving[edge.target] += 1
        if ranks[edge.target] > ranks[edge.source]:
            following[edge.source].append(edge.target)
    depths: dict[str, int] = {}
    for name in sorted(following, key=lambda name: -ranks[name]):
        depths[name] = max((1 + depths[target] for target in following[name]), default=0)
    return {name: depth for name, depth in depths.items() if arriving[name] == 1}


def _parts(picture: Picture, edges: list[Edge]) -> list[list[str]]:
    """The boxes that edges join, part by part, in the order of the boxes."""
    near: dict[str, list[str]] = {box.name: [] for box in picture.boxes}
    for edge in edges:
        near[edge.source].append(edge.target)
        near[edge.target].append(edge.source)
    seen: set[str] = set()
    parts: list[list[str]] = []
    for box in picture.boxes:
        if box.name in seen:
            continue
        part = [box.name]
        seen.add(box.name)
        for name in part:
            for other in near[name]:
                if other not in seen:
                    seen.add(other)
                    part.append(other)
        parts.append(part)
    return parts
