"""What the database itself refuses, whatever program writes."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from importlib import import_module
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from niangjia.accounts.testing import Tree
from niangjia.kernel import crypto
from niangjia.kernel.actor import SYSTEM
from niangjia.kernel.errors import Blocked
from niangjia.kernel.ids import uuid7
from niangjia.ledger import queries, rules, services
from niangjia.ledger.models import (
    BankReply,
    BankReplyLine,
    Budget,
    Entry,
    EntryLine,
    Fund,
    Payment,
    Reservation,
)
from niangjia.ledger.tests import builders
from niangjia.ledger.tests.builders import Money


@pytest.fixture
def money(tree: Tree) -> Money:
    return builders.money(tree)


def refused(words: str, work: Callable[[], object]) -> None:
    """The database refuses at once or when constraints are checked."""
    with pytest.raises(IntegrityError, match=words), transaction.atomic():
        _checked(work)


def _checked(work: Callable[[], object]) -> None:
    work()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def entry(fund: Fund, *lines: tuple[str, str], amount: str = "5") -> Callable[[], None]:
    def write() -> None:
        made = Entry.objects.create(
            on=builders.today(), union_id=fund.union_id, fund=fund, kind="receive",
            amount=Decimal(amount), summary="x", actor_label="x",
        )  # fmt: skip
        for account, value in lines:
            EntryLine.objects.create(entry=made, fund=fund, account=account, amount=Decimal(value))

    return write


@pytest.mark.parametrize("model", [Entry, EntryLine, BankReply, BankReplyLine])
def test_books_and_replies_are_never_changed(tree: Tree, money: Money, model: type[Entry]) -> None:
    builders.paid(money, builders.person_of(tree))
    assert model.objects.exists()

    refused("只能追加", lambda: model.objects.update(id=7))
    refused("只能追加", lambda: model.objects.all()._raw_delete("default"))


def test_entry_must_balance(money: Money) -> None:
    fund = money.fund

    refused("不平", entry(fund, ("102", "5"), ("402", "-4")))
    refused("不平", entry(fund))
    refused("不平", entry(fund, ("102", "5")))
    refused("分录与凭证的资金或金额不一致", entry(fund, ("102", "6"), ("402", "-6")))
    refused("ledger_line_not_zero", entry(fund, ("102", "0"), ("402", "0")))
    refused("ledger_entry_positive", entry(fund, amount="-5"))

    entry(fund, ("102", "5"), ("402", "-5"))()
    assert queries.balance(fund) == Decimal(10005)


def test_line_cannot_be_added_to_an_old_entry(money: Money) -> None:
    old = Entry.objects.get()

    refused(
        "不平",
        lambda: EntryLine.objects.create(
            entry=old, fund=money.fund, account="102", amount=Decimal(1)
        ),
    )


def test_line_of_another_fund_is_refused(tree: Tree, money: Money) -> None:
    other = builders.fund_of(tree.city)

    def write() -> None:
        made = Entry.objects.create(
            on=builders.today(), union=tree.county, fund=money.fund, kind="receive",
            amount=Decimal(5), summary="x", actor_label="x",
        )  # fmt: skip
        EntryLine.objects.create(entry=made, fund=other, account="102", amount=Decimal(5))
        EntryLine.objects.create(entry=made, fund=money.fund, account="402", amount=Decimal(-5))

    refused("不一致", write)


def test_fund_cannot_be_overdrawn_by_any_program(tree: Tree, money: Money) -> None:
    promise = builders.reserved(money, builders.person_of(tree), "7000")

    refused(
        "ledger_fund_not_overdrawn",
        entry(money.fund, ("506", "3000.01"), ("102", "-3000.01"), amount="3000.01"),
    )
    double = Reservation.objects.get(pk=promise.pk)
    double.pk, double.public_id, double.key = None, uuid7(), "another"
    double.amount = Decimal("3000.01")
    refused("ledger_fund_not_overdrawn", lambda: double.save(force_insert=True))

    assert queries.available(money.fund) == 3000


def test_budget_cannot_be_passed_by_any_program(tree: Tree, money: Money) -> None:
    promise = builders.reserved(money, builders.person_of(tree), "7000")
    double = Reservation.objects.get(pk=promise.pk)
    double.pk, double.public_id, double.key = None, uuid7(), "another"
    double.amount = Decimal("1000.01")

    refused("ledger_budget_not_passed", lambda: double.save(force_insert=True))
    double.year = 2027
    refused("没有2027年预算", lambda: double.save(force_insert=True))
    refused("ledger_budget_not_passed", lambda: Budget.objects.update(amount=Decimal("6999.99")))


def test_sums_are_never_typed(tree: Tree, money: Money) -> None:
    builders.reserved(money, builders.person_of(tree), "7000")

    refused("不能直接填写", lambda: Fund.objects.update(bank_amount=Decimal(99_999)))
    refused("不能直接填写", lambda: Fund.objects.update(promised_amount=Decimal(0)))
    refused("不能直接填写", lambda: Budget.objects.update(used_amount=Decimal(0)))
    refused("只能追加", lambda: Reservation.objects.all()._raw_delete("default"))


@pytest.mark.parametrize("model", [Payment, Reservation])
@pytest.mark.parametrize(
    "change", [{"amount": Decimal(1)}, {"use": "x"}, {"bank_card_blind": b"0" * 16}, {"key": "x"}]
)
def test_money_once_promised_stays_what_it_is(
    tree: Tree, money: Money, model: type[Payment], change: dict[str, Any]
) -> None:
    builders.ordered(money, builders.person_of(tree), "700")

    refused("不能修改", lambda: model.objects.update(**change))


def test_payee_once_promised_stays_the_same(tree: Tree, money: Money) -> None:
    builders.ordered(money, builders.person_of(tree), "700")
    other = builders.person_of(tree, 2)

    refused("不能修改", lambda: Payment.objects.update(person=other))
    refused("不能修改", lambda: Reservation.objects.update(person=other))
    refused("不能修改", lambda: Payment.objects.update(payee_name="别人"))


def test_payment_says_what_its_reservation_says(tree: Tree, money: Money) -> None:
    payment = builders.failed(money, builders.person_of(tree), "700")
    again = Payment.objects.get(pk=payment.pk)
    Payment.objects.filter(pk=payment.pk).update(status="reissued")
    again.pk, again.public_id, again.number, again.key = None, uuid7(), "FK-2", "k2"
    again.attempt, again.status, again.batch, again.line_number = 2, "prepared", None, None
    again.amount = Decimal(701)

    refused("与资金占用不一致", lambda: again.save(force_insert=True))


def test_central_money_is_for_national_files_whatever_writes(tree: Tree, money: Money) -> None:
    promised = builders.reserved(money, builders.person_of(tree))
    central = builders.fund_of(tree.county, "central")

    refused(
        "中央财政专项帮扶资金只能用于全国级档案",
        lambda: Reservation.objects.create(
            **{
                one.attname: getattr(promised, one.attname)
                for one in Reservation._meta.concrete_fields
                if one.name not in ("id", "public_id", "key", "fund")
            },
            key="raw",
            fund=central,
        ),
    )


def test_an_account_changed_past_the_program_is_not_written(tree: Tree, money: Money) -> None:
    batch = builders.batched(money, [builders.ordered(money, builders.person_of(tree))])
    Payment.objects.update(bank_card_sealed=crypto.seal("6222000000009999"))

    with pytest.raises(Blocked, match="收款账号与登记时不一致"):
        services.send(batch, actor=SYSTEM)


def test_the_steps_of_a_payment_are_those_of_its_life_cycle() -> None:
    kept = import_module("niangjia.ledger.migrations.0008_payment_steps").STEPS
    steps = {(source, step.target) for step in rules.PAYMENT.steps for source in step.source}

    assert set(kept) == {(str(source), str(target)) for source, target in steps}


def test_what_was_called_off_is_not_paid_whatever_writes(tree: Tree, money: Money) -> None:
    payment = builders.ordered(money, builders.person_of(tree))
    services.reverse(payment, reason="重复", actor=SYSTEM)

    refused(
        "不能从“reversed”变为“paid”",
        lambda: Payment.objects.filter(pk=payment.pk).update(status="paid"),
    )
