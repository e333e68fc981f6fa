"""App registration of niangjia.web (界面)."""

from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    """界面."""

    name = "niangjia.web"
    label = "web"
    verbose_name = "界面"

    def ready(self) -> None:
        """Register the desk that belongs to no area."""
        from niangjia.web import policies  # noqa: F401 - models must be loaded first
