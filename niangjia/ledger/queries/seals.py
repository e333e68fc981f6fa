"""How far the books are sealed (每日封账)."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, Max

from niangjia.ledger.models import DailySeal
from niangjia.unions.models import Union


def sealed_until() -> tuple[int, int, date | None]:
    """Unions with sealed days, days sealed over all of them, the last day."""
    found = DailySeal.objects.aggregate(
        unions=Count("union", distinct=True), days=Count("pk"), last=Max("on")
    )
    return found["unions"], found["days"], found["last"]


def last_seal(union: Union) -> DailySeal | None:
    """The union's own last sealed day; its digest stands for all days before."""
    return DailySeal.objects.filter(union=union).order_by("-on").first()
