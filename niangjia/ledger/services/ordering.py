"""Approving many payments at once (批量批准付款): set-based, one journal entry."""

from __future__ import annotations

from niangjia.kernel import clock, journal
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked
from niangjia.kernel.money import ZERO, show_yuan
from niangjia.kernel.verbs import lock, verb
from niangjia.ledger import queries
from niangjia.ledger.models import Fund, Payment, Reservation
from niangjia.ledger.rules import ReservationStatus
from niangjia.ledger.services.access import require
from niangjia.ledger.services.paying import attempt_of
from niangjia.ledger.services.steps import advance_many, start_many

MOST_AT_ONCE = 1_000


@verb
def order_all(fund: Fund, *, actor: Actor) -> Fund:
    """Approve paying all that is reserved in the fund, but for what she reserved herself.

    At most MOST_AT_ONCE, the oldest first. Raises NotVisible or Blocked.
    """
    fund = lock(Fund, fund.pk)
    require(actor, "ledger.approve", fund.scope_path)
    rows = list(
        queries.orderable(fund, actor.user_id).select_for_update(of=("self",))[:MOST_AT_ONCE]
    )
    if not rows:
        raise Blocked("这笔资金没有可由您批准的付款。您自己占用的须由其他有审批权的人批准。")
    payments = [_payment(row, fund, actor) for row in rows]
    Payment.objects.bulk_create(payments)
    start_many(payments, actor=actor)
    Reservation.objects.filter(pk__in=[row.pk for row in rows]).update(
        status=ReservationStatus.ORDERED, updated_at=clock.now()
    )
    advance_many(payments, "approve", actor=actor)
    total = show_yuan(sum((payment.amount for payment in payments), ZERO))
    summary = f"批准付款{len(payments)}笔 {total}"
    journal.record("ledger.order_all", fund, actor=actor, summary=summary)
    return fund


def _payment(reservation: Reservation, fund: Fund, actor: Actor) -> Payment:
    payment = attempt_of(reservation, 1, prepared_by_id=reservation.reserved_by_id)
    payment.union = fund.union  # by which the steps ask for permission
    payment.approved_by_id = actor.user_id
    return payment
