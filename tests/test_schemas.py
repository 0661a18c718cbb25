"""What sdlint writes for programs is what `docs/schemas` promises, and settings are what editors expect."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from referencing import Registry, Resource

from sdlint.cli import main
from sdlint.config import Config, load
from sdlint.reports import report
from sdlint.reports.terminal.look import Look
from sdlint.source import Source
from tests.reports.test_programs import everything

ROOT = Path(__file__).resolve().parent.parent
SCHEMAS = {
    path.name: json.loads(path.read_text("utf-8")) for path in (ROOT / "docs" / "schemas").glob("*.json")
}
REGISTRY: Registry[Any] = Registry().with_resources(
    (name, Resource.from_contents(schema)) for name, schema in SCHEMAS.items()
)
DESIGNS = sorted(path.stem for path in (ROOT / "examples").glob("*.sd"))
TODAY = ("--today", "2026-01-31")


def wrong(name: str, content: Any) -> list[str]:
    """What a schema has against it."""
    schema = SCHEMAS[f"{name}.json"]
    validator = jsonschema.Draft202012Validator(
        schema, registry=REGISTRY, format_checker=jsonschema.FormatChecker(["date"])
    )
    return [f"{error.json_path}: {error.message[:300]}" for error in validator.iter_errors(content)]


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Any:
    """What a command prints, read as JSON."""
    monkeypatch.chdir(ROOT)

    def run(*words: str) -> Any:
        assert main(list(words)) in (0, 1)
        out, err = capfd.readouterr()
        assert err == ""
        return json.loads(out)

    return run


# The schemas themselves


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_a_schema_is_one_and_says_what_it_describes(name: str) -> None:
    schema = SCHEMAS[name]
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["title"]
    assert schema["description"]


def nodes(node: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(node, dict):
        yield path, node
        for key, value in node.items():
            yield from nodes(value, f"{path}/{key}")
    elif isinstance(node, list):
        for number, value in enumerate(node):
            yield from nodes(value, f"{path}/{number}")


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_no_object_may_have_a_key_that_its_schema_does_not_know(name: str) -> None:
    # What ends in `_fields` is what others are made of, which are closed themselves.
    open_ = [
        path
        for path, node in nodes(SCHEMAS[name])
        if isinstance(node.get("properties"), dict)
        and not path.endswith(("_fields", "/properties"))
        and not {"additionalProperties", "unevaluatedProperties"} & {*node}
    ]
    assert open_ == []


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_every_part_that_is_named_is_there_and_used(name: str) -> None:
    refs = {node["$ref"] for _, node in nodes(SCHEMAS[name]) if isinstance(node.get("$ref"), str)}
    for ref in refs:
        file, _, pointer = ref.partition("#/$defs/")
        assert pointer in SCHEMAS[file or name]["$defs"], ref
    own = {f"#/$defs/{part}" for part in SCHEMAS[name].get("$defs", ())}
    others = {
        node["$ref"].removeprefix(name)
        for schema in SCHEMAS.values()
        for _, node in nodes(schema)
        if str(node.get("$ref")).startswith(name)
    }
    assert own <= refs | others


def test_a_key_that_is_new_or_wanting_is_noticed(printed: Any) -> None:
    content = printed("check", "examples/whiteboard.sd", "--format", "json", *TODAY)
    assert content["findings"]
    assert wrong("check", content) == []
    assert wrong("check", {**content, "new": 1})
    assert wrong("check", {**content, "findings": [{**content["findings"][0], "new": 1}]})
    del content["findings"][0]["help"]
    assert wrong("check", content)


def test_the_page_on_ci_has_every_schema() -> None:
    page = (ROOT / "docs" / "ci.md").read_text("utf-8")
    assert set(re.findall(r"\]\(schemas/([a-z-]+\.json)\)", page)) == set(SCHEMAS)


# What commands print


@pytest.mark.parametrize("name", DESIGNS)
def test_what_is_printed_of_an_example_is_as_its_schema_says(name: str, printed: Any) -> None:
    path = f"examples/{name}.sd"
    for schema, words in {
        "check": ("check", path, *TODAY),
        "review": ("review", path, *TODAY),
        "framework": ("review", path, "--framework", *TODAY),
        "ask-overview": ("ask", path),
        "fail": ("fail", path),
        "improve": ("improve", path, *TODAY),
    }.items():
        assert wrong(schema, printed(*words, "--format", "json")) == []
    for load_ in ((), ("--load", "10x")):
        assert wrong("scale", printed("scale", path, *load_, "--format", "json")) == []


@pytest.mark.parametrize("name", DESIGNS)
def test_every_line_of_a_check_is_as_its_schema_says(
    name: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    main(["check", f"examples/{name}.sd", "--format", "json-lines", *TODAY])
    lines = [json.loads(line) for line in capfd.readouterr().out.splitlines()]
    assert [found for line in lines for found in wrong("check-lines", line)] == []
    assert lines[-1]["kind"] == "summary"


@pytest.mark.parametrize("new", DESIGNS)
def test_differences_of_examples_are_as_their_schema_says(new: str, printed: Any) -> None:
    for old in dict.fromkeys(("whiteboard", new)):
        content = printed("diff", f"examples/{old}.sd", f"examples/{new}.sd", "--format", "json", *TODAY)
        assert wrong("diff", content) == []
        assert content["same"] is (old == new)


def test_all_that_a_check_can_find_is_as_its_schema_says() -> None:
    whole = everything()
    content = json.loads(report(whole, "json", Look()))
    assert content["baseline"]["known"] and content["baseline"]["gone"] and content["accepted"]
    assert wrong("check", content) == []
    lines = [json.loads(line) for line in report(whole, "json-lines", Look()).splitlines()]
    assert {line["kind"] for line in lines} == {"finding", "accepted", "baselined", "gone", "summary"}
    assert [found for line in lines for found in wrong("check-lines", line)] == []


def test_a_mistake_with_edits_is_as_its_schema_says(printed: Any, tmp_path: Path) -> None:
    path = tmp_path / "a.sd"
    path.write_text('system "A"\nservice api { replicsa 2 }\n', "utf-8")
    content = printed("check", str(path), "--format", "json", *TODAY)
    assert any(one["fix"] and one["fix"]["edits"] for one in content["findings"])
    assert wrong("check", content) == []


def test_answers_are_as_their_schema_says(printed: Any) -> None:
    asked = ("p99(redirect)", "flows", "load(links) > 1/s", "cost()", "availability(redirect)")
    content = printed("ask", "examples/url-shortener.sd", *asked, "--format", "json")
    assert len(content) == len(asked)
    assert wrong("ask", content) == []


def test_a_loss_that_is_asked_for_is_as_its_schema_says(printed: Any) -> None:
    content = printed("fail", "examples/url-shortener.sd", "links", "--format", "json")
    assert "because" in content["losses"][0]["effects"][0]
    assert wrong("fail", content) == []


def test_lists_of_rules_and_words_are_as_their_schemas_say(printed: Any) -> None:
    assert wrong("rules", printed("rules", "--format", "json")) == []
    assert wrong("words", printed("words", "--format", "json")) == []


def test_a_baseline_is_as_its_schema_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    path = tmp_path / "baseline.json"
    assert main(["baseline", "create", str(path), "examples/news-feed-faulty.sd", *TODAY]) == 0
    content = json.loads(path.read_text("utf-8"))
    assert content["findings"]
    assert wrong("baseline", content) == []


# Settings


def test_editors_know_the_settings_that_there_are() -> None:
    keys = {field.replace("_", "-") for field in Config.record_fields} - {"places"}
    assert {*SCHEMAS["settings.json"]["properties"]} == keys


ALL = """\
fail-on = "error"
today = 2026-01-31
preset = "strict"
rules = ["architecture/*.rule"]
severity = { thin-headroom = "error" }
select = ["09-bottlenecks", "no-*"]
exclude = ["drafts", "old/**/*.sd"]
ignore = { no-growth = "a tool for twenty people" }
[per-file."legacy/*.sd"]
missing-telemetry = "watched by the platform"
"""


@pytest.mark.parametrize(
    ("text", "right"),
    [
        (ALL, True),
        ("", True),
        ('today = "2026-01-31"', True),
        ("rules = []", True),
        ('fail-on = "eror"', False),
        ('fail_on = "error"', False),
        ('today = "tomorrow"', False),
        ("today = 3", False),
        ('preset = ""', False),
        ('rules = "a.rule"', False),
        ('rules = [""]', False),
        ("select = []", False),
        ('severity = { thin-headroom = "fatal" }', False),
        ('ignore = ["no-growth"]', False),
        ('ignore = { no-growth = " " }', False),
        ("ignore = { no-growth = true }", False),
        ('[per-file]\n"a.sd" = "no"', False),
        ("exclude = [1]", False),
    ],
)
def test_editors_find_wrong_what_sdlint_does(text: str, right: bool) -> None:
    loaded = load(Source("sdlint.toml", text))
    assert loaded is not None
    assert (loaded[1] == ()) is right
    assert (wrong("settings", plain(tomllib.loads(text))) == []) is right


def plain(value: Any) -> Any:
    """What stands in TOML as JSON has it: editors check a date as a string."""
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


def test_the_examples_settings_are_right() -> None:
    text = (ROOT / "examples" / "sdlint.toml").read_text("utf-8")
    assert wrong("settings", plain(tomllib.loads(text))) == []
