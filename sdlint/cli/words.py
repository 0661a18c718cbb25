"""`sdlint words`: what expressions are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from sdlint.cli.rim import completing, options
from sdlint.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sdlint.expression.values import Type
    from sdlint.reports.terminal.look import Look

EPILOG = """\b
Examples:
  sdlint words             all of them
  sdlint words p99         what one means, and what it is asked of
  sdlint words stores      a list, and what each of its elements has
  sdlint ask shop.sd 'p99(checkout)'
"""


class Entry(Record):
    """A word of the language of expressions, as it is told."""

    name: str
    group: str
    """One of the groups that `entries` gives."""
    signature: str
    type: str
    """Its result's type, in words."""
    unit: str | None
    """The unit that JSON has it in; None where it has none, or where that hangs on what it is given."""
    doc: str
    """Whole; its first line stands in the table."""
    example: str
    value: str = ""
    """Of a constant."""
    source: str = ""
    """Whose number that is."""


@click.command(epilog=EPILOG)
@click.argument("word", required=False, shell_complete=completing.words)
@click.option(
    "--format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="text: a table, or a page on WORD. json: all that is known of each, or of WORD.",
)
@options.color
def command(word: str | None, format: str, color: str) -> int:
    """Show the words of expressions: what can be asked.

    WORD is one of them: a word that is asked of something, a function, a constant or a list.
    """
    from sdlint.cli.rim import console

    found = list(entries())
    if word is not None:
        found = [entry for entry in found if entry.name == word]
        if not found:
            raise click.UsageError(_unknown(word))
    if format == "json":
        console.out(_json(found))
    else:
        look = console.look(color)
        lines = _table(found, look) if word is None else _pages(found, look)
        console.out("".join(f"{line}\n" for line in lines))
    return 0


def entries() -> Iterator[Entry]:
    """Everything that can be named in the expression of a design, wherever it is registered."""
    from inspect import cleandoc

    from sdlint.analyses.facts import words
    from sdlint.analyses.vocabulary import collections
    from sdlint.expression.functions import AGGREGATE, ROUNDING
    from sdlint.expression.values import plural
    from sdlint.quantity import describe, parse, show, unit_name

    for word in words().values():
        unit = unit_name(word.result.dimension) or None if word.result.dimension is not None else None
        doc = cleandoc(word.compute.__doc__ or word.doc)
        told = "a percentage" if word.percent else _typed(word.result)
        yield Entry(word.name, "asked of something", word.signature(), told, unit, doc, word.example)
    for function in AGGREGATE:
        group = "over lists and numbers"
        yield Entry(
            function.name, group, function.signature, function.result, None, function.doc, function.example
        )
    for function in ROUNDING:
        yield Entry(
            function.name,
            "rounding",
            function.signature,
            function.result,
            None,
            function.doc,
            function.example,
        )
    for name, literal, source, doc in _constants():
        quantity = parse(literal)
        shown = show(quantity)
        unit = unit_name(quantity.dimension) or None
        told = doc or "A unit, as a word."
        yield Entry(
            name, "constants", name, describe(quantity.dimension), unit, told, f"2 * {name}", shown, source
        )
    for name, collection in collections().items():
        type_ = f"a list of {plural(collection.of)}"
        yield Entry(name, "lists", name, type_, None, collection.doc, f"count({name})")


def _typed(type_: Type) -> str:
    """A type in words; of elements in the plural."""
    from sdlint.expression.values import plural

    held = type_.of.element if type_.of is not None else ""
    return f"a list of {plural(held)}" if held else str(type_)


def _constants() -> Iterator[tuple[str, str, str, str]]:
    """Name, literal, source and help of each constant."""
    from sdlint.model.estimates import CONSTANTS
    from sdlint.model.operations import OPERATIONS

    for name, literal in CONSTANTS.items():
        mean = name in ("month", "y", "year")
        source = "the mean of the Gregorian calendar, unless the design says `month = 30d`" if mean else ""
        yield name, literal, source, ""
    for operation in OPERATIONS.values():
        yield operation.name, operation.literal, operation.source, operation.doc


def _table(found: list[Entry], look: Look) -> Iterator[str]:
    """A block for each group: what is written, what comes of it, what it means."""
    from itertools import groupby

    from sdlint.reports.terminal.table import rows

    for group, entries_ in groupby(found, key=lambda entry: entry.group):
        yield look.paint(group, "strong")
        told = [(_written(entry), _told(entry)) for entry in entries_]
        yield from rows(told, look)
        yield ""
    yield f"{len(found)} words; `sdlint words p99` says all of one."


def _written(entry: Entry) -> str:
    return f"{entry.name} = {entry.value}" if entry.value else entry.signature


def _told(entry: Entry) -> str:
    """The first line of its help, with the type where the name doesn't say it."""
    first = " ".join(entry.doc.split("\n\n")[0].split())
    return first if entry.group in ("constants", "lists") else f"{entry.type}: {first}"


def _pages(found: list[Entry], look: Look) -> Iterator[str]:
    """A page each: `min` is a function, and a minute."""
    for at, entry in enumerate(found):
        if at:
            yield ""
        yield from _page(entry, look)


def _page(entry: Entry, look: Look) -> Iterator[str]:
    """All of one word."""
    from sdlint.reports.terminal.wrap import wrap

    yield look.paint(_written(entry), "strong")
    unit = f", in {entry.unit}" if entry.unit else ""
    yield from wrap(f"{entry.type[0].upper()}{entry.type[1:]}{unit}.", look.width)
    yield ""
    for paragraph in entry.doc.split("\n\n"):
        yield from wrap(" ".join(paragraph.split()), look.width)
    if entry.source:
        yield from wrap(f"Source: {entry.source}.", look.width)
    if entry.group == "lists":
        yield from _members(entry, look)
    yield from ("", look.paint("Example", "strong"), f"  {entry.example}")
    if "(goal)" in entry.example:
        yield "  where `goal` is one of `goals`, as in `any(goal in goals if …)`"


def _members(entry: Entry, look: Look) -> Iterator[str]:
    """What each element of a list has."""
    from sdlint.analyses.members import members
    from sdlint.analyses.vocabulary import collections
    from sdlint.reports.terminal.table import rows

    yield from ("", look.paint("Each has", "strong"))
    has = members(collections()[entry.name].of)
    yield from rows([(name, f"{member.type}: {member.doc}") for name, member in sorted(has.items())], look)


def _json(found: list[Entry]) -> str:
    """A list with an object for each."""
    import json

    return json.dumps([_object(entry) for entry in found], indent=2) + "\n"


def _object(entry: Entry) -> dict[str, Any]:
    return {
        "name": entry.name,
        "group": entry.group,
        "signature": entry.signature,
        "type": entry.type,
        "unit": entry.unit,
        "doc": entry.doc,
        "example": entry.example,
        "value": entry.value or None,
        "source": entry.source or None,
    }


def _unknown(word: str) -> str:
    from sdlint.cli.rim.console import safe
    from sdlint.spelling import nearest

    found = nearest(word, [entry.name for entry in entries()])
    hint = f" Did you mean '{found}'?" if found else " 'sdlint words' lists them."
    return f"There is no word '{safe(word)}'.{hint}"
