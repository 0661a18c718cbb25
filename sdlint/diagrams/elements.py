"""The smallest pieces of an SVG: numbers, texts, badges."""

from __future__ import annotations

import re
from posixpath import isabs, join, normpath
from urllib.parse import quote

from sdlint.diagnostic import Severity
from sdlint.diagrams.font import lacks, width
from sdlint.diagrams.measure import BADGE, SIGN, badge_width, step_width
from sdlint.diagrams.text import Run, escape
from sdlint.diagrams.theme import SIGNS

_PLACE = re.compile(r"(.*?):([0-9]+)(?::[0-9]+)?", re.DOTALL)
_OCTAGON = "M-2.9-7h5.8l4.1 4.1v5.8l-4.1 4.1h-5.8l-4.1-4.1v-5.8z"
_TRIANGLE = "M0-7.2q.9 0 1.4.9l6 10.6q.9 1.9-1.2 2.2h-12.4q-2.1-.3-1.2-2.2l6-10.6q.5-.9 1.4-.9z"


def number(value: float) -> str:
    """A coordinate: at most two digits after the point, the same on every machine."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def text(x: float, y: float, content: str, size: float, names: str = "", *, anchor: str = "start") -> str:
    """A line of text with its baseline at `y`; `names` are classes, `b` among them is bold."""
    if not content:
        return ""
    bold = "b" in names.split()
    classes = f' class="{names}"' if names else ""
    anchored = f' text-anchor="{anchor}"' if anchor != "start" else ""
    return (
        f'<text x="{number(x)}" y="{number(y)}" font-size="{number(size)}"{classes}{anchored}'
        f"{_squeezed(content, size, bold)}>{escape(content)}</text>"
    )


def line(x: float, y: float, runs: tuple[Run, ...], size: float) -> str:
    """A line of text in several weights."""
    pieces: list[str] = []
    for run in runs:
        # Blanks at the ends of an element may be dropped by who draws it: they are moved over instead.
        blank = width(run.text, size, run.bold) - width(run.text.lstrip(), size, run.bold)
        pieces.append(text(x + blank, y, run.text.strip(), size, "b" if run.bold else ""))
        x += width(run.text, size, run.bold)
    return "".join(pieces)


def linked(drawing: str, place: str, base: str | None) -> str:
    """A drawing that leads to a place in a file, `shop.sd:4`, as code hosts write it: `shop.sd#L4`. `base` is
    where paths start from, seen from the picture; None: it leads nowhere.
    """
    found = _PLACE.fullmatch(place)
    if base is None or not drawing or found is None or isabs(found[1]) or found[1] in ("", "-"):
        return drawing
    # Quoted, no name is a scheme or leaves the attribute.
    path = quote(normpath(join(base, found[1])).encode("utf-8", "surrogateescape"))
    return f'<a href="{escape(path if path.startswith(".") else f"./{path}")}#L{found[2]}">{drawing}</a>'


def _squeezed(content: str, size: float, bold: bool) -> str:
    """Letters of a font that we can't measure are held to the width that was kept for them."""
    if not lacks(content):
        return ""
    return f' textLength="{number(width(content, size, bold))}" lengthAdjust="spacingAndGlyphs"'


def sign(x: float, y: float, severity: Severity | None) -> str:
    """A severity's sign, told by its shape, its character and its colour, around a point; None: the sign of
    an accepted risk, a tick.
    """
    if severity is None:
        return (
            f'<g transform="translate({number(x)} {number(y)})"><circle class="accepted" r="7"/>'
            '<path class="tick" d="M-3.2.2l2.3 2.4 4.2-4.9"/></g>'
        )
    word = severity.word
    if severity is Severity.QUESTION:
        shape = f'<circle class="{word}" r="7"/>'
    else:
        shape = f'<path class="{word}" d="{_OCTAGON if severity is Severity.ERROR else _TRIANGLE}"/>'
    lower = 4.4 if severity is Severity.WARNING else 3.7
    character = SIGNS[severity]
    return (
        f'<g transform="translate({number(x)} {number(y)})">{shape}'
        f'<text y="{number(lower)}" font-size="{SIGN:g}" class="b sign" text-anchor="middle">'
        f"{character}</text></g>"
    )


def badge(x: float, y: float, severity: Severity | None, label: str) -> str:
    """A finding's number beside its sign, in a pill that begins at `x` and whose middle is at `y`. None: that
    of an accepted risk.
    """
    wide = badge_width(label)
    word = severity.word if severity is not None else "accepted"
    return (
        f'<rect class="{word}-pill" x="{number(x)}" y="{number(y - BADGE)}" width="{number(wide)}"'
        f' height="{number(2 * BADGE)}" rx="{number(BADGE)}"/>'
        + sign(x + BADGE + 0.5, y, severity)
        + text(x + 2 * BADGE + 1.5, y + 3.8, label, SIGN, f"b {word}")
    )


def step(x: float, y: float, label: str) -> str:
    """A step's number in a dark pill that begins at `x` and whose middle is at `y`."""
    wide = step_width(label)
    return (
        f'<rect class="step" x="{number(x)}" y="{number(y - BADGE)}" width="{number(wide)}"'
        f' height="{number(2 * BADGE)}" rx="{number(BADGE)}"/>'
        + text(x + wide / 2, y + 3.8, label, SIGN, "b sign", anchor="middle")
    )


def state(x: float, y: float, sort: str) -> str:
    """The sign of a state around a point: told by its shape as well as by its colour."""
    shapes = {
        "dead": '<circle class="dead" r="6.5"/><path class="tick" d="M-2.8-2.8l5.6 5.6m0-5.6l-5.6 5.6"/>',
        "degraded": '<path class="degraded" d="M0-6.8l6.6 11.8h-13.2z"/>',
        "overloaded": '<rect class="overloaded" x="-6" y="-6" width="12" height="12" rx="2"/>'
        '<path class="tick" d="M0 3.4v-6.4m-2.6 2.4l2.6-2.6 2.6 2.6"/>',
        "fine": '<circle class="fine" r="6.5"/><path class="tick" d="M-3 .2l2.1 2.2 3.9-4.5"/>',
        "plain": '<circle class="plain" r="2.2"/>',
    }
    return f'<g transform="translate({number(x)} {number(y)})">{shapes.get(sort, shapes["plain"])}</g>'
