"""The review page: no stranger's text becomes markup, nothing is fetched, the same bytes each time."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from sdlint.analyses.review.card import Card, CardStep, Reply
from sdlint.analyses.review.rehearsal import MOST_LOAD, rehearse
from sdlint.analyses.review.review import Counts, Review, review
from sdlint.cli import main
from sdlint.cli.review import _extras, _review
from sdlint.engine import shipped_rules
from sdlint.lint import Outcome, lint
from sdlint.reports.page.extras import Extras
from sdlint.reports.page.markup import coded, plain, script_data
from sdlint.reports.page.page import page, shipped
from sdlint.reports.page.parts import framework_part
from sdlint.reports.review import html, names
from sdlint.reports.terminal.look import Look
from sdlint.source import Source

FOLDER = Path(__file__).parent
TODAY = "2026-01-31"


class Page(HTMLParser):
    """What a browser would make of a page."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.held: dict[str, str] = {}
        self._inside: list[str] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag in ("script", "style"):
            self._inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._inside and self._inside[-1] == tag:
            self._inside.pop()

    def handle_data(self, data: str) -> None:
        if self._inside:
            last = next(attrs for name, attrs in reversed(self.tags) if name == self._inside[-1])
            key = f"{self._inside[-1]} {last.get('id') or sum(name == 'style' for name, _ in self.tags)}"
            self.held[key] = self.held.get(key, "") + data
        else:
            self.words.append(data)

    @property
    def data(self) -> Any:
        """What the page's script looks up."""
        return json.loads(self.held["script data"])

    @property
    def policy(self) -> dict[str, list[str]]:
        """What the page allows itself, by kind."""
        [text] = [a["content"] for _, a in self.tags if a.get("http-equiv") == "Content-Security-Policy"]
        rules = [rule.split() for rule in (text or "").split(";")]
        return {rule[0]: rule[1:] for rule in rules}


def outcome(path: Path) -> Outcome:
    source = Source(path.name, path.read_text("utf-8"))
    return lint((source,), lambda _: source, today=date.fromisoformat(TODAY))


def told(name: str) -> tuple[Review, Extras, str]:
    found = outcome(FOLDER / name)
    numbers, extras = _review(found, shipped_rules()), _extras(found)
    return numbers, extras, page(numbers, extras)


@pytest.fixture(scope="module")
def bakery() -> tuple[Review, Extras, str]:
    return told("bakery.sd")


@pytest.fixture(scope="module")
def hostile() -> tuple[Review, Extras, str]:
    return told("hostile.sd")


# Nothing is let in, nothing goes out


def test_strangers_texts_are_texts(hostile: tuple[Review, Extras, str]) -> None:
    found = Page(hostile[2])
    tags = [tag for tag, _ in found.tags]
    assert tags.count("script") == 2
    assert not {"iframe", "img", "i", "u", "object", "base", "form"} & set(tags)
    assert tags.count("h1") == tags.count("html") == tags.count("body") == 1
    for _, attributes in found.tags:
        assert not [name for name in attributes if name.startswith("on")]
        for name in ("href", "src", "xlink:href", "action"):
            value = attributes.get(name) or "#"
            assert value.startswith(("#", "data:")), value
    words = "".join(found.words)
    assert "<script>window.harmed = 1</script>{{data}}<!--" in words
    assert "<script src='https://example.com/x.js'></script>" in words


def test_it_says_all_that_it_says_in_data_too(hostile: tuple[Review, Extras, str]) -> None:
    found = Page(hostile[2])
    assert found.data["boxes"]["api"]["label"] == "<script>window.harmed = 4</script>"
    assert found.data["boxes"]["constructor"]["label"] == "constructor"
    raw = re.search(r'id="data">(.*?)</script>', hostile[2], re.S)
    assert raw is not None and raw[1].isascii() and not set("<>&") & set(raw[1])


