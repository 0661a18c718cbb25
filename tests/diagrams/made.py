"""Designs of any size, made from a seed: regions, groups in them, flows through them, messages."""

from __future__ import annotations

from random import Random

_TECHNOLOGIES = {
    "service": ("go", "java", "python", "nodejs"),
    "cache": ("redis", "memcached"),
    "database": ("postgres", "cassandra", "mysql", "dynamodb"),
    "queue": ("rabbitmq", "sqs"),
    "worker": ("go", "python"),
}
_WORDS = ("order", "cart", "price", "stock", "user", "mail", "search", "media", "feed", "chat", "pay", "risk")
_LABELS = ("", "", "", ' "Keeps what was {}"', ' "All about {}, of the last three years"', ' "{}"')


def made(count: int, seed: int = 1) -> str:
    """The text of a design with that many components.

    Groups of three to seven stand in one to three regions. A flow enters by a balancer, goes through the
    services of one group and of a few others, and reads and writes what these keep; some leave messages.
    """
    dice = Random(seed)
    regions = ["eu", "us", "ap"][: 1 + (count > 20) + (count > 100)]
    lines = [
        f'system "Made of {count}, {seed}"',
        *(f"region {name} {{ zone a, zone b }}" for name in regions),
    ]
    lines += [f"link {one} {other} 90ms" for one in regions for other in regions if one < other]
    lines += ['client app "App and web" in world', f"balancer lb : nginx in {regions[0]} {{ replicas 4 }}"]
    groups: list[list[tuple[str, str]]] = []
    left, number = count - 2, 0
    while left:
        size = min(left, dice.randint(3, 7))
        group: list[tuple[str, str]] = []
        region = dice.choice(regions)
        word = _WORDS[len(groups) % len(_WORDS)]
        lines.append(f'group "{word.capitalize()} {len(groups)}" {{')
        for place in range(size):
            kind = "service" if place == 0 else dice.choice(tuple(_TECHNOLOGIES))
            name = f"{word}_{kind}_{number}"
            technology = f" : {dice.choice(_TECHNOLOGIES[kind])}" if dice.random() < 0.8 else ""
            label = dice.choice(_LABELS).format(f"{word} {number}")
            zone = dice.choice(("", "", ".a"))
            more = f", hit {dice.randint(50, 99)}%" if kind == "cache" else ""
            lines.append(
                f"  {kind} {name}{technology}{label} in {region}{zone}"
                f" {{ replicas {dice.randint(1, 40)}{more} }}"
            )
            group.append((kind, name))
            number += 1
        lines.append("}")
        groups.append(group)
        left -= size
    for index, group in enumerate(groups):
        front = group[0][1]
        said = [f"  app -> lb -> {front}"]
        for kind, name in group[1:]:
            if kind == "queue":
                said.append(f"  {front} ~> {name} 500B")
            elif kind == "cache":
                stores = [one for sort, one in group if sort == "database"]
                said.append(f"  {front} -> {name}" + (f" else {dice.choice(stores)}" if stores else "?"))
            else:
                said.append(f"  {front} -> {name}" + dice.choice(("", " write", ' "asks"', "?")))
        for other in dice.sample(groups, min(len(groups), dice.choice((0, 1, 1, 2)))):
            if other is not group:
                said.append(f"  {front} -> {other[0][1]}")
        lines += [f"flow f{index} at {dice.randint(1, 90)}00/s peak x2 {{", *said, "}"]
        queues = [one for sort, one in group if sort == "queue"]
        workers = [one for sort, one in group if sort == "worker"]
        lines += [
            f"flow m{index}_{turn} {{ {queue} ~> {worker} }}"
            for turn, (queue, worker) in enumerate(zip(queues, workers, strict=False))
        ]
    return "\n".join(lines) + "\n"
