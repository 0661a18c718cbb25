"""Text that Markdown shows as it is: nothing of a stranger's becomes a sign of its own."""

from __future__ import annotations

import re

from sdlint.reports.terminal.characters import visible


def plain(text: str) -> str:
    """The text with what Markdown would take for its own escaped; code in backquotes stays as it is."""
    parts = " ".join(visible(text).split()).split("`")
    if len(parts) % 2 == 0 or "``" in text:
        # A backquote without its fellow is only a backquote; and which of several in a row are fellows,
        # Markdown decides otherwise.
        return _escaped("`".join(parts)).replace("`", "\\`").replace("|", "\\|")
    told = [part if at % 2 else _escaped(part) for at, part in enumerate(parts)]
    # A bar ends a cell even within code.
    return "`".join(told).replace("|", "\\|")


def _escaped(text: str) -> str:
    """With backslashes; an underscore within a word is none of Markdown's signs."""
    return re.sub(r"[*<\[\]~\\&]|\b_|_\b|(?<!\w)_", lambda found: f"\\{found[0]}", text)


def code(text: str) -> str:
    """The text as code, in which nothing is a sign: not even a mention of somebody."""
    shown = " ".join(visible(text).split())
    if not shown:
        return ""
    longest = max((len(run) for run in re.findall("`+", shown)), default=0)
    fence = "`" * (longest + 1)
    blank = " " if longest or shown.startswith(" ") else ""
    # A bar ends a cell of a table even within code.
    return f"{fence}{blank}{shown}{blank}{fence}".replace("|", "\\|")
