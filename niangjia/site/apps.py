"""App registration of niangjia.site (安装)."""

from __future__ import annotations

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """安装."""

    name = "niangjia.site"
    label = "site"
    verbose_name = "安装"

    def ready(self) -> None:
        """Put together what areas that must not know each other show on one page."""
        from niangjia.site import figures

        figures.register()
