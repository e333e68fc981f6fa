"""From the text of a template to its parts: lines, tables, loops, with every problem found. Pure.

Nothing of the text is ever evaluated as code.
"""

from __future__ import annotations

import itertools
import re

from niangjia.reports.rules.document import Align
from niangjia.reports.rules.expanding import expanded
from niangjia.reports.rules.meanings import Catalogue
from niangjia.reports.rules.nesting import Frame, Nest
from niangjia.reports.rules.nodes import (
    CaptionNode,
    HeadingNode,
    If,
    Inline,
    InlineIf,
    InlineLoop,
    Line,
    Node,
    ParagraphNode,
    Place,
    Repeat,
    RowNode,
    Template,
    Words,
)
from niangjia.reports.rules.tags import Around, TagReader

MOST_SIGNS = 500_000
MOST_TAGS = 5_000
MOST_COLUMNS = 20

_TAG = re.compile(r"(?:\{\{|｛｛)(?P<bound>.*?)(?:\}\}|｝｝)|\{%(?P<tag>.*?)%\}")
_STRAY = re.compile(r"\{\{|｛｛|\{%|\}\}|｝｝|%\}")
_ALONE = re.compile(r"\s*\{%((?:(?!%\}).)*)%\}\s*")
_HEADER = re.compile(r"\s*(标题|副标题|脚注)\s*[:：]\s*(.*?)\s*")
_HEADING = re.compile(r"\s*(#+)\s*(.*?)\s*")
_CAPTION = re.compile(r"\s*表\s*[:：]\s*(.*?)\s*")
_DASHES = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*")
_COMMENT = re.compile(r"\s*\{#.*#\}\s*")


