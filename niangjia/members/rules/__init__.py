"""Rules of membership (会员): code lists, life cycles, the official member sheet. Pure."""

from __future__ import annotations

from niangjia.members.rules.header import COLUMNS, Column, Header, find_header
from niangjia.members.rules.row import MINIMUM_AGE, CheckedRow, RowReader
from niangjia.members.rules.sheet import CheckedSheet, check_sheet, data_rows

__all__ = [
    "COLUMNS",
    "MINIMUM_AGE",
    "CheckedRow",
    "CheckedSheet",
    "Column",
    "Header",
    "RowReader",
    "check_sheet",
    "data_rows",
    "find_header",
]
