"""Designs of a run, judged in this process or in several at once; the outcome is the same."""

from __future__ import annotations

import os
import sys
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

    from sdlint.cli.rim.packing import unpacked

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
            verdicts.append(unpacked(data, gathered.sources, interned))
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
    from sdlint.cli.rim.packing import packed

    assert _task is not None
    seen.note()
    gathered, today, book = _task
    source = gathered.sources[number]
    found = verdict(source, gathered.reader, book, today, ignored(gathered.root, gathered.config))
    return packed(changed(found, facts=None, judged=None), gathered.sources), seen.noted() or {}
