"""The member sheet: what is accepted, and each finding by its code."""

from __future__ import annotations

import random
import timeit
from collections.abc import Iterable, Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niangjia.kernel.ids import Gender, make_identity
from niangjia.members import rules
from niangjia.members.rules import CheckedSheet, Column
from niangjia.members.rules.cells import Cell
from niangjia.members.tests.sheets import (
    OFFICIAL_HEADER,
    TITLE,
    TODAY,
    identity,
    line,
    person,
    sheet,
)

Short = tuple[int, str, str, str]


def check(rows: Sequence[Sequence[Cell]], formulas: Iterable[tuple[int, int]] = ()) -> CheckedSheet:
    header = rules.find_header(rows)
    assert header is not None
    return rules.check_sheet(rows, header, today=TODAY, formulas=formulas)


def short(checked: CheckedSheet) -> list[Short]:
    return [(f.row, str(f.column), f.code, str(f.severity)) for f in checked.findings]


def test_a_good_row_is_read_completely() -> None:
    checked = check(sheet(person(1)))

    assert checked.findings == []
    assert checked.rows == [
        rules.CheckedRow(
            row=3, name="张伟", gender=1, born_on=date(1970, 1, 2), ethnicity=1, employment=1, id_type=1,
            number=identity(1), education=30, skill=4, phone="13800000001", household=3,
            household_place="511702", change=1, changed_on=date(2016, 5, 3), reason=None,
            politics=13, employer="达川区宏达机械制造有限公司", native_place="", is_migrant=True,
        )
    ]  # fmt: skip


YOUNG = make_identity("511702", date(2010, 11, 22), 1, Gender.MALE)
SIXTEEN = make_identity("511702", date(2010, 11, 21), 1, Gender.MALE)
OLD = identity(1)[:6] + identity(1)[8:17]
WRONG_LAST = identity(1)[:17] + ("0" if identity(1)[17] != "0" else "1")

