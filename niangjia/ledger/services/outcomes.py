"""Who wants to know how a payment ended: areas register a handler for their own subjects."""

from __future__ import annotations

from collections.abc import Callable

from niangjia.ledger.models import Payment, Reservation
from niangjia.ledger.rules import PaymentStatus

Handler = Callable[[int, Payment | None, PaymentStatus], None]
"""``handler(subject_id, payment, outcome)``; outcome is PAID, FAILED, RETURNED or REVERSED.

Money that was released before it was ever ordered is REVERSED without a payment.
"""

_HANDLERS: dict[str, list[Handler]] = {}


def on_paid(label: str, handler: Handler) -> None:
    """Call the handler for payments whose subject is a ``label`` (``aid.grant``), from now on.

    It runs in the transaction of the payment: if it raises, nothing of the payment stays. A handler
    registered twice is called once.
    """
    handlers = _HANDLERS.setdefault(label.lower(), [])
    if handler not in handlers:
        handlers.append(handler)


def tell(payment: Payment, outcome: PaymentStatus) -> None:
    """Tell those who registered for this payment's subject."""
    for handler in _HANDLERS.get(payment.subject_label, ()):
        handler(payment.subject_id, payment, outcome)


def tell_released(reservation: Reservation) -> None:
    """Tell those who registered for this reservation's subject that it will not be paid."""
    for handler in _HANDLERS.get(reservation.subject_label, ()):
        handler(reservation.subject_id, None, PaymentStatus.REVERSED)
