"""The tab "数字" on the page of a union."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from niangjia.accounts.testing import Cast, Tree
from niangjia.kernel import crypto
from niangjia.members.models import Membership, Person
from niangjia.unions.models import Union

pytestmark = pytest.mark.django_db


def _member(union: Union, number: int, joined_on: str, gender: int = 1) -> None:
    person = Person.objects.create(
        name="某某",
        identity_sealed=b"",
        identity_blind=crypto.blind("identity", str(number)),
        gender=gender,
    )
    Membership.objects.create(
        person=person,
        union=union,
        joined_on=date.fromisoformat(joined_on),
        status="active",
        entry_kind="join",
    )


@pytest.fixture
def members(tree: Tree) -> None:
    _member(tree.union, 1, "2015-01-01", gender=2)
    _member(tree.other_union, 2, "2016-01-01")
    _member(tree.neighbour_union, 3, "2016-01-01")


URL = "/unions/{}/tab/figures/?numbers=1&from=2016-01-01&to=2016-12-31"


def test_tab_opens_without_counting(cast: Cast, tree: Tree, members: None) -> None:
    with CaptureQueriesContext(connection) as queries:
        page = cast.city_wang.client.get(f"/unions/{tree.city.code}/?tab=figures")

    assert page.status_code == 200
    assert "正在统计" in page.content.decode()
    assert not any("fact_" in query["sql"] for query in queries)


def test_figures_of_a_city_and_its_counties(cast: Cast, tree: Tree, members: None) -> None:
    page = cast.city_wang.client.get(URL.format(tree.city.code), headers={"HX-Request": "true"})

    text = page.content.decode()
    assert page.status_code == 200
    figures = {f.indicator.code: f.value for f, _, _ in page.context["figures"]}
    assert figures["members.total"] == 3
    assert figures["members.joined"] == 2
    assert figures["unions.total"] == 4
    rows = {row.name: row.cells[2][0] for row in page.context["rows"]}
    assert rows == {"大竹县总工会": "1", "渠县总工会": "2"}
    assert f"/unions/{tree.county.code}/?tab=figures" in text
    assert f"/figures/members.joined/?union={tree.city.code}&amp;from=2016-01-01" in text


def test_a_page_of_a_union_without_children_has_no_table(
    cast: Cast, tree: Tree, members: None
) -> None:
    page = cast.chair_sun.client.get(URL.format(tree.union.code), headers={"HX-Request": "true"})

    assert page.context["rows"] == []
    assert "下级</h2>" not in page.content.decode()


def test_the_neighbour_gets_no_figures(cast: Cast, tree: Tree, members: None) -> None:
    page = cast.neighbour_qian.client.get(
        URL.format(tree.county.code), headers={"HX-Request": "true"}
    )

    assert page.status_code == 404


def test_a_wrong_period_is_refused_in_words(cast: Cast, tree: Tree) -> None:
    url = f"/unions/{tree.city.code}/tab/figures/?numbers=1&from=2017-01-01&to=2016-01-01"

    page = cast.city_wang.client.get(url, headers={"HX-Request": "true"})

    assert page.status_code == 422
    assert "晚于结束日期" in page.content.decode()