FAULTS: list[tuple[dict[str, Cell], str, str]] = [
    ({"NAME": ""}, "姓名", "name_missing"),
    ({"NAME": " \u3000"}, "姓名", "name_missing"),
    ({"NAME": "---"}, "姓名", "name_missing"),
    ({"NAME": 12.0}, "姓名", "name_missing"),
    ({"NAME": "长" * 51}, "姓名", "name_missing"),
    ({"NAME": "=cmd|' /C calc'!A0"}, "姓名", "formula"),
    ({"ID_NUMBER": ""}, "证件号码", "id_length"),
    ({"ID_NUMBER": identity(1)[:16]}, "证件号码", "id_length"),
    ({"ID_NUMBER": identity(1) + "1"}, "证件号码", "id_length"),
    ({"ID_NUMBER": WRONG_LAST}, "证件号码", "id_checksum"),
    ({"ID_NUMBER": "999999" + identity(1)[6:]}, "证件号码", "id_area"),
    ({"ID_NUMBER": "511702" + "19850231" + "5856"}, "证件号码", "id_birth_invalid"),
    ({"ID_NUMBER": 511423199511088517.0}, "证件号码", "id_lost_digits"),
    ({"ID_NUMBER": 511423199511088517}, "证件号码", "id_lost_digits"),
    ({"ID_NUMBER": "5.11423E+17"}, "证件号码", "id_lost_digits"),
    ({"ID_NUMBER": "511423199511088000"}, "证件号码", "id_lost_digits"),
    ({"ID_NUMBER": YOUNG, "BIRTH": ""}, "证件号码", "underage"),
    ({"GENDER": "女"}, "性别", "gender_mismatch"),
    ({"GENDER": "雄"}, "性别", "unknown_code"),
    ({"BIRTH": "19700103"}, "出生日期", "birth_mismatch"),
    ({"BIRTH": "1970年"}, "出生日期", "date_invalid"),
    ({"PHONE": ""}, "移动电话", "phone_invalid"),
    ({"PHONE": "1380000000"}, "移动电话", "phone_invalid"),
    ({"PHONE": "0818-2123456"}, "移动电话", "phone_invalid"),
    ({"PHONE": "13800000001/13900000001"}, "移动电话", "phone_invalid"),
    ({"ETHNICITY": "火星族"}, "民族", "unknown_code"),
    ({"EMPLOYMENT": "躺平"}, "就业状况", "unknown_code"),
    ({"ID_TYPE": "会员证"}, "有效证件类别", "unknown_code"),
    ({"EDUCATION": "家里蹲"}, "学历", "unknown_code"),
    ({"SKILL": "九级"}, "技能等级", "unknown_code"),
    ({"HOUSEHOLD": "外星户口"}, "户籍类型", "unknown_code"),
    ({"CHANGE": "加入"}, "会籍变化类型", "unknown_code"),
    ({"CHANGE": ""}, "会籍变化类型", "unknown_code"),
    ({"REASON": "不想说"}, "会籍变化原因", "unknown_code"),
    ({"POLITICS": "网友"}, "政治面貌", "unknown_code"),
    ({"MIGRANT": "可能"}, "是否农民工", "unknown_code"),
    ({"EMPLOYER": "长" * 101}, "工作单位", "unknown_code"),
    ({"EMPLOYER": "=A1"}, "工作单位", "formula"),
    ({"CHANGED_ON": "去年"}, "会籍变化日期", "date_invalid"),
    ({"CHANGED_ON": "2016.13.3"}, "会籍变化日期", "date_invalid"),
    ({"CHANGED_ON": "19690101"}, "会籍变化日期", "date_invalid"),
    ({"CHANGED_ON": "20991231"}, "会籍变化日期", "date_future"),
    ({"ID_TYPE": "护照", "ID_NUMBER": identity(1)}, "证件号码", "id_length"),
    ({"ID_TYPE": "护照", "ID_NUMBER": "E12345678", "BIRTH": ""}, "出生日期", "date_invalid"),
    ({"ID_TYPE": "护照", "ID_NUMBER": "E12345678", "BIRTH": "20300101"}, "出生日期", "date_future"),
    ({"ID_TYPE": "护照", "ID_NUMBER": "E12345678", "BIRTH": "20150101"}, "出生日期", "underage"),
    ({"ID_TYPE": "护照", "ID_NUMBER": "E12345678", "GENDER": ""}, "性别", "unknown_code"),
]


@pytest.mark.parametrize(("changed", "column", "code"), FAULTS)
def test_each_fault_is_one_finding(changed: dict[str, Cell], column: str, code: str) -> None:
    checked = check(sheet(person(1, **changed), person(2)))

    assert short(checked) == [(3, column, code, "error")]
    assert checked.findings[0].message.endswith("。")
    assert [row.row for row in checked.rows] == [4]
    assert checked.row_count == 2


GOOD: list[dict[str, Cell]] = [
    {"BIRTH": ""},
    {"BIRTH": 19700102.0},
    {"BIRTH": date(1970, 1, 2)},
    {"BIRTH": "1970.1.2"},
    {"BIRTH": 25570.0},
    {"GENDER": ""},
    {"GENDER": "未说明"},
    {"GENDER": 1.0},
    {"ID_TYPE": ""},
    {"ID_NUMBER": identity(1)[:6] + " " + identity(1)[6:14] + "\u3000" + identity(1)[14:]},
    {"ID_NUMBER": "'" + identity(1)},
    {"ID_NUMBER": SIXTEEN, "BIRTH": ""},
    {"PHONE": 13800000001.0},
    {"PHONE": "１３８００００００００１"[:11]},
    {"PHONE": "+86 138-0000-0001"},
    {"ETHNICITY": ""},
    {"ETHNICITY": "汉"},
    {"SKILL": "无"},
    {"SKILL": "/"},
    {"EDUCATION": 30.0},
    {"CHANGED_ON": ""},
    {"CHANGED_ON": 42493.0},
    {"CHANGED_ON": date(2016, 5, 3)},
    {"MIGRANT": ""},
    {"NAME": "<script>alert(1)</script>"},
    {"NAME": "阿卜杜热合曼·买买提明"},
    {"ID_TYPE": "护照", "ID_NUMBER": "E12345678"},
    {"ID_TYPE": "港澳居民来往内地通行证", "ID_NUMBER": "h1234567890"},
    {"ID_TYPE": "台湾居民来往大陆通行证", "ID_NUMBER": "12345678"},
    {"ID_TYPE": "港澳台居民居住证", "ID_NUMBER": "810000199001011234"},
    {"ID_TYPE": "军官证", "ID_NUMBER": "军字第1234567号"},
    {"ID_TYPE": "外国人永久居留身份证", "ID_NUMBER": "USA110074010215"},
]


