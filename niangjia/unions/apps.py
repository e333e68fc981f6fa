"""App registration of niangjia.unions (工会组织)."""

from __future__ import annotations

from django.apps import AppConfig


class UnionsConfig(AppConfig):
    """工会组织."""

    name = "niangjia.unions"
    label = "unions"
    verbose_name = "工会组织"
