"""The pipeline in one breath: sources → trees → designs → findings → outcome.

Accepted risks are settled here, since that needs all findings; and for the same reason it is from here that
questions are gathered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from sdlint.analyses.expressions import check_expressions
from sdlint.analyses.facts import Facts
from sdlint.diagnostic import Diagnostic, Reader, Severity, Trouble
from sdlint.engine import Answered, Rule, RuleBook, run, shipped_rules
from sdlint.expression.tree import Expression
from sdlint.findings import (
    Accepted,
    Baselined,
    Finding,
    Ignore,
    Ignored,
    Known,
    Single,
    fingerprints,
    gather,
    in_order,
    is_question,
)
from sdlint.model.bind import bind
from sdlint.model.design import Acceptance, Design
from sdlint.record import Equal, Record, changed
from sdlint.source import Source, normal
from sdlint.spelling import did_you_mean, listing

SETTLED_LAST = ("unused-acceptance", "expired-acceptance")
"""Rules on the acceptances themselves: they run when it is known what each acceptance silences."""


class Judged(Record):
    """What the rules came to in one design."""

    found: tuple[Diagnostic, ...]
    """All findings and questions, the accepted ones too."""
    answered: Mapping[str, Answered]
    """By rule, where it finds nothing."""
    silenced: frozenset[tuple[str, str | None]]
    """Rule and element of what the design or its project accepts."""

    def accepts(self, diagnostic: Diagnostic) -> bool:
        """Whether the design or its project accepts a finding."""
        return (diagnostic.name, diagnostic.key) in self.silenced


class Outcome(Equal):
    """What one run found, in a stable order."""

    sources: tuple[Source, ...]
    designs: tuple[Design, ...]
    findings: tuple[Finding, ...]
    accepted: tuple[Accepted, ...] = ()
    troubles: tuple[Trouble, ...] = ()
    facts: tuple[Facts, ...] = ()
    """What was computed of each design, for who asks further."""
    judged: tuple[Judged, ...] = ()
    """What each rule came to in each design, nothing gathered and nothing silenced."""
    rules: tuple[Rule, ...] = ()
    """Every rule there is, those too that don't run: for reports that explain what they tell."""
    baseline: Baselined | None = None
    """What a baseline silences, where there is one."""
    single: tuple[Single, ...] = ()
    """What rules find and nothing accepts, one by one: what a baseline is made of."""
    unsound: tuple[str, ...] = ()
    """The paths of designs that have mistakes: much may not have been found in them."""
    untold: tuple[Finding, ...] = ()
    """What was found, and is counted, and isn't to be told: there is too much of it."""

    def count(self, severity: Severity) -> int:
        """How many findings have exactly this severity, told or not."""
        return sum(one.diagnostic.severity is severity for one in (*self.findings, *self.untold))

    def shortened(self, most: int) -> Outcome:
        """The same with at most so many findings to tell: the worst, in the order in which they stand."""
        if len(self.findings) <= most:
            return self
        worst = sorted(enumerate(self.findings), key=lambda one: -one[1].diagnostic.severity)[:most]
        told = {number for number, _ in worst}
        return changed(
            self,
            findings=tuple(one for number, one in enumerate(self.findings) if number in told),
            untold=tuple(one for number, one in enumerate(self.findings) if number not in told),
        )


def understand(source: Source, reader: Reader) -> tuple[Design, tuple[Diagnostic, ...]]:
    """Read a design and check its own expressions; no rules."""
    bound = bind(source, reader)
    mistakes = check_expressions(Facts(bound.design))
    design = _with_mistakes(bound.design, mistakes) if mistakes else bound.design
    return design, (*bound.diagnostics, *mistakes)


