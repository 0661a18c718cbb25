"""`sdlint new`: a design to start from."""

from __future__ import annotations

from pathlib import PurePath

import click

from sdlint.cli.rim import completing, options

EPILOG = """\b
Examples:
  sdlint new                    writes design.sd
  sdlint new shop.sd            writes shop.sd, of a system called "Shop"
  sdlint new - | sdlint check - looks at it without writing anything
"""

TEMPLATE = """\
# A design is plain statements, one a line; everything but the boxes may be left out.
# `sdlint check` says what a review would, `sdlint render` draws it, `sdlint kinds` lists the words.

system "{title}"

# What it must do.
functional {{
  read   "Show a user their items"
  write  "Save a new item"
}}

# What it must hold, and how one can tell.
quality {{
  availability(read) >= 99.9%
  p99(read) <= 300ms
}}

# Whom it concerns.
stakeholders {{
  users  "The people who use it"  wants read, write
  team   "On-call engineers"
}}

# How much of it there is. Numbers have units; expressions are checked.
estimate {{
  writes    = 10M / month
  reads     = 20 * writes
  item_size = 2kB
  kept      = writes * item_size * 5y  ~ 1.2TB  # what you expect: more than 10% off is a finding
}}

# What callers see.
api on app {{
  GET  /items  for read   {{ auth token, paginated, limit 100/min per user }}
  POST /items  for write  {{ auth token, idempotent, limit 10/min per user }}
}}

# Where it runs.
region home {{ zone a, zone b }}

# KIND name : technology "Label" in PLACES {{ attributes }}; only kind and name are needed.
client   browser     in world
balancer lb  : nginx in home {{ replicas 2 }}
service  app         in home {{ replicas 3, capacity 500/s, time 10ms, timeout 500ms }}
cache    hot : redis in home {{ replicas 2, hit 80%, ttl 10min, evict lru, timeout 50ms }}
database items : postgres in home {{
  replicas 2, capacity 1k/s, time 5ms
  replication leader_follower(async)
  lag 500ms
  failover 60s
  backup 1d
  timeout 200ms
}}

# What is kept, and how it is found.
entity Item in items keep 5y {{
  id       uuid  key
  owner    uuid  index
  text     string 2kB
  created  time
}}
access Item by owner at reads

# What one user's action does. `->` is a call that is waited for, `~>` one that isn't;
# after a cache, `else` says where a miss goes.
flow read for read at reads peak x3 {{
  browser -> lb -> app -> hot else items
}}
flow write for write at writes peak x3 {{
  browser -> lb -> app -> items write 2kB
}}

# How it handles what isn't ordinary, and what it does when a part fails.
scenario "A year on, twice as many" {{
  load x2
  expect utilization(app) <= 70%, utilization(items) <= 70%
}}
when items fails {{
  then   "hot answers what it has; nothing new is saved"
  detect "errors > 1% for 1min"
}}

# How one sees that it works.
telemetry {{
  metrics prometheus  from all but browser
  logs    loki        from app
  alert availability(read) for 5min tells team runbook "wiki/reads-fail"
  alert p99(read) for 5min tells team runbook "wiki/slow-reads"
}}

# Why it is so and not otherwise.
decision "A relational database" {{
  chose   "PostgreSQL with one follower"
  over    "DynamoDB"
  because "the team knows it, and the data fits one machine"
  costs   "sharding must be added by hand when it doesn't fit any more"
}}

# A finding that you can live with: accept RULE on ELEMENT because "..."
# What is not decided yet:
question "Who may see whose items?"
"""


@click.command(epilog=EPILOG)
@click.argument("file", default="design.sd", shell_complete=completing.files)
@options.color
def command(file: str, color: str) -> int:
    """Write a commented design to start from.

    FILE gets the suffix .sd when it has none; - writes to the standard output. A file that is there
    already is never overwritten.
    """
    from sdlint.cli.rim import console
    from sdlint.cli.rim.files import shown
    from sdlint.cli.rim.write import create_file

    if file == "-":
        console.data(template("New system").encode("utf-8"))
        return 0
    if not PurePath(file).suffix:
        file += ".sd"
    trouble = create_file(file, template(title_of(file)).encode("utf-8"))
    if trouble is not None:
        console.complain([trouble], color)
        return 2
    name = console.safe(shown(file))
    console.err(f"Wrote {name}\n\nTry next:\n  sdlint check {name}\n  sdlint render {name}\n")
    return 0


def template(title: str) -> str:
    """The starting design of a system."""
    return TEMPLATE.format(title=title)


def title_of(file: str) -> str:
    """A system's title from its file's name: `url-shortener.sd` → `Url shortener`."""
    words = PurePath(file).stem.replace("-", " ").replace("_", " ").split()
    # What would end the string, or couldn't be written in it, is left out.
    text = "".join(one for one in " ".join(words) if one.isprintable() and one not in '"\\{}')
    return (text[:1].upper() + text[1:]) or "New system"
