"""Settings: what they may say, and what is said of what they may not."""

from __future__ import annotations

from datetime import date

import pytest

from sdlint.config import Config, load
from sdlint.diagnostic import Trouble
from sdlint.record import changed
from sdlint.source import Source


def read(text: str, path: str = "sdlint.toml") -> tuple[Config, tuple[Trouble, ...]]:
    loaded = load(Source(path, text))
    assert loaded is not None
    return loaded


@pytest.mark.parametrize(
    ("text", "config"),
    [
        ("", Config()),
        ('fail-on = "error"\ntoday = 2026-01-31', Config("error", date(2026, 1, 31))),
        ('today = "2026-01-31"', Config(None, date(2026, 1, 31))),
    ],
)
def test_settings(text: str, config: Config) -> None:
    found, troubles = read(text)
    assert (changed(found, places={}), troubles) == (config, ())


def test_pyproject_has_them_in_a_table() -> None:
    text = '[project]\nname = "x"\n[tool.sdlint]\nfail-on = "never"\n'
    found, troubles = read(text, "pyproject.toml")
    assert (changed(found, places={}), troubles) == (Config("never"), ())


@pytest.mark.parametrize("text", ["", "[tool.ruff]", 'dependencies = ["sdlint"]'])
def test_a_pyproject_without_them_is_not_ours(text: str) -> None:
    assert load(Source("pyproject.toml", text)) is None


@pytest.mark.parametrize(
    ("text", "message", "help", "place"),
    [
        ("fail_on = 'error'", "unknown setting `fail_on`", "did you mean `fail-on`?", (1, 1)),
        (
            "\nx = 1",
            "unknown setting `x`",
            "there are `fail-on`, `today`, `preset`, `rules`, `severity`, `select`, `ignore`, `per-file` and "
            "`exclude`",
            (2, 1),
        ),
        (
            "fail-on = 'eror'",
            "`fail-on` must be `error`, `warning`, `question` or `never`",
            "did you mean `error`?",
            (1, 1),
        ),
        ("fail-on = 1", "`fail-on` must be `error`, `warning`, `question` or `never`", None, (1, 1)),
        ("today = 'soon'", "`today` must be a date", "write `today = 2026-01-31`", (1, 1)),
        ("today = 2026-01-31T10:00:00", "`today` must be a date", "write `today = 2026-01-31`", (1, 1)),
        ("fail-on =", "not valid TOML: invalid value", None, (1, 10)),
        ("a = 1\na = 2", "not valid TOML: cannot overwrite a value", None, (2, 6)),
    ],
)
def test_what_is_wrong_is_said_where_it_is(
    text: str, message: str, help: str | None, place: tuple[int, int]
) -> None:
    _, [trouble] = read(text)
    assert (trouble.message, trouble.help, trouble.path) == (message, help, "sdlint.toml")
    assert trouble.span is not None
    assert trouble.span.source.position(trouble.span.start) == place


@pytest.mark.parametrize("text", ["a = " + "[" * 5000, "[tool]\nsdlint = 1", "tool = 'sdlint'"])
def test_odd_files_raise_nothing(text: str) -> None:
    for path in ("sdlint.toml", "pyproject.toml"):
        load(Source(path, text))
