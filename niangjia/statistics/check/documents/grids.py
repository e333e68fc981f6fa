"""Ruled tables of a PDF page (有框线的表格): the words between drawn lines, row by row with tabs. Pure.

A PDF knows no tables: words stand where they are printed, a name on two lines falls apart, and cells run into one
another. Where lines are drawn between the cells, they tell which words belong together.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from pypdf import PageObject

Point = tuple[float, float]
_NEAR, _JOINED, _THIN, _SHORTEST = 2.0, 3.0, 3.0, 4.0
_MOST_LINES = 1500
_STROKES = {b"S", b"s", b"B", b"B*", b"b", b"b*"}
_FILLS = {b"f", b"F", b"f*"}
_NUMERIC = re.compile(r"[-+]?\d[\d,.]*%?")


@dataclass(frozen=True)
class _Line:
    """A straight line: where it stands, and from where to where it goes."""

    at: float
    low: float
    high: float

    def covers(self, place: float, slack: float = 0.0) -> bool:
        return self.low - slack <= place <= self.high + slack


@dataclass
class _Drawing:
    """The lines of a page, as its operators draw them."""

    across: list[_Line] = field(default_factory=list)
    down: list[_Line] = field(default_factory=list)
    path: list[tuple[Point, Point]] = field(default_factory=list)
    boxes: list[tuple[Point, Point]] = field(default_factory=list)
    start: Point = (0.0, 0.0)
    pen: Point = (0.0, 0.0)

    def see(self, operator: bytes, operands: Sequence[object], matrix: Sequence[float]) -> None:
        """One operator of the page."""
        if operator in {b"m", b"l", b"re"}:
            with suppress(ValueError, IndexError):  # a damaged line is no line
                self._draw(operator, [float(str(number)) for number in operands], matrix)
        elif operator in {b"h", b"s", b"b", b"b*"}:
            self.path.append((self.pen, self.start))
        if operator in _STROKES:
            for begin, end in self.path:
                self._keep(begin, end)
            for (x0, y0), (x1, y1) in self.boxes:
                corners = [(x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0)]
                for begin, end in itertools.pairwise(corners):
                    self._keep(begin, end)
        elif operator in _FILLS:
            for (x0, y0), (x1, y1) in self.boxes:
                if min(abs(x1 - x0), abs(y1 - y0)) <= _THIN:
                    flat = abs(y1 - y0) <= abs(x1 - x0)
                    self._keep((x0, y0), (x1, y0) if flat else (x0, y1))
        if operator in _STROKES | _FILLS | {b"n"}:
            self.path, self.boxes = [], []

    def _draw(self, operator: bytes, numbers: list[float], matrix: Sequence[float]) -> None:
        here = _moved(numbers[0], numbers[1], matrix)
        if operator == b"re":
            there = _moved(numbers[0] + numbers[2], numbers[1] + numbers[3], matrix)
            self.boxes.append((here, there))
            return
        if operator == b"m":
            self.start = here
        else:
            self.path.append((self.pen, here))
        self.pen = here

    def _keep(self, begin: Point, end: Point) -> None:
        wide, high = abs(begin[0] - end[0]), abs(begin[1] - end[1])
        if high <= 1 and wide >= _SHORTEST:
            self.across.append(_Line(begin[1], *sorted((begin[0], end[0]))))
        elif wide <= 1 and high >= _SHORTEST:
            self.down.append(_Line(begin[0], *sorted((begin[1], end[1]))))


@dataclass
class _Grid:
    """One table: its lines, the borders of its columns and rows, and the words of its cells."""

    across: list[_Line]
    down: list[_Line]
    columns: list[float] = field(init=False)
    rows: list[float] = field(init=False)
    cells: dict[tuple[int, int], list[tuple[float, str]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        ends = [end for line in self.across for end in (line.low, line.high)]
        tops = [end for line in self.down for end in (line.low, line.high)]
        self.columns = _places([line.at for line in self.down], min(ends), max(ends))
        self.rows = _places([line.at for line in self.across], min(tops), max(tops))

    @property
    def is_table(self) -> bool:
        """Whether it parts anything: a frame around one text does not."""
        return len(self.columns) > 2 and len(self.rows) > 1

    def cell_of(self, x: float, y: float) -> tuple[int, int] | None:
        """Row (from below) and column of a place: the upper left one of cells that are joined."""
        column, row = bisect_right(self.columns, x) - 1, bisect_right(self.rows, y) - 1
        if not (0 <= column < len(self.columns) - 1 and 0 <= row < len(self.rows) - 1):
            return None
        middle = (self.rows[row] + self.rows[row + 1]) / 2
        while column and not _parts(self.down, self.columns[column], middle):
            column -= 1
        middle = (self.columns[column] + self.columns[column + 1]) / 2
        while row + 2 < len(self.rows) and not _parts(self.across, self.rows[row + 1], middle):
            row += 1
        return row, column

    @property
    def is_ruled(self) -> bool:
        """Whether lines stand between all rows: else numbers of several rows fall into one cell."""
        for words in self.cells.values():
            lines = _lines(words)
            if len(lines) > 1 and all(_NUMERIC.fullmatch(line) for line in lines):
                return False
        return True

    def text(self) -> str:
        """The rows from above, with tabs between the cells."""
        told = []
        for row in reversed(range(len(self.rows) - 1)):
            cells = [
                _joined(_lines(self.cells.get((row, column), [])))
                for column in range(len(self.columns) - 1)
            ]
            if any(cells):
                told.append("\t".join(cells))
        return "\n".join(told)


def text_of_page(page: PageObject) -> str:
    """The text of a page; ruled tables as rows with tabs where they stand."""
    drawing = _Drawing()
    pieces: list[tuple[str, float, float]] = []

    def hear(text: str, matrix: list[float], own: list[float], font: object, size: float) -> None:
        x, y = _moved(own[4], own[5], matrix)
        pieces.append((text, x + 1, y + abs(size * own[3] * matrix[3]) * 0.3))

    def see(operator: bytes, operands: list[object], matrix: list[float], own: list[float]) -> None:
        drawing.see(operator, operands, matrix)

    text = page.extract_text(visitor_text=hear, visitor_operand_before=see)
    grids = [grid for grid in _grids(drawing) if grid.is_table]
    if not grids or "".join(piece for piece, _, _ in pieces).strip() != text.strip():
        return text
    homes = [_home(grids, x, y) if words.strip() else None for words, x, y in pieces]
    for (words, _, y), home in zip(pieces, homes, strict=True):
        if home is not None:
            home[0].cells.setdefault(home[1], []).append((y, words))
    return _woven(pieces, homes)


Home = tuple[_Grid, tuple[int, int]]


def _home(grids: Iterable[_Grid], x: float, y: float) -> Home | None:
    return next(((grid, cell) for grid in grids if (cell := grid.cell_of(x, y))), None)


def _woven(pieces: Sequence[tuple[str, float, float]], homes: Sequence[Home | None]) -> str:
    """The pieces in their order, each table in place of its first word."""
    told: list[str] = []
    done: set[int] = set()
    for (words, _, _), home in zip(pieces, homes, strict=True):
        if home is None or not home[0].is_ruled:
            told.append(words)
        elif id(home[0]) not in done:
            done.add(id(home[0]))
            told.append(f"\n{home[0].text()}\n")
    return "".join(told)


def _grids(drawing: _Drawing) -> list[_Grid]:
    """Lines that meet make one table."""
    across, down = _merged(drawing.across), _merged(drawing.down)
    if len(across) + len(down) > _MOST_LINES:
        return []
    grids: list[_Grid] = []
    left = set(range(len(down)))
    seen: set[int] = set()
    for first in range(len(across)):
        if first in seen:
            continue
        mine, others, waiting = {first}, set[int](), [first]
        while waiting:
            line = across[waiting.pop()]
            for n in [n for n in left if _meet(line, down[n])]:
                left.discard(n)
                others.add(n)
                new = {
                    m for m, other in enumerate(across) if m not in mine and _meet(other, down[n])
                }
                mine |= new
                waiting += new
        seen |= mine
        if len(mine) > 1 and others:
            grids.append(_Grid([across[n] for n in mine], [down[n] for n in others]))
    return grids


def _meet(across: _Line, down: _Line) -> bool:
    return across.covers(down.at, _JOINED) and down.covers(across.at, _JOINED)


def _merged(lines: Sequence[_Line]) -> list[_Line]:
    """Borders are drawn cell by cell: pieces of one line become one."""
    merged: list[_Line] = []
    places = _places([line.at for line in lines])
    for place in places:
        own = sorted((line.low, line.high) for line in lines if abs(line.at - place) <= _NEAR)
        low, high = own[0]
        for begin, end in own[1:]:
            if begin > high + _JOINED:
                merged.append(_Line(place, low, high))
                low, high = begin, end
            high = max(high, end)
        merged.append(_Line(place, low, high))
    return merged


def _places(found: Iterable[float], *ends: float) -> list[float]:
    """Places apart from each other, in order; the ends only where no other is near."""
    places: list[float] = []
    for place in sorted(found):
        if not places or place - places[-1] > _NEAR:
            places.append(place)
    for end in ends:
        if all(abs(end - place) > _JOINED * 2 for place in places):
            places.append(end)
    return sorted(places)


def _parts(lines: Iterable[_Line], at: float, place: float) -> bool:
    return any(abs(line.at - at) <= _NEAR and line.covers(place) for line in lines)


def _moved(x: float, y: float, matrix: Sequence[float]) -> Point:
    return (
        x * matrix[0] + y * matrix[2] + matrix[4],
        x * matrix[1] + y * matrix[3] + matrix[5],
    )


def _lines(words: Iterable[tuple[float, str]]) -> list[str]:
    """The lines of a cell, from its pieces and their heights."""
    lines: list[str] = []
    last = None
    for height, piece in words:
        if last is None or abs(height - last) > _NEAR:
            lines.append("")
            last = height
        lines[-1] += piece.replace("\n", " ").replace("\t", " ")
    return [line for line in (" ".join(line.split()) for line in lines) if line]


def _joined(lines: Sequence[str]) -> str:
    """Lines of one cell: a gap only between letters or digits."""
    text = ""
    for line in lines:
        gap = " " if text[-1:].isascii() and line[:1].isascii() and text else ""
        text += gap + line
    return text
