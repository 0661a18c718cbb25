"""`sdlint ask`: questions that a design can answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from sdlint.cli.rim import completing, options

if TYPE_CHECKING:
    from sdlint.analyses.ask import Answer
    from sdlint.model.design import Design
    from sdlint.reports.terminal.look import Look

EPILOG = """\b
Exit status:
  0  answered, were it by `unknown`
  1  mistakes keep the design from being understood
  2  no such file, or a question that isn't one

\b
Examples:
  sdlint ask shop.sd                   an overview, on one screen
  sdlint ask shop.sd 'load(posts)'
  sdlint ask shop.sd 'utilization(api) < 70%' 'load(api) * 2'
  sdlint ask shop.sd 'load(posts)' --format json
  sdlint words                         what can be asked
"""


@click.command(epilog=EPILOG)
@click.argument("file", shell_complete=completing.files)
@click.argument("expressions", nargs=-1, metavar="[EXPR]...")
@click.option(
    "--format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="text: value and derivation. json: value in seconds, bytes, 1/s or dollars, in full precision.",
)
@options.color
def command(file: str, expressions: tuple[str, ...], format: str, color: str) -> int:
    """Answer questions about a design, each with its derivation.

    FILE is a design, or - for the standard input. EXPR is an expression of the language, as goals and
    estimates use it; quote it for the shell. Without one, everything worth knowing is told in short.
    """
    from sdlint.analyses.ask import ask
    from sdlint.cli.rim import console
    from sdlint.cli.rim.gather import gather_one
    from sdlint.lint import understand

    gathered = gather_one(file)
    if console.complain(gathered.troubles, color) or not gathered.sources:
        return 2
    design, diagnostics = understand(gathered.sources[0], gathered.reader)
    if not design.sound:
        console.show(diagnostics, color)
        console.err(f"\nNothing is answered: {console.safe(gathered.sources[0].path)} has mistakes.\n")
        return 1
    if not expressions:
        console.out(_overview(design, format, console.look(color)))
        return 0
    answers = [ask(design, expression) for expression in expressions]
    if format == "json":
        console.out(_json(answers))
    else:
        console.out(_text(answers, console.look(color)))
    wrong = [diagnostic for answer in answers for diagnostic in answer.diagnostics]
    return 2 if console.show(wrong, color) else 0


def _overview(design: Design, format: str, look: Look) -> str:
    from sdlint.analyses.facts import Facts
    from sdlint.analyses.review.numbers import numbers
    from sdlint.reports.overview import report

    return report(numbers(Facts(design)), format, look)


def _json(answers: list[Answer]) -> str:
    """A list with an object for each expression, in the order in which they were asked."""
    import json

    return json.dumps([_object(answer) for answer in answers], indent=2) + "\n"


def _object(answer: Answer) -> dict[str, Any]:
    return {
        "expr": answer.expr,
        "status": answer.status,
        "value": answer.value,
        "unit": answer.unit,
        "text": answer.text,
        "because": answer.because,
        "witness": answer.witness,
    }


def _text(answers: list[Answer], look: Look) -> str:
    blocks: list[str] = []
    for answer in answers:
        if answer.status == "mistake":
            continue  # Its diagnostics say what is wrong, on the standard error.
        blocks.append("\n".join(_derivation(answer, look)) + "\n")
    return "\n".join(blocks)


def _derivation(answer: Answer, look: Look) -> list[str]:
    """The value, and how it comes about: each part below what it goes into."""
    from sdlint.reports.terminal.characters import visible
    from sdlint.reports.terminal.wrap import wrap

    style = "question" if answer.status == "unknown" else "good"
    expr, text = look.paint(visible(answer.expr), "strong"), look.paint(visible(answer.text), style)
    head, first = f"{answer.expr} = {answer.text}", answer.derivation[0]
    # The derivation begins with what was asked, unless that is more than one word of the language.
    said = first == answer.expr or first.startswith(head)
    told = visible(first[len(head) :]) if first.startswith(head) else ""
    lines = [f"{expr} = {text}{told}"]
    for line in answer.derivation[1:] if said else answer.derivation:
        inner = line.lstrip(" ")
        indent = " " * (len(line) - len(inner) + (0 if said else 2))
        lines += [f"{indent}{part}" for part in wrap(visible(inner), max(look.width - len(indent), 20))]
    return lines
