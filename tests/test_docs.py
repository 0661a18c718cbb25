"""What the documentation shows is right: designs have no mistakes, commands exist, links lead somewhere."""

from __future__ import annotations

import io
import os
import posixpath
import re
import subprocess
import sys
import tomllib
from html.parser import HTMLParser
from pathlib import Path

import pytest

import mkdocs_pages
from sdlint import __version__, reports
from sdlint.cli import main
from sdlint.diagnostic import Trouble
from sdlint.engine import shipped_rules
from sdlint.engine.reader import read
from sdlint.examples import run_examples
from sdlint.lint import understand
from sdlint.model import catalogue
from sdlint.model.mistakes import MISTAKES
from sdlint.reports import drill, growth, review
from sdlint.reports.terminal.formats import names_in
from sdlint.source import Source
from tests.comparison import FAULTS, FEED, PAGE, TOOLS, Said, pictures, row, within
from tests.comparison.pictures import Drawn, curves, drawn_by_us, table
from tests.pages import anchors, blocks, links

ROOT = Path(__file__).resolve().parent.parent
BLOCKS = re.findall(r"```sd\n(.*?)```", (ROOT / "docs" / "language.md").read_text("utf-8"), re.DOTALL)
README = (ROOT / "README.md").read_text("utf-8")
PAGES = sorted(
    path.relative_to(ROOT).as_posix()
    for path in (*ROOT.glob("*.md"), ROOT / "examples" / "README.md", *(ROOT / "docs").glob("**/*.md"))
)
MADE = [name for name in (*mkdocs_pages.TAKEN.values(), *mkdocs_pages.MAKERS) if name.endswith(".md")]
"""The site's pages that are made, or taken from elsewhere than `docs/`."""


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    return mkdocs_pages.pages()


def other(path: str) -> Source | Trouble:
    return Source(path, 'system "Platform"\nservice login\n')


@pytest.mark.parametrize("number", range(len(BLOCKS)))
def test_designs_in_the_language_s_page_have_no_mistakes(number: int) -> None:
    _, mistakes = understand(Source("page.sd", BLOCKS[number]), other)
    assert [f"{mistake.message} ({mistake.span and mistake.span.text})" for mistake in mistakes] == []


def test_the_page_has_every_statement() -> None:
    text = "\n".join(BLOCKS)
    words = (
        "system functional stakeholders estimate quality scenario region link group api entity access flow"
    )
    for word in [*words.split(), "when", "telemetry", "decision", "accept", "question", "use"]:
        assert re.search(rf"^{word}\b", text, re.MULTILINE), word


def test_the_sketch_of_the_readme_has_no_mistakes() -> None:
    blocks = re.findall(r"```(\w*)\n(.*?)```", README, re.DOTALL)
    sketch = next(block for language, block in blocks if not language and "system" in block)
    _, mistakes = understand(Source("feed.sd", sketch), other)
    assert mistakes == ()


@pytest.mark.parametrize("name", PAGES)
def test_commands_that_a_page_names_exist(name: str) -> None:
    page = (ROOT / name).read_text("utf-8")
    named = set(re.findall(r"(?:`|\$ )sdlint ([a-z]+)", page))
    for block in blocks(page):
        named |= set(re.findall(r"^sdlint ([a-z]+)", block.text, re.MULTILINE))
    commands = {path.stem for path in (ROOT / "sdlint" / "cli").glob("[a-z]*.py")}
    assert named <= commands


def test_the_rule_of_the_page_on_rules_works() -> None:
    page = (ROOT / "docs" / "rules.md").read_text("utf-8")
    blocks = re.findall(r"```\w*\n(.*?)```", page, re.DOTALL)
    rule = next(block for block in blocks if block.startswith("rule "))
    instance = next(block for block in blocks if block.startswith("use "))
    sources = [Source("h/personal-data-in-eu.rule", rule), Source("h/ours.rule", instance)]
    book = read(sources, shipped_rules())
    assert [trouble.message for trouble in book.troubles] == []
    assert run_examples(book.by_name["personal-data-in-eu"], book) == []
    assert book.by_name["our-long-chain"].base == "long-chain"


# Links


