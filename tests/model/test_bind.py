"""Names are declared once, anywhere, and what is misspelt is told once and never becomes a box."""

from __future__ import annotations

from collections.abc import Callable
from itertools import permutations

import pytest

from sdlint.diagnostic import Severity, Trouble
from sdlint.expression.values import Known
from sdlint.lint import lint
from sdlint.model.design import Design
from sdlint.quantity import parse
from sdlint.source import Source
from tests.model.designs import bound, design_of, mistakes_in, only_mistake, places

PARTS = (
    "client phone in eu.b",
    "service api in us { replicas 2 }",
    "database posts in each us, eu",
    "region us { zone a, zone b }",
    "region eu { zone a; zone b }",
)


def outline(design: Design) -> dict[str, object]:
    """What a design says, without places and order."""
    return {
        "components": {
            (c.name, c.kind, c.family, c.places, c.each, tuple(c.attributes))
            for c in design.components.values()
        },
        "zones": {(zone.name, zone.region) for zone in design.zones.values()},
        "edges": {(edge.caller, edge.callee) for edge in design.edges},
    }


def test_order_is_free() -> None:
    wanted = outline(design_of("\n".join((*PARTS, "phone -> api -> posts"))))
    assert wanted["edges"] == {("phone", "api"), ("api", "posts")}
    for number, parts in enumerate(permutations(PARTS)):
        lines = list(parts)
        lines.insert(number % 6, "phone -> api -> posts")
        assert outline(design_of("\n".join(lines))) == wanted


@pytest.mark.parametrize(
    ("text", "what", "second", "first"),
    [
        ("service a\ndatabase a", "component", "2 a", "1 a"),
        ("region us { zone a }\nservice us", "component", "2 us", "1 us"),
        ("group a { }\nservice a", "component", "2 a", "1 a"),
        ("group g { service a }\ngroup h { cache a }", "component", "2 a", "1 a"),
        ("region r { zone a\nzone a }", "zone", "2 a", "1 a"),
        ("estimate { a = 1 }\nestimate { a = 2 }", "estimate", "2 a", "1 a"),
        ("functional { a }\nfunctional { a }", "requirement", "2 a", "1 a"),
        ("stakeholders { a }\nstakeholders { a }", "stakeholder", "2 a", "1 a"),
        ("flow a\nflow a", "flow", "2 a", "1 a"),
        ("entity a\nentity a", "entity", "2 a", "1 a"),
        ("entity a { id uuid\nid uuid }", "field", "2 id", "1 id"),
        ("api { GET /a\nGET /a }", "endpoint", "2 GET /a", "1 GET /a"),
    ],
)
def test_a_second_declaration_shows_both(text: str, what: str, second: str, first: str) -> None:
    found = only_mistake(text)
    assert found.name == "duplicate-name"
    assert found.message.startswith(f"the {what} `")
    assert places(found) == [f"design.sd:{second}", f"design.sd:{first}"]


def test_the_first_declaration_holds() -> None:
    result = bound("service a { replicas 2 }\ndatabase a { replicas 3 }\n")
    (component,) = result.design.components.values()
    assert (component.kind, component.attributes["replicas"].value) == ("service", parse("2"))


def test_names_of_different_things_may_be_the_same() -> None:
    design_of(
        "functional { a }\nstakeholders { a }\nestimate { a = 1/s }\nclient c; service a\n"
        "flow a for a at a { c -> a }\nentity a\nregion us { zone a }\nregion eu { zone a }\n"
    )


@pytest.mark.parametrize("word", ["else", "and", "or", "not", "is", "in", "all", "each", "x"])
@pytest.mark.parametrize("declare", ["service {}", "flow {}", "entity {}", "estimate {{ {} = 1 }}"])
def test_words_of_the_language_are_no_names(word: str, declare: str) -> None:
    text = declare.format(word)
    result = bound(text)
    assert any(d.severity is Severity.ERROR for d in result.diagnostics)
    design = result.design
    assert word not in {**design.components, **design.flows, **design.entities, **design.estimates}


