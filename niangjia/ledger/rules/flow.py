"""The life cycles of a payment (付款) and of a payment batch (付款批次). Pure.

Reserved → approved by somebody else → batched → file to the bank → the bank's reply. A failed or
returned payment is paid again by a new attempt, which is approved again: its account may be new.
"""

from __future__ import annotations

from typing import Protocol

from niangjia.kernel.actor import Actor
from niangjia.kernel.clock import WorkingDays
from niangjia.kernel.workflow import Step, Workflow
from niangjia.ledger.rules.codes import BatchStatus as B
from niangjia.ledger.rules.codes import PaymentStatus as S
from niangjia.ledger.rules.policies import APPROVAL, BATCHING, REISSUE, REPLY


class Prepared(Protocol):
    """What the guards read of a payment."""

    prepared_by_id: int | None


class Sent(Protocol):
    """What the guards read of a batch."""

    status: str
    sent_by_id: int | None


def other_than_preparer(payment: Prepared, actor: Actor) -> str | None:
    """Nobody approves money she reserved herself, or an account she entered."""
    if actor.user_id is not None and payment.prepared_by_id == actor.user_id:
        return "不能审批自己提出的付款。请由本级其他有审批权的人或上级办理。"
    return None


def other_than_sender(batch: Sent, actor: Actor) -> str | None:
    """Once the bank may have the file, somebody else says that it was never carried out."""
    is_sent = batch.status == B.SENT
    if is_sent and actor.user_id is not None and batch.sent_by_id == actor.user_id:
        return "银行文件已由您生成,作废须由其他有审批权的人办理。"
    return None


PAYMENT = Workflow.of(
    "payment",
    "付款",
    S.choices(),
    Step(
        "approve",
        "批准付款",
        source=(S.PREPARED,),
        target=S.ORDERED,
        permission="ledger.approve",
        guards=(other_than_preparer,),
        within=WorkingDays(APPROVAL.days),
        policy=APPROVAL.code,
    ),
    Step(
        "batch",
        "编入批次",
        source=(S.ORDERED,),
        target=S.BATCHED,
        permission="ledger.pay",
        within=WorkingDays(BATCHING.days),
        policy=BATCHING.code,
    ),
    Step(
        "unbatch",
        "移出批次",
        source=(S.BATCHED,),
        target=S.ORDERED,
        permission="ledger.approve",
        needs_reason=True,
        is_primary=False,
    ),
    Step("send", "送银行", source=(S.BATCHED,), target=S.SENT, permission="ledger.pay"),
    Step("pay", "银行付款成功", source=(S.SENT,), target=S.PAID, permission="ledger.pay"),
    Step(
        "fail",
        "银行付款失败",
        source=(S.SENT,),
        target=S.FAILED,
        permission="ledger.pay",
        needs_reason=True,
        is_primary=False,
    ),
    Step(
        "give_back",
        "登记银行退回",
        source=(S.PAID,),
        target=S.RETURNED,
        permission="ledger.pay",
        needs_reason=True,
        is_primary=False,
    ),
    Step(
        "reissue",
        "重新付款",
        source=(S.FAILED, S.RETURNED),
        target=S.REISSUED,
        permission="ledger.edit",
        within=WorkingDays(REISSUE.days),
        policy=REISSUE.code,
    ),
    Step(
        "reverse",
        "撤销付款",
        source=(S.PREPARED, S.ORDERED, S.FAILED, S.RETURNED, S.PAID),
        target=S.REVERSED,
        permission="ledger.approve",
        needs_reason=True,
        is_primary=False,
    ),
)

BATCH = Workflow.of(
    "payment_batch",
    "付款批次",
    B.choices(),
    Step(
        "send",
        "生成银行文件",
        source=(B.MADE,),
        target=B.SENT,
        permission="ledger.pay",
        within=WorkingDays(BATCHING.days),
        policy=BATCHING.code,
    ),
    Step(
        "reply",
        "导入回盘",
        source=(B.SENT,),
        target=B.REPLIED,
        permission="ledger.pay",
        within=WorkingDays(REPLY.days),
        policy=REPLY.code,
    ),
    Step(
        "void",
        "作废批次",
        source=(B.MADE, B.SENT),
        target=B.VOID,
        permission="ledger.approve",
        guards=(other_than_sender,),
        needs_reason=True,
        is_primary=False,
    ),
)
