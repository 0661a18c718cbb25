"""What figures rest on: assumptions, each once, and what is wanting, each once; with where it matters."""

from __future__ import annotations

from collections.abc import Iterable

from sdlint.analyses.review.figure import Figure, Use, assumed_in
from sdlint.expression.values import Unknown
from sdlint.record import Record


class Assumption(Record):
    """A number that nobody stated: whose it is, and what was computed with it."""

    what: str
    value: str
    """As people write it; empty where it is no number."""
    source: str
    used: tuple[Use, ...]


class Want(Record):
    """What the design doesn't say, and what could be known if it did."""

    what: str
    unlocks: tuple[Use, ...]


def assumptions(figures: Iterable[Figure]) -> tuple[Assumption, ...]:
    """What is assumed in some figures, in the order in which it is met."""
    sources: dict[tuple[str, str], list[str]] = {}
    used: dict[tuple[str, str], dict[Use, None]] = {}
    for figure in figures:
        for witness in assumed_in([figure.value.witness]):
            key = (witness.what, witness.shown)
            sources.setdefault(key, []).append(witness.source)
            used.setdefault(key, {})[figure.use] = None
    return tuple(
        Assumption(what, value, _common(sources[what, value]), tuple(uses))
        for (what, value), uses in used.items()
    )


def _common(sources: list[str]) -> str:
    """What the sources have in common, by clauses: some go on with what it would come to otherwise."""
    clauses = [source.split("; ") for source in dict.fromkeys(sources)]
    same = []
    for together in zip(*clauses, strict=False):
        if len(set(together)) > 1:
            break
        same.append(together[0])
    return "; ".join(same)


def wants(figures: Iterable[Figure]) -> tuple[Want, ...]:
    """What some figures are unknown for want of; what would unlock most comes first."""
    found: dict[str, dict[Use, None]] = {}
    for figure in figures:
        if isinstance(figure.value, Unknown):
            for want in figure.value.wants:
                found.setdefault(want, {})[figure.use] = None
    ranked = sorted(found.items(), key=lambda entry: -len(entry[1]))
    return tuple(Want(what, tuple(uses)) for what, uses in ranked)
