"""Tables that line up and fit."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sdlint.reports.terminal.characters import width
from sdlint.reports.terminal.columns import Cell, Column, cut, table
from sdlint.reports.terminal.look import Look

COLUMNS = (Column("Flows", cut=True), Column("peak", right=True), Column("why", cut=True))
ROWS = (
    (Cell("read_feed"), Cell("10k/s"), Cell("as people wake up")),
    (Cell("post"), Cell("5/s", "error"), Cell("")),
)


def test_numbers_line_up_on_the_right() -> None:
    assert table(COLUMNS, ROWS, Look(80)) == [
        "Flows         peak  why",
        "  read_feed  10k/s  as people wake up",
        "  post         5/s",
    ]


def test_what_does_not_fit_is_cut_where_it_may_be() -> None:
    assert table(COLUMNS, ROWS, Look(30)) == [
        "Flows         peak  why",
        "  read_feed  10k/s  as people…",
        "  post         5/s",
    ]


SENTENCES = (Column("Steps"), Column("", cut=True, lines=2))


def test_the_last_column_goes_on_for_as_many_lines_as_it_may() -> None:
    rows = (
        (Cell("a"), Cell("a sentence of more words than fit beside it", "error")),
        (
            Cell("b"),
            Cell("a sentence of many more words than fit beside it, which is cut in its second"),
        ),
        (Cell("c"), Cell("a word")),
    )
    assert table(SENTENCES, rows, Look(36)) == [
        "Steps",
        "  a    a sentence of more words than",
        "         fit beside it",
        "  b    a sentence of many more words",
        "         than fit beside it, which…",
        "  c    a word",
    ]


@given(st.lists(st.text("ab 數\u0301", max_size=60), min_size=1, max_size=3), st.integers(30, 60))
def test_no_line_is_wider_than_the_terminal(texts: list[str], columns: int) -> None:
    lines = table(SENTENCES, [(Cell("a"), Cell(text)) for text in texts], Look(columns))
    assert max(map(width, lines)) <= columns


def test_only_words_are_painted() -> None:
    assert table(COLUMNS, ROWS, Look(80, color=True))[2] == "  post         \x1b[1;31m5/s\x1b[0m"


@given(st.text(st.sampled_from("ab 數\u0301"), max_size=30), st.integers(1, 40))
def test_a_cut_text_fits(text: str, columns: int) -> None:
    assert width(cut(text, columns)) <= columns
