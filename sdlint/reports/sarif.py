"""SARIF 2.1.0, for code scanning: rules with texts, witnesses as paths, accepted risks as suppressed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sdlint import __version__
from sdlint.diagnostic import Diagnostic, Fix, Severity, Trouble
from sdlint.engine import Rule
from sdlint.findings import Accepted, Finding
from sdlint.lint import Outcome
from sdlint.reports.programs.explained import explained, full_text
from sdlint.reports.programs.places import by_path, place_in, uri, utf16_position
from sdlint.reports.terminal.look import Look
from sdlint.source import Source, Span

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.QUESTION: "note"}
FINGERPRINT = "sdlint/v1"
"""Another name when what is hashed changes: what one hash means never does."""


def report(outcome: Outcome, look: Look) -> str:
    """A log with one run; ASCII only. Paths are relative to the folder where sdlint was started."""
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [_Run(outcome).json()]}
    return json.dumps(log, indent=2) + "\n"


class _Run:
    """One run as SARIF tells it."""

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome
        self.sources = by_path(outcome.sources)
        self.rules: Mapping[str, Rule] = {rule.name: rule for rule in outcome.rules}
        told = [*(found for found, *_ in self._told())]
        self.names = sorted({finding.diagnostic.name for finding in told})
        self.index = {name: at for at, name in enumerate(self.names)}
        self.paths = {path: at for at, path in enumerate(self.sources)}

    def _told(self) -> list[tuple[Finding, Accepted | None, bool]]:
        """All findings, each with what accepts it and whether the baseline knows it."""
        known = self.outcome.baseline.known if self.outcome.baseline else ()
        return [
            *((finding, None, False) for finding in self.outcome.findings),
            *((accepted.finding, accepted, False) for accepted in self.outcome.accepted),
            *((finding, None, True) for finding in known),
        ]

    def json(self) -> dict[str, Any]:
        """The run."""
        return {
            "tool": {
                "driver": {
                    "name": "sdlint",
                    "semanticVersion": __version__,
                    "rules": [self._rule(name) for name in self.names],
                }
            },
            "invocations": [
                {
                    "executionSuccessful": not self.outcome.troubles,
                    "toolExecutionNotifications": [self._trouble(one) for one in self.outcome.troubles],
                }
            ],
            "originalUriBaseIds": {
                "%SRCROOT%": {"description": {"text": "The folder where sdlint was started."}}
            },
            "artifacts": [
                {"location": self._artifact(path), "roles": ["analysisTarget"], "encoding": "utf-8"}
                for path in self.sources
            ],
            "results": [self._result(*one) for one in self._told()],
            "columnKind": "utf16CodeUnits",
        }

    def _rule(self, name: str) -> dict[str, Any]:
        one = explained(name, self.rules)
        rule: dict[str, Any] = {
            "id": name,
            "shortDescription": {"text": one.title},
            "fullDescription": {"text": one.why or one.title},
            "help": {"text": full_text(one), "markdown": full_text(one, markdown=True)},
            "defaultConfiguration": {"level": LEVELS[one.severity]},
        }
        if one.step:
            rule["properties"] = {"tags": [one.step]}
        return rule

    def _result(self, finding: Finding, accepted: Accepted | None, known: bool) -> dict[str, Any]:
        diagnostic = finding.diagnostic
        result: dict[str, Any] = {
            "ruleId": diagnostic.name,
            "ruleIndex": self.index[diagnostic.name],
            "level": LEVELS[diagnostic.severity],
            "message": {"text": _message(diagnostic)},
            "locations": [self._main_location(diagnostic)] if diagnostic.span is not None else [],
            "partialFingerprints": {FINGERPRINT: finding.fingerprint},
        }
        if diagnostic.labels:
            result["relatedLocations"] = [
                self._location(label.span, label.text, number)
                for number, label in enumerate(diagnostic.labels, 1)
            ]
        if diagnostic.because:
            result["codeFlows"] = [self._witness(diagnostic)]
        if diagnostic.fix is not None and diagnostic.fix.edits:
            result["fixes"] = [self._fix(diagnostic.fix)]
        if accepted is not None:
            result["suppressions"] = [self._suppression(accepted)]
        elif known and self.outcome.baseline is not None:
            justification = f"in the baseline {self.outcome.baseline.path}"
            result["suppressions"] = [
                {"kind": "external", "status": "accepted", "justification": justification}
            ]
        if self.outcome.baseline is not None and accepted is None:
            result["baselineState"] = "unchanged" if known else "new"
        properties = {"element": diagnostic.element, "step": diagnostic.step, "help": diagnostic.help}
        told: dict[str, Any] = {key: value for key, value in properties.items() if value is not None}
        if diagnostic.also:
            told["also"] = list(diagnostic.also)
        if told:
            result["properties"] = told
        return result

    def _main_location(self, diagnostic: Diagnostic) -> dict[str, Any]:
        assert diagnostic.span is not None
        location = self._location(diagnostic.span)
        if diagnostic.element:
            name = {"name": diagnostic.element}
            if diagnostic.key:
                name["fullyQualifiedName"] = diagnostic.key
            location["logicalLocations"] = [name]
        return location

    def _location(self, span: Span, text: str | None = None, number: int | None = None) -> dict[str, Any]:
        location: dict[str, Any] = {} if number is None else {"id": number}
        location["physicalLocation"] = {
            "artifactLocation": self._artifact(span.source.path),
            "region": region(span),
        }
        if text is not None:
            location["message"] = {"text": text}
        return location

    def _artifact(self, path: str) -> dict[str, Any]:
        location: dict[str, Any] = {"uri": uri(path)}
        if not path.startswith("/"):
            location["uriBaseId"] = "%SRCROOT%"
        if path in self.paths:
            location["index"] = self.paths[path]
        return location

    def _witness(self, diagnostic: Diagnostic) -> dict[str, Any]:
        """The lines that show a finding, as the steps of a path: each at the place that it names."""
        steps: list[dict[str, Any]] = []
        # What is about no place of its own stands where the line before it stood.
        place = diagnostic.span
        for line in diagnostic.because:
            place = place_in(line, self.sources) or place
            text = line.strip()
            location = {"message": {"text": text}} if place is None else self._location(place, text)
            steps.append({"location": location, "nestingLevel": (len(line) - len(line.lstrip())) // 2})
        return {"message": {"text": "What shows it"}, "threadFlows": [{"locations": steps}]}

    def _fix(self, fix: Fix) -> dict[str, Any]:
        changes: dict[str, list[dict[str, Any]]] = {}
        for edit in fix.edits:
            replacement = {"deletedRegion": region(edit.span), "insertedContent": {"text": edit.text}}
            changes.setdefault(edit.span.source.path, []).append(replacement)
        return {
            "description": {"text": fix.text},
            "artifactChanges": [
                {"artifactLocation": self._artifact(path), "replacements": replacements}
                for path, replacements in changes.items()
            ],
        }

    def _suppression(self, accepted: Accepted) -> dict[str, Any]:
        told = {"until": accepted.until, "by": accepted.by}
        properties = {key: value for key, value in told.items() if value is not None}
        return {
            "kind": "external" if accepted.outside else "inSource",
            "status": "accepted",
            "justification": accepted.reason,
            "location": self._location(accepted.span),
            **({"properties": properties} if properties else {}),
        }

    def _trouble(self, trouble: Trouble) -> dict[str, Any]:
        path = trouble.path if trouble.span is None else trouble.span.source.path
        notification: dict[str, Any] = {
            "level": "error",
            "message": {"text": _sentences(trouble.message, (), trouble.help)},
        }
        if trouble.span is not None:
            notification["locations"] = [self._location(trouble.span)]
        elif path:
            notification["locations"] = [{"physicalLocation": {"artifactLocation": self._artifact(path)}}]
        return notification


def region(span: Span) -> dict[str, int]:
    """A place as a region: lines and columns from 1, the end's column exclusive."""
    source: Source = span.source
    line, column = utf16_position(source, span.start)
    end_line, end_column = utf16_position(source, span.end)
    return {"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column}


def _message(diagnostic: Diagnostic) -> str:
    return _sentences(diagnostic.message, diagnostic.because, diagnostic.help)


def _sentences(message: str, because: Sequence[str], help_: str | None) -> str:
    """The message first, since lists show no more; then what shows it, and what to do."""
    return "\n\n".join(part for part in (message, "\n".join(because), help_) if part)
