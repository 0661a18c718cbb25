"""The colours of pictures, light and dark, and the style sheet that an SVG carries."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sdlint.diagnostic import Severity
from sdlint.diagrams.font import FAMILY
from sdlint.record import Equal


class Accent(Equal):
    """The colours of a family: its signs, its borders, and its tinted surfaces."""

    strong: str
    line: str
    tint: str


class Palette(Equal):
    """All colours of a theme. What is written on what is told where it isn't plain; a test measures it."""

    ink: str
    muted: str
    line: str
    faint: str
    canvas: str
    card: str
    """The surface of a box."""
    outside: str
    """The surface of what isn't ours."""
    shade: tuple[str, float]
    """What lies below a box, and its opacity."""
    region: tuple[str, str]
    """Surface and border, as in the three that follow."""
    zone: tuple[str, str]
    store_frame: tuple[str, str]
    group: tuple[str, str]
    rule: str
    """A line between two lists."""
    plate: str
    """What an icon stands on: many are black."""
    step: str
    """The pill of a step, whose number is white."""
    overloaded: str
    """The surface of a box that gets more than it can do."""
    accents: Mapping[str, Accent]
    other: Accent
    severities: Mapping[Severity, str]
    """The numbers on badges, and their borders."""
    states: Mapping[str, str]
    """The line of what isn't as usual, and what is written of it."""
    accepted: str


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
"""A sign's colour, in both themes: its character is white."""
SIGNS = {Severity.ERROR: "×", Severity.WARNING: "!", Severity.QUESTION: "?"}

STATES = {
    "lost": "#c81e1e",
    "idle": "#c81e1e",
    "dead": "#c81e1e",
    "overloaded": "#c81e1e",
    "degraded": "#b45309",
    "missing": "#64748b",
    "faded": "#d5dbe3",
}
"""The line of what isn't as usual, by its state."""
GROWS = "grows"
"""The class of what a page changes when it supposes another load: numbers, bars, the traffic on arrows."""
PALE, PALE_INK, FADED = "#d5dbe3", "#b6bfca", 0.3
"""Lines and letters of what has no part in what is shown, and its opacity where there is one."""

WEIGHTS = (2.0, 2.7, 3.6)
"""How wide the lines of arrows are that are heavier than others, from the lightest."""

ACCEPTED, FINE = "#5b677a", "#047857"
INK, MUTED, LINE, FAINT, CANVAS = "#1e293b", "#5b677a", "#64748b", "#9aa6b6", "#ffffff"

LIGHT = Palette(
    INK,
    MUTED,
    LINE,
    FAINT,
    CANVAS,
    card=CANVAS,
    outside="#fcfcfb",
    shade=("#0f172a", 0.07),
    region=("#f3f6fa", "#cdd7e4"),
    zone=("#fbfcfe", "#b9c6d8"),
    store_frame=("#f4fbf8", "#7cc7ab"),
    group=("#ffffff", "#cbbfa6"),
    rule="#e2e8f0",
    plate="none",
    step=INK,
    overloaded="#fdecec",
    accents=ACCENTS,
    other=OTHER,
    severities=SEVERITIES,
    states=STATES,
    accepted=ACCEPTED,
)
DARK = Palette(
    ink="#e2e8f0",
    muted="#a3b0c4",
    line="#93a1b8",
    faint="#6b7a92",
    canvas="#111a2b",
    card="#1a2640",
    outside="#1d2739",
    shade=("#000000", 0.3),
    region=("#162136", "#33435f"),
    zone=("#131d30", "#3d4f6f"),
    store_frame=("#122722", "#23946d"),
    group=("#111a2b", "#544d3a"),
    rule="#33435f",
    plate="#e8edf4",
    step="#475569",
    overloaded="#4a1d22",
    accents={
        "entry": Accent("#b3bdfc", "#6d70e8", "#282b5c"),
        "outside": Accent("#d6d3d1", "#8b857f", "#33353c"),
        "edge": Accent("#6fd6e8", "#2a8ba0", "#123d4d"),
        "compute": Accent("#9dbfff", "#4f79dc", "#203a70"),
        "store": Accent("#74e6ba", "#27966f", "#11443a"),
        "channel": Accent("#dbbaff", "#9b5ad2", "#43266a"),
        "several": Accent("#cbd5e1", "#64748b", "#2b3850"),
        "data": Accent("#f0c987", "#a8793a", "#46351a"),
    },
    other=Accent("#cbd5e1", "#64748b", "#2b3850"),
    severities={Severity.ERROR: "#fca5a5", Severity.WARNING: "#fbbf6b", Severity.QUESTION: "#93c5fd"},
    states={
        "lost": "#f47070",
        "idle": "#f47070",
        "dead": "#f47070",
        "overloaded": "#f47070",
        "degraded": "#e8a33d",
        "missing": "#93a1b8",
        "faded": "#33435f",
    },
    accepted="#a3b0c4",
)