def _with_mistakes(design: Design, mistakes: Sequence[Diagnostic]) -> Design:
    """The design, with what has mistakes in its expressions marked: nobody is asked for that as well."""
    places = [diagnostic.span for diagnostic in mistakes if diagnostic.span is not None]

    def wrong(*expressions: Expression | None) -> bool:
        return any(
            expression is not None
            and expression.source.path == place.source.path
            and expression.start <= place.start <= expression.end
            for expression in expressions
            for place in places
        )

    goals = [changed(goal, mistaken=goal.mistaken or wrong(goal.expression)) for goal in design.goals]
    scenarios = [changed(one, mistaken=one.mistaken or wrong(*one.expects)) for one in design.scenarios]
    return changed(design, sound=False, goals=tuple(goals), scenarios=tuple(scenarios))


class Verdict(Record):
    """What came of one design, before designs are put together: plain data, but for `facts` and `judged`."""

    path: str
    title: str
    sound: bool
    used: tuple[str, ...]
    """Files that it uses, by their normal paths."""
    mistakes: tuple[Diagnostic, ...]
    single: tuple[Finding, ...]
    """What rules find and nothing accepts, questions one by one."""
    last: tuple[Finding, ...]
    """The same of the rules on acceptances."""
    accepted: tuple[Accepted, ...]
    troubles: tuple[Trouble, ...]
    facts: Facts | None
    judged: Judged | None


def verdict(
    source: Source,
    reader: Reader,
    book: RuleBook,
    today: date | None = None,
    ignored: Ignored | None = None,
) -> Verdict:
    """Judge one design by the rules."""
    design, mistakes = understand(source, reader)
    return _Judgement(design, book, today, reader, ignored).verdict(mistakes)


def lint(
    sources: Sequence[Source],
    reader: Reader,
    *,
    today: date | None = None,
    book: RuleBook | None = None,
    ignored: Ignored | None = None,
    baseline: Known | None = None,
    judged: Callable[[], None] | None = None,
    lean: bool = False,
) -> Outcome:
    """Judge designs by the rules. A file that another of the run uses isn't judged alone. Without a day
    no acceptance expires. `judged` is called after each. `lean` keeps no facts: those of a design are half a
    megabyte, and there may be thousands.
    """
    book = book or shipped_rules()
    verdicts = []
    for source in sources:
        one = verdict(source, reader, book, today, ignored)
        verdicts.append(changed(one, facts=None, judged=None) if lean else one)
        if judged is not None:
            judged()
    return put_together(sources, verdicts, book, baseline)


def put_together(
    sources: Sequence[Source], verdicts: Sequence[Verdict], book: RuleBook, baseline: Known | None = None
) -> Outcome:
    """One outcome of what came of each design, in their order."""
    used = {path for one in verdicts for path in one.used}
    verdicts = [one for one in verdicts if normal(one.path) not in used]
    single = tuple(Single(one.title, found) for one in verdicts for found in (*one.single, *one.last))
    sound = [one.title for one in verdicts if one.sound]
    compared = baseline(single, sound) if baseline is not None else None
    known = {id(finding) for finding in compared.known} if compared is not None else set()
    findings: list[Finding] = []
    told: set[tuple[str, str, int]] = set()
    for one in verdicts:
        # Two designs may use one file; its mistakes are told once.
        fresh = [mistake for mistake in one.mistakes if _identity(mistake) not in told]
        told.update(_identity(mistake) for mistake in fresh)
        findings.extend(_told(one, fresh, known, book))
    findings.sort(key=lambda finding: in_order(finding.diagnostic))
    facts = tuple(one.facts for one in verdicts if one.facts is not None)
    return Outcome(
        tuple(sources),
        tuple(fact.design for fact in facts),
        tuple(findings),
        tuple(accepted for one in verdicts for accepted in one.accepted),
        tuple(dict.fromkeys([*book.troubles, *(trouble for one in verdicts for trouble in one.troubles)])),
        facts,
        tuple(one.judged for one in verdicts if one.judged is not None),
        tuple(book.by_name.values()),
        compared,
        single,
        tuple(one.path for one in verdicts if not one.sound),
    )


