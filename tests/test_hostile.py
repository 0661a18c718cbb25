"""Hostile inputs, a row each: what a stranger's repository may hold, what is run, and what comes of it.

Of all rows it holds too: never a traceback, never a character that gives a terminal orders, never more than
some seconds of the processor. Files that can't be written as text are made by a function. What a rule may not
do is in `tests/engine/test_hostile_rules.py`, what texts may not become in a browser in
`tests/reports/test_page.py`.
"""

from __future__ import annotations

import json
import os
import re
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from sdlint.cli import main
from sdlint.cli.rim import gather, house
from sdlint.cli.rim import write as writing
from tests.fuzz.driver import ORDERS

posix = pytest.mark.skipif(os.name != "posix", reason="links, FIFOs, devices and signals as POSIX has them")
SECONDS = 20.0
"""Of the processor, for a row: all of them take below one where nothing else is done."""
SHOP = 'system "Shop"\nclient c\nservice s { replicas 2 }\nc -> s\n'
Content = str | bytes | Callable[[Path], object]


@dataclass(frozen=True)
class Row:
    name: str
    files: Mapping[str, Content]
    command: str
    status: int
    said: str
    """A part of what is written, to the standard output or the standard error."""


def link(target: str) -> Callable[[Path], object]:
    return lambda path: path.symlink_to(target)


def fifo(path: Path) -> None:
    os.mkfifo(path)


def deep_folders(path: Path) -> None:
    """More folders within each other than Python has calls; made step by step, since the path is too long."""
    before = Path.cwd()
    path.mkdir()
    os.chdir(path)
    for _ in range(1100):
        Path("d").mkdir()
        os.chdir("d")
    os.chdir(before)


def remove_deep(path: Path) -> None:
    """Take such folders away again: what removes trees would go as deep as they are."""
    while path.is_dir():
        inner, above = path / "d", path.parent / "above"
        if inner.is_dir():
            inner.rename(above)
        path.rmdir()
        if above.is_dir():
            above.rename(path)


def estimates(count: int, text: str) -> str:
    return "estimate {\na0 = 10\n" + "".join(text.format(n, n - 1) + "\n" for n in range(1, count)) + "}\n"


def rules(body: str) -> dict[str, Content]:
    """A project with a rule of its own."""
    text = "rule stranger\nanswers fit\nseverity warning\nsince 0.1\n" + body + '\nat x\nsay "x"\nwhy "so"\n'
    return {
        "sdlint.toml": HOUSE,
        "house/step.rule": 'step "House" { asks fit "Is it fit?" }\n',
        "house/stranger.rule": text,
    }


HOUSE = 'rules = ["house/*.rule"]\n'
NESTED = "\n".join(f"for x{n} in components" for n in range(6)) + "\nfor x in components\nrequire not true"
ZONES = ", ".join(f"zone z{n}" for n in range(1000))
REGIONS = 500

