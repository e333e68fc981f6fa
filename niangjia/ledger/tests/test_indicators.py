"""Indicators of aid money, counted by hand: came in, passed down, paid, taken back."""

from __future__ import annotations

from decimal import Decimal

import pytest

from niangjia.accounts.testing import Tree
from niangjia.kernel import clock
from niangjia.kernel.actor import SYSTEM
from niangjia.kernel.indicators import evaluate
from niangjia.kernel.indicators.records import records
from niangjia.ledger import services
from niangjia.ledger.rules import FundSource
from niangjia.ledger.tests import builders
from niangjia.ledger.tests.test_loans import lent, proposed

pytestmark = pytest.mark.django_db
CODES = ("ledger.received_amount", "ledger.paid_amount", "aid.spending_share", "aid.projects")


def values(node: int) -> list[object]:
    today = clock.today()
    found = evaluate(CODES, node, start=today.replace(month=1, day=1), end=today)
    return [found[code].value for code in CODES]


def test_money_is_counted_where_it_stands(tree: Tree) -> None:
    money = builders.money(tree, amount="2000")
    city = builders.fund_of(tree.city, amount="5000", name="市总资金")
    below = services.open_fund(
        tree.county, "市总下拨", FundSource.UPPER_UNION, year=builders.YEAR, actor=SYSTEM
    )
    services.pass_down(city, below, Decimal("1500"), actor=SYSTEM)
    builders.paid(money, builders.person_of(tree, 1), "700")
    builders.ordered(money, builders.person_of(tree, 2), "300")  # not paid yet

    # county: 2000 + 1500; city: 5000 − 1500 of its own, and the county's below it
    assert values(tree.county.pk) == [Decimal("3500.00"), Decimal("700.00"), Decimal("20.00"), 0]
    assert values(tree.city.pk) == [Decimal("7000.00"), Decimal("700.00"), Decimal("10.00"), 1]
    today = clock.today()
    whole = records("ledger.received_amount", tree.city.pk, start=today, end=today)
    assert whole.count() == Decimal("7000.00")


def test_what_came_back_is_not_paid(tree: Tree) -> None:
    money = builders.money(tree)
    one, two = builders.person_of(tree, 1), builders.person_of(tree, 2)
    services.give_back(builders.paid(money, one, "500"), reason="账户已销户", actor=SYSTEM)
    services.reverse(builders.paid(money, two, "400"), reason="重复付款", actor=SYSTEM)

    assert values(tree.county.pk)[:2] == [Decimal("10000.00"), Decimal("0.00")]


def test_money_lent_is_no_help_and_opens_to_its_loans(tree: Tree) -> None:
    money = builders.money(tree)
    loan = lent(money, builders.person_of(tree), "900")
    proposed(money, builders.person_of(tree, 2), "100")  # not paid yet
    services.repay(loan, Decimal(300), actor=SYSTEM)
    builders.paid(money, builders.person_of(tree, 3), "50")

    today = clock.today()
    found = evaluate(("aid.study_loans_amount",), tree.city.pk, start=today, end=today)
    assert found["aid.study_loans_amount"].value == Decimal("900.00")
    whole = records("aid.study_loans_amount", tree.city.pk, start=today, end=today)
    assert whole.count() == Decimal("900.00")
    assert values(tree.county.pk)[:2] == [Decimal("10000.00"), Decimal("50.00")]


def test_a_corrected_receipt_is_taken_off(tree: Tree) -> None:
    fund = builders.fund_of(tree.county, amount="0")
    entry = services.receive(fund, Decimal("900"), actor=SYSTEM)
    services.receive(fund, Decimal("90"), actor=SYSTEM)

    services.correct(entry, reason="多录一个零", actor=SYSTEM)

    assert values(tree.county.pk)[0] == Decimal("90.00")
