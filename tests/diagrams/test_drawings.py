"""What is drawn: well-formed, nothing injected, nothing overflowing, the same bytes everywhere."""

from __future__ import annotations

import os
import re
import struct
import subprocess
import sys
import zlib
from importlib.util import find_spec
from math import hypot
from pathlib import Path
from xml.etree import ElementTree

import pytest

from sdlint.diagnostic import Severity
from sdlint.diagrams import Look, cards, draw, formats, icons
from sdlint.diagrams.engines import embedded
from sdlint.diagrams.font import lacks, load, width
from sdlint.diagrams.legend import legend
from sdlint.diagrams.measure import card
from sdlint.diagrams.picture import Box, Edge, Picture, Row
from sdlint.diagrams.positions import Rect
from sdlint.diagrams.text import clean, elide, runs, wrap
from sdlint.record import changed
from tests.diagrams.pictures import HOSTILE, generated, hostile

_SVG = "{http://www.w3.org/2000/svg}"
_DRAWN = {"svg", "g", "title", "style", "defs", "image", "use", "rect", "path", "circle", "ellipse", "text"}


def _parsed(svg: bytes | str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)  # noqa: S314 - our own output


def test_formats_are_found_by_their_being_there() -> None:
    assert {"ascii", "d2", "diagrams", "dot", "mermaid", "png", "svg", "unicode"} <= formats().keys()
    assert all(line.endswith(".") for line in formats().values())
    with pytest.raises(KeyError):
        draw(generated(4), "../svg")


@pytest.mark.parametrize(
    "picture", [generated(12), hostile(), Picture("", ())], ids=["plain", "hostile", "empty"]
)
def test_an_svg_is_well_formed_and_holds_only_what_we_draw(picture: Picture) -> None:
    root = _parsed(draw(picture, "svg").data)
    for element in root.iter():
        assert element.tag.removeprefix(_SVG) in _DRAWN
        assert not any(name.lower().startswith("on") for name in element.attrib)
        for name, value in element.attrib.items():
            if name.endswith("href"):
                assert value.startswith(("#sdlint-icon-", "data:image/png;base64,"))


def test_hostile_texts_are_shown_as_texts() -> None:
    data = draw(hostile(), "svg").data
    assert b"<script" not in data
    shown = {element.text for element in _parsed(data).iter(f"{_SVG}text")}
    assert elide(HOSTILE[0], 176, 14, True) in shown
    assert "数据库系统" in shown
    titles = "\n".join(element.text or "" for element in _parsed(data).iter(f"{_SVG}title"))
    assert "n" * 200 in titles  # What is elided is whole in the tooltip.
    assert "‮" not in data.decode()


FAMILIES = ("entry", "outside", "edge", "compute", "store", "channel", "several", "data", "new")


@pytest.mark.parametrize("family", [*FAMILIES, "cache"])
def test_no_text_is_wider_than_its_box(family: str) -> None:
    for label in (*HOSTILE, "api", "A rather long name of a service that does much"):
        for copies, numbers in (("", ()), ("×6", ("10k/s", "83%")), ("M" * 90, ("W" * 90,))):
            kind, family = ("cache", "store") if family == "cache" else ("service", family)
            badges = (1, 2, 3, 4, 5, 6, 7, 8, 900)
            rows = (Row(label, label, label),) * 3 if family == "data" else ()
            box = Box("x", label, kind, family, label, "", copies, numbers, badges, rows=rows, note=label)
            box = changed(box, accepted=(1, 2), within=label)
            made = card(box)
            svg = cards.draw(box, made, Rect(0, 0, made.width, made.height), None, {1: Severity.ERROR})
            group = f'<svg xmlns="http://www.w3.org/2000/svg">{svg}</svg>'
            for element in _parsed(group).findall(f"./{_SVG}g/{_SVG}text"):
                size = float(element.attrib["font-size"])
                wide = width(element.text or "", size, "b" in element.attrib.get("class", "").split())
                x = float(element.attrib["x"])
                left = x - wide / 2 if element.attrib.get("text-anchor") == "middle" else x
                assert left >= 0
                assert left + wide <= made.width + 0.01


def test_an_outline_meets_its_edges() -> None:
    rect = Rect(0, 0, 160, 60)
    assert cards.border("compute", rect, (80, 0)) == (80, 0)
    assert cards.border("store", rect, (80, 0)) == (80, 0)
    assert cards.border("store", rect, (0, 30)) == (0, 30)
    x, y = cards.border("store", rect, (10, 0))
    assert x == 10
    assert 0 < y < 7
    assert (
        cards.border("edge", rect, (0, 0))[0] == pytest.approx(11)
        or cards.border("edge", rect, (0, 0))[1] > 0
    )