_SCREEN_DARK = "@media screen and (prefers-color-scheme:dark)"


def accent(family: str) -> Accent:
    """The colours of a family, in the light."""
    return ACCENTS.get(family, OTHER)


def style_sheet(theme: str = "light") -> str:
    """The rules that a picture has in a theme of `THEMES`, all below the class `sdlint`."""
    return THEMES[theme]()


def _alone(palette: Palette) -> str:
    return "".join(_scoped(rule) for rule in _rules(palette))


def _differing(scope: str) -> str:
    """The dark rules that differ from the light ones."""
    pairs = zip(_rules(LIGHT), _rules(DARK), strict=True)
    return "".join(_scoped(dark, scope) for light, dark in pairs if light != dark)


def _auto() -> str:
    """As whoever looks at it has their screen; paper is light."""
    return f"{_alone(LIGHT)}{_SCREEN_DARK}{{{_differing('.sdlint')}}}"


def _page() -> str:
    """As the page around it says, by the class `dark` of what the picture stands in; paper is light.

    `:where` has no weight, so that what is the same in both themes doesn't lose against what differs.
    """
    return f"{_alone(LIGHT)}@media screen{{{_differing(':where(.dark) .sdlint')}}}"


THEMES: dict[str, Callable[[], str]] = {
    "light": lambda: _alone(LIGHT),
    "dark": lambda: _alone(DARK),
    "auto": _auto,
    "page": _page,
}
"""What writes the style sheet of each theme."""


