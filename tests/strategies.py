"""Random designs: of every form the grammar knows, with every name declared, before its use or after it.

`designs()` and `messy_designs()` are hypothesis strategies; `design(seeds)` is the same without
hypothesis. Each statement comes from a seed of its own, so that a failing design shrinks statement by
statement.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from random import Random

from hypothesis import strategies as st

from sdlint.analyses.facts import words
from sdlint.expression.values import BOOL, Word

KINDS = {
    "entry": ("client",),
    "outside": ("external",),
    "edge": ("dns", "cdn", "gateway", "balancer"),
    "compute": ("service", "function", "worker"),
    "store": ("cache", "database", "search", "warehouse", "blobs"),
    "channel": ("queue", "stream"),
    "timer": ("scheduler",),
}
TECHNOLOGIES = {
    "cdn": ("cloudfront",),
    "balancer": ("nginx", "haproxy"),
    "cache": ("redis", "memcached"),
    "database": ("postgres", "mysql", "cassandra"),
    "queue": ("rabbitmq", "sqs"),
    "stream": ("kafka",),
}
# Words that are keywords elsewhere are names here, as they are to people.
COMPONENTS = (
    "api",
    "posts",
    "hot",
    "phone",
    "lb",
    "search",
    "queue",
    "id-maker",
    "größe",
    "flow",
    "estimate_1",
)
FLOWS = ("read", "write", "post", "tally", "redirect", "time", "fail-over")
NEEDS = ("redirect", "shorten", "stats", "browse", "pay")
PEOPLE = ("sre", "growth", "legal")
AMOUNTS = ("writes", "reads", "fanout", "link_size", "peak_hour", "users")
PLACES = ("us", "eu", "asia", "on-site")
ENTITIES = ("Link", "User", "Order")
SINKS = ("prometheus", "loki", "tempo")
REPLICATIONS = ("leaderless(write 2, read 2)", "leader_follower(async)", "quorum")
RULES = ("uncached-hot-path", "missing-replicas", "no-timeout")
TEXTS = (
    '"plain"',
    '"with, a comma; and { braces }"',
    r'"an \"escaped\" quote"',
    '"# no comment"',
    '"größer → 10 %"',
    '""',
    '"a text that is a good deal longer than the others are, so that lines get too long"',
)
RATES = ("100/s", "10k/s", "100M/month", "1.5k/s", "30/min")
TIMES = ("200ms", "4ms", "5min", "1h", "30s", "1.5s")
SIZES = ("500B", "64GB", "16GiB", "2kB", "20TB")


def _can_be_asked(word: Word) -> bool:
    """Whether a design can ask it: of what has a name there, not of a rule's variables."""
    return not any(kind in ("goal", "scenario", "element") for p in word.parameters for kind in p.elements)


