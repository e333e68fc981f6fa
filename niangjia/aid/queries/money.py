"""Money that reached a worker, or is on its way to her (收到的帮扶款)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from niangjia.kernel.money import ZERO
from niangjia.ledger import queries as ledger
from niangjia.ledger.rules import PaymentStatus
from niangjia.members.models import Person


@dataclass(frozen=True)
class Received:
    """One payment in the worker's words. ``is_there``: it arrived."""

    number: str
    what: str
    programme: str
    giver: str
    amount: Decimal
    state: str
    is_there: bool
    on: date | None
    note: str


_STATE: Mapping[str, str] = {
    PaymentStatus.PREPARED: "已批准,准备付款",
    PaymentStatus.ORDERED: "已批准,准备付款",
    PaymentStatus.BATCHED: "已批准,准备付款",
    PaymentStatus.SENT: "已送银行",
    PaymentStatus.PAID: "已到账",
    PaymentStatus.FAILED: "没有付成,工会正在处理",
    PaymentStatus.RETURNED: "银行退回,工会正在处理",
    PaymentStatus.REVERSED: "已撤销",
}
_AGAIN = (PaymentStatus.FAILED, PaymentStatus.RETURNED)
_LIMIT = 200


def received_by_worker(person: Person) -> list[Received]:
    """Her payments, newest first; an attempt that was made again is told once, by the later one."""
    rows = ledger.payments_of_person(person).exclude(status=PaymentStatus.REISSUED)[:_LIMIT]
    return [
        Received(
            row.number,
            ledger.use_label(row.use),
            row.programme.name,
            row.union.name,
            row.amount,
            _STATE.get(row.status, row.get_status_display()),
            row.status == PaymentStatus.PAID,
            row.paid_on,
            "请核对您的银行卡号是否写对、卡是否还能用,有变化请告诉工会。"
            if row.status in _AGAIN
            else "",
        )
        for row in rows
    ]


def arrived_total(rows: list[Received], year: int) -> Decimal:
    """What arrived in a year."""
    return sum(
        (row.amount for row in rows if row.is_there and row.on and row.on.year == year), ZERO
    )
