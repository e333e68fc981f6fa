"""Closed months that do not add up to the quarter about to be closed are told in its preview."""

from __future__ import annotations

from datetime import date

from niangjia.accounts.testing import Cast, Tree
from niangjia.kernel.actor import SYSTEM
from niangjia.members.tests.making import member_of
from niangjia.statistics.queries.tiling import sums_apart
from niangjia.statistics.rules.periods import PeriodKind, containing
from niangjia.statistics.services import closings
from niangjia.statistics.tests.closing import month, people

QUARTER = containing(PeriodKind.QUARTER, date(2020, 6, 1))


def test_a_record_entered_after_the_months_were_closed_is_told(tree: Tree, cast: Cast) -> None:
    people(tree)
    months = [
        closings.close(tree.county, month(2020, number), actor=SYSTEM) for number in (4, 5, 6)
    ]
    before = sums_apart(tree.county, QUARTER)
    member_of(tree.union, "刘建国", 4, on=date(2020, 6, 30))

    (warning,) = sums_apart(tree.county, QUARTER)
    closings.compare(months[2], actor=SYSTEM)
    closings.revise(months[2], ["members.joined"], reason="补录", actor=SYSTEM)

    assert before == []
    assert "已封存的3个月" in warning
    assert "新发展会员各期之和2人,本期3" in warning
    assert not any("新发展会员" in line for line in sums_apart(tree.county, QUARTER))


def test_nothing_is_added_up_while_a_month_is_open(tree: Tree, cast: Cast) -> None:
    people(tree)
    for number in (4, 5):
        closings.close(tree.county, month(2020, number), actor=SYSTEM)

    assert sums_apart(tree.county, QUARTER) == []
