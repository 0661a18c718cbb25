"""The changes that buy the most: each is made in the text, read and judged anew."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from sdlint.analyses.cost import cost, least_cost
from sdlint.analyses.facts import Facts
from sdlint.analyses.review.figure import Figure, Use
from sdlint.analyses.review.numbers import figure, numbers
from sdlint.analyses.review.totals import machines
from sdlint.diagnostic import Diagnostic, Edit, Reader, Severity, Trouble
from sdlint.engine import RuleBook
from sdlint.expression.values import Unknown
from sdlint.findings import Finding, Ignored
from sdlint.improvements.candidate import Candidate
from sdlint.improvements.candidates import candidates
from sdlint.improvements.measures import Gain, Measures, gain, measures
from sdlint.improvements.search import Trial, chosen, pruned, refusals, rungs
from sdlint.improvements.written import Line, new_lines, new_statements
from sdlint.lint import Outcome, lint, one_by_one, understand
from sdlint.model.bind import bind
from sdlint.record import Record
from sdlint.source import Source, normal
from sdlint.syntax.edits import applied

MOST = 5
"""Changes that are told."""
TELLING = 3
"""Changes that are refused and told."""
SINGLE = "single-points-of-failure"
"""The question of the framework whose rules tell what one loss takes along."""


class Bill(Record):
    """What a design takes."""

    machines: Figure
    cost: Figure
    known: Figure
    """What of the cost is known, whatever isn't."""
    unpriced: Mapping[str, Figure]
    """The machines of each component whose cost is unknown."""


class Option(Record):
    """A change, what it buys and what it takes."""

    candidate: Candidate
    after: Measures
    gain: Gain
    bill: Bill
    brings: tuple[Diagnostic, ...]
    """Warnings and questions that weren't there before, and what was only asked."""
    settles: tuple[Diagnostic, ...]
    lines: tuple[Line, ...]
    statements: tuple[str, ...]
    """The statements that are new or differ, whole, as they would stand in the design."""
    fragile: bool = False
    """Whether a rule tells that one loss takes more along than before."""

    @property
    def rank(self) -> tuple[int, bool, float]:
        """What buys most comes first; of what meets as many goals what makes nothing more fragile."""
        goals, harmed, rest = self.gain.rank
        return goals, harmed or self.fragile, rest


class Refusal(Record):
    """A change that would be felt and isn't offered."""

    candidate: Candidate
    gain: Gain
    brings: tuple[Diagnostic, ...] = ()
    """The errors for which it isn't offered; none where it is for goals that it breaks (`gain.lost`)."""


class Improvement(Record):
    """What would improve a design most."""

    system: str
    path: str
    before: Measures
    bill: Bill
    options: tuple[Option, ...]
    """What buys most first."""
    together: Option | None
    """As many of them at once as break no goal; None where there are fewer than two."""
    refused: tuple[Refusal, ...]
    """What would buy more, or anything at all, if it didn't break what is kept."""
    tried: int


def improve(
    source: Source,
    reader: Reader,
    today: date | None = None,
    book: RuleBook | None = None,
    ignored: Ignored | None = None,
) -> Improvement:
    """The best changes of a design that has no mistakes; judged by the shipped rules where none are named,
    without what its project ignores.
    """
    return _Improving(source, reader, today, book, ignored).improvement()


