"""The steps of the GitHub action: `install`, `diff` and `check`. Needs Python's standard library alone.

Inputs, file names and designs may be a stranger's. So nothing is put into a shell's hands: commands are lists
of words; paths stand behind `--`; a revision is resolved by git before it is used; what sdlint writes to the
standard error is printed where the runner takes no commands; outputs are written with a delimiter that nobody
can know; and no Python module is looked for in the folder that is checked.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shlex
import subprocess
import sys
import tarfile
import tempfile
import venv
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

MOST = 40
"""Designs that are compared: each takes about a second."""
ROOM = 900_000
"""Bytes of a step's summary; GitHub shows none that is larger than 1 MiB."""
SMALL = 2_000_000
"""Bytes of a file that is taken out of the history to be drawn."""
TAKEN = (".sd", ".rule", "sdlint.toml", "pyproject.toml")
"""What a design of an earlier revision may need to be drawn."""
SAME = "**The two mean the same.**"
"""What `sdlint diff` says in Markdown where nothing differs."""


Change = tuple[str | None, str | None]
"""A design's path before and after; None where it isn't there."""


class Wrong(Exception):
    """What keeps a step from doing its work, for the user."""


def main(step: str) -> int:
    """Run a step; its exit status is the job's."""
    steps = {"install": install, "diff": diff, "check": check}
    try:
        return steps[step]()
    except (Wrong, OSError) as wrong:
        # What can't be compared can be checked all the same; and a folder may be none.
        command("warning" if step == "diff" else "error", str(wrong))
        return 0 if step == "diff" else 2


# Steps


def install() -> int:
    """Make an environment of sdlint's own, so that it can't get in the way of what the project installs."""
    version = given("version")
    if version and not re.fullmatch(r"[0-9][0-9A-Za-z.+!-]{0,40}", version):
        raise Wrong(f"`version` is no version: {version}")
    extra = "[pictures]" if given("pictures") else ""
    wanted = f"sdlint{extra}=={version}" if version else f"{os.environ['GITHUB_ACTION_PATH']}{extra}"
    home = environment()
    venv.create(home, with_pip=True, clear=True)
    python = tools(home) / ("python.exe" if os.name == "nt" else "python")
    words = [str(python), "-I", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", wanted]
    if subprocess.run(words, check=False).returncode:
        raise Wrong(f"sdlint couldn't be installed: pip refused {wanted}")
    return 0


def check() -> int:
    """Check the designs: findings as annotations, SARIF as a file, a report in the summary."""
    sarif = given("sarif")
    words = ["check", "--output", "github"]
    if sarif:
        words += [f"--output=sarif={sarif}"]
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder, "page.md")
        words += [f"--output=markdown={page}"]
        for name in ("preset", "fail-on", "baseline"):
            if given(name):
                words += [f"--{name}={given(name)}"]
        status = sdlint([*words, *listed("args"), "--", *listed("paths")]).returncode
        if page.exists():
            summarize(page.read_text("utf-8"))
    output("status", str(status))
    if sarif and Path(sarif).exists():
        output("sarif", sarif)
    return status


def diff() -> int:
    """Tell what a change means, design by design, and draw what differs."""
    wanted = given("diff")
    if wanted in ("", "none"):
        return 0
    base = base_of_event() if wanted == "auto" else wanted
    if not base:
        return 0
    revision = resolved(base)
    if revision is None:
        command(
            "warning",
            f"Nothing is compared: there is no revision {base} in this checkout. "
            "Give actions/checkout `fetch-depth: 0`.",
        )
        return 0
    differing: list[Change] = []
    parts: list[str] = []
    found = list(changed(revision))
    for old, new in found[:MOST]:
        if new is None:
            parts.append(f"## A design is gone: {code(old or '')}\n")
            differing.append((old, new))
        elif old is None:
            parts.append(f"## A new design: {code(new)}\n")
            differing.append((old, new))
        else:
            # A path may begin like a revision.
            words = ["--", f"git:{revision}:{old}", f"./{new}" if new.startswith("git:") else new]
            done = sdlint(["diff", "--format", "markdown", *words], show=False)
            if done.returncode:
                parts.append(f"## Not compared: {code(new)}\n\n`sdlint check` tells what is wrong with it.\n")
            elif SAME not in done.stdout:
                parts.append(done.stdout)
                differing.append((old, new))
    if len(found) > MOST:
        parts.append(f"{len(found) - MOST} designs more aren't compared.\n")
    summarize("\n".join(parts))
    if given("pictures") and differing and draw(revision, differing, given("pictures")):
        output("pictures", given("pictures"))
    return 0