@pytest.mark.parametrize("word", ["ms", "s", "min", "h", "day", "week", "year", "second"])
def test_units_of_time_are_no_estimates_but_other_names(word: str) -> None:
    assert only_mistake(f"estimate {{ {word} = 3 }}").name == "reserved-name"
    assert list(design_of(f"service {word}\n").components) == [word]


def test_keywords_are_names_where_no_statement_starts() -> None:
    text = "service service; service flow; service for\nestimate { at = 1/s; write = 2 }\nflow -> for\n"
    assert list(design_of(text).components) == ["service", "flow", "for"]


@pytest.mark.parametrize(
    ("text", "name", "right"),
    [
        ("service api; service web\nweb -> apo", "no component is named `apo`", "api"),
        ("client c; service api\nflow f at 1/s { c -> ap }", "no component is named `ap`", "api"),
        ("functional { redirect }\nflow f for redirct", "no requirement is named `redirct`", "redirect"),
        (
            "functional { redirect }\nstakeholders { a wants redirct }",
            "no requirement is named `redirct`",
            "redirect",
        ),
        ("region europe { zone a }\nservice s in eurpoe", "no place is named `eurpoe`", "europe"),
        ("region us { zone a1, zone b1 }\nservice s in us.c1", "no place is named `us.c1`", "us.a1"),
        ("entity User\naccess Usr by id", "no entity is named `Usr`", "User"),
        ("entity U { name string }\naccess U by nmae", "no field of U is named `nmae`", "name"),
        ("database links\nentity L in lniks", "no component is named `lniks`", "links"),
        ("flow open\ntelemetry { probe opne }", "no flow is named `opne`", "open"),
        ('flow open\nscenario "x" { load opne x2 }', "no flow is named `opne`", "open"),
        ('service api\nscenario "x" { fail apii }', "no component or place is named `apii`", "api"),
        ('service api\nwhen aip fails { then "x" }', "no component or place is named `aip`", "api"),
        ('estimate { reads = 1 }\nscenario "x" { set raeds = 2 }', "no estimate is named `raeds`", "reads"),
        ('cache hot\naccept missing-replicas on hto because "x"', "no element is named `hto`", "hot"),
        (
            'cache hot\naccept a on all cachse because "x"',
            "no kind (in the plural) is named `cachse`",
            "caches",
        ),
        ('stakeholders { sre }\naccept a because "x" by sree', "no stakeholder is named `sree`", "sre"),
        (
            "telemetry { metrics promethues from all }",
            "no telemetry technology is named `promethues`",
            "prometheus",
        ),
        ("queue dead\nqueue q { dead_letter daed }", "no queue or stream is named `daed`", "dead"),
        ("service api\napi on apj { GET /x }", "no component is named `apj`", "api"),
        ("entity User\nentity Link { owner Usre }", "no type of a field is named `Usre`", "User"),
        ("entity User { born date }", "no type of a field is named `date`", "time"),
        ("entity User { bio TEXT }", "no type of a field is named `TEXT`", "string"),
    ],
)
def test_an_unknown_name_is_what_it_was_meant_to_be(text: str, name: str, right: str) -> None:
    found = only_mistake(text)
    assert (found.name, found.message) == ("unknown-name", name)
    assert found.help == f"did you mean `{right}`?"
    if name.endswith("`us.c1`"):
        assert found.fix is None  # `us.b1` is as near: nothing is put right unasked.
        return
    assert found.fix is not None
    assert [edit.text for edit in found.fix.edits] == [right]


def test_an_entity_may_be_called_as_a_type_is_elsewhere() -> None:
    design = design_of("entity Location { at geo }\nentity Shop { where Location }\n")
    [where] = design.entities["Shop"].fields
    assert where.type == "Location"


def test_a_name_that_nothing_is_like_says_how_to_declare_it() -> None:
    found = only_mistake("service api\napi -> warehouse_of_clicks\n")
    assert found.help is not None
    assert found.help.startswith("Declare it: `service warehouse_of_clicks`")