class Writer:
    """Writes statements; keeps who used and who declared which name."""

    def __init__(self, *, tidy: bool, files: bool) -> None:
        self.random = Random(0)
        self.tidy = tidy
        self.files = files
        self.used: dict[str, dict[str, None]] = {}
        self.declared: dict[str, dict[str, None]] = {}
        self.named: dict[str, Callable[[], str]] = {
            "flow": self.flow_name,
            "requirement": lambda: self.use("need", NEEDS),
            "component": self.component,
            "region": lambda: self.use("place", PLACES),
            "zone": self.zone,
        }

    # Drawing

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def pick(self, words: Sequence[str]) -> str:
        return self.random.choice(words)

    def use(self, role: str, words: Sequence[str]) -> str:
        word = self.pick(words)
        self.used.setdefault(role, {})[word] = None
        return word

    def uses(self, role: str, words: Sequence[str], most: int = 3) -> str:
        return ", ".join(self.use(role, words) for _ in range(self.random.randint(1, most)))

    def declare(self, role: str, words: Sequence[str]) -> str:
        known = self.declared.setdefault(role, {})
        word = self.pick(words)
        while word in known:
            word = f"{self.pick(words)}{len(known)}"
        known[word] = None
        return word

    def some(self, *parts: Callable[[], str], share: float = 0.5) -> list[str]:
        return [part() for part in parts if self.chance(share)]

    def clauses(self, *parts: Callable[[], str], share: float = 0.5) -> str:
        """Optional clauses, each with a blank before it; of an untidy design in any order."""
        found = self.some(*parts, share=share)
        if not self.tidy:
            self.random.shuffle(found)
        return "".join(f" {part}" for part in found)

    def block(self, part: Callable[[], str], most: int = 4) -> str:
        parts = [part() for _ in range(self.random.randint(0, most))]
        if not parts:
            return self.pick(("{}", "{ }", "{\n}"))
        if len(parts) == 1 and self.chance(0.5):
            return f"{{ {parts[0]} }}"
        return "{\n  " + self.pick(("\n  ", "\n  ", "; ")).join(parts) + "\n}"

    def listing(self, part: Callable[[], str], most: int = 4, least: int = 0) -> str:
        parts = [part() for _ in range(self.random.randint(least, most))]
        if not parts:
            return "{ }"
        if self.chance(0.6):
            return "{ " + ", ".join(parts) + " }"
        return "{\n  " + self.pick(("\n  ", ",\n  ", ", ")).join(parts) + self.pick(("", "", ",")) + "\n}"

    # What stands within statements

    def text(self) -> str:
        return self.pick(TEXTS)

    def component(self) -> str:
        return self.use("component", COMPONENTS)

    def flow_name(self) -> str:
        return self.use("flow", FLOWS)

    def place(self) -> str:
        return self.pick(("world", "", "")) or self.use("place", PLACES)

    def zone(self) -> str:
        return f"{self.use('place', PLACES)}.a"

    def anything(self) -> str:
        return self.zone() if self.chance(0.3) else self.component()

    def inner(self) -> str:
        return f"({self.expression(2)})"

    def rate(self) -> str:
        return self.pick(RATES) if self.chance(0.7) else self.inner()

    def duration(self) -> str:
        return self.pick(TIMES) if self.chance(0.8) else self.inner()

    def number(self) -> str:
        return str(self.random.randint(1, 20)) if self.chance(0.8) else self.inner()

    def times(self) -> str:
        return f"x{self.number()}"

    def purpose(self) -> str:
        return f"for {self.uses('need', NEEDS)}"

    def expression(self, depth: int = 3) -> str:
        kind = self.random.randrange(12 if depth else 4)
        if kind < 2:
            return self.use("amount", AMOUNTS)
        if kind < 4:
            return self.pick(
                ("3", "100M / month", "500B", "5y", "99.95%", "$20k/month", "1_000", "1e6", *RATES)
            )
        left, right = self.expression(depth - 1), self.expression(depth - 1)
        if kind < 8:
            return f"({left}) {self.pick(('+', '-', '*', '/', '^'))} ({right})"
        if kind == 8:
            return f"{left} {self.pick(('+', '-', '*', '/'))} {right}"
        if kind == 9:
            return f"{self.pick(('max', 'min', 'ceil'))}({left}, {right})"
        if kind == 10:
            return f"-{self.use('amount', AMOUNTS)}"
        return f"({left} * {right})"

    def asked(self, *, plain: bool) -> str:
        """A word that goals can ask, of whatever it may be asked of; `plain`: one that says yes or no."""
        known = [word for word in words().values() if _can_be_asked(word) and (word.result == BOOL) is plain]
        word = self.random.choice(known)
        arguments = []
        for parameter in word.parameters:
            if parameter.optional and self.chance(0.5):
                break
            ways: list[Callable[[], str]] = [self.named[kind] for kind in parameter.elements]
            if parameter.options:
                ways.append(partial(self.pick, parameter.options))
            arguments.append(self.random.choice(ways)())
        return f"{word.name}({', '.join(arguments)})"

    def measure(self) -> str:
        if self.chance(0.5):
            return self.asked(plain=False)
        name = self.pick(("p99", "availability", "throughput", "up"))
        return self.pick((f"{name}({self.flow_name()})", f"utilization({self.component()})", "cost()"))

    def condition(self, depth: int = 2) -> str:
        kind = self.random.randrange(9 if depth else 3)
        if kind < 3:
            return f"{self.measure()} {self.pick(('<=', '>=', '<', '>', '!='))} {self.expression(1)}"
        if kind == 3:
            return self.asked(plain=True)
        if kind == 4:
            return f"not {self.condition(0)}"
        if kind == 5:
            return f"{self.measure()} is {self.pick(('', 'not '))}{self.pick(('known', 'unknown'))}"
        if kind == 6:
            return f"{self.measure()} in 1..{self.number()}"
        if kind == 7:
            listed = f"x for x in {self.pick(('stores', 'services'))}"
            return f"count({listed}{self.pick(('', ' if x.replicas > 2'))}) = {self.number()}"
        return f"{self.condition(depth - 1)} {self.pick(('and', 'or'))} {self.condition(depth - 1)}"

    def attribute(self, kind: str) -> str:
        common: list[Callable[[], str]] = [
            lambda: f"replicas {self.number()}",
            lambda: f"capacity {self.rate()}",
            lambda: f"time {self.duration()}",
            lambda: f"timeout {self.duration()}",
            lambda: f"retries {self.random.randint(0, 3)}{self.pick(('', ' backoff', ' backoff jitter'))}",
            lambda: f"autoscale {self.random.randint(1, 3)}..{self.random.randint(4, 9)}",
            lambda: "price $40/month",
            lambda: f"memory {self.pick(SIZES)}",
            lambda: f"fallback {self.text()}",
            lambda: f"limit {self.pick(('10/min', '10 / min'))} per user",
            lambda: "stateless",
        ]
        store: list[Callable[[], str]] = [
            lambda: f"shards {self.number()} by {self.pick(('hash(code)', 'user_id'))}",
            lambda: f"replication {self.pick(REPLICATIONS)}",
            lambda: "wal",
            lambda: f"backup {self.duration()}",
        ]
        cache: list[Callable[[], str]] = [
            lambda: "hit 90%",
            lambda: "evict lru",
            lambda: f"ttl {self.duration()}",
        ]
        extra = (
            store if kind in KINDS["store"] and kind != "cache" else cache if kind in ("cache", "cdn") else []
        )
        return self.random.choice(common + 2 * extra)()

    def attributes(self, kind: str) -> str:
        return self.listing(lambda: self.attribute(kind), 6)

    def target(self) -> str:
        parts = self.some(
            lambda: self.pick(("write", "write", "scatter", f"read {self.use('entity', ENTITIES)}")),
            lambda: self.times() + self.pick(("", " together")),
            lambda: self.pick(("500B", "1%", "2kB")) if self.chance(0.8) else self.inner(),
            self.text,
            lambda: "{ timeout 200ms, retries 2 backoff jitter }",
            share=0.15,
        )
        self.random.shuffle(parts)
        optional = "?" if self.chance(0.1) else ""
        return self.component() + optional + "".join(f" {part}" for part in parts)

    def parallel(self) -> str:
        def branch() -> str:
            return self.target() + (f" -> {self.target()}" if self.chance(0.3) else "")

        return self.listing(branch, 3, 1)

    def line(self) -> str:
        text = self.component()
        for _ in range(self.random.randint(1, 4)):
            text += f" {self.pick(('->', '->', '~>', 'else'))} {self.target()}"
        if self.chance(0.15):
            text += f" {self.pick(('->', 'else'))} {self.parallel()}"
        return text

    def placement(self) -> str:
        places = ", ".join(self.pick((self.place(), self.zone())) for _ in range(self.random.randint(1, 2)))
        return f"in {self.pick(('', '', 'each '))}{places}"

    # Statements

    def component_statement(self, name: str = "") -> str:
        kind = self.pick(KINDS[self.pick(tuple(KINDS))])
        name = name or self.declare("component", COMPONENTS)
        technology = self.pick(TECHNOLOGIES.get(kind, ("",)))
        return f"{kind} {name}" + self.clauses(
            *([lambda: f": {technology}"] if technology else []),
            self.text,
            self.placement,
            lambda: self.attributes(kind),
        )

    def flow_statement(self, name: str = "") -> str:
        name = name or self.declare("flow", FLOWS)
        head = self.clauses(
            self.text,
            self.purpose,
            lambda: f"at {self.use('amount', AMOUNTS) if self.chance(0.4) else self.rate()}",
            lambda: f"peak {self.times()}",
            lambda: self.block(self.line, 3),
            share=0.6,
        )
        return f"flow {name}{head}"

    def functional(self) -> str:
        def need() -> str:
            return self.declare("need", NEEDS) + (f" {self.text()}" if self.chance(0.8) else "")

        return f"functional {self.block(need)}"

    def stakeholders(self) -> str:
        def person() -> str:
            name = self.declare("person", PEOPLE)
            return name + self.clauses(self.text, lambda: f"wants {self.uses('need', NEEDS)}")

        return f"stakeholders {self.block(person)}"

    def estimate(self) -> str:
        def estimation() -> str:
            text = f"{self.declare('amount', AMOUNTS)} = {self.expression()}"
            text += f" ~ {self.expression(1)}" if self.chance(0.3) else ""
            return text + (f" {self.text()}" if self.chance(0.3) else "")

        return f"estimate {self.block(estimation)}"

    def quality(self) -> str:
        def goal() -> str:
            if self.chance(0.1):
                return self.text()
            return self.condition() + (f" {self.text()}" if self.chance(0.3) else "")

        return f"quality {self.block(goal)}"

    def route(self) -> str:
        method = self.pick(("GET", "POST", "PUT", "PATCH", "DELETE"))
        path = self.pick(("/links", "/{code}", "/a/{b}/c", "/v1/users:batch", "/"))
        return self.pick((f"{method} {path}", f"{self.pick(('RPC', 'WS', 'EVENT'))} Publish"))

    def api(self) -> str:
        def endpoint() -> str:
            traits = (
                "public",
                "auth token",
                "idempotent",
                "paginated",
                "limit 10/min per user",
                "cacheable 1h",
            )
            return self.route() + self.clauses(
                self.purpose, self.text, lambda: self.listing(lambda: self.pick(traits), 3)
            )

        return f"api {f'on {self.component()} ' if self.chance(0.6) else ''}{self.block(endpoint)}"

    def region(self, name: str = "") -> str:
        name = name or self.declare("place", PLACES)
        zones = [
            "zone a",
            *self.some(lambda: "zone b { availability 99.95% }", lambda: "zone c", lambda: "lag 1s"),
        ]
        label = f" {self.text()}" if self.chance(0.3) else ""
        return f"region {name}{label} {{ {self.pick((', ', '; ')).join(zones)} }}"

    def link(self) -> str:
        return f"link {self.use('place', PLACES)} {self.zone()} {self.duration()}"

    def group(self) -> str:
        name = self.pick(("", " core", ' "Core"', ' core "The core"'))

        def member() -> str:
            return self.random.choice((self.component_statement, self.component_statement, self.line))()

        inner = self.block(member)
        if self.chance(0.2):
            inner = f"{{\n  group {inner}\n}}"
        return f"group{name} {inner}"

    def entity(self, name: str = "") -> str:
        def field() -> str:
            column = self.pick(("id", "code", "url", "owner", "created", "key"))
            kind = self.pick(("string", "string 2kB", "uuid", "time", self.use("entity", ENTITIES)))
            return f"{column} {kind}{self.pick(('', ' key', ' index', ' optional', ' personal encrypted'))}"

        name = name or self.declare("entity", ENTITIES)
        return f"entity {name}" + self.clauses(
            lambda: f"in {self.component()}",
            lambda: f"with {self.pick(('10M', '(2 * 3k)', self.use('amount', AMOUNTS)))}",
            lambda: f"keep {self.pick(('forever', '5y', '(2 * 1y)'))}",
            lambda: self.listing(field),
        )

    def access(self) -> str:
        fields = ", ".join(self.pick(("code", "owner", "id")) for _ in range(self.random.randint(1, 2)))
        return f"access {self.use('entity', ENTITIES)} by {fields}" + self.clauses(
            lambda: f"at {self.use('amount', AMOUNTS) if self.chance(0.5) else self.rate()}", self.text
        )

    def scenario(self) -> str:
        actions: list[Callable[[], str]] = [
            lambda: f"load {self.pick(('', self.flow_name() + ' '))}{self.times()}",
            lambda: f"fail {', '.join(self.anything() for _ in range(self.random.randint(1, 2)))}",
            lambda: f"slow {self.anything()} {self.times()}",
            lambda: f"cut {self.use('place', PLACES)} {self.zone()}",
            lambda: f"set {self.use('amount', AMOUNTS)} = {self.expression()}",
            lambda: f"expect {self.condition()}, {self.condition()}",
        ]
        return f"scenario {self.text()} {self.block(lambda: self.random.choice(actions)())}"

    def response(self) -> str:
        def reaction() -> str:
            return f"{self.pick(('then', 'detect'))} {self.text()}"

        return f"when {self.anything()} fails {self.listing(reaction, 2)}"

    def telemetry(self) -> str:
        def sink() -> str:
            left_out = f" but {self.component()}, {self.component()}" if self.chance(0.5) else ""
            return f"{self.pick(('metrics', 'logs', 'traces'))} {self.pick(SINKS)}" + self.clauses(
                self.placement, lambda: f"from {self.pick((f'all{left_out}', self.component()))}"
            )

        def alert() -> str:
            what = self.measure() if self.chance(0.5) else f"{self.text()} when {self.condition(1)}"
            return f"alert {what}" + self.clauses(
                lambda: f"for {self.duration()}",
                lambda: f"tells {self.uses('person', PEOPLE)}",
                lambda: f"runbook {self.text()}",
            )

        def probe() -> str:
            return f"probe {self.flow_name()}" + (f" every {self.duration()}" if self.chance(0.5) else "")

        return f"telemetry {self.block(lambda: self.random.choice((sink, alert, probe))())}"

    def decision(self) -> str:
        def reason() -> str:
            word = self.pick(("chose", "over", "because", "costs"))
            return f"{word} {', '.join(self.text() for _ in range(self.random.randint(1, 3)))}"

        return f"decision {self.text()} {self.block(reason)}"

    def accept(self) -> str:
        def element() -> str:
            return self.random.choice(
                (self.anything, self.measure, self.text, self.route, lambda: "all caches", lambda: "system")
            )()

        rules = ", ".join(self.pick(RULES) for _ in range(self.random.randint(1, 2)))
        return f"accept {rules}" + self.clauses(
            lambda: f"on {element()}, {element()}",
            lambda: f"because {self.text()}",
            lambda: "until 2027-06-01",
            lambda: f"by {self.use('person', PEOPLE)}",
        )

    def statement(self, seed: int) -> str:
        """The statement of a seed; which form it has is decided by the seed's rest of a division."""
        self.random = Random(seed)
        forms: list[Callable[[], str]] = [
            self.component_statement,
            self.flow_statement,
            self.line,
            self.functional,
            self.stakeholders,
            self.estimate,
            self.quality,
            self.api,
            self.region,
            self.link,
            self.group,
            self.entity,
            self.access,
            self.scenario,
            self.response,
            self.telemetry,
            self.decision,
            self.accept,
            lambda: f"question {self.text()}",
            lambda: f"system {self.text()}",
            lambda: 'use "platform.sd"' if self.files else self.component_statement(),
        ]
        return forms[seed % len(forms)]()

    def declarations(self) -> list[str]:
        """What was used and not declared is declared; that may use names in its turn."""
        made: list[str] = []
        self.random = Random(len(self.used))
        writers: dict[str, Callable[[str], str]] = {
            "component": self.component_statement,
            "flow": self.flow_statement,
            "place": self.region,
            "entity": lambda name: f"entity {name} {{ id uuid key }}",
            "need": lambda name: f"functional {{ {name} {self.text()} }}",
            "person": lambda name: f"stakeholders {{ {name} {self.text()} }}",
            "amount": lambda name: f"estimate {{ {name} = 3 }}",
        }
        while True:
            missing = [
                (role, name)
                for role in writers
                for name in self.used.get(role, ())
                if name not in self.declared.get(role, ())
            ]
            if not missing:
                return made
            for role, name in missing:
                self.declared.setdefault(role, {})[name] = None
                made.append(writers[role](name))


