"""Counts of unions against counts made by hand; declarations that contradict themselves."""

from __future__ import annotations

from datetime import date

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from ibis import _

from niangjia.kernel.indicators import BadDefinition, Unit, definition, evaluate, registry
from niangjia.unions.models import Affiliation, Region, TreePath, Union
from niangjia.unions.services.creating import next_ids

D = date.fromisoformat


def _union(parent: Union | None = None, **values: object) -> Union:
    region, _made = Region.objects.get_or_create(code="51", defaults={"name": "川", "level": 1})
    number = Union.objects.count()
    defaults = {"level": 70, "union_type": 1, "org_form": 4, "founded_on": D("2010-01-01")}
    pk = next_ids(1)[0]
    made = Union.objects.create(
        pk=pk,
        code=f"51-{number}",
        name="某工会",
        region=region,
        parent=parent,
        path=f"{parent.path if parent else '/'}{pk}/",
        **defaults | values,
    )
    TreePath.objects.create(
        union=made, path=made.path, valid=DateRange(D("2010-01-01"), made.closed_on)
    )
    if parent:
        valid = DateRange(D("2009-01-01"), made.closed_on)
        Affiliation.objects.create(
            union=made, parent=parent, kind="territorial", is_counting=True, valid=valid
        )
    return made


@pytest.mark.django_db
def test_only_standing_grassroots_unions_are_counted() -> None:
    city = _union(union_type=2)
    _union(city, founded_on=D("2017-06-30"))
    _union(city, founded_on=D("2017-07-01"))
    _union(city, org_type=8)  # a branch
    _union(city, org_type=2)  # a joint union
    _union(city, status=4)  # being prepared
    _union(city, status=0, closed_on=D("2017-06-30"))
    _union(city, status=0, closed_on=D("2017-07-01"))

    found = evaluate(["unions.total"], city.pk, on=D("2017-06-30"))

    assert found["unions.total"].value == 3


@pytest.mark.django_db
def test_founded_in_a_period_includes_both_ends_and_those_closed_since() -> None:
    city = _union(union_type=2, founded_on=D("2013-01-01"))
    for day in ("2012-06-30", "2012-07-01", "2017-06-30", "2017-07-01"):
        _union(city, founded_on=D(day))
    _union(city, founded_on=D("2013-01-01"), status=0, closed_on=D("2014-01-01"))

    found = evaluate(["unions.founded"], city.pk, start=D("2012-07-01"), end=D("2017-06-30"))

    assert found["unions.founded"].value == 3


_ROWS = definition.Fact(
    "fact_row",
    {"union_id": "int64", "on": "date", "until": "date", "who": "int64"},
    "SELECT 1",
    record=("unions.union", "union_id"),
    things={"who": "members.person"},
)


def _stock(unit: Unit, distinct: str = "") -> definition.Counter:
    return definition.Counter(
        code="x", name="某数", unit=unit, kind=definition.Kind.STOCK, fact=_ROWS, opened="on", closed="until",
        words="某", basis="某", where=_.who > 1, distinct=distinct,
    )  # fmt: skip


def test_unlike_units_are_not_added_or_divided() -> None:
    persons, households = _stock(Unit.PERSON), _stock(Unit.HOUSEHOLD)

    with pytest.raises(BadDefinition, match="不同单位不能相加"):
        registry.total("y", "合计", persons, households, words="", basis="")
    with pytest.raises(BadDefinition, match="百分比"):
        registry.rate("y", "比率", persons, households, words="", basis="")


def test_distinct_counts_are_not_added() -> None:
    with pytest.raises(BadDefinition, match="去重计数"):
        registry.total("y", "合计", _stock(Unit.PERSON, distinct="who"), words="", basis="")


def test_unknown_columns_are_refused() -> None:
    with pytest.raises(BadDefinition, match="nobody"):
        _stock(Unit.PERSON, distinct="nobody")
