"""JUnit's XML, for test reports: a suite for each file; risks fail, questions and accepted risks don't."""

from __future__ import annotations

from collections.abc import Iterator

from sdlint.diagnostic import Diagnostic, Severity
from sdlint.lint import Outcome
from sdlint.record import Record
from sdlint.reports.programs.xml import attribute, content, tag
from sdlint.reports.terminal.look import Look


class _Case(Record):
    """One test case: what it came to is `failure`, `skipped` or nothing."""

    file: str
    name: str
    line: int | None
    result: str
    message: str
    type: str
    text: str


def report(outcome: Outcome, look: Look) -> str:
    """`<testsuites>`; a file in which nothing is found has one case, which passes."""
    cases = [*_cases(outcome)]
    files = dict.fromkeys([*(source.path for source in outcome.sources), *(case.file for case in cases)])
    by_file = {file: [case for case in cases if case.file == file] for file in files}
    suites = [_suite(file, own or [_passed(file)]) for file, own in by_file.items()]
    if outcome.troubles:
        suites.append(_troubles(outcome))
    lines = ['<?xml version="1.0" encoding="utf-8"?>']
    failures = sum(case.result == "failure" for case in cases)
    skipped = sum(case.result == "skipped" for case in cases)
    empty = sum(not own for own in by_file.values())
    counts = {
        "tests": len(cases) + empty + len(outcome.troubles),
        "failures": failures,
        "errors": len(outcome.troubles),
        "skipped": skipped,
        "time": 0,
    }
    lines.append(f"<{tag('testsuites', name='sdlint', **counts)}>")
    for suite in suites:
        lines.extend(suite)
    return "\n".join([*lines, "</testsuites>"]) + "\n"


def _cases(outcome: Outcome) -> Iterator[_Case]:
    for finding in outcome.findings:
        asked = finding.diagnostic.severity is Severity.QUESTION
        yield _case(finding.diagnostic, "skipped" if asked else "failure", "")
    for accepted in outcome.accepted:
        yield _case(accepted.finding.diagnostic, "skipped", f"accepted: {accepted.reason}")
    if outcome.baseline is not None:
        for finding in outcome.baseline.known:
            yield _case(finding.diagnostic, "skipped", f"in the baseline {outcome.baseline.path}")


def _case(diagnostic: Diagnostic, result: str, instead: str) -> _Case:
    span = diagnostic.span
    lines = [diagnostic.message, *diagnostic.because, *([diagnostic.help] if diagnostic.help else [])]
    if span is not None:
        line, column = span.source.position(span.start)
        lines.insert(0, f"{span.source.path}:{line}:{column}")
    return _Case(
        span.source.path if span is not None else "sdlint",
        f"{diagnostic.name}: {diagnostic.element}" if diagnostic.element else diagnostic.name,
        span.line if span is not None else None,
        result,
        instead or f"{diagnostic.severity.word}: {diagnostic.message}",
        diagnostic.severity.word,
        "\n".join(lines),
    )


def _passed(file: str) -> _Case:
    return _Case(file, "no findings", None, "", "", "", "")


def _suite(file: str, cases: list[_Case]) -> Iterator[str]:
    counts = {
        "tests": len(cases),
        "failures": sum(case.result == "failure" for case in cases),
        "errors": 0,
        "skipped": sum(case.result == "skipped" for case in cases),
        "time": 0,
    }
    yield f"  <{tag('testsuite', name=file, **counts)}>"
    for case in cases:
        head = tag("testcase", name=case.name, classname=file, file=file, line=case.line, time=0)
        if not case.result:
            yield f"    <{head}/>"
            continue
        yield f"    <{head}>"
        if case.result == "failure":
            told = tag("failure", message=case.message, type=case.type)
            yield f"      <{told}>{content(case.text)}</failure>"
        else:
            yield f"      <skipped message={attribute(case.message)}>{content(case.text)}</skipped>"
        yield "    </testcase>"
    yield "  </testsuite>"


def _troubles(outcome: Outcome) -> Iterator[str]:
    """What couldn't be checked: a suite whose cases are errors, so that nobody takes silence for health."""
    number = len(outcome.troubles)
    counts = {"tests": number, "failures": 0, "errors": number, "skipped": 0, "time": 0}
    yield f"  <{tag('testsuite', name='sdlint could not check', **counts)}>"
    for trouble in outcome.troubles:
        yield f"    <{tag('testcase', name=trouble.path or 'sdlint', classname='sdlint', time=0)}>"
        told = tag("error", message=trouble.message, type="trouble")
        yield f"      <{told}>{content(trouble.help or '')}</error>"
        yield "    </testcase>"
    yield "  </testsuite>"
