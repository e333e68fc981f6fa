"""Names of the union itself, of those above and below it, and of others."""

from __future__ import annotations

import pytest

from niangjia.accounts.testing import Tree
from niangjia.reports.queries.checks import KnownFigures
from niangjia.statistics.check import check
from niangjia.unions.models import Region

pytestmark = pytest.mark.django_db


def test_above_and_below_are_kin_and_neighbours_are_not(tree: Tree) -> None:
    names = ["四川省", "达州市", "渠县", "大竹县", "无此县"]

    of_city = KnownFigures(tree.city).standings(names)
    of_county = KnownFigures(tree.county).standings(names)

    assert of_city == {"四川省": True, "达州市": True, "渠县": True, "大竹县": True}
    assert of_county == {"四川省": True, "达州市": True, "渠县": True, "大竹县": False}


def test_places_without_a_union_here_are_told_by_their_codes(tree: Tree) -> None:
    Region.objects.update_or_create(
        code="5107", defaults={"name": "绵阳市", "level": 2, "parent_id": "51"}
    )
    Region.objects.update_or_create(
        code="5134", defaults={"name": "凉山彝族自治州", "level": 2, "parent_id": "51"}
    )

    city = KnownFigures(tree.city).standings(["绵阳市", "凉山州", "高新区", "城区", "新城区"])
    province = KnownFigures(tree.province).standings(["绵阳市", "凉山州"])

    assert city == {"绵阳市": False, "凉山州": False}
    assert province == {"绵阳市": True, "凉山州": True}


def test_a_neighbours_report_is_not_held_against_our_records(tree: Tree) -> None:
    text = "大竹县总工会2017年工作报告\n截至2017年12月31日,全县基层工会达到9个。"

    ours = check(text.replace("大竹县", "渠县"), known=KnownFigures(tree.county)).findings
    others = check(text, known=KnownFigures(tree.county)).findings
    citys = check(text, known=KnownFigures(tree.city)).findings

    assert {"RECORD"} <= {f.rule for f in ours}
    assert {f.rule for f in others} & {"RECORD", "OTHER-UNION"} == {"OTHER-UNION"}
    assert "OTHER-UNION" not in {f.rule for f in citys}
