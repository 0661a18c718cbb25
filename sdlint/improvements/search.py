"""What is tried beside the first guesses, and what of all trials is offered and refused: numbers of copies
between those that were tried, the best of each sort, and what buys more but breaks a goal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from sdlint.improvements.candidate import Candidate, put_together
from sdlint.improvements.measures import Gain
from sdlint.record import Record, changed

COPIES = ("replicas", "zone", "autoscale", "nodes")
"""Kinds of changes that all come to more copies of an element: of them the best is enough."""
NEARLY = 0.75
"""Of what more copies buy, the part for which fewer are the better choice: a guess."""
UP = 3
"""How often a number of copies that meets no goal is doubled: eight times as many are another design."""
STEPS = 8
"""Numbers of copies that are tried between two: among 256 the right one is found."""


class Trial(Record):
    """A change that was made, and what it buys."""

    candidate: Candidate
    gain: Gain


Try = Callable[[Candidate], Trial | None]


def rungs(trials: Sequence[Trial], attempt: Try) -> list[Trial]:
    """Trials of numbers of copies between those that were tried: the least that meets as many goals as more
    do, and where that breaks another goal, the most that breaks none.
    """
    ladders: dict[tuple[str, tuple[str, ...]], list[Trial]] = {}
    for trial in trials:
        if trial.candidate.again is not None:
            ladders.setdefault((trial.candidate.kind, trial.candidate.names), []).append(trial)
    found: list[Trial] = []
    for ladder in ladders.values():
        found += _between(sorted(ladder, key=lambda one: one.candidate.count), attempt)
    return found


def _between(ladder: list[Trial], attempt: Try) -> list[Trial]:
    added: list[Trial] = []
    most = min(ladder, key=lambda one: (-len(one.gain.met), one.candidate.count))
    if not most.gain.met and ladder[-1].gain.bought:
        added += _up(ladder[-1], attempt)
        if added:
            most = added[-1]
            ladder = sorted([*ladder, *added], key=lambda one: one.candidate.count)
    if most.gain.met:
        added += _halving(ladder, most, attempt, lambda one: _as_good(one, most))
    every = [*ladder, *added]
    dear = [one for one in every if one.gain.bought and one.gain.lost]
    if dear:
        least = min(dear, key=lambda one: one.candidate.count)
        if not any(one.gain.felt and _as_good(one, least) for one in every):
            added += _halving(every, least, attempt, lambda one: bool(one.gain.lost))
    return added


def _up(top: Trial, attempt: Try) -> list[Trial]:
    """Trials of more and more copies until a goal is met; none where more buys no more before."""
    again = top.candidate.again
    assert again is not None  # Ladders have only such.
    found: list[Trial] = []
    before = top
    for _ in range(UP):
        candidate = changed(again(2 * before.candidate.count), again=again)
        trial = attempt(candidate) if candidate.count > before.candidate.count else None
        if trial is None:
            break
        found.append(trial)
        if trial.gain.met:
            return found
        if trial.gain.halvings <= before.gain.halvings:
            break
        before = trial
    return []


def _as_good(one: Trial, other: Trial) -> bool:
    """Whether it meets as many goals, and relieves all that the other does."""
    relieved = set(one.gain.relieved) >= set(other.gain.relieved)
    return relieved and len(one.gain.met) >= len(other.gain.met)


def pruned(trials: Sequence[Trial], attempt: Try) -> list[Trial]:
    """Trials of changes that are made of several, without the parts without which they meet as many goals."""
    found: list[Trial] = []
    for trial in trials:
        parts, best = trial.candidate.parts, trial
        for part in parts if trial.gain.met else ():
            rest = [one for one in best.candidate.parts or (best.candidate,) if one is not part]
            without = attempt(put_together(rest)) if rest else None
            if without is not None and len(without.gain.met) >= len(best.gain.met):
                best = without
        if best is not trial:
            found.append(best)
    return found


def _halving(
    ladder: Sequence[Trial], top: Trial, attempt: Try, is_enough: Callable[[Trial], bool]
) -> list[Trial]:
    """Trials on the way to the least number of copies that is enough; `top` is."""
    again = top.candidate.again
    assert again is not None  # Ladders have only such.
    high = top.candidate.count
    low = max((c for c in (one.candidate.count for one in ladder) if c < high), default=top.candidate.there)
    found: list[Trial] = []
    for _ in range(STEPS):
        candidate = changed(again((low + high) // 2), again=again)
        if not low < candidate.count < high:
            break
        trial = attempt(candidate)
        if trial is None:
            break
        found.append(trial)
        if is_enough(trial):
            high = candidate.count
        else:
            low = candidate.count
    return found


def _sort(candidate: Candidate) -> tuple[str, tuple[str, ...], str]:
    if candidate.kind == "spread":
        return candidate.kind, (), ""
    kind = "copies" if candidate.kind in COPIES else candidate.kind
    return kind, candidate.names, candidate.flow


def chosen(felt: Sequence[Trial]) -> Iterator[list[Trial]]:
    """The trials of each sort of change of an element, the best first; of those that buy about as much,
    the one that takes fewer copies.
    """
    ranked = sorted(
        felt,
        key=lambda one: (one.gain.rank, one.candidate.names, one.candidate.kind, one.candidate.told),
    )
    sorts: dict[tuple[str, tuple[str, ...], str], list[Trial]] = {}
    for trial in ranked:
        sorts.setdefault(_sort(trial.candidate), []).append(trial)
    for sort in sorts.values():
        best = sort[0]
        for trial in sort[1:]:
            if 0 < trial.candidate.count < best.candidate.count and _is_even(trial.gain, sort[0].gain):
                best = trial
        yield [best, *(one for one in sort if one is not best)]


def _is_even(gain: Gain, best: Gain) -> bool:
    """Whether it buys as much of what counts most, and takes as little of it; where that is no goal, the rest
    must be nearly as much.
    """
    same = len(gain.met) == len(best.met) and len(gain.missed) == len(best.missed)
    same = same and gain.relieved == best.relieved and bool(gain.harmed) == bool(best.harmed)
    return same and (bool(best.met) or gain.halvings >= NEARLY * best.halvings)


def refusals(trials: Sequence[Trial], offered: Sequence[tuple[Candidate, Gain]]) -> list[Trial]:
    """What would be felt and breaks a goal: the best of each sort, where nothing that is offered meets and
    relieves the same, and the fewest copies of it.
    """
    met = {goal.text for _, gain in offered for goal in gain.met}
    relieved = {name for _, gain in offered for name in gain.relieved}
    refused = [best for best, *_ in chosen([one for one in trials if one.gain.bought and one.gain.lost])]
    found = [
        one
        for one in refused
        if {goal.text for goal in one.gain.met} - met or set(one.gain.relieved) - relieved
    ]
    return found or (refused if not offered else [])
