"""Fixes on their way to files: made in memory, shown or written, and told on the standard error."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from sdlint.record import Equal
from sdlint.source import is_document

if TYPE_CHECKING:
    from sdlint.cli.rim.gather import Gathered
    from sdlint.diagnostic import Trouble
    from sdlint.engine import RuleBook
    from sdlint.fixes.texts import Fixed, Left, Repaired
    from sdlint.source import Source


class Wanted(Equal):
    """What is to be done with what is found."""

    fix: bool = False
    suggest: bool = False
    reason: str | None = None
    """With which all that is found is accepted."""
    diff: bool = False

    @property
    def anything(self) -> bool:
        """Whether any of it is wanted."""
        return self.fix or self.suggest or self.reason is not None

    @property
    def dry(self) -> bool:
        """Whether it is only shown."""
        return self.diff or self.suggest

    @property
    def done(self) -> str:
        """What the texts are then, in a word."""
        if self.suggest:
            return "suggested"
        return "fixed" if self.fix else "accepted"


def repair(gathered: Gathered, wanted: Wanted, day: date, book: RuleBook) -> Repaired:
    """Put right, in memory, what is wanted of the designs that were read. What stands in a document is left:
    a design of it is a text with blanks for all the rest.
    """
    from sdlint.cli.rim.patterns import ignored
    from sdlint.fixes.texts import Repair

    own = [source for source in gathered.sources if not is_document(source.path)]
    work = Repair(own, gathered.reader, day, book, ignored(gathered.root, gathered.config))
    fixed: list[Fixed] = []
    left: list[Left] = []
    if wanted.fix:
        from sdlint.fixes.hygiene import mend

        done, undone = mend(work)
        fixed, left = fixed + done, left + undone
    if wanted.suggest:
        from sdlint.fixes.design import suggest

        done, undone = suggest(work)
        fixed, left = fixed + done, left + undone
    if wanted.reason is not None:
        from sdlint.fixes.accepting import accept

        done, undone = accept(work, wanted.reason)
        fixed, left = fixed + done, left + undone
    return work.repaired(fixed, left)


def show(repaired: Repaired, wanted: Wanted, color: str) -> None:
    """Write what would change to the standard output."""
    from sdlint.cli.rim import console
    from sdlint.reports.terminal.unified import unified

    look = console.look(color)
    console.out("".join(unified(before, after.text, wanted.done, look) for before, after in repaired.changed))


def write(repaired: Repaired) -> list[Trouble]:
    """Write what changed, each file whole or not at all."""
    from sdlint.cli.rim.write import write_file

    troubles = (write_file(after.path, after.text.encode("utf-8")) for _, after in repaired.changed)
    return [trouble for trouble in troubles if trouble is not None]


def after(sources: Sequence[Source], repaired: Repaired) -> tuple[Source, ...]:
    """All that was read, as it stands after repairs."""
    new = {id(before): made for before, made in zip(repaired.before, repaired.after, strict=True)}
    return tuple(new.get(id(source), source) for source in sources)


def tell_left(sources: Sequence[Source]) -> None:
    """Say on the standard error which documents are checked only."""
    from sdlint.cli.rim import console

    for path in dict.fromkeys(source.path for source in sources if is_document(source.path)):
        console.err(f"not done: {console.safe(path)}: designs in documents are checked, and not changed\n")


def tell(repaired: Repaired, wanted: Wanted) -> None:
    """Say on the standard error what was done, what it asks for, and what wasn't done and why."""
    from sdlint.cli.rim import console
    from sdlint.reports.terminal.notice import place_of

    lines: list[str] = []
    would = "would be " if wanted.dry else ""
    files = ", ".join(before.path for before, _ in repaired.changed)
    if wanted.suggest:
        lines += [_suggested(one) for one in repaired.fixed]
    elif repaired.fixed:
        what = "put right" if wanted.fix else "accepted"
        what = "put right or accepted" if wanted.fix and wanted.reason is not None else what
        lines.append(f"{_count(len(repaired.fixed), 'finding')} {would}{what} in {files}")
    elif files:
        lines.append(f"{would}laid out anew: {files}")
    for one in repaired.left:
        diagnostic = one.diagnostic
        what = f"{diagnostic.name}{_on(diagnostic.element)}"
        lines.append(f"not done: {what} ({place_of(diagnostic)}): {one.why}")
    if not lines:
        lines.append("nothing to suggest" if wanted.suggest else "nothing to change")
    console.err("".join(f"{console.safe(line)}\n" for line in lines))


def _suggested(one: Fixed) -> str:
    asks = f"; it asks then: {' '.join(_messages(one))}" if one.asks else ""
    return f"{one.diagnostic.name}{_on(one.diagnostic.element)}: {one.diagnostic.message}{asks}"


def _messages(one: Fixed) -> Sequence[str]:
    return list(dict.fromkeys(asked.message for asked in one.asks))


def _on(element: str | None) -> str:
    return f" on {element}" if element else ""


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