@pytest.mark.parametrize("changed", GOOD)
def test_usual_spellings_are_accepted_without_finding(changed: dict[str, Cell]) -> None:
    checked = check(sheet(person(1, **changed)))

    assert short(checked) == []
    assert len(checked.rows) == 1


def test_fifteen_digits_are_converted_and_flagged() -> None:
    checked = check(sheet(person(1, ID_NUMBER=OLD), person(2), person(3, ID_NUMBER=identity(1))))

    assert short(checked)[0] == (3, "证件号码", "id_15", "warn")
    assert checked.rows[0].number == identity(1)
    assert (5, "证件号码", "duplicate_in_file", "error") in short(checked)


def test_a_fifteen_digit_number_kept_as_a_number_is_complete() -> None:
    checked = check(sheet(person(1, ID_NUMBER=float(OLD))))

    assert short(checked) == [(3, "证件号码", "id_15", "warn")]
    assert checked.rows[0].number == identity(1)


def test_the_second_of_two_equal_persons_is_refused() -> None:
    again = person(2, ID_NUMBER=identity(1).lower(), GENDER="男", BIRTH="", PHONE="13800000001")

    checked = check(sheet(person(1), again, person(3)))

    assert short(checked) == [(4, "证件号码", "duplicate_in_file", "error")]
    assert "第3行" in checked.findings[0].message
    assert [row.row for row in checked.rows] == [3, 5]


def test_a_shared_phone_is_only_a_warning_on_the_later_row() -> None:
    checked = check(sheet(person(1), person(2, PHONE="13800000001")))

    assert short(checked) == [(4, "移动电话", "shared_phone", "warn")]
    assert len(checked.rows) == 2


def test_everything_wrong_with_a_row_is_said_at_once() -> None:
    wrong = person(1, NAME="", ID_NUMBER=WRONG_LAST, GENDER="女", PHONE="1", ETHNICITY="火星族")

    checked = check(sheet(wrong))

    assert [code for _, _, code, _ in short(checked)] == [
        "name_missing",
        "unknown_code",
        "id_checksum",
        "phone_invalid",
    ]


def test_formulas_are_reported_once_per_cell() -> None:
    rows = sheet(person(1, NAME="", BIRTH="19990101"), person(2))
    header_at = {column: index for index, column in enumerate(rules.COLUMNS)}
    formulas = {(3, header_at[Column.NAME]), (3, header_at[Column.BIRTH]), (4, 0), (1, 3), (4, 40)}

    checked = check(rows, formulas)

    assert short(checked) == [(3, "姓名", "formula", "error"), (3, "出生日期", "formula", "error")]
    assert [row.row for row in checked.rows] == [4]


def test_a_formula_as_number_hides_what_follows_from_it() -> None:
    checked = check(sheet(person(1, GENDER="女", BIRTH="19990101")), {(3, 7)})

    assert short(checked) == [(3, "证件号码", "formula", "error")]