@pytest.mark.parametrize("name", PAGES)
def test_links_of_a_page_lead_to_files_and_headings(name: str, made: dict[str, str]) -> None:
    for link in links((ROOT / name).read_text("utf-8")):
        target, _, anchor = link.partition("#")
        if re.match(r"[a-z]+:", target):
            continue
        file = posixpath.normpath(posixpath.join(posixpath.dirname(name), target)) if target else name
        text = made.get(file.removeprefix("docs/"))
        if text is None:
            assert (ROOT / file).exists(), link
            text = (ROOT / file).read_text("utf-8") if file.endswith(".md") else ""
        if anchor:
            assert anchor in anchors(text), link


@pytest.mark.parametrize("name", MADE)
def test_links_of_a_page_that_is_made_lead_to_pages_and_headings(name: str, made: dict[str, str]) -> None:
    path = mkdocs_pages.source_of(name)
    page = mkdocs_pages.linked(made[name], path) if path else made[name]
    for link in links(page):
        target, _, anchor = link.partition("#")
        if re.match(r"[a-z]+:", target):
            continue
        there = posixpath.normpath(posixpath.join(posixpath.dirname(name), target)) if target else name
        text = made.get(there)
        if text is None:
            assert (ROOT / "docs" / there).exists(), link
            text = (ROOT / "docs" / there).read_text("utf-8") if there.endswith(".md") else ""
        if anchor:
            assert anchor in anchors(text), link


def test_a_link_that_leaves_the_site_is_told() -> None:
    assert mkdocs_pages.linked("[a](language.md#flows) [b](../README.md)", "docs/rules.md") == (
        "[a](language.md#flows) [b](index.md)"
    )
    assert mkdocs_pages.linked("[a](docs/rules.md)", "README.md") == "[a](rules.md)"
    with pytest.raises(ValueError, match=r"pyproject\.toml, of which the site has no page"):
        mkdocs_pages.linked("[a](pyproject.toml)", "README.md")


# What is made


def test_the_reference_has_everything(made: dict[str, str]) -> None:
    rules, words = made["reference/rules.md"], made["reference/words.md"]
    kinds, commands = made["reference/kinds.md"], made["reference/commands.md"]
    assert {rule.name for rule in shipped_rules().rules} <= anchors(rules)
    assert {"availability", "p99", "stores", "ceil"} <= anchors(words)
    assert set(catalogue.kinds()) <= anchors(kinds)
    assert set(MISTAKES) <= anchors(made["reference/mistakes.md"])
    names = {path.stem for path in (ROOT / "sdlint" / "cli").glob("[a-z]*.py")}
    assert {f"sdlint-{name}" for name in names} <= anchors(commands)
    assert "sdlint-rules-new" in anchors(commands)


def test_each_format_of_a_report_on_one_design_is_shown(made: dict[str, str]) -> None:
    shown = anchors(made["reference/formats.md"])
    for command, package in (("check", reports), ("review", review), ("fail", drill), ("scale", growth)):
        for name in names_in(package.__path__):
            assert f"sdlint-{command}---format-{name}" in shown
    pictures = {path.stem for path in (ROOT / "sdlint" / "diagrams" / "writers").glob("[a-z]*.py")}
    drawn = {name.removeprefix("sdlint-render---format-") for name in shown if "sdlint-render---" in name}
    assert pictures - set(mkdocs_pages.BINARY) == drawn


def test_designs_in_the_reference_are_whole(made: dict[str, str]) -> None:
    examples = blocks(made["reference/examples.md"])
    assert len(examples) == len(list((ROOT / "examples").glob("*.sd")))
    for block in examples:
        _, mistakes = understand(Source("page.sd", block.text), other)
        assert mistakes == ()


def test_prose_stays_prose() -> None:
    assert mkdocs_pages._prose("a < b and `a < *b*` [x](y) *z*") == (r"a \< b and `a < *b*` \[x\](y) \*z\*")
    assert list(mkdocs_pages._fenced("text", "```\n")) == ["````text", "```", "````"]


# The site