def _told(one: Verdict, mistakes: list[Diagnostic], known: set[int], book: RuleBook) -> list[Finding]:
    """The mistakes and what the rules find, without what a baseline knows; questions gathered."""
    kept = [finding for finding in one.single if id(finding) not in known]
    last = [finding for finding in one.last if id(finding) not in known]
    topics = {rule.name: rule.topic for rule in book.rules if rule.topic}
    asked = [finding.diagnostic for finding in kept if is_question(finding)]
    if not one.sound:
        # What it seems to say nothing of may stand in what wasn't understood.
        asked = [diagnostic for diagnostic in asked if diagnostic.name not in topics]
    questions = gather(asked, topics, book.rules)
    rest = [finding for finding in kept if not is_question(finding)]
    return [
        *fingerprints(one.title, mistakes),
        *rest,
        *last,
        *fingerprints(one.title, questions),
    ]


def _identity(diagnostic: Diagnostic) -> tuple[str, str, int]:
    span = diagnostic.span
    return (
        (diagnostic.name, span.source.path, span.start) if span else (diagnostic.name, diagnostic.message, 0)
    )


class _Judgement:
    """One design under the rules."""

    def __init__(
        self,
        design: Design,
        book: RuleBook,
        today: date | None,
        reader: Reader,
        ignored: Ignored | None = None,
    ) -> None:
        self.design = design
        self.book = book
        self.today = today
        self.ignored = ignored
        self.accepted: list[Accepted] = []
        self.answered: dict[str, Answered] = {}
        self.facts = Facts(design, rebind=lambda changes: bind(design.source, reader, changes).design)

    def verdict(self, mistakes: Iterable[Diagnostic]) -> Verdict:
        """What the rules find, without what is accepted."""
        facts = self.facts
        rules = [rule for rule in self.book.rules if rule.name not in SETTLED_LAST]
        found, troubles = run(rules, facts, answered=self.answered)
        marked = fingerprints(self.design.title, sorted(found, key=in_order))
        kept, silenced = self._settle(marked)
        self._tell_acceptances(facts, silenced)
        settled_last = [rule for rule in self.book.rules if rule.name in SETTLED_LAST]
        last, more = run(settled_last, facts, answered=self.answered)
        told = fingerprints(self.design.title, [self._with_help(diagnostic) for diagnostic in last])
        last_kept = tuple(self._not_ignored(told))
        accepted = frozenset(
            (one.finding.diagnostic.name, one.finding.diagnostic.key) for one in self.accepted
        )
        return Verdict(
            self.design.source.path,
            self.design.title,
            self.design.sound,
            tuple(self.design.used),
            tuple(mistakes),
            tuple(kept),
            last_kept,
            tuple(self.accepted),
            (*troubles, *more),
            facts,
            Judged((*found, *last), self.answered, accepted),
        )

    def _not_ignored(self, findings: Iterable[Finding]) -> Iterable[Finding]:
        """The findings that the project's settings don't accept; the others are noted."""
        for finding in findings:
            by = self._ignored(finding.diagnostic)
            if by is None:
                yield finding
            else:
                self.accepted.append(Accepted(finding, by.reason, None, None, by.span, outside=True))

    def _ignored(self, diagnostic: Diagnostic) -> Ignore | None:
        if self.ignored is None:
            return None
        path = diagnostic.span.source.path if diagnostic.span is not None else self.design.source.path
        told = (self.ignored(name, path) for name in sorted(self._names(diagnostic)))
        return next((one for one in told if one is not None), None)

    def _settle(self, findings: list[Finding]) -> tuple[list[Finding], dict[int, set[str]]]:
        """The findings that nothing accepts, and which rules each acceptance silences somewhere."""
        kept = []
        silenced: dict[int, set[str]] = {number: set() for number in range(len(self.design.acceptances))}
        for finding in findings:
            by = None
            for number, acceptance in enumerate(self.design.acceptances):
                names = self._names(finding.diagnostic)
                if not self._expired(acceptance) and _covers(acceptance, finding.diagnostic, names):
                    silenced[number].update(names)
                    by = by or acceptance
            if by is None:
                kept.append(finding)
            else:
                self.accepted.append(Accepted(finding, by.reason, by.until or None, by.by or None, by.span))
        # The design's own acceptances go before its project's: they say more.
        return [*self._not_ignored(kept)], silenced

    def _names(self, diagnostic: Diagnostic) -> set[str]:
        """The names by which a finding can be accepted: its rule's, and that of which it is an instance."""
        rule = self.book.by_name.get(diagnostic.name)
        return {diagnostic.name, rule.base} if rule is not None and rule.base else {diagnostic.name}

    def _expired(self, acceptance: Acceptance) -> bool:
        return bool(acceptance.until and self.today and date.fromisoformat(acceptance.until) < self.today)

    def _tell_acceptances(self, facts: Facts, silenced: dict[int, set[str]]) -> None:
        """What the rules on acceptances ask for: whether each is of use, and whether its day has passed."""
        used, expired = {}, {}
        for number, acceptance in enumerate(self.design.acceptances):
            expired[id(acceptance)] = self._expired(acceptance)
            # What doesn't run in this project may be accepted all the same, for those where it does.
            asleep = {rule.name for rule in self.book.idle}
            idle = [rule for rule, _ in acceptance.rules if rule not in silenced[number] | asleep]
            if not self.design.sound:
                # What it accepts may hang on what wasn't understood; but no rule is named so in any case.
                idle = [rule for rule in idle if rule not in self.book.by_name]
            used[id(acceptance)] = not idle or expired[id(acceptance)]
        facts.memo["used"] = used
        facts.memo["expired"] = expired

    def _with_help(self, diagnostic: Diagnostic) -> Diagnostic:
        """An unused acceptance of a rule that isn't there says that, and names the nearest that is."""
        if diagnostic.name != "unused-acceptance" or diagnostic.span is None:
            return diagnostic
        names = list(self.book.by_name)
        acceptance = next((a for a in self.design.acceptances if a.span == diagnostic.span), None)
        strange = [rule for rule, _ in acceptance.rules if rule not in names] if acceptance else []
        if not strange:
            return diagnostic
        meant = did_you_mean(strange[0], names)
        return changed(
            diagnostic, message=f"No rule is named {listing(strange)}", help=meant or diagnostic.help
        )


