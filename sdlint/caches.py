"""The user's own cache folder: where it is, and whether what lies there can be trusted.

Every start asks for it, so nothing heavy is imported here where the answer is a variable of the environment.
"""

from __future__ import annotations

import os
import stat
import sys


def cache_path() -> str:
    """Where the user's cache folder of sdlint is, or would be. Raises OSError, RuntimeError where nothing
    tells.
    """
    if sys.platform.startswith("linux"):
        # `platformdirs` says the same, and its import takes as long as Python itself: a test compares.
        base = os.environ.get("XDG_CACHE_HOME", "")
        if not os.path.isabs(base):
            base = os.path.expanduser("~/.cache")
        if os.path.isabs(base):
            return os.path.join(base, "sdlint")
    from platformdirs import user_cache_dir

    return user_cache_dir("sdlint", appauthor=False)


def cache_folder(*inner: str) -> str | None:
    """The user's cache folder, or one in it; nothing where it can't be made, or where somebody else could
    write into it.
    """
    try:
        path = cache_path()
        # The folders above it are made as the system's usage has it, ours is its owner's alone.
        os.makedirs(path, mode=0o700, exist_ok=True)
        if not is_own(os.stat(path)):
            return None
        for name in inner:
            path = os.path.join(path, name)
            if not os.path.isdir(path):
                os.mkdir(path, mode=0o700)
            status = os.lstat(path)
            if not (stat.S_ISDIR(status.st_mode) and is_own(status)):
                return None
    except (OSError, RuntimeError, ValueError):
        return None
    return path


def is_own(status: os.stat_result) -> bool:
    """Whether what was looked at is this user's, and nobody else may write to it."""
    if not hasattr(os, "geteuid"):
        return True  # Windows: the folder lies in the user's profile, whose rights are the user's.
    return status.st_uid == os.geteuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
