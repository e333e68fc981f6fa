"""What waits for a membership and has no point once it has ended: transfers, conflict tickets."""

from __future__ import annotations

from niangjia.kernel.actor import SYSTEM, Actor
from niangjia.kernel.verbs import advance
from niangjia.members.models import Conflict, Membership, Transfer
from niangjia.members.rules.lifecycle import ConflictStatus
from niangjia.members.rules.transfer import OPEN_STATES, TRANSFER
from niangjia.members.services import conflicts


def drop_open(membership: Membership, *, why: str, actor: Actor) -> None:
    """End what is open for a membership that has just ended. For the services of this area."""
    reason = f"会籍已因{why}结束"
    transfers = Transfer.objects.filter(membership=membership, status__in=OPEN_STATES)
    for transfer in transfers.select_for_update(of=("self",)):
        drop(transfer, reason=reason, actor=actor)
    tickets = Conflict.objects.filter(membership=membership, status=ConflictStatus.OPEN)
    for ticket in tickets.select_for_update(of=("self",)):
        conflicts.close(ticket, "dismiss", reason=f"{reason},可直接办理入会", actor=actor)


def drop(transfer: Transfer, *, reason: str, actor: Actor) -> Transfer:
    """End a locked open transfer that cannot be completed any more."""
    step = TRANSFER.require("drop", transfer, SYSTEM)
    advance(transfer, TRANSFER, step, actor=actor, reason=reason)
    conflicts.give_back(transfer, reason=reason, actor=actor)
    return transfer
