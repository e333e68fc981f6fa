"""Money when the tree changes: it follows, to the fen; nobody gives way while some is promised."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db.models import Sum

from niangjia.accounts.rules import Role
from niangjia.accounts.testing import Cast, Tree, player
from niangjia.employers.services import cover
from niangjia.employers.tests.test_services import employer
from niangjia.kernel import clock
from niangjia.kernel.actor import SYSTEM
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.ledger import queries, services
from niangjia.ledger.models import Entry, Fund
from niangjia.ledger.tests import builders
from niangjia.ledger.tests.builders import YEAR, Money
from niangjia.members.models import Person
from niangjia.unions import services as unions
from niangjia.unions.models import Union

pytestmark = pytest.mark.django_db
WHY = "两厂合并"


@pytest.fixture
def old(tree: Tree) -> Money:
    """The grass-roots union's fund of 1,000 yuan, its own programme with a budget of 800."""
    fund = builders.fund_of(tree.union, amount="1000")
    programme = builders.programme_of(tree.union)
    services.set_budget(fund, programme, Decimal(800), year=YEAR, actor=SYSTEM)
    return Money(fund, programme, tree.union)


@pytest.fixture
def person(tree: Tree) -> Person:
    return builders.person_of(tree)


def merge(tree: Tree, into: Union | None = None) -> list[str]:
    told = unions.preview_merge(
        [tree.union], into=into or tree.other_union, on=clock.today(), reason=WHY, actor=SYSTEM
    )
    unions.merge(
        [tree.union], into=into or tree.other_union, on=clock.today(), reason=WHY, actor=SYSTEM
    )
    return told


def all_money() -> Decimal:
    found: Decimal = Fund.objects.aggregate(total=Sum("bank_amount"))["total"]
    return found


def test_a_merged_unions_money_follows_with_its_budget_and_programme(
    tree: Tree, old: Money, person: Person
) -> None:
    builders.paid(old, person, "300")
    before = all_money()

    told = merge(tree)

    into = tree.other_union.name
    assert (
        f"资金1笔 700.00 元移交“{into}”;项目1个改由“{into}”管理。账簿保留在原工会,由上级查阅。"
        in told
    )
    taker = Fund.objects.get(union=tree.other_union)
    assert taker.name == f"帮扶资金(原{tree.union.name})"
    assert (taker.source, taker.year, taker.free_amount) == ("own_union", YEAR, Decimal(700))
    assert queries.balance(taker) == Decimal(700)
    old.fund.refresh_from_db()
    assert (old.fund.bank_amount, old.fund.is_open) == (Decimal(0), False)
    assert queries.balance(old.fund) == Decimal(0)
    assert all_money() == before
    [kept], [carried] = queries.budgets_of(old.fund), queries.budgets_of(taker)
    assert (kept.budget.amount, kept.left_amount) == (Decimal(300), Decimal(0))
    assert (carried.budget.amount, carried.budget.programme.union) == (
        Decimal(500), tree.other_union,
    )  # fmt: skip
    [out] = Entry.objects.filter(kind="hand_out")
    assert [(line.account, line.amount) for line in queries.lines_of(out)] == [
        ("3", Decimal(700)), ("102", Decimal(-700)),
    ]  # fmt: skip
    assert out.received_as.fund == taker

    builders.paid(Money(taker, old.programme, tree.other_union), person, "500")


def test_a_closed_unions_money_goes_to_the_level_above_not_to_its_members(
    tree: Tree, old: Money
) -> None:
    unions.close(
        tree.union, on=clock.today(), reason="企业破产", members_to=tree.other_union, actor=SYSTEM
    )

    tree.union.refresh_from_db()
    assert queries.available(Fund.objects.get(union=tree.township)) == Decimal(1000)
    assert not Fund.objects.filter(union=tree.other_union).exists()
    for begin in (
        lambda: services.open_fund(tree.union, "新", "own_union", year=YEAR, actor=SYSTEM),
        lambda: builders.programme_of(tree.union),
        lambda: services.receive(old.fund, Decimal(5), actor=SYSTEM),
    ):
        with pytest.raises(Blocked, match=r"已经注销|已停用"):
            begin()


