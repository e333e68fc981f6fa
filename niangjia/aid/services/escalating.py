"""Telling the level above what is overdue (提请督办): files, objections, appeals and grants alike."""

from __future__ import annotations

from datetime import date, timedelta

from niangjia.aid.queries import escalation
from niangjia.aid.queries.escalation import Late
from niangjia.aid.rules import terms
from niangjia.kernel import clock, journal, policy
from niangjia.kernel.actor import SYSTEM, Actor
from niangjia.kernel.errors import Blocked
from niangjia.kernel.verbs import lock, verb


@verb
def escalate(subject: Late, *, actor: Actor = SYSTEM) -> Late:
    """Tell the level above that the present state is overdue, once; no step is taken.

    ``aid.escalation`` says how many days after the term. The level above may act for an absent level
    below. Raises Blocked when there is nothing to tell.
    """
    kind = escalation.kind_of(type(subject))
    subject = lock(kind.model, subject.pk)
    today, due_on = clock.today(), subject.due_on
    if due_on is None or escalation.keeper(kind, subject.status) is None:
        raise Blocked("没有办理期限,不能提请督办。")
    if subject.escalated_on is not None and subject.escalated_on > due_on:
        raise Blocked("已经提请督办。")
    days = int(policy.get(terms.ESCALATION.code, subject.scope_path, due_on)["days"])
    if due_on + timedelta(days=days) >= today:
        raise Blocked("还没有超过提请督办的期限。")
    subject.escalated_on = today
    subject.save(update_fields=["escalated_on", "updated_at"])
    state, late = kind.workflow.states[subject.status], (today - due_on).days
    journal.record(
        "aid.escalate",
        subject,
        actor=actor,
        summary=f"“{state}”应于{due_on}前办结,已超期{late}天,提请上一级工会督办",
    )
    return subject


def escalate_overdue(on: date, *, actor: Actor = SYSTEM) -> int:
    """Escalate everything that is overdue on that day, each on its own; how many were."""
    count = 0
    for kind in escalation.KINDS:
        for subject in escalation.to_escalate(kind.model, on):
            try:
                escalate(subject, actor=actor)
            except Blocked:  # dealt with in this very moment, or not late enough here
                continue
            count += 1
    return count
