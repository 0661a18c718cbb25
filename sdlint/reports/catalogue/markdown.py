"""The rules as a page in Markdown: by step, with the questions that they answer."""

from __future__ import annotations

from sdlint.engine import Rule, RuleBook

MARKS = {"error": "●", "warning": "○", "question": "?"}


_INTRODUCTION = """\
{rules} rules for the {steps} steps of a design review. A rule is a file of its name in its step's folder:
what it asks, why, how to mend it, and the designs that show where it finds something and where it doesn't.
`sdlint explain RULE` shows one. ● is an error: the design contradicts itself, or a goal that it states. ○ is
a warning: a risk. ? is a question: what a review asks and the design doesn't say; many of the others ask too,
where they can't tell.
"""


def page(book: RuleBook) -> str:
    """A title, the presets, and a table for each step of the framework."""
    every = sorted(book.by_name.values(), key=lambda rule: (rule.step, rule.name))
    lines = [
        "# The rules",
        "",
        "<!-- Made by `sdlint rules --format markdown`; edit the rules' own files. -->",
        "",
        *_INTRODUCTION.format(rules=len(every), steps=len(book.steps)).splitlines(),
        "",
        "| preset | for whom | rules | left out |",
        "|---|---|---:|---|",
    ]
    for preset in book.presets:
        out = ", ".join(f"`{name}`" for name in sorted(preset.without)) or "–"
        lines.append(
            f"| `{preset.name}` | {_cell(preset.text)} | {len(every) - len(preset.without)} | {out} |"
        )
    for step in book.steps:
        own = [rule for rule in every if rule.step == step.name]
        lines += ["", f"## {step.number}. {_cell(step.title)}", ""]
        for question in step.questions:
            names = ", ".join(f"`{rule.name}`" for rule in own if question.name in rule.answers)
            lines.append(f"- {_cell(question.text)} {names}")
        lines += ["", "| | rule | what it says |", "|---|---|---|"]
        lines += [_row(rule, f"{step.name}/{rule.name}.rule") for rule in own]
    others = [rule for rule in every if all(rule.step != step.name for step in book.steps)]
    if others:
        lines += ["", "## This project's own", "", "| | rule | what it says |", "|---|---|---|"]
        lines += [_row(rule, "") for rule in others]
    return "\n".join(lines) + "\n"


def _row(rule: Rule, path: str) -> str:
    name = f"[`{rule.name}`]({path})" if path else f"`{rule.name}`"
    return f"| {MARKS[rule.severity.word]} | {name} | {_cell(rule.title)} |"


def _cell(text: str) -> str:
    """A text within a table: a bar would end its cell, and a sign of less would begin a tag."""
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")
