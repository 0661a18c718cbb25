"""The colours of pictures, and the style sheet that an SVG carries."""

from __future__ import annotations

from dataclasses import dataclass

from sdlint.diagnostic import Severity
from sdlint.diagrams.font import FAMILY


@dataclass(frozen=True, slots=True)
class Accent:
    """The colours of a family: its signs, its borders, and its tinted surfaces."""

    strong: str
    line: str
    tint: str


ACCENTS = {
    "entry": Accent("#4f46e5", "#a5a6f6", "#eef0ff"),
    "outside": Accent("#57534e", "#a8a29e", "#f5f5f4"),
    "edge": Accent("#0e7490", "#7cc4d4", "#e6f6f9"),
    "compute": Accent("#1d4ed8", "#93b4f5", "#eaf1fe"),
    "store": Accent("#047857", "#7cc7ab", "#e7f6ef"),
    "channel": Accent("#7e22ce", "#c79bf0", "#f5edfd"),
}
OTHER = Accent("#475569", "#cbd5e1", "#f1f5f9")

SEVERITIES = {Severity.ERROR: "#c81e1e", Severity.WARNING: "#b45309", Severity.QUESTION: "#1d5fd1"}
SIGNS = {Severity.ERROR: "×", Severity.WARNING: "!", Severity.QUESTION: "?"}

INK, MUTED, LINE, FAINT, CANVAS = "#1e293b", "#5b677a", "#64748b", "#9aa6b6", "#ffffff"


def accent(family: str) -> Accent:
    """The colours of a family."""
    return ACCENTS.get(family, OTHER)


def style_sheet() -> str:
    """The rules that every picture has, all below the class `sdlint`."""
    # A later rule wins over an earlier one of the same weight, so the order matters.
    rules = [
        f'text{{font-family:{FAMILY},Arial,"Liberation Sans",Helvetica,sans-serif}}',
        f"text{{fill:{INK};white-space:pre}}",
        ".b{font-weight:700}",
        "text.sign{fill:#fff}",
        f".m{{fill:{MUTED}}}",
        f".canvas{{fill:{CANVAS}}}",
        ".shade{fill:#0f172a;opacity:.07}",
        ".region{fill:#f3f6fa;stroke:#cdd7e4;stroke-width:1.2}",
        ".zone{fill:#fbfcfe;stroke:#b9c6d8;stroke-width:1.1;stroke-dasharray:5 4}",
        ".group{fill:#fff;fill-opacity:.6;stroke:#cbbfa6;stroke-width:1.2}",
        f".call,.message{{fill:none;stroke:{LINE};stroke-width:1.5;stroke-linecap:round;stroke-linejoin:round}}",
        ".message{stroke-dasharray:6 4.5}",
        f".light{{stroke:{FAINT}}}",
        f".head{{fill:{LINE};stroke:{LINE};stroke-width:1;stroke-linejoin:round}}",
        f".open{{fill:none;stroke:{LINE};stroke-width:1.6;stroke-linejoin:round;stroke-linecap:round}}",
        f".tail{{fill:{CANVAS};stroke:{FAINT};stroke-width:1.3}}",
        f".head.light{{fill:{FAINT};stroke:{FAINT}}}",
        f".open.light{{stroke:{FAINT}}}",
        f".halo{{stroke:{CANVAS};stroke-width:4;stroke-linejoin:round;paint-order:stroke}}",
        ".rule{stroke:#e2e8f0;stroke-width:1}",
    ]
    for family, colours in (*ACCENTS.items(), ("other", OTHER)):
        dashed = ";stroke-dasharray:5 3.5" if family == "outside" else ""
        fill = "#fcfcfb" if family == "outside" else CANVAS
        rules += [
            f".{family}{{fill:{fill};stroke:{colours.line};stroke-width:1.4;stroke-linejoin:round{dashed}}}",
            f".{family}-tint{{fill:{colours.tint}}}",
            f".{family}-lid{{fill:{colours.tint};stroke:{colours.line};stroke-width:1.4}}",
            f".{family}-ink{{fill:{colours.strong}}}",
            f".{family}-glyph{{fill:none;stroke:{colours.strong};stroke-width:1.7;stroke-linecap:round;"
            "stroke-linejoin:round}",
        ]
    for severity, colour in SEVERITIES.items():
        rules += [
            f".{severity.word}{{fill:{colour}}}",
            f".{severity.word}-pill{{fill:{CANVAS};stroke:{colour};stroke-width:1.2}}",
        ]
    return "".join(_scoped(rule) for rule in rules)


def _scoped(rule: str) -> str:
    """A rule that holds only within our pictures, however many stand in a page."""
    selectors, brace, rest = rule.partition("{")
    return ",".join(f".sdlint {selector}" for selector in selectors.split(",")) + brace + rest
