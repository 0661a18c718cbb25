"""A vector picture that carries its icons and its font, for pages, documents and reviews."""

from __future__ import annotations

from sdlint.diagrams import Drawing
from sdlint.diagrams.engines import Engine
from sdlint.diagrams.picture import Picture


def draw(picture: Picture, engine: Engine | None = None) -> Drawing:
    """The picture as SVG; the embedded engine places the boxes when none is given."""
    from sdlint.diagrams.canvas import paint, with_font
    from sdlint.diagrams.engines import choose
    from sdlint.diagrams.layout import lay_out

    notes: tuple[str, ...] = ()
    if engine is None:
        engine, notes = choose()
    layout, more = lay_out(picture, engine)
    svg, _, _ = paint(picture, layout)
    return Drawing(with_font(svg).encode(), notes + more)
