"""The catalogue agrees with itself, and shapes match what they say."""

from __future__ import annotations

import re
from fractions import Fraction
from importlib.metadata import PackageNotFoundError, files

import pytest

from sdlint.model import catalogue
from sdlint.model.attributes import ATTRIBUTES
from sdlint.model.catalogue import FAMILIES, Attribute, Technology
from sdlint.model.kinds import KINDS
from sdlint.model.shapes import Given, Matched, Mismatch, describe, example, match, parse
from sdlint.model.technologies import TECHNOLOGIES

KIND_NAMES = [kind.name for kind in KINDS]
PSEUDO_KINDS = ["zone", "region", "api", "entity", "field", "step"]
ICONS = sorted({kind.icon for kind in KINDS} | {technology.icon for technology in TECHNOLOGIES})
NAME = re.compile(r"[^\W\d]\w*(?:-\w+)*")
LITERAL = re.compile(r"\$?\d+(?:\.\d+)?(?:%|[A-Za-z]+)?(?:/[A-Za-z]+)*")


def test_every_kind_is_of_a_family() -> None:
    assert [kind.family for kind in KINDS if kind.family not in FAMILIES] == []
    assert " ".join(KIND_NAMES) == (
        "client external dns cdn gateway balancer service function worker scheduler "
        "cache database search warehouse blobs queue stream"
    )


def test_every_icon_is_there() -> None:
    try:
        shipped = {str(file) for file in files("diagrams") or ()}
    except PackageNotFoundError:
        pytest.skip("diagrams isn't installed")
    assert [icon for icon in ICONS if f"resources/{icon}" not in shipped] == []


@pytest.mark.parametrize("attribute", ATTRIBUTES, ids=lambda each: f"{each.name} on {min(each.on)}")
def test_attribute(attribute: Attribute) -> None:
    assert NAME.fullmatch(attribute.name)
    assert sorted(attribute.on - {*KIND_NAMES, *PSEUDO_KINDS}) == []
    assert attribute.doc.endswith(".")
    parse(attribute.shape)
    assert describe(attribute.shape)


@pytest.mark.parametrize(
    ("on", "names"),
    [
        ("client", "timeout retries breaker fallback owner connections"),
        ("external", "capacity time availability price timeout retries breaker fallback encrypted owner"),
        ("balancer", "replicas needs standby failover repair health capacity time bandwidth connections"),
        ("service", "replicas needs capacity time workers memory cv stateless sticky autoscale price"),
        ("scheduler", "every leader_election replicas"),
        ("cdn", "hit ttl evict rebuildable availability price"),
        ("cache", "hit ttl evict rebuildable shards skew nodes memory"),
        ("database", "shards skew replication wal backup durability rebuildable lag nodes storage workers"),
        ("stream", "partitions retention max_length dead_letter tries persistent nodes replicas"),
        ("entity", "keep"),
        ("api", "auth public idempotent paginated limit cacheable"),
        ("field", "key index optional personal encrypted many"),
        ("step", "timeout rtt retries breaker idempotent fallback"),
        ("zone", "availability"),
        ("region", "availability"),
    ],
)
def test_the_language_s_attributes_are_there(on: str, names: str) -> None:
    assert sorted(set(names.split()) - set(catalogue.attributes(on))) == []


def test_an_attribute_means_one_thing_on_one_kind() -> None:
    pairs = [(attribute.name, on) for attribute in ATTRIBUTES for on in sorted(attribute.on)]
    assert [pair for pair in pairs if pairs.count(pair) > 1] == []


def test_every_technology_is_found_by_its_name_and_aliases() -> None:
    named = [name for technology in TECHNOLOGIES for name in (technology.name, *technology.aliases)]
    assert [name for name in named if named.count(name) > 1] == []
    assert [name for name in named if not NAME.fullmatch(name)] == []
    assert len(TECHNOLOGIES) >= 45
    assert catalogue.technologies()["postgresql"].name == "postgres"
    assert catalogue.technologies()["k8s"].label == "Kubernetes"


def test_every_kind_of_a_technology_exists() -> None:
    legal = {*KIND_NAMES, "telemetry"}
    assert [each.name for each in TECHNOLOGIES if not each.kinds or set(each.kinds) - legal] == []


@pytest.mark.parametrize(
    "technology", [each for each in TECHNOLOGIES if each.defaults], ids=lambda each: each.name
)
def test_every_default_has_a_source(technology: Technology) -> None:
    for default in technology.defaults:
        assert LITERAL.fullmatch(default.literal), default
        assert default.source
        assert 2005 <= default.year <= 2030
        for kind in technology.kinds:
            assert default.attribute in {*catalogue.attributes(kind), catalogue.WRITE_TIME}, (kind, default)


