"""The GitHub action: its steps run as the runner would run them, in scratch repositories."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from sdlint.cli import main
from tests.repositories import BAD, GOOD, command, commit, environment, git, our_command, repository

ROOT = Path(__file__).resolve().parent.parent.parent
ACTION = ROOT / "action.yml"
STEPS = ROOT / ".github" / "action" / "steps.py"
SETTINGS = 'preset = "interview"\ntoday = 2026-01-31\n'
EXPRESSION = re.compile(r"\$\{\{\s*inputs\.([a-z-]+)\s*\}\}")

pytestmark = pytest.mark.skipif(
    not (find_spec("yaml") and shutil.which("bash")), reason="PyYAML or bash isn't installed"
)


def action() -> Any:
    import yaml

    return yaml.safe_load(ACTION.read_text("utf-8"))


class Runner:
    """A job that uses the action: a workspace, and the files by which steps and runner talk."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.workspace = folder / "work"
        self.summary = folder / "summary.md"
        self.log = ""
        self.outputs: dict[str, str] = {}
        tools = folder / "bin"
        tools.mkdir()
        command(tools, "python", f"import os, sys\nos.execv({sys.executable!r}, ['python', *sys.argv[1:]])\n")
        our_command(folder / "temp" / "sdlint-environment" / "bin")

    def step(self, name: str, *, event: Any = None, where: str = ".", **inputs: str) -> int:
        """Run the step of action.yml that calls `steps.py NAME`, with these inputs and else the defaults."""
        found = action()
        [step] = [one for one in found["runs"]["steps"] if one.get("run", "").endswith(f" {name}")]
        given = {key: str(one["default"]) for key, one in found["inputs"].items()}
        given |= {key.replace("_", "-"): value for key, value in inputs.items()}
        told = {
            key: EXPRESSION.sub(lambda match: given[match[1]], value) for key, value in step["env"].items()
        }
        (self.folder / "event.json").write_text(json.dumps(event or {}), "utf-8")
        (self.folder / "output").write_text("", "utf-8")
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
            cwd=self.workspace / where,
            capture_output=True,
            text=True,
            env=environment(
                self.folder / "bin",
                GITHUB_ACTION_PATH=str(ROOT),
                GITHUB_STEP_SUMMARY=str(self.summary),
                GITHUB_OUTPUT=str(self.folder / "output"),
                GITHUB_EVENT_PATH=str(self.folder / "event.json"),
                RUNNER_TEMP=str(self.folder / "temp"),
                **told,
            ),
        )
        self.log = done.stdout + done.stderr
        assert "Traceback" not in self.log, self.log
        text = (self.folder / "output").read_text("utf-8")
        self.outputs = {m[1]: m[3] for m in re.finditer(r"(\w+)<<(\w+)\n(.*?)\n\2\n", text, re.DOTALL)}
        return done.returncode

    @property
    def told(self) -> str:
        return self.summary.read_text("utf-8") if self.summary.exists() else ""


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    return Runner(tmp_path)


def pull_request(sha: str) -> Any:
    return {"pull_request": {"base": {"sha": sha}}}


# The description


def test_no_input_becomes_part_of_a_script() -> None:
    steps = action()["runs"]["steps"]
    assert [step["run"] for step in steps if "run" in step and "${{" in step["run"]] == []
    assert all(step["shell"] == "bash" for step in steps if "run" in step)


def test_every_input_is_described_and_used() -> None:
    found = action()
    used = set(EXPRESSION.findall(json.dumps(found["runs"])))
    assert used == set(found["inputs"])
    assert all(one["description"] and "default" in one for one in found["inputs"].values())


def test_the_page_tells_every_input_and_output() -> None:
    found = action()
    page = (ROOT / "docs" / "ci.md").read_text("utf-8")
    section = page.partition("## GitHub")[2].partition("\n## ")[0]
    for name in (*found["inputs"], *found["outputs"]):
        assert f"`{name}`" in section, name


def test_the_example_of_the_page_gives_inputs_that_there_are() -> None:
    import yaml

    page = (ROOT / "docs" / "ci.md").read_text("utf-8")
    jobs = [yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)]
    [step] = [one for one in jobs[0]["jobs"]["designs"]["steps"] if one.get("id") == "sdlint"]
    assert set(step["with"]) <= set(action()["inputs"])


def test_actions_that_it_uses_are_named_with_their_versions() -> None:
    for step in action()["runs"]["steps"]:
        assert "uses" not in step or re.fullmatch(r"actions/[a-z-]+@v\d+", step["uses"])


# check