def test_a_sheet_as_it_comes() -> None:
    order = list(rules.COLUMNS)
    random.Random(3).shuffle(order)
    serial_only: list[Cell] = [""] * 20
    serial_only[order.index(Column.SERIAL)] = "99"
    total: list[Cell] = [""] * 20
    total[order.index(Column.NAME)] = "合 计"
    total[order.index(Column.EMPLOYER)] = 3.0
    rows: list[Sequence[Cell]] = [
        *[TITLE + [""] * 19 for _ in range(5)],
        [f"＊{column.value[:2]}\n{column.value[2:]}" for column in order],
        line(person(1), order),
        [""] * 20,
        ["\u3000"] * 20,
        line(person(2, CHANGED_ON=42493.0, PHONE=13800000002.0), order),
        [column.value for column in order],
        line(person(3, CHANGED_ON="2016年5月3日"), order),
        serial_only,
        total,
        ["填表说明:1.证件号码请以文本格式填写;2.日期按八位填写。"] + [""] * 19,
        ["", "填表人:王某", "", "审核人:李某", "", "2026年11月21日"],
    ]

    checked = check(rows)

    assert short(checked) == []
    assert [row.row for row in checked.rows] == [7, 10, 12]
    assert checked.row_count == 3
    assert {row.changed_on for row in checked.rows} == {date(2016, 5, 3)}


@pytest.mark.parametrize(
    "cells",
    [
        ["合  计"], ["本页小计", "3人"], ["", "总人数:3"], ["", "以上共计3人"], ["", "填表人:王某", "审核:李某"],
        ["单位负责人(签字)", "", "", "填表日期"], ["", "", "", "2026年11月21日"], ["", "      年   月   日"],
        ["注:1.本表一式两份"], ["", "(盖章)"], ["99"], ["", "", ""], ["", "注1、证件号码请填18位"],
    ],
)  # fmt: skip
def test_lines_around_the_table_are_nobody(cells: list[Cell]) -> None:
    checked = check([OFFICIAL_HEADER, line(person(1)), cells + [""] * (20 - len(cells))])

    assert (checked.row_count, short(checked)) == (1, [])


def test_nobody_is_lost_because_her_row_is_thin() -> None:
    only_name: list[Cell] = ["7", "王芳", *[""] * 18]

    checked = check([OFFICIAL_HEADER, only_name])

    assert [code for _, _, code, _ in short(checked)] == [
        "id_length",
        "phone_invalid",
        "unknown_code",
    ]


def test_missing_optional_columns_do_not_matter() -> None:
    order = [Column.NAME, Column.ID_NUMBER, Column.PHONE, Column.CHANGE]
    header: list[Cell] = [column.value for column in order]

    checked = check([header, line(person(1), order)])

    assert short(checked) == []
    row = checked.rows[0]
    assert (row.gender, row.born_on, row.id_type) == (1, date(1970, 1, 2), 1)
    assert row.changed_on == TODAY


cell_values = st.one_of(
    st.text(max_size=30),
    st.integers(),
    st.floats(allow_nan=True, allow_infinity=True),
    st.booleans(),
    st.dates(),
    st.times(),
    st.timedeltas(),
    st.datetimes(),
)


@given(st.lists(st.lists(cell_values, min_size=0, max_size=22), max_size=6))
def test_whatever_is_in_the_cells_is_judged_without_an_exception(rows: list[list[Cell]]) -> None:
    checked = check([OFFICIAL_HEADER, *rows])

    assert checked.row_count <= len(rows)
    assert len(checked.rows) <= checked.row_count


@given(st.sampled_from(list(Column)), cell_values)
def test_one_strange_cell_never_spoils_the_next_row(column: Column, value: Cell) -> None:
    strange = person(1) | {column: value}

    checked = check(sheet(strange, person(2)))

    assert checked.rows[-1].number == identity(2, gender=Gender.FEMALE)
    assert {finding.row for finding in checked.findings} <= {3, 4}


def test_speed() -> None:
    rows = sheet(*(person(number) for number in range(1, 2_001)))

    best = min(timeit.repeat(lambda: check(rows), number=1, repeat=3))

    assert best < 2_000 / 5_000  # measured 50,000 rows/s; the bar is 15,000 on a quiet machine
