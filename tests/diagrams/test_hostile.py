"""Names that are markup or code, from the text of a design to the file that is drawn of it: all stay text."""

from __future__ import annotations

import ast
import io
import re
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner

from sdlint.cli.rim.group import sdlint
from sdlint.diagrams import Drawing, draw
from sdlint.diagrams.font import width
from sdlint.diagrams.picture import Picture
from sdlint.diagrams.text import clean, elide
from sdlint.diagrams.views.view import View
from tests.diagrams.designs import seen
from tests.diagrams.drawn import SVG

LABELS = {
    "html": "<img src=x onerror=alert(1)><b>bold</b>",
    "script": "</script><script>alert(1)</script>",
    "style": "</style><style>*{display:none}</style>",
    "svg": "</text></svg><svg onload=alert(1)><text>",
    "cdata": "]]><![CDATA[ <!-- -->",
    "entity": '&lt;&#60;&xxe; <!ENTITY x SYSTEM "file:///etc/passwd">',
    "dot": 'a"]; subgraph cluster_x { b } //',
    "dot_html": "<<TABLE><TR><TD>cell</TD></TR></TABLE>>",
    "mermaid": "x]; click a href javascript:alert(1)",
    "mermaid_init": '%%{init: {"securityLevel": "loose"}}%%',
    "d2": "a -> b: {link: https://x} |md # title |",
    "d2_var": "${x} ...@import",
    "python": '"); __import__("os").system("x") #',
    "python_lines": "'''\\\"\"\"\nimport os",
    "cjk": "数据库系统 データ 데이터",
    "arabic": "قاعدة البيانات",
    "emoji": "🙂 🚀 👍🏽",
    "long": "L" * 200,
    "page": "{{script}} {{data}} `code`",
}
NAMES = ("end", "graph", "class", "subgraph", "import", "None", "x" * 200)


def _quoted(text: str) -> str:
    text = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    return f'"{text}"'


def _design() -> str:
    labels = list(LABELS.items())
    lines = [f"system {_quoted(LABELS['script'])}", f"region here {_quoted(LABELS['svg'])} {{ zone a }}"]
    lines += [f"client who {_quoted(LABELS['emoji'])}"]
    lines += [
        f"group {_quoted(label)} {{ service s_{name} {_quoted(label)} in here {{ replicas 2 }} }}"
        for name, label in labels
    ]
    lines += [f"service {name} {{ replicas 2 }}" for name in NAMES]
    lines += [f"flow f_{name} at 1/s {{ who -> s_{name} {_quoted(label)} }}" for name, label in labels]
    lines += [f"flow g_{index} at 1/s {{ who -> {name} }}" for index, name in enumerate(NAMES)]
    lines += [f"question {_quoted(label)}" for _, label in labels]
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="module")
def picture() -> Picture:
    found = seen(View(whole=True), _design())
    assert {clean(box.label) for box in found.boxes} >= {clean(label) for label in LABELS.values()} - {
        clean(LABELS["python_lines"])  # A label has one line.
    }
    return found


@pytest.fixture(scope="module")
def svg(picture: Picture) -> Drawing:
    return draw(picture, "svg")


def test_an_svg_has_them_as_texts_alone(svg: Drawing) -> None:
    root = ElementTree.fromstring(svg.data)  # noqa: S314 - our own output
    tags = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert tags <= {
        "svg",
        "g",
        "title",
        "style",
        "defs",
        "image",
        "use",
        "rect",
        "path",
        "circle",
        "text",
        "ellipse",
    }
    assert sum(element.tag == f"{SVG}style" for element in root.iter()) == 1
    for element in root.iter():
        assert not any(name.lower().startswith("on") or name == "style" for name in element.attrib)
        for name, value in element.attrib.items():
            if name.endswith("href"):
                assert re.match(r"#sdlint-icon-[a-z0-9-]+$|data:image/png;base64,", value)
    whole = "\n".join(element.text or "" for element in root.iter(f"{SVG}title"))
    for name, label in LABELS.items():
        if name != "python_lines":
            assert clean(label) in whole, name
    # What is too long is elided, and whole in its tooltip.
    written = {element.text for element in root.iter(f"{SVG}text")}
    assert elide("L" * 200, 176, 14, True) in written
    assert width(elide("L" * 200, 176, 14, True), 14, True) <= 176


def test_a_pdf_has_them_as_texts_alone(picture: Picture) -> None:
    import pypdf

    reader = pypdf.PdfReader(io.BytesIO(draw(picture, "pdf").data))
    written = " ".join(page.extract_text() for page in reader.pages)
    for name, label in LABELS.items():
        if name not in ("cjk", "arabic", "emoji", "long", "python_lines"):  # Our font lacks some.
            assert clean(label)[:12] in written, name
    # Nothing runs when it is opened, nothing is attached, and no link leads anywhere.
    assert not {"/OpenAction", "/AA", "/AcroForm", "/Names"} & set(reader.trailer["/Root"])
    assert not reader.attachments
    assert not any(page.get("/Annots") or page.get("/AA") for page in reader.pages)