# What changed


def base_of_event() -> str:
    """The base of the pull request for which this runs; empty where it is none."""
    path = os.environ.get("GITHUB_EVENT_PATH", "")
    if not path or not Path(path).exists():
        return ""
    event = json.loads(Path(path).read_text("utf-8"))
    base = ((event.get("pull_request") or {}).get("base") or {}).get("sha") or ""
    return base if isinstance(base, str) else ""


def resolved(named: str) -> str | None:
    """A revision's hash; of a checkout that has no history, what the server knows of it."""
    found = commit_of(named)
    if found is None and re.fullmatch(r"[0-9a-f]{40}", named):
        git("fetch", "--quiet", "--no-tags", "--depth=1", "origin", named)
        found = commit_of(named)
    return found


def commit_of(named: str) -> str | None:
    """A commit's hash, or None where there is none of that name."""
    found = git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{named}^{{commit}}")
    return None if found is None else found.decode().strip()


def changed(revision: str) -> Iterator[Change]:
    """Designs below the paths, before and after, from where we stand: first those whose own text differs,
    then those that use others, since what they mean may differ too.
    """
    paths = [path for path in listed("paths") if path != "-"]
    told = git("diff", "--name-status", "--find-renames", "--relative", "-z", revision, "--", *paths)
    if told is None:
        raise Wrong("git can't tell which designs are changed: do `paths` lie in this repository?")
    fields = [os.fsdecode(field) for field in told.split(b"\0") if field]
    seen = set()
    while fields:
        status = fields.pop(0)
        one = fields.pop(0)
        other = fields.pop(0) if status[0] in "RC" else one
        old = one if status[0] != "A" and one.endswith(".sd") else None
        new = other if status[0] != "D" and is_design(other) else None
        if new is not None:
            seen.add(new)
        elif old is not None:
            # What became a link, or was renamed to no design, is gone.
            seen.add(old)
        if old is not None or new is not None:
            yield old, new
    if not seen:
        return
    for name in (git("ls-files", "-z", "--", *paths) or b"").split(b"\0"):
        path = os.fsdecode(name)
        if path not in seen and is_design(path) and uses_others(Path(path)):
            yield path, path


def is_design(path: str) -> bool:
    """Whether a path is a design's: of no link, which may lead out of the repository when it is followed."""
    return path.endswith(".sd") and not Path(path).is_symlink()


def uses_others(path: Path) -> bool:
    """Whether a design speaks of other files."""
    try:
        return re.search(rb'^\s*use\s+"', path.read_bytes(), re.MULTILINE) is not None
    except OSError:
        return False


# Pictures


def draw(revision: str, designs: Sequence[Change], folder: str) -> bool:
    """Draw designs before and after into a folder, as NAME.before.svg and NAME.after.svg; whether any was."""
    Path(folder).mkdir(parents=True, exist_ok=True)
    drawn = False
    taken: set[str] = set()
    with tempfile.TemporaryDirectory() as earlier:
        take_out(revision, Path(earlier))
        # Where a repository begins, there ends what a design may read.
        Path(earlier, ".git").mkdir()
        for old, new in designs:
            name = picture_name(new or old or "", taken)
            if old is not None:
                drawn |= drawing(str(Path(earlier, old)), f"{folder}/{name}.before.svg")
            if new is not None:
                drawn |= drawing(new, f"{folder}/{name}.after.svg")
    return drawn


def picture_name(path: str, taken: set[str]) -> str:
    """A design's path as a name that every file system and every artifact can hold; each is given once."""
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", path.removesuffix(".sd")).strip("-.")[:100] or "design"
    number, name = 1, plain
    while name.lower() in taken:
        number += 1
        name = f"{plain}-{number}"
    taken.add(name.lower())
    return name


