"""A record counted at a union that keeps it no longer: opened, told of, or hidden with its number."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from niangjia.accounts.testing import Cast, Tree
from niangjia.employers import services
from niangjia.employers.tests.test_services import employer
from niangjia.kernel.actor import SYSTEM
from niangjia.kernel.indicators import records
from niangjia.statistics.queries.comparison import compare
from niangjia.web.figures import explain_url, records_url

pytestmark = pytest.mark.django_db
ON = date(2023, 5, 1)
BEFORE = date(2022, 12, 31)


@pytest.fixture
def handed(tree: Tree) -> Tree:
    """Two employers of the township, one of which the next county's has kept since ON."""
    employer(tree.township, "临巴砖厂")
    made = employer(tree.township)
    services.edit_employer(made, {"union": tree.neighbour_township}, kept_from=ON, actor=SYSTEM)
    return tree


def asked(handed: Tree) -> str:
    return records_url("employers.total", handed.county.code, on=BEFORE)


def numbers(page: str) -> str:
    return f"{page}&numbers=1"


def test_the_county_is_told_of_the_one_it_may_not_see(handed: Tree, cast: Cast) -> None:
    client = cast.county_zhao.client

    listed = client.get(asked(handed)).content.decode()
    told = client.get(numbers(asked(handed))).content.decode()

    assert "临巴砖厂" in listed
    assert "渠江纺织有限公司" not in listed
    assert "共 2 条用人单位,列出 1 条,另有 1 条不在您的权限内。" in told


def test_the_city_opens_both_and_reads_who_keeps_them_now(handed: Tree, cast: Cast) -> None:
    page = cast.city_wang.client.get(asked(handed))
    heads = [column.head for _, column in page.context["heads"]]
    told = cast.city_wang.client.get(numbers(asked(handed))).content.decode()
    today: Any = cast.city_wang.client.get(records_url("employers.total", handed.county.code))

    assert "渠江纺织有限公司" in page.content.decode()
    assert "现在的主管工会" in heads
    assert "共 2 条用人单位。" in told
    assert "主管工会" in [column.head for _, column in today.context["heads"]]


def test_the_next_county_has_it_from_its_day_on(handed: Tree) -> None:
    at = handed.neighbour.pk

    assert [records("employers.total", at, on=day).count() for day in (BEFORE, ON)] == [0, 1]
    assert [records("employers.total@1", at, on=day).count() for day in (BEFORE, ON)] == [1, 1]


def test_the_change_of_the_definition_is_told(handed: Tree, cast: Cast) -> None:
    page = cast.city_wang.client.get(explain_url("employers.total", handed.city.code, on=BEFORE))
    compared = compare("rural.amount", handed.city, date(2025, 1, 1), date(2025, 12, 31))

    assert "改为计在当日的主管工会名下" in page.content.decode()
    assert compared.version_then == 1  # a sum of parts, each as it was defined then
