"""The smallest pieces of an SVG: numbers, texts, badges."""

from __future__ import annotations

from sdlint.diagnostic import Severity
from sdlint.diagrams.font import lacks, width
from sdlint.diagrams.measure import BADGE, SIGN, badge_width
from sdlint.diagrams.text import Run, escape
from sdlint.diagrams.theme import SIGNS

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


def _squeezed(content: str, size: float, bold: bool) -> str:
    """Letters of a font that we can't measure are held to the width that was kept for them."""
    if not lacks(content):
        return ""
    return f' textLength="{number(width(content, size, bold))}" lengthAdjust="spacingAndGlyphs"'


def sign(x: float, y: float, severity: Severity) -> str:
    """A severity's sign, told by its shape, its character and its colour, around a point."""
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


def badge(x: float, y: float, severity: Severity, label: str) -> str:
    """A finding's number beside its sign, in a pill that begins at `x` and whose middle is at `y`."""
    wide = badge_width(label)
    return (
        f'<rect class="{severity.word}-pill" x="{number(x)}" y="{number(y - BADGE)}" width="{number(wide)}"'
        f' height="{number(2 * BADGE)}" rx="{number(BADGE)}"/>'
        + sign(x + BADGE + 0.5, y, severity)
        + text(x + 2 * BADGE + 1.5, y + 3.8, label, SIGN, f"b {severity.word}")
    )
