"""Promising money (资金占用): under lock, never more than there is, budgeted, allowed, capped."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db import models

from niangjia.kernel import clock, crypto, journal, policy
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked
from niangjia.kernel.money import show_yuan
from niangjia.kernel.verbs import lock, verb
from niangjia.ledger import queries, rules
from niangjia.ledger.models import Budget, Fund, Programme, Reservation
from niangjia.ledger.rules import FileLevel, FundSource, posting, sources
from niangjia.ledger.services import outcomes
from niangjia.ledger.services.access import hold_reservation, refuse, require
from niangjia.members.models import Person

CARD = "bank_card"
"""Kind of the blind index of an account number."""


@dataclass(frozen=True)
class Payee:
    """Who is helped and where the money goes.

    ``person`` None pays a unit (a supplier), who is nobody's 人数. ``household`` is the public id of
    the household file, ``file_level`` its level: without one, money for files only cannot pay.
    """

    person: Person | None
    household: str
    name: str
    account_number: str
    bank_name: str = ""
    file_level: FileLevel | None = None


@verb
def reserve(
    fund: Fund,
    programme: Programme,
    amount: Decimal,
    *,
    subject: models.Model,
    payee: Payee,
    use: str,
    year: int,
    key: str,
    actor: Actor,
) -> Reservation:
    """Promise money of the fund to the payee. Idempotent by ``key``.

    The caller has checked its own permission to give; here the actor must be able to see the fund.
    Several in one transaction: funds in the order of their keys. Raises NotVisible or Blocked.
    """
    fund = lock(Fund, fund.pk)
    require(actor, "ledger.view", fund.scope_path)
    earlier = Reservation.objects.filter(key=key).first()
    if earlier is not None:
        return _same(earlier, fund, programme, amount)
    programme = Programme.objects.select_related("union").get(pk=programme.pk)  # as it is now
    refuse(posting.amount_refusal(amount), "amount")
    _check_payee(payee)
    _check_use(fund, programme, payee)
    _check_money(fund, programme, amount, payee, year)
    reservation = Reservation.objects.create(
        key=key,
        union_id=fund.union_id,
        benefit_union_id=getattr(subject, "union_id", None) or fund.union_id,
        fund=fund,
        programme=programme,
        amount=amount,
        use=use,
        year=year,
        person=payee.person,
        household=payee.household,
        payee_name=payee.name.strip(),
        bank_name=payee.bank_name.strip(),
        bank_card_sealed=crypto.seal(account_of(payee.account_number)),
        bank_card_blind=crypto.blind(CARD, account_of(payee.account_number)),
        subject_label=subject._meta.label_lower,
        subject_id=subject.pk,
        file_level=payee.file_level or "",
        reserved_by_id=actor.user_id,
    )
    journal.record(
        "ledger.reserve",
        reservation,
        actor=actor,
        summary=f"占用“{fund.name}”{show_yuan(amount)},用于{programme.name}",
    )
    return reservation


@verb
def release(reservation: Reservation, *, reason: str, actor: Actor) -> Reservation:
    """Free money that will not be paid after all. Once ordered, the payment must be reversed.

    The caller has checked its own permission. Raises NotVisible or Blocked.
    """
    reservation = hold_reservation(reservation)
    require(actor, "ledger.view", reservation.scope_path)
    if reservation.status != rules.ReservationStatus.HELD:
        state = rules.ReservationStatus(reservation.status).label
        raise Blocked(f"不能释放:这笔资金当前是“{state}”。已批准的付款请先撤销付款。")
    if not reason.strip():
        raise Blocked("请写明释放原因。", field="reason")
    reservation = free(reservation, reason, actor=actor)
    outcomes.tell_released(reservation)
    return reservation


def free(reservation: Reservation, reason: str, *, actor: Actor) -> Reservation:
    """Mark a locked reservation as released."""
    reservation.release_reason = reason.strip()[:300]
    move(reservation, rules.ReservationStatus.RELEASED, "release_reason")
    journal.record(
        "ledger.release",
        reservation,
        actor=actor,
        summary=f"释放占用资金 {show_yuan(reservation.amount)}",
        reason=reason,
    )
    return reservation


def move(reservation: Reservation, status: rules.ReservationStatus, *fields: str) -> None:
    """Write the state of a locked reservation."""
    reservation.status = status
    reservation.save(update_fields=["status", *fields, "updated_at"])


def account_of(text: str) -> str:
    """An account number without the blanks and dashes it is written with."""
    return "".join(char for char in text if char.isalnum()).upper()


def account_refusal(text: str) -> str | None:
    """Why this cannot be a bank account: 8 to 32 digits or letters (存折、对公账号 vary)."""
    if not 8 <= len(account_of(text)) <= 32 or not account_of(text).isascii():
        return "收款账号应为8至32位数字。请核对银行卡或存折。"
    return None


def _same(earlier: Reservation, fund: Fund, programme: Programme, amount: Decimal) -> Reservation:
    """The reservation made under this key before, if it is the same and still stands."""
    if (earlier.fund_id, earlier.programme_id, earlier.amount) != (fund.pk, programme.pk, amount):
        raise Blocked("这笔款已按另一资金、项目或金额占用过。请先释放原来的占用,再重新办理。")
    if earlier.status == rules.ReservationStatus.RELEASED:
        raise Blocked("这笔占用已经释放,不能再次使用。请重新提出。")
    return earlier


def _check_payee(payee: Payee) -> None:
    if not payee.name.strip():
        raise Blocked("请填写收款人姓名。", field="payee_name")
    refuse(account_refusal(payee.account_number), "account_number")


def _check_use(fund: Fund, programme: Programme, payee: Payee) -> None:
    """Open fund and programme, within its days, of a union at or above; the source may pay."""
    today = clock.today()
    if not fund.is_open:
        raise Blocked(f"“{fund.name}”已停用。请换用其他资金。", field="fund")
    is_running = programme.from_on <= today and (
        programme.until_on is None or today <= programme.until_on
    )
    if not programme.is_open or not is_running:
        raise Blocked(
            f"项目“{programme.name}”不在执行期内或已停用。请换用其他项目。", field="programme"
        )
    if not fund.union.path.startswith(programme.union.path):
        raise Blocked(
            f"项目“{programme.name}”由{programme.union.name}设立,{fund.union.name}的资金不能用于"
            "该项目。请换用本级或上级的项目。",
            field="programme",
        )
    allowed = sources.read(policy.get(rules.SOURCES.code, fund.scope_path, today))
    refuse(rules.source_refusal(FundSource(fund.source), payee.file_level, allowed), "fund")


def _check_money(
    fund: Fund, programme: Programme, amount: Decimal, payee: Payee, year: int
) -> None:
    """Free money, budget, caps. Person and household are held: two funds may pay one family."""
    names = [f"ledger.person.{payee.person.pk}"] if payee.person else []
    names += [f"ledger.household.{payee.household}"] if payee.household else []
    queries.hold(*names)
    person_id = payee.person.pk if payee.person else None
    budget = Budget.objects.filter(fund=fund, programme=programme, year=year).first()
    taken = queries.taken(fund, budget, person_id, payee.household, year)
    refuse(
        rules.budget_refusal(
            amount, budget.amount if budget else None, taken.of_budget, year, programme.name
        ),
        "amount",
    )
    refuse(rules.free_refusal(amount, fund.free_amount, fund.name), "amount")
    caps = policy.get(rules.CAPS.code, fund.scope_path, clock.today())
    refuse(rules.cap_refusal(amount, taken, caps, year=year), "amount")
