"""Characters that can't be seen: they are reported wherever they stand, and read as blanks."""

from __future__ import annotations

from sdlint.diagnostic import Diagnostic, mistake
from sdlint.source import Source

_HIDDEN = "[\x00-\x08\x0e-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"


def blanked(source: Source) -> tuple[Source, list[Diagnostic]]:
    """The source with blanks for its hidden characters, every other place as it was; and what they are."""
    text = source.text
    if text.replace("\n", "").replace("\t", "").isprintable():
        return source, []  # Nearly always; to make the pattern alone takes most of a millisecond.
    import re

    found: dict[str, list[int]] = {}
    for match in re.finditer(_HIDDEN, text):
        found.setdefault(match.group(), []).append(match.start())
    if not found:
        return source, []
    diagnostics = []
    for character, places in found.items():
        times = f", {len(places)} times" if len(places) > 1 else ""
        name = "a NUL character" if character == "\0" else f"the hidden character U+{ord(character):04X}"
        help_ = "Take it out: it can make a text look other than it is"
        span = source.span(places[0], places[0] + 1)
        diagnostics.append(mistake("hidden-character", f"{name} stands here{times}", span, help=help_))
    return Source(source.path, re.sub(_HIDDEN, " ", text)), diagnostics
