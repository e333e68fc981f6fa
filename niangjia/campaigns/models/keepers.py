"""Which unions had campaigns and pairings in hand before."""

from __future__ import annotations

from django.db import models

from niangjia.campaigns.models.campaigns import Campaign
from niangjia.campaigns.models.pairings import Pairing
from niangjia.unions.models import PastKeeper


class CampaignKeeper(PastKeeper):
    """A union that ran a campaign before the present one (曾主办工会)."""

    record = models.ForeignKey(
        Campaign, models.PROTECT, related_name="past_keepers", db_index=False
    )

    class Meta(PastKeeper.Meta):
        verbose_name = "曾主办工会"


class PairingKeeper(PastKeeper):
    """A union that was paired with a village or household before the present one (曾结对工会)."""

    record = models.ForeignKey(Pairing, models.PROTECT, related_name="past_keepers", db_index=False)

    class Meta(PastKeeper.Meta):
        verbose_name = "曾结对工会"
