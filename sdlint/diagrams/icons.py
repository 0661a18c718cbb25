"""Icons of the `diagrams` package, read from its files; the package itself is never imported."""

from __future__ import annotations

import re
from base64 import b64encode
from functools import cache
from importlib.util import find_spec
from pathlib import Path

_PATH = re.compile(r"(?!.*\.\.)[\w./+-]+\.png")
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_HEAVIEST = 300_000
"""No icon of the catalogue is heavier, in bytes; what is, isn't an icon."""


@cache
def _resources() -> Path | None:
    """The folder that holds the icons: beside the package in site-packages, not in it."""
    # Where graphviz was installed `diagrams` was too, most often; to ask its metadata takes 15 ms.
    beside = find_spec("graphviz")
    if beside is not None and beside.origin is not None:
        site = Path(beside.origin).parent.parent
        if (site / "diagrams" / "__init__.py").is_file() and (site / "resources").is_dir():
            return site / "resources"
    from importlib.metadata import PackageNotFoundError, distribution

    try:
        folder = Path(str(distribution("diagrams").locate_file("resources")))
    except PackageNotFoundError:
        return None
    return folder if folder.is_dir() else None


@cache
def data_uri(icon: str) -> str | None:
    """An icon as a `data:` URI; None when there is no such icon, or `diagrams` isn't installed."""
    folder = _resources()
    if folder is None or not _PATH.fullmatch(icon):
        return None
    file = folder / icon
    try:
        if file.stat().st_size > _HEAVIEST:
            return None
        data = file.read_bytes()
    except OSError:
        return None
    return f"data:image/png;base64,{b64encode(data).decode()}" if data.startswith(_SIGNATURE) else None
