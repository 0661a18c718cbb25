"""Designs of any size, for the stopwatch and for tests: valid, of a realistic shape, always the same."""

from __future__ import annotations

from dataclasses import dataclass

DATABASES = ("postgres", "mysql", "cassandra", "mongodb")
CELL = 5
"""The components of one product area: two services, a cache, a database, and a third service or a worker."""


@dataclass(frozen=True, slots=True)
class Area:
    """One product area: an entry service that reads through a cache and tells a worker what it wrote."""

    number: int
    database: str

    @property
    def components(self) -> list[str]:
        """The area's components, each a line of a group."""
        n = self.number
        return [
            f"service  api{n}     in us  {{ replicas 9, capacity 2k/s, time 4ms, timeout 300ms }}",
            f"service  logic{n}   in us  {{ replicas 6, capacity 3k/s, time 8ms, timeout 250ms }}",
            f"cache    hot{n}     : redis in us  {{ replicas 3, memory 16GB, hit 90%, ttl 1h, evict lru }}",
            f"database store{n}   : {self.database} in us  {{ replicas 3, shards 8 by hash(id), "
            "replication leader_follower(async), failover 30s, backup 1h, timeout 200ms }",
            f"worker   tally{n}   in us  {{ replicas 2, capacity 20k/s, time 1ms }}",
        ]

    @property
    def entity(self) -> str:
        """The record that the area keeps, and how it is looked up."""
        n = self.number
        return (
            f"entity Item{n} in store{n} keep 2y {{\n  id uuid key\n  owner uuid index\n"
            f"  body string 2kB\n  made time\n}}\naccess Item{n} by id at reads\n"
        )

    @property
    def flows(self) -> str:
        """What users do with the area: read, write, and what follows from a write."""
        n = self.number
        other = f"\n  api{n} -> logic{n - 1}? 1kB" if n > 1 else ""
        return (
            f"flow read{n} for read{n} at reads peak x3 {{\n"
            f"  phone -> edge else lb -> api{n} -> logic{n} -> hot{n} else store{n} 2kB{other}\n}}\n"
            f"flow write{n} for write{n} at writes peak x3 {{\n"
            f"  phone -> lb -> api{n} -> logic{n} -> store{n} write 2kB\n  logic{n} ~> events 200B\n}}\n"
            f"flow count{n} at writes {{ events ~> tally{n} -> store{n} write 10% }}\n"
        )


def design(components: int) -> str:
    """A valid design of exactly so many components (at least 9): clients, edge, areas, stores, a stream.

    It has zones, requirements, estimates, goals, APIs, entities and flows. Every name is declared.
    """
    shared = [
        'client   phone    "Phone"   in world',
        "cdn      edge     : cloudfront  { hit 60% }",
        "balancer lb       : nginx in us  { replicas 2, capacity 50k/s }",
        "stream   events   : kafka in us  { replicas 3, partitions 24, retention 3d }",
    ]
    areas, rest = divmod(components - len(shared), CELL)
    if areas < 1:
        raise ValueError(f"a design has at least {len(shared) + CELL} components, not {components}")
    parts = [Area(number, DATABASES[number % len(DATABASES)]) for number in range(1, areas + 1)]
    jobs = [
        f"worker   job{number}  in us  {{ replicas 2, capacity 1k/s, time 20ms }}"
        for number in range(1, rest + 1)
    ]
    needs = "".join(
        f'  read{area.number}  "Read items of area {area.number}"\n'
        f'  write{area.number}  "Write items of area {area.number}"\n'
        for area in parts
    )
    goals = "".join(
        f"  availability(read{area.number}) >= 99.9%\n  p99(read{area.number}) <= 200ms\n" for area in parts
    )
    apis = "".join(
        f"api on api{area.number} {{\n"
        f"  GET  /items{area.number}/{{id}}  for read{area.number}   {{ auth token, limit 100/s per user }}\n"
        f"  POST /items{area.number}       for write{area.number}  {{ auth token, idempotent }}\n}}\n"
        for area in parts
    )
    groups = "".join(
        f'group "Area {area.number}" {{\n' + "".join(f"  {line}\n" for line in area.components) + "}\n"
        for area in parts
    )
    upkeep = "".join(
        f"flow job{number} at 1/s {{ job{number} -> store{1 + number % areas} write 500B }}\n"
        for number in range(1, rest + 1)
    )
    sections = [
        f'system "{components} components"\n',
        f"functional {{\n{needs}}}\n",
        'stakeholders {\n  users  "Users"  wants read1, write1\n  oncall  "On-call engineers"\n}\n',
        "estimate {\n  writes = 100M / month\n  reads  = 100 * writes\n}\n",
        f"quality {{\n{goals}  cost() <= $500k/month\n}}\n",
        apis,
        "region us { zone a, zone b, zone c }\n",
        "".join(f"{line}\n" for line in [*shared, *jobs]),
        groups,
        "\n".join(area.entity for area in parts),
        "".join(area.flows for area in parts) + upkeep,
        'scenario "A zone is lost at peak" {\n  fail us.a\n  expect up(read1)\n}\n',
        "telemetry {\n  metrics prometheus  in us  from all but phone, edge\n"
        "  logs    loki        in us  from api1\n  probe read1 every 30s\n}\n",
    ]
    return "\n".join(sections)


def planet(components: int, flows: int = 10) -> str:
    """A valid design of about so many components in two regions behind one dns, with so many long flows that
    pass all of them: what a large system looks like when its numbers are asked for.

    Each flow passes a part of its own: services that call caches and stores, and a stream with its worker.
    """
    each = max(2, (components - 5) // flows)
    lines = [
        'system "Two regions"',
        "estimate { reads = 20k/s }",
        "region us { zone a, zone b, zone c }",
        "region eu { zone a, zone b, zone c }",
        "link us eu 80ms",
        "client phone in world",
        "dns names : route53 { time 2ms }",
        "cdn edge : cloudfront { hit 60%, time 5ms }",
        "balancer lb : nginx in each us, eu { replicas 3, capacity 100k/s }",
        "external payments { availability 99.9%, time 80ms, timeout 300ms }",
    ]
    for number in range(1, flows + 1):
        services = [f"s{number}x{at}" for at in range(1, each + 1)]
        path = ["phone -> names", "phone -> edge else lb"]
        inner = []
        for at, name in enumerate(services):
            if at % 3 == 2:
                lines.append(
                    f"database {name} : cassandra in us, eu {{ replicas 6, shards 8 by hash(id), "
                    "capacity 20k/s, time 4ms, storage 2TB, replication leaderless(write 2, read 2), "
                    "timeout 200ms }"
                )
                inner.append(f"  {services[at - 2]} -> {services[at - 1]} else {name} 2kB")
            elif at % 3 == 1:
                lines.append(
                    f"cache {name} : redis in each us, eu {{ replicas 3, memory 16GB, hit 90%, "
                    "capacity 90k/s, time 1ms, ttl 1h, evict lru }"
                )
                if at + 1 == each:
                    inner.append(f"  {services[at - 1]} -> {name}?")
            else:
                lines.append(
                    f"service {name} in each us, eu {{ replicas 9, capacity 5k/s, time 4ms, timeout 300ms }}"
                )
        entry = " -> ".join(["lb", *services[::3]])
        lines.append(
            f"flow f{number} at reads peak x2 {{\n  {path[0]}\n  {path[1]}\n  {entry}\n"
            + "\n".join(inner)
            + "\n}"
        )
    return "\n".join(lines) + "\n"
