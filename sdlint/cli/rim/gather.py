"""From what stands on the command line to sources: files, folders, the standard input."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from sdlint.cli.rim import seen
from sdlint.cli.rim.files import (
    is_folder,
    make_reader,
    read_file,
    read_stdin,
    real,
    reason,
    shown,
)
from sdlint.cli.rim.patterns import Excluded
from sdlint.cli.rim.project import Project, find_project
from sdlint.config import Config
from sdlint.diagnostic import Reader, Trouble
from sdlint.record import Record, Work, fresh
from sdlint.source import Source, is_document
from sdlint.spelling import nearest

if TYPE_CHECKING:
    from pathlib import Path

SUFFIX = ".sd"
SKIPPED = frozenset(("node_modules", "__pycache__"))
"""Folders that hold other people's files, whatever .gitignore says; those that start with a dot too."""

MAX_DEEP = 50
"""Folders within each other that are looked into."""
MAX_SEEN = 200_000
"""Files and folders that are looked at, of one folder that is named."""


class Gathered(Record):
    """What was read, what wasn't, and what may be read further."""

    sources: tuple[Source, ...]
    troubles: tuple[Trouble, ...]
    config: Config
    """That of the first path's project."""
    reader: Reader
    root: str = ""
    """The folder of the first path's project."""
    stdin: Source | None = None
    """Which of the sources is the standard input, whatever name it goes by."""
    roots: tuple[str, ...] = ()
    """The folders in which the reader reads."""


class _Gathering(Work):
    sources: list[Source] = fresh(default_factory=list)
    troubles: list[Trouble] = fresh(default_factory=list)
    seen: set[str] = fresh(default_factory=set)
    projects: dict[str, Project] = fresh(default_factory=dict)
    stdin: Source | Trouble | None = None
    isolated: bool = False
    documents: bool = False

    def project(self, folder: str) -> Project:
        project = find_project(folder, isolated=self.isolated)
        if project.root not in self.projects:
            self.projects[project.root] = project
            self.troubles.extend(project.troubles)
        return project

    def add(self, result: Source | Trouble, *, named: bool = True) -> None:
        """Take what was read; `named` is whether the user named this very file."""
        if isinstance(result, Trouble):
            self.troubles.append(result)
        elif self.documents and is_document(result.path):
            from sdlint.syntax.documents import designs_in_document

            designs = designs_in_document(result)
            self.sources.extend(designs)
            if named and not designs:
                help = "a design in Markdown stands in a fenced block marked `sd`"
                self.troubles.append(Trouble("no design in this document", result.path, help))
        else:
            self.sources.append(result)

    def first_time(self, path: str) -> bool:
        target = real(path)
        known = target in self.seen
        self.seen.add(target)
        return not known


def gather(
    paths: Sequence[str], stdin_name: str | None = None, *, isolated: bool = False, documents: bool = False
) -> Gathered:
    """The designs at the paths, in their order and each once; in folders by name, without what .gitignore or
    the settings leave out. `isolated` reads no settings; `documents` takes the designs in Markdown too.
    """
    work = _Gathering(isolated=isolated, documents=documents)
    for path in paths:
        if path == "-":
            if work.stdin is None:
                work.project(os.path.dirname(stdin_name or ""))
                work.stdin = read_stdin(shown(stdin_name) if stdin_name else "-")
                work.add(work.stdin)
        elif "\0" in path:
            work.troubles.append(Trouble("not a path", path))
        elif is_folder(path):
            _gather_folder(work, path)
        else:
            work.project(os.path.dirname(path))
            if work.first_time(path):
                result = read_file(path)
                work.add(_with_suggestion(path, result) if isinstance(result, Trouble) else result)
    project = next(iter(work.projects.values()), Project(""))
    stdin = work.stdin if isinstance(work.stdin, Source) else None
    reader = make_reader(*work.projects)
    roots = tuple(work.projects)
    return Gathered(
        tuple(work.sources), tuple(work.troubles), project.config, reader, project.root, stdin, roots
    )


def gather_one(path: str) -> Gathered:
    """The design at a path that must be a file, or `-`; either one source or troubles."""
    if path != "-" and "\0" not in path and is_folder(path):
        trouble = Trouble("a folder, not a file", shown(path))
        return Gathered((), (trouble,), Config(), make_reader())
    return gather((path,))


def _gather_folder(work: _Gathering, path: str) -> None:
    from pathlib import Path

    project = work.project(path)
    reader = make_reader(project.root)
    found, troubles = designs_in(Path(path), Excluded(project.root, project.config), documents=work.documents)
    work.troubles.extend(troubles)
    nothing = True
    for file in found:
        before = len(work.sources)
        if work.first_time(str(file)):
            # Nobody named this file: a link that leads out of the project isn't followed.
            work.add(reader(str(file)), named=False)
            if is_document(str(file)) and len(work.sources) == before:
                continue  # A document without a design is none.
        nothing = False
    if nothing and not troubles:
        work.troubles.append(
            Trouble(
                "no designs in this folder",
                shown(path),
                f"a design is a file `*{SUFFIX}`; `sdlint new` writes one",
            )
        )


def designs_in(
    folder: Path, excluded: Excluded | None = None, *, documents: bool = False
) -> tuple[list[Path], list[Trouble]]:
    """The designs in a folder and the folders in it, sorted, without what .gitignore or the settings name;
    `documents` too, whatever is in them.
    """
    from pathlib import Path

    from sdlint.cli.rim.ignored import Ignored

    troubles: list[Trouble] = []

    def complain(error: OSError) -> None:
        seen.unlisted(str(error.filename))
        troubles.append(Trouble(f"this folder can't be read: {reason(error)}", shown(str(error.filename))))

    ignored = Ignored(folder)
    found: list[Path] = []
    met, top = 0, len(Path(folder).parts)
    for place, folders, files in os.walk(folder, onerror=complain):
        seen.listed(place, folders, files)
        here = Path(place)
        met += len(folders) + len(files)
        if met > MAX_SEEN:
            help = "name the folders with designs, or leave others out with `exclude`"
            troubles.append(Trouble(f"more than {MAX_SEEN} files and folders", shown(str(folder)), help))
            break
        folders[:] = sorted(
            name
            for name in folders
            if not name.startswith(".")
            and name not in SKIPPED
            and not (excluded and excluded(here / name))
            and not ignored.folder(here / name)
        )
        if folders and len(here.parts) - top >= MAX_DEEP:
            troubles.append(Trouble(f"more than {MAX_DEEP} folders within each other", shown(place)))
            folders.clear()
        found.extend(
            here / name
            for name in files
            if (name.endswith(SUFFIX) or (documents and is_document(name)))
            and not (excluded and excluded(here / name))
            and not ignored.file(here / name)
        )
    return sorted(found, key=lambda path: path.as_posix()), troubles


def _with_suggestion(path: str, trouble: Trouble) -> Trouble:
    """A missing file's trouble, with the design beside it whose name is most like it."""
    if trouble.message != "no such file":
        return trouble
    folder, own = os.path.split(path)
    name = nearest(own, _designs_beside(folder))
    help = f"did you mean `{shown(os.path.join(folder, name))}`?" if name else trouble.help
    return Trouble(trouble.message, trouble.path, help)


def _designs_beside(folder: str) -> Iterable[str]:
    try:
        return sorted(name for name in seen.names(folder or ".") if name.endswith(SUFFIX))
    except OSError:
        return []