def test_a_name_is_told_once_however_often_it_is_used() -> None:
    text = "service api; service web\n" + "web -> posts\n" * 6
    found = only_mistake(text)
    assert found.message == "no component is named `posts`, used 6 times"
    assert [span.line for span in (label.span for label in found.labels)] == [3, 4, 5]


def test_what_is_misspelt_is_bound_to_what_was_meant_and_makes_no_box() -> None:
    design = bound("client c; service api\nflow f at 1/s { c -> aip }\n").design
    assert list(design.components) == ["c", "api"]
    assert [(step.caller, step.callee) for step in design.flows["f"].steps] == [("c", "api")]
    assert not design.sound


def test_the_name_of_what_wasn_t_understood_is_silent() -> None:
    names = [d.name for d in mistakes_in("service api replicas 2\nclient c\nc -> api\n")]
    assert names == ["syntax"]


@pytest.mark.parametrize(
    "statement",
    [
        "entity Link in nowhere { code string key }",
        'entity Link in links keep "a while" { code string key }',
        'flow open at 5/s peak x"three" { phone -> api }',
        "flow open at 5/s peak x(3s) { phone -> api }",
        "flow open at 5 apples { phone -> api }",
        "flow open { phone -> nowhere }",
    ],
)
def test_what_is_half_understood_is_marked(statement: str) -> None:
    design = bound(f"client phone\nservice api\ndatabase links\n{statement}").design
    assert not design.sound
    assert [item.mistaken for item in (*design.entities.values(), *design.flows.values())] == [True]


@pytest.mark.parametrize(
    ("statement", "severity", "technology"),
    [
        ("database d : postgres", None, "postgres"),
        ("database d : PostgreSQL", None, "postgres"),
        ("database d : postgress", Severity.ERROR, "postgres"),
        ("database d : ourowndb9000", Severity.QUESTION, ""),
        ("database d : nginx", Severity.WARNING, "nginx"),
    ],
)
def test_a_technology(statement: str, severity: Severity | None, technology: str) -> None:
    result = bound(statement)
    assert [d.severity for d in result.diagnostics] == ([severity] if severity else [])
    assert all(d.name == "unknown-technology" for d in result.diagnostics)
    assert result.design.components["d"].technology == technology


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ('system "A \\"shop\\""', 'A "shop"'),
        ("service api", "feed"),
        ("", "feed"),
    ],
)
def test_the_title_is_what_is_said_or_the_file_s_name(text: str, title: str) -> None:
    assert bound(text, path="designs/feed.sd").design.title == title


def test_a_system_is_named_once() -> None:
    found = only_mistake('system "A"\nsystem "B"\n')
    assert (found.name, places(found)) == ("duplicate-name", ['design.sd:2 "B"'])
    assert bound('system "A"\nsystem "B"\n').design.title == "A"


def test_groups_hold_what_stands_in_them() -> None:
    design = design_of('group core "Core" { service a; group { cache b }; a -> b }\nservice c\n')
    groups = {name: component.groups for name, component in design.components.items()}
    assert groups == {"a": ("core",), "b": ("core", "core/group 2"), "c": ()}
    assert [(edge.caller, edge.callee) for edge in design.edges] == [("a", "b")]
    assert design.groups["core"].label == "Core"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("service s\nentity E in s", "`s` is a service and keeps nothing"),
        ("entity E keep always", "`keep` wants a duration or `forever`, not `always`"),
        ("entity E keep 5GB", "`keep` must be a time, and this is bytes"),
        ("entity E { name }", "the field `name` has no type"),
        ("entity E { email string personal, encrypted }", "`encrypted` is no field"),
        (
            "region us { zone a }\nlink us us.a 5GB",
            "the round trip of a link must be a time, and this is bytes",
        ),
        (
            "client c; service s\nflow f at 5 { c -> s }",
            "the rate of a flow must be a rate, and this is a plain number",
        ),
        ("client c; service s\nflow f at 5/s peak x0 { c -> s }", "the peak must be more than 0"),
        (
            "client c; service s\nflow f at 5/s { c -> s 5s }",
            "after a step stand bytes (`500B`), a share (`1%`) or a number of times (`x20`)",
        ),
        (
            "client c; database d\nflow f at 5/s { c -> d { update } }",
            "a call of `d` that writes nothing can't be an `update`",
        ),
        ("sdlint 99", "this program reads version 1 of the language, not 99"),
        ("service s\ns", "`s` alone says nothing"),
        ('accept a because "x" until 2027-02-30', "`2027-02-30` is no day"),
        ("accept a", "an accepted risk needs its reason"),
    ],
)
def test_what_else_is_no_design(text: str, message: str) -> None:
    assert only_mistake(text).message == message


