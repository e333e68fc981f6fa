"""Names and texts become letters to search by."""

from __future__ import annotations

import timeit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niangjia.kernel import pinyin


@pytest.mark.parametrize(
    ("name", "full", "initials"),
    [
        ("曾丽华", "zenglihua", "zlh"),
        ("单雄信", "shanxiongxin", "sxx"),
        ("尉迟恭", "yuchigong", "ycg"),
        ("吕绿", "lvlv", "ll"),
        ("古丽·买买提", "gulimaimaiti", "glmmt"),
        ("<b>张", "bzhang", "bz"),
        ("", "", ""),
    ],
)
def test_names(name: str, full: str, initials: str) -> None:
    assert pinyin.of_name(name) == pinyin.Spelling(full, initials)


@pytest.mark.parametrize(
    ("text", "full", "initials"),
    [
        ("重庆银行工会", "chongqingyinhanggonghui", "cqyhgh"),
        ("成都市总工会(本级)", "chengdushizonggonghuibenji", "cdszghbj"),
        ("第3小学ABC", "di3xiaoxueabc", "d3xxabc"),
    ],
)
def test_texts_read_polyphones_by_phrase(text: str, full: str, initials: str) -> None:
    assert pinyin.of_text(text) == pinyin.Spelling(full, initials)


@given(st.text(max_size=20))
def test_any_text_gives_lower_case_letters_and_digits(text: str) -> None:
    spelling = pinyin.of_name(text)

    assert spelling.full == spelling.full.lower() or not text.isascii()
    assert " " not in spelling.full + spelling.initials


def test_a_name_is_cheap() -> None:
    names = ["张三丰", "李四", "欧阳修", "曾国藩"] * 250

    best = min(timeit.repeat(lambda: [pinyin.of_name(name) for name in names], number=5, repeat=5))

    assert best / 5_000 < 10e-6  # measured 1.3 µs; leaves room for a busy machine
