"""For programs that read line by line: a JSON object for each finding, one for the counts at the end."""

from __future__ import annotations

import json

from sdlint.lint import Outcome
from sdlint.reports.json import VERSION, accepted_json, finding_json, gone_json, summary_json
from sdlint.reports.terminal.look import Look


def report(outcome: Outcome, look: Look) -> str:
    """Objects with a `kind`: `finding`, `accepted`, `baselined`, `gone`, and last `summary`; ASCII only."""
    lines = [{"kind": "finding", **finding_json(finding)} for finding in outcome.findings]
    lines += [{"kind": "accepted", **accepted_json(accepted)} for accepted in outcome.accepted]
    if outcome.baseline is not None:
        lines += [{"kind": "baselined", **finding_json(finding)} for finding in outcome.baseline.known]
        lines += [{"kind": "gone", **gone_json(gone)} for gone in outcome.baseline.gone]
    lines.append({"kind": "summary", "version": VERSION, **summary_json(outcome)})
    return "".join(f"{json.dumps(line)}\n" for line in lines)
