"""What people bring along from elsewhere: words of other languages, of vendors and of prose."""

from __future__ import annotations

import re

from sdlint.diagnostic import Edit, mistake
from sdlint.expression.tree import Token
from sdlint.spelling import called
from sdlint.syntax.parser import Parser
from sdlint.syntax.stack import stands_before, take_back

STATEMENTS = called(
    {
        "functional": "requirements features usecases use-cases stories",
        "quality": "goals nonfunctional non-functional non_functional nfr nfrs slo slos sla slas",
        "estimate": "assumptions calculations numbers capacity_estimates",
        "telemetry": "monitoring observability",
        "client": "app user users actor frontend browser",
        "external": "thirdparty third-party third_party provider saas",
        "service": "microservice micro-service api-server backend app-server",
        "balancer": "load_balancer load-balancer lb loadbalancer proxy",
        "gateway": "api_gateway api-gateway apigateway apigw",
        "function": "serverless",
        "worker": "consumer job processor",
        "scheduler": "cron cronjob timer",
        "database": "db rdbms nosql sql datastore timeseries time-series tsdb",
        "warehouse": "datawarehouse data-warehouse dwh olap datalake",
        "blobs": "blob bucket object-store object_store objectstore object-storage storage files",
        "queue": "mq message-queue message_queue broker",
        "stream": "topic log event-bus eventbus",
        "search": "search-index searchindex index",
    }
)
"""What starts a statement elsewhere, by what starts it here."""
TECHNOLOGIES = called(
    {
        "stream": "kafka kinesis pulsar",
        "queue": "rabbitmq sqs activemq nats",
        "cache": "redis memcached valkey",
        "database": "postgres postgresql mysql mariadb sqlite mongodb mongo dynamodb cassandra aurora "
        "spanner cockroachdb scylla hbase bigtable firestore neo4j influxdb",
        "search": "elasticsearch opensearch solr",
        "warehouse": "snowflake bigquery redshift clickhouse",
        "blobs": "s3 gcs minio",
        "function": "lambda",
        "cdn": "cloudfront cloudflare fastly akamai",
        "balancer": "nginx haproxy envoy traefik alb nlb elb",
        "dns": "route53",
        "external": "stripe paypal twilio fcm apns",
    }
)
"""What most people use a technology for that they write where its kind stands."""
UNITS = called(
    {
        "ms": "msec millis millisecond milliseconds",
        "s": "sec secs second seconds",
        "min": "mins minute minutes",
        "h": "hr hrs hour hours",
        "d": "day days",
        "w": "week weeks",
        "month": "months",
        "y": "yr yrs year years",
        "k": "thousand",
        "M": "million mio mln",
        "bn": "billion",
        "B": "byte bytes",
        "kB": "kilobyte kilobytes",
        "MB": "megabyte megabytes",
        "GB": "gigabyte gigabytes",
        "TB": "terabyte terabytes",
        "%": "percent pct",
    }
)
"""Units as they are spelt out."""
WORDS = frozenset(
    (
        "availability",
        "cost",
        "downtime",
        "load",
        "loss",
        "mean",
        "p50",
        "p90",
        "p95",
        "p99",
        "p999",
        "utilization",
    )
)
"""Words that goals ask, which stand before what they are asked of."""
ACTIONS = frozenset(("cut", "expect", "fail", "load", "set", "slow"))
"""What happens in a scenario, and what is expected of it."""
PERIODS = {
    "hourly": "1h",
    "daily": "1d",
    "nightly": "1d",
    "weekly": "1w",
    "monthly": "1month",
    "yearly": "1y",
}
_SPELT = re.compile(
    r"(?P<number>\$?\d[\d_.]*)[ \t]*(?P<unit>(?!(?:per|a)\b)[A-Za-z%]+)?"
    r"(?:[ \t]*(?P<per>/|\bper\b|\ba\b)[ \t]*(?P<time>[A-Za-z]+))?"
)
_COUNTED = frozenset(
    [
        *("req", "reqs", "request", "requests", "call", "calls", "message", "messages", "event", "events"),
        *("write", "writes", "read", "reads", "user", "users", "item", "items", "query", "queries", "times"),
    ]
)
"""What is counted, and needs no unit."""
_RATES = frozenset(("rps", "qps", "tps", "ops", "iops", "wps"))
_TIMES = frozenset(("ms", "s", "min", "h", "d", "w", "month", "y"))


