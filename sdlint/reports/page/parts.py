"""What of the page can be read without its script: headline, findings, framework, tables, growth."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from sdlint.analyses.remedies import FILLED
from sdlint.analyses.review.card import Card, CardStep, Reply
from sdlint.analyses.review.rehearsal import MOST_LOAD, Rehearsal
from sdlint.analyses.review.review import Review
from sdlint.diagnostic import Diagnostic, Severity
from sdlint.quantity import Quantity, show
from sdlint.reports.figures.headline import command, findings_line, footnotes, goals_line, next_question
from sdlint.reports.figures.section import Section
from sdlint.reports.figures.sections import sections
from sdlint.reports.page.data import percent, remedy_of, units
from sdlint.reports.page.extras import Extras
from sdlint.reports.page.markup import coded, lines, plain, slug
from sdlint.reports.terminal.columns import Cell

SIGNS = {Severity.ERROR: "×", Severity.WARNING: "!", Severity.QUESTION: "?"}
"""The signs that the picture's badges bear as well."""
STATUSES = {"answered": "good", "finding": "error", "asked": "question", "not applicable": "faint"}
"""What becomes of a framework's question, as a style."""
SETTLED = ("answered", "not applicable")


class Part:
    """A section of the page: its title, its fragment and its HTML."""

    __slots__ = ("body", "count", "slug", "title")

    def __init__(self, title: str, body: str, count: str = "") -> None:
        self.title = title
        self.slug = slug(title)
        self.body = body
        self.count = count

    def html(self) -> str:
        """The section; its title names it for whoever doesn't see it."""
        count = f' <span class="count">{plain(self.count)}</span>' if self.count else ""
        return (
            f'<section id="{self.slug}" class="part" aria-labelledby="{self.slug}-title">'
            f'<h2 id="{self.slug}-title">{plain(self.title)}{count}</h2>{self.body}</section>'
        )


def parts(review: Review, extras: Extras) -> list[Part]:
    """The sections that have something to tell, in order."""
    found = [findings(extras)]
    if review.framework is not None:
        found.append(framework_part(review.framework))
    # The card stands above, with a row for each question.
    tables = (section for section in sections(review) if section.title != "Framework")
    found += [_table_part(review, section) for section in tables]
    if extras.rehearsal is not None:
        found.append(growth(extras.rehearsal))
    return [part for part in found if part.body]


# Headline


def headline(review: Review) -> str:
    """Goals and findings, counted."""
    counts = f"{goals_line(review.numbers.goals)}; {findings_line(review.counts)}"
    return plain(counts)


def foot(review: Review) -> str:
    """How to read the numbers, and how to ask for the argument of one."""
    notes = "".join(f"<p>{coded(note)}</p>" for note in footnotes(review.numbers, review.figures))
    question = command(review.numbers.file, next_question(review.numbers))
    return f"{notes}<p>The argument for a number: <code>{plain(question)}</code></p>"


def choices(rehearsal: Rehearsal) -> str:
    """What can be taken away, as the options of a list."""
    groups = []
    for title, entries in units(rehearsal):
        options = "".join(f'<option value="{at}">{plain(words)}</option>' for at, words in entries)
        groups.append(f'<optgroup label="{plain(title)}">{options}</optgroup>')
    return "".join(groups)


def flow_choices(names: Sequence[str]) -> str:
    """The flows, as the options of a list."""
    return "".join(f"<option>{plain(name)}</option>" for name in names)


# Findings


def findings(extras: Extras) -> Part:
    """What the rules found, each with what shows it and what to do."""
    if not extras.findings:
        return Part("Findings", '<p class="nothing">The rules find nothing.</p>')
    told = "".join(_finding(number, one) for number, one in extras.findings)
    return Part("Findings", f'<ol class="findings">{told}</ol>', str(len(extras.findings)))


def _finding(number: int, one: Diagnostic) -> str:
    word = one.severity.word
    place = one.span.where if one.span else ""
    said = not one.element or one.element == "system" or one.element in one.message
    about = "" if said else str(one.element)
    meta = [word, one.name, *([about] if about else []), *([place] if place else [])]
    body = [f'<p class="message">{coded(one.message)}</p>']
    body.append(f'<p class="meta">{" · ".join(plain(item) for item in meta)}</p>')
    if one.because:
        body.append(
            f"<details><summary>What shows it</summary><pre>{lines(one.because)}</pre>"
            + (f"<p>{coded(one.why)}</p>" if one.why else "")
            + "</details>"
        )
    elif one.why:
        body.append(f"<details><summary>Why it matters</summary><p>{coded(one.why)}</p></details>")
    if one.help:
        body.append(f'<p class="help">{coded(one.help)}</p>')
    badge = f'<span class="badge {word}" aria-hidden="true"><b>{SIGNS[one.severity]}</b>{number}</span>'
    button = (
        f'<button type="button" class="show" data-finding="{number}" hidden'
        f' aria-label="Show finding {number} in the picture">Show in the picture</button>'
    )
    return (
        f'<li id="finding-{number}" class="finding {word}" tabindex="-1">{badge}'
        f"<div>{''.join(body)}</div>{button}</li>"
    )


# The framework's card


def framework_part(card: Card) -> Part:
    """The framework, question by question: what became of each, and where that is told."""
    steps = "".join(_step(step) for step in card.steps)
    advice = f'<p class="next"><b>Next:</b> {coded(card.next)}</p>' if card.next else ""
    answered = sum(card.count(status) for status in SETTLED)
    return Part("Framework", advice + steps, f"{answered} of {card.size} questions settled")


