"""App registration of niangjia.site (安装)."""

from __future__ import annotations

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """安装."""

    name = "niangjia.site"
    label = "site"
    verbose_name = "安装"
