"""Conflict tickets (会籍冲突单): somebody wanted in who is a member elsewhere."""

from __future__ import annotations

from niangjia.kernel.actor import SYSTEM, Actor
from niangjia.kernel.verbs import advance, lock, start, verb
from niangjia.members.models import Conflict, JoinApplication, Membership, Transfer
from niangjia.members.rules.joining import JOINING
from niangjia.members.rules.lifecycle import ConflictSource, ConflictStatus, JoinStatus
from niangjia.members.rules.transfer import CONFLICT
from niangjia.unions.models import Union


def open_ticket(
    current: Membership,
    union: Union,
    *,
    source: ConflictSource,
    actor: Actor,
    application: JoinApplication | None = None,
) -> Conflict:
    """A ticket of the union that wants the member, or the open one there is.

    For the services of this area; the person is locked.
    """
    found: Conflict | None = Conflict.objects.filter(
        person_id=current.person_id, union=union, status=ConflictStatus.OPEN
    ).first()
    if found is not None:
        if application is not None and found.application_id is None:
            found.application = application
            found.save(update_fields=["application", "updated_at"])
        return found
    ticket = Conflict.objects.create(
        person_id=current.person_id,
        union=union,
        membership=current,
        source=source,
        application=application,
    )
    summary = f"{current.person.name}现为{current.union.name}会员,登记会籍冲突"
    start(ticket, CONFLICT, actor=actor, summary=summary)
    return ticket


@verb
def dismiss(conflict: Conflict, *, reason: str, actor: Actor) -> Conflict:
    """Write the ticket off without a transfer (核销); a held application is reviewed again."""
    conflict = lock(Conflict, conflict.pk)
    CONFLICT.require("dismiss", conflict, actor, reason=reason)
    return close(conflict, "dismiss", reason=reason, actor=actor)


def close(conflict: Conflict, code: str, *, reason: str, actor: Actor) -> Conflict:
    """Take a closing step for the locked ticket. For the services of this area."""
    step = CONFLICT.step(code)
    conflict.note = reason[:300]
    conflict.save(update_fields=["note", "updated_at"])
    summary = f"{conflict.person.name}的会籍冲突:{step.label}"
    conflict = advance(conflict, CONFLICT, step, actor=actor, reason=reason, summary=summary)
    if code == "dismiss" and conflict.application_id is not None:
        release(conflict.application_id, reason=reason, actor=actor)
    return conflict


def release(application_id: int, *, reason: str, actor: Actor) -> None:
    """A held application goes back to review."""
    application = lock(JoinApplication, application_id)
    if application.status != JoinStatus.CONFLICT:
        return
    step = JOINING.require("release", application, SYSTEM)
    advance(application, JOINING, step, actor=actor, reason=reason)


def settle(transfer: Transfer, *, actor: Actor) -> None:
    """A transfer was completed: the application that led to it ends as a membership."""
    for application in _applications_of(transfer):
        application.membership = transfer.result
        application.save(update_fields=["membership", "updated_at"])
        step = JOINING.require("settle", application, SYSTEM)
        advance(application, JOINING, step, actor=actor, reason=f"转会{transfer.number}")


def give_back(transfer: Transfer, *, reason: str, actor: Actor) -> None:
    """A transfer came to nothing: the application that led to it is reviewed again."""
    for application in _applications_of(transfer):
        release(application.pk, reason=reason, actor=actor)


def _applications_of(transfer: Transfer) -> list[JoinApplication]:
    rows = JoinApplication.objects.filter(
        conflicts__transfer=transfer, status=JoinStatus.CONFLICT
    ).order_by("pk")
    return list(rows.select_for_update(of=("self",)))
