"""The files of a design: the one that was named, and those that it uses."""

from __future__ import annotations

import posixpath

from sdlint.diagnostic import Diagnostic, Label, Reader, Trouble, mistake
from sdlint.record import Work, fresh
from sdlint.source import Source, normal
from sdlint.syntax import nodes
from sdlint.syntax.parser import Parsed, parse

MAX_FILES = 200
"""Files that one design may use."""


class Files(Work):
    """The statements of a design in order, those of used files where they are used."""

    reader: Reader
    statements: list[nodes.Statement] = fresh(default_factory=list)
    diagnostics: list[Diagnostic] = fresh(default_factory=list)
    dropped: set[str] = fresh(default_factory=set)
    used: list[str] = fresh(default_factory=list)
    _open: list[tuple[str, nodes.Use | None]] = fresh(default_factory=list)

    def add(self, source: Source) -> Parsed:
        """Read a file and those that it uses."""
        name = normal(source.path)
        self._open.append((name, None))
        parsed = self._read(source, name)
        self._open.pop()
        return parsed

    def _read(self, source: Source, name: str) -> Parsed:
        parsed = parse(source)
        self.diagnostics.extend(parsed.diagnostics)
        self.dropped |= parsed.dropped
        tree = parsed.tree
        assert isinstance(tree, nodes.Design)
        for statement in tree.statements:
            if isinstance(statement, nodes.Use):
                self._use(statement, name)
            elif len(self._open) == 1 or not isinstance(statement, nodes.System):
                self.statements.append(statement)
        return parsed

    def _use(self, use: nodes.Use, user: str) -> None:
        path = use.string.text[1:-1]
        span = use.string.span
        if not path or path.startswith(("/", "\\", "~")) or path[1:2] == ":" or "\\" in path:
            self.diagnostics.append(
                mistake(
                    "outside-use",
                    "`use` wants a path relative to this file",
                    span,
                    help='Write `use "platform.sd"`, with `/` between folders',
                )
            )
            return
        name = posixpath.normpath(posixpath.join(posixpath.dirname(user), path))
        names = [opened for opened, _ in self._open]
        if name in names:
            circle = " -> ".join([*names[names.index(name) :], name])
            labels = tuple(Label(u.string.span, "which is used here") for _, u in self._open if u is not None)
            self.diagnostics.append(
                mistake(
                    "circular-use",
                    f"this file uses itself: {circle}",
                    span,
                    labels=labels,
                    help="Take one `use` out",
                )
            )
            return
        if name in self.used:
            return  # What two files share is read once.
        if len(self.used) >= MAX_FILES:
            self.diagnostics.append(mistake("outside-use", f"more than {MAX_FILES} files are used", span))
            return
        found = self.reader(name)
        if isinstance(found, Trouble):
            title = "outside-use" if "outside" in found.message else "missing-file"
            self.diagnostics.append(mistake(title, found.message, span, help=found.help))
            return
        self.used.append(name)
        self._open.append((name, use))
        self._read(found, name)
        self._open.pop()
