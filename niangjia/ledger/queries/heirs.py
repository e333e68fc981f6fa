"""Who takes over a union's money (移交): after a merger, a split or a closing."""

from __future__ import annotations

from django.db.models import F, QuerySet

from niangjia.ledger.models import Fund
from niangjia.unions.models import Union
from niangjia.unions.rules import SuccessionKind, UnionStatus


def heirs_of(union: Union) -> list[Union]:
    """Unions that its money may be handed over to; none for a union that simply goes on.

    Merged: the receiver. Closed: the level above. Split: the parts, by number of workers (domain
    03 §3.5, 重庆市实施工会法办法 art. 42).
    """
    if union.is_open:
        parts = union.successions.filter(kind=SuccessionKind.SPLIT)
        found = [row.successor for row in parts.select_related("successor").order_by("pk")]
        return [part for part in found if part is not None and part.is_open]
    merger = union.successions.filter(kind=SuccessionKind.MERGED).first()
    heir = merger.successor if merger else union.parent
    if heir is None:
        return []
    return [heir] if heir.is_open else heirs_of(heir)


def left_over(rows: QuerySet[Fund]) -> QuerySet[Fund]:
    """Funds of closed unions with free money: it came back after the union had given way."""
    return rows.filter(
        union__status=UnionStatus.CLOSED, bank_amount__gt=F("promised_amount")
    ).order_by("pk")
