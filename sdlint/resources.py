"""Where `grammar/` and `rules/` lie: inside the package in a wheel, beside it in a checkout."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def shipped(folder: str) -> Path:
    """The path of a folder that sdlint ships (`grammar`, `rules`, `fonts`).

    Raises FileNotFoundError when the installation is incomplete.
    """
    package = Path(__file__).resolve().parent
    for place in (package / "bundled" / folder, package.parent / folder):
        if place.is_dir():
            return place
    raise FileNotFoundError(f"sdlint's own folder {folder}/ is missing from the installation")