STATEMENT_FORMS = 21
"""Seeds from 0 up to this give each form of a statement once."""


def design(seeds: Sequence[int], *, tidy: bool = True, files: bool = False) -> str:
    """A valid design with a statement for each seed, and the declarations that it lacks.

    `tidy`: clauses stand in their order. `files`: it may use other files.
    """
    writer = Writer(tidy=tidy, files=files)
    statements = [writer.statement(seed) for seed in seeds]
    declarations = writer.declarations()
    if sum(seeds) % 2:
        statements = declarations + statements
    else:
        statements += declarations
    if sum(seeds) % 3 == 0:
        statements.insert(0, "sdlint 1")
    return "".join(f"{statement}\n" for statement in statements)


_SEEDS = st.lists(st.integers(0, 1 << 20), max_size=25)


def designs(*, tidy: bool = True, files: bool = False) -> st.SearchStrategy[str]:
    """Valid designs, at most some 25 statements and what they need."""
    return _SEEDS.map(lambda seeds: design(seeds, tidy=tidy, files=files))


PARTS = ("LOAD", "FAIL", "SLOW", "CUT", "SET", "EXPECT", "CHOSE", "OVER", "BECAUSE", "COSTS")


def messy(text: str, seed: int) -> str:
    """The same design with other blanks, line ends and comments; those of a parse without a mistake."""
    from sdlint.source import Source
    from sdlint.syntax.parser import parse

    random = Random(seed)
    ending = random.choice(("\n", "\n", "\r\n"))
    pieces: list[str] = []
    last, end = "", 0
    separated = False
    for token in parse(Source("design.sd", text)).tokens:
        kind = token.kind
        if kind == "NEWLINE":
            separated = True
            continue
        gap = text[end : token.start]
        if separated:
            between = ("\n", "\n", " ; ", "\n\n\n", "  # why\n", "\n# own\n\n", ";\n#\n  ")
            # Parts that start with a word of their own need nothing between them.
            pieces.append(random.choice((*between, " ", ", ", ", # so\n") if kind in PARTS else between))
        elif last in ("LBRACE", "COMMA") or kind in (
            "RBRACE",
            "LBRACE",
            "ELSE",
            "AND",
            "OR",
            "CALL",
            "MESSAGE",
        ):
            choices = (" ", " ", " ", "  ", "\t") if gap or last == "COMMA" else ("", " ")
            broken = ("\n", "\n\n", " # c\n") if "\n" in gap or random.random() < 0.1 else ()
            pieces.append(random.choice(choices + broken))
        elif gap:
            pieces.append(random.choice((gap, " ", "   ", "\t")))
        pieces.append(token.text)
        last, end, separated = kind, token.end, False
    if random.random() < 0.5:
        pieces.append(random.choice(("\n", "\n\n", " # the end", "\n# the end\n\n")))
    return "".join(pieces).replace("\n", ending)


