"""Writing: a file is there whole or as it was before."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from sdlint.cli.rim.files import real, reason, shown
from sdlint.diagnostic import Trouble


def write_file(path: str, data: bytes) -> Trouble | None:
    """Put the bytes in a file, by way of a new one beside it that takes its place."""
    if "\0" in path:
        return Trouble("not a path", path)
    target = Path(real(path))  # A link stays a link, and what it leads to is written.
    try:
        before = _mode(target)
        if before is not None and stat.S_ISDIR(before):
            return Trouble("a folder, not a file", shown(path))
        if before is not None and not stat.S_ISREG(before):
            # `/dev/null`, a FIFO: there is nothing to replace.
            with target.open("wb") as device:
                device.write(data)
            return None
        if before is not None and not os.access(target, os.W_OK):
            return Trouble("this file is read-only", shown(path))
        _replace(target, data, before)
    except FileNotFoundError:
        return Trouble("no such folder", shown(str(Path(path).parent)))
    except OSError as error:
        return Trouble(f"cannot be written: {reason(error)}", shown(path))
    return None


def make_folder(path: str) -> Trouble | None:
    """Make a folder and those that it lies in, where they aren't there."""
    try:
        Path(path).mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        return Trouble("a file, not a folder", shown(path))
    except OSError as error:
        return Trouble(f"cannot be made: {reason(error)}", shown(path))
    except ValueError:
        return Trouble("not a path", path)
    return None


def create_file(path: str, data: bytes) -> Trouble | None:
    """Put the bytes in a file that isn't there yet."""
    try:
        with Path(path).open("xb") as file:
            file.write(data)
    except FileExistsError:
        return Trouble("is there already, and nothing is overwritten", shown(path))
    except FileNotFoundError:
        return Trouble("no such folder", shown(str(Path(path).parent)))
    except OSError as error:
        return Trouble(f"cannot be written: {reason(error)}", shown(path))
    except ValueError:
        return Trouble("not a path", path)
    return None


def _mode(path: Path) -> int | None:
    try:
        return path.stat().st_mode
    except FileNotFoundError:
        return None


def _replace(target: Path, data: bytes, before: int | None) -> None:
    import tempfile  # It brings half a dozen others.

    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:64]}.", suffix=".tmp")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        # A temporary file is its owner's alone; this one is to be like those around it.
        temporary.chmod(stat.S_IMODE(before) if before is not None else 0o666 & ~_umask())
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