def unit(word: str) -> str | None:
    """The unit that a word spells out."""
    return UNITS.get(word.lower())


def number(text: str) -> tuple[str, int] | None:
    """A number whose unit is spelt out, as it is written here, and its length: `10 per second`, `7 years`."""
    found = _SPELT.match(text)
    if found is None:
        return None
    word, time = found["unit"] or "", found["time"] or ""
    if word.lower() in _RATES and not found["per"]:
        return f"{found['number']}/s", found.end()
    own = "" if word.lower() in _COUNTED else unit(word) or (word if word in UNITS.values() else None)
    if (word and own is None) or (not word and not time):
        return None
    if not found["per"]:
        return (found["number"] + own, found.end()) if own else None
    each = unit(time) or time
    if each not in _TIMES:
        return (found["number"] + own, found.end("unit")) if own else None
    return f"{found['number']}{own or ''}/{each}", found.end()


def spelt(parser: Parser, token: Token) -> bool:
    """`10 million`, `7 years`, `10 per second`: a unit that is spelt out."""
    last = parser.tokens[-1] if parser.tokens else None
    slash = last is not None and last.kind == "SLASH" and len(parser.tokens) > 1
    first = parser.tokens[-2] if slash else last
    if first is None or first.kind != "QUANTITY" or not parser.values or token.kind not in ("NAME", "FORM"):
        return False
    if parser.values[-2 if slash else -1] is not first:
        return False
    text = parser.source.text
    found = number(text[first.start : first.start + 80].partition("\n")[0])
    if found is None or first.start + found[1] < token.end:
        return False
    right, length = found
    end = first.start + length
    span = parser.source.span(first.start, end)
    if re.sub(r"[ \t]", "", span.text) == right:
        return False  # Only a blank too many.
    parser.report(
        mistake("wrong-unit", f"write `{right}` instead of `{span.text}`", span, edit=Edit(span, right))
    )
    take_back(parser, 2 if slash else 1)
    parser.push(Token("QUANTITY", right, parser.source, first.start, end))
    parser.at = end
    return True


_THOUSANDS = re.compile(r"\$?\d{1,3}(?:,\d{3})+(?!,?\d)(?:\.\d+)?(?:%|[A-Za-z]\w*)?(?:/[A-Za-z]\w*)*")
_DECIMALS = re.compile(r"\$?\d+,\d{1,3}(?:%|[A-Za-z]\w*)(?:/[A-Za-z]\w*)*")


def commas(parser: Parser, start: int, end: int) -> tuple[str, int]:
    """The number that starts here, and where it ends: `1,000/s` is told as what it is, and so is `99,9%`. In
    parentheses commas separate: `max(1,200)`.
    """
    text = parser.source.text
    many = _THOUSANDS.match(text, start)
    found = many or _DECIMALS.match(text, start)
    if found is None or any(token.kind == "LPAR" for token in parser.open):
        return text[start:end], end
    right = found.group().replace(",", "_" if many else ".")
    span = parser.source.span(start, found.end())
    message = "a number has no commas: they separate"
    parser.report(mistake("syntax", message, span, help=f"Write `{right}`", edit=Edit(span, right)))
    return right, found.end()


_HEAD = frozenset(("rate", "at", "qps", "rps", "throughput", "traffic", "peak"))
_VALUES = frozenset(("QUANTITY", "NAME", "LPAR", "TIMES", "FORM"))
_REST = re.compile(r"[^;\n{}#]{0,200}")
_END = re.compile(r"[ \t]*;?[ \t]*")
_RATE = re.compile(r"[ \t]+(?=[\dx(~])")


