"""Options that several commands have."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])


def _day(context: click.Context, option: click.Parameter, value: str | None) -> date | None:
    """A date as the language writes it."""
    try:
        return None if value is None else date.fromisoformat(value)
    except ValueError:
        raise click.BadParameter(f"'{value}' is not a date: write it like 2026-01-31.") from None


color = click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    help="Whether to use colours; `auto` does on a terminal, and heeds NO_COLOR and FORCE_COLOR.",
)
stdin_filename = click.option(
    "--stdin-filename",
    metavar="NAME",
    help="The name that the standard input is shown with, and whose folder and settings hold for it.",
)
preset = click.option(
    "--preset",
    metavar="NAME",
    help="Which rules run: interview, recommended or strict. [default: the settings', else recommended]",
)
today = click.option(
    "--today",
    callback=_day,
    metavar="DATE",
    help="The day for which accepted risks with `until` count, like 2026-01-31. [default: the clock's]",
)
