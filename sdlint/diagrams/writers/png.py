"""A picture in pixels, twice the size of the SVG so that text is crisp, or less where it is large."""

from __future__ import annotations

from math import sqrt

from sdlint.diagrams import Drawing, Look
from sdlint.diagrams.engines import Engine, EngineMissing
from sdlint.diagrams.picture import Picture

SCALE, SMALLEST = 2.0, 0.5
PIXELS, ASKED = 5_000_000, 20_000_000
"""A picture has no more pixels than this, by itself and when a size is asked for, unless it would be scaled
below `SMALLEST`: cost is pixels, a second for eight million. A page's column and a slide have fewer."""


def draw(picture: Picture, engine: Engine | None = None, look: Look | None = None) -> Drawing:
    """The picture as PNG; the embedded engine places the boxes when none is given."""
    try:
        from resvg_py import svg_to_bytes
    except ImportError as error:
        raise EngineMissing("resvg-py is not installed") from error
    from sdlint.diagrams import font
    from sdlint.diagrams.canvas import lacking, paint
    from sdlint.diagrams.engines import choose
    from sdlint.diagrams.layout import lay_out

    notes: tuple[str, ...] = ()
    if engine is None:
        engine, notes = choose()
    layout, more = lay_out(picture, engine)
    svg, width, height = paint(picture, layout, look.theme if look else "light")
    wanted = SCALE
    if look is not None and look.width:
        wanted = look.width / width
    elif look is not None and look.scale:
        wanted = look.scale
    asked = look is not None and bool(look.width or look.scale)
    most = ASKED if asked else PIXELS
    scale = min(wanted, max(SMALLEST, sqrt(most / (width * height))))
    if scale < wanted and (asked or scale < 1):
        usual = "wanted size" if asked else "usual resolution"
        more += (f"drawn at {scale / wanted:.0%} of the {usual}: the picture is large",)
    missing = lacking(svg)
    if missing:
        own = "this machine's own fonts draw it if they can, others may differ"
        more += (f"our font lacks `{missing}`: {own}",)
    data = svg_to_bytes(
        svg_string=svg,
        dpi=96,  # Without it, lengths in points come out as zero.
        zoom=scale,
        skip_system_fonts=not missing,
        font_files=[str(font.path(bold)) for bold in (False, True)],
        font_family=font.FAMILY,
        sans_serif_family=font.FAMILY,
    )
    return Drawing(bytes(data), notes + more)