def _covers(acceptance: Acceptance, diagnostic: Diagnostic, names: set[str]) -> bool:
    """Whether an acceptance silences a finding: its rule, and the element or what the element is part of."""
    if all(rule not in names for rule, _ in acceptance.rules):
        return False
    if not acceptance.targets:
        return True
    keys = _keys_of(diagnostic.key or "")
    return any(keys & target.keys for target in acceptance.targets)


def _keys_of(key: str) -> set[str]:
    """The keys by which a finding can be accepted: a step's by its flow and its two components as well, a
    field's by its entity.
    """
    kind, _, name = key.partition(" ")
    keys = {key}
    if kind == "step":
        flow, _, arrow = name.rpartition("/")
        keys |= {f"flow {flow}"} if flow else set()
        for sign in ("→", "~>"):
            if sign in arrow:
                keys |= {f"component {end}" for end in arrow.split(sign)}
    elif kind == "field":
        keys.add(f"entity {name.split('.')[0]}")
    elif kind == "access":
        keys.add(f"entity {name.split(' by ')[0]}")
    return keys


def one_by_one(outcome: Outcome, number: int = 0) -> dict[str, Finding]:
    """What the rules find in one of a run's designs, by fingerprint: the questions before they are gathered,
    and without what is accepted.
    """
    judged = outcome.judged[number]
    found = fingerprints(outcome.designs[number].title, sorted(judged.found, key=in_order))
    return {f.fingerprint: f for f in found if not judged.accepts(f.diagnostic)}
