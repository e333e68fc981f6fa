"""How often a caller used a page open to everybody in this hour, so that nobody can try all numbers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from django.db.models import F

from niangjia.kernel import clock, crypto
from niangjia.kernel.errors import Blocked
from niangjia.kernel.models import AttemptCount
from niangjia.kernel.verbs import verb

KEPT_FOR = timedelta(days=2)


def require_calm(limits: Mapping[str, int], **callers: str) -> None:
    """Count one attempt for each ``page=key`` and refuse beyond ``limits[page]`` an hour.

    Raises Blocked. Stands outside the transaction of what follows: a refused attempt counts all
    the same.
    """
    used_up = [page for page, key in callers.items() if _count(page, key) > limits[page]]
    if used_up:
        raise Blocked("操作太频繁,请一小时后再试。如有急事,请直接联系工会工作人员。")


@verb
def _count(page: str, key: str) -> int:
    hour = clock.now().replace(minute=0, second=0, microsecond=0)
    row = AttemptCount(page=page, key=crypto.blind("attempt", key), hour=hour)
    AttemptCount.objects.bulk_create([row], ignore_conflicts=True)
    mine = AttemptCount.objects.filter(page=page, key=row.key, hour=hour)
    mine.update(count=F("count") + 1)
    return mine.values_list("count", flat=True).get()


def forget() -> int:
    """Remove old counts: they are of no use and, though blinded, concern persons."""
    return AttemptCount.objects.filter(hour__lt=clock.now() - KEPT_FOR).delete()[0]