def drawing(path: str, picture: str) -> bool:
    """Draw one; what can't be drawn has been told by now."""
    return sdlint(["render", f"--output={picture}", "--", path], show=False).returncode == 0


def take_out(revision: str, folder: Path) -> None:
    """Write what pictures need of a revision to a folder: regular files, read as data."""
    words = ["git", "--literal-pathspecs", "archive", "--format=tar", revision]
    # Read as it comes: a repository may be larger than the machine's memory.
    with (
        subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as packed,
        tarfile.open(fileobj=packed.stdout, mode="r|") as archive,
    ):
        for member in archive:
            name = PurePosixPath(member.name)
            wanted = member.isfile() and member.size <= SMALL and name.name.endswith(TAKEN)
            if not wanted or name.is_absolute() or ".." in name.parts:
                continue
            file = archive.extractfile(member)
            assert file is not None
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(file.read())


# The runner


def given(name: str) -> str:
    """An input."""
    return os.environ.get(f"INPUT_{name.upper().replace('-', '_')}", "").strip()


def listed(name: str) -> list[str]:
    """An input that is words of a shell."""
    try:
        return shlex.split(given(name)) or (["."] if name == "paths" else [])
    except ValueError:
        raise Wrong(f"`{name}` has a quote that isn't closed: {given(name)}") from None


def environment() -> Path:
    """Where sdlint is installed."""
    return Path(os.environ.get("RUNNER_TEMP") or tempfile.gettempdir(), "sdlint-environment")


def tools(home: Path) -> Path:
    """Where an environment's commands are."""
    return home / ("Scripts" if os.name == "nt" else "bin")


def sdlint(words: Sequence[str], *, show: bool = True) -> subprocess.CompletedProcess[str]:
    """Run sdlint; `show=False` keeps its standard output."""
    path = tools(environment()) / "sdlint"
    try:
        done = subprocess.run(
            [path, *words],
            check=False,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            env={**os.environ, "PYTHONUTF8": "1", "NO_COLOR": "1"},
        )
    except OSError as error:
        raise Wrong(f"sdlint isn't installed: {error.strerror}") from None
    if show:
        say(done.stdout)
    if done.stderr:
        # A file's name may look like a command of the runner's: here it is none.
        token = secrets.token_hex(16)
        say(f"::stop-commands::{token}\n{done.stderr}\n::{token}::\n")
    return done


def git(*words: str) -> bytes | None:
    """What git says, or None where it fails."""
    try:
        done = subprocess.run(["git", "--literal-pathspecs", *words], check=False, capture_output=True)
    except OSError as error:
        raise Wrong(f"git can't be run: {error.strerror}") from None
    return None if done.returncode else done.stdout


def command(kind: str, message: str) -> None:
    """An annotation of the job."""
    told = message.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    say(f"::{kind} title=sdlint::{told}\n")


def say(text: str) -> None:
    """Write to the job's log at once, so that what commands write stands in order."""
    sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
    sys.stdout.flush()


def output(name: str, value: str) -> None:
    """An output of the step."""
    append(
        "GITHUB_OUTPUT",
        "{name}<<{mark}\n{value}\n{mark}\n".format(name=name, value=value, mark=secrets.token_hex(16)),
    )


def summarize(text: str) -> None:
    """Add to the job's summary, whole lines as long as there is room."""
    kept = text.encode("utf-8")
    if len(kept) > ROOM:
        kept = kept[:ROOM].rpartition(b"\n")[0] + b"\n\nThere is more than a summary can hold.\n"
    if kept.strip():
        append("GITHUB_STEP_SUMMARY", kept.decode("utf-8") + "\n")


def append(variable: str, text: str) -> None:
    """Add to a file of the runner's; without one, print it."""
    path = os.environ.get(variable)
    if not path:
        say(text)
        return
    with Path(path).open("a", encoding="utf-8", newline="\n") as file:
        file.write(text)


def code(text: str) -> str:
    """A name as code in Markdown, whatever stands in it."""
    told = "".join(character if character.isprintable() else "?" for character in text)
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", told)), default=0))
    return f"{fence} {told} {fence}" if "`" in told else f"`{told}`"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
