"""App registration of niangjia.reports (报告)."""

from __future__ import annotations

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """报告."""

    name = "niangjia.reports"
    label = "reports"
    verbose_name = "报告"

    def ready(self) -> None:
        """Register desks, dashboards, jobs and policy."""
        from niangjia.reports import desk, tasks  # noqa: F401  # models are ready only now; register themselves
