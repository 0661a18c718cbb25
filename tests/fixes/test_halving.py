"""Which of many mistakes are put right: all that can be, whatever stands among them."""

from __future__ import annotations

from typing import Any

import pytest

from sdlint.diagnostic import Trouble
from sdlint.fixes import hygiene
from sdlint.fixes.texts import Repair, Texts
from sdlint.lint import Outcome
from sdlint.source import Source


@pytest.mark.parametrize("bad", [set(), {0}, {39}, set(range(0, 40, 2)), set(range(40)), {7, 8, 30}])
def test_all_that_can_be_put_right_is(bad: set[int], monkeypatch: pytest.MonkeyPatch) -> None:
    open_ = list(range(40))
    judged = []

    class Bench:
        def mendable(self) -> Any:
            return iter(open_)

        def why_not(self, part: list[Any]) -> str:
            judged.append(len(part))
            if bad & set(part):
                return "it can't"
            open_[:] = [one for one in open_ if one not in part]
            return ""

    monkeypatch.setattr(hygiene, "_mark", lambda one: one)
    fixed, left = hygiene.mended(Bench())
    assert {one.diagnostic for one in fixed} == set(range(40)) - bad
    assert {one.diagnostic for one in left} == bad
    assert len(judged) <= hygiene.ROUNDS
    if len(bad) == 1:
        assert len(judged) < 16


def test_rules_are_asked_once_of_all_that_reading_mends(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = "".join(f"service s{number} {{ replicsa 2 }}\n" for number in range(20))
    # What is declared twice would be, whatever it is called.
    text = f"client c\n{lines}servise s3 {{ replicas 2 }}\nflow f at 1/s {{ c -> s1 }}\n"
    judged = []
    ask = Repair._judged

    def counted(self: Repair, texts: Texts) -> Outcome:
        judged.append(len(texts))
        return ask(self, texts)

    monkeypatch.setattr(Repair, "_judged", counted)
    repair = Repair([Source("x.sd", text)], lambda path: Trouble("no other file", path))
    fixed, _ = hygiene.mend(repair)
    assert len(fixed) >= 20
    # Before, after, and once more for the layout.
    assert len(judged) <= 3
