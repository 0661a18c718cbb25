"""Reports in several formats from one run: which go where, and writing those that go to files."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from sdlint.diagnostic import Trouble
from sdlint.reports import names
from sdlint.spelling import nearest

if TYPE_CHECKING:
    import click

STDOUT = "-"
Outputs = tuple[tuple[str, str], ...]
"""Formats, each with the file that it goes to; `-` is the standard output."""


def parsed(context: click.Context, option: click.Parameter, values: Sequence[str]) -> Outputs:
    """`--output FORMAT[=FILE]`, any number of times."""
    import click

    outputs = []
    for value in values:
        format_, sign, path = value.partition("=")
        if format_ not in names():
            found = nearest(format_, names())
            hint = f"Did you mean '{found}'?" if found else f"There are {', '.join(names())}."
            raise click.BadParameter(f"There is no format '{format_}'. {hint}")
        if sign and not path:
            raise click.BadParameter(f"'{value}' names no file: write '{format_}=FILE', or '{format_}'.")
        outputs.append((format_, path if sign else STDOUT))
    targets = [path for _, path in outputs]
    twice = next((path for path in targets if targets.count(path) > 1), None)
    if twice is not None:
        place = "the standard output" if twice == STDOUT else f"'{twice}'"
        raise click.BadParameter(f"Two formats can't both go to {place}: give one of them a file of its own.")
    return tuple(outputs)


def settled(outputs: Outputs, format_: str | None, statistics: bool = False) -> Outputs:
    """All reports of a run: beside those to files, one goes to the standard output, where statistics don't
    go there instead. Raises UsageError.
    """
    if statistics:
        if format_ in (None, "text") and all(path != STDOUT for _, path in outputs):
            return outputs
        contradiction = "'--statistics' goes to the standard output, and so does the format."
    elif all(path != STDOUT for _, path in outputs):
        return ((format_ or "text", STDOUT), *outputs)
    elif format_ is None:
        return outputs
    else:
        contradiction = "'--format' and '--output' without a file both want the standard output."
    from click import UsageError

    raise UsageError(contradiction)


def write(
    outputs: Outputs, text_of: Callable[[str, bool], str], before: Callable[[str], Any]
) -> tuple[Trouble, ...]:
    """Make the reports, files first; `text_of(format, to_file)` makes one, `before` takes the standard
    output's. What couldn't be written is told.
    """
    troubles: list[Trouble] = []
    for format_, path in sorted(outputs, key=lambda one: one[1] == STDOUT):
        if path == STDOUT:
            before(text_of(format_, False))
            continue
        from sdlint.cli.rim.write import write_file

        trouble = write_file(path, text_of(format_, True).encode("utf-8", "backslashreplace"))
        if trouble is not None:
            troubles.append(trouble)
    return tuple(troubles)


def same_file(outputs: Outputs, paths: Sequence[str]) -> str | None:
    """A file that is both read and to be written: a slip that would destroy a design."""
    from sdlint.cli.rim.files import real

    read = {real(path) for path in paths}
    return next(
        (os.path.normpath(path) for _, path in outputs if path != STDOUT and real(path) in read), None
    )
