"""Where sdlint meets files: reading, finding, writing."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

from sdlint.cli.rim import files
from sdlint.cli.rim.files import make_reader, read_file
from sdlint.cli.rim.gather import designs_in, gather, gather_one
from sdlint.cli.rim.project import find_project
from sdlint.cli.rim.write import create_file, write_file
from sdlint.config import Config
from sdlint.diagnostic import Trouble
from sdlint.record import changed
from sdlint.source import Source

posix = pytest.mark.skipif(os.name != "posix", reason="links, modes and FIFOs as POSIX has them")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Each test stands in a folder of its own, which is a project."""
    folder = tmp_path / "here"
    (folder / ".git").mkdir(parents=True)
    monkeypatch.chdir(folder)
    return folder


def put(path: str, content: str | bytes = "client a\n") -> Path:
    file = Path(path)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return file


def trouble(result: Source | Trouble) -> str:
    assert isinstance(result, Trouble)
    return f"{result.path}: {result.message}"


# Reading


def test_a_byte_order_mark_is_not_text() -> None:
    put("a.sd", b"\xef\xbb\xbfclient a")
    source = read_file("a.sd")
    assert isinstance(source, Source)
    assert source.text == "client a"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"client a\n\xff", "a.sd: not UTF-8: byte 0xff at offset 9 (line 2)"),
        (b"\xed\xa0\x80", "a.sd: not UTF-8: byte 0xed at offset 0 (line 1)"),
        (b"caf\xc3", "a.sd: not UTF-8: byte 0xc3 at offset 3 (line 1)"),
    ],
)
def test_only_utf8_is_read(content: bytes, message: str) -> None:
    put("a.sd", content)
    assert trouble(read_file("a.sd")) == message


def test_utf16_is_known_when_seen() -> None:
    put("a.sd", "client a".encode("utf-16"))
    result = read_file("a.sd")
    assert isinstance(result, Trouble)
    assert result.help == "it looks like UTF-16: save it as UTF-8"


def test_no_more_is_read_than_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_BYTES", 2_000_000)
    put("most.sd", b"#" * 2_000_000)
    put("more.sd", b"#" * 2_000_001)
    assert isinstance(read_file("most.sd"), Source)
    assert trouble(read_file("more.sd")) == "more.sd: larger than 2 MB, the most that sdlint reads"


@posix
def test_only_regular_files_are_read() -> None:
    os.mkfifo("fifo.sd")
    Path("folder").mkdir()
    assert trouble(read_file("fifo.sd")) == "fifo.sd: not a regular file"
    assert trouble(read_file("/dev/zero")).endswith("/dev/zero: not a regular file")
    assert trouble(read_file("folder")) == "folder: a folder, not a file"
    assert trouble(read_file("a\0b")) == "a\0b: not a path"


@posix
def test_a_link_to_itself() -> None:
    Path("loop.sd").symlink_to("loop.sd")
    assert "loop.sd: " in trouble(read_file("loop.sd"))
    assert "loop.sd: " in trouble(make_reader("")("loop.sd"))


def test_a_misspelt_file_has_a_suggestion() -> None:
    put("designs/shop.sd")
    [found] = gather(["designs/shpo.sd"]).troubles
    assert (found.message, found.help) == ("no such file", "did you mean `designs/shop.sd`?")


# Confinement


@posix
def test_the_reader_stays_in_the_project(here: Path) -> None:
    put("../secret.sd")
    put("in/a.sd")
    Path("link.sd").symlink_to("../secret.sd")
    Path("up").symlink_to("..")
    Path("inner.sd").symlink_to("in/a.sd")
    read = make_reader(str(here))
    for path in (
        "../secret.sd",
        "link.sd",
        "up/secret.sd",
        "in/../../secret.sd",
        str(here.parent / "secret.sd"),
    ):
        assert "outside the project" in trouble(read(path)), path
    for path in ("in/a.sd", "inner.sd", "up/here/in/a.sd", str(here / "in" / "a.sd")):
        assert isinstance(read(path), Source), path
    assert "not a path" in trouble(read("a\0b"))


@posix
def test_a_folder_is_not_left_by_its_links() -> None:
    put("../secret.sd")
    put("a.sd")
    Path("b.sd").symlink_to("../secret.sd")
    gathered = gather(["."])
    assert [source.path for source in gathered.sources] == ["a.sd"]
    assert ["outside the project" in found.message for found in gathered.troubles] == [True]


# Finding


def test_folders_are_read_by_name_and_each_file_once() -> None:
    for path in ("b.sd", "a.sd", "c/d.sd", "c/notes.txt", ".hidden/x.sd", "node_modules/y.sd"):
        put(path)
    gathered = gather(["c", ".", "./a.sd", "c/../a.sd"])
    assert [source.path for source in gathered.sources] == ["c/d.sd", "a.sd", "b.sd"]
    assert gathered.troubles == ()


