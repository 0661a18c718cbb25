"""A flowchart in Mermaid's language, which GitHub and GitLab show in a Markdown file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from sdlint.diagrams import Drawing, Look
from sdlint.diagrams.engines import Engine
from sdlint.diagrams.picture import Box, Cluster, Edge, Picture

SUFFIXES = ("mmd", "mermaid")

_SHAPES = {
    "entry": ("([", "])"),
    "edge": ("{{", "}}"),
    "outside": ("(", ")"),
    "store": ("[(", ")]"),
    "cache": ("[[", "]]"),
    "channel": ("[/", "/]"),
}
_RESERVED = frozenset(
    """
    graph flowchart subgraph end direction click href call class classdef style linkstyle default
    interpolate tb td bt rl lr v o x acctitle accdescr title init
    """.split()  # noqa: SIM905 - a list of sixty strings is harder to read
)
_PLAIN = re.compile(r"[^\w ,.:()\[\]'/%$+=?~-]", re.ASCII)
"""What isn't sure to be shown as it is; letters beyond ASCII are."""
_LINES = {
    "faded": "opacity:0.35",
    "dead": "stroke:#c81e1e",
    "missing": "stroke:#9aa6b6,stroke-dasharray:4 4",
    "light": "stroke:#9aa6b6",
}
_FRAMES = {
    "region": ("#f3f6fa", "#cdd7e4"),
    "zone": ("#fbfcfe", "#b9c6d8"),
    "store": ("#f4fbf8", "#7cc7ab"),
    "group": ("#ffffff", "#cbbfa6"),
}
_STATES = {
    "faded": "opacity:0.35",
    "lost": "fill:#fde8e8,stroke:#c81e1e,stroke-width:3px,color:#1e293b",
    "idle": "fill:#fdf2f2,stroke:#c81e1e,stroke-dasharray:4 3,color:#1e293b",
    "degraded": "fill:#fef3e2,stroke:#b45309,stroke-width:2px,color:#1e293b",
    "missing": "fill:#ffffff,stroke:#64748b,stroke-dasharray:5 4,color:#5b677a",
    "overloaded": "fill:#fef3e2,stroke:#c81e1e,stroke-width:4px,color:#1e293b",
}


def draw(picture: Picture, engine: Engine | None = None, look: Look | None = None) -> Drawing:
    """The picture as a flowchart. Mermaid places it where it is shown, so no engine is asked."""
    from sdlint.diagrams.check import validate
    from sdlint.diagrams.graph import inside
    from sdlint.diagrams.text import clean
    from sdlint.diagrams.words import comments, names

    validate(picture)
    lines: list[str] = []
    title = clean(picture.title)
    if title:
        lines += ["---", f"title: {_yaml(title)}", "---"]
    lines.append("flowchart TB")
    called = names(picture, _RESERVED)
    boxes = {box.name: box for box in picture.boxes}
    held = {name for cluster in picture.clusters for name in inside(cluster)}
    lines += [f"  {_box(box, called)}" for box in picture.boxes if box.name not in held]
    for index, cluster in enumerate(picture.clusters):
        lines += _cluster(cluster, boxes, called, f"in_{index}", "  ")
    lines += [f"  {_edge(edge, called)}" for edge in picture.edges]
    lines += _styles(picture, called)
    for comment in comments(picture):
        # `%%{` would begin a directive, wherever it stands.
        lines.append(f"%% {comment.replace('%%', '% %').replace('{', '(').replace('}', ')')}")
    return Drawing(("\n".join(lines) + "\n").encode())


def _yaml(text: str) -> str:
    """A string for the front matter; `%%` in it would be read as a comment."""
    import json

    return json.dumps(text, ensure_ascii=False).replace("%", "\\u0025")


def _text(*lines: str) -> str:
    """A quoted label that is read as it is written: neither Markdown nor HTML, nor an end of it."""
    return '"' + ("<br/>".join(_escaped(line) for line in lines if line) or " ") + '"'


