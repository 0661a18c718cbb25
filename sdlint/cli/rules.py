"""`sdlint rules`: what is checked, by the framework's steps; and rules of one's own."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Any

import click

from sdlint.cli.rim import completing, options

if TYPE_CHECKING:
    from sdlint.diagnostic import Diagnostic
    from sdlint.engine import Rule, RuleBook
    from sdlint.reports.terminal.look import Look

EPILOG = """\b
Examples:
  sdlint rules
  sdlint rules --format json
  sdlint explain missing-replicas               all of one rule
  sdlint rules new architecture/data-in-eu.rule  begin a rule of your own
  sdlint rules test architecture/*.rule          run its examples
"""


@click.group(epilog=EPILOG, invoke_without_command=True)
@click.option(
    "--format",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    show_default=True,
    help="text: a table. json: all that is known of each rule. markdown: a table for a page.",
)
@options.color
@click.pass_context
def command(context: click.Context, format: str, color: str) -> int:
    """List the rules, by the steps of a design review; those of this folder's project too."""
    if context.invoked_subcommand is not None:
        return 0
    from sdlint.cli.rim import console
    from sdlint.cli.rim.house import rule_book
    from sdlint.cli.rim.project import find_project

    project = find_project()
    book = rule_book(project.root, project.config)
    if format == "json":
        text = _json(book)
    elif format == "markdown":
        from sdlint.reports.catalogue.markdown import page

        text = page(book)
    else:
        text = _text(book, console.look(color))
    console.out(text)
    return 2 if console.complain((*project.troubles, *book.troubles), color) else 0


@command.result_callback()
def _status(status: int, **_: Any) -> int:
    """A subcommand's exit status is the command's."""
    return status


def _text(book: RuleBook, look: Look) -> str:
    from sdlint.reports.terminal.table import rows

    lines: list[str] = []
    every = sorted(book.by_name.values(), key=lambda rule: (rule.step, rule.name))
    idle = {rule.name for rule in book.idle}
    steps = {step.name: f"{step.number}. {step.title}" for step in book.steps}
    for name in [*steps, *dict.fromkeys(rule.step for rule in every if rule.step not in steps)]:
        own = [rule for rule in every if rule.step == name]
        lines.append(look.paint(steps.get(name, f"{name}/"), "strong"))
        # The severity as a word too: colour alone tells nothing to who doesn't see it.
        entries = [
            (rule.name, f"{'(off) ' if rule.name in idle else ''}{rule.severity.word}: {rule.title}")
            for rule in own
        ]
        lines.extend(rows(entries, look, ["" if rule.name in idle else rule.severity.word for rule in own]))
        lines.append("")
    off = f", {len(idle)} of them off here" if idle else ""
    lines.append(f"{len(every)} rules{off}; `sdlint explain RULE` says all of one.")
    lines.extend(["", look.paint("Presets", "strong")])
    lines.extend(rows([(one.name, one.text) for one in book.presets], look))
    return "\n".join(lines) + "\n"


def _json(book: RuleBook) -> str:
    import json

    idle = {rule.name for rule in book.idle}
    every = sorted(book.by_name.values(), key=lambda rule: (rule.step, rule.name))
    return json.dumps([{**_object(rule), "runs": rule.name not in idle} for rule in every], indent=2) + "\n"


def _object(rule: Rule) -> dict[str, Any]:
    return {
        "name": rule.name,
        "step": rule.step,
        "severity": rule.severity.word,
        "since": rule.since,
        "answers": list(rule.answers),
        "title": rule.title,
        "why": rule.why.outline(),
        "fix": rule.fix.outline() if rule.fix else None,
        "unknown": rule.unknown.outline() if rule.unknown else None,
        "see": list(rule.see),
    }


# Rules of one's own

TEST_EPILOG = """\b
Exit status:
  0  every example shows what it should
  1  one doesn't, or a rule has none
  2  a rule couldn't be read
"""


@command.command("test", epilog=TEST_EPILOG)
@click.argument("files", nargs=-1, metavar="[FILE]...", shell_complete=completing.files)
@options.color
def test(files: tuple[str, ...], color: str) -> int:
    """Run the examples in files of rules: in each `bad` one the rule must find what it says, in each `good`
    one nothing. Without FILE, those of this folder's project.
    """
    from sdlint.cli.rim import console
    from sdlint.cli.rim.house import house_sources, named_sources
    from sdlint.cli.rim.project import find_project
    from sdlint.engine import shipped_rules
    from sdlint.engine.reader import read
    from sdlint.reports.terminal.notice import diagnostic_lines

    project = find_project()
    sources, troubles = named_sources(files) if files else house_sources(project.root, project.config)
    if not sources and not troubles:
        raise click.UsageError('There is no FILE, and the settings name no rules: rules = ["*.rule"].')
    paths = {source.path for source in sources}
    shipped = shipped_rules()
    # A shipped rule's own file may be tested too: it stands in for itself.
    others = _without(shipped, {PurePath(path).stem for path in paths})
    book = read(sources, others)
    own = [rule for rule in book.rules if rule.path in paths]
    look = console.look(color)
    failed = 0
    for rule in own:
        found = list(_failures(rule, book))
        failed += bool(found)
        for failure in found:
            console.out("\n".join(diagnostic_lines(failure, look)) + "\n\n")
        if not found:
            console.out(f"{look.paint('ok', 'good')}  {rule.name}: {_examples(rule)}\n")
    broken = console.complain((*troubles, *book.troubles), color)
    return 2 if broken else int(bool(failed))


def _without(book: RuleBook, names: set[str]) -> RuleBook:
    from sdlint.record import changed

    return changed(book, rules=tuple(rule for rule in book.rules if rule.name not in names))


def _failures(rule: Rule, book: RuleBook) -> list[Diagnostic]:
    from sdlint.diagnostic import Diagnostic, Severity
    from sdlint.examples import run_examples

    found = [(one.message, one.span) for one in run_examples(rule, book)]
    if not rule.base and not rule.bad:
        found.append(("it has no `bad` example: nothing shows that it ever finds anything", rule.span))
    if not rule.base and not rule.good:
        found.append(
            ("it has no `good` example: nothing shows that it leaves sound designs alone", rule.span)
        )
    return [Diagnostic(rule.name, Severity.ERROR, message, span) for message, span in found]


def _examples(rule: Rule) -> str:
    if rule.base:
        return f"{rule.base} with settings of its own"
    return f"{len(rule.bad)} bad and {len(rule.good)} good examples"


NEW_EPILOG = """\b
Examples:
  sdlint rules new data-in-eu                   writes data-in-eu.rule
  sdlint rules new architecture/data-in-eu.rule  writes it into a folder
"""


@command.command("new", epilog=NEW_EPILOG)
@click.argument("name")
@options.color
def new(name: str, color: str) -> int:
    """Write a rule to start from: NAME is its name, or a file to be."""
    from sdlint.cli.rim import console
    from sdlint.cli.rim.files import real, shown
    from sdlint.cli.rim.project import find_project
    from sdlint.cli.rim.write import create_file
    from sdlint.engine import shipped_rules
    from sdlint.engine.reader import is_name

    path = name if name.endswith(".rule") else f"{name}.rule"
    own = PurePath(path).stem
    if not is_name(own):
        raise click.UsageError(
            f"'{console.safe(own)}' can't name a rule: small letters and digits, words joined by '-'."
        )
    if own in shipped_rules().by_name:
        raise click.UsageError(f"There is a rule '{own}' already: 'sdlint explain {own}' shows it.")
    trouble = create_file(path, TEMPLATE.format(name=own).encode())
    if trouble is not None:
        console.complain((trouble,), color)
        return 2
    folder = PurePath(real(path)).parent
    root = find_project(str(folder)).root
    pattern = (folder.relative_to(root) / "*.rule").as_posix()
    console.out(
        f"Wrote {shown(path)}. Its examples run with\n  sdlint rules test {shown(path)}\n"
        f'Designs are checked by it once sdlint.toml says\n  rules = ["{pattern}"]\n'
    )
    return 0


TEMPLATE = '''\
# A rule of your own. `sdlint words` lists what can be asked: lists such as stores, flows and entities, what
# each of their elements has (`sdlint words stores`), and words that compute, such as utilization(api).
rule {name}
severity warning                       # error, warning or question

# It looks at each of these ...
for store in stores
# ... of which this holds,
where count(store.entities) >= 1
# and finds those of which this doesn't. What a design doesn't say is unknown, and then `unknown` is asked.
require store.encrypted

at store                               # where the finding points, and what `accept {name} on ...` names
say "`{{store}}` keeps {{store.entities}} as they are"
why """
Say here why it matters, so that who meets the finding for the first time understands it and can decide.
"""
fix "Say `encrypted`, or keep it elsewhere"
unknown "Is what `{{store}}` keeps encrypted?"

# Designs in which it finds something, and where, and designs in which it finds nothing.
bad """
database people
entity Person in people {{ id id key, name string }}
"""  expect people
good """
database people {{ encrypted }}
entity Person in people {{ id id key, name string }}
"""
'''
