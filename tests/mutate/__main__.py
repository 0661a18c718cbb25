"""`make mutate`: the score, and the survivors that nothing explains."""

from __future__ import annotations

import sys

from tests.mutate import explained, survivors

LEAST = 0.9


def main() -> int:
    """Print the survivors; 1 where the score is too low, one isn't explained, or one explained is dead."""
    found, total = survivors()
    reasons = explained()
    score = 1 - len(found) / total
    strange = [mutant for mutant in found if mutant.name not in reasons]
    for mutant in strange:
        print(f"survives: {mutant.rule}, {mutant.change}")
    stale = reasons.keys() - {mutant.name for mutant in found}
    for name in sorted(stale):
        print(f"explained, and noticed by now: {name}")
    print(f"{total} mutants, {total - len(found)} noticed: {100 * score:.1f}%; {len(strange)} not explained.")
    return int(score < LEAST or bool(strange) or bool(stale))


if __name__ == "__main__":
    sys.exit(main())