class Parser:
    """Reads one template."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.reader = TagReader(catalogue)
        self.nest: Nest[Node] = Nest(self.reader, _build_lines, Around())
        self.title: Line = ()
        self.subtitle: Line = ()
        self.has_notes = False
        self.tag_count = 0
        self.columns = 0  # of the table that is being read; 0 outside

    def parse(self, text: str) -> Template:
        """Read everything; problems are collected, never raised."""
        if len(text) > MOST_SIGNS:
            self.reader.blame(
                Place(1, 1), f"模板有{len(text)}字,超过{MOST_SIGNS}字的上限。请拆成几个模板。"
            )
            text = ""
        in_head = True
        lines = enumerate(text.replace("\r\n", "\n").split("\n"), start=1)
        for number, line in expanded(lines, self.reader):
            if not line.strip() and not self.nest.frames:
                self.columns = 0
            if not line.strip() or _COMMENT.fullmatch(line):
                continue
            in_head = in_head and self._header(line, number)
            if not in_head:
                self._line(line, number)
        nodes = self.nest.finished()
        problems = tuple(sorted(self.reader.problems, key=lambda p: (p.place.line, p.place.column)))
        return Template(self.title, self.subtitle, nodes, self.has_notes, problems)

    def _header(self, line: str, number: int) -> bool:
        found = _HEADER.fullmatch(line)
        if not found:
            return False
        value, start = found[2], found.start(2)
        match found[1]:
            case "标题":
                self.title = self._inline(value, number, start)
            case "副标题":
                self.subtitle = self._inline(value, number, start)
            case _ if value in ("自动", "手动"):
                self.has_notes = value == "自动"
            case _:
                self.reader.blame(Place(number, start + 1), "“脚注”后面请写“自动”或“手动”。")
        return True

    def _line(self, line: str, number: int) -> None:
        place = Place(number, len(line) - len(line.lstrip()) + 1)
        if alone := _ALONE.fullmatch(line):
            self._count(place)
            self.nest.tag(alone[1], place)
        elif heading := _HEADING.fullmatch(line):
            self._heading(heading, place)
        elif caption := _CAPTION.fullmatch(line):
            self.columns = 0
            self.nest.add(CaptionNode(self._inline(caption[1], number, caption.start(1)), place))
        elif _DASHES.fullmatch(line) and "|" in line:
            self._header_row(line, place)
        elif line.lstrip().startswith("|"):
            self._row(RowNode(self._cells(line, number), (), place))
        else:
            self.columns = 0
            self.nest.add(
                ParagraphNode(self._inline(line.strip(), number, place.column - 1), place)
            )

    def _heading(self, found: re.Match[str], place: Place) -> None:
        level = len(found[1])
        if level > 3 or not found[2]:
            self.reader.blame(place, "标题写成 # 一级、## 二级 或 ### 三级,后面是标题的文字。")
            return
        self.nest.add(HeadingNode(level, self._inline(found[2], place.line, found.start(2)), place))

    def _row(self, row: RowNode) -> None:
        if self.columns and len(row.cells) != self.columns:
            self.reader.blame(
                row.place, f"这一行有{len(row.cells)}栏,表头有{self.columns}栏。请写成一样多。"
            )
        self.nest.add(row)

    def _header_row(self, line: str, place: Place) -> None:
        """The line of dashes makes the row above a header and tells how columns stand."""
        pieces = self.nest.frames[-1].first if self.nest.frames else self.nest.pieces
        row = pieces[-1] if pieces else None
        aligns = tuple(_align(cell) for cell in line.strip().strip("|").split("|"))
        if not isinstance(row, RowNode) or row.aligns:
            self.reader.blame(place, "这条横线上面要有一行表头,例如 | 单位 | 会员 |。")
        elif len(row.cells) != len(aligns):
            self.reader.blame(
                place, f"横线有{len(aligns)}栏,上面的表头有{len(row.cells)}栏。请写成一样多。"
            )
        else:
            pieces[-1] = RowNode(row.cells, aligns, row.place)
            self.columns = len(aligns)

    def _cells(self, line: str, number: int) -> tuple[Line, ...]:
        """Split a row at the bars that stand outside of tags."""
        covered = [found.span() for found in _TAG.finditer(line)]
        bars = [
            at
            for at, sign in enumerate(line)
            if sign == "|" and not any(start <= at < end for start, end in covered)
        ]
        if line.rstrip()[-1] != "|" or len(bars) == 1:
            bars.append(len(line))
        if len(bars) - 1 > MOST_COLUMNS:
            self.reader.blame(Place(number, 1), f"表格最多{MOST_COLUMNS}栏。请拆成两张表。")
            return ()
        cells = []
        for left, right in itertools.pairwise(bars):
            cell = line[left + 1 : right]
            start = left + 1 + len(cell) - len(cell.lstrip())
            cells.append(self._inline(cell.strip(), number, start))
        return tuple(cells)

    def _inline(self, text: str, number: int, offset: int) -> Line:
        """Words and tags of one line; ``offset`` is where it begins in the typed line."""
        nest: Nest[Inline] = Nest(self.reader, _build_inline, self.nest.around, self.nest.depth)
        at = 0
        for found in _TAG.finditer(text):
            self._words(nest, text[at : found.start()], Place(number, offset + at + 1))
            place = Place(number, offset + found.start() + 1)
            self._count(place)
            if found["tag"] is not None:
                nest.tag(found["tag"], place)
            else:
                piece = self.reader.bound(found["bound"], place, nest.around)
                if piece is not None:
                    nest.add(piece)
            at = found.end()
        self._words(nest, text[at:], Place(number, offset + at + 1))
        return nest.finished()

    def _words(self, nest: Nest[Inline], words: str, place: Place) -> None:
        if not words:
            return
        stray = _STRAY.search(words)
        if stray:
            here = Place(place.line, place.column + stray.start())
            self.reader.blame(
                here, f"“{stray[0]}”没有成对。请检查这一行的花括号:{{{{…}}}} 或 {{% … %}}。"
            )
        nest.add(Words(words, place))

    def _count(self, place: Place) -> None:
        self.tag_count += 1
        if self.tag_count == MOST_TAGS + 1:
            self.reader.blame(place, f"花括号超过{MOST_TAGS}处。请拆成几个模板。")


def _align(cell: str) -> Align:
    left, right = cell.strip().startswith(":"), cell.strip().endswith(":")
    if left and right:
        return Align.CENTRE
    return Align.RIGHT if right else Align.LEFT


def _build_lines(frame: Frame[Node]) -> Node:
    first, second = tuple(frame.first), tuple(frame.second)
    if frame.loop:
        return Repeat(frame.loop, first, second)
    return If(frame.condition, first, second, frame.place)


def _build_inline(frame: Frame[Inline]) -> Inline:
    first, second = tuple(frame.first), tuple(frame.second)
    if frame.loop:
        return InlineLoop(frame.loop, first, second)
    return InlineIf(frame.condition, first, second)


def parse(text: str, catalogue: Catalogue) -> Template:
    """Read a template. Never raises: what is wrong stands in ``problems``."""
    return Parser(catalogue).parse(text)