def test_a_bad_design_fails_the_job_with_annotations_sarif_and_a_summary(runner: Runner) -> None:
    repository(runner.workspace, {"designs/shop.sd": BAD, "sdlint.toml": SETTINGS})
    assert runner.step("check", paths="designs", sarif="sdlint.sarif") == 1
    assert (
        "::warning file=designs/shop.sd,line=7,col=7,endColumn=11,title=sdlint unused-component" in runner.log
    )
    log = json.loads((runner.workspace / "sdlint.sarif").read_text("utf-8"))
    assert "unused-component" in [one["ruleId"] for one in log["runs"][0]["results"]]
    assert "unused-component" in runner.told
    assert runner.outputs == {"status": "1", "sarif": "sdlint.sarif"}


def test_a_good_design_passes(runner: Runner) -> None:
    repository(runner.workspace, {"designs/shop.sd": GOOD, "sdlint.toml": SETTINGS})
    assert runner.step("check") == 0
    assert runner.outputs == {"status": "0"}


def test_options_reach_the_check(
    runner: Runner, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    repository(runner.workspace, {"a b/shop.sd": BAD, "sdlint.toml": "today = 2026-01-31\n"})
    assert runner.step("check", paths="'a b'", preset="interview", fail_on="error") == 0
    assert runner.step("check", paths='"a b/shop.sd"', preset="interview", fail_on="question") == 1
    assert runner.step("check", preset="interview", args="--fail-on never --today '2026-02-01'") == 0
    monkeypatch.chdir(runner.workspace)
    assert main(["baseline", "create", "baseline.json", "--preset", "interview"]) == 0
    capfd.readouterr()
    assert runner.step("check", preset="interview", baseline="baseline.json", fail_on="question") == 0


def test_what_cannot_be_checked_is_told(runner: Runner) -> None:
    repository(runner.workspace, {"shop.sd": GOOD})
    assert runner.step("check", paths="nowhere") == 2
    assert "nowhere" in runner.log
    assert runner.outputs["status"] == "2"
    assert runner.step("check", paths="'open") == 2
    assert "::error title=sdlint::`paths` has a quote that isn't closed" in runner.log
    assert runner.step("check", preset="nonesuch") == 2


@pytest.mark.parametrize(
    "hostile",
    [
        "$(touch gone)",
        "; touch gone",
        "a\ntouch gone",
        "--output=markdown=gone",
        "-q",
    ],
)
def test_a_hostile_input_does_nothing(hostile: str, runner: Runner) -> None:
    repository(runner.workspace, {"shop.sd": GOOD, "sdlint.toml": SETTINGS})
    assert runner.step("check", paths=hostile) == 2
    assert runner.step("check", preset=hostile, fail_on=hostile, baseline=hostile) == 2
    assert runner.step("diff", diff=hostile) == 0
    assert not (runner.workspace / "gone").exists()


def test_a_file_s_name_gives_the_runner_no_command(runner: Runner) -> None:
    repository(runner.workspace, {"shop.sd": GOOD, "sdlint.toml": SETTINGS})
    assert runner.step("check", paths="'##[error]x' '::add-mask::x'") == 2
    start = re.search(r"^::stop-commands::(\w{32})$", runner.log, re.MULTILINE)
    assert start
    # The runner takes `::` at a line's start, and else looks for the old `##[` anywhere in it.
    before = runner.log[: start.start()].splitlines()
    assert all(line.startswith("::error file=") for line in before)
    assert "##[error]x: no such file" in runner.log[start.end() :]
    assert runner.log.rstrip().endswith(f"::{start[1]}::")


# diff


def test_what_a_pull_request_means_is_told_and_drawn(runner: Runner) -> None:
    files = {
        "designs/shop.sd": GOOD,
        "designs/other.sd": GOOD.replace("Shop", "Other"),
        "designs/gone.sd": 'system "Gone"\ndatabase a { replicas 2 }\ndatabase b { replicas 2 }\na -> b\n',
        "sdlint.toml": SETTINGS,
    }
    base = repository(runner.workspace, files)
    (runner.workspace / "designs" / "gone.sd").unlink()
    commit(
        runner.workspace,
        {
            "designs/shop.sd": GOOD.replace("api { replicas 2 }", "api { replicas 3 }"),
            "designs/other.sd": "# A remark.\n" + GOOD.replace("Shop", "Other"),
            "designs/new.sd": GOOD.replace("Shop", "New").replace("phone", "app"),
        },
    )
    assert runner.step("diff", event=pull_request(base), pictures="pictures") == 0
    assert "## What changes in `Shop`" in runner.told
    assert "A new design: `designs/new.sd`" in runner.told
    assert "A design is gone: `designs/gone.sd`" in runner.told
    assert "Other" not in runner.told
    if find_spec("pygraphviz"):
        assert runner.outputs == {"pictures": "pictures"}
        assert sorted(path.name for path in (runner.workspace / "pictures").iterdir()) == [
            "designs-gone.before.svg",
            "designs-new.after.svg",
            "designs-shop.after.svg",
            "designs-shop.before.svg",
        ]


def test_a_design_that_uses_a_changed_one_differs_too(runner: Runner) -> None:
    stores = "database posts { replicas 1 }\n"
    shop = 'system "Feed"\nuse "parts/stores.sd"\nservice api { replicas 2 }\napi -> posts\n'
    base = repository(
        runner.workspace,
        {"feed.sd": shop, "parts/stores.sd": stores, "alone.sd": GOOD, "sdlint.toml": SETTINGS},
    )
    commit(runner.workspace, {"parts/stores.sd": stores.replace("1", "2")})
    assert runner.step("diff", diff=base) == 0
    assert "## What changes in `Feed`" in runner.told
    assert "Shop" not in runner.told


def test_a_design_that_was_renamed_is_compared_with_what_it_was(runner: Runner) -> None:
    base = repository(runner.workspace, {"old.sd": GOOD + "\n" * 40, "sdlint.toml": SETTINGS})
    git(runner.workspace, "mv", "old.sd", "new.sd")
    text = (runner.workspace / "new.sd").read_text("utf-8")
    commit(runner.workspace, {"new.sd": text.replace("api { replicas 2", "api { replicas 4")})
    assert runner.step("diff", diff=base) == 0
    assert f"`git:{base}:old.sd` → `new.sd`" in runner.told


def test_a_design_that_was_renamed_away_is_gone(runner: Runner) -> None:
    base = repository(runner.workspace, {"old.sd": GOOD, "sdlint.toml": SETTINGS})
    git(runner.workspace, "mv", "old.sd", "old.txt")
    commit(runner.workspace, {})
    assert runner.step("diff", diff=base) == 0
    assert "A design is gone: `old.sd`" in runner.told


def test_a_link_out_of_the_repository_is_not_followed(runner: Runner) -> None:
    """Be it new, or in the place of a design: sdlint would follow what is named, and tell what it says."""
    (runner.folder / "secret.txt").write_text("TOP SECRET token\n", "utf-8")
    base = repository(runner.workspace, {"shop.sd": GOOD, "sdlint.toml": SETTINGS})
    (runner.workspace / "shop.sd").unlink()
    for name in ("shop.sd", "evil.sd"):
        (runner.workspace / name).symlink_to(runner.folder / "secret.txt")
    commit(runner.workspace, {})
    assert runner.step("diff", diff=base, pictures="pictures") == 0
    assert "SECRET" not in runner.log + runner.told
    assert "A design is gone: `shop.sd`" in runner.told and "evil" not in runner.told


def test_a_path_that_begins_like_a_revision_is_a_path(runner: Runner) -> None:
    other = GOOD.replace("Shop", "Other")
    base = repository(
        runner.workspace, {"shop.sd": other, "git:HEAD:/shop.sd": GOOD, "sdlint.toml": SETTINGS}
    )
    commit(runner.workspace, {"git:HEAD:/shop.sd": GOOD.replace("replicas 2", "replicas 3")})
    assert runner.step("diff", diff=base) == 0
    assert "What changes in `Shop`" in runner.told and "Other" not in runner.told


def test_pictures_that_have_nowhere_to_go_stop_nothing(runner: Runner) -> None:
    base = repository(runner.workspace, {"shop.sd": GOOD, "sdlint.toml": SETTINGS})
    commit(runner.workspace, {"shop.sd": GOOD.replace("replicas 2", "replicas 3")})
    assert runner.step("diff", diff=base, pictures="sdlint.toml") == 0
    assert "::warning" in runner.log and "What changes in" in runner.told


def test_paths_are_from_where_the_step_runs(runner: Runner) -> None:
    base = repository(runner.workspace, {"a/shop.sd": GOOD, "b/shop.sd": GOOD, "sdlint.toml": SETTINGS})
    changed = GOOD.replace("api { replicas 2", "api { replicas 4")
    commit(runner.workspace, {"a/shop.sd": changed, "b/shop.sd": changed})
    assert runner.step("diff", diff=base, where="a", pictures="drawn") == 0
    assert runner.told.count("## What changes") == 1
    assert runner.step("diff", diff=base, paths="b") == 0
    assert "b/shop.sd" in runner.told


def test_without_a_pull_request_nothing_is_compared(runner: Runner) -> None:
    repository(runner.workspace, {"shop.sd": GOOD})
    assert runner.step("diff", event={"push": {}}) == 0
    assert runner.step("diff", diff="none") == 0
    assert (runner.told, runner.log, runner.outputs) == ("", "", {})


def test_a_checkout_without_history_gets_what_it_lacks_or_says_so(runner: Runner) -> None:
    origin = runner.folder / "origin"
    base = repository(origin, {"shop.sd": GOOD, "sdlint.toml": SETTINGS})
    commit(origin, {"shop.sd": GOOD.replace("api { replicas 2", "api { replicas 4")})
    git(origin, "config", "uploadpack.allowAnySHA1InWant", "true")
    subprocess.run(
        ["git", "clone", "-q", "--depth=1", origin.as_uri(), runner.workspace],
        check=True,
        env=environment(runner.folder / "bin"),
    )
    assert runner.step("diff", event=pull_request(base)) == 0
    assert "## What changes in `Shop`" in runner.told
    assert runner.step("diff", event=pull_request("0" * 40)) == 0
    assert "::warning title=sdlint::Nothing is compared: there is no revision 000" in runner.log


def test_a_design_with_mistakes_is_not_compared_and_says_so(runner: Runner) -> None:
    base = repository(runner.workspace, {"shop.sd": GOOD, "sdlint.toml": SETTINGS})
    commit(runner.workspace, {"shop.sd": GOOD + "api -> nobody\n"})
    assert runner.step("diff", diff=base, pictures="pictures") == 0
    assert "Not compared: `shop.sd`" in runner.told


def test_no_name_of_a_file_becomes_markup_in_the_summary(runner: Runner) -> None:
    base = repository(runner.workspace, {"sdlint.toml": SETTINGS})
    commit(runner.workspace, {"a`<b>`\n# x.sd": GOOD})
    assert runner.step("diff", diff=base) == 0
    assert "## A new design: `` a`<b>`?# x.sd ``\n" in runner.told


# Its parts


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ModuleType:
    spec = spec_from_file_location("sdlint_action_steps", STEPS)
    assert spec and spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setenv("RUNNER_TEMP", str(tmp_path))
    monkeypatch.setenv("GITHUB_ACTION_PATH", str(ROOT))
    return module


@pytest.mark.parametrize(
    ("version", "pictures", "wanted"),
    [
        ("", "", str(ROOT)),
        ("", "out", f"{ROOT}[pictures]"),
        ("1.2.0", "", "sdlint==1.2.0"),
        ("1.2.0rc1", "out", "sdlint[pictures]==1.2.0rc1"),
    ],
)
def test_what_is_installed(
    version: str, pictures: str, wanted: str, steps: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INPUT_VERSION", version)
    monkeypatch.setenv("INPUT_PICTURES", pictures)
    ran: list[list[str]] = []
    monkeypatch.setattr(steps.venv, "create", lambda *_, **__: None)
    monkeypatch.setattr(
        steps.subprocess, "run", lambda words, **_: ran.append(words) or subprocess.CompletedProcess(words, 0)
    )
    assert steps.main("install") == 0
    [words] = ran
    # Isolated, for else a module `pip` in the folder that is checked would be run.
    assert words[1:4] == ["-I", "-m", "pip"]
    assert words[-1] == wanted


@pytest.mark.parametrize("version", ["-r x", "1; touch gone", "@ https://example.org/x", "main"])
def test_what_is_no_version_is_not_installed(
    version: str, steps: ModuleType, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("INPUT_VERSION", version)
    assert steps.main("install") == 2
    assert "::error title=sdlint::`version` is no version" in capfd.readouterr().out


def test_a_summary_is_cut_between_lines(
    steps: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "summary.md"
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(path))
    steps.summarize("é" * 50 + "\n" + ("x" * 99 + "\n") * 20_000)
    text = path.read_text("utf-8")
    assert len(text.encode()) < 1024 * 1024
    assert text.endswith("x\n\nThere is more than a summary can hold.\n\n")


def test_pictures_have_names_of_their_own(steps: ModuleType) -> None:
    taken: set[str] = set()
    paths = ["a/b.sd", "a-b.sd", "A-B.sd", "../é.sd", "..sd"]
    assert [steps.picture_name(path, taken) for path in paths] == [
        "a-b",
        "a-b-2",
        "A-B-3",
        "design",
        "design-2",
    ]


def test_nothing_outside_is_taken_out_of_the_history(
    steps: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = tmp_path / "work"
    repository(work, {"a/shop.sd": GOOD, "secret.txt": "x"})
    (work / "link.sd").symlink_to("/etc/passwd")
    revision = commit(work, {})
    monkeypatch.chdir(work)
    target = tmp_path / "taken"
    target.mkdir()
    steps.take_out(revision, target)
    assert [path.relative_to(target).as_posix() for path in target.rglob("*") if path.is_file()] == [
        "a/shop.sd"
    ]