def _escaped(line: str) -> str:
    found = "".join(
        f"#{ord(character)};" if character.isascii() and _PLAIN.match(character) else character
        for character in line
    )
    # A dash, or a number and a point, at the beginning would make a list of it.
    found = re.sub(r"^([-+])", lambda match: f"#{ord(match[1])};", found)
    found = re.sub(r"^(\d+)([.)])", lambda match: f"{match[1]}#{ord(match[2])};", found)
    return found.replace("__", "#95;#95;").replace("%%", "#37;#37;").replace("~~", "#126;#126;")


def _box(box: Box, called: Mapping[str, str]) -> str:
    from sdlint.diagrams.words import lines_of, row_lines

    left, right = _SHAPES.get(box.shape, ("[", "]"))
    label = _text(*lines_of(box), *row_lines(box))
    return f"{called[box.name]}{left}{label}{right}"


def _cluster(
    cluster: Cluster, boxes: Mapping[str, Box], called: Mapping[str, str], way: str, indent: str
) -> Iterator[str]:
    from sdlint.diagrams.graph import inside
    from sdlint.diagrams.text import clean

    if not any(True for _ in inside(cluster)):
        return
    kind = f" ({clean(cluster.aside)})" if cluster.aside else ""
    yield f"{indent}subgraph {_free(way, called)}[{_text(clean(cluster.label) + kind)}]"
    for name in cluster.boxes:
        yield f"{indent}  {_box(boxes[name], called)}"
    for index, inner in enumerate(cluster.clusters):
        yield from _cluster(inner, boxes, called, f"{way}_{index}", f"{indent}  ")
    yield f"{indent}end"


def _free(way: str, called: Mapping[str, str]) -> str:
    """A subgraph's name that no box has."""
    while way in called.values():
        way += "_"
    return way


def _ways(clusters: tuple[Cluster, ...], way: str) -> Iterator[tuple[str, Cluster]]:
    """The names of all subgraphs, as `_cluster` gives them."""
    from sdlint.diagrams.graph import inside

    for index, cluster in enumerate(clusters):
        if any(True for _ in inside(cluster)):
            yield f"{way}_{index}", cluster
            yield from _ways(cluster.clusters, f"{way}_{index}")


def _edge(edge: Edge, called: Mapping[str, str]) -> str:
    from sdlint.diagrams.words import label_of

    label = label_of(edge)
    if edge.optional:
        label = f"optional {label}".strip()
    line = "-.->" if edge.asynchronous else "-->"
    written = f"|{_text(label)}|" if label else ""
    return f"{called[edge.source]} {line}{written} {called[edge.target]}"


def _styles(picture: Picture, called: Mapping[str, str]) -> Iterator[str]:
    """Colours of families, dark letters on light surfaces, so that they are read on a dark page too."""
    from sdlint.diagrams.theme import INK, accent

    families = dict.fromkeys(box.family for box in picture.boxes)
    for family in families:
        colours = accent(family)
        dashed = ",stroke-dasharray:5 3" if family == "outside" else ""
        of = [called[box.name] for box in picture.boxes if box.family == family]
        style = f"fill:{colours.tint},stroke:{colours.strong},color:{INK}{dashed}"
        yield f"  classDef of_{_word(family)} {style}"
        yield f"  class {','.join(of)} of_{_word(family)}"
    for state in dict.fromkeys(box.state for box in picture.boxes if box.state in _STATES):
        of = [called[box.name] for box in picture.boxes if box.state == state]
        yield f"  classDef is_{state} {_STATES[state]}"
        yield f"  class {','.join(of)} is_{state}"
    styles: dict[str, list[str]] = {}
    for index, edge in enumerate(picture.edges):
        style = _LINES.get(edge.state) or (_LINES["light"] if edge.optional or edge.fallback else "")
        if style:
            styles.setdefault(style, []).append(str(index))
    for style, numbers in styles.items():
        yield f"  linkStyle {','.join(numbers)} {style}"
    for way, cluster in _ways(picture.clusters, "in"):
        fill, line = _FRAMES.get(cluster.kind, _FRAMES["group"])
        yield f"  style {_free(way, called)} fill:{fill},stroke:{line},color:{INK}"


def _word(family: str) -> str:
    return re.sub(r"\W", "_", family, flags=re.ASCII)
