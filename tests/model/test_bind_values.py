"""Estimates and attributes: what they come to, and what is said where they can't be read."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from sdlint.diagnostic import Severity, Trouble
from sdlint.expression.values import Known, Unknown
from sdlint.lint import lint
from sdlint.model.design import Stated
from sdlint.quantity import Quantity, parse
from sdlint.source import Source
from tests.model.designs import (
    amounts,
    bound,
    design_of,
    edited,
    estimates_of,
    mistakes_in,
    only_mistake,
    places,
)

# Estimates


def test_estimates_are_computed_in_whatever_order_they_stand() -> None:
    lines = ["reads = 100 * writes", "kept = writes * 500B * 1d", "writes = 100M / 1d"]
    wanted = amounts(writes="100M/d", reads="10bn/d", kept="50GB")
    for order in (lines, lines[::-1], [lines[1], lines[2], lines[0]]):
        assert estimates_of("estimate {\n" + "\n".join(order) + "\n}\n") == wanted
        blocks = "".join(f"estimate {{ {line} }}\n" for line in order)
        assert estimates_of(f"service api\n{blocks}") == wanted


def test_words_of_time_are_quantities() -> None:
    text = "estimate {{ a = 3 * {} }}"
    for word, amount in (("day", "3d"), ("hour", "3h"), ("week", "3w"), ("minute", "3min"), ("ms", "3ms")):
        assert estimates_of(text.format(word)) == amounts(a=amount)
    assert estimates_of("estimate { a = 60 / minute }") == amounts(a="1/s")


def test_a_month_and_a_year_are_as_long_as_the_design_says() -> None:
    text = """
