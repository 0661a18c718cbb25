"""A drawn SVG read back: where each text lies, in which colour, and what it lies on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree

from sdlint.diagrams.font import width

SVG = "{http://www.w3.org/2000/svg}"
Colour = tuple[float, float, float]


@dataclass(frozen=True)
class Text:
    """A text as it is drawn."""

    content: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    about: str
    """What it belongs to: the `data-name`, `data-source` or `data-cluster` of the group around it."""
    kind: str
    """Which of these it was."""
    contrast: float
    """The least contrast with what it lies on, as WCAG 2.2 computes it."""
    faded: bool


@dataclass(frozen=True)
class _Surface:
    left: float
    top: float
    right: float
    bottom: float
    fill: Colour
    alpha: float

    def holds(self, x: float, y: float) -> bool:
        return self.left <= x <= self.right and self.top <= y <= self.bottom


class Style:
    """The rules of an SVG's style sheet, as a browser weighs them; those within `@media` are left out."""

    def __init__(self, sheet: str) -> None:
        sheet = re.sub(r"@font-face\{[^}]*\}", "", sheet)
        sheet = re.sub(r"@media[^{]*\{(?:[^{}]*\{[^}]*\})*\}", "", sheet)
        self._rules: list[tuple[tuple[int, int, int], list[list[str]], dict[str, str]]] = []
        self._known: dict[tuple[tuple[str, str], ...], dict[str, str]] = {}
        for order, (selectors, body) in enumerate(re.findall(r"([^{}]+)\{([^}]*)\}", sheet)):
            said = dict(pair.split(":", 1) for pair in body.split(";") if pair)
            for selector in selectors.split(","):
                compounds = [re.findall(r"\.?[\w-]+", compound) for compound in selector.split()[1:]]
                words = [word for compound in compounds for word in compound]
                classes = sum(word.startswith(".") for word in words)
                self._rules.append(((classes, len(words) - classes, order), compounds, said))

    def of(self, way: list[ElementTree.Element]) -> dict[str, str]:
        """What is said of the last element of a way from the root."""
        known = tuple((element.tag, element.attrib.get("class", "")) for element in way)
        if known not in self._known:
            self._known[known] = self._of(way)
        return self._known[known]

    def _of(self, way: list[ElementTree.Element]) -> dict[str, str]:
        found: list[tuple[tuple[int, int, int], dict[str, str]]] = []
        for weight, compounds, said in self._rules:
            if _matches(way[-1], compounds[-1]) and all(
                any(_matches(above, compound) for above in way[:-1]) for compound in compounds[:-1]
            ):
                found.append((weight, said))
        merged: dict[str, str] = {}
        for _, said in sorted(found, key=lambda pair: pair[0]):
            merged |= said
        return merged


def _matches(element: ElementTree.Element, compound: list[str]) -> bool:
    classes = element.attrib.get("class", "").split()
    return all(
        word[1:] in classes if word.startswith(".") else element.tag == SVG + word for word in compound
    )


def texts(svg: bytes) -> list[Text]:
    """The texts of an SVG of ours, in the order in which they are painted."""
    root = ElementTree.fromstring(svg)  # noqa: S314 - our own output
    style = Style("".join(element.text or "" for element in root.iter(f"{SVG}style")))
    surfaces: list[_Surface] = []
    found: list[Text] = []
    for way, scale, across, down in _walk([root], 1.0, 0.0, 0.0):
        element = way[-1]
        tag = element.tag.removeprefix(SVG)
        said = style.of(way)
        alpha = 1.0
        for index in range(len(way)):
            alpha *= float(style.of(way[: index + 1]).get("opacity", "1"))
        if tag == "text":
            found.append(_text(way, said, alpha, scale, across, down, surfaces))
        elif tag in ("rect", "path", "circle", "ellipse") and said.get("fill", "none") != "none":
            alpha *= float(said.get("fill-opacity", "1"))
            left, top, right, bottom = _bounds(element)
            box = (across + scale * left, down + scale * top, across + scale * right, down + scale * bottom)
            surfaces.append(_Surface(*box, _colour(said["fill"]), alpha))
    return found


