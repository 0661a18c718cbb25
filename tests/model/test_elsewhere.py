"""What other languages call things is told with ours, and what it is told to be is of the catalogue."""

from __future__ import annotations

import pytest

from sdlint.diagnostic import Trouble
from sdlint.expression import elsewhere as asked
from sdlint.model import elsewhere
from sdlint.model.bind import bind
from sdlint.model.catalogue import all_attributes, technologies
from sdlint.source import Source
from sdlint.syntax import elsewhere as written


def told(text: str) -> list[tuple[str, str]]:
    """The mistakes of a design: what each says, and what its edit makes of the place."""
    bound = bind(Source("t.sd", text), lambda path: Trouble(f"no such file: {path}"))
    return [
        (one.message, f"{one.help or ''}|{one.fix.edits[0].text if one.fix else ''}")
        for one in bound.diagnostics
    ]


def test_tables_name_what_there_is() -> None:
    from sdlint.analyses import vocabulary
    from sdlint.analyses.facts import words

    assert vocabulary
    assert set(elsewhere.ATTRIBUTES.values()) <= set(all_attributes())
    assert set(asked.WORDS.values()) <= set(words())
    assert set(words()) >= written.WORDS
    for name, kind in written.TECHNOLOGIES.items():
        assert kind in technologies()[name].kinds, name


@pytest.mark.parametrize("table", [written.STATEMENTS, written.TECHNOLOGIES, asked.WORDS])
def test_nothing_is_called_otherwise_than_it_is(table: dict[str, str]) -> None:
    assert not set(table) & set(table.values())


@pytest.mark.parametrize(
    ("text", "message", "right"),
    [
        ("database d { instances 3 }", "unknown attribute `instances`", "did you mean `replicas`?|replicas"),
        (
            "queue q { dlq dead }; queue dead",
            "unknown attribute `dlq`",
            "did you mean `dead_letter`?|dead_letter",
        ),
        ("region eu { zone a, b }", "unknown attribute `b`", "Of a zone write `zone b`|zone b"),
        ("database d { backup daily }", "write `1d` instead of `daily`", "|1d"),
        ("service a { replicas two }", "write `2` instead of `two`", "|2"),
        ("service a { autoscale 2-10 }", "write `2..10` instead of `2-10`", "|2..10"),
        (
            "database d { replicas 2, replication async }",
            "write `leader_follower(async)` instead of `async`",
            "|leader_follower(async)",
        ),
        ("queue q { retention 7 days }", "write `7d` instead of `7 days`", "Write `7d`|7d"),
        (
            "queue q { retention 7 d }",
            "a blank stands between the number and its unit",
            "Write `7d`|7d",
        ),
        (
            "estimate { a = 3/s; b = a * 2 = 6/s }",
            "a number is wanted here, not yes or no",
            "What a sum should come to stands after `~`|~",
        ),
    ],
)
def test_what_is_meant_is_told_and_can_be_put_in(text: str, message: str, right: str) -> None:
    assert told(text) == [(message, right)]
