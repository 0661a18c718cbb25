"""Inputs: each from a seed alone, so that a number is enough to have it again."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from random import Random

from sdlint.engine.kept import shipped_sources
from sdlint.model.attributes import ATTRIBUTES
from sdlint.model.catalogue import kinds, technologies
from sdlint.syntax.tables import Tables, load
from tests import strategies

TOP = Path(__file__).parents[2]
MOST = 12_000
"""Characters of an input: what is slow for a small one is a fault, for a large one it may be none."""


@cache
def real() -> tuple[str, ...]:
    """Designs that people wrote: the examples, the corpus, and what the rules show as bad and as good."""
    folders = ("examples", "tests/corpus", "tests/syntax/designs", "tests/reports", "docs")
    files = [path for folder in folders for path in sorted((TOP / folder).rglob("*.sd"))]
    texts = [path.read_text(encoding="utf-8") for path in files]
    for source in shipped_sources():
        texts += [
            text.strip() + "\n" for text in re.findall(r'(?:bad|good)\s+"""(.*?)"""', source.text, re.S)
        ]
    return tuple(text for text in texts if len(text) <= MOST)


NUMBERS = (
    *("0", "1", "2", "-1", "3", "1_000", "0.5", "1e9", "1e60", "1e-60", "9999999999", "1e61", "007"),
    *("0%", "100%", "99.999%", "150%", "0.0000001%", "-5%", "50%"),
    *("0/s", "1/s", "10k/s", "1e15/s", "1/y", "100M/month", "0.000001/s"),
    *("0s", "1ns", "200ms", "1h", "10y", "1000000y", "1e-9s"),
    *("0B", "500B", "64GB", "1e30B", "2kB", "16GiB", "1e9TB", "0.001B"),
    *("$40/month", "$0", "$21/TB/month", "$0.02/GB", "$1e30/month", "10MB/s", "1e20GB/s", "5parsecs"),
)
TEXTS = (
    *strategies.TEXTS,
    r'"\u001b[31m red"',
    '"\x1b[31mred\x1b[0m"',
    '"\u202egnp.exe\u202c"',
    '"\u200b"',
    '"</script><script>alert(1)</script>"',
    '"]]> --> ${x} {{x}} | `code` [l](javascript:x)"',
    '"' + "long " * 60 + '"',
    '"数据库 🙂 🏳️‍🌈 e\u0301"',
    '"::error::x%0A"',
    r'"\\"',
)


# From the grammar


@cache
def _spelt(grammar: str) -> dict[str, list[str]]:
    """What terminals look like: fixed ones and words; the others are drawn."""
    tables = load(grammar)
    spelt = {name: [text] for name, text in tables.symbols.items()}
    for word, terminals in tables.words.items():
        for terminal in terminals:
            spelt.setdefault(terminal, []).append(word)
    return spelt


NAMES = (*strategies.COMPONENTS, *strategies.FLOWS, *strategies.PLACES, "world", "x3", "system", "GET", "é")


def _terminal(name: str, random: Random) -> str:
    if name == "NAME":
        return random.choice((*NAMES, *(one.name for one in ATTRIBUTES)))
    if name == "FORM":
        return random.choice(("leader_follower", "hash", "quorum", "leaderless", "p99"))
    if name == "QUANTITY":
        return random.choice([one for one in NUMBERS if not one.startswith("-")])
    drawn: dict[str, tuple[str, ...]] = {
        "STRING": TEXTS,
        "DATE": ("2027-06-01", "0000-00-00", "9999-12-31", "2026-02-30"),
        "PATH": ("/", "/links/{code}", "//", "/a:b*?"),
        "COMPARE": ("<=", ">=", "!=", "<", ">", "="),
        "NEWLINE": ("\n", "\n", "\n", ";"),
        "TIMES": ("x",),
    }
    return random.choice(drawn.get(name) or _spelt("sd").get(name) or (name.lower(),))


def _reduced(tables: Tables, stack: list[int], terminal: str) -> list[int] | None:
    """The parser's stack when it takes a terminal; None where it can't."""
    stack = list(stack)
    while True:
        action = tables.states[stack[-1]].get(terminal)
        if action is None:
            return None
        if action > 0:
            return [*stack, action]
        production = tables.productions[-action - 1]
        if production.length:
            del stack[-production.length :]
        following = tables.states[stack[-1]].get(production.origin)
        if following is None:
            return None
        stack.append(following)


_CLOSING = ("$END", "RBRACE", "RPAR", "NEWLINE", "NAME", "STRING", "QUANTITY", "LBRACE")


def derived(random: Random) -> str:
    """A text that the grammar allows: a walk through the parser's own tables, whatever it may mean."""
    tables = load("sd")
    stack = [tables.starts["design"]]
    pieces: list[str] = []
    wanted = random.choice((10, 40, 120))
    while len(pieces) < wanted * 2:
        names = [
            name for name in tables.states[stack[-1]] if name.isupper() and name not in ("$END", "ERROR")
        ]
        if len(pieces) > wanted:
            names = [name for name in _CLOSING if name in names] or names
        else:
            random.shuffle(names)
        taken = next(((name, then) for name in names if (then := _reduced(tables, stack, name))), None)
        if taken is None:
            break
        name, stack = taken
        # `x3` and `f(` are one word to a reader.
        text = _terminal(name, random)
        pieces.append(text if name in ("TIMES", "FORM") else f"{text} ")
    return "".join(pieces)


