"""Strangers' texts as HTML: whatever they hold, a reader sees it as text."""

from __future__ import annotations

import html
import json
import re
from typing import Any

from sdlint.reports.terminal.characters import visible

_CODE = re.compile(r"`([^`]+)`")
_IN_SCRIPTS = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"}


def plain(text: str) -> str:
    """The text, escaped for an element or a quoted attribute; what is invisible is written out."""
    return html.escape(visible(" ".join(text.split())))


def coded(text: str) -> str:
    """The same for an element, with what stands in backquotes as code."""
    parts = _CODE.split(text)
    return "".join(f"<code>{plain(part)}</code>" if at % 2 else _kept(part) for at, part in enumerate(parts))


def lines(texts: tuple[str, ...]) -> str:
    """Lines that keep their indentation, for a `<pre>`."""
    return "\n".join(html.escape(visible(line)) for text in texts for line in text.split("\n"))


def script_data(value: Any) -> str:
    """JSON for a `<script type="application/json">`: ASCII, and with nothing that could end the element."""
    text = json.dumps(_visible(value), separators=(",", ":"))
    return re.sub("[<>&]", lambda found: _IN_SCRIPTS[found[0]], text)


def slug(text: str) -> str:
    """A title as a fragment: `accepted-risks`."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def _kept(part: str) -> str:
    """A piece of a text: blanks at its ends part it from its neighbours."""
    told = plain(part)
    return f"{' ' if part[:1].isspace() else ''}{told}{' ' if part[-1:].isspace() and told else ''}"


def _visible(value: Any) -> Any:
    if isinstance(value, str):
        return "\n".join(visible(line) for line in value.split("\n"))
    if isinstance(value, dict):
        return {visible(key): _visible(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_visible(item) for item in value]
    return value
