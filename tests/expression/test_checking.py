"""Types and units are settled before anything is computed, and what is wrong is said where it stands."""

from __future__ import annotations

import pytest

from sdlint.expression.values import BOOL, COUNT, TEXT, Known, Type, number
from sdlint.quantity import BANDWIDTH, BYTES, RATE, TIME, Dimension
from tests.expression.scopes import STORE, checked, value_of


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("2", COUNT),
        ("50%", COUNT),
        ("-3s", number(TIME)),
        ("1s + second", number(TIME)),
        ("10/s * 500B", number(BANDWIDTH)),
        ("1GB / (1MB/s)", number(TIME)),
        ("1 / 1s", number(RATE)),
        ("2 ^ 10", COUNT),
        ("1s ^ 2", number(Dimension(time=2))),
        ("1s..2s", number(TIME)),
        ("anything + 1s", number(TIME)),
        ("1s < 2s", BOOL),
        ("two = 2", BOOL),
        ("two != 2", BOOL),
        ('word = "word"', BOOL),
        ("posts = hot", BOOL),
        ("not yes and no or maybe", BOOL),
        ("much is known", BOOL),
        ("posts", STORE),
        ("posts.memory", number(BYTES)),
        ("posts.name", TEXT),
        ("posts in stores", BOOL),
        ("load(posts)", number(RATE)),
        ("load(posts, peak)", number(RATE)),
        ("twice(load(posts))", number(RATE)),
        ("ceil(1.5s)", number(TIME)),
        ("max(1s, second, 3s)", number(TIME)),
        ("sum(s.memory for s in stores)", number(BYTES)),
        ("count(stores)", COUNT),
        ("count(s in stores if s.ready)", COUNT),
        ("any(s in stores if s.replicas > 2)", BOOL),
        ("all(s.ready for s in stores)", BOOL),
        ("min(s.memory / s.replicas for s in stores if s.ready)", number(BYTES)),
    ],
)
def test_what_an_expression_is(text: str, type_: Type) -> None:
    assert checked(text) == (type_, [])


@pytest.mark.parametrize(
    "text",
    ["1 + 1", "1s * 10/s", "two ^ 3", "1s < 2s", "posts.name", "ceil(1.5)", "count(stores)", "load(posts)"],
)
def test_what_is_computed_is_what_was_promised(text: str) -> None:
    type_, _ = checked(text)
    value = value_of(text)
    assert type_ is not None
    assert isinstance(value, Known)
    kind = {bool: "bool", str: "text"}.get(type(value.value), "number")
    assert type_.kind == kind
    assert getattr(value.value, "dimension", None) == type_.dimension