@pytest.mark.parametrize("name", ["bakery.sd", "hostile.sd"])
def test_the_policy_allows_just_what_is_there(name: str) -> None:
    found = Page(told(name)[2])
    policy = found.policy
    assert policy["default-src"] == ["'none'"]
    assert policy["img-src"] == policy["font-src"] == ["data:"]
    assert "connect-src" not in policy and not any("unsafe" in " ".join(rule) for rule in policy.values())

    def hashes(kind: str) -> set[str]:
        texts = [text for key, text in found.held.items() if key.startswith(kind) and key != "script data"]
        return {f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'" for text in texts}

    assert set(policy["script-src"]) == hashes("script")
    assert set(policy["style-src"]) == hashes("style")


def test_nothing_has_a_style_or_an_address_of_its_own(bakery: tuple[Review, Extras, str]) -> None:
    for tag, attributes in Page(bakery[2]).tags:
        assert "style" not in attributes, (tag, attributes)
    outside = {url for url in re.findall(r"https?://[^\s\"'<)]+", bakery[2]) if "www.w3.org" not in url}
    assert not outside


def test_what_is_shipped_fits_into_its_elements() -> None:
    assert "</" not in shipped("page.css") and "</script" not in shipped("page.js")
    assert "<!--" not in shipped("page.js")
    for way in ("innerHTML", "insertAdjacentHTML", "document.write", "eval(", "fetch(", "localStorage"):
        assert way not in shipped("page.js")


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("a < b & \"c\" 'd'", "a &lt; b &amp; &quot;c&quot; &#x27;d&#x27;"),
        ("`x` and `<y>`", "<code>x</code> and <code>&lt;y&gt;</code>"),
        ("a lone ` sign", "a lone ` sign"),
        ("turn\u202ered", "turn\\u202ered"),
    ],
)
def test_texts_are_escaped(text: str, escaped: str) -> None:
    assert coded(text) == escaped
    assert "<" not in plain(text)


def test_data_can_end_no_script() -> None:
    assert script_data({"</script>": ["<!--", "\u2028&"]}) == (
        '{"\\u003c/script\\u003e":["\\u003c!--","\\\\u2028\\u0026"]}'
    )


# What it tells


def test_findings_are_linked_with_their_boxes(bakery: tuple[Review, Extras, str]) -> None:
    _, extras, text = bakery
    found = Page(text)
    assert list(found.data["findings"]) == [str(number) for number, _ in extras.findings] != []
    drawn = {attributes["data-name"] for _, attributes in found.tags if attributes.get("data-name")}
    items = {attributes["id"] for tag, attributes in found.tags if tag == "li" and "id" in attributes}
    for number, diagnostic in extras.findings:
        about = found.data["findings"][str(number)]
        assert f"finding-{number}" in items
        assert set(about.get("boxes", ())) <= drawn
        if (diagnostic.key or "").startswith("component "):
            assert about["boxes"] == [str(diagnostic.key).removeprefix("component ")]


def test_a_badge_in_the_picture_has_its_finding_s_severity(checkout: Path) -> None:
    extras = _extras(outcome(checkout / "examples" / "news-feed-faulty.sd"))
    severities = {number: one.severity.word for number, one in extras.findings}
    badges = re.findall(r'class="b (error|warning|question)"[^>]*>(\d+)<', extras.picture)
    assert len(badges) > 40
    assert [(word, int(number)) for word, number in badges] == [
        (severities[int(number)], int(number)) for _, number in badges
    ]


def test_every_loss_of_the_drill_is_there(bakery: tuple[Review, Extras, str]) -> None:
    losses = {tuple(loss["units"]): loss for loss in Page(bakery[2]).data["losses"]}
    region = losses["eu",]
    assert region["flows"]["order"][0] == region["flows"]["bake"][0] == "dead"
    assert region["flows"]["menu"][:3] == ["degraded", 0.75, "75% answered"]
    assert region["left"]["api"] == [0, 4]
    zone = losses["eu.a",]
    assert zone["flows"] == {} and zone["over"] == [["baker", "69.4%", "139%"]]
    assert zone["left"]["orders_db"] == [2, 3]
    assert zone["waits"] == ["order: 1min, until another copy of orders_db leads"]
    [why] = losses["orders_db",]["flows"]["order"][3]
    assert why == "till → api → orders_db: fewer than 2 of 3 copies are left"
    assert {loss["kind"] for loss in losses.values()} >= {"replica", "component", "zone", "region"}


def test_loads_are_computed_to_the_end(bakery: tuple[Review, Extras, str]) -> None:
    numbers, extras, text = bakery
    load = Page(text).data["load"]
    factors = [limit["factor"] for limit in load["limits"]]
    assert factors == sorted(factors) and factors[0] < MOST_LOAD
    used = dict(load["used"])
    for limit in load["limits"]:
        if limit["resource"] == "capacity" and limit["box"] in used:
            assert used[limit["box"]] * limit["factor"] == pytest.approx(1)
    assert [stage["times"] for stage in load["stages"]] == list(range(1, MOST_LOAD + 1))
    now = [[goal.status, goal.figure.text] for goal in numbers.numbers.goals]
    first = load["stages"][0]["goals"]
    assert [status for status, _ in first] == [status for status, _ in now]
    assert extras.rehearsal is not None


