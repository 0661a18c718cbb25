"""A bounded part of the fuzzing, the same in each run; and whether the fuzzer itself sees what is wrong."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from sdlint.source import Source
from sdlint.syntax.parser import parse
from tests.fuzz import driver
from tests.fuzz.__main__ import main
from tests.fuzz.driver import Driver, Fault
from tests.fuzz.inputs import SOURCES, catalogued, derived, real, text_of
from tests.fuzz.shrink import shrunk

# A machine that runs all tests at once is no measure of time: here only what hardly ends is too slow.
PATIENT = 30.0


@given(st.integers(0, 1 << 30))
@examples(max_examples=60)
def test_nothing_breaks(seed: int) -> None:
    Driver(PATIENT).drive(text_of(f"test-{seed}"), str(seed))


# What it found once


def test_what_is_scaled_down_to_none_is_there_for_who_calls_it() -> None:
    text = (
        "client c\nfunction h { autoscale 0..10, capacity 50/s, time 10ms }\n"
        "flow f at 10/s { c -> h }\nquality { p99(f) <= 1s; availability(f) >= 99% }\n"
    )
    worker = Driver(PATIENT)
    worker.drive(text)
    assert worker.last is not None
    assert "goal-not-met" not in {one.diagnostic.name for one in worker.last.findings}
    assert "impossible-goal" not in {one.diagnostic.name for one in worker.last.findings}


def test_half_of_two_places_with_a_copy_each_is_a_copy() -> None:
    text = (
        "client c\nregion us { zone a }\nregion eu { zone a }\nlink us eu 80ms\n"
        "service s in each us, eu { autoscale 1..3, capacity 50/s, time 10ms }\n"
        'flow f at 10/s { c -> s }\nscenario "lost" { fail us; expect p99(f) <= 1s, p99(f) > 10ms }\n'
    )
    worker = Driver(PATIENT)
    worker.drive(text)
    assert worker.last is not None
    assert not {"scenario-fails", "unknown-goal"} & {one.diagnostic.name for one in worker.last.findings}


def test_likeness_of_words_is_computed_once() -> None:
    from sdlint import spelling

    spelling._ratio.cache_clear()
    assert spelling.nearest("databse", ["database", "service"]) == "database"
    before = spelling._ratio.cache_info().misses
    assert spelling.nearest("databse", ["database", "service"]) == "database"
    assert spelling._ratio.cache_info().misses == before


def test_what_takes_years_and_never_varies_has_no_variance_below_nothing() -> None:
    worker = Driver(PATIENT)
    worker.drive(
        "region us\nregion eu\nlink us eu 80ms\nstream c1 in us { cv 0, timeout 200ms, time 3y }\n"
        "external c2 in us, eu\nflow f { c2 -> c1 -> c1 }\n"
    )
    assert worker.last is not None


# The fuzzer itself


def test_a_seed_is_an_input() -> None:
    texts = [text_of(f"a-{number}") for number in range(40)]
    assert texts == [text_of(f"a-{number}") for number in range(40)]
    assert len(set(texts)) > 35


def test_inputs_are_worth_trying() -> None:
    from random import Random

    assert len(real()) > 300
    assert len(SOURCES) == 8
    walked = [derived(Random(number)) for number in range(60)]
    assert sum(not parse(Source("d.sd", text)).diagnostics for text in walked) > 5, "many are whole texts"
    worker = Driver(PATIENT)
    sound = 0
    for number in range(30):
        worker.last = None
        worker.drive(catalogued(Random(number)))
        sound += worker.last is not None
    assert sound > 5, "many have no mistake, so that all is computed and drawn of them"


def test_a_crash_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> str:
        raise IndexError("no such thing")

    monkeypatch.setattr(driver, "report", broken)
    with pytest.raises(Fault, match="report checkstyle: IndexError"):
        Driver(PATIENT).drive("client a\n")


def test_a_hang_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(*_: object) -> str:
        while time.monotonic():
            pass
        return ""

    monkeypatch.setattr(driver, "_format", endless)
    with pytest.raises(Fault, match=r"format: more than 0\.2 s of CPU"):
        Driver(0.2).drive("client a\n")


@pytest.mark.parametrize("order", ["\x1b[2J", "\x00", "\x9b1m", "\u202e"])
def test_what_gives_a_terminal_orders_is_a_fault(order: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(driver, "report", lambda *_: f"{{}}\n{order}")
    monkeypatch.setattr(driver, "report_formats", lambda: ("text",))
    with pytest.raises(Fault, match="report text"):
        Driver(PATIENT).drive("client a\n")


def test_a_formatter_that_changes_a_meaning_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(driver, "print_source", lambda source: (source.text.replace("a", "b"), ()))
    with pytest.raises(Fault, match="formatting changes the meaning"):
        Driver(PATIENT).drive("client a\n")


def test_a_text_gets_small_and_still_fails() -> None:
    text = "".join(f"client c{number}\n" for number in range(50)) + "flow bad at 3/s\n" + "service x\n" * 20
    assert shrunk(text, lambda smaller: "bad" in smaller, 20) == "bad"


def test_what_is_found_is_saved_and_found_again(
    tmp_path: object, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(text: str) -> None:
        if "client" in text:
            raise ValueError("a client")

    monkeypatch.chdir(str(tmp_path))
    monkeypatch.setattr(driver, "_format", broken)
    monkeypatch.setattr("tests.fuzz.__main__.real", lambda: ("service a\n",))
    monkeypatch.setattr("tests.fuzz.__main__.text_of", lambda seed: "service b\nclient a\nservice c\n")
    monkeypatch.setattr("sys.argv", ["fuzz", "--seconds", "0.5", "--seed", "7"])
    assert main() == 1
    out = capsys.readouterr().out
    assert "SECONDS=0.5 SEED=7" in out
    saved = next(word.rstrip(";") for word in out.split() if word.startswith(".fuzz/"))
    from pathlib import Path

    head, text = Path(saved).read_text().split("\n", 1)
    assert head.startswith("# 7-0 format: ValueError")
    assert text == "client"
    monkeypatch.setattr("sys.argv", ["fuzz", saved])
    assert main() == 1
    monkeypatch.setattr(driver, "_format", lambda text: None)
    assert main() == 0