# From the catalogue


def _argument(word: str, random: Random, odd: bool) -> str:
    values = {
        "COUNT": ("1", "2", "3", "17", "100000", "1e9"),
        "WHOLE": ("0", "1", "2", "40"),
        "NUMBER": ("0", "1", "0.3", "7", "1e6"),
        "RATE": ("1/s", "5k/s", "1e12/s", "3/month"),
        "DURATION": ("1ms", "200ms", "5min", "3y"),
        "SIZE": ("1kB", "64GB", "1e6TB"),
        "BANDWIDTH": ("1MB/s", "10GB/s"),
        "PERCENT": ("0%", "50%", "99.95%", "100%", "99.9999999%"),
        "PRICE": ("$40/month", "$21/TB/month", "$0.02/GB"),
        "TEXT": TEXTS if odd else strategies.TEXTS,
        "NAME": ("sre", "code", "lru"),
        "KEY": ("user_id", "hash(code)"),
    }
    if odd and random.random() < 0.1:
        return random.choice((*NUMBERS, *TEXTS, "code", "1..3", "(a * b)"))
    return random.choice(values[word])


def _filled(shape: str, random: Random, odd: bool) -> str:
    """An attribute's arguments, by its shape: options drawn, values drawn."""
    shape = re.sub(r"([A-Z]+)\.\.\.", r"\1", shape)
    shape = random.choice(re.split(r" \| (?![^()]*\))", shape))
    shape = re.sub(r"\(([^()]*\|[^()]*)\)", lambda m: f"({random.choice(m[1].split(' | '))})", shape)
    shape = re.sub(r"\[([^\[\]]*)\]", lambda m: m[1] if random.random() < 0.5 else "", shape)
    if shape == "WHOLE..COUNT" and not odd:
        return random.choice(("0..1", "1..1", "2..40", "0..100000"))
    return re.sub(r"[A-Z]{3,}", lambda m: _argument(m[0], random, odd), shape)


def _component(name: str, random: Random, odd: bool) -> str:
    kind = random.choice(list(kinds())) if name != "c0" or odd else "client"
    techs = technologies()
    of_kind = [tech for tech in techs if kind in techs[tech].kinds]
    technology = f" : {random.choice(of_kind)}" if of_kind and random.random() < 0.5 else ""
    place = random.choice(("", "", " in us", " in each us.a, eu.a", " in us.a, us.b", " in world"))
    fitting = {one.name: one for one in ATTRIBUTES if kind in one.on}
    chosen = random.sample(list(fitting), min(len(fitting), random.randint(0, 8)))
    said = ", ".join(f"{one} {_filled(fitting[one].shape, random, odd)}" for one in chosen)
    return f"{kind} {name}{technology}{place} {{ {said} }}"


EXTRAS = ("", "", "", "", "?", " write", " x20", " x1000 together", " 1%", " 2MB", " scatter", " 0.001%")
GOALS = (
    "p99(F) <= 200ms",
    "p50(F) >= 1ms",
    "availability(F) >= 99.99%",
    "throughput(F) > 3/s",
    "p99(F) is known",
)


def _flow(name: str, names: list[str], random: Random, odd: bool) -> list[str]:
    """A flow that goes on from where it has been, with a goal and a scenario."""
    reached, lines = [names[0]], []
    for _ in range(random.randint(1, 4)):
        line = random.choice(reached)
        for other in random.choices(names[1:], k=random.randint(1, 3)):
            extra = random.choice(EXTRAS)
            arrow = random.choice(("->", "->", "->", "~>", *(("else",) if odd or line.endswith("?") else ())))
            line += f" {arrow} {other}{extra}"
            reached.append(other)
        lines.append(line)
    rate = random.choice(("1/s", "5k/s", "1e9/s", "3/month", "(n * 2/s)"))
    peak = random.choice(("", " peak x3", " peak x1000000"))
    goal = random.choice(GOALS).replace("F", name)
    return [
        f"flow {name} at {rate}{peak} {{ {'; '.join(lines)} }}",
        f"quality {{ {goal} }}",
        f'scenario "{name}" {{ load {name} x{random.choice((2, 10, 10**9))}; fail us.a; expect {goal} }}',
    ]


