"""Pictures of designs: Picture → bytes. Each module in `writers/` is a format."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from sdlint.record import Equal

if TYPE_CHECKING:
    from sdlint.diagrams.engines import Engine
    from sdlint.diagrams.picture import Picture


class Drawing(Equal):
    """A picture in a format, with notes on what had to be given up."""

    data: bytes
    notes: tuple[str, ...] = ()


class Look(Equal):
    """How large and in which colours a picture is wanted; what isn't said is the format's own choice."""

    scale: float | None = None
    """Pixels of a PNG for each point of the SVG; of an SVG, how much larger it is shown."""
    width: int | None = None
    """The width: pixels of a PNG or an SVG, columns of a text."""
    theme: str = "light"
    """Of a PDF, a PNG or an SVG, one of `theme.THEMES`; a PNG can't be `auto`, nor stand in a page."""
    base: str | None = None
    """The way from an SVG to where the paths of designs start: it leads to them. None: it leads nowhere."""


def formats() -> dict[str, str]:
    """The formats there are, each with its line of help, by name."""
    from importlib import import_module

    from sdlint.diagrams import writers
    from sdlint.resources import modules

    names = modules(writers.__path__)
    docs = {name: import_module(f"{writers.__name__}.{name}").__doc__ or "" for name in names}
    return {name: doc.strip().partition("\n")[0] for name, doc in docs.items()}


def suffixes() -> dict[str, str]:
    """The formats by the suffixes of their files: a format's own name, and those that it names besides."""
    from importlib import import_module

    from sdlint.diagrams import writers

    found: dict[str, str] = {}
    for name in formats():
        module = import_module(f"{writers.__name__}.{name}")
        found |= dict.fromkeys((*getattr(module, "SUFFIXES", ()), name), name)
    return found


def suffix(format: str) -> str:
    """The suffix that files of a format get."""
    from importlib import import_module

    module = import_module(f"sdlint.diagrams.writers.{format}")
    return cast(str, getattr(module, "SUFFIXES", (format,))[0])


def draw(picture: Picture, format: str, engine: Engine | None = None, look: Look | None = None) -> Drawing:
    """The picture in a format of `formats()`; KeyError when there is none of that name.

    Raises `engines.EngineMissing` when what draws isn't installed, `engines.EngineFailed` when it fails.
    """
    from importlib import import_module

    if format not in formats():
        raise KeyError(format)
    module = import_module(f"sdlint.diagrams.writers.{format}")
    return cast(Drawing, module.draw(picture, engine, look))
