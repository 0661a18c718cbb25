"""`make comparison`: what other tools say of one small system with five faults."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.comparison import BEGIN, END, FEED, PAGE, TOOLS, install, row, run, table


def main(arguments: list[str]) -> int:
    """Install the tools, run them, print the table; `--write`: into the page."""
    home = PAGE.parent.parent / "build" / "comparison"
    install(home)
    made = table([row(tool, run(tool, home)) for tool in TOOLS])
    print(made)
    print(f"What each printed is in {home}.\n")
    queue = [home / "venv" / "bin" / "python", FEED / "queue_ciw.py"]
    subprocess.run(queue, check=True)
    if "--write" in arguments:
        _write(PAGE, made)
    return 0


def _write(page: Path, made: str) -> None:
    before, _, rest = page.read_text("utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    page.write_text(f"{before}{BEGIN}\n{made}\n{END}{after}", "utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
