"""Baselines: the findings that were there when a project began to look, so that only new ones count.

A finding is known by its fingerprint, in which stands neither a path nor a line: files may be renamed,
designs laid out and reordered. Where a rule finds several things at one element, their fingerprints differ
by a number alone; then the names in their messages tell which is which.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any

from sdlint.diagnostic import Trouble
from sdlint.findings import Baselined, Gone, Known, Single
from sdlint.record import Equal
from sdlint.source import Source

VERSION = 1
"""Changes when a key changes its meaning or goes; new keys may come without a new version."""
MAX_ENTRIES = 100_000


class Entry(Equal):
    """A finding as a baseline keeps it."""

    rule: str
    system: str
    """The system's title."""
    element: str
    """Its key, such as `component posts`; empty for none."""
    fingerprint: str
    message: str
    """For people, and for telling apart what is found several times at one element."""


def entries_of(single: Sequence[Single]) -> tuple[Entry, ...]:
    """What is found, as entries in an order that doesn't hang on files and lines."""
    return tuple(sorted((_entry(one) for one in single), key=_order))


def written(entries: Sequence[Entry]) -> str:
    """A baseline's text: JSON with one key a line, so that its differences can be read."""
    findings = [
        {
            "rule": entry.rule,
            "system": entry.system,
            "element": entry.element,
            "fingerprint": entry.fingerprint,
            "message": entry.message,
        }
        for entry in sorted(entries, key=_order)
    ]
    return json.dumps({"version": VERSION, "findings": findings}, indent=2, ensure_ascii=True) + "\n"


def read(source: Source) -> tuple[Entry, ...] | Trouble:
    """The entries of a baseline's text."""
    try:
        content = json.loads(source.text)
    except (ValueError, RecursionError):
        return Trouble("not a baseline: no valid JSON", source.path, _HELP)
    version = content.get("version") if isinstance(content, dict) else None
    if isinstance(version, int) and version > VERSION:
        return Trouble(f"a baseline of version {version}", source.path, "a newer sdlint reads it")
    findings = content.get("findings") if isinstance(content, dict) else None
    if version != VERSION or not isinstance(findings, list) or len(findings) > MAX_ENTRIES:
        return Trouble("not a baseline", source.path, _HELP)
    entries = [_read(one) for one in findings]
    if any(entry is None for entry in entries):
        number = entries.index(None) + 1
        return Trouble(f"not a baseline: its finding {number} isn't one", source.path, _HELP)
    return tuple(entry for entry in entries if entry is not None)


_HELP = "`sdlint baseline create FILE` writes one"


def _read(content: Any) -> Entry | None:
    if not isinstance(content, dict):
        return None
    values = [content.get(key) for key in ("rule", "system", "element", "fingerprint", "message")]
    texts = [value for value in values if isinstance(value, str)]
    return Entry(*texts) if len(texts) == len(values) else None


def against(entries: Sequence[Entry], path: str) -> Known:
    """What `lint` wants to know of a baseline that was read from a file of this name."""

    def known(single: Sequence[Single], systems: Collection[str]) -> Baselined:
        there, gone = compared(entries, single)
        # What isn't in this run, or has mistakes, may be as it was.
        told = tuple(_gone(entry) for entry in gone if entry.system in systems)
        return Baselined(path, tuple(one.finding for one in there), told)

    return known


def compared(
    entries: Sequence[Entry], single: Sequence[Single]
) -> tuple[tuple[Single, ...], tuple[Entry, ...]]:
    """Which findings a baseline knows, in their order, and which of its entries are gone."""
    groups: dict[tuple[str, str, str], list[Entry]] = {}
    for entry in entries:
        groups.setdefault((entry.rule, entry.system, entry.element), []).append(entry)
    found: dict[tuple[str, str, str], list[Single]] = {}
    for one in single:
        found.setdefault(_group(one), []).append(one)
    known: set[int] = set()
    gone: list[Entry] = []
    for group, old in groups.items():
        new = found.get(group, [])
        same, left = _matched(old, new)
        known.update(id(one) for one in same)
        gone.extend(left)
    return tuple(one for one in single if id(one) in known), tuple(sorted(gone, key=_order))


def _matched(old: list[Entry], new: list[Single]) -> tuple[list[Single], list[Entry]]:
    """The findings of one rule at one element that were there before, and the entries that are gone."""
    if len(old) == 1 and len(new) == 1:
        # Its message may have changed with the design's numbers and names; it is the same all the same.
        return ([new[0]], []) if old[0].fingerprint == new[0].finding.fingerprint else ([], old)
    there = Counter(_names(one.finding.diagnostic.message) for one in new)
    left = []
    kept: Counter[tuple[str, ...]] = Counter()
    for entry in old:
        names = _names(entry.message)
        if there[names] > kept[names]:
            kept[names] += 1
        else:
            left.append(entry)
    same = []
    for one in new:
        names = _names(one.finding.diagnostic.message)
        if kept[names]:
            kept[names] -= 1
            same.append(one)
    return same, left


def _names(message: str) -> tuple[str, ...]:
    """What a message speaks of: the names in backquotes. Numbers change with every design."""
    return tuple(name for name in re.findall(r"`([^`]*)`", message) if not re.search(r"\d", name)) or (
        re.sub(r"[\d.,]+", "", message),
    )


def _group(one: Single) -> tuple[str, str, str]:
    diagnostic = one.finding.diagnostic
    return diagnostic.name, one.system, diagnostic.key or ""


def _entry(one: Single) -> Entry:
    diagnostic = one.finding.diagnostic
    return Entry(
        diagnostic.name, one.system, diagnostic.key or "", one.finding.fingerprint, diagnostic.message
    )


def _gone(entry: Entry) -> Gone:
    return Gone(entry.rule, entry.element, entry.message)


def _order(entry: Entry) -> tuple[str, ...]:
    return entry.system, entry.rule, entry.element, entry.message, entry.fingerprint
