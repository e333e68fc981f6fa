"""Giving a checked sheet back: the user's own file with the bad cells coloured and explained."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import time, timedelta
from pathlib import Path

import openpyxl
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from niangjia.kernel.excel.reading import Cell, Sheet, Workbook, column_letters
from niangjia.kernel.excel.writing import Column, Value, write_sheet
from niangjia.kernel.findings import Finding, Severity

RESULT = "检查结果"
_ROWS_TO_MARK = 20_000
_FILLS = {
    Severity.ERROR: PatternFill("solid", fgColor="FFFFC9C9"),
    Severity.WARN: PatternFill("solid", fgColor="FFFFEC99"),
}
_LABELS = {Severity.ERROR: "错误", Severity.WARN: "提醒"}


@dataclass(frozen=True)
class Layout:
    """Where things stand in the user's sheet.

    ``header_row`` counts from 1, the column indexes (by standard column name) from 0.
    """

    sheet: Sheet
    header_row: int
    columns: Mapping[str, int]


def mark_workbook(
    workbook: Workbook, layout: Layout, target: Path, findings: Iterable[Finding]
) -> bool:
    """Write the marked copy to ``target``; true when it is the user's own file.

    Each bad cell gets a colour and a comment, and a column 检查结果 after the last one says the
    same in words. A sheet of more than 20,000 rows, or one that cannot be rewritten, comes back
    as a new workbook with its bad rows alone (false).
    """
    by_row: dict[int, list[Finding]] = {}
    for finding in findings:
        by_row.setdefault(finding.row, []).append(finding)
    rows = workbook.rows(layout.sheet)
    if len(rows) <= _ROWS_TO_MARK:
        try:
            _mark_own(workbook.path, layout, target, by_row)
        except (KeyError, ValueError, TypeError, AttributeError, IndexError):
            pass  # openpyxl cannot read everything that Excel and WPS write
        except (InvalidFileException, zipfile.BadZipFile):
            pass
        else:
            return True
    _write_bad_rows(target, layout, rows, by_row)
    return False


def explain(findings: Iterable[Finding]) -> str:
    """All findings of a row in one text, errors first."""
    ordered = sorted(findings, key=lambda finding: finding.severity is Severity.WARN)
    return "\n".join(f"【{_LABELS[f.severity]}】{f.column}:{f.message}" for f in ordered)


def _mark_own(
    source: Path, layout: Layout, target: Path, by_row: Mapping[int, list[Finding]]
) -> None:
    book = openpyxl.load_workbook(source)
    page = book[layout.sheet.name]
    if not isinstance(page, Worksheet):
        raise TypeError("not a worksheet")
    last_used = _last_used(page, layout.header_row)
    result = 1 + max([*layout.columns.values(), last_used])
    head = page.cell(layout.header_row, result + 1, RESULT)
    head.font = Font(bold=True)
    page.column_dimensions[column_letters(result)].width = 60
    for row, found in by_row.items():
        _mark_cells(page, row, found, layout.columns)
        cell = page.cell(row, result + 1)
        cell.data_type = "s"
        cell.value = explain(found)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    book.save(target)


def _last_used(page: Worksheet, header_row: int) -> int:
    """Index of the last filled cell of the header row."""
    filled = [cell.column for cell in page[header_row] if cell.value not in (None, "")]
    return max(filled, default=1) - 1


def _mark_cells(
    page: Worksheet, row: int, found: Sequence[Finding], index_of: Mapping[str, int]
) -> None:
    by_column: dict[int, list[Finding]] = {}
    for finding in found:
        index = index_of.get(finding.column)
        if index is not None:
            by_column.setdefault(index, []).append(finding)
    for index, here in by_column.items():
        is_error = any(finding.severity is Severity.ERROR for finding in here)
        cell = page.cell(row, index + 1)
        cell.fill = _FILLS[Severity.ERROR if is_error else Severity.WARN]
        comment = Comment("\n".join(finding.message for finding in here), "娘家")
        comment.width, comment.height = 320, 96
        cell.comment = comment


def _write_bad_rows(
    target: Path,
    layout: Layout,
    rows: Sequence[Sequence[Cell]],
    by_row: Mapping[int, list[Finding]],
) -> None:
    head = [str(cell) for cell in rows[layout.header_row - 1]]
    columns = [Column("原行号", 8), Column(RESULT, 60), *(Column(title) for title in head)]

    def lines() -> Iterable[Sequence[Value]]:
        for row in sorted(by_row):
            values = [_plain(cell) for cell in rows[row - 1]]
            yield [row, explain(by_row[row]), *values]

    write_sheet(target, columns, lines(), sheet_name=layout.sheet.name)


def _plain(cell: Cell) -> Value:
    """A value the writer knows; a time or a duration becomes its text."""
    return str(cell) if isinstance(cell, time | timedelta) else cell