@pytest.mark.parametrize("shape", ["cache", "outside", "several", "entry", "edge", "store", "channel"])
def test_every_end_of_an_edge_lies_on_the_outline(shape: str) -> None:
    """Against the outline as it is drawn in pixels. Arrows keep away from corners."""
    rect = Rect(0, 0, 208, 76)
    drawn = _points(cards.outline(shape, rect, "x"))
    for step in range(100):
        across, down = 14 + (rect.width - 28) * step / 99, 14 + (rect.height - 28) * step / 99
        for point in ((across, 0.0), (across, rect.height), (0.0, down), (rect.width, down)):
            x, y = cards.border(shape, rect, point)
            assert min(hypot(x - px, y - py) for px, py in drawn) < 1.2, (shape, point, (x, y))


def _points(svg: str) -> list[tuple[float, float]]:
    """The pixels at the border of a filled shape, as resvg draws it."""
    from resvg_py import svg_to_bytes

    pixels = _pixels(
        svg_to_bytes(
            svg_string=f'<svg xmlns="http://www.w3.org/2000/svg" width="212" height="80"'
            f' viewBox="-2 -2 212 80">{svg}</svg>',
            dpi=96,
            zoom=4,
        )
    )
    high, wide = len(pixels), len(pixels[0])
    return [
        (x / 4 - 2 + 0.125, y / 4 - 2 + 0.125)
        for y in range(1, high - 1)
        for x in range(1, wide - 1)
        if pixels[y][x]
        and not (pixels[y - 1][x] and pixels[y + 1][x] and pixels[y][x - 1] and pixels[y][x + 1])
    ]


def _pixels(png: bytes) -> list[list[bool]]:
    """Which pixels of a PNG of eight bits RGBA aren't transparent."""
    wide, high = struct.unpack(">LL", bytes(png)[16:24])
    data, at = b"", 8
    while at < len(png):
        (length,) = struct.unpack(">L", bytes(png)[at : at + 4])
        if bytes(png)[at + 4 : at + 8] == b"IDAT":
            data += bytes(png)[at + 8 : at + 8 + length]
        at += 12 + length
    raw = zlib.decompress(data)
    stride = 4 * wide + 1
    before = bytearray(4 * wide)
    rows: list[list[bool]] = []
    for row in range(high):
        kind, line = raw[row * stride], bytearray(raw[row * stride + 1 : (row + 1) * stride])
        for index in range(len(line)):
            left = line[index - 4] if index >= 4 else 0
            up, corner = before[index], before[index - 4] if index >= 4 else 0
            line[index] = (line[index] + _predicted(kind, left, up, corner)) % 256
        before = line
        rows.append([line[4 * x + 3] > 127 for x in range(wide)])
    return rows


