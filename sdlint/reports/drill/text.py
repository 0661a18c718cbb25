"""For reading: what is lost, the worst first, and what that does to flows and to who is left."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from sdlint.analyses.losses import Effect, Loss
from sdlint.analyses.overloads import Overload
from sdlint.analyses.pairs import kinds_of
from sdlint.quantity import TIME, Quantity, show, show_percent
from sdlint.reports.drill import Told
from sdlint.reports.terminal.characters import visible, width
from sdlint.reports.terminal.look import Look
from sdlint.reports.terminal.wrap import block

MOST, MOST_PAIRS = 30, 10
"""Losses and pairs that are told; more are for `--format json`."""
MOST_UNKNOWN = 8
LABEL = 12
"""Columns of what stands before a line of a loss: `overloaded`."""
STYLES = {"dead": "error", "degraded": "warning", "fine": "good", "overloaded": "error"}


def report(told: Told, look: Look) -> str:
    """One loss with what shows it, or all that hurt, and a line that counts those that don't."""
    lines = _asked(told, look) if told.asked else _drill(told, look)
    return "\n".join(lines) + "\n"


# All losses


def _drill(told: Told, look: Look) -> list[str]:
    lines = [
        *block(
            f"Losses in {told.title}, the worst first: how often, times the requests that go unanswered",
            look.width,
            "",
            "",
        )
    ]
    lines = [look.paint(line, "strong") for line in lines]
    lines += _busy(told, look)
    groups = _alike(told.losses)
    if not groups and not any(told.harmless.values()):
        return ["Nothing can be lost: no flow of the design touches anything."]
    if not groups:
        lines += ["", look.paint("No single loss hurts.", "good")]
    for number, group in enumerate(groups[:MOST], 1):
        lines += ["", *_loss(number, group, look)]
    if len(groups) > MOST:
        lines += ["", f"… and {len(groups) - MOST} more; `--format json` tells all."]
    if told.pairs:
        lines += ["", look.paint("Pairs that do more than either loss alone, the worst first", "strong")]
        pairs = _alike_pairs(told.pairs)
        for number, group in enumerate(pairs[:MOST_PAIRS], 1):
            lines += ["", *_loss(number, group, look)]
        more = sum(len(group.losses) for group in pairs[MOST_PAIRS:]) + len(told.more_pairs)
        if more:
            text = f"… and {more} more, less likely or with less traffic; `--format json` tells all."
            lines += ["", *block(text, look.width, "", "")]
    if not told.complete:
        lines += ["", "The design is too large to go through every pair: others may hurt too."]
    lines = [*lines, *_unknown(told, look), "", *_harmless(told, look)]
    if groups:
        note = (
            "How long in a year: for reasons of its own. Common causes, such as a bad deploy, are not in it."
        )
        lines.extend(look.paint(line, "faint") for line in block(note, look.width, "", ""))
    return lines


def _busy(told: Told, look: Look) -> list[str]:
    """Who gets too much before anything is lost."""
    if not told.busy:
        return []
    names = [f"{visible(name)} {_percent(used)}" for name, used in told.busy.items()]
    text = f"Overloaded with everything up already: {_listed(names, 'and')}."
    return ["", *(look.paint(line, "error") for line in block(text, look.width, "", ""))]


class _Group:
    """Losses that are alike but for their places."""

    def __init__(self, losses: tuple[Loss, ...]) -> None:
        self.losses = losses

    @property
    def words(self) -> str:
        """What is lost: `zone us.a or us.b`, `two copies of posts, in 3 ways`."""
        first = self.losses[0]
        if len(self.losses) == 1:
            return first.words
        if len(first.units) == 1:
            names = [loss.units[0].words for loss in self.losses]
            lead = _lead(names)
            return f"{lead}{_listed([name[len(lead) :] for name in names], 'or')}"
        return _pair_words(self.losses)


def _lead(names: Sequence[str]) -> str:
    """What names have in common before their last word: `zone `, `a copy of api in `."""
    leads = {name[: name.rfind(" ") + 1] for name in names}
    return leads.pop() if len(leads) == 1 else ""


def _pair_words(losses: Sequence[Loss]) -> str:
    """Pairs of the same kinds, told together."""
    kinds = [unit.kind for unit in losses[0].units]
    names = [unit.name.split("#")[0] for unit in losses[0].units]
    ways = f", in {len(losses)} ways"
    if kinds == ["replica", "replica"]:
        copies = f"two copies of {names[0]}" if names[0] == names[1] else f"copies of {' and '.join(names)}"
        return copies + ways
    if "replica" in kinds:
        at = kinds.index("replica")
        return f"a copy of {names[at]} and another {kinds[1 - at]}{ways}"
    held = sorted({unit.name for loss in losses for unit in loss.units})
    if kinds[0] == kinds[1] and len(losses) == len(held) * (len(held) - 1) // 2:
        return f"any two of the {kinds[0]}s {_listed(held, 'and')}"
    common = set.intersection(*({unit.name for unit in loss.units} for loss in losses))
    if len(common) == 1:
        shared = next(unit for unit in losses[0].units if unit.name in common)
        others = [next(unit for unit in loss.units if unit.name not in common) for loss in losses]
        return f"{shared.words} and {others[0].kind} {_listed([unit.name for unit in others], 'or')}"
    return _listed([loss.words for loss in losses], "or")


