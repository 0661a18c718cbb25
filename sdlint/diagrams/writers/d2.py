"""A diagram in D2's language, to be placed and drawn by `d2`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from sdlint.diagrams import Drawing, Look
from sdlint.diagrams.engines import Engine
from sdlint.diagrams.graph import numbered
from sdlint.diagrams.picture import MISSING, Box, Cluster, Edge, Picture

_SHAPES = {
    "entry": "oval",
    "edge": "hexagon",
    "outside": "cloud",
    "store": "cylinder",
    "cache": "stored_data",
    "channel": "queue",
    "data": "sql_table",
}
_RESERVED = frozenset(
    """
    label desc shape icon constraint tooltip link near width height direction top left class classes
    style vars layers scenarios steps null true false filled opacity stroke fill animated multiple
    bold italic underline font shadow source target import base grid
    """.split()  # noqa: SIM905 - a list of sixty strings is harder to read
)


def draw(picture: Picture, engine: Engine | None = None, look: Look | None = None) -> Drawing:
    """The picture as D2. `d2` places it, so no engine is asked."""
    from sdlint.diagrams.check import validate
    from sdlint.diagrams.graph import inside
    from sdlint.diagrams.text import clean
    from sdlint.diagrams.words import comments, names

    validate(picture)
    called = names(picture, _RESERVED)
    boxes = {box.name: box for box in picture.boxes}
    paths = dict(called)
    lines = list(_classes(picture))
    title = clean(picture.title)
    if title:
        taken = {*called.values()}
        key = "title"
        while key in taken:
            key += "_"
        lines += [
            # Not of the shape `text`, which D2 reads as Markdown.
            f"{key}: {_text(title)} {{",
            "  near: top-center",
            "  style: {stroke-width: 0; fill: transparent; font-size: 28; bold: true}",
            "}",
        ]
    held = {name for cluster in picture.clusters for name in inside(cluster)}
    for box in picture.boxes:
        if box.name not in held:
            lines += _box(box, called[box.name], "")
    for index, cluster in enumerate(picture.clusters):
        way = f"in_{index}"
        while way in called.values():
            way += "_"
        lines += _cluster(cluster, boxes, called, paths, way, way, "")
    for edge in picture.edges:
        lines += _edge(edge, paths)
    lines += [f"# {comment}" for comment in comments(picture)]
    return Drawing(("\n".join(lines) + "\n").encode())


def _text(*lines: str) -> str:
    """A quoted string: `$` would begin a substitution, a backslash an escape."""
    escaped = [line.replace("\\", "\\\\").replace('"', '\\"').replace("$", "\\$") for line in lines if line]
    return '"' + "\\n".join(escaped) + '"'


def _classes(picture: Picture) -> Iterator[str]:
    """The looks that several boxes share, by their shapes, states and clusters."""
    from sdlint.diagrams.theme import FADED, INK, STATES, accent

    yield "classes: {"
    for box in {_class(box): box for box in picture.boxes}.values():
        colours = accent(box.family)
        shape = _SHAPES.get(box.shape, "rectangle")
        if shape == "sql_table":
            # A table's head is filled with the stroke's colour, and its letters are the fill's.
            style = f'fill: "{colours.strong}"; stroke: "#ffffff"'
        else:
            style = f'fill: "{colours.tint}"; stroke: "{colours.strong}"; font-color: "{INK}"'
        more = "; multiple: true" if box.family == "several" else ""
        more += "; stroke-dash: 4" if box.family == "outside" else ""
        yield f"  {_class(box)}: {{shape: {shape}; style: {{{style}{more}}}}}"
    for state in dict.fromkeys(box.state for box in picture.boxes if box.state):
        if state == "faded":
            style = f"opacity: {FADED:g}"
        elif state in ("idle", MISSING):
            style = f'stroke: "{STATES[state]}"; stroke-dash: 4'
        else:
            style = f'stroke: "{STATES[state]}"; stroke-width: 4'
        yield f"  is_{state}: {{style: {{{style}}}}}"
    for kind in dict.fromkeys(cluster.kind for cluster in numbered(picture.clusters)):
        fill = "#f3f6fa" if kind == "region" else "#fbfcfe"
        stroke = "#cbbfa6" if kind == "group" else "#b9c6d8"
        dash = "; stroke-dash: 4" if kind == "zone" else ""
        yield f'  in_{_word(kind)}: {{style: {{fill: "{fill}"; stroke: "{stroke}"{dash}}}}}'
    yield "}"


def _class(box: Box) -> str:
    return f"of_{_word(box.shape)}"


def _word(text: str) -> str:
    return re.sub(r"\W", "_", text, flags=re.ASCII) or "none"


def _box(box: Box, name: str, indent: str) -> Iterator[str]:
    from sdlint.diagrams.text import clean
    from sdlint.diagrams.words import lines_of

    classes = f"[{_class(box)}; is_{box.state}]" if box.state else _class(box)
    place = clean(box.place)
    # Tooltips are Markdown: what could be markup in it isn't told.
    tooltip = f"; tooltip: {_text(place)}" if re.fullmatch(r"[\w./: -]+", place) else ""
    # A table's head is a single line.
    lines = [" · ".join(lines_of(box))] if box.rows else lines_of(box)
    start = f"{indent}{name}: {_text(*lines)} {{class: {classes}{tooltip}"
    if not box.rows:
        yield f"{start}}}"
        return
    yield start
    for index, row in enumerate(box.rows):
        marks = f" {{constraint: {_text(clean(row.marks))}}}" if row.marks else ""
        # Only in quotes are dots, arrows and the language's own words a name's letters.
        yield f"{indent}  {_text(clean(row.name) or f'field {index}')}: {_text(clean(row.type))}{marks}"
    yield f"{indent}}}"


def _cluster(
    cluster: Cluster,
    boxes: Mapping[str, Box],
    called: Mapping[str, str],
    paths: dict[str, str],
    way: str,
    path: str,
    indent: str,
) -> Iterator[str]:
    from sdlint.diagrams.graph import inside
    from sdlint.diagrams.text import clean

    if not any(True for _ in inside(cluster)):
        return
    kind = f" ({clean(cluster.aside)})" if cluster.aside else ""
    yield f"{indent}{way}: {_text(clean(cluster.label) + kind)} {{"
    yield f"{indent}  class: in_{_word(cluster.kind)}"
    for name in cluster.boxes:
        paths[name] = f"{path}.{called[name]}"
        yield from _box(boxes[name], called[name], f"{indent}  ")
    for index, inner in enumerate(cluster.clusters):
        inner_way = f"in_{index}"
        while inner_way in called.values():
            inner_way += "_"
        yield from _cluster(inner, boxes, called, paths, inner_way, f"{path}.{inner_way}", f"{indent}  ")
    yield f"{indent}}}"


def _edge(edge: Edge, paths: Mapping[str, str]) -> Iterator[str]:
    from sdlint.diagrams.theme import FADED, STATES
    from sdlint.diagrams.words import label_of

    styles: list[str] = []
    if edge.asynchronous:
        styles.append("style.stroke-dash: 5")
    if edge.state == "dead":
        styles.append(f'style.stroke: "{STATES["dead"]}"')
    elif edge.optional or edge.fallback or edge.state == MISSING:
        styles.append('style.stroke: "#9aa6b6"')
    if edge.state == MISSING and not edge.asynchronous:
        styles.append("style.stroke-dash: 3")
    if edge.state == "faded":
        styles.append(f"style.opacity: {FADED:g}")
    if edge.optional or edge.fallback:
        filled = "" if edge.fallback else "; source-arrowhead.style.filled: false"
        styles.append(f"source-arrowhead.shape: {'diamond' if edge.fallback else 'circle'}{filled}")
    label = label_of(edge)
    arrow = "<->" if edge.optional or edge.fallback else "->"
    line = f"{paths[edge.source]} {arrow} {paths[edge.target]}"
    if label or styles:
        line += ":"
    if label:
        line += f" {_text(label)}"
    if styles:
        line += f" {{{'; '.join(styles)}}}"
    yield line
