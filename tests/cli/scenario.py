"""Scenarios: files that a person can judge, with a command and what it shows.

    What the scenario shows, in a sentence.

    === file designs/feed.sd
    system "Feed"
    === $ sdlint check designs --format concise
    designs/feed.sd:1:1: question[missing-requirements] …
    === stderr
    === status 0

Files and commands may alternate; a command is followed by its standard output, then, where there is
one, `=== stderr`, and always by `=== status N`. `=== file NAME` after a command says what a file holds
then when it starts with `=== now `. `< NAME` at a command's end is its standard input.
"""

from __future__ import annotations

import io
import os
import shlex
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from sdlint.cli import main

MARK = "=== "


@dataclass(frozen=True, slots=True)
class Section:
    """A line that starts with the mark, and the text below it."""

    head: str
    body: str


def read(text: str) -> tuple[str, list[Section]]:
    """A scenario's title and its sections."""
    title, *parts = f"\n{text}".split(f"\n{MARK}")
    sections = []
    for part in parts:
        head, _, body = part.partition("\n")
        sections.append(Section(head, f"{body}\n" if body and not body.endswith("\n") else body))
    return title.strip(), sections


def play(text: str, folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> str:
    """The scenario as it goes in fact: the same text when all is as it says."""
    title, sections = read(text)
    monkeypatch.chdir(folder)
    played = [f"{title}\n\n"]
    for section in sections:
        word, _, rest = section.head.partition(" ")
        if word == "file":
            path = folder / rest
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(section.body.encode())
            played.append(f"{MARK}{section.head}\n{section.body}")
        elif word == "now":
            played.append(f"{MARK}{section.head}\n{(folder / rest).read_bytes().decode()}")
        elif word == "$":
            played.append(f"{MARK}{section.head}\n{_run(rest, monkeypatch, capfd)}")
        else:
            assert word in ("stderr", "status"), f"unknown section: {section.head}"
    return "".join(played)


def _run(line: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> str:
    words = shlex.split(line)
    if "<" in words:
        at = words.index("<")
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(Path(words[at + 1]).read_bytes())))
        del words[at : at + 2]
    settings = []
    while "=" in words[0]:
        settings.append(words.pop(0).partition("="))
    assert words[0] == "sdlint"
    with monkeypatch.context() as patch:
        for name, _, value in settings:
            patch.setitem(os.environ, name, value)
        status = main(words[1:])
    out, err = capfd.readouterr()
    # What is beyond ASCII's controls is shown as it is; an escape is shown as one.
    out, err = (stream.replace("\x1b", "␛") for stream in (out, err))
    return out + (f"{MARK}stderr\n{err}" if err else "") + f"{MARK}status {status}\n"
