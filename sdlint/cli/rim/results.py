"""What checks printed, kept in the user's own cache folder: the same check of the same files prints it again.

A check is the same when its words are, the folder it runs in, the day, the terminal, and sdlint itself, down
to each of its files (`_key`). Its outcome is the same when besides all that it read and looked for is as it
was, what wasn't there included (`seen`). So nothing has to know which settings, used designs or house rules
go into an outcome.

What is kept is JSON with a checksum, in a folder that is its owner's alone, and what belongs to somebody else
isn't read: what lies there could print what it likes. A broken entry is a miss. Where nothing can be
kept, all goes on without.
"""

from __future__ import annotations

import os
import stat
import sys
from typing import Any

from sdlint import __version__
from sdlint.caches import cache_folder, is_own
from sdlint.cli.rim import seen

FORMAT = 1
"""Raised whenever the layout of an entry changes."""
MAX_ENTRY = 4_000_000
"""Bytes of one entry; what is larger isn't kept."""
MAX_KEPT = 1000
"""Entries; when there are more, those go that were of no use for the longest time."""
MAX_TOTAL = 64_000_000
"""Bytes of all entries."""
VARIABLES = ("COLUMNS", "FORCE_COLOR", "LINES", "NO_COLOR", "SDLINT_TRACEBACK", "TERM")
"""What the environment has to say of what is printed."""
LIBRARIES = ("click", "lark", "pathspec")
"""The packages that have a part in what a check prints."""
OFF = "SDLINT_NO_CACHE"
"""The variable that does what `--no-cache` does."""


_Kept = tuple[seen.Notes, list[tuple[str, str]], int]
"""An entry, as it was read: what was seen, the texts that were printed, and the exit status."""


class _Recording:
    """What a run prints, until it is known whether it can be kept."""

    def __init__(self, key: str) -> None:
        self.key = key
        self.texts: list[tuple[str, str]] = []


_recording: _Recording | None = None


def again(words: list[str]) -> int | None:
    """Print what the same check printed before, and give its exit status; None where nothing is kept of
    it. Then what this one prints is recorded, until `end`.
    """
    global _recording
    key = _key(words)
    if key is None:
        return None
    kept = _read(key)
    if kept is not None:
        notes, texts, status = kept
        if seen.same(notes):
            for name, text in texts:
                stream = sys.stdout if name == "out" else sys.stderr
                stream.write(text)
                stream.flush()
            return status
    _recording = _Recording(key)
    seen.note()
    return None


def wrote(name: str, text: str) -> None:
    """Note what was written: to `out`, the standard output, or to `err`."""
    if _recording is not None:
        _recording.texts.append((name, text))


def keep(status: int) -> None:
    """Keep what was printed with this exit status. Whoever calls it answers for it that the run did nothing
    but read files and print.
    """
    recording, notes = _recording, seen.noted()
    # With a status of 2 there was a trouble, and one may pass though nothing that was seen changes.
    if (
        recording is not None
        and notes is not None
        and status in (0, 1)
        and seen.AT_ODDS not in notes.values()  # No look would be the same: it needn't be written.
    ):
        _write(recording, notes, status)
    end()


def end() -> None:
    """Record no more."""
    global _recording
    _recording = None
    seen.noted()


# Keys


def _key(words: list[str]) -> str | None:
    """What tells checks apart that may print different things of the same files; None: it is kept nowhere."""
    if words[:1] != ["check"] or "--no-cache" in words or os.environ.get(OFF):
        return None
    import json
    import time

    try:
        parts = [
            FORMAT,
            __version__,
            _program(),
            sys.version,
            words,
            os.getcwd(),
            time.localtime()[:3],
            [os.environ.get(name) for name in VARIABLES],
            [[stream.isatty(), getattr(stream, "encoding", None)] for stream in (sys.stdout, sys.stderr)],
            terminal(),
        ]
        return seen.digest(json.dumps(parts).encode())
    except (OSError, ValueError):
        return None


def terminal() -> list[int]:
    """How large the terminal is, where there is one."""
    try:
        return list(os.get_terminal_size(sys.__stdout__.fileno())) if sys.__stdout__ else []
    except (OSError, ValueError, AttributeError):
        return []


