"""Patterns of settings: which files they name, below the folder in which the settings stand."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from sdlint.cli.rim.files import real, within
from sdlint.config import Config
from sdlint.findings import Ignore, Ignored

if TYPE_CHECKING:
    from pathlib import Path


def expression(pattern: str) -> str:
    """A pattern as a regular expression; each `*` stays within a name, so that none backtracks far."""
    text = re.escape(pattern).replace(r"\*\*/", "(?:[^/]+/)*")
    return re.sub(r"(?:\\\*)+", "[^/]*", text).replace(r"\?", "[^/]")


class Matcher:
    """Whether a pattern names a file, or a folder that it lies in."""

    def __init__(self, pattern: str) -> None:
        pattern = pattern.replace("\\", "/").removesuffix("/**").removesuffix("/").removeprefix("./")
        # As in .gitignore: without a `/` it is a name, wherever it stands.
        self.anywhere = "/" not in pattern
        self.wanted = re.compile(expression(pattern))

    def __call__(self, path: str) -> bool:
        """`path` is from the settings' folder, with `/`."""
        parts = path.split("/")
        if self.anywhere:
            return any(self.wanted.fullmatch(part) for part in parts)
        return any(self.wanted.fullmatch("/".join(parts[:end])) for end in range(1, len(parts) + 1))


class Excluded:
    """What a project leaves out where a folder is checked."""

    def __init__(self, root: str, config: Config) -> None:
        self.root = root
        self.matchers = [Matcher(pattern) for pattern in config.exclude]

    def __call__(self, path: Path) -> bool:
        """Whether this file or folder is left out."""
        if not self.matchers:
            return False
        inside = _inside(self.root, str(path))
        return inside is not None and any(matches(inside) for matches in self.matchers)


def ignored(root: str, config: Config) -> Ignored | None:
    """What the settings say of a rule's findings in a file; None where they say nothing of any."""
    if not config.ignore and not config.per_file:
        return None
    everywhere = {one.rule: Ignore(one.rule, one.reason, one.span) for one in config.ignore}
    by_file = [
        (Matcher(pattern), {one.rule: Ignore(one.rule, one.reason, one.span) for one in entries})
        for pattern, entries in config.per_file.items()
    ]
    places: dict[str, str | None] = {}

    def of(rule: str, path: str) -> Ignore | None:
        if path not in places:
            places[path] = _inside(root, path)
        inside = places[path]
        if inside is not None:
            for matches, entries in by_file:
                # What is said of some files says more than what is said of all.
                if rule in entries and matches(inside):
                    return entries[rule]
        return everywhere.get(rule)

    return of


def _inside(root: str, path: str) -> str | None:
    """A path from a folder, with `/`; a link goes by its own name. None for what lies elsewhere."""
    above, name = os.path.split(path)
    folder = real(above)
    if not within(folder, root):
        return None
    return os.path.relpath(os.path.join(folder, name), root).replace(os.sep, "/")
