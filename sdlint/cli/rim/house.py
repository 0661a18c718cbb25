"""A project's own files of rules: found by its settings' patterns, read, and made into its rule book."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from sdlint.cli.rim import seen
from sdlint.cli.rim.files import make_reader, read_file, shown
from sdlint.cli.rim.gather import MAX_DEEP, SKIPPED
from sdlint.cli.rim.patterns import expression
from sdlint.config import Config
from sdlint.diagnostic import Trouble
from sdlint.source import Source

if TYPE_CHECKING:
    from pathlib import Path

    from sdlint.engine import RuleBook

MAX_FILES = 500
"""Files of rules in one project."""
MAX_SEEN = 50_000
"""Files and folders that are looked at to find them."""


class _TooMany(Exception):
    """More folders or files than are looked at for rules."""


def rule_book(root: str, config: Config, preset: str | None = None) -> RuleBook:
    """The rules of a project; what kept some from being read stands in its troubles."""
    from sdlint.house import book_of
    from sdlint.record import changed

    sources, troubles = house_sources(root, config)
    book = book_of(config, sources, preset)
    return changed(book, troubles=(*troubles, *book.troubles)) if troubles else book


def house_sources(root: str, config: Config) -> tuple[list[Source], list[Trouble]]:
    """The project's own files of rules, each once, in the order of their patterns and then of their names."""
    read = make_reader(root)
    sources: dict[Path, Source] = {}
    troubles: list[Trouble] = []
    for pattern in config.rules:
        try:
            found = list(_matching(root, pattern))
        except _TooMany as error:
            troubles.append(Trouble(str(error), shown(root), f"`{pattern}` looks for rules there"))
            continue
        if not found:
            span = config.places.get("rules")
            troubles.append(
                Trouble(f"no file of rules matches `{pattern}`", span.source.path if span else "", None, span)
            )
        for path in found:
            if path in sources:
                continue
            if len(sources) >= MAX_FILES:
                troubles.append(Trouble(f"more than {MAX_FILES} files of rules", shown(root)))
                return list(sources.values()), troubles
            result = read(str(path))
            if isinstance(result, Source):
                sources[path] = result
            else:
                troubles.append(result)
    return list(sources.values()), troubles


def named_sources(paths: tuple[str, ...]) -> tuple[list[Source], list[Trouble]]:
    """Files of rules that the user named."""
    results = [read_file(path) for path in dict.fromkeys(paths)]
    sources = [result for result in results if isinstance(result, Source)]
    return sources, [result for result in results if isinstance(result, Trouble)]


def _matching(folder: str, pattern: str) -> Iterator[Path]:
    """The files that a pattern names: `*` and `?` within a name, `**/` for any folders."""
    from pathlib import Path  # Few projects have rules of their own.

    root = Path(folder)
    parts = pattern.replace("\\", "/").split("/")
    plain = 0
    while plain < len(parts) and not re.search(r"[*?\[]", parts[plain]):
        plain += 1
    if plain == len(parts):
        path = root.joinpath(*parts)
        if seen.kind(str(path)):
            yield path
        return
    start = root.joinpath(*parts[:plain])
    wanted = re.compile(expression("/".join(parts[plain:])))
    deep = 1 + len(parts) - plain if "**" not in parts else None
    yield from (path for path in _walk(start, deep) if wanted.fullmatch(path.relative_to(start).as_posix()))


def _walk(start: Path, deep: int | None) -> Iterator[Path]:
    """The files in a folder and below it, by name; hidden ones and other people's left out."""
    from pathlib import Path

    met = 0
    for place, folders, files in os.walk(start, onerror=lambda error: seen.unlisted(str(error.filename))):
        seen.listed(place, folders, files)
        here = Path(place)
        level = len(here.relative_to(start).parts) + 1
        folders[:] = sorted(
            name
            for name in folders
            if not name.startswith(".") and name not in SKIPPED and (deep is None or level < deep)
        )
        met += len(files) + len(folders)
        if met > MAX_SEEN:
            raise _TooMany(f"more than {MAX_SEEN} files and folders")
        if folders and level > MAX_DEEP:
            raise _TooMany(f"more than {MAX_DEEP} folders within each other")
        yield from (here / name for name in sorted(files))
