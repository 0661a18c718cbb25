"""Files of rules → rules. What is wrong with one rule is a trouble, and stops no other."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import PurePosixPath

from sdlint.diagnostic import Diagnostic, Severity, Trouble
from sdlint.engine.clauses import make
from sdlint.engine.message import replaced
from sdlint.engine.rule import Param, Preset, Question, Rule, RuleBook, Step
from sdlint.expression.evaluate import unquote
from sdlint.expression.tree import Token
from sdlint.record import changed
from sdlint.source import Source, Span
from sdlint.spelling import did_you_mean, listing
from sdlint.syntax import rule_nodes as nodes
from sdlint.syntax.parser import parse

MAX_FILE = 200_000
"""Characters in one file of rules."""
STEP_FILE = "step"
"""The file of a folder that has the step's questions."""

_NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_STRINGS = re.compile(r'"""(?s:.)*?"""|"""|"(?:[^"\\\n]|\\[^\n])*"|#[^\n]*')


def read(
    sources: Sequence[Source],
    known: RuleBook | None = None,
    *,
    checked: bool = False,
) -> RuleBook:
    """The rules and steps of some files, each checked, beside those that are known already.

    `checked` files were checked before: their names, types and units are taken for right, and their texts
    are read when they are asked for.

    A file `NAME.rule` has the rule of that name, or instances of other rules; `step.rule` has the
    step's questions. The folder's name is the step's.
    """
    return _Reading(known or RuleBook(), checked).book(sources)


