"""A project: the folder that designs may share files in, and its settings."""

from __future__ import annotations

from pathlib import Path

from sdlint.cli.rim import seen
from sdlint.cli.rim.files import is_file, read_file, real
from sdlint.config import FILES, Config, load
from sdlint.diagnostic import Trouble
from sdlint.record import Record


class Project(Record):
    """Where a project's files lie and what it sets."""

    root: Path
    config: Config = Config()
    troubles: tuple[Trouble, ...] = ()


def find_project(start: Path, *, isolated: bool = False) -> Project:
    """The project of a folder: that of the nearest settings or `.git` above it, else the folder alone.
    `isolated` heeds no settings, but the project is the same.
    """
    found = _project(start)
    return Project(found.root) if isolated else found


def _project(start: Path) -> Project:
    start = real(start)
    for folder in (start, *start.parents):
        for name in FILES:
            if not is_file(folder / name):
                continue
            source = read_file(str(folder / name))
            if isinstance(source, Trouble):
                # Another project's pyproject.toml is none of our business; a file of ours is.
                if name == FILES[0]:
                    return Project(folder, troubles=(source,))
                continue
            loaded = load(source)
            if loaded is not None:
                return Project(folder, *loaded)
        if seen.kind(str(folder / ".git")):
            return Project(folder)
    return Project(start)
