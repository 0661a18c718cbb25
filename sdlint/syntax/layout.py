"""From tokens to lines: where lines end, what stands between two tokens, where comments go.

A line ends where the user ended it, if it may end there. A block that was written in one line stays in
one line if that fits; of a line that doesn't fit the last block is opened, then the one before it.
"""

from __future__ import annotations

import re

from sdlint.expression.tree import Token
from sdlint.record import Work, fresh
from sdlint.syntax.layout_columns import Marks, marks, reordered
from sdlint.syntax.parser import Parsed

INDENT = 2
"""Blanks for each level."""
MAX_WIDTH = 100
"""Columns up to which a block stays in one line."""

_TRIVIA = re.compile(r"\n|#[^\n]*")
_GOES_ON = re.compile(r"(?:else|and|or)(?![\w-])")
_BLOCKS = frozenset(
    (
        "FUNCTIONAL",
        "STAKEHOLDERS",
        "ESTIMATE",
        "QUALITY",
        "API",
        "GROUP",
        "FLOW",
        "SCENARIO",
        "TELEMETRY",
        "DECISION",
    )
)
"""What starts a statement whose braces hold statements; all other braces hold a list."""
_PARTS: dict[str, tuple[str, ...]] = {
    "WHEN": ("DETECT", "THEN"),
    "SCENARIO": ("LOAD", "FAIL", "SLOW", "CUT", "SET", "EXPECT"),
    "DECISION": ("CHOSE", "OVER", "BECAUSE", "COSTS"),
}
"""What starts a part in the braces of a statement, whether or not something separates it from the last."""


class Comment(Work):
    """A comment, and whether it has a line of its own and a blank line before it."""

    text: str
    own: bool
    blank: bool


class Piece(Work):
    """A token and what stands before it."""

    token: Token
    separator: str = ""
    """`;` between statements (a new line as well), `,` between the parts of a list."""
    newline: bool = False
    """Whether a line ends between it and the token before it."""
    blank: bool = False
    """Whether a blank line stands straight before it."""
    comments: list[Comment] = fresh(default_factory=list)
    statements: bool = False
    """Whether it is a `{` that holds statements, not a list."""
    block: Block | None = None
    """The block that it opens or closes, if it is a brace."""
    parent: Block | None = None
    """The block that it stands in; braces stand in the block around theirs."""
    offset: int = 0
    """The width of everything before it, were it all in one line."""
    space: str = " "
    """What stands before it within a line."""


class Block(Work):
    """A pair of braces."""

    statements: bool
    """Whether it holds statements (each has its own line) or a list."""
    first: int
    """The place of its `{` among the pieces."""
    last: int = 0
    """The place of its `}`."""
    flat: bool = True
    """Whether it is written in one line."""
    forced: bool = False
    """Whether it would be flat, if it were not too wide: then each part has its own line."""
    indent: int = 0
    """Where the line with its `{` starts."""


class Line(Work):
    """A line of the result."""

    indent: int
    cells: list[tuple[int, str]] = fresh(default_factory=list)
    """The code, cut where columns start; each with its column's number."""
    code: str = ""
    comment: str = ""
    gap: int = 0
    """Blanks between the code and the comment."""
    blank: bool = False
    """Whether a blank line stands before it."""
    kind: str = ""
    """The kind of statement, if it is exactly one and its columns can be aligned."""
    whole: bool = False
    """Whether whole statements stand in it, so that its comment can be aligned with its neighbours'."""


def lay_out(parsed: Parsed) -> list[Line]:
    """The lines of a text without mistakes, not yet aligned."""
    pieces, rest = _pieces(parsed)
    if any(diagnostic.name == "clause-order" for diagnostic in parsed.diagnostics):
        order = reordered(parsed.tree, [piece.token for piece in pieces])
        pieces = [pieces[at] for at in order]
    found = marks(parsed.tree, [piece.token for piece in pieces])
    _measure(pieces, found)
    _find_blocks(pieces)
    return _Layout(pieces, found).lines(rest)


def _gap(text: str, start: int, end: int, piece: Piece, *, first: bool) -> None:
    """Read what stands between two tokens into the piece after it."""
    newlines = 0
    for match in _TRIVIA.finditer(text, start, end):
        if match.group() == "\n":
            newlines += 1
            piece.newline = True
        else:
            own = first or piece.newline
            piece.comments.append(Comment(match.group().rstrip(), own, newlines > 1))
            newlines = 0
    piece.blank = newlines > 1