def _alike_pairs(losses: Iterable[Loss]) -> list[_Group]:
    """Pairs with the same effects that differ only in their places."""
    groups: dict[object, list[Loss]] = {}
    for loss in losses:
        key = (kinds_of(loss.units), *_what(loss))
        groups.setdefault(key, []).append(loss)
    return [_Group(tuple(some)) for some in groups.values()]


def _what(loss: Loss) -> tuple[object, ...]:
    """What a loss does: those that do the same are told together."""
    return (
        tuple((e.flow, e.state, round(e.answered, 9), e.missing) for e in loss.hurt),
        tuple((o.component, round(o.after, 6)) for o in loss.overloads),
        loss.pauses,
    )


def _alike(losses: Iterable[Loss]) -> list[_Group]:
    """Losses with the same effects, where only the zone is another."""
    groups: dict[object, list[Loss]] = {}
    for loss in losses:
        unit = loss.units[0]
        about = unit.name.split("#")[0] if unit.kind == "replica" else unit.kind
        lasting = round(loss.minutes, 3) if loss.minutes is not None else None
        lead = unit.words.partition(" of ")[0] if unit.kind == "replica" else ""
        key: object = (about, lead, lasting, *_what(loss))
        if unit.kind in ("component", "region") or loss.response is not None:
            key = (unit.kind, unit.name)
        groups.setdefault(key, []).append(loss)
    return [_Group(tuple(some)) for some in groups.values()]


def _loss(number: int, group: _Group, look: Look) -> list[str]:
    """A loss: its name and how long in a year it is so, then whom it hits."""
    loss = group.losses[0]
    first = f"{number:>2}  "
    often = _often(loss, each=len(group.losses) > 1)
    name = visible(group.words)
    room = look.width - width(first) - width(often) - 2
    if width(name) <= room:
        head = [
            first + look.paint(name, "strong") + " " * (room + 2 - width(name)) + look.paint(often, "faint")
        ]
    else:
        wrapped = block(name, look.width, "", first)
        head = [wrapped[0][: len(first)] + look.paint(wrapped[0][len(first) :], "strong")]
        head += [" " * len(first) + look.paint(line.strip(), "strong") for line in wrapped[1:]]
        head.append(" " * len(first) + look.paint(often, "faint"))
    return [*head, *_effects(loss, look, " " * len(first))]


def _often(loss: Loss, *, each: bool = False) -> str:
    if loss.minutes is None:
        return "how often: unknown"
    alike = loss.units[0].count if len(loss.units) == 1 else 1
    text = f"{_minutes(loss.minutes)} a year"
    if each:
        return f"{text} each"
    return f"{text}, any of {alike}" if alike > 1 else text


def _minutes(minutes: float) -> str:
    """A time with two significant digits: more isn't known."""
    seconds = minutes * 60
    if seconds < 1:
        return "less than a second"
    for unit, length in (("d", 86400), ("h", 3600), ("min", 60)):
        if seconds >= length * 0.995:
            return f"{_two(seconds / length)}{unit}"
    return f"{_two(seconds)}s"


def _two(value: float) -> str:
    return f"{value:.0f}" if value >= 9.95 else f"{value:.1f}"


def _effects(loss: Loss, look: Look, lead: str) -> list[str]:
    """A line for each state: `dead  redirect, shorten`; then overloads, pauses, and what is planned."""
    rows: list[tuple[str, str]] = []
    dead = [effect.flow for effect in loss.hurt if effect.state == "dead"]
    if dead:
        rows.append(("dead", ", ".join(dead)))
    shares: dict[str, list[str]] = {}
    for effect in loss.hurt:
        if effect.state == "degraded":
            shares.setdefault(_degraded(effect), []).append(effect.flow)
    if shares:
        parts = [f"{', '.join(flows)}: {text}" for text, flows in shares.items()]
        rows.append(("degraded", "; ".join(parts)))
    rows.extend(_rest(loss))
    return _rows(rows, look, lead)


def _degraded(effect: Effect) -> str:
    if effect.missing and effect.answered > 1 - 1e-12:
        return f"all answered, but without {_listed(effect.missing, 'and')}"
    return f"{_percent(effect.answered)} answered"


