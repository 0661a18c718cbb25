"""Options that several commands have."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

import click

from sdlint.cli.rim import completing

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
    shell_complete=completing.presets,
    help="Which rules run: interview, recommended or strict. [default: the settings', else recommended]",
)
today = click.option(
    "--today",
    callback=_day,
    metavar="DATE",
    help="The day for which accepted risks with `until` count, like 2026-01-31. [default: the clock's]",
)
isolated = click.option("--isolated", is_flag=True, help="Heed no settings.")


def _jobs(context: click.Context, option: click.Parameter, value: str) -> int:
    """A number of processes; 0: as many as pay."""
    if value == "auto":
        return 0
    if value.isdecimal() and len(value) < 4 and int(value) > 0:
        return int(value)
    raise click.BadParameter(f"'{value}' is neither a number from 1 to 999 nor 'auto'.")


jobs = click.option(
    "--jobs",
    callback=_jobs,
    default="auto",
    metavar="N",
    show_default=True,
    help="How many designs are judged at the same time; auto: as many as there are processors, "
    "where there are many designs.",
)