def test_paths_are_shown_from_where_one_stands(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put("a.sd")
    put("deep/b.sd")
    monkeypatch.chdir("deep")
    gathered = gather([str(here / "a.sd"), "b.sd", "../deep/../a.sd"])
    assert [source.path for source in gathered.sources] == ["../a.sd", "b.sd"]


def test_a_folder_without_designs() -> None:
    Path("empty").mkdir()
    [found] = gather(["empty"]).troubles
    assert (found.path, found.message) == ("empty", "no designs in this folder")


def test_a_folder_where_one_file_is_wanted() -> None:
    [found] = gather_one(".").troubles
    assert found.message == "a folder, not a file"


def test_what_is_ignored_may_be_named() -> None:
    put(".gitignore", "*.sd\n")
    put("a.sd")
    assert [found.message for found in gather(["."]).troubles] == ["no designs in this folder"]
    assert [source.path for source in gather(["a.sd"]).sources] == ["a.sd"]


@pytest.mark.skipif(shutil.which("git") is None, reason="git is the oracle")
def test_ignored_is_what_git_ignores(here: Path) -> None:
    subprocess.run(["git", "init", "-q", "."], check=True, capture_output=True)
    put(".gitignore", "/build/\n*.tmp.sd\n!keep.tmp.sd\ndeep/**/x.sd\nout\n# a comment\n\\#odd.sd\n")
    put("deep/.gitignore", "!again.tmp.sd\n/only-here.sd\nlocal/\n")
    for path in (
        "a.sd",
        "a.tmp.sd",
        "keep.tmp.sd",
        "#odd.sd",
        "build/b.sd",
        "deep/build/b.sd",
        "deep/again.tmp.sd",
        "deep/only-here.sd",
        "deep/er/only-here.sd",
        "deep/er/x.sd",
        "deep/er/local/y.sd",
        "out/z.sd",
        "deep/out/z.sd",
        "in/out.sd",
    ):
        put(path)
    for start in (".", "deep", "deep/er"):
        listed = subprocess.run(
            ["git", "-c", "core.quotePath=off", "ls-files", "-o", "--exclude-standard", start],
            check=True,
            capture_output=True,
            text=True,
        )
        wanted = sorted(path for path in listed.stdout.splitlines() if path.endswith(".sd"))
        found, troubles = designs_in(Path(start))
        assert sorted(path.as_posix() for path in found) == wanted
        assert not troubles
    # Seen from within, the rules of the folders above hold as well.
    os.chdir(here / "deep" / "er")
    assert [path.as_posix() for path in designs_in(Path())[0]] == ["only-here.sd"]


# Projects


def test_the_nearest_settings_hold(here: Path) -> None:
    put("sdlint.toml", 'fail-on = "never"')
    put("one/pyproject.toml", '[tool.sdlint]\nfail-on = "error"')
    put("one/two/pyproject.toml", '[project]\nname = "sdlint-user"')
    put("one/two/a.sd")
    assert find_project(str(here / "one" / "two")).root == str((here / "one").resolve())
    assert changed(gather(["one/two/a.sd"]).config, places={}) == Config("error")
    assert changed(gather(["."]).config, places={}) == Config("never")


def test_a_repository_ends_the_search(here: Path, tmp_path: Path) -> None:
    put("../sdlint.toml", "nonsense = 1")
    assert find_project(str(here)).root == str(here.resolve())
    assert find_project(str(here)).troubles == ()
    assert [found.message for found in find_project(str(tmp_path)).troubles] == ["unknown setting `nonsense`"]


def test_broken_settings_are_told_once() -> None:
    put("sdlint.toml", b"\xff")
    put("a.sd")
    put("b.sd")
    gathered = gather(["a.sd", "b.sd", "."])
    assert [found.path for found in gathered.troubles] == ["sdlint.toml"]
    assert len(gathered.sources) == 2


# Writing


@posix
def test_a_file_is_replaced_with_its_mode_and_through_links() -> None:
    target = put("in/a.sd", "old")
    target.chmod(0o640)
    Path("link.sd").symlink_to("in/a.sd")
    assert write_file("link.sd", b"new") is None
    assert Path("link.sd").is_symlink()
    assert target.read_bytes() == b"new"
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert [path.name for path in Path("in").iterdir()] == ["a.sd"]


@posix
def test_a_new_file_has_the_usual_mode() -> None:
    before = os.umask(0o027)
    try:
        assert write_file("new.svg", b"x") is None
    finally:
        os.umask(before)
    assert stat.S_IMODE(Path("new.svg").stat().st_mode) == 0o640


@posix
def test_a_device_is_written_and_not_replaced() -> None:
    assert write_file("/dev/null", b"x") is None
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


def test_what_cannot_be_written_is_said() -> None:
    put("a.sd", "old")
    assert trouble(write_file("nowhere/a.svg", b"x") or Source("", "")) == "nowhere: no such folder"
    assert trouble(write_file(".git", b"x") or Source("", "")) == ".git: a folder, not a file"
    assert trouble(create_file("a.sd", b"x") or Source("", "")) == (
        "a.sd: is there already, and nothing is overwritten"
    )
    assert Path("a.sd").read_bytes() == b"old"
