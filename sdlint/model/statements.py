"""The statements of the language beside components: what each says, its form, and an example.

For who asks for one by its word. That they are all, and that the examples are sound, tests hold against
the grammar.
"""

from __future__ import annotations

import re
from functools import cache

from sdlint.record import Record


class Statement(Record):
    """A statement by its first word."""

    name: str
    doc: str
    form: str
    """Its lines; capitals stand for what is filled in, `[…]` may be left out, `…` goes on."""
    example: str
    """A whole design, beside its `system` line."""


@cache
def statements() -> dict[str, Statement]:
    """All statements by their words, in the order in which a review goes through a design."""
    return {one.name: one for one in _ALL}


def statement_with(word: str) -> Statement | None:
    """The statement that starts with a word, or in which it may stand."""
    found = statements().get(word)
    if found is not None or not word.islower():
        return found
    for one in _ALL:
        # Commands stand in the same signs as words of designs.
        quoted = (text for text in re.findall(r"`([^`]*)`", one.doc) if not text.startswith("sdlint "))
        if any(word in re.findall(r"\b[a-z]+\b", text) for text in (one.form, *quoted)):
            return one
    return None


_ALL = (
    Statement(
        "sdlint",
        "The version of the language that a design is written in; the only one there is is 1.",
        "sdlint 1",
        "sdlint 1",
    ),
    Statement("system", "What the system is called.", 'system "NAME"', ""),
    Statement(
        "use",
        "Takes in what another file of the project declares, for what several designs share.",
        'use "FILE"',
        'use "platform.sd"',
    ),
    Statement(
        "functional",
        "What the system must do: requirements, which flows and APIs serve by `for NAME`.",
        'functional {\n  NAME ["TEXT"]\n  …\n}',
        'functional {\n  lend "Lend a book to a reader"\n}',
    ),
    Statement(
        "stakeholders",
        "Who has a stake in the system, and what each wants of it.",
        'stakeholders {\n  NAME ["TEXT"] [wants REQUIREMENT, …]\n  …\n}',
        'functional { lend }\nstakeholders {\n  readers "Readers" wants lend\n}',
    ),
    Statement(
        "estimate",
        "Numbers and what follows from them. What stands after `~` is what you expect: more than 10% off is "
        "a finding. A literal has no blank between number and unit; `2..4` is an interval.",
        'estimate {\n  NAME = EXPRESSION [~ EXPECTED] ["TEXT"]\n  …\n}',
        "estimate {\n  readers  = 2M\n  searches = readers * 3/day  ~ 70/s\n}\n"
        "client browser\nservice api\nflow search at searches { browser -> api }",
    ),
    Statement(
        "quality",
        "Goals: what the system must hold. `sdlint words` lists what can be asked.",
        'quality {\n  EXPRESSION ["TEXT"]\n  …\n}',
        "client browser\nservice api { replicas 2 }\nflow search at 70/s { browser -> api }\n"
        'quality {\n  availability(search) >= 99.5%\n  p99(search) <= 500ms  "before a reader looks away"\n}',
    ),
    Statement(
        "api",
        "What others may call, by method and path or name. A method is GET, POST, PUT, PATCH, DELETE, RPC, …",
        'api [on COMPONENT, …] {\n  METHOD PATH|NAME [for REQUIREMENT, …] ["TEXT"] [{ ATTRIBUTES }]\n  …\n}',
        "functional { lend }\nservice api\n"
        "api on api {\n  POST /loans  for lend  { auth token, idempotent, limit 10/min per user }\n}",
    ),
    Statement(
        "region",
        "A place, and the zones in it that fail one by one.",
        'region NAME ["TEXT"] { zone NAME [{ ATTRIBUTES }], … }',
        'region eu "Frankfurt" { zone a, zone b, zone c }',
    ),
    Statement(
        "link",
        "How long it takes from one place to another and back.",
        "link PLACE PLACE DURATION",
        "region eu\nregion us\nlink eu us 90ms",
    ),
    Statement(
        "group",
        "Components that belong together: a frame in the picture.",
        'group ["NAME"] {\n  COMPONENT|GROUP|ARROWS\n  …\n}',
        'group "Core" {\n  service api\n  database books\n  api -> books\n}',
    ),
    Statement(
        "entity",
        "What is kept: in which store, how many are there that no flow adds, for how long, with which "
        "fields. A type is string, int, float, bool, uuid, id, time, geo, money, enum, blob, or an entity; "
        "string and blob have a size.",
        "entity NAME [in STORE] [with COUNT] [keep DURATION|forever] {\n"
        "  NAME TYPE [SIZE] [ATTRIBUTES]\n  …\n}",
        "database books\nentity Book in books with 2M keep 10y {\n  id     uuid         key\n"
        "  title  string 200B  index\n  cover  blob 40kB    optional\n}",
    ),
    Statement(
        "access",
        "By which fields an entity is looked up, and how often.",
        'access ENTITY by FIELD, … [at RATE] ["TEXT"]',
        "database books\nentity Book in books {\n  id     uuid  key\n  title  string 200B  index\n}\n"
        "access Book by title at 70/s",
    ),
    Statement(
        "flow",
        "Who calls whom for a requirement, and how often. `->` is a call that is waited for, `~>` a "
        "message; a further line goes on from where the flow was last at its first component. "
        "`{ a, b }` goes to both at the same time; `else` is where a cache's miss goes, or the "
        "fallback. After a target stand, in any order, `?` (wanted, not needed), `write [ENTITY]`, "
        "`read ENTITY`, `x20 [together]`, `1%`, a size, `scatter`, a label, and what `sdlint kinds step` "
        "lists.",
        'flow NAME [for REQUIREMENT, …] ["TEXT"] [at RATE] [peak xN] {\n'
        "  FROM -> TO [MODIFIERS] [-> …] [else TO]\n  FROM ~> TO [MODIFIERS]\n  …\n}",
        "client browser\nservice api\ncache hot { hit 80% }\ndatabase books\nstream lent\n"
        "flow search at 70/s peak x3 {\n  browser -> api -> hot else books 2kB\n  api ~> lent 300B\n}",
    ),
    Statement(
        "scenario",
        "What may happen, and what must hold then. `load` has flows come more often, `fail` takes "
        "components, copies, zones or regions away, `slow` makes one take longer, `set` gives an estimate "
        "another value. `cut` parts two regions: each goes on for who is there, with what stands there, and "
        "what is expected must hold on both sides.",
        'scenario "TEXT" {\n  load [FLOW] xN\n  fail COMPONENT|PLACE, …\n  slow COMPONENT xN\n'
        "  cut PLACE PLACE\n  set ESTIMATE = EXPRESSION\n  expect EXPRESSION, …\n  …\n}",
        "client browser\nservice api { replicas 2, capacity 200/s }\nflow search at 70/s { browser -> api }\n"
        'scenario "Everybody at once" {\n  load search x2\n  expect utilization(api) <= 90%\n}',
    ),
    Statement(
        "when",
        "What is done when something fails, and what notices it.",
        'when COMPONENT|PLACE fails { then "TEXT", detect "TEXT" }',
        "client browser\nservice api\ndatabase books\nbrowser -> api -> books\n"
        'when books fails { then "searches answer 503", detect "errors > 1% for 1min" }',
    ),
    Statement(
        "telemetry",
        "Where metrics, logs and traces go, who is told what, and what is tried from outside.",
        "telemetry {\n  metrics|logs|traces NAME [in PLACE] from [all but] COMPONENT, …\n"
        '  alert GOAL [for DURATION] [tells STAKEHOLDER, …] [runbook "TEXT"]\n'
        '  alert "TEXT" when EXPRESSION [for DURATION] [tells …] [runbook "TEXT"]\n'
        "  probe FLOW [every DURATION]\n  …\n}",
        'stakeholders { sre "On call" }\nclient browser\nservice api { replicas 2 }\n'
        "flow search at 70/s { browser -> api }\nquality { p99(search) <= 500ms }\n"
        "telemetry {\n  metrics prometheus from all but browser\n  alert p99(search) for 5min tells sre\n"
        "  probe search every 30s\n}",
    ),
    Statement(
        "decision",
        "What was chosen, over what, why, and what it costs.",
        'decision "TEXT" {\n  chose "TEXT", …\n  over "TEXT", …\n  because "TEXT", …\n  costs "TEXT", …\n}',
        'decision "A relational database" {\n  chose "PostgreSQL"\n  over "DynamoDB"\n'
        '  because "the team knows it"\n  costs "sharding by hand"\n}',
    ),
    Statement(
        "accept",
        "A finding that is right, and with which one lives. The element is a component, flow, entity, "
        "requirement, estimate, goal, place, an API, `all caches`, or `system`.",
        'accept RULE, … on ELEMENT, … because "TEXT" [until DATE] [by STAKEHOLDER]',
        "client browser\nservice api\ndatabase books\nflow search at 70/s { browser -> api -> books }\n"
        'accept missing-replicas on books because "an example"',
    ),
    Statement(
        "question",
        "What isn't decided yet.",
        'question "TEXT"',
        'question "Who pays for lost books?"',
    ),
)