def value(dimension: str | None, number: Fraction | int | None = None) -> Given:
    return Given("value", dimension=dimension, number=number, payload=(dimension, number))


def name(word: str) -> Given:
    return Given("name", word=word)


def call(word: str, *arguments: tuple[Given, ...]) -> Given:
    return Given("call", word=word, arguments=arguments)


def between(low: Given, high: Given) -> Given:
    return Given("range", low=low, high=high)


TWO, THREE, NINE, HALF = (
    value("count", 2),
    value("count", 3),
    value("count", 9),
    value("count", Fraction(1, 2)),
)
SECOND, RATE = value("s", 1), value("1/s", 5)
NODE, STORED, MOVED = value("$/s", 1), value("$/B/s", 1), value("$/B", 1)
TEXT, UNCOMPUTED = Given("text", payload="serve what is there"), value(None)
BACKOFF, JITTER, BY, PER, USER = name("backoff"), name("jitter"), name("by"), name("per"), name("user")
ASYNC, QUORUM, FOREVER = name("async"), name("quorum"), name("forever")
HASH = call("hash", (USER,))
WRITE, READ = (name("write"), TWO), (name("read"), THREE)
LEADERLESS, SWAPPED = call("leaderless", WRITE, READ), call("leaderless", READ, WRITE)
LED = call("leader_follower", (ASYNC,))
SCALE = between(TWO, NINE)

SHARDS = "COUNT [by KEY]"
RETRIES = "WHOLE [backoff] [jitter]"
PRICE = "PRICE..."
REPLICATION = "leaderless(write COUNT, read COUNT) | leader_follower(async | sync) | quorum"


@pytest.mark.parametrize(
    ("shape", "given", "main", "parts"),
    [
        ("", (), None, {}),
        ("COUNT", (THREE,), THREE, {}),
        ("COUNT", (UNCOMPUTED,), UNCOMPUTED, {}),
        ("NUMBER", (HALF,), HALF, {}),
        ("PERCENT", (HALF,), HALF, {}),
        ("PERCENT", (between(HALF, HALF),), between(HALF, HALF), {}),
        ("DURATION", (SECOND,), SECOND, {}),
        ("TEXT", (TEXT,), TEXT, {}),
        ("NAME", (USER,), USER, {}),
        ("[DURATION]", (), None, {}),
        ("[DURATION]", (SECOND,), SECOND, {}),
        ("DURATION | forever", (SECOND,), SECOND, {}),
        ("DURATION | forever", (FOREVER,), FOREVER, {"forever": True}),
        (SHARDS, (THREE,), THREE, {}),
        (SHARDS, (THREE, BY, USER), THREE, {"key": USER}),
        (SHARDS, (THREE, BY, HASH), THREE, {"key": HASH}),
        ("RATE [per NAME]", (RATE, PER, USER), RATE, {"per": USER}),
        (RETRIES, (TWO,), TWO, {}),
        (RETRIES, (TWO, BACKOFF), TWO, {"backoff": True}),
        (RETRIES, (TWO, BACKOFF, JITTER), TWO, {"backoff": True, "jitter": True}),
        (RETRIES, (TWO, JITTER, BACKOFF), TWO, {"backoff": True, "jitter": True}),
        (RETRIES, (value("count", 0),), value("count", 0), {}),
        ("WHOLE..COUNT", (SCALE,), SCALE, {"low": TWO, "high": NINE}),
        (PRICE, (STORED,), STORED, {"stored": STORED}),
        (PRICE, (value("$", 1),), value("$", 1), {"call": value("$", 1)}),
        (PRICE, (NODE, MOVED, STORED), NODE, {"node": NODE, "moved": MOVED, "stored": STORED}),
        (REPLICATION, (QUORUM,), QUORUM, {"quorum": True}),
        (REPLICATION, (LED,), LED, {"leader_follower": True, "async": True}),
        (REPLICATION, (LEADERLESS,), LEADERLESS, {"leaderless": True, "write": TWO, "read": THREE}),
        (REPLICATION, (SWAPPED,), SWAPPED, {"leaderless": True, "write": TWO, "read": THREE}),
        ("NAME...", (USER, BY, PER), USER, {"name": BY, "name_2": PER}),
        ("[after COUNT]", (name("after"), TWO), None, {"after": TWO}),
    ],
)
def test_match(
    shape: str, given: tuple[Given, ...], main: Given | None, parts: dict[str, Given | bool]
) -> None:
    assert match(shape, given) == Matched(main, parts)


