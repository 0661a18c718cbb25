"""The kinds of mistake in a design, explained: what `sdlint explain unknown-name` says.

Rules explain themselves, in their own files. A mistake is found by the parser or the binder, so what there
is to say of it stands here; a test holds each `bad` and `good` to what it shows.
"""

from __future__ import annotations

from sdlint.record import Equal


class Mistake(Equal):
    """A kind of mistake: what it is, why it is one, and how it looks, wrong and right."""

    name: str
    title: str
    why: str
    bad: str
    good: str


_ALL = (
    # What can't be read
    Mistake(
        "syntax",
        "Something stands where it can't be understood.",
        "A line that can't be read isn't guessed at: what you meant might be something else. The rest of "
        "the file is read and judged all the same.",
        "service api replicas 2\n",
        "service api { replicas 2 }\n",
    ),
    Mistake(
        "missing-brace",
        "A `{` is never closed.",
        "Without its `}` nobody can tell where a block ends, and what follows may belong to it or not. It "
        "is taken to end before the next line that can't stand in it.",
        "service api { replicas 2\ndatabase posts\n",
        "service api { replicas 2 }\ndatabase posts\n",
    ),
    Mistake(
        "unterminated-string",
        "A text in quotes has no end.",
        "Text stands between two quotation marks on one line. It is taken to end with the line.",
        'system "Shop\nservice api\n',
        'system "Shop"\nservice api\n',
    ),
    Mistake(
        "stray-character",
        "A character that means nothing in a design.",
        "Often it came with a copy from a document: typographic quotation marks, or a blank that isn't one.",
        "system “Shop”\n",
        'system "Shop"\n',
    ),
    Mistake(
        "hidden-character",
        "A character that can't be seen.",
        "Such characters can make a text look other than it is: a reviewer would read one design, and the "
        "program another. They are read as blanks.",
        'service api "Link\u200b API"\n',
        'service api "Link API"\n',
    ),
    Mistake(
        "too-deep",
        "Too many braces, parentheses or operators within each other.",
        "No design needs a hundred of them. The bound keeps a file that was made to harm from using up "
        "the machine.",
        f"service api {{ replicas {'(' * 101}2{')' * 101} }}\n",
        "service api { replicas (2) }\n",
    ),
    Mistake(
        "clause-order",
        "The parts of a statement stand in another order than usual.",
        "All designs say the same things in the same order, so that they can be read at a glance. It is "
        "understood all the same, and `sdlint fmt` puts it right.",
        'service api { replicas 2 } "Link API"\n',
        'service api "Link API" { replicas 2 }\n',
    ),
    # What isn't known
    Mistake(
        "unknown-keyword",
        "A statement starts with a word that isn't one of the language's.",
        "A misspelt word must never become a box, so only known words start a statement. `sdlint kinds` "
        "lists the kinds of component.",
        "databse posts\n",
        "database posts\n",
    ),
    Mistake(
        "unknown-name",
        "A name is used that nothing declares.",
        "If any word could be used without a declaration, a slip of the pen would make a second "
        "component, and the picture would show two where there is one.",
        "service api\ndatabase posts\napi -> post\n",
        "service api\ndatabase posts\napi -> posts\n",
    ),
    Mistake(
        "unknown-attribute",
        "An attribute that this can't have.",
        "What can be said of a kind of component is a closed list, so that what is misspelt isn't "
        "silently ignored. `sdlint kinds database` shows what can be said of a database.",
        "service api { replcas 2 }\n",
        "service api { replicas 2 }\n",
    ),
    Mistake(
        "unknown-technology",
        "A technology that sdlint doesn't know, or that can't be of this kind.",
        "The technology after the colon picks the icon and some defaults, so it must be one that is "
        "known. Of what isn't, leave it out, and name it in the label.",
        "database posts : postgress\n",
        "database posts : postgres\n",
    ),
    Mistake(
        "unknown-unit",
        "A number has a unit that isn't known.",
        "Every number has a unit, glued to it, that is checked. `k M G T bn` count in thousands, `B` is "
        "bytes, `KiB` is 1024 of them; times are `ms s min h d w month y`.",
        "service api { timeout 5sec }\n",
        "service api { timeout 5s }\n",
    ),
    Mistake(
        "unknown-word",
        "A function that doesn't exist.",
        "What can be asked of a design is a closed list: the words of `sdlint ask`, beside `any`, `all`, "
        "`count`, `sum`, `min`, `max`, `ceil`, `floor`, `round` and `abs`.",
        "service api { capacity 1k/s }\nquality { utilisation(api) <= 70% }\n",
        "service api { capacity 1k/s }\nquality { utilization(api) <= 70% }\n",
    ),
    Mistake(
        "unknown-version",
        "The file says that it is written in a version of the language that this program doesn't read.",
        "A later version may mean something else by the same words, so nothing is guessed. A newer sdlint "
        "reads it.",
        "sdlint 99\nservice api\n",
        "sdlint 1\nservice api\n",
    ),
    # What doesn't fit
    Mistake(
        "wrong-unit",
        "A number has another unit than is wanted, or units are mixed that don't go together.",
        "Adding seconds to bytes, or a rate where a duration is wanted, is nearly always a slip, and it "
        "would go through all that is computed from it.",
        "service api { timeout 300MB }\n",
        "service api { timeout 300ms }\n",
    ),
    Mistake(
        "wrong-value",
        "A value that can't stand here.",
        "Each attribute takes values of a certain form, and some only within bounds: a share isn't above "
        "100%, and there are no half replicas.",
        "service api { replicas 2.5 }\n",
        "service api { replicas 3 }\n",
    ),
    Mistake(
        "wrong-type",
        "Something of another kind is wanted: a number, a yes or no, a name, a list.",
        "A goal must be a comparison that holds or doesn't; a number alone can't be met.",
        "service api\nquality { load(api) }\n",
        "service api\nquality { load(api) <= 1k/s }\n",
    ),
    Mistake(
        "wrong-arguments",
        "A function is given too much or too little.",
        "Each function is asked of certain things; the message shows how it is written.",
        "service api\nquality { load() <= 1k/s }\n",
        "service api\nquality { load(api) <= 1k/s }\n",
    ),
    Mistake(
        "out-of-range",
        "A number is larger than anything that can be meant.",
        "Such numbers come from a wrong exponent, or from a file that was made to harm.",
        "estimate { users = 10 ^ 900 }\n",
        "estimate { users = 10 ^ 9 }\n",
    ),
    Mistake(
        "division-by-zero",
        "Something is divided by zero.",
        "The result would be no number, and neither would anything that is computed from it.",
        "estimate {\n  servers = 0\n  share = 1k/s / servers\n}\n",
        "estimate {\n  servers = 4\n  share = 1k/s / servers\n}\n",
    ),
    Mistake(
        "circular-estimate",
        "An estimate is computed from itself.",
        "Of estimates that need each other none can be computed first. One of them has to be stated.",
        "estimate {\n  reads = 100 * writes\n  writes = reads / 100\n}\n",
        "estimate {\n  reads = 100 * writes\n  writes = 40/s\n}\n",
    ),
    # What is said twice or in vain
    Mistake(
        "duplicate-name",
        "A name is declared twice.",
        "Of two declarations nobody could tell which one holds. If they are two things, each needs a name "
        "of its own.",
        "service api\nservice api { replicas 2 }\n",
        "service api { replicas 2 }\n",
    ),
    Mistake(
        "duplicate-attribute",
        "An attribute is said twice.",
        "Of two values nobody could tell which one holds.",
        "service api { replicas 2, replicas 3 }\n",
        "service api { replicas 3 }\n",
    ),
    Mistake(
        "duplicate-clause",
        "A part of a statement is said twice.",
        "Of two nobody could tell which one holds.",
        'service api "Links" "Short links"\n',
        'service api "Short links"\n',
    ),
    Mistake(
        "duplicate-link",
        "The round trip between two places is told twice.",
        "A link holds both ways. Of two times nobody could tell which one holds, and every latency across it "
        "would hang on that.",
        "region us\nregion eu\nlink us eu 80ms\nlink eu us 90ms\n",
        "region us\nregion eu\nlink us eu 80ms\n",
    ),
    Mistake(
        "reserved-name",
        "A word of the language is used as a name.",
        "A few words mean something wherever they stand (`else`, `and`, `each`, `all`, …), so nothing can "
        "be called by them.",
        "service all\n",
        "service everything\n",
    ),
    Mistake(
        "unreached-step",
        "A line of a flow starts where the flow hasn't come to.",
        "A flow is one action: it starts at its first step, and each further line goes on from a "
        "component that it has come to. Otherwise nobody could tell when that line happens, or how often.",
        "client phone; service api; service jobs\nflow open at 10/s {\n  phone -> api\n  jobs -> api\n}\n",
        "client phone; service api; service jobs\nflow open at 10/s {\n  phone -> api\n  api -> jobs\n}\n",
    ),
    # Files
    Mistake(
        "missing-file",
        "A file that is used can't be found or read.",
        "The path after `use` starts at the folder of the file in which it stands.",
        'use "platfrom.sd"\n',
        'use "platform.sd"\n',
    ),
    Mistake(
        "circular-use",
        "A file uses itself, by way of others or directly.",
        "Files that use each other can't be read one after the other. What both need belongs into a third.",
        'use "design.sd"\n',
        'use "platform.sd"\n',
    ),
    Mistake(
        "outside-use",
        "A file outside of the project is used.",
        "A design is often checked by a machine that gets it from somebody else; it may not read whatever "
        "lies on that machine. Only files in the project's own folder can be used.",
        'use "/etc/platform.sd"\n',
        'use "platform.sd"\n',
    ),
)

MISTAKES: dict[str, Mistake] = {kind.name: kind for kind in _ALL}
"""Every kind of mistake by its name."""
