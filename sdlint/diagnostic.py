"""The one kind of thing that goes wrong: a diagnostic. It doesn't know how it is shown.

A mistake in a design (`syntax`, `unknown-name`, …) and the finding of a rule are both diagnostics.
What stopped the run itself (no such file, a broken rule) is a `Trouble`.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum

from sdlint.record import Equal
from sdlint.source import Source, Span


class Severity(IntEnum):
    """How bad it is; comparable."""

    QUESTION = 1
    """The framework asks; the design doesn't say."""
    WARNING = 2
    """A risk."""
    ERROR = 3
    """A mistake, or a design that contradicts itself or a goal that it states."""

    @property
    def word(self) -> str:
        """`question`, `warning` or `error`."""
        return self.name.lower()


class Label(Equal):
    """A second place that matters, with a few words."""

    span: Span
    text: str


class Edit(Equal):
    """Replace the text at `span` by `text`."""

    span: Span
    text: str


class Setting(Equal):
    """An attribute that would settle a finding: `component posts`, `replicas`, `3`."""

    key: str
    """The element, as findings name theirs."""
    attribute: str
    value: str
    """What stands behind the attribute's name; nothing, of a flag."""


class Fix(Equal):
    """What to do, in words, and as edits of the text where they are known."""

    text: str
    edits: tuple[Edit, ...] = ()
    settings: tuple[Setting, ...] = ()
    """What a rule would have the design say: a decision, and so nothing to be done unasked."""


class Diagnostic(Equal):
    """What is wrong or missing, where, why it matters, what shows it, and what to do."""

    name: str
    """The rule's or the mistake's name, kebab-case."""
    severity: Severity
    message: str
    """One line; backquotes around names and code."""
    span: Span | None = None
    labels: tuple[Label, ...] = ()
    because: tuple[str, ...] = ()
    """The witness: lines of text with the numbers and the path that show it."""
    why: str | None = None
    """Why it matters, a sentence or two."""
    help: str | None = None
    """What to do, in words."""
    fix: Fix | None = None
    element: str | None = None
    """The name of the element that it is about (`posts`, `GET /links`)."""
    step: str | None = None
    """The framework's step that asks it (`09-bottlenecks`)."""
    key: str | None = None
    """The element qualified by its kind (`component posts`, `step read/api→posts`): what identifies
    the finding from run to run, with no path and no line in it."""
    also: tuple[str, ...] = ()
    """The names of other rules whose questions were gathered into this one."""

    @property
    def label(self) -> str:
        """Its name, with that of another rule that asks the same, or with how many do."""
        if len(self.also) < 2:
            return ", ".join((self.name, *self.also))
        return f"{self.name} +{len(self.also)}"


def mistake(
    name: str,
    message: str,
    span: Span,
    *,
    help: str | None = None,
    labels: tuple[Label, ...] = (),
    edit: Edit | None = None,
    edits: tuple[Edit, ...] = (),
) -> Diagnostic:
    """A mistake in what the user wrote: a diagnostic of severity error. It carries edits only where there
    is one right answer.
    """
    edits = (edit, *edits) if edit else edits
    fix = Fix(help or message, edits) if edits else None
    return Diagnostic(name, Severity.ERROR, message, span, labels, help=help, fix=fix)


class Trouble(Equal):
    """Why the run could not do what was asked (exit status 2)."""

    message: str
    path: str | None = None
    help: str | None = None
    span: Span | None = None


Reader = Callable[[str], Source | Trouble]
"""How the rooms that may not touch the outside world read a file: made by `cli`, confined to the
project's root."""