def rate_inside(parser: Parser, token: Token) -> bool:
    """`flow f { rate 10/s; … }`, for `flow f at 10/s { … }`."""
    if not stands_before(parser, 1, "NAME") or token.kind not in _VALUES:
        return False
    word: Token = parser.values[-1]
    if word.text not in _HEAD or not parser.open or parser.viable("CALL") is None:
        return False
    if len(parser.tokens) < 2 or parser.tokens[-2].kind not in ("NEWLINE", "LBRACE"):
        return False
    return _moved_to_head(parser, word, token.start, back=1)


def rate_behind(parser: Parser, token: Token) -> bool:
    """`flow f { a -> b at 10/s }`, the rate behind a step."""
    if token.text not in _HEAD or not parser.open or not _RATE.match(parser.source.text, token.end):
        return False
    states: list[int] | None = None
    # Among steps, and not among what is said of one in braces of its own.
    for kind in ("NEWLINE", "NAME", "CALL"):
        states = parser.viable(kind, states)
        if states is None:
            return False
    return _moved_to_head(parser, token, token.end, back=0)


def _moved_to_head(parser: Parser, word: Token, start: int, *, back: int) -> bool:
    """Tell that what follows a word from `start` on belongs before its flow's brace."""
    flow = next((v for v in reversed(parser.values) if isinstance(v, Token) and v.kind == "FLOW"), None)
    named = next((t for t in parser.tokens if flow is not None and t.start > flow.end), None)
    if named is None:
        return False
    text = parser.source.text
    found = _REST.match(text, start)
    said = found.group().rstrip() if found else ""
    clause = f"{'peak' if word.text == 'peak' else 'at'} {said.strip()}"
    rest = _END.match(text, start + len(said))
    end = rest.end() if rest else start
    opened = parser.open[-1].start
    parser.report(
        mistake(
            "syntax",
            "how often a flow is asked for stands before its `{`, not among its steps",
            parser.source.span(word.start, start + len(said)),
            help=f"Write `flow {named.text} {clause} {{`",
            edits=(
                Edit(parser.source.span(opened, opened), f"{clause} "),
                Edit(parser.source.span(word.start, end if back else start + len(said)), ""),
            ),
        )
    )
    take_back(parser, back)
    parser.at = end if back else start + len(said)
    return True


def peak_rate(parser: Parser, token: Token) -> bool:
    """`at 10/s peak 30/s`, for `peak x3`."""
    from sdlint.quantity import NONE, UnitMistake, parse, show

    tokens = parser.tokens
    if token.kind != "QUANTITY" or not tokens or tokens[-1].kind != "PEAK" or not parser.viable("TIMES"):
        return False
    if re.fullmatch(r"[\d.]+x?", token.text):
        return False  # Only the sign is wanting.
    usual = next((t for t in reversed(tokens[-4:-1]) if t.kind == "QUANTITY"), None)
    times = ""
    try:
        ratio = parse(token.text) / parse(usual.text) if usual is not None else None
        if ratio is not None and ratio.dimension == NONE and ratio.low > 0:
            times = f"x{show(ratio)}"
    except (UnitMistake, ZeroDivisionError):
        pass  # What is wrong with the numbers themselves is told where they stand.
    parser.report(
        mistake(
            "syntax",
            "a peak is so many times the usual rate",
            token.span,
            help=f"Write `peak {times}`" if times else "For example: `peak x3`",
            edit=Edit(token.span, times) if times else None,
        )
    )
    parser.push(Token("TIMES", "x", parser.source, token.start, token.start))
    parser.at = token.end
    return parser.push(Token("QUANTITY", times[1:] or "1", parser.source, token.start, token.end))


_FOR = re.compile(r"for[ \t]+\d[\w.]*")


