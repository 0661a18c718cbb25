"""What a user gets from pip: built as for PyPI (sdist, then a wheel of it), installed, run elsewhere."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
import tarfile
import tomllib
import venv
from pathlib import Path
from zipfile import ZipFile

import pytest

from sdlint import __version__
from tests.bench.designs import design

# One worker for all: what is built and installed serves all tests of this file.
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("packaging")]

NEEDED = (
    "sdlint/__init__.py",
    "sdlint/py.typed",
    "sdlint/fonts/Arimo-Regular.ttf",
    "sdlint/fonts/OFL.txt",
    "sdlint/reports/page/template.html",
    "sdlint/reports/page/page.css",
    "sdlint/reports/page/page.js",
    "sdlint/bundled/grammar/sd.lark",
    "sdlint/bundled/grammar/rule.lark",
    "sdlint/bundled/grammar/common.lark",
    "sdlint/bundled/tables/sd.json",
    "sdlint/bundled/tables/rule.json",
)
PNG = b"\x89PNG\r\n\x1a\n"


def run(*command: str | Path, folder: Path) -> subprocess.CompletedProcess[str]:
    environment = dict(os.environ, PYTHONDONTWRITEBYTECODE="1", XDG_CACHE_HOME=str(folder / "cache"))
    environment.pop("PYTHONPATH", None)
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120)


@pytest.fixture(scope="module")
def built(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the sdist and the wheel; built with what is installed, so without a network."""
    folder = tmp_path_factory.mktemp("dist")
    done = run(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, checkout, folder=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture(scope="module")
def wheel(built: Path) -> Path:
    [path] = built.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `sdlint` command of a fresh environment, which has the wheel; dependencies are this one's."""
    home = tmp_path_factory.mktemp("environment")
    venv.create(home, with_pip=False, symlinks=os.name != "nt")
    scripts = home / ("Scripts" if os.name == "nt" else "bin")
    done = run(
        *(sys.executable, "-m", "pip", "--python", scripts / "python", "--disable-pip-version-check"),
        *("install", "--quiet", "--no-deps", "--no-index", "--no-compile", wheel),
        folder=home,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    [ours] = home.glob("[Ll]ib/**/site-packages")
    # Lines of a .pth file come after the environment's own packages, and .pth files in the folders they
    # name aren't read: an editable sdlint can't take the wheel's place.
    theirs = [path for path in sys.path if path.endswith(("site-packages", "dist-packages"))]
    (ours / "dependencies.pth").write_text("\n".join(theirs) + "\n", encoding="utf-8")
    return scripts / "sdlint"


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """A folder that has nothing to do with the checkout, with a design in it."""
    (tmp_path / "shop.sd").write_text(design(12), encoding="utf-8")
    return tmp_path


BARE = """
import sys
from importlib.abc import MetaPathFinder

class Absent(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in sys.argv[1].split(","):
            raise ModuleNotFoundError(name)

from hatch_build import Tables  # What hatchling itself needs comes with it.
sys.meta_path.insert(0, Absent())
hook = Tables(".", {}, None, None, "", "wheel")
data = {"force_include": {}}
hook.initialize("standard", data)
print(*sorted(data["force_include"].values()))
hook.finalize("standard", data, "")
"""


def test_building_needs_no_more_than_it_says(checkout: Path, tmp_path: Path) -> None:
    # The other tests build with what is installed; pip builds where only the build's requirements are.
    content = tomllib.loads((checkout / "pyproject.toml").read_text("utf-8"))
    extras = content["project"]["optional-dependencies"].values()
    every = [*content["project"]["dependencies"], *(one for extra in extras for one in extra)]
    needed = {name_of(one) for one in content["build-system"]["requires"]}
    absent = {name_of(one).replace("-", "_") for one in every} - needed
    environment = dict(os.environ, PYTHONDONTWRITEBYTECODE="1", XDG_CACHE_HOME=str(tmp_path))
    done = subprocess.run(
        [sys.executable, "-c", BARE, ",".join(sorted(absent))],
        cwd=checkout,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    names = ("rule.json", "rules.kept", "sd.json")
    assert done.stdout.split() == [f"sdlint/bundled/tables/{name}" for name in names]


def name_of(requirement: str) -> str:
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert found
    return found[0]


def test_wheel_has_all_that_is_needed_and_nothing_else(wheel: Path, checkout: Path) -> None:
    with ZipFile(wheel) as archive:
        names = archive.namelist()
    rules = {
        f"sdlint/bundled/{path.relative_to(checkout).as_posix()}" for path in checkout.glob("rules/**/*.rule")
    }
    assert {*NEEDED, *rules} <= set(names)
    information = f"sdlint-{__version__}.dist-info"
    assert {name.split("/")[0] for name in names} == {"sdlint", information}
    assert f"{information}/licenses/LICENSE" in names
    unwanted = [
        name for name in names if "__pycache__" in name or "tests" in name.split("/") or name.endswith(".pyc")
    ]
    assert not unwanted
    assert len(names) == len(set(names))


def test_wheel_describes_itself(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        metadata = archive.read(f"sdlint-{__version__}.dist-info/METADATA").decode()
        scripts = archive.read(f"sdlint-{__version__}.dist-info/entry_points.txt").decode()
    head = metadata.split("\n\n")[0].splitlines()
    assert f"Version: {__version__}" in head
    assert "License-Expression: MIT AND OFL-1.1" in head
    assert "Provides-Extra: pictures" in head
    assert "sdlint = sdlint.cli:main" in scripts
    # What only pictures need isn't asked of those who only lint.
    plain = [line for line in head if line.startswith("Requires-Dist:") and "extra ==" not in line]
    assert not any(name in line for line in plain for name in ("diagrams", "pygraphviz", "resvg"))


def test_sdist_has_the_tests_and_nothing_of_the_checkout_s_litter(built: Path) -> None:
    [path] = built.glob("*.tar.gz")
    with tarfile.open(path) as archive:
        names = [name.partition("/")[2] for name in archive.getnames()]
    assert {"pyproject.toml", "hatch_build.py", "LICENSE", "tests/test_packaging.py"} <= set(names)
    assert not any(name.startswith((".venv", ".git/", "dist", "sdlint/bundled")) for name in names)
    assert not any("__pycache__" in name for name in names)


def test_tables_are_the_same_bytes_whatever_the_order_of_hashes(checkout: Path, tmp_path: Path) -> None:
    code = "import sys, sdlint.syntax.tables as t; t.write_tables(sys.argv[1])"
    made = []
    for seed in ("1", "2"):
        subprocess.run(
            [sys.executable, "-c", code, tmp_path / seed],
            cwd=checkout,
            env=dict(os.environ, PYTHONHASHSEED=seed),
            check=True,
        )
        made.append({path.name: path.read_bytes() for path in sorted((tmp_path / seed).iterdir())})
    # Not compared by `==` inside the assertion: pytest would spend a minute on explaining it.
    same = made[0] == made[1]
    assert same


def test_version(installed: Path, elsewhere: Path) -> None:
    done = run(installed, "--version", folder=elsewhere)
    assert done.returncode == 0, done.stderr
    assert __version__ in done.stdout


def test_check_uses_the_wheel_s_own_files(installed: Path, wheel: Path, elsewhere: Path) -> None:
    done = run(installed, "check", "shop.sd", folder=elsewhere)
    assert done.returncode in (0, 1), done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout.strip()
    # The wheel's tables fit the wheel's grammar: else they would have been made anew, and kept here.
    with ZipFile(wheel) as archive:
        stems = [Path(name).stem for name in archive.namelist() if "/tables/" in name]
    made = [path.name for stem in stems for path in elsewhere.glob(f"cache/**/{stem}-*.json")]
    assert stems
    assert not made


def test_render(installed: Path, elsewhere: Path) -> None:
    missing = [name for name in ("pygraphviz", "resvg_py") if importlib.util.find_spec(name) is None]
    if missing:
        pytest.skip(f"the extra `pictures` isn't installed: no {missing[0]}")
    done = run(installed, "render", "shop.sd", "-o", "shop.png", folder=elsewhere)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (elsewhere / "shop.png").read_bytes().startswith(PNG)


def test_review_page(installed: Path, elsewhere: Path) -> None:
    done = run(installed, "review", "shop.sd", "-o", "review.html", folder=elsewhere)
    assert done.returncode == 0, done.stdout + done.stderr
    text = (elsewhere / "review.html").read_text("utf-8")
    assert text.startswith("<!doctype html>") and '"losses":[{' in text
