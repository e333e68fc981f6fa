"""Reading what is typed on the phone: values kept as text, refusals in words."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niangjia.aid.rules.asking import Ask, Kind, Screen, Wrong, document, read, shown
from niangjia.kernel.ids import Gender, make_identity
from niangjia.members.rules.codes import IdType

TODAY = date(2026, 11, 21)
MONEY = Ask("wage", "每月工资", Kind.MONEY, unit="元")
BORN = Ask("born_on", "出生日期", Kind.DAY)
NUMBER = Ask("identity", "证件号码", Kind.DOCUMENT)
NAME = Ask("name", "姓名", Kind.NAME)


def one(ask: Ask, *typed: str, kept: str = "") -> tuple[object, str]:
    """The value kept, or the refusal."""
    before = {ask.name: kept} if kept else None
    answer = read(Screen("x", "?", (ask,)), {ask.name: typed}, on=TODAY, kept=before)
    return answer.values.get(ask.name), answer.errors.get(ask.name, "")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("3750", "3750"),
        ("3,750.50 元", "3750.50"),
        ("¥3750", "3750"),
        ("3750.5", "3750.5"),
        ("0", "0"),
    ],
)
def test_amounts_are_read_as_people_write_them(typed: str, kept: str) -> None:
    assert one(MONEY, typed) == (kept, "")


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("-100", "每月工资不能是负数。没有就填0。"),
        ("−100", "每月工资不能是负数。没有就填0。"),
        ("1.5万", "请写成以元为单位的数字,例如1.5万写成15000(每月工资)。"),
        ("12.345", "每月工资最多写两位小数。请四舍五入。"),
        ("很多", "每月工资应填数字,单位是元。没有就填0。"),
        ("1e5", "每月工资应填数字,单位是元。没有就填0。"),
        ("NaN", "每月工资应填数字,单位是元。没有就填0。"),
        ("100000000", "每月工资太大了。请确认单位是元。"),
        ("", "请填写每月工资。"),
    ],
)
def test_what_is_no_amount_is_refused_in_words(typed: str, says: str) -> None:
    assert one(MONEY, typed) == (None, says)


@given(st.text(max_size=12))
def test_no_text_becomes_anything_but_an_amount(typed: str) -> None:
    value, refusal = one(MONEY, typed)

    assert (value is None) == bool(refusal)
    if value is not None:
        assert Decimal(str(value)) >= 0


@pytest.mark.parametrize(
    ("typed", "kept", "says"),
    [
        ("2024-02-29", "2024-02-29", ""),
        ("2024年2月29日", "2024-02-29", ""),
        ("2024.2.29", "2024-02-29", ""),
        ("2025-02-29", None, "出生日期没有2025-02-29这一天。请核对。"),
        ("2026-11-22", None, "出生日期2026-11-22晚于今天。请核对。"),
        ("1899-12-31", None, "出生日期的年份1899太早了。请核对。"),
        ("去年", None, "出生日期请写成 2026-01-31 这样的年月日。"),
    ],
)
def test_days_exist_and_are_not_in_the_future(typed: str, kept: str | None, says: str) -> None:
    assert one(BORN, typed) == (kept, says)


def test_a_masked_number_left_empty_keeps_what_was_entered() -> None:
    number = make_identity("511725", date(1984, 2, 29), 1, Gender.FEMALE)

    assert one(NUMBER, "", kept=number) == (number, "")
    assert shown(NUMBER, number) == f"{number[:3]}***********{number[-4:]}"


@pytest.mark.parametrize(
    ("id_type", "typed", "says"),
    [
        (1, "123", "公民身份号码应为18位,现为3位"),
        (1, "511725840229001", "这是15位的旧号码"),
        (IdType.PASSPORT, "护照", "证件号码应为5至30位字母或数字"),
    ],
)
def test_a_number_fits_its_document(id_type: int, typed: str, says: str) -> None:
    with pytest.raises(Wrong, match=says):
        document(id_type, typed, TODAY)


def test_other_documents_keep_their_own_shape() -> None:
    assert document(IdType.HK_MACAO_PERMIT, "H12345678", TODAY) == "H12345678"
    assert one(NUMBER, " e 1234 5678 ") == ("E12345678", "")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("何 大山", "何大山"),
        ("买买提•吐尔逊", "买买提·吐尔逊"),
        ("Anna Li", "Anna Li"),
        ("𠮷田", "𠮷田"),
    ],
)
def test_names_are_those_of_the_register(typed: str, kept: str) -> None:
    assert one(NAME, typed) == (kept, "")


@pytest.mark.parametrize("typed", ["=1+1|吴小", "吴", "吴小2", "<b>吴小</b>", "@吴小", "吴" * 51])
def test_what_is_no_name_is_refused(typed: str) -> None:
    assert one(NAME, typed)[1].startswith("姓名应为2至50个汉字(可含“·”)或字母。")


def test_only_listed_choices_are_taken() -> None:
    several = Ask(
        "kinds", "情况", Kind.CHOICES, choices=(("a", "甲"), ("b", "乙"), ("c", "丙")), most=2
    )

    assert one(several, "c", "a") == (["a", "c"], "")
    assert one(several, "a", "z") == (None, "请从列出的选项中选择情况。")
    assert one(several, "a", "b", "c")[1] == "情况最多选2项,现在选了3项。请去掉几项。"
    assert one(several)[1] == "请选择情况。"


def test_texts_are_freed_of_what_nobody_sees() -> None:
    text = Ask("note", "说明", Kind.LONG, most=5)

    assert one(text, "  A甲\x00乙\u200b ") == ("A甲乙", "")
    assert one(text, "一二三四五六")[1] == "说明最多5个字,现在是6个字。请写得短一些。"
