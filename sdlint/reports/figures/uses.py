"""Where things are used, in few words: `p50 and p99 of all flows, utilization of hot, 2 goals`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sdlint.analyses.review.figure import Use

COUNTED = {"goal": "goals", "scenario": "scenarios", "estimate": "estimates"}
"""Lines whose names are too long to be listed where they come in numbers."""
FEW = 4
"""Names that are listed one by one."""
TWO = 2
"""Names of one kind that are listed where all that counts is how many there are."""
MOST = 24
"""Uses that are told; more are counted."""


def used_in(uses: Iterable[Use], everything: Mapping[str, Sequence[str]]) -> str:
    """Where something is used, in few words. `everything` has the names that there are, in the plural
    (`flows`), so that many of them can be counted, and all of them called so.
    """
    every = list(uses)
    if len(every) > MOST:
        return f"{len(every)} numbers"
    items: dict[str, list[str]] = {}
    for use in every:
        items.setdefault(use.word, []).append(use.item)
    # Words that are asked of the same things are told together.
    together: dict[tuple[str, ...], list[str]] = {}
    for word, names in items.items():
        if word not in COUNTED:
            together.setdefault(tuple(names), []).append(word.removesuffix(" of"))
    told = []
    for asked, words in together.items():
        whose = _whose(asked, everything)
        told.append(f"{joined(words)} of {whose}" if whose else joined(words))
    if told:
        return ", ".join(told)  # Goals and scenarios are made of the same words.
    counts = {word: len(dict.fromkeys(names)) for word, names in items.items()}
    return ", ".join(f"{n} {word if n == 1 else COUNTED[word]}" for word, n in counts.items())


def _whose(names: tuple[str, ...], everything: Mapping[str, Sequence[str]]) -> str:
    for plural, every in everything.items():
        if len(names) > TWO and set(names) <= set(every):
            return f"all {plural}" if len(set(names)) == len(every) else f"{len(set(names))} {plural}"
    return "" if names == ("",) else few(names)


def joined(words: Sequence[str]) -> str:
    """`a, b and c`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def few(names: Sequence[str]) -> str:
    """The names, or the first of them and how many more there are."""
    if len(names) <= FEW:
        return joined(names)
    return f"{', '.join(names[: FEW - 1])} and {len(names) - FEW + 1} more"


def stems(whats: Iterable[str]) -> dict[str, list[str]]:
    """What is said of several things, told together: `capacity` of `api` and `hot`; by what stands before
    the last ` of `.
    """
    found: dict[str, list[str]] = {}
    for what in whats:
        stem, sign, name = what.rpartition(" of ")
        if sign and " " not in name:
            found.setdefault(stem, []).append(name.strip("`"))
        else:
            found.setdefault(what, [])
    return found


def stemmed(stem: str, names: Sequence[str]) -> str:
    """`capacity of api, hot and 5 more`."""
    return f"{stem} of {few(names)}" if names else stem