class _Improving:
    def __init__(
        self,
        source: Source,
        reader: Reader,
        today: date | None,
        book: RuleBook | None,
        ignored: Ignored | None,
    ) -> None:
        self.book = book
        self.ignored = ignored
        self.source = source
        self.reader = reader
        self.today = today
        self.outcome = self._judged(source, reader)
        self.facts = self.outcome.facts[0]
        self.before = measures(self.facts)
        self.bill = _bill(self.facts)
        self.known = one_by_one(self.outcome)
        self.fragile = {rule.name for rule in self.outcome.rules if SINGLE in rule.answers}
        # Scenarios take long. Where all come out as expected, they are played once more of what is told.
        self.missed = any(one.status == "not met" for one in self.before.expects or ())
        self.vetoed: list[Refusal] = []
        self.tried = 0

    def _judged(self, source: Source, reader: Reader) -> Outcome:
        return lint((source,), reader, today=self.today, book=self.book, ignored=self.ignored)

    def improvement(self) -> Improvement:
        made = [self._trial(candidate) for candidate in candidates(self.facts)]
        trials = [trial for trial in made if trial is not None]
        trials += [*rungs(trials, self._trial), *pruned(trials, self._trial)]
        options: list[Option] = []
        for sort in chosen([one for one in trials if one.gain.felt]):
            if len(options) < MOST:
                options += [option] if (option := self._first_of(sort)) is not None else []
        # Of what buys as much, what takes fewer machines is better.
        options.sort(key=lambda one: (one.rank, _machines(one.bill)))
        told = tuple(options)
        design = self.facts.design
        together = self._together(told)
        offered = [(one.candidate, one.gain) for one in told]
        refused = [Refusal(one.candidate, one.gain) for one in refusals(trials, offered)]
        refused += self.vetoed if not told else []
        most = tuple(refused[:TELLING])
        return Improvement(
            design.title, self.source.path, self.before, self.bill, told, together, most, self.tried
        )

    def _trial(self, candidate: Candidate) -> Trial | None:
        """A change and what it buys; nothing where it brings mistakes."""
        self.tried += 1
        facts = self._made(candidate.edits)
        if facts is None:
            return None
        return Trial(candidate, gain(self.before, measures(facts, play=self.missed)))

    def _first_of(self, sort: Sequence[Trial]) -> Option | None:
        """The best of one sort that can be offered."""
        for trial in sort[:2]:
            option = self._option(trial.candidate)
            if option is not None:
                return option
        return None

    def _made(self, edits: Sequence[Edit]) -> Facts | None:
        """The design with edits in its text; nothing where that has mistakes."""
        changed = self._texts(edits)
        if changed is None:
            return None
        source, reader = self._read(changed)
        design, mistakes = understand(source, reader)
        if any(one.severity is Severity.ERROR for one in mistakes) or not design.sound:
            return None
        return Facts(design, rebind=lambda changes: bind(source, reader, changes).design)

    def _texts(self, edits: Sequence[Edit]) -> Mapping[str, Source] | None:
        """The files that edits change, by path."""
        found: dict[str, Source] = {}
        for edit in edits:
            path = normal(edit.span.source.path)
            if path not in found:
                made = applied(edit.span.source, edits)
                if made is None:
                    return None
                found[path] = made
        return found

    def _read(self, texts: Mapping[str, Source]) -> tuple[Source, Reader]:
        def reader(path: str) -> Source | Trouble:
            return texts.get(normal(path)) or self.reader(path)

        return texts.get(normal(self.source.path), self.source), reader

    def _option(self, candidate: Candidate) -> Option | None:
        """A change with all that it does; nothing where it brings mistakes or takes what was promised."""
        texts = self._texts(candidate.edits)
        if texts is None:
            return None
        source, reader = self._read(texts)
        outcome = self._judged(source, reader)
        facts = outcome.facts[0]
        if not facts.design.sound:
            return None
        found = one_by_one(outcome)
        brings = _worst_first(one for mark, one in found.items() if _is_worse(self.known.get(mark), one))
        after = measures(facts)
        bought = gain(self.before, after)
        # That a goal isn't met isn't brought by the change that lets it be told.
        untold = {goal.text for goal in self.before.goals if goal.status == "unknown"}
        errors = [one for one in brings if one.severity is Severity.ERROR and one.element not in untold]
        if not bought.felt or errors:
            if bought.bought:
                self.vetoed.append(Refusal(candidate, bought, tuple(errors)))
            return None
        settles = _worst_first(one for mark, one in self.known.items() if mark not in found)
        lines = tuple(line for path in texts for line in new_lines(candidate.edits, path, texts[path]))
        written = tuple(text for path in texts for text in new_statements(candidate.edits, path, texts[path]))
        fragile = any(one.name in self.fragile and one.severity >= Severity.WARNING for one in brings)
        return Option(candidate, after, bought, _bill(facts), brings, settles, lines, written, fragile)

    def _together(self, options: Sequence[Option]) -> Option | None:
        """All changes at once, or as many as break no goal; of two that speak of the same words, or of one
        element, the better.
        """
        some: list[Candidate] = []
        for option in options:
            candidate = option.candidate
            apart = all(not candidate.marks & one.marks for one in some) and not option.gain.missed
            if apart and self._texts([edit for one in (*some, candidate) for edit in one.edits]) is not None:
                some.append(candidate)
        if len(some) < 2:
            return None
        whole = self._option(_all_of(some))
        if whole is not None:
            return whole
        kept: list[Candidate] = []
        for candidate in some:
            trial = self._trial(_all_of([*kept, candidate]))
            if trial is not None and trial.gain.felt:
                kept.append(candidate)
        return self._option(_all_of(kept)) if len(kept) > 1 else None


def _all_of(some: Sequence[Candidate]) -> Candidate:
    names = tuple(dict.fromkeys(name for one in some for name in one.names))
    edits = tuple(edit for one in some for edit in one.edits)
    return Candidate("together", names, f"all of this for {', '.join(names)}", "", edits)


def _is_worse(before: Finding | None, now: Finding) -> bool:
    """Whether a finding is new, or tells for sure what was only asked."""
    return before is None or before.diagnostic.severity < now.diagnostic.severity


def _worst_first(findings: Iterable[Finding]) -> tuple[Diagnostic, ...]:
    return tuple(sorted((one.diagnostic for one in findings), key=lambda one: -one.severity))


def _bill(facts: Facts) -> Bill:
    found = numbers(facts)
    unpriced = {
        name: figure(facts, "machines", component)
        for name, component in facts.design.components.items()
        if component.family != "entry" and isinstance(cost(facts, component), Unknown)
    }
    known = Figure(Use("cost", ""), least_cost(facts))
    return Bill(machines(found), found.cost, known, unpriced)


def _machines(bill: Bill) -> float:
    plain = bill.machines.plain
    return float(plain[-1] if isinstance(plain, list) else plain) if plain is not None else 0.0
