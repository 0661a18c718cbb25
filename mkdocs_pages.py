"""The site's pages that stand in no file of `docs/`: made from the sources of truth when the site is built.

MkDocs calls the functions named `on_…` (`hooks:` in mkdocs.yml). The reference is made and not kept: a kept
page can be out of step, and every change of a rule would be two. Pages at the top of the checkout (README,
SECURITY, …) are taken as they are; links between files become links between pages.
"""

from __future__ import annotations

import io
import json
import os
import posixpath
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent
sys.path.insert(0, str(ROOT))  # This checkout's sdlint, not another that is installed.

TAKEN = {
    "README.md": "index.md",
    "SECURITY.md": "security.md",
    "ARCHITECTURE.md": "architecture.md",
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changelog.md",
    "LICENSE": "LICENSE.txt",
    "sdlint/fonts/OFL.txt": "OFL.txt",
}
"""Files of the checkout that are pages, or files, of the site."""
ELSEWHERE = {"rules/README.md": "reference/rules.md", "examples": "reference/examples.md"}
"""What the site shows in its own way."""
LINES, WIDTH = 24, 110
"""How much is shown of a format."""


# Pages


def pages() -> dict[str, str]:
    """Every page that is made, by its path in the site."""
    found = {site: (ROOT / path).read_text("utf-8") for path, site in TAKEN.items()}
    return found | {name: "\n".join(make()) + "\n" for name, make in MAKERS.items()}


def commands() -> Iterator[str]:
    """What `--help` says of each command."""
    yield from ("# Commands", "", "What `sdlint COMMAND --help` prints.", "")
    for name, command, context in _commands():
        yield from (f"## {name}", "", *_fenced("text", command.get_help(context)), "")


def rules() -> Iterator[str]:
    """All that the rules' own files say, by step."""
    from sdlint.engine import shipped_rules
    from sdlint.reports.catalogue.markdown import MARKS

    book = shipped_rules()
    every = sorted(book.by_name.values(), key=lambda rule: rule.name)
    yield from ("# Rules", "")
    yield f"The {len(every)} rules, by the steps of a review. ● is an error, ○ a warning, ? a question."
    yield "`sdlint explain RULE` says the same; [Rules](../rules.md) says how they are chosen and written."
    yield from ("", "| preset | for whom | rules |", "|---|---|---|")
    for preset in book.presets:
        yield f"| `{preset.name}` | {_cell(preset.text)} | {len(every) - len(preset.without)} |"
    for step in book.steps:
        own = [rule for rule in every if rule.step == step.name]
        yield from ("", f"## {step.number}. {_prose(step.title)}", "")
        for question in step.questions:
            asking = ", ".join(f"[`{r.name}`](#{r.name})" for r in own if question.name in r.answers)
            yield f"- {_prose(question.text)} {asking}"
        for question in step.questions:
            if question.lesson:
                yield from ("", f'??? note "What to know: {question.name}"', "")
                yield from (f"    {line}".rstrip() for line in _prose(question.lesson.strip()).splitlines())
        for rule in own:
            yield from ("", f"### {rule.name}", "", f"{MARKS[rule.severity.word]} {_filled(rule.say)}", "")
            yield from (_prose(rule.why.outline()), "")
            if rule.fix is not None:
                yield from (f"What to do: {_filled(rule.fix)}", "")
            if rule.unknown is not None:
                yield from (f"Asked when the design doesn't say: {_filled(rule.unknown)}", "")
            for param in rule.params:
                yield from (f"`{param.name} = {param.expression.span.text}`: {_prose(param.reason)}", "")
            for title, found in (("Found in", rule.bad[:1]), ("Not found in", rule.good[:1])):
                for example in found:
                    yield from (f"{title}:", "", *_fenced("sd", example.shown), "")
            left_out = [preset.name for preset in book.presets if rule.name in preset.without]
            if left_out:
                yield from (f"Not in {' and '.join(f'`{name}`' for name in left_out)}.", "")
            if rule.see:
                yield from (f"See: {'; '.join(_prose(one) for one in rule.see)}.", "")


def mistakes() -> Iterator[str]:
    """What can be wrong in a file before any rule looks at it."""
    from sdlint.model.mistakes import MISTAKES

    yield from ("# Mistakes", "", "What is wrong in a file whatever the rules are. All are errors.")
    for one in MISTAKES.values():
        yield from ("", f"## {one.name}", "", f"{_prose(one.title)} {_prose(one.why)}", "")
        for title, code in (("Wrong", one.bad), ("Right", one.good)):
            yield from (f"{title}:", "", *_fenced("sd", code), "")


