"""Why a union stood nowhere on some days, told by its own founding, closing and lines."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test.utils import CaptureQueriesContext

from niangjia.accounts.testing import FOUNDED_ON, Tree
from niangjia.kernel.actor import SYSTEM
from niangjia.unions import services
from niangjia.unions.models import Affiliation, TreePath, Union
from niangjia.unions.queries import why_absent

CLOSED_ON = date(2022, 6, 17)
EARLY, LATE = date(1800, 1, 1), date(2024, 1, 1)


@pytest.fixture
def closed(tree: Tree) -> Union:
    """A union that was closed."""
    return services.close(tree.other_union, on=CLOSED_ON, reason="企业破产", actor=SYSTEM)


def test_a_day_before_and_after_is_told_with_the_day_that_matters(
    tree: Tree, closed: Union
) -> None:
    before, after = why_absent(closed, EARLY, EARLY), why_absent(closed, LATE, LATE)

    assert before == (
        f"{closed.name} {FOUNDED_ON} 才成立,{EARLY} 没有数。请改问 {FOUNDED_ON} 以后的日期。"
    )
    assert after == f"{closed.name}已于 {CLOSED_ON} 注销,{LATE} 没有数。请改问注销以前的日期。"


@pytest.mark.parametrize(
    ("first", "last", "stood"),
    [
        (date(2009, 1, 1), date(2009, 12, 31), False),
        (date(2009, 1, 1), FOUNDED_ON, True),
        (FOUNDED_ON, FOUNDED_ON, True),
        (date(2022, 6, 16), LATE, True),
        (CLOSED_ON, LATE, False),
        (EARLY, LATE, True),
    ],
)
def test_one_day_of_a_period_is_enough(
    closed: Union, first: date, last: date, *, stood: bool
) -> None:
    assert (why_absent(closed, first, last) is None) is stood


def test_the_top_of_the_tree_needs_no_parent(tree: Tree) -> None:
    assert why_absent(tree.province, LATE, LATE) is None
    assert why_absent(tree.province, EARLY, EARLY) is not None


def test_days_without_a_parent_are_told(tree: Tree) -> None:
    """Of an unknown founding day the first line decides; between two lines it stood nowhere."""
    line = Affiliation.objects.get(union=tree.union, is_counting=True)
    Affiliation.objects.filter(pk=line.pk).update(
        valid=DateRange(date(2012, 1, 1), date(2013, 1, 1))
    )
    line.pk, line.valid = None, DateRange(date(2014, 1, 1), None)
    line.save(force_insert=True)
    union = tree.union
    gap = (date(2013, 5, 1), date(2013, 6, 30))

    assert "没有上级工会的记录" in (why_absent(union, *gap) or "")
    TreePath.objects.filter(union=union).update(path=f"/{union.pk}/")  # it was a top then
    assert why_absent(union, *gap) is None
    union.founded_on = None
    assert "2012-01-01 才有上级工会" in (why_absent(union, EARLY, EARLY) or "")


def test_it_costs_one_query(tree: Tree) -> None:
    with CaptureQueriesContext(connection) as queries:
        why_absent(tree.union, LATE, LATE)

    assert len(queries) == 1