@pytest.mark.parametrize("format", ["svg", "png"])
def test_what_the_font_lacks_is_said(format: str, picture: Picture, svg: Drawing) -> None:
    drawing = svg if format == "svg" else draw(picture, format)
    note = next(note for note in drawing.notes if note.startswith("our font lacks `"))
    assert any(character in note for character in LABELS["cjk"] + LABELS["arabic"])
    plain = draw(seen(View(), 'client a "Ärger — ≥ 3 €"\nservice b\na -> b\n'), format)
    assert not any("lacks" in note for note in plain.notes)


class _Page(HTMLParser):
    """The tags of a page, its attributes, and what stands in its scripts."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: dict[str, int] = {}
        self.attributes: list[tuple[str, str | None]] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] = self.tags.get(tag, 0) + 1
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def _page(tmp_path: Path, text: str) -> _Page:
    (tmp_path / "design.sd").write_text(text, "utf-8")
    words = ["review", str(tmp_path / "design.sd"), "-o", str(tmp_path / "page.html")]
    CliRunner().invoke(sdlint, words, catch_exceptions=False, standalone_mode=False)
    parser = _Page()
    parser.feed((tmp_path / "page.html").read_text("utf-8"))
    return parser


def test_a_page_has_them_as_texts_alone(tmp_path: Path) -> None:
    hostile = _page(tmp_path, _design())
    plain = _page(tmp_path, "client a\nservice b\nflow f at 1/s { a -> b }\n")
    for tag in ("script", "style", "iframe", "object", "form", "link", "base", "meta"):
        assert hostile.tags.get(tag, 0) == plain.tags.get(tag, 0), tag
    assert "img" not in hostile.tags
    assert not any(name.startswith("on") for name, _ in hostile.attributes)
    for name, value in hostile.attributes:
        if name in ("href", "xlink:href", "src"):
            assert re.match(r"#|data:(image/png;base64|),|https://[\w./-]+$", value or ""), value
    whole = "".join(hostile.text)
    assert LABELS["html"] in whole
    assert LABELS["page"].split()[0] in whole


def test_graphviz_reads_them_back(picture: Picture) -> None:
    from pygraphviz import AGraph

    text = draw(picture, "dot").data.decode()
    rest = re.sub(r'"(?:[^"\\]|\\.)*"', "S", re.sub(r"^//.*$", "", text, flags=re.M))
    assert re.fullmatch(r"[\w\s=\[\]{};,.>-]*", rest), rest  # No label is read as HTML.
    graph = AGraph(string=text)
    boxes = [node for node in graph.nodes() if node.attr["shape"] != "plaintext"]
    assert len(boxes) >= len(picture.boxes)
    assert len([edge for edge in graph.edges() if edge.attr["style"] != "invis"]) == len(picture.edges)
    assert not any(edge.attr["URL"] or edge.attr["href"] for edge in graph.edges())


def test_python_has_them_as_constants_alone(picture: Picture) -> None:
    script = draw(picture, "diagrams").data.decode()
    tree = ast.parse(script)
    compile(tree, "picture.py", "exec")
    allowed = (
        *(ast.Module, ast.Expr, ast.ImportFrom, ast.alias, ast.With, ast.withitem, ast.Call, ast.keyword),
        *(ast.Name, ast.Load, ast.Store, ast.Constant, ast.Assign, ast.Dict, ast.BinOp, ast.RShift),
        *(ast.LShift, ast.Sub, ast.List),
    )
    strange = {type(node).__name__ for node in ast.walk(tree) if not isinstance(node, allowed)}
    assert strange == set()
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert all(module == "diagrams" or (module or "").startswith("diagrams.") for module in imported)
    called = {
        node.func.id if isinstance(node.func, ast.Name) else "?"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
    }
    assert called <= {"Diagram", "Cluster", "Edge", "Node"} | {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    strings = {str(node.value) for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    assert any("__import__" in text for text in strings)


def test_d2_has_them_in_quotes_alone(picture: Picture) -> None:
    for line in draw(picture, "d2").data.decode().splitlines():
        if not line.startswith("#"):
            rest = re.sub(r'"(?:[^"\\$]|\\.)*"', "S", line)
            assert re.fullmatch(r"[\w\s:;{}\[\]<>.-]*", rest), line


def test_mermaid_has_no_markup_and_no_directive(picture: Picture) -> None:
    text = draw(picture, "mermaid").data.decode()
    head, _, body = text.partition("flowchart TB")
    assert "%%{" not in text
    assert not re.search(r"^\s*(click|href|callback)\b", body, re.M)
    for line in body.splitlines():
        for label in re.findall(r'"([^"]*)"', line):
            assert not re.search(r"[<>`{}\\]", label.replace("<br/>", "")), label
        rest = re.sub(r'"[^"]*"', "S", line)
        assert line.strip().startswith("%%") or re.fullmatch(r"[\w\s()\[\]{}/|:,#.>-]*", rest), line
    assert "\n---\n" in f"\n{head}"


@pytest.mark.parametrize("format", ["ascii", "unicode"])
def test_a_terminal_gets_letters_alone(format: str, picture: Picture) -> None:
    text = draw(picture, format).data.decode()
    assert all(character.isprintable() or character in "\n\u200d" for character in text)
