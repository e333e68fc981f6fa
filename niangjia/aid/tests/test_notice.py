"""What a public notice shows, and what it never shows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niangjia.aid.rules.codes import Category
from niangjia.aid.rules.notice import Entry, public_line, public_name, refusal

FACTORY = "渠江纺织厂"


@pytest.mark.parametrize(
    ("name", "unit", "line"),
    [
        ("张三", FACTORY, "张*  渠江纺织厂  相对困难"),
        ("欧阳小红", FACTORY, "欧***  渠江纺织厂  相对困难"),
        ("张 三", "张三小吃店", "张*  张*小吃店  相对困难"),
        ("张三", "张 三小吃店", "张*  张*小吃店  相对困难"),
        ("王", FACTORY, "*  渠江纺织厂  相对困难"),
        ("张三", "国营5719厂", "张*  国营5719厂  相对困难"),
        ("张三", "市肿瘤病医院", "张*  市肿瘤病医院  相对困难"),
    ],
)
def test_a_line_shows_masked_name_unit_and_category(name: str, unit: str, line: str) -> None:
    assert public_line(Entry(name, unit, Category.RELATIVE)) == line


@pytest.mark.parametrize(
    ("name", "unit", "reason"),
    [
        ("张三", "渠江纺织厂 13812345678", "含有号码"),
        ("张三", "渠江纺织厂(138-1234-5678)", "含有号码"),
        ("张三", "渠江纺织厂138 1234 5678", "含有号码"),
        ("张三371083198402290022", FACTORY, "含有号码"),
        ("张三", "渠江纺织厂37108319840229002X", "含有号码"),
        ("张三", "渠江纺织厂6222021234567890123", "含有号码"),
        ("张三", "渠江纺织厂１３８１２３４５６７８", "含有号码"),
        ("张三", "渠江纺织厂(尿毒症)", "含有病情(“尿毒症”)"),
        ("张三(癌症)", "某单位", "含有病情(“癌症”)"),
        ("", FACTORY, "须有姓名和单位"),
        ("张三", " ", "须有姓名和单位"),
    ],
)
def test_numbers_and_diseases_are_never_published(name: str, unit: str, reason: str) -> None:
    entry = Entry(name, unit, Category.DEEP)

    assert reason in (refusal(entry) or "")
    with pytest.raises(ValueError, match="公示"):
        public_line(entry)


@given(st.text(alphabet="张王李赵欧阳小红强", min_size=2, max_size=6))
def test_the_full_name_never_stands_in_a_line(name: str) -> None:
    line = public_line(Entry(name, f"{name}理发店", Category.DEEP))

    assert name not in line
    assert public_name(name).endswith("*")
