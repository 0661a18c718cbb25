"""Files as they were at a revision. Git is asked for one name and one file, by plumbing that runs nothing.

A revision comes from whoever types the command, so it is made a commit's name first, and only that is
used further; what git writes is bounded, and so is the time that it may take.
"""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

from sdlint.cli.rim.files import MAX_BYTES, decode, is_folder, real, shown, within
from sdlint.diagnostic import Reader, Trouble
from sdlint.record import Equal
from sdlint.source import Source

PREFIX = "git:"
"""`git:REV:path` names a file at a revision."""
LONGEST = 400
"""Characters of a revision."""
SECONDS = 30
"""How long git may take for one answer."""
_COMMIT = re.compile(rb"[0-9a-f]{40,64}\n?")


class Revision(Equal):
    """A commit, and the folder in whose repository it was found."""

    named: str
    commit: str
    folder: str

    def read(self, path: str) -> Source | Trouble:
        """A file as it was, by its path from where the user stands."""
        found = self.find(path)
        return Trouble(f"not there at {self.named}", shown(path)) if found is None else found

    def find(self, path: str) -> Source | Trouble | None:
        """The same; None where there was none."""
        try:
            away = os.path.relpath(real(path), self.folder)
        except ValueError:  # On another drive, or a NUL in a path.
            return Trouble("not a path", path)
        away = away.replace(os.sep, "/")
        data = _git(["cat-file", "blob", f"{self.commit}:./{away}"], self.folder, MAX_BYTES + 1)
        return data if data is None or isinstance(data, Trouble) else decode(data, shown(path))

    def reader(self, root: str) -> Reader:
        """Reads what a design uses at this revision; no file outside of a folder."""
        inside = real(root)

        def read(path: str) -> Source | Trouble:
            try:
                target = real(path)
            except ValueError:  # A NUL in a path.
                return Trouble("not a path", path)
            if not within(target, inside):
                return Trouble(f"outside the project ({shown(inside)})", shown(path))
            return self.read(path)

        return read


def parse(text: str) -> tuple[str, str] | None:
    """Revision and path of `git:REV:path`; nothing where it isn't written so."""
    if not text.startswith(PREFIX):
        return None
    revision, colon, path = text.removeprefix(PREFIX).partition(":")
    return (revision, path) if colon and revision and path else None


def revision(named: str, path: str) -> Revision | Trouble:
    """The commit that a revision names in the repository of a path."""
    if not named or named.startswith("-") or len(named) > LONGEST or not named.isprintable():
        return Trouble(
            f"not a revision: `{named[:LONGEST]}`", help="write one as git does: HEAD~1, main, v1.2"
        )
    folder = _folder(path)
    found = _git(["rev-parse", "--verify", "--quiet", "--end-of-options", f"{named}^{{commit}}"], folder, 100)
    if isinstance(found, Trouble):
        return found
    if found is None or not _COMMIT.fullmatch(found):
        help_ = "name a commit, a branch or a tag of the repository that the design is in"
        return Trouble(f"git knows no revision `{named}` here", shown(folder), help_)
    return Revision(named, found.decode("ascii").strip(), folder)


def _folder(path: str) -> str:
    """The nearest folder above a path that is there now: the file itself may be gone."""
    try:
        place = Path(real(path))
    except ValueError:
        return str(Path.cwd())
    return next((str(above) for above in place.parents if is_folder(above)), str(Path.cwd()))


def _git(words: list[str], folder: str, most: int) -> bytes | Trouble | None:
    """What git writes, at most so many bytes of it; None where it fails."""
    # No prompt, no lock, nothing fetched, and no message that hangs on a language.
    settings = {
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_NO_LAZY_FETCH": "1",
        "LC_ALL": "C",
    }
    try:
        process = subprocess.Popen(
            ["git", "-C", folder, "--no-pager", *words],  # noqa: S607 - the git that the user has
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **settings},
        )
    except FileNotFoundError:
        return Trouble("git isn't installed, and a revision is asked of it")
    except OSError as error:
        return Trouble(f"git can't be started: {error.strerror or error}")
    return _output(process, most)


def _output(process: subprocess.Popen[bytes], most: int) -> bytes | Trouble | None:
    from threading import Timer

    timer = Timer(SECONDS, process.kill)
    timer.start()
    try:
        assert process.stdout is not None
        data = process.stdout.read(most)
        if len(data) == most:
            process.kill()  # The rest isn't wanted, and git would wait for its reader.
        process.stdout.close()
        status = process.wait()
    finally:
        timer.cancel()
    return data if status == 0 or len(data) == most else None
