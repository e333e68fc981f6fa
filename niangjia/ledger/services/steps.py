"""One step for many payments at once: set-based, one journal entry for the batch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from niangjia.kernel import clock
from niangjia.kernel.actor import Actor
from niangjia.kernel.models import Transition
from niangjia.kernel.verbs import due_on
from niangjia.ledger import rules
from niangjia.ledger.models import Payment

_CHUNK = 2000


def advance_many(
    payments: Sequence[Payment],
    code: str,
    *,
    actor: Actor,
    reasons: Mapping[int, str] | None = None,
    fields: Sequence[str] = (),
) -> None:
    """Take the step for all of them, which are locked and share one union.

    ``reasons`` by payment key; ``fields`` are other fields set already. The caller journals once.
    Raises NotVisible or Blocked for the first that cannot.
    """
    if not payments:
        return
    given: Mapping[int, str] = reasons or {}
    workflow = rules.PAYMENT
    step = workflow.step(code)
    for payment in payments:
        workflow.require(code, payment, actor, reason=given.get(payment.pk, ""))
    rows = [
        _transition(payment, step.code, step.target, actor, given.get(payment.pk, ""))
        for payment in payments
    ]
    due = due_on(workflow, step.target, payments[0].scope_path, clock.today())
    for payment in payments:
        payment.status, payment.due_on = step.target, due
        payment.updated_at = clock.now()
    Payment.objects.bulk_update(
        payments, ["status", "due_on", "updated_at", *fields], batch_size=_CHUNK
    )
    Transition.objects.bulk_create(rows, batch_size=_CHUNK)


def start_many(payments: Sequence[Payment], *, actor: Actor) -> None:
    """First line of the life cycle of payments just made."""
    initial = rules.PAYMENT.initial
    rows = [_transition(payment, "start", initial, actor, source="") for payment in payments]
    Transition.objects.bulk_create(rows, batch_size=_CHUNK)


def _transition(
    payment: Payment,
    step: str,
    target: str,
    actor: Actor,
    reason: str = "",
    *,
    source: str | None = None,
) -> Transition:
    values: dict[str, Any] = {
        "object_label": payment._meta.label_lower,
        "object_id": payment.pk,
        "workflow": rules.PAYMENT.code,
        "step": step,
        "source": payment.status if source is None else source,
        "target": target,
        "actor_id": actor.user_id,
        "actor_label": actor.label[:100],
        "reason": reason[:500],
    }
    return Transition(**values)