def _step(step: CardStep) -> str:
    counts = [_counted(step.count(status), status) for status in STATUSES if step.count(status)]
    rows = "".join(_reply(reply) for reply in step.replies)
    # A step of which all is settled is read by whoever wants to: goals and flows come after it.
    settled = sum(step.count(status) for status in SETTLED) == len(step.replies)
    return (
        f'<details class="step"{"" if settled else " open"}>'
        f"<summary><b>{step.number}. {plain(step.title)}</b>"
        f' <span class="count">{plain(", ".join(counts))}</span></summary>'
        '<div class="scroll"><table><thead><tr><th scope="col">Question</th><th scope="col">Status</th>'
        f'<th scope="col">Told</th></tr></thead><tbody>{rows}</tbody></table></div></details>'
    )


def _counted(count: int, status: str) -> str:
    return f"{count} {status}{'s' if status == 'finding' and count > 1 else ''}"


def _reply(reply: Reply) -> str:
    style = STATUSES.get(reply.status, "faint")
    rules = f'<div class="meta">{plain(", ".join(reply.rules))}</div>' if reply.rules else ""
    return (
        f'<tr><th scope="row">{coded(reply.text)}</th><td><span class="chip {style}">{plain(reply.status)}'
        f"</span></td><td>{coded(reply.told)}{rules}</td></tr>"
    )


# Tables


def _table_part(review: Review, section: Section) -> Part:
    body = []
    if section.rows:
        hooks = list(_hooks(review, section))
        head = "".join(
            f'<th scope="col"{_right(column.right)}>{plain(column.title) if at else _corner(section)}</th>'
            for at, column in enumerate(section.columns)
        )
        rows = "".join(
            f"<tr>{''.join(_cells(row, section, hooks[at] if at < len(hooks) else ''))}</tr>"
            for at, row in enumerate(section.rows)
        )
        body.append(
            f'<div class="scroll"><table class="{slug(section.title)}"><thead><tr>{head}</tr></thead>'
            f"<tbody>{rows}</tbody></table></div>"
        )
    if section.items:
        body.append(f"<ul>{''.join(f'<li>{coded(item.text())}</li>' for item in section.items)}</ul>")
    body += [f'<p class="note">{coded(note)}</p>' for note in section.notes]
    return Part(section.title, "".join(body))


def _corner(section: Section) -> str:
    """What stands above the first column: of goals and scenarios it is the verdict."""
    title = section.title
    return "verdict" if title in ("Goals", "Scenarios") else plain(title.lower().removesuffix("s"))


def _hooks(review: Review, section: Section) -> Iterator[str]:
    """What a click on a row's name does, as attributes of a button."""
    if section.title == "Flows":
        yield from (f'data-flow="{plain(one.name)}"' for one in review.numbers.flows)
    elif section.title == "Components":
        yield from (f'data-box="{plain(one.name)}"' for one in review.numbers.components)
    elif section.title == "Failures":
        for loss in review.failures:
            yield f'data-loss="{plain(" ".join(unit.name for unit in loss.units))}"'


def _cells(row: Sequence[Cell], section: Section, hook: str) -> Iterator[str]:
    for at, (cell, column) in enumerate(zip(row, section.columns, strict=True)):
        text = coded(cell.text)
        if not at and hook:
            text = f'<button type="button" class="link" {hook}>{text}</button>'
        if not at and section.title in ("Goals", "Scenarios"):
            text = f'<span class="chip {plain(cell.style)}">{text.lower()}</span>' if cell.text else ""
        elif cell.style:
            text = f'<span class="{plain(cell.style)}">{text}</span>'
        tag = 'th scope="row"' if not at else "td"
        yield f"<{tag}{_right(column.right)}>{text}</{tag.split()[0]}>"


def _right(right: bool) -> str:
    return ' class="right"' if right else ""


# When load grows


def growth(rehearsal: Rehearsal) -> Part:
    """What breaks first when all flows grow together, and what to add for the largest load."""
    found = rehearsal.growth
    rows = []
    for limit in found.limits:
        late = limit.factor <= 1
        fills = limit.resource in FILLED
        at = "at today's load" if fills else "by now"
        at = at if late else f"x{show(Quantity.number(Fraction(limit.factor)))}"
        used = percent(limit.now) + (" once full" if fills else "")
        rows.append(
            f'<tr><th scope="row"><button type="button" class="link" data-box="{plain(limit.component)}">'
            f"{plain(limit.component)}</button></th><td>{plain(limit.resource)}</td>"
            f'<td class="right">{plain(used)}</td>'
            f'<td class="right"><span class="{"error" if late else ""}">{plain(at)}</span></td>'
            f"<td>{coded(remedy_of(limit))}</td></tr>"
        )
    body = ""
    if rows:
        body = (
            '<div class="scroll"><table class="growth"><thead><tr><th scope="col">what is full first</th>'
            '<th scope="col">resource</th><th scope="col" class="right">used now</th>'
            '<th scope="col" class="right">full at</th>'
            f'<th scope="col">to add for x{MOST_LOAD}</th></tr></thead><tbody>{"".join(rows)}</tbody></table>'
            "</div>"
        )
    elif not found.wanting:
        body = f'<p class="nothing">Nothing that is known is full at {MOST_LOAD} times the peak.</p>'
    if found.wanting:
        known = "".join(f"<li>{coded(text)}</li>" for text in found.wanting)
        body += (
            f"<details><summary>What isn't known ({len(found.wanting)})</summary><ul>{known}</ul></details>"
        )
    return Part("When load grows", body)
