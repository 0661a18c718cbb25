"""Flows: lines of calls and messages become a tree of visits."""

from __future__ import annotations

from collections.abc import Mapping

from sdlint.diagnostic import Diagnostic, mistake
from sdlint.expression.evaluate import unquote
from sdlint.expression.tree import Expression, Literal, Token
from sdlint.expression.values import Known, Witness
from sdlint.model.bind_values import Values
from sdlint.model.design import Call, Component, Flow, Stated, Step, Visit
from sdlint.model.names import Names
from sdlint.quantity import BYTES, NONE, RATE, Quantity
from sdlint.record import Work, fresh
from sdlint.syntax import nodes


class _Visit(Work):
    """A visit while it is being built."""

    component: str
    depth: int = 0
    """How many calls it is within."""
    stages: list[list[_Call]] = fresh(default_factory=list)


class _Call(Work):
    step: Step
    visit: _Visit
    otherwise: list[_Call] = fresh(default_factory=list)


MAX_STEPS = 2_000
"""Steps in one flow."""
MAX_CHAIN = 150
"""Calls within each other: what walks the tree may recurse."""


class FlowBinder(Work):
    """Builds flows, and edges outside of flows, over the declared components."""

    components: Mapping[str, Component]
    entities: Mapping[str, object]
    requirements: Mapping[str, object]
    names: Names
    values: Values
    report: list[Diagnostic]
    spoken_of: frozenset[tuple[str, int]] = frozenset()
    """Lines, by file, that have mistakes of syntax."""
    _steps: list[Step] = fresh(default_factory=list)
    _latest: dict[str, _Visit] = fresh(default_factory=dict)
    """By component, where the flow was there last: a line goes on from it."""
    _flow: str = ""
    _mistaken: bool = False
    _deep: bool = False

    def flow(self, node: nodes.Flow) -> Flow:
        """The flow of a statement."""
        # What couldn't be read may have been its rate or its peak.
        self._steps, self._flow, self._mistaken = [], node.name.text, node.name.span.lies_on(self.spoken_of)
        self._deep, self._latest = False, {}
        root: _Visit | None = None
        for line in node.steps.lines if node.steps else ():
            root = self._line(line, root)
        rate = peak = None
        sums: dict[str, Witness] = {}
        if node.rate:
            rate = self.values.not_negative(node.rate.value, RATE, "the rate of a flow")
            self._mistaken = self._mistaken or rate is None
        if node.peak:
            peak = self.values.quantity(node.peak.times.value, NONE, "the peak")
            self._mistaken = self._mistaken or peak is None
            self._keep(sums, "peak", node.peak.times.value)
        served = [
            self.names.resolve(token, self.requirements, "requirement") for token in _names(node.purpose)
        ]
        return Flow(
            node.name.text,
            node.name.span,
            unquote(node.string.text) if node.string else "",
            tuple(name for name in served if name),
            rate,
            node.rate.span if node.rate else None,
            peak,
            _freeze(root) if root else None,
            tuple(self._steps),
            self._mistaken,
            sums,
        )

    def _keep(self, sums: dict[str, Witness], name: str, node: Expression) -> None:
        """Keep of what a number was computed, for who doubts it."""
        value = self.values.value(node) if not isinstance(node, Literal) else None
        if isinstance(value, Known):
            sums[name] = value.witness

    def edges(self, line: nodes.Line) -> tuple[Step, ...]:
        """The edges of a line that stands outside of flows."""
        self._steps, self._latest, self._flow = [], {}, ""
        if not line.links and (line.source.path, line.span.line) in self.spoken_of:
            return ()  # It has a mistake that was told already.
        if not line.links:
            name = line.target.name
            help_ = "A line of arrows needs an arrow; a component needs its kind: `service " + name.text + "`"
            self.report.append(
                mistake("unknown-keyword", f"`{name.text}` alone says nothing", name.span, help=help_)
            )
            return ()
        self._line(line, None)
        return tuple(self._steps)

    def _line(self, line: nodes.Line, root: _Visit | None) -> _Visit | None:
        """Add a line to the tree; the tree's root."""
        name = self.names.resolve(line.target.name, self.components, "component")
        if name is None:
            self._mistaken = True
            return root
        visit = self._latest.get(name)
        if visit is None:
            if root is not None and self._deep:
                return root  # It would be reached, were not so much left out.
            if root is not None:
                self._mistaken = True
                self.report.append(
                    mistake(
                        "unreached-step",
                        f"the flow hasn't reached `{name}` before this line",
                        line.target.span,
                        help=f"Start at `{root.component}`, or call `{name}` from a line above",
                    )
                )
            visit = self._latest[name] = _Visit(name)
            root = root or visit
        self._chain(visit, visit, line.links)
        return root

    def _chain(self, start: _Visit, parent: _Visit, links: tuple[nodes.Arrow | nodes.Otherwise, ...]) -> None:
        """Follow a line from a visit. After `else` the caller of what missed or failed makes the call; a
        cdn makes it itself. A dns only answers: its caller makes the next call.
        """
        caller, alternative = start, False
        last: _Call | None = None
        for depth, link in enumerate(links, 1):
            if depth > MAX_CHAIN or len(self._steps) > MAX_STEPS:
                self.report.append(
                    mistake("too-deep", "this line is too long", link.span, help="Split it up")
                )
                self._mistaken = True
                return
            if isinstance(link, nodes.Otherwise):
                if last is None:
                    self.report.append(
                        mistake("syntax", "`else` has nothing before it that could miss or fail", link.span)
                    )
                    return
                alternative = True
                cdn = self.components[last.visit.component].kind == "cdn"
                made = self._calls(link, last.visit if cdn else parent, alternative)
                last.otherwise.extend(made)
            else:
                made = self._calls(link, caller, alternative)
                caller.stages.append(made)
            if len(made) != 1:
                return
            last = made[0]
            if not isinstance(link, nodes.Otherwise):
                parent = caller
            kind = self.components[last.visit.component].kind
            caller = parent if kind == "dns" else last.visit

    def _calls(self, link: nodes.Arrow | nodes.Otherwise, caller: _Visit, alternative: bool) -> list[_Call]:
        """The calls that a link makes: one, or those in braces."""
        asynchronous = isinstance(link, nodes.Arrow) and link.sign.kind == "MESSAGE"
        if link.target is not None:
            call = self._call(link.target, caller, asynchronous, alternative)
            return [call] if call else []
        made = []
        for line in link.parallel.lines if link.parallel else ():
            call = self._call(line.target, caller, asynchronous, alternative)
            if call:
                made.append(call)
                self._branch(call, caller, line.links)
        return made

    def _branch(self, call: _Call, caller: _Visit, links: tuple[nodes.Arrow | nodes.Otherwise, ...]) -> None:
        """What follows within a branch of `{ }`."""
        if links and isinstance(links[0], nodes.Otherwise):
            cdn = self.components[call.visit.component].kind == "cdn"
            made = self._calls(links[0], call.visit if cdn else caller, True)
            call.otherwise.extend(made)
            if len(made) == 1:
                self._chain(made[0].visit, caller, links[1:])
        else:
            self._chain(call.visit, caller, links)

    def _call(
        self, target: nodes.Target, caller: _Visit, asynchronous: bool, alternative: bool
    ) -> _Call | None:
        name = self.names.resolve(target.name, self.components, "component")
        if name is None:
            self._mistaken = True
            return None
        if caller.depth >= MAX_CHAIN:
            if not self._deep:
                message = f"this call is made within {MAX_CHAIN} others"
                self.report.append(
                    mistake(
                        "too-deep", message, target.name.span, help="Let one flow end where another begins"
                    )
                )
            self._deep = self._mistaken = True
            return None
        step = self._step(target, caller.component, name, asynchronous, alternative)
        self._steps.append(step)
        visit = self._latest[name] = _Visit(name, caller.depth + 1)
        return _Call(step, visit)

    def _step(
        self, target: nodes.Target, caller: str, callee: str, asynchronous: bool, alternative: bool
    ) -> Step:
        share = payload = times = None
        sums: dict[str, Witness] = {}
        for item in target.payloads:
            value = self.values.value(item.value)
            quantity = value.value if isinstance(value, Known) else None
            if not isinstance(quantity, Quantity):
                continue
            if quantity.dimension == BYTES:
                payload = quantity
                self._keep(sums, "payload", item.value)
            elif quantity.dimension == NONE and quantity.low >= 0 and quantity.high <= 1:
                share = quantity
                self._keep(sums, "share", item.value)
            else:
                wanted = "bytes (`500B`), a share (`1%`) or a number of times (`x20`)"
                self.report.append(mistake("wrong-unit", f"after a step stand {wanted}", item.span))
        if target.repeated:
            times = self.values.quantity(target.repeated.times.value, NONE, "how many times")
            self._keep(sums, "times", target.repeated.times.value)
        entity = ""
        if target.writing and target.writing.name:
            entity = self.names.resolve(target.writing.name, self.entities, "entity") or ""
        if target.reading and target.writing:
            message = "a step reads or writes: each is a step of its own"
            help_ = f"For example: `{{ {callee} read A, {callee} write B }}`"
            self.report.append(mistake("wrong-value", message, target.reading.span, help=help_))
            self._mistaken = True
        elif target.reading:
            entity = self.names.resolve(target.reading.name, self.entities, "entity") or ""
        attributes: dict[str, Stated] = {}
        if target.attributes:
            attributes, _ = self.values.attributes(target.attributes.attributes, "step", callee)
            if "update" in attributes and target.writing is None:
                self._no_write(attributes.pop("update"), callee)
        sign = "~>" if asynchronous else "→"
        name = f"{self._flow}/{caller}{sign}{callee}" if self._flow else f"{caller}{sign}{callee}"
        return Step(
            name,
            target.name.span,
            self._flow,
            caller,
            callee,
            asynchronous,
            target.optional is not None,
            alternative,
            target.writing is not None,
            entity,
            times,
            bool(target.repeated and target.repeated.together),
            share,
            payload,
            target.scatter is not None,
            unquote(target.string.text) if target.string else "",
            attributes,
            sums,
        )

    def _no_write(self, update: Stated, callee: str) -> None:
        self._mistaken = True
        message = f"a call of `{callee}` that writes nothing can't be an `update`"
        help_ = f"Say what it writes: `{callee} write {{ update }}`"
        self.report.append(mistake("wrong-value", message, update.span, help=help_))


def _names(purpose: nodes.Purpose | None) -> tuple[Token, ...]:
    return purpose.names if purpose else ()


def _freeze(visit: _Visit) -> Visit:
    return Visit(
        visit.component,
        tuple(tuple(_freeze_call(call) for call in stage) for stage in visit.stages if stage),
    )


def _freeze_call(call: _Call) -> Call:
    return Call(call.step, _freeze(call.visit), tuple(_freeze_call(other) for other in call.otherwise))
