"""Public notices (公示): open one, read the live ones, withdraw one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import models
from django.utils import timezone

from niangjia.kernel import clock
from niangjia.kernel.models import PublicNotice


def publish(
    subject: models.Model,
    *,
    union_id: int,
    title: str,
    lines: Sequence[str],
    starts_on: date,
    ends_on: date,
    contact: str = "",
) -> PublicNotice:
    """Show masked lines from ``starts_on`` to ``ends_on``, both days included."""
    return PublicNotice.objects.create(
        object_label=subject._meta.label_lower,
        object_id=subject.pk,
        union_id=union_id,
        title=title,
        lines=list(lines),
        contact=contact,
        starts_on=starts_on,
        ends_on=ends_on,
    )


def live(on: date | None = None) -> models.QuerySet[PublicNotice]:
    """Notices anybody may read on that day (today), newest first."""
    day = on or clock.today()
    return PublicNotice.objects.filter(
        starts_on__lte=day, ends_on__gte=day, withdrawn_at=None
    ).order_by("-id")


def of(subject: models.Model) -> models.QuerySet[PublicNotice]:
    """The subject's notices, newest first."""
    return PublicNotice.objects.filter(
        object_label=subject._meta.label_lower, object_id=subject.pk
    ).order_by("-id")


def withdraw(subject: models.Model) -> None:
    """Take the subject's live notices down at once."""
    of(subject).filter(withdrawn_at=None).update(withdrawn_at=timezone.now())
