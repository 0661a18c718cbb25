"""`make corpus`: which seeded faults are found, and what is found that isn't a fault, by rule."""

from __future__ import annotations

from collections import Counter

from sdlint.engine import shipped_rules
from tests.corpus import BLIND, measured, systems


def main() -> None:
    """Print a line for each rule that is concerned, then one for each system, then the sums."""
    found = [measured(name) for name in systems()]
    seeded = Counter(place.rule for one in found for place in one.seeded)
    missed = Counter(place.rule for one in found for place in one.missed)
    false = Counter(place.rule for one in found for place in one.false)
    beside = Counter(place.rule for one in found for place in one.beside)
    print(f"{'rule':32}{'seeded':>8}{'found':>8}{'false':>8}{'beside':>8}")
    for rule in shipped_rules().rules:
        name = rule.name
        if seeded[name] or false[name] or beside[name]:
            hits = seeded[name] - missed[name]
            print(f"{name:32}{seeded[name]:8}{hits:8}{false[name]:8}{beside[name]:8}")
    never = [rule.name for rule in shipped_rules().rules if not seeded[rule.name]]
    print(f"\nSeeded nowhere: {', '.join(never) or 'none'}.\n")
    print(f"{'system':32}{'seeded':>8}{'found':>8}{'false':>8}{'beside':>8}")
    for one in found:
        name = f"{one.name}{' (blind)' if one.name in BLIND else ''}"
        hits = len(one.seeded) - len(one.missed)
        print(f"{name:32}{len(one.seeded):8}{hits:8}{len(one.false):8}{len(one.beside):8}")
        for place in one.missed:
            print(f"    missed: {place.rule} in line {place.line}")
    total, lost = sum(seeded.values()), sum(missed.values())
    print(f"\nRecall {100 * (total - lost) / total:.1f}%: {total - lost} of {total}; ", end="")
    print(f"false findings in good designs: {sum(false.values())}; beside the marks: {sum(beside.values())}.")


if __name__ == "__main__":
    main()
