"""Designs of a run, judged in this process or in several at once; the outcome is the same."""

from __future__ import annotations

import io
import os
import pickle
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sdlint.cli.rim import seen
from sdlint.cli.rim.gather import Gathered
from sdlint.cli.rim.house import rule_book
from sdlint.cli.rim.patterns import ignored
from sdlint.findings import Known
from sdlint.lint import Outcome, Verdict, lint, put_together, verdict
from sdlint.record import changed
from sdlint.source import Source

if TYPE_CHECKING:
    from sdlint.engine import RuleBook


def judge(
    gathered: Gathered,
    *,
    today: date,
    preset: str | None = None,
    baseline: Known | None = None,
    jobs: int = 1,
) -> Outcome:
    """What the rules find in all that was gathered, its troubles included. With several jobs the outcome has
    no facts: they stay in the processes that found them.
    """
    book = rule_book(gathered.root, gathered.config, preset)
    sources = gathered.sources
    jobs = min(jobs, len(sources))
    if jobs > 1:
        outcome = put_together(sources, _at_once(gathered, today, preset, jobs), book, baseline)
    else:
        outcome = lint(
            sources,
            gathered.reader,
            today=today,
            book=book,
            ignored=ignored(gathered.root, gathered.config),
            baseline=baseline,
        )
    return changed(outcome, troubles=gathered.troubles + outcome.troubles)


# Several processes

_task: tuple[Gathered, date, RuleBook] | None = None
"""What a process judges, once it has begun."""


def _at_once(gathered: Gathered, today: date, preset: str | None, jobs: int) -> list[Verdict]:
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    # A fork has all that we have read already; where it isn't safe, a process begins anew.
    method = "fork" if hasattr(os, "fork") and sys.platform != "darwin" else "spawn"
    plain = (gathered.sources, gathered.config, gathered.root, gathered.roots)
    with ProcessPoolExecutor(
        jobs, get_context(method), initializer=_begin, initargs=(*plain, today, preset)
    ) as pool:
        told = pool.map(_judged, range(len(gathered.sources)))
        interned: dict[tuple[str, str], Source] = {}
        verdicts = []
        for data, looks in told:
            verdicts.append(_Unpickler(data, gathered.sources, interned).load())
            seen.add(looks)
        return verdicts


def _begin(
    sources: tuple[Source, ...],
    config: Any,
    root: Path,
    roots: tuple[Path, ...],
    today: date,
    preset: str | None,
) -> None:
    from sdlint.cli.rim.files import make_reader

    global _task
    reader = make_reader(*roots)
    _task = Gathered(sources, (), config, reader, root), today, rule_book(root, config, preset)


def _judged(number: int) -> tuple[bytes, seen.Notes]:
    """What came of a design, and what was looked at for it."""
    assert _task is not None
    seen.note()
    gathered, today, book = _task
    source = gathered.sources[number]
    found = verdict(source, gathered.reader, book, today, ignored(gathered.root, gathered.config))
    out = io.BytesIO()
    _Pickler(out, gathered.sources).dump(changed(found, facts=None, judged=None))
    return out.getvalue(), seen.noted() or {}


class _Pickler(pickle.Pickler):
    """Writes sources as what they are, so that places in one source are in one source on the other side."""

    def __init__(self, out: io.BytesIO, sources: Sequence[Source]) -> None:
        super().__init__(out, protocol=5)
        self.numbers = {id(source): number for number, source in enumerate(sources)}

    def persistent_id(self, obj: Any) -> Any:
        if not isinstance(obj, Source):
            return None
        number = self.numbers.get(id(obj))
        return number if number is not None else (obj.path, obj.text)


class _Unpickler(pickle.Unpickler):
    """Reads what our own processes wrote; nothing of a user's is ever unpickled."""

    def __init__(
        self, data: bytes, sources: Sequence[Source], interned: dict[tuple[str, str], Source]
    ) -> None:
        super().__init__(io.BytesIO(data))
        self.sources = sources
        self.interned = interned

    def persistent_load(self, pid: Any) -> Source:
        if isinstance(pid, int):
            return self.sources[pid]
        return self.interned.setdefault(pid, Source(*pid))
