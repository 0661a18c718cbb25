"""Reading: bytes from the world to a Source, or why not. Nothing else in sdlint opens a user's file."""

from __future__ import annotations

import os
import sys

from sdlint.cli.rim import seen
from sdlint.cli.rim.seen import MAX_BYTES, reason
from sdlint.diagnostic import Reader, Trouble
from sdlint.source import Source

__all__ = [
    "MAX_BYTES",
    "decode",
    "is_file",
    "is_folder",
    "make_reader",
    "read_file",
    "read_stdin",
    "real",
    "reason",
    "shown",
    "within",
]

_BOM = "\ufeff"


def shown(path: str) -> str:
    """A path as it is shown: from where the user stands, with `/`."""
    try:
        relative = os.path.relpath(path)
    except ValueError:  # On another drive.
        relative = path
    return relative.replace(os.sep, "/")


def real(path: str | os.PathLike[str]) -> str:
    """A path with its symbolic links followed. Raises ValueError where it is no path."""
    return seen.real(os.fspath(path))


def within(path: str, folder: str) -> bool:
    """Whether a path is a folder or lies below it, both with their links followed."""
    path, folder = os.path.normcase(path), os.path.normcase(folder)
    return path == folder or path.startswith(os.path.join(folder, ""))


def is_folder(path: str | os.PathLike[str]) -> bool:
    """Whether it is a folder; what can't be looked at isn't."""
    return seen.kind(os.fspath(path) or ".") == "folder"


def is_file(path: str | os.PathLike[str]) -> bool:
    """Whether it is a regular file; what can't be looked at isn't."""
    return seen.kind(os.fspath(path)) == "file"


def make_reader(*roots: str) -> Reader:
    """The reader that the inner rooms are given: no file outside these folders, links followed."""
    allowed = tuple(real(root) for root in roots)

    def read(path: str) -> Source | Trouble:
        try:
            target = real(path)
        except ValueError:  # A NUL in a path.
            return Trouble("not a path", path)
        if not any(within(target, root) for root in allowed):
            folders = ", ".join(shown(root) for root in allowed)
            return Trouble(f"outside the project ({folders})", shown(path))
        return read_file(path)

    return read


def read_file(path: str) -> Source | Trouble:
    """The text of a file that the user named."""
    name = shown(path) if "\0" not in path else path
    data = seen.content(path)
    return Trouble(data, name) if isinstance(data, str) else decode(data, name)


def read_stdin(name: str) -> Source | Trouble:
    """The text on the standard input, shown as `name`."""
    try:
        return decode(sys.stdin.buffer.read(MAX_BYTES + 1), name)
    except OSError as error:
        return Trouble(reason(error), name)


def decode(data: bytes, name: str) -> Source | Trouble:
    """The text of what was read: strict UTF-8, without a byte order mark."""
    if len(data) > MAX_BYTES:
        return Trouble(f"larger than {MAX_BYTES // 1_000_000} MB, the most that sdlint reads", name)
    try:
        return Source(name, data.decode("utf-8").removeprefix(_BOM))
    except UnicodeDecodeError as error:
        at = error.start
        line = data.count(b"\n", 0, at) + 1
        utf16 = data.startswith((b"\xff\xfe", b"\xfe\xff"))
        help = "it looks like UTF-16: save it as UTF-8" if utf16 else "save it as UTF-8"
        return Trouble(f"not UTF-8: byte 0x{data[at]:02x} at offset {at} (line {line})", name, help)