DESIGNS = [
    Row("invalid UTF-8", {"a.sd": b"client \xff\xfe"}, "check a.sd", 2, "not UTF-8: byte 0xff at offset 7"),
    Row("a byte order mark", {"a.sd": b"\xef\xbb\xbf" + SHOP.encode()}, "check a.sd", 1, "1 warning"),
    Row("NUL", {"a.sd": "client a\0b\n"}, "check a.sd", 1, "a NUL character stands here"),
    Row("20 MB", {"a.sd": b"#" * 20_000_000}, "check a.sd", 2, "larger than 10 MB"),
    Row("10,000 open braces", {"a.sd": "{" * 10_000}, "check a.sd", 1, "can't stand here"),
    Row(
        "10,000 groups", {"a.sd": "group { " * 10_000 + "}" * 10_000}, "check a.sd", 1, "more than 100 braces"
    ),
    Row(
        "5,000 parentheses",
        {"a.sd": "estimate { a = " + "(" * 5000 + "1" + ")" * 5000 + " }"},
        "check a.sd",
        1,
        "more than 100 braces or parentheses",
    ),
    Row("a text without an end", {"a.sd": 'system "' + '\\"' * 100_000}, "check a.sd", 1, "has no end"),
    Row("a name of a megabyte", {"a.sd": f"service {'n' * 1_000_000}\n"}, "check a.sd", 0, "1 question"),
    Row(
        "a file that uses itself",
        {"a.sd": 'use "b.sd"', "b.sd": 'use "a.sd"'},
        "check a.sd",
        1,
        "uses itself",
    ),
    Row(
        "use of an absolute path",
        {"a.sd": 'use "/etc/passwd"'},
        "check a.sd",
        1,
        "a path relative to this file",
    ),
    Row("use of what lies above", {"a.sd": 'use "../../x.sd"'}, "check a.sd", 1, "outside the project"),
    Row(
        "estimates that square", {"a.sd": estimates(200, "a{0} = a{1} * a{1}")}, "check a.sd", 1, "too large"
    ),
    Row("a tower of powers", {"a.sd": "estimate { a = 10^10^10 }"}, "check a.sd", 1, "from -64 to 64"),
    Row(
        "a chain of 5,000 estimates",
        {"a.sd": estimates(5000, "a{} = a{} + 1")},
        "check a.sd",
        0,
        "1 question",
    ),
    Row(
        "100,000 digits",
        {"a.sd": f"service s {{ replicas {'9' * 100_000} }}"},
        "check a.sd",
        1,
        "more digits",
    ),
    Row("1e999999999", {"a.sd": "service s { time 1e999999999s }"}, "check a.sd", 1, "larger or smaller"),
    Row(
        "1e15 replicas in 1,000 zones",
        {
            "a.sd": f"region us {{ {ZONES} }}\nclient c\nservice s in us {{ replicas 1e15, capacity 1/s }}\n"
            "database d in each us { replicas 999999999999, shards 1e12, time 1ms, replication quorum }\n"
            "flow f at 1e9/s { c -> s -> d }\nquality { p99(f) < 1s; availability(f) > 99% }\n"
        },
        "check a.sd",
        1,
        "Nobody can tell whether `p99(f) < 1s` is met",
    ),
    Row(
        "500 regions",
        {
            "a.sd": "".join(f"region r{n} {{ zone a, zone b }}\n" for n in range(REGIONS))
            + f"client c\nservice s in each {', '.join(f'r{n}' for n in range(REGIONS))} {{ replicas 3 }}\n"
            "flow f at 1/s { c -> s }\nquality { availability(f) > 99% }\n"
        },
        "check a.sd",
        1,
        "warning",
    ),
    Row(
        "a flow of 5,000 steps",
        {"a.sd": f"client c\nservice s\nflow f at 1/s {{ c -> {' -> '.join(['s'] * 5000)} }}\n"},
        "check a.sd",
        1,
        "go round in a circle",
    ),
    Row(
        "calls that double 40 times",
        {
            "a.sd": "client c\n"
            + "".join(f"service s{n} {{ replicas 2 }}\n" for n in range(41))
            + "flow f at 1/s { c -> s0\n"
            + "".join(f"s{n} -> {{ s{n + 1}, s{n + 1} }}\n" for n in range(40))
            + "}\nquality { availability(f) > 99%; p99(f) < 1s }\n"
        },
        "review a.sd",
        0,
        "availability",
    ),
    Row(
        "escapes and bidi controls in texts",
        {"a.sd": 'system "\u202egnp.exe \x1b[2J"\nclient c "\x9b31m"\n'},
        "check a.sd",
        1,
        "the hidden character U+202E",
    ),
    Row(
        "a thousand boxes of characters",
        {"a.sd": "client c\n" + "".join(f"service s{n}\nc -> s{n}\n" for n in range(1000))},
        "render a.sd -o - --format ascii --no-collapse",
        2,
        "more than 150 boxes are too many",
    ),
]
SETTINGS = [
    Row("nested too deeply", {"sdlint.toml": f"a = {'[' * 3000}{']' * 3000}"}, "check a.sd", 2, "too deeply"),
    Row("unknown keys", {"sdlint.toml": "fail_on = 'error'"}, "check a.sd", 2, "did you mean `fail-on`?"),
    Row(
        "escapes in keys", {"sdlint.toml": '"\\u001b[2J" = 1'}, "check a.sd", 2, r"unknown setting `\x1b[2J`"
    ),
    Row(
        "wrong types",
        {"sdlint.toml": "fail-on=[1]\nseverity=3\nselect={}\nexclude=[1]\ntoday=9\npreset=[]\nignore={a=1}"},
        "check a.sd",
        2,
        "`severity` must be a table",
    ),
    Row("no UTF-8", {"sdlint.toml": b"\xff"}, "check a.sd", 2, "sdlint.toml: not UTF-8"),
    Row(
        "rules outside", {"sdlint.toml": 'rules = ["../x.rule"]'}, "check a.sd", 2, "leads out of the project"
    ),
    Row(
        "a pattern that goes back and forth",
        {"sdlint.toml": 'exclude = ["*a*a*a*a*a*a*a*a*b"]'},
        "check .",
        2,
        "more than a pattern may be",
    ),
]
RULES = [
    Row(
        "loops within loops",
        rules(NESTED) | {"b.sd": SHOP + "".join(f"service t{n}\n" for n in range(40))},
        "check b.sd -q",
        2,
        "the rule `stranger` wants too many steps",
    ),
    Row(
        "10,000 conditions",
        rules("for x in components\n" + "where true\n" * 10_000),
        "check a.sd -q",
        2,
        "a rule of more than 100 clauses",
    ),
    Row(
        "a condition of 10,000 parts",
        rules("for x in components\nrequire true" + " and true" * 10_000),
        "check a.sd -q",
        2,
        "more than 200",
    ),
    Row(
        "no rule at all",
        rules("") | {"house/stranger.rule": b"\x00\x01"},
        "check a.sd -q",
        2,
        "stranger.rule",
    ),
    Row(
        "no UTF-8",
        rules("") | {"house/stranger.rule": b"\xff\xfe"},
        "check a.sd -q",
        2,
        "house/stranger.rule: not UTF-8",
    ),
]
BASELINES = [
    Row("nested too deeply", {"b.json": "[" * 100_000}, "check a.sd --baseline b.json", 2, "no valid JSON"),
    Row(
        "of another shape",
        {"b.json": '{"version": 1, "findings": 3}'},
        "check a.sd --baseline b.json",
        2,
        "not a",
    ),
    Row("no JSON", {"b.json": b"\xff\x00"}, "check a.sd --baseline b.json", 2, "not UTF-8"),
    Row(
        "larger than is read", {"b.json": b" " * 11_000_000}, "check a.sd --baseline b.json", 2, "larger than"
    ),
    Row(
        "numbers without end", {"b.json": "9" * 100_000}, "check a.sd --baseline b.json", 2, "not a baseline"
    ),
]
DOCUMENTS = [
    Row("10,000 fences", {"a.md": "```\n" * 10_000}, "check a.md", 2, "no design in this document"),
    Row("100,000 backticks", {"a.md": "`" * 100_000}, "check a.md", 2, "no design in this document"),
    Row(
        "10,000 designs",
        {"a.md": "```sd\nclient c\n```\n" * 10_000},
        "check a.md --max-findings 3",
        1,
        "of them not told",
    ),
]
FOLDERS = [
    Row("a link that leads out", {"d/l.sd": link("/etc/passwd")}, "check d", 2, "outside the project"),
    Row("a link to itself", {"l.sd": link("l.sd")}, "check l.sd", 2, "l.sd: "),
    Row("a folder within itself", {"d/a.sd": SHOP, "d/again": link("..")}, "check d", 1, "in 1 file"),
    Row(
        "settings that lead out",
        {"sdlint.toml": HOUSE, "house/x.rule": link("/etc/passwd")},
        "check a.sd -q",
        2,
        "house/x.rule: outside the project",
    ),
    Row("a FIFO", {"f.sd": fifo}, "check f.sd", 2, "not a regular file"),
    Row("a FIFO as a baseline", {"b.json": fifo}, "check a.sd --baseline b.json", 2, "not a regular file"),
    Row("a FIFO as settings", {"sdlint.toml": fifo}, "check a.sd", 1, "1 warning"),
    Row("a device", {}, "check /dev/zero", 2, "not a regular file"),
    Row("1,100 folders within each other", {"d": deep_folders}, "check d", 2, "more than 50 folders"),
    Row(
        "50 folders within each other, and in the last one that nobody looks into",
        {"e/" * 50 + "x.sd": SHOP, "e/" * 50 + ".hidden/y.sd": SHOP, "e/" * 50 + "node_modules/z.sd": SHOP},
        "check e",
        1,
        "1 file",
    ),
    Row(
        "1,100 folders within each other, looked through for rules",
        {"d": deep_folders, "sdlint.toml": 'rules = ["**/*.rule"]'},
        "check a.sd -q",
        2,
        "more than 50 folders",
    ),
    Row("a full disk", {}, "check a.sd -q --output json=/dev/full", 2, "no space left on device"),
    Row(
        "a full disk, for a picture",
        {},
        "render a.sd -o /dev/full --format svg",
        2,
        "no space left on device",
    ),
    Row(
        "a folder that takes no files",
        {},
        "check a.sd -q --output json=/sys/x.json",
        2,
        "/sys/x.json: cannot",
    ),
    Row("escapes in a file's name", {"\x1b[2J.sd": "service   x\n"}, "fmt --check .", 1, r"\x1b[2J.sd"),
    Row("escapes in a name that isn't there", {}, "check \x1b[2J.sd", 2, r"\x1b[2J.sd: no such file"),
]
GIT = [
    Row(
        "an option as a revision",
        {},
        "check a.sd --since=--output=gone",
        2,
        "not a revision: `--output=gone`",
    ),
    Row("an option as a revision to compare", {}, "diff git:--output=gone:a.sd a.sd", 2, "not a revision"),
    Row("a revision with a blank", {}, "diff git:a\tb:a.sd a.sd", 2, "revision"),
]
TABLES = {
    "designs": DESIGNS,
    "settings": SETTINGS,
    "rules": RULES,
    "baselines": BASELINES,
    "documents": DOCUMENTS,
    "folders": FOLDERS,
    "git": GIT,
}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A repository with one harmless design."""
    folder = tmp_path / "stranger"
    folder.mkdir()
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    monkeypatch.chdir(folder)
    Path("a.sd").write_text(SHOP)
    yield folder
    if (folder / "d" / "d").is_dir():
        remove_deep(folder / "d")


def put(files: Mapping[str, Content]) -> None:
    for name, content in files.items():
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        if callable(content):
            content(path)
        else:
            path.write_bytes(content.encode() if isinstance(content, str) else content)


@posix
@pytest.mark.parametrize(
    "row", [pytest.param(row, id=f"{table}: {row.name}") for table, rows in TABLES.items() for row in rows]
)
def test_hostile(row: Row, project: Path, capfd: pytest.CaptureFixture[str]) -> None:
    put(row.files)
    start = time.process_time()
    status = main(
        [*row.command.split(" "), "--color", "never"] if "render" not in row.command else row.command.split()
    )
    took = time.process_time() - start
    out, err = capfd.readouterr()
    told = " ".join((out + err).split())
    assert (status, row.said in told or told[:600]) == (row.status, True)
    assert "internal error" not in err
    assert "Traceback" not in err
    assert ORDERS.search(out + err) is None
    assert took < SECONDS
    assert not Path("gone").exists()


def test_the_tables_are_as_long_as_they_are_said_to_be() -> None:
    names = [(table, row.name) for table, rows in TABLES.items() for row in rows]
    assert len(names) == len(set(names)) >= 50


# What needs a process of its own


SCRIPT = "import sys; from sdlint.cli import main; sys.exit(main())"


def start(*words: str, **how: object) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", SCRIPT, *words],
        **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **how},  # type: ignore[call-overload]
    )


@posix
@pytest.mark.parametrize("words", [("check", "a.sd"), ("fmt", "-"), ("check", "--help"), ("--version",)])
@pytest.mark.parametrize("full", ["stdout", "stderr", "both"])
def test_a_full_disk_behind_the_standard_streams(words: tuple[str, ...], full: str, project: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    with Path("/dev/full").open("wb") as disk, Path("a.sd").open("rb") as design:
        streams = {name: disk for name in ("stdout", "stderr") if full in (name, "both")}
        process = start(*words, stdin=design, **streams)
        _, err = process.communicate(timeout=60)
    if full == "stdout":
        assert err == b"error: the output can't be written: no space left on device\n"
    # Nothing of these goes to the standard error; what does is lost, and the status tells of it all the same.
    expected = {"stderr": {"check": 0 if words != ("check", "a.sd") else 1}.get(words[0], 0)}.get(full, 2)
    assert process.returncode == expected


@posix
@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_streams(closed: str, project: Path) -> None:
    done = subprocess.run(
        ["sh", "-c", f'{sys.executable} -c "{SCRIPT}" check a.sd {closed}'], capture_output=True, timeout=60
    )
    assert done.returncode == 1
    assert b"internal error" not in done.stderr
    assert Path("a.sd").read_text() == SHOP


@posix
def test_an_interrupted_run_says_130(project: Path) -> None:
    # What a shell starts in the background ignores the signal, and so would all that it starts.
    heard = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    with start("check", "-", "--output", "json=out.json", stdin=subprocess.PIPE, preexec_fn=heard) as process:
        assert process.stdin is not None
        process.stdin.write(b"client c\n")
        process.stdin.flush()
        time.sleep(1.5)  # It waits for the rest of the design by then.
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) == 130
        assert process.stderr is not None
        assert b"Traceback" not in process.stderr.read()
    assert sorted(path.name for path in project.iterdir()) == [".git", "a.sd"]


@posix
def test_what_is_interrupted_while_it_is_written_stays_as_it_was(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("out.json").write_text("before")

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(writing.Path, "replace", interrupted)
    assert main(["check", "a.sd", "-q", "--output", "json=out.json"]) == 130
    assert Path("out.json").read_text() == "before"
    assert sorted(path.name for path in project.iterdir()) == [".git", "a.sd", "out.json"]


@posix
def test_two_runs_at_once_write_one_whole_file(project: Path) -> None:
    Path("a.sd").write_text(SHOP + "".join(f"service s{n}\nc -> s{n}\n" for n in range(60)))
    runs = [start("check", "a.sd", "-q", "--output", "json=out.json") for _ in range(3)]
    for run in runs:
        run.communicate(timeout=120)
    assert [run.returncode for run in runs] == [1, 1, 1]
    assert json.loads(Path("out.json").read_text())["summary"]["warnings"] > 0
    assert sorted(path.name for path in project.iterdir()) == [".git", "a.sd", "out.json"]


@posix
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder_takes_nothing(project: Path, capfd: pytest.CaptureFixture[str]) -> None:
    Path("out").mkdir()
    Path("out").chmod(stat.S_IRUSR | stat.S_IXUSR)
    assert main(["check", "a.sd", "-q", "--output", "json=out/x.json"]) == 2
    assert "out/x.json: cannot be written: permission denied" in capfd.readouterr().err


def test_a_huge_folder_is_left(
    project: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    put({f"d/{number}.txt": "" for number in range(60)})
    monkeypatch.setattr(gather, "MAX_SEEN", 50)
    monkeypatch.setattr(house, "MAX_SEEN", 50)
    assert main(["check", "d", "-q"]) == 2
    assert "d: more than 50 files and folders" in capfd.readouterr().err
    put({"sdlint.toml": 'rules = ["**/*.rule"]'})
    assert main(["check", "a.sd", "-q"]) == 2
    assert "more than 50 files and folders" in capfd.readouterr().err


# What SECURITY.md says of them


def test_each_threat_names_tests_that_exist() -> None:
    top = Path(__file__).parents[1]
    text = (top / "SECURITY.md").read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if line.startswith("| ") and not line.startswith("| What")]
    assert len(rows) >= 10
    for row in rows:
        named = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?(?:\[(\w+)\])?`", row.split("|")[4])
        assert named, f"no test shows it: {row}"
        for path, test, table in named:
            found = (top / path).read_text(encoding="utf-8")
            assert not test or f"def {test}(" in found, f"{path} has no {test}"
            assert not table or table in TABLES
