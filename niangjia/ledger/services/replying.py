"""The bank's reply (回盘): checked as a whole, then every line booked, or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import BinaryIO

from niangjia.kernel import clock, crypto, journal
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked
from niangjia.kernel.money import ZERO, show_yuan
from niangjia.kernel.verbs import advance, lock, verb
from niangjia.ledger import rules
from niangjia.ledger.models import (
    BankReply,
    BankReplyLine,
    Payment,
    PaymentBatch,
    Reservation,
)
from niangjia.ledger.rules import (
    BatchStatus,
    EntryKind,
    PaymentStatus,
    ReplyOutcome,
    ReservationStatus,
    replies,
)
from niangjia.ledger.rules.replies import Answer, Expected, Problem
from niangjia.ledger.services import files, outcomes
from niangjia.ledger.services.access import hold_all, hold_funds, refuse, require
from niangjia.ledger.services.booking import Event, book_many, paid, unpaid
from niangjia.ledger.services.steps import advance_many

_NO_NOTE = "银行未说明原因"
_NO_REPLY = {
    BatchStatus.MADE: "不能导入回盘:这个批次还没有送银行。请先“生成银行文件”。",
    BatchStatus.VOID: (
        "不能导入回盘:这个批次已经作废。如果银行其实已经付款,请先停止重新付款,"
        "与银行核实,把多付的追回后再办。"
    ),
}


class BadReply(Blocked):
    """The file cannot be taken in; ``problems`` name every line that is wrong."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        shown = ";".join(str(problem) for problem in problems[:3])
        more = f" 等{len(problems)}处" if len(problems) > 3 else ""
        super().__init__(f"回盘文件没有入账:{shown}{more}", field="reply")
        self.problems = tuple(problems)


@verb
def import_reply(
    batch: PaymentBatch,
    upload: BinaryIO,
    *,
    file_name: str = "",
    on: date | None = None,
    actor: Actor,
) -> BankReply:
    """Take in what the bank answered. ``on`` is the bank's day of payment, today by default.

    Raises NotVisible; BadReply with every problem by line; Blocked for a file taken in before.
    """
    hold_funds(batch.payments.values_list("fund_id", flat=True).distinct())
    batch = lock(PaymentBatch, batch.pk)
    require(actor, "ledger.pay", batch.scope_path)
    refuse(_NO_REPLY.get(BatchStatus(batch.status)), "reply")
    data = upload.read(files.LARGEST + 1)
    sha256 = files.digest(data)
    if BankReply.objects.filter(batch=batch, sha256=sha256).exists():
        raise Blocked("这个回盘文件已经导入过,没有重复入账。", field="reply")
    day = _day(batch, on)
    layout = files.layout_of(batch)
    rows, encoding = files.rows_of(data, layout)
    payments = {payment.line_number or 0: payment for payment in hold_all(batch.payments.all())}
    reading = replies.read(rows, layout, batch.number, _expected(payments))
    if reading.problems:
        raise BadReply(reading.problems)
    reply = BankReply(batch=batch, sha256=sha256, file_name=file_name[:200], encoding=encoding)
    _keep(reply, reading.answers, payments, actor)
    _carry_out(payments, reading.answers, day, actor)
    _finish(batch, reply, actor)
    return reply


def _day(batch: PaymentBatch, on: date | None) -> date:
    day = on or clock.today()
    if not batch.made_on <= day <= clock.today():
        raise Blocked(f"付款日期应在编批日期({batch.made_on})和今天之间。", field="on")
    return day


def _expected(payments: dict[int, Payment]) -> dict[int, Expected]:
    return {
        number: Expected(
            number,
            crypto.unseal(bytes(payment.bank_card_sealed)),
            payment.payee_name,
            payment.amount,
            PaymentStatus(payment.status),
        )
        for number, payment in payments.items()
    }


