"""Two people at once, in real transactions: the database decides, one of them is told why."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from io import BytesIO
from threading import Barrier

import pytest
from django.db import connection

from niangjia.accounts.testing import Tree, build_tree
from niangjia.kernel import policy
from niangjia.kernel.actor import SYSTEM
from niangjia.kernel.errors import Blocked
from niangjia.ledger import queries, services
from niangjia.ledger.models import BankReply, Entry, Payment, PaymentBatch, Reservation
from niangjia.ledger.tests import builders
from niangjia.ledger.tests.builders import Money
from niangjia.members.models import Person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def committed(transactional_db: None) -> Tree:
    return build_tree()


@pytest.fixture
def money(committed: Tree) -> Money:
    return builders.money(committed, amount="1000", budget="1000")


@pytest.fixture
def person(committed: Tree) -> Person:
    return builders.person_of(committed)


def at_once(*works: Callable[[], object]) -> list[str]:
    """Run the works in threads that start together; the reasons of those refused."""
    barrier = Barrier(len(works))

    def run(work: Callable[[], object]) -> str:
        try:
            barrier.wait(timeout=20)
            work()
        except Blocked as refusal:
            return refusal.reason
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(len(works)) as pool:
        found = [future.result(timeout=60) for future in [pool.submit(run, w) for w in works]]
    return [reason for reason in found if reason]


@pytest.mark.parametrize(("amount", "budget"), [("1000", "5000"), ("5000", "1000")])
def test_parallel_promises_never_pass_the_fund_or_the_budget(
    committed: Tree, person: Person, amount: str, budget: str
) -> None:
    money = builders.money(committed, amount=amount, budget=budget)
    other = builders.person_of(committed, 2)

    refused = at_once(
        *(
            lambda who=who, n=n: builders.reserved(money, who, "300", key=f"k{n}")
            for n, who in enumerate([person, other] * 3)
        )
    )

    assert len(refused) == 3
    assert all("不足" in reason for reason in refused)
    assert queries.available(money.fund) == Decimal(amount) - 900
    assert queries.budgets_of(money.fund)[0].left_amount == Decimal(budget) - 900
    assert Reservation.objects.count() == 3


def test_one_key_at_once_reserves_once(money: Money, person: Person) -> None:
    at_once(*[lambda: builders.reserved(money, person, "300", key="aid.grant:1")] * 3)

    assert queries.available(money.fund) == Decimal(700)
    assert Reservation.objects.count() == 1


def test_caps_hold_however_many_reserve_at_once(committed: Tree, person: Person) -> None:
    other = builders.person_of(committed, 2)
    first, second = builders.money(committed), builders.money(committed)

    for day, (cap, whose, works) in enumerate(
        (
            ("person_year_amount", "同一人", ((first, person, ""), (second, person, ""))),
            ("household_year_amount", "同一家庭", ((first, person, "甲"), (second, other, "甲"))),
            ("fund_year_amount", "同一笔资金", ((first, person, ""), (first, other, ""))),
        ),
        1,
    ):
        taken = queries.taken(first.fund, None, None, "", 2026).of_fund
        most = 500 + (taken if cap == "fund_year_amount" else 0)
        policy.adopt(
            "ledger.caps", path=committed.county.path, from_on=date(2026, 1, day),
            params={cap: str(most)}, basis="x", actor=SYSTEM,
        )  # fmt: skip

        refused = at_once(
            *(
                lambda money=money, who=who, home=home: builders.reserved(
                    money, who, "400", household=home
                )
                for money, who, home in works
            )
        )

        assert len(refused) == 1, cap
        assert f"{whose}2026年最多" in refused[0]


def test_two_approvals_at_once_make_one_payment(money: Money, person: Person) -> None:
    reservation = builders.reserved(money, person)

    refused = at_once(*[lambda: services.order(reservation, actor=SYSTEM)] * 3)

    assert len(refused) == 2
    assert Payment.objects.count() == 1


def test_approving_and_releasing_at_once(money: Money, person: Person) -> None:
    reservation = builders.reserved(money, person)

    refused = at_once(
        lambda: services.order(reservation, actor=SYSTEM),
        lambda: services.release(reservation, reason="放弃", actor=SYSTEM),
    )

    reservation.refresh_from_db()
    assert len(refused) == 1
    assert Payment.objects.count() == (1 if reservation.status == "ordered" else 0)


def test_batching_and_reversing_at_once(money: Money, person: Person) -> None:
    payment = builders.ordered(money, person)

    refused = at_once(
        lambda: builders.batched(money, [payment]),
        lambda: services.reverse(payment, reason="放弃", actor=SYSTEM),
    )

    payment.refresh_from_db()
    assert len(refused) == 1
    assert (payment.status, PaymentBatch.objects.count()) in (("batched", 1), ("reversed", 0))


def test_one_payment_in_two_batches_at_once(money: Money, person: Person) -> None:
    payment = builders.ordered(money, person)

    refused = at_once(*[lambda: builders.batched(money, [payment])] * 2)

    assert len(refused) == 1
    assert PaymentBatch.objects.count() == 1


def test_one_reply_taken_in_twice_at_once(money: Money, person: Person) -> None:
    batch = builders.sent(money, [builders.ordered(money, person)])
    data = builders.reply_text(batch).encode()

    refused = at_once(*[lambda: services.import_reply(batch, BytesIO(data), actor=SYSTEM)] * 3)

    assert refused == ["这个回盘文件已经导入过,没有重复入账。"] * 2
    assert (BankReply.objects.count(), Entry.objects.filter(kind="pay").count()) == (1, 1)
    assert queries.balance(money.fund) == Decimal(500)


def test_paying_and_reversing_at_once(money: Money, person: Person) -> None:
    payment = builders.ordered(money, person)
    batch = builders.sent(money, [payment])
    data = builders.reply_text(batch).encode()

    refused = at_once(
        lambda: services.import_reply(batch, BytesIO(data), actor=SYSTEM),
        lambda: services.reverse(payment, reason="放弃", actor=SYSTEM),
    )

    payment.refresh_from_db()
    spent = Decimal(0) if payment.status == "reversed" else Decimal(500)
    assert payment.status in ("paid", "reversed")
    assert len(refused) == (1 if payment.status == "paid" else 0)
    assert queries.balance(money.fund) == Decimal(1000) - spent
    assert queries.available(money.fund) == Decimal(1000) - spent


def test_returned_twice_and_reissued_twice_at_once(money: Money, person: Person) -> None:
    payment = builders.paid(money, person)

    refused = at_once(*[lambda: services.give_back(payment, reason="冻结", actor=SYSTEM)] * 2)
    assert len(refused) == 1
    assert queries.balance(money.fund) == Decimal(1000)

    refused = at_once(*[lambda: services.reissue(payment, actor=SYSTEM)] * 2)
    assert len(refused) == 1
    assert Payment.objects.count() == 2


def test_passing_down_crosswise_and_promising_at_once(committed: Tree, person: Person) -> None:
    money = builders.money(committed, amount="1000", budget="1000")
    below = builders.fund_of(committed.township, "upper_union", "0")

    refused = at_once(
        lambda: services.pass_down(money.fund, below, Decimal(600), actor=SYSTEM),
        lambda: builders.reserved(money, person, "600"),
        lambda: services.pass_down(money.fund, below, Decimal(600), actor=SYSTEM),
    )

    assert len(refused) == 2
    assert queries.available(money.fund) == Decimal(400)
