"""The Chinese way of writing figures: examples, and that it never says what is not so."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from niangjia.reports.rules.spelling import spelled
from niangjia.reports.rules.style import exactly, form_of, misfit, punctuated, said
from niangjia.statistics.check import check
from niangjia.statistics.check.numerals import NUMBER, parse_chinese, value_of


@pytest.mark.parametrize(
    ("value", "unit", "form", "written"),
    [
        (3759, "家", "", "3759家"),
        (0, "人", "", "0人"),
        (403000, "人", "万", "40.3万人"),
        (403000, "人", "万人", "40.3万人"),
        (403012, "人", "万", "40.3012万人"),
        (403012, "人", "万余", "40.3万余人"),
        (403000, "人", "万余", "40.3万人"),
        (1250000, "人", "万余", "125万人"),
        (1599600, "个", "万余2位", "159.96万个"),
        (1599612, "个", "万余2位", "159.96万余个"),
        (3759, "家", "万余", "3759家"),
        (199321, "人次", "近万", "近20万人次"),
        (200000, "人次", "近万", "20万人次"),
        (12345, "人", "近万", "近1.3万人"),
        (9900, "人", "近万", "近1万人"),
        (3759, "家", "近万", "3759家"),
        (403012, "人", "约万", "约40.3万人"),
        (6842, "人", "余", "6800余人"),
        (6842, "人", "百余", "6800余人"),
        (6842, "人", "千余", "6000余人"),
        (342, "人", "余", "340余人"),
        (42, "人", "余", "42人"),
        (Decimal("87032200"), "元", "万元", "8703.22万元"),
        (Decimal("87032249.99"), "元", "万元", "8703.22万元"),
        (Decimal("87032250"), "元", "万元", "8703.23万元"),
        (Decimal("541000000"), "元", "亿元", "5.41亿元"),
        (Decimal("1503000"), "元", "万余元", None),
        (Decimal("1760"), "元", "", "1760元"),
        (Decimal("1760.5"), "元", "", "1760.50元"),
        (30, "元", "万元", "30元"),
        (Decimal("96.8173"), "%", "", "96.82%"),
        (Decimal("92.5"), "%", "%", "92.5%"),
        (Decimal("90.004"), "%", "", "90.00%"),
        (Decimal("96.8173"), "%", "%1位", "96.8%"),
        (Decimal("99.996"), "%", "", "99.99%"),
        (Decimal("0.001"), "%", "", "0.01%"),
        (100, "%", "", "100%"),
        (0, "%", "", "0%"),
        (Decimal("80.4"), "%", "成", "八成多"),
        (80, "%", "成", "八成"),
        (3759, "家", "中文", "三千七百五十九家"),
        (Decimal("96.82"), "%", "中文", "百分之九十六点八二"),
        (403000, "人", "千分位", "403,000人"),
        (403000, "人", "数", "403,000"),
        (65, "%", "数", "65.00"),
        (-12, "人", "", "-12人"),
        (None, "人", "万余", "—"),
    ],
)
def test_figures_are_written_as_reports_write_them(
    value: Decimal | int | None, unit: str, form: str, written: str | None
) -> None:
    expected = "150.3万元" if written is None else written

    assert said(value, unit, form) == expected


@pytest.mark.parametrize(
    ("unit", "form", "part"),
    [
        ("人", "万元", "不同的单位不能互换"),
        ("人次", "万人", "不同的单位不能互换"),
        ("人", "%", "占比"),
        ("人", "成", "占比"),
        ("%", "万余", "百分比可用的写法"),
        ("人", "万2位", "不四舍五入"),
    ],
)
def test_a_form_that_does_not_fit_the_unit_is_refused(unit: str, form: str, part: str) -> None:
    read = form_of(form)

    assert read is not None
    assert part in misfit(read, unit, "某数")
    with pytest.raises(ValueError, match=part):
        said(1, unit, form)


@pytest.mark.parametrize("form", ["万万", "近万余", "十", "百", "四舍五入", "万斤", "万9位", "{0}"])
def test_a_form_that_does_not_exist_is_refused(form: str) -> None:
    with pytest.raises(ValueError, match="没有"):
        said(1, "人", form)


COUNTS = st.integers(0, 9_999_999_999)
FORMS = st.sampled_from(
    ["", "万", "亿", "万余", "万余2位", "亿余", "近万", "近亿", "近百", "余", "近", "百余", "千余",
     "十余", "万多", "中文", "千分位"]
)  # fmt: skip


@given(COUNTS, FORMS, st.sampled_from(["人", "家", "人次", "件"]))
def test_what_is_written_reads_back_as_something_true(value: int, form: str, unit: str) -> None:
    written = said(value, unit, form)

    found = re.search(NUMBER, written)
    assert found is not None
    read = value_of(found)
    assert read is not None
    if "余" in written or "多" in written:
        assert read < value < read * 2
    elif "近" in written:
        assert value < read
        assert value >= read * Decimal("0.9")
    else:
        assert read == value
    assert written.endswith(unit)


@example(0, "中文")
@given(st.integers(0, 999_999_999), FORMS)
def test_the_figure_check_reads_back_the_same_bounds(value: int, form: str) -> None:
    figures = check(f"新发展会员{said(value, '人', form)}。").figures

    assert len(figures) == 1
    assert figures[0].unit == "人"
    assert figures[0].low <= value <= figures[0].high


@given(st.decimals(0, 10**13, places=2), st.sampled_from(["万元", "亿元", "万元1位", "", "万余元"]))
def test_money_is_right_to_the_digits_shown(value: Decimal, form: str) -> None:
    written = said(value, "元", form)

    found = re.search(NUMBER, written)
    assert found is not None
    read = value_of(found)
    assert read is not None
    _, _, decimals = found["first"].partition(".")
    step = Decimal({"万": 10**4, "亿": 10**8}.get(found["magnitude"] or "", 1)).scaleb(
        -len(decimals)
    )
    assert abs(read - value) <= (step if "余" in written else step / 2)
    assert (read == 0) is (value == 0)


@given(st.decimals(0, 150, places=6))
def test_a_share_is_never_all_or_nothing_when_it_is_not(value: Decimal) -> None:
    shown = Decimal(said(value, "%").rstrip("%"))

    assert abs(shown - value) <= Decimal("0.01")
    assert (shown == 100) is (value == 100)
    assert (shown == 0) is (value == 0)


@given(st.integers(0, 10**16 - 1))
def test_chinese_numbers_read_back(number: int) -> None:
    assert parse_chinese(spelled(Decimal(number))) == number


def test_the_exact_value_and_punctuation_for_people() -> None:
    assert exactly(Decimal("87032200"), "元") == "87,032,200.00 元"
    assert exactly(Decimal("96.82"), "%") == "96.82%"
    assert exactly(None, "人") == "没有数字"
    assert punctuated("期内(含首尾两日)入会的人,a,b;1:2") == "期内（含首尾两日）入会的人，a,b;1:2"
