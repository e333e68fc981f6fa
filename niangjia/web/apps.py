"""App registration of niangjia.web (界面)."""

from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    """界面."""

    name = "niangjia.web"
    label = "web"
    verbose_name = "界面"

    def ready(self) -> None:
        """Register the desk and the phone pages that belong to no area."""
        from niangjia.web import policies, portal  # noqa: F401 - models must be loaded first
        from niangjia.web.desk import mount
        from niangjia.web.portal import Audience

        mount("", "niangjia.web.portal.inbox")
        told = "正在公示的事项,有异议可以反映"
        portal.card("公示", "/m/notices/", "bell", 90, text=told, audience=Audience.ALL)
