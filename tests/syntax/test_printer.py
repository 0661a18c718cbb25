from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from sdlint.diagnostic import Severity
from sdlint.source import Source
from sdlint.syntax.parser import parse
from sdlint.syntax.printer import print_source
from tests.growth import assert_linear
from tests.strategies import messy_designs, mutated
from tests.syntax.comparing import outline

DESIGNS = Path(__file__).with_name("designs")


def formatted(text: str) -> str:
    result, diagnostics = print_source(Source("design.sd", text))
    assert all(diagnostic.severity is not Severity.ERROR for diagnostic in diagnostics), diagnostics
    return result


def test_the_sketch_stays_as_it_is() -> None:
    sketch = (DESIGNS / "sketch.sd").read_text(encoding="utf-8")
    assert formatted(sketch) == sketch


def test_a_whole_design_reads_as_it_should() -> None:
    design = (DESIGNS / "shortener.sd").read_text(encoding="utf-8")
    assert formatted(design) == (DESIGNS / "shortener.formatted.sd").read_text(encoding="utf-8")


@given(messy_designs())
@examples(max_examples=80)
def test_printing_keeps_the_meaning_and_every_comment(text: str) -> None:
    once = formatted(text)
    before, after = parse(Source("design.sd", text)), parse(Source("design.sd", once))
    assert outline(before.tree) == outline(after.tree)
    assert not after.diagnostics, "clauses are in order, separators where they belong"
    assert formatted(once) == once
    assert comments(text) == comments(once)
    assert layout_faults(once) == []


PARTED = """scenario "A" {
  fail us, eu
  load x2
  set writes = 3
  expect up(read), p99(read) <= 1s
}
when links fails { detect "a", then "b" }
decision "D" {
  chose   "a"
  over    "b", "c"
  because "d"
  costs   "e"
}
"""


@pytest.mark.parametrize("between", [" ", ", ", "; ", "\n", ",\n"])
def test_parts_that_start_with_a_word_need_nothing_between_them(between: str) -> None:
    parts = "".join(
        (
            'scenario "A" { ',
            between.join(("fail us, eu", "load x2", "set writes = 3", "expect up(read), p99(read) <= 1s")),
            ' }\nwhen links fails { detect "a"',
            between,
            'then "b" }\ndecision "D" { ',
            between.join(('chose "a"', 'over "b", "c"', 'because "d"', 'costs "e"')),
            " }\n",
        )
    )
    laid_out = formatted(parts)
    assert outline(parse(Source("design.sd", parts)).tree) == outline(parse(Source("design.sd", PARTED)).tree)
    expected = PARTED
    if "\n" in between:  # Where a line ended between the parts of `when`, it ends there still.
        expected = PARTED.replace('{ detect "a", then "b" }', '{\n  detect "a"\n  then   "b"\n}')
    assert laid_out == expected


@given(messy_designs(), st.integers(0, 1 << 20))
@examples(max_examples=60)
def test_mutants_come_back_unchanged_or_keep_their_meaning(text: str, seed: int) -> None:
    source = Source("design.sd", mutated(text, Random(seed)))
    once, diagnostics = print_source(source)
    if any(diagnostic.severity is Severity.ERROR for diagnostic in diagnostics):
        assert once == source.text
    else:
        assert outline(parse(source).tree) == outline(parse(Source("design.sd", once)).tree)
        assert formatted(once) == once


def comments(text: str) -> list[str]:
    """The comments of a text, in an order that doesn't depend on that of the clauses."""
    found, end = [], 0
    tokens = [token for token in parse(Source("design.sd", text)).tokens if token.kind != "NEWLINE"]
    for start, stop in [(token.start, token.end) for token in tokens] + [(len(text), 0)]:
        found += [part.strip() for part in text[end:start].splitlines() if "#" in part]
        end = stop
    return sorted(part[part.index("#") :] for part in found)