def test_a_goal_at_a_load_is_as_a_scenario_plays_it(tmp_path: Path) -> None:
    text = (FOLDER / "bakery.sd").read_text("utf-8")
    loads = "load order x3, load menu x3, load bake x3"
    expects = "p99(order) <= 100ms, cost() <= $3k/month"
    more = f'\nscenario "All of it" {{\n  {loads}\n  expect {expects}\n}}\n'
    path = tmp_path / "bakery.sd"
    path.write_text(text + more, "utf-8")
    found = outcome(path)
    numbers = _review(found, shipped_rules())
    stage = rehearse(found.facts[0]).stages[2]
    played = numbers.scenarios[-1].expects
    by_text = {goal.text: (goal.status, goal.figure.text) for goal in stage.goals}
    assert stage.times == 3 and len(played) == 2
    for judged in played:
        assert by_text[judged.text] == (judged.status, judged.figure.text)


def test_the_framework_has_a_section_of_its_own() -> None:
    replies = (
        Reply("who", "Who is it `for`?", "answered", "shops (x.sd:3)", ("missing-stakeholders",)),
        Reply("how", "How <fast>?", "finding", "overload on api", ("overload",)),
    )
    body = framework_part(Card((CardStep(1, "What <it> does", replies),), "Mend `api`.")).html()
    found = Page(body)
    words = " ".join(" ".join(found.words).split())
    assert "Framework 1 of 2 questions settled" in words
    assert "1. What <it> does 1 answered, 1 finding" in words
    assert "How <fast>? finding overload on api overload" in words
    assert "Next: Mend api ." in words


# The command


def test_it_is_a_format_like_the_others() -> None:
    assert "html" in names()
    numbers = review(outcome(FOLDER / "bakery.sd").facts[0], (), Counts(0, 0, 0, 0))
    bare = Page(html.report(numbers, Look(80)))
    assert bare.data["losses"] == [] and "There is no picture of this design." in "".join(bare.words)


def written(arguments: list[str], seed: str, folder: Path) -> bytes:
    code = "import sys; from sdlint.cli import main; sys.exit(main(sys.argv[1:]))"
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    words = [sys.executable, "-c", code, "review", *arguments]
    ran = subprocess.run(words, cwd=folder, env=environment, capture_output=True)
    assert ran.returncode == 0, ran.stderr.decode()
    return ran.stdout


def test_the_same_bytes_each_time(tmp_path: Path) -> None:
    outs = []
    for seed in ("0", "1"):
        path = tmp_path / f"{seed}.html"
        assert written(["bakery.sd", "-o", str(path), "--today", TODAY], seed, FOLDER) == b""
        outs.append(path.read_bytes())
    assert outs[0] == outs[1] and outs[0].startswith(b"<!doctype html>\n") and outs[0].endswith(b"</html>\n")
    assert written(["bakery.sd", "--format", "html", "--today", TODAY], "2", FOLDER) == outs[0]


@pytest.mark.parametrize("name", ["news-feed", "news-feed-faulty"])
def test_a_large_design_makes_no_large_page(name: str, checkout: Path) -> None:
    found = outcome(checkout / "examples" / f"{name}.sd")
    assert len(page(_review(found, shipped_rules()), _extras(found)).encode()) < 1_500_000


@pytest.mark.parametrize(
    ("out", "start"),
    [("r.html", "<!doctype html>"), ("r.htm", "<!doctype html>"), ("r.md", "# Bakery"), ("r.json", "{")],
)
def test_the_suffix_says_the_format(
    out: str, start: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / out
    assert main(["review", str(FOLDER / "bakery.sd"), "-o", str(path), "--today", TODAY]) == 0
    assert path.read_text("utf-8").startswith(start)
    assert "Wrote" in capsys.readouterr().err


@pytest.fixture
def without_engine(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    from sdlint.diagrams import engines

    def nothing(name: str | None = None) -> Any:
        raise engines.EngineMissing("nothing places the boxes")

    monkeypatch.setattr(engines, "choose", nothing)
    yield


@pytest.mark.usefixtures("without_engine")
def test_without_an_engine_it_is_a_page_without_a_picture(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "r.html"
    assert main(["review", str(FOLDER / "bakery.sd"), "-o", str(path), "--today", TODAY]) == 0
    assert "note: the page has no picture: nothing places the boxes" in capsys.readouterr().err
    found = Page(path.read_text("utf-8"))
    assert "svg" not in [tag for tag, _ in found.tags]
    assert found.data["losses"] and "There is no picture of this design." in "".join(found.words)
