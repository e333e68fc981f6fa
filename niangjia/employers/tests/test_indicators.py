"""Indicators of employers, checked against numbers counted by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from niangjia.accounts.testing import Tree
from niangjia.employers import services
from niangjia.employers.models import Employer, Headcount
from niangjia.kernel.actor import SYSTEM
from niangjia.kernel.indicators import evaluate
from niangjia.unions.models import Union
from niangjia.unions.rules import UnitType

REGISTERED_ON = date(2015, 1, 1)
COVERED_ON = date(2016, 7, 1)
DAY = date(2017, 6, 30)


def employer_of(union: Union, name: str, unit_type: int, *counts: tuple[date, int]) -> Employer:
    """An employer with its head counts over time."""
    made = Employer.objects.create(
        union=union, name=name, region=union.region, unit_type=unit_type,
        is_public=unit_type == UnitType.STATE, industry="C", worker_count=counts[-1][1],
        women_worker_count=1, counted_on=counts[-1][0], registered_on=REGISTERED_ON,
    )  # fmt: skip
    Headcount.objects.bulk_create(
        Headcount(employer=made, counted_on=on, worker_count=n, women_worker_count=1)
        for on, n in counts
    )
    return made


@pytest.fixture
def employers(tree: Tree) -> Tree:
    """Two with union since mid-2016, one state-owned; one of 150 without."""
    first, later = date(2016, 1, 1), date(2017, 1, 1)
    state = employer_of(tree.county, "渠江纺织厂", UnitType.STATE, (first, 200), (later, 260))
    private = employer_of(tree.county, "临巴建材厂", UnitType.PRIVATE, (first, 40))
    employer_of(tree.county, "临巴砖厂", UnitType.PRIVATE, (first, 90), (later, 150))
    services.cover(tree.union, state, on=COVERED_ON, actor=SYSTEM)
    services.cover(tree.catch_all, private, on=COVERED_ON, actor=SYSTEM)
    return tree


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("employers.total", 3),
        ("employers.unionised", 2),
        ("employers.unionised_rate", Decimal("66.67")),
        ("employers.unionised_rate[ownership=true]", Decimal("100.00")),
        ("employers.unionised_rate[ownership=false]", Decimal("50.00")),
        ("employers.in_joint_unions", 1),
        ("employers.large", 2),
        ("employers.large_unionised", 1),
        ("employers.large_unionised_rate", Decimal("50.00")),
        ("workers.total", 450),
        ("workers.women", 3),
        ("workers.unionised", 300),
    ],
)
def test_figures_of_the_county(employers: Tree, code: str, value: Decimal) -> None:
    assert evaluate([code], employers.county.pk, on=DAY)[code].value == value


@pytest.mark.parametrize(
    ("day", "workers", "covered", "large"),
    [
        (date(2015, 6, 1), 330, 0, 1),  # the first count also answers for earlier days
        (date(2016, 6, 30), 330, 0, 1),
        (date(2016, 7, 1), 330, 240, 1),
        (date(2016, 12, 31), 330, 240, 1),
        (date(2017, 1, 1), 450, 300, 2),
        (date(2014, 12, 31), 0, 0, 0),
    ],
)
def test_figures_of_past_days(
    employers: Tree, day: date, workers: int, covered: int, large: int
) -> None:
    codes = ("workers.total", "workers.unionised", "employers.large")

    found = evaluate(codes, employers.county.pk, on=day)

    assert [found[code].value for code in codes] == [workers, covered, large]


def test_workers_of_a_unit_stand_at_its_union(employers: Tree) -> None:
    found = evaluate(["workers.unionised", "workers.total"], employers.union.pk, on=DAY)

    assert found["workers.unionised"].value == 260
    assert found["workers.total"].value == 0  # the file is kept by the county
