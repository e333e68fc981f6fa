"""Who had a household file in hand before."""

from __future__ import annotations

from django.db import models

from niangjia.aid.models.files import HouseholdFile
from niangjia.unions.models import PastKeeper


class FileKeeper(PastKeeper):
    """A union that had a household file in hand before the present one (曾办理工会)."""

    record = models.ForeignKey(
        HouseholdFile, models.PROTECT, related_name="past_keepers", db_index=False
    )

    class Meta(PastKeeper.Meta):
        verbose_name = "曾办理工会"
