"""Cells and codes as people write them."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niangjia.members.rules import cells, codes
from niangjia.members.rules.cells import Cell
from niangjia.members.rules.codes import CodeList

ALL_LISTS = [value for value in vars(codes).values() if isinstance(value, CodeList)]


@pytest.mark.parametrize(
    "cell",
    [
        "20160503", "2016.5.3", "2016-5-3", "2016-05-03", "2016/5/3", "2016年5月3日", "2016年5月3号",
        "2016 年 5 月 3 日", "2016-05-03 00:00:00", "2016-05-03T08:30", " 20160503 ", "20160503.0",
        "２０１６０５０３", "2016．5．3", "2016。5。3".replace("。", "."), "42493", "42493.0",
        20160503, 20160503.0, 42493, 42493.75, date(2016, 5, 3),
        datetime(2016, 5, 3, 12, 0),
    ],
)  # fmt: skip
def test_dates_in_every_usual_form(cell: Cell) -> None:
    assert cells.read_date(cell) == date(2016, 5, 3)


@pytest.mark.parametrize(
    "cell",
    ["", "2016", "2016.5", "201605", "16.5.3", "20161303", "2016-2-30", "五月三日", 2016, 0, 1.5, True,
     time(8, 0), "2016/5/3/1", "99999999", -5],
)  # fmt: skip
def test_what_is_no_date(cell: Cell) -> None:
    assert cells.read_date(cell) is None


@given(st.dates(date(1911, 1, 1), date(2099, 12, 31)))
def test_serial_numbers_follow_excel(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days

    assert cells.read_date(serial) == day
    assert cells.read_date(f"{day:%Y%m%d}") == day
    assert cells.read_date(f"{day.year}.{day.month}.{day.day}") == day


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (" 李\u3000浩 ", "李浩"),
        ("张\u200b三\ufeff", "张三"),
        ("古丽•买买提", "古丽·买买提"),
        ("古丽.买买提", "古丽·买买提"),
        ("古丽．买买提", "古丽·买买提"),
        ("John  Smith", "John Smith"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("张\x00三\n", "张三"),
        ("𠮷田", "𠮷田"),
        (123.0, ""),
    ],
)
def test_names(cell: Cell, expected: str) -> None:
    assert cells.name(cell) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("１３８１２３４１２３４", "13812341234"),
        (13115143845.0, "13115143845"),
        (13115143845, "13115143845"),
        (" 138 1234\u30001234\u200b", "13812341234"),
        (1.5, "1.5"),
    ],
)
def test_digits(cell: Cell, expected: str) -> None:
    assert cells.digits(cell) == expected


@given(st.text())
def test_tidy_text_is_one_printable_line(text: str) -> None:
    tidied = cells.tidy(text)

    assert tidied == tidied.strip()
    assert not {"\n", "\r", "\t", "\0", "\u3000", "\u200b", "  "} & set(tidied)
    assert cells.tidy(tidied) == tidied


@pytest.mark.parametrize(
    ("known", "text", "code"),
    [
        (codes.GENDER, "男", 1),
        (codes.GENDER, "２", 2),
        (codes.GENDER, "1-男", 1),
        (codes.GENDER, "2-男", None),
        (codes.ETHNICITY, "汉", 1),
        (codes.ETHNICITY, "01", 1),
        (codes.ETHNICITY, "土家", 15),
        (codes.ETHNICITY, "火星族", None),
        (codes.ETHNICITY, "基诺族", 56),
        (codes.EMPLOYMENT, "待（下）岗", 2),
        (codes.ID_TYPE, "身份证", 1),
        (codes.ID_TYPE, "台胞证", 5),
        (codes.EDUCATION, "本科", 20),
        (codes.EDUCATION, "大专", 30),
        (codes.EDUCATION, "中专", 40),
        (codes.SKILL, "五级（初级）", 5),
        (codes.SKILL, "技师", 2),
        (codes.HOUSEHOLD, "农村户口", 3),
        (codes.CHANGE, "入会", 1),
        (codes.CHANGE, "加入", None),
        (codes.REASON, "劳动（工作）关系发生变化", 1),
        (codes.POLITICS, "13", 13),
        (codes.POLITICS, "九三", 10),
        (codes.YES_NO, "√", 1),
        (codes.YES_NO, "0", 0),
    ],
)
def test_codes_by_any_usual_spelling(known: CodeList, text: str, code: int | None) -> None:
    assert known.find(text) == code


@pytest.mark.parametrize("known", ALL_LISTS, ids=lambda known: known.title)
def test_every_label_finds_its_own_code(known: CodeList) -> None:
    assert {known.find(label) for label in known.labels.values()} == set(known.labels)


def test_there_are_56_ethnicities() -> None:
    assert sum(code <= 56 for code in codes.ETHNICITY.labels) == 56


def test_a_spelling_stands_for_one_code() -> None:
    with pytest.raises(ValueError, match="two codes"):
        CodeList.of("试", [(1, "甲|乙"), (2, "乙")])
