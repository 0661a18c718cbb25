"""Values and attributes: literals, sums, and what stands between an element's braces."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from sdlint.diagnostic import Diagnostic, Edit, Label, mistake
from sdlint.expression.check import unit_mistake
from sdlint.expression.evaluate import unquote
from sdlint.expression.tree import Expression, Literal, Name, Parenthesis, Text
from sdlint.expression.values import Known, Unknown, Value, shown
from sdlint.model.catalogue import all_attributes, attributes
from sdlint.model.design import Stated
from sdlint.model.estimates import EstimateScope, evaluate_in
from sdlint.model.notation import Shape
from sdlint.model.shapes import Given, Mismatch, example, match
from sdlint.model.shapes import parse as parse_shape
from sdlint.quantity import NONE, Dimension, Quantity, UnitMistake, describe, parse, unit_name
from sdlint.record import Work
from sdlint.source import Span
from sdlint.spelling import clear, did_you_mean, listing, nearest
from sdlint.syntax import nodes

MAX_ARGUMENTS = 24
"""Arguments of one attribute; shapes are matched by trying, so the number is bounded."""


SPLIT_BY = frozenset(("shard_key", "shard_by", "sharding_key", "partition_key", "partition_by"))
"""What others call the field that a store is split by, which here stands behind the number of parts."""


class Values(Work):
    """Reads values in the light of the estimates; what is wrong goes to `report`."""

    estimates: Mapping[str, Value]
    calendar: Mapping[str, Fraction]
    report: list[Diagnostic]

    @property
    def scope(self) -> EstimateScope:
        """What a sum may name."""
        return EstimateScope(self.estimates, {}, self.calendar)

    def value(self, node: Expression) -> Value | None:
        """The value of a literal, a name or a sum; nothing after a report."""
        if isinstance(node, Literal):
            return self._literal(node)
        if isinstance(node, Parenthesis):
            return evaluate_in(self.scope, node.inner, self.report)
        if isinstance(node, Name):
            return evaluate_in(self.scope, node, self.report)
        return None

    def _literal(self, node: Literal) -> Value | None:
        from sdlint.expression.values import Witness

        try:
            quantity = parse(node.text, self.calendar)
        except UnitMistake as error:
            self.report.append(unit_mistake(error, node.span))
            return None
        text = node.span.text
        return Known(
            -quantity if node.minus else quantity, Witness("", text, origin="stated", source=node.span.where)
        )

    def quantity(
        self, node: Expression | None, dimension: Dimension, what: str, *, least: int = 0, above: bool = True
    ) -> Quantity | None:
        """The number of a value that must be known and have a dimension; nothing after a report."""
        value = self.checked(node, dimension, what) if node is not None else None
        if not isinstance(value, Known):
            return None
        quantity: Quantity = value.value
        if quantity.low < least or (above and quantity.low == least):
            bound = f"more than {least}" if above else f"at least {least}"
            assert node is not None
            self.report.append(mistake("wrong-value", f"{what} must be {bound}", node.span))
            return None
        return quantity

    def checked(self, node: Expression, dimension: Dimension, what: str) -> Value | None:
        """The value, known or unknown, of the right dimension; nothing after a report."""
        value = self.value(node)
        if isinstance(value, Known):
            if not isinstance(value.value, Quantity):
                self.report.append(mistake("wrong-type", f"{what} must be {describe(dimension)}", node.span))
                return None
            if value.value.dimension != dimension:
                found = describe(value.value.dimension)
                self.report.append(
                    mistake(
                        "wrong-unit", f"{what} must be {describe(dimension)}, and this is {found}", node.span
                    )
                )
                return None
        return value

    def not_negative(self, node: Expression, dimension: Dimension, what: str) -> Value | None:
        """The same, of what can't be less than nothing; of an interval no end can."""
        value = self.checked(node, dimension, what)
        if isinstance(value, Known) and value.value.low < 0:
            text = f"{what} can't be negative: it comes to {shown(value.value)}"
            self.report.append(mistake("wrong-value", text, node.span))
            return None
        return value

    # Attributes

    def attributes(
        self, items: Iterable[nodes.Attribute], on: str, owner: str
    ) -> tuple[dict[str, Stated], bool]:
        """What the attributes say, by name, and whether something among them couldn't be understood."""
        found: dict[str, Stated] = {}
        places: dict[str, Span] = {}
        mistaken = False
        for item in items:
            name = self._known_name(item, on)
            if name is None:
                mistaken = True
                continue
            if name in places:
                self.report.append(
                    mistake(
                        "duplicate-attribute",
                        f"`{name}` is said twice of `{owner}`",
                        item.name.span,
                        labels=(Label(places[name], "first here"),),
                        help="Keep one of them",
                    )
                )
                continue
            places[name] = item.name.span
            stated = self._stated(item, name, on)
            if stated is None:
                mistaken = True
            else:
                found[name] = stated
        return found, mistaken

    def _known_name(self, item: nodes.Attribute, on: str) -> str | None:
        name = item.name.text
        legal = attributes(on)
        if name in legal:
            return name
        from sdlint.model.elsewhere import attribute  # Only a mistake asks for it.

        if name in SPLIT_BY and "shards" in legal:
            split = f"shards 4 by hash({item.arguments[0].span.text if item.arguments else 'id'})"
            message = f"unknown attribute `{name}`"
            self.report.append(
                mistake(
                    "unknown-attribute", message, item.name.span, help=f"Say into how many parts: `{split}`"
                )
            )
            return None
        meant = attribute(name, legal)
        right = meant or nearest(name, legal)
        elsewhere = all_attributes().get(name) if meant is None else None
        article = "an" if on[0] in "aeiou" else "a"
        if elsewhere:
            holders = sorted(set().union(*(entry.on for entry in elsewhere)))
            help_: str | None = f"It can be said of {listing(holders, 'and')}" if len(holders) <= 6 else None
            message = f"`{name}` can't be said of {article} {on}"
        else:
            help_ = f"did you mean `{right}`?" if right else f"See `sdlint kinds {on}` for what can be said"
            message = f"unknown attribute `{name}`"
        if on == "region" and right is None and not item.arguments:
            help_ = f"Of a zone write `zone {name}`"
            right_away = Edit(item.name.span, f"zone {name}")
            self.report.append(
                mistake("unknown-attribute", message, item.name.span, help=help_, edit=right_away)
            )
            return None
        certain = meant or (clear(name, legal) if not elsewhere else None)
        edit = Edit(item.name.span, certain) if certain else None
        self.report.append(mistake("unknown-attribute", message, item.name.span, help=help_, edit=edit))
        return right if not elsewhere else None

    def _stated(self, item: nodes.Attribute, name: str, on: str) -> Stated | None:
        attribute = attributes(on)[name]
        before = len(self.report)
        if len(item.arguments) > MAX_ARGUMENTS:
            self.report.append(mistake("wrong-value", f"`{name}` has too many values", item.span))
            return None
        given = tuple(self._given(argument) for argument in item.arguments)
        if len(self.report) > before:
            return None
        result = match(attribute.shape, given)
        if isinstance(result, Mismatch):
            self._mismatched(item, name, on, result)
            return None
        if any(_wanting(argument) for argument in given):
            return None  # A value that couldn't be computed, which was told where it stands.
        parts = {
            part: Stated(True, part, item.span, {}) if value is True else _state(value, item.span)
            for part, value in result.parts.items()
            if value is not False
        }
        if result.main is None:
            return Stated(True, item.span.text, item.span, parts)
        main = _state(result.main, item.span)
        text = " ".join(item.span.text.split()[1:]) or name
        return Stated(main.value, text, item.span, parts, main.witness)

    def _given(self, node: Any) -> Given:
        """An argument as shapes see it."""
        match node:
            case nodes.Path():
                return Given("name", node, word=node.text)
            case Text():
                return Given("text", node)
            case nodes.Form():
                arguments = tuple(tuple(self._given(a) for a in p.arguments) for p in node.parameters)
                return Given("call", node, word=node.name.text, arguments=arguments)
            case nodes.Range():
                low, high = (self._given(number) for number in node.numbers)
                return Given("range", node, dimension=low.dimension, low=low, high=high)
            case _:
                value = self.value(node)
                if isinstance(value, Known) and isinstance(value.value, Quantity):
                    quantity = value.value
                    dimension = "count" if quantity.dimension == NONE else unit_name(quantity.dimension)
                    low, high = (
                        Given(
                            "value",
                            (node, Quantity(n, n, quantity.dimension), value.witness),
                            dimension=dimension,
                            number=n,
                        )
                        for n in (quantity.low, quantity.high)
                    )
                    if quantity.exact:
                        return low
                    return Given("range", node, dimension=dimension, low=low, high=high)
                return Given("value", (node, None, None))

    def _mismatched(self, item: nodes.Attribute, name: str, on: str, miss: Mismatch) -> None:
        arguments = item.arguments
        offending = miss.given.payload if miss.given else None
        node: Any = offending[0] if isinstance(offending, tuple) else offending
        span = node.span if node is not None else item.name.span
        example_ = f"{name} {example(parse_shape(attributes(on)[name].shape))}".strip()
        help_: str | None = f"For example: `{example_}`"
        edit = None
        title = {"unit": "wrong-unit", "value": "wrong-value"}.get(miss.kind, "wrong-value")
        at = miss.at
        # A name that is an attribute itself has lost the comma before it.
        if isinstance(node, nodes.Path) and node.text in attributes(on) and miss.kind in ("extra", "shape"):
            end = item.start + len(item.source.text[item.start : span.start].rstrip())
            edit = Edit(item.source.span(end, end), ",")
            self.report.append(mistake("syntax", f"put a comma before `{node.text}`", span, edit=edit))
            return
        from sdlint.syntax.elsewhere import unit as unit_of

        follower = arguments[at + 1] if at + 1 < len(arguments) else None
        for number, unit in ((arguments[at - 1] if at else None, node), (node, follower)):
            if isinstance(number, Literal) and isinstance(unit, nodes.Path):
                glued = f"{number.text}{unit_of(unit.text) or unit.text}"
                try:
                    parse(glued)
                except UnitMistake:
                    continue
                span = item.span.source.span(number.start, unit.end)
                self.report.append(
                    mistake(
                        "wrong-unit",
                        "a blank stands between the number and its unit"
                        if glued == f"{number.text}{unit.text}"
                        else f"write `{glued}` instead of `{span.text}`",
                        span,
                        help=f"Write `{glued}`",
                        edit=Edit(span, glued),
                    )
                )
                return
        written = self._from_elsewhere(node, parse_shape(attributes(on)[name].shape))
        if written is not None:
            span, right = written
            message = f"write `{right}` instead of `{span.text}`"
            self.report.append(mistake("wrong-value", message, span, edit=Edit(span, right)))
            return
        found = ""
        if miss.kind == "unit" and isinstance(offending, tuple) and offending[1] is not None:
            found = f", and `{span.text}` is {describe(offending[1].dimension)}"
            if isinstance(node, Literal) and offending[1].dimension == NONE and node.text.isdigit():
                # The number alone: its unit was forgotten.
                units = next((u for wanted, u in FORGOTTEN.items() if miss.wanted.startswith(wanted)), ())
                if units:
                    meant = listing([f"{name} {node.text}{unit}" for unit in units])
                    help_ = f"did you mean {meant}?"
        elif miss.kind in ("value", "shape") and node is not None:
            found = f", not `{span.text}`"
        message = f"`{name}` wants {miss.wanted}{found}"
        if miss.kind == "extra":
            message = f"`{name}` can't be followed by `{span.text}`" if node is not None else message
        elif isinstance(node, nodes.Path) and miss.kind == "shape" and node.text in self.estimates:
            help_ = f"Write `({node.text})`: the value of an estimate stands in parentheses"
            edit = Edit(span, f"({node.text})")
        self.report.append(mistake(title, message, span, help=help_, edit=edit))

    def _from_elsewhere(self, node: Any, shape: Shape) -> tuple[Span, str] | None:
        """`backup daily`, `replication async`, `replicas two`, `autoscale 2-10`: where, and what is meant."""
        from sdlint.model.elsewhere import ranged, written  # Only a mistake asks for it.

        if isinstance(node, nodes.Path):
            right = written(shape, node.text)
            return (node.span, right) if right is not None else None
        if not isinstance(node, Literal):
            return None
        found = ranged(shape, node.source.text[node.start : node.start + 40])
        return (node.source.span(node.start, node.start + found[1]), found[0]) if found is not None else None