def _rest(loss: Loss) -> list[tuple[str, str]]:
    """Who is overloaded, what waits, and what the design says is done."""
    rows: list[tuple[str, str]] = []
    if loss.overloads:
        rows.append(("overloaded", ", ".join(_overload(over) for over in loss.overloads)))
    for pause in loss.pauses:
        lasting = show(Quantity.of(Fraction(pause.seconds), TIME))
        dead = {effect.flow for effect in loss.hurt if effect.state == "dead"}
        hit = [name for name in pause.flows if name not in dead]
        if hit:
            text = f"{', '.join(hit)}: {lasting}, {pause.until}"
            rows.append(("waits", text))
    if loss.response is not None:
        if loss.response.then:
            rows.append(("planned", "; ".join(loss.response.then)))
        if loss.response.detect:
            rows.append(("seen by", "; ".join(loss.response.detect)))
    return rows


def _overload(over: Overload) -> str:
    was = f"{_percent(over.before)} → " if over.before is not None else ""
    return f"{over.component} {was}{_percent(over.after)}"


def _percent(value: float) -> str:
    return show_percent(Quantity.number(Fraction(value)))


def _rows(rows: Sequence[tuple[str, str]], look: Look, lead: str) -> list[str]:
    lines: list[str] = []
    for label, text in rows:
        first, *rest = block(text, look.width, lead, label.ljust(LABEL))
        style = STYLES.get(label, "faint")
        painted = look.paint(label, style)
        lines.append((lead + painted + first[len(lead) + len(label) :]).rstrip())
        lines.extend(rest)
    return lines


def _unknown(told: Told, look: Look) -> list[str]:
    if not told.unknown:
        return []
    lines = ["", look.paint("Not known", "question")]
    most = told.unknown if len(told.unknown) <= MOST_UNKNOWN else told.unknown[: MOST_UNKNOWN - 1]
    for text in most:
        lines.extend(block(text, look.width, "  ", "- "))
    if len(most) < len(told.unknown):
        lines.append(f"  - and {len(told.unknown) - len(most)} more, which `--format json` tells")
    return lines


def _harmless(told: Told, look: Look) -> list[str]:
    """One line: how many losses hurt nobody, and of which kinds."""
    kinds = {"replica": ("copy", "copies"), "component": ("component", "components")}
    parts = []
    for kind, count in told.harmless.items():
        one, many = kinds.get(kind, (kind, f"{kind}s"))
        if count:
            parts.append(f"{count} {one if count == 1 else many}")
    if not parts:
        return ["No single loss is harmless."]
    text = f"Harmless: the loss of any one of {_listed(parts, 'and')}"
    if told.pausing:
        text += f"; {told.pausing} of them only once another copy leads"
    return block(f"{text}.", look.width, "", "")


def _listed(words: Sequence[str], conjunction: str) -> str:
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {conjunction} {words[-1]}"


# One loss


def _asked(told: Told, look: Look) -> list[str]:
    loss = told.losses[0]
    names = _listed([unit.words for unit in loss.units], "and")
    lines = [look.paint(line, "strong") for line in block(f"Without {names}", look.width, "", "")]
    often = _often(loss)
    lines.append(look.paint(often if often.startswith("how") else f"It is so for {often}.", "faint"))
    lines += _busy(told, look)
    untouched = [
        effect.flow for effect in loss.effects if not effect.hurt and not told.because.get(effect.flow)
    ]
    for effect in loss.effects:
        if effect.flow not in untouched:
            lines += ["", *_effect(effect, told, look)]
    if untouched:
        text = f"Untouched: {_listed(untouched, 'and')}."
        lines += ["", *block(text, look.width, "", "")]
    rest = _rest(loss)
    if rest:
        lines += ["", *_rows(rest, look, "")]
    lines.extend(_unknown(told, look))
    return lines


def _effect(effect: Effect, told: Told, look: Look) -> list[str]:
    """A flow's state, and below it what shows that."""
    text = "" if effect.state != "degraded" else f", {_degraded(effect)}"
    if effect.state != "fine" and not effect.hurt:
        text += ", as it is without any loss"
    elif effect.state == "dead":
        text = ", nothing is answered"
    state, style = effect.state, STYLES[effect.state]
    strained = told.strained.get(effect.flow)
    if strained and effect.state != "dead":
        text += f", {'and ' if text else ''}more comes to {_listed(strained, 'and')} than it can do"
        state = "overloaded" if state == "fine" else state
        style = STYLES["overloaded"]
    name = f"{visible(effect.flow)}: "
    lines = block(f"{name}{state}{text}", look.width, "", "")
    if lines[0].startswith(f"{name}{state}"):
        lines[0] = f"{name}{look.paint(state, style)}{lines[0][len(name) + len(state) :]}"
    for line in told.because.get(effect.flow, ()):
        lines.extend(block(line, look.width, "  ", ""))
    return lines
