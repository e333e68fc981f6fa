"""Ruled tables of a PDF page (有框线的表格): which signs stand in which cell, told by the lines drawn. Pure.

A PDF knows no tables: words stand where they are printed, a name on two lines falls apart, and cells run into one
another. Where lines are drawn between the cells, they tell which words belong together.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from pdfminer.layout import LTContainer, LTCurve

_NEAR, _JOINED, _THIN, _SHORTEST = 2.0, 3.0, 3.0, 4.0
"""Points: lines that are one, lines that meet, boxes that are lines, lines that count."""
_MOST_LINES = 1500


class Line(NamedTuple):
    """A straight line: where it stands, and from where to where it goes."""

    at: float
    low: float
    high: float

    def covers(self, place: float, slack: float = 0.0) -> bool:
        """Whether it passes there."""
        return self.low - slack <= place <= self.high + slack


@dataclass
class Grid:
    """One table: its lines, and the borders of its columns and rows."""

    across: list[Line]
    down: list[Line]
    columns: list[float] = field(init=False)
    rows: list[float] = field(init=False)

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


def grids_of(page: LTContainer[Any]) -> list[Grid]:
    """The tables that the lines of a page make. Lines that meet make one."""
    across: list[Line] = []
    down: list[Line] = []
    for curve in _curves(page):
        _keep(curve, across, down)
    across, down = _merged(across), _merged(down)
    if len(across) + len(down) > _MOST_LINES:
        return []
    found = [Grid(some, others) for some, others in _meeting(across, down)]
    return [grid for grid in found if grid.is_table]


def _curves(container: LTContainer[Any]) -> Iterator[LTCurve]:
    for item in container:
        if isinstance(item, LTCurve):
            yield item
        elif isinstance(item, LTContainer):
            yield from _curves(item)


def _keep(curve: LTCurve, across: list[Line], down: list[Line]) -> None:
    """A flat or upright line, a box so thin that it is one, or the four sides of a box that is drawn."""
    x0, y0, x1, y1 = curve.bbox
    if min(x1 - x0, y1 - y0) <= _THIN:
        if max(x1 - x0, y1 - y0) < _SHORTEST:
            return
        if y1 - y0 <= x1 - x0:
            across.append(Line((y0 + y1) / 2, x0, x1))
        else:
            down.append(Line((x0 + x1) / 2, y0, y1))
    elif curve.stroke and len(curve.pts) in {4, 5}:
        across += [Line(y0, x0, x1), Line(y1, x0, x1)]
        down += [Line(x0, y0, y1), Line(x1, y0, y1)]


def _meeting(
    across: Sequence[Line], down: Sequence[Line]
) -> Iterator[tuple[list[Line], list[Line]]]:
    left, seen = set(range(len(down))), set[int]()
    for first in range(len(across)):
        if first in seen:
            continue
        mine, others, waiting = {first}, set[int](), [first]
        while waiting:
            line = across[waiting.pop()]
            for n in [n for n in left if _meet(line, down[n])]:
                left.discard(n)
                others.add(n)
                new = {m for m, one in enumerate(across) if m not in mine and _meet(one, down[n])}
                mine |= new
                waiting += new
        seen |= mine
        if len(mine) > 1 and others:
            yield [across[n] for n in mine], [down[n] for n in others]


def _meet(across: Line, down: Line) -> bool:
    return across.covers(down.at, _JOINED) and down.covers(across.at, _JOINED)


def _merged(lines: Sequence[Line]) -> list[Line]:
    """Borders are drawn cell by cell: pieces of one line become one."""
    merged: list[Line] = []
    for place in _places([line.at for line in lines]):
        own = sorted((line.low, line.high) for line in lines if abs(line.at - place) <= _NEAR)
        low, high = own[0]
        for begin, end in own[1:]:
            if begin > high + _JOINED:
                merged.append(Line(place, low, high))
                low, high = begin, end
            high = max(high, end)
        merged.append(Line(place, low, high))
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


def _parts(lines: Iterable[Line], at: float, place: float) -> bool:
    return any(abs(line.at - at) <= _NEAR and line.covers(place) for line in lines)
