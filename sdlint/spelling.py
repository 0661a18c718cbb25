"""The nearest right spelling of a word: "did you mean"."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def nearest(word: str, candidates: Iterable[str]) -> str | None:
    """The candidate that is most like the word, or nothing that is near enough.

    Deterministic: of equally near candidates the one that was given first.
    """
    from difflib import SequenceMatcher  # Costs milliseconds; wanted only after a mistake.

    best, best_ratio = None, 0.0
    lowered = word.lower()
    for candidate in candidates:
        if candidate.lower() == lowered:
            return candidate
        if abs(len(candidate) - len(word)) > 4:
            continue
        matcher = SequenceMatcher(None, lowered, candidate.lower(), autojunk=False)
        ratio = matcher.ratio()
        # Transposed letters are the commonest slip, and cost two of SequenceMatcher's letters.
        if sorted(lowered) == sorted(candidate.lower()):
            ratio = max(ratio, 0.9)
        if ratio > best_ratio:
            best, best_ratio = candidate, ratio
    # A short word has few letters to agree in.
    return best if best_ratio >= (0.66 if len(word) > 3 else 0.6) else None


def did_you_mean(word: str, candidates: Iterable[str]) -> str | None:
    """`did you mean `x`?`, or nothing."""
    found = nearest(word, candidates)
    return f"did you mean `{found}`?" if found else None


def listing(words: Iterable[str], conjunction: str = "or") -> str:
    """`a`, `b` or `c`, in backquotes."""
    return joined([f"`{word}`" for word in words], conjunction)


def joined(words: Sequence[str], conjunction: str = "and") -> str:
    """a, b and c, as they are."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {conjunction} {words[-1]}"