def how_long(parser: Parser, token: Token) -> bool:
    """`fail eu for 10min`: a scenario is a moment."""
    found = _FOR.match(parser.source.text, token.start)
    failed = next(
        (t for t in reversed(parser.tokens) if t.kind in ("FAIL", "CUT", "NEWLINE", "LBRACE")), None
    )
    if found is None or failed is None or failed.kind not in ("FAIL", "CUT"):
        return False
    span = parser.source.span(token.start, found.end())
    message = "a scenario is a moment: how long it lasts isn't said"
    # With the blank before it.
    edit = Edit(parser.source.span(token.start - 1, found.end()), "")
    parser.report(mistake("syntax", message, span, help=f"Leave `{span.text}` out", edit=edit))
    parser.at = span.end
    return True


_EVERY = re.compile(r"every[ \t]+(\d[\w.]*)")


def clock(parser: Parser, token: Token) -> bool:
    """`flow expire every 10s { … }`: how often a clock ticks is said of it."""
    found = _EVERY.match(parser.source.text, token.start)
    if found is None or parser.open or parser.viable("AT") is None or parser.viable("LBRACE") is None:
        return False
    span = parser.source.span(token.start, found.end())
    message = "how often a clock starts a flow is said of the scheduler"
    text = f"scheduler NAME {{ {span.text} }}"
    parser.report(mistake("syntax", message, span, help=f"Write `{text}`, and let the flow start there"))
    parser.at = span.end
    return True


_LABEL = re.compile(r":[ \t]*(\w[^\n;{}#\"]{0,79}?)[ \t]*(?=->|~>|[;,{}#\n]|\Z)")


def label(parser: Parser, token: Token) -> bool:
    """`a -> b: push`, for `a -> b "push"`."""
    if token.kind != "COLON" or not stands_before(parser, 1, "NAME") or not parser.viable("STRING"):
        return False
    found = _LABEL.match(parser.source.text, token.start)
    if found is None or not found[1] or parser.viable("CALL") is None or parser.viable("OPTIONAL") is None:
        return False
    span = parser.source.span(token.start, found.end(1))
    right = f' "{found[1]}"'
    parser.report(
        mistake(
            "syntax",
            "what an arrow says stands in quotes, without a colon",
            span,
            help=f"Write `{parser.tokens[-1].text}{right}`",
            edit=Edit(span, right),
        )
    )
    parser.at = span.end
    return parser.push(Token("STRING", right.strip(), parser.source, span.start, span.end))


_MISS = re.compile(r"(?:on|if|or)[ \t]+(?:a[ \t]+)?(?:miss|fail|failure|fails|else)\b")


def on_miss(parser: Parser, token: Token) -> bool:
    """`hot on miss posts`, for `hot else posts`."""
    found = _MISS.match(parser.source.text, token.start)
    if found is None or not parser.viable("ELSE"):
        return False
    span = parser.source.span(token.start, found.end())
    parser.report(mistake("syntax", f"write `else` instead of `{span.text}`", span, edit=Edit(span, "else")))
    parser.at = span.end
    return parser.push(Token("ELSE", "else", parser.source, span.start, span.end))


def nines(parser: Parser, token: Token) -> bool:
    """`p99.9(f)`, for `p999(f)`."""
    tokens = parser.tokens
    if token.kind != "QUANTITY" or len(tokens) < 2 or tokens[-1].text != "." or tokens[-2].text != "p99":
        return False
    if token.text != "9" or not stands_before(parser, 1, tokens[-1].kind):
        return False
    span = parser.source.span(tokens[-2].start, token.end)
    parser.report(mistake("syntax", f"`{span.text}` is written `p999`", span, edit=Edit(span, "p999")))
    take_back(parser, 2)
    parser.at = token.end
    return parser.push(Token("NAME", "p999", parser.source, span.start, span.end))


SIGNS = {"@": "at", "≈": "~", "≃": "~", "≤": "<=", "≥": ">=", "×": "x"}
"""Signs that people write, by what stands for them here."""
WAYS = (spelt, rate_inside, rate_behind, peak_rate, clock, how_long, label, on_miss, nines)
