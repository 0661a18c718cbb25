"""Two columns: short words, and what they mean, wrapped beside them."""

from __future__ import annotations

from collections.abc import Sequence

from sdlint.reports.terminal.characters import width
from sdlint.reports.terminal.look import Look
from sdlint.reports.terminal.wrap import block, wrap

WIDEST = 24
"""A first column that is wider than this pushes its text to the next line, alone."""


def rows(entries: Sequence[tuple[str, str]], look: Look, styles: Sequence[str] = ()) -> list[str]:
    """The entries as lines, set in by two; `styles` colours the first column of each."""
    widths = [width(head) for head, _ in entries]
    column = max((one for one in widths if one <= WIDEST), default=0) + 2
    lines: list[str] = []
    for index, (head, text) in enumerate(entries):
        style = styles[index] if styles else "good"
        lead = " " * (2 + column)
        wrapped = block(text, look.width, lead, "") if text else [lead]
        if widths[index] > column - 2:
            heads = wrap(head, look.width - 2, indent=4)
            lines.extend([*(f"  {look.paint(one, style)}" for one in heads), *wrapped])
        else:
            first = f"  {look.paint(head, style)}{' ' * (column - widths[index])}{wrapped[0][len(lead) :]}"
            lines.extend([first.rstrip(), *wrapped[1:]])
    return lines
