"""The changes that buy the most: each is made in the text, read and judged anew."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from sdlint.analyses.facts import Facts
from sdlint.analyses.review.figure import Figure
from sdlint.analyses.review.numbers import numbers
from sdlint.analyses.review.totals import machines
from sdlint.diagnostic import Diagnostic, Edit, Reader, Severity, Trouble
from sdlint.engine import RuleBook
from sdlint.findings import Finding, Ignored
from sdlint.improvements.candidates import Candidate, candidates
from sdlint.improvements.measures import Gain, Measures, gain, measures
from sdlint.lint import Outcome, lint, one_by_one, understand
from sdlint.model.bind import bind
from sdlint.record import Record
from sdlint.source import Source, normal
from sdlint.syntax import nodes
from sdlint.syntax.edits import applied, statements

MOST = 5
"""Changes that are told."""
COPIES = ("replicas", "zone", "autoscale", "nodes")
"""Kinds of changes that all come to more copies of an element: of them the best is enough."""


class Bill(Record):
    """What a design takes."""

    machines: Figure
    cost: Figure


class Line(Record):
    """Lines of a file that take the place of others."""

    path: str
    line: int
    """The first of the old lines, from 1; where there are none, the line before which the new ones go."""
    old: tuple[str, ...]
    new: tuple[str, ...]


class Option(Record):
    """A change, what it buys and what it takes."""

    candidate: Candidate
    after: Measures
    gain: Gain
    bill: Bill
    brings: tuple[Diagnostic, ...]
    """Warnings and questions that weren't there before."""
    settles: tuple[Diagnostic, ...]
    lines: tuple[Line, ...]
    statements: tuple[str, ...]
    """The statements that are new or differ, whole, as they would stand in the design."""


class Improvement(Record):
    """What would improve a design most."""

    system: str
    path: str
    before: Measures
    bill: Bill
    options: tuple[Option, ...]
    """What buys most first."""
    together: Option | None
    """All of them at once, one of each element; None where there are fewer than two."""
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

    def _judged(self, source: Source, reader: Reader) -> Outcome:
        return lint((source,), reader, today=self.today, book=self.book, ignored=self.ignored)

    def improvement(self) -> Improvement:
        tried = 0
        # Scenarios take long. Where all come out as expected, they are played once more of what is told.
        missed = any(one.status == "not met" for one in self.before.expects or ())
        ranked: list[tuple[Candidate, Gain]] = []
        for first in candidates(self.facts):
            for candidate in (first, *first.otherwise):
                tried += 1
                facts = self._made(candidate.edits)
                bought = gain(self.before, measures(facts, play=missed)) if facts is not None else None
                if bought is not None and bought.felt:
                    ranked.append((candidate, bought))
                    break
        ranked.sort(key=lambda one: (one[1].rank, one[0].element, one[0].kind, one[0].told))
        options: list[Option] = []
        for candidate, _ in _best_of_each(ranked):
            option = self._option(candidate) if len(options) < MOST else None
            if option is not None:
                options.append(option)
        # Of what buys as much, what takes fewer machines is better.
        options.sort(key=lambda one: (one.gain.rank, _machines(one.bill)))
        told = tuple(options)
        design = self.facts.design
        together = self._together(told)
        return Improvement(design.title, self.source.path, self.before, self.bill, told, together, tried)

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
        brings = _worst_first(one for mark, one in found.items() if mark not in self.known)
        # That a goal isn't met isn't brought by the change that lets it be told.
        untold = {goal.text for goal in self.before.goals if goal.status == "unknown"}
        if any(one.severity is Severity.ERROR and one.element not in untold for one in brings):
            return None
        after = measures(facts)
        bought = gain(self.before, after)
        if not bought.felt:
            return None
        settles = _worst_first(one for mark, one in self.known.items() if mark not in found)
        lines = tuple(line for path in texts for line in _lines(candidate.edits, path, texts[path]))
        written = tuple(text for path in texts for text in _statements(candidate.edits, path, texts[path]))
        return Option(candidate, after, bought, _bill(facts), brings, settles, lines, written)

    def _together(self, options: Sequence[Option]) -> Option | None:
        """All changes at once; of two that speak of the same words, or of one element, the better."""
        edits: list[Edit] = []
        names: list[str] = []
        for option in options:
            candidate = option.candidate
            if candidate.element not in names and self._texts((*edits, *candidate.edits)) is not None:
                edits += candidate.edits
                names.append(candidate.element)
        if len(names) < 2:
            return None
        every = Candidate("together", "", f"all of this for {', '.join(names)}", "", tuple(edits))
        return self._option(every)


def _worst_first(findings: Iterable[Finding]) -> tuple[Diagnostic, ...]:
    return tuple(sorted((one.diagnostic for one in findings), key=lambda one: -one.severity))


def _best_of_each(ranked: Sequence[tuple[Candidate, Gain]]) -> list[tuple[Candidate, Gain]]:
    """Of several changes of one sort of an element the best; of those that meet as many goals, the one that
    takes fewer copies.
    """
    seen: dict[tuple[str, str], tuple[Candidate, Gain]] = {}
    for one in ranked:
        candidate, bought = one
        key = ("copies" if candidate.kind in COPIES else candidate.kind, candidate.element)
        best, most = seen.setdefault(key, one)
        as_good = bought.met and len(bought.met) == len(most.met) and bought.relieved == most.relieved
        if as_good and 0 < candidate.count < best.count:
            seen[key] = one
    return list(seen.values())


def _bill(facts: Facts) -> Bill:
    found = numbers(facts)
    return Bill(machines(found), found.cost)


def _machines(bill: Bill) -> float:
    plain = bill.machines.plain
    return float(plain[-1] if isinstance(plain, list) else plain) if plain is not None else 0.0


def _old(edits: Sequence[Edit], path: str) -> Source:
    return next(edit.span.source for edit in edits if normal(edit.span.source.path) == path)


def _statements(edits: Sequence[Edit], path: str, new: Source) -> list[str]:
    """The statements of the new text that the old one hasn't, each as it would stand by itself."""
    before = {one.span.text for one in statements(_old(edits, path))}
    return [
        _set_out(one.span.text)
        for one in statements(new)
        if not isinstance(one, nodes.Group) and one.span.text not in before
    ]


def _set_out(text: str) -> str:
    """A statement as it stands at the left edge: its lines are set in as far as its last one isn't."""
    first, *rest = text.splitlines()
    last = rest[-1] if rest else ""
    blanks = len(last) - len(last.lstrip())
    return "\n".join([first, *(line[blanks:] if not line[:blanks].strip() else line for line in rest)])


def _lines(edits: Sequence[Edit], path: str, new: Source) -> list[Line]:
    """The lines that differ, as a person would paste them."""
    from difflib import SequenceMatcher

    old = _old(edits, path)
    before, after = old.text.splitlines(), new.text.splitlines()
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    return [
        Line(old.path, first + 1, tuple(before[first:last]), tuple(after[start:end]))
        for tag, first, last, start, end in matcher.get_opcodes()
        if tag != "equal"
    ]
