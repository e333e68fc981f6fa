"""Whose figures are compared, which days, and what is said of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from niangjia.statistics.check import Severity, check, why_not_published
from niangjia.statistics.check.figures import Finding
from niangjia.statistics.check.known import Ask, KnownValue, Source
from niangjia.statistics.tests.test_comparison import Table

YEAR = (date(2025, 1, 1), date(2025, 12, 31))
TODAY = date(2026, 2, 1)
FOUNDED = "unions.founded"


def city(value: str = "2", *, child: str = "43", source: Source = Source.RECORD) -> Table:
    """What is known of the year 2025 of 达州 and of 渠县."""
    rows: dict[tuple[str, str, date | None, date], str] = {
        (FOUNDED, "5117", *YEAR): value,
        (FOUNDED, "511725", *YEAR): child,
    }
    return Table(rows, source, today=TODAY)


def compared(text: str, known: Table | None = None, published: date | None = None) -> list[Finding]:
    found = check(text, published, known or city()).findings
    return [f for f in found if f.rule in {"RECORD", "PUBLISHED", "REPORTED"}]


@pytest.mark.parametrize(
    "text",
    [
        "(一)万源市总工会\n\n2025年,新建工会12家。",
        "(二)万源市总工会狠抓组织建设\n\n2025年,全市新建工会12家。",
        "清溪街道\n\n2025年,新建工会12家。",
        "(三)清溪街道总工会\n1.组织建设\n2025年,新建工会12家。",
        "清溪街道总工会积极推进基层组织建设。2025年,新建工会43家。",
        "2025年,清溪街道总工会积极推进基层组织建设。全年工作扎实。2025年,新建工会43家。",
        "市直机关工会积极推进基层组织建设。2025年,新建工会43家。",
        "经济开发区总工会积极推进基层组织建设。2025年,新建工会43家。",
        "通川区总工会狠抓组织建设。2025年,新建工会43家。",
        "清溪街道总工会积极推进基层组织建设,成效明显。\n2025年,新建工会43家,成效明显。",
        "万源市总工会积极推进基层组织建设。2025年,全市新建工会43家。",
        "单位\t2025年新建工会\n清溪街道\t43家\n",
    ],
)
def test_figures_of_a_lower_union_are_not_held_against_the_asked_one(text: str) -> None:
    assert not compared(text)


@pytest.mark.parametrize(
    "text",
    [
        "2025年,全市新建工会43家。",
        "一、加强基层工会组织建设\n2025年,新建工会43家。",
        "(一)推进机关工会规范化建设\n2025年,新建工会43家。",
        "(三)清溪街道总工会\n2025年,成效明显。\n四、保障措施\n2025年,达州市总工会新建工会43家。",
        "清溪街道总工会积极推进基层组织建设。2025年,全市新建工会43家。",
        "(一)清溪街道总工会\n成效明显,受到好评。\n一、组织建设\n2025年,新建工会43家。",
        "各级工会积极推进基层组织建设。2025年,新建工会43家。",
    ],
)
def test_the_asked_union_is_still_compared(text: str) -> None:
    (finding,) = compared(text)

    assert finding.severity is Severity.ERROR


def test_below_the_heading_of_a_child_its_own_records_count() -> None:
    known = city()

    assert not compared("(一)渠县总工会\n2025年,新建工会43家。", known)
    (finding,) = compared("(一)渠县总工会\n2025年,新建工会12家。", known)
    assert finding.suggestion == "43 个"
    assert {ask.union for ask in known.asked} == {"511725"}


# --- Days -----------------------------------------------------------------------------------


def test_days_to_come_are_cut_off_and_said() -> None:
    today = date(2025, 11, 22)
    known = replace(
        Table({(FOUNDED, "5117", YEAR[0], today): "2", (FOUNDED, "5117", *YEAR): "2"}), today=today
    )

    (finding,) = compared("2025年,全市新建工会10家。", known, date(2025, 12, 31))

    assert finding.severity is Severity.INFO
    assert "只能比到 2025-11-22" in finding.message
    assert finding.suggestion is None
    assert all(ask.end <= today for ask in known.asked)


def test_a_period_that_has_not_begun_is_not_compared() -> None:
    known = Table({}, today=date(2025, 11, 22))

    compared("2026年,全市新建工会10家。", known)

    assert not known.asked


def test_this_year_with_a_day_of_publication_is_a_written_period() -> None:
    day = date(2024, 2, 29)
    known = Table({(FOUNDED, "5117", date(2024, 1, 1), day): "1"}, today=TODAY)

    (finding,) = compared("今年以来,全市新建工会30家。", known, day)

    assert finding.severity is Severity.ERROR
    assert "没有写明期间" not in finding.message
    assert all(ask.start == date(2024, 1, 1) for ask in known.asked)


@pytest.mark.parametrize(
    ("published", "start"),
    [(date(2017, 6, 30), date(2012, 7, 1)), (date(2024, 2, 29), date(2019, 3, 1))],
)
def test_the_last_five_years_begin_on_the_same_day(published: date, start: date) -> None:
    known = Table({(FOUNDED, "5117", start, published): "100"}, today=TODAY)

    (finding,) = compared("近五年来,全市新建工会3759家。", known, published)

    assert finding.severity is Severity.ERROR
    assert f"{start} 至 {published}" in finding.message
    assert known.asked[0] == Ask(FOUNDED, "5117", start, published)


@pytest.mark.parametrize(
    "published", [date.min, date(26, 1, 10), date(999, 12, 31), date(9998, 6, 1)]
)
def test_no_day_of_publication_breaks_the_reading(published: date) -> None:
    text = "去年、前年和明年,五年来、近九十九年来新建工会3家;今年上半年新建2家,1至6月发展会员9人。"

    assert len(check(text, published).figures) == 3


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(26, 1, 10), "早于 1949-10-01"),
        (date(1949, 9, 30), "早于 1949-10-01"),
        (date(1949, 10, 1), ""),
        (date(2027, 2, 1), ""),
        (date(2027, 3, 1), "一年以后"),
        (date.max, "一年以后"),
    ],
)
def test_absurd_days_of_publication_are_told(day: date, words: str) -> None:
    refusal = why_not_published(day, TODAY)

    assert (words in (refusal or "")) if words else refusal is None


# --- Sources --------------------------------------------------------------------------------


class _Two(Table):
    """The same ask answered from records and from the register."""

    published = "9968"

    def values(self, asks: Sequence[Ask]) -> Mapping[Ask, Sequence[KnownValue]]:
        found = dict(super().values(asks))
        told = KnownValue(Decimal(self.published), "个", Source.PUBLISHED, "《总结》公布的数")
        return {ask: [*values, told] for ask, values in found.items()}


def _two(published: str) -> _Two:
    known = _Two({("unions.total", "5117", None, date(2017, 12, 31)): "9968"})
    known.published = published
    return known


def test_sources_that_agree_speak_once() -> None:
    text = "截至2017年12月31日,全市共有基层工会9000个。"

    (finding,) = compared(text, _two("9968"))

    assert finding.rule == "RECORD"
    assert "《总结》公布的数(截至 2017-12-31)为 9968 个,与此相符" in finding.message
    assert len(finding.evidence) == 3


def test_sources_that_differ_speak_each() -> None:
    text = "截至2017年12月31日,全市共有基层工会9000个。"

    assert [f.rule for f in compared(text, _two("9900"))] == ["PUBLISHED", "RECORD"]