class _Fetched(HTMLParser):
    """What a browser fetches to show a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = dict(attrs)
        named = {"script": "src", "img": "src", "iframe": "src", "link": "href", "source": "src"}.get(tag)
        if named and has.get(named) and has.get("rel") != "canonical":
            self.found.add(has[named] or "")


@pytest.mark.slow
def test_the_site_is_built_without_a_warning_and_fetches_nothing_from_elsewhere(tmp_path: Path) -> None:
    # Whatever would be fetched while it is built is asked of a proxy that isn't there.
    nowhere = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), "http://127.0.0.1:9")
    environment = {**os.environ, **nowhere, "NO_MKDOCS_2_WARNING": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    pages = {path.relative_to(tmp_path).as_posix(): path for path in tmp_path.rglob("*.html")}
    assert {name.replace(".md", ".html") for name in MADE} <= set(pages)
    for path in pages.values():
        reader = _Fetched()
        reader.feed(path.read_text("utf-8"))
        assert reader.found
        assert [url for url in reader.found if re.match(r"([a-z]+:)?//", url)] == []


# The examples


def test_the_examples_page_tells_of_each_what_a_review_says(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("COLUMNS", "200")
    page = Path("examples/README.md").read_text("utf-8")
    rows = dict(re.findall(r"^\| \[([\w-]+\.sd)\]\(#[^)]*\) \| .* \| (.* \| .*) \|$", page, re.MULTILINE))
    assert set(rows) == {path.name for path in Path("examples").glob("*.sd")}
    for name, told in rows.items():
        main(["review", f"examples/{name}", "--today", "2026-01-31"])
        said = next(line for line in capsys.readouterr().out.splitlines() if "accepted risk" in line)
        counts = re.compile(r"(\d+) (met|not met|unknown|error|warning|question|accepted risk)s?\b")
        assert counts.findall(told) == counts.findall(said), name
        assert f"](../docs/pictures/{Path(name).stem}.png)" in page


# The comparison


def test_the_comparison_s_table_has_every_tool_and_what_sdlint_says_now(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = within(PAGE.read_text("utf-8"), "told")[1].strip().splitlines()
    assert made[0] == f"| tool | {' | '.join(FAULTS)} | findings |"
    rows = {line.split()[1]: line for line in made[2:]}
    assert list(rows) == [tool.name for tool in TOOLS]
    assert all((FEED / tool.file).is_file() for tool in TOOLS)
    monkeypatch.chdir(FEED)
    said = []
    text = (FEED / "feed.sd").read_text("utf-8")
    for source in (text, text.replace("pots", "posts")):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(source.encode())))
        main(["check", "-", "--format", "concise", "--today", "2026-11-01"])
        said.append(capfd.readouterr().out)
    known = Said(__version__, said[0], said[1], len(said[0].splitlines()), drawn=False)
    assert rows["sdlint"] == row(TOOLS[0], known)


def test_the_comparison_s_picture_is_the_one_that_is_drawn_now(tmp_path: Path) -> None:
    rows = within(PAGE.read_text("utf-8"), "drawn")[1].strip().splitlines()
    ours = table({"sdlint": drawn_by_us(tmp_path)}).splitlines()
    assert [row.split("|")[2].strip() for row in rows[2:]] == [row.split("|")[2].strip() for row in ours[2:]]


def test_others_arrows_are_read_as_they_are_drawn() -> None:
    # A corner as D2 draws it: the curve's first handle is where the pen is after a line.
    assert curves("M 0 0 L 9 0 S 10 0 10 1 V 5") == [
        *((0, 0), (0, 0), (9, 0), (9, 0)),
        *((9, 0), (10, 0), (10, 1)),
        *((10, 1), (10, 5), (10, 5)),
    ]
    with pytest.raises(ValueError, match="`A` isn't read"):
        curves("M 0 0 A 1 1 0 0 0 2 2")
    svg = '<svg width="20pt" height="10pt"><a d="M0,0 C0,0 9,9 9,9"/><a d="M9,1 L0,7"/><a d="M0,1 L-3,1"/>'
    assert pictures.read(svg, r'<a d="([^"]*)"') == Drawn(20, 10, 3, 1)


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("README.md", r"lists the (\d+) rules"),
        ("CHANGELOG.md", r"The whole framework as rules: (\d+) of them"),
    ],
)
def test_as_many_rules_are_told_as_there_are(page: str, said: str) -> None:
    assert re.findall(said, (ROOT / page).read_text("utf-8")) == [str(len(shipped_rules().rules))]


def test_every_package_that_is_installed_says_why_it_is_trusted() -> None:
    with (ROOT / "pyproject.toml").open("rb") as file:
        project = tomllib.load(file)["project"]
    wanted = [
        *project["dependencies"],
        *(one for some in project["optional-dependencies"].values() for one in some),
    ]
    names = {re.split(r"[<>=!~;\[ ]", one)[0] for one in wanted} - {"sdlint"}
    rows = re.findall(r"^\| (`[^|]*`) \|", (ROOT / "CONTRIBUTING.md").read_text("utf-8"), re.MULTILINE)
    assert {name for row in rows for name in re.findall(r"`([^`]+)`", row)} >= names