@pytest.mark.parametrize("state", ["held", "at_bank", "failed"])
def test_nobody_gives_way_while_money_is_promised(
    tree: Tree, old: Money, person: Person, state: str
) -> None:
    payment = None
    if state == "held":
        builders.reserved(old, person, "300")
    elif state == "at_bank":
        payment = builders.ordered(old, person, "300")
        builders.sent(old, [payment])
    else:
        payment = builders.failed(old, person, "300")

    with pytest.raises(Blocked) as refusal:
        merge(tree)
    with pytest.raises(Blocked):
        unions.close(tree.union, on=clock.today(), reason=WHY, actor=SYSTEM)

    assert f"“{tree.union.name}”还有占用未办结:“帮扶资金”300.00 元" in refusal.value.reason
    assert (payment.number in refusal.value.reason) if payment else True
    old.fund.refresh_from_db()
    tree.union.refresh_from_db()
    assert (old.fund.bank_amount, old.fund.is_open, tree.union.is_open) == (
        Decimal(1000),
        True,
        True,
    )
    assert not Entry.objects.filter(kind__startswith="hand").exists()


def test_what_comes_back_afterwards_is_not_stranded(
    tree: Tree, cast: Cast, old: Money, person: Person
) -> None:
    payment = builders.paid(old, person, "300")
    merge(tree)

    services.give_back(payment, reason="收款户已销户", actor=SYSTEM)
    with pytest.raises(Blocked, match=r"已经注销,不能再付款。请撤销付款,把余额移交"):
        services.reissue(payment, actor=SYSTEM)
    services.reverse(payment, reason="由承接的工会重办", actor=SYSTEM)

    clerk = builders.finance(tree)
    [left] = queries.left_over(Fund.objects.visible_to(clerk.actor, "ledger.edit"))
    assert (left, left.free_amount) == (old.fund, Decimal(300))
    neighbour = builders.finance(tree, tree.neighbour)
    for stranger in (neighbour, cast.neighbour_qian, cast.worker_chen, cast.stranger):
        with pytest.raises(NotVisible):
            services.hand_over(left, tree.other_union, Decimal(300), actor=stranger.actor)
    with pytest.raises(Blocked, match="没有承接"):
        services.hand_over(left, tree.neighbour_union, Decimal(300), actor=clerk.actor)
    with pytest.raises(Blocked, match="不足"):
        services.hand_over(left, tree.other_union, Decimal("300.01"), actor=clerk.actor)

    services.hand_over(left, tree.other_union, Decimal(300), actor=clerk.actor)

    [taker] = Fund.objects.filter(union=tree.other_union)
    assert taker.free_amount == all_money() == Decimal(1000)
    assert not queries.left_over(Fund.objects.all())


def test_a_part_split_off_gets_its_share_when_finance_says_so(tree: Tree, old: Money) -> None:
    mill = employer(tree.township, "一厂", worker_count=30)
    works = employer(tree.township, "二厂", worker_count=60)
    for each in (mill, works):
        cover(tree.union, each, on=date(2026, 1, 1), actor=SYSTEM)
    parts = [unions.Part("一厂工会委员会", employer_ids=(mill.pk,))]
    on = clock.today()

    told = unions.preview_split(tree.union, parts=parts, on=on, reason="单独建会", actor=SYSTEM)
    [new] = unions.split(tree.union, parts=parts, on=on, reason="单独建会", actor=SYSTEM)

    assert any(
        "资金可用余额 1,000.00 元留在" in line
        and "按职工人数(30人,共90人)“一厂工会委员会”应分 333.33 元" in line
        for line in told
    )
    old.fund.refresh_from_db()
    assert (old.fund.free_amount, old.fund.is_open) == (Decimal(1000), True)
    clerk = player("chai", "厂财", tree.union, Role.FINANCE)
    entry = services.hand_over(old.fund, new, Decimal("333.33"), note="批复", actor=clerk.actor)
    assert queries.available(Fund.objects.get(union=new)) == Decimal("333.33")
    assert all_money() == Decimal(1000)

    services.correct(entry, reason="金额商定有变", actor=SYSTEM)
    assert queries.available(old.fund) == Decimal(1000)
    assert queries.available(Fund.objects.get(union=new)) == Decimal(0)