def _program() -> list[Any]:
    """What tells this sdlint from any other: its files, those of its rules, and which libraries are there. A
    version wouldn't do, since a checkout's changes with each edit. Of libraries it is seen when they are
    installed, not when a module of theirs is edited where it stands. It takes two milliseconds.
    """
    package = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    above = os.path.dirname(package)
    folders = [package]
    if not os.path.isdir(os.path.join(package, "bundled")):
        folders += [os.path.join(above, "grammar"), os.path.join(above, "rules")]
    files: list[Any] = []
    while folders:
        with os.scandir(folders.pop()) as entries:
            for entry in entries:
                if entry.is_dir():
                    if entry.name != "__pycache__":
                        folders.append(entry.path)
                else:
                    status = entry.stat()
                    # A time of change can't be set back, as that of the last edit can.
                    files.append((entry.path, status.st_size, status.st_mtime_ns, status.st_ctime_ns))
    libraries = []
    for path in sys.path:
        for name in (*LIBRARIES, ""):
            if not name and os.path.basename(path) not in ("site-packages", "dist-packages"):
                continue  # Any other folder changes with files that have no part in this.
            for place in (os.path.join(path, name), os.path.join(path, name, "__init__.py")):
                try:
                    status = os.stat(place)
                except OSError:
                    continue
                libraries.append((place, status.st_size, status.st_mtime_ns, status.st_ctime_ns))
    return [sorted(files), libraries]


# Entries


def _place(key: str) -> str | None:
    folder = cache_folder("results")
    return os.path.join(folder, f"{key}.json") if folder else None


def _read(key: str) -> _Kept | None:
    """The entry of a key; None for one that isn't there, isn't ours, or isn't whole."""
    place = _place(key)
    if place is None:
        return None
    try:
        flags = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        with os.fdopen(os.open(place, os.O_RDONLY | flags), "rb") as file:
            status = os.fstat(file.fileno())
            if not (stat.S_ISREG(status.st_mode) and is_own(status)):
                return None
            data = file.read(MAX_ENTRY + 1)
        kept = _understood(data, key)
        if kept is not None:
            os.utime(place)  # Of use today: others go first.
        return kept
    except OSError:
        return None


def _understood(data: bytes, key: str) -> _Kept | None:
    import json

    checksum, _, body = data.partition(b"\n")
    if len(data) > MAX_ENTRY or checksum.decode("ascii", "replace") != seen.digest(body):
        return None
    try:
        entry = json.loads(body)
        notes = {(way, path): what for way, path, what in entry["notes"]}
        texts = [(name, text) for name, text in entry["texts"]]
        status = entry["status"]
        words = [*(word for note in notes.items() for word in (*note[0], note[1])), *sum(texts, ())]
        sound = (
            entry["key"] == key
            and status in (0, 1)
            and type(status) is int
            and all(isinstance(word, str) for word in words)
            and all(name in ("out", "err") for name, _ in texts)
        )
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return (notes, texts, status) if sound else None


def _write(recording: _Recording, notes: seen.Notes, status: int) -> None:
    """Put an entry in its place, so that whoever reads it at the same time sees all of it or nothing."""
    import json

    place = _place(recording.key)
    entry = {
        "key": recording.key,
        "notes": [(way, path, what) for (way, path), what in notes.items()],
        "texts": recording.texts,
        "status": status,
    }
    body = json.dumps(entry, separators=(",", ":")).encode()
    data = f"{seen.digest(body)}\n".encode() + body
    if place is None or len(data) > MAX_ENTRY:
        return
    beside = f"{place}.{os.urandom(8).hex()}.tmp"
    try:
        _make_room(os.path.dirname(place), len(data))
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        with os.fdopen(os.open(beside, flags, 0o600), "wb") as file:
            file.write(data)
        os.replace(beside, place)
    except OSError:
        # A full or read-only disk costs time at the next check, nothing else.
        _remove(beside)


def _make_room(folder: str, size: int) -> None:
    """Remove what was of no use for the longest time, until there is room for so many bytes more."""
    with os.scandir(folder) as entries:
        kept = sorted((one.stat().st_mtime_ns, one.stat().st_size, one.path) for one in entries)
    total = sum(one[1] for one in kept) + size
    more = len(kept) + 1 - MAX_KEPT
    for _, bytes_, path in kept:
        if total <= MAX_TOTAL and more <= 0:
            break
        _remove(path)
        total -= bytes_
        more -= 1


def _remove(path: str) -> None:
    try:
        os.unlink(path)
    except OSError:
        return  # Somebody else was faster.
