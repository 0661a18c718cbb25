"""How wide a terminal is, and whether it shows colours."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from sdlint.record import Equal

_STYLES = {
    "error": "1;31",
    "warning": "1;33",
    "question": "1;36",
    "strong": "1",
    "faint": "2",
    "line": "34",
    "good": "32",
    "added": "32",
    "removed": "31",
}
"""The eight colours that every terminal has, so that its owner's theme decides how they look."""


class Look(Equal):
    """What a text is made for: columns, and whether it may have colours."""

    width: int = 80
    color: bool = False
    base: str = ""
    """The URI of the folder that paths start from, where the terminal shows links; else empty."""
    pages: Mapping[str, str] = MappingProxyType({})
    """By rule, the URI of its page, where the terminal shows links; else empty."""

    def paint(self, text: str, style: str) -> str:
        """The text in a style: `error`, `warning`, `question`, `strong`, `faint`, `line`, `good`, …"""
        return f"\x1b[{_STYLES[style]}m{text}\x1b[0m" if self.color and text else text

    def page(self, text: str, rule: str) -> str:
        """The text, leading to a rule's page where that can be clicked."""
        return _linked(text, self.pages[rule]) if rule in self.pages else text

    def link(self, text: str, path: str) -> str:
        """The text, leading to a file where that can be clicked."""
        if not self.base:
            return text
        from sdlint.reports.programs.places import uri

        target = uri(path)
        target = target if target.startswith("file:") else self.base + target
        return _linked(text, target)


def _linked(text: str, target: str) -> str:
    """A link as terminals know it: OSC 8."""
    return f"\x1b]8;;{target}\x1b\\{text}\x1b]8;;\x1b\\"
