"""App registration of niangjia.campaigns (帮扶活动)."""

from __future__ import annotations

from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    """帮扶活动."""

    name = "niangjia.campaigns"
    label = "campaigns"
    verbose_name = "帮扶活动"
