"""The review page in a browser, as a person uses it: by mouse, by keyboard, in the dark, on a phone, printed.

SDLINT_SCREENSHOTS=FOLDER keeps what it looks like, to be looked at.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from sdlint.cli import main
from tests.browser.chromium import Chromium
from tests.diagrams.drawn import contrast

# One worker for all: they share a browser.
pytestmark = pytest.mark.xdist_group("browser")

HERE = Path(__file__).parent
DESIGNS = {
    "shop": HERE / "shop.sd",
    "hostile": HERE.parent / "reports" / "hostile.sd",
    "news-feed": HERE.parent.parent / "examples" / "news-feed.sd",
    "news-feed-faulty": HERE.parent.parent / "examples" / "news-feed-faulty.sd",
}


def page(pages: Path, name: str) -> Path:
    """The page of a design, written once."""
    path = pages / f"{name}.html"
    if not path.exists():
        assert main(["review", str(DESIGNS[name]), "-o", str(path), "--today", "2026-01-31"]) == 0
    return path


def states(browser: Chromium) -> dict[str, str]:
    """What the drill says of each flow."""
    script = """Object.fromEntries([...document.querySelectorAll('#flow-states > li')]
        .map(li => [li.dataset.nameOf, li.querySelector('.chip').innerText]))"""
    found: dict[str, str] = browser.evaluate(script)
    return found


def pills(browser: Chromium) -> list[str]:
    """What stands on the boxes."""
    found: list[str] = browser.evaluate(
        "[...document.querySelectorAll('.overlay text')].map(t => t.textContent)"
    )
    return found


def slide(browser: Chromium, times: float) -> None:
    """Move the slider with the keyboard."""
    browser.evaluate("document.querySelector('#times').focus()")
    browser.press("Home")
    browser.press("ArrowRight", round((times - 1) * 10))


# The drill


def test_a_zone_is_killed_and_its_flows_are_dead(browser: Chromium, pages: Path) -> None:
    browser.open(page(pages, "shop"))
    browser.click("#tab-break")
    assert states(browser) == {"buy": "fine", "look": "fine"}
    browser.click("[data-cluster$='us.a'] rect", corner=True)
    assert browser.text("#told") == "Without zone us.a: 1 flow dead, 1 overloaded."
    assert states(browser) == {"buy": "dead", "look": "fine"}
    assert sorted(pills(browser)) == ["1 of 2 left", "125% busy", "2 of 4 left", "down"]
    browser.click("[data-place='us.b']")
    assert states(browser) == {"buy": "fine", "look": "degraded"}
    assert "100% answered, without ads" in browser.text("#effects")
    assert "goods\n20% → 400%" in browser.text("#effects")
    browser.click("#mend")
    assert states(browser) == {"buy": "fine", "look": "fine"} and pills(browser) == []


def test_a_box_is_killed_by_the_keyboard_alone(browser: Chromium, pages: Path) -> None:
    browser.open(page(pages, "shop"))
    browser.click("#tab-look")
    browser.press("ArrowRight")
    assert browser.evaluate("document.activeElement.id") == "tab-break"
    browser.evaluate("document.querySelector('#picture').focus()")
    name = ""
    for _ in range(20):
        browser.press("Tab")
        name = browser.evaluate("document.activeElement.dataset.name || ''")
        if name == "orders":
            break
    assert name == "orders"
    assert browser.evaluate("document.activeElement.getAttribute('aria-label')").startswith(
        "orders, database"
    )
    browser.press("Enter")
    assert states(browser) == {"buy": "dead", "look": "fine"} and pills(browser) == ["down"]
    browser.press(" ")
    assert states(browser)["buy"] == "fine"


def test_every_loss_can_be_chosen_from_a_list(browser: Chromium, pages: Path) -> None:
    browser.open(page(pages, "shop"))
    browser.click("#tab-break")
    words = browser.evaluate("[...document.querySelector('#loss').options].map(o => o.text)")
    assert {"region us", "zone us.a", "zone us.b", "orders", "a copy of goods in us.b"} <= set(words)
    told = []
    for at in range(1, len(words)):
        browser.evaluate(f"""(e => {{ e.selectedIndex = {at}; e.dispatchEvent(new Event('change')); }})
            (document.querySelector('#loss'))""")
        told.append(browser.text("#told"))
    assert all(words[at + 1] in text for at, text in enumerate(told))


# Load


def test_the_slider_tells_what_breaks_first(browser: Chromium, pages: Path) -> None:
    browser.open(page(pages, "shop"))
    browser.click("#tab-load")
    assert browser.text("#first") == "Nothing is full. Next: capacity of ads at ×1.5."
    slide(browser, 1.7)
    assert browser.text("#now") == "×1.7"
    assert browser.text("#first") == (
        "2 are full: ads (capacity), api (capacity). Next: capacity of orders at ×3."
    )
    assert "106%" in pills(browser)
    assert browser.evaluate("document.querySelectorAll('#full [data-full=yes]').length") == 2
    assert "GOALS AT ×1" in browser.text("#full")
    slide(browser, 3.5)
    assert "GOALS AT ×3" in browser.text("#full")
    assert "117%" in pills(browser)  # orders: 33.3% × 3.5
    assert browser.evaluate("document.querySelector('#times').getAttribute('aria-valuetext')") == (
        "3.5 times the peak"
    )


def test_all_of_the_picture_is_of_the_load_that_is_supposed(browser: Chromium, pages: Path) -> None:
    browser.open(page(pages, "shop"))
    numbers = "[...document.querySelectorAll('[data-name=orders] text.grows')].map(t => t.textContent)"
    bar = "Number(document.querySelector('[data-name=orders] rect.grows').getAttribute('width'))"
    arrows = "[...document.querySelectorAll('text.halo.grows')].map(t => t.textContent).sort()"
    usual, wide, before = browser.evaluate(numbers), browser.evaluate(bar), browser.evaluate(arrows)
    assert usual == ["500/s · 33.3% busy"] and "500/s" in before
    browser.click("#tab-load")
    slide(browser, 3)
    assert browser.evaluate(numbers) == ["1.5k/s · 100% busy"]
    assert 2.9 < browser.evaluate(bar) / wide < 3.1
    assert "1.5k/s" in browser.evaluate(arrows)
    slide(browser, 1.7)
    assert browser.evaluate(numbers) == ["850/s · 56.7% busy"]
    widest = """[...document.querySelectorAll('text.b.grows')].every(
        t => t.getComputedTextLength() <= Number(t.nextElementSibling.getAttribute('width')) + 1)"""
    assert browser.evaluate(widest)
    browser.click("#tab-look")
    assert browser.evaluate(numbers) == usual and browser.evaluate(arrows) == before


def test_what_is_laid_over_the_picture_covers_no_badge_and_no_bar(browser: Chromium, pages: Path) -> None:
    browser.open(page(pages, "news-feed-faulty"))
    browser.click("#tab-load")
    slide(browser, 4)
    covered = """(() => {
      const pills = [...document.querySelectorAll('.over-pill')].map(p => p.getBBox());
      const meet = (a, b) => a.x < b.x + b.width && b.x < a.x + a.width
        && a.y < b.y + b.height && b.y < a.y + a.height;
      const bars = [...document.querySelectorAll('rect.grows')].map(r => r.getBBox());
      return bars.filter(bar => pills.some(pill => meet(pill, bar))).length; })()"""
    assert browser.evaluate("document.querySelectorAll('.over-pill').length") > 10
    assert browser.evaluate(covered) == 0
    # A frame is painted before all boxes, and so before their badges.
    after = "f.compareDocumentPosition(g) & Node.DOCUMENT_POSITION_FOLLOWING"
    frames, boxes = ("[...document.querySelectorAll('" + one + "')]" for one in (".over-busy", "[data-name]"))
    assert browser.evaluate(f"{frames}.every(f => {boxes}.every(g => {after}))")
    assert browser.evaluate("document.querySelectorAll('.over-busy').length") > 1


def test_lists_say_what_they_leave_out_and_texts_begin_below_one_another(
    browser: Chromium, pages: Path
) -> None:
    browser.open(page(pages, "news-feed-faulty"))
    lines = "[...document.querySelectorAll('#look .list li')].map(li => li.innerText)"
    found = browser.evaluate(lines)
    assert len(found) == 13 and re.fullmatch(r"and \d+ more", found[-1])
    browser.evaluate("[...document.querySelectorAll('#look .list button')].at(-1).click()")
    assert len(browser.evaluate(lines)) == 12 + int(found[-1].split()[1])
    lefts = browser.evaluate(
        "[...document.querySelectorAll('.finding .message')].map(m => m.getBoundingClientRect().left)"
    )
    assert len(lefts) > 10 and max(lefts) - min(lefts) < 1


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_what_stands_on_the_boxes_can_be_read(dark: bool, browser: Chromium, pages: Path) -> None:
    """As the browser paints it: the picture's style sheet and the page's know classes of the same names."""
    browser.look_like(1440, 900, dark=dark)
    browser.open(page(pages, "shop"))
    colours = """[...document.querySelectorAll('.overlay .over-pill')].map(pill => [
        pill.getAttribute('class'), getComputedStyle(pill).fill,
        getComputedStyle(pill.nextElementSibling).fill])"""
    browser.click("#tab-break")
    seen: set[str] = set()
    for place in ("us.a", "us.b"):
        browser.click(f"[data-place='{place}']")
        for kind, *fills in browser.evaluate(colours):
            ground, ink = (tuple(int(part) for part in re.findall(r"\d+", fill)[:3]) for fill in fills)
            assert contrast(ground, ink) >= 4.5, (kind, ground, ink)
            seen |= set(kind.split())
        browser.click("#mend")
    assert {"dead", "busy", "partly"} <= seen


def test_a_picture_that_follows_the_screen_is_in_the_dark_as_the_dark_one(
    browser: Chromium, tmp_path: Path
) -> None:
    look = """[...document.querySelectorAll('svg *')].map(one => {
        const style = getComputedStyle(one);
        return [one.tagName, style.fill, style.stroke, style.strokeWidth, style.opacity].join();
    })"""
    browser.look_like(1440, 900, dark=True)
    found = []
    for theme in ("auto", "dark"):
        path = tmp_path / f"{theme}.svg"
        words = ["--theme", theme, "-o", str(path), "--today", "2026-01-31"]
        assert main(["render", str(DESIGNS["news-feed-faulty"]), *words]) == 0
        browser.open(path)
        found.append(browser.evaluate(look))
    assert len(found[0]) > 100
    assert found[0] == found[1]


# Findings and boxes


def test_a_finding_leads_to_its_box_and_back(browser: Chromium, pages: Path) -> None:
    browser.open(page(pages, "news-feed-faulty"))
    browser.evaluate("document.querySelector('#wanting').scrollIntoView()")
    number = browser.evaluate(
        """[...document.querySelectorAll('.finding')]
           .find(li => li.innerText.includes('`rebuilder`') || li.innerText.includes(
             'rebuilder is a single point of failure')).id.slice(8)"""
    )
    browser.click(f"#finding-{number} .show")
    assert browser.evaluate("document.activeElement.dataset.name") == "rebuilder"
    left, top, right, low = browser.evaluate(
        "(r => [r.left, r.top, r.right, r.bottom])(document.activeElement.getBoundingClientRect())"
    )
    assert 0 <= left < right <= 1440 and 0 <= top < low <= 900
    assert right - left > 60  # Large enough to be read.
    assert browser.evaluate("document.querySelectorAll('.overlay .over-picked').length") == 1
    assert f"Finding {number}:" in browser.text("#look")
    browser.evaluate(
        f"""[...document.querySelectorAll('#look .list button')].find(
            b => b.textContent === document.querySelector('#finding-{number} .message').textContent
        ).click()"""
    )
    assert browser.evaluate("document.activeElement.id") == f"finding-{number}"
    assert browser.evaluate(f"document.querySelector('#finding-{number}').classList.contains('about')")


def test_a_box_tells_its_numbers_with_their_argument(browser: Chromium, pages: Path) -> None:
    browser.open(page(pages, "shop"))
    browser.click("[data-name=goods]")
    assert "load" in browser.text("#look") and "200/s" in browser.text("#look")
    browser.evaluate("document.querySelector('#look .figure').open = true")
    assert "misses of hot = 10% = 1 − 90%" in browser.text("#look .figure pre")
    browser.call("Input.dispatchMouseEvent", type="mouseMoved", x=2, y=2)
    where = browser.evaluate(
        "(r => [r.left + r.width / 2, r.top + r.height / 2])"
        "(document.querySelector('[data-name=api]').getBoundingClientRect())"
    )
    browser.call("Input.dispatchMouseEvent", type="mouseMoved", x=where[0], y=where[1])
    assert "used 62.5%" in browser.text("#tip")


def test_the_picture_moves_and_zooms(browser: Chromium, pages: Path) -> None:
    browser.open(page(pages, "shop"))
    view = "document.querySelector('#picture svg').getAttribute('viewBox')"
    whole = browser.evaluate(view)
    browser.evaluate("document.querySelector('#picture').focus()")
    browser.press("+")
    browser.press("ArrowRight")
    near = browser.evaluate(view)
    assert float(near.split()[2]) < float(whole.split()[2])
    x, y = browser.evaluate(
        "(r => [r.left + 20, r.top + 20])(document.querySelector('#picture').getBoundingClientRect())"
    )
    for kind, dx in (("mousePressed", 0), ("mouseMoved", 30), ("mouseMoved", 60), ("mouseReleased", 60)):
        browser.call("Input.dispatchMouseEvent", type=kind, x=x + dx, y=y, button="left", buttons=1)
    assert browser.evaluate(view) != near
    browser.evaluate("document.querySelector('#picture').focus()")
    browser.press("0")
    assert browser.evaluate(view) == whole


def test_a_flow_is_followed(browser: Chromium, pages: Path) -> None:
    browser.open(page(pages, "shop"))
    browser.click("#flows [data-flow=buy]")
    faded = browser.evaluate("[...document.querySelectorAll('[data-name].faded')].map(g => g.dataset.name)")
    assert sorted(faded) == ["ads", "goods", "hot"]
    assert browser.evaluate("document.querySelectorAll('.lit').length") == 2


# Nobody is harmed


def test_what_reads_like_a_script_is_text(browser: Chromium, pages: Path) -> None:
    browser.open(page(pages, "hostile"))
    browser.click("[data-name=api]")
    assert browser.text("#look h3") == "<script>window.harmed = 4</script>"
    browser.click("#tab-break")
    browser.click("[data-name=constructor]")
    browser.click("[data-name=books]")
    assert "<iframe src='https://example.com/'></iframe>" in browser.text("#effects")
    browser.click("#tab-load")
    slide(browser, 4)
    assert browser.evaluate("window.harmed") is None
    assert browser.evaluate("document.querySelectorAll('iframe, img, svg svg, main script').length") == 0
    browser.evaluate(
        """(s => { s.textContent = 'window.harmed = 9'; document.body.append(s); })
           (document.createElement('script'))"""
    )
    assert browser.evaluate("window.harmed") is None  # The policy lets nothing else run.
    assert any("Content Security Policy" in text for text in browser.said)
    browser.said.clear()


# Light, dark, a phone, paper


def test_it_follows_the_system_and_the_button(browser: Chromium, pages: Path) -> None:
    colour = "getComputedStyle(document.body).backgroundColor"
    browser.open(page(pages, "shop"))
    light = browser.evaluate(colour)
    browser.look_like(1440, 900, dark=True)
    dark = browser.evaluate(colour)
    assert light != dark
    browser.click("#theme")
    assert browser.text("#theme") == "Theme: light" and browser.evaluate(colour) == light
    browser.click("#theme")
    assert browser.text("#theme") == "Theme: dark" and browser.evaluate(colour) == dark


@pytest.mark.parametrize("name", sorted(DESIGNS))
@pytest.mark.parametrize("wide", [390, 1440])
def test_nothing_is_wider_than_the_window(name: str, wide: int, browser: Chromium, pages: Path) -> None:
    browser.look_like(wide, 844)
    browser.open(page(pages, name))
    for mode in ("look", "break", "load"):
        browser.evaluate(f"document.querySelector('#tab-{mode}').click()")
        assert browser.evaluate("document.documentElement.scrollWidth") <= wide


def test_all_can_be_read_in_both_themes(browser: Chromium, pages: Path) -> None:
    """The contrast of small text with what is behind it is 4.5 at least (WCAG AA)."""
    script = """(() => {
      const parts = (c) => (c.match(/[\\d.]+/g) || []).map(Number);
      const light = (c) => { const [r, g, b] = parts(c).slice(0, 3).map(v => v / 255)
        .map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
      const back = (e) => { for (; e; e = e.parentElement) {
        const c = getComputedStyle(e).backgroundColor; const p = parts(c);
        if (p.length === 3 || p[3] > 0) return c; } return 'rgb(255, 255, 255)'; };
      const bad = [];
      const all = 'p, td, th, h2, h3, h4, button, .chip, .badge, .meta, summary, a';
      for (const e of document.querySelectorAll(all)) {
        if (!e.innerText || !e.checkVisibility() || e.disabled || e.closest('.badge b')) continue;
        const [a, b] = [light(getComputedStyle(e).color), light(back(e))];
        const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        if (ratio < 4.5) bad.push([e.className || e.tagName, e.innerText.slice(0, 30), ratio.toFixed(2)]);
      }
      return bad; })()"""
    for dark in (False, True):
        browser.look_like(1440, 900, dark=dark)
        browser.open(page(pages, "news-feed-faulty"))
        for mode in ("look", "break", "load"):
            browser.evaluate(f"document.querySelector('#tab-{mode}').click()")
            assert browser.evaluate(script) == []


@pytest.mark.parametrize("name", ["shop", "news-feed-faulty"])
def test_in_the_dark_every_box_is_dark(name: str, browser: Chromium, pages: Path) -> None:
    browser.look_like(1440, 900, dark=True)
    browser.open(page(pages, name))
    script = """[...document.querySelectorAll('[data-name]')].map(g =>
      getComputedStyle(g.querySelector(':scope > rect, :scope > path')).fill.match(/\\d+/g).map(Number))"""
    fills = browser.evaluate(script)
    assert fills and all(sum(fill[:3]) < 300 for fill in fills)


def test_it_prints_what_it_tells(browser: Chromium, pages: Path) -> None:
    browser.look_like(1440, 900, dark=True)
    browser.open(page(pages, "shop"))
    browser.look_like(1440, 900, dark=True, media="print")
    assert browser.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert browser.evaluate("document.querySelector('.panel').checkVisibility()") is False
    assert browser.evaluate("document.querySelector('.picture svg').getBoundingClientRect().height") > 100
    browser.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert browser.evaluate("document.querySelectorAll('main .part details:not([open])').length") == 0


def test_without_its_script_all_can_be_read(browser: Chromium, pages: Path) -> None:
    browser.call("Emulation.setScriptExecutionDisabled", value=True)
    try:
        browser.open(page(pages, "shop"))
        tree = json.dumps(browser.call("DOMSnapshot.captureSnapshot", computedStyles=["display"]))
    finally:
        browser.call("Emulation.setScriptExecutionDisabled", value=False)
    assert "`orders` keeps one copy" not in tree and "keeps one copy of its data" in tree
    assert "Show in the picture" in tree  # Hidden: there is nothing that could show it.


def test_what_it_looks_like(browser: Chromium, pages: Path, tmp_path: Path) -> None:
    folder = Path(os.environ.get("SDLINT_SCREENSHOTS") or tmp_path)
    folder.mkdir(parents=True, exist_ok=True)
    for wide, high in ((1440, 900), (390, 844)):
        for dark in (False, True):
            browser.look_like(wide, high, dark=dark)
            for name in ("shop", "news-feed-faulty"):
                browser.open(page(pages, name))
                for mode in ("look", "break", "load"):
                    browser.evaluate(f"document.querySelector('#tab-{mode}').click()")
                    if mode == "break":
                        browser.evaluate("document.querySelector('#places button').click()")
                    elif mode == "load":
                        slide(browser, 1.7)
                    theme = "dark" if dark else "light"
                    path = folder / f"{name}-{wide}-{theme}-{mode}.png"
                    browser.screenshot(path, whole=wide < 600)
                    assert path.stat().st_size > 20_000
