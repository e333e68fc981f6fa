"""Funds, programmes, budgets; money received, passed down and put right."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest

from niangjia.accounts.testing import Cast, Tree
from niangjia.kernel import clock, policy
from niangjia.kernel.actor import SYSTEM, Actor
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.ledger import queries, services
from niangjia.ledger.models import Budget, Entry, EntryLine, Fund
from niangjia.ledger.rules import FundSource
from niangjia.ledger.tests import builders
from niangjia.ledger.tests.builders import YEAR


def lines_of(entry: Entry) -> list[tuple[str, Decimal]]:
    return [(line.account, line.amount) for line in queries.lines_of(entry)]


@pytest.mark.parametrize(
    ("source", "account"),
    [
        ("central", "404"),
        ("province", "404"),
        ("city", "404"),
        ("upper_union", "403"),
        ("own_union", "402"),
        ("donation", "408"),
    ],
)
def test_received_money_is_income_of_its_source(tree: Tree, source: str, account: str) -> None:
    fund = builders.fund_of(tree.county, source, "1234.56")

    entry = Entry.objects.get(fund=fund)
    assert lines_of(entry) == [("102", Decimal("1234.56")), (account, Decimal("-1234.56"))]
    assert (queries.balance(fund), queries.available(fund)) == (Decimal("1234.56"),) * 2


@pytest.mark.parametrize("amount", ["0", "-5", "1.005"])
def test_amounts_that_are_no_money_are_refused(tree: Tree, amount: str) -> None:
    fund = builders.fund_of(tree.county, amount="0")

    with pytest.raises(Blocked):
        services.receive(fund, Decimal(amount), actor=SYSTEM)

    assert Entry.objects.count() == 0


def test_a_day_in_the_future_is_refused(tree: Tree) -> None:
    fund = builders.fund_of(tree.county, amount="0")

    with pytest.raises(Blocked, match="不能晚于今天"):
        services.receive(fund, Decimal(5), on=clock.today() + timedelta(days=1), actor=SYSTEM)


def test_passing_down_books_both_sides(tree: Tree) -> None:
    giver = builders.fund_of(tree.city, FundSource.OWN_UNION, "1000")
    taker = builders.fund_of(tree.county, FundSource.UPPER_UNION, "0")

    out = services.pass_down(giver, taker, Decimal("400.40"), note="第一批", actor=SYSTEM)

    come = Entry.objects.get(counterpart=out)
    assert lines_of(out) == [("506", Decimal("400.40")), ("102", Decimal("-400.40"))]
    assert lines_of(come) == [("102", Decimal("400.40")), ("4030201", Decimal("-400.40"))]
    assert (queries.balance(giver), queries.balance(taker)) == (
        Decimal("599.60"),
        Decimal("400.40"),
    )
    assert (out.union, come.union) == (tree.city, tree.county)


@pytest.mark.parametrize(
    ("taker_source", "at", "amount", "words"),
    [
        ("province", "county", "400", "下拨后仍应记为“中央财政专项帮扶资金”"),
        ("central", "city", "400", "只能下拨给下级工会"),
        ("central", "province", "400", "只能下拨给下级工会"),
        ("central", "county", "1000.01", "可用余额 1,000.00 元,不足"),
    ],
)
def test_money_goes_down_alone_and_keeps_its_source(
    tree: Tree, taker_source: str, at: str, amount: str, words: str
) -> None:
    giver = builders.fund_of(tree.city, "central", "1000")
    taker = builders.fund_of(getattr(tree, at), taker_source, "0")
    before = Entry.objects.count()

    with pytest.raises(Blocked, match=words):
        services.pass_down(giver, taker, Decimal(amount), actor=SYSTEM)

    assert Entry.objects.count() == before


def test_promised_money_cannot_be_passed_down(tree: Tree) -> None:
    money = builders.money(tree, "1000")
    builders.reserved(money, builders.person_of(tree), "700")
    taker = builders.fund_of(tree.township, FundSource.UPPER_UNION, "0")

    with pytest.raises(Blocked, match="可用余额 300"):
        services.pass_down(money.fund, taker, Decimal(301), actor=SYSTEM)


def test_wrong_receipt_is_countered_once(tree: Tree) -> None:
    fund = builders.fund_of(tree.county, amount="1000")
    wrong = Entry.objects.get(fund=fund)

    counter = services.correct(wrong, reason="重复登记", actor=SYSTEM)

    assert lines_of(counter) == [("402", Decimal(1000)), ("102", Decimal(-1000))]
    assert queries.balance(fund) == 0
    with pytest.raises(Blocked, match="已经冲销过"):
        services.correct(wrong, reason="再来", actor=SYSTEM)
    with pytest.raises(Blocked, match="只有到账、下拨、移交和还款"):
        services.correct(counter, reason="再来", actor=SYSTEM)
    assert Entry.objects.filter(fund=fund).count() == 2


def test_wrong_passing_down_is_countered_on_both_sides(tree: Tree) -> None:
    giver = builders.fund_of(tree.city, "central", "1000")
    taker = builders.fund_of(tree.county, "central", "0")
    out = services.pass_down(giver, taker, Decimal(400), actor=SYSTEM)

    services.correct(out, reason="拨错县", actor=SYSTEM)

    assert (queries.balance(giver), queries.balance(taker)) == (Decimal(1000), Decimal(0))


def test_receipt_already_promised_cannot_be_countered(tree: Tree) -> None:
    money = builders.money(tree, "1000")
    builders.reserved(money, builders.person_of(tree), "700")

    with pytest.raises(Blocked, match="可用余额 300"):
        services.correct(Entry.objects.get(), reason="重复登记", actor=SYSTEM)

    assert queries.balance(money.fund) == 1000


def test_budget_is_adjusted_once_a_year_by_default(tree: Tree) -> None:
    money = builders.money(tree, budget="8000")
    builders.reserved(money, builders.person_of(tree), "3000")

    def adjust(amount: str, reason: str = "县总〔2026〕3号") -> Budget:
        return services.set_budget(
            money.fund, money.programme, Decimal(amount), year=YEAR, reason=reason, actor=SYSTEM
        )

    with pytest.raises(Blocked, match="写明调整原因"):
        adjust("9000", "")
    with pytest.raises(Blocked, match="不能低于已使用的 3,000"):
        adjust("2999.99")
    assert adjust("8000").adjustment_count == 0
    assert adjust("3000").adjustment_count == 1
    with pytest.raises(Blocked, match="今年已调整1次"):
        adjust("9000")
    budget = Budget.objects.get()
    assert (budget.approved_amount, budget.amount) == (Decimal(8000), Decimal(3000))


def test_how_often_a_budget_is_adjusted_is_policy(tree: Tree) -> None:
    money = builders.money(tree)
    policy.adopt(
        "ledger.budget", path=tree.city.path, from_on=date(2026, 1, 1),
        params={"count": 2}, basis="达工办〔2026〕1号", actor=SYSTEM,
    )  # fmt: skip

    for amount in ("7000", "6000"):
        services.set_budget(
            money.fund, money.programme, Decimal(amount), year=YEAR, reason="调整", actor=SYSTEM
        )

    assert Budget.objects.get().adjustment_count == 2


def test_budget_use_is_derived(tree: Tree) -> None:
    money = builders.money(tree)
    people = [builders.person_of(tree, number) for number in (1, 2)]
    builders.reserved(money, people[0], "300")
    builders.paid(money, people[1], "1200.50")

    [use] = queries.budgets_of(money.fund)

    assert (use.reserved_amount, use.spent_amount) == (Decimal(300), Decimal("1200.50"))
    assert (use.left_amount, use.share) == (Decimal("6499.50"), 15)


def test_only_an_empty_fund_is_closed(tree: Tree) -> None:
    full, empty = builders.fund_of(tree.county), builders.fund_of(tree.county, amount="0")

    with pytest.raises(Blocked, match=r"余额还有 10,000\.00 元"):
        services.close_fund(full, reason="年终", actor=SYSTEM)
    services.close_fund(empty, reason="年终", actor=SYSTEM)

    with pytest.raises(Blocked, match="已停用"):
        services.receive(empty, Decimal(5), actor=SYSTEM)


def test_codes_are_unique(tree: Tree) -> None:
    services.open_fund(tree.county, "甲", "central", year=YEAR, code="zy-1", actor=SYSTEM)

    with pytest.raises(Blocked, match="资金编号已被使用"):
        services.open_fund(tree.city, "乙", "central", year=YEAR, code="ZY-1", actor=SYSTEM)


def test_nobody_but_finance_there_moves_money(tree: Tree, cast: Cast) -> None:
    money = builders.money(tree)
    taker = builders.fund_of(tree.township, "upper_union", "0")
    neighbour = builders.finance(tree, tree.neighbour)
    leader = builders.leader(tree)
    before = (Entry.objects.count(), EntryLine.objects.count(), Fund.objects.count())
    ten = Decimal(10)
    tries: list[Callable[[Actor], object]] = [
        lambda who: services.open_fund(tree.county, "甲", "central", year=YEAR, actor=who),
        lambda who: services.open_programme(
            tree.county, "甲", "living", from_on=date(2026, 1, 1), actor=who
        ),
        lambda who: services.receive(money.fund, ten, actor=who),
        lambda who: services.pass_down(money.fund, taker, ten, actor=who),
        lambda who: services.set_budget(
            money.fund, money.programme, ten, year=YEAR, reason="x", actor=who
        ),
        lambda who: services.close_fund(taker, reason="x", actor=who),
    ]

    for player in (*cast, neighbour, leader):
        for attempt in tries:
            with pytest.raises(NotVisible):
                attempt(player.actor)

    assert (Entry.objects.count(), EntryLine.objects.count(), Fund.objects.count()) == before
