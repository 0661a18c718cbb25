"""`sdlint rules`: what is checked, by the framework's steps."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import click

from sdlint.cli.rim import options

if TYPE_CHECKING:
    from sdlint.engine import Rule, RuleBook
    from sdlint.reports.terminal.look import Look

EPILOG = """\b
Examples:
  sdlint rules
  sdlint rules --format json
  sdlint explain missing-replicas   all of one rule
"""


@click.command(epilog=EPILOG)
@click.option(
    "--format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="text: a table. json: all that is known of each rule.",
)
@options.color
def command(format: str, color: str) -> int:
    """List the rules, by the steps of a design review."""
    from sdlint.cli.rim import console
    from sdlint.engine import shipped_rules

    book = shipped_rules()
    console.out(_json(book) if format == "json" else _text(book, console.look(color)))
    return 2 if console.complain(book.troubles, color) else 0


def _text(book: RuleBook, look: Look) -> str:
    from sdlint.reports.terminal.table import rows

    lines: list[str] = []
    for step in book.steps:
        own = [rule for rule in book.rules if rule.step == step.name]
        lines.append(look.paint(f"{step.number}. {step.title}", "strong"))
        # The severity as a word too: colour alone tells nothing to who doesn't see it.
        entries = [(rule.name, f"{rule.severity.word}: {_title(rule)}") for rule in own]
        lines.extend(rows(entries, look, [rule.severity.word for rule in own]))
        lines.append("")
    lines.append(f"{len(book.rules)} rules; `sdlint explain RULE` says all of one.")
    return "\n".join(lines) + "\n"


def _title(rule: Rule) -> str:
    """What it says, with the names of what is filled in: `store` keeps one copy of its data."""
    return re.sub(r"\{([^{}]*)\}", r"\1", rule.say.outline())


def _json(book: RuleBook) -> str:
    import json

    return json.dumps([_object(rule) for rule in book.rules], indent=2) + "\n"


def _object(rule: Rule) -> dict[str, Any]:
    return {
        "name": rule.name,
        "step": rule.step,
        "severity": rule.severity.word,
        "since": rule.since,
        "answers": list(rule.answers),
        "title": _title(rule),
        "why": rule.why.outline(),
        "fix": rule.fix.outline() if rule.fix else None,
        "unknown": rule.unknown.outline() if rule.unknown else None,
        "see": list(rule.see),
    }
