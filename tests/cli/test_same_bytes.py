"""Every command with different hash seeds and homes: the same bytes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sdlint.reports import names as check_formats
from sdlint.reports.review import names as review_formats

ROOT = Path(__file__).resolve().parents[2]
DESIGN = "news-feed-faulty.sd"
COMMANDS = [
    *(["check", DESIGN, "--format", name, "--today", "2026-01-31"] for name in check_formats()),
    *(["review", "url-shortener.sd", "--format", name, "--today", "2026-01-31"] for name in review_formats()),
    ["review", DESIGN, "--framework", "--today", "2026-01-31"],
    ["ask", "chat.sd"],
    ["ask", "chat.sd", "p99(send)", "availability(send)", "cost()"],
    ["fail", "chat.sd"],
    ["fail", "chat.sd", "us.a", "inbox"],
    ["scale", "url-shortener.sd", "--load", "10x"],
    ["doctor"],
    ["completion", "bash"],
    ["render", "url-shortener.sd", "-o", "-", "--format", "svg", "--today", "2026-01-31"],
    ["render", "whiteboard.sd", "-o", "-", "--format", "dot", "--today", "2026-01-31"],
    ["improve", "pastebin.sd"],
    ["diff", "whiteboard.sd", "pastebin.sd"],
    ["fmt", "--diff", DESIGN],
    ["rules"],
    ["rules", "--format", "json"],
    ["rules", "--format", "markdown"],
    ["kinds"],
    ["kinds", "database"],
    ["words"],
    ["words", "stores"],
    ["explain", "missing-replicas"],
    ["explain", "sharding"],
    ["new", "-"],
    ["baseline", "--help"],
]
SCRIPT = """
import io, json, sys
from sdlint.cli import main
for words in json.loads(sys.stdin.read()):
    print("$", *words, flush=True)
    try:
        status = main(words)
    except SystemExit as ended:
        status = ended.code
    print("status", status, flush=True)
"""


def played(seed: str, home: Path) -> bytes:
    import json

    environment = {**os.environ, "PYTHONHASHSEED": seed, "HOME": str(home), "COLUMNS": "100"}
    environment.pop("XDG_CACHE_HOME", None)
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        input=json.dumps(COMMANDS).encode(),
        capture_output=True,
        cwd=ROOT / "examples",
        env=environment,
        check=True,
    )
    return done.stdout + done.stderr


@pytest.mark.xdist_group("bytes")
def test_every_command_writes_the_same_bytes(tmp_path: Path) -> None:
    first = played("0", tmp_path / "one")
    assert b"internal error" not in first
    assert first.count(b"\nstatus ") == len(COMMANDS)
    assert played("4711", tmp_path / "two") == first


def test_every_command_is_played() -> None:
    commands = {path.stem for path in (ROOT / "sdlint" / "cli").glob("[a-z]*.py")}
    assert commands == {words[0] for words in COMMANDS}
