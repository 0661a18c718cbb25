"""A Graphviz file to read and to go on with: labels, clusters and styles, placed by any `dot`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from sdlint.diagrams import Drawing
from sdlint.diagrams.engines import Engine
from sdlint.diagrams.picture import Box, Cluster, Edge, Picture

if TYPE_CHECKING:
    from graphviz import Digraph

_SHAPES = {"edge": "octagon", "store": "cylinder", "channel": "cds"}
_STYLES = {"entry": "rounded,filled", "outside": "rounded,dashed,filled", "compute": "rounded,filled"}
_CLUSTERS = {"region": ("#f3f6fa", "filled,rounded"), "zone": ("#fbfcfe", "filled,rounded,dashed")}


def draw(picture: Picture, engine: Engine | None = None) -> Drawing:
    """The picture as DOT text. Nothing is placed, so no engine is asked and none need be there."""
    from graphviz import Digraph

    from sdlint.diagrams.check import validate
    from sdlint.diagrams.graph import inside

    validate(picture)
    graph = Digraph(
        graph_attr={
            "label": _text(picture.title),
            "labelloc": "t",
            "labeljust": "l",
            "fontname": "Arimo,Arial,sans-serif",
            "fontsize": "18",
            "compound": "true",
        },
        node_attr={"shape": "box", "fontname": "Arimo,Arial,sans-serif", "fontsize": "12"},
        edge_attr={"fontname": "Arimo,Arial,sans-serif", "fontsize": "10", "color": "#64748b"},
    )
    names = _names(picture)
    boxes = {box.name: box for box in picture.boxes}
    held = {name for cluster in picture.clusters for name in inside(cluster)}
    for box in picture.boxes:
        if box.name not in held:
            _add_box(graph, box, names)
    for index, cluster in enumerate(picture.clusters):
        _add_cluster(graph, cluster, boxes, names, f"cluster_{index}")
    for edge in picture.edges:
        graph.edge(names[edge.source], names[edge.target], **_edge(edge))
    text = graph.source
    for remark in picture.remarks:
        where = f" ({_line(remark.place)})" if remark.place else ""
        text += (
            f"// {remark.number}. {remark.severity.word} {_line(remark.rule)}: {_line(remark.text)}{where}\n"
        )
    return Drawing(text.encode())


def _line(text: str) -> str:
    from sdlint.diagrams.text import clean

    return clean(text)


def _text(*lines: str) -> str:
    """A label that is read as it is written: no HTML, no escapes, each line on its own."""
    from graphviz import escape, nohtml

    # Each line is escaped by itself: a trailing backslash would join with the line break that follows.
    shown = "\\n".join(str(escape(_line(line))) for line in lines if line)
    marked: str = nohtml(shown)  # A string of a kind of its own, which graphviz always quotes.
    return marked


def _names(picture: Picture) -> dict[str, str]:
    """The boxes' names in DOT: their own, or a number where those would be read as something else."""
    plain = re.compile(r"[^\W\d][\w-]*")
    own = {box.name for box in picture.boxes if plain.fullmatch(box.name)}
    names: dict[str, str] = {}
    for index, box in enumerate(picture.boxes):
        name = box.name if box.name in own else f"box_{index}"
        while name != box.name and name in own:
            name += "_"
        names[box.name] = name
    return names


def _add_box(parent: Digraph, box: Box, names: Mapping[str, str]) -> None:
    from sdlint.diagrams.theme import accent

    colours = accent(box.family)
    numbered = " ".join(f"[{badge}]" for badge in box.badges)
    parent.node(
        names[box.name],
        label=_text(
            " ".join(part for part in (box.label or box.name, box.copies, numbered) if part),
            box.technology or box.kind,
            " · ".join(box.numbers),
        ),
        shape=_SHAPES.get(box.family, "box"),
        style=_STYLES.get(box.family, "filled"),
        color=colours.strong,
        fillcolor=colours.tint,
        tooltip=_text(box.place or box.name),
    )


def _add_cluster(
    parent: Digraph, cluster: Cluster, boxes: Mapping[str, Box], names: Mapping[str, str], way: str
) -> None:
    """Clusters are named by where they stand, so those of one label never merge."""
    from graphviz import Digraph

    child = Digraph(way)
    fill, style = _CLUSTERS.get(cluster.kind, ("#faf8f4", "filled,rounded"))
    kind = f" ({cluster.kind})" if cluster.kind in _CLUSTERS else ""
    child.attr(
        label=_text(cluster.label + kind), bgcolor=fill, style=style.replace("filled,", ""), color="#b9c6d8"
    )
    child.attr(fontsize="12", labeljust="l")
    for box in cluster.boxes:
        _add_box(child, boxes[box], names)
    for index, inner in enumerate(cluster.clusters):
        _add_cluster(child, inner, boxes, names, f"{way}_{index}")
    parent.subgraph(child)


def _edge(edge: Edge) -> dict[str, str]:
    attributes: dict[str, str] = {}
    badges = " ".join(f"[{badge}]" for badge in edge.badges)
    label = _text(" ".join(part for part in (edge.label, badges) if part))
    if label:
        attributes["label"] = label
    if edge.asynchronous:
        attributes |= {"style": "dashed", "arrowhead": "vee"}
    if edge.optional or edge.fallback:
        attributes |= {
            "dir": "both",
            "arrowtail": "odiamond" if edge.fallback else "odot",
            "color": "#9aa6b6",
        }
    return attributes
