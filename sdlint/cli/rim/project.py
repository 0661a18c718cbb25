"""A project: the folder that designs may share files in, and its settings."""

from __future__ import annotations

import os

from sdlint.cli.rim import seen
from sdlint.cli.rim.files import is_file, read_file, real
from sdlint.config import FILES, Config, load
from sdlint.diagnostic import Trouble
from sdlint.record import Record


class Project(Record):
    """Where a project's files lie and what it sets."""

    root: str
    """With its links followed."""
    config: Config = Config()
    troubles: tuple[Trouble, ...] = ()


def find_project(start: str = "", *, isolated: bool = False) -> Project:
    """The project of a folder, the one that the user stands in where none is named: that of the nearest
    settings or `.git` above it, else the folder alone. `isolated` heeds no settings, but the project is the
    same.
    """
    found = _project(start)
    return Project(found.root) if isolated else found


def _project(start: str) -> Project:
    folder = start = real(start)
    while True:
        for name in FILES:
            path = os.path.join(folder, name)
            if not is_file(path):
                continue
            source = read_file(path)
            if isinstance(source, Trouble):
                # Another project's pyproject.toml is none of our business; a file of ours is.
                if name == FILES[0]:
                    return Project(folder, troubles=(source,))
                continue
            loaded = load(source)
            if loaded is not None:
                return Project(folder, *loaded)
        if seen.kind(os.path.join(folder, ".git")):
            return Project(folder)
        above = os.path.dirname(folder)
        if above == folder:
            return Project(start)
        folder = above
