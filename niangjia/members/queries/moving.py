"""Transfers and conflict tickets under way, and the unions they concern."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from niangjia.kernel.actor import Actor
from niangjia.members.models import (
    Conflict,
    Transfer,
)
from niangjia.members.rules.transfer import OPEN_STATES as OPEN_TRANSFERS
from niangjia.unions.models import Union
from niangjia.unions.rules import UnionStatus, UnionType


def hold_union(union_id: int) -> Union:
    """The union as it is now, kept from being closed or moved until the transaction ends."""
    rows = Union.objects.raw("SELECT * FROM unions_union WHERE id = %s FOR SHARE", [union_id])
    return rows[0]


def unions_taking_members() -> QuerySet[Union]:
    """Grass-roots unions in order, of the whole federation: where a member may be transferred to."""
    return Union.objects.filter(status=UnionStatus.NORMAL, union_type=UnionType.GRASSROOTS)


def open_transfer(membership_id: int) -> Transfer | None:
    """The transfer under way, or None."""
    rows = Transfer.objects.filter(membership_id=membership_id, status__in=OPEN_TRANSFERS)
    return rows.select_related("union", "target").first()


def due_transfers(on: date) -> QuerySet[Transfer]:
    """Transfers whose silent side is taken to agree on that day (the day after the deadline)."""
    return Transfer.objects.filter(status__in=OPEN_TRANSFERS, due_on__lt=on).order_by(
        "due_on", "id"
    )


def transfers_visible(actor: Actor, permission: str) -> QuerySet[Transfer]:
    """Transfers of either side in the actor's scope."""
    return Transfer.objects.visible_to(actor, permission).select_related(
        "membership__person", "union", "target"
    )


def open_conflicts(person_id: int) -> QuerySet[Conflict]:
    """Tickets that wait for somebody."""
    return Conflict.objects.filter(person_id=person_id, status="open").select_related("union")