def _predicted(kind: int, left: int, up: int, corner: int) -> int:
    """PNG's filters: none, left, up, mean, Paeth."""
    if kind == 4:
        guess = left + up - corner
        return min((left, up, corner), key=lambda value: abs(guess - value))
    return (0, left, up, (left + up) // 2)[kind]


def test_wrapped_lines_fit_and_lose_nothing() -> None:
    text = "Without `lb` nothing of `read_feed` works. " + "x" * 300 + " `code` end"
    lines = wrap(runs(text), 200, 12.5)
    for line in lines:
        assert sum(width(run.text, 12.5, run.bold) for run in line) <= 200.01
    whole = "".join(run.text for line in lines for run in line)
    assert whole.replace(" ", "") == text.replace("`", "").replace(" ", "")


def test_a_missing_icon_is_a_drawn_sign() -> None:
    for icon in ("no/such.png", "../../../etc/passwd", "/etc/passwd", "aws", "a\0.png", "x" * 5000 + ".png"):
        assert icons.data_uri(icon) is None
    assert (icons.data_uri("onprem/database/postgresql.png") or "").startswith("data:image/png;base64,iVBOR")
    box = Box("x", "x", "novel", "store", icon="no/such.png")
    made = card(box)
    assert "store-glyph" in cards.draw(box, made, Rect(0, 0, made.width, made.height), None, {})


def test_each_icon_is_in_the_file_once() -> None:
    data = draw(generated(60), "svg").data
    assert data.count(b"data:image/png") == 4


def test_the_font_in_an_svg_has_what_its_texts_need() -> None:
    font = load(False)
    part = type(font)(font.subset("Aäǖ×→ i"))
    assert sorted(map(chr, part.glyphs)) == sorted("Aäǖ×→ i")
    assert all(part.advance(character) == font.advance(character) for character in "Aäǖ×→ i")
    assert len(font.subset("Aäǖ×→ i")) < 8_000
    assert not lacks(clean("Latin, ελληνικά, кириллица — ×6 → 83% ≥ €"))
    assert lacks("数")


def test_a_png_is_twice_the_svg_and_never_too_large() -> None:
    drawing = draw(generated(4), "png")
    assert drawing.notes == ()
    root = _parsed(draw(generated(4), "svg").data)
    wide, high = struct.unpack(">LL", drawing.data[16:24])
    assert (wide, high) == (2 * int(root.attrib["width"]), 2 * int(root.attrib["height"]))
    large = draw(generated(60), "png")
    wide, high = struct.unpack(">LL", large.data[16:24])
    assert wide * high <= 5_100_000
    assert "of the usual resolution" in large.notes[-1]
    asked = draw(generated(60), "png", look=Look(scale=1.0))
    wide, high = struct.unpack(">LL", asked.data[16:24])
    assert 5_100_000 < wide * high <= 20_100_000


def test_a_png_says_when_the_font_lacks_letters() -> None:
    drawing = draw(Picture("数据", (Box("a", "数据库", "service", "compute"),)), "png")
    assert drawing.notes == (
        "our font lacks `库据数`: this machine's own fonts draw it if they can, others may differ",
    )


def test_dot_is_read_by_graphviz() -> None:
    for picture in (generated(12), hostile()):
        text = draw(picture, "dot", None).data.decode()
        assert embedded(text).count('"_gvid"') >= len(picture.boxes)
    assert '"10k/s"' in draw(generated(12), "dot").data.decode()


def test_formats_that_are_text_need_no_engine() -> None:
    code = (
        "import sys; sys.modules.update(pygraphviz=None, resvg_py=None, diagrams=None)\n"
        "from sdlint.diagrams import draw\nfrom sdlint.diagrams.picture import *\n"
        "picture = Picture('t', (Box('a', 'a', 'service', 'compute'),))\n"
        "for format in ('ascii', 'd2', 'diagrams', 'dot', 'mermaid', 'unicode'):\n"
        "    assert b'a' in draw(picture, format).data\n"
        "from sdlint.diagrams.engines import EngineMissing, embedded\n"
        "for format in ('svg', 'png'):\n"
        "    try: draw(picture, format, embedded)\n"
        "    except EngineMissing as error: assert 'sdlint[pictures]' in str(error)\n"
        "    else: raise SystemExit(1)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_same_bytes_whatever_the_machine(tmp_path: Path) -> None:
    """Four hash seeds, another home, no fonts, another folder, another locale."""
    code = (
        "import hashlib\nfrom sdlint.diagrams import Look, draw, formats\n"
        "from tests.diagrams.designs import seen\nfrom tests.diagrams.made import made\n"
        "from tests.diagrams.pictures import generated\n"
        "from sdlint.diagrams.views.view import View\n"
        "WITHOUT = set() if __import__('importlib.util').util.find_spec('typst') else {'pdf'}\n"
        "pictures = generated(12), seen(View()), seen(View(), made(12))\n"
        "for picture in pictures:\n"
        "    for format in sorted(formats().keys() - WITHOUT):\n"
        "        for theme in ('light', 'dark'):\n"
        "            data = draw(picture, format, None, Look(theme=theme)).data\n"
        "            print(format, theme, hashlib.sha256(data).hexdigest())\n"
    )
    (tmp_path / "fonts.conf").write_text("<fontconfig></fontconfig>")
    root = str(Path(__file__).parents[2])
    printed: list[str] = []
    for seed, home, bare, folder, locale in (
        ("0", "/", False, root, "C"),
        ("1", str(tmp_path), True, str(tmp_path), "C.UTF-8"),
        ("2", str(tmp_path), False, "/", "de_DE.UTF-8"),
        ("4294967295", "/", True, root, "C"),
    ):
        environment = {
            **os.environ,
            "PYTHONHASHSEED": seed,
            "HOME": home,
            "LC_ALL": locale,
            "PYTHONPATH": root,
        }
        if bare:
            environment |= {"FONTCONFIG_FILE": str(tmp_path / "fonts.conf"), "FONTCONFIG_PATH": str(tmp_path)}
        done = subprocess.run(
            [sys.executable, "-c", code],
            env=environment,
            cwd=folder,
            capture_output=True,
            text=True,
            check=True,
        )
        printed.append(done.stdout)
        assert done.stderr == ""
    drawn = len(formats()) - (find_spec("typst") is None)
    assert len(printed[0].splitlines()) == 3 * 2 * drawn
    assert set(printed) == {printed[0]}


@pytest.mark.parametrize("room", [300.0, 500.0, 800.0, 850.0, 900.0])
def test_no_sign_of_the_legend_stands_alone_below_the_others(room: float) -> None:
    families = ("entry", "outside", "edge", "compute", "store", "channel", "several")
    boxes = tuple(Box(family, family, "service", family) for family in families)
    edges = (Edge("entry", "edge"), Edge("edge", "channel", asynchronous=True))
    drawn, high = legend(Picture("", boxes, (), edges), 0.0, 0.0, room)
    rows: dict[str, list[float]] = {}
    for x, y in re.findall(r'<g transform="translate\(([\d.]+) ([\d.]+)\)">', drawn):
        rows.setdefault(y, []).append(float(x))
    assert high == 20 * len(rows)
    assert min(map(len, rows.values())) >= (2 if len(rows) > 1 else 9)
    assert max(max(row) for row in rows.values()) < room
