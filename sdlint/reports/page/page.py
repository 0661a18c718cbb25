"""The page itself: template, styles, script, picture and data in one file that asks no network."""

from __future__ import annotations

import re
from base64 import b64encode
from functools import cache
from hashlib import sha256
from html import unescape
from importlib.resources import files

from sdlint.analyses.review.review import Review
from sdlint.reports.page.data import page_data
from sdlint.reports.page.extras import Extras
from sdlint.reports.page.markup import coded, plain, script_data
from sdlint.reports.page.parts import Part, choices, flow_choices, foot, headline, parts

_PLACE = re.compile(r"\{\{([a-z_]+)\}\}")
NO_PICTURE = '<p class="nothing">There is no picture of this design.</p>'


def page(review: Review, extras: Extras) -> str:
    """The whole page as HTML. It ends with a line feed, and is the same for the same review."""
    style, script = shipped("page.css"), shipped("page.js")
    found = parts(review, extras)
    styles = [style, *(unescape(text) for text in re.findall(r"<style>(.*?)</style>", extras.picture, re.S))]
    held = {
        "policy": _policy([script], styles),
        "title": plain(f"{review.numbers.system}: design review"),
        "system": plain(review.numbers.system),
        "file": plain(review.numbers.file),
        "headline": headline(review),
        "style": style,
        "contents": _contents(found),
        "picture": extras.picture.rstrip("\n") or NO_PICTURE,
        "notes": "".join(f'<p class="note">{coded(note)}</p>' for note in extras.notes),
        "choices": choices(extras.rehearsal) if extras.rehearsal else "",
        "flows": flow_choices([flow.name for flow in review.numbers.flows]),
        "parts": "".join(part.html() for part in found),
        "foot": foot(review),
        "data": script_data(page_data(review, extras)),
        "script": script,
    }
    # In one go: what is put in isn't looked at again, so no name can stand for a place.
    return _PLACE.sub(lambda found: held[found[1]], shipped("template.html"))


@cache
def shipped(name: str) -> str:
    """A file beside this one, as text."""
    return files("sdlint.reports.page").joinpath(name).read_text("utf-8")


def _policy(scripts: list[str], styles: list[str]) -> str:
    """What a browser may do for this page: run just this script, use just these styles, load nothing."""
    rules = (
        "default-src 'none'",
        f"script-src {' '.join(map(_hash, scripts))}",
        f"style-src {' '.join(map(_hash, styles))}",
        "img-src data:",
        "font-src data:",
        "base-uri 'none'",
        "form-action 'none'",
    )
    return "; ".join(rules)


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _contents(found: list[Part]) -> str:
    links = (f'<li><a href="#{part.slug}">{plain(part.title)}</a></li>' for part in found)
    return f"<ul>{''.join(links)}</ul>"
