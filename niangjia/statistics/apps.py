"""App registration of niangjia.statistics (统计)."""

from __future__ import annotations

from django.apps import AppConfig


class StatisticsConfig(AppConfig):
    """统计."""

    name = "niangjia.statistics"
    label = "statistics"
    verbose_name = "统计"

    def ready(self) -> None:
        """Register desks, dashboards, jobs and policy."""
        from niangjia.statistics import desk  # noqa: F401  # models are ready only now; registers itself
