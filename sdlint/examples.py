"""Rules' own examples, run: in each `bad` one a rule finds what it says, in each `good` one nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from sdlint.analyses.facts import Facts
from sdlint.diagnostic import Diagnostic, Trouble
from sdlint.engine import Example, Rule, RuleBook, run
from sdlint.lint import lint, understand
from sdlint.model.bind import bind
from sdlint.record import Equal
from sdlint.source import Source, Span

TODAY = date(2025, 1, 1)
"""The day on which examples are judged, so that they mean the same on every day."""


class Failure(Equal):
    """An example that doesn't show what it is there to show."""

    rule: str
    message: str
    span: Span
    """Its place in the rule's file."""


def run_examples(rule: Rule, book: RuleBook) -> list[Failure]:
    """The examples of a rule that fail; `book` has the rules that its acceptances may name."""
    failures: list[Failure] = []
    for example in (*rule.bad, *rule.good):
        failures.extend(_failures(rule, example, book))
    failures.extend(
        Failure(rule.name, "a `bad` example expects nothing: add `expect ELEMENT`", example.span)
        for example in rule.bad
        if not example.expect
    )
    return failures


def _failures(rule: Rule, example: Example, book: RuleBook) -> list[Failure]:
    source = example.source
    design, mistakes = understand(source, _nothing_else)
    if mistakes:
        return [
            Failure(rule.name, f"the example has a mistake: {d.message}", d.span or example.span)
            for d in mistakes
        ]
    if rule.of_acceptances:
        found, troubles = _after_all_others(rule, source, book)
    else:
        # Scenarios may suppose other estimates, with which the text is read once more.
        facts = Facts(design, rebind=lambda changes: bind(source, _nothing_else, changes).design)
        found, troubles = run([rule], facts)
    if troubles:
        return [Failure(rule.name, trouble.message, trouble.span or example.span) for trouble in troubles]
    # Several findings at one element count each: an example shows exactly what is found.
    wanted = Counter(example.expect)
    there = Counter(diagnostic.element or "" for diagnostic in found)
    missing = [f"nothing is found at `{name}`" for name in (wanted - there)]
    surplus = [f"found at `{d.element}`: {d.message}" for d in found if (there - wanted)[d.element or ""]]
    return [Failure(rule.name, message, example.span) for message in (*missing, *surplus)]


def _after_all_others(
    rule: Rule, source: Source, book: RuleBook
) -> tuple[Sequence[Diagnostic], Sequence[Trouble]]:
    """What a rule on acceptances finds, once all other rules have found theirs."""
    outcome = lint([source], _nothing_else, today=TODAY, book=book)
    found = [f.diagnostic for f in outcome.findings if f.diagnostic.name == rule.name]
    return found, outcome.troubles


def _nothing_else(path: str) -> Trouble:
    """An example stands alone."""
    return Trouble("an example can't use other files", path)
