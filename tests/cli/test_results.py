"""The same check of the same files prints the same bytes again, unchecked; any other is checked anew."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from sdlint import caches
from sdlint.cli import main
from sdlint.cli.rim import results, seen
from sdlint.reports import names as formats

ROOT = Path(__file__).resolve().parents[2]
DESIGN = """use "shared.sd"
system "Shop"
client c
service api { replicas 2 }
databse d { replicas 1 }
flow f at 1/s { c -> api -> d }
accept missing-telemetry on system because "a toy" until 2026-06-30
"""
RULE = """rule few-services
severity warning
for s in services
require s.replicas >= 9
at s
say "`{s}` has few copies"
why "Because."
"""
Judged = list[list[str]]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project whose results are kept in a cache of its own."""
    monkeypatch.delenv("SDLINT_NO_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    folder = tmp_path / "project"
    (folder / ".git").mkdir(parents=True)
    (folder / "designs").mkdir()
    monkeypatch.chdir(folder)
    Path("shop.sd").write_text(DESIGN, "utf-8")
    Path("shared.sd").write_text("region us { zone a, zone b }\n", "utf-8")
    Path("designs/other.sd").write_text('system "Other"\nservice web { replicas 2 }\n', "utf-8")
    Path("note.md").write_text("# No design\n", "utf-8")
    return folder


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> Judged:
    """The checks that weren't answered by what is kept."""
    made: Judged = []
    real = results._Recording.__init__

    def noted(self: results._Recording, key: str) -> None:
        made.append([key])
        real(self, key)

    monkeypatch.setattr(results._Recording, "__init__", noted)
    return made


def kept(folder: Path) -> list[Path]:
    """The entries that there are."""
    return sorted((folder.parent / "cache" / "sdlint" / "results").glob("*"))


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    status = main(["check", *words])
    told = capsys.readouterr()
    return status, told.out, told.err


@pytest.mark.parametrize("format_", formats())
@pytest.mark.parametrize("color", ["always", "never"])
def test_the_same_bytes_again(
    format_: str, color: str, project: Path, judged: Judged, capsys: pytest.CaptureFixture[str]
) -> None:
    words = (".", "--format", format_, "--color", color)
    fresh = run(capsys, *words, "--no-cache")
    assert kept(project) == []
    first, again = run(capsys, *words), run(capsys, *words)
    assert fresh == first == again
    assert len(judged) == 1


@pytest.mark.parametrize(
    "words",
    [
        ["shop.sd", "--statistics"],
        ["shop.sd", "--quiet"],
        ["shop.sd", "--output", "sarif"],
        ["--fail-on", "never"],
        ["shop.sd", "--preset", "strict"],
        [".", "--jobs", "2"],
        ["shop.sd", "--isolated", "--today", "2026-01-01"],
    ],
)
def test_options(words: list[str], project: Path, judged: Judged, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, *words) == run(capsys, *words) == run(capsys, *words, "--no-cache")
    assert len(judged) == 1


CHANGES: dict[str, Callable[[], object]] = {
    "the design": lambda: Path("shop.sd").write_text(DESIGN.replace("replicas 1", "replicas 3"), "utf-8"),
    "its comments": lambda: Path("shop.sd").write_text(f"{DESIGN}# so\n", "utf-8"),
    "a used file": lambda: Path("shared.sd").write_text("region eu { zone a }\n", "utf-8"),
    "a used file gone": lambda: Path("shared.sd").unlink(),
    "new settings": lambda: Path("sdlint.toml").write_text('fail-on = "error"\n', "utf-8"),
    "new settings in pyproject.toml": lambda: Path("pyproject.toml").write_text(
        '[tool.sdlint.ignore]\nno-growth = "a toy"\n', "utf-8"
    ),
    "a settings file that says nothing": lambda: Path("pyproject.toml").write_text("\n", "utf-8"),
    "settings below": lambda: Path("designs/sdlint.toml").write_text("", "utf-8"),
    "a new design": lambda: Path("designs/new.sd").write_text("service job\n", "utf-8"),
    "a design gone": lambda: Path("designs/other.sd").unlink(),
    "a design in a document": lambda: Path("note.md").write_text("```sd\nservice job\n```\n", "utf-8"),
    "a .gitignore": lambda: Path(".gitignore").write_text("designs\n", "utf-8"),
    "a .gitignore below": lambda: Path("designs/.gitignore").write_text("*\n", "utf-8"),
    "another root": lambda: Path(".git").rmdir(),
    "a design that is a link": lambda: (
        Path("designs/other.sd").replace("designs/real.txt"),
        Path("designs/other.sd").symlink_to("real.txt"),
    ),
    "a used file that leads out": lambda: (
        Path("shared.sd").rename("../shared.sd"),
        Path("shared.sd").symlink_to("../shared.sd"),
    ),
    "a folder that is a link": lambda: (
        Path("designs").replace("real"),
        Path("designs").symlink_to("real"),
    ),
}


IN_FOLDERS = {"a new design", "a design in a document", "a .gitignore", "a .gitignore below"}
"""What matters only where designs are looked for in a folder."""


@pytest.mark.parametrize("paths", [(".",), ("shop.sd", "designs/other.sd")], ids=["folder", "files"])
@pytest.mark.parametrize("what", CHANGES)
def test_a_change_is_checked_anew(
    what: str, paths: tuple[str, ...], project: Path, judged: Judged, capsys: pytest.CaptureFixture[str]
) -> None:
    words = (*paths, "--format", "json")
    run(capsys, *words)
    run(capsys, *words)
    assert len(judged) == 1
    CHANGES[what]()
    changed = run(capsys, *words)
    assert len(judged) == (1 if what in IN_FOLDERS and len(paths) > 1 else 2)
    assert changed == run(capsys, *words, "--no-cache")


def test_a_link_that_leads_round_in_a_circle(
    project: Path, judged: Judged, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("loop").symlink_to("loop")
    assert run(capsys, ".") == run(capsys, ".")
    assert len(judged) == 1


def test_house_rules(project: Path, judged: Judged, capsys: pytest.CaptureFixture[str]) -> None:
    Path("sdlint.toml").write_text('rules = ["ours/*.rule"]\n', "utf-8")
    Path("ours").mkdir()
    Path("ours/few-services.rule").write_text(RULE, "utf-8")
    first = run(capsys, "designs", "--format", "concise")
    assert "few-services" in first[1]
    assert run(capsys, "designs", "--format", "concise") == first
    assert len(judged) == 1
    Path("ours/few-services.rule").write_text(RULE.replace("9", "1"), "utf-8")
    assert "few-services" not in run(capsys, "designs", "--format", "concise")[1]
    Path("ours/more.rule").write_text(RULE.replace("few-services", "more"), "utf-8")
    assert "more" in run(capsys, "designs", "--format", "concise")[1]


def test_a_baseline(project: Path, judged: Judged, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["baseline", "create", "known.json", "designs/other.sd"]) == 0
    capsys.readouterr()
    words = ("designs/other.sd", "--baseline", "known.json", "--format", "json")
    assert run(capsys, *words) == run(capsys, *words)
    assert len(judged) == 1
    Path("known.json").write_text(Path("known.json").read_text("utf-8") + "\n", "utf-8")
    run(capsys, *words)
    assert len(judged) == 2


def test_used_files_are_seen_by_several_jobs(
    project: Path, judged: Judged, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("shop.sd", "designs", "--jobs", "2", "--format", "json")
    first = run(capsys, *words)
    Path("shared.sd").unlink()
    gone = run(capsys, *words)
    assert len(judged) == 2
    assert first != gone == run(capsys, *words, "--no-cache")


def test_the_day(
    project: Path, judged: Judged, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run(capsys, "shop.sd")
    tomorrow = time.localtime(time.time() + 86_400)
    monkeypatch.setattr(time, "localtime", lambda *_: tomorrow)
    run(capsys, "shop.sd")
    assert len(judged) == 2


@pytest.mark.parametrize(
    "words",
    [["--preset", "strict"], ["--today", "2026-12-31"], ["--color", "always"], ["--fail-on", "never"]],
)
def test_other_words(
    words: list[str], project: Path, judged: Judged, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, "shop.sd")
    told = run(capsys, "shop.sd", *words)
    assert len(judged) == 2
    assert told == run(capsys, "shop.sd", *words, "--no-cache")


@pytest.mark.parametrize(("name", "value"), [("COLUMNS", "41"), ("FORCE_COLOR", "1"), ("NO_COLOR", "1")])
def test_another_terminal(
    name: str,
    value: str,
    project: Path,
    judged: Judged,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run(capsys, "shop.sd")
    monkeypatch.setenv(name, value)
    told = run(capsys, "shop.sd")
    assert len(judged) == 2
    assert told == run(capsys, "shop.sd", "--no-cache")


def test_another_window(
    project: Path, judged: Judged, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run(capsys, "shop.sd")
    monkeypatch.setattr(results, "terminal", lambda: [47, 20])
    run(capsys, "shop.sd")
    assert len(judged) == 2
    # What goes to a terminal may have colours, what goes to a file has none.
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    run(capsys, "shop.sd")
    assert len(judged) == 3


def test_another_folder(project: Path, judged: Judged, capsys: pytest.CaptureFixture[str]) -> None:
    # The same path and the same file, told by another way from here.
    shop = str(project / "shop.sd")
    first = run(capsys, shop, "--format", "concise")
    os.chdir("designs")
    there = run(capsys, shop, "--format", "concise")
    assert len(judged) == 2
    assert first != there == run(capsys, shop, "--format", "concise", "--no-cache")


def test_every_variable_counts() -> None:
    """Whatever `check` reads from the environment is part of a key."""
    other = {"SDLINT_NO_CACHE", "XDG_CACHE_HOME"}
    for path in (ROOT / "sdlint").rglob("*.py"):
        if path.name == "git.py":
            continue  # What needs git isn't kept.
        for line in path.read_text("utf-8").splitlines():
            _, sign, rest = line.partition('environ.get("')
            if sign:
                assert rest.partition('"')[0] in {*results.VARIABLES, *other}, line


def test_the_program_itself(tmp_path: Path) -> None:
    """A copy of the checkout in which a rule is changed finds something else at once."""
    for name in ("sdlint", "rules", "grammar"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, tmp_path / "copy" / name, ignore=ignored)
    (tmp_path / "a.sd").write_text("database d { replicas 1 }\n", "utf-8")
    environment = {name: value for name, value in os.environ.items() if name != "SDLINT_NO_CACHE"}
    environment |= {"PYTHONPATH": str(tmp_path / "copy"), "XDG_CACHE_HOME": str(tmp_path / "cache")}

    def check() -> str:
        command = (
            "import sys; from sdlint.cli import main; sys.exit(main(['check', 'a.sd', '--format', 'json']))"
        )
        done = subprocess.run(
            [sys.executable, "-c", command], cwd=tmp_path, env=environment, capture_output=True, check=False
        )
        assert done.returncode in (0, 1), done.stderr
        return done.stdout.decode()

    first = check()
    assert check() == first
    (rule,) = (tmp_path / "copy" / "rules").rglob("missing-replicas.rule")
    rule.write_text(rule.read_text("utf-8").replace("severity warning", "severity error", 1), "utf-8")
    assert check() != first


def test_a_library_that_is_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever it lies, be it in a folder of no special name."""
    (tmp_path / "pathspec").mkdir()
    (tmp_path / "pathspec" / "__init__.py").write_text("", "utf-8")
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    before = results._program()
    assert results._program() == before
    (tmp_path / "pathspec" / "__init__.py").write_text("# another\n", "utf-8")
    assert results._program() != before


# What is read and written for it


@pytest.mark.parametrize("words", [["--fix"], ["--add-accept", "so"], ["--suggest"], ["--show-config"]])
def test_what_writes_or_asks_is_done(
    words: list[str], project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, "shop.sd", *words)
    assert kept(project) == []


def test_a_report_in_a_file_is_written_each_time(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(2):
        run(capsys, "shop.sd", "--output", "json=out.json")
        Path("out.json").unlink()
    assert kept(project) == []


def test_troubles_are_looked_at_again(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "shop.sd", "absent.sd")[0] == 2
    assert kept(project) == []


def test_the_variable(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SDLINT_NO_CACHE", "1")
    run(capsys, "shop.sd")
    assert kept(project) == []


def test_nothing_heavy_is_imported(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = (
        "import sys; from sdlint.cli import main; main(['check', 'shop.sd']);"
        "print(*sorted(sys.modules), file=sys.stderr)"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}

    def modules() -> set[str]:
        done = subprocess.run(
            [sys.executable, "-c", command], capture_output=True, check=True, env=environment
        )
        return set(done.stderr.decode().split())

    assert "sdlint.engine.run" in modules()
    heavy = {"click", "lark", "dataclasses", "pathlib", "platformdirs", "sdlint.engine", "sdlint.lint"}
    assert not heavy & modules()


# An entry that can't be believed


def spoilt(change: Callable[[dict[str, object]], object]) -> Callable[[Path], object]:
    """An entry with a right checksum and wrong data."""

    def do(path: Path) -> None:
        entry = json.loads(path.read_bytes().partition(b"\n")[2])
        made = change(entry)
        body = json.dumps(entry if made is None else made).encode()
        path.write_bytes(seen.digest(body).encode() + b"\n" + body)

    return do


BROKEN: dict[str, Callable[[Path], object]] = {
    "empty": lambda path: path.write_bytes(b""),
    "half": lambda path: path.write_bytes(path.read_bytes()[:-100]),
    "a bit": lambda path: path.write_bytes(path.read_bytes().replace(b'"status":1', b'"status":0')),
    "no JSON": lambda path: path.write_bytes(seen.digest(b"so").encode() + b"\nso"),
    "deep": lambda path: path.write_bytes(seen.digest(b"[" * 99_999).encode() + b"\n" + b"[" * 99_999),
    "a list": spoilt(lambda entry: [1]),
    "another's key": spoilt(lambda entry: entry.update(key="0" * 48)),
    "another status": spoilt(lambda entry: entry.update(status=7)),
    "a status that is none": spoilt(lambda entry: entry.update(status=True)),
    "texts of numbers": spoilt(lambda entry: entry.update(texts=[["out", 1]])),
    "texts elsewhere": spoilt(lambda entry: entry.update(texts=[["/etc/passwd", "x"]])),
    "notes of numbers": spoilt(lambda entry: entry.update(notes=[[1, 2, 3]])),
    "notes of nothing known": spoilt(lambda entry: entry.update(notes=[["run", "rm", ""]])),
    "too large": lambda path: path.write_bytes(b" " * (results.MAX_ENTRY + 1)),
    "a folder": lambda path: (path.unlink(), path.mkdir()),
    "a link": lambda path: (path.rename(path.with_suffix(".x")), path.symlink_to(path.with_suffix(".x"))),
    "others may write": lambda path: path.chmod(0o666),
}


@pytest.mark.parametrize("how", BROKEN)
def test_a_broken_entry_is_a_miss(
    how: str, project: Path, judged: Judged, capsys: pytest.CaptureFixture[str]
) -> None:
    first = run(capsys, "shop.sd")
    (entry,) = kept(project)
    BROKEN[how](entry)
    assert run(capsys, "shop.sd") == first
    assert len(judged) == 2


def test_a_folder_that_others_may_write(
    project: Path, judged: Judged, capsys: pytest.CaptureFixture[str]
) -> None:
    first = run(capsys, "shop.sd")
    for folder in (kept(project)[0].parent, kept(project)[0].parent.parent):
        folder.chmod(0o777)
        assert run(capsys, "shop.sd") == first
        folder.chmod(0o700)
    assert len(judged) == 3
    run(capsys, "shop.sd")
    assert len(judged) == 3


def test_somebody_elses_folder(
    project: Path, judged: Judged, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = run(capsys, "shop.sd")
    monkeypatch.setattr(os, "geteuid", lambda: 4711)
    assert run(capsys, "shop.sd") == first
    assert caches.cache_folder() is None
    assert len(judged) == 2


def test_a_folder_that_is_a_link(project: Path, judged: Judged, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "shop.sd")
    folder = kept(project)[0].parent
    folder.rename(folder.with_name("elsewhere"))
    folder.symlink_to("elsewhere")
    run(capsys, "shop.sd")
    assert len(judged) == 2


def test_rights(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mask = os.umask(0)
    try:
        run(capsys, "shop.sd")
    finally:
        os.umask(mask)
    (entry,) = kept(project)
    assert entry.stat().st_mode & 0o777 == 0o600
    assert entry.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("name", ["replace", "fdopen", "mkdir"])
def test_a_disk_that_takes_nothing(
    name: str, project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = run(capsys, "shop.sd", "--no-cache")
    real = getattr(os, name)

    def full(*words: object, **more: object) -> object:
        if "w" in str(words[1:2]) or name != "fdopen":
            raise OSError(28, "No space left on device")
        return real(*words, **more)

    with monkeypatch.context() as patch:
        patch.setattr(results.os, name, full)
        assert run(capsys, "shop.sd") == wanted
    assert kept(project) == []


def test_old_entries_go(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(results, "MAX_KEPT", 3)
    for number in range(1, 6):
        run(capsys, "shop.sd", "--today", f"2026-01-0{number}")
        for age, entry in enumerate(sorted(kept(project), key=lambda path: path.stat().st_mtime_ns)):
            os.utime(entry, (age, age))  # A clock that is too coarse mustn't decide.
    assert len(kept(project)) == 3
    monkeypatch.setattr(results, "MAX_TOTAL", 1)
    run(capsys, "shop.sd")
    assert len(kept(project)) == 1


def test_large_results_are_not_kept(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(results, "MAX_ENTRY", 100)
    run(capsys, "shop.sd")
    assert kept(project) == []


def test_two_at_once(project: Path) -> None:
    """Several processes that keep and read the same results see all of them or nothing."""
    command = (
        "import sys; from sdlint.cli import main; sys.exit(main(['check', 'shop.sd', '--format', 'json']))"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    running = [
        subprocess.Popen([sys.executable, "-c", command], stdout=subprocess.PIPE, env=environment)
        for _ in range(4)
    ]
    told = {(process.communicate(timeout=60)[0], process.returncode) for process in running}
    assert len(told) == 1
    assert [entry.suffix for entry in kept(project)] == [".json"]


def test_what_changes_while_it_is_read_is_not_kept(project: Path) -> None:
    seen.note()
    assert seen.content("shop.sd") == DESIGN.encode()
    Path("shop.sd").write_text("service x\n", "utf-8")
    seen.content("shop.sd")
    notes = seen.noted()
    assert notes is not None
    assert not seen.same(notes)


@pytest.mark.parametrize("base", [None, "/somewhere/cache", "relative"])
def test_the_folder_is_where_platformdirs_says(base: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    from platformdirs import user_cache_dir

    if base is None:
        monkeypatch.delenv("XDG_CACHE_HOME")
    else:
        monkeypatch.setenv("XDG_CACHE_HOME", base)
    if base != "relative":
        assert caches.cache_path() == user_cache_dir("sdlint", appauthor=False)
    assert os.path.isabs(caches.cache_path())  # noqa: PTH117 - it is a text
