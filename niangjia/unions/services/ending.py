"""What ends together with a union (注销): terms, officers, certificate."""

from __future__ import annotations

from datetime import date

from django.db.models import F, Q, Value
from django.db.models.functions import Greatest
from django.utils import timezone

from niangjia.unions.models import LegalCertificate, Officer, Term, Union
from niangjia.unions.rules import UnionStatus


def finish(union: Union, *, on: date, reason: str) -> None:
    """Close the union's row and its own records as of that day, also those that have ended since."""
    now = timezone.now()
    union.status, union.closed_on, union.close_reason = UnionStatus.CLOSED, on, reason[:300]
    union.save(update_fields=["status", "closed_on", "close_reason", "updated_at"])
    Term.objects.filter(_lasts("closed_on", on), union=union).update(
        closed_on=Greatest(F("starts_on"), Value(on)), updated_at=now
    )
    Officer.objects.filter(_lasts("until_on", on), union=union).update(
        until_on=Greatest(F("from_on"), Value(on)), updated_at=now
    )
    LegalCertificate.objects.filter(_lasts("revoked_on", on), union=union).update(
        revoked_on=on, updated_at=now
    )


def _lasts(end: str, on: date) -> Q:
    """Records that last beyond the day: without an end, or with a later one."""
    return Q(**{end: None}) | Q(**{f"{end}__gt": on})
