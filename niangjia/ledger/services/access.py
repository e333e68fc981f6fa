"""What every verb of this area shares: rights, locks from the fund down, readable numbers."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models

from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.verbs import lock
from niangjia.ledger.models import Fund, Payment, PaymentBatch, Reservation


def require(actor: Actor, permission: str, path: str) -> None:
    """Raises NotVisible when the actor does not hold the permission there."""
    if not actor.may(permission, path):
        raise NotVisible


def refuse(reason: str | None, field: str = "") -> None:
    """Raise Blocked when a rule gave a reason."""
    if reason:
        raise Blocked(reason, field=field)


def hold_funds(keys: Iterable[int]) -> dict[int, Fund]:
    """Lock funds, the smaller key first."""
    rows = Fund.objects.select_for_update(of=("self",)).filter(pk__in=set(keys)).order_by("pk")
    return {fund.pk: fund for fund in rows}


def hold_reservation(reservation: Reservation) -> Reservation:
    """Lock the fund, then the reservation."""
    lock(Fund, reservation.fund_id)
    return lock(Reservation, reservation.pk)


def hold_payment(payment: Payment) -> tuple[Payment, Reservation]:
    """Lock fund, batch, reservation, payment, in this order."""
    lock(Fund, payment.fund_id)
    if payment.batch_id:
        lock(PaymentBatch, payment.batch_id)
    reservation = lock(Reservation, payment.reservation_id)
    return lock(Payment, payment.pk), reservation


def hold_all(payments: models.QuerySet[Payment]) -> list[Payment]:
    """Lock payments in the order of their keys, with what a step needs of them."""
    rows = payments.select_for_update(of=("self",)).order_by("pk")
    return list(rows.select_related("union", "programme", "fund"))