def messy_designs() -> st.SearchStrategy[str]:
    """Valid designs as nobody should write them."""
    return st.builds(messy, designs(tidy=False, files=True), st.integers(0, 1 << 20))


SLIPS = (
    "{",
    "}",
    "(",
    ")",
    ",",
    ";",
    "->",
    "~>",
    "=",
    '"',
    "#",
    "x",
    "else",
    "service",
    "flow",
    "3",
    "5ms",
    "\n",
    "§",
)


def mutated(text: str, random: Random) -> str:
    """A text with some tokens gone, doubled, swapped or put in, or cut off."""
    from sdlint.source import Source
    from sdlint.syntax.parser import parse

    tokens = [token for token in parse(Source("design.sd", text)).tokens if token.kind != "NEWLINE"]
    places = [(token.start, token.end) for token in tokens] or [(0, len(text))]
    for _ in range(random.randint(1, 3)):
        start, end = random.choice(places)
        other, stop = random.choice(places)
        way = random.randrange(6)
        if way == 0:
            text = text[:start] + text[end:]
        elif way == 1:
            text = text[:end] + " " + random.choice(SLIPS) + " " + text[end:]
        elif way == 2:
            text = text[:end] + " " + text[start:end] + text[end:]
        elif way == 3 and end <= other:
            text = text[:start] + text[other:stop] + text[end:other] + text[start:end] + text[stop:]
        elif way == 4:
            text = text[: random.randint(0, len(text))]
        else:
            text = (
                text[:start]
                + chr(random.choice((random.randrange(32, 127), random.randrange(0x2500))))
                + text[start:]
            )
    return text
