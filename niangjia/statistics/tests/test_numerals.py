"""Any value written in any Chinese style is read back."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niangjia.statistics.check import check
from niangjia.statistics.check.numerals import parse_chinese
from niangjia.statistics.check.output import number

_SIGNS = "零一二三四五六七八九"
_FULL = str.maketrans("0123456789.,%", "".join(chr(ord(sign) + 0xFEE0) for sign in "0123456789.,%"))


def chinese(value: int) -> str:
    """A whole number below 10¹² in Chinese numerals."""
    if value >= 10**8:
        rest = value % 10**8
        return chinese(value // 10**8) + "亿" + _rest(rest, 10**7)
    if value >= 10**4:
        rest = value % 10**4
        return _section(value // 10**4) + "万" + _rest(rest, 10**3)
    return _section(value)


def _rest(value: int, full: int) -> str:
    return "" if not value else ("" if value >= full else "零") + chinese(value)


def _section(value: int) -> str:
    text, zero = "", False
    for size, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // size % 10
        if digit:
            text += ("零" if zero else "") + _SIGNS[digit] + name
            zero = False
        else:
            zero = bool(text)
    return text[1:] if text.startswith("一十") else text


def read(written: str, unit: str = "人次") -> tuple[str, str]:
    """The one figure of a sentence with this number in it."""
    (figure,) = check(f"全市各级工会服务职工{written}{unit},受到好评。").figures
    return number(figure.value), figure.unit


@given(st.integers(min_value=11, max_value=10**12 - 1))
def test_chinese_numerals_are_read_back(value: int) -> None:
    assert parse_chinese(chinese(value)) == value
    if value >= 20:
        assert read(chinese(value)) == (str(value), "人次")


@given(st.integers(min_value=1, max_value=10**9))
def test_arabic_styles_are_read_back(value: int) -> None:
    for written in (
        str(value),
        f"{value:,}",
        str(value).translate(_FULL),
        f"{value:,}".translate(_FULL),
    ):
        assert read(written) == (str(value), "人次")


@given(
    st.integers(min_value=1, max_value=10**7),
    st.sampled_from(["万", "亿"]),
    st.sampled_from(["", "余", "多"]),
)
def test_magnitudes_are_read_back(hundredths: int, magnitude: str, fuzzy: str) -> None:
    written = f"{Decimal(hundredths) / 100:f}"
    size = {"万": 10**4, "亿": 10**8}[magnitude]

    value, unit = read(f"{written}{magnitude}{fuzzy}", "元")

    assert Decimal(value) == Decimal(hundredths) / 100 * size
    assert unit == "元"


@given(
    st.integers(min_value=0, max_value=10_000), st.sampled_from(["{}%", "百分之{}", "{}个百分点"])
)
def test_rates_are_read_back(hundredths: int, style: str) -> None:
    written = f"{Decimal(hundredths) / 100:f}"

    (figure,) = check(f"签订率为{style.format(written)}。").figures

    assert figure.value == Decimal(hundredths) / 100
    assert figure.unit == ("个百分点" if "点" in style else "%")


@given(st.text(max_size=200))
def test_any_text_is_survived(text: str) -> None:
    for figure in check(text).figures:
        assert 0 <= figure.start < figure.end <= len(text)


@pytest.mark.parametrize("wrong", ["十百", "百", "三五百十", "二〇〇百", "万万千"])
def test_malformed_numerals_are_no_numbers(wrong: str) -> None:
    assert parse_chinese(wrong) is None


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("300多个", 300, 400),
        ("近20万人次", 100_000, 200_000),
        ("40.3万余人", 403_000, 404_000),
        ("385家", 385, 385),
    ],
)
def test_fuzzy_words_bound_the_value(text: str, low: int, high: int) -> None:
    (figure,) = check(f"建成服务点{text}。").figures

    assert (figure.low, figure.high) == (Decimal(low), Decimal(high))
