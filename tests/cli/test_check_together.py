"""What `check` is asked for at once: fixes and documents, revisions and several jobs, revisions and rules."""

from __future__ import annotations

from pathlib import Path

import pytest

from sdlint.cli import main
from tests.repositories import git

DOCUMENT = """# RFC: a thing

Prose that must stay.

```sd
system "Thing"
client c
service api {replicas 2}
databse d { replicas 1 }
flow f at 1/s { c -> api -> d }
```

More prose.
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    git(tmp_path, "init", "-q", ".")
    return tmp_path


def keep(folder: Path) -> None:
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "x")


@pytest.mark.parametrize(
    "words", [["--fix"], ["--add-accept", "so be it"], ["--fix", "--diff"], ["--suggest"]]
)
@pytest.mark.parametrize("named", ["rfc.md", "."])
def test_a_document_is_checked_and_never_written(
    words: list[str], named: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "rfc.md").write_text(DOCUMENT, "utf-8")
    (project / "own.sd").write_text("client   c\nservise s { replicas 2 }\nc -> s\n", "utf-8")
    main(["check", named, *words, "--format", "concise"])
    assert (project / "rfc.md").read_text("utf-8") == DOCUMENT
    assert "rfc.md" in capsys.readouterr().err


def test_a_design_beside_a_document_is_fixed(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "rfc.md").write_text(DOCUMENT, "utf-8")
    (project / "own.sd").write_text("client   c\nservise s { replicas 2 }\nc -> s\n", "utf-8")
    main(["check", ".", "--fix", "--format", "concise"])
    assert "service s" in (project / "own.sd").read_text("utf-8")
    assert "rfc.md:9:1: error[unknown-keyword]" in capsys.readouterr().out


WHOLE = (
    "system {title}\nclient c\nservice s {{ replicas {copies}, capacity 10/s }}\nflow f at 5/s {{ c -> s }}\n"
)


def design(title: str, copies: int) -> str:
    return WHOLE.format(title=f'"{title}"', copies=copies)


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_what_a_change_brought_is_told_by_several_jobs_too(
    jobs: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "a.sd").write_text(design("A", 3), "utf-8")
    (project / "b.sd").write_text(design("B", 3), "utf-8")
    keep(project)
    (project / "b.sd").write_text(design("B", 1), "utf-8")
    status = main(["check", ".", "--since", "HEAD", "--jobs", jobs, "--format", "concise"])
    found = [line.partition(" ")[0] + " " + line.split()[1] for line in capsys.readouterr().out.splitlines()]
    assert status == 1
    assert "b.sd:3:9: warning[single-point-of-failure]" in found
    assert not any(line.startswith("a.sd") for line in found)


def test_what_a_change_brought_to_a_document(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    blocks = "Text.\n\n```sd\n{one}```\n\n```sd\n{two}```\n"
    path = project / "rfc.md"
    path.write_text(blocks.format(one=design("One", 3), two=design("Two", 1)), "utf-8")
    keep(project)
    assert main(["check", "rfc.md", "--since", "HEAD", "--format", "concise"]) == 0
    assert capsys.readouterr().out == ""
    path.write_text(blocks.format(one=design("One", 1), two=design("Two", 1)), "utf-8")
    assert main(["check", "rfc.md", "--since", "HEAD", "--format", "concise"]) == 1
    out = capsys.readouterr().out
    assert "rfc.md:6:9: warning[single-point-of-failure]" in out
    assert "rfc.md:12" not in out


def test_what_one_design_accepts_is_told_of_another(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    reason = 'accept single-point-of-failure on s because "a toy"\n'
    (project / "a.sd").write_text(design("A", 3), "utf-8")
    (project / "b.sd").write_text(design("B", 3), "utf-8")
    keep(project)
    (project / "a.sd").write_text(design("A", 1) + reason, "utf-8")
    (project / "b.sd").write_text(design("B", 1), "utf-8")
    main(["check", ".", "--since", "HEAD", "--format", "concise"])
    assert "b.sd:3:9: warning[single-point-of-failure]" in capsys.readouterr().out


ASKING = """rule owned
severity question
topic "owners"
require any(s in services if s.owner is known)
at system
say "Nobody owns a service"
why "Whoever is woken at night has to know whom to call, and whoever changes a thing has to know whom to ask."
"""


def test_house_rules_are_heard_of_a_change_too(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "sdlint.toml").write_text('rules = ["owned.rule"]\n', "utf-8")
    (project / "owned.rule").write_text(ASKING, "utf-8")
    (project / "a.sd").write_text('system "A"\nclient c\n', "utf-8")
    keep(project)
    (project / "b.sd").write_text('system "B"\nclient c\n', "utf-8")
    main(["check", "b.sd", "--since", "HEAD", "--format", "concise"])
    lines = capsys.readouterr().out.splitlines()
    # One question for all that the design says nothing of, the project's own among it.
    assert len([line for line in lines if "question" in line]) == 1
    assert "owners" in lines[0]


def test_what_a_baseline_knows_a_change_doesnt_bring(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "old.sd").write_text('system "Old"\n', "utf-8")
    keep(project)
    (project / "a.sd").write_text(design("A", 1), "utf-8")
    assert main(["baseline", "create", "known.json", "a.sd"]) == 0
    capsys.readouterr()
    assert main(["check", "a.sd", "--since", "HEAD", "--baseline", "known.json", "--format", "concise"]) == 0
    assert capsys.readouterr().out == ""


def test_what_a_project_accepts_is_no_matter_of_a_difference_or_a_fix(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`diff` and the fixes judge as `check` does."""
    design = (
        'system "Thing"\nclient c\nbalancer b {{ replicas 2 }}\ndatabase d {{ replicas {} }}\nc -> b -> d\n'
    )
    Path("a.sd").write_text(design.format(2))
    keep(project)
    Path("a.sd").write_text(design.format(1))
    assert main(["diff", "git:HEAD:a.sd", "a.sd"]) == 0
    assert "missing-replicas" in capsys.readouterr().out
    Path("sdlint.toml").write_text('ignore = { missing-replicas = "so be it" }\n')
    assert main(["diff", "git:HEAD:a.sd", "a.sd"]) == 0
    assert "missing-replicas" not in capsys.readouterr().out
    main(["check", "a.sd", "--add-accept", "well"])
    assert "missing-replicas" not in Path("a.sd").read_text()
