"""Reading: bytes from the world to a Source, or why not. Nothing else in sdlint opens a user's file."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

from sdlint.diagnostic import Reader, Trouble
from sdlint.source import Source

MAX_BYTES = 10_000_000
"""The largest file that is read. A design of a thousand components has about a tenth of a megabyte."""

_BOM = "\ufeff"


def shown(path: str) -> str:
    """A path as it is shown: from where the user stands, with `/`."""
    try:
        relative = os.path.relpath(path)
    except ValueError:  # On another drive.
        relative = path
    return relative.replace(os.sep, "/")


def real(path: str | Path) -> Path:
    """A path with its symbolic links followed; never fails."""
    return Path(os.path.realpath(path))


def is_folder(path: str | Path) -> bool:
    """Whether it is a folder; what can't be looked at isn't."""
    try:
        return stat.S_ISDIR(Path(path).stat().st_mode)
    except (OSError, ValueError):
        return False


def is_file(path: str | Path) -> bool:
    """Whether it is a regular file; what can't be looked at isn't."""
    try:
        return stat.S_ISREG(Path(path).stat().st_mode)
    except (OSError, ValueError):
        return False


def make_reader(*roots: Path) -> Reader:
    """The reader that the inner rooms are given: no file outside these folders, links followed."""
    allowed = tuple(real(root) for root in roots)

    def read(path: str) -> Source | Trouble:
        try:
            target = real(path)
        except ValueError:  # A NUL in a path.
            return Trouble("not a path", path)
        if not any(target.is_relative_to(root) for root in allowed):
            folders = ", ".join(shown(str(root)) for root in allowed)
            return Trouble(f"outside the project ({folders})", shown(path))
        return read_file(path)

    return read


def read_file(path: str) -> Source | Trouble:
    """The text of a file that the user named."""
    name = shown(path) if "\0" not in path else path
    try:
        # A FIFO must not keep us waiting, nor a terminal become ours, before we know what it is.
        flags = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)
        handle = os.open(path, os.O_RDONLY | flags)
    except ValueError:
        return Trouble("not a path", name)
    except OSError as error:
        return Trouble("a folder, not a file" if is_folder(path) else reason(error), name)
    mode = os.fstat(handle).st_mode
    if not stat.S_ISREG(mode):
        os.close(handle)
        return Trouble("a folder, not a file" if stat.S_ISDIR(mode) else "not a regular file", name)
    with os.fdopen(handle, "rb") as file:
        try:
            return decode(file.read(MAX_BYTES + 1), name)
        except OSError as error:
            return Trouble(reason(error), name)


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


def reason(error: OSError) -> str:
    """Why the system refused, as a phrase: `no such file or directory`."""
    if isinstance(error, FileNotFoundError):
        return "no such file"
    text = error.strerror or str(error) or "cannot be read"
    return text[:1].lower() + text[1:]
