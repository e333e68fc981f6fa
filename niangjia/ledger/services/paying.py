"""One payment: approved, given back by the bank, paid again, reversed."""

from __future__ import annotations

from datetime import date

from niangjia.kernel import clock, crypto
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked
from niangjia.kernel.ids import new_number
from niangjia.kernel.money import show_yuan
from niangjia.kernel.verbs import advance, start, verb
from niangjia.ledger import rules
from niangjia.ledger.models import Payment, Reservation
from niangjia.ledger.rules import EntryKind, PaymentStatus, ReservationStatus
from niangjia.ledger.services import outcomes
from niangjia.ledger.services.access import hold_payment, hold_reservation, refuse
from niangjia.ledger.services.booking import book, unpaid
from niangjia.ledger.services.reserving import CARD, account_of, account_refusal, free, move
from niangjia.members.rules.people import check_name


@verb
def order(reservation: Reservation, *, actor: Actor) -> Payment:
    """Approve paying what was reserved (批准付款); not by who reserved it. NotVisible or Blocked."""
    reservation = hold_reservation(reservation)
    if reservation.status != ReservationStatus.HELD:
        state = ReservationStatus(reservation.status).label
        raise Blocked(f"不能批准付款:这笔资金当前是“{state}”,可能已被他人处理。请刷新页面后再看。")
    payment = attempt_of(reservation, 1, prepared_by_id=reservation.reserved_by_id)
    payment.save(force_insert=True)
    start(payment, rules.PAYMENT, actor=actor, summary=f"提出付款 {show_yuan(payment.amount)}")
    move(reservation, ReservationStatus.ORDERED)
    return _approve(payment, actor)


@verb
def approve(payment: Payment, *, actor: Actor, reason: str = "") -> Payment:
    """Approve another attempt (批准付款); not by who entered its account. NotVisible or Blocked."""
    payment, _ = hold_payment(payment)
    return _approve(payment, actor)


@verb
def give_back(payment: Payment, *, reason: str, on: date | None = None, actor: Actor) -> Payment:
    """Record that the bank returned a paid payment (银行退回): the money is there again."""
    payment, reservation = hold_payment(payment)
    step = rules.PAYMENT.require("give_back", payment, actor, reason=reason)
    day = _day(payment, on)
    payment.bank_note = reason.strip()[:200]
    payment.save(update_fields=["bank_note", "updated_at"])
    summary = f"银行退回{payment.payee_name}({payment.number}):{reason.strip()}"
    book(unpaid(payment, EntryKind.GIVE_BACK, day, summary), actor=actor)
    move(reservation, ReservationStatus.ORDERED)
    payment = advance(payment, rules.PAYMENT, step, actor=actor, reason=reason)
    outcomes.tell(payment, PaymentStatus.RETURNED)
    return payment


@verb
def reissue(
    payment: Payment,
    *,
    account_number: str = "",
    bank_name: str = "",
    payee_name: str = "",
    actor: Actor,
    reason: str = "",
) -> Payment:
    """Make another attempt of a failed or returned payment (重新付款), which must be approved again.

    Empty values stay as they were. Returns the new payment. NotVisible or Blocked.
    """
    payment, reservation = hold_payment(payment)
    step = rules.PAYMENT.require("reissue", payment, actor, reason=reason)
    if not payment.union.is_open:
        raise Blocked(
            f"“{payment.union.name}”已经注销,不能再付款。请撤销付款,把余额移交承接的工会,由它重新办理。"
        )
    if account_number.strip():
        refuse(account_refusal(account_number), "account_number")
    if payee_name.strip():
        payee_name = check_name(payee_name, whose="收款人", field="payee_name")
    advance(payment, rules.PAYMENT, step, actor=actor, reason=reason)
    again = attempt_of(
        reservation,
        payment.attempt + 1,
        prepared_by_id=actor.user_id,
        before=payment,
        account_number=account_of(account_number),
        bank_name=bank_name.strip(),
        payee_name=payee_name.strip(),
    )
    again.save(force_insert=True)
    changed = "(收款账号已更改)" if again.bank_card_blind != bytes(payment.bank_card_blind) else ""
    summary = f"重新付款,原付款单{payment.number}{changed}"
    start(again, rules.PAYMENT, actor=actor, summary=summary)
    return again


@verb
def reverse(payment: Payment, *, reason: str, actor: Actor) -> Payment:
    """Call a payment off (撤销付款) and free its money; a paid one has come back and is countered.

    While it is at the bank nothing can be called off. NotVisible or Blocked.
    """
    payment, reservation = hold_payment(payment)
    step = rules.PAYMENT.require("reverse", payment, actor, reason=reason)
    if payment.status == PaymentStatus.PAID:
        summary = f"冲正付{payment.payee_name}({payment.number}):{reason.strip()}"
        book(unpaid(payment, EntryKind.REVERSE, clock.today(), summary), actor=actor)
    free(reservation, f"撤销付款{payment.number}:{reason}", actor=actor)
    payment = advance(payment, rules.PAYMENT, step, actor=actor, reason=reason)
    outcomes.tell(payment, PaymentStatus.REVERSED)
    return payment


def _approve(payment: Payment, actor: Actor) -> Payment:
    step = rules.PAYMENT.require("approve", payment, actor)
    payment.approved_by_id = actor.user_id
    payment.save(update_fields=["approved_by_id", "updated_at"])
    summary = f"批准付款 {show_yuan(payment.amount)}"
    return advance(payment, rules.PAYMENT, step, actor=actor, summary=summary)


def _day(payment: Payment, on: date | None) -> date:
    """The day it came back: not before it was paid, not after today."""
    day = on or clock.today()
    if payment.paid_on is not None and not payment.paid_on <= day <= clock.today():
        raise Blocked(f"退回日期应在到账日期({payment.paid_on})和今天之间。", field="on")
    return day


def attempt_of(
    reservation: Reservation,
    attempt: int,
    *,
    prepared_by_id: int | None,
    before: Payment | None = None,
    account_number: str = "",
    bank_name: str = "",
    payee_name: str = "",
) -> Payment:
    """A payment of what is reserved, not saved; to the account of the one before unless told."""
    old = before or reservation
    return Payment(
        number=new_number("FK", clock.today()),
        key=f"{reservation.key}:{attempt}",
        reservation=reservation,
        attempt=attempt,
        union_id=reservation.union_id,
        benefit_union_id=reservation.benefit_union_id,
        fund_id=reservation.fund_id,
        programme_id=reservation.programme_id,
        amount=reservation.amount,
        use=reservation.use,
        year=reservation.year,
        person_id=reservation.person_id,
        household=reservation.household,
        payee_name=payee_name or old.payee_name,
        bank_name=bank_name or old.bank_name,
        bank_card_sealed=crypto.seal(account_number) if account_number else old.bank_card_sealed,
        bank_card_blind=crypto.blind(CARD, account_number)
        if account_number
        else bytes(old.bank_card_blind),
        subject_label=reservation.subject_label,
        subject_id=reservation.subject_id,
        prepared_by_id=prepared_by_id,
    )
