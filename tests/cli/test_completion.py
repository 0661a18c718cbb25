"""Shells complete commands, options, files and names: the scripts are run by the shells that are there."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sdlint.cli import main
from sdlint.cli.completion import SHELLS

CHECKS = {"bash": ("bash", "-n"), "zsh": ("zsh", "-n"), "fish": ("fish", "--no-execute")}
BASH = """
compopt() { printf 'compopt %s %s\\n' "$@"; }
source ./sdlint.bash
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_sdlint_completion "$1"
printf '%s\\n' "${COMPREPLY[@]}"
"""
DESIGN = 'system "Shop"\nregion eu { zone a }\nclient phone\nservice api in eu.a\nphone -> api\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a design, the script for bash, and the command `sdlint`."""
    (tmp_path / "shop.sd").write_text(DESIGN)
    command = tmp_path / "sdlint"
    command.write_text(
        f"#!{sys.executable}\nimport sys\nfrom sdlint.cli import main\nsys.exit(main())\n", "utf-8"
    )
    command.chmod(0o755)
    return tmp_path


def script(shell: str, capfd: pytest.CaptureFixture[str]) -> str:
    assert main(["completion", shell]) == 0
    out, err = capfd.readouterr()
    assert err == ""
    return out


@pytest.mark.parametrize("shell", SHELLS)
def test_a_script_is_valid_in_its_shell(
    shell: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    text = script(shell, capfd)
    assert "_SDLINT_COMPLETE" in text
    command, *options = CHECKS[shell]
    if shutil.which(command) is None:
        pytest.skip(f"{command} isn't installed")
    path = tmp_path / f"sdlint.{shell}"
    path.write_text(text, "utf-8")
    done = subprocess.run([command, *options, path], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def completed(folder: Path, capfd: pytest.CaptureFixture[str], *words: str) -> list[str]:
    """What bash offers, with the script as it is."""
    if shutil.which("bash") is None:
        pytest.skip("bash isn't installed")
    (folder / "sdlint.bash").write_text(script("bash", capfd), "utf-8")
    done = subprocess.run(
        ["bash", "--norc", "-c", BASH, "bash", "./sdlint", *words],
        cwd=folder,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert (done.returncode, done.stderr) == (0, "")
    return [line for line in done.stdout.splitlines() if line and line != "compopt -o nosort"]


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (("che",), ["check"]),
        (("completion", ""), ["bash", "zsh", "fish"]),
        (("check", "--base"), ["--baseline"]),
        (("check", "--format", "js"), ["json", "json-lines"]),
        (("check", "--output", "sar"), ["sarif"]),
        (("check", "--preset", ""), ["interview", "recommended", "strict"]),
        (("check", "sh"), ["compopt -o default"]),
        (("check", "--baseline", "b"), ["compopt -o default"]),
        (("render", "shop.sd", "-o", ""), ["compopt -o default"]),
        (("explain", "missing-rep"), ["missing-replicas"]),
        (("explain", "unknown-na"), ["unknown-name"]),
        (("explain", "shar"), ["shared-zone", "sharding", "shared-fate-monitoring"]),
        (("words", "p9"), ["p90", "p95", "p99", "p999"]),
        (("kinds", "postg"), ["postgres", "postgresql"]),
        (("fail", "shop.sd", ""), ["phone", "api", "eu", "eu.a"]),
        (("fail", "none.sd", ""), []),
        (("explain", "nothing-such"), []),
    ],
)
def test_bash_offers_what_can_stand_there(
    words: tuple[str, ...], offered: list[str], folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    found = completed(folder, capfd, *words)
    assert sorted(found) == sorted(offered)


def test_every_rule_question_and_mistake_is_offered_for_explain(
    folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    from sdlint.engine import shipped_rules
    from sdlint.model.mistakes import MISTAKES

    book = shipped_rules()
    every = {*book.by_name, *book.question_steps, *MISTAKES}
    found = completed(folder, capfd, "explain", "")
    assert set(found) == every
    assert len(found) == len(every)


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_are_told_the_help_too(
    shell: str, folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    # What their scripts call, since the shells themselves are seldom where tests run.
    monkeypatch.setenv("_SDLINT_COMPLETE", f"{shell}_complete")
    typed = "sdlint explain missing-rep"
    monkeypatch.setenv("COMP_WORDS", typed)
    monkeypatch.setenv("COMP_CWORD", "2" if shell == "zsh" else "missing-rep")
    with pytest.raises(SystemExit) as ended:
        main([])
    assert ended.value.code == 0
    out = capfd.readouterr().out
    assert "missing-replicas" in out
    assert "keeps one copy of its data" in out


def test_a_broken_project_offers_what_it_can(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (folder / "sdlint.toml").write_text("preset = [", "utf-8")
    (folder / "shop.sd").write_bytes(b"\xff\xfe\x00{{{{")
    assert "missing-replicas" in completed(folder, capfd, "explain", "missing-rep")
    assert completed(folder, capfd, "fail", "shop.sd", "") == []


def test_a_shell_that_is_not_known_is_told(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", "tcsh"]) == 2
    assert "'tcsh' is not one of 'bash', 'zsh', 'fish'" in capfd.readouterr().err