FORGOTTEN = {
    "a duration": ("ms", "s", "min", "h"),
    "a rate": ("/s", "/min"),
    "a size": ("MB", "GB"),
    "a bandwidth": ("MB/s", "Gbit/s"),
}
"""What may have been meant by a number alone, by what was wanted."""


def _wanting(given: Given) -> bool:
    """Whether a value is in it that is fit, as far as one can tell, but not known."""
    if given.form == "value":
        return given.dimension is None
    inner = [*(argument for arguments in given.arguments for argument in arguments), given.low, given.high]
    return any(_wanting(item) for item in inner if item)


def _state(given: Given, span: Span) -> Stated:
    """A matched argument as a stated value."""
    payload: Any = given.payload
    if given.form == "value":
        node, quantity, witness = payload
        # A number as written is its own witness; what is computed shows of what.
        witness = None if isinstance(node, Literal) else witness
        return Stated(quantity, node.span.text, span, witness=witness)
    if given.form == "range":
        low, high = given.low, given.high
        assert low is not None and high is not None
        first: Any = low.payload
        last: Any = high.payload
        return Stated(Quantity(first[1].low, last[1].high, first[1].dimension), payload.span.text, span)
    if given.form == "text":
        return Stated(unquote(payload.string.text), payload.span.text, span)
    if given.form == "call":
        return Stated(payload.span.text if given.word == "hash" else given.word, payload.span.text, span)
    return Stated(given.word, given.word, span)


def suggestion(word: str, candidates: Iterable[str]) -> str | None:
    """`did you mean …?` for a name."""
    return did_you_mean(word, list(candidates))


__all__ = ["Unknown", "Values", "suggestion"]
