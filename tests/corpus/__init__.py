"""Known systems, each once as a good design and once with faults: what the rules are measured by.

A comment `# fault: NAME why` before a line says that the rule NAME finds something there. The designs were
written by hands that didn't write the rules; those of `BLIND` by one that knew their names alone.
"""

from __future__ import annotations

from pathlib import Path

from sdlint.diagnostic import Severity
from sdlint.record import Record
from tests.marks import Place, marked, told

FOLDER = Path(__file__).parent
BLIND = (
    "collaborative-editor",
    "notification-service",
    "payment-processing",
    "ride-sharing",
    "ticket-booking",
)
"""Written by someone who knew the language's page and the names of the rules, and never saw a finding."""


class System(Record):
    """What the rules say of one system."""

    name: str
    seeded: tuple[Place, ...]
    """The faults of the faulty version."""
    missed: tuple[Place, ...]
    """Those that aren't found where they are."""
    beside: tuple[Place, ...]
    """Errors and warnings in the faulty version that no mark tells of."""
    false: tuple[Place, ...]
    """Errors and warnings in the good version that it doesn't accept."""
    asked: tuple[Place, ...]
    """Questions about the good version."""


def systems() -> list[str]:
    """The names of all systems."""
    return sorted(path.parent.name for path in FOLDER.glob("*/clean.sd"))


def measured(name: str) -> System:
    """What the rules say of a system's two versions."""
    seeded = marked((FOLDER / name / "faulty.sd").read_text("utf-8"))
    found = list(told(FOLDER / name / "faulty.sd"))
    clean = list(told(FOLDER / name / "clean.sd"))
    there = {place.key for place in found}
    wanted = {place.key for place in seeded}
    return System(
        name,
        seeded,
        tuple(place for place in seeded if place.key not in there),
        tuple(p for p in found if p.severity is not Severity.QUESTION and p.key not in wanted),
        tuple(place for place in clean if place.severity is not Severity.QUESTION),
        tuple(place for place in clean if place.severity is Severity.QUESTION),
    )
