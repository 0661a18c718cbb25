"""What the binder's tests share: a design from text, and the mistakes in it."""

from __future__ import annotations

from collections.abc import Mapping

from sdlint.diagnostic import Diagnostic, Trouble
from sdlint.expression.values import Known, Unknown
from sdlint.model.bind import bind
from sdlint.model.design import Bound, Design
from sdlint.quantity import Quantity, parse
from sdlint.source import Source


def bound(text: str, files: Mapping[str, str] | None = None, path: str = "design.sd") -> Bound:
    """A design and what is wrong with it; other files are those that are given."""

    def read(name: str) -> Source | Trouble:
        if name.startswith("../"):
            return Trouble("outside the project", name)
        if files and name in files:
            return Source(name, files[name])
        return Trouble(f"no file `{name}`", name)

    return bind(Source(path, text), read)


def design_of(text: str, files: Mapping[str, str] | None = None) -> Design:
    """A design without a mistake."""
    result = bound(text, files)
    assert [mistake.message for mistake in result.diagnostics] == []
    return result.design


def mistakes_in(text: str, files: Mapping[str, str] | None = None) -> list[Diagnostic]:
    return list(bound(text, files).diagnostics)


def only_mistake(text: str, files: Mapping[str, str] | None = None) -> Diagnostic:
    (found,) = mistakes_in(text, files)
    return found


def places(mistake: Diagnostic) -> list[str]:
    """The texts at a mistake's place and at its labels."""
    spans = [mistake.span, *(label.span for label in mistake.labels)]
    return [f"{span.where} {span.text}" for span in spans if span]


def edited(text: str, mistake: Diagnostic) -> str:
    """The text after the mistake's edits."""
    assert mistake.fix is not None
    for edit in sorted(mistake.fix.edits, key=lambda edit: -edit.span.start):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return text


def estimates_of(text: str) -> dict[str, Quantity | None]:
    """The value of each estimate, None of one that is unknown."""
    values = {name: estimate.value for name, estimate in bound(text).design.estimates.items()}
    assert all(isinstance(value, (Known, Unknown)) for value in values.values())
    return {name: value.value if isinstance(value, Known) else None for name, value in values.items()}


def amounts(**texts: str) -> dict[str, Quantity]:
    return {name: parse(text) for name, text in texts.items()}
