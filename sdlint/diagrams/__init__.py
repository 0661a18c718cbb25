"""Pictures of designs: Picture → bytes. Each module in `writers/` is a format."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from sdlint.diagrams.engines import Engine
    from sdlint.diagrams.picture import Picture


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture in a format, with notes on what had to be given up."""

    data: bytes
    notes: tuple[str, ...] = ()


def formats() -> dict[str, str]:
    """The formats there are, each with its line of help, by name."""
    from importlib import import_module
    from pkgutil import iter_modules

    from sdlint.diagrams import writers

    names = sorted(module.name for module in iter_modules(writers.__path__))
    docs = {name: import_module(f"{writers.__name__}.{name}").__doc__ or "" for name in names}
    return {name: doc.strip().partition("\n")[0] for name, doc in docs.items()}


def draw(picture: Picture, format: str, engine: Engine | None = None) -> Drawing:
    """The picture in a format of `formats()`; KeyError when there is none of that name.

    Raises `engines.EngineMissing` when what draws isn't installed, `engines.EngineFailed` when it fails.
    """
    from importlib import import_module

    if format not in formats():
        raise KeyError(format)
    module = import_module(f"sdlint.diagrams.writers.{format}")
    return cast(Drawing, module.draw(picture, engine))
