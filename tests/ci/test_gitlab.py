"""The template for GitLab: its scripts run in a scratch repository, with a fake environment for Python."""

from __future__ import annotations

import json
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from junitparser import JUnitXml

from tests.repositories import BAD, GOOD, command, commit, environment, our_command, repository

ROOT = Path(__file__).resolve().parent.parent.parent
TEMPLATE = ROOT / "docs" / "ci" / "gitlab.yml"
ISSUES = json.loads((ROOT / "tests" / "reports" / "schemas" / "gitlab.json").read_text("utf-8"))
SETTINGS = 'preset = "interview"\ntoday = 2026-01-31\n'
PYTHON = """\
import pathlib, shutil, sys
if sys.argv[1:3] == ["-m", "venv"]:
    bin_ = pathlib.Path(sys.argv[3], "bin")
    bin_.mkdir(parents=True)
    for name in ("python", "sdlint"):
        shutil.copy(pathlib.Path(__file__).parent / name, bin_ / name)
else:
    pathlib.Path("../installed").write_text(" ".join(sys.argv[1:]))
"""
"""A Python that makes environments which have our sdlint, and writes down what pip is asked for."""

pytestmark = pytest.mark.skipif(
    not (find_spec("yaml") and shutil.which("bash")), reason="PyYAML or bash isn't installed"
)


def template() -> Any:
    import yaml

    return yaml.safe_load(TEMPLATE.read_text("utf-8"))


def job(name: str, work: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a job as GitLab's runner does: as one script of a shell that stops at the first failure."""
    found = template()
    own = {**found[found[name]["extends"]], **found[name]}
    tools = work.parent / "bin"
    our_command(tools)
    command(tools, "python", PYTHON)
    script = "\n".join(["set -eo pipefail", *own["before_script"], *own["script"]])
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-c", script],
        cwd=work,
        capture_output=True,
        text=True,
        env=environment(tools, **{**found["variables"], **own["variables"], **variables}),
    )


def test_findings_stand_in_the_job_s_reports(tmp_path: Path) -> None:
    work = tmp_path / "work"
    repository(work, {"designs/shop.sd": BAD, "sdlint.toml": SETTINGS})
    done = job("sdlint", work)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "unused-component" in done.stdout
    reports = template()["sdlint"]["artifacts"]["reports"]
    issues = json.loads((work / reports["codequality"]).read_text("utf-8"))
    jsonschema.validate(issues, ISSUES)
    assert "unused-component" in [issue["check_name"] for issue in issues]
    assert JUnitXml.fromfile(str(work / reports["junit"])).failures == 1
    assert (tmp_path / "installed").read_text().endswith("--disable-pip-version-check sdlint")


def test_a_good_design_passes_and_variables_are_words(tmp_path: Path) -> None:
    work = tmp_path / "work"
    repository(work, {"a/shop.sd": GOOD, "b/shop.sd": BAD})
    more = {"SDLINT_PATHS": "a a/shop.sd", "SDLINT_ARGS": "--preset interview --today 2026-01-31"}
    assert job("sdlint", work, **more).returncode == 0
    shutil.rmtree(work / ".sdlint")
    done = job("sdlint", work, SDLINT_PATHS="a; touch gone $(touch gone) *")
    assert done.returncode == 2
    assert not (work / "gone").exists()


def test_what_a_merge_request_means_is_an_artifact(tmp_path: Path) -> None:
    work = tmp_path / "work"
    base = repository(work, {"a b/shop.sd": GOOD, "same.sd": GOOD, "sdlint.toml": SETTINGS})
    changed = GOOD.replace("api { replicas 2", "api { replicas 4")
    commit(work, {"a b/shop.sd": changed, "new.sd": GOOD, "notes.txt": "x"})
    done = job("sdlint-diff", work, CI_MERGE_REQUEST_DIFF_BASE_SHA=base)
    assert done.returncode == 0, done.stdout + done.stderr
    [page] = template()["sdlint-diff"]["artifacts"]["paths"]
    text = (work / page).read_text("utf-8")
    assert text.count("## What changes in `Shop`") == 1
    assert "a b/shop.sd" in text


def test_a_design_with_mistakes_is_not_compared_and_the_others_are(tmp_path: Path) -> None:
    work = tmp_path / "work"
    base = repository(work, {"a.sd": GOOD, "b.sd": GOOD, "sdlint.toml": SETTINGS})
    changed = GOOD.replace("api { replicas 2", "api { replicas 4")
    commit(work, {"a.sd": GOOD + "api -> nobody\n", "b.sd": changed})
    done = job("sdlint-diff", work, CI_MERGE_REQUEST_DIFF_BASE_SHA=base)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Not compared: a.sd" in done.stdout
    assert "b.sd" in (work / "sdlint-diff.md").read_text("utf-8")