class _Reading:
    def __init__(self, known: RuleBook, checked: bool) -> None:
        self.known = known
        self.checked = checked
        self.troubles: list[Trouble] = []
        self.steps: dict[str, Step] = dict(known.step_by_name)
        self.rules: dict[str, Rule] = dict(known.by_name)
        self.broken: set[str] = set()
        """Rules that couldn't be read: what uses them stays silent."""
        self.questions: dict[str, str] = dict(known.question_steps)
        self.presets: dict[str, Preset] = {preset.name: preset for preset in known.presets}

    def book(self, sources: Sequence[Source]) -> RuleBook:
        """Steps first, for rules name their questions; instances last, for they name rules."""
        trees = [(source, tree) for source in sources if (tree := self._parse(source)) is not None]
        for source, tree in trees:
            for item in tree.items:
                if isinstance(item, nodes.Step):
                    self._step(source, item)
        for source, tree in trees:
            self._rules(source, tree)
        for _, tree in trees:
            for item in tree.items:
                if isinstance(item, nodes.Instance):
                    self._instance(item)
                elif isinstance(item, nodes.Preset):
                    self._preset(item)
        order = sorted(self.rules.values(), key=lambda rule: (rule.step, rule.name))
        return RuleBook(
            tuple(order),
            tuple(sorted(self.steps.values(), key=lambda step: (step.number, step.name))),
            (*self.known.troubles, *self.troubles),
            tuple(self.presets.values()),
            self.known.idle,
        )

    def trouble(self, message: str, span: Span, help: str | None = None) -> None:
        """Note what is wrong, at its place in the file of rules."""
        self.troubles.append(Trouble(message, span.source.path, help, span))

    def reporter(self, source: Source) -> Callable[[Diagnostic], None]:
        """What takes the diagnostics of a file's expressions."""

        def report(diagnostic: Diagnostic) -> None:
            placed = replaced(diagnostic, source)
            if placed.span is not None:
                self.trouble(placed.message, placed.span, placed.help)

        return report

    def _parse(self, source: Source) -> nodes.Rules | None:
        if len(source.text) > MAX_FILE:
            self.trouble(
                f"a file of rules with more than {MAX_FILE} characters", source.span(0, 1), "One rule a file"
            )
            self._give_up(source)
            return None
        parsed = parse(source, "rule")
        wrong = [d for d in parsed.diagnostics if d.severity is Severity.ERROR]
        open_at = _unterminated(source.text) if wrong else None
        if open_at is not None:
            # All that follows it stands within a text that never ends.
            self.trouble(
                'this `"""` has no end', source.span(open_at, open_at + 3), 'Close the text with `"""`'
            )
            wrong = [d for d in wrong if d.span is not None and d.span.start < open_at]
        for diagnostic in wrong:
            self.reporter(source)(diagnostic)
        if wrong or open_at is not None or not isinstance(parsed.tree, nodes.Rules):
            self._give_up(source)
            return None
        return parsed.tree

    def _give_up(self, source: Source) -> None:
        self.broken.add(_stem(source))
        if _stem(source) == STEP_FILE:
            self.steps.setdefault(_folder(source), Step(_folder(source), "", (), source.span(0, 0)))
            self.broken.add(_folder(source))

    # Steps

    def _step(self, source: Source, node: nodes.Step) -> None:
        folder = _folder(source)
        if _stem(source) != STEP_FILE:
            self.trouble(
                "a step stands in a file of its own", node.string.span, f"Put it into `{STEP_FILE}.rule`"
            )
            return
        if folder in self.steps and folder not in self.broken:
            first = self.steps[folder].span
            self.trouble(
                f"the step `{folder}` is said twice", node.string.span, f"It stands in {first.where}"
            )
            return
        questions: dict[str, Question] = {}
        for asks in node.questions:
            name = asks.name.text
            if name in self.questions or name in questions:
                step = self.questions.get(name, folder)
                self.trouble(
                    f"the question `{name}` is asked twice", asks.name.span, f"`{step}` asks it already"
                )
                continue
            lesson = " ".join(asks.long_string.text.strip('"').split()) if asks.long_string else ""
            questions[name] = Question(name, unquote(asks.string.text), asks.name.span, lesson)
        self.questions.update(dict.fromkeys(questions, folder))
        title = unquote(node.string.text)
        self.steps[folder] = Step(folder, title, tuple(questions.values()), node.string.span)

    # Rules

    def _rules(self, source: Source, tree: nodes.Rules) -> None:
        head: nodes.Rule | None = None
        clauses: list[nodes.Clause] = []
        heads = 0
        for item in tree.items:
            if isinstance(item, nodes.Clause):
                if head is not None:
                    clauses.append(item)
                elif not heads:
                    self.trouble(
                        "a clause stands outside of a rule", item.span, "Begin the rule with `rule its-name`"
                    )
                    self._give_up(source)
                    return
            else:
                if head is not None:
                    self._rule(source, head, clauses)
                    head = None
                if isinstance(item, nodes.Rule):
                    heads += 1
                    if heads > 1:
                        help_ = f"Put `{item.name.text}` into `{item.name.text}.rule`"
                        self.trouble("a file holds one rule", item.name.span, help_)
                        self.broken.add(item.name.text)
                    else:
                        head, clauses = item, []
        if head is not None:
            self._rule(source, head, clauses)

    def _rule(self, source: Source, head: nodes.Rule, clauses: list[nodes.Clause]) -> None:
        name, before = head.name.text, len(self.troubles)
        self._name(source, head.name)
        asked = [token for clause in clauses if isinstance(clause, nodes.Answers) for token in clause.names]
        step = self._step_of(source, asked)
        house = step not in self.steps and bool(self.known.rules)
        rule = make(head, clauses, step, self.reporter(source), checked=self.checked, house=house)
        self._answers(step, asked)
        if rule is not None and len(self.troubles) == before and not self.checked:
            from sdlint.engine.check import check

            check(rule, self.reporter(source))
        if rule is None or len(self.troubles) > before:
            self.broken.add(name)
        else:
            self.rules[name] = rule

    def _name(self, source: Source, token: Token) -> None:
        name = token.text
        if not _NAME.fullmatch(name):
            help_ = "Small letters and digits, words joined by `-`: `missing-replicas`"
            self.trouble(f"`{name}` can't name a rule", token.span, help_)
        elif name != _stem(source):
            self.trouble(
                f"the rule `{name}` stands in `{_stem(source)}.rule`",
                token.span,
                f"A rule's name is its file's: call the file `{name}.rule`",
            )
        self.unique(token)

    def unique(self, token: Token) -> None:
        """Complain of a name that another rule has."""
        other = self.rules.get(token.text)
        if other is not None:
            self.trouble(
                f"there are two rules `{token.text}`", token.span, f"The other is in {other.span.where}"
            )

    def _step_of(self, source: Source, answers: Sequence[Token]) -> str:
        """The step of a file's rule: its folder, or what asks the questions that it answers."""
        folder = _folder(source)
        asked = [self.questions[token.text] for token in answers if token.text in self.questions]
        return folder if folder in self.steps or not asked else asked[0]

    def _answers(self, step: str, names: Sequence[Token]) -> None:
        """A rule answers questions of its own step."""
        if step in self.broken:
            return
        asked = self.steps.get(step)
        own = [question.name for question in asked.questions] if asked else list(self.questions)
        for token in names:
            if token.text in own:
                continue
            elsewhere = self.questions.get(token.text)
            help_ = did_you_mean(token.text, own) or (
                f"`{elsewhere}` asks it" if elsewhere else f"It asks {listing(own, 'and')}" if asked else None
            )
            self.trouble(f"the step `{step}` doesn't ask `{token.text}`", token.span, help_)

    # Presets

    def _preset(self, node: nodes.Preset) -> None:
        own, *without = node.names
        if own.text in self.presets:
            first = self.presets[own.text].span
            self.trouble(f"there are two presets `{own.text}`", own.span, f"The other is in {first.where}")
            return
        for token in without:
            if token.text not in self.rules and token.text not in self.broken:
                help_ = did_you_mean(token.text, self.rules)
                self.trouble(f"unknown rule `{token.text}`", token.span, help_)
        names = tuple(token.text for token in without)
        self.presets[own.text] = Preset(own.text, unquote(node.string.text), names, own.span)

    # Instances

    def _instance(self, node: nodes.Instance) -> None:

        from sdlint.engine.check import check_setting

        base_token, own = node.names
        before = len(self.troubles)
        base = self.rules.get(base_token.text)
        if base is None:
            if base_token.text not in self.broken:
                help_ = did_you_mean(base_token.text, self.rules)
                self.trouble(f"unknown rule `{base_token.text}`", base_token.span, help_)
            return
        if not _NAME.fullmatch(own.text):
            self.trouble(
                f"`{own.text}` can't name a rule", own.span, "Small letters and digits, words joined by `-`"
            )
        self.unique(own)
        params = {param.name: param for param in base.params}
        settings: dict[str, Param] = {}
        for setting in node.settings:
            word = setting.name.text
            param = params.get(word)
            if param is None:
                help_ = did_you_mean(word, params) or (
                    f"It has {listing(params, 'and')}" if params else "It has nothing to set"
                )
                self.trouble(f"`{base.name}` has no `{word}`", setting.name.span, help_)
            elif word in settings:
                self.trouble(f"`{word}` is set twice", setting.name.span)
            else:
                check_setting(param, setting.expression, self.reporter(setting.source))
                settings[word] = changed(param, expression=setting.expression, span=setting.name.span)
        if not node.settings:
            self.trouble(
                f"`{own.text}` sets nothing", own.span, f"Set a parameter of `{base.name}` to a value"
            )
        if len(self.troubles) == before:
            self.rules[own.text] = changed(
                base,
                name=own.text,
                span=own.span,
                params=tuple(settings.get(param.name, param) for param in base.params),
                bad=(),  # They show the base's own thresholds.
                good=(),
                base=base.name,
            )


def is_name(text: str) -> bool:
    """Whether a rule may be called so."""
    return _NAME.fullmatch(text) is not None


def _stem(source: Source) -> str:
    return PurePosixPath(source.path.replace("\\", "/")).stem


def _folder(source: Source) -> str:
    return PurePosixPath(source.path.replace("\\", "/")).parent.name


def _unterminated(text: str) -> int | None:
    """Where a text in three quotes begins that has no end."""
    return next((match.start() for match in _STRINGS.finditer(text) if match.group() == '"""'), None)