@pytest.mark.parametrize(
    ("shape", "given", "at", "kind", "wanted"),
    [
        ("", (TWO,), 0, "extra", "nothing more"),
        ("COUNT", (), 0, "missing", "a whole number from 1 on, such as `3`"),
        ("COUNT", (SECOND,), 0, "unit", "a whole number from 1 on, such as `3`"),
        ("COUNT", (HALF,), 0, "value", "a whole number from 1 on, such as `3`"),
        ("COUNT", (value("count", 0),), 0, "value", "a whole number from 1 on, such as `3`"),
        ("COUNT", (SCALE,), 0, "shape", "a whole number from 1 on, such as `3`"),
        ("COUNT", (TWO, THREE), 1, "extra", "nothing more"),
        ("PERCENT", (NINE,), 0, "value", "a share from 0% to 100%, such as `95%`"),
        ("RATE", (value("1/s", 0),), 0, "value", "a rate, such as `10k/s`"),
        ("DURATION", (TWO,), 0, "unit", "a duration, such as `200ms`"),
        ("DURATION", (USER,), 0, "shape", "a duration, such as `200ms`"),
        ("DURATION", (between(SECOND, TWO),), 0, "unit", "a duration, such as `200ms`"),
        ("DURATION | forever", (TWO,), 0, "unit", "a duration, such as `200ms` or `forever`"),
        ("DURATION | forever", (USER,), 0, "shape", "a duration, such as `200ms` or `forever`"),
        ("TEXT", (USER,), 0, "shape", "a text in quotes"),
        ("lru | lfu | none", (USER,), 0, "shape", "`lru`, `lfu` or `none`"),
        (SHARDS, (THREE, USER), 1, "shape", "`by` or nothing more"),
        (SHARDS, (THREE, BY), 2, "missing", "a field or its hash, such as `hash(id)`"),
        (SHARDS, (THREE, BY, TWO), 2, "shape", "a field or its hash, such as `hash(id)`"),
        (SHARDS, (THREE, BY, call("range", (USER,))), 2, "shape", "a field or its hash, such as `hash(id)`"),
        (RETRIES, (TWO, USER), 1, "shape", "`backoff`, `jitter` or nothing more"),
        (RETRIES, (TWO, JITTER, JITTER), 2, "shape", "`backoff` or nothing more"),
        ("WHOLE..COUNT", (TWO,), 0, "shape", None),
        ("WHOLE..COUNT", (between(NINE, TWO),), 0, "value", None),
        (PRICE, (NODE, NODE), 1, "value", "each price once"),
        (PRICE, (NODE, value("B/s", 1)), 1, "unit", None),
        (REPLICATION, (LED, TWO), 1, "extra", "nothing more"),
        (REPLICATION, (call("leader_follower", (USER,)),), 0, "shape", "`async` or `sync`"),
        (REPLICATION, (name("leader_follower"),), 0, "missing", "`leader_follower(async | sync)`"),
        (REPLICATION, (call("leaderless", WRITE),), 0, "missing", "`leaderless(write 3, read 3)`"),
        (REPLICATION, (call("leaderless", WRITE, (READ[0],)),), 0, "missing", None),
        (REPLICATION, (call("leaderless", WRITE, READ, (TWO,)),), 0, "extra", "nothing more"),
        (REPLICATION, (call("leaderless", WRITE, (*READ, TWO)),), 0, "extra", "nothing more"),
    ],
)
def test_mismatch(shape: str, given: tuple[Given, ...], at: int, kind: str, wanted: str | None) -> None:
    result = match(shape, given)
    assert isinstance(result, Mismatch)
    assert (result.at, result.kind) == (at, kind)
    assert wanted is None or result.wanted == wanted


def test_a_mismatch_inside_a_call_names_the_very_argument() -> None:
    result = match(REPLICATION, (call("leaderless", WRITE, (READ[0], SECOND)),))
    assert isinstance(result, Mismatch)
    assert (result.at, result.kind, result.given) == (0, "unit", SECOND)


@pytest.mark.parametrize(
    ("shape", "words", "written"),
    [
        ("", "nothing", ""),
        ("DURATION", "a duration, such as `200ms`", "200ms"),
        (
            SHARDS,
            "a whole number from 1 on, such as `3`, optionally `by` a field or its hash, such as `hash(id)`",
            "3 by hash(id)",
        ),
        ("lru | lfu", "`lru` or `lfu`", "lru"),
        ("leader_follower(async | sync)", "`leader_follower(async | sync)`", "leader_follower(async)"),
        (
            "WHOLE..COUNT",
            "a whole number from 0 on and a whole number from 1 on, such as `2..3`",
            "2..3",
        ),
    ],
)
def test_describe(shape: str, words: str, written: str) -> None:
    assert describe(shape) == words
    assert example(parse(shape)) == written


@pytest.mark.parametrize(
    "text", ["COUNT..", "[COUNT", "COUNT]", "f(", "f()", "COUNT |", "LENGTH", "a..b", "3", "COUNT..a"]
)
def test_a_broken_shape_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError, match="no shape"):
        parse(text)
