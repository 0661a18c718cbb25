"""A placed picture as SVG text: everything that is seen, on one canvas."""

from __future__ import annotations

import re
from base64 import b64encode
from functools import partial
from html import unescape

from sdlint.diagrams import arrows, cards, legend, remarks
from sdlint.diagrams.clusters import SEVERAL
from sdlint.diagrams.elements import linked, number, text
from sdlint.diagrams.font import FAMILY, lacks, load
from sdlint.diagrams.font import width as text_width
from sdlint.diagrams.glyphs import PLACES
from sdlint.diagrams.icons import data_uri
from sdlint.diagrams.layout import WIDEST
from sdlint.diagrams.measure import CLUSTER, CLUSTER_KIND, ICON, card, cluster_label
from sdlint.diagrams.picture import Picture
from sdlint.diagrams.positions import Layout, PlacedCluster
from sdlint.diagrams.text import clean, elide, escape
from sdlint.diagrams.theme import style_sheet

MARGIN = 28.0
TITLE = 21.0
_SHEET = 5.0
"""How far the sheet behind the frame of several regions lies beside it."""
_NARROWEST, _NARROWEST_WITH_REMARKS = 280.0, 640.0


def paint(
    picture: Picture, layout: Layout, theme: str = "light", base: str | None = None
) -> tuple[str, float, float]:
    """The SVG in a theme without its font, its width and its height. With a `base`, which is the way from the
    picture to where the design's path starts, everything leads to where the design says it.
    """
    # Half of what a low row lacks in height goes above it, half below.
    slack = max(0.0, (layout.width + 2 * MARGIN) / WIDEST - layout.height - 2 * MARGIN - TITLE - 20) / 2
    listed = picture.listed and bool(picture.remarks or picture.notes or picture.accepted)
    room = max(layout.width, _NARROWEST_WITH_REMARKS if listed else _NARROWEST)
    parts: list[str] = []
    y = MARGIN
    title = clean(picture.title)
    if title:
        parts.append(text(MARGIN, y + TITLE * 0.8, elide(title, room, TITLE, True), TITLE, "b"))
        y += TITLE + 20
    parts.append(
        f'<g transform="translate({number(MARGIN + (room - layout.width) / 2)} {number(y + slack)})">'
    )
    parts.append(_diagram(picture, layout, base))
    parts.append("</g>")
    y += layout.height + 2 * slack + 22
    lists = (legend.legend, remarks.notes, partial(remarks.findings, base=base), remarks.accepted)
    for draw in lists if picture.listed else lists[:1]:
        drawing, taken = draw(picture, MARGIN, y, room)
        parts.append(drawing)
        y += taken + 14 if taken else 0
    width, height = round(room + 2 * MARGIN), round(y + MARGIN - 22)
    head = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" class="sdlint"'
        f' width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img">'
        f"<title>{escape(title or 'System design')}</title><style>{style_sheet(theme)}</style>"
    )
    body = f'{_icons(picture)}<rect class="canvas" width="{width}" height="{height}"/>' + "".join(parts)
    return head + body + "</svg>\n", width, height


def _icon_ids(picture: Picture) -> dict[str, str]:
    """The icons that exist, in the order of the boxes, and the ids that they get."""
    wanted = dict.fromkeys(box.icon for box in picture.boxes if box.icon)
    return {
        icon: f"sdlint-icon-{re.sub(r'[^a-z0-9]+', '-', icon[:-4].lower())}"
        for icon in wanted
        if data_uri(icon)
    }


def _icons(picture: Picture) -> str:
    """Each icon once."""
    images = "".join(
        f'<image id="{name}" width="{number(ICON)}" height="{number(ICON)}" xlink:href="{data_uri(icon)}"/>'
        for icon, name in _icon_ids(picture).items()
    )
    return f"<defs>{images}</defs>" if images else ""


def _diagram(picture: Picture, layout: Layout, base: str | None) -> str:
    severities = {remark.number: remark.severity for remark in picture.remarks}
    icons = _icon_ids(picture)
    parts = [_frame(placed) for placed in layout.clusters]
    parts += [
        linked(arrows.draw(picture, layout, route), picture.edges[route.index].place, base)
        for route in layout.edges
    ]
    parts += [_heading(placed) for placed in layout.clusters]
    parts += [
        linked(
            cards.draw(box, card(box), layout.boxes[box.name], icons.get(box.icon), severities),
            box.place,
            base,
        )
        for box in picture.boxes
    ]
    parts += [arrows.label(picture.edges[route.index], route, severities) for route in layout.edges]
    return "".join(parts)


def _kind(placed: PlacedCluster) -> str:
    return placed.cluster.kind if placed.cluster.kind in PLACES else "group"


def _frame_class(placed: PlacedCluster) -> str:
    kind = _kind(placed)
    return "store-frame" if kind == "store" else kind


def _frame(placed: PlacedCluster) -> str:
    """A cluster's frame; one for several regions lies on another sheet, since it is no further place."""
    rect = placed.rect
    behind = (_SHEET, 0.0) if SEVERAL in placed.cluster.id and placed.cluster.kind == "region" else (0.0,)
    sheets = (
        f'<rect class="{_frame_class(placed)}" x="{number(rect.x + shift)}" y="{number(rect.y - shift)}"'
        f' width="{number(rect.width)}" height="{number(rect.height)}" rx="12"/>'
        for shift in behind
    )
    return (
        f'<g data-cluster="{escape(clean(placed.cluster.id))}">'
        f"<title>{escape(clean(placed.cluster.label))}</title>{''.join(sheets)}</g>"
    )


def _heading(placed: PlacedCluster) -> str:
    """A cluster's sign, label and kind, in its upper left corner."""
    label, kind = cluster_label(placed.cluster)
    x, y = placed.rect.x + 12, placed.rect.y + 20
    sign = (
        f'<path class="other-glyph" transform="translate({number(x)} {number(y - 11)}) scale(.55)"'
        f' d="{PLACES[_kind(placed)]}"/>'
    )
    heading = text(x + 19, y, label, CLUSTER, "b halo")
    return sign + heading + text(x + 26 + text_width(label, CLUSTER, True), y, kind, CLUSTER_KIND, "m halo")


def texts(svg: str) -> list[tuple[bool, str]]:
    """The texts of a painted SVG, unescaped, and whether each is bold."""
    found: list[tuple[bool, str]] = []
    for attributes, content in re.findall(r"<text ([^>]*)>([^<]*)</text>", svg):
        names = re.search(r'class="([^"]*)"', attributes)
        found.append((names is not None and "b" in names[1].split(), unescape(content)))
    return found


def lacking(svg: str) -> str:
    """The characters that our font lacks, the first of them; empty where it has all."""
    missing = sorted({character for _, content in texts(svg) for character in content if lacks(character)})
    return "".join(missing[:8]) + ("…" if len(missing) > 8 else "")


def with_font(svg: str) -> str:
    """The SVG with the part of the font that its texts use, so that it looks the same everywhere.

    The part is not compressed (it would be a third smaller): zlib's output isn't the same everywhere.
    """
    written = texts(svg)
    faces: list[str] = []
    for bold in (False, True):
        used = {character for weight, content in written if weight is bold for character in content}
        if used:
            data = b64encode(load(bold).subset(used)).decode()
            faces.append(
                f"@font-face{{font-family:{FAMILY};font-weight:{700 if bold else 400};"
                f'src:url("data:font/ttf;base64,{data}") format("truetype")}}'
            )
    return svg.replace("<style>", "<style>" + "".join(faces), 1)
