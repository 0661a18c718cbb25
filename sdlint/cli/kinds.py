"""`sdlint kinds`: the words that designs are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sdlint.cli.rim import completing, options

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sdlint.model.catalogue import Kind, Technology
    from sdlint.model.statements import Statement
    from sdlint.reports.terminal.look import Look

EPILOG = """\b
Examples:
  sdlint kinds            all kinds, by family
  sdlint kinds database   what may be said of a database, and what it may be made of
  sdlint kinds postgres   what is known of PostgreSQL
  sdlint kinds step       what may be said of a step in a flow
  sdlint kinds flow       how a statement is written
"""


@click.command(epilog=EPILOG)
@click.argument(
    "word", required=False, metavar="[KIND|TECHNOLOGY|ATTRIBUTE|STATEMENT]", shell_complete=completing.kinds
)
@options.color
def command(word: str | None, color: str) -> int:
    """Show kinds of component, technologies, attributes, statements.

    The word is one of them, or what else attributes may stand on: zone, field, step.
    """
    from sdlint.cli.rim import console
    from sdlint.model import catalogue
    from sdlint.model.statements import statement_with, statements

    look = console.look(color)
    if word is None:
        console.out(_lines(_overview(look)))
    elif word in catalogue.kinds():
        console.out(_lines(_kind(catalogue.kinds()[word], look)))
    elif word in catalogue.technologies():
        console.out(_lines(_technology(catalogue.technologies()[word], look)))
    elif word in statements():
        console.out(_lines(_statement(statements()[word], look)))
    elif catalogue.attributes(word):
        console.out(_lines([look.paint(word, "strong"), "", *_attributes(word, look)]))
    elif word in catalogue.all_attributes():
        console.out(_lines(_attribute(word, look)))
    elif (statement := statement_with(word)) is not None:
        console.out(_lines(_statement(statement, look)))
    else:
        raise click.UsageError(_unknown(word))
    return 0


def _lines(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _overview(look: Look) -> list[str]:
    """All kinds with what they mean, a block for each family."""
    from sdlint.model import catalogue
    from sdlint.model.statements import statements
    from sdlint.reports.terminal.table import rows
    from sdlint.reports.terminal.wrap import wrap
    from sdlint.spelling import listing

    lines: list[str] = []
    for family in catalogue.FAMILIES:
        own = [(kind.name, kind.doc) for kind in catalogue.kinds().values() if kind.family == family]
        lines.extend([look.paint(family, "strong"), *rows(own, look), ""])
    count = len({technology.name for technology in catalogue.technologies().values()})
    lines.append(f"{count} technologies; `sdlint kinds database` shows a kind's attributes and technologies.")
    others = f"Other statements: {listing(tuple(statements()), 'and')}; `sdlint kinds flow` shows"
    return [*lines, "", *wrap(f"{others} how one is written.", look.width)]


def _kind(kind: Kind, look: Look) -> list[str]:
    from sdlint.model import catalogue
    from sdlint.reports.terminal.table import rows
    from sdlint.reports.terminal.wrap import wrap

    lines = [f"{look.paint(kind.name, 'strong')} ({kind.family})", *wrap(kind.doc, look.width), ""]
    lines.extend(_attributes(kind.name, look))
    made = {
        technology.name: technology.label
        for technology in catalogue.technologies().values()
        if kind.name in technology.kinds
    }
    if made:
        lines.extend(["", look.paint("Technologies", "strong"), *rows(sorted(made.items()), look)])
    return lines


def _attributes(on: str, look: Look) -> list[str]:
    """What may stand between its braces: name and shape, and what it means."""
    from sdlint.model import catalogue
    from sdlint.reports.terminal.table import rows

    entries = [
        (f"{attribute.name} {attribute.shape}".rstrip(), attribute.doc)
        for attribute in catalogue.attributes(on).values()
    ]
    return [look.paint("Attributes", "strong"), *rows(entries, look)]


def _statement(statement: Statement, look: Look) -> list[str]:
    """What it says, how it is written, an example, and the attributes that may stand on it."""
    from sdlint.model import catalogue
    from sdlint.reports.terminal.wrap import wrap

    lines = [look.paint(statement.name, "strong"), *wrap(statement.doc, look.width)]
    for title, code in (("Form", statement.form), ("Example", statement.example)):
        if code:
            lines.extend(["", look.paint(title, "strong"), *(f"  {line}" for line in code.split("\n"))])
    if catalogue.attributes(statement.name):
        lines.extend(["", *_attributes(statement.name, look)])
    return lines


def _attribute(name: str, look: Look) -> list[str]:
    """What an attribute means, and what it may stand on; of one that means several things each."""
    from sdlint.model import catalogue
    from sdlint.reports.terminal.wrap import wrap
    from sdlint.spelling import listing

    lines: list[str] = []
    every = [*catalogue.kinds(), "region", "zone", "api", "entity", "field", "step"]
    for entry in catalogue.all_attributes()[name]:
        lines += [
            "",
            look.paint(f"{entry.name} {entry.shape}".rstrip(), "strong"),
            *wrap(entry.doc, look.width),
        ]
        on = [word for word in every if word in entry.on]
        lines += wrap(f"May stand on {listing(on, 'and')}.", look.width)
    return lines[1:]


def _technology(technology: Technology, look: Look) -> list[str]:
    from sdlint.reports.terminal.table import rows
    from sdlint.spelling import listing

    lines = [f"{look.paint(technology.name, 'strong')}: {technology.label}"]
    lines.append(f"can be a {listing(technology.kinds)}")
    if technology.aliases:
        lines.append(f"also written {listing(technology.aliases)}")
    if technology.managed:
        lines.append("run by its provider: the loss of one machine isn't the design's to handle")
    if technology.defaults:
        assumed = [
            (
                f"{default.attribute} {default.literal}",
                f"{default.source}, {default.year}" + (f"; {default.caveat}" if default.caveat else ""),
            )
            for default in technology.defaults
        ]
        lines.extend(["", look.paint("Assumed unless the design says it", "strong"), *rows(assumed, look)])
    return lines


def _unknown(word: str) -> str:
    from sdlint.cli.rim.console import safe
    from sdlint.model import catalogue
    from sdlint.model.statements import statements
    from sdlint.spelling import nearest

    found = nearest(word, (*catalogue.kinds(), *catalogue.technologies(), *statements()))
    hint = f" Did you mean '{found}'?" if found else " 'sdlint kinds' lists the kinds."
    return f"There is no kind or technology '{safe(word)}'.{hint}"