def layout_faults(text: str) -> list[str]:
    """What every formatted text is free of."""
    lines = text.replace("\r\n", "\n").split("\n")
    faults = [line for line in lines if line != line.rstrip()]
    faults += ["blank lines" for pair in pairwise(lines) if pair == ("", "")][1:]
    return faults if text.endswith("\n") or not text else [*faults, "no newline at the end"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", ""),
        ("\n\n", ""),
        ("# only a comment", "# only a comment\n"),
        ("a->b", "a -> b\n"),
        ("a -> b; c -> d", "a -> b\nc -> d\n"),
        ("service a{replicas 2,time 4ms}", "service a { replicas 2, time 4ms }\n"),
        ("database p { replicas 2 } : postgres", "database p : postgres { replicas 2 }\n"),
        ("service a\n{ replicas 2 }", "service a { replicas 2 }\n"),
        ("service a { replicas 2 }\r\nservice b\r\n", "service a { replicas 2 }\r\nservice b\r\n"),
        ("service a {}", "service a { }\n"),
        ("service a { replicas 2,\n  time 4ms, }", "service a {\n  replicas 2\n  time 4ms\n}\n"),
        ("estimate { a=-b*( c+1 )^2~3 }", "estimate { a = -b * (c + 1) ^ 2 ~ 3 }\n"),
        (
            "quality { p99 (read)<=150ms; a . b in 1 .. 3 }",
            "quality {\n  p99(read) <= 150ms\n  a.b in 1..3\n}\n",
        ),
        (
            "service a { limit 10 / min per user, x 2 .. 8 }",
            "service a { limit 10 / min per user, x 2..8 }\n",
        ),
        ("service a { replicas(n), y f (x) }", "service a { replicas (n), y f (x) }\n"),
        ("a\n->b # why\n->c", "a\n  -> b  # why\n  -> c\n"),
        ("a -> b; or -> c", "a -> b;\nor -> c\n"),
        ("group {\n\n\n# c\n\n\nservice a\n\n\n}\n\n\n", "group {\n  # c\n\n  service a\n}\n"),
        ("flow f { a -> b } # tail", "flow f { a -> b }  # tail\n"),
        ("service a # why\n{ replicas 2 }", "service a  # why\n  { replicas 2 }\n"),
    ],
)
def test_layout(text: str, wanted: str) -> None:
    assert formatted(text) == wanted
    assert formatted(wanted) == wanted


def test_columns_are_given_up_where_they_get_too_wide() -> None:
    name, label = "n" * 60, '"' + "t" * 70 + '"'
    text = f"functional {{\n  {name} {label}\n  b {label}\n}}\n"
    assert formatted(text) == text


def test_a_block_that_is_too_wide_is_opened_from_the_end() -> None:
    zones = ", ".join(f"zone zone_number_{number}" for number in range(8))
    opened = "\n  ".join(f"zone zone_number_{number}" for number in range(8))
    assert formatted(f"region us {{ {zones} }}\n") == f"region us {{\n  {opened}\n}}\n"


def test_comments_of_neighbours_are_aligned() -> None:
    text = "a -> b # one\na -> longer # two\n\na -> c # three\n"
    assert formatted(text) == "a -> b       # one\na -> longer  # two\n\na -> c  # three\n"


def test_a_text_with_mistakes_comes_back_unchanged() -> None:
    text = "servise  api\n\n\n\nphone  ->  api"
    result, diagnostics = print_source(Source("design.sd", text))
    assert result == text
    assert diagnostics


def test_a_long_design_costs_what_it_is_long() -> None:
    part = (DESIGNS / "shortener.sd").read_text(encoding="utf-8")
    assert_linear(formatted, lambda size: part * size, 16)


def test_one_line_of_many_blocks_is_not_quadratic() -> None:
    assert_linear(formatted, lambda size: "a" + " -> b { timeout 1s, retries 2 }" * size, 2000)
