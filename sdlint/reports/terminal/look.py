"""How wide a terminal is, and whether it shows colours."""

from __future__ import annotations

from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Look:
    """What a text is made for: columns, and whether it may have colours."""

    width: int = 80
    color: bool = False

    def paint(self, text: str, style: str) -> str:
        """The text in a style: `error`, `warning`, `question`, `strong`, `faint`, `line`, `good`, …"""
        return f"\x1b[{_STYLES[style]}m{text}\x1b[0m" if self.color and text else text