def _pieces(parsed: Parsed) -> tuple[list[Piece], Piece]:
    """The tokens with what stands before them, and what stands at the end; separators aren't among them."""
    text = parsed.tree.source.text
    found: list[Piece] = []
    listing: list[bool] = []  # Of each open sign: whether a comma in it separates parts of a list.
    heads: list[str] = []  # What starts each open statement.
    head = ""
    separator = ""
    end = 0
    for token in parsed.tokens:
        kind = token.kind
        if kind == "NEWLINE":
            separator = ";"
            continue
        if kind == "COMMA" and listing and listing[-1]:
            separator = ","
            end = token.end
            continue
        parts = _PARTS.get(heads[-1], ()) if heads else ()
        ends = bool(parts) and (kind in parts or kind == "RBRACE")
        comma = found.pop() if ends and found[-1].token.kind == "COMMA" else None
        if kind in parts and found[-1].token.kind != "LBRACE":
            # Words that start a part tell parts from each other; laid out they are told by signs, too.
            separator = "," if listing[-1] else ";"
        piece = Piece(token, separator)
        if comma is not None:
            piece.newline, piece.comments = comma.newline, comma.comments
        if token.start > end + 1 or not found or text[end : token.start] == "\n":
            _gap(text, end, token.start, piece, first=not found)
        if separator or not found or found[-1].token.kind == "LBRACE":
            head = kind
        if kind == "LBRACE":
            piece.statements = head in _BLOCKS
            listing.append(not piece.statements)
            heads.append(head)
        elif kind == "LPAR":
            listing.append(False)
        elif kind == "RPAR":
            listing.pop()
        elif kind == "RBRACE":
            listing.pop()
            head = heads.pop()
        found.append(piece)
        separator = ""
        end = token.end
    rest = Piece(Token("$END", "", parsed.tree.source, len(text), len(text)))
    _gap(text, end, len(text), rest, first=not found)
    return found, rest


def _measure(pieces: list[Piece], found: Marks) -> None:
    """Set what stands before each piece within a line, and how wide everything before it is."""
    width = 0
    last: Token | None = None
    for at, piece in enumerate(pieces):
        token = piece.token
        if last is None:
            piece.space = ""
        elif piece.separator and token.kind != "RBRACE":
            piece.space = ", "
        elif last.kind == "DOTS" or token.kind == "DOTS":
            dots = at if token.kind == "DOTS" else at - 1
            tight = pieces[dots].token.start in found.tight or pieces[dots + 1].token.start in found.tight
            piece.space = "" if tight else " "
        elif _is_tight(last, token, found):
            piece.space = ""
        piece.offset = width + len(piece.space)
        width = piece.offset + len(token.text)
        last = token


def _is_tight(last: Token, token: Token, found: Marks) -> bool:
    """Whether nothing stands between two tokens."""
    kind, before = token.kind, last.kind
    if kind in ("COMMA", "RPAR", "DOT", "OPTIONAL") or before in ("LPAR", "DOT", "TIMES", "FORM"):
        return True
    if kind == "LPAR":
        return last.start in found.calls
    return before == "MINUS" and last.start in found.tight


def _find_blocks(pieces: list[Piece]) -> None:
    """Match the braces, and see which pairs can stay in one line."""
    open_: list[Block] = []
    for at, piece in enumerate(pieces):
        kind = piece.token.kind
        parent = open_[-1] if open_ else None
        if parent is not None and (
            (piece.newline and (kind != "LBRACE" or piece.comments))
            or (piece.separator == ";" and parent.statements)
        ):
            parent.flat = False
        if kind == "LBRACE":
            piece.parent = parent
            piece.block = Block(piece.statements, at)
            open_.append(piece.block)
        elif kind == "RBRACE":
            piece.block = open_.pop()
            piece.block.last = at
            piece.parent = open_[-1] if open_ else None
            if piece.parent is not None and not piece.block.flat:
                piece.parent.flat = False
        else:
            piece.parent = parent


