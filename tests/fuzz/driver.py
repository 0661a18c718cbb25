"""One input through everything that sdlint does with a design; what must never happen is raised.

Each stage is what a command does. Beside exceptions it is a fault when a stage takes too long, when a report
for programs can't be read by one, when a character that gives a terminal orders is written, and when the
formatter changes what a text means or isn't content with its own.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import signal
import tempfile
import traceback
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from random import Random
from types import FrameType

from sdlint.analyses.facts import Facts
from sdlint.changes.difference import difference
from sdlint.diagnostic import Severity, Trouble
from sdlint.diagrams import draw
from sdlint.diagrams.views.view import NotThere, View, see
from sdlint.engine import shipped_rules
from sdlint.fixes.accepting import accept
from sdlint.fixes.design import suggest
from sdlint.fixes.hygiene import mend
from sdlint.fixes.texts import Repair
from sdlint.lint import Outcome, lint
from sdlint.quantity import Quantity
from sdlint.reports import names as report_formats
from sdlint.reports import report
from sdlint.reports.terminal.look import Look
from sdlint.source import Source
from sdlint.syntax.parser import parse
from sdlint.syntax.printer import print_source
from tests.syntax.comparing import outline

TODAY = date(2026, 1, 31)
LIMIT = 2.0
"""Seconds of the processor that a stage may take."""
PLATFORM = 'system "Platform"\nservice shared { replicas 2 }\n'
ORDERS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""What gives a terminal orders, or hides in which order one reads; ends of lines and tabs may stand there."""


class Fault(Exception):
    """Something that must never happen: at which stage, and what."""

    def __init__(self, stage: str, what: str, detail: str = "") -> None:
        super().__init__(f"{stage}: {what}\n{detail}".rstrip())
        self.stage = stage
        self.what = what

    @property
    def signature(self) -> str:
        """What two inputs have in common that show the same fault."""
        return f"{self.stage.partition(' ')[0]}: {self.what}"


class _Late(BaseException):
    """A stage's time is over: nothing that catches exceptions may catch it."""


@contextlib.contextmanager
def _stage(name: str, limit: float) -> Iterator[None]:
    def over(number: int, frame: FrameType | None) -> None:
        raise _Late("".join(traceback.format_stack(frame, limit=12)))

    # It counts what this process computes: others may keep the machine busy.
    timed = hasattr(signal, "setitimer")
    before = signal.signal(signal.SIGVTALRM, over) if timed else None
    if timed:
        signal.setitimer(signal.ITIMER_VIRTUAL, limit)
    try:
        yield
    except _Late as late:
        raise Fault(name, f"more than {limit:g} s of CPU", str(late)) from None
    except Fault:
        raise
    except (Exception, SystemExit) as error:  # noqa: BLE001 # Whatever it is, it is what is looked for.
        frames = [
            one
            for one in traceback.extract_tb(error.__traceback__)
            if "/sdlint/" in Path(one.filename).as_posix()
        ]
        where = f" in {Path(frames[-1].filename).name}:{frames[-1].name}" if frames else ""
        what = str(error) if isinstance(error, AssertionError) and str(error) else type(error).__name__
        raise Fault(name, f"{what}{where}", traceback.format_exc()) from None
    finally:
        if timed:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            signal.signal(signal.SIGVTALRM, before)


def reader(path: str) -> Source | Trouble:
    """The one file that a design may use here."""
    return Source(path, PLATFORM) if path == "platform.sd" else Trouble("no such file", path)


@dataclass
class Driver:
    """Puts texts through all stages; the last sound design is what the next one is compared with."""

    limit: float = LIMIT
    last: Outcome | None = None
    stages: dict[str, int] = field(default_factory=dict)

    def drive(self, text: str, seed: str = "0") -> None:
        """Raises Fault. What isn't done with every text hangs on the seed."""
        random = Random(f"stages-{seed}")
        self._do("format", lambda: _format(text))
        outcome = self._do("check", lambda: lint([Source("design.sd", text)], reader, today=TODAY))
        for name in report_formats():
            self._do(f"report {name}", lambda name=name: _readable(name, report(outcome, name, Look())))
        if random.random() < 0.3:
            for name, way in WAYS.items():
                self._do(name, lambda way=way: _repaired(text, way))
        if random.random() < 0.1:
            self._do("cli", lambda: _command(text, random))
        if not outcome.designs or not outcome.designs[0].sound:
            return
        # Each is a command of its own, and has its own time.
        self._do("review", lambda: _review(outcome))
        self._do("overview", lambda: _overview(outcome))
        if random.random() < 0.2:
            self._do("page", lambda: _page(outcome))
        self._do("drill", lambda: _drill(outcome))
        self._do("scale", lambda: _scale(outcome))
        self._draw(outcome, random)
        if random.random() < 0.05:
            self._do("improve", lambda: _improve(text), 4 * self.limit)
        last, self.last = self.last, outcome
        if last is not None:
            self._do("diff", lambda: _compare(last, outcome))

    def _do(self, name: str, work: Callable[[], object], limit: float | None = None) -> object:
        self.stages[name] = self.stages.get(name, 0) + 1
        with _stage(name, limit or self.limit):
            return work()

    def _draw(self, outcome: Outcome, random: Random) -> None:
        design = outcome.designs[0]
        views = [View()]
        flows, names = list(design.flows), list(design.components)
        if flows:
            views.append(View(flow=random.choice(flows)))
        if names:
            views += [View(focus=(random.choice(names),)), View(fail=(random.choice(names),), findings=False)]
        views += [View("data"), View("places"), View(whole=True)]
        for view in (views[0], random.choice(views)):
            for format in ("svg", "dot", "mermaid", "d2", "ascii", "unicode", "diagrams"):
                self._do(f"render {format}", lambda format=format, view=view: _picture(outcome, view, format))
        if random.random() < 0.05:
            self._do("render png", lambda: _picture(outcome, views[0], "png"), 2 * self.limit)