def test_mistakes_stand_in_the_order_of_the_text() -> None:
    text = "service a { replcas 2 }\na -> nowhere_at_all\nestimate { e = 1s + 1B }\nservice a\n"
    lines = [d.span.line for d in mistakes_in(text) if d.span]
    assert lines == [1, 2, 3, 4]


# Other files


def test_what_another_file_says_is_said() -> None:
    files = {
        "platform.sd": 'system "Platform"\nservice accounts\n',
        "lib/a.sd": 'use "b.sd"',
        "lib/b.sd": "cache b",
    }
    design = design_of(
        'use "platform.sd"\nuse "lib/a.sd"\nsystem "Shop"\nservice api\napi -> accounts -> b\n', files
    )
    assert list(design.components) == ["accounts", "b", "api"]
    assert (design.title, design.used) == ("Shop", ("platform.sd", "lib/a.sd", "lib/b.sd"))
    assert design.components["b"].span.source.path == "lib/b.sd"


def test_what_two_files_share_is_read_once() -> None:
    files = {
        "a.sd": 'use "c.sd"',
        "b.sd": 'use "./c.sd"',
        "c.sd": "service shared\n",
        "lib/d.sd": 'use "../c.sd"',
    }
    design = design_of('use "a.sd"\nuse "b.sd"\nuse "lib/../lib/d.sd"\n', files)
    assert list(design.components) == ["shared"]
    assert design.used == ("a.sd", "c.sd", "b.sd", "lib/d.sd")


@pytest.mark.parametrize(
    ("text", "files", "name", "place", "message"),
    [
        ('use "none.sd"', {}, "missing-file", 'design.sd:1 "none.sd"', "no file `none.sd`"),
        ('use "../x.sd"', {}, "outside-use", 'design.sd:1 "../x.sd"', "outside the project"),
        ('use "lib/../../x.sd"', {}, "outside-use", 'design.sd:1 "lib/../../x.sd"', "outside the project"),
        *(
            (
                f'use "{path}"',
                {},
                "outside-use",
                f'design.sd:1 "{path}"',
                "`use` wants a path relative to this file",
            )
            for path in ("/etc/x.sd", "~/x.sd", "C:/x.sd", r"lib\\x.sd", "")
        ),
        (
            'use "./design.sd"',
            {},
            "circular-use",
            'design.sd:1 "./design.sd"',
            "this file uses itself: design.sd -> design.sd",
        ),
        (
            'use "a.sd"',
            {"a.sd": '\nuse "b.sd"', "b.sd": 'use "a.sd"'},
            "circular-use",
            'b.sd:1 "a.sd"',
            "this file uses itself: a.sd -> b.sd -> a.sd",
        ),
        (
            'use "a.sd"',
            {"a.sd": 'use "design.sd"'},
            "circular-use",
            'a.sd:1 "design.sd"',
            "this file uses itself: design.sd -> a.sd -> design.sd",
        ),
    ],
)
def test_what_can_t_be_used_is_told_at_the_use(
    text: str, files: dict[str, str], name: str, place: str, message: str
) -> None:
    found = only_mistake(f"{text}\nservice api\n", files)
    assert (found.name, places(found)[0], found.message) == (name, place, message)
    assert list(bound(f"{text}\nservice api\n", files).design.components) == ["api"]


def test_a_mistake_in_another_file_is_told_there() -> None:
    found = only_mistake('use "a.sd"\nservice api\n', {"a.sd": "\nservice api\n"})
    assert places(found) == ["design.sd:2 api", "a.sd:2 api"]