class _Layout:
    """The state of one pass over the pieces."""

    def __init__(self, pieces: list[Piece], found: Marks) -> None:
        self.pieces = pieces
        self.found = found
        self.made: list[Line] = []

    def lines(self, rest: Piece) -> list[Line]:
        """All lines; `rest` holds the comments after the last token."""
        at = 0
        while at < len(self.pieces):
            at = self._line(at)
        self._comments(rest, 0)
        return self.made

    def _line(self, at: int) -> int:
        """Make the line that starts at a piece; returns where the next one starts."""
        pieces = self.pieces
        piece = pieces[at]
        parent = piece.parent
        inner = parent.indent + INDENT if parent else 0
        starts = bool(piece.separator) or at == 0 or pieces[at - 1].token.kind == "LBRACE"
        if piece.token.kind == "RBRACE" and piece.block is not None:
            # A comma after the last part of a list means nothing.
            indent, starts = piece.block.indent, False
            blank = self._comments(piece, indent + INDENT)
            blank = False
        else:
            indent = inner if starts else inner + INDENT
            if piece.separator and _GOES_ON.match(piece.token.text):
                self._hold(piece.separator)
            blank = self._comments(piece, indent)
            if at and pieces[at - 1].token.kind == "LBRACE" and not piece.comments:
                blank = False
        end, several = self._extent(at, indent)
        line = Line(indent, blank=blank and (starts or bool(piece.comments)))
        self._write(line, at, end)
        after = pieces[end] if end < len(pieces) else None
        closed = after is None or bool(after.separator) or after.token.kind == "RBRACE"
        line.whole = starts and closed and pieces[end - 1].token.kind != "LBRACE"
        if line.whole and not several:
            line.kind = self.found.kinds.get(piece.token.start, "")
        self.made.append(line)
        return end

    def _hold(self, separator: str) -> None:
        """Separate what would be read as going on with the line before it."""
        column, text = self.made[-1].cells[-1]
        self.made[-1].cells[-1] = (column, text + separator)
        self.made[-1].code += separator

    def _comments(self, piece: Piece, indent: int) -> bool:
        """Make the comments before a piece; returns whether a blank line stands straight before it."""
        for comment in piece.comments:
            if not comment.own and self.made:
                self.made[-1].comment = comment.text
                self.made[-1].gap = 2
                continue
            blank = comment.blank and bool(self.made) and not self._opens()
            self.made.append(Line(indent, comment=comment.text, blank=blank))
        return piece.blank

    def _opens(self) -> bool:
        """Whether the last line opens a block."""
        return self.made[-1].code.endswith("{")

    def _breaks(self, at: int) -> bool:
        """Whether a line ends before a piece, which isn't in a block of one line."""
        piece = self.pieces[at]
        before = self.pieces[at - 1]
        if before.token.kind == "LBRACE":
            return True  # Flat blocks are leapt over.
        if piece.token.kind == "RBRACE":
            return True
        if piece.separator == ",":
            return piece.newline or (piece.parent is not None and piece.parent.forced)
        if piece.separator:
            return True
        return piece.newline and (piece.token.kind != "LBRACE" or bool(piece.comments))

    def _extent(self, start: int, indent: int) -> tuple[int, bool]:
        """Where the line that starts at a piece ends, and whether it holds several parts of a list."""
        pieces = self.pieces
        candidates: list[Block] = []
        several = False
        at = start
        while True:
            block = pieces[at].block
            if block is not None and block.first == at:
                block.indent = indent
                if block.flat:
                    if block.last > at + 1:
                        candidates.append(block)
                    at = block.last
            at += 1
            if at >= len(pieces) or self._breaks(at):
                break
            several = several or bool(pieces[at].separator)
        origin = pieces[start].offset - indent
        while candidates and pieces[at - 1].offset + len(pieces[at - 1].token.text) - origin > MAX_WIDTH:
            block = candidates.pop()
            block.flat, block.forced = False, True
            at = block.first + 1
        return at, several

    def _write(self, line: Line, start: int, end: int) -> None:
        """Write the pieces from `start` to `end` into the line's cells."""
        columns = self.found.columns
        column = 0
        words: list[str] = []
        for at in range(start, end):
            piece = self.pieces[at]
            token = piece.token
            if at > start:
                if token.start in columns:
                    line.cells.append((column, "".join(words)))
                    column, words = columns[token.start], []
                else:
                    words.append(piece.space)
            words.append(token.text)
        line.cells.append((column, "".join(words)))
        line.code = " ".join(text for _, text in line.cells)
