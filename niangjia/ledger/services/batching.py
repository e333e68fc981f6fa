"""Payment batches (付款批次): made, handed to the bank as a file, or voided."""

from __future__ import annotations

from collections.abc import Sequence

from niangjia.kernel import clock, journal, policy, privacy
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked
from niangjia.kernel.ids import new_number
from niangjia.kernel.money import ZERO, show_yuan
from niangjia.kernel.verbs import advance, lock, start, verb
from niangjia.ledger import rules
from niangjia.ledger.models import Payment, PaymentBatch
from niangjia.ledger.rules import BatchStatus, PaymentStatus, layouts
from niangjia.ledger.rules.layouts import Layout
from niangjia.ledger.services import files, outcomes
from niangjia.ledger.services.access import hold_all, require
from niangjia.ledger.services.steps import advance_many
from niangjia.unions.models import Union

MOST = 5_000
"""Payments in one file; banks take a few thousand at a time."""


@verb
def make_batch(union: Union, payments: Sequence[Payment], *, actor: Actor) -> PaymentBatch:
    """Put approved payments of the union into one bank file. NotVisible or Blocked."""
    require(actor, "ledger.pay", union.path)
    if not payments:
        raise Blocked("没有可以编批的付款。请先批准付款。")
    if len(payments) > MOST:
        raise Blocked(f"一个批次最多{MOST:,}笔,现有{len(payments):,}笔。请分几批办理。")
    layout = _layout(union)
    rows = hold_all(Payment.objects.filter(pk__in=[payment.pk for payment in payments]))
    if any(row.union_id != union.pk for row in rows):
        raise Blocked(f"一个批次只能有一个付款工会。请只选{union.name}的付款。")
    batch = PaymentBatch.objects.create(
        number=new_number("PC", clock.today()),
        union=union,
        made_on=clock.today(),
        payment_count=len(rows),
        amount=sum((row.amount for row in rows), ZERO),
        layout=layout.as_json(),
    )
    for line_number, row in enumerate(rows, 1):
        row.batch, row.line_number = batch, line_number
    advance_many(rows, "batch", actor=actor, fields=("batch", "line_number"))
    summary = f"编制付款批次,{batch.payment_count}笔 {show_yuan(batch.amount)}"
    start(batch, rules.BATCH, actor=actor, summary=summary)
    return batch


@verb
def send(batch: PaymentBatch, *, actor: Actor, reason: str = "") -> PaymentBatch:
    """Make the bank file (生成银行文件): from now on the bank may have it. NotVisible or Blocked."""
    batch = lock(PaymentBatch, batch.pk)
    step = rules.BATCH.require("send", batch, actor, reason=reason)
    batch.file_sha256 = files.digest(files.written(batch))
    batch.sent_by_id = actor.user_id
    batch.save(update_fields=["file_sha256", "sent_by_id", "updated_at"])
    advance_many(hold_all(batch.payments.all()), "send", actor=actor)
    return advance(batch, rules.BATCH, step, actor=actor, summary="生成银行文件")


@verb
def bank_file(batch: PaymentBatch, *, actor: Actor) -> bytes:
    """The bank file of a batch that was sent, byte for byte as it was; each look is journalled.

    Raises NotVisible, or Blocked before it was sent and when the bytes would differ.
    """
    batch = lock(PaymentBatch, batch.pk)
    require(actor, "ledger.pay", batch.scope_path)
    if batch.status not in (BatchStatus.SENT, BatchStatus.REPLIED):
        raise Blocked("这个批次还没有生成银行文件,或已作废。请先“生成银行文件”。")
    data = files.written(batch)
    if files.digest(data) != batch.file_sha256:
        raise Blocked(
            "重新生成的文件与送银行时不一致,没有下载。请不要重复付款,并联系系统管理员核对。"
        )
    entry = journal.record(
        "ledger.bank_file",
        batch,
        actor=actor,
        summary=f"下载银行文件(含{batch.payment_count}个收款账号)",
        reason="送银行付款",
        is_read=True,
    )
    held = batch.payments.values_list("pk", flat=True)
    privacy.disclosed(entry.pk, Payment._meta.label_lower, held)
    return data


def extension_of(batch: PaymentBatch) -> str:
    """Ending of the bank file's name."""
    return files.layout_of(batch).extension


@verb
def void(batch: PaymentBatch, *, reason: str, actor: Actor) -> PaymentBatch:
    """Give a batch up (作废批次). NotVisible or Blocked.

    Before it was sent its payments are free for another batch. Afterwards they become failed ones,
    each to be approved again: somebody must be sure that the bank did not carry out the file.
    """
    batch = lock(PaymentBatch, batch.pk)
    step = rules.BATCH.require("void", batch, actor, reason=reason)
    rows = hold_all(batch.payments.all())
    why = {row.pk: f"批次{batch.number}作废:{reason.strip()}" for row in rows}
    acting = actor.with_system_rights()  # what follows from the decision made above
    if batch.status == BatchStatus.MADE:
        for row in rows:
            row.batch, row.line_number = None, None
        advance_many(rows, "unbatch", actor=acting, reasons=why, fields=("batch", "line_number"))
    else:
        for row in rows:
            row.bank_note = why[row.pk][:200]
        advance_many(rows, "fail", actor=acting, reasons=why, fields=("bank_note",))
        for row in rows:
            outcomes.tell(row, PaymentStatus.FAILED)
    return advance(batch, rules.BATCH, step, actor=actor, reason=reason)


def _layout(union: Union) -> Layout:
    """The layout in force for the union today. Raises Blocked."""
    try:
        return layouts.read(policy.get(rules.BANK_FILE.code, union.path, clock.today()))
    except layouts.BadLayout as error:
        raise Blocked(f"不能编批:{error}") from error
