"""Looking at the file system, and noting what was seen: whoever sees the same again comes to the same.

Each way of looking comes to a text, an empty one where there is nothing to be seen. What wasn't there is
noted like what was, since a file that comes later can change an outcome as much as one that changes. `same`
looks again. Nothing heavy is imported here: a run whose results are kept imports little else.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Mapping

MAX_BYTES = 10_000_000
"""The largest file that is read. A design of a thousand components has about a tenth of a megabyte."""
AT_ODDS = "?"
"""What is noted where one run saw two things in one place: no later look is the same as this."""

Notes = dict[tuple[str, str], str]
"""By way of looking and path, what was seen."""

_notes: Notes | None = None


def note() -> None:
    """Begin to note what is seen."""
    global _notes
    _notes = {}


def noted() -> Notes | None:
    """What was seen since `note`, and no more is noted; None if nobody asked for it."""
    global _notes
    notes, _notes = _notes, None
    return notes


def add(notes: Mapping[tuple[str, str], str]) -> None:
    """Note what another process saw."""
    for (way, path), what in notes.items():
        _note(way, path, what)


def _note(way: str, path: str, what: str) -> None:
    if _notes is not None and _notes.setdefault((way, path), what) != what:
        _notes[way, path] = AT_ODDS


# Ways of looking


def kind(path: str) -> str:
    """`file`, `folder` or `other`; nothing for what can't be looked at."""
    what = _kind(path)
    _note("kind", path, what)
    return what


def real(path: str) -> str:
    """The path with its symbolic links followed. Raises ValueError where it is no path."""
    what = os.path.realpath(path)
    _note("real", path, what)
    return what


def content(path: str) -> bytes | str:
    """The bytes of a file, one more than `MAX_BYTES` at most; or why they can't be read."""
    data = _content(path)
    if _notes is not None:
        _note("content", path, _content_told(data))
    return data


def names(path: str) -> list[str]:
    """The names in a folder, in no order. Raises OSError."""
    try:
        found = os.listdir(path)
    except OSError:
        _note("names", path, "")
        raise
    _note("names", path, _digest("\0".join(sorted(found))))
    return found


def listed(path: str, folders: Iterable[str], files: Iterable[str]) -> None:
    """Note what `os.walk` found in a folder."""
    if _notes is not None:
        links = (name for name in folders if os.path.islink(os.path.join(path, name)))
        _note("listing", path, _listing_told(folders, files, links))


def unlisted(path: str) -> None:
    """Note that a folder couldn't be walked through."""
    _note("listing", path, "")


def _kind(path: str) -> str:
    try:
        mode = os.stat(path).st_mode
    except (OSError, ValueError):
        return ""
    return "file" if stat.S_ISREG(mode) else "folder" if stat.S_ISDIR(mode) else "other"


def _content(path: str) -> bytes | str:
    try:
        # A FIFO must not keep us waiting, nor a terminal become ours, before we know what it is.
        flags = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)
        handle = os.open(path, os.O_RDONLY | flags)
    except ValueError:
        return "not a path"
    except OSError as error:
        return "a folder, not a file" if _kind(path) == "folder" else reason(error)
    mode = os.fstat(handle).st_mode
    if not stat.S_ISREG(mode):
        os.close(handle)
        return "a folder, not a file" if stat.S_ISDIR(mode) else "not a regular file"
    with os.fdopen(handle, "rb") as file:
        try:
            return file.read(MAX_BYTES + 1)
        except OSError as error:
            return reason(error)


def reason(error: OSError) -> str:
    """Why the system refused, as a phrase: `no such file or directory`."""
    if isinstance(error, FileNotFoundError):
        return "no such file"
    text = error.strerror or str(error) or "cannot be read"
    return text[:1].lower() + text[1:]


def _content_told(data: bytes | str) -> str:
    return f"! {data}" if isinstance(data, str) else digest(data)


def _listing_told(folders: Iterable[str], files: Iterable[str], links: Iterable[str]) -> str:
    # Which folders are links matters: those aren't walked into.
    return _digest("\0/".join("\0".join(sorted(some)) for some in (folders, files, links)))


def _digest(text: str) -> str:
    return digest(text.encode("utf-8", "surrogatepass"))


def digest(data: bytes) -> str:
    """What tells bytes from any others, even from some that were made to look the same."""
    from sdlint.checksums import blake2b

    return blake2b(data, 24)


# Looking again


def same(notes: Mapping[tuple[str, str], str]) -> bool:
    """Whether all that was seen is still so."""
    return all(way in _AGAIN and _AGAIN[way](path) == what for (way, path), what in notes.items())


def _names_again(path: str) -> str:
    try:
        return _digest("\0".join(sorted(os.listdir(path))))
    except (OSError, ValueError):
        return ""


def _listing_again(path: str) -> str:
    folders: list[str] = []
    files: list[str] = []
    links: list[str] = []
    try:
        with os.scandir(path) as entries:
            for entry in entries:
                try:
                    is_folder = entry.is_dir()
                except OSError:  # A link that leads round in a circle: `os.walk` takes it for a file.
                    is_folder = False
                (folders if is_folder else files).append(entry.name)
                if is_folder and entry.is_symlink():
                    links.append(entry.name)
    except (OSError, ValueError):
        return ""
    return _listing_told(folders, files, links)


def _real_again(path: str) -> str:
    try:
        return os.path.realpath(path)
    except (OSError, ValueError):
        return ""


_AGAIN: dict[str, Callable[[str], str]] = {
    "kind": _kind,
    "real": _real_again,
    "content": lambda path: _content_told(_content(path)),
    "names": _names_again,
    "listing": _listing_again,
}
