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
    "several": Accent("#475569", "#94a3b8", "#eef2f6"),
    "data": Accent("#9a5b13", "#e0b877", "#fdf4e3"),
}
OTHER = Accent("#475569", "#cbd5e1", "#f1f5f9")

SEVERITIES = {Severity.ERROR: "#c81e1e", Severity.WARNING: "#b45309", Severity.QUESTION: "#1d5fd1"}
SIGNS = {Severity.ERROR: "×", Severity.WARNING: "!", Severity.QUESTION: "?"}

STATES = {
    "lost": "#c81e1e",
    "idle": "#c81e1e",
    "dead": "#c81e1e",
    "overloaded": "#c81e1e",
    "degraded": "#b45309",
    "faded": "#d5dbe3",
}
"""The line of what isn't as usual, by its state."""
PALE, PALE_INK, FADED = "#d5dbe3", "#b6bfca", 0.3
"""Lines and letters of what has no part in what is shown, and its opacity where there is one."""

ACCEPTED, FINE = "#5b677a", "#047857"
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
        ".store-frame{fill:#f4fbf8;stroke:#7cc7ab;stroke-width:1.2}",
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
        fill = "#fcfcfb" if family == "outside" else CANVAS
        rules += [
            f".{family}{{fill:{fill};stroke:{colours.line};stroke-width:1.4;stroke-linejoin:round}}",
            f".{family}-tint{{fill:{colours.tint}}}",
            f".{family}-lid{{fill:{colours.tint};stroke:{colours.line};stroke-width:1.4}}",
            f".{family}-ink{{fill:{colours.strong}}}",
            f".{family}-rule{{stroke:{colours.line};stroke-width:1.2}}",
            f".{family}-glyph{{fill:none;stroke:{colours.strong};stroke-width:1.7;stroke-linecap:round;"
            "stroke-linejoin:round}",
        ]
    for severity, colour in SEVERITIES.items():
        rules += [
            f".{severity.word}{{fill:{colour}}}",
            f".{severity.word}-pill{{fill:{CANVAS};stroke:{colour};stroke-width:1.2}}",
        ]
    rules += [
        f".accepted{{fill:{ACCEPTED}}}",
        f".accepted-pill{{fill:{CANVAS};stroke:{ACCEPTED};stroke-width:1.2}}",
        ".tick{fill:none;stroke:#fff;stroke-width:1.7;stroke-linecap:round;stroke-linejoin:round}",
        f".step{{fill:{INK}}}",
        f".plain{{fill:{FAINT}}}",
        f".fine{{fill:{FINE}}}",
        f".cross{{fill:none;stroke:{STATES['lost']};stroke-width:4.5;stroke-linecap:round;opacity:.85}}",
        f".is-faded{{opacity:{FADED:g}}}",
        ".is-idle{opacity:.75}",
    ]
    for state, colour in STATES.items():
        if state == "faded":
            continue
        thick = 3 if state in ("lost", "overloaded") else 2.2
        dashed = ";stroke-dasharray:6 4" if state == "idle" else ""
        shapes = ",".join(f".is-{state} .{family}" for family in (*ACCENTS, "other"))
        rules += [
            f".{state}{{fill:{colour}}}",
            f"{shapes}{{stroke:{colour};stroke-width:{thick}{dashed}}}",
            f".is-{state} .store-lid,.is-{state} .channel-lid{{stroke:{colour};stroke-width:{thick}}}",
            f".is-{state} .note{{fill:{colour}}}",
            *([f"{shapes}{{fill:#fdecec}}"] if state == "overloaded" else []),
        ]
    # Samples are drawn small: their lines are as heavy as those of boxes all the same.
    rules.append(".sample path,.sample rect{stroke-width:3.6}")
    dead = STATES["dead"]
    rules += [
        f".is-dead .call,.is-dead .message{{stroke:{dead};stroke-dasharray:2 4}}",
        f".is-dead .head{{fill:{dead};stroke:{dead}}}",
        f".is-dead .open,.is-dead .tail{{stroke:{dead}}}",
    ]
    return "".join(_scoped(rule) for rule in rules)


def _scoped(rule: str) -> str:
    """A rule that holds only within our pictures, however many stand in a page."""
    selectors, brace, rest = rule.partition("{")
    return ",".join(f".sdlint {selector}" for selector in selectors.split(",")) + brace + rest
