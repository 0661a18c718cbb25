"""The hooks for pre-commit, run by pre-commit itself where it is installed."""

from __future__ import annotations

import shlex
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from tests.repositories import BAD, GOOD, environment, git, our_command, repository

ROOT = Path(__file__).resolve().parent.parent.parent
MANIFEST = ROOT / ".pre-commit-hooks.yaml"
SETTINGS = 'preset = "interview"\nfail-on = "warning"\ntoday = 2026-01-31\n'

pytestmark = pytest.mark.skipif(
    not (find_spec("pre_commit") and find_spec("yaml")), reason="pre-commit isn't installed"
)


def hooks() -> dict[str, Any]:
    """The manifest, as pre-commit reads it: it raises where something isn't as it wants it."""
    from pre_commit.clientlib import load_manifest

    return {hook["id"]: hook for hook in load_manifest(str(MANIFEST))}


def run(folder: Path, hook: str) -> subprocess.CompletedProcess[str]:
    """Run a hook on what is staged, by a configuration that says what the manifest does.

    Only the language differs, for else pre-commit would install sdlint from the network: the command
    is on the path already.
    """
    import yaml

    own = {**{key: value for key, value in hooks()[hook].items() if value}, "language": "system"}
    own.pop("minimum_pre_commit_version")
    content = {"repos": [{"repo": "local", "hooks": [own]}]}
    (folder / ".pre-commit-config.yaml").write_text(yaml.safe_dump(content), "utf-8")
    git(folder, "add", "-A")
    our_command(folder.parent / "bin")
    return subprocess.run(
        [sys.executable, "-m", "pre_commit", "run", "--color", "never", "--verbose", hook],
        cwd=folder,
        capture_output=True,
        text=True,
        env=environment(folder.parent / "bin", PRE_COMMIT_HOME=str(folder.parent / "cache")),
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "shop"
    repository(path, {"README.md": "# A shop\n", "sdlint.toml": SETTINGS})
    return path


def test_there_is_a_hook_to_check_and_one_to_format() -> None:
    found = hooks()
    assert set(found) == {"sdlint-check", "sdlint-fmt"}
    for hook in found.values():
        assert hook["language"] == "python"
        assert shlex.split(hook["entry"])[0] == "sdlint"
        assert hook["description"]


def test_a_bad_design_stops_a_commit_and_a_good_one_does_not(folder: Path) -> None:
    (folder / "shop.sd").write_text(BAD, "utf-8")
    done = run(folder, "sdlint-check")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "unused-component" in done.stdout
    (folder / "shop.sd").write_text(GOOD, "utf-8")
    done = run(folder, "sdlint-check")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Passed" in done.stdout


def test_only_what_is_changed_is_looked_at_and_only_designs(folder: Path) -> None:
    (folder / "old.sd").write_text(BAD, "utf-8")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "old")
    (folder / "notes.txt").write_text("flow", "utf-8")
    assert "no files to check" in run(folder, "sdlint-check").stdout
    (folder / "new.sd").write_text(GOOD.replace("Shop", "New"), "utf-8")
    assert run(folder, "sdlint-check").returncode == 0


def test_a_badly_laid_out_design_is_put_right_and_stops_the_commit(folder: Path) -> None:
    path = folder / "shop.sd"
    path.write_text(GOOD.replace("client   phone", "client phone"), "utf-8")
    done = run(folder, "sdlint-fmt")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "files were modified by this hook" in done.stdout
    assert path.read_text("utf-8") == GOOD
    assert run(folder, "sdlint-fmt").returncode == 0


def test_a_file_whose_name_starts_with_a_dash_is_no_option(folder: Path) -> None:
    (folder / "-q.sd").write_text(BAD, "utf-8")
    assert "unused-component" in run(folder, "sdlint-check").stdout
    (folder / "-q.sd").write_text(GOOD, "utf-8")
    assert run(folder, "sdlint-check").returncode == 0
