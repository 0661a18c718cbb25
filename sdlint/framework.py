"""The framework's questions, answered: from what the rules came to in a design.

A question is that of the rules which answer it. Findings come first, then what is asked; where every rule is
content, it is answered, and where they have nothing to speak of, it doesn't apply.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sdlint.analyses.facts import Facts
from sdlint.analyses.review.card import Card, CardStep, Reply
from sdlint.analyses.vocabulary import collections
from sdlint.diagnostic import Diagnostic, Severity
from sdlint.engine import Question, Rule, RuleBook, Step
from sdlint.engine.rule import Loop
from sdlint.expression.tree import Name
from sdlint.lint import Judged
from sdlint.model.design import Component, Design, Element
from sdlint.spelling import joined

NAMED = 3
"""Elements and rules that are named; of more the number is told."""


def card(facts: Facts, book: RuleBook, judged: Judged) -> Card:
    """What each question of the framework comes to in a design, step by step."""
    steps = tuple(
        CardStep(step.number, step.title, tuple(_replies(step, book, facts, judged)))
        for step in book.steps
        if step.questions
    )
    return Card(steps, _next(facts.design, steps, book, judged))


def _replies(step: Step, book: RuleBook, facts: Facts, judged: Judged) -> Iterable[Reply]:
    for question in step.questions:
        rules = [rule for rule in book.rules if question.name in rule.answers]
        if rules:  # A project may have left out all that ask it.
            yield _reply(question, rules, facts, judged)


def _reply(question: Question, rules: Sequence[Rule], facts: Facts, judged: Judged) -> Reply:
    names = {rule.name for rule in rules}
    about = [d for d in judged.found if d.name in names]
    kept = [d for d in about if not judged.accepts(d)]
    findings = [d for d in kept if d.severity is not Severity.QUESTION]
    if findings:
        return _made(question, "finding", _of_rules(findings), [d.name for d in findings])
    asked = [d for d in kept if d.severity is Severity.QUESTION]
    if asked:
        told = asked[0].message + (f" (and {len(asked) - 1} more)" if len(asked) > 1 else "")
        return _made(question, "asked", told, [d.name for d in asked])
    held = [(rule, element) for rule in rules for element in _held(rule, judged)]
    accepted = [d for d in about if judged.accepts(d)]
    if held or accepted:
        parts = [_where(held)] if held else []
        if accepted:
            parts.append(f"accepted: {_of_rules(accepted)}")
        told = "; ".join(parts)
        return _made(question, "answered", told, [rule.name for rule in rules])
    opened = [(rule, *one) for rule in rules for one in _open(rule, judged)]
    if opened:
        rule, element, why = opened[0]
        told = f"It can't be told of {_name(element)}, {why.removeprefix('unknown, ')}"
        return _made(question, "asked", told, [rule.name])
    if any(_silent(rule, facts, judged) for rule in rules):
        return _made(question, "asked", "The design says nothing of it yet", [rule.name for rule in rules])
    return _made(question, "not applicable", _nothing(rules, facts, judged), [rule.name for rule in rules])


def _made(question: Question, status: str, told: str, rules: Iterable[str]) -> Reply:
    return Reply(question.name, question.text, status, told, tuple(dict.fromkeys(rules)))


def _held(rule: Rule, judged: Judged) -> tuple[Element, ...]:
    one = judged.answered.get(rule.name)
    return one.held if one else ()


def _open(rule: Rule, judged: Judged) -> tuple[tuple[Element, str], ...]:
    one = judged.answered.get(rule.name)
    # Of what stands outside of the system nobody can say how much it takes.
    return tuple(pair for pair in one.open if not _outside(pair[0])) if one else ()


def _outside(element: Element) -> bool:
    return isinstance(element, Component) and element.family in ("entry", "outside")


def _name(element: Element) -> str:
    return "the design" if isinstance(element, Design) else element.name


def _where(held: Iterable[tuple[Rule, Element]]) -> str:
    """The first elements with their lines: `links (line 12), totals (line 20) and 3 more`."""
    held = list(held)
    places = {_name(e): e.span.line for _, e in held if not isinstance(e, Design)}
    if places:
        return _some([f"{name} (line {line})" for name, line in places.items()])
    topics = dict.fromkeys(rule.topic for rule, _ in held if rule.topic)
    return f"the design says: {joined(list(topics))}" if topics else "in the design as a whole"


def _some(told: Sequence[str]) -> str:
    if len(told) <= NAMED + 1:
        return joined(told)
    return f"{', '.join(told[:NAMED])} and {len(told) - NAMED} more"


def _of_rules(diagnostics: Sequence[Diagnostic]) -> str:
    """`overload on api and web, thin-headroom on posts`."""
    by_rule: dict[str, list[str]] = {}
    for d in diagnostics:
        name = "" if d.element in (None, "system") else d.element or ""
        by_rule.setdefault(d.name, []).append(name)
    told = []
    for rule, elements in by_rule.items():
        named = [name for name in dict.fromkeys(elements) if name]
        told.append(f"{rule} on {_some(named)}" if named else rule)
    return ", ".join(told[:NAMED]) + (f" and {len(told) - NAMED} more rules" if len(told) > NAMED else "")


def _silent(rule: Rule, facts: Facts, judged: Judged) -> bool:
    """Whether there are elements that a rule speaks of, and it waits until the design says anything at all of
    its matter: that is one thing to ask, and not one for each of them.
    """
    one = judged.answered.get(rule.name)
    return one is not None and not one.seen and _lacking(rule, facts) == ""


def _lacking(rule: Rule, facts: Facts) -> str | None:
    """The list that a rule begins with, where it is empty; None where it begins with none of the design's."""
    for item in rule.body:
        if isinstance(item, Loop):
            name = item.expression.name.text if isinstance(item.expression, Name) else ""
            found = collections().get(name)
            return None if found is None else "" if any(True for _ in found.get(facts)) else name
    return None


def _nothing(rules: Sequence[Rule], facts: Facts, judged: Judged) -> str:
    """Why nothing is to be asked: there is none of what the rules speak of, or none is of the kind."""
    lacking: dict[str, None] = {}
    for rule in rules:
        one = judged.answered.get(rule.name)
        name = _lacking(rule, facts) if one is not None and not one.seen else None
        if name:
            lacking.setdefault(name)
    return f"there are no {joined(list(lacking))}" if lacking else "the design has no case of it"


def _next(design: Design, steps: Sequence[CardStep], book: RuleBook, judged: Judged) -> str:
    """The one thing to do next: what is wrong, else the framework's first question that isn't answered."""
    if not design.sound:
        return "Mend the mistakes first: what they hide can't be reviewed."
    kept = [d for d in judged.found if not judged.accepts(d)]
    errors = [d for d in kept if d.severity is Severity.ERROR]
    if errors:
        return _do(errors[0])
    topics = {rule.name for rule in book.rules if rule.topic}
    # What isn't there at all comes first, in the framework's order: keep going.
    missing = [d for d in kept if d.name in topics]
    if missing:
        return _do(missing[0])
    for severity in (Severity.WARNING, Severity.QUESTION):
        found = [d for d in kept if d.severity is severity]
        if found:
            return _do(found[0])
    for reply in (reply for step in steps for reply in step.replies if reply.status == "asked"):
        return f"{reply.text} ({reply.told})"
    return "Nothing is left open. Say it aloud: what would break first at ten times the load?"


def _do(diagnostic: Diagnostic) -> str:
    message = diagnostic.message.removesuffix(".")
    at = f" ({diagnostic.span.where})" if diagnostic.span else ""
    return f"{message}{at}: sdlint explain {diagnostic.name}"