def words() -> Iterator[str]:
    """What goals, scenarios, alerts, rules and `sdlint ask` can ask."""
    from itertools import groupby

    from sdlint.analyses.members import members
    from sdlint.analyses.vocabulary import collections
    from sdlint.cli.words import entries

    yield from ("# Words", "", "What goals, scenarios, alerts, rules and `sdlint ask` can ask.")
    yield "[The numbers](../numbers.md) say how each is computed; `sdlint words p99` says the same of one."
    for group, found in groupby(entries(), key=lambda entry: entry.group):
        yield from ("", f"## {group[0].upper()}{group[1:]}", "")
        if group == "constants":
            yield from ("| word | value | what it is | source |", "|---|---|---|---|")
            for one in found:
                yield f"| `{one.name}` | {one.value} | {_cell(one.doc)} | {_cell(one.source)} |"
            continue
        for one in found:
            unit = f", in {one.unit}" if one.unit else ""
            yield from (f"### {one.name}", "", f"`{one.signature}`: {one.type}{unit}. {_prose(one.doc)}", "")
            if group == "lists":
                of = collections()[one.name].of
                yield from (f"[What each {of} has](#each-{of})", "")
            else:
                yield from (f"Example: `{one.example}`", "")
    for of in dict.fromkeys(collection.of for collection in collections().values()):
        yield from (f"## Each {of}", "", "| has | |", "|---|---|")
        for name, member in sorted(members(of).items()):
            yield f"| `{name}` | {_cell(str(member.type))}: {_cell(member.doc)} |"
        yield ""


def kinds() -> Iterator[str]:
    """Kinds, attributes and technologies, with what is assumed of these."""
    from sdlint.model import catalogue
    from sdlint.model.statements import statements

    every = catalogue.kinds().values()
    made = {technology.name: technology for technology in catalogue.technologies().values()}
    yield from ("# Kinds, attributes, technologies", "", "`sdlint kinds database` says the same of one.", "")
    yield from ("| kind | family | what it is |", "|---|---|---|")
    for kind in every:
        yield f"| [`{kind.name}`](#{kind.name}) | {kind.family} | {_cell(kind.doc)} |"
    yield from ("", "## What is assumed", "")
    yield from ("Numbers of technologies, where the design says none. Each use is shown with its source.", "")
    yield from ("| technology | number | source | mind |", "|---|---|---|---|")
    for technology in made.values():
        for default in technology.defaults:
            number = f"`{default.attribute} {default.literal}`"
            source = f"{_cell(default.source)}, {default.year}"
            yield f"| {technology.label} | {number} | {source} | {_cell(default.caveat)} |"
    for kind in every:
        yield from ("", f"## {kind.name}", "", _prose(kind.doc), "", *_attributes(kind.name))
        names = sorted(name for name, technology in made.items() if kind.name in technology.kinds)
        if names:
            told = ", ".join(f"`{name}` ({_prose(made[name].label)})" for name in names)
            yield from ("", f"Technologies: {told}.")
    for name in ("region", "zone", "api", "entity", "field", "step"):
        yield from ("", f"## On: {name}", "", *_attributes(name))
    told = "How each is written; [the language](../language.md) tells what they mean together."
    yield from ("", "## Statements", "", told)
    for statement in statements().values():
        yield from ("", f"### {statement.name} …", "", _prose(statement.doc), "")
        yield from _fenced("text", statement.form)
        if statement.example:
            yield from ("", "For example:", "", *_fenced("text", statement.example))


def _attributes(on: str) -> Iterator[str]:
    from sdlint.model import catalogue

    yield from ("| attribute | what it says |", "|---|---|")
    for one in catalogue.attributes(on).values():
        shape = f"{one.name} {one.shape}".rstrip().replace("|", "\\|")
        yield f"| `{shape}` | {_cell(one.doc)} |"


def formats() -> Iterator[str]:
    """The formats of each command, each with how it begins for one of the examples."""
    from click import Choice

    design = "examples/whiteboard.sd"
    yield from ("# Formats", "", f"What `--format` takes, and how each begins for `{design}`.")
    for name, command, _ in _commands():
        options = [one for one in command.params if one.name == "format" and isinstance(one.type, Choice)]
        for option in options:
            yield from ("", f"## {name}", "", _prose(" ".join((option.help or "").split())))
            for choice in option.type.choices:
                if choice in BINARY:
                    continue
                status, printed = _ran([*_arguments(name, command, design), "--format", str(choice)])
                if status in (0, 1) and printed:
                    yield from ("", f"### {name} --format {choice}", "", *_fenced("text", _head(printed)))


BINARY = ("pdf", "png", "svg")
"""Formats that are pictures: of a vector picture's text nobody learns anything."""


def _arguments(name: str, command: Any, design: str) -> list[str]:
    """What a command is run with: the design, where it takes one; a day, where it asks for it."""
    names = {one.name: one.param_type_name for one in command.params}
    arguments = name.split()[1:]
    if any(names.get(one) == "argument" for one in ("file", "files", "paths")):
        arguments.append(design)
    if name == "sdlint render":
        arguments += ["-o", "-"]
    return [*arguments, *(["--today", "2026-11-01"] if "today" in names else [])]