def _keep(
    reply: BankReply, answers: Sequence[Answer], payments: dict[int, Payment], actor: Actor
) -> None:
    """The reply and its lines, as evidence."""
    good = [payments[a.line_number] for a in answers if a.outcome == ReplyOutcome.PAID]
    reply.paid_count = len(good)
    reply.paid_amount = sum((payment.amount for payment in good), ZERO)
    reply.failed_count = sum(a.outcome == ReplyOutcome.FAILED for a in answers)
    reply.returned_count = sum(a.outcome == ReplyOutcome.RETURNED for a in answers)
    reply.actor_id, reply.actor_label = actor.user_id, actor.label[:100]
    reply.file_name = reply.file_name or f"{reply.batch.number}回盘"
    reply.save()
    BankReplyLine.objects.bulk_create(
        BankReplyLine(
            reply=reply,
            line_number=answer.line_number,
            payment=payments[answer.line_number],
            outcome=answer.outcome,
            note=answer.note,
        )
        for answer in answers
    )


def _carry_out(
    payments: dict[int, Payment], answers: Sequence[Answer], day: date, actor: Actor
) -> None:
    """Paid, failed (also: returned before it ever counted as paid), returned after it was paid."""
    good: list[Payment] = []
    failed: list[Payment] = []
    returned: list[Payment] = []
    for answer in answers:
        payment = payments[answer.line_number]
        payment.bank_note = answer.note
        if answer.outcome == ReplyOutcome.PAID:
            good.append(payment)
            continue
        payment.bank_note = answer.note or _NO_NOTE
        (failed if payment.status == PaymentStatus.SENT else returned).append(payment)
    _pay(good, day, actor)
    _fail(failed, actor)
    _give_back(returned, day, actor)


def _pay(payments: list[Payment], day: date, actor: Actor) -> None:
    """Spend what was reserved, book it, tell the area: in this order, so no fund looks overdrawn."""
    _move([payment.reservation_id for payment in payments], ReservationStatus.SPENT)
    for payment in payments:
        payment.paid_on = day
    book_many([paid(payment, day) for payment in payments], actor=actor)
    advance_many(payments, "pay", actor=actor, fields=("paid_on", "bank_note"))
    for payment in payments:
        outcomes.tell(payment, PaymentStatus.PAID)


def _fail(payments: list[Payment], actor: Actor) -> None:
    reasons = {payment.pk: payment.bank_note for payment in payments}
    advance_many(payments, "fail", actor=actor, reasons=reasons, fields=("bank_note",))
    for payment in payments:
        outcomes.tell(payment, PaymentStatus.FAILED)


def _give_back(payments: list[Payment], day: date, actor: Actor) -> None:
    events: list[Event] = []
    for payment in payments:
        summary = f"银行退回{payment.payee_name}({payment.number}):{payment.bank_note}"
        events.append(unpaid(payment, EntryKind.GIVE_BACK, day, summary))
    book_many(events, actor=actor)
    _move([payment.reservation_id for payment in payments], ReservationStatus.ORDERED)
    reasons = {payment.pk: payment.bank_note for payment in payments}
    advance_many(payments, "give_back", actor=actor, reasons=reasons, fields=("bank_note",))
    for payment in payments:
        outcomes.tell(payment, PaymentStatus.RETURNED)


def _move(keys: Sequence[int], status: ReservationStatus) -> None:
    """The payments' reservations, locked in order, in one statement."""
    held = Reservation.objects.select_for_update().filter(pk__in=keys).order_by("pk")
    Reservation.objects.filter(pk__in=[row.pk for row in held]).update(
        status=status, updated_at=clock.now()
    )


def _finish(batch: PaymentBatch, reply: BankReply, actor: Actor) -> None:
    summary = (
        f"导入回盘:成功{reply.paid_count}笔 {show_yuan(reply.paid_amount)},"
        f"失败{reply.failed_count}笔,退回{reply.returned_count}笔"
    )
    if batch.status == BatchStatus.SENT:
        step = rules.BATCH.require("reply", batch, actor)
        advance(batch, rules.BATCH, step, actor=actor, summary=summary)
    else:
        journal.record("payment_batch.returned", batch, actor=actor, summary=summary)
