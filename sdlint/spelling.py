"""The nearest right spelling of a word: "did you mean"."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache


def nearest(word: str, candidates: Iterable[str]) -> str | None:
    """The candidate that is most like the word, or nothing that is near enough.

    Deterministic: of equally near candidates the one that was given first.
    """
    best, best_ratio = None, 0.0
    for candidate, ratio in _alike(word, candidates):
        if ratio > best_ratio:
            best, best_ratio = candidate, ratio
        if ratio == 1:
            break
    # A short word has few letters to agree in.
    return best if best_ratio >= (0.66 if len(word) > 3 else 0.6) else None


CLEAR = 0.08
"""How much more alike the right spelling must be than any other, to be put in without being asked."""


def clear(word: str, candidates: Iterable[str]) -> str | None:
    """The nearest right spelling, where no other comes nearly as near."""
    ranked = sorted(((ratio, candidate) for candidate, ratio in _alike(word, candidates)), reverse=True)
    found = nearest(word, [candidate for _, candidate in ranked])
    if found is None or (len(ranked) > 1 and ranked[0][0] - ranked[1][0] < CLEAR):
        return None
    return found


def _alike(word: str, candidates: Iterable[str]) -> Iterable[tuple[str, float]]:
    """How much each candidate is like the word, from 0 to 1; those of other lengths aren't."""
    lowered = word.lower()
    for candidate in dict.fromkeys(candidates):
        if abs(len(candidate) - len(word)) > 4 and candidate.lower() != lowered:
            continue
        ratio = _ratio(lowered, candidate.lower())
        # Transposed letters are the commonest slip, and cost two of SequenceMatcher's letters.
        if sorted(lowered) == sorted(candidate.lower()):
            ratio = max(ratio, 0.9)
        yield candidate, ratio


@lru_cache(maxsize=20_000)
def _ratio(word: str, other: str) -> float:
    """Kept, since a text is judged again after each of its mistakes was mended."""
    from difflib import SequenceMatcher  # Costs milliseconds; wanted only after a mistake.

    return SequenceMatcher(None, word, other, autojunk=False).ratio()


def did_you_mean(word: str, candidates: Iterable[str]) -> str | None:
    """`did you mean `x`?`, or nothing."""
    found = nearest(word, candidates)
    return f"did you mean `{found}`?" if found else None


def called(rows: Mapping[str, str]) -> dict[str, str]:
    """What each of our words is called elsewhere, in rows of words, turned round: our word by theirs."""
    return {name: ours for ours, names in rows.items() for name in names.split()}


def listing(words: Iterable[str], conjunction: str = "or") -> str:
    """`a`, `b` or `c`, in backquotes."""
    return joined([f"`{word}`" for word in words], conjunction)


def joined(words: Sequence[str], conjunction: str = "and") -> str:
    """a, b and c, as they are."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {conjunction} {words[-1]}"
