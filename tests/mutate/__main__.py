"""`make mutate`: the score, and the survivors that nothing explains; of some: make mutate ARGS=overload"""

from __future__ import annotations

import sys

from tests.mutate import explained, reasons_for, survivors

LEAST = 0.95


def main(only: list[str]) -> int:
    """Print the survivors; 1 where the score is too low, one isn't explained, or one explained is dead."""
    found, total = survivors(only)
    if not total:
        print(f"no rule is named {', '.join(only)}")
        return 2
    reasons = explained()
    used = {name for mutant in found for name in reasons_for(mutant, reasons)}
    strange = [mutant for mutant in found if not reasons_for(mutant, reasons)]
    for mutant in strange:
        print(f"survives: {mutant.rule}, {mutant.change}")
    # Of some rules alone nobody can tell which explanations are dead.
    stale = [] if only else sorted(reasons.keys() - used)
    for name in stale:
        print(f"explained, and noticed by now: {name}")
    score = 1 - len(found) / total
    print(f"{total} mutants, {total - len(found)} noticed: {100 * score:.1f}%; {len(strange)} not explained.")
    return int(bool(strange) or bool(stale) or (score < LEAST and not only))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
