"""What a scanned member's card is good for: the events where something is handed out now."""

from __future__ import annotations

from niangjia.campaigns.models import DeliveryEvent
from niangjia.campaigns.rules import CampaignStatus
from niangjia.kernel import clock, policy
from niangjia.kernel.actor import Actor
from niangjia.members.desk.codes import register_use
from niangjia.members.models import Card

_MOST = 10


def _uses(card: Card, actor: Actor) -> list[tuple[str, str]]:
    """Running events of the actor's for the holder's union, the newest first."""
    rows = DeliveryEvent.objects.visible_to(actor, "campaigns.deliver").filter(
        campaign__status=CampaignStatus.RUNNING,
        on__lte=clock.today(),
        union__path__in=policy.upwards(card.union.path),
    )
    return [
        (f"{event.campaign}:{event}", f"/delivery-events/{event.public_id}/scan/{card.code.hex}/")
        for event in rows.select_related("campaign").order_by("-on", "-pk")[:_MOST]
    ]


register_use(_uses)
