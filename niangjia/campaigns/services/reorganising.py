"""What becomes of campaigns when a union is merged, split or closed (``unions.reorganise``).

What is in hand goes to the receiver: campaigns not summed up, their events, goods in store, pairings
that last; names on lists follow the member. What was handed out stays where it was counted.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from niangjia.campaigns import rules
from niangjia.campaigns.models import (
    Beneficiary,
    Campaign,
    CampaignKeeper,
    DeliveryEvent,
    Goods,
    Pairing,
    PairingKeeper,
)
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked
from niangjia.members.models import Membership
from niangjia.unions.models import PastKeeper, Union
from niangjia.unions.reorganise import Plan, PlanKind
from niangjia.unions.services import keep_until

_IN_HAND = (
    rules.CampaignStatus.PLANNED,
    rules.CampaignStatus.RUNNING,
    rules.CampaignStatus.CLOSED,
)

_InHand = tuple[QuerySet[Any], str, int, type[PastKeeper] | None]
"""Rows, their name and its longest length; where it is kept who had them before."""


class CampaignsTakePart:
    """Campaigns, goods and pairings of a union that ends go to its receiver."""

    def preview(self, plan: Plan) -> list[str]:
        """How much changes hands. Raises Blocked."""
        counts = (
            ("未汇总的帮扶活动", "个", _campaigns(plan).count()),
            ("库存物资", "种", _goods(plan).filter(stock_count__gt=0).count()),
            ("结对", "个", _pairings(plan).count()),
        )
        said = [f"{name}{count}{measure}" for name, measure, count in counts if count]
        return [f"{'、'.join(said)}改由“{_receiver(plan).name}”办理。"] if said else []

    def apply(self, plan: Plan, actor: Actor) -> int:
        """Hand them over; moves no members itself. Raises Blocked."""
        if plan.kind != PlanKind.MOVE:
            _follow_members(plan)
        in_hand: tuple[_InHand, ...] = (
            (_campaigns(plan), "name", 100, CampaignKeeper),
            (_goods(plan), "name", 60, None),
            (_pairings(plan), "place", 100, PairingKeeper),
        )
        for rows, name, room, history in in_hand:
            found = list(rows.select_for_update(of=("self",)).order_by("pk"))
            if history is not None:
                keep_until(history, [row.pk for row in found], plan.union, on=plan.on)
            for row in found:
                _hand_over(row, name, room, plan)
        events = DeliveryEvent.objects.filter(_ending(plan), campaign__status__in=_IN_HAND)
        if events.exists():
            events.update(union=_receiver(plan))
        return 0


def _hand_over(row: Campaign | Goods | Pairing, name: str, room: int, plan: Plan) -> None:
    """To the receiver; a name (of at most ``room`` signs) that it has gets the old union's behind."""
    receiver = _receiver(plan)
    said = getattr(row, name)
    same = type(row).objects.filter(union=receiver, **{name: said})
    if same.exists():
        setattr(row, name, f"{said}(原{plan.union.name})"[:room])
    row.union = receiver
    row.save(update_fields=["union", name, "updated_at"])


def _follow_members(plan: Plan) -> None:
    """Names on lists of campaigns in hand stand at the union that the member belongs to."""
    rows = Beneficiary.objects.filter(union=plan.union, campaign__status__in=_IN_HAND)
    if not rows.exists():
        return
    if plan.kind == PlanKind.SPLIT:
        going = Q(union=plan.union, employer_id__in=plan.employer_ids or ()) | Q(union=plan.to)
        people = Membership.objects.filter(going, left_on=None).values("person_id")
        rows = rows.filter(person__in=people)
    rows.update(union=plan.to if plan.kind == PlanKind.SPLIT else _receiver(plan))


def _campaigns(plan: Plan) -> QuerySet[Campaign]:
    return Campaign.objects.filter(_ending(plan), status__in=_IN_HAND)


def _goods(plan: Plan) -> QuerySet[Goods]:
    return Goods.objects.filter(_ending(plan))


def _pairings(plan: Plan) -> QuerySet[Pairing]:
    return Pairing.objects.filter(_ending(plan)).exclude(status=rules.PairingStatus.ENDED)


def _ending(plan: Plan) -> Q:
    """Rows of the union, when it ends; none when it goes on (moved, or split with its rest)."""
    if plan.kind in (PlanKind.MERGE, PlanKind.CLOSE):
        return Q(union=plan.union)
    return Q(pk__in=())


def _receiver(plan: Plan) -> Union:
    """Who goes on with them: the receiving union, else the level above."""
    receiver = plan.to or plan.union.parent
    if receiver is None:
        raise Blocked("还有帮扶活动、物资或结对没有接收的工会。请先办结,或选择接收的工会。")
    return receiver