estimate {
  a = 30/month
  month = 30d
  b = 2 * month
  c = 1y
  y = 360d
  e = 1 / year
}
database posts { price $30/month, backup 1month }
"""
    design = design_of(text)
    values = estimates_of(text)
    assert {name: values[name] for name in "abce"} == amounts(a="1/d", b="60d", c="360d") | {
        "e": Quantity.of(Fraction(1, 360 * 86400), parse("1/s").dimension)
    }
    said = design.components["posts"].attributes
    assert said["price"].value == parse("$30/month")
    assert design.mentioned == {"month", "y"}
    assert said["backup"].value == parse("30d")
    witness = design.estimates["month"].value.witness
    assert (witness.shown, witness.origin) == ("30 days", "stated")


def test_a_year_isn_t_twelve_months_that_were_chosen() -> None:
    assert estimates_of("estimate { month = 30d; a = 1y }")["a"] == parse("1y")


@pytest.mark.parametrize(
    ("line", "name", "place"),
    [
        ("month = 30 * day", "wrong-value", "30 * day"),
        ("month = -30d", "wrong-value", "-30d"),
        ("y = 30GB", "wrong-unit", "30GB"),
        ("month = 0d", "wrong-unit", "0d"),
        ("month = 30days", "unknown-unit", "30days"),
    ],
)
def test_a_calendar_is_a_plain_duration(line: str, name: str, place: str) -> None:
    found = only_mistake(f"estimate {{ {line} }}")
    assert found.name == name
    assert places(found) == [f"design.sd:1 {place}"]
    assert bound(f"estimate {{ {line} }}\n").design.calendar["month"] == parse("1month").value


def test_a_calendar_is_chosen_once() -> None:
    found = only_mistake("estimate { month = 30d }\nestimate { month = 31d }\n")
    assert found.name == "duplicate-name"
    assert places(found) == ["design.sd:2 month", "design.sd:1 month"]


def test_the_witness_is_the_sum_as_written() -> None:
    design = design_of("estimate {\n  writes = 1k/s\n  reads = 100  *  writes\n}\n")
    assert design.estimates["reads"].value.witness.lines() == [
        "reads = 100k/s = 100 * writes (design.sd:3)",
        "  writes = 1k/s (design.sd:2)",
    ]


@pytest.mark.parametrize(
    ("lines", "circle", "lost", "kept"),
    [
        ("a = a", "a -> a", {"a"}, {}),
        ("a = b + 1; b = a - 1; c = 3", "a -> b -> a", {"a", "b"}, {"c": "3"}),
        ("a = b; b = c; c = a; e = 2 * a; f = 1", "a -> b -> c -> a", {"a", "b", "c", "e"}, {"f": "1"}),
        ("e = a; a = b; b = a", "a -> b -> a", {"a", "b", "e"}, {}),
    ],
)
def test_a_circle_is_told_once_and_the_rest_is_computed(
    lines: str, circle: str, lost: set[str], kept: dict[str, str]
) -> None:
    text = f"estimate {{ {lines} }}"
    found = only_mistake(text)
    assert found.name == "circular-estimate"
    assert found.message.endswith(f"needs itself: {circle}")
    values = estimates_of(text)
    assert {name for name, value in values.items() if value is None} == lost
    assert {name: values[name] for name in kept} == amounts(**kept)


def test_two_circles_are_two_mistakes() -> None:
    names = [d.name for d in mistakes_in("estimate { a = b; b = a; c = e; e = c }")]
    assert names == ["circular-estimate"] * 2


def test_a_long_chain_of_estimates_is_no_danger() -> None:
    links = "\n".join(f"e{n} = e{n - 1} + e{n - 1}" for n in range(1, 1500))
    text = f"estimate {{\n{links}\ne0 = 1/s\n}}\nservice api {{ capacity (e9) }}\n"
    value = bound(text).design.estimates["e1499"].value
    assert isinstance(value, Known)
    assert value.value.low == 2**1499
    assert len(value.witness.lines()) == 60
    assert len(str(value.witness.to_json())) < 100_000


@pytest.mark.parametrize(
    ("line", "name", "message", "place"),
    [
        ("a = 1s + 1B", "wrong-unit", "a time can't be added to bytes", "1s + 1B"),
        ("a = 1 / (2 - 2)", "division-by-zero", "this divides by zero", "(2 - 2)"),
        (
            "a = 10 ^ 900",
            "out-of-range",
            "an exponent must be a whole number from -64 to 64",
            "10 ^ 900",
        ),
        ("a = 5rps", "unknown-unit", "unknown unit `rps`: write `5/s`", "5rps"),
        ("a = 1 < 2", "wrong-type", "a number is wanted here, not yes or no", "1 < 2"),
        ("a = 1 is known", "wrong-type", "a number is wanted here, not yes or no", "1 is known"),
        ("a = load(api)", "unknown-word", "unknown word `load`", "load"),
        ("a = 1 ~ 2s", "wrong-unit", "the sum comes to a plain number, and a time is expected of it", "2s"),
        ("a = 1 ~ 1 < 2", "wrong-type", "a number is wanted here, not yes or no", "1 < 2"),
    ],
)
def test_an_estimate_that_can_t_be(line: str, name: str, message: str, place: str) -> None:
    text = f"estimate {{ {line}; b = 2 }}"
    found = only_mistake(text)
    assert (found.name, found.message) == (name, message)
    assert places(found) == [f"design.sd:1 {place}"]
    assert estimates_of(text)["b"] == parse("2")


def test_what_needs_an_estimate_that_can_t_be_is_unknown_and_not_told_again() -> None:
    text = (
        "estimate { a = 1s + 1B; b = 2 * a; c = b + 1s }\n"
        "client web; service api\nflow f at c { web -> api }\n"
    )
    result = bound(text)
    assert [d.message for d in result.diagnostics] == ["a time can't be added to bytes"]
    for value in (result.design.estimates["c"].value, result.design.flows["f"].rate):
        assert isinstance(value, Unknown)
        assert value.wants == ("a readable `a`",)


def arithmetic(line: str) -> list[str]:
    text = f"estimate {{ {line} }}\n"
    outcome = lint([Source("design.sd", text)], lambda path: Trouble("no other file", path))
    assert outcome.troubles == ()
    found = [finding.diagnostic for finding in outcome.findings]
    assert all(d.name == "wrong-arithmetic" for d in found if d.severity is Severity.ERROR)
    return [d.message for d in found if d.severity is Severity.ERROR]


@pytest.mark.parametrize("expected", ["100", "91", "110", "111", "90.91"])
def test_what_is_expected_to_within_a_tenth_is_right(expected: str) -> None:
    assert arithmetic(f"a = 100 ~ {expected}") == []


@pytest.mark.parametrize("expected", ["90.9", "112", "1k", "0", "-100"])
def test_what_is_expected_and_further_off_is_wrong(expected: str) -> None:
    assert arithmetic(f"a = 100 ~ {expected}") == [f"`a` comes to 100, not to {expected}"]


def test_what_is_expected_can_be_a_sum_of_others() -> None:
    assert arithmetic("a = 3TB ~ 2 * b; b = 1.5TB") == []
    assert arithmetic("a = 3TB ~ 2 * b; b = 1.5GB") == ["`a` comes to 3TB, not to 3GB"]


def test_labels_are_as_they_were_meant() -> None:
    text = r"""
