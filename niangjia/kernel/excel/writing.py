"""Writing an .xlsx in constant memory. Text stays text: nothing a user typed becomes a formula."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import BinaryIO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

Value = str | int | float | bool | Decimal | date | datetime | None

_LONGEST_TEXT = 32_767
_WIDEST = 48
_ROWS_TO_MEASURE = 200
_A4 = 9
_SPARE = 4  # half-width characters of a line that fonts may need
_LINE, _HIGHEST = 15, 409  # points of a line, and of the highest row there is


@dataclass(frozen=True)
class Column:
    """A column's title; ``width`` in half-width characters, 0 means by content."""

    title: str
    width: int = 0


@dataclass(frozen=True)
class _Formats:
    head: Format
    day: Format
    instant: Format
    money: Format
    note: Format
    long: Format
    top: Format


def write_sheet(
    path: Path,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Value]],
    *,
    sheet_name: str = "Sheet1",
    watermark: str = "",
) -> int:
    """Write one table with a frozen header and return the number of data rows.

    ``watermark`` (who exported it, when, for what) stands in a line above the header.
    """
    table = Table(sheet_name, columns, rows, watermark)
    return write_book(path, [table])[0]


@dataclass(frozen=True)
class Table:
    """One table of a workbook; ``watermark`` stands in a line above the header."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Value]]
    watermark: str = ""


def write_book(target: Path | BinaryIO, tables: Iterable[Table]) -> list[int]:
    """Write several tables, one a sheet, and return the number of data rows of each."""
    book = xlsxwriter.Workbook(
        str(target) if isinstance(target, Path) else target,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    try:
        formats = _Formats(
            head=book.add_format({"bold": True, "bg_color": "#F2F3F5", "bottom": 1}),
            day=book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"}),
            instant=book.add_format({"num_format": "yyyy-mm-dd hh:mm", "valign": "top"}),
            money=book.add_format({"num_format": "#,##0.00", "valign": "top"}),
            note=book.add_format({"font_color": "#868E96", "italic": True}),
            long=book.add_format({"text_wrap": True, "valign": "top"}),
            top=book.add_format({"valign": "top"}),
        )
        return [
            _fill(
                book.add_worksheet(sheet_title(table.name)),
                formats,
                table.columns,
                table.rows,
                table.watermark,
            )
            for table in tables
        ]
    finally:
        book.close()


def _fill(
    sheet: Worksheet,
    formats: _Formats,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Value]],
    watermark: str,
) -> int:
    top = 0
    if watermark:
        sheet.write_string(0, 0, watermark[:_LONGEST_TEXT], formats.note)
        top = 1
    for index, column in enumerate(columns):
        sheet.write_string(top, index, column.title, formats.head)
    widths = [column.width or text_width(column.title) + 4 for column in columns]
    count = 0
    limits = [column.width or _WIDEST for column in columns]
    for count, row in enumerate(rows, 1):
        lines = _lines(row, limits)
        if lines > 1:  # not every program makes room by itself; the words would be cut off
            sheet.set_row(top + count, min(lines * _LINE, _HIGHEST), formats.top)
        for index, value in enumerate(row):
            place = top + count, index
            _write(sheet, place, value, formats, limits[index])
            if count <= _ROWS_TO_MEASURE and not columns[index].width:
                widths[index] = max(widths[index], text_width(shown(value)) + 2)
    for index, width in enumerate(widths):
        sheet.set_column(index, index, min(width, _WIDEST))
    sheet.freeze_panes(top + 1, 0)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)  # one page wide, as long as it takes
    sheet.repeat_rows(top)
    if columns:
        sheet.autofilter(top, 0, top + count, len(columns) - 1)
    return count


def _lines(row: Sequence[Value], limits: Sequence[int]) -> int:
    """How many lines the longest text of a row takes in its column."""
    return max(
        (
            sum(-(-text_width(part) // (limit - _SPARE)) or 1 for part in value.split("\n"))
            for value, limit in zip(row, limits, strict=False)
            if isinstance(value, str) and _is_long(value, limit)
        ),
        default=1,
    )


def _is_long(value: str, limit: int) -> bool:
    return len(value) > limit // 2 and text_width(value) > limit


def _write(
    sheet: Worksheet, place: tuple[int, int], value: Value, formats: _Formats, limit: int
) -> None:
    row, index = place
    match value:
        case None | "":
            return
        case bool():
            sheet.write_string(row, index, "是" if value else "否")
        case str() if _is_long(value, limit):
            sheet.write_string(row, index, value[:_LONGEST_TEXT], formats.long)
        case str():
            sheet.write_string(row, index, value)
        case datetime():
            sheet.write_datetime(row, index, value.replace(tzinfo=None), formats.instant)
        case date():
            sheet.write_datetime(row, index, value, formats.day)
        case Decimal():
            sheet.write_number(row, index, float(value), formats.money)
        case int() | float():
            sheet.write_number(row, index, value)


def shown(value: Value) -> str:
    """Roughly the text a reader will see."""
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case datetime():
            return f"{value:%Y-%m-%d %H:%M}"
        case Decimal():
            return f"{value:,.2f}"
        case _:
            return str(value)


def text_width(text: str) -> int:
    """Width in half-width characters: a Chinese character counts two."""
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)


def sheet_title(name: str) -> str:
    """The name as Excel allows it: 31 characters, none of ``[]:*?/\\``, no quote at the ends."""
    kept = "".join(char for char in name if char not in "[]:*?/\\").strip("'")
    return kept[:31] or "Sheet1"