def _rules(palette: Palette) -> list[str]:
    """The rules of a palette: for every palette the same ones in the same order, in other colours."""
    # A later rule wins over an earlier one of the same weight, so the order matters.
    line, faint, canvas = palette.line, palette.faint, palette.canvas
    frames = {
        "region": (palette.region, "stroke-width:1.2"),
        "zone": (palette.zone, "stroke-width:1.1;stroke-dasharray:5 4"),
        "store-frame": (palette.store_frame, "stroke-width:1.2"),
        "group": (palette.group, "fill-opacity:.6;stroke-width:1.2"),
    }
    rules = [
        f'text{{font-family:{FAMILY},Arial,"Liberation Sans",Helvetica,sans-serif}}',
        f"text{{fill:{palette.ink};white-space:pre}}",
        ".b{font-weight:700}",
        "text.sign{fill:#fff}",
        f".m{{fill:{palette.muted}}}",
        f".canvas{{fill:{canvas}}}",
        f".shade{{fill:{palette.shade[0]};fill-opacity:{palette.shade[1]:g}}}",
        *(
            f".{name}{{fill:{fill};stroke:{stroke};{rest}}}"
            for name, ((fill, stroke), rest) in frames.items()
        ),
        # Apart from its colour: a page says again what differs in the dark, and that alone.
        ".call,.message{stroke-width:1.5}",
        f".call,.message{{fill:none;stroke:{line};stroke-linecap:round;stroke-linejoin:round}}",
        ".message{stroke-dasharray:6 4.5}",
        *(f".w{weight}{{stroke-width:{wide:g}}}" for weight, wide in enumerate(WEIGHTS, 1)),
        *(f".message.w{weight}{{stroke-dasharray:6 {3 + wide:g}}}" for weight, wide in enumerate(WEIGHTS, 1)),
        f".light{{stroke:{faint}}}",
        f".head{{fill:{line};stroke:{line};stroke-width:1;stroke-linejoin:round}}",
        f".open{{fill:none;stroke:{line};stroke-width:1.6;stroke-linejoin:round;stroke-linecap:round}}",
        f".tail{{fill:{canvas};stroke:{faint};stroke-width:1.3}}",
        f".head.light{{fill:{faint};stroke:{faint}}}",
        f".open.light{{stroke:{faint}}}",
        f".halo{{stroke:{canvas};stroke-width:4;stroke-linejoin:round;paint-order:stroke}}",
        ".halo.heavy{stroke-width:7}",
        f".rule{{stroke:{palette.rule};stroke-width:1}}",
        f".ghost{{fill:none;stroke:{line};stroke-width:1.3;stroke-dasharray:4 3.5;stroke-linejoin:round}}",
        f".plate{{fill:{palette.plate}}}",
    ]
    for family, colours in (*palette.accents.items(), ("other", palette.other)):
        fill = palette.outside if family == "outside" else palette.card
        rules += [
            f".{family}{{fill:{fill};stroke:{colours.line};stroke-width:1.4;stroke-linejoin:round}}",
            f".{family}-tint{{fill:{colours.tint}}}",
            f".{family}-lid{{fill:{colours.tint};stroke:{colours.line};stroke-width:1.4}}",
            f".{family}-ink{{fill:{colours.strong}}}",
            f".{family}-rule{{stroke:{colours.line};stroke-width:1.2}}",
            f".{family}-glyph{{fill:none;stroke:{colours.strong};stroke-width:1.7;stroke-linecap:round;"
            "stroke-linejoin:round}",
        ]
    for severity, colour in palette.severities.items():
        rules += [
            f".{severity.word}{{fill:{SEVERITIES[severity]}}}",
            f"text.{severity.word}{{fill:{colour}}}",
            f".{severity.word}-pill{{fill:{palette.card};stroke:{colour};stroke-width:1.2}}",
        ]
    rules += [
        f".accepted{{fill:{ACCEPTED}}}",
        f"text.accepted{{fill:{palette.accepted}}}",
        f".accepted-pill{{fill:{palette.card};stroke:{palette.accepted};stroke-width:1.2}}",
        ".tick{fill:none;stroke:#fff;stroke-width:1.7;stroke-linecap:round;stroke-linejoin:round}",
        f".step{{fill:{palette.step}}}",
        f".plain{{fill:{faint}}}",
        f".fine{{fill:{FINE}}}",
        f".cross{{fill:none;stroke:{palette.states['lost']};stroke-width:4.5;stroke-linecap:round;opacity:.85}}",
        f".is-faded{{opacity:{FADED:g}}}",
        ".is-idle use{opacity:.45}",  # Its texts are read as ever.
    ]
    for state, colour in palette.states.items():
        if state == "faded":
            continue
        thick = 3 if state in ("lost", "overloaded") else 1.3 if state == "missing" else 2.2
        dashed = ";stroke-dasharray:6 4" if state in ("idle", "missing") else ""
        shapes = ",".join(f".is-{state} .{family}" for family in (*ACCENTS, "other"))
        rules += [
            f".{state}{{fill:{STATES[state]}}}",
            f"{shapes}{{stroke:{colour};stroke-width:{thick}{dashed}}}",
            f".is-{state} .store-lid,.is-{state} .channel-lid{{stroke:{colour};stroke-width:{thick}}}",
            f".is-{state} .note{{fill:{colour}}}",
            *([f"{shapes}{{fill:{palette.overloaded}}}"] if state == "overloaded" else []),
        ]
    ghostly = ",".join(
        f".is-missing .{family}{part}" for family in (*ACCENTS, "other") for part in ("", "-lid")
    )
    rules += [
        f"{ghostly}{{fill:none}}",
        ".is-missing .shade{fill:none}",
        f".is-missing text{{fill:{palette.muted}}}",
        ".is-missing .store-lid,.is-missing .channel-lid{stroke-dasharray:6 4}",
        f".is-missing .call,.is-missing .message{{stroke:{faint};stroke-dasharray:4 4}}",
        f".is-missing .head{{fill:{faint};stroke:{faint}}}",
        f".is-missing .open{{stroke:{faint}}}",
    ]
    # Samples are drawn small: their lines are as heavy as those of boxes all the same.
    rules.append(".sample path,.sample rect{stroke-width:3.6}")
    dead = palette.states["dead"]
    rules += [
        f".is-dead .call,.is-dead .message{{stroke:{dead};stroke-dasharray:2 4}}",
        f".is-dead .head{{fill:{dead};stroke:{dead}}}",
        f".is-dead .open,.is-dead .tail{{stroke:{dead}}}",
    ]
    return rules


def _scoped(rule: str, scope: str = ".sdlint") -> str:
    """A rule that holds only within our pictures, however many stand in a page."""
    selectors, brace, rest = rule.partition("{")
    return ",".join(f"{scope} {selector}" for selector in selectors.split(",")) + brace + rest
