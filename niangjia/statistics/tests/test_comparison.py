"""Figures of a report against what is known: tolerance by the words, periods, whose figure it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

import pytest

from niangjia.statistics.check import Severity, check
from niangjia.statistics.check.figures import Figure, Finding, Kind
from niangjia.statistics.check.known import Ask, KnownValue, Source

FIVE_YEARS = (date(2013, 1, 1), date(2017, 12, 31))


@dataclass
class Table:
    """Known figures as a table; only the asks that stand in it are answered."""

    rows: Mapping[tuple[str, str, date | None, date], str]
    source: Source = Source.RECORD
    asked: list[Ask] = field(default_factory=list)
    union: str = "5117"
    today: date = date(2018, 1, 15)

    def kind(self, code: str) -> Kind | None:
        kinds = {
            "members.total": Kind.STOCK,
            "unions.total": Kind.STOCK,
            "members.women": Kind.STOCK,
        }
        return kinds.get(code, Kind.FLOW)

    def own_names(self) -> Sequence[str]:
        return ("达州市总工会", "达州市", "全市", "我市", "市总工会")

    def standings(self, names: Sequence[str]) -> Mapping[str, bool]:
        known = {"四川省": True, "达州市": True, "渠县": True, "绵阳市": False, "涪城区": False}
        return {name: known[name] for name in names if name in known}

    def is_said_ours(self, finding: Finding, figures: Sequence[Figure]) -> bool:
        return False

    def children(self) -> Mapping[str, str]:
        return {"渠县总工会": "511725", "渠县": "511725", "大竹县": "511724"}

    def values(self, asks: Sequence[Ask]) -> Mapping[Ask, Sequence[KnownValue]]:
        self.asked += asks
        found = {}
        for ask in asks:
            value = self.rows.get((ask.code, ask.union, ask.start, ask.end))
            if value is not None:
                found[ask] = [KnownValue(Decimal(value), "个", self.source, "系统记录")]
        return found


def unions_on(day: date, value: str, union: str = "5117") -> Table:
    return Table({("unions.total", union, None, day): value})


END = date(2017, 12, 31)


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("9968个", "9968"),
        ("9900余个", "9968"),
        ("近1万个", "9968"),
        ("0.99万余个", "9968"),
        ("约9970个", "9968"),
        ("1万个", "9968"),
    ],
)
def test_words_that_allow_the_recorded_value(words: str, value: str) -> None:
    text = f"截至2017年12月31日,全市共有基层工会{words}。"

    assert not check(text, known=unions_on(END, value)).findings


@pytest.mark.parametrize(
    ("words", "value", "severity"),
    [
        ("9958个", "9968", Severity.WARN),
        ("9900余个", "9868", Severity.WARN),
        ("近9900个", "9968", Severity.WARN),
        ("99680个", "9968", Severity.ERROR),
        ("5000个", "9968", Severity.ERROR),
    ],
)
def test_words_that_do_not(words: str, value: str, severity: Severity) -> None:
    text = f"截至2017年12月31日,全市共有基层工会{words}。"

    (finding,) = check(text, known=unions_on(END, value)).findings

    assert (finding.rule, finding.severity) == ("RECORD", severity)
    assert "2017-12-31" in finding.message
    assert finding.evidence[1].text.startswith("系统记录")


def test_a_lost_decimal_point_is_named() -> None:
    text = "截至2017年12月31日,全市共有基层工会99680个。"

    (finding,) = check(text, known=unions_on(END, "9968")).findings

    assert "小数点可能错了 1 位" in finding.message
    assert finding.suggestion == "9968 个"


def test_an_unwritten_period_is_assumed_and_said() -> None:
    known = Table({("unions.founded", "5117", date(2017, 1, 1), END): "350"})

    (finding,) = check("新组建工会380家。", published=END, known=known).findings

    assert finding.severity is Severity.INFO
    assert "2017-01-01 至 2017-12-31" in finding.message
    assert "没有写明期间" in finding.message


def test_any_likely_period_that_fits_is_enough() -> None:
    known = Table(
        {
            ("unions.founded", "5117", date(2012, 12, 1), END): "4000",
            ("unions.founded", "5117", *FIVE_YEARS): "3759",
        }
    )

    report = check("五年来,全市新组建工会3759家。", published=END, known=known)

    assert not report.findings


def test_a_child_named_in_the_sentence_is_meant() -> None:
    known = unions_on(END, "1210", union="511725")

    (finding,) = check("截至2017年12月31日,渠县共有基层工会1120个。", known=known).findings

    assert finding.rule == "RECORD"
    assert {ask.union for ask in known.asked} == {"511725"}


@pytest.mark.parametrize(
    "text",
    [
        "截至2017年12月31日,全国共有基层工会280.9万个。",
        "截至2017年12月31日,某集团公司共有基层工会12个。",
        "截至2017年12月31日,工业园区共有基层工会36个。",
        "2018年工作计划:力争新组建工会500家。",
        "开展讲座12场。",
    ],
)
def test_figures_of_others_are_not_compared(text: str) -> None:
    known = Table({})

    report = check(text, known=known)

    assert not [f for f in report.findings if f.rule in {"RECORD", "PUBLISHED", "REPORTED"}]
    assert not [ask for ask in known.asked if ask.union != "5117"]


@pytest.mark.parametrize(
    ("source", "rule"), [(Source.PUBLISHED, "PUBLISHED"), (Source.REPORTED, "REPORTED")]
)
def test_each_source_has_its_rule(source: Source, rule: str) -> None:
    known = Table({("unions.total", "5117", None, END): "9968"}, source)
    text = "截至2017年12月31日,全市共有基层工会9800个。"

    assert [f.rule for f in check(text, known=known).findings] == [rule]


def test_without_known_figures_nothing_is_compared() -> None:
    assert not check("截至2017年12月31日,全市共有基层工会12个。").findings
