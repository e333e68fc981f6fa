"""Web pages (.html): the visible text, one line per paragraph, tables as tabbed rows. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from niangjia.statistics.check.documents.cells import BREAK, row_of, spanned
from niangjia.statistics.check.documents.plain import decode

_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{2,20})", re.I)
_HIDDEN = {
    "script", "style", "noscript", "template", "head", "svg", "iframe", "object", "textarea",
    "select", "del", "s", "strike",
}  # fmt: skip
_BLOCKS = {
    "p", "div", "br", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "table",
    "section", "article", "header", "footer", "nav", "aside", "main", "blockquote", "pre",
    "figure", "figcaption", "dl", "dt", "dd", "hr", "title", "caption", "thead", "tbody",
    "form",
}  # fmt: skip
_CELLS = {"td", "th"}
_MAY_HIDE = _CELLS | {"div", "span", "section", "p", "li", "ul", "table"}
_NOT_SHOWN = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.I)


@dataclass
class _Table:
    """An open table: the cells of its row, and the columns that cells of rows above still take."""

    cells: list[str] = field(default_factory=list)
    column: int = 0
    taken: dict[int, int] = field(default_factory=dict)

    def put(self, words: str, wide: str | None, high: str | None) -> None:
        """A cell in the next free column; it may span several columns and rows."""
        self.skip()
        cells = spanned(words, wide)
        rows = int(high) - 1 if high and high.isdecimal() and len(high) < 4 else 0
        for column in range(self.column, self.column + len(cells)):
            self.taken[column] = rows
        self.cells += cells
        self.column += len(cells)

    def skip(self) -> None:
        """Columns that a cell of a row above takes are empty in this row."""
        while self.taken.get(self.column, 0) > 0:
            self.taken[self.column] -= 1
            self.cells.append("")
            self.column += 1

    def row(self) -> list[str]:
        """The cells of the row, which ends here."""
        self.skip()
        cells, self.cells, self.column = self.cells, [], 0
        return cells


class _Text(HTMLParser):
    """Collects visible text; a table's paragraphs stay inside their cell."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        self.line: list[str] = []
        self.hidden: list[str] = []
        self.tables: list[_Table] = []
        self.cell: tuple[str | None, str | None] | None = None  # its spans, while it is open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element: hide it, or break the line."""
        told = dict(attrs)
        if self.hidden == ["p"] and tag in _BLOCKS:
            self.hidden.clear()  # a paragraph ends where the next begins
        shut = tag in _MAY_HIDE and ("hidden" in told or _NOT_SHOWN.search(told.get("style") or ""))
        if tag == "body":
            self.hidden.clear()
        elif tag in _HIDDEN or shut or tag in self.hidden[-1:]:
            self.hidden.append(tag)
        elif not self.hidden:
            self._open(tag, told)

    def handle_endtag(self, tag: str) -> None:
        """Close an element."""
        if tag in self.hidden:
            place = len(self.hidden) - 1 - self.hidden[::-1].index(tag)
            del self.hidden[place:]
        elif not self.hidden:
            self._close(tag)

    def handle_data(self, data: str) -> None:
        """Keep text that is shown."""
        if not self.hidden:
            self.line.append(re.sub(r"\s+", " ", data))

    def end(self) -> list[str]:
        """All lines, once the page is read."""
        self._end_row()
        self._break()
        return self.lines

    def _open(self, tag: str, told: dict[str, str | None]) -> None:
        if tag == "table":
            self._end_row()  # an inner table stands on lines of its own
            self.tables.append(_Table())
        elif tag == "tr":
            self._end_row()
        elif tag in _CELLS and self.tables:
            self._end_cell()
            self._break()
            self.cell = (told.get("colspan"), told.get("rowspan"))
        elif tag in _BLOCKS | _CELLS:
            self._break()

    def _close(self, tag: str) -> None:
        if tag in _CELLS:
            self._end_cell()
        elif tag in {"tr", "table"}:
            self._end_row()
            if tag == "table" and self.tables:
                self.tables.pop()
        elif tag in _BLOCKS:
            self._break()

    def _break(self) -> None:
        """The paragraph ends; in a cell it only breaks."""
        if self.cell is not None:
            self.line.append(BREAK)
        elif self.line:
            self.lines.append("".join(self.line))
            self.line = []

    def _end_cell(self) -> None:
        if self.cell is not None and self.tables:
            self.tables[-1].put("".join(self.line), *self.cell)
            self.line, self.cell = [], None

    def _end_row(self) -> None:
        self._end_cell()
        if self.tables and self.tables[-1].cells:
            self.lines += row_of(self.tables[-1].row()).split("\n")
        self._break()


def text_of(data: bytes) -> str:
    """The text of a page. Raises Unreadable when its encoding is unknown."""
    declared = _CHARSET.search(data[:4096])
    name = declared[1].decode("ascii").lower() if declared else ""
    parser = _Text()
    parser.feed(decode(data, name))
    parser.close()
    lines = [line.rstrip(" ↩") for line in parser.end()]  # the way back from a footnote
    return "\n".join(line.strip(" ") for line in lines if line.strip()) + "\n"
