"""The header is found however the sheet came."""

from __future__ import annotations

import random

import pytest

from niangjia.members.rules.cells import Cell
from niangjia.members.rules.header import COLUMNS, Column, find_header, is_header_again
from niangjia.members.tests.sheets import OFFICIAL_HEADER, TITLE

IN_ORDER = dict(zip(COLUMNS, range(20), strict=True))


@pytest.mark.parametrize("above", [0, 1, 5, 14])
def test_title_rows_above_do_not_matter(above: int) -> None:
    rows: list[list[Cell]] = [TITLE for _ in range(above)]

    header = find_header([*rows, OFFICIAL_HEADER])

    assert header is not None
    assert header.row == above + 1
    assert header.columns == IN_ORDER
    assert header.missing == ()


def test_columns_in_any_order() -> None:
    order = list(COLUMNS)
    random.Random(7).shuffle(order)

    header = find_header([[column.value for column in order]])

    assert header is not None
    assert header.columns == {column: order.index(column) for column in COLUMNS}


@pytest.mark.parametrize(
    ("column", "text"),
    [
        (Column.NAME, "＊姓　　名"),
        (Column.NAME, "姓名(必填)"),
        (Column.NAME, "★姓 名★"),
        (Column.ID_NUMBER, "*证件\n号码"),
        (Column.ID_NUMBER, "身份证号"),
        (Column.ID_NUMBER, "证件号吗"),
        (Column.PHONE, "手机号码:"),
        (Column.CHANGE, "会籍变化\r\n类 型"),
        (Column.CHANGE, "会籍变化类�"),
        (Column.CHANGED_ON, "会籍变化时间"),
        (Column.MIGRANT, "是否农民工【是/否】"),
        (Column.SKILL, "技能等级(一级—五级)"),
        (Column.EDUCATION, ""),
        (Column.NAME, "*姓"),
        (Column.PHONE, "移动电"),
        (Column.HOUSEHOLD, "户籍类"),
        (Column.ID_NUMBER, "本人有效证件号码"),
        (Column.EMPLOYMENT, "???"),
    ],
)
def test_starred_broken_and_misspelt_texts(column: Column, text: str) -> None:
    cells = list(OFFICIAL_HEADER)
    cells[COLUMNS.index(column)] = text

    header = find_header([TITLE, cells])

    assert header is not None
    assert header.columns == IN_ORDER


def test_a_column_of_another_meaning_is_not_taken_for_a_lost_one() -> None:
    cells = list(OFFICIAL_HEADER)
    cells[COLUMNS.index(Column.SKILL)] = "备注"

    header = find_header([cells])

    assert header is not None
    assert Column.SKILL not in header.columns


def test_the_official_name_goes_before_a_synonym() -> None:
    header = find_header([["联系电话", "身份证号", *OFFICIAL_HEADER]])

    assert header is not None
    assert header.columns == {column: place + 2 for column, place in IN_ORDER.items()}


def test_other_columns_are_left_alone() -> None:
    cells = [cell for cell in OFFICIAL_HEADER if cell != "工作单位"]

    header = find_header([[*cells, "工作岗位", "备注", "单位地址", "会员卡号"]])

    assert header is not None
    assert Column.EMPLOYER not in header.columns
    assert len(header.columns) == 19


def test_a_header_over_two_lines() -> None:
    upper: list[Cell] = list(OFFICIAL_HEADER)
    lower: list[Cell] = [""] * 20
    upper[13:16] = ["会籍变化", "", ""]
    lower[13:16] = ["*类型", "日期", "原因"]

    header = find_header([TITLE, upper, lower])

    assert header is not None
    assert header.row == 3
    assert header.columns == IN_ORDER


def test_missing_columns_are_named() -> None:
    header = find_header([["姓名", "性别", "民族", "学历", "身份证号"]])

    assert header is not None
    assert header.missing == (Column.PHONE, Column.CHANGE)


def test_a_title_is_no_header() -> None:
    assert find_header([TITLE, ["填报单位:某工会 填报人: 联系电话:"], ["1", "张三", "男"]]) is None
    assert find_header([]) is None


def test_the_header_again() -> None:
    header = find_header([OFFICIAL_HEADER])

    assert header is not None
    assert is_header_again(["序号", "姓 名", "性别", "", "民族", "就业状况"], header)
    assert not is_header_again(["1", "张三", "男"], header)
