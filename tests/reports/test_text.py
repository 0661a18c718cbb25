"""What a person reads."""

from __future__ import annotations

import re
import unicodedata
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdlint.diagnostic import Diagnostic, Label, Severity, Trouble
from sdlint.reports import report
from sdlint.reports.terminal.look import Look
from sdlint.reports.terminal.notice import diagnostic_lines, trouble_lines
from sdlint.source import Source, Span
from tests.reports.outcomes import (
    DUPLICATE,
    FEED,
    NOWHERE,
    PLATFORM,
    QUESTION,
    REPLICAS,
    UNKNOWN,
    outcome,
    place,
)


def shown(diagnostic: Diagnostic, width: int = 80) -> str:
    return "\n".join(diagnostic_lines(diagnostic, Look(width))) + "\n"


def error(span: Span, *labels: Label, message: str = "wrong") -> Diagnostic:
    return Diagnostic("syntax", Severity.ERROR, message, span, labels)


def expect(text: str) -> str:
    return dedent(text).lstrip("\n")


def test_a_finding_says_what_where_why_and_what_to_do() -> None:
    assert shown(REPLICAS) == expect(
        """
        warning[missing-replicas]: `posts` keeps one copy of its data
         --> designs/feed.sd:4:10
          |
        4 | database posts : postgres { shards 8 by user_id }
          |          ^^^^^
          |
          = because: without posts:
                       read_feed fails for 5% of 10k/s
                       phone -> api -> posts
          = why: Losing one server would lose data and stop everything that reads it.
          = help: Give it replicas in two zones, or say why one copy is enough
        """
    )


def test_a_second_place_is_shown_with_its_label() -> None:
    assert shown(UNKNOWN) == expect(
        """
        error[unknown-name]: there is no `psots`
         --> designs/feed.sd:6:17
          |
        4 | database posts : postgres { shards 8 by user_id }
          |          ----- this is near
        5 |
        6 | phone -> api -> psots
          |                 ^^^^^
          |
          = help: did you mean `posts`?
        """
    )


def test_a_place_in_another_file_gets_a_frame_of_its_own() -> None:
    assert shown(DUPLICATE) == expect(
        """
        error[duplicate-name]: `posts` is declared twice
         --> designs/feed.sd:4:10
          |
        4 | database posts : postgres { shards 8 by user_id }
          |          ^^^^^ and again
         ::: designs/platform.sd:2:10
          |
        2 | database posts
          |          ----- first here
        """
    )


def test_distant_lines_are_told_apart() -> None:
    lines = shown(error(place("psots"), Label(place("phone"), "here"))).splitlines()
    assert "..." in lines


def test_several_marks_on_one_line_get_a_row_each() -> None:
    assert shown(error(place("posts :"), Label(place("postgres"), "made of"))).splitlines()[3:6] == [
        "4 | database posts : postgres { shards 8 by user_id }",
        "  |          ^^^^^^^",
        "  |                  -------- made of",
    ]


def test_a_place_of_several_lines_is_marked_on_its_first() -> None:
    source = Source("x.sd", "flow read {\n  a -> b\n}\n")
    assert shown(error(source.span(0, 22))).splitlines()[3:] == ["1 | flow read {", "  | ^^^^^^^^^^^"]


@pytest.mark.parametrize("text", ["", "a\n", "a"])
def test_the_end_of_a_file_can_be_pointed_at(text: str) -> None:
    source = Source("x.sd", text)
    assert shown(error(source.span(len(text), len(text)))).splitlines()[-1].endswith("^")


def test_a_line_ends_before_its_carriage_return() -> None:
    source = Source("x.sd", "client a\r\nclient b\r\n")
    assert shown(error(source.span(7, 20))).splitlines()[3:] == ["1 | client a", "  |        ^"]


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("\tclient\tphone", "phone"),
        ('client a "數據庫" { x }', "x"),
        ('client a "é̂ 🎉" { x }', "x"),
        ("client \x00 \x1b[2J { x }", "x"),
        ("client \u202e\u200b { x }", "x"),
    ],
    ids=["tabs", "wide", "combining", "control", "invisible"],
)
def test_carets_stand_below_what_they_mark(line: str, word: str) -> None:
    source = Source("x.sd", line)
    code, carets = shown(error(place(word, source))).splitlines()[3:5]
    assert carets.count("^") == len(word)
    before = code[: code.rindex(word)]
    assert columns(before) == carets.index("^")


def columns(text: str) -> int:
    """As a terminal counts them."""
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    return len(text) + wide - sum(unicodedata.combining(character) > 0 for character in text)


@pytest.mark.parametrize("width", [40, 80, 120])
def test_a_long_line_is_cut_around_what_is_marked(width: int) -> None:
    source = Source("x.sd", "a" * 3000 + " here " + "b" * 3000)
    code, carets = shown(error(place("here", source)), width).splitlines()[3:5]
    assert len(code) <= width
    assert "…" in code[:6]
    assert code.endswith("…")
    assert code[carets.index("^") : carets.rindex("^") + 1] == "here"


def test_a_label_without_room_stands_below() -> None:
    text = "not an attribute of a service, which answers calls and says how many of them it takes"
    lines = shown(error(place("capacty"), Label(place("capacty"), text))).splitlines()[3:]
    assert lines[1].strip() == "|                            ^^^^^^^"
    assert " ".join(line.partition("|")[2].strip() for line in lines[2:]) == text


