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

_TAG = re.compile(
    r"(?:\{\{|｛｛)(?P<bound>[^{}｛｝]{0,400})(?:\}\}|｝｝)|\{%(?P<tag>(?:(?!%\}|\{%).){0,4000})%\}"
)
_TAG_OR_BAR = re.compile(_TAG.pattern + r"|\|")
_STRAY = re.compile(r"\{\{|｛｛|\{%|\}\}|｝｝|%\}")
_HEADER = re.compile(r"(标题|副标题|脚注)[ \t]*[:：][ \t]*(.*)")
_HEADING = re.compile(r"(#+)[ \t]*(.*)")
_CAPTION = re.compile(r"表[ \t]*[:：][ \t]*(.*)")
_OPENS, _CLOSES = re.compile(r"[{｛][%％]"), re.compile(r"[%％][}｝]")
_WIDE_HEADING = re.compile(r"^[ \t]*＃+", re.MULTILINE)
_DASHES = re.compile(r"\|?[ \t]*:?-{2,}:?[ \t]*(?:\|[ \t]*:?-{2,}:?[ \t]*)*\|?")


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
        lines = enumerate(_narrow(text.replace("\r\n", "\n")).split("\n"), start=1)
        for number, line in expanded(lines, self.reader):
            if not line.strip() and not self.nest.frames:
                self.columns = 0
            bare = line.strip()
            if not bare or (bare.startswith("{#") and bare.endswith("#}")):
                continue
            if self.reader.is_done:
                break
            place = Place(number, len(line) - len(line.lstrip()) + 1)
            in_head = in_head and self._header(bare, place)
            if not in_head:
                self._line(bare, place)
        nodes = self.nest.finished()
        problems = tuple(sorted(self.reader.problems, key=lambda p: (p.place.line, p.place.column)))
        return Template(self.title, self.subtitle, nodes, self.has_notes, problems)

    def _header(self, bare: str, place: Place) -> bool:
        found = _HEADER.fullmatch(bare)
        if not found:
            return False
        value = found[2]
        inside = Place(place.line, place.column + found.start(2))
        match found[1]:
            case "标题":
                self.title = self._inline(value, inside)
            case "副标题":
                self.subtitle = self._inline(value, inside)
            case _ if value in ("自动", "手动"):
                self.has_notes = value == "自动"
            case _:
                self.reader.blame(inside, "“脚注”后面请写“自动”或“手动”。")
        return True

    def _line(self, bare: str, place: Place) -> None:
        if _is_one_tag(bare):
            self._count(place)
            self.nest.tag(bare[2:-2], place)
        elif heading := _HEADING.fullmatch(bare):
            self._heading(heading, place)
        elif caption := _CAPTION.fullmatch(bare):
            self.columns = 0
            line = self._inline(caption[1], Place(place.line, place.column + caption.start(1)))
            self.nest.add(CaptionNode(line, place))
        elif "|" in bare and _DASHES.fullmatch(bare):
            self._header_row(bare, place)
        elif bare.startswith("|"):
            self._row(RowNode(self._cells(bare, place), (), place))
        else:
            self.columns = 0
            self.nest.add(ParagraphNode(self._inline(bare, place), place))

    def _heading(self, found: re.Match[str], place: Place) -> None:
        level = len(found[1])
        if level > 3 or not found[2]:
            self.reader.blame(place, "标题写成 # 一级、## 二级 或 ### 三级,后面是标题的文字。")
            return
        line = self._inline(found[2], Place(place.line, place.column + found.start(2)))
        self.nest.add(HeadingNode(level, line, place))

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

    def _cells(self, bare: str, place: Place) -> tuple[Line, ...]:
        """Split a row at the bars that stand outside of tags."""
        bars = [found.start() for found in _TAG_OR_BAR.finditer(bare) if found[0] == "|"]
        if bars[-1] != len(bare) - 1 or len(bars) == 1:
            bars.append(len(bare))
        if len(bars) - 1 > MOST_COLUMNS:
            self.reader.blame(place, f"表格最多{MOST_COLUMNS}栏。请拆成两张表。")
            return ()
        cells = []
        for left, right in itertools.pairwise(bars):
            cell = bare[left + 1 : right]
            start = left + 1 + len(cell) - len(cell.lstrip())
            cells.append(self._inline(cell.strip(), Place(place.line, place.column + start)))
        return tuple(cells)

    def _inline(self, text: str, at: Place) -> Line:
        """Words and tags of one line, which begins at a place."""
        nest: Nest[Inline] = Nest(self.reader, _build_inline, self.nest.around, self.nest.depth)
        done = 0
        for found in _TAG.finditer(text):
            if self.reader.is_done:
                break
            self._words(nest, text[done : found.start()], Place(at.line, at.column + done))
            place = Place(at.line, at.column + found.start())
            self._count(place)
            if found["tag"] is not None:
                nest.tag(found["tag"], place)
            else:
                piece = self.reader.bound(found["bound"], place, nest.around)
                if piece is not None:
                    nest.add(piece)
            done = found.end()
        self._words(nest, text[done:], Place(at.line, at.column + done))
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
            self.reader.is_done = True


def _is_one_tag(bare: str) -> bool:
    """Whether the line is a tag and nothing else, so that it works on whole lines."""
    return (
        bare.startswith("{%")
        and bare.endswith("%}")
        and bare.count("{%") == 1
        and bare.count("%}") == 1
    )


def _align(cell: str) -> Align:
    left, right = cell.strip().startswith(":"), cell.strip().endswith(":")
    if left and right:
        return Align.CENTRE
    return Align.RIGHT if right else Align.LEFT


def _build_lines(frame: Frame[Node]) -> Node:
    first, second = tuple(frame.first), tuple(frame.second)
    if frame.loop:
        return Repeat(frame.loop, first, second)
    return If(frame.condition, first, second, frame.place, frame.skips_zero)


def _build_inline(frame: Frame[Inline]) -> Inline:
    first, second = tuple(frame.first), tuple(frame.second)
    if frame.loop:
        return InlineLoop(frame.loop, first, second)
    return InlineIf(frame.condition, first, second, frame.skips_zero)


def _narrow(text: str) -> str:
    """Marks of tags and headings as a Chinese keyboard may type them; every sign keeps its place."""
    text = _CLOSES.sub("%}", _OPENS.sub("{%", text))
    return _WIDE_HEADING.sub(lambda found: found[0].replace("＃", "#"), text)


def parse(text: str, catalogue: Catalogue) -> Template:
    """Read a template. Never raises: what is wrong stands in ``problems``."""
    return Parser(catalogue).parse(text)
