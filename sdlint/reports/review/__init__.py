"""Review → text. Each module in this folder is a format, found by its being there.

As with the reports on findings, a module's name is the format's name, its docstring's first line the help
text; its `report(review, look)` makes the text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from sdlint.analyses.review.review import Review
    from sdlint.reports.terminal.look import Look


def names() -> tuple[str, ...]:
    """The formats there are, none of them imported."""
    from pkgutil import iter_modules

    return tuple(sorted(module.name for module in iter_modules(__path__) if not module.ispkg))


def formats() -> dict[str, str]:
    """The formats there are, each with its line of help, by name."""
    from importlib import import_module

    docs = {name: import_module(f"{__name__}.{name}").__doc__ or "" for name in names()}
    return {name: doc.strip().partition("\n")[0] for name, doc in docs.items()}


def report(review: Review, format: str, look: Look) -> str:
    """The review in a format of `names()`; KeyError when there is none of that name."""
    from importlib import import_module

    if format not in names():
        raise KeyError(format)
    return cast(str, import_module(f"{__name__}.{format}").report(review, look))
