"""`make comparison`: what other tools say of a small system with five faults, and how they draw one."""

from __future__ import annotations

import subprocess
import sys

from tests.comparison import FEED, PAGE, TOOLS, install, pictures, row, run, table, within


def main(arguments: list[str]) -> int:
    """Install the tools, run them, print the table; `--write`: into the page."""
    home = PAGE.parent.parent / "build" / "comparison"
    install(home)
    made = {"told": table([row(tool, run(tool, home)) for tool in TOOLS])}
    made["drawn"] = pictures.table(pictures.drawn(home))
    print("\n".join(made.values()))
    print(f"What each printed is in {home}.\n")
    queue = [home / "venv" / "bin" / "python", FEED / "queue_ciw.py"]
    subprocess.run(queue, check=True)
    if "--write" in arguments:
        page = PAGE.read_text("utf-8")
        for name, text in made.items():
            before, _, after = within(page, name)
            page = f"{before}\n{text}\n{after}"
        PAGE.write_text(page, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
