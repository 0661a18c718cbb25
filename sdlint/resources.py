"""Where `grammar/` and `rules/` lie: inside the package in a wheel, beside it in a checkout."""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

PACKAGE = os.path.dirname(os.path.realpath(__file__))
BUNDLED = os.path.join(PACKAGE, "bundled")
"""What was put into a wheel when it was built."""


@cache
def shipped_folder(name: str) -> str:
    """The path of a folder that sdlint ships (`grammar`, `rules`, `fonts`); as a text, since every start asks
    for it, and `pathlib` takes three milliseconds with what it imports.

    Raises FileNotFoundError when the installation is incomplete.
    """
    for place in (os.path.join(BUNDLED, name), os.path.join(os.path.dirname(PACKAGE), name)):
        if os.path.isdir(place):
            return place
    raise FileNotFoundError(f"sdlint's own folder {name}/ is missing from the installation")


def shipped(folder: str) -> Path:
    """The same, as a path."""
    from pathlib import Path

    return Path(shipped_folder(folder))


def modules(path: Iterable[str]) -> list[str]:
    """The names of a package's modules by its `__path__`, packages within it left out, none of them imported.

    `pkgutil` tells them too, and brings half of the import system's source along.
    """
    files = [name for folder in path for name in os.listdir(folder)]
    stems = {name.partition(".")[0] for name in files if name.endswith((".py", ".pyc"))}
    return sorted(stem for stem in stems if stem.isidentifier() and stem != "__init__")
