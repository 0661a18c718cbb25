"""The rules' trees that are kept are those that parsing gives, and nothing wrong in them is believed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sdlint.source import Source
from sdlint.syntax import kept
from sdlint.syntax.parser import parse


def test_kept_trees_are_the_parsed_ones() -> None:
    sources = kept.shipped_sources()
    trees = kept.shipped_trees(sources)
    assert list(trees) == [source.path for source in sources]
    for source in sources:
        classes: dict[str, int] = {}
        parsed = kept._dumped(parse(source, "rule").tree, classes)
        assert kept._dumped(trees[source.path], classes) == parsed


@pytest.mark.parametrize("text", ["", "{", "[]", '{"identity": 1}', '{"trees": {}, "classes": []}', "\0"])
def test_what_is_kept_badly_is_made_anew(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "BUNDLED", tmp_path)
    (tmp_path / "rules.json").write_text(text)
    sources = kept.shipped_sources()[:3]
    assert len(kept.shipped_trees(sources)) == 3


def test_other_rules_have_other_trees(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = kept.write_trees(tmp_path)
    monkeypatch.setattr(kept, "BUNDLED", tmp_path)
    data = json.loads(path.read_text())
    source = kept.shipped_sources()[0]
    changed = Source(source.path, source.text.replace("rule", "# A comment.\nrule", 1))
    trees = kept.shipped_trees([changed])
    assert kept._identity([changed]) != data["identity"]
    assert trees[source.path].items[0].start == source.text.index("rule") + len("# A comment.\n")


def test_a_file_with_a_mistake_is_left_to_who_reads_it() -> None:
    assert kept.shipped_trees([Source("rules/x/y.rule", "rule\n")]) == {}
