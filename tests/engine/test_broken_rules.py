"""What is said of broken rules, and where: the table is broken_rules.txt."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from sdlint.engine import shipped_rules
from sdlint.engine.reader import read
from sdlint.source import Source

PATH = "house/09-bottlenecks/one-copy.rule"
ORDER = (
    "rule",
    "answers",
    "severity",
    "since",
    "param",
    "for",
    "let",
    "where",
    "require",
    "at",
    "say",
    "why",
)


@dataclass
class Case:
    title: str
    lines: list[str] = field(default_factory=list)
    marks: list[tuple[int, str]] = field(default_factory=list)
    """The number of the line that each mark stands below, and the mark."""


def cases() -> list[Case]:
    text = (Path(__file__).parent / "broken_rules.txt").read_text(encoding="utf-8")
    found: list[Case] = []
    for block in re.split(r"\n\s*\n", text):
        lines = [line for line in block.splitlines() if line and not line.startswith(("#", "=="))]
        if not lines:
            continue
        case = Case(lines[0])
        for line in lines[1:]:
            if line.lstrip().startswith("^"):
                case.marks.append((len(case.lines) - 1, line))
            else:
                case.lines.append(line)
        found.append(case)
    return found


def sound() -> list[str]:
    """The rule at the top of the table."""
    text = (Path(__file__).parent / "broken_rules.txt").read_text(encoding="utf-8")
    return re.findall(r"^#     (.*)", text, re.MULTILINE)


def put_together(case: Case) -> tuple[list[str], dict[int, int]]:
    """The rule that differs from the sound one as the case says, and where the case's lines are in it."""
    lines: list[tuple[str, int]] = [(line, -1) for line in sound()]
    for number, line in enumerate(case.lines):
        word, _, rest = line.partition(" ")
        if word == "-":
            lines = [old for old in lines if old[0].split()[0] != rest]
            continue
        same = [at for at, (old, of) in enumerate(lines) if old.split()[0] == word and of < 0]
        before = [at for at, (_, of) in enumerate(lines) if 0 <= of < number]
        if same:
            lines[same[-1]] = (line, number)
        elif before:
            lines.insert(before[-1] + 1, (line, number))
        else:
            place = ORDER.index(word) if word in ORDER else len(ORDER)
            earlier = [at for at, (old, _) in enumerate(lines) if ORDER.index(old.split()[0]) <= place]
            lines.insert(earlier[-1] + 1, (line, number))
    return [line for line, _ in lines], {number: at for at, (_, number) in enumerate(lines)}


def test_the_sound_rule_is_sound() -> None:
    book = read([Source(PATH, "\n".join(sound()))], shipped_rules())
    assert [trouble.message for trouble in book.troubles] == []
    assert "one-copy" in book.by_name


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.title)
def test_what_is_said_and_where(case: Case) -> None:
    lines, places = put_together(case)
    source = Source(PATH, "\n".join(lines) + "\n")
    wanted = []
    for number, mark in case.marks:
        carets = re.search(r"\^+", mark)
        assert carets
        message, _, help_ = mark[carets.end() :].strip().partition(" | ")
        wanted.append((places[number] + 1, carets.start() + 1, carets.end() + 1, message, help_ or None))
    book = read([source], shipped_rules())
    said = []
    for trouble in book.troubles:
        assert trouble.path == PATH
        assert trouble.span is not None
        line, column = trouble.span.source.position(trouble.span.start)
        said.append(
            (line, column, column + trouble.span.end - trouble.span.start, trouble.message, trouble.help)
        )
    assert said == wanted
    assert "one-copy" not in book.by_name
    assert len(book.rules) == len(shipped_rules().rules), "the other rules go on"
