"""Excel in and out: read safely, write safely, give a user's file back with its errors marked."""

from __future__ import annotations

from niangjia.kernel.excel.container import UnusableFile
from niangjia.kernel.excel.marking import Layout, mark_workbook
from niangjia.kernel.excel.reading import Cell, Sheet, Workbook, open_workbook
from niangjia.kernel.excel.writing import Column, Table, Value, write_book, write_sheet

__all__ = [
    "Cell",
    "Column",
    "Layout",
    "Sheet",
    "Table",
    "UnusableFile",
    "Value",
    "Workbook",
    "mark_workbook",
    "open_workbook",
    "write_book",
    "write_sheet",
]
