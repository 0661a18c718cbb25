"""A page of a picture's size, for print and slides: vectors, with text that can be searched and copied."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from sdlint.diagrams import Drawing, Look
from sdlint.diagrams.engines import Engine, EngineFailed, EngineMissing
from sdlint.diagrams.picture import Picture

# What a user wrote is handed over as a value, never as Typst's code. Without a date it is the same every day.
_PAGE = (
    b"#set document(title: sys.inputs.title, date: none)\n"
    b"#set page(width: auto, height: auto, margin: 0pt)\n"
    b'#image("picture.svg", alt: sys.inputs.title)\n'
)


def draw(picture: Picture, engine: Engine | None = None, look: Look | None = None) -> Drawing:
    """The picture as PDF: the SVG on a page of its size; the embedded engine places the boxes."""
    try:
        import typst
    except ImportError as error:
        raise EngineMissing("typst is not installed", "pdf") from error
    from sdlint.diagrams import font
    from sdlint.diagrams.text import clean
    from sdlint.diagrams.writers.svg import drawn

    svg, lacks, notes = drawn(picture, engine, look)
    if lacks:
        notes += (
            f"our font lacks `{lacks}`: the file holds this machine's own fonts for it, if they have it",
        )
    # It takes files by their names as well, which its own stubs don't say.
    try:
        data = cast("Callable[..., bytes]", typst.compile)(
            {"main.typ": _PAGE, "picture.svg": svg},
            format="pdf",
            font_paths=[str(font.path(False).parent)],
            ignore_system_fonts=not lacks,
            sys_inputs={"title": clean(picture.title) or "System design"},
        )
    except RuntimeError as error:
        raise EngineFailed(f"typst can't make a page of it: {error}") from error
    return Drawing(data, notes)
