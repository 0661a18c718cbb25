"""The command line. Each module in this folder is a command, found by its being there.

A module's name is the command's name, its `command` the click command, which imports what it needs only
when it runs. `rim/` is where sdlint meets the outside world: files, terminal, clock.
"""

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress
from typing import Any

INTERRUPTED = 130
"""What shells give for Ctrl-C."""
GARBAGE = 100_000
"""So many new objects, and Python looks for what is in use no longer; by itself it does at 700."""
BROKEN_PIPE = 141
"""What shells give when who reads the output has gone."""
FULL = frozenset((errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO))
"""Why a standard stream takes no more: the disk behind it is full, or broken."""


def main(args: list[str] | None = None) -> int:
    """Run the command line and return its exit status.

    0: nothing to complain of. 1: findings. 2: it couldn't run. Never a traceback, unless
    SDLINT_TRACEBACK is set.
    """
    try:
        return _run(args)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        return _reader_gone()
    except Exception as error:  # The last resort: a user never sees a traceback.
        if os.environ.get("SDLINT_TRACEBACK"):
            raise
        if isinstance(error, OSError) and error.errno in FULL:
            # Files say themselves that they can't be written: this was the standard output or error.
            _tell(f"error: the output can't be written: {(error.strerror or '').lower()}\n")
            _be_quiet()
            return 2
        return _internal(error)


def _run(args: list[str] | None) -> int:
    import gc

    # Nearly all that is made stays until the end: looking for what doesn't took a quarter of a check.
    before = gc.get_threshold()
    gc.set_threshold(GARBAGE, *before[1:])
    try:
        return _in_order(args)
    finally:
        gc.set_threshold(*before)
        if args is None:
            gc.freeze()  # The process ends: nothing that is left need be looked through once more.


def _in_order(args: list[str] | None) -> int:
    """Print once more what was kept of the same check; else do it."""
    _open_closed()
    for stream in (sys.stdout, sys.stderr):
        # A terminal that lacks a character shows its code, rather than stopping us.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    words = sys.argv[1:] if args is None else args
    if words[:1] == ["check"]:
        # Before anything is imported that a check needs whose results are kept.
        from sdlint.cli.rim import results

        kept = results.again(words)
        if kept is not None:
            return kept
        try:
            return _told(args)
        finally:
            results.end()
    return _told(args)


def _told(args: list[str] | None) -> int:
    words = sys.argv[1:] if args is None else args
    if words[:1] == ["check"]:
        from sdlint.cli.rim.checking import check, plain
        from sdlint.cli.rim.console import Broken

        asked = plain(words[1:])
        if asked is not None:
            try:
                return check(asked)
            except Broken:
                return _reader_gone()
    return _commanded(args)


def _commanded(args: list[str] | None) -> int:
    """Leave the words to click."""
    import click

    from sdlint.cli.rim.console import Broken
    from sdlint.cli.rim.group import sdlint

    try:
        status: Any = sdlint.main(args, prog_name="sdlint", standalone_mode=False)
    except click.Abort:
        return INTERRUPTED
    except click.ClickException as error:
        error.show()
        return 2
    except Broken:
        return _reader_gone()
    return status if isinstance(status, int) else 0


def _open_closed() -> None:
    """Open what we were started without (`>&-`), so that no file that is read or written takes its place."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115, PTH123 # It stays.


def _reader_gone() -> int:
    _be_quiet()
    return BROKEN_PIPE


def _be_quiet() -> None:
    """Let what is still to be written go nowhere: Python would complain when it flushes at its end."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            with suppress(OSError, ValueError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _tell(text: str) -> None:
    """Write to the standard error, if it takes anything."""
    with suppress(OSError, ValueError):
        sys.stderr.write(text)
        sys.stderr.flush()


def _internal(error: Exception) -> int:
    what = " ".join(str(error).split())[:300]
    what = "".join(character if character.isprintable() else "?" for character in what)
    _tell(
        f"sdlint: internal error: {type(error).__name__}{': ' if what else ''}{what}\n"
        "This is a fault of sdlint, not of your design. Please report it, with this message, the design\n"
        "and the command; SDLINT_TRACEBACK=1 in the environment shows where it happened.\n"
    )
    return 2
