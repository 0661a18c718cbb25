"""Scratch repositories, and the commands that a CI server would find on its path."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

GOOD = """\
system "Shop"

client   phone
balancer lb  { replicas 2 }
service  api { replicas 2 }
phone -> lb -> api
"""
"""A design in which nothing is a risk with the preset for interviews, laid out as it should be."""
BAD = GOOD + "cache idle\n"
"""The same with a component that nothing uses."""
WHO = {
    "GIT_AUTHOR_NAME": "a",
    "GIT_AUTHOR_EMAIL": "a@example.org",
    "GIT_COMMITTER_NAME": "a",
    "GIT_COMMITTER_EMAIL": "a@example.org",
    "GIT_AUTHOR_DATE": "2026-01-01T00:00:00Z",
    "GIT_COMMITTER_DATE": "2026-01-01T00:00:00Z",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
}


def environment(folder: Path, **more: str) -> dict[str, str]:
    """That of the tests, without what a CI server on which they run says of itself, and with our commands."""
    ours = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(
            ("GITHUB_", "RUNNER_", "INPUT_", "CI_", "GIT_", "SDLINT_", "PRE_COMMIT", "PIP_")
        )
    }
    path = os.pathsep.join([str(folder), os.environ["PATH"]])
    return {**ours, **WHO, "PATH": path, "PYTHONDONTWRITEBYTECODE": "1", **more}


def command(folder: Path, name: str, body: str) -> Path:
    """A command of a name, made of Python."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(f"#!{sys.executable}\n{body}", "utf-8")
    path.chmod(0o755)
    return path


def our_command(folder: Path) -> Path:
    """`sdlint` as it is here, whatever is installed."""
    checkout = Path(__file__).resolve().parent.parent
    body = (
        f"import sys\nsys.path.insert(0, {str(checkout)!r})\nfrom sdlint.cli import main\nsys.exit(main())\n"
    )
    return command(folder, "sdlint", body)


def git(folder: Path, *words: str) -> str:
    """What git says."""
    done = subprocess.run(
        ["git", *words], cwd=folder, check=True, capture_output=True, text=True, env={**os.environ, **WHO}
    )
    return done.stdout.strip()


def repository(folder: Path, files: dict[str, str]) -> str:
    """Make a repository with these files; the revision is returned."""
    folder.mkdir(parents=True, exist_ok=True)
    git(folder, "init", "-q", "-b", "main")
    return commit(folder, files)


def commit(folder: Path, files: dict[str, str]) -> str:
    """Commit files, and return the revision."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "a change")
    return git(folder, "rev-parse", "HEAD")
