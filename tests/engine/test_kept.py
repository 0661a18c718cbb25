"""The rules that are kept are those that are read, and nothing wrong that is kept is believed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sdlint.diagnostic import Trouble
from sdlint.engine import kept
from sdlint.engine.reader import read
from sdlint.engine.rule import Rule, RuleBook, Template
from sdlint.record import Record
from sdlint.source import Source


def plain(item: Any) -> Any:
    """All that is in a rule, as what can be compared: a template by its parts, a source by its path, since
    what stands in a text is read from a source that ends with it, and kept as of the whole file.
    """
    if isinstance(item, Template):
        return ["template", *(plain(part) for part in item.parts)]
    if isinstance(item, Source):
        return item.path
    if isinstance(item, Record):
        return [type(item).__name__, *(plain(getattr(item, field)) for field in item.record_fields)]
    return [plain(one) for one in item] if isinstance(item, tuple) else item


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the wheel's would be; empty, and so is the user's own."""
    monkeypatch.setattr(kept, "BUNDLED_TABLES", str(tmp_path / "bundled"))
    monkeypatch.setattr(kept, "cache_folder", lambda: str(tmp_path))
    return tmp_path


def test_kept_rules_are_those_that_are_read(folder: Path) -> None:
    expected = read(kept.shipped_sources())
    assert not expected.troubles
    first, second = kept.kept_book(), kept.kept_book()  # The second is what the first kept.
    [path] = folder.glob("rules-*.kept")
    assert path.read_bytes().startswith(kept._identity(dated=True).encode())
    for book in (first, second):
        assert plain(book) == plain(expected)
        for kept_rule, rule in zip(book.rules, expected.rules, strict=True):
            assert kept_rule.span.source.text == rule.span.source.text


def test_only_what_is_asked_for_is_made(folder: Path) -> None:
    kept.kept_book()
    rule = kept.kept_book().by_name["missing-copies"]

    def made(name: str) -> bool:
        try:
            Rule.__dict__[name].__get__(rule)
        except AttributeError:
            return False
        return True

    assert made("name") and not made("body") and not made("bad")
    assert rule.body and made("body") and not made("bad")
    with pytest.raises(AttributeError):
        rule.no_such_field  # type: ignore[attr-defined]  # noqa: B018


@pytest.mark.parametrize("change", ["", "cut", "flip", "head", "nothing"])
def test_what_is_kept_badly_is_read_anew(change: str, folder: Path) -> None:
    expected = plain(kept.kept_book())
    [path] = folder.glob("rules-*.kept")
    data = path.read_bytes()
    bad = {
        "": b"",
        "cut": data[:-1],
        "flip": data[:5000] + bytes([data[5000] ^ 1]) + data[5001:],
        "head": b"x" + data,
        "nothing": data.split(b"\n")[0] + b"\n",
    }
    path.write_bytes(bad[change])
    assert plain(kept.kept_book()) == expected
    assert path.read_bytes() == data


def test_a_wheels_rules_are_those_of_its_files(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bundled = folder / "bundled"
    bundled.mkdir()
    path = Path(kept.write_rules(str(bundled)))
    monkeypatch.setattr(kept, "cache_folder", lambda: pytest.fail("the wheel has them"))
    assert plain(kept.kept_book()) == plain(read(kept.shipped_sources()))
    path.write_bytes(path.read_bytes().replace(b" ", b"x ", 1))  # Those of other files.
    assert plain(kept.kept_book()) == plain(read(kept.shipped_sources()))


def test_rules_with_a_mistake_are_told_and_not_kept(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = [*kept.shipped_sources(), Source("rules/01-requirements/wrong.rule", "rule\n")]
    monkeypatch.setattr(kept, "shipped_sources", lambda: wrong)
    book: RuleBook = kept.kept_book()
    assert [type(trouble) for trouble in book.troubles] == [Trouble]
    assert list(folder.glob("*.kept")) == []
    with pytest.raises(ValueError, match=r"wrong\.rule"):
        kept.write_rules(str(folder))
