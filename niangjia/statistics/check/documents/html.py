"""Web pages (.html): the visible text, one line per paragraph, tables as tabbed rows. Pure."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from niangjia.statistics.check.documents.plain import decode

_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{2,20})", re.I)
_HIDDEN = {"script", "style", "noscript", "template", "head", "svg", "iframe", "object"}
_BLOCKS = {
    "p",
    "div",
    "br",
    "li",
    "ul",
    "ol",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "tr",
    "table",
    "section",
    "article",
    "header",
    "footer",
    "nav",
    "aside",
    "main",
    "blockquote",
    "pre",
    "figure",
    "figcaption",
    "dl",
    "dt",
    "dd",
    "hr",
    "title",
    "caption",
    "thead",
    "tbody",
    "form",
}
_CELLS = {"td", "th"}


class _Text(HTMLParser):
    """Collects visible text; a table's paragraphs stay inside their cell."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.hidden: list[str] = []
        self.depth_of_cells = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element: hide it, or break the line."""
        if tag in _HIDDEN:
            self.hidden.append(tag)
        elif tag in _CELLS:
            self.depth_of_cells += 1
        elif tag == "body":
            self.hidden.clear()
        elif tag in _BLOCKS:
            self._break(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close an element."""
        if tag in self.hidden:
            del self.hidden[self.hidden.index(tag) :]
        elif tag in _CELLS:
            self.depth_of_cells = max(0, self.depth_of_cells - 1)
            self.parts.append("\t")
        elif tag in _BLOCKS:
            self._break(tag)

    def handle_data(self, data: str) -> None:
        """Keep text that is shown."""
        if not self.hidden:
            self.parts.append(re.sub(r"\s+", " ", data))

    def _break(self, tag: str) -> None:
        if tag in {"tr", "table"}:
            self.depth_of_cells = 0
        self.parts.append(" " if self.depth_of_cells else "\n")


def text_of(data: bytes) -> str:
    """The text of a page. Raises Unreadable when its encoding is unknown."""
    declared = _CHARSET.search(data[:4096])
    name = declared[1].decode("ascii").lower() if declared else ""
    parser = _Text()
    parser.feed(decode(data, name))
    parser.close()
    lines = "".join(parser.parts).split("\n")
    lines = [line.rstrip(" ↩") for line in lines]  # the way back from a footnote
    return "\n".join(line.strip(" ").rstrip("\t") for line in lines if line.strip()) + "\n"
