"""App registration of niangjia.members (会员)."""

from __future__ import annotations

from django.apps import AppConfig


class MembersConfig(AppConfig):
    """会员."""

    name = "niangjia.members"
    label = "members"
    verbose_name = "会员"
