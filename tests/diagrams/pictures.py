"""Pictures to draw in tests: generated ones of any size, and hostile ones."""

from __future__ import annotations

from itertools import pairwise

from sdlint.diagnostic import Severity
from sdlint.diagrams.picture import Box, Cluster, Edge, Picture, Remark

_KINDS = (
    ("service", "compute", "", ""),
    ("cache", "store", "Redis", "onprem/inmemory/redis.png"),
    ("database", "store", "PostgreSQL", "onprem/database/postgresql.png"),
    ("stream", "channel", "Kafka", "onprem/queue/kafka.png"),
    ("worker", "compute", "", ""),
    ("external", "outside", "Mail", "no/such/icon.png"),
)

HOSTILE = (
    "</text><script>alert(1)</script>",
    "\"quoted\" & 'quoted'",
    "<b>bold</b>",
    "<<TABLE><TR><TD>html</TD></TR></TABLE>>",
    "数据库系统",
    "emoji 🙂 🏳️‍🌈",
    "n" * 200,
    "W" * 200,
    "nul\0 and \x1b[31m \ud800 \ufffe",
    "\u202egnp.exe",
    "",
    "back\\slash\\",
    "two\nlines\tand a tab",
    "]]>",
    "&#0;&lt;",
    "café naïve Ω Ж →",
)


def generated(count: int) -> Picture:
    """A balancer, and behind it `count - 2` boxes in two regions with zones and a group."""
    boxes = [
        Box("web", "Web", "client", "entry", numbers=("10k/s",)),
        Box("lb", "lb", "balancer", "edge", "NGINX", "onprem/network/nginx.png", "×2"),
    ]
    edges = [Edge("web", "lb", label="10k/s")]
    zones: list[list[str]] = [[], [], [], []]
    for index in range(count - 2):
        kind, family, technology, icon = _KINDS[index % len(_KINDS)]
        name = f"{kind}-{index}"
        badges = (1 + index % 3,) if index % 4 == 0 else ()
        numbers = ("83%", "2k/s") if index % 3 == 0 else ()
        boxes.append(Box(name, name, kind, family, technology, icon, f"×{index + 1}", numbers, badges))
        zones[index // len(_KINDS) % 4].append(name)
        parent = f"service-{index - index % len(_KINDS)}"
        if kind == "service":
            edges.append(Edge("lb", name))
        else:
            edges.append(
                Edge(
                    parent,
                    name,
                    asynchronous=kind == "stream",
                    optional=kind == "external",
                    fallback=kind == "database",
                    label="else" if kind == "database" else "",
                    badges=(2,) if index == 4 else (),
                )
            )
    clusters = (
        Cluster(
            "us",
            "us",
            "region",
            (),
            (Cluster("us.a", "a", "zone", tuple(zones[0])), Cluster("us.b", "b", "zone", tuple(zones[1]))),
        ),
        Cluster(
            "eu",
            "eu",
            "region",
            tuple(zones[2]),
            (Cluster("core", "us", "group", tuple(zones[3])), Cluster("none", "empty", "zone")),
        ),
    )
    severities = (Severity.ERROR, Severity.WARNING, Severity.QUESTION)
    remarks = tuple(
        Remark(1 + index, severity, "some-rule", f"Remark about `lb` and more. {'word ' * 30}", "net.sd:9")
        for index, severity in enumerate(severities)
    )
    return Picture(
        "Generated", tuple(boxes), clusters, tuple(edges), remarks, "1 error, 1 warning, 1 question"
    )


def hostile() -> Picture:
    """Texts that try to become markup, in every place that holds text."""
    boxes = tuple(
        Box(f"{index}:{text}", text, text, "store", text, text, text, (text, text), (1,), text)
        for index, text in enumerate(HOSTILE)
    )
    edges = tuple(
        Edge(one.name, other.name, label=other.label, badges=(1,)) for one, other in pairwise(boxes)
    )
    held = tuple(
        Cluster(f"{text}{index}", text, text, (boxes[index].name,)) for index, text in enumerate(HOSTILE)
    )
    remarks = tuple(Remark(index, Severity.ERROR, text, text, text) for index, text in enumerate(HOSTILE))
    return Picture(
        HOSTILE[0], boxes, (Cluster("all", HOSTILE[2], "region", (), held),), edges, remarks, HOSTILE[1]
    )
