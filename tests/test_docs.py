"""What the documentation shows is right: its designs have no mistakes, its commands exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sdlint.diagnostic import Trouble
from sdlint.engine import read, shipped_rules
from sdlint.examples import run_examples
from sdlint.lint import understand
from sdlint.source import Source

ROOT = Path(__file__).resolve().parent.parent
BLOCKS = re.findall(r"```sd\n(.*?)```", (ROOT / "docs" / "language.md").read_text("utf-8"), re.DOTALL)
README = (ROOT / "README.md").read_text("utf-8")


def other(path: str) -> Source | Trouble:
    return Source(path, 'system "Platform"\nservice login\n')


@pytest.mark.parametrize("number", range(len(BLOCKS)))
def test_designs_in_the_language_s_page_have_no_mistakes(number: int) -> None:
    _, mistakes = understand(Source("page.sd", BLOCKS[number]), other)
    assert [f"{mistake.message} ({mistake.span and mistake.span.text})" for mistake in mistakes] == []


def test_the_page_has_every_statement() -> None:
    text = "\n".join(BLOCKS)
    words = (
        "system functional stakeholders estimate quality scenario region link group api entity access flow"
    )
    for word in [*words.split(), "when", "telemetry", "decision", "accept", "question", "use"]:
        assert re.search(rf"^{word}\b", text, re.MULTILINE), word


def test_the_sketch_of_the_readme_has_no_mistakes() -> None:
    blocks = re.findall(r"```(\w*)\n(.*?)```", README, re.DOTALL)
    sketch = next(block for language, block in blocks if not language and "system" in block)
    _, mistakes = understand(Source("feed.sd", sketch), other)
    assert mistakes == ()


def test_commands_of_the_readme_exist() -> None:
    named = set(re.findall(r"`sdlint (\w+)", README))
    commands = {path.stem for path in (ROOT / "sdlint" / "cli").glob("[a-z]*.py")}
    assert named
    assert named <= commands


def test_the_rule_of_the_page_on_rules_works() -> None:
    page = (ROOT / "docs" / "rules.md").read_text("utf-8")
    blocks = re.findall(r"```\w*\n(.*?)```", page, re.DOTALL)
    rule = next(block for block in blocks if block.startswith("rule "))
    instance = next(block for block in blocks if block.startswith("use "))
    sources = [Source("h/personal-data-in-eu.rule", rule), Source("h/ours.rule", instance)]
    book = read(sources, shipped_rules())
    assert [trouble.message for trouble in book.troubles] == []
    assert run_examples(book.by_name["personal-data-in-eu"], book) == []
    assert book.by_name["our-long-chain"].base == "long-chain"
