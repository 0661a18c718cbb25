"""A unified difference of two texts, as `diff -u` writes it, in colours where there may be."""

from __future__ import annotations

from sdlint.reports.terminal.characters import visible
from sdlint.reports.terminal.look import Look
from sdlint.source import Source

_STYLES = {"+": "added", "-": "removed", "@": "line"}


def unified(before: Source, text: str, done: str, look: Look) -> str:
    """What differs between a text and what it would be: `done` says in a word why, such as `formatted`."""
    from difflib import unified_diff

    lines: list[str] = []
    for line in unified_diff(
        before.text.splitlines(),
        text.splitlines(),
        visible(before.path),
        f"{visible(before.path)} ({done})",
        lineterm="",
    ):
        shown = visible(line.replace("\t", "    "))
        lines.append(look.paint(shown, _STYLES[line[0]]) if line[0] in _STYLES else shown)
    return "".join(f"{line}\n" for line in lines)