def _format(text: str) -> None:
    source = Source("design.sd", text)
    parsed = parse(source)
    once, diagnostics = print_source(source)
    if any(one.severity is Severity.ERROR for one in diagnostics):
        assert once == text, "a text with mistakes is changed"
        return
    after = parse(Source("design.sd", once))
    assert outline(parsed.tree) == outline(after.tree), "formatting changes the meaning"
    assert print_source(Source("design.sd", once))[0] == once, "formatting twice isn't formatting once"


def _readable(name: str, text: str) -> None:
    if name in ("json", "sarif", "gitlab"):
        json.loads(text)
    elif name == "json_lines" or name == "json-lines":
        for line in text.splitlines():
            json.loads(line)
    elif name in ("junit", "checkstyle"):
        ElementTree.fromstring(text)  # noqa: S314
    _harmless(name, text)
    text.encode("utf-8", "backslashreplace")


def _harmless(name: str, text: str) -> None:
    found = ORDERS.search(text)
    assert found is None, f"{found[0]!r} in {name}"


WAYS: dict[str, Callable[[Repair], object]] = {
    "fix": mend,
    "suggest": suggest,
    "accept": lambda work: accept(work, "as it is"),
}
"""The ways of changing a text, each a command of its own."""


def _repaired(text: str, way: Callable[[Repair], object]) -> None:
    way(Repair([Source("design.sd", text)], reader, TODAY, shipped_rules()))


def _review(outcome: Outcome) -> None:
    from sdlint.cli.review import _review as reviewed
    from sdlint.reports.review import report as tell

    found = reviewed(outcome, shipped_rules())
    for format in ("text", "markdown", "json"):
        told = tell(found, format, Look())
        _harmless(format, told)
    json.loads(told)


def _overview(outcome: Outcome) -> None:
    from sdlint.analyses.review.numbers import numbers
    from sdlint.reports.overview import report as tell

    _harmless("overview", tell(numbers(Facts(outcome.designs[0])), "text", Look()))


def _page(outcome: Outcome) -> None:
    from sdlint.cli.review import _extras
    from sdlint.cli.review import _review as reviewed
    from sdlint.reports.review import html

    page = html.report(reviewed(outcome, shipped_rules()), Look(), _extras(outcome))
    assert page.count("<script") <= 3, "a script that isn't ours"


def _drill(outcome: Outcome) -> None:
    from sdlint.cli.fail import _all
    from sdlint.reports.drill import report as tell

    told = _all(Facts(outcome.designs[0]))
    _harmless("drill", tell(told, "text", Look()))
    json.loads(tell(told, "json", Look()))


def _scale(outcome: Outcome) -> None:
    from sdlint.analyses.growth import growth
    from sdlint.reports.growth import report as tell

    found = growth(Facts(outcome.designs[0]), None, Quantity.number(10))
    _harmless("scale", tell(found, outcome.designs[0].title, "text", Look()))
    json.loads(tell(found, outcome.designs[0].title, "json", Look()))


def _picture(outcome: Outcome, view: View, format: str) -> None:
    try:
        picture, _ = see(outcome.designs[0], outcome, view)
    except NotThere:
        return
    data = draw(picture, format).data
    if format == "svg":
        ElementTree.fromstring(data)  # noqa: S314
    elif format == "diagrams":
        compile(data, "drawn.py", "exec")
    if format in ("ascii", "unicode"):
        _harmless(format, data.decode("utf-8"))


def _improve(text: str) -> None:
    from sdlint.improvements.improve import improve
    from sdlint.reports.improvement import report as tell

    found = improve(Source("design.sd", text), reader, TODAY, shipped_rules())
    for format in ("text", "lines", "json"):
        _harmless(format, tell(found, format, Look()))


def _compare(before: Outcome, after: Outcome) -> None:
    from sdlint.reports.changes import report as tell

    for one, other in ((before, after), (after, after)):
        found = difference(one, other, "old.sd", "new.sd")
        for format in ("text", "markdown", "json"):
            told = tell(found, format, Look())
            _harmless(format, told)
        json.loads(told)


COMMANDS = (
    "check -",
    "check - --format sarif",
    "check - --statistics",
    "check - --fix --diff",
    "check - --suggest",
    "review -",
    "review - --framework",
    "ask -",
    "ask - cost() availability(f0)",
    "fail -",
    "scale - --load 10x",
    "fmt -",
    "render - --format ascii",
    "render - -o - --format svg",
)


def _command(text: str, random: Random) -> None:
    """A command as it is typed, with what the command line itself makes of a design."""
    from sdlint.cli import main

    words = random.choice(COMMANDS).split()
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    given = io.TextIOWrapper(io.BytesIO(text.encode("utf-8", "surrogatepass")))
    before, kept = Path.cwd(), os.environ.get("SDLINT_TRACEBACK")
    import sys

    stdin, sys.stdin = sys.stdin, given
    os.environ["SDLINT_TRACEBACK"] = "1"
    try:
        with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(out):
            os.chdir(folder)
            with contextlib.redirect_stderr(err):
                status = main(words)
    finally:
        os.chdir(before)
        sys.stdin = stdin
        if kept is None:
            del os.environ["SDLINT_TRACEBACK"]
    assert status in (0, 1, 2), f"status {status} of {words}"
    for stream in (out, err):
        told = stream.buffer.getvalue().decode("utf-8")
        if words[-1] != "svg" and words[0] != "fmt":
            _harmless(" ".join(words), told)
        assert "Traceback" not in told
