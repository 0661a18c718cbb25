"""Types and units, before anything is computed.

`check` gives the type of an expression, or nothing after it has reported why there is none.
"""

from __future__ import annotations

from collections.abc import Callable

from sdlint.diagnostic import Diagnostic, Edit, mistake
from sdlint.expression.scope import Scope
from sdlint.expression.tree import (
    Binary,
    Call,
    Comprehension,
    Expression,
    Filtered,
    Knowledge,
    Literal,
    Member,
    Name,
    Parenthesis,
    Text,
    Unary,
)
from sdlint.expression.values import ANY_NUMBER, BOOL, COUNT, TEXT, Parameter, Type, number
from sdlint.quantity import NONE, Dimension, UnitMistake, describe, parse
from sdlint.source import Span
from sdlint.spelling import clear, did_you_mean, listing, nearest

AGGREGATES = ("any", "all", "count", "sum", "min", "max")
ROUNDING = ("ceil", "floor", "round", "abs")


def _share_meant(node: Binary) -> str | None:
    """What was likely meant by `storage(posts) > 80%`."""
    call, share = node.left, node.right
    if isinstance(share, Literal) and share.text.endswith("%") and isinstance(call, Call) and call.operands:
        resource = {"load": "capacity"}.get(call.name.text, call.name.text)
        if resource in ("storage", "memory", "bandwidth", "connections", "capacity"):
            return f"`utilization({call.operands[0].span.text}, {resource})` is the share that is used"
    return None


