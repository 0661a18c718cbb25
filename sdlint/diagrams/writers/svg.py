"""A vector picture that carries its icons and its font, for pages, documents and reviews."""

from __future__ import annotations

from sdlint.diagrams import Drawing, Look
from sdlint.diagrams.engines import Engine
from sdlint.diagrams.picture import Picture


def draw(picture: Picture, engine: Engine | None = None, look: Look | None = None) -> Drawing:
    """The picture as SVG; the embedded engine places the boxes when none is given."""
    svg, lacks, notes = drawn(picture, engine, look)
    if lacks:
        notes += (f"our font lacks `{lacks}`: the fonts of whoever looks at it draw it, if they can",)
    return Drawing(svg, notes)


def drawn(picture: Picture, engine: Engine | None, look: Look | None) -> tuple[bytes, str, tuple[str, ...]]:
    """The picture as SVG, the letters in it that our font lacks, and notes on all else."""
    from sdlint.diagrams.canvas import lacking, paint, with_font
    from sdlint.diagrams.engines import choose
    from sdlint.diagrams.layout import lay_out

    notes: tuple[str, ...] = ()
    if engine is None:
        engine, notes = choose()
    layout, more = lay_out(picture, engine)
    svg, width, height = paint(picture, layout, look.theme if look else "light", look.base if look else None)
    lacks = lacking(svg)
    if look is not None and (look.width or look.scale):
        # It is shown larger or smaller; what is in it stays as it is.
        scale = look.width / width if look.width else look.scale or 1.0
        before = f'width="{width}" height="{height}" viewBox'
        svg = svg.replace(
            before, f'width="{round(width * scale)}" height="{round(height * scale)}" viewBox', 1
        )
    return with_font(svg).encode(), lacks, notes + more
