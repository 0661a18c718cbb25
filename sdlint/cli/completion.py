"""`sdlint completion`: a script by which a shell completes sdlint's commands."""

from __future__ import annotations

import click

EPILOG = """\b
Examples:
  bash   echo 'eval "$(sdlint completion bash)"' >> ~/.bashrc      (4.4 or newer)
  zsh    echo 'eval "$(sdlint completion zsh)"' >> ~/.zshrc        (below compinit)
  fish   sdlint completion fish > ~/.config/fish/completions/sdlint.fish
"""
SHELLS = ("bash", "zsh", "fish")


@click.command(epilog=EPILOG)
@click.argument("shell", type=click.Choice(SHELLS), metavar=f"[{'|'.join(SHELLS)}]")
def command(shell: str) -> int:
    """Write a script that makes a shell complete commands, options, files, and names of rules and words."""
    from click.shell_completion import get_completion_class

    from sdlint.cli.rim import console
    from sdlint.cli.rim.group import sdlint

    completing = get_completion_class(shell)
    assert completing is not None
    one = completing(sdlint, {}, "sdlint", "_SDLINT_COMPLETE")
    # `source()` would start the bash that it finds, to look at its version: who asks for a script may be
    # on another machine than who uses it.
    console.out(one.source_template % one.source_vars())
    return 0
