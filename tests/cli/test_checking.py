"""A check that goes without click is the same check."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from sdlint.cli.check import command
from sdlint.cli.rim.checking import Asked, plain

UNIX = pytest.mark.skipif(sys.platform == "win32", reason="there click expands patterns")


def _by_click(words: list[str]) -> Asked:
    # The names of the help are kept with the command, and others ask for it later.
    context = command.make_context("check", list(words), help_option_names=["-h", "--help"])
    return Asked(**context.params)


def _values(asked: Asked) -> dict[str, object]:
    return {field: getattr(asked, field) for field in asked.record_fields}


def test_every_option_of_the_command_is_asked() -> None:
    """By the same name."""
    assert {parameter.name for parameter in command.params} == set(Asked.record_fields)


@UNIX
@pytest.mark.parametrize(
    "words",
    [
        [],
        ["a.sd"],
        ["a.sd", "--no-cache", "b.sd"],
        ["-q", "folder"],
        ["--quiet", "-"],
        ["-", "--no-cache"],
        [""],
    ],
    ids=" ".join,
)
def test_what_is_plain_is_what_click_makes_of_it(words: list[str]) -> None:
    """Defaults included."""
    asked = plain(words)
    assert asked is not None
    assert _values(asked) == _values(_by_click(words))


@pytest.mark.parametrize(
    "words",
    [["--help"], ["-h"], ["--", "-a.sd"], ["--format", "json"], ["-qq"], ["--no"], ["--format=json"]],
    ids=" ".join,
)
def test_other_options_are_left_to_click(words: list[str]) -> None:
    """It knows what they mean, or that they mean nothing."""
    assert plain(words) is None


@UNIX
def test_a_plain_check_goes_without_click(tmp_path: Path) -> None:
    """Nothing that it comes by imports it."""
    design = tmp_path / "a.sd"
    design.write_text('system "A"\nservice a { replicas 2 }\n', encoding="utf-8")
    program = (
        "import sys; from sdlint.cli import main\n"
        f"status = main(['check', '--no-cache', {str(design)!r}])\n"
        "sys.exit(10 + status if 'click' not in sys.modules else 20)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 10, done.stderr
    assert "a.sd" in done.stdout
