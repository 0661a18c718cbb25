"""Designs as they were at a revision: read by git, without a shell, bounded, and never beyond the project."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from sdlint.cli import main
from sdlint.cli.rim import git
from sdlint.diagnostic import Trouble
from sdlint.source import Source
from tests.repositories import git as run

OLD = 'system "Feed"\nuse "parts/stores.sd"\nservice api { replicas 2 }\napi -> posts\n'
STORES = "database posts { replicas 1 }\n"


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a design in a folder, as it was committed once, and changed since."""
    folder = tmp_path / "designs"
    (folder / "parts").mkdir(parents=True)
    (folder / "feed.sd").write_text(OLD)
    (folder / "parts" / "stores.sd").write_text(STORES)
    run(tmp_path, "init", "-q", "-b", "main")
    run(tmp_path, "add", ".")
    run(tmp_path, "commit", "-q", "-m", "first")
    (folder / "feed.sd").write_text(OLD.replace("replicas 2", "replicas 3"))
    (folder / "parts" / "stores.sd").write_text(STORES.replace("replicas 1", "replicas 2"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def difference(capfd: pytest.CaptureFixture[str], *words: str) -> dict[str, object]:
    assert main(["diff", *words, "--format", "json"]) == 0
    out, err = capfd.readouterr()
    assert not err
    found: dict[str, object] = json.loads(out)
    return found


@pytest.mark.parametrize("place", [".", "designs", "designs/parts"])
def test_a_path_is_from_where_one_stands_and_what_is_used_is_read_at_the_revision_too(
    place: str, repository: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(repository / place)
    path = os.path.relpath(repository / "designs" / "feed.sd", repository / place)
    found = difference(capfd, f"git:HEAD:{path}", path)
    assert [(one["name"], one["details"]) for one in found["design"]] == [  # type: ignore[attr-defined]
        ("posts", [{"what": "replicas", "before": "1", "after": "2"}]),
        ("api", [{"what": "replicas", "before": "2", "after": "3"}]),
    ]


def test_an_absolute_path_is_of_its_own_repository(
    repository: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir("/")
    path = str(repository / "designs" / "feed.sd")
    assert difference(capfd, f"git:main:{path}", f"git:HEAD:{path}")["same"] is True


def test_a_file_that_is_gone_with_its_folder_is_still_read(
    repository: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (repository / "now.sd").write_text(OLD.replace('use "parts/stores.sd"', STORES.strip()))
    for path in sorted((repository / "designs").rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    (repository / "designs").rmdir()
    assert difference(capfd, "git:HEAD:designs/feed.sd", "now.sd")["same"] is True


@pytest.mark.parametrize(
    "named",
    [
        "--output=gone",
        "-1",
        "nowhere",
        "HEAD:designs",
        "$(touch gone)",
        "; touch gone",
        "HEAD\nHEAD",
        "x" * 500,
        "HEAD^{tree}",
        "",
    ],
)
def test_what_is_no_commit_is_told_and_nothing_else_happens(named: str, repository: Path) -> None:
    found = git.revision(named, "designs/feed.sd")
    assert isinstance(found, Trouble)
    assert not (repository / "gone").exists()


def test_the_revision_cannot_be_an_option(repository: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "git:--help:designs/feed.sd", "designs/feed.sd"]) == 2
    assert "not a revision" in capfd.readouterr().err


def test_what_is_not_there_and_what_lies_outside_cannot_be_read(repository: Path) -> None:
    found = git.revision("HEAD", "designs/feed.sd")
    assert isinstance(found, git.Revision)
    assert isinstance(found.read("designs/feed.sd"), Source)
    assert isinstance(found.read("designs/none.sd"), Trouble)
    assert isinstance(found.read("designs"), Trouble)
    assert isinstance(found.read("../outside.sd"), Trouble)
    assert isinstance(found.reader(repository / "designs")("designs/../top.sd"), Trouble)
    assert isinstance(found.reader(repository / "designs")("a\0b"), Trouble)


def test_no_more_is_read_than_from_a_file(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (repository / "large.sd").write_text("#" * 100_000)
    run(repository, "add", "large.sd")
    run(repository, "commit", "-q", "-m", "large")
    monkeypatch.setattr(git, "MAX_BYTES", 1000)
    monkeypatch.setattr("sdlint.cli.rim.files.MAX_BYTES", 1000)
    found = git.revision("HEAD", "large.sd")
    assert isinstance(found, git.Revision)
    trouble = found.read("large.sd")
    assert isinstance(trouble, Trouble)
    assert "larger" in trouble.message


def test_without_git_it_is_told(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    found = git.revision("HEAD", "designs/feed.sd")
    assert isinstance(found, Trouble)
    assert "git isn't installed" in found.message


# check --since


def findings(capfd: pytest.CaptureFixture[str], *words: str, status: int) -> list[tuple[str, str]]:
    assert main(["check", *words, "--format", "json", "--today", "2026-01-31"]) == status
    out, err = capfd.readouterr()
    assert not err
    return [(one["rule"], one["element"]) for one in json.loads(out)["findings"]]


def test_only_what_came_since_is_told(repository: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = "designs/feed.sd"
    assert findings(capfd, path, status=1)
    new = findings(capfd, path, "--since", "HEAD", status=0)
    # Two copies where there was one: how a write reaches the second is a new question.
    assert new == [("unstated-replication", "posts")]
    with (repository / path).open("a") as file:
        file.write("cache idle { replicas 1 }\n")
    assert ("unused-component", "idle") in findings(capfd, path, "--since", "HEAD", status=1)


def test_nothing_is_new_where_nothing_was_changed(
    repository: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    run(repository, "checkout", "-q", "--", ".")
    path = repository / "designs" / "feed.sd"
    path.write_text("# moved down\n\n" + path.read_text().replace("replicas 2", "replicas  2"))
    assert findings(capfd, "designs", "--since", "main", status=0) == []


def test_a_mistake_is_new_by_what_it_says(repository: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = repository / "designs" / "feed.sd"
    path.write_text(OLD.replace("replicas 2", "replicsa 2"))
    run(repository, "commit", "-qam", "a mistake")
    path.write_text(OLD.replace("replicas 2", "replicsa 2, capcity 3/s"))
    new = findings(capfd, "designs/feed.sd", "--since", "HEAD", status=1)
    assert [rule for rule, _ in new] == ["unknown-attribute"]


def test_a_new_design_is_all_new(repository: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (repository / "other.sd").write_text('system "Other"\nservice web\ncache idle\nweb -> web\n')
    every = findings(capfd, "other.sd", status=1)
    assert findings(capfd, "other.sd", "--since", "HEAD", status=1) == every


def test_a_finding_whose_acceptance_is_taken_away_came_with_the_change(
    repository: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = repository / "designs" / "feed.sd"
    path.write_text(OLD + 'cache idle\naccept unused-component on idle because "soon"\n')
    run(repository, "commit", "-qam", "accepted")
    path.write_text(OLD + "cache idle\n")
    new = findings(capfd, "designs/feed.sd", "--since", "HEAD", status=1)
    assert new == [("unused-component", "idle")]


def test_a_revision_that_is_none_stops_the_run(repository: Path, capfd: pytest.CaptureFixture[str]) -> None:
    for named in ("nowhere", "--output=gone"):
        assert main(["check", "designs", "--since", named]) == 2
        _, err = capfd.readouterr()
        assert "revision" in err
    assert not (repository / "gone").exists()