def test_control_characters_never_reach_the_terminal() -> None:
    hostile = "\x1b]0;owned\x07\x9b31m\u202e\r\n"
    source = Source(f"a{hostile}.sd", hostile)
    wrong = Diagnostic(
        f"r{hostile}",
        Severity.ERROR,
        hostile,
        source.span(0, 3),
        (Label(source.span(4, 5), hostile),),
        (hostile,),
        hostile,
        hostile,
        element=hostile,
    )
    result = outcome(wrong, accepted=(wrong,))
    for format in ("text", "concise"):
        text = report(result, format, Look())
        assert all(character == "\n" or character.isprintable() for character in text)
    text = "\n".join(trouble_lines(Trouble(hostile, hostile, hostile), Look()))
    assert all(character == "\n" or character.isprintable() for character in text)


def test_colours_change_nothing_but_colours() -> None:
    result = outcome(QUESTION, UNKNOWN, DUPLICATE, REPLICAS, NOWHERE, accepted=(REPLICAS,), broken=True)
    for format in ("text", "concise"):
        plain = report(result, format, Look(80, color=False))
        colored = report(result, format, Look(80, color=True))
        assert "\x1b" not in plain
        assert re.sub(r"\x1b\[[\d;]*m", "", colored) == plain
        assert colored != plain


def test_why_is_said_once_a_rule() -> None:
    text = report(outcome(REPLICAS, REPLICAS), "text", Look())
    assert text.count("= why:") == 1
    assert text.count("= help:") == 2


@pytest.mark.parametrize(
    ("diagnostics", "broken", "line"),
    [
        ((UNKNOWN, REPLICAS, QUESTION, NOWHERE), False, "1 error, 1 warning, 2 questions in 2 files"),
        ((), False, "No findings in 2 files"),
        ((), True, "No findings in 2 files; not everything could be checked"),
    ],
)
def test_the_last_line_counts(diagnostics: tuple[Diagnostic, ...], broken: bool, line: str) -> None:
    assert report(outcome(*diagnostics, broken=broken), "text", Look()).splitlines()[-1] == line


def test_accepted_risks_are_listed_at_the_end() -> None:
    assert report(outcome(accepted=(REPLICAS,)), "text", Look(120)) == expect(
        """
        1 accepted risk:
          - missing-replicas on posts: an owner can wait (by sre, until 2027-06-01) [designs/feed.sd:4:10]

        No findings in 2 files
        """
    )


def test_a_trouble_names_its_file() -> None:
    assert trouble_lines(Trouble("no such file", "nope.sd", "did you mean `note.sd`?"), Look()) == [
        "error: nope.sd: no such file",
        "  = help: did you mean `note.sd`?",
    ]


def test_a_broken_rule_is_shown_where_it_is_broken() -> None:
    lines = trouble_lines(Trouble("unknown word", "x.rule", None, place("posts", PLATFORM)), Look())
    assert lines[:2] == ["error: unknown word", " --> designs/platform.sd:2:10"]


prose = st.text(st.sampled_from("ab `é數\t\u0301\x1b"), max_size=200)


@given(prose, prose, prose, st.integers(0, 200), st.integers(0, 40), st.sampled_from([40, 80, 120]))
def test_nothing_is_wider_than_the_terminal(
    line: str, note: str, why: str, start: int, length: int, width: int
) -> None:
    source = Source("x.sd", f"{line}\nclient a\n")
    end = min(start + length, len(source.text))
    span = source.span(min(start, end), end)
    wrong = Diagnostic("r", Severity.WARNING, "m", span, (Label(span, note),), (note,), why)
    for shown_line in diagnostic_lines(wrong, Look(width)):
        words = shown_line.replace("|", " ").split()
        longest = max((columns(word) for word in words), default=0)
        # A word that fits into no line sticks out: all else must fit.
        assert columns(shown_line) <= width or longest > width // 2 - 8


def test_the_sources_stand_as_the_tests_say() -> None:
    assert FEED.position(place("psots").start) == (6, 17)


FOUR = """system "S"
service a
service b
service c
service d
"""


def bare(name: str, help: str = "add `{}`", because: tuple[str, ...] = ()) -> Diagnostic:
    source = Source("s.sd", FOUR)
    start = FOUR.index(f"service {name}") + 8
    return Diagnostic(
        "bare", Severity.WARNING, f"`{name}` is bare", source.span(start, start + 1),
        because=because, help=help.format(name), element=name, why="It is.",
    )  # fmt: skip


def told(*found: Diagnostic) -> str:
    return report(outcome(*found), "text", Look(80))


def test_what_is_said_of_several_elements_is_said_once_with_all_places() -> None:
    assert told(*(bare(name) for name in "abcd")) == expect(
        """
        warning[bare]: `a` is bare
         --> s.sd:2:9
          |
        2 | service a
          |         ^
          |
          = why: It is.
          = help: add `a`
          = also: s.sd:3:9 `b` is bare
                  s.sd:4:9 `c` is bare
                  s.sd:5:9 `d` is bare

        4 warnings in 2 files
        """
    )


def test_findings_stay_apart_where_one_more_is_all_or_where_they_say_more_of_their_element() -> None:
    """Two are shown whole; so are those with reasons, or with a help, that are theirs alone."""
    assert "also" not in told(*(bare(name) for name in "ab"))
    assert "also" not in told(*(bare(name, because=(f"{name} is",)) for name in "abcd"))
    apart = told(bare("a"), bare("b"), bare("c", "remove `{}`"), bare("d"))
    assert apart.count("= also") == 1
    assert "= help: remove `c`" in apart
