"""A Python script for the `diagrams` package, to run and to go on with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from sdlint.diagrams import Drawing, Look
from sdlint.diagrams.engines import Engine
from sdlint.diagrams.picture import MISSING, Box, Cluster, Edge, Picture

SUFFIXES = ("py",)

_NARROW = 24
"""Letters in a line of a label."""


def draw(picture: Picture, engine: Engine | None = None, look: Look | None = None) -> Drawing:
    """The picture as a script, which draws a PNG where it is run: that needs Graphviz' `dot`."""
    from sdlint.diagrams.check import validate
    from sdlint.diagrams.graph import inside
    from sdlint.diagrams.text import clean
    from sdlint.diagrams.words import comments, names

    validate(picture)
    classes = {box.name: _class(box) for box in picture.boxes}
    imports: dict[str, set[str]] = {"diagrams": {"Cluster", "Diagram", "Edge", "Node"}}
    aliases = _aliases(classes.values())
    for module, name in sorted(set(classes.values())):
        alias = aliases[(module, name)]
        imports.setdefault(module, set()).add(name if alias == name else f"{name} as {alias}")
    reserved = {"Cluster", "Diagram", "Edge", "Node", *aliases.values(), *_keywords()}
    called = names(picture, frozenset(reserved), any_case=False)
    title = clean(picture.title)
    lines = [
        f'"""{_comment(title) or "System design"}. To run it: pip install diagrams, and install Graphviz."""',
        "",
        *(f"from {module} import {', '.join(sorted(found))}" for module, found in sorted(imports.items())),
        "",
        "# Edges with labels need curves: Graphviz can't place labels on right angles.",
        f'with Diagram({_text(title)}, filename="{_file(title)}", show=False, direction="TB",'
        ' graph_attr={"splines": "spline", "nodesep": "1.2"}):',
    ]
    boxes = {box.name: box for box in picture.boxes}

    def box_lines(name: str, indent: str) -> str:
        return f"{indent}{called[name]} = {_box(boxes[name], aliases[classes[name]], called[name])}"

    held = {name for cluster in picture.clusters for name in inside(cluster)}
    lines += [box_lines(box.name, "    ") for box in picture.boxes if box.name not in held]

    def cluster_lines(clusters: tuple[Cluster, ...], indent: str) -> Iterator[str]:
        # Clusters of one label under one parent would merge: the second of them is told apart.
        seen: dict[str, int] = {}
        for cluster in clusters:
            if not any(True for _ in inside(cluster)):
                continue
            kind = f" ({clean(cluster.aside)})" if cluster.aside else ""
            label = clean(cluster.label) + kind
            seen[label] = seen.get(label, 0) + 1
            number = f" ({seen[label]})" if seen[label] > 1 else ""
            yield f"{indent}with Cluster({_text(label + number)}):"
            yield from (box_lines(name, f"{indent}    ") for name in cluster.boxes)
            yield from cluster_lines(cluster.clusters, f"{indent}    ")

    lines += cluster_lines(picture.clusters, "    ")
    lines += [f"    {_edge(edge, called)}" for edge in picture.edges]
    if not picture.boxes:
        lines.append("    pass")
    below = [f"# {comment}" for comment in comments(picture)]
    return Drawing(("\n".join([*lines, *([""] if below else []), *below]) + "\n").encode())


def _keywords() -> set[str]:
    """Words that can't be names, or that a reader wants to keep their meaning."""
    import builtins
    import keyword

    return {*keyword.kwlist, *keyword.softkwlist, *(name for name in dir(builtins) if name.islower())}


def _class(box: Box) -> tuple[str, str]:
    """The module and the name of the class that has a box's icon; a plain node where none has."""
    from sdlint.diagrams.classes import CLASSES

    name = CLASSES.get(box.icon)
    if name is None:
        return "diagrams", "Node"
    return "diagrams." + box.icon.rpartition("/")[0].replace("/", "."), name


def _aliases(classes: Iterator[tuple[str, str]] | object) -> dict[tuple[str, str], str]:
    """What each class is called in the script: its name, or with its provider where two have one name."""
    from collections.abc import Iterable

    assert isinstance(classes, Iterable)
    found: dict[tuple[str, str], str] = {}
    taken = {"Cluster", "Diagram", "Edge"}
    for module, name in sorted(set(classes)):
        alias = name
        if alias in taken:
            alias = module.split(".")[1].title() + name
        while alias in taken:
            alias += "_"
        taken.add(alias)
        found[(module, name)] = alias
    return found


def _file(title: str) -> str:
    """The name of the file that the script writes, without its suffix."""
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:60] or "design"


def _comment(text: str) -> str:
    """Text that can stand in a docstring."""
    return text.replace("\\", "/").replace('"', "'")


def _text(*lines: str) -> str:
    """A string of Python that Graphviz shows as the lines are: no HTML, no entities, no escapes."""
    shown = [
        line.replace("\\", "\\\\").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        for line in lines
        if line
    ]
    written = repr("\n".join(shown))
    return f'"{written[1:-1]}"' if '"' not in written and "\\'" not in written else written


def _box(box: Box, called: str, name: str) -> str:
    from sdlint.diagrams.plain.cells import wrapped
    from sdlint.diagrams.theme import PALE_INK, STATES, accent
    from sdlint.diagrams.words import lines_of, row_lines

    more = ""
    if called == "Node":
        colours = accent(box.family)
        stroke = STATES.get(box.state, colours.strong)
        more = f', shape="box", style="rounded,filled", fillcolor="{colours.tint}", color="{stroke}"'
        more += ', height="0.8"'
    elif box.state in STATES and box.state != "faded":
        more = f', fontcolor="{STATES[box.state]}"'
    if box.state == "faded":
        more += f', fontcolor="{PALE_INK}"'
    # Labels are centred below icons that are much narrower: long ones would run into one another.
    lines = [part for line in lines_of(box) for part in wrapped(line, _NARROW)]
    return f'{called}({_text(*lines, *row_lines(box))}, nodeid="{name}"{more})'


def _edge(edge: Edge, called: Mapping[str, str]) -> str:
    from sdlint.diagrams.theme import PALE, PALE_INK, STATES
    from sdlint.diagrams.words import label_of

    said: list[str] = []
    label = label_of(edge)
    if label:
        said.append(f"label={_text(label)}")
    if edge.asynchronous or edge.state == MISSING:
        said.append('style="dashed"')
    if edge.state == "faded":
        said.append(f'color="{PALE}", fontcolor="{PALE_INK}"')
    elif edge.state:
        said.append(f'color="{STATES[edge.state]}"')
    elif edge.optional or edge.fallback:
        said.append('color="#9aa6b6"')
    if edge.optional or edge.fallback:
        said.append('arrowhead="normal"')
        said.append(f'arrowtail="{"odiamond" if edge.fallback else "odot"}"')
    line = f"Edge({', '.join(said)}) >> " if said else ""
    # A tail is drawn only where the arrow goes both ways.
    first = "<<" if edge.optional or edge.fallback else ">>"
    return f"{called[edge.source]} {first} {line}{called[edge.target]}"
