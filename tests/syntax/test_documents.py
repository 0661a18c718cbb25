"""Designs in Markdown: which blocks they are, and that each stands where the document has it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from sdlint.source import Source
from sdlint.syntax.documents import designs_in_document

LINES = st.lists(
    st.sampled_from(
        [
            "```sd",
            "``` sd title",
            "~~~sd",
            "````sd",
            "```",
            "~~~",
            "````",
            "```text",
            "    ```sd",
            "  ```sd",
            "```sd `x`",
            "service a",
            "  service b\t# é🎉",
            "system x",
            "",
            "# Title",
            "```python",
            "\x0b",
            "a\x0cb\x85c",
        ]
    ),
    max_size=12,
)


def lines_of(sources: tuple[Source, ...]) -> dict[int, str]:
    """The lines of the designs that hold something, by their numbers."""
    return {
        number: text
        for source in sources
        for number, text in enumerate(source.text.split("\n"))
        if text.strip()
    }


@given(LINES, st.sampled_from(["\n", "\r\n"]))
def test_blocks_are_those_that_markdown_has(lines: list[str], end: str) -> None:
    text = end.join(lines)
    designs = designs_in_document(Source("a.md", text))
    wanted = {}
    for token in MarkdownIt("commonmark").parse(text.replace("\r\n", "\n")):
        if token.type != "fence" or token.info.split()[:1] != ["sd"] or not token.content:
            continue
        assert token.map is not None
        for number, line in enumerate(token.content.removesuffix("\n").split("\n"), token.map[0] + 1):
            # A fence that is set in takes as much from its lines; ours keep their columns.
            original = lines[number]
            assert original.strip() == line.strip()
            if original.strip():
                wanted[number] = original
    assert {number: line.rstrip("\r") for number, line in lines_of(designs).items()} == wanted


@given(LINES)
def test_every_place_is_the_document_s(lines: list[str]) -> None:
    text = "\n".join(lines)
    for design in designs_in_document(Source("a.md", text)):
        assert len(design.text) == len(text)
        assert all(one in (own, " ") for one, own in zip(design.text, text, strict=True))
        assert [at for at, c in enumerate(design.text) if c == "\n"] == [
            at for at, c in enumerate(text) if c == "\n"
        ]


def test_blocks_without_a_system_go_on_with_the_design_before() -> None:
    text = '```sd\nclient c\n```\n```sd\nsystem "A"\n```\n\n```sd\nservice a\n```\n```sd\nsystem "B"\n```\n'
    one, two = designs_in_document(Source("a.md", text))
    assert one.text.split() == ["client", "c", "system", '"A"', "service", "a"]
    assert two.text.split() == ["system", '"B"']


def test_a_block_in_an_item_of_a_list_is_one() -> None:
    text = "1. First\n\n    ```sd\n    service a\n    ```\n\nElse\n\n    ```sd\n    shown, not meant\n"
    [design] = designs_in_document(Source("a.md", text))
    assert design.text.split() == ["service", "a"]


def test_a_fence_within_a_longer_fence_is_text() -> None:
    assert designs_in_document(Source("a.md", "````md\n```sd\nservice a\n```\n````\n")) == ()


def test_a_long_document_takes_no_long_time() -> None:
    text = "```sd\nservice a\n```\n" * 20_000 + "`" * 100_000
    [design] = designs_in_document(Source("a.md", text))
    assert design.text.count("service a") == 20_000
