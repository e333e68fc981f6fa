"""Totals of tables (表格合计): SUM down a column and along a row. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from niangjia.statistics.check.figures import Figure, Finding, Severity
from niangjia.statistics.check.layout import BlockKind
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.operands import agrees, differs
from niangjia.statistics.check.rules.sums import WHOLES, splits
from niangjia.statistics.check.rules.support import found, half_digit, written

_TOTAL = re.compile(r"(?:合\s*计|总\s*计|共\s*计|总\s*数|小\s*计)$")
_PART = re.compile(r"^\s*(?:其中|[-—·]|#)")
_ADDED = {
    "人",
    "户",
    "件",
    "个",
    "家",
    "元",
    "人次",
    "场",
    "份",
    "张",
    "条",
    "项",
    "户次",
    "期",
    "对",
    "名",
}
_FEWEST = 2


@dataclass(frozen=True)
class Row:
    """A row: its name and the figure of each column, None where there is none."""

    name: str
    cells: tuple[Figure | None, ...]


def check(reading: Reading) -> Iterator[Finding]:
    """Every total row and total column."""
    for table in _tables(reading):
        yield from _down(reading, table)
        yield from _along(reading, table)
        yield from _rates(reading, table)


def _tables(reading: Reading) -> Iterator[list[Row]]:
    """Rows of equal width that follow each other; a header starts a new table."""
    places = reading.places
    rows: list[Row] = []
    for block in reading.page.blocks:
        if block.kind is not BlockKind.TABLE:
            continue
        cells: list[Figure | None] = []
        offset = block.start
        for cell in block.text.split("\t"):
            cells.append(places.get(offset + len(cell) - len(cell.lstrip())))
            offset += len(cell) + 1
        row = Row(block.text.split("\t")[0].strip(), tuple(cells))
        if not any(cells) or (rows and len(rows[0].cells) != len(cells)):
            yield rows
            rows = []
        if any(cells):
            rows.append(row)
    yield rows


def _down(reading: Reading, rows: Sequence[Row]) -> Iterator[Finding]:
    """合计 below (or above) its rows."""
    totals = [rank for rank, row in enumerate(rows) if _TOTAL.search(row.name)]
    for at in totals:
        first = max((rank + 1 for rank in totals if rank < at), default=0)
        parts = rows[first:at] or (rows[at + 1 :] if totals == [0] else [])
        parts = [row for row in parts if not _PART.match(row.name)]
        for column, total in enumerate(rows[at].cells):
            figures = [cell for row in parts if (cell := row.cells[column]) is not None]
            if total is not None and len(figures) == len(parts):
                yield from _compared(reading, total, figures)


def _along(reading: Reading, rows: Sequence[Row]) -> Iterator[Finding]:
    """A column 合计 beside columns of the same unit."""
    for row in rows:
        figures = [cell for cell in row.cells if cell is not None]
        totals = [cell for cell in figures if _TOTAL.search(cell.label)]
        others = [cell for cell in figures if cell not in totals]
        yield from _split_columns(reading, row.cells)
        if not totals and len(figures) > _FEWEST:
            parts_of_year = all(re.search(r"季度|半年|月份?$", cell.label) for cell in figures[:-1])
            totals = (
                figures[-1:] if parts_of_year and re.search(r"全\s*年$", figures[-1].label) else []
            )
            others = figures[:-1]
        if (
            len(totals) == 1
            and not _TOTAL.search(row.name)
            and totals[0] in (figures[0], figures[-1])
        ):
            yield from _compared(reading, totals[0], others)


def _split_columns(reading: Reading, cells: Sequence[Figure | None]) -> Iterator[Finding]:
    """会员 | 其中:女 | 男: two columns that divide the one before."""
    for whole, one, other in zip(cells, cells[1:], cells[2:], strict=False):
        if whole is None or one is None or other is None:
            continue
        if whole.unit == one.unit == other.unit and splits((one, other), WHOLES):
            yield from _compared(reading, whole, (one, other))


def _rates(reading: Reading, rows: Sequence[Row]) -> Iterator[Finding]:
    """A column of percentages that is one column over another, or over its total, except in a row."""
    width = len(rows[0].cells) if rows else 0
    for column in range(width):
        told = [row for row in rows if (rate := row.cells[column]) is not None and rate.unit == "%"]
        if len(told) < _FEWEST or len(told) < len(rows):
            continue
        others = [other for other in range(width) if other != column]
        ways = [_ratios(told, column, a, b) for a in others for b in (*others, None) if a != b]
        best = max(ways, key=lambda way: sum(fits for _, _, fits in way), default=[])
        right = sum(fits for _, _, fits in best)
        if not best or right == len(best) or right * 2 <= len(best) or len(best) < _FEWEST:
            continue
        for rate, places, fits in best:
            if not fits:
                part, whole = places
                words = f"表中 {part.text} ÷ {whole.text} "
                yield from differs(reading, rate, part.value * 100 / whole.value, words, places)


def _ratios(
    rows: Sequence[Row], column: int, part: int, whole: int | None
) -> list[tuple[Figure, tuple[Figure, Figure], bool]]:
    """Each row's percentage with the two cells it may rest on, and whether it does."""
    total = next((row for row in rows if _TOTAL.search(row.name)), None)
    found: list[tuple[Figure, tuple[Figure, Figure], bool]] = []
    for row in rows:
        rate, above = row.cells[column], row.cells[part]
        below = row.cells[whole] if whole is not None else total.cells[part] if total else None
        if rate is None or above is None or below is None or not below.value:
            return []
        if above.unit != below.unit or above.unit == "%":
            return []
        places = (above, below)
        found.append((rate, places, agrees(rate, above.value * 100 / below.value, places)))
    return found


def _compared(reading: Reading, total: Figure, parts: Sequence[Figure]) -> Iterator[Finding]:
    same = all(part.unit == total.unit for part in parts) and total.unit in _ADDED
    if len(parts) < _FEWEST or not same:
        return
    amount = sum((part.value for part in parts), Decimal(0))
    slack = sum((half_digit(figure) for figure in (total, *parts)), Decimal(0))
    if abs(amount - total.value) > slack:
        yield found(
            reading, "SUM",
            f"表中“{total.label}”为 {written(total.value, total.unit)},各行(列)相加为"
            f" {written(amount, total.unit)},相差 {written(abs(amount - total.value), total.unit)}。"
            "请核对合计,或说明有未列出的项。",
            [total, *parts], severity=Severity.ERROR,
            suggestion=f"如各项无误,合计应为 {written(amount, total.unit)}",
        )  # fmt: skip
