"""The command `sdlint`, which imports a subcommand only when it is wanted."""

from __future__ import annotations

from importlib import import_module
from typing import Any, cast

import click

import sdlint.cli as commands
from sdlint import __version__
from sdlint.resources import modules
from sdlint.spelling import called, nearest

MEANT = called(
    {
        "check": "lint validate verify test",
        "render": "draw picture diagram export png svg",
        "fail": "drill chaos failures",
        "scale": "growth grow load capacity",
        "improve": "suggest advise optimize optimise",
        "review": "report summary",
        "ask": "query eval compute",
        "fmt": "format",
        "diff": "compare",
        "new": "init create",
        "words": "word vocabulary",
        "kinds": "kind types",
    }
)
"""What a command is called elsewhere, by its name here."""


class Commands(click.Group):
    """A group whose commands are the modules in `sdlint.cli`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the modules."""
        return modules(commands.__path__)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """A module's `command`."""
        if cmd_name not in self.list_commands(ctx):
            return None
        return cast(click.Command, import_module(f"{commands.__name__}.{cmd_name}").command)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does it, with what comes nearest to a misspelt name."""
        name = args[0]
        if not name.startswith("-") and self.get_command(ctx, name) is None:
            ctx.fail(f"No such command {name!r}.{self._suggestion(ctx, name)}")
        return super().resolve_command(ctx, args)

    def _suggestion(self, ctx: click.Context, name: str) -> str:
        if name.endswith(".sd"):
            return f" Did you mean 'sdlint check {name}'?"
        found = MEANT.get(name) or nearest(name, self.list_commands(ctx))
        return f" Did you mean {found!r}?" if found else ""


EXAMPLES = """\b
Examples:
  sdlint new shop.sd                 start a design
  sdlint check shop.sd               what a review would say of it
  sdlint render shop.sd -o shop.svg  a picture of it
  sdlint explain missing-replicas    why a rule is there
"""


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]}, epilog=EXAMPLES)
@click.version_option(__version__, prog_name="sdlint", message="%(prog)s %(version)s")
def sdlint(**_: Any) -> None:
    """Lint system designs: write a design as text, get the review and the picture."""