def test_files_that_use_each_other_have_an_end() -> None:
    files = {f"{n}.sd": f'use "{n + 1}.sd"\nservice s{n}\n' for n in range(300)}
    found = only_mistake('use "0.sd"\n', files)
    assert (found.name, found.message) == ("outside-use", "more than 200 files are used")
    assert len(bound('use "0.sd"\n', files).design.components) == 200


@pytest.mark.parametrize(
    "action", ["load x(1s)", "load f x0", "slow s x(5B)", "slow s x(a)", "set e = 1 < 2", "set e = 1s + 1B"]
)
def test_an_action_that_can_t_be_is_none(action: str) -> None:
    text = (
        "client c; service s\nflow f at 1/s { c -> s }\nestimate { e = 1; a = b; b = a }\n"
        f'scenario "x" {{\n  {action}\n  fail s\n  expect up(f)\n}}\n'
    )
    result = bound(text)
    assert any(d.severity is Severity.ERROR for d in result.diagnostics)
    assert [taken.verb for taken in result.design.scenarios[0].actions] == ["fail"]
    assert_judged(text)


def assert_judged(text: str) -> None:
    outcome = lint([Source("design.sd", text)], lambda path: Trouble("no other file", path))
    assert outcome.troubles == ()


# Whatever it is, the rest is understood


@pytest.mark.parametrize(
    "broken",
    [
        "service api { replicas (1 < 2), capacity (a) }",
        "estimate { a = b; b = a; c = a < b }",
        "flow f at (1 is known) { nobody -> nowhere }",
        'scenario "x" { set a = 1 < 2\n load f x(1s)\n cut a b }',
        "entity E in nowhere keep (1 < 2) { id nothing (1 < 2) }",
        "accept a on nothing until 2027-99-99",
        "telemetry { alert up(f) for 5GB tells nobody }",
    ],
)
def test_a_mistake_leaves_the_rest_as_it_is(broken: str) -> None:
    good = "client phone; service web { replicas 2 }\nphone -> web\n"
    lone: Callable[[str], object] = lambda text: outline(bound(text).design)["edges"]  # noqa: E731
    for text in (f"{broken}\n{good}", f"{good}{broken}\n"):
        result = bound(text)
        assert any(d.severity is Severity.ERROR for d in result.diagnostics)
        assert lone(text) == {("phone", "web")}
        assert result.design.components["web"].attributes["replicas"].value == parse("2")
        assert not result.design.sound
        assert_judged(text)


@pytest.mark.parametrize("second", ["us eu 90ms", "eu us 60ms"])
def test_a_link_told_twice_is_one_mistake_and_the_first_holds(second: str) -> None:
    result = bound(f"region us; region eu; region ap\nlink us eu 60ms\nlink us ap 70ms\nlink {second}\n")
    assert [d.name for d in result.diagnostics if d.severity is Severity.ERROR] == ["duplicate-link"]
    assert [link.places for link in result.design.connections] == [("us", "eu"), ("us", "ap")]


@pytest.mark.parametrize(
    "line",
    [
        "expect up(f), load(s) <= 1/s",
        "expect load(s) <= 1/s, load(s) >= 0/s",
        "load x2, expect up(f)\n expect load(s) <= 1/s",
    ],
)
def test_a_word_that_is_asked_is_no_action(line: str) -> None:
    result = bound(f'client c\nservice s\nflow f at 1/s {{ c -> s }}\nscenario "x" {{\n {line}\n}}\n')
    assert not result.diagnostics
    assert len(result.design.scenarios[0].expects) == 2


def test_how_many_records_there_are_is_a_number_or_an_estimate() -> None:
    text = "estimate { seats = 2 * 50M; some = 2GB }\ndatabase b\nentity E in b with MANY { id uuid key }\n"
    for said in ("100M", "seats", "(2 * 50M)"):
        stock = design_of(text.replace("MANY", said)).entities["E"].stock
        assert isinstance(stock, Known) and stock.value == parse("100M")
    for said, name in (("some", "wrong-unit"), ("(0 - 5)", "wrong-value"), ("seat", "unknown-name")):
        found = only_mistake(text.replace("MANY", said))
        assert found.name == name