class Checker:
    """Checks expressions in a scope; what is wrong goes to `report`."""

    def __init__(self, report: Callable[[Diagnostic], None]) -> None:
        self.report = report

    def check(self, node: Expression, scope: Scope) -> Type | None:
        """The type of an expression, or None after a report."""
        method = getattr(self, f"_{type(node).__name__.lower()}")
        found: Type | None = method(node, scope)
        return found

    def wants(self, node: Expression, scope: Scope, kind: Type) -> bool:
        """Check an expression that must have a type."""
        found = self.check(node, scope)
        if found is None:
            return False
        if found.kind != kind.kind or (
            kind.dimension is not None and found.dimension not in (None, kind.dimension)
        ):
            if kind.kind == "number" and isinstance(node, Binary) and node.operator.text == "=":
                help_ = "What a sum should come to stands after `~`"
                span = node.operator.span
                message = f"{kind} is wanted here, not {found}"
                edit = Edit(span, "~")
                self.report(mistake("wrong-type", message, node.span, help=help_, edit=edit))
                return False
            self._wrong(node.span, kind, found)
            return False
        return True

    def _wrong(self, span: Span, wanted: Type, found: Type) -> None:
        name = "wrong-unit" if wanted.kind == found.kind == "number" else "wrong-type"
        self.report(mistake(name, f"{wanted} is wanted here, not {found}", span))

    def _literal(self, node: Literal, scope: Scope) -> Type | None:
        try:
            return number(parse(node.text).dimension)
        except UnitMistake as error:
            self.report(unit_mistake(error, node.span))
            return None

    def _text(self, node: Text, scope: Scope) -> Type | None:
        return TEXT

    def _parenthesis(self, node: Parenthesis, scope: Scope) -> Type | None:
        return self.check(node.inner, scope)

    def _name(self, node: Name, scope: Scope) -> Type | None:
        word = node.name.text
        found = scope.name_type(word)
        if found is not None:
            return found
        names = list(scope.names())
        known = set(names)
        parts = word.split("-")
        right = certain = None
        if len(parts) > 1 and all(part in known for part in parts):
            right = certain = " - ".join(parts)
            help_: str | None = f"write `{right}`: subtraction needs blanks"
        elif word in scope.words():
            help_ = f"`{word}` is asked of something: write {scope.words()[word].usage()}"
        else:
            right, certain = nearest(word, names), clear(word, names)
            help_ = f"did you mean `{right}`?" if right else None
        edit = Edit(node.span, certain) if certain else None
        self.report(mistake("unknown-name", f"unknown name `{word}`", node.span, help=help_, edit=edit))
        return None

    def _member(self, node: Member, scope: Scope) -> Type | None:
        owner = self.check(node.owner, scope)
        if owner is None:
            return None
        word = node.name.text
        found = scope.member_type(owner, word)
        if found is None:
            names = list(scope.member_names(owner))
            right = clear(word, names)
            edit = Edit(node.name.span, right) if right else None
            self.report(
                mistake(
                    "unknown-attribute",
                    f"{owner} has no `{word}`",
                    node.name.span,
                    help=did_you_mean(word, names),
                    edit=edit,
                )
            )
        return found

    def _unary(self, node: Unary, scope: Scope) -> Type | None:
        if node.operator.kind == "NOT":
            return BOOL if self.wants(node.operand, scope, BOOL) else None
        found = self.check(node.operand, scope)
        if found is not None and found.kind != "number":
            self._wrong(node.operand.span, ANY_NUMBER, found)
            return None
        return found

    def _knowledge(self, node: Knowledge, scope: Scope) -> Type | None:
        return BOOL if self.check(node.subject, scope) else None

    def _binary(self, node: Binary, scope: Scope) -> Type | None:
        sign = node.operator.text
        if sign in ("and", "or"):
            left, right = self.wants(node.left, scope, BOOL), self.wants(node.right, scope, BOOL)
            return BOOL if left and right else None
        left_type, right_type = self.check(node.left, scope), self.check(node.right, scope)
        if left_type is None or right_type is None:
            return None
        if sign == "in":
            return self._membership(node, left_type, right_type)
        if sign in ("=", "!=") and left_type.kind == right_type.kind != "number":
            return BOOL
        for side, found in ((node.left, left_type), (node.right, right_type)):
            if found.kind != "number":
                if sign in ("=", "!="):
                    self.report(
                        mistake("wrong-type", f"{left_type} can't be compared with {right_type}", node.span)
                    )
                else:
                    self._wrong(side.span, ANY_NUMBER, found)
                return None
        if not self._shares(node, scope):
            return None
        return self._arithmetic(node, left_type.dimension, right_type.dimension)

    def _shares(self, node: Binary, scope: Scope) -> bool:
        """Whether a share isn't compared with more than there is: `availability(f) >= 99.9`, for 99.9%."""
        left, right = node.left, node.right
        if node.operator.kind != "COMPARE" or not isinstance(left, Call) or not isinstance(right, Literal):
            return True
        word = scope.words().get(left.name.text)
        bounded = word is not None and word.percent and not right.text.endswith("%")
        if not bounded or not 1 < parse(right.text).low <= 100:
            return True
        self.report(
            mistake(
                "wrong-unit",
                f"`{right.text}` is {right.text} times as much as there is",
                right.span,
                help=f"Write `{right.text}%`",
                edit=Edit(right.span, f"{right.text}%"),
            )
        )
        return False

    def _membership(self, node: Binary, left: Type, right: Type) -> Type | None:
        if right.kind != "list":
            self.report(
                mistake("wrong-type", f"`in` wants a list on its right, not {right}", node.right.span)
            )
            return None
        if right.of is not None and right.of.kind != left.kind:
            self.report(mistake("wrong-type", f"{left} can't be in {right}", node.span))
            return None
        return BOOL

    def _arithmetic(self, node: Binary, left: Dimension | None, right: Dimension | None) -> Type | None:
        sign = node.operator.text
        if sign in "+-" or sign == ".." or node.operator.kind == "COMPARE":
            if left is not None and right is not None and left != right:
                verb = {"+": "added to", "-": "subtracted from", "..": "in a range with"}.get(
                    sign, "compared with"
                )
                first, second = (right, left) if sign == "-" else (left, right)
                message = f"{describe(first)} can't be {verb} {describe(second)}"
                self.report(mistake("wrong-unit", message, node.span, help=_share_meant(node)))
                return None
            return (
                BOOL
                if node.operator.kind == "COMPARE"
                else Type("number", left if left is not None else right)
            )
        if sign == "^":
            return self._power(node, left, right)
        if left is None or right is None:
            return ANY_NUMBER
        pairs = zip(left, right, strict=True)
        if sign == "*":
            return number(Dimension(*(a + b for a, b in pairs)))
        return number(Dimension(*(a - b for a, b in pairs)))

    def _power(self, node: Binary, left: Dimension | None, right: Dimension | None) -> Type | None:
        if right not in (None, NONE):
            self.report(mistake("wrong-unit", "an exponent must be a plain number", node.right.span))
            return None
        if left == NONE:
            return COUNT
        exponent = node.right
        if (
            left is not None
            and isinstance(exponent, Literal)
            and exponent.text.isdigit()
            and len(exponent.text) < 3
        ):
            return number(Dimension(*(int(exponent.text) * part for part in left)))
        if left is None:
            return ANY_NUMBER
        self.report(
            mistake(
                "wrong-unit", "only a plain number can have an exponent that isn't written out", node.span
            )
        )
        return None

    # Calls

    def _filtered(self, node: Filtered, scope: Scope) -> Type | None:
        self.report(
            mistake("syntax", "`if` belongs after `x in xs`, inside `any`, `all`, `count` …", node.span)
        )
        return None

    def _comprehension(self, node: Comprehension, scope: Scope) -> Type | None:
        self.report(mistake("syntax", "`for` belongs inside `sum`, `min`, `max` …", node.span))
        return None

    def _call(self, node: Call, scope: Scope) -> Type | None:
        name = node.name.text
        if name in AGGREGATES:
            return self._aggregate(node, scope)
        if name in ROUNDING:
            return self._rounding(node, scope)
        word = scope.words().get(name)
        if word is None:
            known = [*scope.words(), *AGGREGATES, *ROUNDING]
            from sdlint.expression.elsewhere import VAGUE, WORDS  # Only a mistake asks for it.

            meant = WORDS.get(name.lower())
            meant = meant if meant in scope.words() else None
            right = meant or clear(name, known)
            if name.lower() in VAGUE or any(letter.isdigit() for letter in name):
                right = None  # Which percentile is meant is the author's to say.
            self.report(
                mistake(
                    "unknown-word",
                    f"unknown word `{name}`",
                    node.name.span,
                    help=f"did you mean `{meant}`?"
                    if meant
                    else did_you_mean(name, known) or "`sdlint words` lists those that there are",
                    edit=Edit(node.name.span, right) if right else None,
                )
            )
            return None
        least = sum(not parameter.optional for parameter in word.parameters)
        if not least <= len(node.operands) <= len(word.parameters):
            self.report(
                mistake("wrong-arguments", f"`{name}` is written {word.usage()}", node.span, help=word.doc)
            )
            return None
        fine = [
            self._argument(operand, parameter, scope)
            for operand, parameter in zip(node.operands, word.parameters, strict=False)
        ]
        return word.result if all(fine) else None

    def _argument(self, node: Expression, parameter: Parameter, scope: Scope) -> bool:
        if parameter.options:
            if isinstance(node, Name) and node.name.text in parameter.options:
                return True
            if not parameter.elements:
                word = node.span.text
                help_ = did_you_mean(word, parameter.options) or f"It can be {listing(parameter.options)}"
                self.report(mistake("unknown-name", f"`{word}` can't stand here", node.span, help=help_))
                return False
        if parameter.type is not None:
            return self.wants(node, scope, parameter.type)
        if scope.argument_type(node, parameter) is not None:
            return True
        words = listing(parameter.elements).replace("`", "")
        text = node.span.text
        names = [*parameter.options, *scope.argument_names(parameter)]
        right = clear(text, names)
        if isinstance(node, (Name, Member)):
            self.report(
                mistake(
                    "unknown-name",
                    f"no {words} is named `{text}`",
                    node.span,
                    help=self._other(node, scope)
                    or did_you_mean(text, names)
                    or (f"It can be {listing(parameter.options)}, too" if parameter.options else None),
                    edit=Edit(node.span, right) if right else None,
                )
            )
        else:
            self.report(mistake("wrong-type", f"the name of a {words} is wanted here", node.span))
        return False

    def _other(self, node: Expression, scope: Scope) -> str | None:
        """What else a name stands for that can't stand here."""
        kinds = ("component", "flow", "requirement", "entity", "region", "zone", "scenario")
        found = next((k for k in kinds if scope.argument_type(node, Parameter(k, (k,)))), None)
        article = "an" if found == "entity" else "a"
        return f"`{node.span.text}` is {article} {found}" if found else None

    def _rounding(self, node: Call, scope: Scope) -> Type | None:
        if len(node.operands) != 1:
            self.report(mistake("wrong-arguments", f"`{node.name.text}` is asked of one number", node.span))
            return None
        found = self.check(node.operands[0], scope)
        if found is not None and found.kind != "number":
            self._wrong(node.operands[0].span, ANY_NUMBER, found)
            return None
        return found

    def _aggregate(self, node: Call, scope: Scope) -> Type | None:
        name = node.name.text
        first = node.operands[0] if node.operands else None
        if (
            name in ("min", "max", "sum")
            and first is not None
            and not isinstance(first, (Comprehension, Filtered))
        ):
            return self._extreme(node, scope)
        if len(node.operands) != 1 or first is None:
            form = "(value for x in xs)" if name in ("sum", "min", "max") else "(x in xs if condition)"
            self.report(mistake("wrong-arguments", f"`{name}` is written `{name}{form}`", node.span))
            return None
        if isinstance(first, Comprehension):
            return self._collected(name, first, scope)
        subject, condition = (
            (first.subject, first.condition) if isinstance(first, Filtered) else (first, None)
        )
        if isinstance(subject, Binary) and subject.operator.text == "in" and isinstance(subject.left, Name):
            inner = self._loop(subject.left.name.text, subject.right, scope)
            if inner is None:
                return None
            if condition is not None and not self.wants(condition, inner, BOOL):
                return None
        elif condition is not None:
            self.report(mistake("syntax", "`if` belongs after `x in xs`", first.span))
            return None
        else:
            found = self.check(subject, scope)
            if found is None:
                return None
            if found.kind != "list" or name != "count":
                self.report(
                    mistake("wrong-type", f"`{name}` is written `{name}(x in xs if condition)`", first.span)
                )
                return None
        return COUNT if name == "count" else BOOL

    def _loop(self, variable: str, collection: Expression, scope: Scope) -> Scope | None:
        found = self.check(collection, scope)
        if found is None:
            return None
        if found.kind != "list" or found.of is None:
            self.report(mistake("wrong-type", f"a list is wanted here, not {found}", collection.span))
            return None
        return scope.bind(variable, found.of, None)

    def _collected(self, name: str, node: Comprehension, scope: Scope) -> Type | None:
        inner = self._loop(node.name.text, node.collection, scope)
        if inner is None:
            return None
        if node.condition is not None and not self.wants(node.condition, inner, BOOL):
            return None
        found = self.check(node.value, inner)
        if found is None:
            return None
        wanted = BOOL if name in ("any", "all") else ANY_NUMBER
        if name != "count" and found.kind != wanted.kind:
            self._wrong(node.value.span, wanted, found)
            return None
        return {"any": BOOL, "all": BOOL, "count": COUNT}.get(name, found)

    def _extreme(self, node: Call, scope: Scope) -> Type | None:
        types = [self.check(operand, scope) for operand in node.operands]
        result: Type | None = None
        for operand, found in zip(node.operands, types, strict=True):
            if found is None:
                return None
            if found.kind != "number":
                self._wrong(operand.span, ANY_NUMBER, found)
                return None
            if (
                result
                and None not in (result.dimension, found.dimension)
                and result.dimension != found.dimension
            ):
                self._wrong(operand.span, result, found)
                return None
            result = found if result is None or result.dimension is None else result
        return result


def unit_mistake(error: UnitMistake, span: Span) -> Diagnostic:
    """The diagnostic of a literal that can't be read."""
    suggestion = error.suggestion
    help_ = f"did you mean `{suggestion}`?" if suggestion and f"`{suggestion}`" not in error.message else None
    return mistake(
        error.name, error.message, span, help=help_, edit=Edit(span, suggestion) if suggestion else None
    )
