"""What is drawn leads to where the design says it."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from sdlint.cli import main
from sdlint.diagrams import Look, draw
from sdlint.diagrams.elements import linked
from sdlint.diagrams.views.view import View
from tests.diagrams.designs import SHOP, seen
from tests.diagrams.drawn import SVG


def _links(svg: bytes) -> list[str]:
    root = ElementTree.fromstring(svg)  # noqa: S314 - our own output
    return [element.attrib["href"] for element in root.iter(f"{SVG}a")]


@pytest.mark.parametrize(
    ("place", "base", "link"),
    [
        ("shop.sd:4", ".", "./shop.sd#L4"),
        ("shop.sd:4:9", "", "./shop.sd#L4"),
        ("designs/shop.sd:4", "../..", "../../designs/shop.sd#L4"),
        ("../shop.sd:4", "../docs", "../shop.sd#L4"),
        ("a b&c.sd:1", ".", "./a%20b%26c.sd#L1"),
        ('"onload="x.sd:1', ".", "./%22onload%3D%22x.sd#L1"),
        ("javascript:alert(1):1", ".", "./javascript%3Aalert%281%29#L1"),
        ("/etc/passwd:1", ".", None),
        ("-:3", ".", None),
        ("shop.sd", ".", None),
        ("", ".", None),
        ("shop.sd:4", None, None),
    ],
)
def test_a_place_is_a_relative_link(place: str, base: str | None, link: str | None) -> None:
    assert linked("<g/>", place, base) == (f'<a href="{link}"><g/></a>' if link else "<g/>")


def test_boxes_arrows_and_findings_lead_to_their_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("designs").mkdir()
    Path("out").mkdir()
    text = SHOP.read_text("utf-8")
    Path("designs/shop.sd").write_text(text, "utf-8")
    assert main(["render", "designs/shop.sd", "-o", "out/shop.svg"]) == 0
    links = _links(Path("out/shop.svg").read_bytes())
    picture = seen(View(), text)
    for place in (*(box.place for box in picture.boxes), *(edge.place for edge in picture.edges)):
        if place:
            assert f"../designs/shop.sd#L{place.rpartition(':')[2]}" in links
    there = [box for box in picture.boxes if box.place]
    assert len(links) == len(there) + sum(1 for edge in picture.edges if edge.place) + len(picture.remarks)
    # The same picture is up to date wherever it is asked for.
    assert main(["render", "designs/shop.sd", "-o", "out/shop.svg", "--check"]) == 0


def test_what_isn_t_written_to_a_file_or_stands_in_a_page_leads_nowhere() -> None:
    for look in (None, Look(), Look(theme="page")):
        assert _links(draw(seen(View()), "svg", None, look).data) == []
