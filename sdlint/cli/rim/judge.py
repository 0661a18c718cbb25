"""Designs of a run, judged in this process or in several at once; the outcome is the same."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from sdlint.cli.rim import seen
from sdlint.cli.rim.gather import Gathered
from sdlint.cli.rim.house import rule_book
from sdlint.cli.rim.patterns import ignored
from sdlint.cli.rim.progress import progress
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
    lean: bool = False,
) -> Outcome:
    """What the rules find in all that was gathered, its troubles included. With several jobs the outcome has
    no facts, as with `lean`: they stay in the processes that found them. With 0 there are as many as pay.
    """
    book = rule_book(gathered.root, gathered.config, preset)
    sources = gathered.sources
    jobs = min(jobs or min(_processors(), len(sources) // WORTH), len(sources))
    with progress("designs judged", len(sources)) as noted:
        verdicts = _at_once(gathered, today, preset, jobs, noted) if jobs > 1 else None
        if verdicts is not None:
            outcome = put_together(sources, verdicts, book, baseline)
        else:
            outcome = lint(
                sources,
                gathered.reader,
                today=today,
                book=book,
                ignored=ignored(gathered.root, gathered.config),
                baseline=baseline,
                judged=noted,
                lean=lean,
            )
    return changed(outcome, troubles=gathered.troubles + outcome.troubles)


# Several processes

WORTH = 16
"""So many designs are worth a process more: it takes a tenth of a second until it judges the first."""


def _processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


_task: tuple[Gathered, date, RuleBook] | None = None
"""What a process judges, once it has begun."""


def _at_once(
    gathered: Gathered, today: date, preset: str | None, jobs: int, noted: Callable[[], None]
) -> list[Verdict] | None:
    """What came of each design; None where this machine starts no processes, or ends one."""
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    from sdlint.cli.rim.packing import unpacked

    # A fork has all that we have read already; where it isn't safe, a process begins anew.
    method = "fork" if hasattr(os, "fork") and sys.platform != "darwin" else "spawn"
    plain = (gathered.sources, gathered.config, gathered.root, gathered.roots)
    verdicts = []
    try:
        with ProcessPoolExecutor(
            jobs, get_context(method), initializer=_begin, initargs=(*plain, today, preset)
        ) as pool:
            told = pool.map(_judged, range(len(gathered.sources)))
            interned: dict[tuple[str, str], Source] = {}
            for data, looks in told:
                verdicts.append(unpacked(data, gathered.sources, interned))
                seen.add(looks)
                noted()
    except (ImportError, NotImplementedError, PermissionError, BlockingIOError, BrokenProcessPool):
        # No semaphores, no more processes, or no memory for them: one after the other it may do.
        return None
    return verdicts


def _begin(
    sources: tuple[Source, ...],
    config: Any,
    root: str,
    roots: tuple[str, ...],
    today: date,
    preset: str | None,
) -> None:
    from sdlint.cli.rim.files import make_reader

    global _task
    reader = make_reader(*roots)
    _task = Gathered(sources, (), config, reader, root), today, rule_book(root, config, preset)


def _judged(number: int) -> tuple[bytes, seen.Notes]:
    """What came of a design, and what was looked at for it."""
    from sdlint.cli.rim.packing import packed

    assert _task is not None
    seen.note()
    gathered, today, book = _task
    source = gathered.sources[number]
    found = verdict(source, gathered.reader, book, today, ignored(gathered.root, gathered.config))
    return packed(changed(found, facts=None, judged=None), gathered.sources), seen.noted() or {}
