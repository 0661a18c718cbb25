"""Light and dark: all that is written can be read, measured on what is drawn (WCAG 2.2, level AA)."""

from __future__ import annotations

import re

import pytest

from sdlint.diagrams import Look, draw
from sdlint.diagrams.picture import Picture
from sdlint.diagrams.theme import THEMES, style_sheet
from sdlint.diagrams.views.view import View
from tests.diagrams.designs import seen
from tests.diagrams.drawn import contrast, texts
from tests.diagrams.pictures import generated

LEAST = 4.5
"""What WCAG asks of the contrast of small text."""
PICTURES = {
    "shop": View(),
    "flow": View(flow="order"),
    "collapsed": View(collapse=("Core",)),
    "zone lost": View(fail=("eu.a",)),
    "region lost": View(fail=("eu",)),
    "cache lost": View(fail=("hot",)),
    "data": View("data"),
    "places": View("places"),
}


def test_contrast_is_computed_as_the_guideline_does() -> None:
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast((119, 119, 119), (255, 255, 255)) == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("picture", [generated(20), *map(seen, PICTURES.values())], ids=["all", *PICTURES])
def test_all_that_is_written_can_be_read(picture: Picture, theme: str) -> None:
    found = texts(draw(picture, "svg", None, Look(theme=theme)).data)
    assert len(found) > 10
    faint = {
        (text.content, round(text.contrast, 2))
        for text in found
        if text.contrast < LEAST and not text.faded  # What is faded has no part in what is shown.
    }
    assert faint == set()


def test_what_is_dark_differs_in_colours_alone() -> None:
    light, dark = style_sheet("light"), style_sheet("dark")
    assert light != dark
    colour = r"#[0-9a-f]{6}|#fff|none|opacity:[\d.]+"
    assert re.sub(colour, "", light) == re.sub(colour, "", dark)
    one, other = (draw(generated(8), "svg", None, Look(theme=theme)).data for theme in ("light", "dark"))
    assert one.partition(b"</style>")[2] == other.partition(b"</style>")[2]


def test_both_in_one_file_follow_the_screen_or_the_page() -> None:
    assert style_sheet("auto").startswith(style_sheet("light"))
    dark = re.search(r"@media screen and \(prefers-color-scheme:dark\)\{(.*)\}$", style_sheet("auto"))
    assert dark is not None
    rules = re.findall(r"[^{}]+\{[^}]*\}", dark[1])
    assert set(rules) < set(re.findall(r"[^{}]+\{[^}]*\}", style_sheet("dark")))
    # In a page the same rules hold with the same weight, wherever the class is.
    page = re.search(r"@media screen\{(.*)\}$", style_sheet("page"))
    assert page is not None and ":where(.dark) .sdlint .canvas{" in page[1]
    assert page[1].replace(":where(.dark) .sdlint", ".sdlint") == dark[1]
    assert set(THEMES) == {"light", "dark", "auto", "page"}
