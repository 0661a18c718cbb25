"""`sdlint explain`: all that is known of a rule, of a mistake, or of a word of the language."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sdlint.cli.rim import completing, options

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sdlint.engine import Rule, RuleBook
    from sdlint.model.mistakes import Mistake
    from sdlint.reports.terminal.look import Look

EPILOG = """\b
Examples:
  sdlint explain missing-replicas   a rule
  sdlint explain unknown-name       a mistake
  sdlint explain sharding           a question of the framework, and what to know for it
  sdlint explain retention          a word of designs, as 'sdlint kinds' has it
  sdlint rules                      all rules
"""


@click.command(epilog=EPILOG)
@click.argument("name", shell_complete=completing.explained)
@options.color
@click.pass_context
def command(context: click.Context, name: str, color: str) -> int:
    """Explain a rule, a mistake, or a question of the framework: why, what to do, examples.

    NAME is what stands in the brackets of a finding, the name of a question (sharding, caching), or a word
    that 'sdlint kinds' or 'sdlint words' shows.
    """
    from sdlint.cli.rim import console
    from sdlint.cli.rim.house import rule_book
    from sdlint.cli.rim.project import find_project
    from sdlint.model.mistakes import MISTAKES

    look = console.look(color)
    project = find_project()
    book = rule_book(project.root, project.config)
    # `warning[missing-replicas]`, copied from a report, says as well what is meant.
    wanted = name.partition("[")[2].removesuffix("]") or name
    if wanted in book.by_name:
        console.out(_page(_rule(book.by_name[wanted], book, look)))
    elif wanted in book.question_steps:
        console.out(_page(_question(wanted, book, look)))
    elif wanted in MISTAKES:
        console.out(_page(_mistake(MISTAKES[wanted], look)))
    elif not _word(wanted, color, context):
        raise click.UsageError(_unknown(wanted, (*book.by_name, *book.question_steps, *MISTAKES)))
    return 2 if console.complain(book.troubles, color) else 0


def _word(name: str, color: str, context: click.Context) -> bool:
    """Show what other commands show of a word of the language; false where it is none."""
    from sdlint.cli import kinds, words
    from sdlint.model import catalogue
    from sdlint.model.statements import statement_with, statements

    shown = (catalogue.kinds(), catalogue.technologies(), catalogue.all_attributes(), statements())
    if any(name in some for some in shown) or catalogue.attributes(name):
        context.invoke(kinds.command, word=name, color=color)
    elif any(entry.name == name for entry in words.entries()):
        context.invoke(words.command, word=name, format="text", color=color)
    elif statement_with(name) is not None:
        context.invoke(kinds.command, word=name, color=color)
    else:
        return False
    return True


def _page(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _rule(rule: Rule, book: RuleBook, look: Look) -> list[str]:
    from sdlint.reports.terminal.wrap import wrap

    lines = [look.paint(f"{rule.severity.word}[{rule.name}]", rule.severity.word)]
    lines.extend(wrap(rule.say.outline(), look.width))
    step = book.step_by_name.get(rule.step)
    if step is not None:
        asked = [question.text for question in step.questions if question.name in rule.answers]
        lines.extend(_section(f"Step {step.number}, {step.title}", "\n".join(asked), look))
    lines.extend(_section("Why", rule.why.outline(), look))
    if rule.fix is not None:
        lines.extend(_section("What to do", rule.fix.outline(), look))
    if rule.unknown is not None:
        lines.extend(_section("Asked when the design doesn't say", rule.unknown.outline(), look))
    for param in rule.params:
        lines.extend(_section(f"{param.name} = {param.expression.span.text}", param.reason, look))
    for example in rule.bad[:1]:
        lines.extend(_code("Found in", example.shown, look))
    for example in rule.good[:1]:
        lines.extend(_code("Not found in", example.shown, look))
    lines.extend(_section("See", "\n".join(rule.see), look))
    lines.extend(["", look.paint("Where it is right as it is", "strong")])
    lines.append(f'  accept {rule.name} on ELEMENT because "..."')
    return lines


def _question(name: str, book: RuleBook, look: Look) -> list[str]:
    """A question of the framework: what one must know to answer it, and the rules that ask it."""
    from sdlint.reports.terminal.table import rows
    from sdlint.reports.terminal.wrap import wrap

    step = book.step_by_name[book.question_steps[name]]
    question = next(one for one in step.questions if one.name == name)
    lines = [look.paint(f"Step {step.number}, {step.title}", "strong"), *wrap(question.text, look.width)]
    lines.extend(_section("What to know", question.lesson, look))
    asking = [rule for rule in book.by_name.values() if name in rule.answers]
    lines.extend(["", look.paint("The rules that ask it", "strong")])
    lines.extend(rows([(rule.name, rule.title) for rule in asking], look))
    return lines


def _mistake(entry: Mistake, look: Look) -> list[str]:
    from sdlint.reports.terminal.wrap import wrap

    lines = [look.paint(f"error[{entry.name}]", "error"), *wrap(entry.title, look.width)]
    lines.extend(_section("Why", entry.why, look))
    lines.extend(_code("Wrong", entry.bad, look))
    lines.extend(_code("Right", entry.good, look))
    return lines


def _section(title: str, text: str, look: Look) -> list[str]:
    """A title and prose below it, set in; nothing when there is no prose."""
    from sdlint.reports.terminal.wrap import wrap

    if not text.strip():
        return []
    body = [f"  {line}".rstrip() for line in wrap(text.strip(), look.width - 2)]
    return ["", look.paint(title, "strong"), *body]


def _code(title: str, code: str, look: Look) -> list[str]:
    """A title and a design below it, as it is written."""
    from sdlint.reports.terminal.characters import visible

    lines = [f"  {visible(line)}".rstrip() for line in code.strip("\n").splitlines()]
    return ["", look.paint(title, "strong"), *lines] if lines else []


def _unknown(name: str, known: Iterable[str]) -> str:
    from sdlint.cli.rim.console import safe
    from sdlint.spelling import nearest

    found = nearest(name, known)
    hint = f"Did you mean '{found}'?" if found else "'sdlint rules' lists the rules."
    return f"There is no rule, question or mistake '{safe(name)}'. {hint}"
