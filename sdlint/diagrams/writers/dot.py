"""A Graphviz file to read and to go on with: labels, clusters and styles, placed by any `dot`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sdlint.diagrams import Drawing, Look
from sdlint.diagrams.engines import Engine
from sdlint.diagrams.picture import MISSING, Box, Cluster, Edge, Picture

if TYPE_CHECKING:
    from graphviz import Digraph

_SHAPES = {"edge": "octagon", "store": "cylinder", "cache": "box3d", "channel": "cds", "several": "folder"}
_STYLES = {"entry": "rounded,filled", "outside": "rounded,dashed,filled", "compute": "rounded,filled"}
_RESERVED = frozenset(("node", "edge", "graph", "digraph", "subgraph", "strict"))
_CLUSTERS = {"region": ("#f3f6fa", "filled,rounded"), "zone": ("#fbfcfe", "filled,rounded,dashed")}


def draw(picture: Picture, engine: Engine | None = None, look: Look | None = None) -> Drawing:
    """The picture as DOT text. Nothing is placed, so no engine is asked and none need be there."""
    from graphviz import Digraph

    from sdlint.diagrams.check import validate
    from sdlint.diagrams.graph import inside
    from sdlint.diagrams.words import comments, names

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
    called = names(picture, _RESERVED)
    boxes = {box.name: box for box in picture.boxes}
    held = {name for cluster in picture.clusters for name in inside(cluster)}
    for box in picture.boxes:
        if box.name not in held:
            _add_box(graph, box, called)
    for index, cluster in enumerate(picture.clusters):
        _add_cluster(graph, cluster, boxes, called, f"cluster_{index}")
    for edge in picture.edges:
        graph.edge(called[edge.source], called[edge.target], **_edge(edge))
    text = graph.source
    text += "".join(f"// {comment}\n" for comment in comments(picture))
    return Drawing(text.encode())


def _line(text: str) -> str:
    from sdlint.diagrams.text import clean

    return clean(text)


def _text(*lines: str) -> str:
    """A label that is read as it is written: no HTML, no entities, no escapes, each line on its own."""
    from graphviz import escape, nohtml

    # Each line is escaped by itself: a trailing backslash would join with the line break that follows.
    shown = "\\n".join(str(escape(_line(line))).replace("&", "&amp;") for line in lines if line)
    marked: str = nohtml(shown)  # A string of a kind of its own, which graphviz always quotes.
    return marked


def _add_box(parent: Digraph, box: Box, names: Mapping[str, str]) -> None:
    from sdlint.diagrams.theme import PALE_INK, STATES, accent
    from sdlint.diagrams.words import lines_of, row_lines

    colours = accent(box.family)
    parent.node(
        names[box.name],
        label=_text(*lines_of(box), *row_lines(box)),
        shape=_SHAPES.get(box.shape, "box"),
        style=_STYLES.get(box.family, "filled") + (",dashed" if box.state == MISSING else ""),
        color=STATES.get(box.state, colours.strong),
        penwidth="3" if box.state in ("lost", "overloaded") else "1",
        fillcolor=colours.tint,
        fontcolor=PALE_INK if box.state == "faded" else "black",
        tooltip=_text(box.place or box.name),
    )


def _add_cluster(
    parent: Digraph, cluster: Cluster, boxes: Mapping[str, Box], names: Mapping[str, str], way: str
) -> None:
    """Clusters are named by where they stand, so those of one label never merge."""
    from graphviz import Digraph

    child = Digraph(way)
    fill, style = _CLUSTERS.get(cluster.kind, ("#faf8f4", "filled,rounded"))
    kind = f" ({cluster.aside})" if cluster.aside else ""
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
    from sdlint.diagrams.theme import PALE, PALE_INK, STATES
    from sdlint.diagrams.words import label_of

    attributes: dict[str, str] = {}
    written = label_of(edge)
    if written:
        attributes["label"] = _text(written)
    if edge.asynchronous:
        attributes |= {"style": "dashed", "arrowhead": "vee"}
    if edge.optional or edge.fallback:
        attributes |= {
            "dir": "both",
            "arrowtail": "odiamond" if edge.fallback else "odot",
            "color": "#9aa6b6",
        }
    if edge.state == "faded":
        attributes |= {"color": PALE, "fontcolor": PALE_INK}
    elif edge.state == MISSING:
        attributes |= {"color": STATES[MISSING], "style": "dashed"}
    elif edge.state:
        attributes["color"] = STATES[edge.state]
    return attributes
