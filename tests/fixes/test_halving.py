"""Which of many mistakes are put right: all that can be, whatever stands among them."""

from __future__ import annotations

from typing import Any

import pytest

from sdlint.fixes import hygiene


@pytest.mark.parametrize("bad", [set(), {0}, {39}, set(range(0, 40, 2)), set(range(40)), {7, 8, 30}])
def test_all_that_can_be_put_right_is(bad: set[int], monkeypatch: pytest.MonkeyPatch) -> None:
    open_ = list(range(40))
    judged = []

    def why_not(_: Any, part: list[int]) -> str:
        judged.append(len(part))
        if bad & set(part):
            return "it can't"
        open_[:] = [one for one in open_ if one not in part]
        return ""

    monkeypatch.setattr(hygiene, "_mendable", lambda _: iter(open_))
    monkeypatch.setattr(hygiene, "_mark", lambda one: one)
    monkeypatch.setattr(hygiene, "_why_not", why_not)
    monkeypatch.setattr(hygiene, "_lay_out", lambda _: None)
    fixed, left = hygiene.mend(None)  # type: ignore[arg-type]
    assert {one.diagnostic for one in fixed} == set(range(40)) - bad
    assert {one.diagnostic for one in left} == bad
    assert len(judged) <= hygiene.ROUNDS
    if len(bad) == 1:
        assert len(judged) < 16
