"""`make fuzz`: as long as told; what is found is saved with a smaller text that shows the same.

make fuzz SECONDS=1800             with a seed of its own, which it prints
make fuzz SECONDS=60 SEED=4711     the same inputs again
make fuzz ARGS=.fuzz/0a1b2c.sd     one saved input again
"""

from __future__ import annotations

import argparse
import hashlib
import secrets
import sys
import time
from pathlib import Path

from tests.fuzz.driver import Driver, Fault
from tests.fuzz.inputs import real, text_of
from tests.fuzz.shrink import shrunk

FOLDER = Path(".fuzz")
SHRINKING = 60
"""Seconds that are spent on a smaller text."""


def main() -> int:
    """The exit status: 1 when something was found."""
    parser = argparse.ArgumentParser(prog="tests.fuzz")
    parser.add_argument("files", nargs="*", type=Path, help="saved inputs, to try these again")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", help="decides all inputs; drawn and printed where it isn't given")
    told = parser.parse_args()
    if told.files:
        return max(_again(file) for file in told.files)
    seed = told.seed or str(secrets.randbelow(10**6))
    print(f"seed {seed}, {told.seconds:g} s; the same again: make fuzz SECONDS={told.seconds:g} SEED={seed}")
    return _look(seed, told.seconds)


def _look(seed: str, seconds: float) -> int:
    driver = Driver()
    Driver(limit=60).drive(real()[0])  # What is loaded once isn't an input's doing.
    end, number = time.monotonic() + seconds, 0
    known: dict[str, int] = {}
    while time.monotonic() < end:
        name = f"{seed}-{number}"
        number += 1
        text = text_of(name)
        before = driver.last
        try:
            driver.drive(text, name)
        except Fault as fault:
            known[fault.signature] = known.get(fault.signature, 0) + 1
            if known[fault.signature] == 1:
                driver.last = before
                _save(text, name, fault, driver)
        if number % 200 == 0:
            print(f"{number} inputs, {len(known)} faults", flush=True)
    print(f"{number} inputs, seed {seed}; stages: {sum(driver.stages.values())}")
    for signature, times in sorted(known.items()):
        print(f"  {times} × {signature}")
    return int(bool(known))


def _save(text: str, name: str, fault: Fault, driver: Driver) -> None:
    other = driver.last

    def fails(smaller: str) -> bool:
        again = Driver(driver.limit, other)
        try:
            again.drive(smaller, name)
        except Fault as found:
            return found.signature == fault.signature
        return False

    small = shrunk(text, fails, SHRINKING) if fails(text) else text
    FOLDER.mkdir(exist_ok=True)
    path = FOLDER / f"{hashlib.sha256(fault.signature.encode()).hexdigest()[:10]}.sd"
    path.write_bytes(f"# {name} {fault.signature}\n{small}".encode("utf-8", "surrogatepass"))
    path.with_suffix(".whole.sd").write_bytes(f"# {name}\n{text}".encode("utf-8", "surrogatepass"))
    print(f"\nFAULT {fault}\ninput {name} is {path}; again: make fuzz ARGS={path}\n", flush=True)


def _again(path: Path) -> int:
    text = path.read_bytes().decode("utf-8", "surrogatepass")
    head, _, rest = text.partition("\n")
    name = head.split()[1] if head.startswith("# ") and len(head.split()) > 1 else "0"
    try:
        Driver().drive(rest if head.startswith("# ") else text, name)
    except Fault as fault:
        print(f"{path}: {fault}")
        return 1
    print(f"{path}: nothing found")
    return 0


if __name__ == "__main__":
    sys.exit(main())
