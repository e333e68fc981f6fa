"""Promising money: budgeted, allowed, capped, never more than there is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from niangjia.accounts.rules import Role
from niangjia.accounts.testing import Cast, Tree, player
from niangjia.kernel import policy
from niangjia.kernel.actor import SYSTEM
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.ledger import queries, services
from niangjia.ledger.models import Reservation
from niangjia.ledger.rules import FileLevel
from niangjia.ledger.tests import builders
from niangjia.ledger.tests.builders import YEAR, Money
from niangjia.members.models import Person


@pytest.fixture
def money(tree: Tree) -> Money:
    return builders.money(tree)


@pytest.fixture
def person(tree: Tree) -> Person:
    return builders.person_of(tree)


def test_asking_twice_reserves_once(money: Money, person: Person) -> None:
    first = builders.reserved(money, person, "500", key="aid.grant:7")
    again = builders.reserved(money, person, "500", key="aid.grant:7")

    assert first == again
    assert queries.available(money.fund) == 9500
    with pytest.raises(Blocked, match="按另一资金、项目或金额占用过"):
        builders.reserved(money, person, "600", key="aid.grant:7")
    services.release(first, reason="不予救助", actor=SYSTEM)
    with pytest.raises(Blocked, match="已经释放"):
        builders.reserved(money, person, "500", key="aid.grant:7")


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "金额应大于0"),
        ("-1", "金额应大于0"),
        ("0.001", "最多两位小数"),
        ("8000.01", "预算 8,000.00 元,已用 0.00 元,剩余 8,000.00 元,不足 8,000.01 元"),
    ],
)
def test_amounts_beyond_reason_are_refused(
    money: Money, person: Person, amount: str, words: str
) -> None:
    with pytest.raises(Blocked, match=words):
        builders.reserved(money, person, amount)

    assert Reservation.objects.count() == 0


def test_budget_is_used_up_to_the_last_fen(money: Money, person: Person) -> None:
    builders.reserved(money, person, "7999.99")
    builders.reserved(money, person, "0.01")

    with pytest.raises(Blocked, match=r"剩余 0\.00 元"):
        builders.reserved(money, person, "0.01")


def test_more_than_free_money_is_refused(tree: Tree, person: Person) -> None:
    poor = builders.money(tree, amount="600", budget="8000")
    builders.reserved(poor, person, "500")

    with pytest.raises(Blocked, match=r"可用余额 100.00 元,不足以支付 100.01 元,还差 0.01 元"):
        builders.reserved(poor, person, "100.01")


def test_nothing_without_a_budget_of_the_year(money: Money, person: Person) -> None:
    with pytest.raises(Blocked, match="没有2027年预算"):
        services.reserve(
            money.fund, money.programme, Decimal(5), subject=person,
            payee=builders.payee_of(person), use="living", year=2027, key="k", actor=SYSTEM,
        )  # fmt: skip


def test_released_money_is_free_again(money: Money, person: Person) -> None:
    reservation = builders.reserved(money, person, "8000")

    with pytest.raises(Blocked, match="写明释放原因"):
        services.release(reservation, reason=" ", actor=SYSTEM)
    services.release(reservation, reason="不予救助", actor=SYSTEM)

    assert queries.available(money.fund) == 10000
    builders.reserved(money, person, "8000")
    with pytest.raises(Blocked, match="已释放"):
        services.release(reservation, reason="再来", actor=SYSTEM)


def test_ordered_money_is_not_released_but_reversed(money: Money, person: Person) -> None:
    reservation = builders.reserved(money, person)
    services.order(reservation, actor=SYSTEM)

    with pytest.raises(Blocked, match="请先撤销付款"):
        services.release(reservation, reason="放弃", actor=SYSTEM)


# --- Sources --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "level", "words"),
    [
        ("central", FileLevel.NATIONAL, ""),
        ("central", FileLevel.PROVINCE, "只能用于全国级档案,这份档案是省级"),
        ("central", FileLevel.CITY, "只能用于全国级档案,这份档案是市级"),
        ("central", None, "只能用于已建档的困难职工"),
        ("province", FileLevel.PROVINCE, ""),
        ("province", FileLevel.CITY, "只能用于全国级、省级档案"),
        ("city", FileLevel.CITY, ""),
        ("city", None, "只能用于已建档的困难职工"),
        ("upper_union", None, ""),
        ("own_union", None, ""),
        ("donation", FileLevel.NATIONAL, ""),
        ("donation", None, ""),
    ],
)
def test_source_decides_whom_it_may_pay(
    tree: Tree, person: Person, source: str, level: FileLevel | None, words: str
) -> None:
    fund = builders.fund_of(tree.county, source)
    programme = builders.programme_of(tree.county)
    services.set_budget(fund, programme, Decimal(5000), year=YEAR, actor=SYSTEM)

    def reserve() -> Reservation:
        return services.reserve(
            fund, programme, Decimal(100), subject=person,
            payee=builders.payee_of(person, level=level), use="living", year=YEAR, key="k",
            actor=SYSTEM,
        )  # fmt: skip

    if words:
        with pytest.raises(Blocked, match=words):
            reserve()
        assert Reservation.objects.count() == 0
    else:
        assert reserve().status == "held"


def test_which_source_pays_whom_is_dated_policy(tree: Tree, person: Person) -> None:
    fund = builders.fund_of(tree.county, "province")
    programme = builders.programme_of(tree.county)
    services.set_budget(fund, programme, Decimal(5000), year=YEAR, actor=SYSTEM)
    policy.adopt(
        "ledger.sources", path=tree.city.path, from_on=date(2026, 1, 1),
        params={"province": "全国级、省级、市级"}, basis="达工发〔2026〕8号", actor=SYSTEM,
    )  # fmt: skip

    reservation = services.reserve(
        fund, programme, Decimal(100), subject=person,
        payee=builders.payee_of(person, level=FileLevel.CITY), use="living", year=YEAR,
        key="k", actor=SYSTEM,
    )  # fmt: skip

    assert (reservation.amount, reservation.file_level) == (Decimal(100), "city")


@pytest.mark.parametrize("words", ["全国级、省级", "全国级 未建档"])
def test_central_money_is_not_widened_by_policy(tree: Tree, words: str) -> None:
    with pytest.raises(Blocked, match="只能用于全国级档案,不能放宽"):
        policy.adopt(
            "ledger.sources", path=tree.city.path, from_on=date(2026, 1, 1),
            params={"central": words}, basis="达工发〔2026〕8号", actor=SYSTEM,
        )  # fmt: skip


# --- Caps -----------------------------------------------------------------------------------


def cap(tree: Tree, **values: str) -> None:
    params: dict[str, Any] = values
    policy.adopt(
        "ledger.caps", path=tree.county.path, from_on=date(2026, 1, 1),
        params=params, basis="渠工发〔2026〕5号", actor=SYSTEM,
    )  # fmt: skip


def test_cap_of_one_payment(tree: Tree, money: Money, person: Person) -> None:
    cap(tree, single_amount="1000")

    builders.reserved(money, person, "1000")
    with pytest.raises(Blocked, match=r"每笔最多 1,000.00 元,这次 1,000.01 元"):
        builders.reserved(money, person, "1000.01")


def test_cap_of_a_person_counts_every_fund(tree: Tree, money: Money, person: Person) -> None:
    cap(tree, person_year_amount="1000")
    other = builders.money(tree)
    builders.reserved(money, person, "700")

    with pytest.raises(Blocked, match=r"同一人2026年最多 1,000.00 元,已有 700.00 元"):
        builders.reserved(other, person, "300.01")

    builders.reserved(other, person, "300")
    builders.reserved(other, builders.person_of(tree, 2), "1000")


def test_cap_of_a_household_counts_all_its_members(
    tree: Tree, money: Money, person: Person
) -> None:
    cap(tree, household_year_amount="1000")
    child = builders.person_of(tree, 2)
    builders.reserved(money, person, "700", household="h1")

    with pytest.raises(Blocked, match="同一家庭2026年最多"):
        builders.reserved(money, child, "300.01", household="h1")

    builders.reserved(money, child, "300.01", household="h2")


def test_cap_of_a_fund_and_released_money(tree: Tree, money: Money, person: Person) -> None:
    cap(tree, fund_year_amount="1000")
    first = builders.reserved(money, person, "1000")

    with pytest.raises(Blocked, match="同一笔资金2026年最多"):
        builders.reserved(money, person, "1")
    services.release(first, reason="放弃", actor=SYSTEM)

    builders.reserved(money, person, "1")


# --- What it is for, to whom, by whom ---------------------------------------------------------


def test_programme_must_be_open_in_its_days_and_of_this_line(
    tree: Tree, money: Money, person: Person
) -> None:
    def reserve(programme: Any) -> Callable[[], Reservation]:
        return lambda: services.reserve(
            money.fund, programme, Decimal(5), subject=person,
            payee=builders.payee_of(person), use="living", year=YEAR, key="k", actor=SYSTEM,
        )  # fmt: skip

    later = services.open_programme(
        tree.county, "明年", "living", from_on=date(2027, 1, 1), actor=SYSTEM
    )
    over = services.open_programme(
        tree.county, "去年", "living", from_on=date(2025, 1, 1), until_on=date(2025, 12, 31),
        actor=SYSTEM,
    )  # fmt: skip
    closed = builders.programme_of(tree.county)
    services.close_programme(closed, reason="停办", actor=SYSTEM)
    beside = builders.programme_of(tree.neighbour)

    for programme in (later, over, closed):
        with pytest.raises(Blocked, match="不在执行期内或已停用"):
            reserve(programme)()
    with pytest.raises(Blocked, match="由大竹县总工会设立"):
        reserve(beside)()


@pytest.mark.parametrize("account", ["", "12345", "6222-00a中文"])
def test_account_must_look_like_one(money: Money, person: Person, account: str) -> None:
    payee = services.Payee(person, "", person.name, account)

    with pytest.raises(Blocked, match="收款账号应为8至32位"):
        services.reserve(
            money.fund, money.programme, Decimal(5), subject=person, payee=payee, use="living",
            year=YEAR, key="k", actor=SYSTEM,
        )  # fmt: skip


def test_nobody_reserves_from_a_fund_out_of_sight(
    tree: Tree, cast: Cast, money: Money, person: Person
) -> None:
    aid = player("xian-bangfu", "县帮扶", tree.county, Role.AID)
    other = player("lin-bangfu", "邻县帮扶", tree.neighbour, Role.AID)

    for one in (cast.neighbour_qian, cast.chair_sun, cast.worker_chen, cast.stranger, other):
        with pytest.raises(NotVisible):
            builders.reserved(money, person, actor=one.actor)
    assert Reservation.objects.count() == 0

    assert builders.reserved(money, person, actor=aid.actor).reserved_by_id == aid.user.pk


def test_account_number_is_sealed_and_masked(money: Money, person: Person) -> None:
    reservation = builders.reserved(money, person)

    account = f"622200000000{person.pk:07}"
    assert account.encode() not in bytes(reservation.bank_card_sealed)
    assert reservation.bank_card_blind != Reservation().bank_card_blind


# --- Received already -------------------------------------------------------------------------


def test_what_a_person_got_is_told_across_unions(tree: Tree, money: Money, person: Person) -> None:
    elsewhere = builders.fund_of(tree.city, "donation")
    study = builders.programme_of(tree.city, "autumn")
    services.set_budget(elsewhere, study, Decimal(9000), year=YEAR, actor=SYSTEM)
    builders.paid(money, person, "500")
    builders.reserved(Money(elsewhere, study, tree.city), person, "3000")
    released = builders.reserved(money, person, "1")
    services.release(released, reason="放弃", actor=SYSTEM)
    builders.reserved(money, builders.person_of(tree, 2), "77")

    found = queries.received_by([person.pk], YEAR)

    assert [
        (aid.programme, aid.amount, aid.union_name, aid.status, aid.paid_on) for aid in found
    ] == [
        ("金秋助学", Decimal(3000), "达州市总工会", "held", None),
        ("生活救助", Decimal(500), "渠县总工会", "spent", builders.today()),
    ]
    assert queries.received_by([person.pk], YEAR - 1) == []
    assert [payment.amount for payment in queries.payments_of_person(person)] == [500]


def test_help_to_a_merged_person_counts_with_the_one_who_stays(
    tree: Tree, money: Money, person: Person
) -> None:
    double = builders.person_of(tree, 2)
    builders.reserved(money, double, "500")
    double.merged_into = person
    double.save(update_fields=["merged_into"])

    assert [aid.amount for aid in queries.received_by([person.pk], YEAR)] == [500]
