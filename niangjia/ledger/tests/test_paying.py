"""One payment from promise to end: who may, what is booked, what is told, what is refused."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from niangjia.accounts.rules import Role
from niangjia.accounts.testing import Cast, Tree, player
from niangjia.kernel import crypto, ids, journal
from niangjia.kernel.actor import SYSTEM
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.ledger import queries, rules, services
from niangjia.ledger.models import Entry, Payment, Reservation
from niangjia.ledger.rules import PaymentStatus, ReservationStatus
from niangjia.ledger.services import outcomes
from niangjia.ledger.tests import builders
from niangjia.ledger.tests.builders import Money
from niangjia.members.models import Person


@pytest.fixture
def money(tree: Tree) -> Money:
    return builders.money(tree)


@pytest.fixture
def person(tree: Tree) -> Person:
    return builders.person_of(tree)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, str, str]]:
    """What handlers of members.person are told: subject, number, outcome."""
    monkeypatch.setattr(outcomes, "_HANDLERS", {})
    heard: list[tuple[int, str, str]] = []

    def hear(pk: int, payment: Payment | None, outcome: PaymentStatus) -> None:
        heard.append((pk, payment.number if payment else "", str(outcome)))

    services.on_paid("members.person", hear)
    services.on_paid("Members.Person", hear)  # twice is once
    return heard


def numbers(money: Money) -> tuple[Decimal, Decimal]:
    """At the bank, free."""
    return queries.balance(money.fund), queries.available(money.fund)


def test_promise_order_batch_file_reply(
    money: Money, person: Person, told: list[tuple[int, str, str]]
) -> None:
    reservation = builders.reserved(money, person, "500")
    assert numbers(money) == (Decimal(10000), Decimal(9500))
    payment = services.order(reservation, actor=SYSTEM)
    batch = builders.sent(money, [payment])
    assert numbers(money) == (Decimal(10000), Decimal(9500))

    builders.answered(batch)

    payment.refresh_from_db()
    reservation.refresh_from_db()
    batch.refresh_from_db()
    assert (payment.status, payment.paid_on) == ("paid", builders.today())
    assert (reservation.status, batch.status) == ("spent", "replied")
    assert numbers(money) == (Decimal(9500), Decimal(9500))
    entry = Entry.objects.get(payment=payment)
    assert [(line.account, line.amount) for line in queries.lines_of(entry)] == [
        ("50204", Decimal(500)),
        ("102", Decimal(-500)),
    ]
    assert told == [(person.pk, payment.number, "paid")]
    assert [t.step for t in journal.transitions_of(payment)] == [
        "start", "approve", "batch", "send", "pay",
    ]  # fmt: skip


def test_nobody_approves_what_she_reserved(tree: Tree, money: Money, person: Person) -> None:
    clerk = builders.finance(tree)
    reservation = builders.reserved(money, person, actor=clerk.actor)

    with pytest.raises(Blocked, match="不能审批自己提出的付款"):
        services.order(reservation, actor=clerk.actor)
    assert Payment.objects.count() == 0
    reservation.refresh_from_db()
    assert reservation.status == "held"

    payment = services.order(reservation, actor=builders.leader(tree).actor)
    assert (payment.status, payment.prepared_by_id) == ("ordered", clerk.user.pk)
    with pytest.raises(IntegrityError, match="ledger_payment_two_people"), transaction.atomic():
        Payment.objects.filter(pk=payment.pk).update(approved_by_id=clerk.user.pk)


def test_only_who_may_approve_there_orders_and_reverses(
    tree: Tree, cast: Cast, money: Money, person: Person
) -> None:
    reservation = builders.reserved(money, person)
    payment = builders.paid(money, person, "1")
    aid = player("xian-bangfu", "县帮扶", tree.county, Role.AID)
    other = player("lin-lingdao", "邻县领导", tree.neighbour, Role.LEADER)
    leader = builders.leader(tree)

    for who in (*cast, aid, other):
        with pytest.raises(NotVisible):
            services.order(reservation, actor=who.actor)
        with pytest.raises(NotVisible):
            services.reverse(payment, reason="追回", actor=who.actor)
    with pytest.raises(NotVisible):  # a leader without second factor
        services.order(reservation, actor=leader.plain_actor)
    with pytest.raises(NotVisible):  # approves, but does not pay
        services.give_back(payment, reason="退汇", actor=leader.actor)

    assert Payment.objects.count() == 1
    assert services.order(reservation, actor=leader.actor).approved_by_id == leader.user.pk


def test_failed_payment_is_paid_by_a_new_attempt_approved_again(
    tree: Tree, money: Money, person: Person, told: list[tuple[int, str, str]]
) -> None:
    clerk = builders.finance(tree)
    failed = builders.failed(money, person)
    assert (numbers(money), failed.bank_note) == (
        (Decimal(10000), Decimal(9500)), "户名账号不符",
    )  # fmt: skip

    with pytest.raises(Blocked, match="收款人姓名应为2至50个汉字"):
        services.reissue(failed, payee_name="张三1", actor=clerk.actor)

    again = services.reissue(
        failed, account_number="6217 0000 9999 0001", bank_name="建设银行", actor=clerk.actor
    )

    failed.refresh_from_db()
    assert (failed.status, again.status, again.attempt) == ("reissued", "prepared", 2)
    assert crypto.unseal(bytes(again.bank_card_sealed)) == "6217000099990001"
    assert crypto.unseal(bytes(failed.bank_card_sealed)) == f"622200000000{person.pk:07}"
    with pytest.raises(Blocked, match="不能审批自己提出的付款"):
        services.approve(again, actor=clerk.actor)
    again = services.approve(again, actor=builders.leader(tree).actor)
    builders.answered(builders.sent(money, [again]))
    again.refresh_from_db()
    assert again.status == "paid"
    assert numbers(money) == (Decimal(9500), Decimal(9500))
    assert [outcome for _, _, outcome in told] == ["failed", "paid"]


def test_returned_payment_is_countered_and_paid_again_once(
    money: Money, person: Person, told: list[tuple[int, str, str]]
) -> None:
    payment = builders.paid(money, person)

    payment = services.give_back(payment, reason="收款户冻结", actor=SYSTEM)

    assert (payment.status, numbers(money)) == ("returned", (Decimal(10000), Decimal(9500)))
    pay, back = Entry.objects.filter(payment=payment).order_by("pk")
    assert (back.reverses, back.kind, back.amount) == (pay, "give_back", Decimal(500))
    again = services.reissue(payment, actor=SYSTEM)
    assert again.bank_card_blind == bytes(payment.bank_card_blind)
    with pytest.raises(Blocked, match="当前状态是“已重新付款”"):
        services.reissue(payment, actor=SYSTEM)
    with pytest.raises(Blocked, match="当前状态是“已重新付款”"):
        services.give_back(payment, reason="x", actor=SYSTEM)
    builders.answered(builders.sent(money, [services.approve(again, actor=SYSTEM)]))
    assert numbers(money) == (Decimal(9500), Decimal(9500))
    assert [outcome for _, _, outcome in told] == ["paid", "returned", "paid"]


def test_day_of_return_lies_between_payment_and_today(money: Money, person: Person) -> None:
    payment = builders.paid(money, person)

    for days in (-1, 1):
        on = builders.today() + timedelta(days=days)
        with pytest.raises(Blocked, match="退回日期应在"):
            services.give_back(payment, reason="x", on=on, actor=SYSTEM)

    payment.refresh_from_db()
    assert payment.status == "paid"


def test_obligation_has_one_attempt_at_a_time(money: Money, person: Person) -> None:
    payment = builders.ordered(money, person)
    reservation = payment.reservation
    reservation.refresh_from_db()

    with pytest.raises(Blocked, match="当前是“付款中”"):
        services.order(reservation, actor=SYSTEM)
    double = Payment.objects.get(pk=payment.pk)
    double.pk, double.public_id, double.number = None, ids.uuid7(), "FK-X"
    double.key, double.attempt = "another", 2
    with pytest.raises(IntegrityError, match="ledger_payment_one_attempt"), transaction.atomic():
        double.save(force_insert=True)

    assert Payment.objects.count() == 1


@pytest.mark.parametrize("state", ["ordered", "failed", "returned", "paid"])
def test_reversing_frees_the_money(
    money: Money, person: Person, told: list[tuple[int, str, str]], state: str
) -> None:
    makers = {"ordered": builders.ordered, "failed": builders.failed, "paid": builders.paid}
    payment = makers.get(state, builders.paid)(money, person)
    if state == "returned":
        payment = services.give_back(payment, reason="冻结", actor=SYSTEM)

    payment = services.reverse(payment, reason="重复申请,款已追回", actor=SYSTEM)

    assert (payment.status, numbers(money)) == ("reversed", (Decimal(10000), Decimal(10000)))
    assert Reservation.objects.get().status == ReservationStatus.RELEASED
    assert Entry.objects.filter(kind="reverse").count() == (1 if state == "paid" else 0)
    assert told[-1] == (person.pk, payment.number, PaymentStatus.REVERSED)
    with pytest.raises(Blocked, match="当前状态是“已撤销”"):
        services.reverse(payment, reason="再来", actor=SYSTEM)


def test_nothing_is_reversed_while_the_bank_may_pay_it(money: Money, person: Person) -> None:
    payment = builders.ordered(money, person)
    batch = builders.batched(money, [payment])
    with pytest.raises(Blocked, match="当前状态是“已编批”"):
        services.reverse(payment, reason="放弃", actor=SYSTEM)
    services.send(batch, actor=SYSTEM)

    with pytest.raises(Blocked, match="当前状态是“已送银行”"):
        services.reverse(payment, reason="放弃", actor=SYSTEM)

    payment.refresh_from_db()
    assert payment.status == "sent"


def test_reasons_are_asked_for(money: Money, person: Person) -> None:
    payment = builders.paid(money, person)

    with pytest.raises(Blocked, match="请写明原因"):
        services.reverse(payment, reason=" ", actor=SYSTEM)
    with pytest.raises(Blocked, match="请写明原因"):
        services.give_back(payment, reason="", actor=SYSTEM)


def test_handler_that_refuses_undoes_the_whole_reply(
    monkeypatch: pytest.MonkeyPatch, money: Money, person: Person
) -> None:
    monkeypatch.setattr(outcomes, "_HANDLERS", {})
    batch = builders.sent(money, [builders.ordered(money, person)])

    def refuse(pk: int, payment: Payment | None, outcome: PaymentStatus) -> None:
        raise Blocked("档案已注销")

    services.on_paid("members.person", refuse)

    with pytest.raises(Blocked, match="档案已注销"):
        builders.answered(batch)

    batch.refresh_from_db()
    assert (batch.status, Payment.objects.get().status) == ("sent", "sent")
    assert Entry.objects.filter(kind="pay").count() == 0


def test_visits_are_booked_as_warmth_and_help_as_hardship() -> None:
    assert rules.expense_account(rules.ProgrammeKind.WINTER) == "50205"
    assert rules.expense_account(rules.ProgrammeKind.AUTUMN) == "50205"
    assert rules.expense_account(rules.ProgrammeKind.ILLNESS) == "50204"
    assert rules.expense_account(rules.ProgrammeKind.TEMPORARY) == "50204"


def test_all_of_a_fund_are_approved_at_once_but_ones_own(tree: Tree, money: Money) -> None:
    clerk = builders.finance(tree)
    people = [builders.person_of(tree, number) for number in (1, 2, 3)]
    for person in people:
        builders.reserved(money, person, "100")
    own = builders.reserved(money, people[0], "50", actor=clerk.actor)
    entries = journal.entries_of(money.fund)

    services.order_all(money.fund, actor=clerk.actor)

    own.refresh_from_db()
    assert own.status == "held"
    rows = list(Payment.objects.order_by("pk"))
    assert {(row.status, row.approved_by_id, row.attempt) for row in rows} == {
        ("ordered", clerk.user.pk, 1)
    }
    assert [row.person for row in rows] == people
    assert {row.due_on for row in rows} != {None}
    assert [t.step for t in journal.transitions_of(rows[0])] == ["start", "approve"]
    assert entries.filter(verb="ledger.order_all").count() == 1
    with pytest.raises(Blocked, match="没有可由您批准的付款"):
        services.order_all(money.fund, actor=clerk.actor)
    with pytest.raises(NotVisible):
        services.order_all(money.fund, actor=builders.finance(tree, tree.neighbour).actor)
