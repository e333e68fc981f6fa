"""How often a caller used a page open to everybody in this hour, so that nobody can try all numbers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F

from niangjia.kernel import clock, crypto
from niangjia.kernel.errors import Blocked
from niangjia.kernel.models import AttemptCount
from niangjia.kernel.verbs import verb

KEPT_FOR = timedelta(days=2)
TOLD = "操作太频繁,请一小时后再试。如有急事,请直接联系工会工作人员。"


def require_calm(limits: Mapping[str, int], told: str = TOLD, /, **callers: str) -> None:
    """Count one attempt for each ``page=key`` and refuse beyond ``limits[page]`` an hour.

    A page that ends in ``_address`` and has no limit of its own has the installation's
    (``NIANGJIA_ADDRESS_LIMIT``): a whole works shares one address. Raises Blocked with ``told``. Stands
    outside the transaction of what follows: a refused attempt counts all the same.
    """
    used_up = [page for page, key in callers.items() if _count(page, key) > _limit(limits, page)]
    if used_up:
        raise Blocked(told)


def give_back(**callers: str) -> None:
    """What proved honest afterwards does not count: one attempt less for each ``page=key``."""
    for page, key in callers.items():
        _counts(page, key).filter(count__gt=0).update(count=F("count") - 1)


def _limit(limits: Mapping[str, int], page: str) -> int:
    if page not in limits and page.endswith("_address"):
        return int(settings.NIANGJIA_ADDRESS_LIMIT)
    return limits[page]


@verb
def _count(page: str, key: str) -> int:
    mine = _counts(page, key)
    row = AttemptCount(page=page, key=crypto.blind("attempt", key), hour=_hour())
    AttemptCount.objects.bulk_create([row], ignore_conflicts=True)
    mine.update(count=F("count") + 1)
    return mine.values_list("count", flat=True).get()


def _counts(page: str, key: str) -> models.QuerySet[AttemptCount]:
    blind = crypto.blind("attempt", key)
    return AttemptCount.objects.filter(page=page, key=blind, hour=_hour())


def _hour() -> datetime:
    return clock.now().replace(minute=0, second=0, microsecond=0)


def forget() -> int:
    """Remove old counts: they are of no use and, though blinded, concern persons."""
    return AttemptCount.objects.filter(hour__lt=clock.now() - KEPT_FOR).delete()[0]
