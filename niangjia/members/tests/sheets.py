"""Synthetic member sheets for tests: good rows, and one way to spoil each cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import xlsxwriter

from niangjia.kernel.ids import Gender, make_identity
from niangjia.members.rules.cells import Cell
from niangjia.members.rules.header import COLUMNS, Column

TODAY = date(2026, 11, 21)
_STARRED = {
    Column.NAME,
    Column.GENDER,
    Column.ID_TYPE,
    Column.ID_NUMBER,
    Column.PHONE,
    Column.CHANGE,
}
OFFICIAL_HEADER: list[Cell] = [("*" if c in _STARRED else "") + c.value for c in COLUMNS]
TITLE: list[Cell] = ["工会会员实名信息采集表"]


def identity(number: int, *, gender: Gender = Gender.MALE, area: str = "511702") -> str:
    """The synthetic identity number of the person with that running number."""
    born = date.fromordinal(date(1970, 1, 1).toordinal() + number % 10_000)
    return make_identity(area, born, number // 10_000 % 500, gender)


def person(number: int, **changed: Cell) -> dict[Column, Cell]:
    """A faultless row; ``changed`` names columns by their member name, e.g. ``ETHNICITY``."""
    gender = Gender.MALE if number % 2 else Gender.FEMALE
    id_number = identity(number, gender=gender)
    row: dict[Column, Cell] = {
        Column.SERIAL: str(number),
        Column.NAME: "张伟" if number % 2 else "李敏",
        Column.GENDER: "男" if number % 2 else "女",
        Column.BIRTH: id_number[6:14],
        Column.ETHNICITY: "汉族",
        Column.EMPLOYMENT: "在岗",
        Column.ID_TYPE: "居民身份证",
        Column.ID_NUMBER: id_number,
        Column.EDUCATION: "大学专科",
        Column.SKILL: "四级(中级)",
        Column.PHONE: f"138{number:08}",
        Column.HOUSEHOLD: "农业家庭户口",
        Column.HOUSEHOLD_PLACE: "511702",
        Column.CHANGE: "入会",
        Column.CHANGED_ON: "20160503",
        Column.REASON: "",
        Column.POLITICS: "群众",
        Column.EMPLOYER: "达川区宏达机械制造有限公司",
        Column.NATIVE_PLACE: "",
        Column.MIGRANT: "是",
    }
    return row | {Column[name]: value for name, value in changed.items()}


def line(row: Mapping[Column, Cell], order: Sequence[Column] = COLUMNS) -> list[Cell]:
    """The row's cells in sheet order."""
    return [row[column] for column in order]


def sheet(*people: Mapping[Column, Cell]) -> list[list[Cell]]:
    """Title, header, and the people from row 3 on."""
    return [TITLE + [""] * 19, OFFICIAL_HEADER, *(line(row) for row in people)]


def save(path: Path, rows: Sequence[Sequence[Cell]]) -> Path:
    """Write rows as an .xlsx; texts starting with ``=`` become formulas."""
    book = xlsxwriter.Workbook(str(path))
    page = book.add_worksheet("会员信息")
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for number, row in enumerate(rows):
        for index, cell in enumerate(row):
            if isinstance(cell, str) and not cell.startswith("="):
                page.write_string(number, index, cell)
            elif isinstance(cell, date):
                page.write_datetime(number, index, cell, day)
            else:
                page.write(number, index, cell)
    book.close()
    return path
