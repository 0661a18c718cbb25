"""Colours and links: where there is a terminal that shows them, and where one asks for them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from sdlint.diagnostic import Diagnostic, Severity
from sdlint.reports.terminal.look import Look
from sdlint.reports.terminal.notice import diagnostic_lines

pty = pytest.importorskip("pty", reason="there are no pseudo-terminals here")

DESIGN = 'system "Shop"\nclient c\nservice api { replicas 2 }\nc -> api\ncache idle\n'
COMMAND = [sys.executable, "-c", "import sys; from sdlint.cli import main; sys.exit(main())"]
LINK = re.compile(r"\x1b\]8;;([^\x1b]+)\x1b\\(.*?)\x1b\]8;;\x1b\\")
COLOUR = "\x1b[1;33m"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "a shop.sd").write_text(DESIGN, "utf-8")
    return tmp_path


def run(folder: Path, *words: str, terminal: bool = False, **environment: str) -> str:
    """What `sdlint check` writes to a terminal, or to a pipe."""
    clean = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "FORCE_COLOR", "TERM")}
    clean |= {"PYTHONPATH": os.pathsep.join(sys.path), "TERM": "xterm-256color", **environment}
    command = [*COMMAND, "check", "a shop.sd", *words]
    if not terminal:
        return subprocess.run(command, cwd=folder, env=clean, capture_output=True, text=True).stdout
    ours, theirs = pty.openpty()
    with subprocess.Popen(command, cwd=folder, env=clean, stdout=theirs, stderr=theirs) as process:
        os.close(theirs)
        written = b""
        while True:
            try:
                part = os.read(ours, 65536)
            except OSError:
                break  # Linux says so when the other end is closed.
            if not part:
                break
            written += part
        process.wait()
    os.close(ours)
    return written.decode().replace("\r\n", "\n")


def path_of(uri: str) -> Path:
    return Path(unquote(urlsplit(uri).path))


def test_on_a_terminal_places_lead_to_files_and_rules_to_their_pages(folder: Path) -> None:
    text = run(folder, terminal=True)
    assert COLOUR in text
    links = {re.sub(r"\x1b\[[0-9;]*m", "", shown): uri for uri, shown in LINK.findall(text)}
    rule = path_of(links["warning[unused-component]"])
    assert rule.name == "unused-component.rule"
    assert "rule unused-component" in rule.read_text("utf-8")
    assert path_of(links["a shop.sd:5:7"]) == folder / "a shop.sd"


def test_a_mistake_is_found_by_no_rule_and_has_no_page(folder: Path) -> None:
    (folder / "a shop.sd").write_text(f"{DESIGN}c -> nobody\n", "utf-8")
    text = re.sub(r"\x1b\[[0-9;]*m", "", run(folder, terminal=True))
    assert "error[unknown-name]" in text
    assert {shown for _, shown in LINK.findall(text)} >= {"a shop.sd:6:6"}
    assert "error[unknown-name]" not in {shown for _, shown in LINK.findall(text)}


def test_links_take_no_room(folder: Path) -> None:
    linked, plain = run(folder, terminal=True), run(folder)
    assert re.sub(r"\x1b\[[0-9;]*m", "", LINK.sub(r"\2", linked)) == plain


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"NO_COLOR": "1"}, ()),
        ({"TERM": "dumb"}, ()),
        ({}, ("--color", "never")),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, ()),
    ],
)
def test_a_terminal_that_is_to_have_no_colours_has_neither_colours_nor_links(
    environment: dict[str, str], words: tuple[str, ...], folder: Path
) -> None:
    assert "\x1b" not in run(folder, *words, terminal=True, **environment)


@pytest.mark.parametrize(
    ("environment", "words", "coloured"),
    [
        ({}, (), False),
        ({"FORCE_COLOR": "1"}, (), True),
        ({"FORCE_COLOR": "0"}, (), False),
        ({"FORCE_COLOR": ""}, (), False),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, (), False),
        ({"FORCE_COLOR": "1", "NO_COLOR": ""}, (), True),
        ({"FORCE_COLOR": "1"}, ("--color", "never"), False),
        ({"NO_COLOR": "1"}, ("--color", "always"), True),
    ],
)
def test_a_pipe_has_colours_only_when_asked_for_and_never_links(
    environment: dict[str, str], words: tuple[str, ...], coloured: bool, folder: Path
) -> None:
    text = run(folder, *words, **environment)
    assert (COLOUR in text) is coloured
    assert "\x1b]8" not in text


def test_a_report_in_a_file_has_no_colours(folder: Path) -> None:
    run(folder, "--color", "always", "--output", "text=out.txt", terminal=True)
    assert "\x1b" not in (folder / "out.txt").read_text("utf-8")


def test_what_has_no_page_gets_no_link() -> None:
    look = Look(pages={"overload": "file:///rules/overload.rule"})
    assert "\x1b" not in "".join(diagnostic_lines(Diagnostic("ours", Severity.WARNING, "x"), look))
    assert "file:///rules" in "".join(diagnostic_lines(Diagnostic("overload", Severity.WARNING, "x"), look))
