"""Where `grammar/` and `rules/` lie: inside the package in a wheel, beside it in a checkout."""

from __future__ import annotations

from collections.abc import Iterable
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


def modules(path: Iterable[str]) -> list[str]:
    """The names of a package's modules by its `__path__`, packages within it left out, none of them imported.

    `pkgutil` tells them too, and brings half of the import system's source along.
    """
    files = [file for folder in path for file in Path(folder).iterdir()]
    stems = {file.name.partition(".")[0] for file in files if file.suffix in (".py", ".pyc")}
    return sorted(stem for stem in stems if stem.isidentifier() and stem != "__init__")
