"""What a shell offers at the Tab key, beside commands and options, which click knows itself.

The names of these functions say what an argument is. They give what starts as is typed, so that
shells need sort nothing out, and where something can't be read, nothing: a shell is no place to complain.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from sdlint.engine import RuleBook

    Offered = list[CompletionItem]


def files(context: click.Context, parameter: click.Parameter, typed: str) -> Offered:
    """Files and folders: the shell itself knows best how to complete them."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(typed, type="file")]


def outputs(context: click.Context, parameter: click.Parameter, typed: str) -> Offered:
    """`FORMAT` of `--output FORMAT[=FILE]`."""
    from sdlint.reports import formats

    return _starting(formats().items(), typed)


def presets(context: click.Context, parameter: click.Parameter, typed: str) -> Offered:
    """Presets, the project's own among them."""
    return _starting(((one.name, one.text) for one in _book().presets), typed)


def explained(context: click.Context, parameter: click.Parameter, typed: str) -> Offered:
    """What `explain` takes: rules, mistakes, and the framework's questions."""
    from sdlint.model.mistakes import MISTAKES

    book = _book()
    named = {rule.name: rule.title for rule in book.by_name.values()}
    named |= {question.name: question.text for step in book.steps for question in step.questions}
    named |= {mistake.name: mistake.title for mistake in MISTAKES.values()}
    return _starting(sorted(named.items()), typed)


def words(context: click.Context, parameter: click.Parameter, typed: str) -> Offered:
    """Words that can be asked."""
    from sdlint.cli.words import entries

    named = {entry.name: entry.doc for entry in entries()}
    return _starting(sorted(named.items()), typed)


def kinds(context: click.Context, parameter: click.Parameter, typed: str) -> Offered:
    """Kinds of component, technologies and statements."""
    from sdlint.model import catalogue
    from sdlint.model.statements import statements

    named = {*catalogue.kinds(), *catalogue.technologies(), *statements()}
    return _starting(((name, "") for name in sorted(named)), typed)


def elements(context: click.Context, parameter: click.Parameter, typed: str) -> Offered:
    """What of the design that stands before may be lost: components, zones, regions."""
    from sdlint.cli.rim.gather import gather_one
    from sdlint.lint import understand

    path = context.params.get("file")
    if not isinstance(path, str) or path == "-":
        return []  # The standard input is the user's keyboard here.
    gathered = gather_one(path)
    if not gathered.sources:
        return []
    design, _ = understand(gathered.sources[0], gathered.reader)
    named = {name: component.kind for name, component in design.components.items()}
    named |= dict.fromkeys(design.regions, "region") | dict.fromkeys(design.zones, "zone")
    return _starting(named.items(), typed)


def _book() -> RuleBook:
    from sdlint.cli.rim.house import rule_book
    from sdlint.cli.rim.project import find_project

    project = find_project()
    return rule_book(project.root, project.config)


def _starting(named: Iterable[tuple[str, str]], typed: str) -> Offered:
    """Those that start as is typed, each with its first line of help."""
    from click.shell_completion import CompletionItem

    return [
        # click's scripts know a newline and nothing else as the end of a help text.
        CompletionItem(name, help=" ".join(text.split("\n")[0].split()) or None)
        for name, text in named
        if name.startswith(typed)
    ]