def _walk(
    way: list[ElementTree.Element], scale: float, across: float, down: float
) -> Iterator[tuple[list[ElementTree.Element], float, float, float]]:
    """All that is drawn below an element, with its scale and where its origin lies."""
    moved = way[-1].attrib.get("transform", "")
    if shift := re.search(r"translate\((\S+) (\S+)\)", moved):
        across, down = across + scale * float(shift[1]), down + scale * float(shift[2])
    if grown := re.search(r"scale\((\S+)\)", moved):
        scale *= float(grown[1])
    yield way, scale, across, down
    for child in way[-1]:
        if child.tag != f"{SVG}defs":
            yield from _walk([*way, child], scale, across, down)


def _text(
    way: list[ElementTree.Element],
    said: dict[str, str],
    alpha: float,
    scale: float,
    across: float,
    down: float,
    surfaces: list[_Surface],
) -> Text:
    element = way[-1]
    size = float(element.attrib["font-size"])
    content = element.text or ""
    wide = width(content, size, said.get("font-weight") == "700")
    left = float(element.attrib.get("x", "0"))
    left -= wide / 2 if element.attrib.get("text-anchor") == "middle" else 0.0
    base = float(element.attrib.get("y", "0"))
    # Capitals reach up to 0.72 em; what lies below the line reaches down to 0.21.
    box = (left, base - 0.72 * size, left + wide, base + 0.21 * size)
    box = (across + scale * box[0], down + scale * box[1], across + scale * box[2], down + scale * box[3])
    ink, contrasts = _colour(said["fill"]), []
    for share in (0.02, 0.5, 0.98):
        x, y = box[0] + share * (box[2] - box[0]), (box[1] + box[3]) / 2
        ground: Colour = (255, 255, 255)
        for surface in surfaces:
            if surface.holds(x, y):
                ground = _over(surface.fill, surface.alpha, ground)
        contrasts.append(contrast(_over(ink, alpha, ground), ground))
    about, kind = "", ""
    for above in way:
        for name in ("data-name", "data-source", "data-cluster"):
            if name in above.attrib:
                about, kind = above.attrib[name], name
    faded = any("is-faded" in above.attrib.get("class", "").split() for above in way)
    return Text(content, *box, scale * size, about, kind, min(contrasts), faded)


def _bounds(element: ElementTree.Element) -> tuple[float, float, float, float]:
    said = {name: float(value) for name, value in element.attrib.items() if re.fullmatch(r"[-\d.]+", value)}
    if element.tag == f"{SVG}rect":
        x, y = said.get("x", 0.0), said.get("y", 0.0)
        return x, y, x + said["width"], y + said["height"]
    if element.tag in (f"{SVG}circle", f"{SVG}ellipse"):
        x, y = said.get("cx", 0.0), said.get("cy", 0.0)
        wide, high = said.get("rx", said.get("r", 0.0)), said.get("ry", said.get("r", 0.0))
        return x - wide, y - high, x + wide, y + high
    points = list(_ends(element.attrib["d"]))
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def _ends(d: str) -> Iterator[tuple[float, float]]:
    """Where the pieces of a path end: enough for its bounds, since our curves bulge little."""
    x = y = 0.0
    for letter, rest in re.findall(r"([MLHVCAQZ])([^MLHVCAQZ]*)", d, re.I):
        numbers = [float(word) for word in re.findall(r"-?(?:\d+\.?\d*|\.\d+)", rest)]
        step = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "A": 7, "Q": 4, "Z": 1}[letter.upper()]
        for at in range(0, len(numbers), step):
            last = numbers[at : at + step]
            back = letter.islower()
            if letter.upper() == "H":
                x = last[0] + (x if back else 0)
            elif letter.upper() == "V":
                y = last[0] + (y if back else 0)
            else:
                x, y = last[-2] + (x if back else 0), last[-1] + (y if back else 0)
            yield x, y


def _colour(text: str) -> Colour:
    digits = text.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    return int(digits[0:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)


def _over(colour: Colour, alpha: float, ground: Colour) -> Colour:
    red, green, blue = (alpha * one + (1 - alpha) * other for one, other in zip(colour, ground, strict=True))
    return red, green, blue


def contrast(one: Colour, other: Colour) -> float:
    """The contrast of two colours, from 1 to 21."""

    def light(colour: Colour) -> float:
        parts = [value / 255 for value in colour]
        red, green, blue = (
            part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)
