"""The framework's questions, answered: from what the rules came to in a design.

A question is that of the rules which answer it. Findings come first, then what is asked; where every rule is
content, it is answered, and where they have nothing to speak of, it doesn't apply.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sdlint.analyses.review.card import Card, CardStep, Reply
from sdlint.diagnostic import Diagnostic, Severity
from sdlint.engine import Question, Rule, RuleBook, Step
from sdlint.engine.rule import Loop
from sdlint.expression.tree import Name
from sdlint.lint import Accepted, Judged
from sdlint.model.design import Design, Element
from sdlint.spelling import joined

NAMED = 3
"""Elements and rules that are named; of more the number is told."""


def card(design: Design, book: RuleBook, judged: Judged, accepted: Sequence[Accepted] = ()) -> Card:
    """What each question of the framework comes to, step by step; `accepted` are the design's."""
    silenced = {(one.finding.diagnostic.name, one.finding.diagnostic.key) for one in accepted}
    steps = tuple(
        CardStep(step.number, step.title, tuple(_replies(step, book, judged, silenced)))
        for step in book.steps
        if step.questions
    )
    return Card(steps, _next(design, steps, book, judged, silenced))


Silenced = set[tuple[str, str | None]]


def _replies(step: Step, book: RuleBook, judged: Judged, silenced: Silenced) -> Iterable[Reply]:
    for question in step.questions:
        rules = [rule for rule in book.rules if question.name in rule.answers]
        yield _reply(question, rules, judged, silenced)


def _reply(question: Question, rules: Sequence[Rule], judged: Judged, silenced: Silenced) -> Reply:
    names = {rule.name for rule in rules}
    about = [d for d in judged.found if d.name in names]
    kept = [d for d in about if (d.name, d.key) not in silenced]
    findings = [d for d in kept if d.severity is not Severity.QUESTION]
    if findings:
        told, by = _of_rules(findings), findings
        return _made(question, "finding", told, [d.name for d in by])
    asked = [d for d in kept if d.severity is Severity.QUESTION]
    if asked:
        told = asked[0].message + (f" (and {len(asked) - 1} more)" if len(asked) > 1 else "")
        return _made(question, "asked", told, [d.name for d in asked])
    held = [element for rule in rules for element in _held(rule, judged)]
    accepted = [d for d in about if (d.name, d.key) in silenced]
    if held or accepted:
        parts = [_where(held)] if held else []
        if accepted:
            parts.append(f"accepted: {_of_rules(accepted)}")
        told = "; ".join(parts)
        return _made(question, "answered", told, [rule.name for rule in rules])
    opened = [(rule, *one) for rule in rules for one in _open(rule, judged)]
    if opened:
        rule, element, why = opened[0]
        told = f"{_name(element)}: {why}"
        return _made(question, "asked", told, [rule.name])
    return _made(question, "not applicable", _nothing(rules, judged), [rule.name for rule in rules])


def _made(question: Question, status: str, told: str, rules: Iterable[str]) -> Reply:
    return Reply(question.name, question.text, status, told, tuple(dict.fromkeys(rules)))


def _held(rule: Rule, judged: Judged) -> tuple[Element, ...]:
    one = judged.answered.get(rule.name)
    return one.held if one else ()


def _open(rule: Rule, judged: Judged) -> tuple[tuple[Element, str], ...]:
    one = judged.answered.get(rule.name)
    return one.open if one else ()


def _name(element: Element) -> str:
    return "the design" if isinstance(element, Design) else element.name


def _where(elements: Iterable[Element]) -> str:
    """The first elements with their lines: `links (shop.sd:12), totals (shop.sd:20) and 3 more`."""
    places = {_name(e): e.span.where for e in elements if not isinstance(e, Design)}
    if not places:
        return "in the design as a whole"
    told = [f"{name} ({where})" for name, where in places.items()]
    return _some(told)


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


def _nothing(rules: Sequence[Rule], judged: Judged) -> str:
    """Why nothing is to be asked: there is none of what the rules speak of."""
    lacking: dict[str, None] = {}
    for rule in rules:
        one = judged.answered.get(rule.name)
        if one is not None and one.seen:
            continue
        for item in rule.body:
            if isinstance(item, Loop) and isinstance(item.expression, Name):
                lacking.setdefault(item.expression.name.text)
                break
    if lacking:
        return f"there are no {joined(list(lacking))}"
    return "nothing in the design is of that kind" if rules else "no rule asks it"


def _next(
    design: Design, steps: Sequence[CardStep], book: RuleBook, judged: Judged, silenced: Silenced
) -> str:
    """The one thing to do next: what is wrong, else the framework's first question that isn't answered."""
    if not design.sound:
        return "Mend the mistakes first: what they hide can't be reviewed."
    kept = [d for d in judged.found if (d.name, d.key) not in silenced]
    errors = [d for d in kept if d.severity is Severity.ERROR]
    if errors:
        return _do(errors[0])
    topics = {rule.name: rule for rule in book.rules if rule.topic}
    # What isn't there at all comes first, in the framework's order: keep going.
    missing = [d for d in kept if d.name in topics]
    if missing:
        return _do(missing[0])
    for severity in (Severity.WARNING, Severity.QUESTION):
        found = [d for d in kept if d.severity is severity]
        if found:
            return _do(found[0])
    if any(reply.status == "asked" for step in steps for reply in step.replies):
        reply = next(r for step in steps for r in step.replies if r.status == "asked")
        return f"{reply.text} {reply.told}."
    return "Nothing is left open. Say it aloud: what would break first at ten times the load?"


def _do(diagnostic: Diagnostic) -> str:
    at = f" ({diagnostic.span.where})" if diagnostic.span else ""
    message = diagnostic.message if diagnostic.message.endswith(("?", ".")) else f"{diagnostic.message}."
    return f"{message}{at}: sdlint explain {diagnostic.name}".replace(".:", ":").replace(f".{at}:", f"{at}:")
