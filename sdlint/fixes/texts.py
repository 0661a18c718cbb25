"""Texts under repair: what stands in them now, what is found in them, and whether a change may stand."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from sdlint.diagnostic import Diagnostic, Edit, Reader, Severity, Trouble
from sdlint.engine import RuleBook, shipped_rules
from sdlint.findings import Finding, Ignored
from sdlint.lint import Outcome, lint, one_by_one, understand
from sdlint.record import Record
from sdlint.source import Source, normal
from sdlint.syntax.edits import applied

Texts = Mapping[str, Source]
"""Sources by their paths, normalised."""


class Fixed(Record):
    """A finding that was put right, or would be."""

    diagnostic: Diagnostic
    asks: tuple[Diagnostic, ...] = ()
    """Questions that come up then."""


class Left(Record):
    """A finding that could have been put right, and why it wasn't."""

    diagnostic: Diagnostic
    why: str


class Repaired(Record):
    """What became of some texts."""

    before: tuple[Source, ...]
    after: tuple[Source, ...]
    """In the same order."""
    fixed: tuple[Fixed, ...]
    left: tuple[Left, ...]

    @property
    def changed(self) -> tuple[tuple[Source, Source], ...]:
        """The texts that differ, before and after."""
        pairs = zip(self.before, self.after, strict=True)
        return tuple((one, other) for one, other in pairs if one.text != other.text)


class Repair:
    """Texts as they stand now, and what is found in them."""

    def __init__(
        self,
        sources: Sequence[Source],
        reader: Reader,
        today: date | None = None,
        book: RuleBook | None = None,
        ignored: Ignored | None = None,
    ) -> None:
        self.before = tuple(sources)
        self.reader = reader
        self.today = today
        self.book = book or shipped_rules()
        self.ignored = ignored
        self.topics = frozenset(rule.name for rule in self.book.rules if rule.topic)
        self.texts: dict[str, Source] = {normal(source.path): source for source in sources}
        self.outcome = self._judged(self.texts)

    def _judged(self, texts: Texts) -> Outcome:
        reader = self.reader_of(texts)
        return lint(tuple(texts.values()), reader, today=self.today, book=self.book, ignored=self.ignored)

    def reader_of(self, texts: Texts) -> Reader:
        """What reads files as they would be."""

        def reader(path: str) -> Source | Trouble:
            return texts.get(normal(path)) or self.reader(path)

        return reader

    def made(self, edits: Iterable[Edit]) -> Texts | None:
        """The texts with edits; nothing where they overlap, or are of a text that wasn't named."""
        edits = tuple(edits)
        texts = dict(self.texts)
        for path in dict.fromkeys(normal(edit.span.source.path) for edit in edits):
            if path not in texts:
                return None
            new = applied(texts[path], edits)
            if new is None:
                return None
            texts[path] = new
        return texts

    def read(self) -> Reading | None:
        """Its one text, to be mended by what reading shows; nothing where there are several of them, or
        mistakes that nobody wants to be told of.
        """
        return None if len(self.texts) != 1 or self.ignored is not None else Reading(self)

    def take(self, texts: Texts, outcome: Outcome) -> None:
        """Let the texts stand as they were made."""
        self.texts = dict(texts)
        self.outcome = outcome

    def repaired(self, fixed: Sequence[Fixed], left: Sequence[Left]) -> Repaired:
        """What became of the texts."""
        after = tuple(self.texts[normal(source.path)] for source in self.before)
        return Repaired(self.before, after, tuple(fixed), tuple(left))

    # Whether a change may stand

    def tried(
        self, texts: Texts, fixed: Sequence[Diagnostic], *, asking: bool = False
    ) -> tuple[Outcome, str, tuple[Diagnostic, ...]]:
        """What is found in changed texts; why they may not stand, or nothing; and which questions come up.
        With `asking` these may; nothing else may be found that wasn't before, but what a mistake hid.
        """
        for path, source in texts.items():
            if not _comments_kept(self.texts[path].text, source.text):
                return self.outcome, "a comment would be lost", ()
        was = mistakes(self.outcome)
        if len(texts) == 1:
            # A text that can't be read well needs no rules: they take ten times as long as reading it.
            _, found = understand(next(iter(texts.values())), self.reader_of(texts))
            worse = Counter((one.name, one.message) for one in found) - was
            if worse:
                return self.outcome, f"it would bring `{next(iter(worse))[0]}`", ()
        outcome = self._judged(texts)
        if outcome.troubles and not self.outcome.troubles:
            return outcome, "it couldn't be judged", ()
        now = mistakes(outcome)
        worse = now - was
        if worse:
            return outcome, f"it would bring `{next(iter(worse))[0]}`", ()
        wanted = Counter((one.name, one.message) for one in fixed if one.step is None)
        if any(now[key] > was[key] - count for key, count in wanted.items()):
            return outcome, "it wouldn't settle it", ()
        brought = self._brought(outcome)
        grave = [one for one in brought if not asking or one.severity is not Severity.QUESTION]
        grave = [one for one in grave if not self._was_hidden(one)]
        if grave:
            at = f" on {grave[0].element}" if grave[0].element else ""
            return outcome, f"it would bring {grave[0].name}{at}", ()
        return outcome, "", tuple(brought)

    def _was_hidden(self, found: Diagnostic) -> bool:
        """Whether a mistake kept a rule from telling what it tells now: it never said that all is well there.
        Putting a mistake right doesn't bring what it hid.
        """
        if all(design.sound for design in self.outcome.designs):
            return False
        return not any(
            element.key == found.key
            for judged in self.outcome.judged
            if found.name in judged.answered
            for element in judged.answered[found.name].held
        )

    def _brought(self, outcome: Outcome) -> list[Diagnostic]:
        """What the rules find that they didn't, in each design. What a design with mistakes seems to say
        nothing of isn't told before they are put right, and is nothing new then.
        """
        before = {normal(design.source.path): n for n, design in enumerate(self.outcome.designs)}
        found: list[Diagnostic] = []
        for number, design in enumerate(outcome.designs):
            then = before.get(normal(design.source.path))
            known: Mapping[str, Finding] = {}
            hidden: frozenset[str] = frozenset()
            if then is not None:
                known = one_by_one(self.outcome, then)
                hidden = frozenset() if self.outcome.designs[then].sound else self.topics
            found += [
                finding.diagnostic
                for mark, finding in one_by_one(outcome, number).items()
                if mark not in known and finding.diagnostic.name not in hidden
            ]
        return found


