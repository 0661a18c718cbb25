"""Pages of the documentation, as tests read them: blocks of code, links, headings, consoles."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sdlint.cli import main

_FENCE = re.compile(r"^```([a-z]*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: its language, its text, and where the text stands in the page."""

    language: str
    text: str
    start: int
    end: int


def blocks(page: str) -> list[Block]:
    """All fenced blocks of a page, in order."""
    return [Block(found[1], found[2], found.start(2), found.end(2)) for found in _FENCE.finditer(page)]


def prose(page: str) -> str:
    """A page without its blocks and without code in its lines."""
    return re.sub(r"`[^`\n]*`", "", _FENCE.sub("", page))


def links(page: str) -> list[str]:
    """Where a page's links and pictures lead."""
    return [found[1] or found[2] for found in _LINK.finditer(prose(page))]


def anchors(page: str) -> set[str]:
    """The names by which a page's headings can be linked, as GitHub and MkDocs make them."""
    found = set()
    for heading in _HEADING.findall(_FENCE.sub("", page)):
        kept = re.sub(r"[^\w\s-]", "", heading.replace("`", "")).strip().lower()
        found.add(re.sub(r"[\s]+", "-", kept))
    return found


# Consoles


def shown(text: str, read: Callable[[], tuple[str, str]]) -> str:
    """What a console's block shows when its commands are run again: each after `$`, its output below, a blank
    line between two. `read` gives what was printed since it was last asked: the standard output, and errors.
    """
    commands = [line[2:] for line in text.splitlines() if line.startswith("$ ")]
    return "\n".join(f"$ {command}\n{_output(command, read)}" for command in commands)


def _output(command: str, read: Callable[[], tuple[str, str]]) -> str:
    first, *filters = (part.strip() for part in command.split(" | "))
    words = shlex.split(first)
    assert words[0] == "sdlint", command
    main(words[1:])
    out, err = read()
    lines = (out + err).splitlines()
    for one in filters:
        lines = _filter(shlex.split(one), lines)
    return "".join(f"{line}\n" for line in lines)


def _filter(words: list[str], lines: list[str]) -> list[str]:
    """`head -3`, `tail -3` and `grep WORD`, with which a page shows a part of what is printed."""
    match words:
        case ["head", many]:
            return lines[: -int(many)]
        case ["tail", many]:
            return lines[int(many) :]
        case ["grep", word]:
            return [line for line in lines if word in line]
        case ["grep", many, word] if many.startswith("-A"):
            at = next(at for at, line in enumerate(lines) if word in line)
            return lines[at : at + 1 + int(many[2:])]
        case _:
            raise AssertionError(f"no such filter: {words}")


# A page that builds a file, step by step


def patched(text: str, diff: str) -> str:
    """A text with a change made in it: lines that begin with a blank or `-` stand in it once, in a row."""
    old = "".join(f"{line[1:]}\n" for line in diff.splitlines() if line[:1] in ("-", " ", ""))
    new = "".join(f"{line[1:]}\n" for line in diff.splitlines() if line[:1] in ("+", " ", ""))
    assert f"\n{text}".count(f"\n{old}") == 1, f"stands there {text.count(old)} times:\n{old}"
    return f"\n{text}".replace(f"\n{old}", f"\n{new}")[1:]


def versions(page: str) -> Iterator[tuple[Block, str]]:
    """Each block of a page, with the file that the page builds as it is then: `sd` goes to its end,
    a `diff` changes it in its place, a `console` looks at it.
    """
    text = ""
    for block in blocks(page):
        if block.language == "sd":
            text = f"{text}\n{block.text}" if text else block.text
        elif block.language == "diff":
            text = patched(text, block.text)
        yield block, text


def replayed(page: str, file: Path, read: Callable[[], tuple[str, str]]) -> str:
    """The page with what its consoles show in fact, in the folder of the file that it builds."""
    result, done = "", 0
    for block, text in versions(page):
        file.write_text(text, "utf-8")
        if block.language == "console":
            result += page[done : block.start] + shown(block.text, read)
            done = block.end
    return result + page[done:]