def _ran(arguments: list[str]) -> tuple[int, str]:
    """A command's status and what it prints, at 80 columns."""
    from sdlint.cli import main

    out = io.TextIOWrapper(io.BytesIO(), "utf-8")
    before = os.environ.get("COLUMNS"), Path.cwd()
    os.environ["COLUMNS"] = "80"
    os.chdir(ROOT)
    try:
        with redirect_stdout(out), redirect_stderr(io.StringIO()):
            status = main(arguments)
    finally:
        os.chdir(before[1])
        if before[0] is None:
            del os.environ["COLUMNS"]
        else:
            os.environ["COLUMNS"] = before[0]
    out.flush()
    return status, out.buffer.getvalue().decode("utf-8")  # type: ignore[attr-defined]


def _head(text: str) -> str:
    lines = [line if len(line) <= WIDTH else f"{line[: WIDTH - 2]} …" for line in text.splitlines()]
    return "\n".join([*lines[:LINES], *(["…"] if len(lines) > LINES else [])])


def examples() -> Iterator[str]:
    """The example designs, whole."""
    yield from ("# Examples", "", "Whole designs. Where their numbers come from is said in them.")
    for path in sorted((ROOT / "examples").glob("*.sd")):
        text = path.read_text("utf-8")
        title = re.search(r'^system "([^"]*)"', text, re.MULTILINE)
        yield from (
            "",
            f"## {path.stem}",
            "",
            f"{title[1] if title else path.stem}: `examples/{path.name}`",
            "",
        )
        yield from _fenced("sd", text)


MAKERS: dict[str, Callable[[], Iterable[str]]] = {
    f"reference/{make.__name__}.md": make
    for make in (commands, rules, mistakes, words, kinds, formats, examples)
}
"""What makes each page of the reference, line by line."""


def _commands() -> Iterator[tuple[str, Any, Any]]:
    """Every command and every command's commands: how it is called, itself, and its context."""
    import click

    from sdlint.cli.rim.group import sdlint

    def below(
        name: str, command: click.Command, parent: click.Context | None
    ) -> Iterator[tuple[str, Any, Any]]:
        context = click.Context(
            command,
            info_name=name,
            parent=parent,
            max_content_width=80,
            terminal_width=80,
            **command.context_settings,
        )
        yield context.command_path, command, context
        if isinstance(command, click.Group):
            for inner in command.list_commands(context):
                found = command.get_command(context, inner)
                if found is not None:
                    yield from below(inner, found, context)

    yield from below("sdlint", sdlint, None)


# Text


def _fenced(language: str, code: str) -> Iterator[str]:
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall(r"`+", code)), default=0))
    yield from (f"{fence}{language}", code.strip("\n"), fence)


def _prose(text: str) -> str:
    """A text as Markdown: outside of code a sign of less begins no tag, and nothing is emphasised."""
    parts = text.split("`")
    if len(parts) % 2 == 0:
        parts = [text.replace("`", "\\`")]
    parts[::2] = [re.sub(r"([*_\[\]<>\\])", r"\\\1", part) for part in parts[::2]]
    return "`".join(parts)


def _filled(template: Any) -> str:
    """A rule's message as a sentence, with the names of what is filled in."""
    text = "".join(part if isinstance(part, str) else part.span.text for part in template.parts)
    told = _prose(" ".join(text.split()))
    return told if told.endswith(("?", ".")) else f"{told}."


def _cell(text: str) -> str:
    return _prose(" ".join(text.split())).replace("|", "\\|")


# Links


def site_path(path: str) -> str | None:
    """The page that shows a file of the checkout; None where none does."""
    if path in TAKEN or path in ELSEWHERE:
        return TAKEN.get(path) or ELSEWHERE[path]
    return path.removeprefix("docs/") if path.startswith("docs/") else None


def linked(text: str, path: str) -> str:
    """The text of a file of the checkout with links that lead to the site's pages.

    ValueError: a link leads to a file of which there is no page.
    """
    page = site_path(path)
    assert page is not None

    def other(found: re.Match[str]) -> str:
        target, mark, anchor = found[2].partition("#")
        if not target or re.match(r"[a-z]+:", target):
            return found[0]
        file = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
        there = site_path(file)
        if there is None:
            raise ValueError(f"{path} links {file}, of which the site has no page")
        return f"{found[1]}({posixpath.relpath(there, posixpath.dirname(page) or '.')}{mark}{anchor})"

    return re.sub(r"(\])\(([^)\s]+)\)", other, text)


def source_of(page: str) -> str | None:
    """The file of the checkout that a page shows; None of a page that is made."""
    for path, site in TAKEN.items():
        if site == page:
            return path
    return None if page.startswith("reference/") else f"docs/{page}"


# What MkDocs calls


def on_files(files: Any, config: Any) -> Any:
    """Add the pages that are made."""
    from mkdocs.structure.files import File

    for name, text in pages().items():
        files.append(File.generated(config, name, content=text))
    return files


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Lead links to pages."""
    path = source_of(page.file.src_uri)
    return markdown if path is None else linked(markdown, path)


if __name__ == "__main__":  # To look at what is made: python mkdocs_pages.py reference/words.md
    sys.stdout.write(pages()[sys.argv[1]] if sys.argv[1:] else json.dumps(list(pages()), indent=2) + "\n")
