"""Rows (columns) that other rows come to, told by the table itself (表内勾稽): SUM, LE. Pure.

No word need call a row a total: where the rows below one (or above it) come to it exactly in most columns, they do so
in all; a column where they nearly do is wrong. What holds down the columns holds along the rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from niangjia.statistics.check.figures import Figure, Finding
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.slip import Slip
from niangjia.statistics.check.rules.sums.adding import adds_up
from niangjia.statistics.check.rules.sums.evidence import slip
from niangjia.statistics.check.rules.sums.hundred import is_hundred, mistyped, not_hundred
from niangjia.statistics.check.rules.sums.tables import PART, Row, compared, tables
from niangjia.statistics.check.rules.support import found, shown
from niangjia.statistics.check.units import Measure, measure_of

_LONGEST_LIST = 14
_MOST_ROWS = 80
_TELLING = 100
_UNADDED = {Measure.RATE, Measure.POINTS, Measure.TIMES, None}
_Line = tuple[Figure | None, ...]


@dataclass(frozen=True)
class _Sum:
    """A line that the lines ``parts`` come to in ``fits`` places and miss in ``misses``."""

    total: int
    parts: tuple[int, ...]
    fits: tuple[int, ...]
    misses: tuple[int, ...]


def check(reading: Reading) -> Iterator[Finding]:
    """Totals of tables that nothing names as totals, and 其中 rows above their whole."""
    for rows in tables(reading):
        lines = [row.cells for row in rows[:_MOST_ROWS]]
        yield from _checked(reading, lines)
        width = min((len(line) for line in lines), default=0)
        yield from _checked(reading, [tuple(line[n] for line in lines) for n in range(width)])
        yield from _above_whole(reading, rows)
        columns = [tuple(line[n] for line in lines) for n in range(width)]
        yield from _lone(reading, rows, columns)
        yield from _shares(reading, lines)
        yield from _shares(reading, columns)
        yield from _share_column(reading, rows, columns)


def _checked(reading: Reading, lines: Sequence[_Line]) -> Iterator[Finding]:
    nested: dict[int, _Sum] = {}
    for total in reversed(range(len(lines))):
        best = _best(lines, total, nested)
        if best is None:
            continue
        nested[total] = best
        for place in best.misses:
            cell = lines[total][place]
            parts = [figure for part in best.parts if (figure := lines[part][place]) is not None]
            if cell is not None:
                yield from compared(reading, cell, parts)


def _best(lines: Sequence[_Line], total: int, nested: dict[int, _Sum]) -> _Sum | None:
    """The list of lines below or above a line that most often comes to it."""
    ways = [
        way
        for steps in (_below(lines, total, nested), _below(lines, total, {}), _over(total))
        for count in range(2, len(steps) + 1)
        if (way := _tried(lines, total, steps[:count])) is not None
    ]
    best = max(ways, key=lambda way: (len(way.fits), -len(way.misses)), default=None)
    return best if best is not None and _is_sure(lines, best) else None


def _below(lines: Sequence[_Line], total: int, nested: dict[int, _Sum]) -> tuple[int, ...]:
    """The lines after one, without those that are parts of a line among them."""
    steps: list[int] = []
    at = total + 1
    while at < len(lines) and len(steps) < _LONGEST_LIST:
        steps.append(at)
        inner = nested.get(at)
        at = max(inner.parts[-1], at) + 1 if inner else at + 1
    return tuple(steps)


def _over(total: int) -> tuple[int, ...]:
    return tuple(range(total - 1, max(-1, total - 1 - _LONGEST_LIST), -1))


def _tried(lines: Sequence[_Line], total: int, parts: tuple[int, ...]) -> _Sum | None:
    fits: list[int] = []
    misses: list[int] = []
    for place, cell in enumerate(lines[total]):
        listed = [lines[part][place] for part in parts]
        figures = [figure for figure in listed if figure is not None]
        if cell is None and not figures:
            continue
        same = cell is not None and all(figure.unit == cell.unit for figure in figures)
        if cell is None or len(figures) < len(parts) or not same:
            return None
        if measure_of(cell.unit) in _UNADDED:
            continue
        (fits if adds_up(cell, figures) else misses).append(place)
    if len(fits) < 2 and not (fits and misses):
        return None
    return _Sum(total, parts, tuple(fits), tuple(misses))


def _is_sure(lines: Sequence[_Line], way: _Sum) -> bool:
    """Whether chance does not make so many lines fit, and what misses is a slip or near."""
    cells = [lines[way.total][place] for place in way.fits]
    telling = sum(1 for cell in cells if cell is not None and cell.value >= _TELLING)
    if not telling or len(way.fits) < len(way.misses):
        return False
    if telling > 2 * len(way.misses):
        return True
    return all(_is_slip(lines, way, place) for place in way.misses)


def _is_slip(lines: Sequence[_Line], way: _Sum, place: int) -> bool:
    total = lines[way.total][place]
    parts = [figure for part in way.parts if (figure := lines[part][place]) is not None]
    if total is None:
        return False
    amount = sum((part.value for part in parts), Decimal(0))
    if abs(amount - total.value) <= total.value * Decimal("0.25"):
        return True
    return slip(total, parts)[0] is not Slip.NONE


def _above_whole(reading: Reading, rows: Sequence[Row]) -> Iterator[Finding]:
    """A row 其中:女性 with more than the row it is part of."""
    whole: Row | None = None
    for row in rows:
        if not PART.match(row.name):
            whole = row
            continue
        for part, of in zip(row.cells, whole.cells if whole else (), strict=False):
            if part is None or of is None or part.unit != of.unit or part.low <= of.high:
                continue
            if measure_of(part.unit) not in _UNADDED:
                yield found(
                    reading, "LE",
                    f"表中“{part.label}”{shown(part)},大于“{of.label}”{shown(of)}。"
                    "其中的一部分不能多于全部。请核对这两行。",
                    [part, of],
                )  # fmt: skip


def _lone(reading: Reading, rows: Sequence[Row], columns: Sequence[_Line]) -> Iterator[Finding]:
    """The rows that 其中 opens in a table of one column of numbers, a slip away from their whole."""
    told = [column for column in columns if any(column)]
    if len(told) != 1:
        return
    cells = told[0]
    ends: dict[int, int] = {}
    for at in reversed(range(1, min(len(rows), len(cells)))):
        whole = cells[at - 1]
        if whole is None or not PART.match(rows[at].name) or whole.value < _TELLING:
            continue
        lists: list[list[tuple[int, Figure]]] = []
        last = at
        while last < min(len(cells), at + _LONGEST_LIST):
            cell = cells[last]
            if cell is None or cell.unit != whole.unit:
                break
            lists.append([*(lists[-1] if lists else []), (last, cell)])
            last = ends.get(last, last) + 1  # the rows of a row that has parts of its own
        tried = [(told[-1][0], [cell for _, cell in told]) for told in lists[1:]]
        fitting = [end for end, parts in tried if adds_up(whole, parts)]
        sure = [(end, parts) for end, parts in tried if slip(whole, parts)[0] is Slip.STRONG]
        if fitting or sure:
            end = fitting[0] if fitting else sure[0][0]
            ends[at - 1] = ends.get(end, end)
        if not fitting and sure:
            yield from compared(reading, whole, sure[0][1])


def _shares(reading: Reading, lines: Sequence[_Line]) -> Iterator[Finding]:
    """Neighbouring shares that make a hundred in most lines, and one line where they do not."""
    width = min((len(line) for line in lines), default=0)
    spans = [(a, b) for a in range(width) for b in range(a + 2, min(width, a + _LONGEST_LIST) + 1)]
    for first, last in spans:
        runs = [_rates(line[first:last]) for line in lines]
        runs = [run for run in runs if len(run) == last - first]
        off = [run for run in runs if not is_hundred(run)]
        if len(off) * 2 >= len(runs) - len(off) or len(runs) - len(off) < 2:
            continue
        for run in off:
            yield not_hundred(reading, run, mistyped(run) or run[0])


def _share_column(
    reading: Reading, rows: Sequence[Row], columns: Sequence[_Line]
) -> Iterator[Finding]:
    """A column 占比 whose rows are a slip away from a hundred."""
    for column in columns:
        told = [cell for cell in column if cell is not None]
        rates = [cell for cell in _rates(column) if cell.value != _TELLING]
        if len(rates) < 3 or not all(re.search("占|比重|构成|比例", f.label) for f in rates):
            continue
        if len(rates) + 1 < len(told) or any(PART.match(row.name) for row in rows):
            continue
        wrong = None if is_hundred(rates) else mistyped(rates)
        if wrong is not None:
            yield not_hundred(reading, rates, wrong)


def _rates(cells: Sequence[Figure | None]) -> list[Figure]:
    return [cell for cell in cells if cell is not None and cell.unit == "%"]
