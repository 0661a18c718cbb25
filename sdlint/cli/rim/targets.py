"""Where pictures go and in which format: what the options and the names of files say of it.

Nothing of what draws is imported here. What doesn't go together is a usage error.
"""

from __future__ import annotations

from pathlib import Path, PurePath

import click

READ = frozenset(("ascii", "unicode"))
"""Formats that are read where they are written: on the terminal, when no file is named."""
DRAWN = frozenset(("pdf", "png", "svg"))
"""Formats that we draw ourselves, over positions that an engine gives."""


def formats() -> list[str]:
    """The names of the formats, none of them imported."""
    from sdlint.diagrams import writers
    from sdlint.resources import modules

    return modules(writers.__path__)


def is_folder(path: str) -> bool:
    """Whether designs are looked for in what was named."""
    from sdlint.cli.rim import files

    return path != "-" and "\0" not in path and files.is_folder(path)


def format_of(output: str | None, format: str | None) -> str:
    """The format that was named, or that the suffix says, or png; a usage error when none is to be had."""
    if format is not None:
        return format
    if output is None:
        return "png"
    if output == "-":
        raise click.UsageError("With '-o -' the format must be said: --format svg.")
    known = formats()
    suffix = PurePath(output).suffix.removeprefix(".").lower()
    if suffix in known:
        return suffix
    if suffix:
        from sdlint.diagrams import suffixes

        found = suffixes()
        if suffix in found:
            return found[suffix]
    wanted = ", ".join(known)
    if not suffix:
        raise click.UsageError(
            f"'{output}' has no suffix that says the format: give it one, or --format ({wanted})."
        )
    raise click.UsageError(f"There is no picture format '{suffix}': there are {wanted}.")


def check_output(output: str | None, format: str, many: bool, check: bool) -> None:
    """A usage error when it isn't said where pictures go, or can't be."""
    if check and (output == "-" or (output is None and format in READ)):
        raise click.UsageError("What is shown can't be checked: name the file with -o.")
    if not many:
        return
    if output == "-" and format not in READ:
        raise click.UsageError("Several pictures don't go to the standard output: name a folder with -o.")
    if output is None and format not in READ:
        raise click.UsageError("Several designs need a folder for their pictures: -o FOLDER.")
    if output not in (None, "-") and PurePath(output or "").suffix and not is_folder(output or ""):
        from sdlint.diagrams import suffixes

        if PurePath(output or "").suffix.removeprefix(".").lower() in suffixes():
            raise click.UsageError(f"Several designs need a folder for their pictures, not '{output}'.")


def check_theme(theme: str, format: str) -> None:
    """A usage error when a format has no such theme: what isn't done isn't passed over."""
    if theme != "light" and format not in DRAWN:
        raise click.UsageError(f"--theme is for pdf, png and svg: who shows {format} chooses its colours.")
    if theme == "auto" and format != "svg":
        raise click.UsageError(f"A {format} can't follow the screen: --theme light or dark, or --format svg.")


def target_of(path: str, paths: tuple[str, ...], output: str | None, format: str, many: bool) -> str:
    """The file for the picture of the design at a path: in the folder for pictures it lies where the design
    lies in the folder that was named.
    """
    from sdlint.cli.rim.files import shown
    from sdlint.diagrams import suffix

    if output == "-" or (output is None and format in READ):
        return "-"
    name = f"{'design' if path == '-' else PurePath(path).stem}.{suffix(format)}"
    if not many:
        return output or name
    assert output is not None
    folders = [PurePath(shown(folder)) for folder in paths if is_folder(folder)]
    above = next((folder for folder in folders if PurePath(path).is_relative_to(folder)), None)
    if above is None and PurePath() in folders:
        above = PurePath()
    inner = PurePath(path).parent.relative_to(above) if above is not None else PurePath()
    return str(Path(output) / inner / name)
