"""What .gitignore names. The library that reads it is imported only where there is one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sdlint.cli.rim.files import is_file, is_folder, read_file, real
from sdlint.source import Source

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec


class Ignored:
    """Answers for the folders and files below a folder, its repository's .gitignore files included."""

    def __init__(self, folder: Path) -> None:
        self.folder_given = folder
        self.real_folder = Path(real(folder))
        self.top = self.real_folder
        for above in (self.real_folder, *self.real_folder.parents):
            if is_folder(above / ".git") or is_file(above / ".git"):
                self.top = above
                break
        self.specs: dict[Path, GitIgnoreSpec | None] = {}

    def file(self, path: Path) -> bool:
        """Whether git would ignore this file; its folders have been asked for before."""
        return self._asked(self._absolute(path), "")

    def folder(self, path: Path) -> bool:
        """Whether git would ignore this folder and so all that is in it."""
        return self._asked(self._absolute(path), "/")

    def _absolute(self, path: Path) -> Path:
        # Git goes by the name that a link has, not by what it leads to.
        return self.real_folder / path.relative_to(self.folder_given)

    def _asked(self, path: Path, suffix: str) -> bool:
        # The nearest .gitignore that says something of it decides.
        for folder in path.parents:
            spec = self._spec(folder)
            if spec is not None:
                said = spec.check_file(path.relative_to(folder).as_posix() + suffix).include
                if said is not None:
                    return bool(said)
            if folder == self.top:
                break
        return False

    def _spec(self, folder: Path) -> GitIgnoreSpec | None:
        if folder not in self.specs:
            self.specs[folder] = _read(folder / ".gitignore")
        return self.specs[folder]


def _read(path: Path) -> GitIgnoreSpec | None:
    if not is_file(path):
        return None
    source = read_file(str(path))
    if not isinstance(source, Source):
        return None  # Git couldn't read it either.
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines(source.text.splitlines())