def catalogued(random: Random) -> str:
    """Every kind, technology and attribute there is, called by flows; in some designs not all of it fits."""
    # Of a design with a mistake hardly anything is computed: most are to have none.
    odd = random.random() < 0.3
    names = [f"c{number}" for number in range(random.randint(2, 7))]
    lines = ["region us { zone a, zone b }\nregion eu { zone a }\nlink us eu 80ms"]
    lines += [_component(name, random, odd) for name in names]
    stores = [
        line.split()[1] for line in lines if line.startswith(("database", "search", "blobs", "warehouse"))
    ]
    fields = ", ".join(
        f"f{number} {random.choice(('uuid', 'string', 'string 2kB', 'blob 1MB', 'time'))}"
        f"{random.choice((' key', '', ' index', ' personal'))}"
        for number in range(random.randint(0, 4))
    )
    if odd or stores:
        keep = random.choice(("forever", "5y", "1s"))
        there = random.choice(("", " with 3M", " with 0"))
        lines.append(f"entity E in {random.choice(stores or names)}{there} keep {keep} {{ {fields} }}")
    for number in range(random.randint(0, 3)):
        lines += _flow(f"f{number}", names, random, odd)
    amount = (
        f"{random.choice(NUMBERS)} * {random.choice(NUMBERS)}" if odd else random.choice(("1", "30", "1e6"))
    )
    lines.append(f"estimate {{ n = {amount}; m = n ^ {random.choice((2, 30, 64) if odd else (2, 3))} }}")
    return "\n".join(lines) + "\n"


# From what is there


_TOKENS = re.compile(r'"(?:[^"\\\n]|\\.)*"|[\w.$%/]+|->|~>|\s+|.', re.S)


def _crossed(random: Random) -> str:
    """Statements of several real designs in one."""
    parts: list[str] = []
    for text in random.choices(real(), k=random.randint(2, 3)):
        blocks = re.split(r"\n(?=[a-z])", text)
        parts += random.sample(blocks, random.randint(1, len(blocks)))
    random.shuffle(parts)
    return "\n".join(parts) + "\n"


def _renumbered(text: str, random: Random) -> str:
    """The same text with some other numbers and texts in it."""

    def other(match: re.Match[str]) -> str:
        token = match[0]
        if random.random() < 0.15:
            if token[0] == '"':
                return random.choice(TEXTS)
            if token[0].isdigit() or token[0] == "$":
                return random.choice(NUMBERS)
        return token

    return _TOKENS.sub(other, text)


def _swapped(text: str, random: Random) -> str:
    """The same text with some words where others stand: everything is declared, nothing fits."""
    tokens = _TOKENS.findall(text)
    words = [at for at, token in enumerate(tokens) if token.isidentifier()]
    for _ in range(random.randint(1, 6)):
        if len(words) > 1:
            one, other = random.sample(words, 2)
            tokens[one] = tokens[other]
    return "".join(tokens)


def _cut(text: str, random: Random) -> str:
    """Lines gone or doubled."""
    lines = text.splitlines(keepends=True) or [""]
    for _ in range(random.randint(1, 4)):
        at = random.randrange(len(lines))
        lines[at : at + random.randint(0, 3)] = random.choice(([], [lines[at]] * 2, [random.choice(lines)]))
        lines = lines or [""]
    return "".join(lines)


def _generated(random: Random) -> str:
    seeds = [random.randrange(1 << 20) for _ in range(random.randint(1, 20))]
    return strategies.design(seeds, tidy=random.random() < 0.5, files=random.random() < 0.1)


def _messy(random: Random) -> str:
    return strategies.messy(_generated(random), random.randrange(1 << 20))


SOURCES: tuple[Callable[[Random], str], ...] = (
    _generated,
    _generated,
    _messy,
    derived,
    catalogued,
    catalogued,
    _crossed,
    lambda random: random.choice(real()),
)
CHANGES: tuple[Callable[[str, Random], str], ...] = (_renumbered, _swapped, _cut, strategies.mutated)


def text_of(seed: str) -> str:
    """The input of a seed: a text, as it is or changed once or several times."""
    random = Random(seed)
    text = random.choice(SOURCES)(random)
    for _ in range(random.choice((0, 0, 1, 1, 2, 4))):
        text = random.choice(CHANGES)(text, random)
    return text[:MOST]
