"""Members at two unions and what becomes of them, for the tests of closings."""

from __future__ import annotations

from datetime import date

from niangjia.accounts.testing import Tree
from niangjia.members.tests.making import member_of
from niangjia.statistics.rules.periods import Period, PeriodKind, containing

JUNE = containing(PeriodKind.MONTH, date(2020, 6, 1))
YEAR = containing(PeriodKind.YEAR, date(2020, 6, 1))


def people(tree: Tree, on: date = date(2020, 6, 10)) -> None:
    """Two members of 渠江纺织厂 (one of May, one of ``on``), one of the neighbour county's union."""
    member_of(tree.union, "张丽华", 1, on=date(2020, 5, 6))
    member_of(tree.union, "王秀英", 2, on=on)
    member_of(tree.neighbour_union, "赵桂兰", 3, on=on)


def month(year: int, number: int) -> Period:
    """A month."""
    return containing(PeriodKind.MONTH, date(year, number, 1))