estimate { a = 1 "the \"big\" one" }
client web; service api "the \"api\""
flow f "a \"flow\"" at 1/s { web -> api "a \"step\"" }
"""
    design = design_of(text)
    assert design.estimates["a"].note == 'the "big" one'
    assert design.components["api"].label == 'the "api"'
    assert design.flows["f"].label == 'a "flow"'
    assert design.flows["f"].steps[0].label == 'a "step"'


# Attributes


def said(on: str, attribute: str, before: str = "") -> Stated:
    (stated,) = design_of(f"{before}\n{on} {{ {attribute} }}\n").components["c"].attributes.values()
    return stated


def interval(low: str, high: str) -> Quantity:
    first, last = parse(low), parse(high)
    return Quantity(first.low, last.high, first.dimension)


@pytest.mark.parametrize(
    ("on", "attribute", "value", "parts"),
    [
        ("service c", "replicas 3", parse("3"), {}),
        ("service c", "replicas (2 + n)", parse("7"), {}),
        ("service c", "replicas (ceil(peak / 1.5k/s))", parse("7"), {}),
        ("service c", "capacity 1.5k/s", parse("1.5k/s"), {}),
        ("service c", "capacity (peak)", parse("10k/s"), {}),
        ("service c", "time 4ms..6ms", interval("4ms", "6ms"), {}),
        ("service c", "time (4ms..6ms)", interval("4ms", "6ms"), {}),
        ("service c", "timeout 0s", parse("0s"), {}),
        ("service c", "stateless", True, {}),
        ("service c", "owner sre", "sre", {}),
        ("service c", 'fallback "say \\"sorry\\""', 'say "sorry"', {}),
        ("service c", "retries 2", parse("2"), {}),
        ("service c", "retries 2 jitter backoff", parse("2"), {"backoff": True, "jitter": True}),
        ("service c", "autoscale 2..6", interval("2", "6"), {"low": parse("2"), "high": parse("6")}),
        ("service c", "price $40/month", parse("$40/month"), {"node": parse("$40/month")}),
        (
            "database c",
            "price $0.02/GB $21/TB/month",
            parse("$0.02/GB"),
            {"moved": parse("$0.02/GB"), "stored": parse("$21/TB/month")},
        ),
        (
            "service c",
            "price $30/month..$40/month",
            interval("$30/month", "$40/month"),
            {"node": interval("$30/month", "$40/month")},
        ),
        ("cache c", "evict lru", "lru", {"lru": True}),
        ("cache c", "hit 95%", parse("95%"), {}),
        ("database c", "shards 16 by hash(code)", parse("16"), {"key": "hash(code)"}),
        ("database c", "shards 8 by user_id", parse("8"), {"key": "user_id"}),
        ("database c", "shards 8", parse("8"), {}),
        (
            "database c",
            "replication leaderless(read 2, write 3)",
            "leaderless",
            {"leaderless": True, "read": parse("2"), "write": parse("3")},
        ),
        (
            "database c",
            "replication leader_follower(async)",
            "leader_follower",
            {"leader_follower": True, "async": True},
        ),
    ],
)
def test_an_attribute_says(on: str, attribute: str, value: Any, parts: dict[str, Any]) -> None:
    stated = said(on, attribute, "estimate { n = 5; peak = 10k/s }")
    assert stated.value == value
    assert {name: part.value for name, part in (stated.parts or {}).items()} == parts


def test_how_it_was_written_is_kept() -> None:
    assert said("service c", "capacity 100M/month").text == "100M/month"
    assert said("database c", "shards  16  by  hash(code)").text == "16 by hash(code)"


@pytest.mark.parametrize(
    ("on", "attribute", "name", "message", "place"),
    [
        (
            "service c",
            "timeout 300MB",
            "wrong-unit",
            "`timeout` wants a duration, such as `200ms`, and `300MB` is bytes",
            "300MB",
        ),
        (
            "service c",
            "time (1 / 1s)",
            "wrong-unit",
            "`time` wants a duration, such as `200ms`, and `(1 / 1s)` is a rate",
            "(1 / 1s)",
        ),
        (
            "service c",
            "replicas 2.5",
            "wrong-value",
            "`replicas` wants a whole number from 1 on, such as `3`, not `2.5`",
            "2.5",
        ),
        (
            "service c",
            "replicas (2..6)",
            "wrong-value",
            "`replicas` wants a whole number from 1 on, such as `3`, not `(2..6)`",
            "(2..6)",
        ),
        (
            "cache c",
            "hit (50%..150%)",
            "wrong-value",
            "`hit` wants a share from 0% to 100%, such as `95%`, not `(50%..150%)`",
            "(50%..150%)",
        ),
        (
            "service c",
            "time 6ms..4ms",
            "wrong-value",
            "`time` wants a duration, such as `200ms`, not `6ms..4ms`",
            "6ms..4ms",
        ),
        (
            "service c",
            "price $1/month..$2/GB",
            "wrong-unit",
            "`price` wants a price per node, per stored or moved byte, or per call, such as `$40/month`",
            "$1/month..$2/GB",
        ),
        (
            "service c",
            "replicas",
            "wrong-value",
            "`replicas` wants a whole number from 1 on, such as `3`",
            "replicas",
        ),
        ("service c", "stateless 3", "wrong-value", "`stateless` can't be followed by `3`", "3"),
        ("service c", "replicas (1 < 2)", "wrong-type", "a number is wanted here, not yes or no", "1 < 2"),
        ("service c", "timeout 5rps", "unknown-unit", "unknown unit `rps`: write `5/s`", "5rps"),
        ("cache c", "evict never", "wrong-value", None, "never"),
        ("service c", "hit 90%", "unknown-attribute", "`hit` can't be said of a service", "hit"),
        (
            "external c",
            "replicas 2",
            "unknown-attribute",
            "`replicas` can't be said of an external",
            "replicas",
        ),
        ("service c", "colour 2", "unknown-attribute", "unknown attribute `colour`", "colour"),
    ],
)
def test_an_attribute_that_can_t_be(
    on: str, attribute: str, name: str, message: str | None, place: str
) -> None:
    text = f"{on} {{ {attribute}, owner sre }}"
    found = only_mistake(text)
    assert found.name == name
    assert message is None or found.message == message
    assert places(found) == [f"design.sd:1 {place}"]
    component = bound(text).design.components["c"]
    assert component.mistaken
    assert list(component.attributes) == ["owner"], "what isn't understood isn't said"


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("service c { replcas 2 }", "service c { replicas 2 }"),
        ("service c { timeout 200 ms }", "service c { timeout 200ms }"),
        ("service c { timeout 5sec }", "service c { timeout 5s }"),
        ("service c { replicas 2 capacity 1k/s }", "service c { replicas 2, capacity 1k/s }"),
        ("estimate { n = 2 }\nservice c { replicas n }", "estimate { n = 2 }\nservice c { replicas (n) }"),
        ("estimate { nodes = 2; a = noeds }", "estimate { nodes = 2; a = nodes }"),
        ("estimate { a = 1; b = 2; c = a-b }", "estimate { a = 1; b = 2; c = a - b }"),
        ("estimate { a = 100M/mo }", "estimate { a = 100M/month }"),
        ("service api; service web\nweb -> ipa", "service api; service web\nweb -> api"),
    ],
)
def test_a_mistake_s_edit_makes_it_right(wrong: str, right: str) -> None:
    mended = edited(wrong, only_mistake(wrong))
    assert " ".join(mended.split()) == " ".join(right.split())
    assert mistakes_in(mended) == []


def test_a_misspelt_attribute_is_what_it_was_meant_to_be() -> None:
    assert bound("service c { replcas 2 }").design.components["c"].attributes["replicas"].value == parse("2")


def test_what_is_said_twice_counts_as_said_first() -> None:
    text = "service c { replicas 2, time 4ms, replicas 3 }"
    found = only_mistake(text)
    assert found.name == "duplicate-attribute"
    assert [label.span.start for label in found.labels] == [text.index("replicas")]
    assert bound(text).design.components["c"].attributes["replicas"].value == parse("2")


def test_a_value_that_hangs_on_a_mistake_is_not_said() -> None:
    text = "estimate { a = b; b = a }\nservice c { replicas (a), price (a), time (a) }\n"
    result = bound(text)
    assert [d.name for d in result.diagnostics] == ["circular-estimate"]
    assert result.design.components["c"].attributes == {}
    assert result.design.components["c"].mistaken
    outcome = lint([Source("design.sd", text)], lambda path: Trouble("no other file", path))
    assert [f.diagnostic.name for f in outcome.findings if f.diagnostic.severity is Severity.ERROR] == [
        "circular-estimate"
    ]


@pytest.mark.parametrize("count", [24, 25])
def test_arguments_are_bounded(count: int) -> None:
    found = only_mistake("database c { price" + " $1/GB" * count + " }")
    assert ("too many values" in found.message) == (count > 24)
