"""What can be put right unasked: misspellings with one clear answer, signs that reading shows to be meant,
and the layout. A design's decisions are nobody's but its author's.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from sdlint.diagnostic import Diagnostic
from sdlint.fixes.texts import Fixed, Left, Repair
from sdlint.source import normal
from sdlint.syntax.printer import print_source

ROUNDS = 80
"""How often texts are judged anew: each time something is put right, or shown not to be."""


class _Bench(Protocol):
    """Where repairs are tried."""

    def mendable(self) -> Iterator[Diagnostic]:
        """What can be put right as the texts are now."""

    def why_not(self, diagnostics: list[Diagnostic]) -> str:
        """Put mistakes right; why that can't stand, or nothing where it does."""


def mend(repair: Repair) -> tuple[list[Fixed], list[Left]]:
    """Put right what can be, all at once where that works, else in ever smaller parts until what can't is
    found; then the layout.
    """
    read = repair.read()
    done = mended(read) if read is not None else None
    # Reading shows what is mended, and rules take ten times as long: they are asked once, of all of it.
    if read is None or done is None or not read.stands():
        done = mended(_Judging(repair))
    _lay_out(repair)
    return done


def mended(bench: _Bench) -> tuple[list[Fixed], list[Left]]:
    """Put right all that can be, in parts that are halved where one can't stand and grow where it does."""
    fixed: list[Fixed] = []
    left: dict[tuple[str, str, str], Left] = {}
    most = 0
    for _ in range(ROUNDS):
        open_ = [one for one in bench.mendable() if _mark(one) not in left]
        if not open_:
            break
        part = open_[: most or len(open_)]
        why = bench.why_not(part)
        if not why:
            fixed += [Fixed(one) for one in part]
            most *= 2
        elif len(part) > 1:
            most = len(part) // 2
        else:
            left[_mark(part[0])] = Left(part[0], why)
            most = 1  # It grows again with what does stand.
    still = dict.fromkeys(_mark(one) for one in bench.mendable())
    return fixed, [left[mark] for mark in still if mark in left]


class _Judging:
    """Each part is judged by all rules."""

    def __init__(self, repair: Repair) -> None:
        self.repair = repair

    def mendable(self) -> Iterator[Diagnostic]:
        """What can be put right as the texts are now."""
        for finding in self.repair.outcome.findings:
            diagnostic = finding.diagnostic
            if diagnostic.step is None and diagnostic.fix is not None and diagnostic.fix.edits:
                yield diagnostic

    def why_not(self, diagnostics: list[Diagnostic]) -> str:
        """Put mistakes right; why that can't stand, or nothing where it does."""
        repair = self.repair
        edits = [edit for one in diagnostics if one.fix is not None for edit in one.fix.edits]
        texts = repair.made(edits)
        if texts is None:
            elsewhere = [edit for edit in edits if normal(edit.span.source.path) not in repair.texts]
            return "it stands in a file that wasn't named" if elsewhere else "it contradicts itself"
        outcome, why, _ = repair.tried(texts, diagnostics)
        if not why:
            repair.take(texts, outcome)
        return why


def _mark(diagnostic: Diagnostic) -> tuple[str, str, str]:
    """What tells a mistake from others, wherever its line stands by now."""
    span = diagnostic.span
    line = span.source.line_text(span.line) if span else ""
    return diagnostic.name, diagnostic.message, line


def _lay_out(repair: Repair) -> None:
    """Put every text without mistakes into the one right layout."""
    texts = dict(repair.texts)
    for path, source in repair.texts.items():
        text, _ = print_source(source)
        if text != source.text:
            texts[path] = type(source)(source.path, text)
    if texts != repair.texts:
        outcome, why, _ = repair.tried(texts, ())
        if not why:
            repair.take(texts, outcome)
