"""Sums that were shown before are not shown again."""

from __future__ import annotations

from sdlint.reports.terminal.repeats import Shown

SUM = ["load(a) = 6/s = 2/s + 4/s", "  one = 2/s", "    rate of one = 2/s", "  other = 4/s", "    rate = 4/s"]


def test_what_stands_below_a_number_is_shown_once() -> None:
    shown = Shown()
    assert shown.rest(SUM) == SUM
    again = ["utilization(b) = 60%", *(f"    {line}" for line in SUM), "  machines(b) = 2"]
    assert shown.rest(again) == [again[0], f"    {SUM[0]}, as above", again[-1]]


def test_a_line_with_little_below_it_stays() -> None:
    shown = Shown()
    assert shown.rest(SUM[1:3]) == SUM[1:3]
    assert shown.rest(SUM[1:3]) == SUM[1:3]


def test_the_same_line_with_something_else_below_it_is_another() -> None:
    shown = Shown()
    shown.rest(SUM)
    other = [*SUM[:4], "    rate = 4/s (b.sd:3)"]
    assert shown.rest(other) == other