class Reading:
    """One text, and what reading it shows; no rules."""

    def __init__(self, repair: Repair) -> None:
        self.repair = repair
        ((self.path, self.source),) = repair.texts.items()
        self.found = self._read(self.source)

    def _read(self, source: Source) -> tuple[Diagnostic, ...]:
        return understand(source, self.repair.reader_of({self.path: source}))[1]

    def mendable(self) -> Iterator[Diagnostic]:
        """What can be put right as the text is now."""
        return (one for one in self.found if one.fix is not None and one.fix.edits)

    def why_not(self, diagnostics: list[Diagnostic]) -> str:
        """Put mistakes right; why that can't stand, or nothing where it does."""
        edits = [edit for one in diagnostics if one.fix is not None for edit in one.fix.edits]
        if any(normal(edit.span.source.path) != self.path for edit in edits):
            return "it stands in a file that wasn't named"
        source = applied(self.source, edits)
        if source is None:
            return "it contradicts itself"
        if not _comments_kept(self.source.text, source.text):
            return "a comment would be lost"
        found = self._read(source)
        was, now = (Counter((one.name, one.message) for one in told) for told in (self.found, found))
        if now - was:
            return f"it would bring `{next(iter(now - was))[0]}`"
        wanted = Counter((one.name, one.message) for one in diagnostics)
        if any(now[key] > was[key] - count for key, count in wanted.items()):
            return "it wouldn't settle it"
        self.source, self.found = source, found
        return ""

    def stands(self) -> bool:
        """Whether the rules have nothing against what came of it, which stands then."""
        texts = {self.path: self.source}
        if texts == self.repair.texts:
            return True
        outcome, why, _ = self.repair.tried(texts, ())
        if not why:
            self.repair.take(texts, outcome)
        return not why


def mistakes(outcome: Outcome) -> Counter[tuple[str, str]]:
    """What is wrong with the texts themselves, by what is said of it."""
    return Counter(
        (finding.diagnostic.name, finding.diagnostic.message)
        for finding in outcome.findings
        if finding.diagnostic.step is None
    )


_COMMENT = re.compile(r"(?:#|//|/\*)[^\n]*")


def _comments_kept(before: str, after: str) -> bool:
    """Whether every comment is still there; `//` may have become `#`."""
    lost = Counter(_said(before)) - Counter(_said(after))
    return not lost


def _said(text: str) -> list[str]:
    return [found.group().lstrip("#/*").strip() for found in _COMMENT.finditer(text)]
