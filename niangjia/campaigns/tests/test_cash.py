"""Cash of a campaign: promised once, paid by the bank, counted the day it arrived."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from niangjia.accounts.rules import Role
from niangjia.accounts.testing import Cast, Player, Tree, player
from niangjia.campaigns import queries, services
from niangjia.campaigns.models import Beneficiary, Campaign, Delivery, Help, Item
from niangjia.campaigns.tests.making import CARD, campaign_of, fund_of, listed, programme_of
from niangjia.kernel import clock
from niangjia.kernel.actor import SYSTEM
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.ledger import queries as money
from niangjia.ledger import services as ledger
from niangjia.ledger.models import Fund, Payment, Reservation
from niangjia.ledger.rules import PaymentStatus, ProgrammeKind
from niangjia.unions.models import Union

pytestmark = pytest.mark.django_db


def with_cash(
    union: Union, *, budget: str = "5000", fund: str = "100000"
) -> tuple[Campaign, Item, Fund]:
    """A running winter campaign that gives 500 yuan."""
    programme = programme_of(union, ProgrammeKind.WINTER, "冬送温暖")
    campaign = campaign_of(union, programme=programme, name="两节慰问")
    item = services.add_item(campaign, amount=Decimal("500"), actor=SYSTEM)
    found = fund_of(union, programme, fund)
    services.set_budget_line(campaign, found, Decimal(budget), actor=SYSTEM)
    return services.begin(campaign, actor=SYSTEM), item, found


def outcome(delivery: Delivery, status: PaymentStatus, paid_on: date | None = None) -> None:
    """What the ledger would tell of its payment."""
    payment = Payment(number="FK1", paid_on=paid_on)
    services.settle(delivery.pk, payment, status)
    delivery.refresh_from_db()


@pytest.fixture
def aid_cadre(tree: Tree) -> Player:
    return player("xian-bangfu", "帮扶甲", tree.county, Role.AID)


def test_cash_is_reserved_for_the_named_person(tree: Tree, aid_cadre: Player) -> None:
    campaign, item, fund = with_cash(tree.county)
    one = listed(campaign, tree.union, "张丽华", 1, CARD)

    (made,) = services.give_cash(campaign, item, fund, [one], actor=aid_cadre.actor)

    reservation = made.reservation
    assert reservation is not None
    assert reservation.amount == Decimal("500.00")
    assert (reservation.payee_name, reservation.person) == ("张丽华", one.person)
    assert reservation.benefit_union == tree.union
    assert money.available(fund) == Decimal("99500.00")
    assert made.given_on is None
    assert queries.totals(campaign).attendance == 0


def test_cash_counts_on_the_day_it_arrived_and_not_when_it_came_back(tree: Tree) -> None:
    campaign, item, fund = with_cash(tree.county)
    one = listed(campaign, tree.union, "张丽华", 1, CARD)
    (made,) = services.give_cash(campaign, item, fund, [one], actor=SYSTEM)

    outcome(made, PaymentStatus.PAID, clock.today())
    assert (Help.objects.get().amount, made.given_on) == (Decimal("500.00"), clock.today())

    outcome(made, PaymentStatus.RETURNED)
    assert (Help.objects.count(), made.given_on) == (0, None)

    outcome(made, PaymentStatus.PAID, clock.today())
    outcome(made, PaymentStatus.REVERSED)
    assert (Help.objects.count(), made.taken_back_on) == (0, clock.today())


def test_a_reversed_payment_takes_the_delivery_back(tree: Tree) -> None:
    campaign, item, fund = with_cash(tree.county)
    one = listed(campaign, tree.union, "张丽华", 1, CARD)
    (made,) = services.give_cash(campaign, item, fund, [one], actor=SYSTEM)
    assert made.reservation is not None
    payment = ledger.order(made.reservation, actor=SYSTEM)
    with pytest.raises(Blocked, match="先在“付款”中撤销"):
        services.take_back(made, reason="重复", actor=SYSTEM)

    ledger.reverse(payment, reason="重复发放", actor=SYSTEM)

    made.refresh_from_db()
    assert made.taken_back_on == clock.today()
    assert money.available(fund) == Decimal("100000.00")
    services.give_cash(campaign, item, fund, [one], actor=SYSTEM)


def test_taking_back_frees_what_was_only_promised(tree: Tree) -> None:
    campaign, item, fund = with_cash(tree.county)
    one = listed(campaign, tree.union, "张丽华", 1, CARD)
    (made,) = services.give_cash(campaign, item, fund, [one], actor=SYSTEM)

    services.take_back(made, reason="已调离", actor=SYSTEM)

    assert money.available(fund) == Decimal("100000.00")


def test_nobody_is_promised_twice(tree: Tree) -> None:
    campaign, item, fund = with_cash(tree.county)
    one = listed(campaign, tree.union, "张丽华", 1, CARD)
    services.give_cash(campaign, item, fund, [one], actor=SYSTEM)

    with pytest.raises(Blocked, match="已经领过"):
        services.give_cash(campaign, item, fund, [one], actor=SYSTEM)

    assert Reservation.objects.count() == 1
    assert queries.unpaid_people(campaign, item.pk) == []


def test_the_budget_of_the_campaign_bounds_it(tree: Tree) -> None:
    campaign, item, fund = with_cash(tree.county, budget="900")
    people = [
        listed(campaign, tree.union, name, n, CARD) for n, name in enumerate(("张丽华", "王强"), 1)
    ]

    with pytest.raises(Blocked, match=r"超出活动预算.*剩余 900\.00 元,这次需要 1,000\.00 元"):
        services.give_cash(campaign, item, fund, people, actor=SYSTEM)

    assert (Delivery.objects.count(), Reservation.objects.count()) == (0, 0)


def test_an_empty_fund_leaves_nothing_half_done(tree: Tree) -> None:
    campaign, item, fund = with_cash(tree.county, fund="700")
    people = [
        listed(campaign, tree.union, name, n, CARD) for n, name in enumerate(("张丽华", "王强"), 1)
    ]

    with pytest.raises(Blocked):
        services.give_cash(campaign, item, fund, people, actor=SYSTEM)

    assert (Delivery.objects.count(), Reservation.objects.count()) == (0, 0)


def test_without_an_account_no_cash(tree: Tree) -> None:
    campaign, item, fund = with_cash(tree.county)
    one = listed(campaign, tree.union, "张丽华", 1)

    with pytest.raises(Blocked, match="没有银行账号"):
        services.give_cash(campaign, item, fund, [one], actor=SYSTEM)
    services.set_account(one, account_number=CARD, bank_name="工商银行", actor=SYSTEM)

    one = Beneficiary.objects.get()
    assert len(services.give_cash(campaign, item, fund, [one], actor=SYSTEM)) == 1


def test_summing_up_waits_for_the_bank(tree: Tree) -> None:
    campaign, item, fund = with_cash(tree.county)
    one = listed(campaign, tree.union, "张丽华", 1, CARD)
    (made,) = services.give_cash(campaign, item, fund, [one], actor=SYSTEM)
    campaign = services.end(campaign, actor=SYSTEM)

    with pytest.raises(Blocked, match="还有1笔慰问金没有到账"):
        services.sum_up(campaign, actor=SYSTEM)

    outcome(made, PaymentStatus.PAID, clock.today())
    assert services.sum_up(campaign, actor=SYSTEM).status == "summed"


def test_who_may_give_cash(tree: Tree, cast: Cast) -> None:
    campaign, item, fund = with_cash(tree.county)
    one = listed(campaign, tree.union, "张丽华", 1, CARD)

    for someone in (cast.chair_sun, cast.neighbour_qian, cast.worker_chen, cast.stranger):
        with pytest.raises(NotVisible):
            services.give_cash(campaign, item, fund, [one], actor=someone.actor)

    assert (Delivery.objects.count(), Reservation.objects.count()) == (0, 0)