@pytest.mark.parametrize(
    ("text", "name", "message", "place"),
    [
        ("1s + 1B", "wrong-unit", "a time can't be added to bytes", "1s + 1B"),
        ("1s - 1B", "wrong-unit", "bytes can't be subtracted from a time", "1s - 1B"),
        ("1s < 2", "wrong-unit", "a time can't be compared with a plain number", "1s < 2"),
        ("1s = 2B", "wrong-unit", "a time can't be compared with bytes", "1s = 2B"),
        ("1s..2B", "wrong-unit", "a time can't be in a range with bytes", "1s..2B"),
        ("two ^ 1s", "wrong-unit", "an exponent must be a plain number", "1s"),
        (
            "second ^ two",
            "wrong-unit",
            "only a plain number can have an exponent that isn't written out",
            "second ^ two",
        ),
        ("twice(1s)", "wrong-unit", "a rate is wanted here, not a time", "1s"),
        ("max(1s, 2)", "wrong-unit", "a time is wanted here, not a plain number", "2"),
        ("5rps", "unknown-unit", "unknown unit `rps`: write `5/s`", "5rps"),
        ("not 1", "wrong-type", "yes or no is wanted here, not a plain number", "1"),
        ("yes and two", "wrong-type", "yes or no is wanted here, not a plain number", "two"),
        ("-yes", "wrong-type", "a number is wanted here, not yes or no", "yes"),
        ("yes + 1", "wrong-type", "a number is wanted here, not yes or no", "yes"),
        ("1 < word", "wrong-type", "a number is wanted here, not text", "word"),
        ("word < word", "wrong-type", "a number is wanted here, not text", "word"),
        ("word = 1", "wrong-type", "text can't be compared with a plain number", "word = 1"),
        ("1 in 1..3", "wrong-type", "`in` wants a list on its right, not a plain number", "1..3"),
        ("1 in stores", "wrong-type", "a plain number can't be in a list of stores", "1 in stores"),
        ("ceil(word)", "wrong-type", "a number is wanted here, not text", "word"),
        ("ceil(1, 2)", "wrong-arguments", "`ceil` is asked of one number", "ceil(1, 2)"),
        ("sum()", "wrong-arguments", "`sum` is written `sum(value for x in xs)`", "sum()"),
        ("any(yes, no)", "wrong-arguments", "`any` is written `any(x in xs if condition)`", "any(yes, no)"),
        ("any(stores)", "wrong-type", "`any` is written `any(x in xs if condition)`", "stores"),
        ("count(two)", "wrong-type", "`count` is written `count(x in xs if condition)`", "two"),
        ("count(yes if no)", "syntax", "`if` belongs after `x in xs`", "yes if no"),
        ("count(s in posts)", "wrong-type", "a list is wanted here, not a store", "posts"),
        (
            "any(s.memory for s in stores)",
            "wrong-type",
            "yes or no is wanted here, not bytes",
            "s.memory",
        ),
        (
            "sum(s.ready for s in stores)",
            "wrong-type",
            "a number is wanted here, not yes or no",
            "s.ready",
        ),
        (
            "count(s in stores if s.replicas)",
            "wrong-type",
            "yes or no is wanted here, not a plain number",
            "s.replicas",
        ),
        (
            "load(s for s in stores)",
            "wrong-type",
            "the name of a store is wanted here",
            "s for s in stores",
        ),
        (
            "load()",
            "wrong-arguments",
            "`load` is written `load(store)` or `load(store, peak|average)`",
            "load()",
        ),
        (
            "load(posts, peak, 1)",
            "wrong-arguments",
            "`load` is written `load(store)` or `load(store, peak|average)`",
            "load(posts, peak, 1)",
        ),
        ("max(1, word)", "wrong-type", "a number is wanted here, not text", "word"),
    ],
)
def test_what_is_wrong(text: str, name: str, message: str, place: str) -> None:
    type_, (found,) = checked(text)
    assert type_ is None
    assert (found.name, found.message) == (name, message)
    assert found.span is not None
    assert found.span.text == place


@pytest.mark.parametrize(
    ("text", "name", "help_", "edit"),
    [
        ("secnd + 1s", "unknown-name", "did you mean `second`?", "second"),
        ("two-some", "unknown-name", "write `two - some`: subtraction needs blanks", "two - some"),
        (
            "load",
            "unknown-name",
            "`load` is asked of something: write `load(store)` or `load(store, peak|average)`",
            None,
        ),
        ("gibberish", "unknown-name", None, None),
        ("posts.memroy", "unknown-attribute", "did you mean `memory`?", "memory"),
        ("load(psots)", "unknown-name", "did you mean `posts`?", "posts"),
        ("load(posts, peek)", "unknown-name", "did you mean `peak`?", None),
        ("load(posts, always)", "unknown-name", "It can be `peak` or `average`", None),
        ("lod(posts)", "unknown-word", "did you mean `load`?", "load"),
        ("ciel(1)", "unknown-word", "did you mean `ceil`?", "ceil"),
    ],
)
def test_what_was_meant(text: str, name: str, help_: str | None, edit: str | None) -> None:
    _, (found,) = checked(text)
    assert (found.name, found.help) == (name, help_)
    assert [each.text for each in (found.fix.edits if found.fix else ())] == ([edit] if edit else [])


def test_each_mistake_is_told_once_and_both_sides_are_looked_at() -> None:
    _, found = checked("secnd + 1B + nonsense")
    assert [d.message for d in found] == ["unknown name `secnd`", "unknown name `nonsense`"]


def test_the_variable_of_a_loop_is_known_within_it_alone() -> None:
    assert checked("any(x in stores if x.ready) and any(x in stores if x.ready)")[1] == []
    _, (found,) = checked("any(x in stores if x.ready) and x.ready")
    assert found.message == "unknown name `x`"
