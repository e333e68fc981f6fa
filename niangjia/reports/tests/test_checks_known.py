"""Known figures of a union: counted from records, typed in, and published."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from niangjia.accounts.testing import Cast, Tree
from niangjia.reports.queries.checks import KnownFigures
from niangjia.reports.services.published import Outside, publish
from niangjia.statistics.check import check
from niangjia.statistics.check.known import Ask, Source
from niangjia.statistics.check.reading.concepts import CONCEPTS, NAMED
from niangjia.statistics.check.units import measure_of
from niangjia.statistics.rules.periods import PeriodKind, containing
from niangjia.statistics.services import reporting

pytestmark = pytest.mark.django_db
END = date(2017, 12, 31)


def test_records_of_the_asked_day_are_counted(tree: Tree) -> None:
    known = KnownFigures(tree.county)
    ask = Ask("unions.total", tree.county.code, None, END)

    (value,) = known.values([ask])[ask]

    assert (value.source, value.unit) == (Source.RECORD, "家")
    assert value.value == 3  # 渠江纺织厂、临巴建材厂、临巴镇联合工会
    assert value.url == f"/figures/unions.total/?union={tree.county.code}&on=2017-12-31"


def test_names_of_the_union_and_its_children(tree: Tree) -> None:
    known = KnownFigures(tree.city)

    assert {"达州市总工会", "达州市", "全市", "我市", "市总工会"} <= set(known.own_names())
    assert known.children()["渠县"] == known.children()["渠县总工会"] == tree.county.code


def test_a_child_is_compared_with_its_own_records(tree: Tree) -> None:
    text = "截至2017年12月31日,全市基层工会达到4个,其中渠县共有基层工会9个。"

    findings = check(text, known=KnownFigures(tree.city)).findings

    (finding,) = [f for f in findings if f.rule == "RECORD"]
    assert "渠县总工会" in finding.message
    assert finding.suggestion == "3 家"


def test_a_published_figure_is_held_against_the_report(tree: Tree, cast: Cast) -> None:
    publish(
        tree.county,
        Outside("12.6万元", "互助金", "元", "2017年总结", date(2018, 1, 10),
                code="mutual.paid_amount", start=date(2017, 1, 1), end=END),
        actor=cast.county_zhao.actor,
    )  # fmt: skip
    text = "2017年,渠县职工互助保障参保5800人次,给付互助金{}。"

    same = check(text.format("12.6万元"), known=KnownFigures(tree.county)).findings
    other = check(text.format("16.2万元"), known=KnownFigures(tree.county)).findings

    assert "PUBLISHED" not in {f.rule for f in same}
    (finding,) = [f for f in other if f.rule == "PUBLISHED"]
    assert "《2017年总结》" in finding.message


def test_a_typed_value_is_held_against_the_report(tree: Tree, cast: Cast) -> None:
    reporting.report(
        tree.county, containing(PeriodKind.YEAR, END), {"mutual.claims": Decimal(126)},
        actor=cast.county_zhao.actor,
    )  # fmt: skip
    text = "2017年,渠县职工互助保障参保5800人次,为162人次赔付互助金12.6万元。"

    findings = check(text, known=KnownFigures(tree.county)).findings

    (finding,) = [f for f in findings if f.rule == "REPORTED"]
    assert "126 人次" in finding.message


def test_every_indicator_named_by_the_check_is_in_the_catalogue() -> None:
    from niangjia.kernel.indicators import get

    alike = {"家": "个", "件": "条", "张": "件", "份": "件"}  # counted with another word
    for concept in (*CONCEPTS, *NAMED):
        if concept.indicator:
            unit = get(concept.indicator).unit.value
            fitting = {measure_of(unit), measure_of(alike.get(unit, unit))}
            assert fitting & set(concept.measures), (concept.indicator, unit)
