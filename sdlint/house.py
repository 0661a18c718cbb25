"""The rules of a project: those that are shipped and its own, as its settings choose."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sdlint.config import Config
from sdlint.diagnostic import Severity, Trouble
from sdlint.engine import Rule, RuleBook, shipped_rules
from sdlint.record import changed
from sdlint.source import Source
from sdlint.spelling import did_you_mean, listing

DEFAULT = "recommended"
"""The preset where nothing is set."""


def book_of(config: Config, sources: Sequence[Source] = (), preset: str | None = None) -> RuleBook:
    """The rules that run in a project; `sources` are its own files of rules, `preset` wins over its own.

    An instance of a rule (`use long-chain as our-long-chain`) runs instead of that rule. Rules that are left
    out are kept as `idle`: they can be explained, and accepting them is no mistake.
    """
    book = shipped_rules()
    if sources:
        from sdlint.engine.reader import read  # With the parser of rules, which most projects need not.

        book = read(sources, book)
    chosen = preset or config.preset or DEFAULT
    presets = {one.name: set(one.without) for one in book.presets}
    without = presets.get(chosen, presets.get(DEFAULT, set()))
    troubles = list(book.troubles)
    if chosen not in presets:
        troubles.append(_unknown(f"there is no preset `{chosen}`", chosen, book, config, "preset"))
    if config.select and not preset:
        # What is named goes before what is chosen from.
        selected, wrong = _selected(book, config)
        without = set(book.by_name) - selected
        troubles.extend(wrong)
        replaced = set()
    else:
        # A project's own rules run in every preset: it has chosen them one by one.
        replaced = {rule.base for rule in book.rules if rule.base}
    severities: dict[str, Severity] = {}
    for name, word in config.severity.items():
        if name in book.by_name:
            severities[name] = Severity[word.upper()]
        else:
            troubles.append(_unknown(f"there is no rule `{name}`", name, book, config, f"severity.{name}"))
    troubles.extend(_wrongly_accepted(book, config))
    rules: list[Rule] = []
    idle: list[Rule] = []
    for rule in book.rules:
        (idle if rule.name in without | replaced else rules).append(_as_severe(rule, severities))
    return changed(book, rules=tuple(rules), idle=(*book.idle, *idle), troubles=tuple(troubles))


def _selected(book: RuleBook, config: Config) -> tuple[set[str], list[Trouble]]:
    """The names of the rules that `select` names, by themselves, by their step or by a pattern."""
    from fnmatch import fnmatchcase

    selected: set[str] = set()
    troubles = []
    for pattern in config.select:
        found = {
            rule.name
            for rule in book.by_name.values()
            if fnmatchcase(rule.name, pattern) or fnmatchcase(rule.step, pattern)
        }
        selected |= found
        if not found:
            known = [*book.by_name, *dict.fromkeys(rule.step for rule in book.rules)]
            span = config.places.get("select")
            path = span.source.path if span else ""
            message = f"`select` names no rule and no step: `{pattern}`"
            troubles.append(Trouble(message, path, did_you_mean(pattern, known), span))
    return selected, troubles


def _wrongly_accepted(book: RuleBook, config: Config) -> Iterator[Trouble]:
    """What `ignore` and `per-file` name that is no rule."""
    for one in (*config.ignore, *(one for entries in config.per_file.values() for one in entries)):
        if one.rule in book.by_name:
            continue
        from sdlint.model.mistakes import MISTAKES

        path = one.span.source.path
        if one.rule in MISTAKES:
            help_ = "only what rules find can be accepted"
            yield Trouble(f"`{one.rule}` is a mistake in a design: it is to be mended", path, help_, one.span)
        else:
            help_ = did_you_mean(one.rule, book.by_name) or "`sdlint rules` lists the rules"
            yield Trouble(f"there is no rule `{one.rule}`", path, help_, one.span)


def _as_severe(rule: Rule, severities: dict[str, Severity]) -> Rule:
    severity = severities.get(rule.name)
    return changed(rule, severity=severity) if severity is not None else rule


def _unknown(message: str, name: str, book: RuleBook, config: Config, key: str) -> Trouble:
    known = [one.name for one in book.presets] if key == "preset" else list(book.by_name)
    help_ = did_you_mean(name, known) or (f"there are {listing(known, 'and')}" if key == "preset" else None)
    span = config.places.get(key)
    return Trouble(message, span.source.path if span else "", help_, span)
